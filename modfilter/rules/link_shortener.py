"""Short links, which hide where they lead."""

from __future__ import annotations

from collections.abc import Iterator

from modfilter.domain import Category, Limits
from modfilter.rules.cues import Cue
from modfilter.rules.link_scan import LinkKind, report
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document


def find(document: Document, limits: Limits) -> Iterator[Match]:
    """The document's links of this kind."""
    return report(document, limits, LinkKind.SHORTENER)


RULE = Rule(
    code="link.shortener",
    category=Category.LINK,
    guideline="Links are not allowed: say in words where to look.",
    author=(
        "Short links are not allowed here, because nobody can see where they lead. Please "
        "name the site in words."
    ),
    moderator="An address of a link shortener.",
    bad="The whole story is at bit.ly/3xample",
    good="The whole story is a bit long, so here is the gist.",
    find=find,
    wake=(Cue.DOT, Cue.SLASH),
)
