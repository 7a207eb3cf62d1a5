"""TOXICITY beside the Perspective API's: `python -m benchmarks.perspective FOLDER`.

The folder holds `wikipedia_talk_perspective.parquet` (comments with the scores that Perspective
gave them in 2020), which is no part of the repository. Only rows that training holds out are
looked at.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.over_corpora import run
from benchmarks.result import Result
from modfilter.learning.corpora import is_held_out
from modfilter.learning.intervals import wilson
from modfilter.moderator import Moderator

FILE = "wikipedia_talk_perspective.parquet"
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.7)


def measure(folder: Path) -> Result:
    """The shipped model's TOXICITY that as many comments reach as reach Perspective's."""
    import pyarrow.parquet as parquet
    from scipy.stats import spearmanr

    table = parquet.read_table(folder / FILE, columns=["text", "perspective_toxicity_2020"])
    rows = [
        (text, theirs)
        for text, theirs in zip(*(column.to_pylist() for column in table.columns), strict=True)
        if text and text.strip() and theirs is not None and is_held_out(text)
    ]
    decisions = Moderator.load().check_many([text for text, _ in rows])
    pairs = np.array(
        [
            (theirs, score)
            for (_, theirs), decision in zip(rows, decisions, strict=True)
            if (score := decision.scores["toxicity"]) is not None
        ]
    )
    theirs, ours = pairs[:, 0], pairs[:, 1]
    agreement = spearmanr(theirs, ours).statistic
    result = Result(
        "perspective",
        f"TOXICITY of {len(pairs):,} held-out comments on Wikipedia's talk pages; rank correlation "
        f"(Spearman) {agreement:.2f}",
    )
    result.table.append(
        (
            "Perspective's score from",
            "comments",
            "as many reach, of modfilter's",
            "of Perspective's, found with it",
            "90 % interval",
        )
    )
    for threshold in THRESHOLDS:
        flagged = theirs >= threshold
        count = int(flagged.sum())
        same = float(np.sort(ours)[-count])
        found = int((ours[flagged] >= same).sum())
        low, high = wilson(found, count)
        result.table.append(
            (
                f"{threshold:.1f}",
                f"{count:,}",
                f"{same:.2f}",
                f"{found / count:.0%}",
                f"{low:.0%} to {high:.0%}",
            )
        )
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, and rewrite it in a document."""
    return run("perspective", __doc__, measure, arguments)


if __name__ == "__main__":
    sys.exit(main())
