"""value.gibberish: mashed keys, loose letters, filler text."""

from __future__ import annotations

from collections.abc import Iterable

from modfilter.domain import Category, Limits
from modfilter.rules.cues import Cue
from modfilter.rules.emoji import holds_emoji
from modfilter.rules.rule import Match, Rule
from modfilter.rules.unlikely import along_row, plausibility, unlikely
from modfilter.text.document import Document
from modfilter.text.patterns import late_pattern

_TOKEN = late_pattern(r"\S+")
_LETTERS = late_pattern(r"[^\W\d_]+")
# Addresses, handles, hashtags, file names, code: letters there follow other laws.
_NO_WORD = late_pattern(r"^[@#]|://|www\.|[a-z0-9]\.[a-z]|[\w.]@\w|\w[/\\_]\w|[{}=<>()]\w|\w[(\[{]")
_SHARE = 0.6
"""Unlikely letters among all letters: most of the comment."""
_MIN_LETTERS = 5
_ACRONYM = 6
# One word alone must be worse: among many single words there is always a rare name.
_ALONE_MEAN = 1.3
_TWICE_MEAN = 1.6
_MIN_ALONE = 6
_SPREAD_MEAN = 2.2
# Nobody's name or compound is so long and so odd.
_LONG_ALONE, _LONG_ALONE_MEAN = 14, 1.6
# Where every word is odd, some may be less so.
_ODD_MEAN, _ALL_ODD_MEAN, _ALL_ODD_SHARE, _ALL_ODD_LETTERS = 2.45, 1.85, 0.4, 12
_PLAIN_WORDS = late_pattern(r"[a-z\s.,;!?]+")
_KEYS_TIMES = 3
_SAME_LETTERS = 4
_MASHED, _KEYS, _READABLE = 2, 1, -1
# Three keys in a row: no evidence alone, but none of a language either.
_THREE_KEYS = frozenset(
    """
    asd sdf dfg fgh ghj hjk jkl lkj kjh jhg hgf gfd fds dsa qwe ewq zxc xcv cvb vbn bnm cxz
    """.split()
)
# Rows of keyboards whose letters the table of triples does not know, and of others once more.
_ROWS = tuple(
    way
    for row in (
        "qwertyuiop", "qwertzuiopü", "azertyuiop", "asdfghjklöä", "qsdfghjklmù", "asdfghjklñ",
        "йцукенгшщзхъ", "йцукенгшщзхї", "фывапролджэ", "фівапролджє",
    )
    for way in (row, row[::-1])
)  # fmt: skip
_LAYOUTS = frozenset({"qwerty", "qwertz", "azerty", "йцукен"})
_FEW_KEYS, _MANY_KEYS = 4, 7
# Alone, other rows of four are words, acronyms or the arrow keys of an editor.
_FOUR_KEYS = frozenset("asdf sdfg dfgh fghj ghjk qwer zxcv xcvb cvbn vbnm fdsa lkjh".split())
_MOST_KEYS = 400
_DIGITS = late_pattern(r"[\d\s.,;]+")
_ONE_NUMBER = late_pattern(r"\d{1,3}(?:[., ]\d{3})+(?:[.,]\d{1,2})?|\d+[.,]\d+")
_GROUPS = late_pattern(r"\d+")
_MANY_DIGITS, _FEW_GROUPS = 10, 8
_HOME_ROW_OF_KOREA = late_pattern("(?:ㅁㄴㅇㄹ?)+")
_JAMO_ONLY = late_pattern(r"[ㄱ-ㅣ\s]+")
_LOOSE = late_pattern(r"\s*[A-Za-z](?:\s+[A-Za-z]){5,}\s*")
# Kisses, hugs and laughter.
_LOOSE_FEELINGS = frozenset("xok")
_ROMAN_NUMERALS = frozenset("ivxlcdm")
_FILLER = frozenset(
    """
    lorem ipsum dolor sit amet consectetur consectetuer adipiscing adipisicing elit sed do eiusmod
    tempor incididunt ut labore et dolore magna aliqua enim ad minim veniam quis nostrud
    exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis aute irure in
    reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur excepteur sint occaecat
    cupidatat non proident sunt culpa qui officia deserunt mollit anim id est laborum
    """.split()
)
_FILLER_SIGNS = ("ipsum", "consectetur", "adipiscing", "eiusmod", "incididunt", "ullamco")
_FILLER_WORDS, _FILLER_SHARE = 4, 0.8
_LOOKED_AT = 3_000
"""Characters looked at: gibberish of any length shows in its first ones."""


def find(document: Document, limits: Limits) -> Iterable[Match]:
    """One match, spanning the unlikely words, where they make up most of the comment."""
    text = document.text
    special = (
        _loose_letters(text) or _filler(text) or _rows_only(text) or _all_odd(text)
        or _digits_only(text)
    )  # fmt: skip
    if special:
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        return (Match(spans=((start, end),), detail=special),)
    mashed: list[tuple[int, int, str]] = []
    bad = neutral = good = 0
    # With so many letters in words, whatever follows cannot be most of the comment.
    enough = (1 - _SHARE) * min(len(text), _LOOKED_AT) + 1
    for token in _TOKEN.finditer(text, 0, _LOOKED_AT):
        typed = token.group()
        if not typed.isalpha() and _NO_WORD.search(typed.lower()):
            neutral += min(len(typed), 10)
            continue
        for piece in _LETTERS.finditer(text, token.start(), token.end()):
            word = piece.group()
            kind = _kind(word)
            if kind > 0:
                bad += len(word)
                if kind == _MASHED:
                    mashed.append((piece.start(), piece.end(), word.lower()))
            elif kind == 0:
                neutral += len(word)
            else:
                good += len(word)
        if good > enough:
            return ()
    if (
        bad < _MIN_LETTERS
        or bad < _SHARE * (bad + neutral + good)
        or not _convincing(mashed, text, good)
    ):
        return ()
    words = len(mashed)
    return (
        Match(
            spans=tuple((start, end) for start, end, _ in mashed[:50]),
            detail=f"{words} word{'s' if words > 1 else ''} no language has, "
            f"{round(100 * bad / (bad + neutral + good))} % of the letters.",
        ),
    )


def _loose_letters(text: str) -> str:
    """A sentence on letters one by one that make no word, or nothing."""
    if len(text) > _LOOKED_AT or not text.isascii() or not _LOOSE.fullmatch(text):
        return ""
    letters = "".join(text.lower().split())
    distinct = frozenset(letters)
    if distinct <= _LOOSE_FEELINGS or (len(distinct) > 2 and distinct <= _ROMAN_NUMERALS):
        return ""
    total, count = plausibility(letters)
    # Letters set apart for effect ("t h a n k   y o u") make words, read together.
    if len(distinct) > 2 and total > _SPREAD_MEAN * count and "abcdef" not in letters:
        return ""
    return f"{len(letters)} single letters that make no word."


def _filler(text: str) -> str:
    """A sentence on the filler text of printers, or nothing."""
    lower = text[:_LOOKED_AT].lower()
    if not any(word in lower for word in _FILLER_SIGNS):
        return ""
    words = _LETTERS.findall(lower)
    known = sum(map(_FILLER.__contains__, words))
    if known < min(_FILLER_WORDS, len(words)) or known < _FILLER_SHARE * len(words):
        return ""
    return "Filler text, as printers use it to try a page."


def _rows_only(text: str) -> str:
    """A sentence on pieces of keyboard rows, where there is nothing else, or nothing."""
    if len(text) > _MOST_KEYS:
        return ""
    if "ㅁㄴㅇ" in text and _JAMO_ONLY.fullmatch(text):
        covered = sum(map(len, _HOME_ROW_OF_KOREA.findall(text)))
        return "Keys in a row." if covered >= _SHARE * len("".join(text.split())) else ""
    words = text.lower().split()
    if len(words) == 1 and words[0].strip(".,;!?") in _FOUR_KEYS:
        return "Keys in a row."
    if not words or not all(_is_row(word) for word in words):
        return ""
    if len(words) == 1:
        # Of plain letters, the table of triples knows more.
        return "Keys in a row." if len(words[0]) >= _MANY_KEYS and not text.isascii() else ""
    # Names of keyboards side by side may be an answer.
    if len(set(words)) == len(words) and _LAYOUTS.issuperset(words):
        return ""
    return "Keys in a row."


def _all_odd(text: str) -> str:
    """A sentence on a comment in small letters without one likely word in it, or nothing."""
    if len(text) > _MOST_KEYS or not _PLAIN_WORDS.fullmatch(text):
        return ""
    words = _LETTERS.findall(text)
    if not words:
        return ""
    # "Asd" is also what doctors call autism.
    least = _KEYS_TIMES if set(words) == {"asd"} else _KEYS_TIMES - 1
    if len(words) >= least and _THREE_KEYS.issuperset(words):
        return "Keys in a row."
    if len(set(words)) >= _SAME_LETTERS and all(len(set(word)) == 1 < len(word) for word in words):
        return "Words of one letter each."
    letters = sum(map(len, words))
    if len(set(words)) < 2 or letters < _ALL_ODD_LETTERS:
        return ""
    total = mashed = 0
    for word in words:
        level, count = plausibility(word)
        if len(word) > 2 and level > _ODD_MEAN * count:
            return ""
        total += level
        mashed += len(word) if unlikely(word) else 0
    if total > _ALL_ODD_MEAN * letters or mashed < _ALL_ODD_SHARE * letters:
        return ""
    return f"{len(words)} words that no language has."


def _digits_only(text: str) -> str:
    """A sentence on digits and nothing else, more than a number or a date has, or nothing."""
    if len(text) > _MOST_KEYS or not _DIGITS.fullmatch(text) or _ONE_NUMBER.fullmatch(text.strip()):
        return ""
    groups = _GROUPS.findall(text)
    digits = sum(map(len, groups))
    # More of them are a list, of which the rule is not asked.
    return (
        f"{digits} digits and not a word."
        if digits >= _MANY_DIGITS and len(groups) <= _FEW_GROUPS
        else ""
    )


def _is_row(word: str) -> bool:
    return len(word) >= _FEW_KEYS and any(word in row for row in _ROWS)


def _kind(word: str) -> int:
    """Mashed keys, keys in a row that are too few to tell, a word, or none of these (0)."""
    if not word.isascii():
        return _READABLE
    if word.isupper() and len(word) <= _ACRONYM:
        return 0
    if word.lower() not in _FILLER and unlikely(word):
        return _MASHED
    if len(word) > 3:
        return _READABLE
    lower = word.lower()
    if lower in _THREE_KEYS:
        return _KEYS
    return _READABLE if any(vowel in lower for vowel in "aeiouy") else 0


def _convincing(mashed: list[tuple[int, int, str]], text: str, good: int) -> bool:
    """True for two mashed words, or one that no rare name or abbreviation could be."""
    distinct = sorted({word for _, _, word in mashed})
    if len(distinct) != 1:
        # Key rows too short to tell, and nothing beside them, convince nobody.
        return len(distinct) > 1
    word = distinct[0]
    if along_row(word):
        return True
    if good or holds_emoji(text):
        # Words beside it speak for a name or a slip of the finger; a face, for a friend's handle.
        return False
    total, count = plausibility(word)
    worst = _ALONE_MEAN if len(mashed) == 1 else _TWICE_MEAN
    if len(word) >= _LONG_ALONE:
        worst = max(worst, _LONG_ALONE_MEAN)
    return len(word) >= _MIN_ALONE and total <= worst * count


RULE = Rule(
    code="value.gibberish",
    category=Category.LOW_VALUE,
    guideline="Add value: a comment says something.",
    author="Your comment does not read as words of any language we know. "
    "If it got garbled, please write it once more.",
    moderator="Most letters stand in orders that words of no language have: mashed keys, "
    "loose letters, or the filler text of printers.",
    bad="asdfgh jkl; sdkfjh",
    good="Szczęśliwego Nowego Roku!",
    find=find,
    wake=(Cue.UNLIKELY | Cue.SHORT,),
)
