"""A comparison as JSON holds it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from typing import Any

from modfilter.learning.comparison.cases import CaseChange
from modfilter.learning.comparison.compare import Comparison
from modfilter.learning.comparison.gate import Refusal
from modfilter.learning.evaluation.heads import text_hash
from modfilter.policy.promises import INTERVAL

FORMAT = 1


def to_dict(
    comparison: Comparison, refusals: Sequence[Refusal], *, texts: bool = False
) -> dict[str, Any]:
    """The comparison and the gate's verdict as plain objects; what is unknown is null.

    Comments are named by the start of their text's sha256; `texts` adds what they say.
    """
    found: dict[str, Any] = asdict(comparison)
    for side in ("lost", "won"):
        found["cases"][side] = [_case(change, texts) for change in getattr(comparison.cases, side)]
    if not texts:
        for flips in found["flips"].values():
            for flip in flips:
                del flip["text"]
    return {
        "format": FORMAT,
        "promote": not refusals,
        "refusals": [asdict(refusal) for refusal in refusals],
        "interval_share": INTERVAL,
        **_plain(found),
    }


def _case(change: CaseChange, texts: bool) -> dict[str, Any]:
    case = change.case
    return {
        "id": case.id,
        "hash": text_hash(case.text),
        **({"text": case.text} if texts else {}),
        "category": case.category,
        "wanted": case.action,
        "champion": change.champion,
        "challenger": change.challenger,
        "moved": change.moved,
        "at_the_edge": change.at_the_edge,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
