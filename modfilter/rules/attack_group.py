"""attack.group: a whole group made less than people, shut out, or wished harm."""

from __future__ import annotations

from collections.abc import Iterator

from modfilter.domain import Category, Limits
from modfilter.rules.aim_words import NEGATION, REPORTING
from modfilter.rules.attack_hinges import GROUPS
from modfilter.rules.attack_reading import read_for_attacks
from modfilter.rules.cues import Cue
from modfilter.rules.reading import NONE, SENTENCE, Token, span_of
from modfilter.rules.rule import Match, Rule
from modfilter.rules.word_set import word_set
from modfilter.text.document import Document

_MOST_MATCHES = 4
_BACK = 7
_HERE = 5
_DOUBTS = word_set("myth lie nonsense stereotype cliche prejudice wrong false untrue absurd")
_OTHERS = REPORTING | word_set(
    "wrote writes shouted shouting shouts yelled chanted chanting posted comparing portrayed"
    " describing if whether who anyone anybody idea claim notion myth prejudice"
)
_OWN = word_set("i we honestly personally")
_SOME = word_set(
    "some few several many certain two three four other no not that if when because whether like"
    " as of are were unless individual these those the both my"
)
"""What makes a group's name less than the whole, or the saying not the writer's."""
_ASKS = "?"


def find(document: Document, limits: Limits) -> Iterator[Match]:
    """Sayings about a whole group in the writer's own voice."""
    tokens, names, _ = read_for_attacks(document)
    found = 0
    end = -1
    for first, last, phrase in sorted(GROUPS.find(tokens, names)):
        if first <= end or tokens[last].quoted or _is_others(tokens, first, last):
            continue
        if _asked(document, tokens, last):
            continue
        end = last
        span = span_of(document.words, tokens, first, last)
        yield Match((span,), f"“{phrase}” is said of a whole group")
        found += 1
        if found == _MOST_MATCHES:
            return


def _is_others(tokens: list[Token], first: int, last: int) -> bool:
    """Reported, doubted or denied."""
    for k in range(last + 1, min(len(tokens), last + 1 + _HERE)):
        if tokens[k].mark == SENTENCE:
            break
        if tokens[k].text in _DOUBTS or tokens[k].text in ("say", "says", "said", "claims"):
            return True
    for k in range(first - 1, max(-1, first - 4), -1):
        if tokens[k + 1].mark != NONE:
            break
        if tokens[k].text in _SOME:
            return True
    for k in range(first - 1, max(-1, first - _BACK), -1):
        if tokens[k + 1].mark == SENTENCE:
            return False
        text = tokens[k].text
        if text in NEGATION:
            return True
        if text in _OTHERS:
            return not (k and tokens[k - 1].text in _OWN)
    return False


def _asked(document: Document, tokens: list[Token], last: int) -> bool:
    """The sentence ends in a question mark."""
    words = document.words
    for k in range(last + 1, len(tokens)):
        if tokens[k].mark == SENTENCE:
            return _ASKS in words[tokens[k].word].before
    return document.text[words[tokens[-1].word].span[1] :].lstrip()[:1] == _ASKS


RULE = Rule(
    code="attack.group",
    category=Category.IDENTITY_ATTACK,
    guideline="be respectful",
    author=(
        "Your comment runs a whole group of people down. Please say what was done, and by whom,"
        " rather than what all of a group are."
    ),
    moderator="A group of people made less than people, shut out, or wished harm as a whole.",
    bad="Refugees are cockroaches.",
    good="Refugees are people, whatever the headline says.",
    find=find,
    wake=(Cue.MENACE,),
)
"""Attacks on groups."""
