"""`modfilter check`: label comments publish, review or reject."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BufferedReader
from typing import TYPE_CHECKING, TextIO, cast

import click

from modfilter.cli import exits
from modfilter.cli.interrupt import Interrupts
from modfilter.cli.items import Item
from modfilter.cli.judging import Answer, Answering, Job, Judge, Tally
from modfilter.cli.progress import Progress
from modfilter.cli.sink import OutputError, Sink
from modfilter.cli.source import (
    STDIN,
    CommentSource,
    InputFormat,
    ReadingOptions,
    check_paths,
    total_bytes,
)
from modfilter.cli.terminal import is_terminal, terminal_width, wants_colour
from modfilter.cli.writing import JsonlRenderer, Renderer
from modfilter.domain import Action, Comment
from modfilter.errors import InputError

if TYPE_CHECKING:
    from modfilter.cli.parallel import Workers
    from modfilter.rules.flood import FloodWindow

EPILOG = """\b
Examples:
  modfilter check comments.jsonl
  modfilter check --only reject --output jsonl comments.csv > rejected.jsonl
  echo "You are all so kind here." | modfilter check
  tail -f new-comments.jsonl | modfilter check --fail-on reject
  zcat archive.jsonl.gz | modfilter check --jobs 4 > decisions.jsonl

\b
Exit status:
  0    done
  1    --fail-on was given and such a comment was met
  2    wrong usage: a missing file, a bad policy, a damaged model
  3    some lines were no comments; their answers say why
  70   a worker process of --jobs ended before it answered
  74   the answers could not be written (a full disk, say)
  130  stopped by Ctrl-C (143 by SIGTERM)
  141  the reader of the answers ended first (as in `| head`)
"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, metavar="[FILES]...")
@click.option(
    "--input",
    "input_format",
    type=click.Choice([str(name) for name in InputFormat]),
    default="auto",
    show_default=True,
    help="How the input is written. auto goes by the file's name (.jsonl, .ndjson, .json, .csv, "
    ".tsv), else by the first line: JSON lines where it starts with {, plain lines otherwise.",
)
@click.option(
    "--output",
    type=click.Choice(["auto", "table", "jsonl"]),
    default="auto",
    show_default=True,
    help="How to answer. auto writes a table on a terminal and JSON lines elsewhere.",
)
@click.option("--policy", metavar="FILE", help="Policy file (TOML); default: the shipped policy.")
@click.option("--model", metavar="FOLDER", help="Model or models folder; default: shipped.")
@click.option(
    "--shadow-model",
    metavar="FOLDER",
    help="Model on trial: each answer also says what it would decide; it decides nothing.",
)
@click.option(
    "--text-field",
    default="text",
    show_default=True,
    metavar="NAME",
    help="Field or column that holds the comment.",
)
@click.option(
    "--id-field",
    default="id",
    show_default=True,
    metavar="NAME",
    help="Field or column that holds the comment's id. Comments without one get their line number.",
)
@click.option(
    "--only",
    type=click.Choice([str(action) for action in Action]),
    multiple=True,
    help="Answer only comments with this action; may be given several times.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    metavar="N",
    help="Worker processes. The answers stay in order.",
)
@click.option(
    "--fail-on",
    type=click.Choice([str(Action.REVIEW), str(Action.REJECT)]),
    help="Exit with status 1 when a comment met this action, or a stricter one.",
)
@click.option(
    "--flood/--no-flood",
    default=True,
    show_default=True,
    help="Compare each comment with those before it, to find the same text sent again and again.",
)
def check(
    files: tuple[str, ...],
    input_format: str,
    output: str,
    policy: str | None,
    model: str | None,
    shadow_model: str | None,
    text_field: str,
    id_field: str,
    only: tuple[str, ...],
    jobs: int,
    fail_on: str | None,
    flood: bool,
) -> None:
    """Label comments publish, review or reject, with every reason.

    Reads FILES, or standard input where none is given or the name is "-": plain text with a
    comment a line, JSON lines, or CSV with a header. Answers come in the input's order, each as
    soon as no further input is waiting. A line that is no comment gets an answer that says why,
    and the rest goes on. Blank lines are passed over.
    """
    paths = files or (STDIN,)
    check_paths(paths)
    stdout, stderr = _standard_output(), sys.stderr
    as_table = output == "table" or (output == "auto" and is_terminal(stdout))
    renderer = _renderer(stdout, as_table, frozenset(Action(action) for action in only))
    options = ReadingOptions(InputFormat(input_format), text_field, id_field)
    source = CommentSource(paths, options, _standard_input)
    progress = Progress(stderr, total_bytes(paths) if is_terminal(stderr) else None)
    interrupts = Interrupts()
    run = Run(
        source=source,
        sink=Sink(stdout.buffer, interrupts),
        progress=progress,
        clears=is_terminal(stdout),
        make=partial(_answering, model, policy, shadow_model, renderer),
        renderer=renderer,
        flood=flood,
    )
    try:
        with interrupts.caught():
            tally = run.alone() if jobs == 1 else run.with_workers(jobs)
            if as_table:
                run.sink.write(f"\n{tally}\n".encode())
    except KeyboardInterrupt:
        raise SystemExit(interrupts.exit_code) from None
    except OutputError as error:
        raise exits.Failure(str(error), exits.IO_ERROR) from None
    finally:
        progress.clear()
        source.close()
    if not as_table and is_terminal(stderr):
        click.echo(str(tally), err=True)
    raise SystemExit(_status(tally, fail_on))


@dataclass(slots=True)
class Run:
    """One run of `check`: from the source through judging to the sink."""

    source: CommentSource
    sink: Sink
    progress: Progress
    clears: bool
    make: Callable[[], Answering]
    renderer: Renderer
    flood: bool

    def alone(self) -> Tally:
        """Judge everything in this process."""
        answering = self.make()
        tally = Tally()
        self.sink.write(self.renderer.head())
        for job in self._jobs():
            self._write(answering.answer(job), tally)
        return tally

    def with_workers(self, count: int) -> Tally:
        """Judge in `count` processes; this one only reads, finds floods and writes."""
        from modfilter.cli.parallel import Workers

        workers = Workers(count, self.make)
        try:
            workers.await_loaded()
            self.sink.write(self.renderer.head())
            return self._share_out(workers)
        finally:
            workers.close()

    def _share_out(self, workers: Workers) -> Tally:
        tally = Tally()
        window = self._window()
        source = self.source
        try:
            while True:
                if workers.owed and (workers.full or workers.answer_comes_first(source.fileno())):
                    self._write(workers.fetch(), tally)
                    continue
                batches = source.read()
                if batches is None:
                    break
                for batch in batches:
                    if workers.full:
                        self._write(workers.fetch(), tally)
                    workers.give(_job(batch, window))
        except InputError:
            # What was read before the unreadable input still gets its answers.
            self._fetch_rest(workers, tally)
            raise
        self._fetch_rest(workers, tally)
        return tally

    def _fetch_rest(self, workers: Workers, tally: Tally) -> None:
        while workers.owed:
            self._write(workers.fetch(), tally)

    def _jobs(self) -> Iterator[Job]:
        window = self._window()
        for batch in self.source:
            yield _job(batch, window)

    def _window(self) -> FloodWindow | None:
        if not self.flood:
            return None
        from modfilter.rules.flood import FloodWindow

        return FloodWindow()

    def _write(self, answer: Answer, tally: Tally) -> None:
        tally.add(answer.tally)
        if self.clears:
            self.progress.clear()
        self.sink.write(answer.block)
        self.progress.show(self.source.bytes_read, tally.comments)


def _job(batch: list[Item], window: FloodWindow | None) -> Job:
    if window is None:
        return Job(batch)
    found = [window.observe(item) for item in batch if type(item) is Comment]
    if not any(found):
        return Job(batch)
    return Job(batch, [() if finding is None else (finding,) for finding in found])


def load_judge(model: str | None, policy: str | None, shadow: str | None = None) -> Judge:
    """The moderator that judges; loaded here so that `--help` stays light."""
    from modfilter.moderator import Moderator

    return Moderator.load(model, policy, shadow=shadow)


def _answering(
    model: str | None, policy: str | None, shadow: str | None, renderer: Renderer
) -> Answering:
    # What is loaded now stays: the collector need not look through it again and again.
    gc.disable()
    try:
        answering = Answering(load_judge(model, policy, shadow), renderer)
        gc.freeze()
    finally:
        gc.enable()
    return answering


def _renderer(stdout: TextIO, as_table: bool, only: frozenset[Action]) -> Renderer:
    if not as_table:
        return JsonlRenderer(only)
    from modfilter.cli.table import Look, TableRenderer

    look = Look(terminal_width(), wants_colour(stdout), stdout.encoding or "utf-8")
    return TableRenderer(look, only)


def _standard_output() -> TextIO:
    if sys.stdout is None:
        raise exits.Failure("standard output is closed: there is nowhere to answer", exits.IO_ERROR)
    return sys.stdout


def _standard_input() -> BufferedReader:
    if sys.stdin is None:
        raise InputError("standard input is closed: name a file, or pipe comments in")
    if is_terminal(sys.stdin):
        click.echo("Type a comment and press Enter; Ctrl-D ends.", err=True)
    return cast("BufferedReader", sys.stdin.buffer)


def _status(tally: Tally, fail_on: str | None) -> int:
    if fail_on and (tally.reject or (fail_on == "review" and tally.review)):
        return exits.FAIL_ON_MET
    return exits.NO_COMMENTS if tally.errors else exits.DONE
