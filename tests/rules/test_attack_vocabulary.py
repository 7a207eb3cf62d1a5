"""The vocabularies of attacks find disguised words and nothing else."""

from __future__ import annotations

import pytest

from modfilter.rules.insults import INSULT_CUE_WORDS, INSULTS
from modfilter.rules.threats import THREAT_CUE_WORDS, THREATS

TEXT = (
    "Scunthorpe Dikshit Cockburn Essex Penistone assess class classic cocktail therapist Dickens "
    "smartwatch as she hot water pen.Is push.It shift snigger Hancock Lipschitz 4*100 Node.js 3.11.7 "
    "50s 60s 1st $5m b2b mp3 covid-19 e.g. U.S.A. A.S.A.P. C# AT&T r&b 100% 12/7 Assange Hitchcock "
    "Sussex Middlesex bass grass glass pass mass peacock shuttlecock Babcock titan Titanic document "
    "analysis basement's Matsushita Shitake Kumquat circumstance idiom idiosyncratic dumbbells fuchsia"
)
CLEAN = TEXT.split()


@pytest.mark.parametrize("word", CLEAN)
def test_ordinary_words_are_not_insults(word: str) -> None:
    assert INSULTS.find(word) is None
    assert THREATS.find(word) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Idiot", "idiot"),
        ("idiot!!!", "idiot"),
        ("idiooooot", "idiot"),
        ("1d10t", "idiot"),
        ("i.d.i.o.t", "idiot"),
        ("i-d-i-o-t", "idiot"),
        ("m*ron", "moron"),
        ("m0r0n", "moron"),
        ("*moron*", "moron"),
        ("st*pid", "stupid"),
        ("stup!d", "stupid"),
        ("$tupid", "stupid"),
        ("1oser", "loser"),
        ("l0ser", "loser"),
        ("b!tch", "bitch"),
        ("a$$hole", "asshole"),
        ("half-wit", "halfwit"),
        ("idiot/liar", "idiot"),
        ("idiot...you", "idiot"),
        ("(moron)", "moron"),
        ("ｉｄｉｏｔ", "idiot"),
        ("іdiot", "idiot"),
        ("idi\u200bot", "idiot"),
        ("ídiot", "idiot"),
        ("f***", "f***"),
    ],
)
def test_disguises_are_undone(typed: str, meant: str) -> None:
    assert INSULT_CUE_WORDS.find(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("k1ll", "kill"), ("KYS", "kys"), ("k.i.l.l", "kill")]
)
def test_threats_are_undone(typed: str, meant: str) -> None:
    assert THREAT_CUE_WORDS.find(typed) == meant


def test_words_inside_joined_letters() -> None:
    assert INSULTS.hidden_in("youareanidiot") == "idiot"
    assert INSULTS.hidden_in("unitedkingdom") is None
    assert INSULTS.hidden_in("") is None
