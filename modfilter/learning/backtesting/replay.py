"""Judging past comments again, by another policy or model, and counting what would change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from modfilter.domain import Action, Comment
from modfilter.learning.backtesting.backtest import Backtest, Baseline, Change
from modfilter.learning.backtesting.past import Outcome, Past, outcome
from modfilter.learning.backtesting.tally import Tally
from modfilter.moderator import Moderator

BATCH = 512
"""Comments judged at once."""


def backtest(
    after: Moderator,
    past: Iterable[Past],
    before: Moderator | Baseline = Baseline.RECORDED,
    *,
    examples: int = 10,
    progress: Callable[[int], None] = lambda done: None,
) -> Backtest:
    """What `after` would have decided about `past`, and how that differs from before.

    Before is what another moderator decides about the same comments, or what was decided then.
    The comments are gone through once, a batch at a time; `examples` is how many changes are
    kept. Load moderators with `audit=False`: the draw of a policy's audit is counted as what it
    comes to on average.
    """
    tally = Tally(after.policy.audit, examples)
    done = 0
    for batch in _batches(past):
        if isinstance(before, Moderator):
            known: Iterable[Outcome | None] = _judged(before, batch)
        else:
            known = [_known(then, before) for then in batch]
        for change in map(Change, batch, known, _judged(after, batch)):
            tally.add(change)
        done += len(batch)
        progress(done)
    name = f"policy {before.policy_id}" if isinstance(before, Moderator) else str(before)
    return tally.result(after.policy.name, after.policy_id, after.model_id, name)


def trial_backtest(past: Iterable[Past], model: str, *, examples: int = 10) -> Backtest:
    """How `model` on trial, as it was recorded, differs from what was decided.

    Nothing is judged again. Comments without a record of both are passed over.
    """
    tally = Tally(examples=examples)
    for then in past:
        if then.recorded is not None and then.trial is not None:
            tally.add(Change(then, then.recorded, then.trial))
    return tally.result("", "", model, str(Baseline.RECORDED))


def _known(then: Past, baseline: Baseline) -> Outcome | None:
    if baseline is Baseline.RECORDED:
        return then.recorded
    if then.moderator is None:
        return None
    named = (then.category,) if then.category and then.moderator is Action.REJECT else ()
    return Outcome(then.moderator, categories=named)


def _judged(moderator: Moderator, batch: list[Past]) -> Iterator[Outcome]:
    comments = [Comment(then.text, then.id) for then in batch]
    return map(outcome, moderator.check_many(comments, extra=[then.extra for then in batch]))


def _batches(past: Iterable[Past]) -> Iterator[list[Past]]:
    rest = iter(past)
    while batch := list(islice(rest, BATCH)):
        yield batch
