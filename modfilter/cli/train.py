"""`modfilter train`: from a recipe and its corpora to a model bundle."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import click

_TRAINING_DATA = Path("training_data")

EPILOG = """\b
Examples:
  modfilter train --only-written --out models/mine
      learn from the project's own comments alone; runs anywhere
  modfilter train --data ~/corpora --out models/mine
      learn from every corpus of the recipe, looked for in ~/corpora as well
  modfilter train --data ~/corpora --without sms_spam --out models/mine
      leave one corpus out
  modfilter check --model models/mine comments.jsonl
      use what was learned
"""


@click.command(epilog=EPILOG)
@click.option(
    "--recipe",
    type=click.Path(dir_okay=False, path_type=Path),
    default=_TRAINING_DATA / "recipe.toml",
    show_default=True,
    help="Recipe file: corpora, what their columns say about each head, settings.",
)
@click.option(
    "--data",
    "folders",
    multiple=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to look for corpora in, beside the recipe's own; may be repeated.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write the model bundle to; written only when training has succeeded.",
)
@click.option(
    "--without", multiple=True, metavar="CORPUS", help="Leave this corpus out; may be repeated."
)
@click.option("--only-written", is_flag=True, help="Learn from the project's own comments alone.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=min(2, os.cpu_count() or 1),
    show_default=True,
    help="Heads to fit at the same time; each needs memory of its own.",
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to keep counted features in; yours alone. Default: the platform's cache folder.",
)
@click.option("--no-cache", is_flag=True, help="Count every feature anew and keep nothing.")
def train(
    recipe: Path,
    folders: tuple[Path, ...],
    out: Path,
    without: tuple[str, ...],
    only_written: bool,
    jobs: int,
    cache: Path | None,
    no_cache: bool,
) -> None:
    """Train a model bundle from labelled comments.

    Reads the recipe, finds its corpora, fits one classifier a head over shared features,
    calibrates the scores and writes a bundle that `check --model` reads. The same recipe, corpora
    and versions give the same bundle.
    """
    from modfilter.learning.feature_cache import default_cache_folder
    from modfilter.learning.recipe import load_recipe
    from modfilter.learning.train import train as learn

    plan = load_recipe(recipe)
    left_out = set(without)
    if only_written:
        left_out |= {spec.name for spec in plan.corpora if spec.use != "written"}
    started = time.monotonic()

    def say(line: str) -> None:
        click.echo(f"{time.monotonic() - started:7.1f} s  {line}", err=True)

    bundle = learn(
        plan.without(left_out),
        [recipe.parent, *folders],
        out,
        jobs=jobs,
        say=say,
        cache=None if no_cache else cache or default_cache_folder(),
    )
    click.echo(f"model {bundle.id} written to {out}")
    sys.stdout.flush()
