"""What happened to comments before: the material of a backtest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from modfilter.domain import Action, Decision, Finding, ModeratorDecision


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a filter decided: the action, and the codes and categories of the reasons for it.

    `shadow` holds the codes of findings that were recorded and could not decide.
    """

    action: Action
    codes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    shadow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """A comment with what was decided about it: by the filter, by a model on trial, by a person.

    `at` is when the filter decided, or else the moderator. `extra` holds findings that rested on
    other comments (flooding), which judging the text again cannot find.
    """

    text: str
    id: str | None = None
    at: datetime | None = None
    recorded: Outcome | None = None
    trial: Outcome | None = None
    moderator: Action | None = None
    category: str | None = None
    extra: tuple[Finding, ...] = ()


def outcome(decision: Decision) -> Outcome:
    """What a decision comes to, before any draw for an audit."""
    action = decision.filter_action
    asked = [] if action is Action.PUBLISH else [r for r in decision.reasons if r.action is action]
    return Outcome(
        action,
        tuple(dict.fromkeys(reason.finding.code for reason in asked)),
        tuple(dict.fromkeys(str(reason.finding.category) for reason in asked)),
        tuple(r.finding.code for r in decision.reasons if r.action is Action.PUBLISH),
    )


def of_moderators(decisions: Iterable[ModeratorDecision]) -> list[Past]:
    """What moderators decided, in the order given; of several about one comment the last holds."""
    latest: dict[object, ModeratorDecision] = {}
    for number, decision in enumerate(decisions):
        key = number if decision.id is None else (decision.source, decision.id)
        latest.pop(key, None)
        latest[key] = decision
    return [
        Past(
            decision.text,
            decision.id,
            decision.decided_at,
            moderator=decision.action,
            category=decision.category,
        )
        for decision in latest.values()
    ]
