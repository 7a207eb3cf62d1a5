"""What each word may be to an attack, packed so that a batch's words can be judged together.

A role says what a word gives its neighbours (the sets of `attack_company` that it belongs to),
whether the walk from an insult to its aim passes it or ends at it, and what company lets it
attack. Words with equal roles share a number, which piece tags carry in their highest bits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from modfilter.rules.aim_words import (
    AFTER_NOT,
    APPROVING,
    ARTICLES,
    AUXILIARY,
    BE,
    BETWEEN,
    FULL_STOPS,
    GENERIC,
    GREETINGS,
    NEGATION,
    PEOPLE,
    SEEM,
    WRITERS,
    YOUR_KIND,
)
from modfilter.rules.attack_company import (
    FARTHEST_LEFT,
    FARTHEST_RIGHT,
    MARK_AFTER,
    MARK_BEFORE,
    Company,
    Near,
)
from modfilter.rules.attack_hinges import GROUPING, INSULTING, THREATENING
from modfilter.rules.cues import Cue
from modfilter.rules.insults import (
    ADJECTIVES,
    CALLED,
    CALLED_ALONE,
    HITS,
    NOUNS,
    SPELLINGS,
    STRONG_NOUNS,
    STRONG_PLURAL,
    word_set,
)
from modfilter.rules.reading import CONTRACTIONS, expand
from modfilter.rules.second_person import SECOND_PERSON, YOU, YOUR, YOURSELF

SHIFT = int(max(Cue)).bit_length()
"""Bits of a piece's tag that are its cues; the role stands above them."""

_MOST_ROLES = 1 << (32 - SHIFT)

ENDS = np.uint64(1)
"""Given by words that an insult can be aimed at: "you", "your", "author" …"""
PASSES = np.uint64(2)
"""Given by words that may stand between an insult and whom it is aimed at."""
MARKED = np.uint64(4)
"""Given by places where a mark may stand before the word."""
LEADS = np.uint64(8)
"""Given by words that may stand before a noun that is called out: "silly", "little" …"""
CALLS = np.uint64(16)
"""Given by words after which a noun calls out: "oh", "shut up", "don't watch it" …"""
_FIRST_FREE = 5
_FEW = 6
_SHARING = 7
_FREQUENT = word_set("""
a all and be get go he her him i in is it like me my not of off on only out people she than that
the them they this to up we will with you your
""")
"""Words that stand everywhere: a set with one of them has a bit of its own."""

WIDTH = FARTHEST_LEFT + 1 + FARTHEST_RIGHT
HERE = FARTHEST_LEFT

_ENDING = YOU | YOUR | YOURSELF | WRITERS | word_set("written stop quit")
_PASSING = (
    BETWEEN | HITS | AFTER_NOT | NEGATION | BE | SEEM | AUXILIARY | GENERIC | PEOPLE | YOUR_KIND
    | word_set("like who")
)  # fmt: skip
_LEADING = ADJECTIVES | (BETWEEN - ARTICLES)
_CALLING = FULL_STOPS | GREETINGS
_CALLED = STRONG_NOUNS | CALLED_ALONE
_COMMON_PARTS = word_set("man baby brain class")
_NOT = word_set("isn't aren't wasn't weren't don't doesn't didn't hasn't haven't won't can't ain't")

_WRITING = word_set("wrote writes posted penned")
_AIMED_RIGHT: tuple[Company, ...] = (
    (Near(YOU | YOURSELF, 1, 1),),
    (
        Near(YOU | YOURSELF | WRITERS, 2, 2),
        Near(word_set("as like than the this are can could were"), 1, 1),
    ),
    (Near(YOU | YOURSELF, 3, 3), Near(word_set("such"), 1, 1)),
    (Near(APPROVING, -15, -1),),
    (Near(_WRITING, 2, 2),),
    (Near(word_set("such"), -3, -1), Near(word_set("be"), -5, -2)),
    (Near(word_set("says"), -2, -2),),
    (Near(word_set("can"), 1, 1), Near(word_set("what how"), -6, -1)),
)
_HERE: tuple[Company, ...] = (
    (Near(word_set("in on"), 1, 1), Near(word_set("this the these that here"), 2, 2)),
)
_CALLED_OUT: tuple[Company, ...] = ((MARK_AFTER, Near(word_set("what"), -7, -2)),)
_CALLED_AT_END: tuple[Company, ...] = ((MARK_BEFORE, MARK_AFTER),)


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles by number. Those from `first_attacking` on belong to words that may attack."""

    numbers: dict[str, int]
    first_attacking: int
    gives: NDArray[np.uint64]
    strays: NDArray[np.int32]
    """How many words that are no `PASSES` the walk to the aim may pass; -1: there is no walk."""
    called: NDArray[np.bool_]
    """Whether the word counts where it is called out."""
    first: NDArray[np.intp]
    counts: NDArray[np.intp]
    """Of role r, the companies `first[r]` to `first[r] + counts[r]`."""
    needs: NDArray[np.uint64]
    """companies x parts x WIDTH: what must be given where; any place of a part is enough."""
    parts: NDArray[np.intp]
    cues: NDArray[np.uint32]


@cache
def roles() -> Roles:
    """The roles of all words that attacks are made of."""
    return _Builder().build()


class _Kind(NamedTuple):
    """What words of one role have in common."""

    attacks: bool = False
    gives: int = 0
    strays: int = -1
    called: bool = False
    companies: tuple[int, ...] = ()
    """Rows of the table of companies."""


class _Builder:
    def __init__(self) -> None:
        self._entries: dict[tuple[Company, Cue], int] = {}
        aimed = self._entered(_AIMED_RIGHT, Cue.AIMED)
        out = aimed + self._entered(_CALLED_OUT, Cue.AIMED)
        at_end = aimed + self._entered(_CALLED_AT_END, Cue.AIMED)
        self._companies: dict[str, tuple[int, ...]] = dict.fromkeys(HITS, aimed)
        here = aimed + self._entered(_HERE, Cue.AIMED)
        self._companies |= dict.fromkeys(STRONG_PLURAL, here)
        self._companies |= dict.fromkeys(STRONG_NOUNS, out)
        self._companies |= dict.fromkeys(CALLED, at_end)
        for hinges, cue in (
            (INSULTING, Cue.AIMED),
            (THREATENING, Cue.MENACE),
            (GROUPING, Cue.MENACE),
        ):
            for word, companies in hinges.items():
                known = self._companies.get(word, ())
                self._companies[word] = known + self._entered(companies, cue)
        self._bits = _bits(
            near.words for company, _ in self._entries for near in company if near.words
        )
        self._given: dict[str, int] = {}
        for words, bit in self._bits.items():
            self._give(words, 1 << bit)
        self._give(_ENDING, int(ENDS))
        self._give(_PASSING, int(PASSES))
        self._give(_LEADING, int(LEADS))
        self._give(_CALLING, int(CALLS))

    def _entered(self, companies: Iterable[Company], cue: Cue) -> tuple[int, ...]:
        return tuple(
            self._entries.setdefault((company, cue), len(self._entries)) for company in companies
        )

    def _give(self, words: frozenset[str], bit: int) -> None:
        for word in words:
            self._given[word] = self._given.get(word, 0) | bit

    def build(self) -> Roles:
        every = {
            *self._given,
            *INSULTING,
            *THREATENING,
            *GROUPING,
            *CONTRACTIONS,
            *SPELLINGS,
            *_NOT,
        }
        found: dict[str, _Kind] = {}
        for word in sorted(every | SECOND_PERSON):
            for piece, kind in self._pieces(word):
                known = found.get(piece)
                found[piece] = kind if known is None else _either(known, kind)
        plain = _Kind()
        kinds = [plain, *sorted(set(found.values()) - {plain})]
        if len(kinds) > _MOST_ROLES:
            raise ValueError("more roles than a tag has room for")
        number_of = {kind: number for number, kind in enumerate(kinds)}
        return self._packed({word: number_of[kind] for word, kind in found.items()}, kinds)

    def _pieces(self, word: str) -> list[tuple[str, _Kind]]:
        """The pieces that a batch cuts `word` into, each with what it is on the word's account."""
        kind = self._kind(word)
        if word.replace("'", "").isalpha():
            return [(word, kind)]
        parts = word.split("-")
        if len(parts) != 2 or not all(map(str.isalpha, parts)):
            return []
        # One part stands for the word; the walk passes the other.
        passed = _Kind(gives=int(PASSES))
        first, last = parts
        return (
            [(first, kind), (last, passed)]
            if last in _COMMON_PARTS
            else [(first, passed), (last, kind)]
        )

    def _kind(self, word: str) -> _Kind:
        read = expand(SPELLINGS.get(word, word))
        given = self._given.get(word, 0)
        if read == (word,):
            companies = self._companies.get(word, ())
            return _Kind(bool(companies), given, _strays(word), word in _CALLED, companies)
        tokens = [self._kind(token) for token in read if token != word]
        passes = all(token.gives & int(PASSES) for token in tokens)
        companies = self._companies.get(word, ())
        kind = _Kind(False, given, _strays(word), word in _CALLED, companies)
        for token in tokens:
            kind = _either(kind, token)
        return kind if passes else kind._replace(gives=kind.gives & ~int(PASSES))

    def _packed(self, numbers: dict[str, int], kinds: list[_Kind]) -> Roles:
        entries = list(self._entries)
        flat = [entries[row] for kind in kinds for row in kind.companies]
        most = max(len(company) for company, _ in flat)
        needs = np.zeros((len(flat), most, WIDTH), np.uint64)
        for row, (company, _) in enumerate(flat):
            for part, near in enumerate(company):
                if near.first < -FARTHEST_LEFT or near.last > FARTHEST_RIGHT:
                    raise ValueError(f"company farther off than is looked: {near}")
                bit = np.uint64(1 << self._bits[near.words]) if near.words else MARKED
                needs[row, part, HERE + near.first : HERE + near.last + 1] = bit
        counts = np.array([len(kind.companies) for kind in kinds], np.intp)
        return Roles(
            numbers=numbers,
            first_attacking=next(at for at, kind in enumerate(kinds) if kind.attacks),
            gives=np.array([kind.gives for kind in kinds], np.uint64),
            strays=np.array([kind.strays for kind in kinds], np.int32),
            called=np.array([kind.called for kind in kinds], np.bool_),
            first=np.cumsum(counts) - counts,
            counts=counts,
            needs=needs,
            parts=np.array([len(company) for company, _ in flat], np.intp),
            cues=np.array([int(cue) for _, cue in flat], np.uint32),
        )


def _bits(sets: Iterable[frozenset[str]]) -> dict[frozenset[str], int]:
    """The bit of each set. Small sets of seldom words share one, and wake a little oftener."""
    bits: dict[frozenset[str], int] = {}
    sharing: list[frozenset[str]] = []
    free = _FIRST_FREE
    for words in sorted(set(sets), key=sorted):
        if len(words) <= _FEW and words.isdisjoint(_FREQUENT):
            sharing.append(words)
        else:
            bits[words] = free
            free += 1
    for place, words in enumerate(sharing):
        bits[words] = free + place // _SHARING
    if max(bits.values()) > 63:
        raise ValueError("more sets of company than a role has bits")
    return bits


def _strays(word: str) -> int:
    """Nouns may have words before them that no list holds: "you *orrible* cretin"."""
    return -1 if word not in HITS else 2 if word in NOUNS else 0


def _either(one: _Kind, other: _Kind) -> _Kind:
    more = tuple(row for row in other.companies if row not in one.companies)
    return _Kind(
        bool(one.companies or other.companies),
        one.gives | other.gives,
        max(one.strays, other.strays),
        one.called or other.called,
        one.companies + more,
    )
