"""Veiled threats: what will happen to the reader, by whomever, if they go on.

"You will regret this", "say that to my face", "nice family you have, shame if something happened to
them". Warnings and news use the same words, so who is spoken to and where the clause ends count.
All repeats are bounded.
"""

from __future__ import annotations

from modfilter.rules.attack_company import (
    ANNOUNCED,
    MARK_AFTER,
    READER,
    SOMEONES,
    WISHED,
    YOURS,
    Company,
    left,
    right,
)
from modfilter.rules.hinges import together, under
from modfilter.rules.phrases import END, START

_FIRST = (
    r"(?:^|(?<=, ))(?:(?:and|but|oh|trust me|believe me|mark my words|"
    r"one day|some day|soon|just|"
)
_FIRST += r"i promise|i swear|careful|sir|mate|buddy|pal|@\S+|remember|well)(?: ,)? ){0,3}"
_PROVOKED = (
    r"(?:\bkeep (?:on )?(?:talking|posting|writing|typing|running "
    r"your mouth|lying|it up|that up|this up|going"
    r"|insulting \w+)|\b(?:carry|go) on like (?:this|that)|\bone more "
    r"(?:\w+ )?(?:word|comment|post|lie|insult|"
    r"remark|joke)(?: like (?:that|this))?(?: from you| out of you| about \w+(?: \w+)?)?"
    r"|\b(?:say|post|write|print|try|do) (?:that|it|this) (?:one more time|again)"
    r"|\bcome near (?:me|us|my \w+|our \w+)(?: again)?|\bmess with (?:me|us|my \w+))"
    r"(?: ,)?(?: and| or)? "
)
_HARM_WORD = (
    r"(?:hospital|a wheelchair|a coffin|a body bag|a ditch|the ground|"
    r"the morgue|intensive care|the river"
    r"|a box|six feet under)"
)
_WHO = r"(?:i|we|someone|somebody|my (?:\w+ )?(?:friends|brothers|boys|mates|lads))"
_WILL = (
    r"(?:(?:will|would|am going to|are going to|going to|is going to|"
    r"might|can|could)(?: \w+ly)?)"
)
_BODY = (
    r"(?:legs?|knee ?caps?|knees|arms?|bones|fingers|nose|jaw|ribs|"
    r"teeth|skull|neck|hands|spine|back)"
)
_BODY_WORDS = (
    "legs kneecaps kneecap knees arms bones fingers nose jaw ribs teeth skull spine".split()
)

_NOT = "not never less barely unable"
_KNOWN = left("know found find seen saw", 7)

COMPANY: dict[str, tuple[Company, ...]] = together(
    under("regret", (left(READER, 3),)),
    under("sorry", (left(READER, 4), ANNOUNCED)),
    under("pay", (left(READER, 3), right("for", 1)), (left(READER, 1), left("make", 2))),
    under(_BODY_WORDS, (left(YOURS, 3),)),
    under("strangle throttle break snap", (right(READER, 2), ANNOUNCED)),
    under("walk", (left(READER, 3),)),
    under("live", (left(READER, 4), left(_NOT, 4))),
    under("numbered", (left(YOURS, 3),)),
    under("face", (left("my", 1),)),
    under("hospital wheelchair coffin ditch bag", (left(READER, 7),)),
    under("happen", (left("accidents things", 4), right("in to", 1))),
    under("happened", (left("pity shame bad", 6),), (left("pity shame bad", 3),)),
    under("funeral", (left(YOURS, 2),)),
    under("blood", (left(READER, 7),)),
    under("brave loud smug tough funny clever cocky", (left(READER, 4),)),
    under("kids", (left(YOURS, 2), _KNOWN)),
    under("daughter", (left(YOURS, 2), _KNOWN)),
    under("wife", (left(YOURS, 2), _KNOWN)),
    under("house door doorstep", (left(YOURS, 3), ANNOUNCED)),
    under("next", (left(READER, 2), MARK_AFTER)),
    under("outside", (left("me", 1),), (left(READER, 4),)),
    under("visit", (right(READER, 3), ANNOUNCED), (left(READER, 5),)),
    under("safe", (left(READER, 3),)),
    under("kids children family", (left(YOURS, 1), left("come for", 3))),
    under("lights light", (left("sleep", 4),)),
    under("disappear", (right(READER, 1), ANNOUNCED), (left(READER, 2),)),
    under("plate plates", (left(YOURS, 3),)),
    under("alive", (left(_NOT, 6),)),
    under("bone", (left("every", 3),)),
    under("careful watch", (right("what who where", 2), ANNOUNCED)),
    under("work park", (left(READER, 1), _KNOWN)),
    under(_BODY_WORDS, (left(SOMEONES, 3), left("break", 4))),
    under("barrel barrels", (left(READER, 8),)),
    under(
        "child kid kids son daughter family wife husband mother house",
        (left(YOURS, 2), WISHED),
    ),
    under("boat ship plane bus ferry raft", (left("pity shame bad", 4),)),
)
"""Hinge -> what the threats that hinge on it hold nearby."""

PATTERNS: dict[str, tuple[str, ...]] = together(
    under(
        "kids children family",
        r"\b(?:i|we) (?:will|are going to|am going to|shall) (?:\w+ "
        r")?come for your (?:kids|children|family)\b"
        r"(?! (?:at|to|from))",
    ),
    under(
        "work park",
        r"\b(?:i|we) (?:\w+ )?(?:know|found|found out|can find|will find) (?:exactly )?where you "
        r"(?:\w+ )?(?:work|park)"
        r"(?! is| was| must| in| at| are| if| for| from| now| and (?:we|i) have)",
    ),
    under(
        _BODY_WORDS,
        r"\bi (?:will|am going to|would gladly) (?:\w+ ){0,2}?break (?:both |all )?(?:of )?"
        r"(?:his|her|their) " + _BODY + r"\b",
    ),
    under(
        "barrel barrels",
        r"\byou (?:will|are going to|would) (?:\w+ )?(?:be )?(?:looking|staring|look|stare) down "
        r"(?:both|the|two) (?:\w+ )?barrels?\b",
    ),
    under(
        "child kid kids son daughter family wife husband mother house",
        r"\b(?:i|we) (?:only |just |really )?(?:wish|hope) it (?:had been|was|were|is) your "
        r"(?:\w+ )?(?:child|kids?|son|daughter|family|wife|husband|mother|house)\b(?! who| that)",
    ),
    under(
        "boat ship plane bus ferry raft",
        r"\b(?:pity|shame|bad) (?:that )?(?:the|their|that) (?:boat|ship|plane|bus|ferry|raft) "
        r"(?:did not|had not|never) (?:sink|sunk|go down|gone down|crash|crashed|capsize|burn)\b"
        r".{0,40}\b(?:them|on board|aboard)\b",
    ),
    under("lights light", r"\byou (?:had |would )?better sleep with the lights? on\b"),
    under("disappear", r"\b(?:will|can|could|going to|who|to) make you disappear\b"),
    under(
        "plate plates",
        r"\b(?:i|we) (?:have|know|got|have got|wrote down|noted) your "
        r"(?:number|licence|license|registration) plates?\b",
    ),
    under(
        "alive",
        r"\b(?:you|he|she|they) (?:will|would|are|is) not (?:\w+ "
        r")?(?:leave|get out|come back|walk out|make it"
        r" out|go home)(?: \w+){0,2} alive\b",
    ),
    under(
        "bone",
        r"\b" + _WHO + r" " + _WILL + r" (?:\w+ )?break every (?:single )?bone (?:in your|you)\b",
    ),
    under(
        "careful watch",
        r"\bi would (?:watch|be (?:very )?careful) (?:what|who|where) "
        r".{1,40} if i (?:were|was) you\b",
    ),
    under(
        "regret",
        _FIRST + r"you (?:all )?(?:will|are going to|going to) (?:\w+ )?regret "
        r"(?:this|this comment|what you "
        r"(?:did|wrote|said|have (?:done|written|said))|(?:ever "
        r")?(?:writing|saying|posting|crossing|messing with)"
        r" \w+|(?:that|ever) you (?:\w+ ){1,3})" + END,
    ),
    under(
        "sorry",
        _FIRST + r"(?:i|we) (?:will|am going to|are going to) make you (?:\w+ )?sorry\b",
        _FIRST + r"you (?:will|are going to) be (?:very |so )?sorry (?:for this|"
        r"you (?:wrote|said|posted|did) "
        r"(?:that|this))" + END,
    ),
    under(
        "pay",
        _FIRST + r"you (?:all )?(?:will|are going to) (?:all )?pay for (?:this|"
        r"what you (?:did|wrote|said|have done))" + END,
        r"\b(?:i|we) (?:will|am going to|are going to) make you pay\b(?! "
        r"for the| more| less| tax| rent)",
    ),
    under(
        _BODY_WORDS,
        r"\b"
        + _WHO
        + r" (?:"
        + _WILL
        + r"|(?:would |will )?(?:gladly|happily|love to|like to)) (?:\w+ ){0,3}"
        r"(?:break|snap|smash|crush|kick|knock|punch|crack|cut off|rip "
        r"out|pull out) (?:both |all )?(?:of )?your "
        r"(?:\w+ )?" + _BODY + r"\b",
        START + r"(?:i )?(?:going to|will) (?:break|snap|smash|crush|kick|knock|"
        r"punch|crack) your (?:\w+ )?" + _BODY + r"\b",
    ),
    under(
        "strangle throttle",
        r"\b(?:i|we) would (?:gladly |happily |love to |like to |really "
        r"love to )(?:strangle|throttle) you\b",
        r"\b(?:strangle|throttle) you (?:with|in) (?:my|your)\b",
    ),
    under(
        "break snap",
        r"\b" + _WHO + r" " + _WILL + r" (?:break|snap) you (?:in (?:half|two)|like a twig)\b",
    ),
    under(
        "walk",
        r"\b(?:i|we) (?:will|am going to|are going to) (?:make sure|see "
        r"to it) (?:that )?you (?:never|do not|can not"
        r"|will never) (?:walk|talk|write|sleep|breathe)\b",
    ),
    under(
        "live",
        _FIRST + r"you (?:will|are) not (?:going to )?live to (?:see|tell|"
        r"regret)\b(?! (?:it|the day) (?:built|finished))",
    ),
    under("numbered", _FIRST + r"your days are numbered\b(?! (?:in|as|at) )"),
    under(
        "face",
        r"(?:" + START + r"|\b(?:come and |come |dare (?:you )?to |dare |try to ))say "
        r"(?:that|it|this) (?:again )?"
        r"(?:to|in) my face\b",
        r"\byou would (?:not|never) (?:\w+ )?(?:say|dare say|dare to say) "
        r"(?:that|it|this) (?:to|in) my face\b",
    ),
    under(
        "hospital wheelchair coffin ditch bag",
        _PROVOKED + r"you (?:\w+ )?(?:will|might|could|are going to) (?:\w+ "
        r"){0,2}(?:be |land |wake up |up )?(?:in )?" + _HARM_WORD + r"\b",
        r"\b"
        + _WHO
        + r" "
        + _WILL
        + r" (?:put|send) you (?:all )?(?:in|to|into) (?:the )?"
        + _HARM_WORD
        + r"\b",
        r"\byou (?:will|are going to) (?:end up|leave|go home|be found|"
        r"finish) (?:\w+ ){0,3}(?:in|face down in) "
        r"(?:a )?(?:body bag|coffin|ditch|box)\b",
    ),
    under(
        "happen",
        r"\b(?:accidents|bad things|nasty things|funny things) (?:do |"
        r"will |can |could |might |tend to )?happen to "
        r"(?:people|someone|those|somebody|guys|men|women|journalists|reporters|councillors) "
        r"(?:like you|"
        r"who (?:\w+ ){0,3}(?:write|say|post|talk|ask|"
        r"stick|print|open|cross|stop))",
    ),
    under(
        "happened",
        r"\b(?:shame|pity|too bad) if (?:something|anything|someone) "
        r"(?:\w+ ){0,2}happened to (?:you|your|it|them|him|"
        r"her|that)\b",
    ),
    under(
        "funeral",
        r"\b(?:can not wait (?:for|to (?:attend|see|go to))|look(?:ing)? "
        r"forward to(?: going to| attending)?|only good "
        r"thing (?:\w+ ){1,6}|best thing (?:\w+ ){1,6}|celebrate (?:at )?|"
        r"laugh at|dance at|party at|planning) "
        r"?your funeral\b",
    ),
    under(
        "blood",
        _FIRST + r"you (?:will|are going to) pay (?:for (?:this|that|it) )?(?:with|"
        r"in) (?:your (?:own )?)?blood\b",
    ),
    under(
        "brave loud smug tough funny clever cocky",
        r"\b(?:you will not|will you|see how|see if you are) (?:be |you "
        r"are |you will be )?(?:so |that |this |still )?"
        r"(?:brave|loud|smug|tough|funny|clever|cocky) when (?:i|we|"
        r"someone|somebody|my) (?:\w+ ){0,3}(?:knock|find|"
        r"meet|get|come|stand|turn|show|catch|visit|ring)",
    ),
    under(
        "kids daughter wife",
        r"\b(?:i|we) (?:know|found out|can find out|have seen|saw) "
        r"(?:exactly )?(?:where|which \w+|what \w+|when) "
        r"your (?:\w+ )?(?:kids|children|daughter|son|wife|husband) (?:go|"
        r"goes|is|are|live|lives|work|works|play|"
        r"plays|walk|walks|sleep|sleeps|attend)\b",
    ),
    under(
        "house door doorstep",
        _PROVOKED
        + r"(?:i|we|someone|somebody) "
        + _WILL
        + r" (?:come|be|pop|turn up|show up|visit|stand|drop by|"
        r"knock|kick)\b[^,]{0,30}\byour (?:house|door|doorstep|place)\b",
        r"\b(?:i|we) (?:will|am going to|are going to) (?:burn|torch|"
        r"smash|trash|wreck|blow up|petrol bomb) (?:down )?"
        r"your (?:house|place|door)\b",
    ),
    under("next", _FIRST + r"you are next(?: ,)?(?: \w+)?$"),
    under(
        "outside",
        START + r"meet me outside(?: ,)? (?:and|if you|then|so|you)\b",
        r"\b(?:i|we) (?:will|am going to) (?:be waiting|wait) (?:for you "
        r")?outside (?:your|for you)\b",
    ),
    under(
        "visit",
        _PROVOKED
        + r"(?:i|we|someone|somebody|my \w+) (?:\w+ )?"
        + _WILL
        + r" (?:\w+ )?(?:visit|pay) you\b",
        r"\b(?:expect|going to get|will get) a visit(?: from (?:me|us|my \w+))" + END,
    ),
    under(
        "safe",
        _FIRST + r"you are not safe(?: anywhere| at home| any ?more| in your "
        r"(?:own )?(?:home|house|bed))" + END,
    ),
)
"""Hinge -> the threats."""
