"""The group: light, documented, and never a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from modfilter.cli import exits
from modfilter.cli.main import COMMANDS, main

ROOT = Path(__file__).parents[2]
HEAVY = ("sklearn", "scipy", "pandas", "sqlalchemy", "joblib", "matplotlib", "pyarrow", "dask")


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from commands(found, f"{name} {child}")


ALL = list(commands(main, "modfilter"))


def python(code: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code], input=data, capture_output=True, env=environment, timeout=60
    )


def modules_after(arguments: list[str], data: bytes = b"") -> set[str]:
    result = python(
        "import sys\nfrom modfilter.cli.main import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit: pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)",
        data,
    )
    assert b"Traceback" not in result.stderr
    return set(result.stderr.decode().split())


def test_help_is_light() -> None:
    loaded = modules_after(["--help"])
    assert "modfilter.cli.check" in loaded
    assert not loaded & {*HEAVY, "numpy", "regex", "multiprocessing", "modfilter.moderator"}


def test_check_imports_nothing_heavy() -> None:
    loaded = modules_after(["check"], b"You are very kind.\nYou are an idiot.\n")
    assert "modfilter.moderator" in loaded
    assert not loaded & set(HEAVY)
    assert "multiprocessing" not in loaded


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _ in ALL])
def test_help_teaches(name: str, command: click.Command) -> None:
    result = CliRunner().invoke(main, [*name.split()[1:], "--help"])
    assert result.exit_code == 0
    assert command.help
    if not name.startswith("modfilter train"):
        assert "Example" in result.stdout or "Exit status" in result.stdout


def test_docs_name_every_command_and_option_and_no_other() -> None:
    text = (ROOT / "docs" / "cli.md").read_text("utf-8")
    parts = re.split(r"^##+ `(modfilter[a-z ]*)`.*$", text, flags=re.MULTILINE)
    documented = dict(zip(parts[1::2], parts[2::2], strict=True))
    known = {name: command for name, command in ALL if not name.startswith("modfilter train")}
    documented = {k: v for k, v in documented.items() if not k.startswith("modfilter train")}
    assert list(documented) == list(known)
    for name, command in known.items():
        written = set(re.findall(r"^\| `(--[a-z-]+)", documented[name], flags=re.MULTILINE))
        options = {
            parameter.opts[0] for parameter in command.params if isinstance(parameter, click.Option)
        }
        assert written - {"--help"} == options, name


def test_docs_name_every_exit_status() -> None:
    text = (ROOT / "docs" / "cli.md").read_text("utf-8")
    for name, value in vars(exits).items():
        if name.isupper():
            assert re.search(rf"^\| {value} \|", text, flags=re.MULTILINE), name


def test_commands_are_named_like_their_functions() -> None:
    assert {name for name, _ in ALL if name.count(" ") == 1} == {
        f"modfilter {name}" for name in main.list_commands(click.Context(main))
    }
    assert set(main.list_commands(click.Context(main))) <= set(COMMANDS)


def test_an_unknown_command_is_wrong_usage() -> None:
    result = CliRunner().invoke(main, ["chekc"])
    assert result.exit_code == 2
    assert "chekc" in result.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", ["rules", "policy show", "--help"])
def test_no_command_has_a_traceback_on_a_full_disk(arguments: str) -> None:
    program = f"from modfilter.cli.main import main; main({arguments.split()!r})"
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-c", program],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            timeout=60,
        )
    assert result.returncode == 74
    assert b"no space left on device" in result.stderr
    assert b"Traceback" not in result.stderr
