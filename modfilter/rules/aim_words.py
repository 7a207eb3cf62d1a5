"""The small words around an insult that tell whether it is aimed, for `modfilter.rules.aim`."""

from __future__ import annotations

from modfilter.rules.insults import NOUNS, word_set

ARTICLES = word_set("a an such one another")
BETWEEN = ARTICLES | word_set("""
the so very really just only merely simply too quite rather pretty absolutely completely totally
utterly truly clearly obviously plainly evidently literally basically actually seriously honestly
certainly definitely surely always still also even ever now complete total absolute utter real
true proper right fucking freaking bloody damn damned goddamn goddamned god flipping frigging
bleeding effing old little big fat huge giant massive great poor sad miserable mere typical
usual first biggest bigger worst most more less all both either that this some sort kind type
bunch piece pack lot load of single nothing but and or as well how incredibly extremely
ridiculously unbelievably amazingly fundamentally intellectually mentally morally seemingly
apparently indeed especially particularly remarkably exceptionally beyond genuinely whole entire
self-righteous rotten stinking bald young white black dirty cheap tiny wee
""")
BE = word_set("are is was were be been being am")
SEEM = word_set("""
sound sounds sounded look looks looked seem seems seemed act acts acted acting appear appears
behave behaves behaving talk talks talking write writes writing think thinks smell smells
""")
AUXILIARY = word_set("""
will must may might shall do does did have has had got to not clearly obviously really just always
still all both truly also simply probably certainly definitely surely actually only even indeed
too ever going sir mate pal buddy friend my dear honestly being been keep keeps seriously
""")
GENERIC = word_set("would could can should to")
NEGATION = word_set("not never no hardly scarcely neither nor isn't without far cannot n't")
AFTER_NOT = word_set("only just merely simply")
SUPPOSING = word_set(
    "if unless whether when whenever suppose supposing assuming once till until before lest imagine"
)
REPORTING = word_set("""
say says said saying tell tells told telling call calls called calling think thinks thought
thinking claim claims claimed claiming believe believes believed feel feels felt mean meant imply
implies implied implying suggest suggests suggested suggesting hope hopes accuse accuses accused
assume assumes assumed assuming label labels labelled labeled consider considers considered
pretend insist insists swear heard hear hears conclude concludes
""")
SPEAKER = word_set("i we let me think")
AWAY = word_set("around near with behind to for against about from under without saw than see")
PEOPLE = word_set("""
people guys lot folks all both types kids boys girls men women lads liberals libs conservatives
leftists lefties righties tories remainers brexiteers democrats dems republicans trumpers
trumpists commenters commentators posters ladies gentlemen ones lefty clowns deniers cyclists
motorists drivers journalists reporters writers editors supporters fans voters boomers
""")
YOUR_KIND = word_set("kind type sort ilk lot")
WRITERS = word_set("author writer columnist journalist reporter op poster commenter commentator")
APPROVING = word_set("wrote published approved printed edited commissioned posted")
WRITERS_OF = word_set("the this that our your previous above")
BODY = word_set("""
face ass arse head brain mouth mind skull mother mom mum momma mama self lot hole
faces heads brains mouths asses arses minds
""")
PERSONS = NOUNS | word_set("""
man woman boy girl person people human being git old lot men women boys girls thing creature guy
guys kid kids child children lady fellow fellows folks liberal liberals lefty lefties leftist
leftists conservative conservatives tory tories sod sods bugger buggers cow
""")
GIVING = word_set("""
give gives gave giving tell tells told ask asks asked sell sells sold offer offers send sends sent
leave leaves left keep keeps kept show shows showed feed feeds fed teach teaches taught thank thanks
get gets got bring brings see gives for to with from about at of
""")
MAKING = word_set("make makes made making call calls called calling")
VERB_OBJECT = word_set("""
me us you him her them it people nobody anyone everyone everybody yourself some all no none the my
his their our this that these those off around
""")
VERBS = word_set("""
fool troll trash waste cheat snake dog ape parasite bore cheat pest bully cow rat pig prick waste
drip leech suck hack embarrassment crook sponger joke crank crone freak snob prude stain tart
tramp tool plank failure puppet peddle thug clown fart weasel bum
""")
# "Surely you joke", "you waste our time": nouns only after "you are" or an article.
NOT_BARE = word_set("""
joke waste trash garbage rubbish stain bore suck hack cheat embarrassment disgrace fraud bully
""")
# "You are lying" accuses; only "you lying toad" insults.
PARTICIPLES = word_set("lying whining")
NO_MODIFIER = word_set("""
of to with by for who that whose which from in on against about calling like than as not at i me
we they he she him her them my our their his if no never because since where when these those
""")
AFTER_YOU = word_set("are is should need who and or have make give get ruin never always will do")
FUNCTION = word_set("""
who that and or with for if to when like just but because in on of at so as about then than is
are was from by after before without too anyway though again all
""")
LAUGHS = word_set("""
lol lmao rofl haha hahaha hahahaha hehe hehehe heh xx xxx xo jk kidding joking love loved luv
thanks darling sweetie honey bless teasing adorable cute
""")
ASKING = word_set("what how")
GREETINGS = word_set("""
yo hey oh ok okay yes no yeah yep nope well wow sorry please lol haha hi hello so and but ah um
what thanks thank nice good great right bye ugh lmao rofl shut fuck whatever
""")
THIRD = word_set("he she they his her their him them who i we my trump")

# Words after which a bare noun can only be a form of address: "don't watch it loser".
FULL_STOPS = word_set("it that this me up now here again off then too there anyway")
