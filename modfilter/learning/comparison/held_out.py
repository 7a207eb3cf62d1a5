"""Which decisions are for learning and which for judging what was learned: split in time order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from modfilter.domain import ModeratorDecision

HELD_OUT_SHARE = 0.3
"""The last part of the decisions, by time, that nothing is learned from."""

_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Split:
    """Decisions in time order: the earlier ones to learn from, the later ones to judge by.

    `held_out_from` is the time of the first later one, None where the decisions have no times.
    """

    learn: list[ModeratorDecision]
    held_out: list[ModeratorDecision]
    held_out_from: datetime | None


def same_text(text: str) -> str:
    """What two texts have in common that a moderator would call the same comment."""
    return " ".join(text.split()).casefold()


def split_in_time(
    decisions: Sequence[ModeratorDecision],
    share: float = HELD_OUT_SHARE,
    *,
    held_out_from: datetime | None = None,
) -> Split:
    """The last `share` of the decisions held out, or those from the time `held_out_from` on.

    A model is used on comments that come after it, so it is judged by later ones. What stands in
    the earlier part word for word is left out of the later one: knowing it is no merit.
    """
    ordered = _in_time_order(decisions)
    if held_out_from is None:
        cut = len(ordered) - round(share * len(ordered))
    else:
        cut = sum(time < held_out_from for time, _ in ordered)
    learn = [decision for _, decision in ordered[:cut]]
    known = {same_text(decision.text) for decision in learn}
    later = [decision for _, decision in ordered[cut:]]
    held_out = [decision for decision in later if same_text(decision.text) not in known]
    return Split(learn, held_out, next((d.decided_at for d in later if d.decided_at), None))


def _in_time_order(
    decisions: Sequence[ModeratorDecision],
) -> list[tuple[datetime, ModeratorDecision]]:
    """By time; one without a time stays behind the one before it."""
    time, timed = _BEGINNING, []
    for decision in decisions:
        time = decision.decided_at or time
        timed.append((time, decision))
    return sorted(timed, key=lambda pair: pair[0])
