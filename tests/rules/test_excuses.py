"""Excuses: which insulting words the classifier should not mind, and which it should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.moderator import Moderator
from modfilter.rules.excuses import excused_spans
from modfilter.text.document import Document

MODERATOR = Moderator.load()


def excused(text: str) -> list[str]:
    return [text[start:end] for start, end in excused_spans(Document(text))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("That is an idiotic policy.", ["idiotic"]),
        ("😍 👍!", ["😍 👍!"]),
        ("I agree 100%.", ["100%"]),
        ("About 350.", ["350"]),
        ("This law is really stupid.", ["stupid"]),
        ("I feel so stupid now.", ["stupid"]),
        ("I am such an idiot, I misread it.", ["idiot"]),
        ("You are not stupid, you just missed table 3.", ["stupid", "You", "are", "not"]),
        ("I hear nobody is calling you a liar.", ["liar", "nobody", "is", "calling", "you", "a"]),
        ('He shouted "I will find you" at the judge.', ["I", "will", "find", "you"]),
        ("What a fool I was to sign it.", ["fool"]),
        ("She is anything but stupid.", ["stupid", "She", "is", "anything", "but"]),
        ("Kill the process and start it again.", ["Kill the process"]),
        ("The man threatened to kill a witness.", ["threatened to kill"]),
        ("Damn good coffee.", ["Damn"]),
        ("Well, that sucks.", ["that sucks"]),
        ("Moby Dick and Dick Cheney.", ["Moby Dick", "Dick"]),
        ("Refugees are not vermin.", ["vermin", "are", "not"]),
        ('He called her an "idiot" on air.', ["idiot"]),
        ("Calling people morons wins nothing.", ["morons"]),
        ("Scunthorpe has a museum.", ["Scunthorpe"]),
        ("visit the UN website", ["visit", "website"]),
        ("Search Google for the treaty.", ["Search Google for"]),
    ],
)
def test_excuses(text: str, words: list[str]) -> None:
    assert excused(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "You are an idiot.",
        "The voters are morons.",
        "I think you are stupid.",
        "Only an idiot would believe that.",
        "The mayor is a moron and everybody knows it.",
        "I read it twice. You are a clown.",
        "The idiots that run this town did it again.",
        "visit my channel now",
        "only $500 call now",
        "earn 500 a day, 24 7",
        "Nope, sorry scumbag. I'm just passing by.",
        "I care little for anything such an unhinged man says.",
        "Drop the fool, I say.",
    ],
)
def test_does_not_excuse(text: str) -> None:
    assert excused(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "👍",
        "I agree 100%.",
        "visit the UN website",
        "that is an idiotic policy",
        "I feel stupid for having missed that",
        "you are not stupid, you just missed table 3",
        'He called her an "idiot" on air, which is a disgrace',
        "Scunthorpe has a smartwatch factory, says Mr Dikshit",
        "there is no hot water in the flat, as she said",
    ],
)
def test_the_whole_filter_publishes_it(text: str) -> None:
    assert MODERATOR.check(text).action == "publish"


@given(st.text(max_size=120))
def test_spans_lie_in_the_text(text: str) -> None:
    assert all(0 <= start <= end <= len(text) for start, end in excused_spans(Document(text)))
