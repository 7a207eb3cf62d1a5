"""What a decision store knows of past comments, as a backtest needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from modfilter.cli.knowledge import known_rules
from modfilter.domain import Action, Category, Finding, Source, category_of
from modfilter.learning.backtesting.past import Outcome, Past
from modfilter.policy.decide import MODEL_PREFIX
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import StoredComment

_CATEGORIES: Mapping[str, Category] = {rule.code: rule.category for rule in known_rules()}


def recorded(store: DecisionStore, since: datetime | None) -> Iterator[Past]:
    """Comments with what the filter decided, in time order, where the text is still there."""
    return map(_past, store.automatic(since=since))


def trial_models(store: DecisionStore, since: datetime | None) -> list[str]:
    """The models that were on trial, the one that was last comes first."""
    found: dict[str, None] = {}
    for stored in store.automatic(since=since):
        if stored.shadow is not None:
            model = str(stored.shadow["model"])
            found.pop(model, None)
            found[model] = None
    return list(reversed(found))


def on_trial(store: DecisionStore, model: str, since: datetime | None) -> Iterator[Past]:
    """As `recorded`, but only comments that `model` was on trial for."""
    for stored in store.automatic(since=since):
        if stored.shadow is not None and stored.shadow["model"] == model:
            yield _past(stored)


def _past(stored: StoredComment) -> Past:
    assert stored.action is not None
    action = stored.filter_action or stored.action
    return Past(
        text=stored.text or "",
        id=stored.id,
        at=stored.decided_at,
        recorded=_outcome(action, stored.reasons),
        trial=None if stored.shadow is None else _trial(stored.shadow),
        moderator=stored.verdict,
        category=stored.verdict_category or None,
        extra=tuple(_flood(stored.reasons)),
    )


def _outcome(action: Action, reasons: Iterable[Mapping[str, Any]]) -> Outcome:
    asked = [] if action is Action.PUBLISH else [r for r in reasons if r.get("action") == action]
    return Outcome(
        action,
        tuple(reason["code"] for reason in asked),
        tuple(dict.fromkeys(reason["category"] for reason in asked)),
        tuple(reason["code"] for reason in reasons if reason.get("action") == Action.PUBLISH),
    )


def _trial(shadow: Mapping[str, Any]) -> Outcome:
    codes = tuple(shadow["codes"])
    named = (
        str(_CATEGORIES.get(code) or category_of(code.removeprefix(MODEL_PREFIX))) for code in codes
    )
    return Outcome(Action(shadow["action"]), codes, tuple(dict.fromkeys(named)))


def _flood(reasons: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    for reason in reasons:
        if reason["category"] == Category.FLOOD:
            yield Finding(reason["code"], Category.FLOOD, Source(reason["source"]))
