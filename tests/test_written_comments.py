"""The project's own comments as regression cases, by the shipped model and policy.

The floors stand a little under what was measured (`benchmarks.quality` and docs/model.md have the
figures on real comments); they catch a change that makes a kind of comment worse.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from modfilter.domain import Action
from modfilter.moderator import Moderator

FILES = sorted((Path(__file__).parents[1] / "training_data" / "comments").glob("*.jsonl"))
ROWS = [
    {"file": file.name, **json.loads(line)}
    for file in FILES
    for line in file.read_text("utf-8").rstrip("\n").split("\n")
]
# Written after the shipped model was trained. Training again empties this set.
NOT_YET_LEARNED = {"examiner_links.jsonl"}
ACTIONS = [decision.action for decision in Moderator.load().check_many([r["text"] for r in ROWS])]


def share(
    actions: set[Action],
    split: str,
    wanted: str,
    category: str | None = None,
    without: frozenset[str] | set[str] = frozenset(),
) -> float:
    """The share of the rows so labelled, outside some files, that got one of `actions`."""
    got = [
        action
        for row, action in zip(ROWS, ACTIONS, strict=True)
        if row["split"] == split
        and row["action"] == wanted
        and (category is None or row["category"] == category)
        and row["file"] not in without
    ]
    return sum(action in actions for action in got) / len(got)


STOPPED = {Action.REVIEW, Action.REJECT}


def test_there_are_enough_on_both_sides() -> None:
    assert len(ROWS) >= 600
    assert sum(row["action"] == "publish" for row in ROWS) > 0.4 * len(ROWS)


@pytest.mark.parametrize("split", ["train", "held_out"])
def test_honest_comments_are_not_refused(split: str) -> None:
    assert share({Action.REJECT}, split, "publish") <= 0.01
    assert share({Action.REVIEW}, split, "publish") <= 0.12


@pytest.mark.parametrize(
    ("category", "floor"),
    [
        ("link", 0.95),
        ("contact", 0.75),
        ("personal_attack", 0.55),
        ("spam", 0.65),
        ("low_value", 0.5),
    ],
)
def test_most_bad_comments_are_not_published(category: str, floor: float) -> None:
    assert share(STOPPED, "held_out", "reject", category) >= floor


@pytest.mark.parametrize("category", ["personal_attack", "spam", "threat", "identity_attack"])
def test_what_was_learned_is_known(category: str) -> None:
    assert share(STOPPED, "train", "reject", category, NOT_YET_LEARNED) >= 0.97
