"""Comments that wait, with what the shipped model and policy found: written for these tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from modfilter.domain import Action, Comment, Context
from modfilter.moderator import Moderator
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic, automatic

ARTICLE = "https://news.example.org/2026/harbour-bridge-tolls"
PARENT = "The toll is the only way to pay for the repairs; the council has published the figures."
DOUBTFUL = (
    "You clearly never crossed that bridge in your life, you clown. Who pays you to write this?",
    "Whoever signed off on this timetable should be ashamed, what a load of rubbish.",
    "The minutes are at https://council.example.org/minutes/2026-03 for everybody to read.",
    "Write to me at tolls.petition@example.net if you want to sign against it.",
    "Great deals on winter tyres this week only!!! Ask for the bridge discount, limited offer!",
    "People like you are the reason why nothing ever gets built here.",
    "ABSOLUTELY EVERYBODY KNOWS THIS IS A SCANDAL AND NOBODY DOES ANYTHING",
    "What an utterly stupid plan, and the mayor is too thick to see it.",
    "I would not be surprised if somebody threw them all into the harbour one day.",
    "asdf asdf asdf asdf",
    "Come to my channel for the truth about the tolls, link in my profile.",
    "The engineers said in 2019 that the cables would hold for another ten years.",
    "Idiots everywhere, from the planning office up to the ministry.",
    "You people always find a reason to complain, go live somewhere else.",
)
COPY = "Sign the petition against the bridge tolls today, number {}, every single voice counts!"


def judged(
    moderator: Moderator, texts: Sequence[str], *, source: str = "news", first: int = 1
) -> list[Automatic]:
    """Records of these texts as a filter would leave them that doubts all of them."""
    now = datetime.now(UTC)
    found = []
    for at, text in enumerate(texts):
        decision = moderator.check(Comment(text, id=f"c-{first + at}"))
        made = automatic(
            decision,
            text,
            source=source,
            decided_at=now - timedelta(minutes=7 * (len(texts) - at)),
            context=Context(ARTICLE, "c-0"),
        )
        found.append(_in_review(made))
    return found


def fill(store: DecisionStore, moderator: Moderator, texts: Sequence[str] = DOUBTFUL) -> None:
    """Let these wait, in answer to a published comment."""
    parent = automatic(
        moderator.check(Comment(PARENT, id="c-0")), PARENT, source="news",
        decided_at=datetime.now(UTC) - timedelta(hours=3),
    )  # fmt: skip
    store.record([parent, *judged(moderator, texts)])


def _in_review(made: Automatic) -> Automatic:
    return replace(made, action=Action.REVIEW, filter_action=Action.REVIEW)
