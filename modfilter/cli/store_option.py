"""`--store`: which decision store a command works on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from modfilter.errors import StoreError

if TYPE_CHECKING:
    from modfilter.store.decision_store import DecisionStore

store_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--store",
    "store_url",
    metavar="URL",
    envvar="MODFILTER_STORE",
    help="Decision store: a file name, sqlite:///decisions.db or "
    "postgresql+psycopg://user@host/database; default: MODFILTER_STORE.",
)


def open_store(url: str | None) -> DecisionStore:
    """The store at `url`; StoreError where the extra is missing or it cannot be opened."""
    try:
        from modfilter.store.decision_store import DecisionStore
    except ModuleNotFoundError as error:
        raise StoreError(
            f"the decision store needs {error.name}: install it with `pip install "
            "'modfilter[store]'`"
        ) from None
    return DecisionStore.open(url)
