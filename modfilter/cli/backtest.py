"""`modfilter backtest`: what another policy or model would have done with past comments."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modfilter.cli import exits
from modfilter.cli.progress import Progress
from modfilter.cli.store_option import open_store, store_option
from modfilter.cli.terminal import is_terminal, terminal_width, wants_colour
from modfilter.errors import InputError

if TYPE_CHECKING:
    from modfilter.learning.backtesting.backtest import Backtest
    from modfilter.learning.backtesting.past import Past
    from modfilter.store.decision_store import DecisionStore

STDOUT = "-"

EPILOG = """\b
Examples:
  modfilter backtest --policy new.toml --store sqlite:///decisions.db
      what would flip of all that the filter decided
  modfilter backtest --policy new.toml --decisions moderated.jsonl
      against what your moderators decided
  modfilter backtest --policy new.toml --against site.toml --decisions moderated.jsonl
      two policies side by side, with the errors of both
  modfilter backtest --model models/mine --decisions moderated.csv --json -
      another model, as JSON
  modfilter backtest --trial --store sqlite:///decisions.db
      the model on trial (check --shadow-model), as it was recorded

\b
Exit status: 0 done, 2 wrong usage, 3 some lines of --decisions were no decisions.
"""


@click.command(epilog=EPILOG)
@click.option("--policy", metavar="FILE", help="The policy to try; default: the shipped policy.")
@click.option("--model", metavar="FOLDER", help="The model to try; default: the shipped model.")
@store_option
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only comments of the store from this day on (UTC), such as 2026-10-01.",
)
@click.option(
    "--trial",
    is_flag=True,
    help="Judge nothing again: compare the model on trial, as the store recorded it.",
)
@click.option(
    "--decisions",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Moderators' decisions, JSON lines or CSV; may be repeated.",
)
@click.option(
    "--against",
    metavar="WHAT",
    help='What to compare with: "recorded" (what the filter decided then), "moderators", or a '
    "policy file to judge by as well. Default: recorded from a store, moderators from files.",
)
@click.option(
    "--examples",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    metavar="N",
    help="How many of the comments that flip are shown, worst first.",
)
@click.option("--json", "json_file", metavar="FILE", help='Write JSON; "-" instead of the table.')
@click.option(
    "--html",
    "html_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write one page that needs nothing else.",
)
@click.option(
    "--texts/--no-texts",
    default=None,
    help="Show what comments say, or only the start of their sha256. Default: texts in the table "
    "and the page, none in JSON.",
)
def backtest(
    policy: str | None,
    model: str | None,
    store_url: str | None,
    since: datetime | None,
    trial: bool,
    decisions: tuple[Path, ...],
    against: str | None,
    examples: int,
    json_file: str | None,
    html_file: Path | None,
    texts: bool | None,
) -> None:
    """Show what another policy or model would have done with past comments.

    Judges them again and shows what would flip, by category and with examples; what the load of
    reviews would have been; and the errors against what moderators decided. Changes nothing.
    """
    day = None if since is None else since.replace(tzinfo=UTC)
    complaints = Complaints()
    if trial:
        if decisions or policy or model or against:
            raise InputError("--trial compares what the store recorded: it takes only --store")
        found = _of_trial(store_url, day, examples)
    elif decisions:
        past = _of_files(decisions, complaints)
        found = _replayed(past, len(past), policy, model, against or "moderators", examples)
    else:
        if not store_url:
            raise InputError("nothing to test on: name a store, --store URL, or --decisions FILE")
        with open_store(store_url) as store:
            kept = _of_store(store, against, day)
            found = _replayed(kept, None, policy, model, against or "recorded", examples)
    _answer(found, json_file, html_file, texts)
    complaints.conclude()


class Complaints:
    """Lines that hold no decision, told on standard error as they are met."""

    def __init__(self) -> None:
        self.lines = 0

    def add(self, file: Path, line: int, error: str) -> None:
        """Tell of one line."""
        self.lines += 1
        click.echo(f"{file}:{line}: {error}", err=True)

    def conclude(self) -> None:
        """End with the exit status that says whether there were any."""
        raise SystemExit(exits.NO_COMMENTS if self.lines else exits.DONE)


def _replayed(
    past: Iterable[Past],
    total: int | None,
    policy: str | None,
    model: str | None,
    against: str,
    examples: int,
) -> Backtest:
    from modfilter.cli.knowledge import model_folder
    from modfilter.learning.backtesting.backtest import Baseline
    from modfilter.learning.backtesting.replay import backtest as replay
    from modfilter.moderator import Moderator

    folder = model_folder(model)
    after = Moderator.load(folder, policy, audit=False)
    before: Moderator | Baseline
    if against in tuple(Baseline) and not Path(against).exists():
        before = Baseline(against)
    else:
        before = Moderator.load(folder, against, audit=False)
    bar = Progress(sys.stderr, total if is_terminal(sys.stderr) else None)
    try:
        return replay(
            after, past, before, examples=examples, progress=lambda done: bar.show(done, done)
        )
    finally:
        bar.clear()


def _of_store(store: DecisionStore, against: str | None, since: datetime | None) -> Iterable[Past]:
    if against == "moderators":
        from modfilter.learning.backtesting.past import of_moderators

        decisions = store.moderator_decisions()
        return of_moderators(
            one
            for one in decisions
            if since is None or (one.decided_at is not None and one.decided_at >= since)
        )
    from modfilter.cli.backtest_store import recorded

    return recorded(store, since)


def _of_trial(store_url: str | None, since: datetime | None, examples: int) -> Backtest:
    from modfilter.learning.backtesting.replay import trial_backtest

    with open_store(store_url) as store:
        from modfilter.cli.backtest_store import on_trial, trial_models

        models = trial_models(store, since)
        if not models:
            raise InputError(
                "no model was on trial: `modfilter decisions record --shadow-model FOLDER` records "
                "what one would decide"
            )
        return trial_backtest(on_trial(store, models[0], since), models[0], examples=examples)


def _of_files(paths: Iterable[Path], complaints: Complaints) -> list[Past]:
    from modfilter.decision_files import BadLine, read_decisions
    from modfilter.domain import ModeratorDecision
    from modfilter.learning.backtesting.past import of_moderators

    def decisions() -> Iterator[ModeratorDecision]:
        for path in paths:
            for found in read_decisions(path):
                if isinstance(found, BadLine):
                    complaints.add(path, found.line, found.error)
                else:
                    yield found

    return of_moderators(decisions())


def _answer(
    found: Backtest, json_file: str | None, html_file: Path | None, texts: bool | None
) -> None:
    if html_file is not None:
        from modfilter.learning.backtesting.page import html_page

        html_file.write_text(html_page(found, texts=texts is not False), encoding="utf-8")
    if json_file is not None:
        from modfilter.learning.backtesting.report import to_dict

        text = json.dumps(to_dict(found, texts=texts is True), indent=1) + "\n"
        if json_file == STDOUT:
            click.echo(text, nl=False)
            return
        Path(json_file).write_text(text, encoding="utf-8")
    from modfilter.cli.backtest_table import backtest_lines
    from modfilter.cli.table import Look

    look = Look(terminal_width(), wants_colour(sys.stdout), sys.stdout.encoding or "utf-8")
    lines = "\n".join(backtest_lines(found, look, texts=texts is not False))
    click.echo(lines.encode(look.encoding, "backslashreplace").decode(look.encoding))
