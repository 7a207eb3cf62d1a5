"""What dehumanises a group, threatens it or shuts it out: "refugees are cockroaches".

Said of a whole group, in the writer's own voice. "Some", "not all", "the claim that", "he says" and
questions say something else. All repeats are bounded.
"""

from __future__ import annotations

from collections.abc import Iterable

from modfilter.rules.attack_company import (
    MARK_BEFORE,
    OUGHT_WORDS,
    READER,
    YOURS,
    Company,
    left,
    right,
)
from modfilter.rules.groups import (
    BODIES,
    COMERS,
    CREEDS,
    CRIMINALS,
    DULL,
    FAITHS_AND_ORIGINS,
    GROUPS,
    KINDS,
    MEMBERS,
    VERMIN,
)
from modfilter.rules.hinges import together, under
from modfilter.rules.phrases import START
from modfilter.rules.word_set import word_set

_NAMES = GROUPS | MEMBERS | CREEDS | word_set("disabled handicapped ill")
_THEM = word_set("them these those lot")


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words)) + ")"


_BEFORE = r"(?<![\w-])"
_ALL = r"(?:(?:most|all|half) (?:of )?(?:the |these |those )?)?"
_DEFINITE = r"(?:(?:these|those|the) )?(?:so-called )?"
_KIND_OF = (
    r"(?:(?:so-called|illegal|young|black|white|arab|african|muslim|"
    r"damn|bloody|fucking|filthy|dirty) ){0,2}"
)
_MEMBERS = _any(KINDS) + r" " + _any(MEMBERS)
_STRANGERS = (
    r"(?:"
    + _any(FAITHS_AND_ORIGINS | COMERS)
    + r"|"
    + _MEMBERS
    + r"|asylum seekers|the (?:disabled|handicapped|mentally ill))"
)
_ONE = _any(GROUPS) + r"|" + _MEMBERS
_GROUP = (
    _BEFORE
    + r"(?:"
    + _ALL
    + _DEFINITE
    + _KIND_OF
    + _STRANGERS
    + r"|(?:all )?"
    + _any(BODIES)
    + r")"
    r"(?: (?:and|or) (?:the )?(?:" + _ONE + r"))?"
)
"""Any group, also "these migrants"."""
_EVERY = (
    _BEFORE + r"(?:" + _ALL + _KIND_OF + r"(?:" + _STRANGERS + r"|" + _any(BODIES) + r"))"
    r"(?: (?:and|or) (?:" + _ONE + r"))?"
)
"""A group as a whole, not "these men"."""
_THEY = (
    r"\b(?:they|(?:these|those|such|all these|all those) (?:people|"
    r"creatures|types|folks?))"
)
_ARE = (
    r" (?:are|were always|have always been) (?:(?:all|just|nothing "
    r"but|simply|basically|really|only|mostly|"
    r"always|by nature|naturally|literally|no better than|nothing "
    r"more than|no more than|like|little more than|"
    r"a bunch of|a pack of|a|an|the|born|such|not much more than|too|"
    r"so|complete|absolute|total|stinking|filthy|"
    r"dirty|worthless|useless|violent|uncivilised|brain ?dead|both|lazy|"
    r"drunks|of|and|worse than) ){0,5}"
)
_END = (
    r"(?= ,|$| and| who| that| on| in| from| to| of| or| by| but|"
    r" with| as| \w+ing)"
)

_SHUN = (
    r"(?:driven out|thrown out|kicked out|rounded up|wiped out|"
    r"exterminated|gassed|shot|put down|sterilised|"
    r"sterilized|eradicated|burned|burnt|drowned|hanged|killed|"
    r"shipped off|put in camps|put in cages|locked up|"
    r"castrated|banned from (?:voting|the country|our country|public|working|teaching)|"
    r"not be allowed (?:to (?:vote|breed|have children|exist|live|"
    r"stay|teach|marry|enter)|near children|near kids))"
)

_ONE_OF = (
    "savage criminal thief terrorist rapist parasite animal pig rat "
    "liar drunk pervert murderer"
    " scrounger"
)
_NEWCOMER = "immigrant migrant refugee gypsy muslim yankee invader"

_ARE_BEFORE = left("are were been is", 7)
_LESS = "not never less barely unable"
_SENT = "belong stay kept send ship throw drive kick put lock herd should"

_COMING = "foreigners immigrants migrants refugees muslims gypsies jews"

COMPANY: dict[str, tuple[Company, ...]] = together(
    under(VERMIN | CRIMINALS | DULL, (left(_NAMES, 7), _ARE_BEFORE)),
    under("cancer disease plague virus", (left(CREEDS, 5),)),
    under("human", (left(_LESS, 3), left("are were been is", 4))),
    under("intelligent", (left(_LESS, 2), left(_NAMES, 7))),
    under("burden drain", (left(_NAMES, 7), _ARE_BEFORE)),
    under("leave", (left(_NAMES, 4),)),
    under(
        "sickness illness disorder abomination perversion", (left(_NAMES, 9),), (left("being", 7),)
    ),
    under(_ONE_OF, (left("every", 9),)),
    under(
        "driven thrown kicked rounded wiped exterminated gassed "
        "sterilised sterilized deported"
        " eradicated drowned castrated banned shipped shot hanged killed burned"
        " burnt locked allowed",
        (left(_NAMES, 9), left(OUGHT_WORDS, 5)),
    ),
    under("breed breeding multiply", (right("like", 1),)),
    under("kitchen zoo cages cage jungle camps trees swamp huts caves desert", (left(_SENT, 7),)),
    under("jews", (right("control own run rule", 3),)),
    under("trusted drive", (left(GROUPS, 6), left(_LESS, 4))),
    under("steal smell stink", (left(_NAMES, 3),), (left("they", 5),)),
    under(
        "gas exterminate deport sterilise sterilize",
        (right(_NAMES, 4),),
        (right("him her them traitor traitors", 3),),
    ),
    under("rid", (right(GROUPS, 6),), (right("him her them traitor traitors", 6),)),
    under("country", (left("back", 6), left(YOURS, 3))),
    under("africa asia mexico desert jungle", (left("back", 6),)),
    under("africa asia", (left("shipped sent thrown kicked", 3),)),
    under("came", (right("from", 1), left(READER, 2))),
    under("belong", (left(READER, 4),)),
    under("foreigner " + _NEWCOMER, (left("home", 2),)),
    under("english", (right("get", 3),)),
    under(_COMING, (MARK_BEFORE, right("home", 2)), (MARK_BEFORE, right("out", 1))),
    under("blame", (left(_NAMES, 4),)),
    under("sick vomit puke", (left(_NAMES, 7), left("make", 6))),
    under("disgust", (left(_NAMES, 3),)),
)
"""Hinge -> what the phrases that hinge on it hold nearby."""

_CALLED = [
    _GROUP + _ARE + _any(VERMIN) + r"\b" + _END,
    _EVERY + _ARE + _any(CRIMINALS) + r"\b" + _END,
    r"\bevery (?:single |last |fucking |bloody )?(?:one of (?:them|"
    r"these \w+|those \w+|that \w+)|muslim|jew|immigrant"
    r"|migrant|refugee|foreigner|gypsy|arab|african|black|woman|man) "
    r"is (?:a |an |just |nothing but ){0,2}(?:\w+ )?"
    r"(?:savage|criminal|thief|terrorist|rapist|parasite|animal|pig|"
    r"rat|liar|drunk|pervert|murderer|scrounger)\b",
]
_STUPID = [_EVERY + _ARE + _any(DULL) + r"\b(?= ,|$| and| to)(?! (?:to ignore|not to))"]
_OUT = (
    r"(?:back|home|out) (?:to|into) (?:the|their|your|whatever|that|"
    r"where) (?:\w+ ){0,2}(?:jungle|desert|zoo|trees|"
    r"huts?|caves?|swamp|bush|cages?)\b"
)
_HOME = [
    r"(?:^|(?<=, )|\byou (?:should |can |need to |must |better )?|"
    r"\bplease |\bjust |\bthen |\band |\bso )"
    r"go (?:the \w+ )?back (?:home )?to (?:where (?:ever )?(?:the \w+ "
    r")?you (?:came|come) from|(?:your|ur) (?:own )?"
    r"(?:\w+ )?(?:country|land|homeland|village|jungle)|africa|asia|"
    r"mexico|china|india|pakistan|poland|romania|"
    r"syria|arabia)\b",
    r"(?:^|(?<=, )|\bplease |\bjust |\band )go home(?: ,)? "
    r"(?:foreigner|immigrant|migrant|refugee|gypsy|muslim|"
    r"yankee|invader|foreign \w+)s?\b",
    r"\byou (?:people |lot )?(?:do not|will never|never did) belong "
    r"(?:here|in (?:this|our|my) (?:country|land|"
    r"town|village|nation|city))(?= ,|$| and| go)",
]

PATTERNS: dict[str, tuple[str, ...]] = together(
    under(_COMING, r"^(?:" + _any(COMERS | {"muslims", "gypsies", "jews"}) + r") (?:go home|out)$"),
    under("blame", _EVERY + r" are to blame for (?:everything|it all|all of it|every)\b"),
    under(
        "sick vomit puke disgust",
        _EVERY + r" (?:all )?(?:make me (?:sick|want to (?:vomit|puke)|vomit|puke)|disgust me)\b",
    ),
    under(
        "africa asia",
        r"\bthey (?:all )?(?:should|must|need to|ought to) (?:all )?be "
        r"(?:shipped|sent|thrown|kicked) "
        r"(?:back )?to (?:africa|asia)\b",
    ),
    under(
        "cancer disease plague virus",
        r"\b" + _any(CREEDS) + r" (?:is|are) (?:just |nothing but |simply )?(?:a|the) "
        r"(?:\w+ )?(?:cancer|disease|plague|virus)\b",
    ),
    under(VERMIN | CRIMINALS, *_CALLED),
    under(DULL, *_STUPID),
    under(_ONE_OF, *_CALLED[2:]),
    under(
        "human",
        _THEY + r" (?:are|is) (?:not (?:even |really )?(?:fully )?human|less than "
        r"human|barely human)(?= ,|$)",
        _GROUP + r" (?:are|is) (?:not (?:even |really )?(?:fully )?human|less than "
        r"human|barely human)(?= ,|$)",
    ),
    under(
        "intelligent",
        _GROUP + r" (?:are|is) (?:\w+ ){0,2}less intelligent\b",
        _GROUP + r" (?:are|is) not (?:as )?intelligent\b",
    ),
    under(
        "sickness illness disorder abomination perversion",
        r"(?:\b"
        + _any(CREEDS)
        + r"|\bbeing (?:gay|trans|transgender|homosexual|lesbian)|"
        + _GROUP
        + r")"
        r" (?:is|are) (?:just |clearly |simply |nothing but |all )?(?:a |"
        r"an )?(?:mental |moral )?"
        r"(?:sickness|illness|disorder|abomination|perversion)\b",
    ),
    under(
        "burden drain",
        _GROUP + r" are (?:just |only |nothing but |all )?a (?:\w+ )?(?:burden|drain)"
        r"(?= ,|$| and| on| to)",
    ),
    under(
        "leave",
        _EVERY + r" (?:should|must|need to|ought to) (?:all )?leave our (?:land|country|soil|town|"
        r"city|nation|continent|village|streets?)\b",
    ),
    under(
        "driven thrown kicked rounded wiped exterminated gassed "
        "sterilised sterilized eradicated drowned castrated banned "
        "shipped shot hanged killed burned burnt locked allowed",
        _GROUP + r" (?:\w+ ){0,6}?(?:should|must|need to|ought to|deserve to|have "
        r"to) (?:all )?(?:be )?" + _SHUN + r"\b",
        START + r"(?:put|lock|throw|herd) (?:them|these people|those people|the "
        r"lot of them|every one of them|all of them)"
        r" (?:all )?(?:in|into) (?:a )?(?:camps?|cages?)\b",
    ),
    under(
        "deported",
        r"(?<![\w-])(?:all )?(?:the )?"
        + _any(FAITHS_AND_ORIGINS)
        + r" (?:should|must|need to|ought to)"
        r" (?:all )?be deported\b",
    ),
    under(
        "breed breeding multiply",
        r"(?:"
        + _GROUP
        + r"|"
        + _THEY
        + r") (?:are |just |keep |all |only )?(?:breed|breeding|multiply|multiplying) "
        r"like (?:rats|rabbits|flies|vermin|cockroaches|animals)\b",
    ),
    under(
        "kitchen zoo cages cage jungle trees swamp huts caves camps desert",
        _GROUP + r" (?:all |really |only |just )?(?:belong|should stay|should be kept|need to be"
        r" kept|should be|should go back) (?:back )?(?:in|to|into) (?:the|"
        r"a) (?:kitchen|zoo|cages?"
        r"|jungle|swamp|trees)\b",
        START
        + r"(?:send|ship|throw|drive|kick) (?:them|these people|those people|the lot|"
        + _GROUP
        + r") (?:all )?"
        + _OUT,
        START
        + r"(?:put|lock|throw|herd) (?:them|these people|those people|"
        + _GROUP
        + r") (?:all )?(?:in|into) (?:a )?(?:camps?|cages?)\b",
        r"\bthey (?:all )?belong in (?:a zoo|cages|a cage|the jungle|camps)\b",
    ),
    under(
        "jews",
        r"(?<!that )(?<!if )\b(?:the )?jews (?:all |secretly |already "
        r")?(?:control|own|run|rule) (?:everything|the "
        r"(?:world|media|banks|government|news|country|money)|all)\b",
    ),
    under("trusted", _GROUP + r" (?:can|should) (?:not|never) be trusted\b"),
    under(
        "drive",
        _GROUP
        + r" (?:should not|must not|should never) (?:be (?:able|allowed) to )?(?:vote|drive)\b"
        r"(?! for| on| with| in this)",
        _GROUP + r" (?:can not|are (?:\w+ )?unable to) (?:drive|think)(?= ,|$| and)",
    ),
    under(
        "steal smell stink",
        _GROUP
        + r" (?:all |just |only |always )?(?:steal|smell|stink)(?= ,|$| and| from| everything)",
        r"\bthey (?:all )?(?:smell|stink) and (?:they )?steal\b",
    ),
    under(
        "gas exterminate sterilise sterilize",
        r"(?:^|(?<=, )|\b(?:should|must|just|time to|we need to) )(?:gas|"
        r"exterminate|sterili[sz]e) (?:them|these people|"
        r"those people|the lot|" + _GROUP + r")(?: all)?(?= ,|$| and| before| like| now)",
    ),
    under(
        "deport",
        r"(?:^|(?<=, )|\bshould )deport (?:all (?:the )?|the |every )?(?:"
        + _any(FAITHS_AND_ORIGINS)
        + r"|(?:muslim|jew|gypsy|arab|black))\b",
    ),
    under(
        "rid",
        r"\bget rid of (?:all )?(?:the )?(?:these )?(?:"
        + _any(FAITHS_AND_ORIGINS | COMERS)
        + r")\b",
        r"\bget rid of (?:the lot of them|them all)(?: ,)? (?:they|these "
        r"people|those people)\b",
    ),
    under(
        "country africa asia mexico came belong desert jungle foreigner " + _NEWCOMER,
        *_HOME,
    ),
    under("english", r"\b(?:speak|learn) english or get (?:the \w+ )?out\b"),
)
"""Hinge -> the phrases."""
