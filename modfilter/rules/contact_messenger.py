"""Invitations to private messengers ("WhatsApp +1 …", "dm me on insta")."""

from __future__ import annotations

from collections.abc import Iterator

from modfilter.domain import Category, Limits
from modfilter.rules.contact_scan import messenger_places
from modfilter.rules.cues import Cue
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document

_DETAIL = "Invitation to a private messenger."
_WAY_OUT = "say what you want to say here, where all can answer"


def find(document: Document, limits: Limits) -> Iterator[Match]:
    """The places of the document where this contact data stands."""
    text_span = document.surface.span
    for start, end in messenger_places(document):
        yield Match((text_span(start, end),), _DETAIL, _WAY_OUT)


RULE = Rule(
    code="contact.messenger",
    category=Category.CONTACT,
    guideline=(
        "An e-mail address serves reply notifications only: contact data stays out of comments."
    ),
    author=(
        "Please keep the conversation here: invitations to private messages or messengers "
        "are not published."
    ),
    moderator="A messenger with a number or handle, or a call to write in private.",
    bad="Message me on WhatsApp +1 202-555-0143 for details",
    good="My family has left WhatsApp for good and nobody misses it.",
    find=find,
    wake=(Cue.CONTACT_WORD | Cue.AT,),
)
