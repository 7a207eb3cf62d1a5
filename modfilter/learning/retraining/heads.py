"""What decisions say of the champion's heads, and the champion moved towards it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from modfilter.learning.retraining.correction import Correction
from modfilter.learning.retraining.merging import merged
from modfilter.learning.retraining.recalibration import Line, line_of
from modfilter.learning.words import remembered_anew
from modfilter.model.bundle import Bundle


@dataclass(frozen=True, slots=True)
class LearnedHead:
    """A head's correction, in the champion's raw units, and how its score is calibrated."""

    index: int
    correction: Correction
    line: Line
    """The corrected raw score's calibration."""
    window_penalty: float
    """In raw units, of the corrected score."""


def towards(
    champion: Bundle,
    columns: NDArray[np.intp],
    heads: Sequence[LearnedHead],
    strength: float = 1.0,
) -> Bundle:
    """The champion with its heads moved towards `heads`, by a share `strength` of the way.

    The way is that of a comment's logit, from the champion's to the corrected one; both are linear
    in the features (`columns`), and so is each point between. A moved head's raw score is a logit.
    """
    bundle, calibration = champion, champion.calibration.copy()
    for head in heads:
        index, learned = head.index, head.correction
        before = line_of(champion.calibration[index])
        kept = (1 - strength) * before.slope
        gained = strength * head.line.slope
        bundle = with_head(
            bundle,
            index,
            columns,
            kept + gained,
            Correction(gained * learned.weights, gained * learned.bias, 1.0),
        )
        penalties = bundle.window_penalty.copy()
        penalties[index] = kept * champion.window_penalty[index] + gained * head.window_penalty
        bundle = replace(bundle, window_penalty=penalties)
        height = (1 - strength) * before.height + strength * head.line.height
        calibration[index] = Line(1.0, height).levels()
    return remembered_anew(replace(bundle, calibration=calibration))


def with_head(
    bundle: Bundle, index: int, columns: NDArray[np.intp], factor: float, correction: Correction
) -> Bundle:
    """`bundle` with one head's raw score times `factor`, plus a correction of `columns`.

    What the bundle remembers of words is out of date then.
    """
    weights = np.concatenate([bundle.grams[:, index], bundle.pairs[:, index]])
    scale = float(bundle.scale[index]) * factor
    fresh, scale = merged(weights, scale, columns, correction.weights)
    grams, pairs = bundle.grams.copy(), bundle.pairs.copy()
    grams[:, index] = fresh[: bundle.space.gram_buckets]
    pairs[:, index] = fresh[bundle.space.gram_buckets :]
    biases, scales = bundle.bias.copy(), bundle.scale.copy()
    biases[index] = factor * biases[index] + correction.bias
    scales[index] = scale
    return replace(bundle, grams=grams, pairs=pairs, bias=biases, scale=scales)
