"""What gives a token the cue ADDRESSED: second-person words, and words that need none.

Both attack rules wake on a cue of their own vocabulary and this one, which spares them the many
comments that call a policy ridiculous or tell who was killed.
"""

from __future__ import annotations

from modfilter.rules.addressed import ADDRESSED
from modfilter.rules.insults import CURSES, SPELLINGS, STRONG_PLURAL, STRONG_SINGULAR
from modfilter.text.vocabulary import Vocabulary

_ABUSE = [
    "shut",
    "lost",
    "hell",
    "bite",
    "stuffed",
    "bent",
    "kiss",
    "brains",
    "cave",
    "basement",
    "hole",
    "shit",
    "crap",
]
"""Hinges of imperative abuse ("get lost")."""

_WRITERS = "author writer columnist journalist reporter op poster commenter commentator whoever"
"""The others in a conversation."""

_VIOLENCE = [
    "kys",
    "bleach",
    "someone",
    "somebody",
    "die",
    "dies",
    "dead",
    "drop",
    "lynched",
    "gassed",
    "beheaded",
    "strung",
    "rope",
    "noose",
    "suicide",
    "dox",
    "doxx",
    "doxxing",
    "hang",
    "shot",
    "cancer",
    "deserves",
    "deserve",
    "bullet",
    "cliff",
    "bridge",
    "traffic",
    "hope",
    "gonna",
]
"""Words of threats that need no "you" ("drop dead", "someone should shoot him")."""

ADDRESSED_CUE_WORDS = Vocabulary(
    ADDRESSED
    | CURSES
    | STRONG_SINGULAR
    | STRONG_PLURAL
    | frozenset(SPELLINGS)
    | frozenset([*_ABUSE, *_WRITERS.split(), *_VIOLENCE])
)
"""What gives a token the cue ADDRESSED; so does a token that starts with "@"."""
