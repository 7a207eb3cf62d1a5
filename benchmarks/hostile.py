"""Long runs of everything that a rule or the folding cares about, beside plain prose."""

from __future__ import annotations

import gc
import statistics
import string
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.result import Result
from benchmarks.timing import one_core, progress

if TYPE_CHECKING:
    from modfilter.moderator import Moderator

LENGTH = 20_000
_TURNS = 3
_PROSE = 5
_SHOWN = 12
_LISTED = 60
_CALM = "The council met on Tuesday to talk about the new bridge over the river. "

_BEYOND_ASCII = {
    "Cyrillic a": "а", "e with an accent": "é", "sharp s": "ß", "dotted I": "İ", "ligature": "ﬃ",
    "full-width a": "ａ", "full-width 1": "１", "full-width full stop": "．",
    "mathematical a": "𝐚", "circled a": "ⓐ", "zero-width space": "\u200b",
    "zero-width joiner": "\u200d", "right-to-left override": "\u202e", "soft hyphen": "\u00ad",
    "word joiner": "\u2060", "byte order mark": "\ufeff", "no-break space": "\u00a0",
    "combining acute": "\u0301", "enclosing keycap": "\u20e3", "emoji": "🎉",
    "emoji with skin tone": "👍🏽", "family": "👨‍👩‍👧", "flag": "🇺🇳", "regional indicator": "🇺",
    "variation selector": "\ufe0f", "tag space": "\U000e0020", "Han": "好", "kana": "あ",
    "hangul": "한", "jamo": "ᄀ", "Arabic": "ب", "Hebrew": "א", "Devanagari": "क", "Thai": "ก",
    "apostrophe": "’", "quotation marks": "“", "guillemets": "«", "dash": "—", "ellipsis": "…",
    "NUL": "\0", "escape": "\x1b", "lone surrogate": "\ud800", "replacement": "\ufffd",
    "ideographic stop": "。", "Arabic digit": "٣", "very long ligature": "ﷺ",
}  # fmt: skip
_UNITS = (
    "ab", "a ", "a a a ", "A a ", "a. ", "a.b.c.", "a-b-c-", "a b c  ", "h t t p ", "i d i o t ",
    "i.d.i.o.t ", "i-d-i-o-t ", "i\n", "1a1a", "a1", "4a", "@a@a", "$a", "!a", "0 ", "5 5 5 ",
    "1.2.3.4 ", "1.2.", "1,", "0123456789", "555-0100 ", "+1 555 0100 ", "(555) ", "((((", "[a](",
    "[a](b) ", "![", "[[a]]", "<a ", "<a href=", "<a>", "</a>", "&lt;a ", "&#", "&amp;", "[url=",
    "[url]a[/url]", "[quote]", "> a\n", '"a" ', '"', "'a' ", "''", "“a” ", "`a` ", "```",
    "idiot ", "idiots", "you ", "you are ", "you idiot ", "You are an idiot. ", "m*ron ", "m*",
    "1d10t ", "idiooooot ", "id iot ", "youidiot", "kill ", "i will kill you ", "not ", "no ",
    "dot ", "a dot b ", "dot com ", "example dot com ", "example[.]com ", "example.com ",
    "example.com", "www.", "www ", "http://", "http:// ", "https://example.com/ ", "hxxp://",
    "http", "htt", ".com", ".com ", "com ", "a.co ", "x.", "xn--", "xn--a.", "t.me/", "t.me/a ",
    "bit.ly/a ", "@", "@a ", "a@", "a@b", "a@b.co ", "a@b.", "a at b dot com ", "at ", "(at) ",
    "[at]", "(dot)", "whatsapp ", "telegram @a ", "call me ", "a/b/", "//", "a//", "\\", "a:b:",
    "::1 ", "fe80::", "com/", "?a=b&", "=a", "%20", "#a ", "a#", "a_b_", "__", "**", "* ", "~a~",
    "a\u0301", "a\u200b", "a\u200b ", "аa", "ａ ", "．com", "🎉 ", "🎉a", "é.", "é ", "好。", "好 ",
    "а. ", "ⓐ ", "\u200b ", "\r\n", "\n\n\n", "\t", " \n", "a\n", ". ", "...", "... ", "!? ",
    "!!! ", "HELLO ", "Hello ", "A", "AB ", "LOL ", "haha", "hahaha ", "aaaa ", "aaaab", "qwrtp ",
    "xkcdz", "the ", "the cat ", "the cat sat on the mat. ", "e.g. ", "U.S. ", "Node.js ", "3/4 ",
    "don't ", "o'", "a'b'", "well-known ", "-a", "a--b ", "supercalifragilistic ",
)  # fmt: skip

_SHAPES = ("a{}", "1{}", "{} ", "word{}", "word {}", "a{}b ")


def hostile_texts(length: int = LENGTH) -> dict[str, str]:
    """Texts of `length` characters by name."""
    units: dict[str, str] = {}
    for char in string.punctuation + string.digits + string.ascii_letters + " \t\n\r\v\f":
        units[f"run of {char!r}"] = char
    for mark in string.punctuation:
        for unit in (
            f"a{mark}",
            f"1{mark}",
            f"{mark} ",
            f"word{mark}",
            f"word {mark}",
            f"a{mark}b ",
        ):
            units[f"run of {unit!r}"] = unit
    units |= {f"run of {name}": char for name, char in _BEYOND_ASCII.items()}
    units |= {f"run of {unit!r}": unit for unit in _UNITS}
    texts = {name: (unit * (length // len(unit) + 1))[:length] for name, unit in units.items()}
    for mark in "-'\"(“":
        # Marks that may lead a word, and one that no common word has behind it.
        texts[f"{mark!r} before a word"] = ("é " + mark * length)[: length - 2] + "x*"
    # Every token another one: nothing that is remembered helps.
    numbers = " ".join(f"{at:x}" for at in range(length))
    texts["distinct hexadecimal numbers"] = numbers[:length]
    texts["distinct marked tokens"] = " ".join(f"a*{at:x}.b" for at in range(length))[:length]
    texts["distinct Cyrillic tokens"] = " ".join(f"а{at:x}ж" for at in range(length))[:length]
    texts["distinct domains"] = " ".join(f"a{at:x}.com" for at in range(length))[:length]
    texts["distinct insults"] = " ".join(f"idi{at:x}ot" for at in range(length))[:length]
    return texts


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """`Moderator.check` of every text, best of three, over plain texts of the same length."""
    from modfilter.moderator import Moderator

    moderator = Moderator.load()
    joined = " ".join(texts)
    length = min(LENGTH, len(joined))
    step = max(1, (len(joined) - length) // _PROSE)
    hostile = hostile_texts(length)
    if comments is not None:
        hostile = dict(list(hostile.items())[:: max(1, len(hostile) // comments)])
    with one_core():
        prose = [_timed(moderator, joined[at * step :][:length]) for at in range(_PROSE)]
        calm = _timed(moderator, (_CALM * (length // len(_CALM) + 1))[:length])
        found: list[tuple[_Taken, str]] = []
        for at, (name, text) in enumerate(hostile.items()):
            if at % 50 == 0:
                progress(f"{at} of {len(hostile)} texts")
            found.append((_timed(moderator, text), name))
    plain = _Taken(*map(statistics.median, zip(*prose, strict=True)))
    found.sort(reverse=True)
    result = Result(
        "hostile",
        f"`check` of {len(hostile)} hostile texts of {length:,} characters, best of {_TURNS}, "
        f"beside comments' prose ({plain.best * 1e3:.1f} ms; {plain.first * 1e3:.1f} ms at first "
        f"sight) and one calm sentence again and again ({calm.best * 1e3:.1f} ms)",
    )
    result.table.append(("text", "ms", "x prose", "x calm", "ms at first sight", "x prose"))
    result.table += [_row(name, taken, plain, calm) for taken, name in found[:_SHOWN]]
    slowest = found[0][0].best
    result.at_most("slowest : prose", slowest / plain.best, 3)
    result.at_most("slowest : calm sentence", slowest / calm.best, 3)
    first = max(taken.first for taken, _ in found)
    result.at_most("slowest : prose, at first sight", first / plain.first, 3)
    for what, limit in (("prose", plain.best), ("the calm sentence", calm.best)):
        over = [name for taken, name in found if taken.best > 3 * limit]
        if over:
            listed = "; ".join(f"`{name}`" for name in over[:_LISTED])
            more = "; …" if len(over) > _LISTED else ""
            result.remarks.append(f"{len(over)} texts take over 3 x {what}: {listed}{more}")
    return result


class _Taken(NamedTuple):
    """Seconds for a text: the best of a few turns, and the first."""

    best: float
    first: float


def _timed(moderator: Moderator, text: str) -> _Taken:
    seconds = []
    # A collection of all that was made before is no text's doing.
    gc.collect()
    for _ in range(_TURNS):
        started = time.perf_counter()
        moderator.check(text)
        seconds.append(time.perf_counter() - started)
    return _Taken(min(seconds), seconds[0])


def _row(name: str, taken: _Taken, plain: _Taken, calm: _Taken) -> tuple[str, ...]:
    return (
        f"`{name}`",
        f"{taken.best * 1e3:.1f}",
        f"{taken.best / plain.best:.1f}",
        f"{taken.best / calm.best:.1f}",
        f"{taken.first * 1e3:.1f}",
        f"{taken.first / plain.first:.1f}",
    )
