"""A server with the shipped model, a store and two keys, as `modfilter serve` makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from modfilter.domain import ModeratorDecision
from modfilter.moderator import Moderator
from modfilter.server.app import create_app
from modfilter.server.keys import KeyFile, Scope
from modfilter.server.settings import Settings
from modfilter.store.decision_store import DecisionStore
from tests.server.clients.serving import serving

INSULT = "You are a complete idiot and everybody here knows it."
KIND = "The bridge opened in 1932, and the ferry stopped running a year later."
SECRET = "hush"
SPAM = "Cheap pills and a free casino bonus at https://pills.example.com, order now!!!"


@dataclass(frozen=True)
class Running:
    """A server that listens. `key` may everything, `reader` may only have comments judged."""

    port: int
    key: str
    reader: str
    store: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def decisions(self) -> list[ModeratorDecision]:
        """What moderators decided, in the order in which it reached the store."""
        with DecisionStore.open(self.store) as store:
            return list(store.moderator_decisions())


@pytest.fixture(scope="session")
def moderator() -> Moderator:
    return Moderator.load()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    """A server of its own for each test."""
    keys = KeyFile(tmp_path / "keys.json")
    _, key = keys.create("site", [Scope.MODERATE, Scope.DECIDE])
    _, reader = keys.create("reader", [Scope.MODERATE])
    store = f"sqlite:///{tmp_path / 'decisions.db'}"
    secrets = tmp_path / "coral.secrets"
    secrets.write_text(f"{SECRET}\n")
    settings = Settings(keys=str(keys.path), store=store, coral_secrets=str(secrets))
    with serving(create_app(settings)) as port:
        yield Running(port, key, reader, store)
