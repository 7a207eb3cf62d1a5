"""Attack rules wake for words in the company they need, and sleep through the news."""

from __future__ import annotations

import pytest

from modfilter.rules.attack_hinges import GROUPING, GROUPS, INSULTING, INSULTS, THREATENING, THREATS
from modfilter.rules.attack_insult import RULE as INSULT
from modfilter.rules.attack_threat import RULE as THREAT
from modfilter.rules.cues import Cue
from tests.rules.test_asleep import cues_of


def attack_cues(text: str) -> int:
    """AIMED and MENACE, where `text` has them; it must not matter what stands around it."""
    cues = cues_of(["Good point.", text, "I agree with you."])[1]
    assert cues == cues_of([text])[0]
    return cues & int(Cue.AIMED | Cue.MENACE)


@pytest.mark.parametrize(
    "text",
    [
        "You are an idiot.",
        "You're such a complete and utter moron!",
        "the author's an idiot",
        "You, orrible cretin",
        "Idiots like you ruin it",
        "an idiot such as you",
        "Read it again, moron.",
        "Idiot!",
        "You say that\nidiot\nand more – naïve",
        "m*ron",
        "You are a half-witted fellow, sir",
        "y o u i d i o t",
        "y.o.u.i.d.i.o.t",
        "YOUR A FAGGG",
        "u suckkkkkk",
        "SHUUUUUT UP",
        "get the hell lost",
        "go straight to hell",
        "@anna is a moron",
        "y0u are an idiot",
        "listen up asshole !!!",
    ],
)
def test_aimed(text: str) -> None:
    assert attack_cues(text) & Cue.AIMED


@pytest.mark.parametrize(
    "text",
    [
        "I will kill you!!!!1",
        "I'm going to find you.",
        "we know exactly where you live",
        "die in a fire",
        "I hope you all get cancer",
        "watch your back",
        "He should be hanged",
        "i will k i l l you",
        "kys",
    ],
)
def test_menacing(text: str) -> None:
    assert attack_cues(text) & Cue.MENACE


@pytest.mark.parametrize(
    "text",
    [
        "That is an idiotic policy. You know it.",
        "Troops killed nine protesters, they say, and you could hear the fire.",
        "Find out what life in the north is like, and where people live.",
        "They lost the vote and it cost them their lives.",
        "What the hell does your minister do all day?",
        "A waste of money; watch it burn",
        "We fought the fire for nine days and did not sleep",
        "It is a pathetic excuse and a lie.",
        "The dead and the dying were left there by the soldiers.",
    ],
)
def test_news_lets_the_rules_sleep(text: str) -> None:
    assert not attack_cues(text)


def test_every_hinge_has_its_company() -> None:
    assert set(THREATS.words) <= set(THREATENING)
    assert set(INSULTS.words) <= set(INSULTING)
    assert set(GROUPS.words) <= set(GROUPING)


def test_what_wakes_the_rules() -> None:
    assert INSULT.wake == (Cue.AIMED,)
    assert THREAT.wake == (Cue.MENACE,)
