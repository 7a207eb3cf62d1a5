"""Backtests: counts that add up, against verdicts that are known."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.domain import Action, Category, Finding, ModeratorDecision, Source
from modfilter.learning.backtesting.backtest import Backtest, Baseline, Change, Share
from modfilter.learning.backtesting.page import html_page
from modfilter.learning.backtesting.past import Outcome, Past, of_moderators, outcome
from modfilter.learning.backtesting.replay import BATCH, backtest, trial_backtest
from modfilter.learning.backtesting.report import to_dict
from modfilter.learning.backtesting.tally import Tally
from modfilter.learning.evaluation.heads import text_hash
from modfilter.moderator import Moderator
from modfilter.policy.audit import AuditShares
from modfilter.policy.loading import parse_policy

SHIPPED = Moderator.load()
LINKS_TO_REVIEW = Moderator(
    SHIPPED.bundle, parse_policy('[categories]\nlink = "review"\ncontact = "shadow"\n'), audit=False
)
KIND = "The bus lanes were paid for by the county, as the minutes show."
LINK = "The minutes are at https://example.org/minutes"
MAIL = "Write to me at anna@example.org if you want the minutes."


def past(text: str, recorded: Action | None = None, verdict: Action | None = None, **rest) -> Past:
    return Past(
        text, recorded=None if recorded is None else Outcome(recorded), moderator=verdict, **rest
    )


def test_what_would_flip_by_category() -> None:
    found = backtest(
        LINKS_TO_REVIEW,
        [
            past(LINK, Action.REJECT, Action.PUBLISH),
            past(LINK, Action.PUBLISH),
            past(KIND, Action.PUBLISH),
            past(MAIL, None, Action.REJECT, category="contact"),
        ],
    )
    assert (found.comments, found.compared, found.flips) == (4, 3, 2)
    assert found.moves == {
        (Action.REJECT, Action.REVIEW): 1,
        (Action.PUBLISH, Action.REVIEW): 1,
        (Action.PUBLISH, Action.PUBLISH): 1,
    }
    assert (found.reviewed_before, found.reviewed_after) == (0, 2)
    rows = {row.category: row for row in found.categories}
    assert (rows["link"].stricter, rows["link"].milder) == (1, 0)
    assert rows["contact"].missed == Share(1, 1)
    assert [(row.code, row.comments, row.published) for row in found.shadows] == [
        ("contact.email", 1, 1)
    ]
    assert found.shadows[0].verdicts == Share(1, 1)
    assert found.before.wrongly_rejected == Share(1, 1)
    assert found.after.wrongly_rejected == Share(0, 0)
    assert found.after.wrongly_published == Share(1, 1)


def test_two_policies_side_by_side() -> None:
    found = backtest(LINKS_TO_REVIEW, [past(LINK), past(MAIL), past(KIND)], SHIPPED)
    assert found.moves == {
        (Action.REJECT, Action.REVIEW): 1,
        (Action.REJECT, Action.PUBLISH): 1,
        (Action.PUBLISH, Action.PUBLISH): 1,
    }
    assert found.baseline == f"policy {SHIPPED.policy_id}"
    rows = {row.category: row.milder for row in found.categories}
    assert rows == {"link": 1, "contact": 1}


def test_against_moderators() -> None:
    judged = [
        past(LINK, Action.PUBLISH, Action.PUBLISH),
        past(KIND, Action.REVIEW, Action.REJECT, category="off_topic"),
        past(KIND, Action.REVIEW),
    ]
    found = backtest(SHIPPED, judged, Baseline.MODERATORS)
    assert found.compared == 2
    assert found.moves == {
        (Action.PUBLISH, Action.REJECT): 1,
        (Action.REJECT, Action.PUBLISH): 1,
    }
    assert {row.category: (row.stricter, row.milder) for row in found.categories} == {
        "link": (1, 0),
        "off_topic": (0, 1),
    }


def test_the_load_by_day() -> None:
    first, later = datetime(2026, 5, 1, 23, tzinfo=UTC), datetime(2026, 5, 3, 1, tzinfo=UTC)
    found = backtest(
        LINKS_TO_REVIEW,
        [
            past(LINK, Action.REJECT, at=later),
            past(LINK, Action.REJECT, at=first),
            past(KIND, Action.REVIEW, at=first),
            past(KIND, Action.REVIEW),
        ],
    )
    days = [(day.day.isoformat(), day.comments, day.before, day.after) for day in found.days]
    assert days == [("2026-05-01", 2, 1, 1), ("2026-05-03", 1, 0, 1)]


def test_an_audit_counts_as_what_it_comes_to() -> None:
    policy = parse_policy("[audit]\npublished = 0.25\nrejected = 0.5\n")
    after = Moderator(SHIPPED.bundle, policy, audit=False)
    found = backtest(after, [past(KIND), past(KIND), past(LINK)])
    assert found.drawn == 2 * 0.25 + 0.5
    assert found.outcomes == {Action.PUBLISH: 2, Action.REJECT: 1}


def test_what_was_drawn_for_review_counts_as_what_the_filter_decided() -> None:
    policy = parse_policy("[audit]\npublished = 1.0\nrejected = 1.0\n").keyed(b"a key of some size")
    drawing = Moderator(SHIPPED.bundle, policy)
    assert outcome(drawing.check(KIND)) == Outcome(Action.PUBLISH)
    assert drawing.check(LINK).action is Action.REVIEW
    assert outcome(drawing.check(LINK)) == Outcome(Action.REJECT, ("link.url",), ("link",))


def test_findings_about_other_comments_are_taken_over() -> None:
    flood = Finding("flood.near_duplicate", Category.FLOOD, Source.RULE)
    found = backtest(SHIPPED, [past(KIND, Action.REVIEW, extra=(flood,))])
    assert found.flips == 0
    assert found.moves == {(Action.REVIEW, Action.REVIEW): 1}


def test_every_batch_is_counted() -> None:
    many = [past(f"{KIND} Number {number}.", Action.PUBLISH) for number in range(BATCH + 3)]
    told: list[int] = []
    found = backtest(SHIPPED, iter(many), progress=told.append)
    assert found.comments == len(many)
    assert told == [BATCH, len(many)]


def test_a_model_on_trial_is_compared_as_it_was_recorded() -> None:
    trial = Outcome(Action.REVIEW, ("model.spam",), ("spam",))
    records = [
        Past(KIND, recorded=Outcome(Action.PUBLISH), trial=trial),
        Past(KIND, recorded=Outcome(Action.PUBLISH)),
    ]
    found = trial_backtest(records, "on-trial")
    assert (found.comments, found.flips, found.model) == (1, 1, "on-trial")
    assert found.categories[0].category == "spam"


def test_the_last_decision_about_a_comment_holds() -> None:
    decisions = [
        ModeratorDecision("one", Action.REJECT, "spam", "1", "blog"),
        ModeratorDecision("other", Action.REJECT, None, "1", "forum"),
        ModeratorDecision("nameless", Action.PUBLISH),
        ModeratorDecision("nameless", Action.REJECT),
        ModeratorDecision("one", Action.PUBLISH, None, "1", "blog"),
    ]
    found = [(then.text, then.moderator, then.category) for then in of_moderators(decisions)]
    assert found == [
        ("other", Action.REJECT, None),
        ("nameless", Action.PUBLISH, None),
        ("nameless", Action.REJECT, None),
        ("one", Action.PUBLISH, None),
    ]


FIRST = datetime(2026, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
ACTIONS = st.sampled_from(Action)
CATEGORIES = st.lists(st.sampled_from(["link", "spam", "threat"]), max_size=2, unique=True)
OUTCOMES = st.builds(
    lambda action, categories: Outcome(
        action, categories=() if action is Action.PUBLISH else tuple(categories)
    ),
    ACTIONS,
    CATEGORIES,
)
CHANGES = st.builds(
    lambda verdict, was, now, category, at: Change(
        Past("text", "id", at, moderator=verdict, category=category), was, now
    ),
    st.none() | st.sampled_from([Action.PUBLISH, Action.REJECT]),
    st.none() | OUTCOMES,
    OUTCOMES,
    st.none() | st.sampled_from(["link", "off_topic"]),
    st.none() | st.datetimes(FIRST, FIRST + timedelta(days=4), timezones=st.just(UTC)),
)


def tallied(changes: list[Change], examples: int = 3) -> Backtest:
    tally = Tally(AuditShares(0.1, 0.2), examples)
    for change in changes:
        tally.add(change)
    return tally.result("name", "policy", "model", "recorded")


@given(st.lists(CHANGES, max_size=30))
def test_the_counts_add_up(changes: list[Change]) -> None:
    found = tallied(changes)
    assert found.comments == len(changes) == sum(found.outcomes.values())
    known = [change for change in changes if change.was is not None]
    assert found.compared == len(known) == sum(found.moves.values())
    assert found.flips == sum(change.flips for change in known)
    assert found.judged == sum(change.then.moderator is not None for change in changes)
    assert sum(day.comments for day in found.days) == sum(c.then.at is not None for c in changes)
    assert [day.day for day in found.days] == sorted({day.day for day in found.days})
    assert sum(day.after for day in found.days) <= found.outcomes.get(Action.REVIEW, 0)
    stricter = Counter(
        category
        for change in known
        if change.was and change.now.action.severity > change.was.action.severity
        for category in change.now.categories
    )
    assert {row.category: row.stricter for row in found.categories if row.stricter} == stricter
    for row in found.categories:
        for share in (row.rejected, row.missed):
            assert 0 <= share.part <= share.whole <= found.judged


@given(st.lists(CHANGES, max_size=30), st.integers(0, 5))
def test_the_worst_changes_come_first(changes: list[Change], examples: int) -> None:
    found = tallied(changes, examples)
    flips = [change for change in changes if change.flips]
    expected = sorted(flips, key=lambda change: (-change.worse, -abs(change.leap)))[:examples]
    assert list(found.changes) == expected


@given(st.lists(CHANGES, max_size=10))
def test_the_report_is_json_and_names_no_text(changes: list[Change]) -> None:
    found = tallied(changes)
    report = json.loads(json.dumps(to_dict(found), allow_nan=False))
    assert report["comments"] == len(changes)
    assert all("text" not in change for change in report["changes"])
    for change in to_dict(found, texts=True)["changes"]:
        assert change["hash"] == text_hash(change["text"])


@given(st.lists(CHANGES, max_size=10))
def test_the_page_is_whole_and_needs_nothing_else(changes: list[Change]) -> None:
    found = tallied(changes)
    page = html_page(found)
    assert page == html_page(found)
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert "http" not in page
    assert f"{len(changes)} comments" in page


def test_a_page_shows_texts_only_when_asked_and_never_as_html() -> None:
    text = "<script>alert(1)</script> at https://example.org/minutes"
    found = backtest(LINKS_TO_REVIEW, [past(text, Action.REJECT, id="<b>")])
    for texts in (False, True):
        page = html_page(found, texts=texts)
        assert ("alert" in page) == texts
        assert "<script" not in page
        assert "<b>" not in page
        assert "&lt;b&gt;" in page


def test_what_is_worse() -> None:
    def change(was: Action, now: Action, verdict: Action | None) -> Change:
        return Change(past("text", verdict=verdict), Outcome(was), Outcome(now))

    assert change(Action.PUBLISH, Action.REJECT, Action.PUBLISH).worse == 2
    assert change(Action.REJECT, Action.REVIEW, Action.REJECT).worse == 1
    assert change(Action.REVIEW, Action.PUBLISH, Action.PUBLISH).worse == -1
    assert change(Action.REVIEW, Action.PUBLISH, None).worse == 0


def test_a_share_of_nothing_is_no_number() -> None:
    assert Share(0, 0).value != Share(0, 0).value
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Share(1, 4).value == pytest.approx(0.25)
