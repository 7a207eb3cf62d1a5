"""Several decisions on one text become one verdict, and near copies one observation."""

from __future__ import annotations

from modfilter.domain import Action, ModeratorDecision
from modfilter.learning.comparison.judged import judged_comments

P, R = Action.PUBLISH, Action.REJECT


def decision(
    text: str, action: Action, moderator: str | None = None, category: str | None = None
) -> ModeratorDecision:
    return ModeratorDecision(text, action, category, moderator=moderator)


def test_the_majority_decides_and_a_tie_decides_nothing() -> None:
    judged = judged_comments(
        [
            decision("Cheap watches", R, "a", "spam"),
            decision("cheap  WATCHES", P, "b"),
            decision("Cheap watches", R, "c", "spam"),
            decision("Well said", P, "a"),
            decision("Well said", R, "b"),
        ]
    )
    assert judged.rejected.tolist() == [True]
    assert judged.categories == ("spam",)
    assert judged.moderators == (frozenset("abc"),)
    assert (judged.given, judged.undecided) == (5, 1)


def test_a_moderator_who_changes_their_mind_has_one_vote() -> None:
    judged = judged_comments(
        [decision("Hm", R, "a"), decision("Hm", R, "b"), decision("Hm", P, "a")]
    )
    assert judged.undecided == 1
    judged = judged_comments([decision("Hm", R, "a"), decision("Hm", P, "a")])
    assert judged.rejected.tolist() == [False]


def test_votes_without_a_name_are_different_people() -> None:
    judged = judged_comments([decision("Hm", R), decision("Hm", R), decision("Hm", P)])
    assert judged.rejected.tolist() == [True]


def test_near_copies_share_a_group() -> None:
    campaign = "Earn {} euros a day from your kitchen table, write to the man with the red hat"
    texts = [campaign.format(900), "The bridge has been closed for a year.", campaign.format(950)]
    groups = judged_comments([decision(text, R) for text in texts]).groups
    assert groups[0] == groups[2] != groups[1]
    assert sorted(set(groups.tolist())) == [0, 1]


def test_nothing_gives_nothing() -> None:
    judged = judged_comments([])
    assert judged.texts == []
    assert len(judged.groups) == 0
