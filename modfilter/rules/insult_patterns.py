"""Set phrases of abuse at the one spoken to, over a sentence's plain words.

Each stands under the word it hinges on. All repeats are bounded.
"""

from __future__ import annotations

from modfilter.rules.phrases import START

PATTERNS: dict[str, list[str]] = {
    "shut": [
        START + r"shut (?:the (?:fuck|hell|heck|f) )?(?:up|it)(?! (?:shop|and take|down|in|for))\b"
        r"(?! , (?:(?:that|this|it) is )?(?:so |just |absolutely )?(?:amazing|awesome|brilliant"
        r"|great|hilarious|adorable|beautiful|incredible|fantastic|gorgeous|no way))",
        START + r"shut (?:your|ur|yer|that|it) (?:\w+ ){0,2}(?:mouth|face|trap|hole|gob|pie)",
        (
            r"\b(?:you|yourself) (?!would)(?:\w+ ){0,4}shut (?:the (?:fuck|hell) "
            r")?up\b(?! (?:shop|the|about))"
        ),
        r"\bkeep your (?:\w+ ){0,2}mouth shut\b",
    ],
    "lost": [START + r"get (?:the (?:fuck|hell) )?lost(?= ,|$| you| loser| idiot| moron| troll)"],
    "hell": [
        START + r"go (?:straight |right |back )?to hell\b(?! in| and back)",
        START + r"(?:rot|burn) in hell\b",
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
        START + r"(?:go )?(?:and )?fuck (?:right )?(?:off|yourself)\b",
        r"\byou (?:\w+ ){0,3}fuck (?:right )?off\b",
        r"\bget fucked\b",
        r"\byou(?: are)? an? (?:\w+ ){1,2}fuck(?= ,|$)",
        r"\byou (?:sick|dumb|stupid|little|fat|ugly|dirty) (?:\w+ )?fuck(?= ,|$)",
        r"\byou fuck (?:your|goats|pigs|kids)\b",
    ],
    "fucked": [START + r"get fucked\b"],
    "screw": [START + r"screw you\b(?! over| up| out| down)"],
    "damn": [START + r"(?:god )?damn you\b(?= ,|$| to| all)"],
    "piss": [START + r"piss off\b"],
    "sod": [START + r"sod off\b"],
    "bugger": [START + r"bugger off\b"],
    "eff": [START + r"eff off\b"],
    "kiss": [START + r"kiss my (?:\w+ )?(?:ass|arse|butt|azz|a)\b"],
    "bite": [START + r"bite me(?= ,|$)"],
    "suck": [
        START + r"(?:go )?suck (?:my|a|on my|it|these) ?(?:dick|cock|balls|nuts|ass)?(?= ,|$| you)",
        r"(?<!what )\byou (?:guys |people |all |really |just |still |fucking "
        r")?suck(?= ,|$| so| ass"
        r"| balls| dick| cock)",
    ],
    "shit": [
        START + r"eat shit\b",
        r"\byou(?: are)? (?:\w+ ){0,3}(?:piece|pile|sack|bag|load) of (?:\w+ ){0,2}shit\b",
        r"\byou(?: are)? (?:\w+ ){0,2}full of shit\b",
        r"\byour mouth is (?:\w+ ){0,2}shit\b",
    ],
    "crap": [r"\byou(?: are)? (?:\w+ ){0,3}(?:piece|pile|sack|bag|load) of (?:\w+ ){0,2}crap\b"],
    "stuffed": [START + r"get stuffed\b"],
    "bent": [START + r"get bent(?= ,|$)"],
    "cave": [START + r"(?:crawl|go) back (?:to|into|in|under) (?:your|ur|the|that|whatever) cave"],
    "hole": [
        START + r"(?:crawl|go) back (?:to|into|in|under|down) (?:your|ur|the|that) \w*\s?hole"
    ],
    "basement": [START + r"(?:crawl|go) back (?:to|into) (?:\w+ ){0,3}basement"],
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
}
"""Word that abuse hinges on -> the phrases."""
