"""From a champion and moderators' decisions to a challenger, on the champion's arrays alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from modfilter.domain import HEADS, ModeratorDecision
from modfilter.errors import DecisionsError
from modfilter.learning.card import CARD
from modfilter.learning.fit import normalised
from modfilter.learning.retraining.card import retrained_card
from modfilter.learning.retraining.correction import (
    Correction,
    Examples,
    fit_correction,
)
from modfilter.learning.retraining.lessons import Lessons, heads_of, learn_from
from modfilter.learning.retraining.material import (
    HeadChange,
    Material,
    Options,
    Say,
    auc,
    gather,
    held_out,
    targets,
    told,
    unnamed_shares,
)
from modfilter.learning.retraining.merging import merged
from modfilter.learning.retraining.parts import languages_part, own_part
from modfilter.learning.retraining.recalibration import Line, line_of, recalibrated
from modfilter.learning.retraining.restraint import word_restraint
from modfilter.learning.words import remembered_anew
from modfilter.model.bundle import OTHER_LANGUAGES, OWN_HEADS, Bundle, save_bundle


@dataclass(frozen=True, slots=True)
class Retrained:
    """A challenger, not yet written, and what it was made from."""

    bundle: Bundle
    lessons: Lessons
    changes: tuple[HeadChange, ...]
    untaught: Mapping[str, int] = field(default_factory=dict)
    """Rejections that taught nothing, by category: what the rules find, or too few."""

    def write(self, folder: Path) -> Bundle:
        """Write the bundle with its card into `folder`, and return it with its id."""
        saved = save_bundle(folder, self.bundle)
        (folder / CARD).write_text(retrained_card(saved), encoding="utf-8")
        return saved


def retrain(
    champion: Bundle,
    decisions: Sequence[ModeratorDecision],
    options: Options | None = None,
    say: Say = lambda line: None,
) -> Retrained:
    """A challenger: `champion` corrected by `decisions`; the same inputs give the same bytes.

    Raises DecisionsError where there is nothing to learn from.
    """
    options = options or Options()
    lessons = learn_from(decisions, options.moderator_share)
    if not lessons.lessons:
        raise DecisionsError("there are no decisions to learn from")
    with threadpool_limits(limits=1):
        material = gather(champion, lessons, options)
        say(
            f"{len(decisions):,} decisions on {len(lessons.lessons):,} texts, "
            f"{int(material.unreadable.sum()):,} in languages that the model cannot read"
        )
        bundle, changes = _corrected(champion, material, options, say)
        parts = dict(champion.parts)
        for name, build in ((OTHER_LANGUAGES, languages_part), (OWN_HEADS, own_part)):
            part, more = build(champion, material, options, say)
            changes += more
            if part is not None:
                parts[name] = part
        bundle = replace(bundle, parts=parts)
    taught = {change.head for change in changes}
    untaught = {
        said: number
        for said, number in lessons.counts.items()
        if said.startswith("reject: ")
        and not taught & {*heads_of(said.removeprefix("reject: ")), said.removeprefix("reject: ")}
    }
    about = {**bundle.about, "retrained": _record(champion, lessons, changes)}
    return Retrained(replace(bundle, about=about), lessons, tuple(changes), untaught)


def _corrected(
    champion: Bundle, material: Material, options: Options, say: Say
) -> tuple[Bundle, list[HeadChange]]:
    """The champion with every head corrected that decisions on readable comments teach."""
    grams, pairs = champion.grams.copy(), champion.pairs.copy()
    both = np.concatenate([grams, pairs])
    calibration, bias = champion.calibration.copy(), champion.bias.copy()
    scale = champion.scale.copy()
    changes: list[HeadChange] = []
    readable = np.flatnonzero(~material.unreadable)
    matrix = sparse.csr_matrix(normalised(material.counts[readable]), dtype=np.float64)
    columns = np.unique(matrix.indices).astype(np.intp)
    matrix = matrix[:, columns]
    restraint = word_restraint(champion, columns)
    lessons = [material.lessons[k] for k in readable.tolist()]
    for index, head in enumerate(HEADS):
        shares = unnamed_shares(champion, material, head)[readable]
        positive, negative = targets(lessons, head, shares)
        rejected, published = int((positive > negative).sum()), int((negative > positive).sum())
        if min(rejected, published) < options.least:
            continue
        rows = np.flatnonzero(positive + negative)
        weight = (positive + negative)[rows]
        examples = Examples(
            matrix[rows], material.raw[readable[rows], index], positive[rows] / weight, weight
        )

        def fit(part: Examples) -> Correction:
            return fit_correction(
                part,
                regularisation=options.regularisation,
                restraint=restraint,
                hold=options.hold,
            )

        fold = material.folds[readable[rows]]
        raw = held_out(examples, fold, fit)
        before, after = auc(examples, examples.offset), auc(examples, raw)
        kept = after > before
        changes.append(HeadChange(head, "", rejected, published, before, after, kept))
        say(told(changes[-1]))
        prior = line_of(champion.calibration[index])
        if kept:
            correction = fit(examples)
            both[:, index], scale[index] = merged(
                both[:, index], scale[index], columns, correction.weights
            )
            bias[index] += correction.bias
            prior = Line(prior.slope * correction.slope, prior.height)
        line = recalibrated(
            prior, raw if kept else examples.offset, examples.share, examples.weight
        )
        calibration[index] = line.levels()
    bundle = replace(
        champion,
        grams=np.ascontiguousarray(both[: champion.space.gram_buckets]),
        pairs=np.ascontiguousarray(both[champion.space.gram_buckets :]),
        calibration=calibration,
        bias=bias,
        scale=scale,
    )
    return remembered_anew(bundle), changes


def _record(champion: Bundle, lessons: Lessons, changes: Sequence[HeadChange]) -> dict[str, Any]:
    """What the bundle says of its making: no date and no text, so that bytes are the same."""
    before = champion.about.get("retrained", {})
    return {
        "parents": [champion.id, *before.get("parents", [])],
        "decisions_sha256": lessons.sha256,
        "decisions": dict(lessons.counts),
        "texts": len(lessons.lessons),
        "contradictions": len(lessons.contradictions),
        "moderators": dict(lessons.by_moderator),
        "moderator_weight": {k: round(v, 4) for k, v in lessons.moderator_weight.items()},
        "heads": [
            {
                "head": change.head,
                "part": change.part,
                "rejected": change.rejected,
                "published": change.published,
                "auc_before": None if change.auc_before is None else round(change.auc_before, 4),
                "auc_after": round(change.auc_after, 4),
                "kept": change.kept,
            }
            for change in changes
        ],
    }
