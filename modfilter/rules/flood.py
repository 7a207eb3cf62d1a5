"""flood.near_duplicate: the third and every later copy of a comment, within the last few thousand.

A window over the stream rather than a rule over one comment. A copy is found by its longest words:
the most telling ones, cheap to pick, and mostly kept when a name, a number or an emoji changes.
Whoever shares enough of them is then compared word by word.
"""

from __future__ import annotations

import re
from collections import deque

from modfilter.domain import Category, Comment, Finding, Source

CODE = "flood.near_duplicate"

# ASCII capitals to small letters; what is no letter parts words, an apostrophe joins them.
_LETTERS = bytes(
    code if code > 127 else code | 32 if chr(code).isalpha() else 32 for code in range(256)
)
_OTHER = re.compile(r"[\W\d_]+")
_APOSTROPHES = str.maketrans("", "", "'’ʼ‘")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_QUOTATION = re.compile(
    r"^[ \t]*(?:>|&gt;)[^\n]*$|\"[^\"]{24,}\"|“[^”]{24,}”|«[^»]{24,}»|„[^“”]{24,}[“”]"
    r"|\[quote\b.*?\[/quote\]|<blockquote\b.*?</blockquote>",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)

_SKETCH = 6
"""Long words by which a comment is looked up."""
_LONG_TEXT = 160
# Letters and digits of a long word; all of UTF-8 beyond ASCII counts as letters.
_LONG_WORD = re.compile(rb"[a-z\x80-\xff]{7,}")
_SHARED = 3
"""How many of them must lead to one earlier comment before both are compared."""
_MIN_WORDS = 5
_MIN_LETTERS = 25
_MAX_BYTES = 3_000
"""Folded bytes kept and compared: bounds the memory, and a copy shows in its beginning."""
_LOOKED_AT = 240
"""Folded bytes in which the long words are looked for."""
_ALIKE = 0.6
"""Share of the words of both together that both must hold."""
_OWN_WORDS = 3
_OWN_SHARE = 0.2
"""New words that a copy may add: more of them make a comment of its own."""


class _Group:
    """The copies of one comment that are in the window."""

    __slots__ = ("copies",)

    def __init__(self) -> None:
        self.copies = 0


class _Entry:
    """A comment in the window."""

    __slots__ = ("folded", "forgotten", "group", "name", "sketch")

    def __init__(self, name: str | int, folded: bytes, sketch: list[bytes], group: _Group) -> None:
        self.name = name
        self.folded = folded
        self.sketch = sketch
        self.group = group
        self.forgotten = False


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
        if len(self._entries) >= self._size:
            oldest = self._entries.popleft()
            if oldest is not None:
                oldest.group.copies -= 1
                oldest.forgotten = True
        text = comment.text
        folded = _fold(text[:_MAX_BYTES])[:_MAX_BYTES]
        sketch = (
            _LONG_WORD.findall(folded, 0, _LOOKED_AT)[:_SKETCH] if len(folded) > _LONG_TEXT else []
        )
        if len(sketch) < _SKETCH:
            words = folded.split()
            if len(words) < _MIN_WORDS or sum(map(len, words)) < _MIN_LETTERS:
                words = _signs(text)
                folded = b" ".join(words)
            if not words:
                self._entries.append(None)
                return None
            sketch = sorted(words, key=len, reverse=True)[:_SKETCH]
        earlier = self._alike(sketch, folded, text)
        group = _Group() if earlier is None else earlier.group
        group.copies += 1
        entry = _Entry(self._seen if comment.id is None else comment.id, folded, sketch, group)
        self._entries.append(entry)
        latest = self._latest
        latest.update(dict.fromkeys(sketch, entry))
        if len(latest) > 2 * _SKETCH * self._size:
            self._sweep()
        if earlier is None or group.copies <= self._allowed:
            return None
        return Finding(
            code=CODE,
            category=Category.FLOOD,
            source=Source.RULE,
            spans=((0, len(text)),),
            detail=f"Copy {group.copies} of nearly the same comment within the last "
            f"{self._size:,}; the one before is {earlier.name!r}.",
        )

    def _alike(self, sketch: list[bytes], folded: bytes, text: str) -> _Entry | None:
        """The earlier comment of which this one is a copy."""
        found = [
            entry
            for entry in map(self._latest.get, sketch)
            if entry is not None and not entry.forgotten
        ]
        needed = min(_SHARED, len(sketch))
        if len(found) < needed:
            return None
        votes: dict[_Group, int] = {}
        for entry in found:
            votes[entry.group] = votes.get(entry.group, 0) + 1
        group = max(votes, key=votes.__getitem__)
        if votes[group] < needed:
            return None
        earlier = next(entry for entry in found if entry.group is group)
        if not _is_copy(folded.split(), earlier.folded.split()):
            return None
        own = _QUOTATION.sub(" ", text)
        answer = _fold(own).split() if own != text else []
        # A quotation with an answer: only the answer is this author's.
        if answer and (len(answer) < _MIN_WORDS or not _is_copy(answer, earlier.folded.split())):
            return None
        return earlier

    def _sweep(self) -> None:
        """Drop the words of forgotten comments; in bulk, because one by one costs more."""
        self._latest = {word: entry for word, entry in self._latest.items() if not entry.forgotten}


def _fold(text: str) -> bytes:
    """The text's letters in lower case, one space between words."""
    if text.isascii():
        return text.replace("'", "").encode("ascii").translate(_LETTERS)
    text = _INVISIBLE.sub("", text.translate(_APOSTROPHES))
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
