"""Cheap signs that tell which rules are worth asking.

Most cues are properties of one white-space-delimited token, worked out once per distinct token
and remembered; a comment's cues are the union of its tokens', and a few of its own. Cues may be
too generous (the rule then finds nothing) but never too strict.
"""

from __future__ import annotations

from enum import IntFlag, auto


class Cue(IntFlag):
    """Signs a token can carry."""

    WORD = auto()
    """Holds a letter or digit of any script."""
    DOT = auto()
    """A full stop or look-alike between a letter or digit and two letters ("un.org", "it.The")."""
    SCHEME = auto()
    """Looks like the start of an address: ":/", "http", "hxxp", "ftp", "www"."""
    AT = auto()
    """An @ or a look-alike, or "at" in brackets or between dashes."""
    DIGITS = auto()
    """As many digits as the shortest telephone number, close together; of a token with characters
    beyond ASCII: three digits or more, or digits and marks only."""
    MARKUP = auto()
    """What markup starts with: "<a", "[url", "](", "&lt"; or a full stop in brackets."""
    SLASH = auto()
    """A slash next to a letter or digit."""
    ALONE = auto()
    """A single letter or digit, perhaps with a mark beside it: "h", "t", "i", ".c"."""
    LINK_WORD = auto()
    """A word that people write addresses or accounts with: "dot", "com", "slash", "insta" …"""
    CONTACT_WORD = auto()
    """A word that contact data comes with: "whatsapp", "telegram", "dm", "inbox" …"""
    INSULT = auto()
    """A word of the insult vocabulary, plain or disguised."""
    ADDRESSED = auto()
    """A word that aims at the reader: "you", "your", "u", "ur", "yourself", "@name" …"""
    THREAT = auto()
    """A word that threats are made of: "kill", "die", "shoot", "find", "hunt" …"""
    STRETCHED = auto()
    """A character or mark four or more times in a row."""
    UPPER = auto()
    """Two or more capitals and no small letter."""
    UNLIKELY = auto()
    """Letters in an order that words do not have: keyboard rows, no vowel, odd runs."""
    AIMED = auto()
    """Of a comment: an insulting word in the company that it needs to be aimed at somebody."""
    MENACE = auto()
    """Of a comment: a word in the company that it needs to threaten somebody or attack a group."""
    ADDRESS_DOTS = auto()
    """Four numbers with full stops between: "10.0.0.1"."""
    SHORT = auto()
    """Of a comment: a few words at most, or none."""
    LONG = auto()
    """Of a comment: longer than the site allows."""
    REPEATED = auto()
    """Of a comment: the same words again and again, or what cannot be told by words."""
