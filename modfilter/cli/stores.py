"""Opening the decision store that a command works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modfilter.errors import StoreError

if TYPE_CHECKING:
    from modfilter.store.decision_store import DecisionStore


def opened_store(url: str | None) -> DecisionStore:
    """The store at `url`, or the one that MODFILTER_STORE names; raises StoreError."""
    try:
        from modfilter.store.decision_store import DecisionStore
    except ModuleNotFoundError as error:
        raise StoreError(
            f"a decision store needs {error.name}: install it with `pip install 'modfilter[store]'`"
        ) from None
    return DecisionStore.open(url)
