"""The clients' code in docs/service.md, run against the server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.server.clients.conftest import SECRET, Running
from tests.server.clients.test_npm_clients import VARIABLE

ROOT = Path(__file__).resolve().parents[3]
_CODE = re.compile(r"^```(python|js)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LOCAL = """require("dns").lookup = (_host, options, done) =>
  (done || options)(null, options.all ? [{ address: "127.0.0.1", family: 4 }] : "127.0.0.1", 4);
"""
PRINTED = {
    "googleapiclient": r"0\.\d+\n",
    "akismet-api": r"spam\n",
    "akismet": r"DISCARD\n",
    "openai": r"True 0\.\d+\nFalse 0\.\d+\n",
    "urllib": r"REJECTED\n",
    "http": r"(\S+ (publish|reject|review)\n)*next time from \d+\n",
}
"""The package of a client -> what its code prints."""


def _blocks() -> dict[str, tuple[str, str]]:
    found = {}
    for language, code in _CODE.findall((ROOT / "docs" / "service.md").read_text("utf-8")):
        package = re.search(
            r'(?:^from |^import |require\(")((?!hashlib|hmac|json)[\w-]+)', code, re.MULTILINE
        )
        assert package is not None, code
        found[package[1]] = (language, code)
    return found


BLOCKS = _blocks()


def test_every_client_is_run() -> None:
    assert set(BLOCKS) == set(PRINTED)


@pytest.mark.parametrize("package", PRINTED)
def test_the_code_works(package: str, server: Running) -> None:
    language, code = BLOCKS[package]
    for said, meant in (
        ("8080", str(server.port)),
        ('"KEY"', f'"{server.key}"'),
        ("SECRET", SECRET),
    ):
        code = code.replace(said, meant)
    environment = dict(os.environ)
    if language == "python":
        if find_spec(package) is None:
            pytest.skip(f"{package} is in the extra `clients`")
        command = [sys.executable, "-c", code]
    else:
        folder, node = os.environ.get(VARIABLE), shutil.which("node")
        if not folder or not node:
            pytest.skip(f"needs node, and {VARIABLE}: a folder with the packages installed")
        environment["NODE_PATH"] = str(Path(folder) / "node_modules")
        command = [node, "-e", _LOCAL + code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(PRINTED[package], done.stdout), done.stdout
