"""The company that a word must keep before it can attack anybody.

"Lost" attacks nobody without "get" before it, "kill" nobody without an object that is a person.
Each word of a set phrase is listed with what every phrase that hinges on it holds nearby, and
with how far off that may stand. The lists may ask for less than the phrases do, never for more.
"""

from __future__ import annotations

from typing import NamedTuple

from modfilter.rules.insults import word_set
from modfilter.rules.threats import HARM, HURT

FARTHEST_LEFT = 16
FARTHEST_RIGHT = 7


class Near(NamedTuple):
    """One of `words`, or a mark where there are none, from `first` to `last` pieces on."""

    words: frozenset[str]
    first: int
    last: int


Company = tuple[Near, ...]
"""What must be nearby, all of it; an empty one is always there."""

MARK: frozenset[str] = frozenset()


def _left(words: frozenset[str] | str, most: int) -> Near:
    return Near(word_set(words) if isinstance(words, str) else words, -most, -1)


def _right(words: frozenset[str] | str, most: int) -> Near:
    return Near(word_set(words) if isinstance(words, str) else words, 1, most)


ALWAYS: Company = ()
MARK_BEFORE = Near(MARK, 0, 0)
MARK_AFTER = Near(MARK, 1, 1)

_READER = word_set("you your ur yer yourself yourselves")
_HAVING = word_set("have has having got lack with")
_OFF = (_right("off", 1),)
_GET = (_left("get", 1),)
_BACK = (_left("back", 6),)
_YOU_NEXT = (_right(_READER, 1),)

INSULTING: dict[str, tuple[Company, ...]] = {
    "shut": ((_right("up it your ur yer that", 4),), (_left("mouth", 1),)),
    "lost": ((_left("get", 3),),),
    "hell": ((_left("to in", 1), _left("go rot burn", 5)),),
    "fuck": (ALWAYS,),
    "stfu": (ALWAYS,),
    "gtfo": (ALWAYS,),
    "gfy": (ALWAYS,),
    "foad": (ALWAYS,),
    "sthu": (ALWAYS,),
    "fucked": (_GET,),
    "screw": (_YOU_NEXT,),
    "damn": (_YOU_NEXT,),
    "piss": (_OFF,),
    "sod": (_OFF,),
    "bugger": (_OFF,),
    "eff": (_OFF,),
    "kiss": ((_right("my", 1),),),
    "bite": ((_right("me", 1),),),
    "suck": ((_right("my a on it these", 1),), (_left(_READER, 3),)),
    "shit": (
        (_left("eat", 1),),
        (_left("of", 3), _left(_READER, 12)),
        (_left("mouth", 4), _left(_READER, 6)),
    ),
    "crap": ((_left("of", 3), _left(_READER, 12)),),
    "stuffed": (_GET,),
    "bent": (_GET,),
    "cave": (_BACK,),
    "hole": (_BACK,),
    "basement": (_BACK,),
    "dropped": ((_right("on", 1), _right(_READER, 2)),),
    "sick": ((_left("make", 3),),),
    "disgust": ((_right("me", 1),),),
    "disgusts": ((_right("me", 1),),),
    "oxygen": ((_left("of", 2), _left("waste", 3)),),
    "waste": ((_right("of", 1), _left(_READER, 8)),),
    "brain": (
        (_left(_HAVING, 5), _left(_READER, 9)),
        (_right("dead damaged", 1), _left(_READER, 4)),
    ),
    "brains": ((_left(_HAVING, 4), _left(_READER, 8)), (_left("shit", 2),)),
    "disgrace": ((_left(_READER, 6),),),
}
"""Words that phrases of abuse hinge on."""

_ANNOUNCED = _left("i we me someone somebody people going will", FARTHEST_LEFT)
_OTHERS = word_set("""
him her them guy man woman bitch bastard clown idiot moron traitor people bastards traitors
politicians idiots author
""")
_HOPED: Company = (_left("hope wish hoping pray praying wishing hopefully", FARTHEST_LEFT),)
_YOURSELF: Company = (_right("yourself yourselves your urself", 1),)
_OUGHT = _left("should deserve deserves need needs ought", 13)
_DO_IT = word_set("""
go please just pls plz favour favor better up off now so oh liar idiot loser kindly fucking already
hell then commit all
""")
_YOURS = word_set("your ur")
_SOMEONES = word_set("you your his her")
_YOUR_OWN = (_left(_YOURS, 3),)
_WANTED = _left("wish want hope", 6)
_DIE: tuple[Company, ...] = (
    (MARK_BEFORE,),
    (_left(_DO_IT, 2),),
    (Near(word_set("and"), -1, -1), Near(MARK, -1, -1)),
    _HOPED,
    (_left(_READER, 8),),
    (_left("he she", 6), _OUGHT),
    (_WANTED,),
)
_AT_HOME = ((_left("where", 4), _left("you", 3)),)
_FATES = """
shot hanged hung lynched raped beheaded killed murdered stabbed gassed drowned whipped flogged
executed strung burned burnt beaten castrated exterminated tarred
"""

THREATENING: dict[str, tuple[Company, ...]] = {
    "kys": (ALWAYS,),
    "killing": (_YOU_NEXT,),
    "shooting": (),
    "dies": (_HOPED,),
    "die": _DIE,
    "dead": (
        (_left(_READER, 7),),
        (_left("drop", 2),),
        (_WANTED,),
        _HOPED,
    ),
    "death": (
        (_right("you him her", 2),),
        (_left("deserve deserves", 3),),
    ),
    "cancer": (_HOPED, _GET, (_right("you", 1),)),
    "bleach": ((_left("drink drinking swallow chug down", 5),),),
    "cliff": ((_left("jump walk throw drive", 7),),),
    "bridge": ((_left("jump walk throw drive", 7),),),
    "traffic": ((_left("play", 3),),),
    "wrists": (_YOUR_OWN,),
    "throat": (_YOUR_OWN,),
    "rope": ((_left("get grab find buy", 4),), (_right(_READER, 5),)),
    "noose": ((_left("get grab find buy", 4),), (_right(_READER, 5),)),
    "life": ((_left(_YOURS, 2), _left("end with make", 4)),),
    "fire": (
        (_left("die", 4),),
        (_left("on", 1), _left(_READER, 4)),
        (_right(_READER, 2), _left("set", 1)),
    ),
    "suicide": (
        (_left("commit", 1), Near(MARK, -1, -1)),
        (_left("commit", 1), Near(_DO_IT, -2, -2)),
        (_left("commit", 1), _left(_READER, 6)),
    ),
    "live": _AT_HOME,
    "work": _AT_HOME,
    "park": _AT_HOME,
    "sleep": (*_AT_HOME, (_right("eye", 4),)),
    "address": ((_left(_YOURS, 4),),),
    "dox": (ALWAYS,),
    "doxx": (ALWAYS,),
    "doxxing": (ALWAYS,),
    "back": ((_left(_YOURS, 2), _left("watch mind", 3)),),
    "watch": ((_right(_YOURS, 1), _right("back", 3)), (_left("better", 1), _left("you", 3))),
    "coming": ((_right(_READER, 3), _left("i we", 2)),),
    "find": ((_right("you", 1), _left("i we", 6)),),
    "grave": (_YOUR_OWN,),
    "neck": ((_left(_SOMEONES, 2),), _YOURSELF),
    "bullet": ((_right(_SOMEONES, 2),), (_left("deserve deserves", 2),)),
    "regret": ((_left("you", 1), _left("make", 2)),),
    **dict.fromkeys(
        [
            *(verb for verb in HARM if not verb.endswith("ing")),
            "slit",
            "cut",
            "break",
            "rip",
            "tear",
        ],
        ((_right(_READER | _OTHERS, 4), _ANNOUNCED), _YOURSELF),
    ),
    **dict.fromkeys(
        HURT,
        (
            (_right(_READER | _OTHERS, 3), _ANNOUNCED),
            (_right("out", 5), _right("you him her", 7), _ANNOUNCED),
            (_right("him her them traitor traitors", 2),),
            _YOURSELF,
        ),
    ),
    **dict.fromkeys(word_set(_FATES), ((_OUGHT,), _HOPED)),
}
"""Words that threats hinge on, and a few that only ever stand beside one."""

THREATENING["burn"] += (_HOPED,)
THREATENING["choke"] += (_HOPED,)
THREATENING["drown"] = (_YOURSELF,)
