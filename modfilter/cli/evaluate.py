"""`modfilter evaluate`: a model and a policy measured on labelled comments."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modfilter.cli.progress import Progress
from modfilter.cli.terminal import is_terminal, terminal_width, wants_colour
from modfilter.domain import HEADS
from modfilter.errors import InputError

if TYPE_CHECKING:
    from modfilter.learning.evaluation.evaluate import Evaluation
    from modfilter.learning.evaluation.identity import Templates
    from modfilter.learning.evaluation.labelled import Labelled

STDOUT = "-"

EPILOG = """\b
Examples:
  modfilter evaluate default --data moderated.csv --label rejected=toxicity
      the shipped model on comments that your moderators labelled
  modfilter evaluate models/mine --data training_data/comments --html report.html
      a page with plots, on the project's own comments
  modfilter evaluate default --recipe training_data/recipe.toml --held-out sms_spam.parquet
      on a corpus of the recipe, only rows that training left out
  modfilter evaluate default --data published.jsonl --unlabelled --policy site.toml
      what a policy would do to comments without labels
"""


def _pairs(what: str) -> Callable[..., dict[str, str]]:
    """A callback that reads `LEFT=RIGHT` options; `what` says what was expected."""

    def read(
        _ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]
    ) -> dict[str, str]:
        found: dict[str, str] = {}
        for value in values:
            left, equals, right = value.rpartition("=")
            if not equals or not left or not right:
                raise click.BadParameter(f'"{value}" is not {what}')
            found[left] = right
        return found

    return read


@click.command(epilog=EPILOG)
@click.argument("bundle")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE...",
    help="Labelled comments: JSON lines, CSV or parquet, or a folder of them; may be repeated.",
)
@click.option(
    "--label",
    "labels",
    multiple=True,
    callback=_pairs("COLUMN=HEAD, such as rejected=toxicity"),
    metavar="COLUMN=HEAD",
    help="This column holds that head's labels; may be repeated. Default: columns named as heads.",
)
@click.option(
    "--recipe",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Take what columns mean from this recipe, by the files' names.",
)
@click.option("--held-out", is_flag=True, help="Only rows that training by --recipe leaves out.")
@click.option("--unlabelled", is_flag=True, help="Measure only what is published and what is not.")
@click.option("--text-field", default="text", show_default=True, help="Column with the comments.")
@click.option(
    "--where",
    multiple=True,
    callback=_pairs("COLUMN=VALUE, such as split=test"),
    metavar="COLUMN=VALUE",
    help="Only rows with this value; may be repeated.",
)
@click.option("--policy", metavar="FILE", help="Policy file (TOML); default: the shipped policy.")
@click.option(
    "--prevalence",
    multiple=True,
    callback=_pairs("HEAD=SHARE, such as spam=0.05"),
    metavar="HEAD=SHARE",
    help="Precision and calibration at this share of positives; may be repeated.",
)
@click.option(
    "--templates",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Identity templates (TOML); default: the project's own.",
)
@click.option("--no-templates", is_flag=True, help="Leave the identity templates out.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed of the bootstrap.",
)
@click.option(
    "--resamples",
    type=click.IntRange(min=10),
    default=1000,
    show_default=True,
    help="Resamples of the bootstrap.",
)
@click.option("--examples", is_flag=True, help="List the worst errors, by hash, and every term.")
@click.option("--json", "json_file", metavar="FILE", help='Write JSON; "-" instead of the table.')
@click.option(
    "--html",
    "html_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write one page with plots; needs the extra `report`.",
)
def evaluate(
    bundle: str,
    files: tuple[Path, ...],
    data: tuple[Path, ...],
    labels: dict[str, str],
    recipe: Path | None,
    held_out: bool,
    unlabelled: bool,
    text_field: str,
    where: dict[str, str],
    policy: str | None,
    prevalence: dict[str, str],
    templates: Path | None,
    no_templates: bool,
    seed: int,
    resamples: int,
    examples: bool,
    json_file: str | None,
    html_file: Path | None,
) -> None:
    """Measure the model BUNDLE on labelled comments, through the whole policy.

    "default" is the shipped model. Shows what is published, reviewed and rejected; how well each
    head ranks and how well it is calibrated; precision and recall at the policy's thresholds, with
    90 % intervals; and whether naming a group of people moves scores. Texts are never shown.
    """
    paths = (*data, *files)
    if not paths:
        raise InputError("no data: name files with labelled comments, --data FILE")
    _writable(html_file, json_file)
    if html_file is not None:
        from modfilter.learning.evaluation.drawing import require_matplotlib

        require_matplotlib()
    from modfilter.cli.knowledge import model_folder
    from modfilter.learning.evaluation.evaluate import evaluate as measure
    from modfilter.moderator import Moderator

    shares = _shares(prevalence)
    found = _read(paths, labels, recipe, held_out, unlabelled, text_field, where)
    identity = None if no_templates else _templates(templates)
    moderator = Moderator.load(model_folder(bundle), policy, audit=False)
    total = len(found.texts)
    bar = Progress(sys.stderr, total if is_terminal(sys.stderr) else None)
    try:
        evaluation = measure(
            moderator,
            found,
            identity,
            prevalence=shares,
            seed=seed,
            resamples=resamples,
            progress=lambda done, all_: bar.show(total * done // max(all_, 1), done),
        )
    finally:
        bar.clear()
    _answer(evaluation, json_file, html_file, examples)


def _read(
    paths: tuple[Path, ...],
    labels: dict[str, str],
    recipe: Path | None,
    held_out: bool,
    unlabelled: bool,
    text_field: str,
    where: dict[str, str],
) -> Labelled:
    from modfilter.learning.evaluation.labelled import Reading, read_labelled
    from modfilter.learning.recipe import load_recipe

    if held_out and recipe is None:
        raise InputError(
            "--held-out needs --recipe FILE, which says what share of rows training leaves out"
        )
    columns: dict[str, str] = {}
    for column, head in labels.items():
        _known_head(head, f"--label {column}={head}")
        if head in columns:
            raise InputError(f'--label: both "{columns[head]}" and "{column}" are to be {head}')
        columns[head] = column
    reading = Reading(
        columns=columns,
        recipe=load_recipe(recipe) if recipe is not None else None,
        text=text_field,
        where=where,
        held_out=held_out,
        unlabelled=unlabelled,
    )
    return read_labelled(paths, reading)


def _shares(prevalence: dict[str, str]) -> dict[str, float]:
    shares = {}
    for head, text in prevalence.items():
        _known_head(head, f"--prevalence {head}={text}")
        try:
            shares[head] = float(text)
        except ValueError:
            shares[head] = -1.0
        if not 0 < shares[head] < 1:
            raise InputError(f"--prevalence {head}={text}: must be a number between 0 and 1")
    return shares


def _known_head(head: str, place: str) -> None:
    if head not in HEADS:
        from modfilter.policy.problems import nearest

        raise InputError(f'{place}: there is no head "{head}"; {nearest(head, HEADS)}')


def _templates(path: Path | None) -> Templates | None:
    from modfilter.learning.evaluation.identity import load_templates
    from modfilter.resources import identity_templates_path

    path = path or identity_templates_path()
    return load_templates(path) if path is not None else None


def _writable(html_file: Path | None, json_file: str | None) -> None:
    """Say now, and not after the work, that a report has no folder to go to."""
    for option, path in (
        ("--html", html_file),
        ("--json", None if json_file in (None, STDOUT) else Path(str(json_file))),
    ):
        if path is None:
            continue
        if not path.parent.is_dir():
            raise InputError(f"{option} {path}: there is no folder {path.parent}; make it first")
        if path.is_dir():
            raise InputError(f"{option} {path}: is a folder; name a file in it")


def _answer(
    evaluation: Evaluation, json_file: str | None, html_file: Path | None, examples: bool
) -> None:
    from modfilter.learning.evaluation.evaluate import to_dict

    if html_file is not None:
        from modfilter.learning.evaluation.page import html_page

        html_file.write_text(html_page(evaluation), encoding="utf-8")
    if json_file is not None:
        text = json.dumps(to_dict(evaluation), indent=1, ensure_ascii=False) + "\n"
        if json_file == STDOUT:
            click.echo(text, nl=False)
            return
        Path(json_file).write_text(text, encoding="utf-8")
    from modfilter.cli.evaluation_table import evaluation_lines
    from modfilter.cli.table import Look

    look = Look(terminal_width(), wants_colour(sys.stdout), sys.stdout.encoding or "utf-8")
    lines = "\n".join(evaluation_lines(evaluation, look, thorough=examples))
    click.echo(lines.encode(look.encoding, "backslashreplace").decode(look.encoding))
