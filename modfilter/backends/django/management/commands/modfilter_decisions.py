"""`manage.py modfilter_decisions`: what moderators decided so far, for the filter to learn from."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_comments.models import CommentFlag

from modfilter.backends.django.decisions import MEANING, counts, in_utc, of_moderator
from modfilter.backends.django.filtering import current_filter
from modfilter.backends.recorder import Recorder
from modfilter.domain import ModeratorDecision
from modfilter.errors import StoreError

_AT_ONCE = 500


class Command(BaseCommand):
    """Records every approval and removal that Django's database remembers."""

    help = (
        "Record in the decision store what moderators decided so far: each approval and removal "
        "that the comments' flags remember. Useful once, for a site that has a history, and after "
        "the store was away. What the store has is not recorded twice."
    )

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Go through the flags, oldest first."""
        recorder = current_filter().recorder
        if recorder is None:
            raise CommandError('no store is named: set MODFILTER["STORE"]')
        try:
            known = {
                (one.id, one.action, one.decided_at, one.moderator) for one in recorder.decided()
            }
        except StoreError as error:
            raise CommandError(str(error)) from None
        flags = CommentFlag.objects.filter(flag__in=list(MEANING)).order_by("flag_date", "pk")
        kept, batch = 0, list[ModeratorDecision]()
        for flag in flags.select_related("comment", "user").iterator(chunk_size=_AT_ONCE):
            if not counts(flag):
                continue
            decision = of_moderator(
                flag.comment, MEANING[flag.flag], in_utc(flag.flag_date), flag.user_id
            )
            if (decision.id, decision.action, decision.decided_at, decision.moderator) in known:
                continue
            batch.append(decision)
            if len(batch) == _AT_ONCE:
                kept += _keep(recorder, batch)
                batch = []
        kept += _keep(recorder, batch)
        self.stdout.write(f"{kept} decisions are kept")


def _keep(recorder: Recorder, batch: list[ModeratorDecision]) -> int:
    if not batch:
        return 0
    recorded = recorder.decide(batch)
    if recorded is None:
        raise CommandError("the store could not be reached; run this again when it is back")
    return recorded.new
