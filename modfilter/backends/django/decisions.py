"""What the filter and the moderators decide reaches the store, once Django's database has it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.utils import timezone
from django_comments.models import CommentFlag
from django_comments.signals import comment_was_flagged, comment_was_posted

from modfilter.backends.django.filtering import current_filter
from modfilter.backends.django.judged import remembered
from modfilter.domain import HEADS, Action, Category, ModeratorDecision

GUIDELINE = "guideline"
"""The form field that says which guideline a removed comment breaks."""
CAN_MODERATE = "django_comments.can_moderate"
"""The permission of those whose word counts."""
MEANING = {
    CommentFlag.MODERATOR_APPROVAL: Action.PUBLISH,
    CommentFlag.MODERATOR_DELETION: Action.REJECT,
    CommentFlag.SUGGEST_REMOVAL: Action.REJECT,
}
"""What a flag says, coming from a moderator."""
_NOT_GUIDELINES = {Category.ERROR, Category.LANGUAGE}
GUIDELINES: tuple[str, ...] = tuple(
    dict.fromkeys([*(str(one) for one in Category if one not in _NOT_GUIDELINES), *HEADS])
)
"""What a removed comment may be said to break; a site's own may be named too."""


def connect() -> None:
    """Listen to the comments' signals."""
    comment_was_posted.connect(keep_automatic, dispatch_uid="modfilter.posted")
    comment_was_flagged.connect(keep_flag, dispatch_uid="modfilter.flagged")


def keep_automatic(sender: Any, comment: Any, request: Any, **_others: Any) -> None:
    """Record what the filter decided about a comment that was just saved."""
    decision = remembered(comment)
    recorder = current_filter().recorder
    if decision is None or recorder is None:
        return
    author = f"user-{comment.user_id}" if comment.user_id else None
    _when_it_holds(
        comment, partial(recorder.soon, decision, comment.comment, str(comment.pk), author)
    )


def keep_flag(
    sender: Any, comment: Any, flag: Any, created: bool, request: Any, **_others: Any
) -> None:
    """Record what a moderator's flag says. A reader's suggestion of removal says nothing."""
    action = MEANING.get(flag.flag)
    if action is None or not counts(flag):
        return
    # The date of a flag that was there before is that of the first time.
    when = flag.flag_date if created else timezone.now()
    keep_decision(request, comment, action, when, _guideline(request))


def keep_decision(
    request: Any, comment: Any, action: Action, when: datetime, guideline: str | None = None
) -> None:
    """Record what the request's user decided about a comment, and tell where that fails."""
    recorder = current_filter().recorder
    if recorder is None:
        return
    decision = of_moderator(comment, action, when, request.user.pk, guideline)

    def keep() -> None:
        if recorder.decide([decision]) is None:
            messages.warning(
                request,
                "The filter's store could not be reached: this decision holds here, and reaches "
                "the store when that is back; `manage.py modfilter_decisions` makes sure of it.",
                fail_silently=True,
            )

    _when_it_holds(comment, keep)


def counts(flag: Any) -> bool:
    """Whether a flag is a moderator's: anybody who is logged in may suggest a removal."""
    return bool(flag.flag != CommentFlag.SUGGEST_REMOVAL or flag.user.has_perm(CAN_MODERATE))


def of_moderator(
    comment: Any, action: Action, when: datetime, user: object, guideline: str | None = None
) -> ModeratorDecision:
    """A decision about a comment as the store keeps it: nothing of its author but the text."""
    named = guideline.strip()[:50] if guideline and action is Action.REJECT else ""
    return ModeratorDecision(
        text=comment.comment,
        action=action,
        category=named or None,
        id=str(comment.pk),
        decided_at=in_utc(when),
        moderator=f"user-{user}",
    )


def in_utc(when: datetime) -> datetime:
    """An aware time, also where the site's times are naive (`USE_TZ = False`)."""
    if timezone.is_naive(when):
        when = timezone.make_aware(when, timezone.get_default_timezone())
    return when.astimezone(UTC)


def _guideline(request: Any) -> str | None:
    named: str | None = getattr(request, "POST", {}).get(GUIDELINE)
    return named


def _when_it_holds(comment: Any, keep: Callable[[], None]) -> None:
    transaction.on_commit(keep, using=comment._state.db)
