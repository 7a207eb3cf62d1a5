"""A backtest as JSON holds it."""

from __future__ import annotations

import math
from typing import Any

from modfilter.domain import Action
from modfilter.learning.backtesting.backtest import Backtest, Change, Share, Verdicts
from modfilter.learning.backtesting.past import Outcome
from modfilter.learning.evaluation.heads import text_hash

FORMAT = 1
"""Counts up when a name or a meaning changes."""


def to_dict(found: Backtest, *, texts: bool = False) -> dict[str, Any]:
    """The backtest as plain objects; what nothing was measured on is null.

    Comments are named by id and by the first digits of their text's sha256; `texts` adds the texts.
    """
    return {
        "format": FORMAT,
        "policy": found.policy,
        "policy_name": found.policy_name,
        "model": found.model,
        "before": found.baseline,
        "comments": found.comments,
        "compared": found.compared,
        "flips": found.flips,
        "moves": {
            str(was): {str(now): found.moves.get((was, now), 0) for now in Action} for was in Action
        },
        "outcomes": {str(action): found.outcomes.get(action, 0) for action in Action},
        "review_load": {
            "before": found.reviewed_before,
            "after": found.reviewed_after,
            "audit": round(found.drawn, 2),
            "days": [
                {"day": day.day.isoformat(), "comments": day.comments, "before": day.before}
                | {"after": day.after}
                for day in found.days
            ],
        },
        "moderators": {
            "judged": found.judged,
            "before": _verdicts(found.before),
            "after": _verdicts(found.after),
        },
        "categories": [
            {
                "category": row.category,
                "stricter": row.stricter,
                "milder": row.milder,
                "rejected_and_moderators_published": share_to_dict(row.rejected),
                "moderators_rejected_and_published": share_to_dict(row.missed),
            }
            for row in found.categories
        ],
        "shadow": [
            {
                "code": row.code,
                "comments": row.comments,
                "published": row.published,
                "moderators_rejected": share_to_dict(row.verdicts),
            }
            for row in found.shadows
        ],
        "changes": [_change(change, texts) for change in found.changes],
    }


def share_to_dict(share: Share) -> dict[str, Any]:
    """A share with its counts and its interval."""
    return {
        "part": share.part,
        "whole": share.whole,
        "share": None if math.isnan(share.value) else round(share.value, 6),
        "interval": [round(end, 6) for end in share.interval] if share.whole else None,
    }


def _verdicts(verdicts: Verdicts) -> dict[str, Any]:
    return {
        "rejected_and_moderators_published": share_to_dict(verdicts.wrongly_rejected),
        "published_and_moderators_rejected": share_to_dict(verdicts.wrongly_published),
        "reviewed": share_to_dict(verdicts.reviewed),
    }


def _change(change: Change, texts: bool) -> dict[str, Any]:
    then = change.then
    named: dict[str, Any] = {"id": then.id, "hash": text_hash(then.text)}
    if texts:
        named["text"] = then.text
    return named | {
        "before": _outcome(change.was),
        "after": _outcome(change.now),
        "moderator": None if then.moderator is None else str(then.moderator),
        "category": then.category,
    }


def _outcome(outcome: Outcome | None) -> dict[str, Any] | None:
    if outcome is None:
        return None
    return {"action": str(outcome.action), "codes": list(outcome.codes)}
