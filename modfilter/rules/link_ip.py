"""Addresses by number ("203.0.113.7:8080")."""

from __future__ import annotations

from collections.abc import Iterator

from modfilter.domain import Category, Limits
from modfilter.rules.cues import Cue
from modfilter.rules.link_scan import LinkKind, report
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document


def find(document: Document, limits: Limits) -> Iterator[Match]:
    """The document's links of this kind."""
    return report(document, limits, LinkKind.IP)


RULE = Rule(
    code="link.ip",
    category=Category.LINK,
    guideline="Links are not allowed: say in words where to look.",
    author=(
        "Links are not allowed here, and an address by number counts as one. Please say in "
        "words where to look."
    ),
    moderator="An IP address that a browser could open; versions and home networks are left alone.",
    bad="The mirror runs at http://203.0.113.7:8080/news if you want it.",
    good="The bug is gone since version 10.2.3.11 of the app.",
    find=find,
    wake=(Cue.ADDRESS_DOTS | Cue.SCHEME,),
)
