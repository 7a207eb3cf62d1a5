"""The insult vocabulary, by what a word is and how plainly it must be aimed to count.

Strong words count in any form of address ("Idiot." said to somebody). Mild words are also used
for ideas, deeds and in jest, so they count only where they are said of a person outright ("you
are a liar"). Slurs are few: the classifier knows them. A public list is better short.
"""

from __future__ import annotations

from modfilter.text.vocabulary import Vocabulary


def word_set(lines: str) -> frozenset[str]:
    """The words of a block of text."""
    return frozenset(lines.split())


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh", "z")) else "s")


STRONG_NOUNS = word_set("""
idiot moron imbecile cretin dimwit halfwit nitwit fuckwit shitwit twit dunce dullard dolt simpleton
dumbass dumbo dumbfuck dumbshit dipshit dipstick shithead shitbag shitstain shitface asshat asshole
arsehole asswipe assclown asskisser fuckhead fuckface fucktard fucker motherfucker mofo cocksucker
dickhead dickwad dickface dickweed dingbat douche douchebag prick wanker tosser bellend knobhead
twat cunt bastard bitch whore slut skank slag scumbag scum sleazebag sleazeball slimeball dirtbag
ratbag dickbag cumstain jackass jerkoff jagoff airhead bonehead blockhead butthead
meathead pinhead knucklehead lamebrain birdbrain peabrain pea-brain shitlord numbskull numskull
thickhead fathead pisshead crackhead nutjob nutcase psycho retard libtard conservatard republitard
trumptard tard faggot fag nigger degenerate lowlife loser dumdum ignoramus nincompoop ninny numpty
nutter pillock plonker dickwit muppet knob berk minger munter pleb peasant schmuck putz shmuck
scumbucket wankstain windbag gasbag shitheel turd weasel vermin cockroach maggot
bootlicker sycophant imbecil moran idoit idot iditot moronic-idiot retart stupido
duffer bozo windowlicker mouthbreather mouth-breather cuck incel cumdumpster degen dimbulb doofus
dork dweeb dufus schmo tool-bag toolbag fuckboy pissant peckerhead pecker jerk
""") - {"dork", "weasel", "peasant", "pecker"}
"""Nouns that are said of people only to hurt them."""

MILD_NOUNS = word_set("""
liar hypocrite troll clown sheep sheeple coward fool buffoon joker charlatan fraud phony phoney
bigot racist fascist nazi misogynist sexist homophobe xenophobe commie leech parasite weasel rat
snake pig dog cow donkey mule goat ape monkey baboon chimp toad worm slug leach rodent swine hyena
ass arse dick cock tool git prat wally melon turnip vegetable cabbage potato plank drip wimp sissy
pansy wuss crybaby cry-baby snowflake shill stooge lackey lapdog puppet sellout traitor thug creep
pervert perv pedo paedo pedophile paedophile freak weirdo wacko whacko crackpot crank lunatic
maniac madman psychopath sociopath narcissist egomaniac megalomaniac hag crone witch bimbo tart
tramp peasant redneck hick yokel hillbilly philistine barbarian savage brute oaf lout yob yobbo
chav ned layabout slob slacker scrounger sponger freeloader wastrel disgrace embarrassment dummy
dumby dork nerd geek dope dimwitted goof goofball pest nuisance scoundrel crook thief cheat
swindler conman con-man snob prig prude bore blowhard loudmouth big-mouth bigmouth braggart brat
spoiltbrat pussy simp hack gimp lemming poser poseur wannabe zealot extremist fanatic nonce
knucklehead tosspot bum airbag bully trash garbage filth rubbish waste joke stain pos eejit
gobshite gobshyte tit nitpicker suck
""")
"""Nouns that hurt when they are said of the reader outright."""

STRONG_ADJECTIVES = word_set("""
stupid dumb idiotic moronic imbecilic retarded brainless mindless witless gormless clueless
dimwitted halfwitted half-witted dim-witted thickheaded thick-headed pigheaded boneheaded
pea-brained peabrained feebleminded feeble-minded simple-minded simpleminded narrow-minded
braindead brain-dead stupidest dumbest stupider dumber asinine cretinous shitty fucktarded
worthless spineless gutless scummy slimy snivelling sniveling brain-damaged lobotomised
lobotomized illiterate inbred degenerated stoopid stupit stuped stupud dumbshit dumbass
batshit imbecilical dopey brainwashed bloodless-minded cretinly moranic retartded dumb-assed ugly
""") - {"degenerated", "bloodless-minded", "imbecilical", "cretinly", "retartded"}
"""Adjectives of persons that hurt."""

MILD_ADJECTIVES = word_set("""
ignorant pathetic delusional deluded disgusting sickening despicable deranged unhinged demented
insane pitiful laughable ridiculous repulsive repugnant revolting vile loathsome contemptible
shameless obnoxious insufferable arrogant pompous smug sanctimonious conceited vain narcissistic
hypocritical dishonest lying deceitful cowardly gullible naive lazy useless incompetent hopeless
inept obtuse dense thick dim crass vulgar filthy nasty evil wicked sick twisted perverted creepy
racist sexist fascist bigoted hateful spiteful bitter petty childish immature infantile senile
uneducated uncultured unintelligent low-class classless foul mean rude weak-minded treacherous
traitorous parasitic greedy two-faced whiny whining trashy tedious annoying
""") - {"mean", "rude", "vain", "naive", "annoying"}
"""Adjectives that count only where they are said of the reader outright."""

CALLED = word_set(
    "coward liar fool hypocrite troll clown traitor pig pussy ass dick cock tool buffoon snowflake"
    " crybaby creep weirdo freak lunatic dummy"
)
"""Mild nouns that insult at the end of a sentence that speaks to the reader (", coward.")."""

CALLED_ALONE = CALLED - {"pig", "pussy", "ass", "dick", "cock", "tool"}
"""Of these, the ones that are no name, animal or thing: they insult also alone."""

JEST = word_set("silly goofy dork nerd geek goof goofball dummy brat dope")
"""Words friends use: none counts beside a laugh, a kiss or a kind word."""

# "You are thick" insults; "you are thick with them", "slow to answer", "sick of it" do not.
LAST_WORD_ONLY = word_set("""
thick dense dim sick evil nasty weak lazy useless hopeless bitter mean petty vile greedy twisted
waste joke fool trash garbage rubbish arrogant dishonest insane ridiculous laughable incompetent
hypocritical suck racist sexist childish ugly lying foul illiterate brainwashed
mindless annoying smug tedious hateful
""")
"""Adjectives that, after "you are", count only at the end of the clause."""

SLOW = word_set("thick dense dim")
"""Words that insult only where they are said of a person."""

QUALITIES = word_set("stupidity idiocy imbecility dumbness ignorance")
"""What "your …" may not name."""

CURSES = word_set("""
fuck fuk fck fuc phuck f*ck f**k f*** fcuk fock screw damn piss sod bugger eff suck stfu gtfo
gfy foad sthu fucking fuckin goddamn
""")
"""Words of imperative abuse."""

PHRASE_WORDS = word_set("""
shut lost hell brain brains braincell braincells sick disgust disgusts disgusting disgrace oxygen
shit crap kiss bite stuffed bent hole cave basement dropped bless cunt prick
""")
"""Words that belong to a set phrase of abuse and say nothing alone."""

SPELLINGS = {
    "fuk": "fuck", "fck": "fuck", "fuc": "fuck", "phuck": "fuck", "f*ck": "fuck", "f**k": "fuck",
    "f***": "fuck", "fcuk": "fuck", "fock": "fuck", "fukin": "fucking", "fuckin": "fucking",
    "fkn": "fucking", "fking": "fucking", "fn": "fucking", "f'ing": "fucking", "f-ing": "fucking",
    "f'n": "fucking", "effing": "fucking", "freakin": "freaking", "b****": "bitch",
    "morron": "moron", "moronn": "moron", "imbicile": "imbecile", "imbecil": "imbecile",
    "imbasile": "imbecile", "idoit": "idiot", "ideot": "idiot", "stoopid": "stupid",
    "biatch": "bitch", "beotch": "bitch", "c***": "cunt", "s***": "shit", "a******": "asshole",
    "a**hole": "asshole", "a-hole": "asshole", "ahole": "asshole", "a**": "ass", "azz": "ass",
}  # fmt: skip
"""Usual disguises -> the word; every key is in the vocabulary."""

STRONG_SINGULAR = STRONG_NOUNS
STRONG_PLURAL = frozenset(_plural(noun) for noun in STRONG_NOUNS)
MILD_PLURAL = frozenset(_plural(noun) for noun in MILD_NOUNS) | {"sheep", "sheeple", "swine"}

NOUNS = STRONG_SINGULAR | STRONG_PLURAL | MILD_NOUNS | MILD_PLURAL | (JEST - {"silly", "goofy"})
ADJECTIVES = STRONG_ADJECTIVES | MILD_ADJECTIVES | {"silly", "goofy"}
STRONG = STRONG_SINGULAR | STRONG_PLURAL | STRONG_ADJECTIVES
HITS = NOUNS | ADJECTIVES | QUALITIES
"""The words for which an aim is looked for."""

INSULTS = Vocabulary(HITS | CURSES | frozenset(SPELLINGS))
"""Everything that insults, plain and disguised."""

INSULT_CUE_WORDS = Vocabulary(INSULTS.words | PHRASE_WORDS)
"""What gives a token the cue INSULT."""
