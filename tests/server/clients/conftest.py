"""A server with the real moderator, with the four protocols and two keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI

from modfilter.moderator import Moderator
from modfilter.server.keys import Scope
from modfilter.server.protocols import akismet, coral, openai, perspective
from tests.server.clients.serving import serving
from tests.server.protocols.fake_service import FakeService

KEY = "abcdef123456"
READER = "fedcba654321"


@dataclass(frozen=True)
class Running:
    """A server that listens, and what it was asked to keep."""

    port: int
    service: FakeService

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="session")
def moderator() -> Moderator:
    return Moderator.load()


@pytest.fixture
def server(moderator: Moderator) -> Iterator[Running]:
    """The server; `KEY` may everything, `READER` may only have comments judged."""
    service = FakeService(
        judge=moderator.check,
        keys={KEY: {Scope.MODERATE, Scope.DECIDE}, READER: {Scope.MODERATE}},
    )
    app = FastAPI()
    for router in (perspective.router, akismet.router, openai.router, coral.router):
        app.include_router(router(service))
    with serving(app) as port:
        yield Running(port, service)
