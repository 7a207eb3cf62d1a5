"""Whether an insulting word is aimed at somebody in the conversation.

It is where it is said of the reader, the author or another commenter, to its left or to its
right, or where somebody is called by it. Steps are bounded, so the cost is linear in the number
of insulting words.
"""

from __future__ import annotations

from modfilter.rules.aim_called import called_at_end, called_out
from modfilter.rules.aim_left import said_left
from modfilter.rules.aim_right import said_right
from modfilter.rules.aim_said import reported
from modfilter.rules.aim_words import BETWEEN, LAUGHS
from modfilter.rules.insults import CALLED, CALLED_ALONE, JEST, QUALITIES, STRONG_NOUNS
from modfilter.rules.reading import PAUSE, SENTENCE, Token, starts_sentence, text_at
from modfilter.rules.second_person import YOUR

_FEW = 5
_WHOLE = 2


def aim_of(tokens: list[Token], at: int, *, jesting: bool, addressed: bool) -> str | None:
    """Why the insulting word at `at` counts as aimed, or None.

    `jesting`: the comment laughs or sends kisses. `addressed`: it speaks to somebody somewhere.
    """
    word = tokens[at].text
    if jesting and word in JEST:
        return None
    if word in QUALITIES:
        return _quality(tokens, at)
    reason = said_left(tokens, at) or said_right(tokens, at)
    if reason is None and not tokens[at].quoted:
        if word in STRONG_NOUNS:
            reason = called_out(tokens, at, addressed=addressed)
        elif word in CALLED and starts_sentence(tokens, at + 1):
            reason = _called(tokens, at)
    return reason


def _called(tokens: list[Token], at: int) -> str | None:
    alone = tokens[at].text in CALLED_ALONE
    if tokens[at].mark == PAUSE:
        return called_at_end(tokens, at, most=_FEW if alone else 0)
    if alone and len(tokens) <= _WHOLE and at == len(tokens) - 1:
        return "called out to somebody as a whole comment"
    return None


def _quality(tokens: list[Token], at: int) -> str | None:
    before = at - 1
    while before >= 0 and before > at - 4 and tokens[before].text in BETWEEN:
        before -= 1
    if (
        text_at(tokens, before) in YOUR
        and not tokens[at].quoted
        and not any(tokens[k].mark == SENTENCE for k in range(before + 1, at + 1))
        and not reported(tokens, before)
    ):
        return "said of the reader: “your …”"
    return None


_FACES = tuple(";) ;-) :) :-) :p :d ❤ 😘 😉 🥰 ♥ 😄 😀 😊 🙂 😃 ☺ 🤗".split())


def laughs(names: frozenset[str], text: str) -> bool:
    """Signs among its words and faces that a comment is meant in jest."""
    return not LAUGHS.isdisjoint(names) or any(map(text.__contains__, _FACES))
