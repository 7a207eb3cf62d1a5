"""value.empty: nothing in the comment that could be read."""

from __future__ import annotations

import re
from collections.abc import Iterable

import regex

from modfilter.domain import Category, Limits
from modfilter.rules.cues import Cue
from modfilter.rules.emoji import holds_emoji
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
# Letters by Unicode's book that show nothing: fillers of Korean and of Braille.
_READABLE = regex.compile(r"[\p{L}\p{N}--[\u115F\u1160\u3164\uFFA0]]", regex.V1)
# Smileys drawn with marks only, arrows that agree with the comment above, a shrug.
_EMOTICON = re.compile(
    r"\s*(?:[<>]?[:;=][’'`]?[-^~]?(?:\)+|\(+|[\[\]{}|/\\*<>@#&]{1,3})|[(\[][-^~]?[’']?[:;=]|\^{1,2}|\^[_.-]?\^|\^v\^"
    r"|-_+-|-\.-'{0,2}|>[_.-]<|<[/\\]?3|\\[*]/|\*\\[*]/|\+\+|\+\+\+|-->|->|=>|<-|<--)\s*"
)


def find(document: Document, limits: Limits) -> Iterable[Match]:
    """One match over the whole text where it holds neither words nor a smiley or emoji."""
    text = document.text
    found = _LETTER_OR_DIGIT.search(text)
    if found is not None and (found.group() < "\u1100" or _READABLE.search(text)):
        return ()
    if _EMOTICON.fullmatch(document.surface.text) or (
        not text.isascii() and _shows_something(document.surface.text)
    ):
        return ()
    return (
        Match(
            spans=((0, len(text)),),
            detail="Only punctuation or symbols." if text.strip() else "Nothing but white space.",
        ),
    )


def _shows_something(text: str) -> bool:
    """True for emoji and for other symbols that say something ("♥", "☺", a flag)."""
    return holds_emoji(text) or regex.search(r"\p{So}|[♥♡←→↑↓⇑∞√π≠≈]", text) is not None


RULE = Rule(
    code="value.empty",
    category=Category.LOW_VALUE,
    guideline="Add value: a comment says something.",
    author="Your comment holds no words. A sentence on what you think of the article is welcome.",
    moderator="No letter, digit, smiley or emoji: only white space, punctuation or characters "
    "that show nothing.",
    bad="?!... !!",
    good="👍",
    find=find,
    wake=(Cue.SHORT,),
)
