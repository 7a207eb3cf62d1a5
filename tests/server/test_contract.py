"""schemathesis asks everything that the OpenAPI document describes, and compares the answers.

MODFILTER_EXAMPLES is how many requests it makes of each route, beside those that try each limit; by
default 5. Where it is set, chains of requests are made too.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from modfilter.server.app import create_app
from modfilter.server.keys import KeyFile, Scope
from modfilter.server.settings import Settings
from tests.server.clients.serving import serving
from tests.server.conftest import POLICY

pytestmark = pytest.mark.skipif(
    find_spec("schemathesis") is None, reason="schemathesis is in the extra `contracts`"
)
MANY = os.environ.get("MODFILTER_EXAMPLES")
PHASES = "examples,coverage,fuzzing,stateful" if MANY else "examples,coverage,fuzzing"
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance",
)  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path, bundle: Path) -> Settings:
    (tmp_path / "site.toml").write_text(POLICY)
    return Settings(
        model=str(bundle), policy=str(tmp_path / "site.toml"),
        store=f"sqlite:///{tmp_path / 'decisions.db'}",
    )  # fmt: skip


def asked(port: int, folder: Path, *options: str) -> str:
    """What schemathesis says of the server."""
    done = subprocess.run(
        [
            sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()",
            "run", f"http://127.0.0.1:{port}/openapi.json", "--checks", ",".join(CHECKS),
            "--no-color", "--seed", "1", *options,
        ],
        cwd=folder, capture_output=True, text=True, timeout=3600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_answer_is_as_the_document_says(settings: Settings, tmp_path: Path) -> None:
    app = create_app(settings)
    routes = sum(len(methods) for methods in app.openapi()["paths"].values())
    with serving(app) as port:
        told = asked(port, tmp_path, "--phases", PHASES, "--max-examples", MANY or "5")
    assert f"Tested: {routes}\n" in told
    assert re.search(r"(\d+) generated, \1 passed", told), told


def test_so_are_the_answers_to_those_who_have_no_key(settings: Settings, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    keys.create("blog", [Scope.MODERATE])
    closed = Settings(
        model=settings.model, policy=settings.policy, store=settings.store, keys=str(keys.path)
    )
    with serving(create_app(closed)) as port:
        told = asked(port, tmp_path, "--phases", "examples,fuzzing", "--max-examples", "2")
    assert re.search(r"(\d+) generated, \1 passed", told), told


def test_an_answer_that_is_not_as_the_document_says_is_found(
    settings: Settings, tmp_path: Path
) -> None:
    app = create_app(settings)
    document = app.openapi()
    answers = document["paths"]["/healthz"]["get"]["responses"]
    answers["200"]["content"]["application/json"]["schema"]["required"] = ["health"]
    document["paths"] = {"/healthz": document["paths"]["/healthz"]}
    with serving(app) as port, pytest.raises(AssertionError, match="health"):
        asked(port, tmp_path, "--phases", "fuzzing", "--max-examples", "1")
