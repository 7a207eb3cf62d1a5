"""Addresses written so that no machine should see them: hxxp, [dot], "dot com", held apart.

Each detector looks for the telling piece first (the bracketed dot, the word "dot", the ending) and
then reads a bounded stretch to its left, so that hostile texts cost linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from modfilter.rules.link_hosts import INVITATIONS, SHORTENERS
from modfilter.rules.link_recipes import put_together
from modfilter.rules.link_sites import address_end, sends_to
from modfilter.rules.link_suffixes import NEWER, PLAIN, PROMOTED, WORDS, is_top_level
from modfilter.rules.word_set import word_set
from modfilter.text.folded import Folded
from modfilter.text.patterns import late_pattern

Found = tuple[int, int, str]

_LEFT = 80
_ENDING_LEET = {
    "c0m": "com",
    "kom": "com",
    "n3t": "net",
    "0rg": "org",
    "inf0": "info",
    "ком": "com",
    "ру": "ru",
}

_LABEL_LEFT = late_pattern(r"[\w\-]+(?:\.[\w\-]+)*\s{0,2}$")
_TAIL = late_pattern(
    r"(?:(?:\s?\.\s?|\s?[\[({]\s?(?:\.|dot)\s?[\])}]\s?|\sdot\s)(?:br|uk|au|nz|za|mx|ar|tr|cn|jp|kr|sg|hk)(?!\w))?(?:\s?/\s?[^\s<>\"]*+|:\d{2,5})?"
)

_BRACKET_DOT = late_pattern(
    r"[\[({<]{1,2}\s?(?:[.,]|d[ .\-]?[o0][ .\-]?t|punkt|punto|ponto|point|точка)\s?[\])}>]{1,2}"
    r"[\s\-_]{0,2}[\[({<]?(\w{2,24}+)"
)
_BRACKET_PERIOD = late_pattern(
    r"[\[({<]\s?(?:period|full stop)\s?[\])}>]\s{0,2}(\w{2,24}+)(?![\w'])"
)
# What goes on as it began: "shop(.)example(.)com".
_MORE = late_pattern(r"(?:\s?[\[({<]\s?(?:\.|d[o0]t)\s?[\])}>]\s?|\sdot\s)(\w{2,24}+)(?![\w'])")
_MOST_LABELS = 4
_HELD_LETTERS = 5
# Prose has no full stop in brackets inside a word, whatever the ending.
_BETWEEN_WORDS = late_pattern(r"(?:\[[.]\]|\([.]\)|\{[.]\}|\[dot\]|\(dot\)|\{dot\})\w+")
_BRACKET_ENDING = late_pattern(r"\.\s?[\[({](com|net|org|info|biz)[\])}]")
_CODED_DOT = late_pattern(r"(?:%2e|&(?:amp;)?(?:#46|#x2e|period);)(\w{2,24}+)")
_DOT_WORD = late_pattern(
    r"(?<=[\s\-_*~])[\"'`]?"
    r"(?:d[ .\-]?[o0][ .\-]?t|punkt|punto|ponto|tochka|точка|(?:dt|point)(?=\scom(?!\w)))"
    r"[\"'`]?[\s\-_*~]{1,2}(\w{2,10}+)(?![\w'])"
)
_DOT_HELD = late_pattern(
    r"(?<=[\w\-])\s{1,3}d ?[o0] ?t\s{0,2}(c [o0] m|n e t|o r g)(?!\w)"
    r"|(?<=[\w\-])\s{1,3}d [o0] t\s?(com|net|org)(?!\w)"
)
_DOT_JOINED = late_pattern(r"d[o0]t(?:(com|net|org|info)(?!\w)|(be|ly|co|me|gl|io|tk|ru)/)")
_SPACED_DOT = late_pattern(
    r"\.[ \t\xa0\n]{0,8}(com|c0m|org|0rg|net|n3t|info|biz|io|co|ru|br"
    r"|uk|ca|ly|tv|me|tk|xyz|gl|gg|de)(?![\w'])"
)
# " . online" before the end of a sentence, and what is typed for a dot by mistake or on purpose.
_SPACED_PROMOTED = late_pattern(
    r"[ \t]\.[ \t](online|site|website|shop|store|club|tech|live|news|blog|vip|top)"
    r"(?=\s?[,;:!?)]|\s?\.?\s{0,9}$)"
)
_ODD_MARK = late_pattern(r"(?<=[\w\-])(?:\.{2,4}|[;:'])(com|org)(?=\s{0,9}$|[,;!?)])")
_ENDING_IN_BRACKETS = late_pattern(r"(?:(?<=\w)\(|(?<=[\w\-])\s?[\[{])\.(com|net|org|info)[\])}]")
_COMMA = late_pattern(r",(com|c0m|org|net|info|biz|ru)(?![\w'])")
_LEET_ENDING = late_pattern(r"\.(c0m|n3t|0rg)(?!\w)")
_HELD_ENDING = late_pattern(r"[.,]\s?(c ?[o0] ?m|n ?[e3] ?t|[o0] ?r ?g|r ?u)(?![\w])")
_LETTERED_ENDING = late_pattern(r"c[.,\-_]o[.,\-_]m(?!\w)")
_LETTERED_LEFT = late_pattern(r"(?<![\w.,\-])(?:(?:[a-z0-9][.,\-_]){3,}|[a-z0-9\-]{3,40}[.,_])$")
# Every letter held apart; what is not spelled like "c o m" has more letters to tell by.
_ALL_HELD = late_pattern(r"(?<!\S)(?:[a-z0-9]\s){6,40}\.(?:\s[a-z]){2,12}(?!\S)")
_HELD_LEFT = late_pattern(r"(?:(?<!\S)[\w\-]\s?){3,}$")
_HXXP = late_pattern(
    r"(?:hxxps?|h\*\*ps?|htxps?|h__ps?|hттps?|ht\*ps?|h\.t\.t\.ps?)(?=[^a-z])[^\s]*+"
)
_HTTP_HELD = late_pattern(
    r"(?<!\w)(?=h ?t ?t ?p)(?!https?:)h ?t ?t ?p(?: ?s)? ?[:;]{0,2} ?[/\\] ?[/\\]?"
    r"|(?<!\w)h t t p(?: s)?(?!\w)"
    r"|https?[:;]?\s?[/\\]\s?[/\\](?<=\s[/\\])|https?[:;]?\s[/\\]{2}|https?[:;][/\\]{0,2}\s(?=www|[\w\-]+\.[a-z])"
)
_PLAIN_HTTP = late_pattern(r"https?://\S")
_PLAIN_WWW = late_pattern(r"www\.\w")
_HTTP_SIGNS = ("h ttp", "ht tp", "htt p", "h t tp", "h tt p", "ht t p", "h t t p")
_WWW_HELD = late_pattern(
    r"(?<!\w)(?:w w ?w|w ?w w)(?!\w) ?[.,]?|(?<!\w)www(?: [.,]|[,;_*\-]|\.\s)(?=\s?\w)"
)
_HELD_REST = late_pattern(
    r"(?:\s?[\w.\-/:?=&%+]{1,2}(?!\S))*(?:\s?[^\s]++)?(?:\s?\.\s?[a-z]{2,4}(?!\w))*"
)
_NO_MARKS = late_pattern(
    r"(?<!\S)(?:https?\s(?:www\s)?|www\s)([\w\-]{2,40}(?:\s[\w\-]{2,40})?)\s"
    r"(com|net|org|info|gov|edu|mil|co|ca|ru|de|tv|io)(?!\w)"
)
_WWW_NEWER = late_pattern(r"(?<!\S)www\s([\w\-]{3,40})\s([a-z]{3,12})(?!\w)")
_WATCH = late_pattern(r"(?<![\w.\-/\\])[/\\]?watch\?v=[\w\-]{6,}")

_WORD_AFTER = late_pattern(r"\s[^\W\d_]")
_AROUND = 60
_PORTUGUESE = late_pattern(
    r"(?<!\w)(?:que|n[ãa]o|muito|muita|uma|foi|isso|voc[êe]|para|pra|dos|das|pelo|pela|mais|meu|minha"
    r"|certeza|ele|ela|eles|seu|sua|tudo|todos?|quem|deus|amor|carinho|bom|boa|obrigad[oa]|são|está"
    r"|mas|sem|ser|esse|essa|este|esta|aqui)(?!\w)"
)

_NO_SITE = word_set(
    """
    the a an this that these those of in on at for from and or but to every any each no some
    first second last new old early late pre post anti kim original whole big entire during
    after before since is was were another my your his her our their polka red blue black white
    green yellow tiny little small one two three single connect which what with via by all tld
    main good bad same high low point using use visual basic microsoft ms asp vb core internet web
    modern many failed
    """
)
_NO_SITE_AFTER = late_pattern(
    r"[\s\-]{1,2}(?:bubble|boom|bust|crash|era|craze|compan|stock|day"
    r"|year|millionaire|billionaire|mania|"
    r"crowd|collapse|startup|start-up|business|burst|econom|generation"
    r"|world|wave|gold|entrepreneur|"
    r"money|investor|meltdown|ipo|hype|bomb|frenzy|framework|core|developer|domain|suffix|ending|"
    r"extension|address|bubbl|firm|venture|fever|rush|thing)"
)
_SLASH_AFTER = late_pattern(r"\s?(?:/|slash\b)")
_SHORT = SHORTENERS | INVITATIONS
_WORDY = word_set(
    """
    in it is so to at be by am do my me us as no id la or he an if
    """
)


def disguised(surface: Folded, original: str) -> Iterator[Found]:
    """Disguised addresses of a surface text: start, end and host (as far as it can be read)."""
    text = surface.text
    yield from _schemes(text)
    patterns = []
    if "(" in text or "[" in text or "{" in text or "<" in text:
        patterns += [_BRACKET_DOT, _BRACKET_ENDING]
    if "%2e" in text or "&" in text:
        patterns.append(_CODED_DOT)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield from _around(text, match, match.group(1), strict=False)
    if "period" in text or "full stop" in text:
        for match in _BRACKET_PERIOD.finditer(text):
            yield from _around(text, match, match.group(1), strict=True)
    yield from _dot_words(text)
    if "." in text or "," in text:
        for match in _SPACED_DOT.finditer(text):
            if not _starts_a_sentence(surface, original, match):
                yield from _spaced_one(text, match)
        for pattern in (_SPACED_PROMOTED, _ODD_MARK, _ENDING_IN_BRACKETS):
            for match in pattern.finditer(text):
                yield from _around(text, match, match.group(1), strict=True)
        yield from _held(text)
    elif "com" in text or "org" in text:
        for match in _ODD_MARK.finditer(text):
            yield from _around(text, match, match.group(1), strict=True)
    if "watch?v=" in text:
        for match in _WATCH.finditer(text):
            yield match.start(), match.end(), "youtube.com"
    yield from put_together(text)


def _schemes(text: str) -> Iterator[Found]:
    if (
        "hxxp" in text
        or ("*" in text and ("h*" in text or "ht*p" in text))
        or "htxp" in text
        or "h__p" in text
    ):
        for match in _HXXP.finditer(text):
            rest = match.group().lstrip("htxps*_.т:/\\[]")
            yield match.start(), _trim(text, match.start(), match.end()), _host_of(rest)
    patterns = []
    if ("http" in text and text.count("http") > len(_PLAIN_HTTP.findall(text))) or (
        ("tp" in text or "t p" in text) and any(map(text.__contains__, _HTTP_SIGNS))
    ):
        patterns.append(_HTTP_HELD)
    if "w w" in text or ("www" in text and text.count("www") > len(_PLAIN_WWW.findall(text))):
        patterns.append(_WWW_HELD)
    for pattern in patterns:
        done = 0
        for match in pattern.finditer(text):
            if match.start() < done:
                continue
            held = _HELD_REST.match(text, match.end())
            end = done = held.end() if held else match.end()
            if end > match.end():
                joined = "".join(text[match.end() : end].split())
                yield match.start(), _trim(text, match.start(), end), _host_of(joined)
    if "www " in text or "http " in text or "https " in text:
        for match in _NO_MARKS.finditer(text):
            host = ".".join(match.group(1).split()) + "." + match.group(2)
            yield match.start(), match.end(), host.removeprefix("www.")
        for match in _WWW_NEWER.finditer(text):
            if match.group(2) in NEWER or match.group(2) in PROMOTED:
                yield *match.span(), ".".join(match.groups())


def _dot_words(text: str) -> Iterator[Found]:
    if (
        "dot" in text
        or "d0t" in text
        or "d o t" in text
        or "d.o.t" in text
        or "d-o-t" in text
        or " do t " in text
        or " d ot " in text
        or " dt com" in text
        or "point com" in text
        or "punkt" in text
        or "punto" in text
        or "ponto" in text
        or "точка" in text
        or "tochka" in text
    ):
        for match in _DOT_WORD.finditer(text):
            yield from _around(text, match, match.group(1), strict=True)
        for match in _DOT_HELD.finditer(text):
            ending = (match.group(1) or match.group(2)).replace(" ", "")
            yield from _around(text, match, ending, strict=True)
        for match in _DOT_JOINED.finditer(text):
            yield from _around(text, match, match.group(1) or match.group(2), strict=True)


def _starts_a_sentence(surface: Folded, original: str, match: re.Match[str]) -> bool:
    """True for ". Com certeza": "com" is how sentences start in Portuguese ("with")."""
    text = surface.text
    at = match.start()
    if at and text[at - 1].isspace():
        return False
    first, last = surface.span(*match.span(1))
    typed = original[first:last]
    following = _WORD_AFTER.match(text, match.end())
    if following is None:
        return False
    if typed[:1].isupper() and typed[1:].islower():
        return True
    near = text[max(0, at - _AROUND) : match.end() + _AROUND]
    return match.group(1) == "com" and _PORTUGUESE.search(near) is not None


def _held(text: str) -> Iterator[Found]:
    for match in _COMMA.finditer(text) if "," in text else ():
        left = _left(text, match.start())
        if left is not None:
            label = text[left : match.start()]
            ending = _ENDING_LEET.get(match.group(1), match.group(1))
            sure = ending in ("com", "org") or "." in label or "-" in label
            if len(label) > 2 and (sure or text[match.end() : match.end() + 1] == "/"):
                yield left, _end(text, match.end()), f"{label}.{ending}"
    if "c.o.m" in text or "c-o-m" in text or "c_o_m" in text or "c,o,m" in text:
        for match in _LETTERED_ENDING.finditer(text):
            held = _LETTERED_LEFT.search(text, max(0, match.start() - _LEFT), match.start())
            if held is not None:
                host = re.sub(r"[.,\-_]", "", held.group())
                yield held.start(), match.end(), f"{host}.com"
    for match in (
        _LEET_ENDING.finditer(text) if ".c0m" in text or ".n3t" in text or ".0rg" in text else ()
    ):
        yield from _around(text, match, match.group(1), strict=False)
    for match in _ALL_HELD.finditer(text):
        host = "".join(match.group().split())
        if is_top_level(host.rpartition(".")[2]):
            yield *match.span(), host
    for match in _HELD_ENDING.finditer(text):
        ending = _ENDING_LEET.get(match.group(1).replace(" ", ""), match.group(1).replace(" ", ""))
        low = max(0, match.start() - _LEFT)
        at = match.start()
        apart = text[at - 1 : at].isspace() or text[max(0, at - 2) : at - 1].isspace()
        held = _HELD_LEFT.search(text, low, at) if apart else None
        if held is not None:
            host = "".join(held.group().split())
            yield held.start(), _end(text, match.end()), f"{host}.{ending}"
        elif " " in match.group(1) and ending != "ru":
            yield from _around(text, match, ending, strict=True)


def _spaced_one(text: str, match: re.Match[str]) -> Iterator[Found]:
    """Read "example . com", "example .com" and "example. com", but no sentence end."""
    ending = _ENDING_LEET.get(match.group(1), match.group(1))
    at = match.start()
    before = at > 0 and text[at - 1] in " \t\xa0\n"
    after = text[at + 1 : at + 2].isspace()
    if not before and not after:
        return
    left = _left(text, at)
    if left is None:
        return
    label = text[left:at].rstrip()
    path = re.compile(r"\s?/\s?\w").match(text, match.end()) is not None
    chain = "." in label or "-" in label
    known = f"{label}.{ending}" in ("bit.ly", "adf.ly", "ow.ly", "goo.gl", "t.me")
    if ending in ("com", "org", "biz", "xyz", "tk", "br", "ru", "io", "gg"):
        sure = ending in ("com", "org") or before or path or chain
    elif ending in ("net", "info"):
        sure = path or chain or (before and after)
    else:
        sure = path
    if not (sure or known) or _is_no_site(text, label, match.end()):
        return
    if not before and "\n" in match.group() and not path:
        return
    yield left, _end(text, match.end()), f"{label}.{ending}"


def _around(text: str, match: re.Match[str], raw_ending: str, *, strict: bool) -> Iterator[Found]:
    """The address whose disguised dot is `match`; `strict` where prose can look the same."""
    ending = _ENDING_LEET.get(raw_ending, raw_ending)
    last = match.end()
    labels = [ending]
    for _ in range(_MOST_LABELS):
        more = _MORE.match(text, last)
        if more is None or not (more.group(1) in PLAIN or more.group(1) in PROMOTED):
            break
        last = more.end()
        labels.append(more.group(1))
    ending = labels[-1]
    known = ending in PLAIN or ending in PROMOTED or (ending in WORDS and not strict)
    if not known and ending in NEWER:
        known = not strict or sends_to(text, _left(text, match.start()) or 0)
    if not known and not (ending.isalpha() and _BETWEEN_WORDS.fullmatch(text, *match.span())):
        slash = _SLASH_AFTER.match(text, last)
        if slash is None or ending not in WORDS:
            return
    left = _left(text, match.start())
    if left is None:
        return
    label = text[left : match.start()].strip(" \t\n-_*~)]}>\"'`")
    held = _HELD_LEFT.search(text, max(0, match.start() - _LEFT), match.start())
    if len(label) < 2 and held is not None and len(held.group().split()) >= _HELD_LETTERS:
        left, label = held.start(), "".join(held.group().split())
    host = ".".join([label, *labels])
    if (len(label) < 2 and host not in _SHORT) or (strict and _is_no_site(text, label, last)):
        return
    if strict and ending in _WORDY and _SLASH_AFTER.match(text, last) is None:
        return
    yield left, _end(text, last), host


def _is_no_site(text: str, label: str, end: int) -> bool:
    return label in _NO_SITE or label.isdigit() or _NO_SITE_AFTER.match(text, end) is not None


def _left(text: str, at: int) -> int | None:
    """Where the label (with its sub-domains) that ends before `at` starts."""
    end = at
    low = max(0, at - _LEFT)
    while end > low and text[end - 1] in " \t\n\xa0-_*~)]}>\"'`" and at - end < 3:
        end -= 1
    start = end
    while start > low and (text[start - 1].isalnum() or text[start - 1] in "-_."):
        start -= 1
    while start < end and not text[start].isalnum():
        start += 1
    return start if start < end else None


def _end(text: str, at: int) -> int:
    tail = _TAIL.match(text, at)
    end = tail.end() if tail else at
    return _trim(text, at, max(end, address_end(text, at)))


def _trim(text: str, start: int, end: int) -> int:
    while end > start and (text[end - 1] in ".,;:!?'\")]}>…" or text[end - 1].isspace()):
        end -= 1
    return end


def _host_of(rest: str) -> str:
    plain = (
        re.sub(r"[\[({]?(?:\.|,|dot|d0t)?[\])}]", ".", rest) if "[" in rest or "(" in rest else rest
    )
    host = re.split(r"[/?#:\s]", plain.strip("./:\\"), maxsplit=1)[0].strip(".")
    return re.sub(r"\.{2,}", ".", host).removeprefix("www.")
