"""What `modfilter models diff` shows: two models side by side, by a policy's thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from modfilter.cli.terminal import fitted, styled, visible
from modfilter.errors import PolicyError
from modfilter.model.bundle import Bundle
from modfilter.model.difference import Difference, HeadDifference
from modfilter.model.promised import AtThreshold, at_threshold
from modfilter.policy.policy import Policy


@dataclass(frozen=True, slots=True)
class ThresholdChange:
    """What a policy's threshold comes to with either model; None where a model cannot tell."""

    name: str
    before: AtThreshold | None
    after: AtThreshold | None


def threshold_changes(policy: Policy, before: Bundle, after: Bundle) -> list[ThresholdChange]:
    """All thresholds of the policy's heads; a promise may come to another score."""
    sides = [_thresholds(policy, bundle) for bundle in (before, after)]
    names = dict.fromkeys(name for side in sides for name in side)
    return [ThresholdChange(name, sides[0].get(name), sides[1].get(name)) for name in names]


def diff_lines(
    found: Difference, thresholds: list[ThresholdChange], width: int, colour: bool
) -> list[str]:
    """The difference for people."""
    lines = [styled(f"{found.before} -> {found.after}", "bold", colour)]
    for name, (before, after) in (("parents", found.parents), ("only learned from", found.corpora)):
        if before != after:
            lines.append(f"  {name}: {', '.join(before) or 'none'} -> {', '.join(after) or 'none'}")
    if found.language_changed:
        lines.append("  tells other languages apart differently")
    for head in found.heads:
        lines += _head_lines(head, thresholds, width, colour)
    if not found.words_compared:
        lines.append("Neither model carries its common words, so that none can be compared.")
    return lines


def diff_json(found: Difference, thresholds: list[ThresholdChange]) -> dict[str, Any]:
    """The difference as one object."""
    return {
        "before": found.before,
        "after": found.after,
        "parents": [list(side) for side in found.parents],
        "corpora_only": [list(side) for side in found.corpora],
        "language_changed": found.language_changed,
        "words_compared": found.words_compared,
        "heads": {
            head.head: {
                "metrics": {name: list(pair) for name, pair in head.metrics.items()},
                "calibration_most": head.calibration,
                "weights_changed": head.weights_changed,
                "words": [
                    {"word": change.word, "before": change.before, "after": change.after}
                    for change in head.words
                ],
            }
            for head in found.heads
        },
        "thresholds": {
            change.name: [_point_json(change.before), _point_json(change.after)]
            for change in thresholds
        },
    }


def _head_lines(
    head: HeadDifference, thresholds: list[ThresholdChange], width: int, colour: bool
) -> list[str]:
    lines = []
    for name, (before, after) in head.metrics.items():
        if before != after:
            lines.append(f"  {name.replace('_', ' ')}: {_number(before)} -> {_number(after)}")
    for change in thresholds:
        if change.name.startswith(f"{head.head}.") and change.before != change.after:
            name = change.name.partition(".")[2]
            lines.append(f"  {name}: {_point(change.before)} -> {_point(change.after)}")
    if head.calibration:
        lines.append(f"  calibration: the same raw score differs by up to {head.calibration:.3f}")
    words = ", ".join(
        f"{visible(change.word)} {change.before:.2f} -> {change.after:.2f}" for change in head.words
    )
    if words:
        lines.append(fitted(f"  words: {words}", max(width, 60)))
    if not lines and not head.weights_changed:
        return [f"{styled(head.head, 'bold', colour)}: the same"]
    return [styled(head.head, "bold", colour), *(lines or ["  weights only"])]


def _thresholds(policy: Policy, bundle: Bundle) -> dict[str, AtThreshold | None]:
    try:
        levels = policy.resolved(bundle.curves).levels
    except PolicyError:
        # This model cannot keep a promise; thresholds that are scores are shown all the same.
        levels = policy.levels
    found: dict[str, AtThreshold | None] = {}
    for head, limits in policy.heads.items():
        for name in ("review_at", "reject_at"):
            if getattr(limits, name) is not None:
                score = getattr(levels[head], name) if head in levels else None
                point = None if score is None else at_threshold(bundle.curve(head), score)
                found[f"{head}.{name}"] = point
    return found


def _point(at: AtThreshold | None) -> str:
    if at is None:
        return "not known"
    return f"{at.score:.4g} (right {at.precision:.0%}, finds {at.recall:.0%})"


def _point_json(at: AtThreshold | None) -> dict[str, float] | None:
    if at is None:
        return None
    return {"score": at.score, "precision": at.precision, "recall": at.recall}


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,}"
