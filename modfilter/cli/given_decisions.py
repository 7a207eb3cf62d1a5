"""`--decisions`, `--store`: moderators' decisions that a command learns from or judges by."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from modfilter.cli.store_option import open_store
from modfilter.errors import InputError

if TYPE_CHECKING:
    from modfilter.domain import ModeratorDecision

_Command = Callable[..., Any]


def decision_options(command: _Command) -> _Command:
    """Give a command the parameters `files` and `store`, for `decisions_given`."""
    store: Callable[[_Command], _Command] = click.option(
        "--store",
        metavar="URL",
        envvar="MODFILTER_STORE",
        help="Take the decisions from this store (sqlite:///FILE or postgresql+psycopg://...).",
    )
    files: Callable[[_Command], _Command] = click.option(
        "--decisions",
        "files",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Moderators' decisions: JSON lines or CSV; may be repeated.",
    )
    return files(store(command))


def decisions_given(files: tuple[Path, ...], store: str | None) -> list[ModeratorDecision]:
    """Moderators' decisions of files, else of a store. Raises InputError where neither is named."""
    if files:
        # Naming files says what is wanted, whatever the environment names.
        return [decision for path in files for decision in _of_file(path)]
    if store is None:
        raise InputError(
            "no decisions: name a file (--decisions FILE) or a store (--store URL, or "
            "MODFILTER_STORE)"
        )
    with open_store(store) as opened:
        return list(opened.moderator_decisions())


def _of_file(path: Path) -> list[ModeratorDecision]:
    from modfilter.decision_files import BadLine, read_decisions

    found, bad = [], 0
    for decision in read_decisions(path):
        if isinstance(decision, BadLine):
            bad += 1
            click.echo(f"{path}, line {decision.line}: {decision.error}", err=True)
        else:
            found.append(decision)
    if bad:
        click.echo(f"{path}: {bad:,} bad lines left out, {len(found):,} decisions read", err=True)
    return found
