"""A server over a small model, asked in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from modfilter.server.app import create_app
from modfilter.server.settings import Settings
from tests.model.tiny_bundles import tiny_bundle

POLICY = "[heads.toxicity]\nreview_at = 0.5\n"

Serve = Callable[..., TestClient]


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    tiny_bundle(folder, 1)
    return folder


@pytest.fixture
def made(tmp_path: Path, bundle: Path) -> Serve:
    """A client of a server with these settings, which starts when the client is entered."""

    def make(**settings: Any) -> TestClient:
        policy = tmp_path / "site.toml"
        policy.write_text(POLICY)
        every = Settings(**{"model": str(bundle), "policy": str(policy), **settings})
        return TestClient(create_app(every))

    return make


@pytest.fixture
def serve(made: Serve) -> Iterator[Serve]:
    """Start a server with these settings and give a client of it."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(made(**settings))
