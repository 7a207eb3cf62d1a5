"""`modfilter compare`: two models side by side, and whether the gate would promote the second."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from modfilter.cli import exits
from modfilter.cli.given_decisions import decision_options, decisions_given
from modfilter.cli.progress import Progress
from modfilter.cli.terminal import is_terminal, terminal_width, wants_colour
from modfilter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modfilter.domain import ModeratorDecision
    from modfilter.learning.comparison.cases import Case
    from modfilter.learning.comparison.compare import Comparison
    from modfilter.learning.comparison.gate import Refusal
    from modfilter.learning.evaluation.identity import Templates
    from modfilter.model.bundle import Bundle

_STEPS = 1000

EPILOG = """\b
Examples:
  modfilter compare default models/mine --decisions decisions.jsonl
      the shipped model against your own, on the decisions that yours did not learn from
  modfilter compare models/champion models/new --store sqlite:///decisions.db --html new.html
      a page with plots, with all comments that would be decided otherwise
  modfilter compare default models/mine --decisions may.csv --held-out all --policy site.toml
      neither model has learned from these decisions: use every one

\b
Exit status: 0 the gate would promote the challenger, 1 it refuses, 2 usage.
"""


@click.command(epilog=EPILOG)
@click.argument("champion")
@click.argument("challenger")
@decision_options
@click.option(
    "--held-out",
    metavar="SHARE|TIME|all",
    help="Judge by the last SHARE of the decisions (such as 0.3), by those since TIME (ISO 8601), "
    "or by all. Default: those that the challenger's description names as held out, else 0.3.",
)
@click.option("--policy", metavar="FILE", help="Policy file (TOML); default: the shipped policy.")
@click.option(
    "--cases",
    "case_paths",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Regression cases of your own beside the project's: JSON lines with text and action.",
)
@click.option(
    "--templates",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Identity templates (TOML) instead of the project's own.",
)
@click.option(
    "--flips", default=10, show_default=True, type=click.IntRange(min=0),
    help="Comments to list each way on the terminal.",
)  # fmt: skip
@click.option(
    "--texts/--no-texts",
    default=None,
    help="Show what comments say. Default: yes in the table and the page, no in JSON.",
)
@click.option(
    "--output", type=click.Choice(["table", "json"]), default="table", show_default=True,
    help="What to write to standard output.",
)  # fmt: skip
@click.option(
    "--html",
    "html_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write one page with plots; needs the extra `report`.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True,
    help="Seed of the bootstrap.",
)  # fmt: skip
@click.option(
    "--resamples", type=click.IntRange(min=100), default=1000, show_default=True,
    help="Resamples of the bootstrap.",
)  # fmt: skip
@click.pass_context
def compare(
    ctx: click.Context,
    champion: str,
    challenger: str,
    files: tuple[Path, ...],
    store: str | None,
    held_out: str | None,
    policy: str | None,
    case_paths: tuple[Path, ...],
    templates: Path | None,
    flips: int,
    texts: bool | None,
    output: str,
    html_file: Path | None,
    seed: int,
    resamples: int,
) -> None:
    """Compare two models on moderators' decisions, and say whether the gate would promote.

    Each is a bundle's folder, a models folder (its champion), or "default", the shipped model.
    Both judge, through the whole policy, comments that the challenger did not learn from, the
    project's regression cases, and identity templates. Shows every difference with a paired 90 %
    interval, the comments that would be decided otherwise, and the gate's verdict with its reasons.
    """
    _check_html(html_file)
    from modfilter.cli.knowledge import policy_of
    from modfilter.learning.comparison.compare import compare as measure
    from modfilter.learning.comparison.gate import gate
    from modfilter.model.bundle import load_bundle
    from modfilter.model.choosing import bundle_folder

    old, new = (load_bundle(bundle_folder(name)) for name in (champion, challenger))
    if old.id == new.id:
        click.echo(f"{champion} and {challenger} are the same model, {old.id}", err=True)
    judged = _held_out(decisions_given(files, store), new, held_out)
    bar = Progress(sys.stderr, _STEPS if is_terminal(sys.stderr) else None)
    try:
        comparison = measure(
            old,
            new,
            policy_of(policy),
            judged,
            all_cases(case_paths),
            _templates(templates),
            seed=seed,
            resamples=resamples,
            progress=lambda done, total: bar.show(_STEPS * done // max(total, 1), done),
        )
    finally:
        bar.clear()
    refusals = gate(comparison)
    if html_file is not None:
        from modfilter.learning.comparison.page import html_page

        page = html_page(comparison, refusals, texts=texts is not False)
        html_file.write_text(page, encoding="utf-8")
    if output == "json":
        from modfilter.learning.comparison.report import to_dict

        click.echo(
            json.dumps(
                to_dict(comparison, refusals, texts=texts is True), indent=1, ensure_ascii=False
            )
        )
    else:
        show_comparison(comparison, refusals, flips, texts is not False)
    ctx.exit(exits.REFUSED if refusals else exits.DONE)


def _check_html(path: Path | None) -> None:
    """Say now, and not after the work, that the page cannot be written."""
    if path is None:
        return
    from modfilter.learning.evaluation.drawing import require_matplotlib

    require_matplotlib()
    if not path.parent.is_dir():
        raise InputError(f"--html {path}: there is no folder {path.parent}; make it first")


def _held_out(
    decisions: Sequence[ModeratorDecision], challenger: Bundle, wanted: str | None
) -> list[ModeratorDecision]:
    """The decisions to judge by; says on standard error which ones these are."""
    from modfilter.learning.comparison.held_out import HELD_OUT_SHARE, split_in_time

    if wanted == "all":
        return list(decisions)
    share, since = HELD_OUT_SHARE, None
    if wanted is not None:
        share, since = _parted(wanted)
    else:
        told = _retrained(challenger)
        since = _time(told.get("held_out_from"))
        if since is None and isinstance(told.get("held_out_share"), float):
            share = told["held_out_share"]
        elif since is None:
            click.echo(
                f"Judging by the last {share:.0%} of the decisions; the challenger's description "
                "does not say which ones it learned from (--held-out does).",
                err=True,
            )
    split = split_in_time(decisions, share, held_out_from=since)
    if decisions and not split.held_out:
        raise InputError(
            f"none of the {len(decisions):,} decisions is held out: the challenger may have "
            "learned from all of them. Add newer ones, or say --held-out SHARE"
        )
    return split.held_out


def _retrained(bundle: Bundle) -> dict[str, Any]:
    """What the description of a retrained bundle says of the decisions."""
    told = bundle.about.get("retrained")
    return told if isinstance(told, dict) else {}


def _parted(wanted: str) -> tuple[float, datetime | None]:
    try:
        share = float(wanted)
    except ValueError:
        since = _time(wanted)
        if since is None:
            raise InputError(
                f"--held-out {wanted}: is neither a share such as 0.3, nor a time such as "
                '2026-11-01, nor "all"'
            ) from None
        return 0.0, since
    if not 0 < share <= 1:
        raise InputError(f"--held-out {wanted}: a share is more than 0 and at most 1")
    return share, None


def _time(value: object) -> datetime | None:
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return time if time is None or time.tzinfo is not None else time.replace(tzinfo=UTC)


def all_cases(paths: tuple[Path, ...]) -> list[Case]:
    """The project's regression cases and those of the site's own files."""
    from modfilter.learning.comparison.cases import load_cases, shipped_cases

    return [*shipped_cases(), *load_cases(paths)]


def _templates(path: Path | None) -> Templates | None:
    from modfilter.learning.evaluation.identity import load_templates

    return load_templates(path) if path is not None else None


def show_comparison(
    comparison: Comparison, refusals: Sequence[Refusal], shown: int, texts: bool
) -> None:
    """Print a comparison as a table, with at most `shown` flips each way."""
    from modfilter.cli.comparison_table import comparison_lines
    from modfilter.cli.table import Look

    look = Look(terminal_width(), wants_colour(sys.stdout), sys.stdout.encoding or "utf-8")
    lines = "\n".join(comparison_lines(comparison, refusals, look, shown=shown, texts=texts))
    click.echo(lines.encode(look.encoding, "backslashreplace").decode(look.encoding))
