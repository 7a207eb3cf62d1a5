"""Retraining end to end: the shipped model and a small site's decisions."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from modfilter.domain import HEADS, Action, ModeratorDecision
from modfilter.errors import BundleError, DecisionsError
from modfilter.learning.retraining.material import Options
from modfilter.learning.retraining.retrain import Retrained, retrain
from modfilter.model.bundle import OTHER_LANGUAGES, OWN_HEADS, Bundle, load_bundle
from modfilter.model.scorer import Scorer
from modfilter.model.words import names_of
from modfilter.moderator import CODES, Moderator
from modfilter.policy.loading import load_policy
from modfilter.resources import default_model_path
from modfilter.rules.comment_cues import TAGS_VERSION
from tests.learning.retraining.site import drifting, english, german

ITALIAN = "Ho letto tutto il rapporto e secondo me il sindaco ha ragione questa volta"


@pytest.fixture(scope="module")
def champion() -> Bundle:
    return load_bundle(default_model_path())


@pytest.fixture(scope="module")
def spam(champion: Bundle) -> Retrained:
    return retrain(champion, english(180))


@pytest.fixture(scope="module")
def taught(champion: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle that knows German and a category of the site's own."""
    folder = tmp_path_factory.mktemp("models") / "taught"
    retrain(champion, [*german(160), *drifting(140)]).write(folder)
    return load_bundle(folder)


def moderator(bundle: Bundle) -> Moderator:
    return Moderator(bundle, load_policy(None, known_codes=CODES))


def auc(bundle: Bundle, decisions: list[ModeratorDecision], head: str) -> float:
    judge = moderator(bundle)
    scores = [judge.check(decision.text).scores[head] for decision in decisions]
    truth = [decision.action is Action.REJECT for decision in decisions]
    return float(roc_auc_score(truth, [-1.0 if score is None else score for score in scores]))


def test_a_new_kind_of_spam_is_learned(champion: Bundle, spam: Retrained, tmp_path: Path) -> None:
    later = english(90, seed=1)
    assert auc(spam.write(tmp_path), later, "spam") > max(auc(champion, later, "spam"), 0.98)


def test_heads_without_decisions_stay_byte_for_byte(champion: Bundle, spam: Retrained) -> None:
    others = [k for k, head in enumerate(HEADS) if head != "spam"]
    assert [change.head for change in spam.changes] == ["spam"]
    assert np.array_equal(spam.bundle.grams[:, others], champion.grams[:, others])
    assert np.array_equal(spam.bundle.pairs[:, others], champion.pairs[:, others])
    assert np.array_equal(spam.bundle.calibration[others], champion.calibration[others])


def test_the_same_decisions_give_the_same_bytes(champion: Bundle, tmp_path: Path) -> None:
    decisions = german(60)
    mixed = decisions.copy()
    random.Random(5).shuffle(mixed)
    for name, told in (("one", decisions), ("two", mixed)):
        retrain(champion, told).write(tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "two").iterdir())
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_remembered_words_are_what_the_corrected_arrays_give(spam: Retrained) -> None:
    words = spam.bundle.words[:500]
    bare = Scorer(replace(spam.bundle, words=spam.bundle.words[:0]))
    weights, sizes, ids = bare.piece_weights(names_of(words))
    assert np.array_equal(words["weights"], weights)
    assert np.array_equal(words["size"], sizes)
    assert np.array_equal(words["word"], ids)
    assert spam.bundle.tags_version == TAGS_VERSION


def test_the_record_names_no_moderator_and_no_text(spam: Retrained, tmp_path: Path) -> None:
    bundle = spam.write(tmp_path)
    written = (tmp_path / "model.json").read_text("utf-8")
    assert "moderator-1" not in written
    assert "moonstone" not in written
    record = json.loads(written)["retrained"]
    assert sum(record["moderators"].values()) == 180
    assert record["decisions"] == {"publish": 120, "reject: spam": 60}
    assert bundle.id != record["parents"][0]


def test_parents_are_listed_through_generations(spam: Retrained, tmp_path: Path) -> None:
    child = spam.write(tmp_path / "child")
    grandchild = retrain(child, english(120, seed=2)).write(tmp_path / "grandchild")
    assert grandchild.about["retrained"]["parents"] == [
        child.id, *child.about["retrained"]["parents"],
    ]  # fmt: skip


def test_a_language_that_a_site_taught_gets_scores(champion: Bundle, taught: Bundle) -> None:
    later = german(60, seed=1)
    before = moderator(champion).check(later[0].text)
    assert set(before.scores.values()) == {None}
    judge = moderator(taught)
    after = judge.check(later[0].text)
    assert after.scores["personal_attack"] is not None
    assert after.scores["spam"] is None, "nobody taught it spam in German"
    assert auc(taught, later, "personal_attack") > 0.95


def test_other_languages_stay_without_scores(taught: Bundle) -> None:
    assert {moderator(taught).check(ITALIAN).scores[head] for head in HEADS} == {None}


def test_an_explanation_of_a_taught_language_shows_its_words(taught: Bundle) -> None:
    explained = moderator(taught).explain(german(2, seed=1)[1].text)
    assert explained.pieces["personal_attack"]
    assert "spam" not in explained.pieces


def test_batches_give_the_same_answers_as_single_comments(taught: Bundle) -> None:
    texts = [d.text for d in (*german(6, 2), *english(6, 2), *drifting(6, 2))] + [ITALIAN, ""]
    judge = moderator(taught)
    assert judge.check_many(texts) == [judge.check(text) for text in texts]


def test_a_category_of_the_site_s_own_becomes_a_head(taught: Bundle) -> None:
    assert taught.parts[OWN_HEADS].part is not None
    assert taught.parts[OWN_HEADS].part.taught[0] == "off_topic"
    assert auc(taught, drifting(60, seed=1), "off_topic") > 0.95


def test_too_few_decisions_make_no_head_and_no_language(champion: Bundle) -> None:
    found = retrain(champion, [*german(30), *drifting(60)])
    assert not found.bundle.parts
    assert found.untaught == {"reject: off_topic": 30, "reject: personal_attack": 15}


def test_rejections_for_what_rules_find_teach_no_head(champion: Bundle) -> None:
    decisions = [
        ModeratorDecision(f"{d.text} {k}", d.action, "link" if d.category else None)
        for k, d in enumerate(english(90))
    ]
    found = retrain(champion, decisions)
    assert not found.changes
    assert found.untaught == {"reject: link": 30}
    assert np.array_equal(found.bundle.grams, champion.grams)


def test_careless_decisions_do_not_turn_a_head_round(champion: Bundle, tmp_path: Path) -> None:
    draw = random.Random(0)
    flip = {Action.PUBLISH: Action.REJECT, Action.REJECT: Action.PUBLISH}
    decisions = [
        ModeratorDecision(f"{d.text} {k}", flip[d.action] if (wrong := draw.random() < 0.2) else
                          d.action, "spam" if (d.category is None) == wrong else None)
        for k, d in enumerate(english(240))
    ]  # fmt: skip
    later = english(90, seed=1)
    assert auc(retrain(champion, decisions).write(tmp_path), later, "spam") > 0.95


def test_nothing_to_learn_from_is_said(champion: Bundle) -> None:
    with pytest.raises(DecisionsError, match="no decisions"):
        retrain(champion, [])


def test_a_damaged_part_is_refused(taught: Bundle, champion: Bundle, tmp_path: Path) -> None:
    retrain(champion, german(60), Options()).write(tmp_path)
    path = tmp_path / f"{OTHER_LANGUAGES}-grams.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\x07")
    with pytest.raises(BundleError, match="damaged"):
        load_bundle(tmp_path)


def test_a_part_that_somebody_changed_is_refused(champion: Bundle, tmp_path: Path) -> None:
    retrain(champion, german(60), Options()).write(tmp_path)
    path = tmp_path / "model.json"
    about = json.loads(path.read_text("utf-8"))
    about["parts"][OTHER_LANGUAGES]["least"] = 0.01
    path.write_text(json.dumps(about), "utf-8")
    with pytest.raises(BundleError, match="id does not fit"):
        load_bundle(tmp_path)
