"""The cues of one token: what the catalogue's rules are woken by.

Worked out once per distinct token, so a plain word must cost next to nothing: what needs folding
or patterns is left to tokens that hold more than the letters a to z.
"""

from __future__ import annotations

import re

from modfilter.rules.addressed import ADDRESSED
from modfilter.rules.contact_words import CONTACT_WORDS
from modfilter.rules.cues import Cue
from modfilter.rules.insults import INSULT_CUE_WORDS
from modfilter.rules.link_words import LINK_WORDS, is_link_word
from modfilter.rules.threats import THREAT_CUE_WORDS
from modfilter.rules.unlikely import unlikely
from modfilter.text.fold import fold
from modfilter.text.surface import surface
from modfilter.text.vocabulary import Vocabulary
from modfilter.text.words import words

_WORD = int(Cue.WORD)
_DOT = int(Cue.DOT)
_SCHEME = int(Cue.SCHEME)
_AT = int(Cue.AT)
_DIGITS = int(Cue.DIGITS)
_MARKUP = int(Cue.MARKUP)
_SLASH = int(Cue.SLASH)
_ALONE = int(Cue.ALONE)
_ODD = int(Cue.ODD)
_LINK_WORD = int(Cue.LINK_WORD)
_CONTACT_WORD = int(Cue.CONTACT_WORD)
_INSULT = int(Cue.INSULT)
_ADDRESSED = int(Cue.ADDRESSED)
_THREAT = int(Cue.THREAT)
_STRETCHED = int(Cue.STRETCHED)
_UPPER = int(Cue.UPPER)
_UNLIKELY = int(Cue.UNLIKELY)

# Marks that a plain word may trail or lead without earning a cue of their own.
_LEADING = "\"'("
_TRAILING = ".,;:!?\"')"
# Typographic marks that are no disguise; everybody's keyboard makes them.
_TYPOGRAPHIC = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "..."}
)
_FOUR_IN_A_ROW = re.compile(r"(.)\1{3}", re.DOTALL)
_THREE_IN_A_ROW = re.compile(r"([^\W\d_])\1{2}")
_DOT_INSIDE = re.compile(r"[^\W_][.,][^\W_]")
_SCHEMES = re.compile(r"://|h(?:tt|xx|xt|tx|\*\*)p|\bht?tps?:|ftp|www")
_SLASHED = re.compile(r"[^\W_]/|/[^\W_]")
_PIECE = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]{4,}")
_BRACKETS = re.compile(r"[<\[‹〈⟨〔]|\]\(|&(?:lt|#0*60|#0*91|#x3c|#x5b);")
# A token that is longer is no word; its head tells enough, and the cost stays bounded.
_MAX_FOLDED = 2_000


def cues_of(token: str) -> int:
    """The union of the cues (`modfilter.rules.cues.Cue`) of one white-space-delimited token."""
    if token.isascii():
        if token.isalpha():
            return _plain(token)
        core = token.lstrip(_LEADING).rstrip(_TRAILING)
        if core.isalpha() and len(token) - len(core) < 4 and len(core) > 1:
            return _plain(core)
        return _any(token)
    typed = token.translate(_TYPOGRAPHIC)
    if typed != token and typed.isascii():
        return cues_of(typed)
    return _any(typed)


def _plain(token: str) -> int:
    """Cues of a token of ASCII letters only."""
    lower = token.lower()
    if len(lower) == 1:
        cues = _WORD | _ALONE
    else:
        cues = _WORD
        if token.isupper():
            cues |= _UPPER
        if len(lower) - len(set(lower)) > 1:
            if _THREE_IN_A_ROW.search(lower):
                cues |= _ODD
                if _FOUR_IN_A_ROW.search(token):
                    cues |= _STRETCHED
                cues |= _vocabularies(fold(token).text)
        if unlikely(lower):
            cues |= _UNLIKELY
        if "http" in lower or "hxxp" in lower or "ftp" in lower or "www" in lower:
            cues |= _SCHEME
    if lower in LINK_WORDS or (
        ("dot" in lower or "d0t" in lower or "tp" in lower or "xp" in lower or "ww" in lower)
        and is_link_word(lower)
    ):
        cues |= _LINK_WORD
    return cues | _vocabularies(lower)


def _vocabularies(word: str) -> int:
    cues = 0
    if word in CONTACT_WORDS:
        cues |= _CONTACT_WORD
    if word in ADDRESSED:
        cues |= _ADDRESSED
    if INSULT_CUE_WORDS.find(word) is not None:
        cues |= _INSULT
    if THREAT_CUE_WORDS.find(word) is not None:
        cues |= _THREAT
    return cues


def _any(token: str) -> int:
    """Cues of any token, by its surface and by its folded form."""
    cues = _STRETCHED if _FOUR_IN_A_ROW.search(token) else 0
    upper = token.upper() == token and sum(map(str.isupper, token[:_MAX_FOLDED])) > 1
    if upper:
        cues |= _UPPER
    token = token[:_MAX_FOLDED]
    shown = surface(token).text
    if any(map(str.isalnum, token)) or any(map(str.isalnum, shown)):
        cues |= _WORD | _signs(shown)
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
    digits = sum(map(str.isdigit, shown))
    if digits > 2 or (digits and digits == letters_or_digits):
        cues |= _DIGITS
    if any(map(unlikely, _LETTERS.findall(shown))):
        cues |= _UNLIKELY
    return cues


def _vocabulary_cues(token: str, shown: str) -> int:
    """Cues of the words in a token, as typed, on the surface and with disguises undone."""
    folded = fold(token)
    cues = _ODD if folded.text != token.lower() else 0
    forms = {token: None, folded.text: None}
    for word in words(folded):
        forms[word.text] = None
        forms[token[word.span[0] : word.span[1]]] = None
    for text in (shown, folded.text):
        for piece in _PIECE.findall(text):
            forms[piece] = None
    for form in forms:
        if form in LINK_WORDS:
            cues |= _LINK_WORD
        if form.startswith("@") and len(form) > 1:
            cues |= _ADDRESSED
        cues |= _lookup(form)
    return cues


def _lookup(form: str) -> int:
    cues = 0
    core = form.strip(".,;:!?\"'()[]*_~-")
    if core in CONTACT_WORDS or form in CONTACT_WORDS:
        cues |= _CONTACT_WORD
    if core in ADDRESSED:
        cues |= _ADDRESSED
    if _find(INSULT_CUE_WORDS, form):
        cues |= _INSULT
    if _find(THREAT_CUE_WORDS, form):
        cues |= _THREAT
    return cues


def _find(vocabulary: Vocabulary, form: str) -> bool:
    return vocabulary.find(form) is not None
