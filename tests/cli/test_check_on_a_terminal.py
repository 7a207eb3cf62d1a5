"""`modfilter check` where somebody is looking: a table, colour, a progress bar."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_check_processes import SECONDS, command, environment

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="needs a pseudo-terminal"
)


def on_a_terminal(path: Path, *arguments: str, **variables: str) -> str:
    """What a person sees who runs `check` on a file; both outputs go to one terminal."""
    ours, theirs = os.openpty()
    variables = {"TERM": "xterm", "COLUMNS": "80", **variables}
    inherited = {name: value for name, value in environment().items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        command(*arguments, path),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**inherited, **variables},
    )
    os.close(theirs)
    seen = b""
    try:
        while block := os.read(ours, 65_536):
            seen += block
    except OSError:
        pass  # This is how Linux says that the other end is closed.
    finally:
        os.close(ours)
    process.wait(SECONDS)
    return seen.decode().replace("\r\n", "\n")


@pytest.fixture
def comments(tmp_path: Path) -> Path:
    path = tmp_path / "comments.jsonl"
    path.write_text('{"id": "c-1", "text": "hello"}\n{"id": "c-2", "text": "bad \\u001b[5m"}\n')
    return path


def test_a_table_in_colour(comments: Path) -> None:
    seen = on_a_terminal(comments)
    assert "\x1b[31mreject  \x1b[0m c-2" in seen
    assert "\\x1b[5m" in seen
    assert "\x1b[5m" not in seen
    assert "2 comments: 1 publish, 0 review, 1 reject" in seen


def test_no_color(comments: Path) -> None:
    seen = on_a_terminal(comments, NO_COLOR="1")
    assert "reject   c-2" in seen
    assert "\x1b[31m" not in seen


def test_json_lines_when_asked_for_and_then_a_summary(comments: Path) -> None:
    seen = on_a_terminal(comments, "--output", "jsonl")
    assert '{"id": "c-1", "action": "publish"' in seen
    assert "2 comments" in seen


def test_the_progress_bar_leaves_no_trace_in_the_table(tmp_path: Path) -> None:
    path = tmp_path / "many.txt"
    path.write_text("hello\n" * 3_000)
    seen = on_a_terminal(path, "--only", "reject")
    assert "comments  " in seen
    bar = seen.rindex("[")
    assert "\r\x1b[K" in seen[bar - 2 :]
    assert seen.endswith("3,000 comments: 3,000 publish, 0 review, 0 reject\n")
