"""Moderators' decisions out of the store, to a file or standard output."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from modfilter.cli import exits
from modfilter.decision_files import csv_header, decision_to_csv, decision_to_json
from modfilter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modfilter.domain import ModeratorDecision


def export_to(decisions: Iterable[ModeratorDecision], format_: str, output: str | None) -> int:
    """Write decisions as "jsonl" or "csv"; how many there were."""
    count = 0
    with _target(output) as stream:
        if format_ == "csv":
            stream.write(csv_header())
        for decision in decisions:
            count += 1
            if format_ == "csv":
                stream.write(decision_to_csv(decision))
            else:
                stream.write(decision_to_json(decision) + "\n")
    return count


@contextmanager
def _target(output: str | None) -> Iterator[TextIO]:
    if output is None:
        if sys.stdout is None:
            raise exits.Failure("standard output is closed", exits.IO_ERROR)
        stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        try:
            yield stream
            stream.flush()
        finally:
            stream.detach()
        return
    path = Path(output)
    if not path.parent.is_dir():
        raise InputError(f"--output {path}: there is no folder {path.parent}; make it first")
    # Beside the target and for its owner alone: comments are personal data.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
