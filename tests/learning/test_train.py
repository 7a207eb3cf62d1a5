"""Training end to end on the project's own comments: what it writes can be read, and has learned."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from modfilter.cli.main import main
from modfilter.domain import HEADS
from modfilter.errors import CorpusError, PolicyError
from modfilter.learning.corpora import load_corpora
from modfilter.learning.recipe import Recipe, load_recipe
from modfilter.learning.train import train
from modfilter.model.bundle import Bundle, load_bundle
from modfilter.moderator import Moderator

DATA = Path(__file__).parents[2] / "training_data"


def small(recipe: Recipe) -> Recipe:
    written = {spec.name for spec in recipe.corpora if spec.use != "written"}
    return replace(recipe.without(written), gram_bits=14, pair_bits=12, iterations=20)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bundle, Path]:
    out = tmp_path_factory.mktemp("model") / "small"
    recipe = small(load_recipe(DATA / "recipe.toml"))
    return train(recipe, [DATA], out, jobs=1, say=lambda line: None), out


FLOORS = {
    "toxicity": 0.87,
    "severe_toxicity": 0.84,
    "insult": 0.86,
    "profanity": 0.92,
    "threat": 0.80,
    "identity_attack": 0.87,
    "personal_attack": 0.87,
    "spam": 0.90,
}
"""About .05 under what this small model reaches on the written comments it has not seen."""


@pytest.mark.parametrize(("head", "floor"), FLOORS.items())
def test_it_has_learned(trained: tuple[Bundle, Path], head: str, floor: float) -> None:
    assert trained[0].about["metrics"][head]["held_out_auc"] >= floor


def test_every_head_has_a_floor() -> None:
    assert set(FLOORS) == set(HEADS)


def test_its_curves_count_comments_and_hold_their_precision(trained: tuple[Bundle, Path]) -> None:
    for head in HEADS:
        points = trained[0].curve(head)
        assert points
        for _, precision, recall, low, high, comments in points:
            assert 0 <= low <= precision <= high <= 1
            assert 0 <= recall <= 1
            assert comments >= 1
        assert [point[5] for point in points] == sorted((p[5] for p in points), reverse=True)


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_same_recipe_gives_the_same_bundle(
    trained: tuple[Bundle, Path], tmp_path: Path, jobs: int
) -> None:
    recipe = small(load_recipe(DATA / "recipe.toml"))
    said: list[str] = []
    # Counted anew, and then found in the cache: either way the same bytes.
    for name in ("counted", "found"):
        again = train(
            recipe, [DATA], tmp_path / name, jobs=jobs, say=said.append, cache=tmp_path / "cache"
        )
        assert again.id == trained[0].id
        for file in sorted(trained[1].iterdir()):
            assert (tmp_path / name / file.name).read_bytes() == file.read_bytes()
    assert [line for line in said if line.startswith("features: 1") or "0 corpora" in line] == [
        "features: 1 corpora counted, 0 found in the cache",
        "features: 0 corpora counted, 1 found in the cache",
    ]


def test_a_moderator_reads_it(trained: tuple[Bundle, Path]) -> None:
    decision = Moderator.load(trained[1]).check("You are a complete idiot.")
    assert decision.model == trained[0].id
    assert set(decision.scores) == set(HEADS)


def test_training_replaces_a_bundle_as_a_whole(trained: tuple[Bundle, Path]) -> None:
    out = trained[1]
    (out / "stray.txt").write_text("left by somebody")
    recipe = replace(small(load_recipe(DATA / "recipe.toml")), iterations=5)
    assert load_bundle(out).id != train(recipe, [DATA], out, jobs=1, say=lambda line: None).id
    assert not (out / "stray.txt").exists()
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_a_missing_corpus_is_named_with_the_cure(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main, ["train", "--recipe", str(DATA / "recipe.toml"), "--out", str(tmp_path / "m")]
    )
    assert result.exit_code == 2
    assert "--without jigsaw_natural --without jigsaw " in result.output
    assert "  jigsaw: wikipedia_jigsaw2018.parquet" in result.output
    assert "--data" in result.output
    assert not (tmp_path / "m").exists()


def test_missing_labels_are_missing(tmp_path: Path) -> None:
    rows = [{"text": "one comment here", "bad": 1}, {"text": "another one there", "bad": None}]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)))
    recipe = tmp_path / "r.toml"
    recipe.write_text(
        '[[corpus]]\nname="c"\nfile="c.jsonl"\nlicence="MIT"\n[corpus.heads]\ntoxicity="bad"\nspam=0\n'
    )
    labels = load_corpora(load_recipe(recipe), [tmp_path]).labels
    toxicity = labels[:, HEADS.index("toxicity")]
    assert toxicity[0] == 1
    assert np.isnan(toxicity[1])
    assert (labels[:, HEADS.index("spam")] == 0).all()
    assert np.isnan(labels[:, HEADS.index("threat")]).all()


def test_near_duplicates_do_not_cross_from_calibration_to_training(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "The SAME words, again!"}))
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": "the same words again"}))
    recipe = tmp_path / "r.toml"
    recipe.write_text(
        '[[corpus]]\nname="a"\nfile="a.jsonl"\nlicence="MIT"\n'
        '[[corpus]]\nname="b"\nfile="b.jsonl"\nlicence="MIT"\nuse="calibrate"\n'
    )
    data = load_corpora(load_recipe(recipe), [tmp_path])
    assert data.part.tolist() == ["calibrate"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no [[corpus]]"),
        ("colour = 1", "unknown key 'colour'"),
        ('[[corpus]]\nname="c"\nfile="f"\n', "licence is missing"),
        (
            '[[corpus]]\nname="c"\nfile="f"\nlicence="x"\n[corpus.heads]\nrude="c"\n',
            "unknown head 'rude'",
        ),
        ("[[corpus", "r.toml"),
    ],
)
def test_recipe_errors_name_the_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "r.toml"
    path.write_text(text)
    with pytest.raises(CorpusError, match=r"r\.toml") as caught:
        load_recipe(path)
    assert said in str(caught.value)


SPEC = '[[corpus]]\nname="c"\nfile="c.jsonl"\nlicence="MIT"\n[corpus.heads]\ntoxicity='


@pytest.mark.parametrize(
    ("row", "heads", "said"),
    [
        ('{"texts": "x"}', '"bad"', "c.jsonl: row 1 is not as the recipe says: it has no 'text'"),
        ('{"text": "x"}', '"bad"', "row 1 is not as the recipe says: it has no 'bad'"),
        ('{"text": "x", "bad": "no"}', '"bad"', "could not convert string to float: 'no'"),
        ("[1]", '"bad"', "c.jsonl, line 1: no object"),
        ("{", '"bad"', "c.jsonl, line 1: "),
        ("", '{ colum = "bad" }', "toxicity: unknown key 'colum'"),
        ("", "[1]", "toxicity: must be a column's name, a number or a table"),
    ],
)
def test_corpus_errors_name_the_place(tmp_path: Path, row: str, heads: str, said: str) -> None:
    (tmp_path / "c.jsonl").write_text(row)
    (tmp_path / "r.toml").write_text(SPEC + heads + "\n")
    with pytest.raises(CorpusError) as caught:
        load_corpora(load_recipe(tmp_path / "r.toml"), [tmp_path])
    assert said in str(caught.value)


def test_a_parquet_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "c.parquet").write_bytes(b"PAR1")
    (tmp_path / "r.toml").write_text(SPEC.replace("jsonl", "parquet") + '"bad"\n')
    with pytest.raises(CorpusError, match=r"c\.parquet cannot be read"):
        load_corpora(load_recipe(tmp_path / "r.toml"), [tmp_path])


def test_its_card_says_what_it_can_promise(trained: tuple[Bundle, Path], tmp_path: Path) -> None:
    card = (trained[1] / "README.md").read_text("utf-8")
    row = next(line for line in card.splitlines() if line.startswith("| toxicity |"))
    promise = row.split("|")[5].strip()
    policy = tmp_path / "site.toml"
    policy.write_text(f"[heads.toxicity]\nreject_at = {{ precision = {promise} }}\n")
    Moderator.load(trained[1], policy)
    policy.write_text(f"[heads.toxicity]\nreject_at = {{ precision = {float(promise) + 0.001} }}\n")
    with pytest.raises(PolicyError, match=f"supports {promise} at most"):
        Moderator.load(trained[1], policy)
