"""`modfilter backtest` over a store: what the filter decided, and a model on trial."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

pytest.importorskip("sqlalchemy", reason="needs the extra `store`")
pytest.importorskip("alembic", reason="needs the extra `store`")

from modfilter.cli.main import main
from modfilter.domain import Action, Category, Comment, Finding, ModeratorDecision, Source
from modfilter.moderator import Moderator
from modfilter.policy.loading import parse_policy
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import automatic

FIRST = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 5, 3, 12, tzinfo=UTC)
KIND = "The bus lanes were paid for by the county, as the minutes show."
LINK = "The minutes are at https://example.org/minutes"
INSULT = "You are an idiot."
FLOOD = Finding("flood.near_duplicate", Category.FLOOD, Source.RULE)


@pytest.fixture(scope="module")
def store_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Everything was drawn for an audit; a model that finds nothing was on trial."""
    url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'decisions.db'}"
    bundle = Moderator.load().bundle
    blind = replace(
        bundle,
        calibration=np.zeros_like(bundle.calibration),
        about={**bundle.about, "id": "on-trial"},
    )
    policy = parse_policy(
        "[audit]\npublished = 1.0\nrejected = 1.0\n[rules]\n'attack.*' = 'off'\n"
    ).keyed(b"a key that only tests have")
    moderator = Moderator(bundle, policy, shadow=blind)
    comments = [
        Comment(KIND, "kind"),
        Comment(LINK, "link"),
        Comment(INSULT, "insult"),
        Comment(KIND, "again"),
    ]
    decisions = moderator.check_many(comments, extra=[None, None, None, [FLOOD]])
    times = (FIRST, FIRST, LATER, LATER)
    with DecisionStore.open(url) as store:
        store.record(
            [
                automatic(decision, comment.text, source="blog", decided_at=time)
                for decision, comment, time in zip(decisions, comments, times, strict=True)
            ]
        )
        store.decide(
            [
                ModeratorDecision(LINK, Action.PUBLISH, None, "link", "blog", LATER, "mod-1"),
                ModeratorDecision("Out.", Action.REJECT, "spam", "old", "forum", FIRST, "mod-1"),
            ]
        )
    return url


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["backtest", *map(str, arguments)])


def found(*arguments: str | Path) -> dict[str, object]:
    result = run(*arguments, "--json", "-")
    assert result.exit_code == 0, result.stderr
    parsed: dict[str, object] = json.loads(result.stdout)
    return parsed


def flips(report: dict[str, object]) -> dict[str, tuple[str, str]]:
    changes = report["changes"]
    assert isinstance(changes, list)
    return {one["id"]: (one["before"]["action"], one["after"]["action"]) for one in changes}


def test_the_filter_s_own_decisions_are_compared_not_the_draws(store_url: str) -> None:
    report = found("--store", store_url)
    assert report["compared"] == 4
    assert flips(report) == {}


def test_what_another_policy_would_have_done(store_url: str, tmp_path: Path) -> None:
    policy = tmp_path / "new.toml"
    policy.write_text('[categories]\nlink = "review"\nflood = "reject"\n')
    report = found("--store", store_url, "--policy", policy)
    assert flips(report) == {"link": ("reject", "review"), "again": ("review", "reject")}
    assert report["review_load"]["days"] == [  # type: ignore[index]
        {"day": "2026-05-01", "comments": 2, "before": 0, "after": 1},
        {"day": "2026-05-03", "comments": 2, "before": 1, "after": 0},
    ]
    assert {row["category"]: (row["stricter"], row["milder"]) for row in report["categories"]} == {  # type: ignore[attr-defined]
        "link": (0, 1),
        "flood": (1, 0),
    }
    later = found("--store", store_url, "--policy", policy, "--since", "2026-05-02")
    assert flips(later) == {"again": ("review", "reject")}


def test_against_moderators_and_against_a_policy(store_url: str, tmp_path: Path) -> None:
    assert flips(found("--store", store_url, "--against", "moderators")) == {
        "link": ("publish", "reject"),
        "old": ("reject", "publish"),
    }
    policy = tmp_path / "old.toml"
    policy.write_text('[categories]\nlink = "off"\n')
    report = found("--store", store_url, "--against", policy)
    assert flips(report) == {"link": ("publish", "reject")}


def test_a_model_on_trial(store_url: str) -> None:
    report = found("--store", store_url, "--trial")
    assert report["model"] == "on-trial"
    assert report["compared"] == 4
    assert flips(report) == {"insult": ("reject", "publish")}
    result = run("--store", store_url, "--trial")
    assert "on trial: model on-trial: 4 comments" in result.stdout


def test_mistakes(store_url: str, tmp_path: Path) -> None:
    result = run("--trial", "--store", store_url, "--policy", "new.toml")
    assert result.exit_code == 2
    assert "it takes only --store" in result.stderr
    result = run("--trial", "--store", f"sqlite:///{tmp_path / 'empty.db'}")
    assert result.exit_code == 2
    assert "no model was on trial" in result.stderr
