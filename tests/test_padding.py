"""An insult among forty kind words is still one: nothing around it hides it."""

from __future__ import annotations

from itertools import cycle, islice

import pytest

from modfilter.domain import Action
from modfilter.moderator import Moderator

KIND = (
    "Thank you for this careful piece, it made my morning and I sent it to my sister right away.",
    "The photographs of the harbour are lovely, and the history of the lighthouse was new to me.",
    "I have read this paper for thirty years and I always enjoy the letters on a quiet Sunday.",
    "My neighbours and I talked about the new library over tea and we all look forward to it.",
    "What a pleasure to see the choir on the front page, they have practised so hard all winter.",
    "The recipe worked well with pears instead of apples, and the children asked for more of it.",
)
INSULTS = (
    "You are an idiot.", "You're a pathetic liar.", "What a moron you are.", "Shut up, you clown.",
    "You stupid fool.", "Only an imbecile like you would say that.", "You are a disgusting pig.",
    "Get lost, loser.", "You people are scum.", "You are the dumbest person here.",
    "Go to hell, you old hag.", "You are a coward and a cheat.", "You are such a jerk.",
    "Nobody likes you, you ugly troll.", "You brainless sheep.", "You are full of shit.",
    "Kiss my arse, you twit.", "You are a worthless human being.", "Drop dead, you moron.",
    "You sick little creep.", "Your mother should be ashamed of an idiot like you.",
    "Fuck off, you dimwit.", "You are a retarded clown.", "Piss off, you lying rat.",
    "You are a nasty, stupid woman.", "You dumb bastard.", "You are nothing but a filthy crook.",
    "Shut your mouth, you silly cow.", "What an arrogant prick you are.", "You are a total wanker.",
)  # fmt: skip


def padded(insult: str, place: int, start: int) -> str:
    """The insult before, between or after sentences of forty kind words or more."""
    sentences = list(islice(cycle(KIND), start, start + 4))
    sentences.insert(place, insult)
    return " ".join(sentences)


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    return Moderator.load()


def test_the_padding_alone_is_published(moderator: Moderator) -> None:
    texts = [" ".join(islice(cycle(KIND), start, start + 4)) for start in range(len(KIND))]
    assert {decision.action for decision in moderator.check_many(texts)} == {Action.PUBLISH}


@pytest.mark.parametrize("place", [0, 2, 4])
def test_padded_insults_are_not_published(moderator: Moderator, place: int) -> None:
    texts = [padded(insult, place, at % len(KIND)) for at, insult in enumerate(INSULTS)]
    published = [
        insult
        for insult, decision in zip(INSULTS, moderator.check_many(texts), strict=True)
        if decision.action is Action.PUBLISH
    ]
    assert len(published) <= 0.05 * len(INSULTS), published
