"""From batches of items to blocks of answers, with a count of what was met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from modfilter.cli.items import Item
from modfilter.cli.writing import Renderer
from modfilter.domain import Action, Comment, Decision, Finding

Extra = Sequence[Sequence[Finding]]


class Judge(Protocol):
    """The part of `modfilter.moderator.Moderator` that checking needs."""

    def check_many(
        self, comments: Iterable[str | Comment], *, extra: Extra | None = None
    ) -> list[Decision]:
        """One decision per comment, in order."""
        ...


@dataclass(slots=True)
class Tally:
    """How many comments got which action, and how many lines were no comments."""

    publish: int = 0
    review: int = 0
    reject: int = 0
    errors: int = 0

    def add(self, other: Tally) -> None:
        """Count another batch in."""
        self.publish += other.publish
        self.review += other.review
        self.reject += other.reject
        self.errors += other.errors

    @property
    def comments(self) -> int:
        """How many comments were judged."""
        return self.publish + self.review + self.reject

    def __str__(self) -> str:
        """One line for people: "21 comments: 12 publish, 3 review, 6 reject"."""
        noun = "comment" if self.comments == 1 else "comments"
        text = (
            f"{self.comments:,} {noun}: {self.publish:,} publish, {self.review:,} review, "
            f"{self.reject:,} reject"
        )
        if self.errors:
            lines = "line was" if self.errors == 1 else "lines were"
            text += f"; {self.errors:,} {lines} no comment"
        return text


@dataclass(frozen=True, slots=True)
class Job:
    """One batch on its way: items in order, and per comment what flooding found (or None)."""

    items: list[Item]
    extra: Extra | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One batch's answers as bytes, ready to be written, and their count."""

    block: bytes
    tally: Tally


class Answering:
    """Judges a batch and writes its answers down; each worker process has one."""

    def __init__(self, judge: Judge, renderer: Renderer) -> None:
        self._judge = judge
        self._renderer = renderer

    def answer(self, job: Job) -> Answer:
        """The answers for one batch."""
        comments = [item for item in job.items if type(item) is Comment]
        decisions = self._judge.check_many(comments, extra=job.extra) if comments else []
        actions = [decision.action for decision in decisions]
        tally = Tally(
            publish=actions.count(Action.PUBLISH),
            review=actions.count(Action.REVIEW),
            reject=actions.count(Action.REJECT),
            errors=len(job.items) - len(comments),
        )
        return Answer(self._renderer.block(job.items, decisions), tally)
