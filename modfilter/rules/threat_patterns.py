"""What threats and wishes of harm look like, over a sentence's plain words.

Who announces, what is done, to whom; then demands ("go and …"), wishes ("I hope you …") and fates
("you should be …"). Harmless readings are looked ahead for. All repeats are bounded.
"""

from __future__ import annotations

from modfilter.rules.phrases import END
from modfilter.rules.threats import HARM, HURT

_ADV = (
    r"(?:(?:personally|fucking|just|really|so|all|happily|gladly|slowly|literally|"
    r"come and|come"
    r"|come over and|go and|find you and|hunt you down and|find out where you "
    r"live and) ){0,3}"
)
# Someone who announces it …
_I = (
    r"(?<!if )(?<!when )(?<!did )(?:\b(?:i|we) (?:will|am going to|are going to|"
    r"going to|would love to|want to|wish"
    r" i could|swear i will|hope to|shall|must|should|am coming to|are coming to|"
    r"need to|might"
    r"|may have to|would like to|can not wait to|promise to|promise i will)|\blet me"
    r"|(?:^|(?<=, ))(?:going to|will)|\bsome(?:one|body) (?:should|needs to|ought "
    r"to|will|has to"
    r"|is going to|please|go|must|better|had better|needs to go)|\bi hope "
    r"some(?:one|body)|\bwish"
    r" some(?:one|body) would|\bcan some(?:one|body)(?: please)?|\bpeople like "
    r"you (?:should)) "
) + _ADV
_YOU = (
    r"(?:you|your (?:\w+ )?(?:face|head|family|kids|children|mother|mom|wife|"
    r"house|throat|daughter|son|parents|dog)|yourself)"
)
_OTHER = (
    r"(?:him|her|them|this (?:guy|man|woman|bitch|bastard|clown|idiot|moron|"
    r"traitor)|that (?:guy|man|woman|bitch|bastard|idiot)|these (?:people|"
    r"bastards|traitors|politicians|idiots)|those (?:people|bastards|traitors|"
    r"politicians)|@\S+|the (?:author|bastard|bitch))"
)
_HARMLESS = (
    r"(?! (?:with kindness|with a smile|with laughter|an? (?:e|email|mail|message|"
    r"line|note|text|look|"
    r"question|dm|pm|link|quick|hand|drink)|at (?:chess|poker|this|your|the|it|"
    r"any|golf|scrabble|darts)|to it|to the|in "
    r"(?:(?:a|the|an|every|any|this) )?(?:chess|court|game|match|race|election|"
    r"vote|debate|polls)|some|off|if i have to"
    r"|over a|up (?:with|on|for|later|about)))"
)
_NO_IF = (
    r"(?<!if )(?<!when )(?<!once )(?<!until )(?<!till )(?<!before )(?<!after "
    r")(?<!unless )(?<!think )(?<!thought )(?<!because )(?<!so )(?<!says "
    r")(?<!said )"
)
_GO = (
    r"(?:^|(?<=, )|(?<=\bgo )|(?<=\bplease )|(?<=\bjust )|(?<=\bpls )|(?<=\bplz )|"
    r"(?<=favour and )"
    r"|(?<=favor and )|(?<=\bgo and )|(?<=you should )|(?<=should just )|"
    r"(?<=should all )"
    r"|(?<=do not you )|(?<=\bbetter )|(?<=up and )|(?<=off and )|(?<=\band just "
    r")|(?<=\bnow )"
    r"|(?<=you can )|(?<=could just )|(?<=you need to )|(?<=you ought to )|"
    r"(?<=commit )|(?<=\bso )|(?<=\boh )"
    r"|(?<=\bliar )|(?<=\bidiot )|(?<=\bloser )|(?<=\bkindly )|(?<=\bfucking )"
    r"|(?<=\balready )|(?<=\bhell )|(?<=\bthen )|(?<=you must ))"
)
_SUFFER = (
    r"(?:all )?(?:fucking )?(?:just )?(?:(?:slowly|soon|painfully) )?(?:die(?! "
    r"hard)|burn|rot|choke(?! up)|drown|suffer|perish|bleed|starve"
    r"|get (?:\w+ )?(?:cancer|aids|shot|raped|killed|stabbed|hit by|run over|"
    r"beaten|murdered|lynched"
    r"|ebola|covid|a disease|hanged|hung|robbed)|catch (?:aids|ebola|cancer)|"
    r"never wake up|have a heart attack|crash)"
)
_HOPE = (
    r"\b(?:hope|wish|hoping|pray|praying|wishing|hopefully)(?: to god)?(?: that)? "
    r"(?:you|your \w+(?: \w+)?|"
    r"someone like you|all of you|both of you|he and|she and) (?:all |guys |"
    r"people |and your (?:family|kids|whole family) |would |will |both |or your "
    r"(?:\w+ ){1,3}){0,2}"
)
_HOPE_OTHERS = (
    r"\b(?:hope|wish|hoping|pray|praying|wishing|hopefully)(?: to god)?(?: that)? "
    r"(?:he|she|they|your \w+(?: \w+)?"
    r"|this \w+|that \w+|those \w+|these \w+) (?:all |just |also )?(?:die|dies|"
    r"gets? (?:cancer|aids|shot|raped"
    r"|killed|stabbed|hit by|run over|murdered|lynched|hanged))\b"
)
_FATE = (
    r"(?:(?:taken out(?:side)? )?(?:and |be )?(?:publicly |fucking |all |just |"
    r"slowly |also )?"
    r"(?:shot|hanged|hung|lynched|raped|beheaded|killed|murdered|stabbed|gassed|"
    r"drowned|whipped"
    r"|flogged|executed|strung up|put down|burned alive|burnt alive|beaten(?: "
    r"up)?|castrated|dead"
    r"|exterminated|tarred and feathered|put against a wall|put up against (?:a|"
    r"the) wall))"
)

LEADS = (_I, _HOPE)
"""Beginnings that many patterns share."""

PATTERNS: dict[str, list[str]] = {}
"""Word that a threat hinges on -> the sentences that make it one."""


def _add(words: str | list[str], *patterns: str) -> None:
    for word in words.split() if isinstance(words, str) else words:
        PATTERNS.setdefault(word, []).extend(patterns)


_HARM = "(?:" + "|".join(verb for verb in HARM if not verb.endswith("ing")) + ")"
_HURT = "(?:" + "|".join(HURT) + ")"
_add(
    HARM,
    _I + _HARM + r" (?:(?:all|every one|both) of )?" + _YOU + r"\b" + _HARMLESS,
    _I
    + r"(?:kill|murder|shoot|behead|lynch|slaughter|butcher|rape|stab) (?:all of )?"
    + _OTHER
    + r"\b"
    + _HARMLESS,
)
_add(
    HURT,
    _I + r"(?:beat|bash|smash|punch|slap|choke|hurt|knife|gut|skin|hang|burn|execute|"
    r"slit|bury|destroy|break|cut)"
    r" (?:you(?: up| down| out| alive| senseless| bloody| unconscious| to death| "
    r"to a pulp| so hard| in the face| into the ground| from a| with a| like a|"
    + END
    + (
        r")|your (?:\w+ )?(?:face|head|ass|arse|skull|teeth|family|kids|brains|neck|"
        r"throat|legs|house|car|guts)(?: in| off| out)?)"
    )
    + _HARMLESS,
    r"\b(?:i|we) (?:will|am going to|are going to|going to) hunt you\b(?: down)?",
    _I
    + (
        r"beat (?:the )?(?:\w+ )?(?:shit|crap|hell|living daylights|life) out of "
        r"(?:you|him|her)\b"
    ),
    r"\bhang (?:him|her|them all|the traitors?)\b(?= ,|$| high| from| now| all)",
)
_add(
    "kill hang shoot drown knife",
    _GO
    + (
        r"(?:kill|hang|shoot|drown|knife|neck) (?:your ?self|yourselves)\b(?! in the "
        r"foot| laughing| working| out| over| trying| with (?:work|laughter|overwork))"
    ),
)
_add(
    "killing",
    r"\b(?:i|we) (?:am|are) (?:\w+ )?killing you\b",
    r"\b(?:consider|considered|try|tried) killing yourself\b",
)
_add("kys", r"(?<!say )(?<!said )\bkys\b")
_add(
    "bleach",
    _GO
    + (
        r"(?:drink|drinking|swallow|chug|down) (?:some |a (?:bottle|cup|glass|gallon) "
        r"of )?bleach\b(?! and| or| does| is)"
    ),
    _GO + r"drink (?:some )?bleach\b",
)
_add(
    "cliff bridge",
    _GO
    + (
        r"(?:go )?(?:jump|walk|throw yourself|drive) (?:off|from|over|in front of) "
        r"(?:a|the|some|your nearest|the nearest) (?:\w+ )?(?:cliff|bridge|train|"
        r"roof)\b"
    ),
)
_add("traffic", _GO + r"(?:go )?play in (?:the )?traffic\b")
_add(
    "wrists throat",
    _GO + r"(?:slit|cut) your (?:own )?(?:wrists|throat)\b",
    _I + r"(?:slit|cut|rip out|rip|tear out) your throat",
)
_add(
    "rope noose",
    _GO + r"(?:get|grab|find|buy) (?:yourself )?(?:a|some) (?:rope|noose)\b",
    r"\b(?:rope|noose) (?:is )?(?:waiting )?(?:for|around) (?:you|your neck)\b",
)
_add(
    "life",
    _GO + r"end your (?:own )?(?:life|pathetic life|miserable life)\b",
    r"\byou (?:will|are going to) pay (?:for this |for that |for it )?with your life\b",
    r"\b(?:i|we) (?:will|am going to) end your (?:\w+ )?life\b",
    r"\bmake your life (?:a )?(?:living )?hell\b",
)
_add(
    "fire",
    _GO + r"die in a (?:\w+ )?fire\b",
    (
        r"\b(?:i|we) (?:will|am going to|are going to) (?:set (?:you|your (?:house|"
        r"car|home|office)) on fire|set fire to (?:you|your \w+))\b"
    ),
)
_add("burn", _I + r"burn (?:down )?your (?:house|home|car|office|shop)\b", _HOPE + _SUFFER + r"\b")
_add("die dies cancer raped shot killed stabbed murdered lynched hanged", _HOPE_OTHERS)
_add("suicide", _GO + r"commit suicide\b(?! by)", r"\byou should (?:\w+ )?commit suicide\b")
_add(
    HARM,
    (
        r"\b(?:i|we) (?:will|am going to|are going to|going to|want to) (?:\w+ "
        r"){1,8}and (?:\w+ )?(?:kill|murder|stab|shoot|rape|strangle|behead) you\b"
    ),
)
_add(
    "die",
    _GO
    + (
        r"(?:go )?(?:and )?die\b(?= ,|$| you\b| in a| slowly| bitch| already| of "
        r"(?:cancer|aids)| painfully| motherf\w+| scum| asshole| idiot)"
    ),
    _HOPE + _SUFFER + r"\b(?! (?:before me|peacefully|happy|laughing|with dignity))",
    _NO_IF + r"\byou (?:\w+ )?(?:will|are going to|going to|are all going to|must|should|"
    r"deserve to|need to|all deserve to|ought to) (?:all )?(?:fucking )?die"
    r"(?= ,|$| tonight| soon| slowly| painfully| for (?:this|that|what)| "
    r"screaming| bitch| you| a (?:slow|painful|horrible)| like a| in (?:pain|"
    r"agony|a fire))",
    (
        r"\b(?:he|she) (?:deserves to|should|needs to) (?:just )?(?:fucking )?die(?= "
        r",|$| slowly| painfully| in a| a (?:slow|painful|horrible))"
    ),
    r"\bi want (?:you|him|her|them) (?:all )?(?:to )?(?:be )?(?:die|dead|killed)\b",
)
_add(
    "dead",
    r"\bdrop (?:fucking )?dead\b(?! gorgeous| twice| of| from| in)",
    _NO_IF
    + (
        r"\b(?:you are|ur|your) (?:so |all |fucking |already |a )?(?:dead(?: man| "
        r"meat| bitch)?)(?= ,|$| you| if| when| bitch| motherf\w+| asshole)(?! (?:if "
        r"you are|when))"
    ),
    r"\b(?:wish|want|hope) (?:you|he|she|they) (?:were|was|are|is|was) dead\b",
    r"\bwish you dead\b",
    r"\byou (?:\w+ )?(?:would be|are) better off dead\b",
    r"\b(?:only good (?:\w+ )?)you is a dead\b",
    r"\bworld would be (?:a )?better(?: place)? (?:if you were|with you) dead\b",
)
_FATED = (
    r"\byou (?:\w+ )?(?:\w+ )?(?:should|deserve to|need to|ought to|should have)"
    r" (?:all |both |really |just )?(?:be |get |been )"
    + _FATE
    + r"\b(?! (?:in the foot|down|of|at|by (?:age|time|the)))",
    (
        r"\b(?:people|someone|anyone|traitors|scum|idiots|morons) like you (?:should|"
        r"deserve to|need to|ought to) (?:all )?(?:be |get )"
    )
    + _FATE
    + r"\b",
    r"\b(?:he|she|they|this (?:guy|man|woman|idiot|clown|moron|traitor)|that "
    r"(?:guy|man|woman)"
    r"|@\S+|the author|(?:the|that|this|his|her) (?:whole |entire "
    r")?(?:family|lot|gang|government|cabinet"
    r"|council|committee|board|bunch|mob|minister|mayor|judge|"
    r"traitors?)|the (?:whole )?lot of them) (?:all )?(?:should|"
    r"deserves? "
    r"to|needs? to|ought to) (?:all |just |really )?(?:be |get )"
    r"(?:taken out (?:back )?and )?(?:shot|lynched|gassed|strung up|beheaded|"
    r"raped|burned alive|burnt alive|stabbed|hung from|put up against (?:a|the) "
    r"wall)\b",
    _HOPE + r"(?:get |be |are |is |gets )(?:all )?" + _FATE + r"\b",
    _HOPE + _SUFFER + r"\b",
)
_add(
    "shot hanged hung lynched raped beheaded killed murdered stabbed "
    "gassed drowned whipped flogged"
    " executed strung burned burnt beaten",
    *_FATED,
)
_add(
    "cancer",
    _HOPE + _SUFFER + r"\b",
    r"\b(?:die|dying) (?:of|from) cancer you\b",
    r"\b(?:go )?get cancer\b(?= ,|$| and die)",
)
_add(
    "death",
    r"\b(?:slow|painful|horrible|slow and painful|slow painful) death (?:to|for) you\b",
    r"\byou deserve (?:a (?:\w+ )?)?death\b",
    r"(?:^|(?<=, ))death to (?:you|him|her)\b",
    r"\bbeat(?:en)? (?:you )?to death you\b",
)
_add(
    "live address sleep",
    (
        r"\b(?:i|we) (?:\w+ )?(?:know|found|found out|find out|have|got|will find out|"
        r"will find|can find|am going to find|am going to find out) (?:exactly "
        r")?(?:where you (?:\w+ )?(?:live|sleep|work|park)(?! is| was| must| in| at| are| "
        r"if)|your (?:home )?address)\b"
    ),
    (
        r"\b(?:i|we) (?:will|am going to|are going to|should|could) (?:\w+ )?(?:post|"
        r"publish|share|leak|put|release|tell everyone) (?:\w+ )?(?:your (?:home |"
        r"real )?(?:address|name and address)|where you live)\b"
    ),
    r"\bsleep with one eye open\b",
)
_add(
    "dox doxx doxxing",
    r"\b(?:i|we) (?:will|am going to|are going to|should|can) (?:\w+ )?doxx? you\b",
    r"\bsome(?:one|body) (?:should|please|needs to) doxx? \w+",
)
_add(
    "watch",
    r"\b(?:watch|mind) your (?:fucking )?back\b(?! (?:when|while|if|"
    r"as) (?:you )?(?:\w+ )?"
    r"(?:lift|carry|dig|shovel|bend|mov|pick|train|exercis|garden|load))",
    r"\byou (?:had )?better watch (?:out|yourself|your step)(?= ,|$)",
)
_add(
    "coming",
    (
        r"\b(?:i|we) (?:am|are) coming (?:for|after|to get) (?:you|your (?:family|"
        r"kids|children|house))\b(?! (?:advice|help|tips|opinion))"
    ),
)
_add(
    "find",
    (
        r"\b(?:i|we) (?:will|am going to|are going to|can|going to) (?:\w+ )?find "
        r"you\b(?= ,|$| and (?:\w+ )?(?:kill|beat|hurt|make|break|cut|slit|smash|end|"
        r"you|i|then|teach)| where\w*| one day| you| bitch| soon)"
    ),
    r"\bwhen (?:i|we) find you\b",
)
_add(
    "grave",
    r"\b(?:dance|piss|spit|shit|dancing) on your grave\b",
    r"\bdig(?:ging)? your (?:own )?grave\b(?= ,|$| now| bitch)",
)
_add(
    "neck",
    (
        r"\b(?:i|we) (?:will|am going to|would love to|want to) (?:\w+ )?(?:break|"
        r"snap|wring|slit) (?:your|his|her) (?:\w+ )?neck\b"
    ),
)
_add(
    "bullet",
    r"\b(?:put|putting) a bullet (?:in|into|through|between) (?:you|your|his|her)\b",
    r"\b(?:you|he|she) deserves? a bullet\b",
    r"\bbullet (?:with|has) your name\b",
)
_add("regret", r"\b(?:i|we) (?:will|am going to) make you regret\b")
_add("choke", _HOPE + _SUFFER + r"\b")
