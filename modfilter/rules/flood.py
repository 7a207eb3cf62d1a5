"""flood.near_duplicate: the third and every later copy of a comment, within the last few thousand.

A window over the stream rather than a rule over one comment. A copy is found by a few short runs
of its letters, whose places its own letters fix: cheap to pick, and mostly kept when a name, a
number, punctuation or an emoji changes. Short comments are looked up by their longest words too.
Whoever shares one is then compared word by word.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence

from modfilter.domain import Category, Comment, Finding, Source
from modfilter.kernel import kernel
from modfilter.text.patterns import late_pattern

CODE = "flood.near_duplicate"

# ASCII capitals to small letters; what is no letter parts words, an apostrophe joins them.
_LETTERS = bytes(
    code if code > 127 else code | 32 if chr(code).isalpha() else 32 for code in range(256)
)
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
# The marks that are no letters and yet common: without them, most comments are ASCII.
_TYPOGRAPHY = tuple((mark, "'") for mark in "’‘ʼ") + tuple((mark, " ") for mark in "“”–—…")
_OTHER = late_pattern(r"[\W\d_]+")
_INVISIBLE = late_pattern("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_QUOTATION = late_pattern(
    r"^[ \t]*(?:>|&gt;)[^\n]*$|\"[^\"]{24,}\"|“[^”]{24,}”|«[^»]{24,}»|„[^“”]{24,}[“”]"
    r"|\[quote\b.*?\[/quote\]|<blockquote\b.*?</blockquote>",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)

_RUN = 20
"""Letters of a run by which a comment is looked up: four or five words."""
_BEFORE_LAST_RUN = 1 - _RUN
_FIRSTS, _LASTS = (b"k", b"w"), (b"g", b"p")
"""Rarer letters, at whose first or last place a run begins."""
_FEW_RUNS = 3
_LONGEST_WORDS = 6
_SHORT_TEXT = 100
"""Letters up to which the longest words are looked up as well: an edit may hit every run."""
_SHARED_WORDS = 3
"""Runs and words of a short text that must lead to one earlier comment before it is compared."""
_TRIED = 2
"""Earlier comments that are compared, those that share most first."""
_MIN_WORDS = 5
_MIN_LETTERS = 25
_MAX_CHARS = 3_000
"""Characters kept and compared: bounds the memory, and a copy shows in its beginning."""
_ALIKE = 0.6
"""Share of the words of both together that both must hold."""
_OWN_WORDS = 3
_OWN_SHARE = 0.2
"""New words that a copy may add: more of them make a comment of its own."""
_KEYS_PER_COMMENT = 20


class _Group:
    """The copies of one comment that are in the window."""

    __slots__ = ("copies",)

    def __init__(self) -> None:
        self.copies = 1


class _Entry:
    """A comment in the window; most never get a group, for nobody copies them."""

    __slots__ = ("group", "name", "number", "text")

    def __init__(self, number: int, name: str | int | None, text: str) -> None:
        self.number = number
        self.name = name
        self.text = text
        self.group: _Group | None = None


class FloodWindow:
    """Remembers the last `size` comments and tells which new ones are copies of them.

    Not safe to share between threads: give each stream its own window.
    """

    def __init__(self, size: int = 2_000, copies_allowed: int = 2) -> None:
        if size < 1 or copies_allowed < 1:
            raise ValueError("size and copies_allowed must be 1 or more")
        self._size = size
        self._allowed = copies_allowed
        self._seen = 0
        self._entries: deque[_Entry | None] = deque()
        self._latest: dict[bytes, _Entry] = {}

    def observe(self, comment: Comment) -> Finding | None:
        """Take in the next comment; a finding where it is one copy too many."""
        self._seen += 1
        entries = self._entries
        if len(entries) >= self._size:
            oldest = entries.popleft()
            if oldest is not None and oldest.group is not None:
                oldest.group.copies -= 1
        text = comment.text
        if len(text) > _MAX_CHARS:
            text = text[:_MAX_CHARS]
        keys, letters = _runs_of(text)
        needed = 1
        if len(keys) < _FEW_RUNS or letters <= _SHORT_TEXT:
            words = _words(text)
            if not words:
                entries.append(None)
                return None
            keys += sorted(words, key=len, reverse=True)[:_LONGEST_WORDS]
            needed = min(_SHARED_WORDS, len(set(keys)))
        entry = _Entry(self._seen, comment.id, text)
        latest = self._latest
        found = [earlier for earlier in map(latest.get, keys) if earlier is not None]
        earlier = self._copied(found, needed, text) if len(found) >= needed else None
        entries.append(entry)
        for key in keys:
            latest[key] = entry
        if len(latest) > _KEYS_PER_COMMENT * self._size:
            self._sweep()
        return None if earlier is None else self._finding(comment, entry, earlier)

    def _finding(self, comment: Comment, entry: _Entry, earlier: _Entry) -> Finding | None:
        if earlier.group is None:
            earlier.group = _Group()
        entry.group = group = earlier.group
        group.copies += 1
        if group.copies <= self._allowed:
            return None
        name = earlier.number if earlier.name is None else earlier.name
        return Finding(
            code=CODE,
            category=Category.FLOOD,
            source=Source.RULE,
            spans=((0, len(comment.text)),),
            detail=f"Copy {group.copies} of nearly the same comment within the last "
            f"{self._size:,}; the one before is {name!r}.",
        )

    def _copied(self, found: list[_Entry], needed: int, text: str) -> _Entry | None:
        """The one of these earlier comments of which this one is a copy."""
        forgotten = self._seen - self._size
        shared: dict[_Entry, int] = {}
        for entry in found:
            if entry.number > forgotten:
                shared[entry] = shared.get(entry, 0) + 1
        words: list[bytes] = []
        for earlier in sorted(shared, key=shared.__getitem__, reverse=True)[:_TRIED]:
            if shared[earlier] < needed:
                break
            words = words or _words(text)
            theirs = _words(earlier.text)
            if not _is_copy(words, theirs):
                continue
            own = _QUOTATION.sub(" ", text)
            answer = _fold(own).split() if own != text else []
            # A quotation with an answer: only the answer is this author's.
            if not answer or (len(answer) >= _MIN_WORDS and _is_copy(answer, theirs)):
                return earlier
        return None

    def _sweep(self) -> None:
        """Drop the keys of forgotten comments; in bulk, because one by one costs more."""
        forgotten = self._seen - self._size
        self._latest = {
            key: entry for key, entry in self._latest.items() if entry.number > forgotten
        }


def near_copies(text: str, others: Sequence[str]) -> list[bool]:
    """Which of `others` are the same comment as `text` but for small edits.

    By the window's own measure, each compared word by word; comments too short for it have to be
    equal.
    """
    words = _words(text[:_MAX_CHARS])
    if not words:
        own = text.casefold().split()
        return [other.casefold().split() == own for other in others]
    found = []
    for other in others:
        theirs = _words(other[:_MAX_CHARS])
        found.append(bool(theirs) and (_is_copy(theirs, words) or _is_copy(words, theirs)))
    return found


def runs_in_python(text: str) -> tuple[list[bytes], int]:
    """Runs of letters that begin at a text's first or last of some rarer ones; how many it has."""
    if text.isascii():
        letters = text.encode().translate(_LETTERS, _NO_LETTERS)
    else:
        letters = _fold(text).translate(None, b" ")
    find, rfind, last = letters.find, letters.rfind, _BEFORE_LAST_RUN
    places = [find(letter, 0, last) for letter in _FIRSTS]
    places += [rfind(letter, 0, last) for letter in _LASTS]
    return [letters[at : at + _RUN] for at in places if at >= 0], len(letters)


if kernel is None:
    _runs_of = runs_in_python
else:
    _compiled = kernel
    _RARER = b"".join(_FIRSTS), b"".join(_LASTS)
    _LETTERS_ALONE = bytes(0 if code in _NO_LETTERS else _LETTERS[code] for code in range(256))

    def _runs_of(text: str) -> tuple[list[bytes], int]:
        """`runs_in_python`, compiled."""
        folded = text.encode() if text.isascii() else _fold(text)
        found: tuple[list[bytes], int] = _compiled.runs(folded, _LETTERS_ALONE, _RUN, *_RARER)
        return found


def _words(text: str) -> list[bytes]:
    """The folded words, or pairs of signs; nothing for a comment too short to be a flood."""
    words = _fold(text).split()
    if len(words) < _MIN_WORDS or sum(map(len, words)) < _MIN_LETTERS:
        return _signs(text)
    return words


def _fold(text: str) -> bytes:
    """The text's letters in lower case, white space between words."""
    if not text.isascii():
        for mark, plain in _TYPOGRAPHY:
            text = text.replace(mark, plain)
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    text = text.replace("'", "")
    if text.isascii():
        return text.encode("ascii").translate(_LETTERS)
    return _OTHER.sub(" ", text.lower()).encode("utf-8", "replace")


def _signs(text: str) -> list[bytes]:
    """Pairs of signs for scripts that write no spaces; nothing for a short text."""
    if text.isascii():
        return []
    signs = _OTHER.sub("", _INVISIBLE.sub("", text).lower())[:1_000]
    if (
        len(signs) < 12
        or max(signs) < "\u0e00"
        or len(signs.encode("utf-8", "replace")) < 2 * len(signs)
    ):
        return []
    return [signs[at : at + 2].encode("utf-8", "replace") for at in range(len(signs) - 1)]


def _is_copy(words: list[bytes], earlier: list[bytes]) -> bool:
    """True where the words are those of the earlier comment but for small edits."""
    new, old = set(words), set(earlier)
    both = len(new & old)
    if both < _ALIKE * len(new | old):
        return False
    return len(new) - both <= max(_OWN_WORDS, _OWN_SHARE * len(new))
