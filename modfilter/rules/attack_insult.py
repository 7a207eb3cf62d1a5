"""attack.insult: an insult aimed at somebody in the conversation."""

from __future__ import annotations

from collections.abc import Iterator

from modfilter.domain import Category, Limits
from modfilter.rules.aim import aim_of, laughs
from modfilter.rules.attack_company import INSULTING
from modfilter.rules.attack_reading import hidden_word, read_for_attacks
from modfilter.rules.cues import Cue
from modfilter.rules.insults import HITS, INSULT_CUE_WORDS
from modfilter.rules.phrases import Phrases
from modfilter.rules.reading import span_of
from modfilter.rules.rule import Match, Rule
from modfilter.rules.second_person import SECOND_PERSON
from modfilter.text.document import Document

_MOST_MATCHES = 8
_MOST_TAKEN = 60

_LEAD = (
    r"(?:(?:oh|just|please|pls|plz|so|now|and|then|but|well|hey|ok|okay|lol|yeah|"
    r"also|or|no|why"
    r"|why do not you|why not|would you|will you|you|should|need to|can|could|"
    r"better|must|really|all|sir|man|dude|bro|everyone"
    r"|do us all a favou?r|do us a favou?r|@\S+) ){0,5}"
)
_START = r"(?:^|(?<=, ))" + _LEAD
_SWEAR = r"(?:(?:the )?(?:fuck|hell|heck|fucking|bloody|f) )?"

_PHRASES = Phrases(
    company=INSULTING,
    patterns={
        "shut": [
            _START
            + r"shut (?:the (?:fuck|hell|heck|f) )?(?:up|it)(?! (?:shop|and take|down|in|for))\b",
            _START + r"shut (?:your|ur|yer|that|it) (?:\w+ ){0,2}(?:mouth|face|trap|hole|gob|pie)",
            (
                r"\b(?:you|yourself) (?!would)(?:\w+ ){0,4}shut (?:the (?:fuck|hell) "
                r")?up\b(?! (?:shop|the|about))"
            ),
            r"\bkeep your (?:\w+ ){0,2}mouth shut\b",
        ],
        "lost": [
            _START + r"get (?:the (?:fuck|hell) )?lost(?= ,|$| you| loser| idiot| moron| troll)"
        ],
        "hell": [
            _START + r"go (?:straight |right |back )?to hell\b(?! in| and back)",
            _START + r"(?:rot|burn) in hell\b",
            (
                r"\b(?:you|yourself) (?:can|should|may|will|to)? ?(?:all )?(?:go to|rot in|"
                r"burn in) hell\b"
            ),
        ],
        "fuck": [
            r"(?<!not )(?<!to )(?<!can )(?<!could )(?<!will )(?<!would )(?<!they )(?<!the "
            r")(?<!who )"
            r"(?<!and )\bfuck (?:right )?(?:you|yourself|your (?:mother|mom|mum))"
            r"\b(?! up| over)",
            _START + r"(?:go )?(?:and )?fuck (?:right )?(?:off|yourself)\b",
            r"\byou (?:\w+ ){0,3}fuck (?:right )?off\b",
            r"\bget fucked\b",
            r"\byou(?: are)? an? (?:\w+ ){1,2}fuck(?= ,|$)",
            r"\byou (?:sick|dumb|stupid|little|fat|ugly|dirty) (?:\w+ )?fuck(?= ,|$)",
            r"\byou fuck (?:your|goats|pigs|kids)\b",
        ],
        "fucked": [_START + r"get fucked\b"],
        "screw": [_START + r"screw you\b(?! over| up| out| down)"],
        "damn": [_START + r"(?:god )?damn you\b(?= ,|$| to| all)"],
        "piss": [_START + r"piss off\b"],
        "sod": [_START + r"sod off\b"],
        "bugger": [_START + r"bugger off\b"],
        "eff": [_START + r"eff off\b"],
        "kiss": [_START + r"kiss my (?:\w+ )?(?:ass|arse|butt|azz|a)\b"],
        "bite": [_START + r"bite me(?= ,|$)"],
        "suck": [
            _START
            + r"(?:go )?suck (?:my|a|on my|it|these) ?(?:dick|cock|balls|nuts|ass)?(?= ,|$| you)",
            r"(?<!what )\byou (?:guys |people |all |really |just |still |fucking "
            r")?suck(?= ,|$| so| ass"
            r"| balls| dick| cock)",
        ],
        "shit": [
            _START + r"eat shit\b",
            r"\byou(?: are)? (?:\w+ ){0,3}(?:piece|pile|sack|bag|load) of (?:\w+ ){0,2}shit\b",
            r"\byou(?: are)? (?:\w+ ){0,2}full of shit\b",
            r"\byour mouth is (?:\w+ ){0,2}shit\b",
        ],
        "crap": [
            r"\byou(?: are)? (?:\w+ ){0,3}(?:piece|pile|sack|bag|load) of (?:\w+ ){0,2}crap\b"
        ],
        "stuffed": [_START + r"get stuffed\b"],
        "bent": [_START + r"get bent(?= ,|$)"],
        "cave": [
            _START + r"(?:crawl|go) back (?:to|into|in|under) (?:your|ur|the|that|whatever) cave"
        ],
        "hole": [
            _START + r"(?:crawl|go) back (?:to|into|in|under|down) (?:your|ur|the|that) \w*\s?hole"
        ],
        "basement": [_START + r"(?:crawl|go) back (?:to|into) (?:\w+ ){0,3}basement"],
        "dropped": [r"\byou (?:\w+ ){0,3}dropped on your (?:\w+ )?head"],
        "sick": [
            (
                r"(?<!not )\b(?:people like )?you (?:people |all |guys )?make me (?:\w+ "
                r")?sick\b(?! with worry)"
            )
        ],
        "disgust": [r"(?<!not )\b(?:people like )?you (?:people |all |guys |really )?disgust me\b"],
        "disgusts": [r"\b(?:someone|anyone|people) like you disgusts? me\b"],
        "oxygen": [r"\byou(?: are)? (?:\w+ ){0,4}waste of (?:\w+ )?(?:oxygen|air|space|skin)\b"],
        "waste": [
            (
                r"\byou(?: are)? (?:\w+ ){0,4}waste of (?:\w+ )?(?:oxygen|air|space|skin|"
                r"sperm|life)\b"
            )
        ],
        "brain": [
            (
                r"(?<!if )\byou (?:\w+ ){0,2}(?:have|got|has|having|with) (?:\w+ ){0,3}brain "
                r"(?:of|the size)\b"
            ),
            r"(?<!if )\byou (?:clearly |obviously |really |must )?(?:have (?:no|not)|lack|"
            r"do not have)"
            r"(?: got)? (?:a |any )?(?:\w+ )?brain(?= ,|$| at| in| cell| cells)",
            r"\byou(?: are)?(?: \w+){0,2} brain (?:dead|damaged)\b",
            r"\bare you (?:\w+ )?brain (?:dead|damaged)\b",
            r"\byou do not have (?:two|2) brain cells\b",
        ],
        "brains": [
            r"(?<!if )\byou (?:\w+ ){0,2}have (?:no|not got any|the) brains(?= ,|$| of)",
            r"\bshit for brains\b",
        ],
        "disgrace": [r"\byou are (?:a |an )?(?:\w+ ){0,2}disgrace(?= ,|$)"],
    },
)


def find(document: Document, limits: Limits) -> Iterator[Match]:
    """Insulting words said of the reader, the author or another commenter, and abuse."""
    tokens, names, hides = read_for_attacks(document)
    if INSULT_CUE_WORDS.words.isdisjoint(names) and not hides:
        return
    words = document.words
    taken: set[int] = set()
    for first, last, phrase in _PHRASES.find(tokens, names):
        if tokens[last].quoted or taken.intersection(range(first, last + 1)):
            continue
        taken.update(range(first, last + 1))
        detail = f"“{phrase}” is abuse of the one spoken to"
        yield Match((span_of(words, tokens, first, last),), detail)
        if len(taken) > _MOST_TAKEN:
            return
    hits: list[int] = []
    if not HITS.isdisjoint(names):
        hits = [at for at, token in enumerate(tokens) if token[0] in HITS and at not in taken]
        addressed = any(name in SECOND_PERSON or name[:1] == "@" for name in names)
        jesting = laughs(names, document.folded.text)
    found = 0
    for at in hits:
        aim = aim_of(tokens, at, jesting=jesting, addressed=addressed)
        if aim is not None:
            token = tokens[at]
            yield Match((words[token.word].span,), f"“{token.text}”, {aim}")
            found += 1
            if found == _MOST_MATCHES:
                return
    for word in words if hides else ():
        hidden = hidden_word(document, word)
        if hidden is not None:
            yield Match((word.span,), f"“{hidden}” in letters held apart")
            return


RULE = Rule(
    code="attack.insult",
    category=Category.PERSONAL_ATTACK,
    guideline="no personal attacks",
    author=(
        "Your comment insults a person. Please criticise the idea, the argument or the decision"
        " instead: say what is wrong with it and why."
    ),
    moderator="An insulting word or phrase aimed at somebody in the conversation.",
    bad="You are an idiot, the report says the opposite.",
    good="That is an idiotic policy, the report says the opposite.",
    find=find,
    wake=(Cue.AIMED,),
)
"""Insults aimed at the reader, the author or another commenter."""
