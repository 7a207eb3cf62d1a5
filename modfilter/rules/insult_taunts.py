"""Taunts that need no word of abuse: "you belong in a padded cell", "get a life".

Each stands under the word it hinges on, and is said to the reader. All repeats are bounded.
"""

from __future__ import annotations

from modfilter.rules.attack_company import (
    ALWAYS,
    READER,
    YOURS,
    Company,
    Near,
    left,
    right,
)
from modfilter.rules.hinges import together, under
from modfilter.rules.insults import STRONG_SINGULAR
from modfilter.rules.phrases import END, START
from modfilter.rules.second_person import YOU

_KIN = (
    r"(?:kids?|children|parents|mother|mum|mom|father|dad|family|wife|"
    r"husband|daughter|son|dog)"
)
_BRAIN = r"(?:brains?|sense|wit|intelligence|intellect|wits)"
_NEAR_YOU: tuple[Company, ...] = ((left(READER, 8),),)
_YOU_AFTER: tuple[Company, ...] = ((right(YOU, 6),),)
_FOOL = "(?:" + "|".join(sorted(STRONG_SINGULAR)) + ")"

COMPANY: dict[str, tuple[Company, ...]] = together(
    under("vomit puke", *_NEAR_YOU),
    under("skin stomach", (left(YOURS | YOU, 4),)),
    under("space", (left("waste", 3), right(YOU, 6)), (left("waste", 3), Near(frozenset(), 1, 1))),
    under("iq", (left(READER, 9),), (right(READER, 6),)),
    under("cell cells", (left(READER, 10), left("brain functioning working padded", 1))),
    under("straitjacket asylum nuthouse zoo circus", (left(READER, 8), left("belong back", 7))),
    under("meds medication pills tablets", ALWAYS),
    under("crayons crayon", ALWAYS),
    under("puppets", (left("hand", 1),)),
    under("without", (right(YOU, 1),)),
    under("born", (left(READER, 7),), (left("someone somebody", 6),)),
    under("aborted protection condom swallowed", (left(READER, 7),)),
    under("sense brains wit intelligence intellect wits", (right("than", 1), right(YOU, 2))),
    under("toddler", ALWAYS),
    under("brain", (left(YOURS, 1),), (left("forgot forget leave left", 6),)),
    under("motorway highway freeway railway tracks", (left("play", 4),)),
    under("ears", (left(YOURS, 1),)),
    under("sharpest brightest", (left("not never less barely unable", 4),)),
    under("picnic", (left(READER, 8),)),
    under("embarrassed ashamed proud", (left(YOURS, 7),)),
    under("writes wrote posts", (left(STRONG_SINGULAR, 2), left("of", 6))),
    under("life", (left("get", 2),)),
    under("school", (left("back", 4), left("go rot burn", 6))),
    under("rock sewer swamp gutter mommy mummy", (left("back", 5),)),
    under(
        "reason problem",
        (left(YOU, 4), left("like", 5)),
        (right(YOU, 4), right("like", 3)),
    ),
    under("likes", (right(YOU, 1),)),
    under("hates", (right(YOU, 1),)),
    under("miss", (right(YOU, 1),)),
    under("asked", (right(YOU, 1),)),
    under("basement", (left(READER, 9),)),
    under("examined", (left(YOURS, 2),)),
    under("pier", ALWAYS),
    under(
        "intelligence wit brains intellect manners",
        (left(READER, 6), left("have has having got lack with", 4)),
    ),
    under("crawled slithered", ALWAYS),
    under("ruin ruins destroy wreck spoil poison", (left(YOU, 3),)),
    under("river", (left("me", 2),)),
)
"""Hinge -> what the taunts that hinge on it hold nearby."""

_CROSS = (
    r"(?<!if )\byou (?:people |lot |guys |all |two |both )?(?:really |just |all |"
    r"honestly )?make (?:me|my \w+) (?:\w+ )?"
    r"(?:want to |wanna )?(?:vomit|puke)\b",
    r"(?<!if )\byou (?:people |lot |guys |all |two |both )?(?:really |just "
    r")?make (?:my skin crawl|my stomach turn)\b",
)
PATTERNS: dict[str, tuple[str, ...]] = together(
    under("vomit puke skin stomach", *list(_CROSS)),
    under(
        "space",
        r"\bwaste of (?:space|oxygen|air|skin)(?: ,)?(?: that is)?(?: all|"
        r" what)? you(?: are|$)",
    ),
    under(
        "iq",
        r"(?<!if )\byou (?:\w+ ){0,2}(?:have|has|had|got|with) (?:an?|"
        r"the) (?:\w+ )?iq (?:of|lower|below|under|smaller|"
        r"less)\b(?! (?:test|1[1-9]\d))",
        r"\byour iq (?:is|must be|matches|equals|has to be|and your)\b(?! (?:not|fine|high))",
    ),
    under(
        "cell cells",
        r"\b(?:do|have|are) you (?:even |actually |really )?(?:have |got |"
        r"using )?(?:a|any|one|two|even one|both) "
        r"(?:single |of your )?(?:functioning |working |living )?brain ?-?cells?\b",
        r"(?<!if )\byou (?:\w+ ){0,2}(?:belong|should be|need to be|ought "
        r"to be) (?:\w+ )?in (?:a|the) padded cell\b",
        r"\byour (?:only|last|one|two|remaining|single) (?:\w+ )?brain ?-?cells?\b",
    ),
    under(
        "straitjacket asylum nuthouse zoo circus",
        r"(?<!if )\byou (?:\w+ ){0,2}belong (?:back )?(?:in|at) (?:a|the) "
        r"(?:\w+ )?(?:straitjacket|asylum|nuthouse|"
        r"loony bin|zoo|circus)\b",
        START + r"go back to (?:the|your) (?:asylum|nuthouse|zoo|circus)" + END,
    ),
    under(
        "meds medication pills tablets",
        r"\b(?:some(?:one|body)|you|he|she) (?:has |have |obviously |"
        r"clearly |must have )?(?:forgot|forgotten|skipped|"
        r"missed|(?:not|stopped) tak(?:en|ing)) (?:to take )?(?:your|"
        r"their|his|her|the) (?:meds|medication|pills|"
        r"tablets)\b(?! (?:at the|on the train))",
        START + r"(?:go )?take your (?:meds|pills)\b(?! (?:with|before|after|at|every|as|and see))",
        r"\b(?:are you |you are |did you go |have you gone )off your "
        r"(?:meds|medication|pills)\b",
    ),
    under(
        "crayons crayon puppets",
        r"\b(?:explain|draw|spell|write) (?:it|this|that) (?:all )?(?:out "
        r")?(?:to|for) you\b.{0,60}\b(?:crayons?|hand "
        r"puppets)\b",
        r"\b(?:draw|need) (?:you )?(?:a|some|the)? ?(?:picture (?:in|"
        r"with) )?(?:crayons?|puppets)\b.{0,30}\byou\b",
        r"\bdo you need (?:me to )?(?:\w+ ){0,6}(?:crayons?|hand puppets)\b",
    ),
    under(
        "without",
        r"\b(?:world|country|planet|earth|universe|site|forum|place|town|"
        r"village|gene pool|society|everyone|everybody|"
        r"internet) (?:\w+ )?(?:would|will|is|could) (?:be )?(?:so |much |"
        r"far |a |all )*(?:better|nicer|happier)"
        r"(?: place| off)?(?: ,)? without you\b(?! (?:having|losing|ever leaving))",
        r"\b(?:world|country|everyone|everybody) (?:can|could) do without you\b",
    ),
    under(
        "born",
        r"\byou should (?:never|not) have been born\b",
        r"\bi wish you (?:had|were) never (?:been )?born\b",
        r"(?<!if )\byou (?:\w+ )?(?:were|must have been) born without "
        r"(?:a brain|brains|one)\b",
        r"\bwere you born (?:this |that |so )?(?:stupid|dumb|thick|yesterday)\b",
    ),
    under(
        "aborted protection condom swallowed",
        r"\byou should have been aborted\b",
        r"\byour (?:mother|mum|mom|parents|father|dad) should(?: have|'ve|"
        r" of| a)? (?:\w+ )?(?:aborted you|used "
        r"(?:protection|a condom)|swallowed)\b",
    ),
    under(
        "sense brains wit intelligence intellect wits",
        r"\b(?:my|a|the|any|that|this) (?:\w+ ){1,4}(?:has|have|had|shows|"
        r"got) (?:far |much |way |a lot )?more (?:\w+ )?"
        + _BRAIN
        + r" than (?:you|you (?:do|have|ever \w+|will ever \w+)|(?:all |the lot |any )of you)"
        + END,
    ),
    under(
        "toddler",
        r"(?<!if )\byou (?:all |still |really |just )?(?:talk|write|think|"
        r"spell|argue|sound|act|behave|reason|read) "
        r"(?:\w+ )?like (?:a|an|my) (?:\w+ ){0,2}toddler\b",
        r"\b(?:an?|my|any|even a|even my) (?:\w+ )?toddler"
        r"(?: \w+)? (?:would|could|can|understands?|"
        r"knows?|gets?|has|have) .{1,60}\b(?:you (?:can ?not|could not|do "
        r"not|will not|clearly|obviously|apparently)|"
        r"than you|unlike you)\b",
    ),
    under(
        "brain",
        r"\byour (?:\w+ )?brain (?:is|must be|has) (?:\w+ )?(?:the size "
        r"of|made of|made from|full of (?:straw|rocks|air|mud|"
        r"sawdust)|missing|empty|mush|rotten|rotting|fried|dead|on "
        r"holiday|smaller than|a (?:\w+ )?(?:pea|walnut|raisin|"
        r"peanut))",
        r"\b(?:you|some(?:one|body)|he|she) (?:\w+ ){0,2}(?:forgot|left|"
        r"lost|skipped|switched off|misplaced) (?:\w+ ){0,3}"
        r"(?:your|their|his|her) brain\b",
    ),
    under(
        "motorway highway freeway railway tracks",
        START + r"(?:go )?(?:and )?play (?:in|on) (?:the )?(?:\w+ )?(?:motorway|"
        r"highway|freeway|railway|tracks)\b",
    ),
    under(
        "ears",
        r"(?<!if )\b(?:nothing|empty space|air|straw|a void) (?:\w+ "
        r")?(?:between|behind) your (?:\w+ )?ears\b",
    ),
    under(
        "sharpest brightest picnic",
        r"\b(?:you are|are you) (?:\w+ )?not (?:exactly |really |quite "
        r")?the (?:sharpest|brightest)\b",
        r"^(?:so |well |oh )?not (?:exactly |really |quite )?the "
        r"(?:sharpest|brightest) .{1,40}\bare you\b",
        r"\byou are (?:\w+ ){0,2}short of a picnic\b",
    ),
    under(
        "embarrassed ashamed proud",
        r"\byour (?:\w+ )?"
        + _KIN
        + r" (?:must|should|has to|have to|ought to) (?:all )?be (?:so |very |really |deeply |"
        r"thoroughly )?(?:embarrassed|ashamed)\b(?! of (?:the|this|that|it|nothing))",
        r"\byour (?:mother|mum|mom|parents) must be (?:so )?proud of such\b",
    ),
    under(
        "writes wrote posts",
        r"\bwhat (?:kind|sort) of (?:a |an )?(?:\w+ )?"
        + _FOOL
        + r" (?:even |actually )?(?:writes|wrote|posts) "
        r"(?:this|that|such|something|stuff|things|a comment|an article)\b",
    ),
    under(
        "life",
        START
        + r"(?:go )?get (?:yourself )?a (?:fucking |bloody |real )?life(?= ,|$| you| and stop)",
    ),
    under(
        "school",
        START + r"go back to (?:primary |elementary |grammar |high |nursery |"
        r"infant )?school(?: ,)?(?: \w+)?$",
    ),
    under(
        "rock sewer swamp gutter mommy mummy",
        START + r"(?:crawl|go|slither|scuttle) (?:back )?(?:to|into|in|under) "
        r"(?:your|ur|the|that|whatever|a|which) "
        r"(?:\w+ )?(?:rock|sewer|swamp|gutter|mommy|mummy)\b",
        START + r"(?:crawl|slither|scuttle|go) back (?:to|into|in|under) "
        r"(?:whatever|whichever) (?:rock|sewer|swamp|"
        r"gutter|hole) you\b",
    ),
    under(
        "reason problem",
        r"\bpeople like you are (?:the (?:whole |real |main |only "
        r")?problem(?= ,|$| with (?:this|our|the))|(?:the "
        r"(?:whole |real |main |only )?reason|why) (?:\w+ ){0,6}(?:down|"
        r"ruined|broken|broke|mess|failing|fails?|dying|"
        r"wrong|worse|divided|stupid|doomed|suffer|suffers|hate|worst|"
        r"bankrupt|hell|so bad|a joke|nothing|never)\b)",
        r"\b(?:it is )?because of people like you (?:\w+ ){1,8}(?:down|"
        r"ruined|broken|broke|mess|failing|fails?|dying|"
        r"wrong|worse|divided|doomed|suffer|worst|bankrupt|hell|joke|never|nothing)\b",
    ),
    under(
        "likes hates miss",
        r"\b(?:nobody|no one) (?:here |really |would |will |even |on here "
        r"){0,2}(?:likes?|miss) you(?= ,|$| if| here|"
        r" anyway| and)",
        r"\b(?:everyone|everybody) (?:here |really )?hates you\b",
    ),
    under("asked", r"\b(?:nobody|no one|who) asked you\b(?= ,|$)"),
    under(
        "basement",
        r"\byou (?:\w+ ){0,3}(?:live|living|sit|sitting|stuck|rot) (?:\w+ "
        r"){0,2}(?:in|down in) (?:your|ur|the) (?:\w+ )?"
        r"(?:mum|mom|mother|mummy|mommy|parents|mums|moms|mothers)(?:'s?)? basement\b",
    ),
    under(
        "examined",
        r"\byou (?:\w+ )?(?:need|ought|should|want) (?:to (?:get|have) )?your head examined\b",
    ),
    under(
        "pier",
        START + r"(?:go )?(?:and )?take a (?:long|running) "
        r"(?:walk|jump|hike) (?:off|on) a short pier\b",
    ),
    under(
        "intelligence wit brains intellect manners",
        r"(?<!if )\byou (?:\w+ )?(?:have|had|got) (?:all )?the (?:\w+ "
        r")?(?:intelligence|wit|brains"
        r"|intellect|manners) of an? \w+",
    ),
    under(
        "crawled slithered",
        r"\b(?:look|see) (?:who|what) (?:has |just )?(?:crawled|slithered) out\b",
        r"\byou (?:\w+ )?(?:crawled|slithered) out (?:of|from) ",
    ),
    under(
        "ruin ruins destroy wreck spoil poison",
        r"\bpeople like you (?:who|that) (?:\w+ )?(?:ruins?|destroy|wreck|spoil|poison)\b",
    ),
    under("river", START + r"cry me a river\b(?! by)"),
)
"""Hinge -> the taunts."""
