"""How honest the spam score is: `python -m benchmarks.calibration FOLDER`.

FOLDER holds the corpora as parquet files; they are no part of the repository. No public corpus has
spam among comments at natural prevalence with labels. So honest comments of one corpus and spam of
another, neither trained nor calibrated on, are put together at a share of 5 %, which is what the
recipe takes spam's prevalence to be. What the error is depends most on whose honest comments.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet
from numpy.typing import NDArray

from benchmarks.over_corpora import run
from benchmarks.result import Result
from modfilter.learning.corpora import is_held_out
from modfilter.learning.evaluation.metrics import count_scores, expected_calibration_error
from modfilter.moderator import Moderator

_PREVALENCE = 0.05
_MOST = 0.02
HONEST = (
    ("newspaper comments", "news_comments_c3"),
    ("Hacker News", "hacker_news_comments"),
    ("YouTube, held out", "youtube_spam"),
    ("text messages, held out", "sms_spam"),
)
SPAM = (("YouTube", "youtube_spam"), ("text messages", "sms_spam"))


def scores_of(moderator: Moderator, folder: Path, file: str) -> dict[bool, NDArray[np.float64]]:
    """Spam scores of a corpus's spam and of the rest; of a trained corpus, of rows held out."""
    rows = parquet.read_table(folder / f"{file}.parquet").to_pylist()
    labelled = "spam" in file
    if labelled:
        rows = [row for row in rows if is_held_out(row["text"])]
    decisions = moderator.check_many([row["text"] for row in rows])
    scores = np.array([decision.scores["spam"] or 0.0 for decision in decisions])
    spam = np.array([labelled and row["label"] == 1 for row in rows])
    return {True: scores[spam], False: scores[~spam]}


def measure(folder: Path) -> Result:
    """The calibration error of every mixture, with the shipped model and policy."""
    moderator = Moderator.load()
    result = Result("calibration", f"Model {moderator.model_id}; {_PREVALENCE:.0%} spam")
    result.table.append(
        ("honest comments", "number", "mean score", *(f"{n} spam" for n, _ in SPAM))
    )
    found = {file: scores_of(moderator, folder, file) for _, file in HONEST}
    for name, file in HONEST:
        honest = found[file][False]
        errors = []
        for of, spam_file in SPAM:
            spam = found[spam_file][True]
            scores = np.concatenate([spam, honest])
            positive = np.arange(len(scores)) < len(spam)
            counts = count_scores(scores, positive, _PREVALENCE)
            errors.append(expected_calibration_error(counts))
            if file == "news_comments_c3":
                result.at_most(f"{name} and {of} spam: ECE", errors[-1], _MOST, "")
        result.table.append(
            (name, f"{len(honest):,}", f"{honest.mean():.3f}", *(f"{one:.3f}" for one in errors))
        )
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, and rewrite it in a document."""
    return run("calibration", __doc__, measure, arguments)


if __name__ == "__main__":
    sys.exit(main())
