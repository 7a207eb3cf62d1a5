"""From a champion and moderators' decisions to a challenger, on the champion's arrays alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    Examples,
    fit_correction,
)
from modfilter.learning.retraining.heads import LearnedHead, towards, with_head
from modfilter.learning.retraining.lessons import Lessons, heads_of, learn_from
from modfilter.learning.retraining.material import (
    HeadChange,
    Material,
    Options,
    Say,
    Split,
    auc,
    auc_error,
    gather,
    kept_out,
    shared_columns,
    targets,
    told,
    unnamed_shares,
)
from modfilter.learning.retraining.mixing import CrossFitted, fit_mixture
from modfilter.learning.retraining.parts import languages_part, own_part
from modfilter.learning.retraining.recalibration import Line, line_of, recalibrated
from modfilter.learning.retraining.restraint import word_restraint
from modfilter.learning.train import raw_scores
from modfilter.model.bundle import OTHER_LANGUAGES, OWN_HEADS, Bundle, save_bundle

_NO_WINDOWS = 100.0
# A new kind of spam may have nothing in common with the known ones; insults always have. There a
# model from nothing is tried beside the correction. It forgets more of what the champion knows, so
# it has to be worth that much of AUC.
_MAY_BE_NEW = ("spam",)
_AUC_FOR_FRESH = 0.005
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
    corrected: Callable[[float], Bundle] | None = field(default=None, repr=False)
    """The champion's own heads moved by a share of the way to what was learned; None: none were."""

    def gentler(self, strength: float) -> Retrained | None:
        """The challenger whose heads go only a share `strength` (0 to 1) of the way; None: no way.

        Parts for other languages and own categories stay as they were learned.
        """
        if self.corrected is None:
            return None
        moved = self.corrected(strength)
        record = {**self.bundle.about["retrained"], "strength": strength}
        about = {**self.bundle.about, "retrained": record}
        return replace(self, bundle=replace(moved, parts=self.bundle.parts, about=about))

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
        corrected, changes = _corrected(champion, material, options, say)
        bundle = corrected(1.0) if corrected is not None else champion
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
    return Retrained(replace(bundle, about=about), lessons, tuple(changes), untaught, corrected)


def _corrected(
    champion: Bundle, material: Material, options: Options, say: Say
) -> tuple[Callable[[float], Bundle] | None, list[HeadChange]]:
    """The champion with every head corrected that decisions on readable comments teach."""
    changes: list[HeadChange] = []
    learned: list[LearnedHead] = []
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
        splits = list(kept_out(material.folds[readable[rows]], examples))
        found, fresh = _learned(head, examples, splits, restraint, options)
        texts = [lessons[k].text for k in rows.tolist()]
        whole, peak = examples.offset.copy(), examples.offset.copy()
        for (_, outside), part in zip(splits, found.folds, strict=True):
            trial = with_head(champion, index, columns, 1.0, part)
            whole[outside], peak[outside] = _raw_of(trial, index, [texts[k] for k in outside])
        line = line_of(champion.calibration[index])
        slope = found.whole.slope
        # A window has to stand out by as many logits as before.
        least = champion.window_penalty[index] * line.slope / slope
        penalty, raw = _window_penalty(least, whole, peak, examples)
        before, after = auc(examples, examples.offset), auc(examples, raw)
        # By a fifth of a standard error: below that, few decisions would move the head by chance.
        kept = after > before + auc_error(rejected, published) / 5
        changes.append(HeadChange(head, "", rejected, published, before, after, kept, fresh))
        say(told(changes[-1]))
        if not kept:
            continue
        prior = Line(line.slope * slope, line.height)
        fitted = recalibrated(prior, raw, examples.share, examples.weight)
        learned.append(LearnedHead(index, found.whole, fitted, penalty))
    return (partial(towards, champion, columns, learned) if learned else None), changes


def _learned(
    head: str,
    examples: Examples,
    splits: Sequence[Split],
    restraint: sparse.csr_matrix | None,
    options: Options,
) -> tuple[CrossFitted, bool]:
    """What to add to the champion's weights for a head, and whether a fresh model is part of it."""
    fit = partial(
        fit_correction,
        regularisation=options.regularisation,
        restraint=restraint,
        hold=options.hold,
    )
    whole = fit(examples)
    folds = [fit(examples.rows(inside), slope=whole.slope) for inside, _ in splits]
    held = CrossFitted(whole, folds)
    if head not in _MAY_BE_NEW:
        return held, False
    fresh = fit_mixture(examples, splits, regularisation=options.regularisation)
    gain = fresh.auc_outside(examples, splits) - held.auc_outside(examples, splits)
    return (fresh, True) if gain > _AUC_FOR_FRESH else (held, False)


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
                "fresh": change.fresh,
            }
            for change in changes
        ],
    }
