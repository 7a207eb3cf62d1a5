"""Addresses that readers are told how to put together: "example*com, the star is a dot".

Also those in pieces ("exam" + "ple.com"), with a picture for the dot, in percent form, and short
links read aloud ("bitly slash abc123").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from modfilter.rules.word_set import word_set
from modfilter.text.patterns import late_pattern

Found = tuple[int, int, str]

_ENDING = r"(com|net|org|info|biz|xyz|ru|io|co)"
_SURE_ENDING = r"(com|org|net|info|biz)"
# What stands for the dot by its looks; the fold makes "." of the middle dots that are letters' own.
_DOT_LIKE = (
    "\u2219\u22c5\u2027\u25cf\u25cb\u25e6\u26ab\u26aa\u23fa"
    "\U0001f534\U0001f535\u2022\u00b7\u30fb\uff65"
)
_PICTURED = late_pattern(rf"(?<![\w.\-])([\w\-]{{3,40}}+)[{_DOT_LIKE}]\ufe0f?{_ENDING}(?![\w'])")
_AMID_PICTURES = late_pattern(
    r"([\w\-]{2,40}+)(?:(?:\s?[^\x00-\u203c\w\s]){1,4}\s?\.[^\x00-\u203c\w\s]{0,4}"
    rf"|\s?\.[^\x00-\u203c\w\s]{{1,4}}){_SURE_ENDING}(?![\w'])"
)
_STARRED = late_pattern(r"(?<![\w.*|^~\-])([\w\-]{3,40}+)[*|^~]{1,2}(com|org|net)(?![\w'*|^~\-])")
_PIECES = late_pattern(
    r"(?<!\w)((?:[\w\-.]{2,40}+[\"']?\s?\+\s?[\"']?){1,6})(?:\.|dot)\s?(com|org|info|biz|ru)(?![\w'])"
)
_MARKED = late_pattern(
    r"(?<![\w.\-])([\w\-]{3,40})(?:\s{0,2}[^\w\s\"'()]{1,3}\s{0,2}|\s{1,2})"
    r"(com|org|biz|xyz|ru)(?![\w'\-])"
    r"|(?<![\w.\-])([\w\-]{3,40})[^\w\s\"'()\-](net|info)(?![\w'\-])"
)
_SORT_OF = late_pattern(
    r"(?<![\w.])([\w\-]{4,40}),?\s(?:(?:and\s)?it'?s|and it is|it is|is)\s(?:an?|on)\s(?:dot\s|\.)"
    r"(com|org|net|info)(?!\s?(?:bubble|boom|crash|compan|business|domain|millionaire)|\w)"
)
_LONE_ENDING = late_pattern(r"(?:com|org|biz|xyz|ru|net|info)(?![\w'\-])")
# A short word for the dot and what to do about it, near the address.
_INSTRUCTION = late_pattern(
    r"(?<!\w)(?:replace|swap|change|substitute|remove|delete|drop|take out|put|insert|add|turn"
    r"|without|ignore|imagine|read)(?!\w)[^.\n]{0,40}?(?<!\w)(?:dots?|spaces?|stars?|commas?"
    r"|asterisks?|brackets?|gaps?|dash(?:es)?|hyphens?|periods?|full stops?|exclamation marks?"
    r"|symbols?|emojis?)(?!\w)"
    r"|(?<!\w)(?:star|comma|hyphen|dash|space|asterisk|underscore|symbol)"
    r"\s?(?:=|is|means|for|stands for)\s?(?:an?\s|the\s)?(?:dot|period|full stop)(?!\w)"
    r"|(?<!\w)where\s(?:the\s|a\s)?(?:dot|period|full stop)s?\s(?:goes|go|is|belongs?|should)(?!\w)"
    r"|(?<!\w)(?:dot|period|full stop)\s(?:goes\s)?(?:in\s)?between(?!\w)"
)
_AROUND = 90
_MOST_INSTRUCTIONS = 16
_NO_LABEL = word_set(
    """
    the and for from with that this was are not into onto out all any its their our your his her
    google dot via period full stop domain site website ending extension suffix address this that
    what which company business startup firm industry economy
    """
)
_READ_ALOUD = late_pattern(
    r"(?<![\w./])(?:(bit\sly|bitly|tinyurl|cutt\sly|goo\sgl|discord\sgg|linktree)\s?(?:/\s?|slash\s)"
    r"|(tiny\surl|link\stree|t\sme|wa\sme|youtu\sbe|discordgg)\sslash\s)[\w\-]{3,40}"
)
_HOSTS = {
    "bitly": "bit.ly", "tinyurl": "tinyurl.com", "cuttly": "cutt.ly",
    "googl": "goo.gl", "tme": "t.me", "wame": "wa.me", "discordgg": "discord.gg",
    "youtube": "youtu.be", "linktree": "linktr.ee",
}  # fmt: skip
_PERCENT = late_pattern(r"https?%3a(?:%2f|/){0,2}([^\s%/]+)\S*")
_DISGUISED_DOT = r"(?:\s?[\[({<]\s?(?:\.|,|dot)\s?[\])}>]\s?|\sdot\s)"
_NUMBERS = late_pattern(rf"(?<![\w.])\d{{1,3}}+(?:{_DISGUISED_DOT}\d{{1,3}}+){{3}}(?![\w])")
_DOT_SIGNS = (" dot ", "[", "(.", "( .", "(,", "(dot", "( dot", "{", "<.", "<dot", "< ")
_READ_SIGNS = (
    "bit ly", "bitly", "tinyurl", "tiny url", "cutt ly", "goo gl", "t me ", "wa me", "discord gg",
    "discordgg", "youtu be", "linktree", "link tree",
)  # fmt: skip
_SIGNS = ("*com", "*org", "*net", "|com", "^com", "~com", "|org", "|net", "^org", "^net", "~org")
_INSTRUCTING = (
    "dot", "space", "star", "comma", "asterisk", "bracket", "gap", "dash", "hyphen", "period",
    "full stop", "exclamation", "symbol", "emoji",
)  # fmt: skip


def put_together(text: str) -> Iterator[Found]:
    """Such addresses of a surface text: start, end and host (as far as it can be read)."""
    if not text.isascii():
        for match in _PICTURED.finditer(text):
            yield *match.span(), ".".join(match.groups())
        if "com" in text or "org" in text or "net" in text or "info" in text or "biz" in text:
            for match in _AMID_PICTURES.finditer(text):
                yield *match.span(), ".".join(match.groups())
    if any(map(text.__contains__, _SIGNS)):
        for match in _STARRED.finditer(text):
            yield *match.span(), ".".join(match.groups())
    if "+" in text:
        for match in _PIECES.finditer(text):
            yield *match.span(), re.sub(r"[\s+\"']", "", match.group(1)) + "." + match.group(2)
    if _LONE_ENDING.search(text) and any(map(text.__contains__, _INSTRUCTING)):
        yield from _instructed(text)
    if ("slash" in text or "/" in text) and any(map(text.__contains__, _READ_SIGNS)):
        for match in _READ_ALOUD.finditer(text):
            yield *match.span(), _HOSTS.get(re.sub(r"\s", "", match.group(1) or match.group(2)), "")
    if "%3a" in text:
        for match in _PERCENT.finditer(text):
            yield *match.span(), match.group(1)
    if " dot " in text or " ." in text:
        for match in _SORT_OF.finditer(text):
            if match.group(1) not in _NO_LABEL:
                yield *match.span(), ".".join(match.groups())
    if any(map(text.__contains__, _DOT_SIGNS)):
        for match in _NUMBERS.finditer(text):
            octets = re.findall(r"\d+", match.group())
            if max(map(int, octets)) < 256:
                yield *match.span(), ".".join(octets)


def _instructed(text: str) -> Iterator[Found]:
    found = islice(_INSTRUCTION.finditer(text), _MOST_INSTRUCTIONS)
    instructions = [match.span() for match in found]
    if not instructions:
        return
    for match in _MARKED.finditer(text):
        start, end = match.span()
        label, ending = filter(None, match.groups())
        if label in _NO_LABEL or label.isdigit():
            continue
        if any(first < end + _AROUND and last > start - _AROUND for first, last in instructions):
            yield start, end, f"{label}.{ending}"
