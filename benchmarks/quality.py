"""What is published of labelled corpora: `python -m benchmarks.quality FOLDER`.

The folder holds the corpora as parquet files; they are no part of the repository. Rows that the
shipped model was trained on are told from those it never saw.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.over_corpora import run
from benchmarks.result import Result
from modfilter.domain import Action
from modfilter.learning.corpora import is_held_out
from modfilter.moderator import Moderator

Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """Rows of a corpus of which a share should, or should not, be published."""

    name: str
    file: str
    keep: Callable[[Row, int], bool]
    most_rejected: float | None = None
    most_reviewed: float | None = None
    least_stopped: float | None = None


PARTS = (
    Part("published newspaper comments, all", "news_comments_c3", lambda row, at: True,
         most_rejected=0.01, most_reviewed=0.06),
    Part("… the half that thresholds were chosen on", "news_comments_c3",
         lambda row, at: at % 2 == 0),
    Part("… the other half", "news_comments_c3", lambda row, at: at % 2 == 1),
    Part("YouTube spam, all", "youtube_spam", lambda row, at: row["label"] == 1,
         least_stopped=0.90),
    Part("… not trained on", "youtube_spam",
         lambda row, at: row["label"] == 1 and is_held_out(row["text"])),
    Part("YouTube, no spam, not trained on", "youtube_spam",
         lambda row, at: row["label"] == 0 and is_held_out(row["text"])),
    Part("Jigsaw toxic, all", "wikipedia_jigsaw2018", lambda row, at: row["toxic"] == 1,
         least_stopped=0.80),
    Part("… not trained on", "wikipedia_jigsaw2018",
         lambda row, at: row["toxic"] == 1 and is_held_out(row["text"])),
    Part("Jigsaw not toxic, not trained on", "wikipedia_jigsaw2018",
         lambda row, at: row["toxic"] == 0 and is_held_out(row["text"])),
    Part("insults in news and forum comments (Impermium)", "impermium_insults",
         lambda row, at: row["insult"] == 1),
    Part("… no insults", "impermium_insults", lambda row, at: row["insult"] == 0),
)  # fmt: skip


def measure(folder: Path) -> Result:
    """Judge every part with the shipped model and policy."""
    import pyarrow.parquet as parquet

    moderator = Moderator.load()
    result = Result(
        "quality",
        f"Model {moderator.model_id}, policy {moderator.policy_id} (the shipped ones)",
    )
    result.table.append(("comments", "number", "published", "reviewed", "rejected"))
    for part in PARTS:
        rows = parquet.read_table(folder / f"{part.file}.parquet").to_pylist()
        texts = [row["text"] for at, row in enumerate(rows) if part.keep(row, at)]
        actions = [decision.action for decision in moderator.check_many(texts)]
        shares = {action: actions.count(action) / len(actions) for action in Action}
        result.table.append(
            (part.name, f"{len(texts):,}", *(f"{shares[action]:.2%}" for action in Action))
        )
        if part.most_rejected is not None and part.most_reviewed is not None:
            for verb, action, most in (
                ("rejected", Action.REJECT, part.most_rejected),
                ("reviewed", Action.REVIEW, part.most_reviewed),
            ):
                result.at_most(f"{part.name}: {verb}", 100 * shares[action], 100 * most, "%")
        if part.least_stopped is not None:
            stopped = 100 * (1 - shares[Action.PUBLISH])
            result.at_least(f"{part.name}: not published", stopped, 100 * part.least_stopped, "%")
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, and rewrite it in a document."""
    return run("quality", __doc__, measure, arguments)


if __name__ == "__main__":
    sys.exit(main())
