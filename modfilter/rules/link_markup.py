"""Links in Markdown, HTML or BBCode."""

from __future__ import annotations

from collections.abc import Iterator

from modfilter.domain import Category, Limits
from modfilter.rules.cues import Cue
from modfilter.rules.link_scan import LinkKind, report
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document


def find(document: Document, limits: Limits) -> Iterator[Match]:
    """The document's links of this kind."""
    return report(document, limits, LinkKind.MARKUP)


RULE = Rule(
    code="link.markup",
    category=Category.LINK,
    guideline="Links are not allowed: say in words where to look.",
    author=("Links are not allowed here, in markup neither. Please say in words where to look."),
    moderator="Link or image markup in Markdown, HTML or BBCode.",
    bad="The figures are [right here](https://example.com/figures).",
    good="The minister [sic] said so (see the Example website).",
    find=find,
    wake=(Cue.MARKUP,),
)
