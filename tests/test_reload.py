"""A running moderator takes another model or policy while others go on asking it."""

from __future__ import annotations

import pickle
import threading
from pathlib import Path

import pytest

from modfilter.errors import BundleError, ModfilterError, PolicyError
from modfilter.model.bundle import load_bundle
from modfilter.model.registry import ModelsFolder
from modfilter.moderator import Moderator
from modfilter.policy.loading import default_policy
from modfilter.wire import decision_to_json
from tests.model.tiny_bundles import tiny_bundle

TEXTS = [
    "The ferry was late again and nobody told us.",
    "What a fool you are.",
    "I liked the second half of the concert better.",
    "Buy cheap watches now, click below!",
] * 15
PLAIN = "[heads.toxicity]\nreview_at = 0.5\n[heads.spam]\nreview_at = 0.6\n"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(PLAIN)
    return path


@pytest.fixture
def models(tmp_path: Path) -> ModelsFolder:
    folder = ModelsFolder(tmp_path / "models")
    for seed in (1, 2):
        tiny_bundle(tmp_path / str(seed), seed)
        folder.add(tmp_path / str(seed), who="ada")
    folder.promote(_ids(folder)[0], who="ada", why="first")
    return folder


def _ids(models: ModelsFolder) -> list[str]:
    return [kept.id for kept in models.list()]


def test_a_new_champion_is_taken_by_reload(models: ModelsFolder, policy: Path) -> None:
    moderator = Moderator.load(models.path, policy)
    old, new = _ids(models)
    assert moderator.model_id == old
    assert not moderator.reload()
    models.promote(new, who="ada", why="better")
    assert moderator.check(TEXTS[0]).model == old
    assert moderator.reload()
    assert moderator.model_id == moderator.bundle.id == moderator.check(TEXTS[0]).model == new
    fresh = Moderator.load(models.path, policy)
    assert moderator.check_many(TEXTS) == fresh.check_many(TEXTS)


def test_a_changed_policy_is_taken_by_reload(models: ModelsFolder, policy: Path) -> None:
    moderator = Moderator.load(models.path, policy)
    before = moderator.policy_id
    policy.write_text(PLAIN + '[categories]\nlink = "review"\n')
    assert moderator.reload()
    assert moderator.check("See https://example.org/a for it.").policy != before


def test_what_cannot_be_loaded_leaves_everything_as_it_was(
    models: ModelsFolder, policy: Path
) -> None:
    moderator = Moderator.load(models.path, policy)
    before = moderator.check_many(TEXTS)
    policy.write_text("nonsense = 1")
    with pytest.raises(PolicyError, match="nonsense"):
        moderator.reload()
    policy.write_text(PLAIN)
    models.promote(_ids(models)[1], who="ada", why="new")
    (models.champion_folder() / "grams.npy").write_bytes(b"")
    with pytest.raises(BundleError, match="damaged"):
        moderator.reload()
    assert moderator.check_many(TEXTS) == before


def test_only_what_was_loaded_can_be_reloaded(models: ModelsFolder, policy: Path) -> None:
    made = Moderator(load_bundle(models.champion_folder()), default_policy())
    with pytest.raises(ModfilterError, match=r"Moderator\.load\(\)"):
        made.reload()
    sent = pickle.loads(pickle.dumps(Moderator.load(models.path, policy)))
    models.promote(_ids(models)[1], who="ada", why="new")
    assert sent.reload()
    assert sent.model_id == _ids(models)[1]


def test_every_answer_is_wholly_from_one_model(models: ModelsFolder, policy: Path) -> None:
    expected = {
        model: [decision_to_json(found) for found in judged.check_many(TEXTS)]
        for model in _ids(models)
        for judged in [Moderator.load(models.path / model, policy)]
    }
    first, second = expected.values()
    assert all(a != b for a, b in zip(first, second, strict=True))
    moderator = Moderator.load(models.path, policy)
    done = threading.Event()
    wrong: list[str] = []
    seen: set[str] = set()
    calls = [0, 0, 0]

    def ask(number: int) -> None:
        try:
            while not done.is_set():
                # More comments than one batch holds, and one comment by itself.
                found = moderator.check_many(TEXTS * 10)
                model = found[0].model
                if [decision_to_json(one) for one in found] != expected[model] * 10:
                    wrong.append(f"many: mixed answers, {model} first")
                one = moderator.check(TEXTS[calls[number] % len(TEXTS)])
                if decision_to_json(one) != expected[one.model][calls[number] % len(TEXTS)]:
                    wrong.append(f"one: mixed answer of {one.model}")
                seen.update((model, one.model))
                calls[number] += 1
        except Exception as error:
            wrong.append(repr(error))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(25):
            models.promote(_ids(models)[(turn + 1) % 2], who="ada", why="turn")
            assert moderator.reload()
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert not wrong
    assert seen == set(expected)
    assert min(calls) > 0
