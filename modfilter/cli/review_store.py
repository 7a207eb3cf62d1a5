"""The review queue of a decision store, as one moderator's session sees it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from modfilter.cli.review_queue import Found, Waiting
from modfilter.domain import Action, ModeratorDecision
from modfilter.policy.draw import DRAWN
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Order
from modfilter.store.records import Waiting as StoredWaiting

_WRITING_SECONDS = 120.0
"""Longer than a store waits for another writer."""


class StoreQueue:
    """Claims comments for one moderator, `seconds` each, and remembers what the session decided."""

    def __init__(self, store: DecisionStore, moderator: str, order: Order, seconds: float) -> None:
        self._store = store
        self._moderator = moderator
        self._order = order
        self._seconds = seconds
        self._decided: list[tuple[int, Action]] = []

    def next(self, skipped: frozenset[int]) -> Waiting | None:
        """Claim the next comment that is not among `skipped`; None where none is to be had."""
        claimed = self._store.claim(
            self._moderator, 1, self._order, self._seconds, without=sorted(skipped)
        )
        return self._shown(claimed[0]) if claimed else None

    def decide(self, item: Waiting, action: Action, category: str | None, note: str) -> bool:
        """Record a decision, if the comment still waits and nobody else has claimed it."""
        # Claimed anew, it is safe from others while the decision is written.
        if not self._claimed(item.key, max(self._seconds, _WRITING_SECONDS)):
            return False
        self._store.decide(
            [
                ModeratorDecision(
                    item.text,
                    action,
                    category,
                    item.id,
                    item.source,
                    datetime.now(UTC),
                    self._moderator,
                    note,
                )
            ]
        )
        self._decided.append((item.key, action))
        return True

    def release(self, item: Waiting) -> None:
        """Give a claimed comment back."""
        self._store.release(self._moderator, [item.key])

    def undo(self) -> tuple[Waiting, Action] | None:
        """Take the session's last decision back that still holds, and claim its comment again."""
        while self._decided:
            key, action = self._decided.pop()
            if self._store.undo(self._moderator, key) is None:
                continue
            claimed = self._claimed(key, self._seconds)
            if claimed:
                return self._shown(claimed[0]), action
        return None

    def waiting(self) -> int:
        """How many comments wait, those included that others have claimed."""
        return sum(count for *_, count, _ in self._store.waiting_counts())

    def _claimed(self, key: int, seconds: float) -> list[StoredWaiting]:
        return self._store.claim(self._moderator, 1, self._order, seconds, only=[key])

    def _shown(self, waiting: StoredWaiting) -> Waiting:
        comment = waiting.comment
        parent = self._store.parent(comment)
        return Waiting(
            key=comment.key,
            text=comment.text or "",
            id=comment.id,
            source=comment.source,
            since=waiting.since,
            # Nothing may tell which comments were drawn for an audit.
            found=tuple(_found(one) for one in comment.reasons if one["code"] != DRAWN),
            scores=comment.scores,
            objection=(waiting.appeal.text or "") if waiting.appeal is not None else "",
            article=comment.context.article or "",
            parent=(parent.text or "") if parent is not None else "",
        )


def _found(reason: Mapping[str, Any]) -> Found:
    return Found(
        reason["code"],
        reason["category"],
        tuple((start, end) for start, end in reason["spans"]),
        reason["score"],
        reason.get("detail", ""),
    )
