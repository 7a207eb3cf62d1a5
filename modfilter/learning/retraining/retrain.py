"""From a champion and moderators' decisions to a challenger, on the champion's arrays alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from modfilter.domain import HEADS, ModeratorDecision
from modfilter.errors import DecisionsError
from modfilter.learning.card import CARD
from modfilter.learning.fit import normalised
from modfilter.learning.retraining.card import retrained_card
from modfilter.learning.retraining.correction import (
    LEAST_SLOPE,
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
    auc_error,
    gather,
    kept_out,
    shared_columns,
    targets,
    told,
    unnamed_shares,
)
from modfilter.learning.retraining.merging import merged
from modfilter.learning.retraining.parts import languages_part, own_part
from modfilter.learning.retraining.recalibration import Line, line_of, recalibrated
from modfilter.learning.retraining.restraint import word_restraint
from modfilter.learning.train import raw_scores
from modfilter.learning.words import remembered_anew
from modfilter.model.bundle import OTHER_LANGUAGES, OWN_HEADS, Bundle, save_bundle

_NO_WINDOWS = 100.0
# A new kind of spam may have nothing in common with the known ones; insults always have.
_LEAST_SLOPE = {"spam": 0.15}
# Windows find the insult in a long kind comment: they go only where they cost more than this.
_AUC_FOR_WINDOWS = 0.003


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
            f"{int(material.foreign.sum()):,} in other languages"
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
    both = np.concatenate([champion.grams, champion.pairs])
    calibration, bundle = champion.calibration.copy(), champion
    changes: list[HeadChange] = []
    readable = np.flatnonzero(~material.foreign)
    matrix = sparse.csr_matrix(normalised(material.counts[readable]), dtype=np.float32)
    columns = shared_columns(matrix)
    matrix = matrix[:, columns]
    restraint = word_restraint(champion, columns) if len(columns) else None
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

        correction = fit_correction(
            examples,
            regularisation=options.regularisation,
            restraint=restraint,
            hold=options.hold,
            least_slope=_LEAST_SLOPE.get(head, LEAST_SLOPE),
        )

        fit = partial(
            fit_correction,
            regularisation=options.regularisation,
            restraint=restraint,
            hold=options.hold,
            slope=correction.slope,
        )

        texts = [lessons[k].text for k in rows.tolist()]
        whole, peak = examples.offset.copy(), examples.offset.copy()
        for inside, outside in kept_out(material.folds[readable[rows]], examples):
            trial = _with_head(champion, index, both[:, index], columns, fit(examples.rows(inside)))
            whole[outside], peak[outside] = _raw_of(trial, index, [texts[k] for k in outside])
        penalty, raw = _window_penalty(champion.window_penalty[index], whole, peak, examples)
        before, after = auc(examples, examples.offset), auc(examples, raw)
        # By a fifth of a standard error: below that, few decisions would move the head by chance.
        kept = after > before + auc_error(rejected, published) / 5
        changes.append(HeadChange(head, "", rejected, published, before, after, kept))
        say(told(changes[-1]))
        if not kept:
            continue
        bundle = _with_head(bundle, index, both[:, index], columns, correction)
        penalties = bundle.window_penalty.copy()
        penalties[index] = penalty
        bundle = replace(bundle, window_penalty=penalties)
        line = line_of(champion.calibration[index])
        prior = Line(line.slope * correction.slope, line.height)
        fitted = recalibrated(prior, raw, examples.share, examples.weight)
        calibration[index] = fitted.levels()
    return remembered_anew(replace(bundle, calibration=calibration)), changes


def _with_head(
    bundle: Bundle,
    index: int,
    weights: NDArray[np.int8],
    columns: NDArray[np.intp],
    correction: Correction,
) -> Bundle:
    """`bundle` with one head's `weights` corrected; it remembers no words any more."""
    fresh, factor = merged(weights, bundle.scale[index], columns, correction.weights)
    grams, pairs = bundle.grams.copy(), bundle.pairs.copy()
    grams[:, index] = fresh[: bundle.space.gram_buckets]
    pairs[:, index] = fresh[bundle.space.gram_buckets :]
    bias, scale = bundle.bias.copy(), bundle.scale.copy()
    bias[index] += correction.bias
    scale[index] = factor
    return replace(bundle, grams=grams, pairs=pairs, bias=bias, scale=scale)


def _raw_of(
    bundle: Bundle, index: int, texts: list[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Raw scores of a head (n): of whole texts, and of the whole or the best window."""
    plain = replace(bundle, words=bundle.words[:0])
    whole = raw_scores(replace(plain, window_penalty=np.full(len(HEADS), _NO_WINDOWS)), texts)
    peak = raw_scores(replace(plain, window_penalty=np.zeros(len(HEADS))), texts)
    return whole[:, index], peak[:, index]


def _window_penalty(
    champion: float,
    whole: NDArray[np.float64],
    peak: NDArray[np.float64],
    examples: Examples,
) -> tuple[float, NDArray[np.float64]]:
    """The champion's window penalty, or a larger one where windows cost too much; and the scores.

    A correction learned from whole comments may be large in a window by chance.
    """
    best, raw = champion, np.maximum(whole, peak - champion)
    least = auc(examples, raw) + _AUC_FOR_WINDOWS
    for penalty in (2 * champion, 4 * champion, _NO_WINDOWS):
        tried = np.maximum(whole, peak - penalty)
        found = auc(examples, tried)
        if found > least:
            best, raw, least = penalty, tried, found + _AUC_FOR_WINDOWS
    return best, raw


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
