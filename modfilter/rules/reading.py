"""A comment read for aim: plain words, clause marks and quotations, contractions written out.

"You're an id10t, he said" reads: you | are | an | idiot | , | he | said. Both attack rules walk
over these tokens, and each token knows the word of the comment it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from itertools import count, repeat
from typing import NamedTuple

from modfilter.domain import Span
from modfilter.text.document import Document
from modfilter.text.words import Word

SENTENCE = "."
PAUSE = ","
NONE = ""


class Token(NamedTuple):
    """One plain word: the mark before it, whether it is quoted, and the comment's word."""

    text: str
    mark: str
    quoted: bool
    word: int


CONTRACTIONS: dict[str, tuple[str, ...]] = {
    "youre": ("you", "are"), "u're": ("you", "are"), "your'e": ("you", "are"),
    "you'r": ("you", "are"), "ya'll": ("you", "all"), "y'all": ("you", "all"),
    "youll": ("you", "will"), "youd": ("you", "would"), "youve": ("you", "have"),
    "yourself": ("yourself",), "im": ("i", "am"), "ill": ("ill",), "ive": ("i", "have"),
    "imma": ("i", "am", "going", "to"), "ima": ("i", "am", "going", "to"),
    "i'ma": ("i", "am", "going", "to"), "iam": ("i", "am"),
    "gonna": ("going", "to"), "gunna": ("going", "to"), "wanna": ("want", "to"),
    "gotta": ("got", "to"), "outta": ("out", "of"), "lemme": ("let", "me"),
    "can't": ("can", "not"), "cant": ("can", "not"), "cannot": ("can", "not"),
    "won't": ("will", "not"), "wont": ("will", "not"), "ain't": ("are", "not"),
    "aint": ("are", "not"), "dont": ("do", "not"), "doesnt": ("does", "not"),
    "didnt": ("did", "not"), "isnt": ("is", "not"), "arent": ("are", "not"),
    "wasnt": ("was", "not"), "werent": ("were", "not"), "never": ("never",),
    "u": ("you",), "ya": ("you",), "yu": ("you",), "r": ("are",), "urself": ("yourself",),
    "thats": ("that", "is"), "hes": ("he", "is"), "shes": ("she", "is"), "theyre": ("they", "are"),
    "stfu": ("shut", "the", "fuck", "up"), "gtfo": ("get", "the", "fuck", "out"),
    "gfy": ("go", "fuck", "yourself"), "foad": ("fuck", "off", "and", "die"),
    "sthu": ("shut", "the", "hell", "up"),
}  # fmt: skip
"""Words that are written as one and read as more, or as another."""

_ENDINGS = {
    "'re": "are", "'m": "am", "'ll": "will", "'d": "would", "'ve": "have", "n't": "not",
}  # fmt: skip
_IS = frozenset(
    [
        "he",
        "she",
        "it",
        "that",
        "this",
        "what",
        "who",
        "there",
        "here",
        "op",
        "author",
        "writer",
        "guy",
        "he's",
        "everyone",
        "everybody",
    ]
)


def reading(document: Document, plain: Callable[[str, str], str], as_shown: AsShown) -> list[Token]:
    """The comment's tokens; `plain(folded word, word as typed)` undoes disguises."""
    typed = document.text
    folded = document.folded.text
    parts = document.parts
    gaps, shown = parts[0:-1:2], parts[1::2]
    # Most words are one token each, and are made without running Python code for a word. Of a
    # text that folding changed, each word as typed has to be seen.
    same = len(folded) == len(typed) and folded == typed.lower()
    texts = list(map(as_shown.__getitem__, shown)) if same else [None] * len(shown)
    marks = map(_MARKS.__getitem__, gaps)
    read = zip(texts, marks, _quoted(gaps, shown, folded), count(), strict=False)
    tokens: list[Token] = list(map(_new, repeat(Token), read))
    others = [at for at, text in enumerate(texts) if type(text) is not str]
    for at in reversed(others):
        _, mark, quoted, _ = tokens[at]
        pieces = texts[at]
        if pieces is None:
            start, end = document.words[at].span
            pieces = expand(plain(shown[at], typed[start:end]))
        tokens[at : at + 1] = [
            _new(Token, (piece, NONE if later else mark, quoted, at))
            for later, piece in enumerate(pieces)
        ]
    if tokens:
        tokens[0] = tokens[0]._replace(mark=SENTENCE)
    return tokens


class AsShown(dict[str, "str | tuple[str, ...] | None"]):
    """Word -> its tokens' texts where its letters say it all, None where disguises may hide.

    Words of ordinary letters are taken as they are, but for the usual misspellings `respelt`.
    """

    def __init__(self, respelt: Container[str]) -> None:
        self._respelt = respelt

    def __missing__(self, word: str) -> str | tuple[str, ...] | None:
        text: str | tuple[str, ...] | None = None
        letters = word.replace("'", "")
        if letters.isalpha() and letters.isascii() and word not in self._respelt:
            pieces = expand(word)
            text = pieces[0] if len(pieces) == 1 else pieces
        if len(word) <= _LONGEST_KNOWN:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[word] = text
        return text


_new = tuple.__new__
_SHORT = 8
_LONGEST_KNOWN = 24
_MOST_KNOWN = 1 << 14
_MOST_GAPS = 1 << 10


def expand(text: str) -> tuple[str, ...]:
    """A word's contraction written out."""
    two = CONTRACTIONS.get(text)
    if two is not None:
        return two
    if "'" in text:
        if text.endswith("'s"):
            stem = text[:-2]
            return (stem, "is") if stem in _IS else (stem,)
        for ending, full in _ENDINGS.items():
            if text.endswith(ending) and len(text) > len(ending):
                return (text[: -len(ending)], full)
    return (text,)


def text_at(tokens: list[Token], at: int) -> str:
    """The text of a token; empty past the comment's ends."""
    return tokens[at].text if 0 <= at < len(tokens) else ""


def starts_sentence(tokens: list[Token], at: int) -> bool:
    """A sentence starts at `at` (also at the comment's end)."""
    return at <= 0 or at >= len(tokens) or tokens[at].mark == SENTENCE


def ends_clause(tokens: list[Token], at: int) -> bool:
    """Nothing follows token `at` in its clause."""
    return at + 1 >= len(tokens) or tokens[at + 1].mark != NONE


def span_of(words: tuple[Word, ...], tokens: list[Token], first: int, last: int) -> Span:
    """The original's span from one token to another, both included."""
    return (words[tokens[first].word].span[0], words[tokens[last].word].span[1])


def sentences(tokens: list[Token]) -> list[tuple[int, int]]:
    """Half-open token ranges between sentence marks."""
    bounds = [at for at, (_, mark, _, _) in enumerate(tokens) if mark == SENTENCE]
    return list(zip(bounds, [*bounds[1:], len(tokens)], strict=True))


def _mark(before: str) -> str:
    if before == " ":
        return NONE
    if "\n" in before or any(mark in before for mark in "!?;"):
        return SENTENCE
    if "." in before:
        return PAUSE if ".." in before else SENTENCE
    if "…" in before or any(mark in before for mark in ",:()") or "-" in before:
        return PAUSE
    return NONE


class _Marks(dict[str, str]):
    """What stands between two words -> the mark it is; most gaps are a few."""

    def __missing__(self, before: str) -> str:
        mark = _mark(before)
        if len(before) <= _SHORT and len(self) < _MOST_GAPS:
            self[before] = mark
        return mark


_MARKS = _Marks({" ": NONE})
_OPENS_QUOTE = re.compile(r"'(?<![\w$*]')")


def _quoted(gaps: list[str], words: list[str], text: str) -> Iterable[bool]:
    """Whether each word stands between quotation marks, or in a line quoted with ">"."""
    single = _OPENS_QUOTE.search(text) is not None if "'" in text else False
    if not (single or '"' in text or ">" in text):
        return repeat(False)
    flags = [False] * len(words)
    if '"' in text and not (text.count('"') == 2 and text.strip()[0] == text.strip()[-1] == '"'):
        # (A comment that is nothing but a quotation says it itself.)
        total = text.count('"')
        seen = 0
        for at, before in enumerate(gaps):
            seen += before.count('"')
            flags[at] = seen % 2 == 1 and seen < total
    if single:
        _single_quotes(gaps, words, text, flags)
    if text.lstrip().startswith(">") or "\n>" in text:
        inside = False
        for at, before in enumerate(gaps):
            if not at or "\n" in before:
                inside = before.rpartition("\n")[2].strip().startswith(">")
            flags[at] = flags[at] or inside
    return flags


def _single_quotes(gaps: list[str], words: list[str], text: str, flags: list[bool]) -> None:
    """An apostrophe right before a word opens; the next that follows a word at once closes."""
    opened: int | None = None
    for at, before in enumerate(gaps):
        if opened is not None and before.startswith("'"):
            for inner in range(opened, at):
                flags[inner] = True
            opened = None
        if before.endswith("'") and (len(before) > 1 or not at):
            opened = at
    if opened is not None:
        # Only the comment's end can close it now.
        tail = text[text.rfind(words[-1]) + len(words[-1]) :]
        if tail.startswith("'"):
            for inner in range(opened, len(gaps)):
                flags[inner] = True
