"""Cheap signs that tell which rules are worth asking.

Most cues are properties of one white-space-delimited token, worked out once per distinct token
and remembered; a comment's cues are the union of its tokens', and a few of its own. Cues may be too generous
(the rule then finds nothing) but never too strict.
"""

from __future__ import annotations

from enum import IntFlag, auto


class Cue(IntFlag):
    """Signs a token can carry."""

    WORD = auto()
    """Holds a letter or digit of any script."""
    DOT = auto()
    """A full stop, comma or look-alike between two letters or digits ("un.org", "3.5")."""
    SCHEME = auto()
    """Looks like the start of an address: "://", "http", "hxxp", "ftp", "www"."""
    AT = auto()
    """An @ or a look-alike."""
    DIGITS = auto()
    """Of a token: three digits or more, or digits and marks only ("(030)", "+44", "0101"). Of a
    plain comment: as many digits as the shortest telephone number."""
    MARKUP = auto()
    """A bracket that markup starts with: "<", "[", "](" or their look-alikes."""
    SLASH = auto()
    """A slash next to a letter or digit."""
    ALONE = auto()
    """A single letter or digit, perhaps with a mark beside it: "h", "t", "i", ".c"."""
    ODD = auto()
    """Folding changes it beyond case: invisible characters, look-alikes, leet, stretched letters."""
    LINK_WORD = auto()
    """A word that people write addresses with: "dot", "com", "www", "http", "slash" …"""
    CONTACT_WORD = auto()
    """A word that contact data comes with: "whatsapp", "telegram", "call", "text", "dm", "at" …"""
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
    """Of a comment: INSULT and ADDRESSED a few words apart."""
    MENACE = auto()
    """Of a comment: THREAT and ADDRESSED a few words apart."""
    ADDRESS_DOTS = auto()
    """Of a comment: digits with a full stop between, twice: "10.0.0"."""
    SHORT = auto()
    """Of a comment: a few words at most, or none."""
    LONG = auto()
    """Of a comment: longer than the site allows."""
    REPEATED = auto()
    """Of a comment: the same words again and again, or what cannot be told by words."""
