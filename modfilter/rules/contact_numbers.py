"""Telephone numbers among the many other numbers of a news comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from modfilter.text.patterns import late_pattern

_RUN = late_pattern(
    r"(?:(?<![\w.,$€£¥%=&@])(?:\+ ?|\(\+?)?\(?|(?<=[a-z])(?:\+|\())\d(?:[ ().\-/\xa0]{0,3}\d)*"
)
_LONG_ENOUGH = late_pattern(r"\d(?:[ ().\-/\xa0]{0,3}\d){6}")
_GAP = r"[\s:.,;#=\-+(>|*]{1,4}"
_ASKED = late_pattern(
    r"(?<!\w)(?:calls?|phone|phones|tel|telephone|telefone?|tel[eé]fono|mobile|mob|cell|cellphone|whats\s?app|text|sms"
    r"|number|fax|reach|ring|dial|viber|telegram|signal|hotline|line|handy|imo|wa|contact|ph|landline"
    r"|appelle[rz]?|anrufen|ll[aá]mame|llamar?|ligue|chiamami|bel|zadzwoń|dzwoń|позвоните|звоните"
    r"|(?:ruf|ruft|rufen sie)\s(?:mich|uns)\s(?:an|unter)|call)"
    rf"(?:{_GAP}(?:me|us|him|her|them|at|on|is|é|es|ist|est|no|nr|number|now|or|and|text|call|calls|the|my|our|his|under"
    r"|office|today|anytime|al|ao|directly|please|whatsapp|sms|via|in|le|la|au|unter|only|for|a|quote|free|\w+\s(?:on|at))){0,4}"
    r"[\s:.,;#=\-+(>|*]{0,4}$"
)
_ASKED_AFTER = late_pattern(
    r"[\s,(\-]{1,3}(?:and |or |to |if |please |just )?(?:call|text|whats\s?app"
    r"|phone|ring|sms|mobile|cell|ask for|day or night|"
    r"tel|ext\.?|anytime)(?!\w)"
)
_OTHER = late_pattern(
    r"(?:isbn|issn|doi|pmid|order|case|bill|section|act|law|article|docket"
    r"|page|pages|pp|p|vol|iban|serial|model|invoice|patent|"
    r"resolution|regulation|directive|flight|bus|route|highway|room|id|ticket|file|ref|part|"
    r"psalm|verse|account|population|lat|lon|gps|coordinates|between|from|years?|in|sku|upc|ean)"
    r"[\s.:#(]{0,3}(?:no|nr|number|numbers|code)?[\s.:#(]{0,3}$"
)
_UNITS_AFTER = late_pattern(
    r"\s?(?:%|€|\$|£|°|million|billion|trillion|thousand|people|votes"
    r"|voters|km|kg|miles|meters|metres|dollars|euros|pounds|"
    r"barrels|tons|tonnes|jobs|deaths|cases|hectares|years|views|subscribers"
    r"|n\b|s\b|e\b|w\b)|,\d|\.\d|:\d|[a-z_@%]|x\d"
)
_NANP = late_pattern(
    r"(?:\+?1[ .\-]?)?(?:\([2-9]\d\d\)[ .\-]?|[2-9]\d\d[ .\-])[2-9]\d\d[ .\-]\d{4}"
)
_TOLL_FREE = late_pattern(r"1[ .\-]\(?8(?:00|33|44|55|66|77|88)\)?[ .\-]\d{3}[ .\-]\d{4}")
_DATE = late_pattern(
    r"(?:1[5-9]|20)\d\d[ .\-/](?:0?[1-9]|1[0-2])[ .\-/](?:0?[1-9]|[12]\d|3[01])(?:\D.*)?"
    r"|(?:0?[1-9]|[12]\d|3[01])[ .\-/](?:0?[1-9]|[12]\d|3[01])[ .\-/](?:1[5-9]|20)?\d\d(?:\D.*)?"
)
_YEARS = late_pattern(r"(?:(?:1[0-9]|20)\d\d[ .\-/()]{1,3})+(?:1[0-9]|20)?\d\d")
_PAIRS = late_pattern(r"0\d(?:[ .\-]\d\d){4}")
_TRUNK = late_pattern(r"\(?0[1-9]\d{0,5}\)?[ \-/]{1,3}\d{2,8}(?:[ \-]\d{2,8}){0,4}")
_THOUSANDS = late_pattern(r"\+?\d{1,3}(?:[ .\xa0]\d{3}){2,}")


_O_FOR_ZERO = late_pattern(r"(?<=\d)o{1,4}(?=[\d\s().\-/]|$)")
_DIGIT_O = late_pattern(r"\do")
# Of seven to dial, so many at least are typed as digits.
_FEWEST_DIGITS = 4
_HELD_APART = late_pattern(r"0(?:[ .\-]\d){8,14}")


def phone_places(text: str) -> Iterator[tuple[int, int]]:
    """Where a surface text holds telephone numbers, noughts typed as the letter O included."""
    if sum(map(text.count, "0123456789")) < _FEWEST_DIGITS:
        return
    if _DIGIT_O.search(text):
        text = _O_FOR_ZERO.sub(lambda match: "0" * len(match.group()), text)
    first = _LONG_ENOUGH.search(text)
    if first is None:
        return
    # A run may start with a plus sign, a space and brackets.
    for match in _RUN.finditer(text, max(0, first.start() - 4)):
        start, end = match.span()
        if end - start < 7:
            continue
        if _is_phone(text, match.group(), start, end):
            yield start, end


def _is_phone(text: str, run: str, start: int, end: int) -> bool:
    digits = "".join(char for char in run if char.isdigit())
    if not 7 <= len(digits) <= 15 or not run.isascii() or len(set(digits)) < 2:
        return False
    body = run.strip(" ()")
    if _PAIRS.fullmatch(body) or (_HELD_APART.fullmatch(body) and digits[1:4] != "123"):
        return True
    if _UNITS_AFTER.match(text, end) or _DATE.fullmatch(body) or _YEARS.fullmatch(body):
        return False
    looks = _looks_like_phone(run, body, digits)
    if looks is False:
        return False
    if looks and not _OTHER.search(text, max(0, start - 24), start):
        return True
    return (
        _ASKED_AFTER.match(text, end) is not None
        or _ASKED.search(text, max(0, start - 48), start) is not None
    )


def _looks_like_phone(run: str, body: str, digits: str) -> bool | None:
    """Whether a run of digits is a telephone number by its style; None where the words decide."""
    if digits[:3] in ("978", "979") and len(digits) == 13 and not run.lstrip("(").startswith("+"):
        return False
    if _NANP.fullmatch(run) or _TOLL_FREE.fullmatch(run):
        return True
    groups = [group for group in re.split(r"\D+", run) if group]
    if _THOUSANDS.fullmatch(body) and digits[-3:] == "000":
        return False
    if run.lstrip("(").startswith("+"):
        return len(digits) >= 8 and digits[0] != "0" and len(groups) <= 8
    if run.startswith("00") and len(digits) >= 10 and digits[2] != "0":
        return len(groups) > 1 or None
    if _TRUNK.fullmatch(run) and 9 <= len(digits) <= 12 and len(groups) > 1:
        return len(groups[0]) > 2 or len(groups) > 2 or None
    plain = run == digits and digits[0] == "0" and digits[1] != "0" and len(digits) in (10, 11)
    if plain and len(set(digits)) > 3 and not _is_isbn(digits):
        return True
    return None if _may_be_dialled(run, groups, digits) else False


def _is_isbn(digits: str) -> bool:
    """True where ten digits hold the check digit of an ISBN-10."""
    weighed = sum((10 - at) * int(digit) for at, digit in enumerate(digits))
    return len(digits) == 10 and weighed % 11 == 0


def _may_be_dialled(run: str, groups: list[str], digits: str) -> bool:
    """What counts as a number where the author speaks of calling: any style but figures."""
    if "/" in run and not run.startswith(("0", "(0")):
        return False
    if len(groups) > 1 and max(map(len, groups)) < 3 and digits[0] != "0":
        return False
    if len(groups) > 2 and all(
        group in ("911", "112", "999", "000", "110", "988", "101", "111") for group in groups
    ):
        return False
    return not _THOUSANDS.fullmatch(run) or "." not in run
