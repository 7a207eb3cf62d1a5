"""attack.threat: a threat at somebody in the conversation, or a wish that somebody be harmed."""

from __future__ import annotations

from collections.abc import Iterator

from modfilter.domain import Category, Limits
from modfilter.rules.attack_hinges import THREATS
from modfilter.rules.attack_reading import read_for_attacks
from modfilter.rules.cues import Cue
from modfilter.rules.reading import PAUSE, SENTENCE, Token, span_of
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document

_MOST_MATCHES = 4

_REPORTS = frozenset(
    [
        "said",
        "says",
        "say",
        "saying",
        "wrote",
        "writes",
        "telling",
        "told",
        "tell",
        "tells",
        "threatened",
        "threatening",
        "threatens",
        "chant",
        "chanted",
        "chanting",
        "yell",
        "yelled",
        "yelling",
        "shout",
        "shouted",
        "shouting",
        "scream",
        "screaming",
        "screamed",
        "texted",
        "posted",
        "tweeted",
        "like",
        "jokes",
        "joked",
        "heard",
        "saw",
        "words",
        "lyrics",
        "song",
        "wrote",
        "called",
        "movie",
        "film",
        "line",
        "quote",
        "quotes",
        "quoted",
    ]
)
_ANNOUNCING = frozenset(["i", "we", "going", "will", "let"])
_NOT = frozenset(["not", "never", "no", "nobody"])
_JOKES = frozenset(
    ["lol", "haha", "hahaha", "lmao", "jk", "kidding", "joking", "hehe", "rofl", "hahahaha"]
)


def find(document: Document, limits: Limits) -> Iterator[Match]:
    """Threats by what is announced, demanded or wished, and at whom."""
    tokens, names, _ = read_for_attacks(document)
    end = -1
    found = 0
    for first, last, phrase in sorted(THREATS.find(tokens, names), key=_by_place):
        if first <= end or tokens[last].quoted or _harmless(tokens, first, last):
            continue
        end = last
        span = span_of(document.words, tokens, first, last)
        yield Match((span,), f"“{phrase}” threatens somebody or wishes them harm")
        found += 1
        if found == _MOST_MATCHES:
            return


def _by_place(phrase: tuple[int, int, str]) -> tuple[int, int]:
    """In order, the longest first of those that start together."""
    return (phrase[0], -phrase[1])


def _harmless(tokens: list[Token], first: int, last: int) -> bool:
    """Denied, reported, or a friend's joke."""
    if tokens[first].text in _ANNOUNCING and _JOKES.intersection(
        token.text for token in tokens[last + 1 : last + 5]
    ):
        return True
    for k in range(first - 1, max(-1, first - 6), -1):
        mark = tokens[k + 1].mark
        if mark == SENTENCE:
            return False
        text = tokens[k].text
        if text in _NOT and k >= first - 3:
            asked = k and tokens[k - 1].text in ("do", "would") and tokens[k + 1].text == "you"
            return not asked
        if text in _REPORTS:
            return not (k and tokens[k - 1].text == "i" and text in ("said", "say"))
        if mark == PAUSE and k < first - 1:
            return False
    return False


RULE = Rule(
    code="attack.threat",
    category=Category.THREAT,
    guideline="no threats",
    author=(
        "Your comment reads as a threat, or wishes somebody harm. Please say what you object to"
        " and what should change, without violence against anybody."
    ),
    moderator="A threat at somebody, or a wish or demand that somebody be harmed.",
    bad="I know where you live, watch your back.",
    good="The protesters were killed by a shoot-to-kill order.",
    find=find,
    wake=(Cue.MENACE,),
)
"""Threats and wishes of harm."""
