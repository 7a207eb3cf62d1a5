"""`modfilter compare`, the shipped model beside a spoilt one, on the project's own comments."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from benchmarks import gate as simulation
from modfilter.cli.main import main
from modfilter.decision_files import decision_to_json
from modfilter.model.bundle import load_bundle, save_bundle
from modfilter.resources import default_model_path

START = datetime(2026, 9, 1, tzinfo=UTC)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(
        main,
        ["compare", *map(str, arguments), "--resamples", "200"],
        env={"COLUMNS": "100", "MODFILTER_STORE": None},
    )


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Templates that take no time."""
    path = tmp_path_factory.mktemp("few") / "templates.toml"
    path.write_text(
        'kind = ["My {term} friend helped."]\nhostile = ["{term} people are idiots."]\n'
        '[terms]\norigin = ["Irish", "Turkish"]\n'
    )
    return path


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "spoilt"
    shipped = load_bundle(default_model_path())
    bundle = simulation.spoilt(shipped, np.random.default_rng(4), 1.0, 0.5, 0.0)
    about = {key: value for key, value in bundle.about.items() if key != "words"}
    object.__setattr__(bundle, "about", about)
    save_bundle(folder, bundle)
    return folder


@pytest.fixture(scope="module")
def decisions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "decisions.jsonl"
    rows = simulation.population().decisions[::5]
    path.write_text(
        "".join(
            decision_to_json(
                simulation.replace(d, decided_at=START + timedelta(hours=k), moderator=f"m{k % 4}")
            )
            + "\n"
            for k, d in enumerate(rows)
        ),
        "utf-8",
    )
    return path


def test_the_gate_refuses_with_reasons(spoilt: Path, decisions: Path) -> None:
    result = run("default", spoilt, "--decisions", decisions, "--flips", "3")
    assert result.exit_code == 1, result.output
    assert re.search(
        r"^loss per comment +0\.\d{3} +0\.\d{3} +\+0\.\d{4} .* worse$", result.stdout, re.MULTILINE
    )
    assert "The gate refuses to promote" in result.stdout
    assert "- its decisions cost more on the held-out comments: 0." in result.stdout
    assert "of 1,512 the champion passes" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert "Judging by the last 30% of the decisions" in result.stderr


def test_the_gate_promotes_what_is_better(spoilt: Path, decisions: Path, few: Path) -> None:
    # The shipped model has one or two cases of the spoilt one's luck to lose.
    result = run(
        spoilt, "default", "--decisions", decisions, "--held-out", "all", "--output", "json",
        "--templates", few,
    )  # fmt: skip
    found = json.loads(result.stdout)
    assert [refusal["code"] for refusal in found["refusals"]] in ([], ["cases"])
    assert result.exit_code == (1 if found["refusals"] else 0)
    assert found["loss"]["difference"] < 0
    assert found["held_out"]["decisions"] == len(decisions.read_text("utf-8").splitlines())


def test_json_holds_no_text_unless_asked(spoilt: Path, decisions: Path, few: Path) -> None:
    texts = [json.loads(line)["text"] for line in decisions.read_text("utf-8").splitlines()]
    asked = ("default", spoilt, "--decisions", decisions, "--output", "json", "--templates", few)
    silent = run(*asked)
    found = json.loads(silent.stdout)
    assert found["promote"] is False
    assert found["flips"]["worse"][0]["hash"]
    assert not any("text" in flip for flip in found["flips"]["worse"])
    assert not any(json.dumps(text, ensure_ascii=False) in silent.stdout for text in texts)
    told = run(*asked, "--texts")
    assert json.loads(told.stdout)["flips"]["worse"][0]["text"] in texts


class Page(HTMLParser):
    """What a page refers to, and whether its tags close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [v for k, v in attrs if k in ("src", "href") and v is not None]
        if tag not in ("meta", "br", "img", "path", "use"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("path", "use"):
            assert self.open.pop() == tag


@pytest.mark.parametrize("texts", [True, False])
def test_the_page_needs_nothing_else(
    spoilt: Path, decisions: Path, few: Path, tmp_path: Path, texts: bool
) -> None:
    html = tmp_path / "page.html"
    run(
        "default", spoilt, "--decisions", decisions, "--html", html, "--templates", few,
        *([] if texts else ["--no-texts"]),
    )  # fmt: skip
    page = Page()
    page.feed(html.read_text("utf-8"))
    assert page.open == []
    assert all(link.startswith("#") for link in page.links)
    shown = html.read_text("utf-8")
    assert "<svg" in shown
    assert "The gate refuses" in shown
    assert "Comments decided otherwise" in shown
    some = [json.loads(line)["text"] for line in decisions.read_text("utf-8").splitlines()]
    plain = [text for text in some if text.isascii() and not re.search(r"[<>&'\"]", text)]
    assert any(text in shown for text in plain if len(text) > 60) is texts


def test_what_the_challenger_learned_from_is_no_test(
    decisions: Path, spoilt: Path, few: Path
) -> None:
    since = START + timedelta(hours=800)
    about = json.loads((spoilt / "model.json").read_text("utf-8"))
    about["retrained"] = {"held_out_from": since.isoformat()}
    told = spoilt.with_name("told")
    told.mkdir()
    for file in spoilt.iterdir():
        (told / file.name).write_bytes(file.read_bytes())
    (told / "model.json").write_text(json.dumps(about), "utf-8")
    result = run("default", told, "--decisions", decisions, "--output", "json", "--templates", few)
    found = json.loads(result.stdout)
    assert found["held_out"]["first"] == since.isoformat()
    assert "Judging by" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "no decisions: name a file (--decisions FILE) or a store"),
        (["--decisions", "none.jsonl"], "none.jsonl"),
        (["--decisions", "D", "--held-out", "soon"], "--held-out soon: is neither a share"),
        (["--decisions", "D", "--held-out", "3"], "a share is more than 0 and at most 1"),
        (["--decisions", "D", "--held-out", "2040-01-01"], "decisions is held out"),
        (["--decisions", "D", "--html", "no/such/page.html"], "there is no folder no/such"),
        (["--decisions", "D", "--cases", "none.jsonl"], "no such file of cases"),
    ],
)
def test_usage_is_told_in_a_line(decisions: Path, arguments: list[str], told: str) -> None:
    result = run("default", "default", *(str(decisions) if a == "D" else a for a in arguments))
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_a_model_beside_itself_is_told(decisions: Path) -> None:
    result = run("default", "default", "--decisions", decisions, "--held-out", "2040-01-01")
    assert "default and default are the same model" in result.stderr


def test_bad_lines_are_told_and_the_rest_counts(
    spoilt: Path, decisions: Path, few: Path, tmp_path: Path
) -> None:
    path = tmp_path / "some.jsonl"
    lines = decisions.read_text("utf-8").splitlines()
    path.write_text("\n".join([lines[0], '{"text": 3}', *lines[1:300]]), "utf-8")
    result = run(
        "default",
        spoilt,
        "--decisions",
        path,
        "--output",
        "json",
        "--held-out",
        "all",
        "--templates",
        few,
    )
    assert json.loads(result.stdout)["held_out"]["decisions"] == 300
    assert "line 2" in result.stderr
    assert "1 bad lines left out, 300 decisions read" in result.stderr


@pytest.mark.parametrize("command", [["compare", "default", "default"], ["retrain", "--out", "x"]])
def test_a_store_without_its_extra_says_what_to_install(command: list[str], tmp_path: Path) -> None:
    # In a process of its own: here, others have imported the store already.
    without = "import sys; sys.modules['sqlalchemy'] = None; from modfilter.cli.main import main"
    asked = [*command, "--store", "sqlite:///decisions.db"]
    done = subprocess.run(
        [sys.executable, "-c", f"{without}; main({asked!r})"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "pip install 'modfilter[store]'" in done.stderr
