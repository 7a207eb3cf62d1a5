"""What reviewing needs of a queue: a comment at a time that nobody else has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from modfilter.domain import Action, Span


@dataclass(frozen=True, slots=True)
class Found:
    """One finding about a comment, as moderators see it: what, where, how sure."""

    code: str
    category: str
    spans: tuple[Span, ...] = ()
    score: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment that waits for a person, claimed by one. `key` is the queue's name for it.

    `objection` is what its author says against a refusal, where that is why it waits. `article`
    and `parent` (the text of the comment that it answers) are empty where they are not known.
    """

    key: int
    text: str
    id: str | None = None
    source: str = ""
    since: datetime | None = None
    found: tuple[Found, ...] = ()
    scores: Mapping[str, float | None] = field(default_factory=dict)
    objection: str = ""
    article: str = ""
    parent: str = ""


class Queue(Protocol):
    """One moderator's view of the comments that wait."""

    def next(self, skipped: frozenset[int]) -> Waiting | None:
        """Claim the next comment that is not among `skipped`; None where none is to be had."""
        ...

    def decide(self, item: Waiting, action: Action, category: str | None, note: str) -> bool:
        """Record a decision; False where the claim has expired and somebody else has it."""
        ...

    def release(self, item: Waiting) -> None:
        """Give a claimed comment back."""
        ...

    def undo(self) -> tuple[Waiting, Action] | None:
        """Take this moderator's last decision of this session back.

        Gives its comment, claimed again, and what had been decided; None where there is none.
        """
        ...

    def waiting(self) -> int:
        """How many comments wait, those included that others have claimed."""
        ...
