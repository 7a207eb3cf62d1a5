"""Addresses that start with a scheme or with www."""

from __future__ import annotations

from collections.abc import Iterator

from modfilter.domain import Category, Limits
from modfilter.rules.cues import Cue
from modfilter.rules.link_scan import LinkKind, report
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document


def find(document: Document, limits: Limits) -> Iterator[Match]:
    """The document's links of this kind."""
    return report(document, limits, LinkKind.URL)


RULE = Rule(
    code="link.url",
    category=Category.LINK,
    guideline="Links are not allowed: say in words where to look.",
    author=(
        "Links are not allowed here. Please say in words where to look, and readers will find it."
    ),
    moderator="A web address with a scheme (http, ftp …) or with www.",
    bad="Read it for yourself at https://www.example.com/report",
    good="Read it for yourself on the Example website.",
    find=find,
    wake=(Cue.SCHEME,),
)
