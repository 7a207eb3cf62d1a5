"""Labelled comments from files: what counts as a label, and what is said about wrong files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from modfilter.domain import HEADS
from modfilter.errors import CorpusError
from modfilter.learning.corpora import is_held_out
from modfilter.learning.evaluation.labelled import Labelled, Reading, read_labelled
from modfilter.learning.recipe import load_recipe

ROWS = [
    {"text": "one", "rude": 1, "toxicity": 0.2, "split": "test"},
    {"text": "two", "rude": None, "toxicity": 1, "split": "test"},
    {"text": "three", "rude": 0, "toxicity": None, "split": "train"},
]


def jsonl(path: Path, rows: list[object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def column(data: Labelled, head: str) -> list[float | None]:
    return [
        None if np.isnan(value) else float(value) for value in data.labels[:, HEADS.index(head)]
    ]


def test_columns_named_as_heads_are_labels(tmp_path: Path) -> None:
    data = read_labelled([jsonl(tmp_path / "a.jsonl", ROWS)], Reading())
    assert column(data, "toxicity") == [0.2, 1, None]
    assert np.isnan(np.delete(data.labels, HEADS.index("toxicity"), axis=1)).all()
    assert data.places == ["a.jsonl:1", "a.jsonl:2", "a.jsonl:3"]


def test_named_columns_go_before(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", ROWS)
    data = read_labelled([path], Reading(columns={"insult": "rude"}))
    assert column(data, "insult") == [1, None, 0]
    assert column(data, "toxicity") == [None, None, None]


def test_the_three_formats_say_the_same(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    lines = jsonl(tmp_path / "a.jsonl", ROWS)
    table = tmp_path / "a.csv"
    table.write_text(
        'text;rude;toxicity;split\none;1;0.2;test\n"two";;1;test\nthree;false;;train\n'
    )
    parquet.write_table(pa.Table.from_pylist(ROWS), tmp_path / "a.parquet")
    reading = Reading(columns={"insult": "rude", "toxicity": "toxicity"})
    found = [read_labelled([path], reading) for path in (lines, table, tmp_path / "a.parquet")]
    for data in found:
        assert data.texts == ["one", "two", "three"]
        np.testing.assert_array_equal(data.labels, found[0].labels)
    assert len(read_labelled([tmp_path], reading).texts) == 9


def test_a_recipe_says_what_columns_mean(tmp_path: Path) -> None:
    recipe = tmp_path / "r.toml"
    recipe.write_text(
        'held_out = 0.5\n[[corpus]]\nname="c"\nfile="a.jsonl"\nlicence="MIT"\n'
        '[corpus.heads]\ninsult="rude"\nspam=0\n'
        '[[corpus]]\nname="w"\nfile="own"\nlicence="MIT"\nuse="written"\n'
    )
    plan = load_recipe(recipe)
    path = jsonl(tmp_path / "a.jsonl", ROWS)
    data = read_labelled([path], Reading(recipe=plan))
    assert column(data, "insult") == [1, None, 0]
    assert column(data, "spam") == [0, 0, 0]
    many = [{"text": f"comment number {number}", "rude": number % 2} for number in range(40)]
    held = read_labelled([jsonl(path, many)], Reading(recipe=plan, held_out=True)).texts
    assert held == [row["text"] for row in many if is_held_out(str(row["text"]), 0.5)]
    assert 0 < len(held) < 40
    (tmp_path / "own").mkdir()
    own = [
        {"text": "spam it is", "labels": ["spam"], "split": "held_out"},
        {"text": "learned", "labels": [], "split": "train"},
    ]
    jsonl(tmp_path / "own" / "o.jsonl", own)
    data = read_labelled([tmp_path / "own"], Reading(recipe=plan, held_out=True))
    assert data.texts == ["spam it is"]
    assert column(data, "spam") == [1]
    assert column(data, "threat") == [0]


def test_rows_can_be_chosen_and_rows_without_a_text_are_counted(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", [*ROWS, {"text": " ", "split": "test"}, {"split": "test"}])
    data = read_labelled([path], Reading(where={"split": "test"}))
    assert data.texts == ["one", "two"]
    assert data.skipped == 2


WRONG = {
    "no such file": (None, Reading(), "there is no such file"),
    "name tells no format": (("a.txt", "x"), Reading(), "*.jsonl, *.ndjson"),
    "no JSON": (("a.jsonl", '{"text": "x"}\n{'), Reading(), "line 2: not valid JSON"),
    "no object": (("a.jsonl", "[1]"), Reading(), "line 1: no object"),
    "empty": (("a.jsonl", "\n"), Reading(), "holds no rows"),
    "no UTF-8": (("a.jsonl", b"\xff"), Reading(), "not valid UTF-8 at byte 1"),
    "no parquet": (("a.parquet", "PAR"), Reading(), "not a readable parquet file"),
    "fields missing": (("a.csv", "text,spam\nhello\n"), Reading(), "line 2: not 2 fields"),
    "no text column": (
        ("a.csv", "texts,spam\nhello,1\n"),
        Reading(),
        'no column "text" (the comments\' column, --text-field); did you mean "texts"?',
    ),
    "no such label column": (
        ("a.csv", "text,rude\nhello,1\n"),
        Reading(columns={"insult": "rud"}),
        'no column "rud" (--label rud=insult); did you mean "rude"?',
    ),
    "no such where column": (
        ("a.csv", "text,spam\nhello,1\n"),
        Reading(where={"part": "x"}),
        'no column "part" (--where); it has: text, spam',
    ),
    "no labels at all": (
        ("a.csv", "text,rude\nhello,1\n"),
        Reading(),
        "no column is named as a head (it has: text, rude). Say --label COLUMN=HEAD",
    ),
    "a label that is none": (
        ("a.csv", "text,spam\nhello,ham\n"),
        Reading(),
        "row a.csv:2: column \"spam\" holds 'ham'; a label is a number in 0..1",
    ),
    "a label out of range": (
        ("a.csv", "text,spam\nhello,2\n"),
        Reading(),
        "holds '2'; a label is a number in 0..1",
    ),
    "no positive rows": (
        ("a.csv", "text,spam\nhello,0\nthere,\n"),
        Reading(columns={"spam": "spam"}),
        'of 1 labels in column "spam" none is positive for spam',
    ),
    "no negative rows": (
        ("a.csv", "text,spam\nhello,1\n"),
        Reading(columns={"spam": "spam"}),
        "none is negative for spam",
    ),
    "no positive row for any head": (
        ("a.csv", "text,spam\nhello,0\n"),
        Reading(),
        "none is positive for any head: add rows that should be found, or say --unlabelled",
    ),
    "nothing left": (
        ("a.csv", "text,spam\nhello,0\n"),
        Reading(where={"spam": "1"}),
        "no row with a text is left; look at --where and --held-out",
    ),
}


@pytest.mark.parametrize(("file", "reading", "said"), WRONG.values(), ids=WRONG)
def test_errors_name_place_cause_and_cure(
    tmp_path: Path, file: tuple[str, str | bytes] | None, reading: Reading, said: str
) -> None:
    path = tmp_path / (file[0] if file else "none.jsonl")
    if file is not None:
        path.write_bytes(file[1].encode() if isinstance(file[1], str) else file[1])
    with pytest.raises(CorpusError) as caught:
        read_labelled([path], reading)
    assert path.name in str(caught.value)
    assert said in str(caught.value)


def test_a_folder_without_data_and_parquet_without_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CorpusError, match="no file in this folder"):
        read_labelled([tmp_path], Reading())
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(CorpusError, match=r"pip install 'modfilter\[train\]'"):
        read_labelled([tmp_path / "a.parquet"], Reading())


def test_unlabelled_rows_need_no_labels(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", [{"text": "hello"}])
    data = read_labelled([path], Reading(unlabelled=True))
    assert np.isnan(data.labels).all()
