"""Idioms, titles, names and the words of reports that hold a strong word and harm nobody.

The classifier learned from people who curse at each other; it minds "kill the process", "damn good"
and "Moby Dick". What these patterns find in a folded comment is not held against its author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from modfilter.domain import Span
from modfilter.text.patterns import late_pattern

_EMPHASIS = (
    r"\b(?:damn|damned|bloody|freaking|goddamn)(?= (?:good|fine|nice|"
    r"hot|cold|expensive|well|right|hard"
    r"|shame|sight|long|fast|slow|late|early|big|small|clever|useful|"
    r"brilliant|lovely|great|tasty|near"
    r"|near|cheap|funny|beautiful|difficult|thing|weather|rain|"
    r"traffic|marvellous|wonderful|lucky"
    r"|proud|close|sure|important|phone|printer|computer|train|bus)\b)",
    r"\b(?:what|who|where|why|how|when) (?:the |in )?(?:hell|heck)\b"
    r"(?! (?:is wrong with|are|do|did) (?:you|u)\b)",
    r"\b(?:bloody|holy) (?:hell|crap|cow|moly)\b",
    r"\b(?:one |a )?hell of an?\b",
    r"\b(?:oh|aw|ah|well) (?:crap|damn)\b",
    r"\bi(?:'ll| will) be damned\b",
    r"^(?:damn|crap)(?=[,.!])",
    r"\b(?:damn it|dammit)(?=[,.!]|$)",
)
_DISLIKE = (
    r"\b(?:it|this|that|which|everything|weather|service|app|update|connection) "
    r"(?:really |just |totally |so |still )?suck(?:s|ed)\b",
    r"\bi (?:really |just |absolutely |so )?hate (?:it when|when|how|"
    r"to \w+|mondays|winter|rain|traffic"
    r"|having to|being|waiting|my (?:job|hair|phone|commute|car)"
    r"|(?:this|that|the|these|those) (?:new |old |whole |stupid "
    r")?(?:law|laws|rule|rules|app|timetable|word|song"
    r"|weather|smell|sound|taste|noise|heat|cold|idea|system|design|"
    r"building|phrase|colour|color|game|show))\b",
)
_KILLED_THINGS = (
    r"(?:process|processes|engine|heat|lights?|power|switch|time|boss|"
    r"bosses|level|monsters?|zombies?"
    r"|dragons?|orcs?|goblins?|bill|deal|joke|mood|weeds?|germs|"
    r"bacteria|ants?|mosquitos?|mosquitoes|moss|mold"
    r"|mould|slugs?|flies|fleas|lice|rats|mice|virus|viruses|cancer|"
    r"tumou?rs?|cells|tab|task|app|server|session"
    r"|connection|music|sound|idea|plan|proposal|project|buzz|vibe|"
    r"pain|taste|flavou?r|yeast|battery|jobs?"
    r"|economy|trade|competition|innovation|industry|business|planet|"
    r"bees|fish|birds|trees|plants?|grass)"
)
_VIOLENT = (
    r"\bkill(?:s|ed|ing)? (?:off )?(?:(?:the|a|an|all|your|my|our|"
    r"this|that|these|those|any|some|more) ){0,2}"
    r"(?:\w+ )?" + _KILLED_THINGS + r"\b",
    r"\b(?:is|are|was|were|been|be|'re|'s) killing (?:me|us|it|him|them)\b",
    r"\b(?:you|he|she|they) killed (?:me with|it)\b",
    r"\b(?:i|we)(?:'d| would| could) kill for\b",
    r"\bkill(?:ing)? (?:two birds|an hour|a few (?:hours|minutes))\b",
    r"\bkiller (?:recipe|app|feature|whales?|instinct|argument|heels|"
    r"guitar|riff|track|tune|line|view)\b",
    r"\bshoot(?:s|ing)? (?:me|us|him|her|them|you) (?:an?|the) "
    r"(?:quick )?(?:e-?mail|mail|message|line|note|text)\b",
    r"\bshoot(?:s|ing)? (?:from|at goal|on goal|hoops|on sight of "
    r"goal|some hoops|the breeze|a film|a video"
    r"|photos?|pictures)\b",
    r"\b(?:shot|shoot|shoots) (?:himself|herself|itself|themselves|"
    r"ourselves|myself|yourself|us) in the foot\b",
    r"\bdead (?:wrong|right|sure|certain|easy|simple|tired|serious|"
    r"end|heat|good|boring|slow|on|straight)\b",
    r"\b(?:beat|whip|whisk|smash|bash|crush) (?:the |two |three |four "
    r"|your )?(?:eggs?|cream|butter|egg whites?|garlic"
    r"|biscuits|potatoes|batter)\b",
    r"\b(?:blew|blow|blows|blowing) (?:me|us|my mind|you) ?(?:away)?\b",
    r"\b(?:dying|die) (?:to (?:see|know|try|hear|read|go|visit)|of "
    r"(?:laughter|laughing|embarrassment|boredom)|laughing)\b",
    r"\bnearly died of\b",
    r"\bknock(?:s|ed|ing)? (?:them|'em|us) dead\b|\bbreak a leg\b",
)
_REPORTED = (
    r"(?<!\bi )\b(?:threaten(?:s|ed|ing)|tried|tries|trying|attempted|"
    r"attempting|plotted|plotting|conspired"
    r"|conspiring|vowed|accused of|charged with|convicted of|guilty "
    r"of|suspected of|sentenced for|jailed for"
    r"|arrested for) (?:to )?(?:kill(?:ing)?|murder(?:ing)?|"
    r"shoot(?:ing)?|stab(?:bing)?|rape|raping|behead(?:ing)?"
    r"|strangl(?:e|ing)|poison(?:ing)?|blow(?:ing)? up|bomb(?:ing)?)\b",
    r"\bkill(?:ed|ing) (?:by|in) (?:a|an|the) (?:blast|bomb|drone|air "
    r"?strike|strike|shelling|attack|explosion|crash)\b",
)
_PRAISED = (
    r"(?:hero|heroes|legends?|stars?|gems?|angels?|genius|geniuses|"
    r"treasure|lifesaver|saints?|darlings?"
    r"|champions?|champs?|diamond|inspiration|marvel|wizard|wizards|"
    r"delight|beauty|wonder)"
)
_PRAISE = (
    r"you (?:(?:lucky|clever|crazy|mad|brilliant|beautiful|wonderful|absolute|total|complete|sweet"
    r"|dear|kind|magnificent|little|old|funny|talented|bloody|utter|amazing) ){1,3}(?:devils?|dogs?"
    r"|ducks?|lads?|lass|things?|people|lot|so and so|" + _PRAISED + r")\b",
    r"you(?:'re| are| were)(?: both| all)? (?:an? |such an? |my |the |real |true )?(?:(?:absolute"
    r"|total|real|true|little|complete|big|bit of a) )?" + _PRAISED + r"\b",
    r"you (?:guys |all |both |really |totally |absolutely )?(?:rock|rule|nailed it|got me there"
    r"|beat me to it|made my day|crack me up|kill me|have my thanks)\b",
    r"you(?:'re| are) (?:so |too |very |really |absolutely |quite |most )?(?:kind|welcome|right"
    r"|sweet|lovely|wonderful|brilliant|generous|amazing|talented|correct|spot on"
    r"|the best)(?=[,.! ]|$)",
)
_NAMED = (
    r"\bshut up and take my money\b",
    r"\b(?:aren't|are) you (?:sweet|kind|clever|lovely|nice|adorable)\b",
    r"\bmoby[- ]dick\b",
    r"\bdumb (?:and|&) dumber\b",
    r"\bamerican idiot\b",
    r"\bthe idiot\b(?=.{0,24}\b(?:dostoye?vsky|dostoevsky|myshkin|novel)\b)",
    r"\bkill bill\b",
    r"\b(?:village|town|hamlet) (?:of|called|named) fucking\b",
    r"\bkill a mockingbird\b",
    r"\bidiot'?s guide\b|\bfor dummies\b",
    r"\bspotted dick\b",
    r"\bcocks? (?:crow|crows|crowed|crowing|pheasants?)\b|\bcock (?:and bull|a doodle)\b",
    r"\b(?:the|our|their|a) bitch(?= (?:had|has|gave|is (?:\w+ "
    r")?(?:pregnant|in heat)|and her (?:pups|puppies|litter)|was"
    r" spayed))",
    r"\b(?:blue|great|coal|marsh|willow|crested|long-tailed) tits?\b",
    r"\b(?:ass|asses) and (?:the |a |an )?(?:donkeys?|mules?|ox|oxen|"
    r"horses?)\b|\box and (?:the |an )?ass\b",
)


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return late_pattern("|".join(patterns))


_IDIOMS = (
    ("damn bloody freaking hell heck holy crap".split(), _any(_EMPHASIS)),
    ("suck hate".split(), _any(_DISLIKE)),
    ("kill shoot shot dead beat whip whisk smash bash crush blow blew dying die break".split(),
     _any(_VIOLENT)),
    ("kill murder shoot stab rape raping behead strangl poison blow bomb".split(), _any(_REPORTED)),
    ("are you,aren't you,shut up,dick,dumb,idiot,kill,fucking,dummies,cock,bitch,tit,ass ,asses ,"
     " ass".split(","), _any(_NAMED)),
)  # fmt: skip
"""Each kind with what it is worth looking for: one of these stands in what it finds."""
_PRAISING = _any(_PRAISE)
# A surname behind it makes it a first name.
_FIRST_NAMES = ("Dick", "Randy", "Fanny", "Willy")
_FIRST_NAME = late_pattern(rf"\b(?:{'|'.join(_FIRST_NAMES)})(?= [A-Z][a-z]+)")


def idiom_spans(folded: str, typed: str) -> Iterator[Span]:
    """Spans of `folded` that are idioms; of first names where `typed` is as long."""
    for signs, pattern in _IDIOMS:
        if any(map(folded.__contains__, signs)):
            for match in pattern.finditer(folded):
                yield match.span()
    # It begins with letters rather than with a boundary, which the engine looks for faster.
    for match in _PRAISING.finditer(folded) if "you" in folded else ():
        if not folded[match.start() - 1 : match.start()].isalnum():
            yield match.span()
    if len(typed) == len(folded) and any(map(typed.__contains__, _FIRST_NAMES)):
        for match in _FIRST_NAME.finditer(typed):
            yield match.span()
