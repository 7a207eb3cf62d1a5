"""Clients from npm, unchanged, against the server.

`npm install` in a copy of `tests/server/clients/npm`, and its path in MODFILTER_NPM_CLIENTS.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from modfilter.domain import Action
from modfilter.moderator import Moderator
from tests.server.clients.conftest import INSULT, KIND, SPAM, Running

SCRIPTS = Path(__file__).parent / "npm"
VARIABLE = "MODFILTER_NPM_CLIENTS"
THANKS = "Thanks for making the web a better place."


def _heard(script: str, server: Running) -> dict[str, Any]:
    folder, node = os.environ.get(VARIABLE), shutil.which("node")
    if not folder or not node:
        pytest.skip(f"needs node, and {VARIABLE}: a folder with the packages installed")
    asked = {"port": server.port, "key": server.key, "insult": INSULT, "kind": KIND, "spam": SPAM}
    done = subprocess.run(
        [node, SCRIPTS / f"{script}.cjs", json.dumps(asked)],
        env={**os.environ, "NODE_PATH": str(Path(folder) / "node_modules")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    heard = json.loads(done.stdout)
    assert isinstance(heard, dict)
    return heard


def test_akismet_api(server: Running) -> None:
    """It sends its key in the name of the host, and nowhere else."""
    assert _heard("akismet", server) == {
        "good": True,
        "wrong": False,
        "spam": True,
        "kind": False,
        "test": True,
        "submitted": THANKS,
        "cleared": THANKS,
        "refused": "Invalid API key",
        "incomplete": "Invalid API key",
    }
    assert [(decision.text, decision.action) for decision in server.decisions()] == [
        (KIND, Action.REJECT),
        (SPAM, Action.PUBLISH),
    ]


def test_openai(server: Running, moderator: Moderator) -> None:
    heard = _heard("openai", server)
    hostile, kind = heard["answer"]["results"]
    assert (hostile["flagged"], kind["flagged"]) == (True, False)
    score = moderator.check(INSULT).scores["insult"]
    assert hostile["category_scores"]["harassment"] == score
    assert heard["parts"]["results"][0]["flagged"]
    assert heard["empty"] == {
        "kind": "BadRequestError",
        "status": 400,
        "code": None,
        "param": "input",
    }
    assert heard["wrong"] == {
        "kind": "AuthenticationError",
        "status": 401,
        "code": "invalid_api_key",
        "param": None,
    }


def test_perspective_api_client(server: Running, moderator: Moderator) -> None:
    heard = _heard("perspective", server)
    scores = moderator.check(INSULT).scores
    told = {
        name: attribute["summaryScore"]["value"]
        for name, attribute in heard["insult"]["attributeScores"].items()
    }
    assert told == {"TOXICITY": scores["toxicity"], "INSULT": scores["insult"]}
    assert heard["whole"] == {"languages": ["en"], "detectedLanguages": ["en"]}
    assert heard["unscored"]["status"] == 400
    [detail] = heard["unscored"]["details"]
    assert detail["languageNotSupportedByAttributeError"]["attribute"] == "FLIRTATION"
    assert heard["wrong"]["message"] == "API key not valid. Please pass a valid API key."
