"""What other processes do to a store in tests: `python -m tests.store.worker TASK URL ...`.

Each says what it did on standard output, a line a step, after it was confirmed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from modfilter.cli import decisions_importing
from modfilter.domain import Action, ModeratorDecision
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic, Recorded

BATCH = 100
"""Decisions in one transaction of `importing`."""


def say(value: object) -> None:
    print(json.dumps(value), flush=True)


def opening(store: DecisionStore, _arguments: list[str]) -> None:
    """Nothing but opening, with its migration."""
    say(store.stats().comments)


def claiming(store: DecisionStore, arguments: list[str]) -> None:
    """Claim by threes until nothing waits; decide on what was claimed."""
    (name,) = arguments
    while found := store.claim(name, 3):
        say([one.comment.id for one in found])
        store.decide([
            ModeratorDecision(one.comment.text or "", Action.PUBLISH, id=one.comment.id,
                              moderator=name)
            for one in found
        ])  # fmt: skip


def recording(store: DecisionStore, arguments: list[str]) -> None:
    """Record comments that others record as well, and some of one's own."""
    name = arguments[0]
    for batch in range(10):
        shared = [Automatic(f"s{n}", Action.REVIEW, f"s{n}") for n in range(batch, batch + 5)]
        own = [Automatic(name, Action.PUBLISH, f"{name}-{batch}")]
        done = store.record([*shared, *own])
        say([done.new, done.known])


def importing(store: DecisionStore, arguments: list[str]) -> None:
    """Import a file as the command line does, in small batches."""

    class Saying(DecisionStore):
        def decide(
            self,
            decisions: Sequence[ModeratorDecision],
            authors: Sequence[str | None] | None = None,
        ) -> Recorded:
            done = super().decide(decisions, authors)
            say([one.id for one in decisions])
            return done

    decisions_importing.BATCH = BATCH
    store.__class__ = Saying
    say("ready")
    decisions_importing.import_files(store, arguments, None, None)


if __name__ == "__main__":
    task, url, *rest = sys.argv[1:]
    with DecisionStore.open(url) as opened:
        {"opening": opening, "claiming": claiming, "recording": recording,
         "importing": importing}[task](opened, rest)  # fmt: skip
