"""Accounts pointed at by name: "@jane on Telegram", "insta: jane_99". A lone @name is a reply."""

from __future__ import annotations

import re
from collections.abc import Iterator

from modfilter.text.patterns import late_pattern

_PLACE = (
    r"(?:telegram|tg|insta(?:gram)?|ig|twitter|tiktok|snap(?:chat)?|twitch"
    r"|onlyfans|only fans|facebook|fb|"
    r"discord|youtube|yt|patreon|threads|bluesky|mastodon|cashapp|cash app"
    r"|venmo|reddit|linkedin|vk)"
)
# Places that a cue stands for by themselves; the others are seen where an @ stands too.
_CUED_PLACE = (
    r"(?:telegram|tg|insta(?:gram)?|ig|twitter|tiktok|snap(?:chat)?|twitch|onlyfans|facebook|fb"
    r"|discord)"
)
_NAME = r"[a-z0-9_](?:[\w.\-]{1,38}\w)?"
_NOT_A_NAME = (
    r"(?!(?:the|is|was|and|are|not|that|this|what|has|had|have|a|an|it"
    r"|its|he|she|they|we|you|i|my|in|on|or|"
    r"banned|full|good|bad|better|gone|down|dead|open|public|private|for"
    r"|because|why|how|which|where|to|of|"
    r"just|now|very|so|too|only|also|about|there|here|all|always|never|still|like)(?!\w))"
)
_AT_NAME_ON = late_pattern(
    rf"(?<![\w@])@{_NAME}\s(?:(?:over|up|is|me|us)\s)?(?:on|at|in|via)\s(?:my\s"
    rf"|the\s)?{_PLACE}(?!\w)"
)
_PLACE_AT_NAME = late_pattern(
    rf"(?<![\w@.]){_PLACE}(?!\w)\s?(?:(?:account|channel|page|handle|name"
    rf"|user|username|id|group)\s?)?"
    rf"(?:is|at|as|:|-|=|->|>|under)?\s{{0,2}}@{_NAME}"
)
_MY_PLACE_IS = late_pattern(
    rf"(?<!\w)my\s(?:new\s|own\s|public\s)?{_CUED_PLACE}(?:\s(?:account|channel"
    rf"|page|handle|name|user|username|id))?"
    rf"\s?(?:is|:|=)\s?@?(?={_NAME})(?:(?=[\w.]*[\d_.][\w.]*\w){_NAME}"
    rf"|(?<=[:=]\s){_NOT_A_NAME}{_NAME}|"
    rf"{_NOT_A_NAME}[a-z][\w.]{{3,38}}(?=\s?[.,!?)]*(?:$|\n|\s(?:if|and|for|come|follow|give))))"
)
_SHORT_COLON = late_pattern(
    rf"(?<![\w@.])(?:ig|insta|instagram|snap|snapchat|onlyfans|tiktok|twitch"
    rf"|sc|tg|telegram|discord)"
    rf"\s?[:=]\s?@?{_NOT_A_NAME}(?=[\w.\-]*[\d_.#][\w.\-]*\w|[\w]{{4,30}}\s?[.!)]?\s?(?:$"
    rf"|\n)){_NAME}(?:#\d{{4}})?"
)
_FOLLOW = late_pattern(
    rf"(?<!\w)(?:follow|add|find|join|sub(?:scribe)?\sto|check)\s(?:me"
    rf"|us|my(?:\spage)?|our(?:\sgroup)?)\s"
    rf"(?:out\s)?on\s(?:my\s)?{_CUED_PLACE}\s?[:,=\->]{{0,2}}\s?(?:as\s|at\s|under\s|@)?"
    rf"{_NOT_A_NAME}(?=[\w.\-]*[\d_.][\w.\-]*\w|(?<=[:=@]\s)|(?<=[:=@])"
    rf"|(?<=as\s)|(?<=under\s)){_NAME}"
)
_PLACE_NAME = late_pattern(
    r"(?<![\w@.])(?:insta(?:gram)?|ig|snap(?:chat)?|tiktok)\s(?:[a-z][a-z0-9]*_\w+|[a-z]{4,}\d{2,4})(?!\w)"
    r"|(?<!\w)my\s(?:insta(?:gram)?|ig|snap(?:chat)?|tiktok)\s[a-z]{3,20}\.[a-z]{3,20}(?!\w)"
)
# Where the author hides the link: "link in bio", "click my name".
_ELSEWHERE = late_pattern(
    r"(?<!\w)(?:links?(?:'s)?\s(?:is\s|are\s)?(?:in|on)\s(?:(?:my|our)\s)?(?:bio|profile|profil)(?!\w)"
    r"|links?\s(?:is\s|are\s)?(?:in|on)\s(?:my|our)\s(?:channel|page|profile|about)(?!\w)"
    r"|(?:bio|profile)\sfor\s(?:the\s|my\s|a\s)?links?(?!\w)"
    r"|(?:check|see|open|visit|look at|go to)\s(?:out\s)?(?:the\slinks?\s(?:in|on)\s)?my\sbio(?!\w)"
    r"|(?:click|tap|press)\s(?:on\s)?my\s(?:name|profile|username|user name|avatar|icon"
    r"|pic|pics|picture|photo|channel|page|bio)(?!\w))"
)
_LOOKED_FOR = late_pattern(
    rf"(?<!\w)(?:search|find|look|add|follow|message|write|text|dm)\s(?:for\s|up\s|to\s)?"
    rf"(?=[a-z]*(?:[_.]\w|[a-z]\d{{3}}))[a-z][\w.]{{3,38}}\w\s(?:on|in|via)\s(?:my\s|the\s)?{_CUED_PLACE}(?!\w)"
)
_NAMED_THERE = late_pattern(
    rf"(?<!\w){_CUED_PLACE}(?!\w)[\s,:;.\-–(]{{1,3}}(?:just\s)?(?:search|look|find|type|name|named|called"
    rf"|under)\s(?:is\s|for\s|as\s|us\s|me\s)?(?=[a-z]*[_\d])[a-z][\w.]{{3,38}}\w"
)
_ACCOUNT = late_pattern(
    r"(?<!\w)(?:account|handle|username|user name|nickname|profile)\s?(?:is|:|=|called|named)\s?"
    r"@[a-z0-9_][\w.]{2,38}"
)
_FEDIVERSE = late_pattern(r"(?<![\w@])@[\w.]{2,40}@[\w\-]{2,40}\.[a-z]{2,}[\w.]*")
_SHORT_PLACE = late_pattern(r"(?<![\w@.])(?:tg|ig|fb|yt|vk|sc|cash)(?!\w)")
_SIGNS = (
    "insta", "snap", "telegram", "tiktok", "twitter", "facebook", "discord", "twitch",
    "youtube", "onlyfans", "only fans", "patreon", "reddit", "linkedin", "ig:", "ig :", "ig=",
    "my ig", "on ig", "tg:", "tg :", "my tg", "on tg", "my fb", "on fb", "my yt",
    "on yt", "my vk", "on vk", "my cash", "on cash", "venmo", "threads", "bluesky", "mastodon",
)  # fmt: skip


def handle_places(text: str) -> Iterator[tuple[int, int]]:
    """Where a surface text points at accounts by name."""
    at = text.find("@")
    while at >= 0:
        match = _FEDIVERSE.match(text, at) or _AT_NAME_ON.match(text, at)
        if match:
            yield match.span()
        at = text.find("@", match.end() if match else at + 1)
    if "bio" in text or "profil" in text or "click" in text or "link" in text:
        for match in _ELSEWHERE.finditer(text):
            yield match.span()
    for pattern in _possible(text):
        for match in pattern.finditer(text):
            yield match.span()


def _possible(text: str) -> Iterator[re.Pattern[str]]:
    """The patterns that a text may match, by what it holds."""
    at = "@" in text
    if at and ("account" in text or "handle" in text or "name" in text or "profile" in text):
        yield _ACCOUNT
    if not any(map(text.__contains__, _SIGNS)) and not (at and _SHORT_PLACE.search(text)):
        return
    if at:
        yield _PLACE_AT_NAME
    flat = text.replace("\n", " ")
    if "my " in flat:
        yield _MY_PLACE_IS
    if ":" in text or "=" in text:
        yield _SHORT_COLON
    if "ig" in text or "snap" in text or "insta" in text or "tiktok" in text:
        yield _PLACE_NAME
    if " on " in flat:
        yield _FOLLOW
        yield _LOOKED_FOR
    yield _NAMED_THERE
