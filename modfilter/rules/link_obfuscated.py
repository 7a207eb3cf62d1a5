"""Addresses in disguise: hxxp, [dot], "dot com", held apart."""

from __future__ import annotations

from collections.abc import Iterator

from modfilter.domain import Category, Limits
from modfilter.rules.cues import Cue
from modfilter.rules.link_scan import LinkKind, report
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document


def find(document: Document, limits: Limits) -> Iterator[Match]:
    """The document's links of this kind."""
    return report(document, limits, LinkKind.OBFUSCATED)


RULE = Rule(
    code="link.obfuscated",
    category=Category.LINK,
    guideline="Links are not allowed: say in words where to look.",
    author=(
        "This reads like a link in disguise, and links are not allowed here. Please say in "
        "words where to look."
    ),
    moderator=(
        'An address disguised as hxxp, example[.]com, "example dot com", "example . com" '
        "and the like."
    ),
    bad="Get yours today at example dot com slash offers",
    good="The dot com bubble taught us nothing.",
    find=find,
    wake=(Cue.SCHEME | Cue.LINK_WORD | Cue.MARKUP,),
)
