"""Scorn for the reader's or the author's mind: by comparison, pity, praise and questions.

"I've met doorknobs with more sense than you", "who ties your shoelaces?". No word of abuse is in
it, so each phrase needs whom it scorns. All repeats are bounded.
"""

from __future__ import annotations

from modfilter.rules.attack_company import (
    ALWAYS,
    MARK_BEFORE,
    READER,
    YOURS,
    Company,
    left,
    right,
)
from modfilter.rules.hinges import together, under
from modfilter.rules.insults import MILD_NOUNS, STRONG_SINGULAR
from modfilter.rules.phrases import END, START

_BRAIN = (
    r"(?:brains?|sense|wit|intelligence|intellect|wits|backbone|spine|charm|manners|personality)"
)
_QUALITIES = "brain brains sense wit intelligence intellect wits backbone spine charm manners"
_WRITER = r"(?:the|this) (?:person|one|author|journalist|writer|reporter|hack|columnist|editor)"
_KIN = r"(?:wife|husband|kids|partner|girlfriend|boyfriend|family|children|ex|friends|dog)"
_PARENT = r"(?:mum|mom|mummy|mommy|mother|dad|daddy|father|nan|nana|gran|carer|nurse)"
_FOOL = "(?:" + "|".join(sorted(STRONG_SINGULAR | MILD_NOUNS)) + ")"
_PRAISED = (
    r"(?:tack|razor|button|flash|whip|fox|pin|star|sun|sunbeam|penny|new penny|lightning|knife|owl"
    r"|needle|swiss army knife)"
)
_BITTER = "nasty bitter vile hateful pathetic horrid spiteful twisted miserable"

COMPANY: dict[str, tuple[Company, ...]] = together(
    under(_QUALITIES, (right("than", 6), right(READER, 7))),
    under("sharper brighter smarter cleverer", (right("than", 1),)),
    under("iq", (right("of", 1),)),
    under("cells", (left(YOURS, 3),)),
    under("ears", (left(READER, 14),)),
    under("village", (right("missing", 4),)),
    under("school", (left("back", 4),)),
    under("write type spell online internet", (left(YOURS, 9),)),
    under("breathe", (left(READER, 7),)),
    under("shoelaces laces", ALWAYS),
    under("read spell count", (left("learn", 3),)),
    under("thought", (left("original", 1),)),
    under("dense thick dim slow", (left(READER, 4),)),
    under("sit pipe", (right("down", 1),)),
    under("genius einstein sherlock brainiac", (MARK_BEFORE,)),
    under("point", (left("proving", 2),)),
    under("suit", (left(YOURS, 2),)),
    under("colouring coloring crayons knitting", (left("stick", 2),)),
    under("dimmest stupidest thickest dumbest", ALWAYS),
    under("wonder why", (right(YOURS, 1),)),
    under("bright sharp thick dense", (left(READER, 5),)),
    under("along", (left("run", 1),)),
    under(_BITTER, (left(READER, 6),)),
)
"""Hinge -> what the scorn that hinges on it holds nearby."""

PATTERNS: dict[str, tuple[str, ...]] = together(
    under(
        _QUALITIES,
        r"(?<!nobody )(?<!nobody with )(?<!nobody has )\b(?:with|has|have|had|shows?|got) "
        r"(?:far |much |way |a lot |considerably )?more (?:\w+ )?"
        + _BRAIN
        + r"(?: (?:and|or) (?:\w+ ){1,4})? ?than you(?: do| have| ever will)?"
        + END,
    ),
    under(
        "sharper brighter smarter cleverer",
        r"\b(?:sharper|brighter|smarter|cleverer) than (?:you"
        + END
        + r"|"
        + _WRITER
        + r" (?:who|that|of|behind))",
    ),
    under(
        "iq",
        r"\byou(?:r)? .{0,40}\biq of an? (?!\d|genius|person|average|child of|normal|hundred)\w+",
        r"\biq of an? (?!\d|genius|person|average|child of|normal|hundred)(?:\w+ ){0,2}\w+ , "
        r"(?:this|that|the) (?:writer|author|journalist|reporter|commenter|poster|one|guy)\b",
        r"\b(?:the|this) (?:writer|author|journalist|reporter|commenter|poster) (?:\w+ ){0,2}"
        r"(?:has|with) (?:the|an) iq of\b",
    ),
    under("cells", r"\bboth (?:of )?your (?:\w+ )?brain ?-?cells\b"),
    under(
        "ears",
        r"\byou\b.{0,60}\b(?:so little|very little|nothing|only air|empty space) (?:at all )?"
        r"between (?:the|your) ears\b",
    ),
    under(
        "village",
        r"\b(?:some|a|somewhere|the) (?:\w+ ){0,2}?village (?:\w+ ){0,3}missing "
        r"(?:you|its idiot|their idiot|an idiot)\b",
    ),
    under(
        "school",
        START + r"go back to school (?:, )?(?:the|when|until|and learn|you might) "
        r"(?:grown-ups|grown|adults|you|learn|to|how|some)",
    ),
    under(
        "write type spell online internet",
        r"\b(?:did|does|has|is) your " + _PARENT + r" (?:have to )?(?:help(?:ed)? you (?:to )?)?"
        r"(?:write|type|spell)\b",
        r"\b(?:does|do) your " + _PARENT + r" know (?:that )?you are (?:on the |on |using the )"
        r"?(?:online|internet)\b",
    ),
    under(
        "dense thick dim slow",
        r"\bare you (?:always|really|just|actually|seriously|naturally) (?:this|that|so) "
        r"(?:dense|thick|dim|slow)\b",
    ),
    under(
        "genius einstein sherlock brainiac",
        r"(?:^|(?<=, ))(?:no|nope|wrong(?: again)?|nice try|try again|think again|keep up|"
        r"it is called \w+|(?:go and |go )?(?:read|look|do|check|google) (?:it|that|the \w+)"
        r"(?: \w+){0,2}) , (?:genius|einstein|sherlock|brainiac)" + END,
    ),
    under("point", r"\bproving my point (?:you )?(?:\w+ )?" + _FOOL + END),
    under("sit pipe", START + r"(?:sit|pipe) down(?: ,)? (?:you )?(?:\w+ )?" + _FOOL + r"\b"),
    under("breathe", r"\bhow do you (?:even |ever |manage to |still )?remember to breathe\b"),
    under(
        "read spell count",
        START
        + r"learn (?:to|2|how to) (?:read|spell|count)(?: ,)? (?:you )?(?:\w+ )?"
        + _FOOL
        + r"\b",
    ),
    under("shoelaces laces", r"\bwho ties your (?:shoe)?laces\b"),
    under(
        "thought",
        r"(?<!if )\byou have (?:never|not) (?:\w+ )?had an? (?:single )?original thought\b",
    ),
    under(
        "suit",
        r"\b(?:is|are|was) not (?:exactly |really |quite )?your strong suit\b(?= ,|$| is| now)",
    ),
    under(
        "colouring coloring crayons knitting",
        START + r"stick to (?:your )?(?:colouring|coloring|crayons|knitting)\b",
    ),
    under(
        "dimmest stupidest thickest dumbest",
        r"\b(?:you|your|award|prize|medal|trophy)\b.{0,40}\bthe "
        r"(?:dimmest|stupidest|thickest|dumbest) (?:person|man|woman|one|human|commenter|poster|"
        r"reader|individual) (?:on|in|of|here|alive|ever)\b",
    ),
    under(
        "wonder why",
        r"\b(?:no wonder|(?:can|could) (?:see|understand) why|explains why) your "
        + _KIN
        + r" (?:\w+ )?(?:left|leave|leaves|hates?|divorced|dumped|ran|run|avoids?|does not|do not|"
        r"will not|never)\b",
    ),
    under(
        "bright sharp thick dense",
        r"(?<!if )\byou are (?:about |just |only |roughly )?as (?:bright|sharp|thick|dense) as an? "
        r"(?!" + _PRAISED + r"\b)\w+",
    ),
    under(
        "along",
        START + r"run along(?: now| back)?(?: to (?:the|your|mummy|mommy) ?\w*)?(?: ,)? "
        r"(?:dear|pet|sweetheart|love|little|child|sonny)\b",
    ),
    under(
        _BITTER,
        r"(?<!if )\byou (?:are|come across as|sound like|seem like|must be) (?:a |an |such a |one )"
        r"(?:\w+ ){0,2}(?:nasty|bitter|vile|hateful|pathetic|horrid|spiteful|twisted|miserable)"
        r"(?: ,)? (?:\w+ ){0,3}(?:person|man|woman|human|individual|creature|piece of work)\b",
    ),
)
"""Hinge -> the scorn."""
