"""`python -m benchmarks NAME...`: figures side by side in one run, with their ratios."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

# One thread for whatever brings its own: the sides are compared on one core.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from benchmarks.catalogue import BENCHMARKS  # noqa: E402
from benchmarks.comments import cut, default_files, read_texts  # noqa: E402
from benchmarks.document import rewrite  # noqa: E402
from benchmarks.machine import machine  # noqa: E402
from benchmarks.timing import progress  # noqa: E402

_HELP = "\n".join(
    f"  {name:12} {(sys.modules[measure.__module__].__doc__ or '').strip()}"
    for name, measure in BENCHMARKS.items()
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named benchmarks and print what they found out."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks",
        description=f"Benchmarks:\n{_HELP}\n  {'all':12} every one of them",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="+", metavar="NAME", choices=[*BENCHMARKS, "all"])
    parser.add_argument(
        "--data", nargs="+", type=Path, metavar="FILE", default=[],
        help=".jsonl, .csv or .parquet with a column text; default: training_data/",
    )  # fmt: skip
    parser.add_argument(
        "--comments", type=_positive, metavar="N", help="measure on N (startup: N turns)"
    )
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures as JSON")
    parser.add_argument(
        "--markdown", type=Path, metavar="DOC", help="rewrite the tables between DOC's markers"
    )
    options = parser.parse_args(arguments)
    names = list(BENCHMARKS) if "all" in options.names else list(dict.fromkeys(options.names))
    files = options.data or default_files()
    texts = read_texts(files)
    setting = [
        *machine(),
        f"{len(cut(texts)):,} distinct comments of 300 characters from "
        f"{len(texts):,} of {', '.join(file.name for file in files)}",
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC",
    ]
    print("\n".join(setting), flush=True)
    results = []
    for name in names:
        progress(name)
        result = BENCHMARKS[name](texts, options.comments)
        results.append(result)
        print(f"\n{result.as_text()}", flush=True)
    if options.json is not None:
        found = {"setting": setting, "results": [result.as_object() for result in results]}
        options.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if options.markdown is not None:
        rewrite(options.markdown, results, setting)
    return 0


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError("1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
