"""Checking comments and keeping the automatic decisions."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from modfilter.cli.check import load_judge
from modfilter.cli.items import Unreadable
from modfilter.cli.progress import Progress
from modfilter.cli.source import CommentSource, ReadingOptions, total_bytes
from modfilter.cli.terminal import is_terminal, visible
from modfilter.domain import Comment
from modfilter.errors import InputError

if TYPE_CHECKING:
    from io import BufferedReader

    from modfilter.store.decision_store import DecisionStore


def record_files(
    store: DecisionStore,
    paths: Sequence[str],
    options: ReadingOptions,
    origin: str,
    judge: tuple[str | None, str | None, str | None],
) -> int:
    """Check and keep; `judge` names model, policy and shadow model. Returns the bad lines."""
    from modfilter.rules.flood import FloodWindow
    from modfilter.store.records import Recorded, automatic

    moderator = load_judge(*judge)
    source = CommentSource(paths, options, _standard_input)
    progress = Progress(sys.stderr, total_bytes(paths) if is_terminal(sys.stderr) else None)
    window = FloodWindow()
    total = Recorded()
    bad = 0
    try:
        for items in source:
            comments = [item for item in items if isinstance(item, Comment)]
            for item in items:
                if isinstance(item, Unreadable):
                    bad += 1
                    progress.clear()
                    where = f"{visible(item.file)}, " if item.file else ""
                    click.echo(f"{where}line {item.line}: {visible(item.message)}", err=True)
            findings = [window.observe(comment) for comment in comments]
            extra = [() if found is None else (found,) for found in findings]
            decisions = moderator.check_many(comments, extra=extra)
            now = datetime.now(UTC)
            total += store.record([
                automatic(decision, comment.text, source=origin, decided_at=now)
                for decision, comment in zip(decisions, comments, strict=True)
            ])  # fmt: skip
            progress.show(source.bytes_read, total.new + total.known)
    finally:
        progress.clear()
        source.close()
        said = f"{total.new:,} automatic decisions are kept"
        for count, what in (
            (total.known, "were there already"),
            (total.erased, "on erased comments were passed over"),
            (bad, "bad lines"),
        ):
            if count:
                said += f", {count:,} {what}"
        click.echo(said, err=True)
    return bad


def _standard_input() -> BufferedReader:
    if sys.stdin is None:
        raise InputError("standard input is closed: name a file, or pipe comments in")
    return sys.stdin.buffer  # type: ignore[return-value]
