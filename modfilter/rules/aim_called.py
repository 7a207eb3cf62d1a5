"""Insults that somebody is called by: "Idiot!", and "read it again, moron"."""

from __future__ import annotations

from modfilter.rules.aim_words import ARTICLES, BETWEEN, FULL_STOPS, GREETINGS, THIRD
from modfilter.rules.insults import ADJECTIVES, HITS, STRONG_SINGULAR
from modfilter.rules.reading import NONE, PAUSE, SENTENCE, Token, starts_sentence, text_at
from modfilter.rules.second_person import YOU, YOUR

_SHORT = 12


def called_out(tokens: list[Token], at: int, *, addressed: bool) -> str | None:
    """Such as "Idiot!", "Read it again, moron.", "What a fool" said to somebody."""
    word = tokens[at].text
    first = at
    while first > 0 and tokens[first].mark == NONE and first > at - 5:
        text = tokens[first - 1].text
        if text in ARTICLES or not (text in ADJECTIVES or text in BETWEEN):
            break
        first -= 1
    opens = starts_sentence(tokens, first)
    closes = starts_sentence(tokens, at + 1)
    alone = opens and closes
    single = word in STRONG_SINGULAR
    if alone and (len(tokens) <= 3 or (single and (addressed or _leads(tokens, first)))):
        return "called out to somebody as a whole sentence"
    if not single:
        return None
    if (
        opens
        and not closes
        and tokens[at + 1].mark == PAUSE
        and text_at(tokens, at + 1) not in THIRD
        and addressed
    ):
        return "called out to somebody at the start"
    if closes and not opens and tokens[first].mark == PAUSE:
        return called_at_end(tokens, first)
    # "It is a criticism, moron, it needs no source."
    if (
        not closes
        and not opens
        and tokens[first].mark == PAUSE == tokens[at + 1].mark
        and called_at_end(tokens, first)
        and text_at(tokens, at + 1) not in HITS
    ):
        return "called out to somebody"
    before = first - 1
    if closes and before > 0 and tokens[before].text in FULL_STOPS:
        return "called out to somebody at the end"
    if (
        closes
        and tokens[before].text in ARTICLES
        and text_at(tokens, before - 1) == "what"
        and addressed
        and (tokens[before - 1].mark != NONE or text_at(tokens, before - 2)[:1] == "@")
    ):
        return "called out in a comment that speaks to somebody"
    if (
        closes
        and before >= 0
        and tokens[before].text in GREETINGS
        and starts_sentence(tokens, before)
        and (addressed or len(tokens) <= 4)
    ):
        return "called out to somebody"
    return None


def _leads(tokens: list[Token], first: int) -> bool:
    """The first sentence of a short comment answers somebody."""
    return first == 0 and len(tokens) <= _SHORT


def called_at_end(tokens: list[Token], first: int, *, most: int = 15) -> str | None:
    """Such as "You said so, moron.": in a sentence that speaks to somebody, or of `most` words."""
    k = first - 1
    length = 0
    while k >= 0 and length < 40:
        text = tokens[k].text
        if text in YOU or text in YOUR or text.startswith("@"):
            return "called out to somebody at the end"
        if text in THIRD or text in HITS:
            return None
        if tokens[k].mark == SENTENCE:
            break
        k -= 1
        length += 1
    return "called out to somebody at the end" if length < most else None
