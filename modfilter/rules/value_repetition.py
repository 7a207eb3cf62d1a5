"""value.repetition: one thing over and over, be it a phrase, a mark or an emoji."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from modfilter.domain import Category, Limits, Span
from modfilter.rules.cues import Cue
from modfilter.rules.emoji import emoji
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document
from modfilter.text.fold import has_row
from modfilter.text.patterns import late_pattern

_SHORT_TEXT = 48
_PROBE = 6
_RUN = 10
"""Characters in a row below which nobody looks: "!!!!!!!!!" is emphasis."""
_RUNS = late_pattern(rf"(\S)\1{{{_RUN - 1},}}")

# Least length of a row that stands (nearly) alone, for which shares of the visible characters.
_MARKS_ROW = 16
_LETTERS_ROW = 12
_STRETCHED_WORD = 30
_NEARLY_ALONE = 0.66
_LONG_ROW, _LONG_SHARE = 30, 0.4
_HUGE_ROW, _HUGE_SHARE = 100, 0.2
# Rulers, leaders and boxes that part or frame a text; ellipses; the mouths of smileys.
_RULERS = frozenset("-=_.*~#+…─━═·•–—▬░█▀▄▓▒|/\\`'\"<>_﹏＿^¯￣０0")
# Laughter and sobbing: "kkkkkkkk" (Brazil), "wwww" and "草草" (Japan), "ㅋㅋㅋ" and "ㅠㅠ" (Korea),
# "5555" (Thailand), "哈哈哈" (China), "hhhh" (Arabic speakers), "xD".
_LAUGHTER = frozenset("khwxjㅋㅎㅠㅜ5哈呵嘿嘻笑草呜هخхаwｗW😂🤣")
_LAUGH_ROW = 60
# With nothing else in the comment, less is too much.
_LETTERS_ALONE, _DIGITS_ALONE, _LAUGH_ALONE, _SIGNS_ALONE = 10, 18, 30, 21
_LAUGH_SIGNS = frozenset("哈呵嘿嘻笑草")
_ROWS_SUM, _ROWS_SHARE, _LETTER_ROWS_SHARE = 30, 0.55, 0.9
_LAUGH_UNSPACED = 50
_LAUGHS_ALONE, _LOLS_ALONE = 12, 5
_STRETCHED_ALONE = 40
_STRETCHED = late_pattern(r"(.)\1{3}")
_BITS = late_pattern(r"[01\s]{12,}")
_LAUGHS = tuple(
    map(
        frozenset,
        """
        ha hae hi ho hu je ja ji ka ke ki ks wk rs lo lu lol xd xa hue haus haw mwuha bwuha
        ха хе хи ах 哈 呵 嘿 笑 ㅋ ㅎ ㅠㅜ 5 w
        """.split(),
    )
)

# Words, but no handles (a chain of those is how some sites reply) and no entities.
_WORDS = late_pattern(r"(?<![@&\\\w])[^\W\d_]+(?:['’][^\W\d_]+)*")
_COVERED = 0.6
"""Share of the comment's words that the repeated phrase makes up."""
_TIMES = {1: 6, 2: 5, 3: 5, 4: 4}
_TIMES_LONGER = 3
_LAUGH_TIMES = 25
_FEW_WORDS = 24
_DISTINCT = 0.2
_DISTINCT_LONG = 0.05
_MAX_WORDS = 4_000

_SAME_LINES = 4
_EMOJI_ONLY = 7
_EMOJI_WALL = 16

_NO_SPACES = late_pattern(r"(\S{2,12}?)\1{5,}")
_LONG_TOKEN = late_pattern(r"\S{18,}")


def find(document: Document, limits: Limits) -> Iterable[Match]:
    """One match for the first kind of repetition that makes up most of the comment."""
    text = document.text
    if not text.isascii():
        match = _emoji_wall(text)
        if match is not None:
            return (match,)
    if _may_hold_row(text):
        match = _row(text) or _rows(text)
        if match is not None:
            return (match,)
    if _may_repeat(text):
        match = _phrase(text) or _same_lines(text) or _same_laugh(text) or _unspaced(text)
        if match is not None:
            return (match,)
        match = _bits(text)
        if match is not None:
            return (match,)
    return ()


def _rows(text: str) -> Match | None:
    """Several rows of marks that together drown the rest, or of letters and nothing else."""
    rows = [found for found in _RUNS.finditer(text) if found.group(1) not in _RULERS]
    if len(rows) < 2:
        return None
    # "Aaaahhhh!!!!" before a sentence is a sigh: letters count where little else stands.
    total = sum(found.end() - found.start() for found in rows)
    marks = [found for found in rows if not found.group(1).isalnum()]
    drowned = sum(found.end() - found.start() for found in marks) if len(marks) > 1 else 0
    visible = len(text) - sum(map(text.count, " \n\r\t"))
    if total < _ROWS_SUM or (
        total < _LETTER_ROWS_SHARE * visible
        and (drowned < _ROWS_SUM or drowned < _ROWS_SHARE * visible)
    ):
        return None
    if all(found.group(1).lower() in _LAUGHTER for found in rows):
        return None
    return Match(
        spans=tuple(found.span() for found in rows[:50]),
        detail=f"{len(rows)} rows of one character each.",
    )


def _same_laugh(text: str) -> Match | None:
    """One laugh or one stretched word over and over, and nothing else."""
    words = text.lower().split()
    if len(words) < 3 or len(set(words)) > 1:
        return None
    word = words[0].strip(".,!")
    if not word.isalpha():
        return None
    least = _LOLS_ALONE if word == "lol" else _LAUGHS_ALONE
    if not (
        (len(words) >= least and _is_laugh(word))
        or (len(text) >= _STRETCHED_ALONE and len(set(word)) > 1 and _STRETCHED.search(word))
    ):
        return None
    start = len(text) - len(text.lstrip())
    return Match(spans=((start, len(text.rstrip())),), detail=f"One word {len(words)} times over.")


def _same_lines(text: str) -> Match | None:
    """One line of several words, copied again and again, and nothing else."""
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    if len(lines) < _SAME_LINES or len(set(lines)) > 1 or " " not in lines[0]:
        return None
    start = len(text) - len(text.lstrip())
    return Match(
        spans=((start, len(text.rstrip())),), detail=f"The same line {len(lines)} times over."
    )


def _bits(text: str) -> Match | None:
    """Noughts and ones in no order; in groups of eight they are a message, for fun."""
    if not _BITS.fullmatch(text):
        return None
    groups = text.split()
    digits = sum(map(len, groups))
    if digits < 12 or len(groups) < 2 or all(len(group) == 8 for group in groups):
        return None
    start = len(text) - len(text.lstrip())
    return Match(spans=((start, len(text.rstrip())),), detail=f"{digits} noughts and ones.")


def _may_hold_row(text: str) -> bool:
    """A quick look for `_RUN` equal characters in a row."""
    return has_row(text.encode("latin-1", "replace"), _RUN)


def _row(text: str) -> Match | None:
    """A row of one character that drowns the rest."""
    visible = len(text) - sum(map(text.count, " \n\r\t"))
    for found in _RUNS.finditer(text):
        length = len(found.group())
        if _is_flood(text, found.span(), visible):
            return Match(
                spans=(found.span(),), detail=f"{length} times the same character in a row."
            )
    return None


def _is_flood(text: str, span: Span, visible: int) -> bool:
    start, end = span
    length = end - start
    char = text[start]
    if length == visible and _is_flood_alone(char, length):
        return True
    if char.lower() in _LAUGHTER:
        return length >= _LAUGH_ROW and length > 0.5 * visible
    if char in _RULERS:
        return length >= _LAUGH_ROW and length > 0.8 * visible
    if char.isalpha():
        before = start > 0 and text[start - 1].isalpha()
        after = end < len(text) and text[end].isalpha()
        least = _STRETCHED_WORD if before or after else _LETTERS_ROW
    elif char.isdigit():
        # Numbers with many equal digits are numbers.
        least = _STRETCHED_WORD
    else:
        least = _MARKS_ROW
    return (
        (length >= least and length >= _NEARLY_ALONE * visible)
        or (length >= max(least, _LONG_ROW) and length >= _LONG_SHARE * visible)
        or (length >= _HUGE_ROW and length >= _HUGE_SHARE * visible)
    )


def _is_flood_alone(char: str, length: int) -> bool:
    if char.lower() in _LAUGHTER:
        return length >= (_SIGNS_ALONE if char in _LAUGH_SIGNS else _LAUGH_ALONE)
    if char.isdigit():
        return length >= _DIGITS_ALONE
    return char.isalpha() and length >= _LETTERS_ALONE


def _may_repeat(text: str) -> bool:
    """A quick look: True where what stands in two of four places stands thrice in the text.

    A phrase that makes up most of a comment, three times at least, lies under two of them.
    """
    length = len(text)
    if length < _SHORT_TEXT:
        return length > 16
    lower = text.lower()
    hits = 0
    # One of the first two at least lies under it.
    for eighth in (3, 5, 1, 7):
        at = eighth * length // 8
        if lower.count(lower[at : at + _PROBE]) > 2:
            hits += 1
            if hits == 2:
                return True
        elif eighth == 5 and not hits:
            return False
    return False


def _phrase(text: str) -> Match | None:
    """A word or phrase over and over, or hardly more than one word in many."""
    found = []
    for word in _WORDS.finditer(text):
        found.append(word)
        if len(found) >= _MAX_WORDS:
            break
    words = [word.group().lower() for word in found]
    count = len(words)
    if count < _TIMES[1]:
        return None
    first, last, period = _longest_cycle(words)
    covered = last - first
    if period and covered >= _COVERED * count:
        times = covered // period
        unit = words[first : first + period]
        if times >= _least_times(unit):
            shown = " ".join(unit[:8]) + (" …" if period > 8 else "")
            return Match(
                spans=((found[first].start(), found[last - 1].end()),),
                detail=f'"{shown}" {times} times over.',
            )
    if count >= _FEW_WORDS:
        distinct = len(set(words))
        if distinct <= (_DISTINCT if count < 300 else _DISTINCT_LONG) * count and not all(
            map(_is_laugh, words)
        ):
            return Match(
                spans=((found[0].start(), found[-1].end()),),
                detail=f"{count} words, only {distinct} different ones.",
            )
    return None


def _longest_cycle(words: list[str]) -> tuple[int, int, int]:
    """Where words come back at one distance longest: first, last, and the distance."""
    last_seen: dict[str, int] = {}
    distances: Counter[int] = Counter()
    for at, word in enumerate(words):
        before = last_seen.get(word)
        if before is not None:
            distances[at - before] += 1
        last_seen[word] = at
    best = (0, 0, 0)
    for period, hits in sorted(distances.items(), key=lambda item: (-item[1], item[0]))[:4]:
        if hits < 3:
            break
        run = 0
        for at in range(period, len(words) + 1):
            if at < len(words) and words[at] == words[at - period]:
                run += 1
                continue
            if run and run + period > best[1] - best[0]:
                best = (at - run - period, at, period)
            run = 0
    return best


def _least_times(unit: list[str]) -> int:
    if all(map(_is_laugh, unit)):
        return _LAUGH_TIMES
    return _TIMES.get(len(unit), _TIMES_LONGER)


def _is_laugh(word: str) -> bool:
    letters = set(word)
    return len(letters) < 6 and any(letters <= laugh for laugh in _LAUGHS)


def _unspaced(text: str) -> Match | None:
    """A piece over and over without spaces: "spamspamspamspamspamspam"."""
    for token in _LONG_TOKEN.finditer(text):
        found = _NO_SPACES.match(text, token.start(), token.end())
        if found is None:
            continue
        unit = found.group(1)
        length = found.end() - found.start()
        if length < 18 or length < _COVERED * len(text.strip()):
            continue
        if len(set(unit)) < 2 or not any(map(str.isalpha, unit)):
            continue
        if _is_laugh(unit.lower()) and (
            length <= _LAUGH_UNSPACED or length + len(unit) < len(text.strip())
        ):
            continue
        return Match(spans=(found.span(),), detail=f'"{unit}" {length // len(unit)} times over.')
    return None


def _emoji_wall(text: str) -> Match | None:
    """More emoji than anything else."""
    found = emoji(text)
    count = len(found)
    if count < _EMOJI_ONLY:
        return None
    characters = sum(map(len, found))
    rest = len(text) - sum(map(text.count, " \n\r\t")) - characters
    if not (rest == 0 or (count >= _EMOJI_WALL and count >= rest)):
        return None
    start = len(text) - len(text.lstrip())
    return Match(spans=((start, len(text.rstrip())),), detail=f"{count} emoji and little else.")


RULE = Rule(
    code="value.repetition",
    category=Category.LOW_VALUE,
    guideline="Add value: a comment says something.",
    author="Your comment says the same thing over and over. Saying it once is enough.",
    moderator="A word, a phrase, a mark or an emoji repeated so often that little else is left.",
    bad="buy it now buy it now buy it now buy it now buy it now",
    good="No, no, no! That is very, very wrong.",
    find=find,
    wake=(Cue.STRETCHED | Cue.REPEATED | Cue.SHORT,),
)
