"""deploy/: what the container file and the unit say has to be what modfilter understands."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import click
import pytest

from modfilter.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
CONTAINER, UNIT = DEPLOY / "Containerfile", DEPLOY / "modfilter.service"
_COMMAND = re.compile(r'modfilter"?,? "?(serve|keys create)\b([^`\n]*)')
_MOST_EXPOSED = 1.5
"""Of ten, as `systemd-analyze security` counts; a unit without any of its settings has 9.6."""


def joined(path: Path) -> str:
    """A file's text with continued lines as one, also where they are comments."""
    return re.sub(r"\\\n#?", " ", path.read_text("utf-8"))


def copied() -> list[str]:
    """What the container's build takes from the repository."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", joined(CONTAINER), re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def command(name: str) -> click.Command:
    found: click.Command = main
    for word in name.split():
        assert isinstance(found, click.Group)
        inner = found.get_command(click.Context(found), word)
        assert inner is not None, word
        found = inner
    return found


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_the_options_are_those_of_the_command_line(path: Path) -> None:
    for name, rest in _COMMAND.findall(joined(path)):
        known = {option for param in command(name).params for option in param.opts} | {"--help"}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known


def test_both_start_the_server_by_the_settings_file() -> None:
    for path in (CONTAINER, UNIT):
        [line] = re.findall(r"^(?:CMD|ExecStart=).*", joined(path), re.MULTILINE)
        [(name, rest)] = _COMMAND.findall(line)
        assert name == "serve"
        assert re.search(r'--config"?,? "?/etc/modfilter/server\.toml', rest)


def test_the_settings_can_be_read_and_so_can_those_behind_a_mark() -> None:
    pytest.importorskip("fastapi", reason="needs the extra `server`")
    from modfilter.server.settings import read_settings

    settings = read_settings({}, DEPLOY / "server.toml", {})
    assert settings.is_local
    assert settings.keys is not None
    [seconds] = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT.read_text(), re.MULTILINE)
    assert settings.stop < int(seconds)
    text = (DEPLOY / "server.toml").read_text()
    marked = "\n".join(re.findall(r"^# (\w+ = .+)$", text, re.MULTILINE))
    assert set(tomllib.loads(marked)) == {"policy", "model", "shadow_model"}
    said = set(re.findall(r"\b(MODFILTER_\w+)=", (DEPLOY / "modfilter.env").read_text()))
    assert said == {"MODFILTER_KEY", "MODFILTER_STORE"}


def test_the_container_is_safe_as_it_starts() -> None:
    stages = re.split(r"^FROM ", joined(CONTAINER), flags=re.MULTILINE)[1:]
    assert len(stages) == 2
    for stage in stages:
        assert re.match(r"docker\.io/library/python:\d+\.\d+\.\d+-", stage), "pinned by version"
    last = stages[-1]
    assert re.search(r"^USER [1-9]\d*", last, re.MULTILINE)
    assert not re.search(r"apt-get|gcc|pip install", last)
    [path] = re.findall(r"127\.0\.0\.1:8080(/\w+)", last)
    assert path == "/healthz"


def test_the_wheel_is_built_from_what_the_container_copies(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for name in copied():
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "_kernel*")
            shutil.copytree(ROOT / name, target, ignore=ignored)
        else:
            shutil.copy(ROOT / name, target)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, source],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    [wheel] = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.startswith("modfilter/_data/models/default/") for name in names)
    assert "modfilter/_data/cases/held_out.jsonl" in names


def test_what_the_container_copies_is_sent_to_its_build() -> None:
    sent = (ROOT / ".dockerignore").read_text().split()
    for name in copied():
        assert any(name == one[1:] or name.startswith(f"{one[1:]}/") for one in sent), name


def test_the_linter_finds_nothing_in_the_container_file() -> None:
    program = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if program is None:
        pytest.skip("hadolint is in the extra `deploy`")
    done = subprocess.run([program, CONTAINER], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def analyzed(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (apt-get install systemd)")
    # A program that is not there would be a finding.
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/opt/modfilter/bin/modfilter serve", "/bin/cat"))
    return subprocess.run(
        [program, *arguments, str(unit)], capture_output=True, text=True, timeout=60
    )


def test_systemd_finds_nothing_in_the_unit(tmp_path: Path) -> None:
    done = analyzed(tmp_path, "verify")
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_unit_is_shut_off_from_the_rest_of_the_machine(tmp_path: Path) -> None:
    done = analyzed(tmp_path, "security", "--offline=true", "--no-pager", "--json=short")
    found = json.loads(done.stdout)
    exposed = sum(float(one["exposure"] or 0) for one in found)
    assert exposed > 0
    assert exposed <= _MOST_EXPOSED, [one["name"] for one in found if one["exposure"]]
