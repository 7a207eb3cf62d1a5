"""Calls for violence: "string them up", "put a bomb under the council office", "end yourself".

What is demanded, of anybody, against whom. What happened, what others said and what is asked in
the news is not demanded, so most of these start a clause. All repeats are bounded.
"""

from __future__ import annotations

from modfilter.rules.attack_company import (
    ALWAYS,
    ANNOUNCED,
    GETTING,
    MARK_BEFORE,
    OUGHT,
    OUGHT_WORDS,
    READER,
    VICTIMS,
    Company,
    left,
    right,
)
from modfilter.rules.hinges import together, under
from modfilter.rules.phrases import END, START

_VICTIMS = "(?:" + "|".join(sorted(VICTIMS)) + ")"
_WHOM = (
    r"(?:him|her|them(?: all)?|(?:all (?:of )?)?(?:the|these|those|"
    r"our|this|that) (?:\w+ ){0,2}"
    + _VICTIMS
    + r"|all of them|the lot of them|every last one of them)\b"
)
_OUGHT = (
    r"(?:should|ought to|needs? to|must|deserves? to|wants? to|had "
    r"better|(?:i|we) (?:would )?"
    r"(?:like|love|want) to see (?:\w+ ){1,3})"
)
_CALL = (
    r"(?:" + START + r"(?:some(?:one|body) |let (?:us )?|next time |time to |we should |we "
    r"need to |go )?(?:all |just )?"
    r"|\b(?:some(?:one|body)|we|you) (?:really )?(?:should|ought to|"
    r"needs? to|must|has to|have to)"
    r" (?:all |just |really |go and )?|\b(?:time|about time|high time) (?:to|we) "
    r"|\bif i were you i would |\b(?:i|we) (?:would|will|am going to) "
    r"(?:gladly |happily |just )?)"
)
_GALLOWS = r"(?:lamp ?-?posts?|trees?|lanterns?|bridge|crane|street ?lights?|gallows|rafters)"

_BUILDING = (
    r"(?:house|houses|office|offices|building|hall|parliament|"
    r"mosques?|churches|church|synagogues?"
    r"|place|school|headquarters|station|hostel|homes?|embassy|consulate)"
)
_PLACES = (
    "embassy consulate house houses office offices building hall "
    "parliament mosque mosques church churches synagogue"
    " synagogues place school headquarters station hostel home homes"
)

COMPANY: dict[str, tuple[Company, ...]] = together(
    under("string", (right(VICTIMS, 4),)),
    under("strung", (OUGHT,)),
    under("hanged hung hanging swinging", (OUGHT,), (ANNOUNCED,)),
    under("lined", (OUGHT,), (ANNOUNCED,)),
    under("wall", (left("line lined", 6),)),
    under("run", (right(VICTIMS, 6), right("over", 7))),
    under("truck lorry bulldozer tractor tank van car bus", (right(VICTIMS, 6),)),
    under("bomb bombs grenade petrol", (left("put plant drop throw", 3),)),
    under("bomb", (right(_PLACES, 5), MARK_BEFORE), (right(_PLACES, 5), left(OUGHT_WORDS, 4))),
    under("gun guns rifle rifles shotgun bat", (left(GETTING, 4),)),
    under("hunting shooting executing lynching hanging", (right(VICTIMS, 4),)),
    under("sniper assassin hitman guillotine woodchipper", ALWAYS),
    under("rope ropes", ALWAYS),
    under("morgue cemetery", ALWAYS),
    under("yourself yourselves urself", (left("end off unalive delete rope neck", 1),)),
    under("dead alive", (left("good why", 6),)),
    under("missed survived", (left("pity shame bad", 5),)),
    under("shoot kill", (right("bastard bastards scum pigs", 3),)),
    under("lynch behead gas execute crucify castrate exterminate", (right(VICTIMS, 4),)),
    under("drown burn starve rot hang fry", (left(VICTIMS, 2),)),
    under("boat boats dinghies dinghy", (left("sink torpedo drown", 3),)),
    under("beating thrashing kicking flogging whipping hiding", (left(OUGHT_WORDS, 4),)),
    under("slap", (left(READER, 4), OUGHT)),
    under("punch", (left(READER, 4), OUGHT)),
    under("bullet", (left("eat swallow", 2),), (OUGHT,)),
    under("shoot kill", (right("him her them traitor traitors", 5),)),
    under("misery", (left("put", 7),)),
    under("blow", (right(_PLACES, 5),)),
    under("squad", (left("firing", 1),)),
    under("bleed suffer burn hang hanged", (left("see", 6), ANNOUNCED)),
    under("hang", (left(OUGHT_WORDS, 3),)),
    under("kicking beating thrashing hiding slapping thumping", (left("give gives", 6),)),
    under("bullet rope hanging", (right("good", 5),)),
    under("yourself", (left("kill hang drown shoot", 1),)),
    under("bumps practice", (left("used", 4),)),
)
"""Hinge -> what the calls that hinge on it hold nearby."""

_VEHICLE = r"(?:truck|lorry|bulldozer|tractor|tank|van|car|bus)"
_GUNS = r"(?:guns?|rifles?|shotguns?|baseball bat|bat|petrol|weapons)"
_KILLING = r"(?:hunting|shooting|executing|lynching|hanging)"

PATTERNS: dict[str, tuple[str, ...]] = together(
    under("string", _CALL + r"string " + _WHOM + r" (?:all )?up(?= ,|$| by| high| now| from)"),
    under("strung", r"\b" + _OUGHT + r" (?:all )?be strung up\b"),
    under(
        "hanged hung hanging swinging",
        r"\b(?:" + _OUGHT + r" (?:all )?(?:be )?|wants? |(?:i|we) (?:would )?(?:like|love|"
        r"want) to see (?:\w+ ){1,3})"
        r"(?:hanged|hung|hanging|swinging) from (?:\w+ ){1,3}" + _GALLOWS + r"\b",
    ),
    under(
        "lined",
        r"\b" + _OUGHT + r" (?:all )?(?:be )?lined up (?:and (?:be )?(?:shot|executed)|"
        r"(?:against|in front of) (?:a|the) "
        r"(?:nearest )?wall)\b",
    ),
    under("wall", _CALL + r"line " + _WHOM + r" (?:all )?up against (?:a|the) wall\b"),
    under(
        "run",
        _CALL + r"run (?:right |straight )?over " + _WHOM,
        _CALL
        + r"run "
        + _WHOM
        + r" (?:all )?(?:right |straight )?over(?= ,|$| next| if| when| with|"
        r" like| please| and)",
    ),
    under(
        _VEHICLE[3:-1].split("|"),
        _CALL
        + r"(?:drive|ram|plough|plow|crash|steer) (?:a|my|your|the|some|his) (?:\w+ )?"
        + _VEHICLE
        + r" (?:right |straight )?(?:through|into|over|at) "
        + _WHOM,
    ),
    under(
        "bomb bombs grenade petrol",
        _CALL
        + r"(?:put|plant|place|leave|throw|drop|lob) (?:a|some) (?:\w+ )?(?:bombs?|grenades?) "
        r"(?:under|in|inside|into|at|on|beneath|through) (?!the (?:menu|list|table))",
        _CALL
        + r"bomb (?:the|their|that|this|those|these|your|his|her) (?:\w+ ){0,2}(?:house|houses|"
        r"office|offices|building|town hall|parliament|mosques?|churches|"
        r"church|synagogues?|place|"
        r"school|headquarters|station|hostel|home|homes)\b",
        _CALL + r"(?:pour|throw) (?:some )?petrol (?:on|over) (?:him|her|them|it and light)\b",
    ),
    under(
        "gun guns rifle rifles shotgun bat petrol",
        _CALL
        + r"(?:bring|take|get|grab) (?:a|an|your|the|my|some) (?:\w+ )?"
        + _GUNS
        + r" (?:to|into) (?:the|that|this|your|their|his|her) (?:next |council |town |public )?"
        r"(?:meeting|council|office|hall|hearing|court|rally|school|"
        r"protest|surgery|town|parliament|"
        r"newsroom|house|door)\b",
        r"\b(?:time|high time|about time) (?:to|that we|we|for us to) "
        r"(?:all )?(?:pick up|picked up|"
        r"take up|took up|grab|grabbed|get|got|load|loaded|reach for|"
        r"reached for) (?:our|your|the) " + _GUNS + r"\b",
    ),
    under(
        "hunting shooting executing lynching hanging",
        r"(?:" + START + r"|\b(?:time to|let(?: us)?|we should|we must|we need to|someone "
        r"should|somebody should|"
        r"want to|and) )(?:start|begin|go|get back to) "
        + _KILLING
        + r" (?:(?:the|these|those|our|all|some|more) ){0,2}(?:\w+ )?"
        + _VICTIMS
        + r"\b",
        r"\bopen season on (?:(?:the|these|those|our|all) ){0,2}(?:\w+ )?" + _VICTIMS + r"\b",
    ),
    under(
        "sniper assassin hitman guillotine woodchipper",
        r"\bwhere (?:is|are) (?:a|an|the|our) (?:\w+ ){0,2}(?:sniper|"
        r"assassin|hitman|guillotine|"
        r"woodchipper) when (?:you|we|one)\b",
        r"\b(?:we|(?:this|our|the) (?:country|nation|world|city|town)|he|"
        r"she|they|this \w+|that \w+) "
        r"(?:really |badly |just )?(?:needs?|deserves?) (?:is )?(?:a|an|"
        r"another|the) (?:\w+ )?"
        r"(?:sniper|assassin|hitman|guillotine|woodchipper)\b",
        r"\bsome(?:one|body) (?:\w+ )?(?:hire|send|get|call) (?:a|an|the) "
        r"(?:\w+ )?(?:sniper|assassin|"
        r"hitman)\b",
    ),
    under(
        "rope ropes",
        r"\brope and an? (?:\w+ ){0,2}"
        + _GALLOWS
        + r" (?:is|are|would be) (?:all|what|the only thing|"
        r"enough for) (?:this|that|these|those|the|he|she|they|you|him|her|them)\b",
        r"\b(?:he|she|they|these \w+|those \w+|this \w+|that \w+|you) "
        r"(?:all )?(?:needs?|deserves?) "
        r"(?:is |are )?(?:just )?(?:an? |the )?(?:\w+ )?"
        r"(?:rope|ropes)(?= ,|$| around| and an? (?:tall )?tree)",
        _CALL + r"rope (?:your ?self|urself)\b",
    ),
    under(
        "morgue cemetery",
        r"\bone[ -]way (?:ticket|trip) to (?:the |a )?(?:morgue|cemetery)\b",
        r"\b(?:send|put|belongs?|see|want) (?:you|him|her|them|in|to) "
        r"(?:all )?(?:in|to )?(?:the |a )?"
        r"(?:morgue|cemetery)\b",
    ),
    under(
        "yourself yourselves urself",
        r"(?:"
        + START
        + r"|\b(?:go|please|just|and|to|should|do not you|then|must|can|could|better) )"
        r"(?:end|off|unalive|delete|neck) (?:your ?self|urself|yourselves)\b"
        r"(?! from| by| with| to| in| on| as| at| out)",
    ),
    under(
        "dead alive",
        r"\bthe only good (?:\w+ ){1,2}(?:is|are) (?:a |the )?dead\b",
        r"\bwhy (?:is|are|was)(?: not)? (?:he|she|they|you|this \w+|that \w+) "
        r"(?:(?:not )?dead (?:yet|already)|"
        r"still alive|not dead" + END + r")",
    ),
    under(
        "missed survived",
        r"\b(?:pity|shame|too bad|sad|unfortunate) (?:that )?(?:the "
        r"(?:bullet|shooter|bomber|gunman|"
        r"assassin|shot|bomb|sniper|attacker) missed|(?:they|he|she) "
        r"missed (?:him|her|you|them)|"
        r"(?:you|he|she) survived)\b",
    ),
    under(
        "lynch behead gas execute crucify castrate exterminate shoot kill",
        _CALL
        + r"(?:lynch|behead|gas|execute|crucify|castrate|exterminate) "
        + _WHOM
        + r"(?= ,|$| all| now| in| on| and| like| for| before)",
        START + r"(?:shoot|kill|nuke) (?:the (?:bastards?|traitors?|scum|lot of "
        r"them|pigs)|them all|all of them|"
        r"every last one of them)" + END,
    ),
    under(
        "drown burn starve rot hang fry",
        START
        + r"let "
        + _WHOM
        + r" (?:all )?(?:drown|burn|starve|rot|hang|fry|bleed)(?= ,|$| in| at|"
        r" for| there| all)",
    ),
    under(
        "boat boats dinghy dinghies",
        r"\b(?:sink|torpedo|drown|blow up) (?:the|their|those|these) "
        r"(?:\w+ )?(?:boats?|dinghy|dinghies) "
        r"with (?:everyone|everybody|them all|them|the lot|all of them|all)\b",
    ),
    under(
        "beating thrashing kicking flogging whipping hiding",
        r"\b(?:you|he|she|this (?:guy|man|idiot|clown)) (?:really |so |"
        r"all )?(?:deserves?|needs?|"
        r"(?:is|are) asking for|could do with|wants?) (?:a|an) (?:\w+ "
        r")?(?:beating|thrashing|kicking|"
        r"flogging|whipping|hiding)\b(?! (?:place|from|heart))",
    ),
    under(
        "slap punch",
        r"\byou (?:really |so |all )?(?:deserve|need|are asking for|want) "
        r"(?:a|an) (?:\w+ )?(?:slap|punch)"
        r"(?= ,|$| in| on| across| around| to)(?! on the back)",
    ),
    under(
        "bullet",
        START + r"(?:go )?(?:and )?(?:eat|swallow) a bullet\b",
        r"\b(?:you|he|she|they|this \w+|that \w+|these \w+|those \w+) "
        r"(?:all )?needs? (?:is )?a bullet(?= ,|$| in|"
        r" between| through)(?! point)",
    ),
    under(
        "kicking beating thrashing hiding slapping thumping",
        _CALL + r"give (?:you|him|her|them|this \w+|that \w+|the \w+) a (?:good |"
        r"proper |severe |real |sound )?"
        r"(?:kicking|beating|thrashing|hiding|slapping|thumping)\b",
    ),
    under(
        "bullet rope hanging",
        r"\b(?:bullet|rope|hanging) (?:is|are|would be) too good for "
        r"(?:him|her|them|you|these|those)\b",
    ),
    under(
        "yourself",
        START + r"(?:do|go|take|get|find|be|make|try) .{1,40}\band (?:just |go "
        r")?(?:kill|hang|drown|shoot) "
        r"(?:your ?self)(?= ,|$)",
    ),
    under(
        "bumps practice",
        r"\b"
        + _VICTIMS
        + r" (?:should|could|ought to) be used (?:as|for) (?:speed bumps|target practice)\b",
    ),
    under(
        "blow",
        _CALL + r"blow up (?:the|that|this|their|his|her) (?:\w+ ){0,2}" + _BUILDING + r"\b",
        _CALL + r"blow (?:the|that|this|their|his|her) (?:\w+ ){0,2}" + _BUILDING + r" up\b",
    ),
    under(
        "squad",
        START
        + r"(?:put|stand|line) "
        + _WHOM
        + r" (?:up )?(?:all )?(?:in front of|before) (?:a|the) firing squad\b",
        r"\b(?:he|she|they|you|this \w+|that \w+) (?:all )?(?:deserves?|"
        r"needs?) (?:a|the) firing squad\b",
    ),
    under(
        "bleed suffer burn hang hanged",
        r"\b(?:i|we) (?:want to|would (?:love|like) to|can not wait to|"
        r"hope to|long to) see (?:you|him|her"
        r"|them|this \w+|that \w+|those \w+) (?:all )?(?:bleed|suffer|burn|hang|hanged)\b",
    ),
    under(
        "hang",
        r"\b(?:you|he|she|they|this \w+|that \w+|these \w+|those \w+) "
        r"(?:all )?(?:should|deserves? to"
        r"|ought to|must) hang(?= ,|$| for (?:this|that|it|what))",
    ),
    under(
        "misery",
        r"\b(?:please |should |must |needs to |somebody |someone )put (?:him|her|them|this "
        r"\w+|that \w+) out of (?:his|her|their|"
        r"our|its) misery\b(?! at)",
    ),
)
"""Hinge -> the calls."""
