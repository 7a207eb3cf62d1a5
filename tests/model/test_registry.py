"""A models folder: what may happen in it, who did it, and what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from modfilter.errors import BundleError, ModelsError, PromotionRefusedError
from modfilter.model.choosing import MODEL, MODELS, bundle_folder
from modfilter.model.history import Change
from modfilter.model.registry import CHAMPION, HISTORY, ModelsFolder
from modfilter.resources import default_model_path
from tests.model.tiny_bundles import tiny_bundle


@pytest.fixture
def bundles(tmp_path: Path) -> list[Path]:
    folders = [tmp_path / "made" / name for name in "abc"]
    for seed, folder in enumerate(folders):
        tiny_bundle(folder, seed)
    return folders


@pytest.fixture
def models(tmp_path: Path) -> ModelsFolder:
    return ModelsFolder(tmp_path / "models")


@pytest.fixture
def ids(models: ModelsFolder, bundles: list[Path]) -> list[str]:
    return [models.add(bundle, who="ada") for bundle in bundles]


def test_models_come_in_whole_and_in_order(models: ModelsFolder, ids: list[str]) -> None:
    assert [kept.id for kept in models.list()] == ids
    assert not any(kept.is_champion for kept in models.list())
    assert models.champion() is None
    for kept in models.list():
        assert sorted(path.name for path in kept.folder.iterdir()) == [
            "calibration.npy", "grams.npy", "model.json", "pairs.npy",
        ]  # fmt: skip
        assert kept.added is not None
        assert kept.added.who == "ada"


def test_adding_again_changes_nothing(
    models: ModelsFolder, ids: list[str], bundles: list[Path]
) -> None:
    before = models.history()
    assert models.add(bundles[0], who="bob") == ids[0]
    assert models.history() == before


def test_adding_again_mends_a_damaged_model(
    models: ModelsFolder, ids: list[str], bundles: list[Path]
) -> None:
    models.promote(ids[0], who="ada", why="first")
    grams = models.path / ids[0] / "grams.npy"
    grams.write_bytes(grams.read_bytes()[:-9])
    with pytest.raises(BundleError, match="damaged"):
        models.promote(ids[0], who="ada", why="again")
    models.add(bundles[0], who="ada")
    assert grams.read_bytes() == (bundles[0] / "grams.npy").read_bytes()
    assert models.promote(ids[0], who="ada", why="again") is None


def test_a_damaged_bundle_is_not_added(models: ModelsFolder, bundles: list[Path]) -> None:
    (bundles[0] / "pairs.npy").write_bytes(b"nothing")
    with pytest.raises(BundleError, match=r"pairs\.npy is damaged"):
        models.add(bundles[0], who="ada")
    assert not models.path.exists() or not models.list()


def test_promotion_and_its_record(models: ModelsFolder, ids: list[str]) -> None:
    done = models.promote(ids[1], who="ada", why="better on spam")
    assert done is not None
    assert models.champion() == ids[1]
    assert models.champion_folder() == models.path / ids[1]
    assert [kept.id for kept in models.list() if kept.is_champion] == [ids[1]]
    assert models.history()[-1] == done
    assert (done.change, done.model, done.was) == (Change.PROMOTE, ids[1], None)
    assert (done.who, done.why, done.note) == ("ada", "better on spam", None)
    assert done.at.endswith("+00:00")
    assert models.promote(ids[1], who="bob", why="again") is None
    assert models.history()[-1] == done


def test_rolling_back_goes_one_further_back_each_time(models: ModelsFolder, ids: list[str]) -> None:
    a, b, c = ids
    for model in (a, b, c):
        models.promote(model, who="ada", why="try")
    assert models.rollback(who="bob", why="complaints").model == b
    assert models.champion() == b
    assert models.rollback(who="bob", why="still").model == a
    with pytest.raises(ModelsError, match=f"{a} is the first champion"):
        models.rollback(who="bob", why="more")
    # Promoting undoes a rollback, and can be rolled back itself.
    models.promote(c, who="ada", why="it was not the model")
    assert models.rollback(who="bob", why="it was").model == a
    assert models.champion() == a


def test_what_speaks_against_a_model_has_to_be_answered(
    models: ModelsFolder, bundles: list[Path]
) -> None:
    worse = models.add(bundles[0], who="ada", reasons=["worse on held-out decisions"])
    with pytest.raises(PromotionRefusedError, match="--force --note") as refused:
        models.promote(worse, who="ada", why="new", reasons=["fails a case"])
    assert refused.value.reasons == ("worse on held-out decisions", "fails a case")
    assert models.champion() is None
    done = models.promote(worse, who="ada", why="new", note="an emergency")
    assert done is not None
    assert (done.note, done.reasons) == ("an emergency", ("worse on held-out decisions",))
    assert models.history()[-1] == done
    # A later comparison that finds nothing takes the reasons back.
    models.add(bundles[1], who="ada", reasons=["x"])
    other = models.add(bundles[1], who="ada")
    assert models.promote(other, who="ada", why="compared again") is not None


def test_ids_may_be_short(models: ModelsFolder, ids: list[str]) -> None:
    assert models.find(ids[2]) == ids[2]
    assert models.find(ids[2][:6]) == ids[2]
    models.promote(ids[0], who="ada", why="first")
    assert models.find("champion") == ids[0]
    for wrong in (ids[0][:3], "ffffffffffff", "", "../made/a"):
        with pytest.raises(ModelsError, match="modfilter models list"):
            models.find(wrong)


def test_a_torn_line_costs_nothing(models: ModelsFolder, ids: list[str]) -> None:
    models.promote(ids[0], who="ada", why="first")
    history = models.path / HISTORY
    whole = models.history()
    history.write_bytes(history.read_bytes() + b'{"at": "2026-01-01", "chan')
    assert models.history() == whole
    models.promote(ids[1], who="ada", why="second")
    assert [found.why for found in models.history()[-2:]] == ["first", "second"]
    assert models.rollback(who="ada", why="x").model == ids[0]
    lines = history.read_bytes().splitlines()
    assert len(lines) == len(models.history()) + 1


def test_a_change_that_never_came_is_told_as_such(models: ModelsFolder, ids: list[str]) -> None:
    a, b, c = ids
    models.promote(a, who="ada", why="first")
    models.promote(b, who="ada", why="second")
    (models.path / CHAMPION).write_text(a + "\n")  # as if the process had ended before this
    assert [found.completed for found in models.history()[-2:]] == [True, False]
    with pytest.raises(ModelsError, match="first champion"):
        models.rollback(who="ada", why="x")
    assert models.history()[-1].change is Change.ABANDON
    models.promote(c, who="ada", why="third")
    assert models.rollback(who="ada", why="x").model == a
    assert [
        (found.model, found.completed)
        for found in models.history()
        if found.change is Change.PROMOTE
    ] == [(a, True), (b, False), (c, True)]


def test_a_champion_set_by_hand_is_noticed(models: ModelsFolder, ids: list[str]) -> None:
    a, b, c = ids
    models.promote(a, who="ada", why="first")
    models.promote(b, who="ada", why="second")
    (models.path / CHAMPION).write_text(c)
    assert models.champion() == c
    assert models.rollback(who="ada", why="who was that?").model == b
    assert [found.change for found in models.history()[-2:]] == [Change.FOUND, Change.ROLLBACK]


def test_a_garbled_champion_is_an_error_until_promoted_anew(
    models: ModelsFolder, ids: list[str]
) -> None:
    models.promote(ids[0], who="ada", why="first")
    (models.path / CHAMPION).write_text("../../etc")
    with pytest.raises(ModelsError, match="writes it anew"):
        models.champion()
    models.promote(ids[1], who="ada", why="mend")
    assert models.champion() == ids[1]


def test_a_champion_that_is_damaged_or_gone_can_be_left(
    models: ModelsFolder, ids: list[str]
) -> None:
    models.promote(ids[0], who="ada", why="first")
    models.promote(ids[1], who="ada", why="second")
    shutil.rmtree(models.path / ids[1])
    assert models.rollback(who="ada", why="gone").model == ids[0]


def test_nothing_there(models: ModelsFolder, tmp_path: Path) -> None:
    for act in (
        models.list,
        models.champion_folder,
        lambda: models.promote("x", who="a", why="b"),
        lambda: models.rollback(who="a", why="b"),
    ):
        with pytest.raises(ModelsError, match="`modfilter models add` makes it"):
            act()
    assert models.champion() is None
    assert models.history() == ()
    assert not models.path.exists()


def test_which_model_is_meant(
    models: ModelsFolder, ids: list[str], bundles: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = default_model_path()
    assert bundle_folder() == bundle_folder("default") == shipped
    assert bundle_folder(bundles[0]) == bundles[0]
    monkeypatch.setenv(MODELS, str(models.path / "no"))
    with pytest.raises(ModelsError, match=MODELS):
        bundle_folder()
    monkeypatch.setenv(MODELS, str(models.path))
    assert bundle_folder() == shipped
    with pytest.raises(ModelsError, match="no champion yet"):
        bundle_folder(models.path)
    models.promote(ids[0], who="ada", why="first")
    assert bundle_folder() == bundle_folder(models.path) == models.path / ids[0]
    assert bundle_folder(ids[1]) == models.path / ids[1]
    monkeypatch.setenv(MODEL, str(bundles[2]))
    assert bundle_folder() == bundles[2]
    assert bundle_folder("default") == shipped


def test_the_history_is_plain_lines(models: ModelsFolder, ids: list[str]) -> None:
    models.promote(ids[0], who="ada", why="Größe")
    lines = (models.path / HISTORY).read_text("ascii").splitlines()
    assert json.loads(lines[-1])["why"] == "Größe"
    assert len(lines) == 4
