"""The benchmarks run on a handful of comments and print their ratios; no time is judged."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import gate, hostile, memory, peers
from benchmarks.catalogue import BENCHMARKS
from benchmarks.comments import LENGTH, cut, default_files, enough, read_texts
from benchmarks.document import rewrite
from benchmarks.result import Result

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def fake_peer() -> peers.Judge:
    def judge(texts: Sequence[str]) -> list[bool]:
        return [bool(text.split()) for text in texts]

    return judge


@pytest.fixture
def texts() -> list[str]:
    return read_texts(default_files())[:200]


# These start servers and have tests of their own: tests/newsroom/test_under_load.py and
# tests/backends/test_backends_benchmark.py.
@pytest.mark.parametrize(
    "name", [name for name in BENCHMARKS if name not in ("newsroom", "backends")]
)
def test_runs_and_prints_a_ratio(
    name: str, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "alt_profanity_check", fake_peer)
    monkeypatch.setattr(peers, "better_profanity", fake_peer)
    monkeypatch.setattr(memory, "_LINE_BYTES", 5_000_000)
    monkeypatch.setattr(hostile, "LENGTH", 500)
    monkeypatch.setattr(gate, "HELD_OUT", (200,))
    monkeypatch.setattr(gate, "DRAWS", 1)
    result = BENCHMARKS[name](texts, 3)
    assert result.name == name
    assert result.figures
    printed = result.as_text()
    for figure in result.figures:
        assert str(figure) in printed
        assert figure.name in result.as_markdown()
    assert json.loads(json.dumps(result.as_object()))["name"] == name


def test_a_missing_peer_is_said_and_the_rest_goes_on(
    texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> peers.Judge:
        raise peers.MissingPeerError(peers.ALT)

    monkeypatch.setattr(peers, "alt_profanity_check", missing)
    monkeypatch.setattr(peers, "better_profanity", missing)
    for name in ("throughput", "latency"):
        printed = BENCHMARKS[name](texts, 3).as_text()
        assert "pip install -e '.[bench]'" in printed
        assert "modfilter" in printed


def test_the_command_prints_and_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hostile, "LENGTH", 300)
    copy = tmp_path / "benchmarks.md"
    copy.write_text(DOCUMENT.read_text("utf-8"), "utf-8")
    out = tmp_path / "figures.json"
    arguments = ["hostile", "--comments", "2", "--json", str(out), "--markdown", str(copy)]
    assert command.main(arguments) == 0
    assert "slowest : prose" in capsys.readouterr().out
    assert json.loads(out.read_text("utf-8"))["results"][0]["name"] == "hostile"
    assert "slowest : prose" in copy.read_text("utf-8")


def test_the_page_has_a_place_for_every_benchmark(tmp_path: Path) -> None:
    copy = tmp_path / "benchmarks.md"
    copy.write_text(DOCUMENT.read_text("utf-8"), "utf-8")
    results = [Result(name, "About", [("a",), (f"row of {name}",)]) for name in BENCHMARKS]
    rewrite(copy, results, ["machine"])
    for name in BENCHMARKS:
        assert f"row of {name}" in copy.read_text("utf-8")


def test_comments_are_distinct_and_of_one_length(texts: list[str]) -> None:
    real = cut(texts)
    assert len(set(real)) == len(real) > 10
    assert all(LENGTH - 60 < len(text) <= LENGTH for text in real)
    many = list(enough(texts, 500))
    assert len(set(many)) == len(many) == 500
    assert many[: len(real)] == real[:500]
    assert many == list(enough(texts, 500))


def test_data_is_read_from_csv_and_refused_from_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["id", "text"], ["1", "A comment,\nin two lines"], ["2", ""]])
    assert read_texts([path]) == ["A comment,\nin two lines"]
    with pytest.raises(SystemExit, match=r"\.jsonl, \.csv or \.parquet"):
        read_texts([tmp_path / "some.xlsx"])
