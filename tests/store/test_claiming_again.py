"""Claiming one comment again: how a moderator knows that it is still theirs to decide."""

from __future__ import annotations

from modfilter.domain import Action
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic
from tests.store.conftest import Clock


def test_only_these_and_only_while_nobody_else_has_them(store: DecisionStore, clock: Clock) -> None:
    store.record([Automatic(f"text {n}", Action.REVIEW, f"c-{n}") for n in range(3)])
    (mine,) = store.claim("mod-1", 1, seconds=60)
    key = mine.comment.key
    assert store.claim("mod-1", 5, only=[]) == []
    assert [one.comment.key for one in store.claim("mod-1", 5, seconds=60, only=[key])] == [key]
    assert store.claim("mod-2", 5, only=[key]) == []
    clock.forward(61)
    assert [one.comment.key for one in store.claim("mod-2", 5, only=[key])] == [key]
    assert store.claim("mod-1", 5, only=[key]) == []
