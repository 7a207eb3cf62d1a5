"""Files of moderators' decisions into the store, a batch at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from modfilter.cli.progress import Progress
from modfilter.cli.source import STDIN, total_bytes
from modfilter.cli.terminal import is_terminal, visible
from modfilter.decision_files import BadLine, Found, Read, read_file
from modfilter.errors import InputError

if TYPE_CHECKING:
    from modfilter.store.decision_store import DecisionStore
    from modfilter.store.records import Recorded

BATCH = 10_000
"""Decisions in one transaction: what a crash can cost, and what spreads a commit's cost."""


def import_files(
    store: DecisionStore, paths: Sequence[str], source: str | None, author_field: str | None
) -> int:
    """Import each file; says what became of it. Returns how many lines were bad."""
    progress = Progress(sys.stderr, total_bytes(paths) if is_terminal(sys.stderr) else None)
    total: Recorded | None = None
    bad = before = 0
    try:
        for path in paths:
            name = "standard input" if path == STDIN else path
            with _stream(path) as stream:
                for batch in _batches(read_file(stream, name=name, author_field=author_field)):
                    for line in batch:
                        if isinstance(line, BadLine):
                            bad += 1
                            progress.clear()
                            where = f"{visible(name)}, line {line.line}"
                            click.echo(f"{where}: {visible(line.error)}", err=True)
                    done = _kept(store, batch, source, authors=author_field is not None)
                    total = done if total is None else total + done
                    if path != STDIN:
                        progress.show(before + stream.tell(), total.new + total.known)
                if path != STDIN:
                    before += stream.tell()
    except BaseException:
        progress.clear()
        if total is not None:
            click.echo(f"{_said(total, bad)}; run the same command again to go on", err=True)
        raise
    progress.clear()
    click.echo(_said(total, bad), err=True)
    return bad


def _kept(
    store: DecisionStore, batch: Sequence[Found], source: str | None, *, authors: bool
) -> Recorded:
    reads = [found for found in batch if isinstance(found, Read)]
    decisions = [read.decision for read in reads]
    if source:
        decisions = [one if one.source else replace(one, source=source) for one in decisions]
    return store.decide(decisions, [read.author for read in reads] if authors else None)


def _batches(found: Iterator[Found]) -> Iterator[list[Found]]:
    while batch := list(islice(found, BATCH)):
        yield batch


def _stream(path: str) -> closing[BinaryIO] | nullcontext[BinaryIO]:
    if path != STDIN:
        return closing(Path(path).open("rb"))
    if sys.stdin is None:
        raise InputError("standard input is closed: name a file, or pipe decisions in")
    return nullcontext(sys.stdin.buffer)


def _said(total: Recorded | None, bad: int) -> str:
    new, known, erased = (total.new, total.known, total.erased) if total else (0, 0, 0)
    parts = [f"{new:,} decisions are kept"]
    if known:
        parts.append(f"{known:,} were there already")
    if erased:
        parts.append(f"{erased:,} on erased comments were passed over")
    if bad:
        parts.append(f"{bad:,} bad lines")
    return ", ".join(parts)
