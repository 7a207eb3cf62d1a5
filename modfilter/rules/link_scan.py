"""One scan that finds every link of a document once, each with exactly one kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from modfilter.domain import Limits, Span
from modfilter.rules.contact_scan import email_places, messenger_places
from modfilter.rules.link_disguises import disguised
from modfilter.rules.link_handles import handle_places
from modfilter.rules.link_hosts import INVITATIONS, SHORTENERS, is_under
from modfilter.rules.link_sites import address_end, plain_host, sites, without_closing
from modfilter.rules.rule import Match
from modfilter.rules.site_names import NO_HANDLE, in_words
from modfilter.text.document import Document
from modfilter.text.patterns import late_pattern


class LinkKind(StrEnum):
    """What a link is; also the second half of the code of the rule that reports it."""

    URL = "url"
    BARE_DOMAIN = "bare_domain"
    IP = "ip"
    OBFUSCATED = "obfuscated"
    MARKUP = "markup"
    SHORTENER = "shortener"
    HANDLE = "handle"


@dataclass(frozen=True, slots=True)
class Link:
    """One link: its kind, its place in the original text and its host ("" where it has none)."""

    kind: LinkKind
    span: Span
    host: str


_MEMO = "links"
# A comment with more links than this is read no further, and no domain is allowed in it.
_MOST = 64
_LONGEST_MARKUP = 2_000
_MARKUP_GATE = late_pattern(
    r"\]\s?\(|<\s?(?:a|img|iframe)\s|&lt;\s?(?:a|img|iframe)\s|\[(?:url|img|link|video)\b"
)
_TARGET = r"(?:[^\s<>\"'\[\]]*+)"
_MARKDOWN = late_pattern(
    r"\]\s?\(\s?<?((?:https?:|www\.|/|#|mailto:)?[^\s()<>\]]{2,2000}+)[^()\n]{0,200}\)"
)
_HTML = late_pattern(
    r"(?:<|&lt;)\s?(?:a|img|iframe)\s[^<>&]{0,200}?(?:href|src)\s?=\s?(?:[\"']|&quot;)?("
    + _TARGET
    + r")"
    r"[^<>]{0,400}+(?:>|&gt;)?"
)
_HTML_CLOSE = late_pattern(r"[^<]{0,300}+<\s?/\s?a\s?>")
_BBCODE = late_pattern(
    r"\[(url|img|link|video)(?:\s?=\s?[\"']?(" + _TARGET + r")[\"']?)?[^\]\n]{0,40}\]"
)
_SCHEMES = (
    "https?|ftps?|sftp|wss?|tg|steam|viber|skype|whatsapp|discord|intent|itms-apps|market|app|smb"
    "|ssh|git|rtmps?|rtsp|mms|ircs?|gopher|gemini|ipfs|ipns|file|nntp|telnet|ldap|spotify|slack"
)
_SCHEME = late_pattern(
    rf"(?:{_SCHEMES})://{{1,2}}[^\s<>\"]++"
    r"|https?:/[^\s<>\"]++|(?:https?|ftp):\\{1,2}[^\s<>\"]++|https?(?:;//?|//)[\w][^\s<>\"]++"
)
# Schemes that name no host.
_HOSTLESS = late_pattern(
    r"(?<!\w)(?:magnet:\?xt=\S+|data:(?:text|image|application)/[\w.+\-]+[;,]\S+)"
)
_ODD_SCHEMES = ("http;", "https;", "http//", "https//")
_COLON = late_pattern(r":[/\\]")
_SCHEME_LEFT = late_pattern(rf"(?:{_SCHEMES})$")
_WWW = late_pattern(r"(?<!//)(?<![\w.\-])w{3,4}\d?\.(?!\.)[\w\-]{2,}+(?:\.[\w\-]++)*")
_ADDRESS = late_pattern(r"(?:[^@/?#]{1,64}@)?(\[[0-9a-f:.]{2,45}\]|[^/?#:\\]+)")
_FOUR = late_pattern(r"(?<![\w.])(\d{1,3}+)\.(\d{1,3}+)\.(\d{1,3}+)\.(\d{1,3}+)(?![\w]|\.\d)")
_V6 = re.compile(
    r"(?<![\w/@])(\[(?=[0-9a-f:]{0,40}::|(?:[0-9a-f]{1,4}:){7})[0-9a-f:.]{4,45}+\])(?::\d{2,5}+/?|/)[^\s<>\"]*+"
)
_DOTTED_NUMBERS = late_pattern(r"\.\d{1,3}\.\d{1,3}\.\d")
_PADDED = late_pattern(r"(?<!\d)0\d")
_IP_HOST = late_pattern(r"\[[0-9a-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3}|\d{8,10}|0x[0-9a-f]{8}")
_VERSION = late_pattern(
    r"(?<!\w)(?:versions?|ver|v|rev|release|firmware|build|update|patch"
    r"|ios|android|chrome|firefox|driver|kernel|"
    r"section|sections|chapter|clause|article|paragraph|para|figure|table|§|level)[\s:.#(]{0,3}$"
)
_VISIT_IP = late_pattern(
    r"(?<!\w)(?:visit|go to|connect to|server|address|host|join|open|stream|mirror|browse to)"
    r"(?:\s(?:is|runs|at|on|now))*[\s:]{1,3}$"
)


def links(document: Document) -> tuple[Link, ...]:
    """The document's links in the order of the text."""
    known = document.memo.get(_MEMO)
    if isinstance(known, tuple):
        return known
    found = tuple(sorted(islice(_scan(document), _MOST), key=lambda link: link.span))
    document.memo[_MEMO] = found
    return found


def report(document: Document, limits: Limits, kind: LinkKind) -> Iterator[Match]:
    """The links of one kind as a rule's matches, but for those to allowed domains."""
    if not _may_hold(document, kind):
        return
    found = links(document)
    if kind is LinkKind.HANDLE:
        found += tuple(islice(_accounts(document), _MOST))
    allowed = limits.allowed_domains if len(found) < _MOST else frozenset()
    for link in found:
        if link.kind is not kind or (link.host and is_under(link.host, allowed)):
            continue
        detail = f"{_DETAIL[kind]}: {link.host[:100]}." if link.host else ""
        way_out = NO_HANDLE if kind is LinkKind.HANDLE else in_words(link.host)
        yield Match((link.span,), detail, way_out)


_DETAIL = {
    LinkKind.URL: "Full address of",
    LinkKind.BARE_DOMAIN: "Domain name in the text",
    LinkKind.IP: "Address by number",
    LinkKind.OBFUSCATED: "Disguised address of",
    LinkKind.MARKUP: "Link markup that leads to",
    LinkKind.SHORTENER: "Short link that hides its target, made with",
    LinkKind.HANDLE: "Account or invitation at",
}


def _may_hold(document: Document, kind: LinkKind) -> bool:
    """False where what links of this kind are made of finds nothing, as in most texts."""
    memo = document.memo
    for name in _DETECTORS[kind]:
        found = memo.get(name)
        if found is None:
            found = memo[name] = next(_DETECTOR[name](document), None) is not None
        if found:
            return True
    return False


def _scan(document: Document) -> Iterator[Link]:
    surface = document.surface
    text = surface.text
    taken = bytearray(len(text))
    for start, end in email_places(document):
        _take(taken, start, end)
    for start, end, written, kind in _candidates(document, text, taken):
        if end > start and _take(taken, start, end):
            host = plain_host(written)
            yield Link(_kind(kind, host, text[start:end]), surface.span(start, end), host)


def _accounts(document: Document) -> Iterator[Link]:
    """Accounts pointed at by name, but for what is an address, e-mail or messenger already."""
    text = document.surface.text
    places = list(handle_places(text))
    if not places:
        return
    taken = places_of_links(document)
    span_of = document.surface.span
    for place in (*email_places(document), *messenger_places(document)):
        _take(taken, *span_of(*place))
    for place in sorted(places):
        span = span_of(*place)
        if _take(taken, *span):
            yield Link(LinkKind.HANDLE, span, "")


def places_of_links(document: Document) -> bytearray:
    """A mask over the original text: 1 where a link stands."""
    mask = bytearray(len(document.text))
    for link in links(document):
        start, end = link.span
        mask[start:end] = b"\1" * (end - start)
    return mask


def _take(taken: bytearray, start: int, end: int) -> bool:
    """Claim a place; False where another find already holds a part of it."""
    if taken.find(1, start, end) >= 0:
        return False
    taken[start:end] = b"\1" * (end - start)
    return True


def _candidates(
    document: Document, text: str, taken: bytearray
) -> Iterator[tuple[int, int, str, LinkKind]]:
    for start, end, host in _markup(text):
        yield start, end, host, LinkKind.MARKUP
    for start, end, host in _urls(text):
        yield start, end, host, LinkKind.URL
    for start, end, host in disguised(document.surface, document.text):
        yield start, end, host, LinkKind.OBFUSCATED
    for start, end, host in _numbers(text):
        yield start, end, host, LinkKind.IP
    for start, end, host in sites(document.surface, document.text, taken):
        yield start, end, host, LinkKind.BARE_DOMAIN


def _kind(kind: LinkKind, host: str, address: str) -> LinkKind:
    if kind not in (LinkKind.URL, LinkKind.BARE_DOMAIN):
        return kind
    if _IP_HOST.fullmatch(host):
        return LinkKind.IP
    if not host:
        return kind
    has_path = "/" in address.partition(host)[2]
    if has_path and is_under(host, INVITATIONS):
        return LinkKind.HANDLE
    if has_path and (host in SHORTENERS or host.removeprefix("www.") in SHORTENERS):
        return LinkKind.SHORTENER
    return kind


def _markup(text: str) -> Iterator[tuple[int, int, str]]:
    if not ("]" in text or "[" in text or "<" in text or "&lt" in text):
        return
    if not _MARKUP_GATE.search(text):
        return
    for match in _MARKDOWN.finditer(text):
        target = match.group(1)
        if "." not in target and not target.startswith(("http", "/", "mailto")):
            continue
        if not re.match(r"(?:https?:|www\.|/|mailto:)|[\w\-]+(?:\.[\w\-]+)*\.[a-z]{2,}", target):
            continue
        opening = text.rfind("[", max(0, match.start() - 300), match.start())
        start = opening if opening >= 0 else match.start()
        if start and text[start - 1] == "!":
            start -= 1
        yield start, match.end(), host_of(target)
    for match in _HTML.finditer(text):
        close = _HTML_CLOSE.match(text, match.end())
        yield match.start(), close.end() if close else match.end(), host_of(match.group(1))
    for match in _BBCODE.finditer(text):
        yield from _bbcode(text, match)


def _bbcode(text: str, match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """One BBCode tag with its closing tag, or with the address right after it."""
    after = match.end()
    closing = f"[/{match.group(1)}]"
    close = text.find(closing, after, after + _LONGEST_MARKUP)
    inner = text[after:close] if close >= 0 else text[after : after + 200].split("[", 1)[0]
    target = match.group(2) or inner.strip()
    if close >= 0:
        if target:
            yield match.start(), close + len(closing), host_of(target)
    elif match.group(2):
        yield match.start(), after, host_of(target)
    elif target and "." in target.split(maxsplit=1)[0]:
        first = target.split(maxsplit=1)[0]
        yield match.start(), text.index(first, after) + len(first), host_of(first)


def _urls(text: str) -> Iterator[tuple[int, int, str]]:
    if "magnet:" in text or "data:" in text:
        for match in _HOSTLESS.finditer(text):
            yield match.start(), without_closing(text, *match.span()), ""
    if not ("www" in text or "http" in text or ":/" in text or ":\\" in text):
        return
    for match in _addresses(text):
        start, end = match.start(), without_closing(text, match.start(), match.end())
        body = re.split(r":?[/\\]{1,3}|;//?", match.group(), maxsplit=1)[-1]
        if re.search(r"\w", body):
            yield start, end, host_of(text[start:end])
    if "www" not in text or text.count("www") == text.count("//www."):
        return
    for match in _WWW.finditer(text):
        yield match.start(), address_end(text, match.end()), match.group().removeprefix("www.")


def _addresses(text: str) -> Iterator[re.Match[str]]:
    if any(map(text.__contains__, _ODD_SCHEMES)):
        yield from _SCHEME.finditer(text)
        return
    # Schemes are looked for from their colon, because a pattern tries them at every letter.
    done = 0
    for colon in _COLON.finditer(text):
        left = _SCHEME_LEFT.search(text, max(done, colon.start() - 16), colon.start())
        match = _SCHEME.match(text, left.start()) if left else None
        if match is not None:
            done = match.end()
            yield match


def host_of(address: str) -> str:
    """The host of an address as written, without "www."; "" where it names none."""
    body = re.sub(r"^[a-z\-]{2,12}[:;]?[/\\]{1,3}", "", address.strip("\"' "))
    if body.startswith(("/", "#", "mailto:", "javascript:", "data:", "magnet:")):
        return ""
    match = _ADDRESS.match(body)
    return match.group(1).strip(".,;:'\")(").removeprefix("www.") if match else ""


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    if "]/" in text or "]:" in text:
        for match in _V6.finditer(text):
            yield match.start(), without_closing(text, *match.span()), match.group(1)
    if "." not in text or _DOTTED_NUMBERS.search(text) is None:
        return
    for match in _FOUR.finditer(text):
        octets = [int(piece) for piece in match.groups()]
        if max(octets) > 255 or not 1 <= octets[0] <= 223 or _PADDED.search(match.group()):
            continue
        tail = address_end(text, match.end())
        if tail == match.end() and not _public(octets, match, text):
            continue
        yield match.start(), tail, match.group()


def _public(octets: list[int], match: re.Match[str], text: str) -> bool:
    """Four numbers that the author sends readers to: no version, no home network, no signature."""
    if (
        octets[0] in (10, 127)
        or octets[:2] == [192, 168]
        or (octets[0] == 172 and 16 <= octets[1] < 32)
    ):
        return False
    low = max(0, match.start() - 16)
    if _VERSION.search(text, low, match.start()):
        return False
    low = max(0, match.start() - 32)
    return _VISIT_IP.search(text, low, match.start()) is not None


_DETECTOR: dict[str, Callable[[Document], Iterator[object]]] = {
    "urls": lambda document: _urls(document.surface.text),
    "sites": lambda document: sites(
        document.surface, document.text, bytearray(len(document.surface.text))
    ),
    "numbers": lambda document: _numbers(document.surface.text),
    "disguised": lambda document: disguised(document.surface, document.text),
    "markup": lambda document: _markup(document.surface.text),
    "accounts": lambda document: handle_places(document.surface.text),
}
# What may hold links of each kind; what none of them finds, the scan does not find either.
_DETECTORS = {
    LinkKind.URL: ("urls",),
    LinkKind.BARE_DOMAIN: ("sites",),
    LinkKind.IP: ("numbers", "urls"),
    LinkKind.OBFUSCATED: ("disguised",),
    LinkKind.MARKUP: ("markup",),
    LinkKind.SHORTENER: ("urls", "sites"),
    LinkKind.HANDLE: ("urls", "sites", "accounts"),
}
