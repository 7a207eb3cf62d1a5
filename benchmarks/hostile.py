"""Long runs of everything that a rule or the folding cares about, beside plain prose."""

from __future__ import annotations

import statistics
import string
import time
from collections.abc import Callable, Sequence

from benchmarks.result import Result
from benchmarks.timing import one_core, progress

LENGTH = 20_000
_TURNS = 3
_PROSE = 5
_SHOWN = 12

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
    # Every token another one: nothing that is remembered helps.
    numbers = " ".join(f"{at:x}" for at in range(length))
    texts["distinct hexadecimal numbers"] = numbers[:length]
    texts["distinct marked tokens"] = " ".join(f"a*{at:x}.b" for at in range(length))[:length]
    texts["distinct Cyrillic tokens"] = " ".join(f"а{at:x}ж" for at in range(length))[:length]
    texts["distinct domains"] = " ".join(f"a{at:x}.com" for at in range(length))[:length]
    texts["distinct insults"] = " ".join(f"idi{at:x}ot" for at in range(length))[:length]
    return texts


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """`Moderator.check` of every text, best of three, over plain prose of the same length."""
    from modfilter.moderator import Moderator

    moderator = Moderator.load()
    joined = " ".join(texts)
    step = max(1, (len(joined) - LENGTH) // _PROSE)
    plain = [joined[at * step :][:LENGTH] for at in range(_PROSE)]
    hostile = hostile_texts(min(LENGTH, len(joined)))
    if comments is not None:
        hostile = dict(list(hostile.items())[:: max(1, len(hostile) // comments)])
    with one_core():
        usual = [_seconds(lambda text=text: moderator.check(text)) for text in plain]  # type: ignore[misc]
        prose = statistics.median(best for best, _ in usual)
        prose_first = statistics.median(first for _, first in usual)
        found: list[tuple[float, float, str]] = []
        for at, (name, text) in enumerate(hostile.items()):
            if at % 50 == 0:
                progress(f"{at} of {len(hostile)} texts")
            best, first = _seconds(lambda text=text: moderator.check(text))  # type: ignore[misc]
            found.append((best, first, name))
    found.sort(reverse=True)
    result = Result(
        "hostile",
        f"`check` of {len(hostile)} hostile texts of {LENGTH:,} characters, best of {_TURNS}, "
        f"beside plain prose ({prose * 1e3:.1f} ms, {prose_first * 1e3:.1f} ms at first sight)",
    )
    result.table.append(("text", "ms", "x prose", "ms at first sight", "x prose"))
    result.table += [_row(*row, prose, prose_first) for row in found[:_SHOWN]]
    result.at_most("slowest : plain prose", found[0][0] / prose, 3)
    slowest_first = max(first for _, first, _ in found)
    result.at_most("slowest : plain prose, at first sight", slowest_first / prose_first, 3)
    over = [name for best, _, name in found if best > 3 * prose]
    if over:
        result.remarks.append(f"{len(over)} texts take over 3 x: " + "; ".join(over[:60]))
    return result


def _seconds(call: Callable[[], object]) -> tuple[float, float]:
    """Best of a few turns, and the first."""
    seconds = []
    for _ in range(_TURNS):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return min(seconds), seconds[0]


def _row(best: float, first: float, name: str, prose: float, prose_first: float) -> tuple[str, ...]:
    return (
        f"`{name}`",
        f"{best * 1e3:.1f}",
        f"{best / prose:.1f}",
        f"{first * 1e3:.1f}",
        f"{first / prose_first:.1f}",
    )
