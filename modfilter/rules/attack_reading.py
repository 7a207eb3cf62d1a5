"""The reading that both attack rules share: made once a comment, disguises undone."""

from __future__ import annotations

import re
from typing import cast

from modfilter.rules.insults import INSULT_CUE_WORDS, INSULTS, SPELLINGS
from modfilter.rules.reading import Token, reading
from modfilter.rules.threats import THREAT_CUE_WORDS
from modfilter.text.document import Document
from modfilter.text.vocabulary import Vocabulary
from modfilter.text.words import Word

_ODD = re.compile(r"[^a-z']")
_SHORTEST = 5
_MEMO = "attack.tokens"
_ALL = Vocabulary(INSULT_CUE_WORDS.words | THREAT_CUE_WORDS.words)


def attack_tokens(document: Document, wanted: frozenset[str]) -> list[Token] | None:
    """The comment's tokens, or None where no word of `wanted` is among them, plain or disguised."""
    kept = document.memo.get(_MEMO)
    if kept is None:
        kept = _read(document)
        document.memo[_MEMO] = kept
    tokens, names = cast("tuple[list[Token], frozenset[str]]", kept)
    return None if wanted.isdisjoint(names) else tokens


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


def _read(document: Document) -> tuple[list[Token], frozenset[str]]:
    tokens = reading(document, _plain)
    names = frozenset(token.text for token in tokens)
    if any_hidden(document):
        names |= INSULT_CUE_WORDS.words
    return tokens, names


def _plain(folded: str, typed: str) -> str:
    """The vocabulary's word for a disguised one; other words as they are folded."""
    if folded in _ALL.words:
        return SPELLINGS.get(folded, folded)
    if len(folded) == len(typed) and not _ODD.search(folded) and folded == typed.lower():
        return folded
    found = _ALL.find(typed) or _ALL.find(folded)
    return folded if found is None else SPELLINGS.get(found, found)
