"""`modfilter models`: a folder of models, one of which is the champion."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from modfilter.cli import exits
from modfilter.cli.terminal import terminal_width, wants_colour

if TYPE_CHECKING:
    from modfilter.model.bundle import Bundle
    from modfilter.model.registry import ModelsFolder

EPILOG = """\b
Examples:
  export MODFILTER_MODELS=models                     the folder to work in, and for `check`
  modfilter models add default                       start with the shipped model
  modfilter models promote 7436 --why "better on spam in October"
  modfilter models rollback --why "calls recipes spam"
  modfilter models diff champion models/new          what is different, and which words moved

The folder holds each model under its id, the champion's id in the file `champion`, and every change
with who made it, when and why in `history.jsonl`. A crash at any moment leaves a whole champion.
"""


@click.group(epilog=EPILOG)
@click.option(
    "--models",
    "folder",
    envvar="MODFILTER_MODELS",
    show_envvar=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="The models folder; `add` makes it.",
)
@click.pass_context
def models(ctx: click.Context, folder: Path | None) -> None:
    """Keep models in a folder, promote one to champion, and go back with one command.

    `check --model FOLDER` and programs that reload use the champion.
    """
    ctx.obj = folder


def _with_models(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the models folder; its --help needs none."""

    @click.pass_obj
    @wraps(command)
    def call(folder: Path | None, /, *arguments: Any, **options: Any) -> None:
        from modfilter.model.registry import ModelsFolder

        if folder is None:
            raise click.UsageError(
                "no models folder: name one, `modfilter models --models FOLDER ...`, or set "
                "MODFILTER_MODELS"
            )
        command(ModelsFolder(folder), *arguments, **options)

    return call


_who = click.option(
    "--who", metavar="NAME", help="Who does this, for the history; default: your login name."
)
_json = click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")


@models.command("list", epilog="Example: modfilter models --models models list")
@_json
@_with_models
def list_(folder: ModelsFolder, as_json: bool) -> None:
    """List the models, oldest first: which is champion, who brought it, what it came from."""
    from modfilter.cli.models_shown import listed, listed_json

    if as_json:
        _write_json(listed_json(folder))
    else:
        _write(listed(folder, wants_colour(sys.stdout)))


@models.command(epilog='Example: modfilter models add models/new --why "October\'s decisions"')
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--why", default="", metavar="TEXT", help="Where it comes from, for the history.")
@_who
@_with_models
def add(folder: ModelsFolder, bundle: Path, why: str, who: str | None) -> None:
    """Copy the model in the folder BUNDLE in, verified, and print its id.

    "default" is the shipped model. Nothing is promoted by that.
    """
    from modfilter.model.choosing import bundle_folder

    click.echo(folder.add(bundle_folder(bundle), who=name(who), why=why))


@models.command(epilog="Examples: modfilter models show; modfilter models show 7436 --card")
@click.argument("model", default="champion")
@click.option("--card", is_flag=True, help="Print the whole model card.")
@_json
@_with_models
def show(folder: ModelsFolder, model: str, card: bool, as_json: bool) -> None:
    """Show MODEL, by default the champion: parents, corpora, decisions by moderator, history.

    MODEL is an id or its first letters, "champion", "default", or a bundle's folder.
    """
    from modfilter.cli.models_shown import shown, shown_json
    from modfilter.model.registry import CARD

    bundle, place = _bundle(folder, model)
    if card:
        path = place / CARD
        click.echo(path.read_text("utf-8") if path.exists() else "This model has no card.")
    elif as_json:
        _write_json(shown_json(folder, bundle))
    else:
        _write(shown(folder, bundle, place))


@models.command(
    epilog="""\b
Examples:
  modfilter models promote 7436 --why "finds the new pill spam"
  modfilter models promote 7436 --why "rollout" --force --note "identity test is known to be wrong"

\b
Exit status:
  0  promoted, or the champion already
  1  refused: a comparison spoke against the model, and nobody insisted
  2  there is no such model, it is damaged, or the folder is locked
"""
)
@click.argument("model")
@click.option("--why", required=True, metavar="TEXT", help="Why, for the history.")
@click.option("--force", is_flag=True, help="Promote although a comparison spoke against it.")
@click.option("--note", metavar="TEXT", help="With --force: why all the same. It is recorded.")
@_who
@_with_models
def promote(
    folder: ModelsFolder, model: str, why: str, force: bool, note: str | None, who: str | None
) -> None:
    """Make MODEL (an id or its first letters, or "default") the champion.

    A model that cannot be loaded is never promoted. One that `retrain` or `compare` found worse
    is refused, unless --force and --note say why it is promoted all the same.
    """
    from modfilter.errors import PromotionRefusedError

    if force != (note is not None):
        raise click.UsageError("--force and --note TEXT belong together: insist, and say why")
    try:
        done = folder.promote(_id(folder, model), who=name(who), why=why, note=note)
    except PromotionRefusedError as error:
        raise exits.Failure(str(error), exits.FAIL_ON_MET) from None
    if done is None:
        click.echo(f"{folder.champion()} is the champion already")
    else:
        after = f" after {done.was}" if done.was else ""
        click.echo(f"{done.model} is the champion{after}")


@models.command(epilog='Example: modfilter models rollback --why "calls recipes spam"')
@click.option("--why", required=True, metavar="TEXT", help="Why, for the history.")
@_who
@_with_models
def rollback(folder: ModelsFolder, why: str, who: str | None) -> None:
    """Make the champion before this one champion again.

    Another rollback goes one further back. `promote` undoes a rollback.
    """
    done = folder.rollback(who=name(who), why=why)
    click.echo(f"{done.model} is the champion again, after {done.was}")


@models.command(epilog="Example: modfilter models history")
@_json
@_with_models
def history(folder: ModelsFolder, as_json: bool) -> None:
    """Show every change: when, what, who and why; also those that a crash kept from coming."""
    from modfilter.cli.models_shown import event_json, event_line

    events = folder.history()
    if as_json:
        _write_json([event_json(found) for found in events])
    else:
        _write([event_line(found) for found in events])


@models.command(
    epilog="""\b
Examples:
  modfilter models diff default champion
  modfilter models diff champion models/new --policy site.toml --words 20
"""
)
@click.argument("before")
@click.argument("after")
@click.option("--policy", metavar="FILE", help="Policy file (TOML); default: the shipped policy.")
@click.option(
    "--words",
    type=click.IntRange(0, 1000),
    default=5,
    show_default=True,
    help="Most changed words to show for each head.",
)
@_json
@_with_models
def diff(
    folder: ModelsFolder, before: str, after: str, policy: str | None, words: int, as_json: bool
) -> None:
    """Show what tells two models apart; each an id, "champion", "default" or a bundle's folder.

    Ancestry and corpora; for each head the measured figures, the calibration, what the policy's
    thresholds come to with either, and the words whose scores changed most.
    """
    from modfilter.cli.knowledge import policy_of
    from modfilter.cli.models_diff import diff_json, diff_lines, threshold_changes
    from modfilter.model.difference import difference

    sides = _bundle(folder, before)[0], _bundle(folder, after)[0]
    found = difference(*sides, words=words)
    thresholds = threshold_changes(policy_of(policy), *sides)
    if as_json:
        _write_json(diff_json(found, thresholds))
    else:
        _write(diff_lines(found, thresholds, terminal_width(), wants_colour(sys.stdout)))


def _bundle(folder: ModelsFolder, name: str) -> tuple[Bundle, Path]:
    from modfilter.model.bundle import load_bundle
    from modfilter.model.choosing import SHIPPED, bundle_folder

    if name == SHIPPED or Path(name).is_dir():
        place = bundle_folder(name)
    else:
        place = folder.path / folder.find(name)
    return load_bundle(place), place


def _id(folder: ModelsFolder, model: str) -> str:
    """The id of a model that is to be promoted; "default" means the shipped one, once added."""
    from modfilter.errors import ModelsError
    from modfilter.model.bundle import load_bundle
    from modfilter.model.choosing import SHIPPED, bundle_folder

    if model != SHIPPED:
        return model
    shipped = load_bundle(bundle_folder(SHIPPED)).id
    if shipped not in [kept.id for kept in folder.list()]:
        raise ModelsError(
            f"the shipped model is not in {folder.path} yet: `modfilter models add default`"
        )
    return shipped


def name(who: str | None) -> str:
    """Who does this: `who`, or the login name."""
    if who:
        return who
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def _write(lines: list[str]) -> None:
    for line in lines:
        click.echo(line)


def _write_json(found: Any) -> None:
    click.echo(json.dumps(found, indent=1, ensure_ascii=False))
