"""What the benchmarks over a folder of corpora share: their command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.document import show
from benchmarks.result import Result

FOLDER_HELP = "folder with the corpora's parquet files"


def command_line(name: str, about: str | None) -> argparse.ArgumentParser:
    """The parser of `python -m benchmarks.NAME FOLDER [--markdown DOC]`."""
    parser = argparse.ArgumentParser(f"python -m benchmarks.{name}", description=about)
    parser.add_argument("folder", type=Path, help=FOLDER_HELP)
    parser.add_argument("--markdown", type=Path, metavar="DOC", help="rewrite DOC's table")
    return parser


def run(
    name: str,
    about: str | None,
    measure: Callable[[Path], Result],
    arguments: Sequence[str] | None = None,
) -> int:
    """Measure over a folder and show what came of it."""
    options = command_line(name, about).parse_args(arguments)
    return show(measure(options.folder), options.markdown)
