"""From decisions that name a category of the site's own to a policy that rejects for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from modfilter.cli.main import main
from modfilter.domain import HEADS, Action, Comment
from modfilter.errors import PolicyError
from modfilter.learning.backtesting.backtest import Share
from modfilter.learning.backtesting.past import of_moderators
from modfilter.learning.backtesting.replay import backtest
from modfilter.learning.comparison.compare import compare
from modfilter.learning.retraining.retrain import retrain
from modfilter.model.bundle import OWN_HEADS, Bundle, load_bundle
from modfilter.model.registry import ModelsFolder
from modfilter.moderator import Moderator
from modfilter.policy.loading import parse_policy
from modfilter.resources import default_model_path
from modfilter.wire import decision_to_dict, decision_to_json
from tests.learning.retraining.site import drifting

NAMED = "[heads.off_topic]\nown = true\nreview_at = 0.5\nreject_at = 0.9\n"
POLICY = parse_policy(NAMED)
CAKE = "Has anybody here a recipe for plum cake? My cat learned to open the fridge."
FIGURES = "I read the report twice and the figures seem right to me."
ITALIAN = "Ho letto tutto il rapporto e secondo me il sindaco ha ragione questa volta"
WIDE = "Ｈas anybody here a recipe for plum cake? Which team do you support on Saturday?"


@pytest.fixture(scope="module")
def champion() -> Bundle:
    return load_bundle(default_model_path())


@pytest.fixture(scope="module")
def folder(champion: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that was taught what is off the topic."""
    folder = tmp_path_factory.mktemp("models") / "taught"
    retrain(champion, drifting(140)).write(folder)
    return folder


@pytest.fixture(scope="module")
def taught(folder: Path) -> Bundle:
    return load_bundle(folder)


@pytest.fixture(scope="module")
def moderator(taught: Bundle) -> Moderator:
    return Moderator(taught, POLICY)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(NAMED)
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def codes(moderator: Moderator, text: str) -> list[str]:
    return [reason.finding.code for reason in moderator.check(text).reasons]


def test_what_is_off_topic_is_rejected_and_the_rest_published(moderator: Moderator) -> None:
    later = drifting(60, seed=1)
    for decision, given in zip(moderator.check_many([d.text for d in later]), later, strict=True):
        assert decision.action is given.action
        decisive = [reason.finding.code for reason in decision.reasons if reason.decisive]
        assert decisive == (["model.off_topic"] if given.action is Action.REJECT else [])


@pytest.mark.parametrize("text", [CAKE, WIDE, f"😀 {CAKE}"])
def test_the_finding_shows_what_told(moderator: Moderator, text: str) -> None:
    (reason,) = (r for r in moderator.check(text).reasons if r.finding.code == "model.off_topic")
    finding = reason.finding
    assert finding.category == "off_topic"
    assert finding.score == moderator.check(text).scores["off_topic"]
    words = {text[start:end] for start, end in finding.spans}
    assert words
    assert words <= set(text.replace("?", " ").replace(".", " ").split())
    assert "labelled off topic" in finding.detail


def test_without_a_name_in_the_policy_the_scores_are_recorded_only(taught: Bundle) -> None:
    decision = Moderator(taught, parse_policy("")).check(CAKE)
    assert (decision.scores["off_topic"] or 0) > 0.9
    assert "model.off_topic" not in [reason.finding.code for reason in decision.reasons]


def test_what_the_model_cannot_read_has_no_scores_at_all(moderator: Moderator) -> None:
    decision = moderator.check(ITALIAN)
    assert dict(decision.scores) == dict.fromkeys((*HEADS, "off_topic"))
    assert [reason.finding.code for reason in decision.reasons] == ["model.language"]


def test_batches_give_the_same_answers_as_single_comments(moderator: Moderator) -> None:
    texts = [CAKE, ITALIAN, "", FIGURES, WIDE, "x" * 60_000, f"You idiot. {CAKE}"]
    assert moderator.check_many(texts) == [moderator.check(text) for text in texts]


def test_a_promise_is_kept_by_decisions_that_were_held_out(taught: Bundle) -> None:
    promising = parse_policy("[heads.off_topic]\nown = true\nreject_at = {precision = 0.9}\n")
    judge = Moderator(taught, promising)
    kept = judge.policy.kept["off_topic.reject_at"]
    assert kept.low is not None
    assert kept.low >= 0.9
    assert kept.score >= 0.5
    assert judge.check(CAKE).action is Action.REJECT
    assert judge.check(FIGURES).action is Action.PUBLISH
    with pytest.raises(PolicyError, match=r"off_topic head supports .* at most"):
        Moderator(taught, parse_policy("[heads.off_topic]\nown=true\nreject_at={precision=0.999}"))


def test_a_part_without_measurements_takes_scores_only(taught: Bundle) -> None:
    bare = replace(taught, parts={OWN_HEADS: replace(taught.parts[OWN_HEADS], about={})})
    assert codes(Moderator(bare, POLICY), CAKE)[0] == "model.off_topic"
    promising = parse_policy("[heads.off_topic]\nown = true\nreject_at = {precision = 0.9}\n")
    with pytest.raises(PolicyError, match="not measured on any off_topic; give a score"):
        Moderator(bare, promising)


def test_a_model_that_lacks_the_head_is_refused(
    champion: Bundle, taught: Bundle, site: Path
) -> None:
    with pytest.raises(PolicyError, match=r"heads\.off_topic: this model has no heads of its own"):
        Moderator(champion, POLICY)
    with pytest.raises(PolicyError, match=r"heads\.off_topic"):
        Moderator(taught, POLICY, shadow=champion)
    with pytest.raises(PolicyError, match='did you mean "off_topic"'):
        Moderator(taught, parse_policy(NAMED.replace("topic", "topics")))
    result = run("check", "--policy", site, site)
    assert result.exit_code == 2
    assert "heads.off_topic: this model has no heads of its own" in result.stderr


def test_a_rollback_under_a_running_moderator_changes_nothing(
    folder: Path, site: Path, tmp_path: Path
) -> None:
    models = ModelsFolder(tmp_path / "models")
    for path in (default_model_path(), folder):
        models.promote(models.add(path, who="mod-1"), who="mod-1", why="to see")
    running = Moderator.load(models.path, site)
    models.rollback(who="mod-1", why="to see")
    with pytest.raises(PolicyError, match=r"heads\.off_topic"):
        running.reload()
    assert running.check(CAKE).action is Action.REJECT
    assert running.model_id == load_bundle(folder).id


def test_the_wire_form_names_the_category(moderator: Moderator) -> None:
    decision = moderator.check(Comment(CAKE, "c-1"))
    (first, *_) = decision_to_dict(decision)["reasons"]
    assert (first["code"], first["category"]) == ("model.off_topic", "off_topic")
    assert json.loads(decision_to_json(decision)) == decision_to_dict(decision)


def test_a_champion_without_the_head_can_be_compared_and_a_challenger_cannot(
    champion: Bundle, taught: Bundle
) -> None:
    found = compare(champion, taught, POLICY, drifting(120, seed=2), [], None, resamples=20)
    assert found.policy == POLICY.id
    assert found.loss.challenger < found.loss.champion
    assert "off_topic" in [head.name for head in found.heads]
    with pytest.raises(PolicyError, match=r"heads\.off_topic"):
        compare(taught, champion, POLICY, drifting(20), [], None, resamples=20)


def test_a_backtest_counts_the_category(taught: Bundle, moderator: Moderator) -> None:
    before = Moderator(taught, parse_policy(""), audit=False)
    found = backtest(moderator, of_moderators(drifting(40, seed=3)), before)
    (row,) = (row for row in found.categories if row.category == "off_topic")
    assert row.stricter == 20
    assert (row.rejected, row.missed) == (Share(0, 20), Share(0, 20))


def test_the_store_keeps_such_findings(moderator: Moderator, tmp_path: Path) -> None:
    from modfilter.cli.backtest_store import recorded
    from modfilter.store.decision_store import DecisionStore
    from modfilter.store.records import automatic

    decision = moderator.check(Comment(CAKE, "c-1"))
    with DecisionStore.open(f"sqlite:///{tmp_path / 'd.db'}") as store:
        store.record([automatic(decision, CAKE, source="blog")])
        (stored,) = store.automatic()
        (past,) = recorded(store, None)
    assert stored.reasons[0]["code"] == "model.off_topic"
    assert stored.reasons[0]["category"] == "off_topic"
    assert stored.scores["off_topic"] == round(decision.scores["off_topic"] or 0, 4)
    assert past.recorded is not None
    assert past.recorded.categories == ("off_topic",)


def _said(arguments: Sequence[str | Path]) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_commands_show_such_heads(folder: Path, site: Path) -> None:
    plain = _said(["policy", "check", site])
    assert "heads of your own: off_topic; --model FOLDER" in plain
    assert "heads of your own" not in _said(["policy", "check", site, "--model", folder])
    assert "own = true" in _said(["policy", "show", site])
    page = _said(["explain", "--model", folder, "--policy", site, CAKE])
    assert "model.off_topic (off_topic, model, score" in page
    assert "heads.off_topic.reject_at = 0.9" in page
    (line,) = (line for line in page.splitlines() if line.startswith("  off_topic "))
    assert '"' in line, "the words that made the score"
    refused = run("policy", "check", site, "--model", default_model_path())
    assert refused.exit_code == 2
    assert "heads.off_topic: this model has no heads of its own" in refused.stderr
