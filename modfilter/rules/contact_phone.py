"""Telephone numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from modfilter.domain import Category, Limits
from modfilter.rules.contact_numbers import phone_places
from modfilter.rules.contact_spoken import spoken_places
from modfilter.rules.cues import Cue
from modfilter.rules.link_scan import places_of_links
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document

# More numbers than this in one comment prove nothing more.
_MOST = 64
_DETAIL = "Telephone number in the text."
_WAY_OUT = "take the number out; readers can reply to your comment here"


def find(document: Document, limits: Limits) -> Iterator[Match]:
    """The places of the document where this contact data stands."""
    text = document.surface.text
    places = list(islice(chain(phone_places(text), spoken_places(text)), _MOST))
    if not places:
        return
    # The digits of an address are no telephone number.
    taken = places_of_links(document)
    for start, end in places:
        first, last = document.surface.span(start, end)
        if taken.find(1, first, last) < 0:
            yield Match(((first, last),), _DETAIL, _WAY_OUT)


RULE = Rule(
    code="contact.phone",
    category=Category.CONTACT,
    guideline=(
        "An e-mail address serves reply notifications only: contact data stays out of comments."
    ),
    author=(
        "A telephone number is in your comment. Please leave it out: everyone can read comments."
    ),
    moderator=(
        "A telephone number in an international or national style, or any long number next "
        'to "call".'
    ),
    bad="Call me on (202) 555-0143 any evening.",
    good="In 2019-2020 some 1,250,000 people called for it.",
    find=find,
    wake=(Cue.DIGITS | Cue.CONTACT_WORD,),
)
