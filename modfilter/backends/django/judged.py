"""A comment object remembers what was decided about its text, so that it is judged once."""

from __future__ import annotations

from typing import Any

from modfilter.backends.django.filtering import check_text
from modfilter.domain import Decision

_NAME = "_modfilter_judged"


def remember(comment: Any, decision: Decision) -> None:
    """Keep the decision with the comment for as long as its text stays the same."""
    setattr(comment, _NAME, (comment.comment, decision))


def remembered(comment: Any) -> Decision | None:
    """The decision about the comment's text, where it has been judged."""
    text, decision = getattr(comment, _NAME, (None, None))
    return decision if text == comment.comment else None


def decision_on(comment: Any) -> Decision:
    """The decision about the comment's text, judged now where it has not been."""
    found = remembered(comment)
    if found is None:
        found = check_text(comment.comment)
        remember(comment, found)
    return found
