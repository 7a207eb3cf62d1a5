"""E-mail addresses, plain or spelled out ("name at example dot com")."""

from __future__ import annotations

from collections.abc import Iterator

from modfilter.domain import Category, Limits
from modfilter.rules.contact_scan import email_places
from modfilter.rules.cues import Cue
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document

_DETAIL = "E-mail address in the text."
_WAY_OUT = "take the address out; readers can reply to your comment here"


def find(document: Document, limits: Limits) -> Iterator[Match]:
    """The places of the document where this contact data stands."""
    text_span = document.surface.span
    for start, end in email_places(document):
        yield Match((text_span(start, end),), _DETAIL, _WAY_OUT)


RULE = Rule(
    code="contact.email",
    category=Category.CONTACT,
    guideline=(
        "An e-mail address serves reply notifications only: contact data stays out of comments."
    ),
    author=(
        "An e-mail address is in your comment. Please leave it out: everyone can read "
        "comments, and collectors do."
    ),
    moderator="An e-mail address, plain or spelled out.",
    bad="Write to jane.doe@example.com and I will send it.",
    good="Write to the editor, the address is on the contact page.",
    find=find,
    wake=(Cue.DOT | Cue.LINK_WORD,),
)
