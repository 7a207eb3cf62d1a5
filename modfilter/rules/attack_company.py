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


def left(words: frozenset[str] | str, most: int) -> Near:
    """One of `words` up to `most` pieces before."""
    return Near(word_set(words) if isinstance(words, str) else words, -most, -1)


def right(words: frozenset[str] | str, most: int) -> Near:
    """One of `words` up to `most` pieces after."""
    return Near(word_set(words) if isinstance(words, str) else words, 1, most)


ALWAYS: Company = ()
MARK_BEFORE = Near(MARK, 0, 0)
MARK_AFTER = Near(MARK, 1, 1)

READER = word_set("you your ur yer yourself yourselves")
_HAVING = word_set("have has having got lack with")
_OFF = (right("off", 1),)
_GET = (left("get", 1),)
_BACK = (left("back", 6),)
_YOU_NEXT = (right(READER, 1),)

INSULTING: dict[str, tuple[Company, ...]] = {
    "shut": ((right("up it your ur yer that", 4),), (left("mouth", 1),)),
    "lost": ((left("get", 3),),),
    "hell": ((left("to in", 1), left("go rot burn", 5)),),
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
    "kiss": ((right("my", 1),),),
    "bite": ((right("me", 1),),),
    "suck": ((right("my a on it these", 1),), (left(READER, 3),)),
    "shit": (
        (left("eat", 1),),
        (left("of", 3), left(READER, 12)),
        (left("mouth", 4), left(READER, 6)),
    ),
    "crap": ((left("of", 3), left(READER, 12)),),
    "stuffed": (_GET,),
    "bent": (_GET,),
    "cave": (_BACK,),
    "hole": (_BACK,),
    "basement": (_BACK,),
    "dropped": ((right("on", 1), right(READER, 2)),),
    "sick": ((left("make", 3),),),
    "disgust": ((right("me", 1),),),
    "disgusts": ((right("me", 1),),),
    "oxygen": ((left("of", 2), left("waste", 3)),),
    "waste": ((right("of", 1), left(READER, 8)),),
    "brain": (
        (left(_HAVING, 5), left(READER, 9)),
        (right("dead damaged", 1), left(READER, 4)),
    ),
    "brains": ((left(_HAVING, 4), left(READER, 8)), (left("shit", 2),)),
    "disgrace": ((left(READER, 6),),),
}
"""Words that phrases of abuse hinge on."""

_ANNOUNCING = word_set("i we me someone somebody people going will lets")
ANNOUNCED = left(_ANNOUNCING, FARTHEST_LEFT)
OTHERS = word_set("""
him her them guy man woman bitch bastard clown idiot moron traitor people bastards traitors
politicians idiots author
""")
VICTIMS = word_set("""
him her them politician politicians minister ministers judge judges banker bankers journalist
journalists reporter reporters activist activists protester protesters protestor protestors
demonstrator demonstrators cyclist cyclists migrant migrants immigrant immigrants refugee refugees
foreigner foreigners illegals invaders traitor traitors liar liars clown clowns idiot idiots moron
morons bastard bastards scum hippies hippie lefties liberals conservatives councillors councillor
crook crooks vermin animals savages people lot mps mp landlord landlords teachers cops police pigs
""")
"""Whom calls for violence name."""
WISHED = left("hope wish hoping pray praying wishing hopefully", FARTHEST_LEFT)
_HOPED: Company = (WISHED,)
YOURSELF_NEXT: Company = (right("yourself yourselves your urself", 1),)
OUGHT_WORDS = word_set("should deserve deserves need needs ought")
OUGHT = left(OUGHT_WORDS, 13)
_DO_IT = word_set("""
go please just pls plz favour favor better up off now so oh liar idiot loser kindly fucking already
hell then commit all
""")
GETTING = word_set("get grab find buy bring take pick load")
YOURS = word_set("your ur")
SOMEONES = word_set("you your his her")
_YOUR_OWN = (left(YOURS, 3),)
_WANTED = left("want hope hopes wish wishes", 6)
_DIE: tuple[Company, ...] = (
    (MARK_BEFORE,),
    (left(_DO_IT, 2),),
    (Near(word_set("and"), -1, -1), Near(MARK, -1, -1)),
    _HOPED,
    (left(READER, 8),),
    (left("he she", 6), OUGHT),
    (_WANTED,),
)
_AT_HOME = ((left("where", 4), left(READER, 3)),)
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
        (left(READER, 7),),
        (left("drop", 2),),
        (_WANTED,),
        _HOPED,
    ),
    "death": (
        (right("you him her", 2),),
        (left(OUGHT_WORDS, 3),),
    ),
    "cancer": (_HOPED, _GET, (right("you", 1),)),
    "bleach": ((left("drink drinking swallow chug down", 5),),),
    "cliff": ((left("jump walk throw drive", 7),),),
    "bridge": ((left("jump walk throw drive", 7),),),
    "traffic": ((left("play", 3),),),
    "wrists": (_YOUR_OWN,),
    "throat": (_YOUR_OWN,),
    "rope": ((left(GETTING, 4),), (right(READER, 5),)),
    "noose": ((left(GETTING, 4),), (right(READER, 5),)),
    "life": ((left(YOURS, 2), left("end with make", 4)),),
    "fire": (
        (left("die", 4),),
        (left("on", 1), left(READER, 4)),
        (right(READER, 2), left("set", 1)),
    ),
    "suicide": (
        (left("commit", 1), Near(MARK, -1, -1)),
        (left("commit", 1), Near(_DO_IT, -2, -2)),
        (left("commit", 1), left(READER, 6)),
    ),
    "live": _AT_HOME,
    "work": _AT_HOME,
    "park": _AT_HOME,
    "sleep": (*_AT_HOME, (right("eye", 4),)),
    "address": ((left(YOURS, 4),),),
    "dox": (ALWAYS,),
    "doxx": (ALWAYS,),
    "doxxing": (ALWAYS,),
    "back": ((left(YOURS, 2), left("watch mind", 3)),),
    "watch": ((right(YOURS, 1), right("back", 3)), (left(_DO_IT, 1), left(READER, 3))),
    "coming": ((right(READER, 3), left(_ANNOUNCING, 2)),),
    "find": ((right(READER, 1), left(_ANNOUNCING, 6)),),
    "grave": (_YOUR_OWN,),
    "neck": ((left(SOMEONES, 2),), YOURSELF_NEXT),
    "bullet": ((right(SOMEONES, 2),), (left(OUGHT_WORDS, 2),)),
    "regret": ((left(READER, 1), left("make", 2)),),
    **dict.fromkeys(
        [
            *(verb for verb in HARM if not verb.endswith("ing")),
            "slit",
            "cut",
            "break",
            "rip",
            "tear",
        ],
        ((right(READER | OTHERS, 4), ANNOUNCED), YOURSELF_NEXT),
    ),
    **dict.fromkeys(
        HURT,
        (
            (right(READER | OTHERS, 3), ANNOUNCED),
            (right("out", 5), right("you him her", 7), ANNOUNCED),
            (right("him her them traitor traitors", 2),),
            YOURSELF_NEXT,
        ),
    ),
    **dict.fromkeys(word_set(_FATES), ((OUGHT,), _HOPED)),
}
"""Words that threats hinge on, and a few that only ever stand beside one."""

THREATENING["burn"] += (_HOPED,)
THREATENING["choke"] += (_HOPED,)
THREATENING["drown"] = (YOURSELF_NEXT,)
