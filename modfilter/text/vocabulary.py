"""A list of words, and the readings under which a disguised word is one of them.

De-obfuscation is led by the vocabulary: a mark or digit is read as a letter only where the whole
word then stands in the list, so "m*ron" is found and no new word is made of "4*100".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from modfilter.once import computed_once
from modfilter.text.fold import fold
from modfilter.text.surface import surface

_EDGES = re.compile(r"^[^\w$*@]+|[^\w$*]+$")
_EMPHASIS = "*_~"
_POSSESSIVE = re.compile(r"'(?:s|d|ll|re|ve|m)?$")
_STRETCH = re.compile(r"([^\W\d_])\1{2}")
_DOUBLE = re.compile(r"(.)\1+")
_READ_AS = str.maketrans(
    {"1": "i", "l": "i", "!": "i", "|": "i", "0": "o", "3": "e", "4": "a", "@": "a", "5": "s",
     "$": "s", "7": "t", "+": "t", "8": "b", "6": "g", "9": "g", "(": "c", "v": "u"}
)  # fmt: skip
_MARKS = re.compile(r"[1!|034@5$7+869(]")
_WILDCARD = re.compile(r"[*#%&^]+")
_SEPARATORS = re.compile(r"[-_~]|\.(?=\w+\.)")
# What parts two words that were written without a space ("idiot/liar", "idiot...you", "(idiot)").
_PARTS = re.compile(
    r"[/\\,;:?()\[\]\"…]+|[!|](?=\W|$)|\.{2,}|\.(?=\w{2})|--+|(?<=\w)![!?]*(?=\w{3})"
)
_HIDDEN_LETTERS = 5
_MOST_PARTS = 8
_LONGEST_KNOWN = 24
_MOST_KNOWN = 1 << 14


class _Known(dict[str, "str | None"]):
    """What tokens spell, worked out when first asked for: a rule asks what a cue has asked."""

    def __init__(self, find: Callable[[str], str | None]) -> None:
        self._find = find

    def __missing__(self, raw: str) -> str | None:
        found = self._find(raw)
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[raw] = found
        return found


class Vocabulary:
    """A fixed set of folded words with look-up of plain and disguised forms."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self._longest = max(map(len, self.words), default=0)

    @computed_once
    def _sorted(self) -> list[str]:
        """The shortest first, so that of two words under one key the plainer one is found."""
        return sorted(self.words, key=lambda word: (len(word), word))

    @computed_once
    def _is_ascii(self) -> bool:
        return all(map(str.isascii, self.words))

    @computed_once
    def _by_skeleton(self) -> dict[str, str]:
        return {_skeleton(word): word for word in reversed(self._sorted)}

    @computed_once
    def _by_single(self) -> dict[str, str]:
        return {one_of_each(word): word for word in reversed(self._sorted)}

    @computed_once
    def _by_length(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for word in self._sorted:
            found.setdefault(len(word), []).append(word)
        return found

    @computed_once
    def _beginnings(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self._sorted:
            if len(word) >= _HIDDEN_LETTERS:
                found.setdefault(word[:_HIDDEN_LETTERS], []).append(word)
        return found

    def __contains__(self, word: object) -> bool:
        return word in self.words

    def find(self, raw: str) -> str | None:
        """The vocabulary's word that `raw` (one word or token, typed or folded) spells, or None."""
        if raw.isascii() and raw.isalpha():
            lower = raw.lower()
            if lower in self.words:
                return lower
            if not _STRETCH.search(lower):
                return None
        if len(raw) > 4 * self._longest + 16 or not any(map(str.isalpha, raw)):
            return None
        core = _EDGES.sub("", raw)
        if core.isascii() and core.isalpha():
            # Nothing is disguised in it: the marks stand at its edges.
            lower = core.lower()
            if lower in self.words or not _STRETCH.search(lower):
                return lower if lower in self.words else None
        return self._disguises[raw] if len(raw) <= _LONGEST_KNOWN else self._find_in(raw)

    @computed_once
    def _disguises(self) -> _Known:
        return _Known(self._find_in)

    def _find_in(self, raw: str) -> str | None:
        """The word that `raw`, which holds more than letters, spells, or one of its parts."""
        found = self._find_one(raw)
        if found is None and _PARTS.search(raw):
            parts = [part for part in _PARTS.split(raw, _MOST_PARTS) if part and part != raw]
            for part in parts if len(parts) > 1 else ():
                found = self._find_one(part)
                if found is not None:
                    return found
        return found

    def hidden_in(self, joined: str) -> str | None:
        """A word of five letters or more inside `joined`, a run of letters that were held apart.

        Only for such runs ("youareanidiot" from "y o u a r e a n i d i o t"): within ordinary
        words this would find what nobody wrote.
        """
        for at in range(len(joined) - _HIDDEN_LETTERS + 1):
            for word in self._beginnings.get(joined[at : at + _HIDDEN_LETTERS], ()):
                if joined.startswith(word, at):
                    return word
        return None

    def _find_one(self, raw: str) -> str | None:
        if raw.isascii() and raw.isalpha() and not _STRETCH.search(lower := raw.lower()):
            # Folding would change nothing, and nothing is disguised.
            return lower if lower in self.words else None
        core = _POSSESSIVE.sub("", _EDGES.sub("", fold(raw).text))
        if core in self.words:
            return core
        bare = core.strip(_EMPHASIS)
        if bare in self.words:
            return bare
        typed = _POSSESSIVE.sub("", _EDGES.sub("", surface(raw).text))
        if typed in self.words:
            return typed
        return self._disguised(core, typed, stretched=_STRETCH.search(raw.lower()) is not None)

    def _disguised(self, core: str, typed: str, *, stretched: bool) -> str | None:
        if stretched:
            found = self._by_single.get(one_of_each(core))
            if found is not None:
                return found
        if not core.isascii():
            plain = "".join(
                char
                for char in unicodedata.normalize("NFD", core)
                if not unicodedata.combining(char)
            )
            if plain != core and plain in self.words:
                return plain
            if self._is_ascii:
                # What is left of another script stands in no word.
                return None
        if typed.isalpha() or not any(char.isalpha() for char in core):
            return None
        joined = _SEPARATORS.sub("", core)
        if joined in self.words:
            return joined
        # The typed form too: folding reads the 1 of "1oser" as an i.
        for form in (core, typed) if typed != core else (core,):
            if _MARKS.search(form) and sum(map(str.isalpha, form)) * 2 >= len(form):
                found = self._by_skeleton.get(_skeleton(form))
                if found is not None and len(found) > 2:
                    return found
        return self._by_wildcard(core)

    def _by_wildcard(self, core: str) -> str | None:
        """Words with letters starred out inside: as many letters as stars, the rest as written."""
        if not _WILDCARD.search(core) or len(core) < 4 or not (core[0].isalpha()):
            return None
        if not core[-1].isalpha():
            return None
        letters = sum(char.isalpha() for char in core)
        if letters < 2 or letters + sum(char in "*#%&^" for char in core) != len(core):
            return None
        pattern = re.compile("".join(c if c.isalpha() else "[a-z]" for c in core))
        for word in self._by_length.get(len(core), ()):
            if pattern.fullmatch(word):
                return word
        return None


def _skeleton(word: str) -> str:
    return word.translate(_READ_AS)


def one_of_each(word: str) -> str:
    """The word with every letter once where it stands in a row."""
    return _DOUBLE.sub(r"\1", word)
