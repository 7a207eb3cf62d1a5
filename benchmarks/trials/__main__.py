"""Other ways to learn, side by side: `python -m benchmarks.trials FOLDER`.

FOLDER holds the corpora as parquet files; they are no part of the repository. Every idea is fitted
with the recipe's rows and judged on whole texts, without windows, rules or thresholds. Half of the
judging rows steer; --final shows the others, for what was chosen.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.over_corpora import FOLDER_HELP
from benchmarks.trials.ideas import IDEAS, with_teacher
from benchmarks.trials.judging import judge
from benchmarks.trials.material import learn, load


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the ideas and print a line for each."""
    parser = argparse.ArgumentParser("python -m benchmarks.trials", description=__doc__)
    parser.add_argument("folder", type=Path, help=FOLDER_HELP)
    parser.add_argument("--only", nargs="+", metavar="IDEA", help=f"of: {'; '.join(IDEAS)}")
    parser.add_argument("--teacher", type=Path, metavar="NPZ", help="a larger model's scores")
    parser.add_argument("--final", action="store_true", help="judge by the other half")
    options = parser.parse_args(arguments)
    ideas = IDEAS | (with_teacher(options.teacher) if options.teacher else {})
    unknown = set(options.only or ()) - set(ideas)
    if unknown:
        parser.error(f"no such idea: {', '.join(sorted(unknown))}")
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - started:7.0f} s  {line}", file=sys.stderr, flush=True)

    material = load(options.folder, say)
    judges = judge(material, options.final)
    for name in options.only or list(ideas):
        trial = ideas[name](material)
        say(f"{name}: {len(trial.data.texts) - len(material.data.texts):,} more rows")
        figures = judges.figures(learn(trial, lambda line: None))
        del trial
        gc.collect()
        print(f"{name}: " + ", ".join(f"{key} {value:.4f}" for key, value in figures.items()))
        sys.stdout.flush()
        say(f"{name}: done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
