"""The cues of one token: what the catalogue's rules are woken by.

Worked out once per distinct token, so a plain word must cost next to nothing: what needs folding
or patterns is left to tokens that hold more than the letters a to z.
"""

from __future__ import annotations

import re

from modfilter.rules.addressed import ADDRESSED
from modfilter.rules.attack_words import ATTACK_WORDS
from modfilter.rules.contact_words import CONTACT_WORDS
from modfilter.rules.cues import Cue
from modfilter.rules.insults import INSULT_CUE_WORDS
from modfilter.rules.link_words import LINK_WORDS, is_link_word
from modfilter.rules.threats import THREAT_CUE_WORDS
from modfilter.rules.unlikely import unlikely
from modfilter.text.fold import fold
from modfilter.text.surface import surface
from modfilter.text.vocabulary import one_of_each
from modfilter.text.words import parts, words

_WORD = int(Cue.WORD)
_DOT = int(Cue.DOT)
_SCHEME = int(Cue.SCHEME)
_AT = int(Cue.AT)
_DIGITS = int(Cue.DIGITS)
_MARKUP = int(Cue.MARKUP)
_SLASH = int(Cue.SLASH)
_ALONE = int(Cue.ALONE)
_ADDRESS_DOTS = int(Cue.ADDRESS_DOTS)
_LINK_WORD = int(Cue.LINK_WORD)
_CONTACT_WORD = int(Cue.CONTACT_WORD)
_INSULT = int(Cue.INSULT)
_ADDRESSED = int(Cue.ADDRESSED)
_THREAT = int(Cue.THREAT)
_STRETCHED = int(Cue.STRETCHED)
_UPPER = int(Cue.UPPER)
_UNLIKELY = int(Cue.UNLIKELY)

# Marks that a plain word may lead or trail without earning a cue of their own. Brackets are no
# part of them around short words: "(dot)" and "(at)" disguise addresses.
_LEADING = "\"'("
_TRAILING = ".,;:!?\"')"
_MIN_BRACKETED = 7
# Typographic marks that are no disguise; everybody's keyboard makes them.
_TYPOGRAPHIC = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "..."}
)
# One look for the many words that stand in no vocabulary.
_ANY_WORD = LINK_WORDS | CONTACT_WORDS | ADDRESSED | INSULT_CUE_WORDS.words | THREAT_CUE_WORDS.words
_FOUR_IN_A_ROW = re.compile(r"(.)\1{3}", re.DOTALL)
_THREE_IN_A_ROW = re.compile(r"([^\W\d_])\1{2}")
_DOT_INSIDE = re.compile(r"[^\W_]\.[^\W\d_]{2}")
_NUMBER_DOTS = re.compile(r"\d\.\d{1,3}\.\d{1,3}\.\d")
_SCHEMES = re.compile(r":[/\\]|h(?:tt|xx|xt|tx|\*\*)p|\bht?tps?:|ftp|www|magnet:\?|data:\w+/")
_SLASHED = re.compile(r"[^\W_]/|/[^\W_]")
# Words of letters joined by hyphens and apostrophes; numbers with the marks that numbers have.
_JOINED = re.compile(r"[A-Za-z]{2,}(?:-[A-Za-z]{2,}|'[A-Za-z]{1,2})+")
_NUMBER = re.compile(r"[($+]{0,2}\d[\d.,:/%$-]*[.,;:!?)%]{0,2}")
_PIECE = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]{4,}")
_O_FOR_ZERO = re.compile(r"[+(]?\d[\do\-./()]{2,}")
_BRACKETS = re.compile(
    r"<\s?(?:[ai]|$)|\[[uilv]|[‹〈⟨〔]|\]\(|&(?:lt|#0*60|#0*91|#x3c|#x5b);"
    r"|[<\[({]\s?(?:[.,]\s?[\])}>]|poi)"
)
# A token that is longer is no word: its head is read, and the rest may be any address.
_MAX_FOLDED = 2_000
_ANY_ADDRESS = _DOT | _SCHEME | _SLASH | _AT | _MARKUP | _LINK_WORD | _ADDRESS_DOTS | _DIGITS


def cues_of(token: str) -> int:
    """The union of the cues (`modfilter.rules.cues.Cue`) of one white-space-delimited token."""
    if token.isascii():
        if token.isalpha():
            return _plain(token)
        core = token.lstrip(_LEADING).rstrip(_TRAILING)
        if len(core) > 1 and len(token) - len(core) < 4 and _is_unbracketed(token, core):
            if core.isalpha():
                return _plain(core)
            if len(core) < 40 and _JOINED.fullmatch(core):
                return _joined(core)
        if len(token) < 40 and _NUMBER.fullmatch(token):
            return _number(token)
        return _any(token)
    typed = token.translate(_TYPOGRAPHIC)
    if typed != token and typed.isascii():
        return cues_of(typed)
    return _any(typed)


def _is_unbracketed(token: str, core: str) -> bool:
    return len(core) >= _MIN_BRACKETED or not ("(" in token or ")" in token)


def _plain(token: str) -> int:
    """Cues of a token of ASCII letters only."""
    lower = token.lower()
    length = len(lower)
    cues = _WORD if length > 1 else _WORD | _ALONE
    if length > 1 and token.isupper():
        cues |= _UPPER
    if length - len(set(lower)) > 1 and _THREE_IN_A_ROW.search(lower):
        cues |= _stretched(token)
    if length > 3 and unlikely(lower):
        cues |= _UNLIKELY
    if "dot" in lower or "tp" in lower or "xp" in lower or "ww" in lower:
        if _SCHEMES.search(lower):
            cues |= _SCHEME
        if is_link_word(lower):
            cues |= _LINK_WORD
    if lower in _ANY_WORD:
        cues |= _vocabularies(lower)
    return cues


def _vocabularies(word: str) -> int:
    """Cues of a word that stands in a vocabulary just so."""
    cues = 0
    if word in LINK_WORDS:
        cues |= _LINK_WORD
    if word in CONTACT_WORDS:
        cues |= _CONTACT_WORD
    if word in ADDRESSED:
        cues |= _ADDRESSED
    if word in INSULT_CUE_WORDS:
        cues |= _INSULT
    if word in THREAT_CUE_WORDS:
        cues |= _THREAT
    return cues


def _stretched(token: str) -> int:
    """Cues of a word of letters with one letter three times in a row or more."""
    cues = _STRETCHED if _FOUR_IN_A_ROW.search(token) else 0
    if one_of_each(token.lower()) in ADDRESSED:
        cues |= _ADDRESSED
    return cues | _lookup(token) | _lookup(fold(token).text)


def _joined(core: str) -> int:
    """Cues of "well-known" and "don't"."""
    lower = core.lower()
    cues = _UPPER if core.isupper() else 0
    for piece in lower.replace("'", "-").split("-"):
        if len(piece) > 1:
            cues |= _plain(piece)
    for form in (lower, lower.replace("-", ""), lower.replace("'", "")):
        if form in _ANY_WORD:
            # "What's" is no "whats app".
            cues |= _vocabularies(form) & (~_CONTACT_WORD if "'" in lower else -1)
    return cues | _WORD


def _number(token: str) -> int:
    """Cues of "2012", "$1,000", "3/4", "9:30", "12%"."""
    cues = _WORD
    if _NUMBER_DOTS.search(token):
        cues |= _ADDRESS_DOTS
    if "/" in token:
        cues |= _SLASH
    if len(token) < 5 and sum(map(str.isdigit, token)) == 1:
        cues |= _ALONE
    if _FOUR_IN_A_ROW.search(token):
        cues |= _STRETCHED
    return cues


def _any(token: str) -> int:
    """Cues of any token, by its surface and by its folded form."""
    cues = _STRETCHED if _FOUR_IN_A_ROW.search(token) else 0
    upper = token.upper() == token and sum(map(str.isupper, token[:_MAX_FOLDED])) > 1
    if upper:
        cues |= _UPPER
    if len(token) > _MAX_FOLDED:
        cues |= _ANY_ADDRESS
        token = token[:_MAX_FOLDED]
    shown = surface(token).text
    if any(map(str.isalnum, token)) or any(map(str.isalnum, shown)):
        cues |= _WORD | _signs(shown)
        if not token.isascii() or _O_FOR_ZERO.fullmatch(shown):
            cues |= _digits(shown)
    if "@" in shown:
        cues |= _AT
    if _BRACKETS.search(shown) or _BRACKETS.search(token):
        cues |= _MARKUP
    if _SCHEMES.search(shown) or "http" in token.lower():
        cues |= _SCHEME
    if is_link_word(shown):
        cues |= _LINK_WORD
    return cues | _vocabulary_cues(token, shown)


def _signs(shown: str) -> int:
    """Cues that letters and digits give by where they stand."""
    cues = 0
    if _DOT_INSIDE.search(shown):
        cues |= _DOT
    if _SLASHED.search(shown):
        cues |= _SLASH
    letters_or_digits = sum(map(str.isalnum, shown))
    if letters_or_digits == 1 and len(shown) < 5:
        cues |= _ALONE
    if _NUMBER_DOTS.search(shown):
        cues |= _ADDRESS_DOTS
    if any(map(unlikely, _LETTERS.findall(shown))):
        cues |= _UNLIKELY
    return cues


def _digits(shown: str) -> int:
    """Whether a token may be a part of a telephone number that its bytes do not show."""
    digits = sum(map(str.isdigit, shown))
    return _DIGITS if digits > 2 or (digits and digits == sum(map(str.isalnum, shown))) else 0


def _vocabulary_cues(token: str, shown: str) -> int:
    """Cues of the words in a token, as typed, on the surface and with disguises undone."""
    if token.isascii():
        # All that follows is blind to case, and fewer forms differ.
        token = token.lower()
    folded = fold(token)
    cues = 0
    forms = {token: None, folded.text: None}
    known = parts(folded.text)
    for word in words(folded, known) if len(known) > 3 or known[0] or known[-1] else ():
        forms[word.text] = None
        forms[token[word.span[0] : word.span[1]]] = None
    for text in (shown, folded.text):
        for piece in _PIECE.findall(text):
            forms[piece] = None
    for form in forms:
        if form.startswith("@") and len(form) > 1:
            cues |= _ADDRESSED
        cues |= _lookup(form)
    return cues


def _lookup(form: str) -> int:
    """Cues of a word that stands in a vocabulary, plain or disguised."""
    core = form.strip(".,;:!?\"'()[]*_~-")
    cues = _vocabularies(core) | _vocabularies(form)
    found = ATTACK_WORDS.find(form)
    if found is not None:
        cues |= _INSULT if found in INSULT_CUE_WORDS else 0
        cues |= _THREAT if found in THREAT_CUE_WORDS else 0
    return cues
