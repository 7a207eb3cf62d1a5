"""YouTube spam, videos or comments left out: `python -m benchmarks.trials.youtube FOLDER`.

FOLDER holds the corpora as parquet files; they are no part of the repository. The spam head is
fitted anew with the recipe's rows, less a video's or a fold's comments and their near-copies, and
scores the comments that were left out. The corpus is the authors' training part: their test part is
not at hand, so that random fifths stand for their split, which is random within videos.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, roc_auc_score

from benchmarks.over_corpora import FOLDER_HELP
from benchmarks.trials.material import HEAD, Material, load
from modfilter.learning.fit import fit, normalised
from modfilter.learning.near_copies import near_copies
from modfilter.moderator import Moderator

_SPAM = HEAD["spam"]
_FOLDS = 5
_RULES = ("link", "contact")
# More than any raw score: a comment with a link stands above all without.
_ABOVE_ALL = 1_000.0


def left_out_scores(material: Material, groups: Sequence[NDArray[np.intp]]) -> NDArray[np.float64]:
    """Raw spam scores of the rows in `groups`, each by a head that has not seen its group."""
    scores = np.full(len(material.data.texts), np.nan)
    for rows in groups:
        part = material.data.part.copy()
        part[rows] = "left_out"
        train = np.flatnonzero(part == "train")
        texts = material.data.texts
        copies = near_copies([texts[k] for k in train.tolist()], [texts[k] for k in rows.tolist()])
        part[train[copies]] = "left_out"
        data = replace(material.data, part=part)
        plain = replace(material.recipe, lend={})
        fitted = fit(material.counts, data, plain, 1, lambda line: None, ("spam",))
        scores[rows] = normalised(material.counts[rows]) @ fitted.weights[:, _SPAM]
    return scores


def with_rules(scores: NDArray[np.float64], texts: Sequence[str]) -> NDArray[np.float64]:
    """Scores, with comments on top in which the rules find a link or contact data."""
    decisions = Moderator.load().check_many(list(texts))
    found = [
        any(reason.finding.category.value in _RULES for reason in decision.reasons)
        for decision in decisions
    ]
    return np.where(found, _ABOVE_ALL, scores)


def accuracy(
    scores: NDArray[np.float64], spam: NDArray[np.bool_], folds: NDArray[np.intp]
) -> tuple[float, float]:
    """Accuracy and F1, each fold by the threshold that is best on the others."""
    said = np.zeros(len(scores), np.bool_)
    for fold in range(_FOLDS):
        others = folds != fold
        levels = np.unique(scores[others])
        right = [((scores[others] >= level) == spam[others]).mean() for level in levels]
        said[~others] = scores[~others] >= levels[int(np.argmax(right))]
    return float((said == spam).mean()), float(f1_score(spam, said))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print AUC by video, and accuracy and F1 of random fifths."""
    parser = argparse.ArgumentParser("python -m benchmarks.trials.youtube", description=__doc__)
    parser.add_argument("folder", type=Path, help=FOLDER_HELP)
    options = parser.parse_args(arguments)
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - started:7.0f} s  {line}", file=sys.stderr, flush=True)

    report(load(options.folder, say), say)
    return 0


def report(material: Material, say: Callable[[str], None]) -> None:
    """Print the figures of `material`'s recipe."""
    own = material.data.origin == material.data.names.index("youtube_spam")
    rows = np.flatnonzero(own)
    texts = [material.data.texts[k] for k in rows.tolist()]
    video_of = {row["text"][:3000]: row["group"] for row in material.rows("youtube_spam")}
    videos = np.array([video_of[text] for text in texts])
    spam = material.data.labels[rows, _SPAM] > 0.5
    names = np.unique(videos)
    by_video = left_out_scores(material, [rows[videos == name] for name in names])[rows]
    say("videos left out")
    ruled = with_rules(by_video, texts)
    worst = [1.0, 1.0]
    for name in names:
        at = videos == name
        found = [float(roc_auc_score(spam[at], one[at])) for one in (by_video, ruled)]
        worst = [min(pair) for pair in zip(worst, found, strict=True)]
        print(f"without {name}: AUC {found[0]:.4f}, with rules {found[1]:.4f}")
    print(f"worst video: AUC {worst[0]:.4f}, with rules {worst[1]:.4f}")
    folds = np.random.default_rng(0).permutation(len(rows)) % _FOLDS
    by_fold = left_out_scores(material, [rows[folds == fold] for fold in range(_FOLDS)])[rows]
    say("fifths left out")
    for name, scores in (("alone", by_fold), ("with rules", with_rules(by_fold, texts))):
        right, f1 = accuracy(scores, spam, folds)
        print(f"random fifths, {name}: accuracy {right:.4f}, F1 {f1:.4f}")


if __name__ == "__main__":
    sys.exit(main())
