"""Which tokens give the cue LINK_WORD: words and shapes that addresses are disguised with."""

from __future__ import annotations

import re

from modfilter.rules.word_set import word_set

LINK_WORDS: frozenset[str] = word_set(
    """
    dot d0t punkt punto ponto точка com c0m net n3t org 0rg info biz xyz www http https hxxp hxxps
    ftp ftps ly dotcom dotnet dotorg slash ww tp tt ttp htt ru br io gg gl tk gmail hotmail yahoo
    outlook icloud gmx protonmail telegram tg insta instagram ig snap snapchat tiktok onlyfans
    discord twitch facebook fb twitter bio profile click bitly tinyurl linktree
    """
)
"""Lower-case surface forms of a token without the marks at its edges."""

SCHEME_WORDS: frozenset[str] = word_set("www http https hxxp hxxps ftp ftps")
"""Those that an address starts with."""

_INVITE = (
    r"\b(?:t|m|wa|line|signal|viber|kik|discord|telegram)\.me/|discord\.gg"
    r"|linktr\.ee|telegram\.(?:dog|org)/"
    r"|(?:whatsapp|skype|snapchat|onlyfans)\.com/|signal\.group"
)
_TOKEN = re.compile(
    # A dot in brackets, as an entity or in percent form.
    r"[\[({<]\s?(?:[.,]|d[o0]t|punkt|punto|ponto|point|at|@|arroba|точка)\s?[\])}>]"
    r"|%2e|&(?:amp;)?(?:#46|#x2e|period|lt)"
    # Half of such a bracket: the author put spaces around the dot.
    r"|^[\[({<](?:[.,]|d[o0]t|at)$|^[.,][\])}>]?(?:com|net|org|info|biz)\b"
    # Endings with a disguise, a comma, a bracket, or the dot at the token's front.
    r"|\.(?:c0m|n3t|0rg|[\[({]\w)|,(?:com|net|org|info|biz|ru)\b|d[o0]t(?:com|net|org|info)\b"
    r"|[-_*]d[o0]t[-_*]"
    # The second half of an address held apart: "com/page", "ly/abc", "com.br".
    r"|^[^\w]*(?:com|net|org|info|biz)(?:\W|$)|^\W*(?:co|br|uk|ca|tv|me|de)/[\w?#]"
    r"|c[.,\-_]o[.,\-_]m$|^\W*d[.\-]o[.\-]t\W*$"
    # A picture or a symbol for the dot or beside it.
    r"|[^\x00-\x7f\w]\.?[^\x00-\x7f\w]{0,5}(?:com|net|org|info|biz|xyz|ru|io|co)(?!\w)"
    r"|\.[^\x00-\x7f\w]{1,5}(?:com|net|org|info|biz)(?!\w)"
    r"|watch\?v=|href=|src=|hxxp|h\*\*p|htt?ps?\b|www|" + _INVITE
)


def is_link_word(token: str) -> bool:
    """True where `token`, the surface form of one white-space-delimited token, earns the cue."""
    core = token.strip(_EDGES)
    return core in LINK_WORDS or _TOKEN.search(token) is not None


_EDGES = ".,;:!?\"'()[]{}<>*_-–—…/\\|@#&+=~`^$%"
