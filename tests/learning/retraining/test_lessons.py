"""What decisions teach: who counts how much, and what becomes of disagreement."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.domain import HEADS, Action, Category, ModeratorDecision
from modfilter.learning.retraining.lessons import heads_of, learn_from, own_category


def said(
    text: str, action: str, moderator: str | None = None, category: str | None = None
) -> ModeratorDecision:
    return ModeratorDecision(text, Action(action), category, moderator=moderator)


def test_a_contradiction_is_one_lesson_with_both_sides_weighed() -> None:
    found = learn_from(
        [said("Nice day", "publish", "a"), said("nice day!", "reject", "b", "spam")], 1.0
    )
    (lesson,) = found.lessons
    assert lesson.published == pytest.approx(lesson.rejected["spam"])
    (contradiction,) = found.contradictions
    assert (contradiction.published, contradiction.rejected) == (1, 1)


def test_a_moderator_who_thinks_again_counts_once() -> None:
    found = learn_from([said("Hm", "reject", "a", "spam"), said("Hm", "publish", "a")], 1.0)
    (lesson,) = found.lessons
    assert lesson.published == 1
    assert not lesson.rejected
    assert not found.contradictions


def test_copies_of_a_text_weigh_the_root_of_their_number() -> None:
    copies = [said("Buy now", "reject", category="spam")] * 9
    (lesson,) = learn_from(copies, 1.0).lessons
    assert lesson.weight == pytest.approx(3)


def test_no_moderator_outweighs_all_others() -> None:
    decisions = [said(f"one {k}", "reject", "busy", "spam") for k in range(100)]
    decisions += [said(f"two {k}", "publish", "b") for k in range(20)]
    decisions += [said(f"three {k}", "publish", "c") for k in range(10)]
    found = learn_from(decisions, 0.5)
    rejected = sum(sum(lesson.rejected.values()) for lesson in found.lessons)
    assert rejected == pytest.approx(30)
    assert list(found.moderator_weight.values()) == [pytest.approx(0.3)]


def test_two_moderators_are_not_capped() -> None:
    decisions = [said(f"one {k}", "publish", "a") for k in range(100)]
    decisions.append(said("two", "reject", "b", "spam"))
    assert not learn_from(decisions, 0.5).moderator_weight


@given(
    st.lists(st.integers(1, 60), min_size=3, max_size=6),
    st.floats(0.34, 1.0),
)
def test_the_cap_holds_for_everybody(numbers: list[int], share: float) -> None:
    decisions = [
        said(f"{who} {k}", "publish", str(who)) for who, n in enumerate(numbers) for k in range(n)
    ]
    found = learn_from(decisions, share)
    total = sum(lesson.weight for lesson in found.lessons)
    for who, number in found.by_moderator.items():
        assert number * found.moderator_weight.get(who, 1.0) <= share * total * (1 + 1e-9)


def test_the_order_of_decisions_changes_nothing() -> None:
    decisions = [
        said(f"text {k % 7}", ("publish", "reject")[k % 2], f"m{k % 3}", "spam" if k % 2 else None)
        for k in range(40)
    ]
    # Each moderator's last word on a text is the same whichever way round.
    unique = list({(d.text, d.moderator): d for d in decisions}.values())
    mixed = unique.copy()
    random.Random(3).shuffle(mixed)
    assert learn_from(unique, 0.5) == learn_from(mixed, 0.5)


def test_pseudonyms_are_hashed() -> None:
    found = learn_from([said("Hello", "publish", "night owl")], 0.5)
    assert "night owl" not in str(found.by_moderator)
    assert sum(found.by_moderator.values()) == 1


@pytest.mark.parametrize("category", list(Category))
def test_every_category_teaches_known_heads_or_none(category: Category) -> None:
    assert set(heads_of(category)) <= set(HEADS)
    assert not own_category(category)


def test_a_site_s_own_category_is_told_from_a_head() -> None:
    assert own_category("off_topic")
    assert not own_category(None)
    assert heads_of("insult") == ("insult",)
    assert heads_of("off_topic") == ()
    assert heads_of("link") == ()
