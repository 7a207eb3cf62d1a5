"""Accounts and invitations ("t.me/example", "@jane on Instagram")."""

from __future__ import annotations

from collections.abc import Iterator

from modfilter.domain import Category, Limits
from modfilter.rules.cues import Cue
from modfilter.rules.link_scan import LinkKind, report
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document


def find(document: Document, limits: Limits) -> Iterator[Match]:
    """The document's links of this kind."""
    return report(document, limits, LinkKind.HANDLE)


RULE = Rule(
    code="link.handle",
    category=Category.LINK,
    guideline="Links are not allowed: say in words where to look.",
    author=(
        "Pointers to accounts and groups elsewhere are not allowed here. Please say in "
        "words what there is to read."
    ),
    moderator="An account or invitation on another service; a reply to @name is left alone.",
    bad="Follow @example_jane on Telegram for more of this",
    good="@example_jane I do not agree with you on this.",
    find=find,
    wake=(Cue.LINK_WORD | Cue.AT | Cue.SLASH, Cue.LINK_WORD | Cue.AT | Cue.DOT),
)
