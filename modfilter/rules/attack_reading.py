"""The reading that both attack rules share: made once a comment, disguises undone."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple, cast

from modfilter.rules.attack_words import ATTACK_WORDS
from modfilter.rules.insults import INSULTS, SPELLINGS
from modfilter.rules.reading import AsShown, Token, reading
from modfilter.rules.second_person import SECOND_PERSON
from modfilter.text.document import Document
from modfilter.text.vocabulary import one_of_each
from modfilter.text.words import Word

_ODD = re.compile(r"[^a-z']")
_SHORTEST = 5
_LONGEST = 24
_TEXT = itemgetter(0)
_MEMO = "attack.tokens"
_AS_SHOWN = AsShown(SPELLINGS)
_SMALL = SECOND_PERSON | {"are", "a", "an", "all", "such", "is", "so", "too", "really"}
"""Words around an insult, whose accents are a disguise ("yöü äre"), or letters in a row."""
_IN_A_ROW = re.compile(r"(.)\1{2}")


class Read(NamedTuple):
    """A comment's tokens, their texts, and whether letters held apart hide an insult."""

    tokens: list[Token]
    names: frozenset[str]
    hides: bool


def read_for_attacks(document: Document) -> Read:
    """The comment as both attack rules read it."""
    kept = document.memo.get(_MEMO)
    if kept is None:
        tokens = reading(document, _plain, _AS_SHOWN)
        kept = Read(tokens, frozenset(map(_TEXT, tokens)), any_hidden(document))
        document.memo[_MEMO] = kept
    return cast("Read", kept)


def hidden_word(document: Document, word: Word) -> str | None:
    """An insult within a word whose letters the author held apart ("y o u i d i o t")."""
    start, end = word.span
    if end - start < 2 * len(word.text) - 1 or len(word.text) < 6:
        return None
    typed = document.text[start:end]
    if sum(not char.isalnum() for char in typed) < len(word.text) - 1:
        return None
    return INSULTS.hidden_in(word.text)


def any_hidden(document: Document) -> bool:
    """Whether letters held apart hide an insult; folding must have shortened the text then."""
    if len(document.folded.text) > len(document.text) - _SHORTEST:
        return False
    return any(hidden_word(document, word) is not None for word in document.words)


def _plain(folded: str, typed: str) -> str:
    """The vocabulary's word for a disguised one; other words as they are folded."""
    return _remembered(folded, typed) if len(typed) <= _LONGEST else _undisguised(folded, typed)


def _undisguised(folded: str, typed: str) -> str:
    if folded in ATTACK_WORDS.words:
        return SPELLINGS.get(folded, folded)
    if len(folded) == len(typed) and not _ODD.search(folded) and folded == typed.lower():
        return folded
    found = ATTACK_WORDS.find(typed) or ATTACK_WORDS.find(folded)
    if found is not None:
        return SPELLINGS.get(found, found)
    bare = folded if folded.isascii() else _without_accents(folded)
    if _IN_A_ROW.search(typed.lower()):
        bare = one_of_each(bare)
    return bare if bare in _SMALL else folded


def _without_accents(word: str) -> str:
    return "".join(
        char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char)
    )


_remembered = lru_cache(1 << 14)(_undisguised)
