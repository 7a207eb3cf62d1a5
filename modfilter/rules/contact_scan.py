"""Finds e-mail addresses and invitations to private messengers, once per document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from modfilter.rules.link_suffixes import FILE_ENDINGS, is_top_level
from modfilter.rules.word_set import word_set
from modfilter.text.document import Document
from modfilter.text.patterns import late_pattern

Place = tuple[int, int]

_PROVIDERS = (
    r"(?:gmail|googlemail|hotmail|yahoo|ymail|outlook|live|msn|icloud"
    r"|aol|gmx|proton(?:mail)?|yandex|mail|web|"
    r"tutanota|zoho|fastmail)"
)
_LOCAL = late_pattern(r"[\w+\-%](?:[\w.+\-%]{0,62}[\w])?")
_DOMAIN = late_pattern(r"[\w\-]{1,63}+(?:\.[\w\-]{1,63}+)+")
_COMMA_DOMAIN = late_pattern(r"[\w\-]{2,63}+,(?:com|net|org|info|de|fr|ru)(?!\w)")
_DISGUISED_DOT = r"\s?(?:\.|[\[({<]\s?(?:dot|d0t|\.)\s?[\])}>]|(?<=\s)dot(?=\s)|[-_]dot[-_])\s?"
_DISGUISED_DOMAIN = late_pattern(rf"[\w\-]{{1,63}}+(?:{_DISGUISED_DOT}\w[\w\-]{{0,62}}+){{1,4}}")
_BRACKET_AT = late_pattern(r"[\[({<]\s?(?:at|@|ät|arroba|a)\s?[\])}>]\s?")
_MARKED_AT = late_pattern(r"[-_]at[-_]")
_MARKED_DOMAIN = late_pattern(
    r"[a-z0-9]{1,63}+(?:[-_](?:dot[-_])?[a-z0-9]{1,63}+){0,6}?[-_]dot[-_][a-z]{2,24}+(?![a-z0-9])"
)
# "hans.x at example.org", but not "node.js at example.org" or "un.org at example.org".
_NAME_AT = late_pattern(r"(?<=[a-z]{3})[._]([a-z]{1,20}) at (?=[a-z0-9\-]{2,63}\.[a-z])")
_WORD_AT = late_pattern(r"\s(?:at|on|arroba)\s")
_SPACED_AT = late_pattern(r"(?<=[\w+%\-])\s?@\s?(?=\w)")
_PROVIDER_DOMAIN = late_pattern(
    rf"{_PROVIDERS}(?:{_DISGUISED_DOT}|\s)(?:com|net|org|de|fr|ru|co|me|ca|uk)(?!\w)"
)
_BARE_PROVIDER = late_pattern(r"(?:gmail|hotmail|yahoo|outlook|icloud|protonmail)(?!\w)")
# "jane.doe77@gmail", "my gmail is jane_doe", "gmail: jane_doe", "jane77 (gmail)"
_AT_PROVIDER = late_pattern(
    r"(?<=\w)(?:@| @|@ )(?:gmail|hotmail|yahoo|outlook|icloud|protonmail|gmx)(?![\w@\-])"
    r"(?:\.(?:con|cm|om|cpm|vom|comm|cim))?(?!\.?\w)"
)
_PROVIDER_NAME = late_pattern(
    r"(?<!\w)(?:gmail|hotmail|yahoo|icloud|protonmail)(?:\s(?:address|account|id))?"
    r"(?:\s?[:=]\s?|(?<=my gmail)\sis\s|(?<=my hotmail)\sis\s|(?<=address)\sis\s)"
    r"(?=[a-z.]*[\d_])[a-z][\w.\-]{3,40}"
)
_NAME_PROVIDER = late_pattern(
    r"(?<![\w@])(?=[a-z.]{1,30}[\d_])[a-z][\w.\-]{3,40}\s?[\[(]\s?(?:at\s)?(?:gmail|hotmail|yahoo|icloud|protonmail)\s?[\])]"
)
_BOTH = late_pattern(r"[a-z][a-z.\-]*[\d_]")
_DOT_DOMAIN = late_pattern(
    r"[\w\-]{1,63}+(?:\sdot\s|\s?[\[({<]\s?(?:dot|\.)\s?[\])}>]\s?)\w{2,24}(?!\w)"
)
_WORDED_SIGNS = ("dot", "[.]", "(.)", "mail", "yahoo", "outlook", "icloud")
_HELD_NAME = late_pattern(r"(?<!\w)\w{1,20} [._] $")
_USER_INFO = late_pattern(r"//[^\s/]{0,60}$")
_NO_NAME = word_set(
    """
    look me us it site website page here there them up more out is are be was were find visit
    buy available online available shop found him her you that this one see store order go read
    live work works working stay blog articles article video videos stuff things now today
    products posted free check only located looking and or even start login log register sign
    join just arrive back meet people reporters team everyone anyone someone all
    available laugh mad good bad shown published hosted content down
    """
)
# More of a kind than this in one comment prove nothing more.
_MOST = 128
_TELLING = late_pattern(r"[\d._+]")
_ASKED = late_pattern(r"(?:e-?mail|mail|write|contact|reach|address)(?:\s\w+)?[\s:]{1,3}$")

_APPS = (
    r"(?:whats\s?app?|watsapp|whatapp|wa|telegramm?|tg|signal|viber|wechat"
    r"|weixin|skype|kik|snap(?:chat)?|"
    r"insta(?:gram)?|ig|discord|kakao(?:talk)?|line|threema|zalo|imo|messenger"
    r"|fb|facebook|hangouts|icq|twitter|"
    r"tiktok)"
)
_PRIVATE = (
    r"(?:whats\s?app?|watsapp|whatapp|telegramm?|tg|signal|viber|wechat"
    r"|weixin|skype|kik|kakao(?:talk)?|line|threema|zalo|icq|discord)"
)
_NUMBER = r"\+?\(?\d[\d ().\-]{5,18}\d(?!\d)"
_APP_NUMBER = late_pattern(
    rf"(?<!\w)(?:{_PRIVATE}|imo|wa)(?!\w)(?:\s(?:me|us|him|now|only|number"
    rf"|no|nr|at|on|is|today|contact|chat|or|call|"
    rf"text)){{0,4}}[\s:.,;=\-+~>()]{{0,4}}{_NUMBER}"
)
_NUMBER_APP = late_pattern(
    rf"(?<![\d.,]){_NUMBER}\s?[(,\-]?\s?(?:on|via|is my|my|through)?\s?(?:whats\s?app?"
    rf"|telegram|viber|signal)(?!\w)"
)
_WRITE_ME = late_pattern(
    rf"(?<!\w)(?:dm|pm|message|msg|text|write|contact|inbox|reach|hit|hmu"
    rf"|add|chat|ping|talk|speak|hmu up)\s"
    rf"(?:(?:me|us|with me|with us|to me|to us|me up|us up|me out|our team"
    rf"|my team|out to me|out|him|her|my manager|"
    rf"directly|privately)\s){{1,2}}"
    rf"(?:directly\s|privately\s|now\s|today\s|up\s|there\s)?(?:on|via"
    rf"|at|through|over|thru|using|in)\s(?:my\s)?{_APPS}(?!\w)"
    rf"(?:\s?[:@=\-]{{1,2}}\s?@?[\w.+\-]{{3,40}}|\s@[\w.]{{3,40}})?"
)
_HMU = late_pattern(
    rf"(?<!\w)hmu\s(?:on|via|at|in)\s(?:my\s)?{_APPS}(?!\w)(?:\s?:?\s?@[\w.]{{3,40}})?"
)
_MY_INBOX = late_pattern(
    r"(?<!\w)(?:send\s(?:me\s)?(?:a\s)?(?:dm|pm)|(?:dm"
    r"|pm|inbox)\sme|(?:slide|come|hop)\sin(?:to)?\smy\s(?:dms?|inbox)"
    r"|"
    r"my\s(?:dms?|inbox)\s(?:is|are)\s(?:always\s)?open)(?!\w)"
)
_NAMED = late_pattern(r"(?<!\w)(?:dm|pm|message|msg|text|inbox)\s@[a-z0-9_][\w.]{2,40}")
_JOIN = late_pattern(
    r"(?<!\w)(?:join\s(?:my|our|us\son)|(?:find|reach|add)\s(?:me|us)\son)\s(?:\w+\s)?"
    r"(?:whats\s?app|telegram|signal|viber|discord|wechat|kik|skype)(?!\w)(?:\s(?:group|channel|chat|server))?"
)
_AT_APP = late_pattern(
    rf"(?<!\w){_PRIVATE}(?!\w)(?:\s(?:me|us|id|username|user|handle|name"
    rf"|contact|at|is|channel|group|on)){{0,3}}"
    rf"\s?[:=\->]{{0,2}}\s?@[a-z0-9_][\w.]{{2,40}}"
)
_APP_NAME = late_pattern(
    r"(?<!\w)(?:kik|wechat|weixin|skype|viber|threema|zalo|icq|kakaotalk|line\sid|telegram\sid)"
    r"(?:\s(?:me|id|us|at|name|user|username))?\s?[:=]?\s"
    r"(?=[a-z.]*(?:\d\d|_)|live:)(?:live:)?[a-z][\w.\-]{4,40}"
)
_CYRILLIC_APP = late_pattern(
    r"(?<!\w)(?:телеграм{1,2}е?|телег[еау]|тг|ват?сап{1,2}е?|вотсап{1,2}е?|вайбере?|личк[ау]|инст[ауе]|инстаграм{1,2}е?)"
    r"[\s:\-=]{0,3}@[a-z0-9_][\w.]{2,40}"
)
_APP_COLON = late_pattern(
    rf"(?<!\w)(?:{_PRIVATE})\s?(?:id\s?|username\s?|name\s?)?[:=]\s?(?:live:)?"
    rf"(?=[\w.:\-]{{0,40}}[\d_]|[\w.\-]{{4,40}}\s?[.!)]?\s?(?:$|\n))"
    rf"(?!the\s)[a-z0-9_][\w.:\-]{{3,40}}"
)
_MY_APP_IS = late_pattern(
    r"(?<!\w)(?:my|add my|our)\s(?:whats\s?app|telegram|signal|viber|wechat"
    r"|skype|kik|line|kakaotalk|discord|snapchat)"
    r"(?:\s(?:id|name|username|handle|user|number))?\sis\s"
    r"(?!(?:not|the|a|an|full|down|dead|broken|always|also|for|now|so"
    r"|too|only|just|very|private|open|better|no|on|in)(?!\w))"
    r"[a-z0-9_+][\w.\-]{3,40}"
)
_NOT_ASKING = late_pattern(
    r"(?<!\w)(?:they|people|who|friends|family|kids|children|would|did"
    r"|didn't|used to|not|don't|never|can't|cannot|wouldn't|"
    r"he|she|we|to not|always|constantly|students|relatives|colleagues"
    r"|politicians|strangers|trolls|men|women|them)\s$"
)
# What each pattern needs, so that plain texts are left after a few cheap looks.
_APP_SIGNS = (
    "whats", "watsapp", "whatapp", "telegram", "signal", "viber", "wechat", "weixin", "skype",
    "kik", "snap", "insta", "discord", "kakao", "threema", "zalo", "messenger", "facebook",
    "hangouts", "icq", "twitter", "tiktok",
)  # fmt: skip
_SHORT_APP_SIGNS = (" line", " wa", " ig", " tg", " fb", " imo")
_ON_APP = late_pattern(rf"(?:on|via|at|through|over|thru|using|in)\s(?:my\s)?{_APPS}(?!\w)")
_SOME_NUMBER = late_pattern(r"\d[\d ().\-]{5}")
_ASKING = (_WRITE_ME, _MY_INBOX, _NAMED, _JOIN)


def email_places(document: Document) -> tuple[Place, ...]:
    """Where the surface text holds e-mail addresses, plain or spelled out, in order."""
    return _remembered(document, "emails", _emails)


def messenger_places(document: Document) -> tuple[Place, ...]:
    """Where the surface text invites to a private messenger, in order."""
    return _remembered(document, "messengers", _messengers)


def _remembered(
    document: Document, key: str, find: Callable[[str], Iterator[Place]]
) -> tuple[Place, ...]:
    known = document.memo.get(key)
    if isinstance(known, tuple):
        return known
    kept: list[Place] = []
    for start, end in sorted(islice(find(document.surface.text), _MOST), key=_longest_first):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    found = tuple(kept)
    document.memo[key] = found
    return found


def _longest_first(place: Place) -> tuple[int, int]:
    return (place[0], -place[1])


def _emails(text: str) -> Iterator[Place]:
    if "@" in text:
        for match in _SPACED_AT.finditer(text):
            yield from _plain_email(text, match)
        for match in _AT_PROVIDER.finditer(text):
            start = _name_start(text, match.start())
            name = text[start : match.start()]
            if name and (" " not in match.group() or _BOTH.match(name)):
                yield start, match.end()
    ats: list[re.Match[str]] = []
    if "(" in text or "[" in text or "{" in text or "<" in text:
        ats += _BRACKET_AT.finditer(text)
    if "-at-" in text or "_at_" in text:
        ats += _MARKED_AT.finditer(text)
    for match in ats:
        domain = _DISGUISED_DOMAIN.match(text, match.end())
        if domain is None and match.group()[0] in "-_":
            domain = _MARKED_DOMAIN.match(text, match.end())
        if domain is not None and _has_suffix(domain.group()):
            yield from _with_name(text, match.start(), domain.end())
    if " at " in text and "." in text:
        for match in _NAME_AT.finditer(text):
            if match.group(1) not in FILE_ENDINGS and not is_top_level(match.group(1)):
                domain = _DOMAIN.match(text, match.end())
                if domain is not None and _has_suffix(domain.group()):
                    yield _name_start(text, match.start()), domain.end()
    if any(map(text.__contains__, _WORDED_SIGNS)):
        yield from _worded_emails(text)


def _worded_emails(text: str) -> Iterator[Place]:
    for pattern in (_PROVIDER_NAME, _NAME_PROVIDER):
        for match in pattern.finditer(text):
            yield match.span()
    for match in _WORD_AT.finditer(text):
        provider = _PROVIDER_DOMAIN.match(text, match.end())
        domain = provider or _DOT_DOMAIN.match(text, match.end())
        if domain is None and _BARE_PROVIDER.match(text, match.end()):
            start = _name_start(text, match.start())
            name = text[start : match.start()]
            if _ASKED.search(text, max(0, start - 24), start) or _BOTH.match(name):
                domain = provider = _BARE_PROVIDER.match(text, match.end())
        if domain is None or not (provider or _has_suffix(domain.group())):
            continue
        start = _name_start(text, match.start())
        name = text[start : match.start()]
        asked = _ASKED.search(text, max(0, start - 24), start) is not None
        telling = _TELLING.search(name) is not None
        if match.group().strip() == "on" and not (provider and (asked or telling)):
            continue
        if provider is not None and provider.group().count(" ") and not (asked or telling):
            # "we met at Yahoo com"
            continue
        if name and (asked or telling or name not in _NO_NAME):
            yield start, domain.end()


def _plain_email(text: str, match: re.Match[str]) -> Iterator[Place]:
    spaced = len(match.group()) > 1
    domain = _DOMAIN.match(text, match.end())
    if domain is None or spaced:
        worded = _DISGUISED_DOMAIN.match(text, match.end())
        if worded is not None and (domain is None or worded.end() > domain.end()):
            disguise = text[match.end() : worded.end()]
            if "dot" in disguise or "(" in disguise or "[" in disguise or spaced:
                domain = worded
    if domain is None and not spaced:
        domain = _COMMA_DOMAIN.match(text, match.end())
    if domain is None:
        return
    start = _name_start(text, match.start())
    if start == match.start() or (start and text[start - 1] in "@/"):
        return
    if not _has_suffix(domain.group()):
        return
    if "//" in text[max(0, start - 64) : start] and _USER_INFO.search(
        text, max(0, start - 64), start
    ):
        return
    held = _HELD_NAME.search(text, max(0, start - 24), start) if spaced else None
    if held is not None:
        # "j . doe @ example . net"
        start = held.start()
    elif spaced:
        name = text[start : match.start()]
        provider = _PROVIDER_DOMAIN.match(text, match.end()) is not None
        if name.isdigit() or (not provider and not _TELLING.search(name)):
            return
    yield start, domain.end()


def _with_name(text: str, at: int, end: int) -> Iterator[Place]:
    if at and text[at - 1] == " ":
        at -= 1
    start = _name_start(text, at)
    if start < at:
        yield start, end


def _name_start(text: str, at: int) -> int:
    start = at
    low = max(0, at - 64)
    while start > low and (text[start - 1].isalnum() or text[start - 1] in "._+-%"):
        start -= 1
    while start < at and text[start] in ".-":
        start += 1
    return start


def _has_suffix(domain: str) -> bool:
    ending = re.split(r"\W+|(?<=[\W_])dot(?=[\W_])", domain.rstrip(".-_ "))[-1].lstrip("_")
    if ending in FILE_ENDINGS and ending not in ("pl", "rs", "md", "sh", "py", "cc", "pm"):
        return False
    return (
        len(ending) > 1 and (ending.isalpha() or ending.startswith("xn--")) and is_top_level(ending)
    )


def _messengers(text: str) -> Iterator[Place]:
    for pattern in _possible(text):
        for match in pattern.finditer(text):
            if pattern in _ASKING and _NOT_ASKING.search(
                text, max(0, match.start() - 14), match.start()
            ):
                continue
            yield match.span()


def _possible(text: str) -> Iterator[re.Pattern[str]]:
    """The patterns that a text may match, by what it holds."""
    flat = text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    app = any(map(text.__contains__, _APP_SIGNS))
    if _SOME_NUMBER.search(text):
        yield _APP_NUMBER
        if app:
            yield _NUMBER_APP
    if (app or any(map(flat.__contains__, _SHORT_APP_SIGNS))) and _ON_APP.search(text):
        yield _WRITE_ME
        if "hmu" in text:
            yield _HMU
    if "@" in text:
        yield _NAMED
        yield _AT_APP
        yield _CYRILLIC_APP
    if app and ("join" in text or "me on" in flat or "us on" in flat):
        yield _JOIN
    if "dm" in text or "inbox" in text or "pm me" in flat or ("pm" in text and "send" in text):
        yield _MY_INBOX
    if app or "line id" in flat:
        yield _APP_NAME
    if app or "line" in text or "tg" in text:
        if ":" in text or "=" in text:
            yield _APP_COLON
        if " is " in flat and ("my " in flat or "our " in flat):
            yield _MY_APP_IS
