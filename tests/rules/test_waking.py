"""Cues: every case that a rule must match wakes it, and each cue is what its docstring says."""

from __future__ import annotations

import tomllib
from functools import reduce
from operator import or_
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.rules.catalogue import RULES
from modfilter.rules.cues import Cue
from modfilter.rules.waking import cues_of
from modfilter.text.fold import fold

CASES = Path(__file__).parent.parent / "rule_cases"
BY_CODE = {rule.code: rule for rule in RULES}


def cues_of_text(text: str) -> int:
    """What the moderator works out: cues of the tokens as typed and as folded."""
    return reduce(or_, map(cues_of, [*text.split(), *fold(text).text.split()]), 0)


def asleep(file: Path) -> list[str]:
    """The file's cases that its rule must match and that do not wake it."""
    rule = BY_CODE[file.stem]
    cases = tomllib.loads(file.read_text("utf-8")).get("match", [])
    return [
        case["text"]
        for case in cases
        if not all(cues_of_text(case["text"]) & mask for mask in rule.wake)
    ]


@pytest.mark.parametrize(
    "file",
    [file for file in sorted(CASES.glob("*.toml")) if file.stem in BY_CODE],
    ids=lambda f: f.stem,
)
def test_every_case_wakes_its_rule(file: Path) -> None:
    assert asleep(file) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_s_example_wakes_it(rule) -> None:  # type: ignore[no-untyped-def]
    assert all(cues_of_text(rule.bad) & mask for mask in rule.wake)


@pytest.mark.parametrize(
    ("token", "cue"),
    [
        ("word", Cue.WORD),
        ("слово", Cue.WORD),
        ("un.org", Cue.DOT),
        ("3,5", Cue.DOT),
        ("un。org", Cue.DOT),
        ("ｕｎ．ｏｒｇ", Cue.DOT),
        ("un\u200b.org", Cue.DOT),
        ("https://un.org", Cue.SCHEME),
        ("hxxp", Cue.SCHEME),
        ("www", Cue.SCHEME),
        ("HTTP", Cue.SCHEME),
        ("@anna", Cue.AT),
        ("a＠b", Cue.AT),
        ("(030)", Cue.DIGITS),
        ("+44", Cue.DIGITS),
        ("0101", Cue.DIGITS),
        ("7", Cue.DIGITS),
        ("１２３", Cue.DIGITS),
        ("<a", Cue.MARKUP),
        ("[x](y)", Cue.MARKUP),
        ("＜a", Cue.MARKUP),
        ("and/or", Cue.SLASH),
        ("t.me/abc", Cue.SLASH),
        ("h", Cue.ALONE),
        ("t", Cue.ALONE),
        (".c", Cue.ALONE),
        ("1", Cue.ALONE),
        ("é", Cue.ALONE),
        ("i.d.i.o.t", Cue.ODD),
        ("1d10t", Cue.ODD),
        ("wo\u200brd", Cue.ODD),
        ("exаmple", Cue.ODD),
        ("idiooot", Cue.ODD),
        ("dot", Cue.LINK_WORD),
        ("d0t", Cue.LINK_WORD),
        ("(dot)", Cue.LINK_WORD),
        ("[dot]", Cue.LINK_WORD),
        ("ｃｏｍ", Cue.LINK_WORD),
        ("com.", Cue.LINK_WORD),
        ("DOT", Cue.LINK_WORD),
        ("WhatsApp", Cue.CONTACT_WORD),
        ("whatsapp:", Cue.CONTACT_WORD),
        ("idiot", Cue.INSULT),
        ("Idiot!", Cue.INSULT),
        ("1d10t", Cue.INSULT),
        ("i.d.i.o.t", Cue.INSULT),
        ("idiooot", Cue.INSULT),
        ("m*ron", Cue.INSULT),
        ("liar/idiot", Cue.INSULT),
        ("(idiot)", Cue.INSULT),
        ("ｉｄｉｏｔ", Cue.INSULT),
        ("you", Cue.ADDRESSED),
        ("You,", Cue.ADDRESSED),
        ("you're", Cue.ADDRESSED),
        ("you’re", Cue.ADDRESSED),
        ("u", Cue.ADDRESSED),
        ("@name", Cue.ADDRESSED),
        ("kill", Cue.THREAT),
        ("KILL!", Cue.THREAT),
        ("!!!!", Cue.STRETCHED),
        ("sooooo", Cue.STRETCHED),
        ("NATO", Cue.UPPER),
        ("STOP!", Cue.UPPER),
        ("ЭТО", Cue.UPPER),
        ("asdfgh", Cue.UNLIKELY),
        ("dfgkjs!", Cue.UNLIKELY),
    ],
)
def test_token_has_cue(token: str, cue: Cue) -> None:
    assert cues_of(token) & cue


@pytest.mark.parametrize(
    ("token", "cue"),
    [
        ("...", Cue.WORD),
        ("end.", Cue.DOT),
        ("government", ~Cue.WORD),
        ("people,", ~Cue.WORD),
        ("don't", ~Cue.WORD),
        ("don’t", ~Cue.WORD),
        ("café", ~Cue.WORD),
        ("Straße", ~Cue.WORD),
        ("word", Cue.ALONE),
        ("12", Cue.UPPER),
        ("I", Cue.UPPER),
        ("wow!!!", Cue.STRETCHED),
        ("mp3", Cue.DIGITS),
        ("Scunthorpe", Cue.INSULT),
        ("Szczęście", Cue.UNLIKELY),
    ],
)
def test_token_lacks_cue(token: str, cue: Cue) -> None:
    assert not cues_of(token) & cue


@given(st.text())
def test_any_token_has_cues(token: str) -> None:
    cues = cues_of(token)
    assert cues == cues_of(token)
    assert 0 <= cues <= sum(Cue)
    if any(map(str.isalnum, token)):
        assert cues & Cue.WORD
