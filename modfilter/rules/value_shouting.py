"""value.shouting: a comment written in capitals."""

from __future__ import annotations

import re
from collections.abc import Iterable

from modfilter.domain import Category, Limits
from modfilter.rules.cues import Cue
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document
from modfilter.text.patterns import late_pattern

_MIN_LETTERS = 20
_MIN_WORDS = 4
_MIN_SHOUTED = 3
_SHARE = 0.72
"""Capitals among the letters that have case; "most of a long comment" as well as all of it."""

_SMALL = bytes(range(ord("a"), ord("z") + 1))
_CAPITALS = bytes(range(ord("A"), ord("Z") + 1))
_WORD = late_pattern(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# What others wrote and the author quotes: a quoted line, a headline in quotation marks.
_QUOTED = late_pattern(
    r"^[ \t]*>.*$|\"[^\"\n]{0,400}\"|“[^”\n]{0,400}”|«[^»\n]{0,400}»", re.MULTILINE
)

# Four letters or more and yet no shouting.
_ACRONYMS = frozenset(
    """
    NATO UNESCO UNICEF OPEC ASEAN FIFA UEFA NASA NAFTA USMCA OSCE OECD UNHCR UNRWA EURATOM
    MERCOSUR BRICS SARS MERS COVID AIDS HIV NOAA FEMA OSHA HIPAA FBI CIA NSA LGBT LGBTQ LGBTQIA
    DACA ISIS ISIL DAESH NCAA NASDAQ NYSE FTSE RCMP CBSA CSIS CUPE NAACP ACLU AARP PETA USSR
    UAE RSVP ASAP FAQ ROFL LMAO LMFAO IMHO FWIW TLDR YOLO FOMO NIMBY YIMBY WASP SCOTUS POTUS
    FLOTUS GOP HTML HTTP HTTPS JSON ASCII UTF SQL CERN IAEA INTERPOL EUROPOL FRONTEX SWIFT IBAN
    GDPR ECOWAS IPCC UNFCCC ICBM THAAD TIFF RAID NSDAP SPD CDU AFD FDP VVD CNN MSNBC ESPN ITVX
    BBC CBC PBS NPR HBO IKEA BMW FIAT SAAB NVIDIA NSFW PTSD ADHD ASMR MDMA GMO STEM CRISPR
    LASER RADAR SONAR SCUBA NIST IEEE AFAIK TIL WWII WWIII VIII XIII XVII XVIII XXIII COBOL
    FORTRAN BASIC LINUX UNIX
    """.split()
)
# Words of three letters or fewer that are no acronym: a sentence in capitals holds some.
_SHORT = frozenset(
    """
    THE AND YOU ARE NOT FOR WAS BUT ALL CAN HAS HAD HIS HER OUR OUT WHO WHY HOW NOW GET GOT LET
    SAY SEE TOO USE WAY MAN ONE TWO NEW OLD OFF OWN PUT RUN DAY END BAD BIG ANY DID ITS MAY
    THEY NO IS OF TO IN ON IT AS AT BE BY DO GO HE IF ME MY OR SO UP US WE AN AM IM DAS DIE DER
    UND IST ICH NICHT LES DES EST UNE QUI QUE LOS LAS NON PAS POR CON NAO BIR BEN SEN LOL WTF
    OMG
    """.split()
) - {"US", "AM", "LOL", "WTF", "OMG", "IT"}


def find(document: Document, limits: Limits) -> Iterable[Match]:
    """One match over the whole text where most of it is in capitals."""
    text = document.text
    capitals, small = _count(text)
    if capitals < _MIN_LETTERS or capitals < 0.5 * (capitals + small):
        return ()
    own = text
    if any(mark in own for mark in '">“«'):
        outside = _QUOTED.sub(" ", own)
        # Who puts the whole comment in quotation marks still shouts.
        if len(_WORD.findall(outside)) > 1:
            own = outside
    if any(sign in own for sign in ("//", "www.", "#", "@", "_")):
        own = " ".join(filter(_is_word, own.split()))
    capitals, small = _count(own)
    if capitals < _MIN_LETTERS or capitals < _SHARE * (capitals + small):
        return ()
    words = _WORD.findall(own)
    if len(words) < _MIN_WORDS or sum(map(_is_shouted, words)) < _MIN_SHOUTED:
        return ()
    if _mostly_without_case(own, capitals + small):
        return ()
    share = round(100 * capitals / (capitals + small))
    start = len(text) - len(text.lstrip())
    return (
        Match(
            spans=((start, len(text.rstrip())),), detail=f"{share} % of the letters are capitals."
        ),
    )


def _count(text: str) -> tuple[int, int]:
    """Capitals and small letters."""
    if text.isascii():
        typed = text.encode("ascii")
        length = len(typed)
        return (
            length - len(typed.translate(None, _CAPITALS)),
            length - len(typed.translate(None, _SMALL)),
        )
    return sum(map(str.isupper, text)), sum(map(str.islower, text))


def _is_word(token: str) -> bool:
    """False for addresses, handles, hashtags and names in code, which have their own capitals."""
    return not ("//" in token or "www." in token or "_" in token or token[0] in "#@")


def _is_shouted(word: str) -> bool:
    if not word.isupper():
        return False
    if len(word) < 4:
        return word in _SHORT
    return word not in _ACRONYMS and word.removesuffix("S") not in _ACRONYMS


def _mostly_without_case(text: str, cased: int) -> bool:
    """True where scripts without case make up most of the letters."""
    return not text.isascii() and sum(map(str.isalpha, text)) > 2 * cased


RULE = Rule(
    code="value.shouting",
    category=Category.LOW_VALUE,
    guideline="Be respectful: no shouting in capitals.",
    author="Your comment is written in capitals, which reads like shouting. "
    "Please write it in ordinary letters; the words may stay.",
    moderator="Most letters of the whole comment are capitals.",
    bad="WHY DOES NOBODY EVER LISTEN TO US",
    good="NATO, UNESCO and the OECD all said NO.",
    find=find,
    wake=(Cue.UPPER,),
)
