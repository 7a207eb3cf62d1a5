"""Decisions are held out in time order, and none of their texts was learned from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from modfilter.domain import Action, ModeratorDecision
from modfilter.learning.comparison.held_out import same_text, split_in_time

START = datetime(2026, 10, 1, tzinfo=UTC)


def decision(text: str, day: int | None = None) -> ModeratorDecision:
    time = None if day is None else START + timedelta(days=day)
    return ModeratorDecision(text, Action.PUBLISH, decided_at=time)


def test_the_last_ones_by_time_are_held_out() -> None:
    split = split_in_time([decision(f"comment {day}", day) for day in (5, 1, 9, 3, 7)], 0.4)
    assert [d.text for d in split.learn] == ["comment 1", "comment 3", "comment 5"]
    assert [d.text for d in split.held_out] == ["comment 7", "comment 9"]
    assert split.held_out_from == START + timedelta(days=7)


def test_a_time_cuts_as_well_as_a_share() -> None:
    decisions = [decision(f"comment {day}", day) for day in range(10)]
    split = split_in_time(decisions, held_out_from=START + timedelta(days=8))
    assert [d.text for d in split.held_out] == ["comment 8", "comment 9"]
    assert split_in_time(decisions, 0.2) == split


def test_a_text_that_was_learned_is_no_test() -> None:
    learned, again = decision("Buy pills now", 0), decision(" buy  PILLS\nnow", 8)
    split = split_in_time([learned, decision("Thanks", 1), again, decision("Agreed", 9)], 0.5)
    assert [d.text for d in split.held_out] == ["Agreed"]
    assert split.held_out_from == again.decided_at


def test_without_times_the_order_of_the_file_counts() -> None:
    split = split_in_time([decision(text) for text in "abcd"], 0.25)
    assert [d.text for d in split.held_out] == ["d"]
    assert split.held_out_from is None


def test_one_without_a_time_stays_behind_the_one_before() -> None:
    split = split_in_time([decision("b", 5), decision("c"), decision("a", 1)], 1 / 3)
    assert [d.text for d in (*split.learn, *split.held_out)] == ["a", "b", "c"]


@given(
    st.lists(st.tuples(st.text(max_size=6), st.none() | st.integers(0, 5)), max_size=20),
    st.floats(0, 1),
)
def test_every_decision_goes_to_one_side_or_was_learned(
    rows: list[tuple[str, int | None]], share: float
) -> None:
    decisions = [decision(text, day) for text, day in rows]
    split = split_in_time(decisions, share)
    learned = {same_text(d.text) for d in split.learn}
    assert not learned & {same_text(d.text) for d in split.held_out}
    for one in decisions:
        assert one in split.learn or one in split.held_out or same_text(one.text) in learned
