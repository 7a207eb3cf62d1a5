"""Naming a site in words, the way the guidelines ask for: "visit the UN website"."""

from __future__ import annotations

from modfilter.rules.link_hosts import INVITATIONS, SHORTENERS, VIDEO_SHORTENERS, is_under
from modfilter.rules.link_suffixes import registrable

IN_WORDS = 'say in words where to look, such as "visit the UN website"'
"""The way out where the address names no site."""

NO_HANDLE = "say in words what there is to read or see, without an account or an invitation"
"""The way out for handles and invitations."""

_SEARCHES = {
    "youtube": "search YouTube for the video",
    "youtu": "search YouTube for the video",
    "vimeo": "search Vimeo for the video",
    "dailymotion": "search Dailymotion for the video",
    "tiktok": "search TikTok for the video",
    "wikipedia": "see the Wikipedia article on it",
    "twitter": "look for the post on X (Twitter)",
    "x": "look for the post on X (Twitter)",
    "facebook": "look for the page on Facebook",
    "fb": "look for the page on Facebook",
    "instagram": "look for the post on Instagram",
    "reddit": "look for the thread on Reddit",
    "google": "search Google for it",
    "bing": "search the web for it",
    "duckduckgo": "search the web for it",
    "amazon": "look for it at Amazon",
    "ebay": "look for it at eBay",
    "spotify": "look for it on Spotify",
    "soundcloud": "search SoundCloud for the track",
    "linkedin": "look for the profile on LinkedIn",
    "change": "look for the petition on Change",
}
_HOSTING = {
    "blogspot": "Blogger",
    "wordpress": "WordPress",
    "tumblr": "Tumblr",
    "weebly": "Weebly",
    "wixsite": "Wix",
    "substack": "Substack",
    "github": "GitHub",
    "medium": "Medium",
}
_NAMES = {
    "theguardian": "Guardian",
    "guardian": "Guardian",
    "nytimes": "New York Times",
    "washingtonpost": "Washington Post",
    "theglobeandmail": "Globe and Mail",
    "huffingtonpost": "Huffington Post",
    "dailymail": "Daily Mail",
    "economist": "Economist",
    "reuters": "Reuters",
    "apnews": "Associated Press",
    "aljazeera": "Al Jazeera",
    "europa": "European Union",
    "worldbank": "World Bank",
    "unicef": "UNICEF",
    "unesco": "UNESCO",
    "nasa": "NASA",
    "nato": "NATO",
    "oecd": "OECD",
    "parl": "Parliament",
    "statcan": "Statistics Canada",
    "thestar": "Toronto Star",
    "telegraph": "Telegraph",
    "independent": "Independent",
    "bloomberg": "Bloomberg",
    "stackoverflow": "Stack Overflow",
    "archive": "Internet Archive",
    "imdb": "IMDb",
    "paypal": "PayPal",
    "gov": "government",
}


def in_words(host: str) -> str:
    """What the author could write in place of a link to `host`; never the address itself."""
    if is_under(host, VIDEO_SHORTENERS):
        return _SEARCHES["youtube"]
    if is_under(host, INVITATIONS):
        return NO_HANDLE
    if not host or is_under(host, SHORTENERS) or "." not in host:
        return IN_WORDS
    label, suffix = registrable(host)
    if suffix == host:
        return "visit the government website" if host.startswith("gov.") else IN_WORDS
    if label in _SEARCHES:
        return _SEARCHES[label]
    if label in _HOSTING:
        owner = host.split(".", maxsplit=1)[0]
        if owner not in (label, "www", "m"):
            return f"look for {_as_name(owner)} on {_HOSTING[label]}"
        return f"look for it on {_HOSTING[label]}"
    name = _NAMES.get(label) or _as_name(label)
    return f"visit the {name} website" if name else IN_WORDS


def _as_name(label: str) -> str:
    """A host's label as a name: acronyms upper case, hyphens as gaps; "" where it says nothing."""
    if label.startswith("xn--"):
        try:
            label = label.encode("ascii").decode("idna")
        except UnicodeError:
            return ""
    if len(label) > 40 or not any(char.isalpha() for char in label) or len(label) < 2:
        return ""
    parts = [part for part in label.replace("_", "-").split("-") if part]
    return " ".join(part.upper() if len(part) <= 3 else part.capitalize() for part in parts)
