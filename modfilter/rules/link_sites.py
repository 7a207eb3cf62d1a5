"""Bare domains: which dotted words are sites and which are sentence ends, names or files.

Readers leave out the space after a full stop ("great article.It was"), and "it", "so", "is", "me"
are country endings. So an ending that is also a word needs a further sign: a path, "www", digits
in the name, a word such as "visit" before it, or the end of the sentence after it.
"""

from __future__ import annotations

from collections.abc import Iterator

from modfilter.rules.link_hosts import INVITATIONS, SHORTENERS
from modfilter.rules.link_suffixes import (
    FILE_ENDINGS,
    NEWER,
    PLAIN,
    PROMOTED,
    WORDS,
    is_top_level,
)
from modfilter.rules.word_set import word_set
from modfilter.text.folded import Folded
from modfilter.text.lookalikes import LETTERS
from modfilter.text.patterns import late_pattern

_INNER_DOT = late_pattern(r"\.[^\W\d_]{2}")
_DOTTED = late_pattern(r"(?<![\w@\-])\w[\w\-]*+(?:\.\w[\w\-]*+)+")
TAIL = late_pattern(r"(?::\d{2,5})?(?:[/?#][^\s<>\"]*)?")
# A word that ends where no address goes on.
_AFTER_STOP = late_pattern(r"[a-z]++(?![\w\-./:?#@(\\])")
_PROMOTED = PROMOTED | NEWER
_ENDINGS = PLAIN | WORDS | _PROMOTED
_TRAILING = ".,;:!?'\")]}>*_~…"
_LONGEST = 253
_NEVER = word_set(
    """
    asp.net java.io java.net vb.net ado.net ml.net paint.net dot.com dot.net socket.io b.com
    m.com b.sc m.sc m.ed b.ed b.tech m.tech et.al ph.d will.i.am i.am vs.no node.io a.ka c.net
    u.net at.com point.com
    """
)
_TITLES = word_set(
    """
    mr mrs ms dr st sr jr prof gov sen rep gen lt col sgt capt rev hon no nr vs etc cf dept
    est fig vol pp ed eds inc ltd corp ave blvd jan feb mar apr jun jul aug sep sept oct nov
    dec
    """
)
_FILE_STEMS = word_set(
    "main script test tests install setup index readme config app run build server utils notes "
    "changelog license contributing todo manual"
)
_KNOWN = word_set(
    """
    google amazon youtube youtu facebook twitter ebay wikipedia yahoo bbc instagram reddit
    apple netflix spotify tiktok linkedin paypal zalando ikea booking airbnb uber github
    microsoft
    """
)
_VISIT = word_set(
    """
    visit goto check see site website webpage web link links url source sources browse domain
    follow join address homepage blog page
    """
)
_VISIT_PAIRS = frozenset(["go to", "going to", "check out", "log onto", "on to", "over to"])
_VISIT_LINKS = frozenset(["us", "is", "at", "on", "called", "named", "address"])
# Endings that are no words in the languages whose words send readers to a site.
_FOREIGN = {
    "at": word_set("auf bei unter siehe besucht besuche"),
    "be": word_set("op via sur lisez voir bekijk kijk zie"),
    "se": word_set("på läs via hos besök"),
    "no": word_set("på les via hos besøk"),
    "it": word_set("su visita vai leggi guarda"),
}
# Words that no clause ends with: a mark after them says that they are endings.
_NEVER_LAST = frozenset({"at", "by", "as", "my"})
_CLOSING = frozenset(",;)")
_OF_A_SITE = late_pattern(r"\s(?:has|is|was|says|said|shows|explains|reports|writes)(?!\w)")
_ARROW = late_pattern(
    r"(?:[-=]>|>>|[\u2192\u27a1\u25b6\U0001f449\U0001f517\U0001f447])[\s>:]{1,3}$"
)
_NEAR = late_pattern(r"(?:\b(?:at|on|from|via|to|by|using|and|or)|[@>])\s{1,2}$")
_SHORT = SHORTENERS | INVITATIONS
_CODE_AFTER = "(@\\"


def sites(surface: Folded, original: str, taken: bytearray) -> Iterator[tuple[int, int, str]]:
    """Bare domains of the surface text outside `taken`: start, end (path included) and host."""
    text = surface.text
    if "." not in text:
        return
    done = 0
    for dot in _INNER_DOT.finditer(text):
        at = dot.start()
        if at < done or not at or not text[at - 1].isalnum() or taken[at]:
            continue
        if _ends_a_sentence(text, at):
            continue
        low = max(done, at - _LONGEST)
        low = max(low, text.rfind(" ", low, at) + 1, text.rfind("\n", low, at) + 1)
        found = next(
            (
                word
                for word in _DOTTED.finditer(text, low, min(len(text), at + _LONGEST))
                if word.end() > at
            ),
            None,
        )
        if found is None:
            done = at + 1
            continue
        done = found.end()
        start, end = found.span()
        # Underscores around it are how some sites write italics.
        start += len(found.group()) - len(found.group().lstrip("_"))
        end -= len(found.group()) - len(found.group().rstrip("_"))
        if (start and text[start - 1] in "@/\\#$%" and text[start - 2 : start] != "//") or text[
            end : end + 1
        ] in tuple(_CODE_AFTER):
            continue
        kept = _site_end(surface, original, start, end)
        if kept:
            host = text[start:kept]
            stop = address_end(text, kept)
            done = max(done, stop)
            yield start, stop, host


def _ends_a_sentence(text: str, at: int) -> bool:
    """A quick look at the full stop `at`, for most: two words, no ending, nothing announced."""
    word = _AFTER_STOP.match(text, at + 1)
    if word is None or word.group() in _ENDINGS:
        return False
    start = at
    low = max(0, at - _LONGEST)
    while start > low and text[start - 1].isalnum():
        start -= 1
    if start and not text[start - 1].isspace():
        return False
    return not sends_to(text, start)


def address_end(text: str, at: int) -> int:
    """Where an address whose host ends at `at` ends: its port and path, without closing marks."""
    tail = TAIL.match(text, at)
    if tail is None or tail.end() == at:
        return at
    return without_closing(text, at, tail.end())


def without_closing(text: str, start: int, end: int) -> int:
    """The end of `text[start:end]` less the marks of the sentence around an address."""
    spare = text.count(")", start, end) - text.count("(", start, end)
    while end > start and text[end - 1] in _TRAILING:
        if text[end - 1] == ")":
            if spare <= 0:
                break
            spare -= 1
        end -= 1
    return end


def plain_host(host: str) -> str:
    """`host` with an ending that is drawn like a Latin one in Latin letters ("example.сом")."""
    head, _, ending = host.rpartition(".")
    if ending.isascii() or not head.isascii():
        return host
    return head + "." + "".join(LETTERS.get(char, char) for char in ending)


def _site_end(surface: Folded, original: str, start: int, end: int) -> int:
    """The end of the longest leading part of the dotted word that is a site, or 0."""
    text = surface.text
    pieces = text[start:end].split(".")
    ending, dash, _ = pieces[-1].partition("-")
    if dash and ending in PLAIN:
        # "un.org - the site", with a dash that touches both words.
        pieces[-1] = ending
        end = start + len(".".join(pieces))
    if pieces[-1] in FILE_ENDINGS and not _maybe_site_anyway(pieces, text, start, end):
        return 0
    for _ in range(3):
        if len(pieces) < 2:
            return 0
        stop = start + len(".".join(pieces))
        if _is_site(pieces, surface, original, start, stop):
            return stop
        pieces.pop()
    return 0


def _maybe_site_anyway(pieces: list[str], text: str, start: int, end: int) -> bool:
    """A name that ends like a file and like a country: a site only with a sign of one."""
    ending = pieces[-1]
    if ending not in PLAIN and ending not in WORDS and ending not in ("zip", "mov"):
        return False
    if len(pieces) == 2 and pieces[0] in _FILE_STEMS and not _has_path(text, end):
        return False
    if ending in PLAIN:
        return True
    if _has_path(text, end) or pieces[0] == "www":
        return True
    return ending not in ("zip", "mov", "py", "md", "sh", "ps", "rs", "so", "pm") or (
        sends_to(text, start) and len(pieces[0]) > 3
    )


def _has_path(text: str, end: int) -> bool:
    if text[end : end + 1] not in (":", "/", "?", "#"):
        return False
    tail = TAIL.match(text, end)
    return tail is not None and tail.end() > end + 1


def _is_site(pieces: list[str], surface: Folded, original: str, start: int, end: int) -> bool:
    ending = pieces[-1]
    if pieces[-2].isascii() and ending not in _ENDINGS:
        ending = plain_host("a." + ending)[2:]
    label = pieces[-2]
    if not _may_be_labels(pieces, ending):
        return False
    text = surface.text
    path = _has_path(text, end)
    if not path and ".".join(pieces) in _NEVER:
        return False
    if ending not in PLAIN and ending not in WORDS and ending not in _PROMOTED:
        # The whole list is asked only where nothing speaks for the end of a sentence.
        coded = ending.startswith("xn--") or label.startswith("xn--")
        if not path and not coded and not sends_to(text, start) and len(pieces) < 3:
            return False
        if not is_top_level(ending):
            return False
        if coded:
            return True
    if path and ".".join(pieces[-2:]) in _SHORT:
        return True
    if path and not (ending in WORDS and len(label) == 1):
        return True
    if pieces[0] == "www":
        return True
    if pieces == ["gov", "uk"]:
        return True
    if len(pieces) == 2 and label in _TITLES and ending not in ("com", "org", "net"):
        return False
    if len(label) == 1 and ending not in ("com", "org"):
        return False
    if label.isdigit() and (ending not in ("com", "org", "net") or len(label) < 3):
        return False
    written = [_written(surface, original, start, end, back, pieces) for back in (2, 1)]
    return _reads_as_site(pieces, ending, written, text, start, end)


def _may_be_labels(pieces: list[str], ending: str) -> bool:
    if len(ending) < 2 or len(ending) > 24:
        return False
    if not ending.isalpha() and not ending.startswith("xn--"):
        return False
    if any(not piece or len(piece) > 63 or piece[-1] == "-" for piece in pieces):
        return False
    if len(pieces) > 2 and all(len(piece) == 1 for piece in pieces[:-1]):
        return False
    # A dot between letters of scripts that write no spaces ends a sentence.
    return ending.isascii() or not pieces[-2].isascii() or ending in _ENDINGS


def _written(
    surface: Folded, original: str, start: int, end: int, back: int, pieces: list[str]
) -> str:
    """The last (`back` 1) or last but one label as the author wrote it."""
    stop = end if back == 1 else end - len(pieces[-1]) - 1
    first, last = surface.span(stop - len(pieces[-back]), stop)
    return original[first:last]


def _reads_as_site(
    pieces: list[str], ending: str, written: list[str], text: str, start: int, end: int
) -> bool:
    left, right = written
    titled = right[:1].isupper() and not right[1:].isupper() and len(right) > 1
    if ending in ("com", "org", "edu", "gov"):
        return True
    if titled and (left[-1:].islower() or ending not in PLAIN):
        # "article.It was": a new sentence, unless the host is capitalised throughout.
        return False
    if ending in PLAIN:
        return True
    if pieces[-2] in _KNOWN or sends_to(text, start):
        return True
    if ending in _PROMOTED:
        return right.islower() or left.isupper()
    if right.isupper() and len(pieces) == 2:
        return False
    if any(c.isdigit() for c in pieces[-2]) and not pieces[-2][0].isdigit() and len(pieces[-2]) > 5:
        return True
    if ending not in WORDS:
        return False
    if ending in ("us", "me", "in", "at", "be") and _OF_A_SITE.match(text, end):
        return len(pieces[-2]) > 3
    before = text[max(0, start - 12) : start].split()
    if before and before[-1] in _FOREIGN.get(ending, ()):
        return True
    if ending in ("no", "so", "me", "us"):
        return False
    if ending in _NEVER_LAST and len(pieces[-2]) > 5 and text[end : end + 1] in _CLOSING:
        return True
    closed = not text[end : end + 2].strip(".,!?;:)\"'") or text[end : end + 1] == "\n"
    return closed and (_NEAR.search(text, max(0, start - 12), start) is not None)


def sends_to(text: str, start: int) -> bool:
    """True where the words before `start` send the reader to a site."""
    if _ARROW.search(text, max(0, start - 6), start):
        return True
    before = text[max(0, start - 24) : start].rstrip(" \t\xa0:>=-\"'").rsplit(None, 2)
    if not before or not text[start - 1].isspace():
        return False
    last = before[-1].rstrip(":")
    if last in _VISIT:
        return True
    if len(before) < 2:
        return False
    return f"{before[-2]} {last}" in _VISIT_PAIRS or (before[-2] in _VISIT and last in _VISIT_LINKS)
