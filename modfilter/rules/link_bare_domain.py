"""Domain names without a scheme ("example.com/page")."""

from __future__ import annotations

from collections.abc import Iterator

from modfilter.domain import Category, Limits
from modfilter.rules.cues import Cue
from modfilter.rules.link_scan import LinkKind, report
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document


def find(document: Document, limits: Limits) -> Iterator[Match]:
    """The document's links of this kind."""
    return report(document, limits, LinkKind.BARE_DOMAIN)


RULE = Rule(
    code="link.bare_domain",
    category=Category.LINK,
    guideline="Links are not allowed: say in words where to look.",
    author=(
        "Links are not allowed here, and a domain name counts as one. Please name the site "
        "in words instead."
    ),
    moderator="A domain name without a scheme, with an ending that exists.",
    bad="You can read all of it on example.com today.",
    good="Great article.It was well worth reading, Node.js jokes and all.",
    find=find,
    wake=(Cue.DOT,),
)
