"""Cues of tokens: each is what its docstring says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.rules.cues import Cue
from modfilter.rules.waking import cues_of


@pytest.mark.parametrize(
    ("token", "cue"),
    [
        ("word", Cue.WORD),
        ("слово", Cue.WORD),
        ("un.org", Cue.DOT),
        ("un。org", Cue.DOT),
        ("ｕｎ．ｏｒｇ", Cue.DOT),
        ("un\u200b.org", Cue.DOT),
        ("https://un.org", Cue.SCHEME),
        ("hxxp", Cue.SCHEME),
        ("www", Cue.SCHEME),
        ("HTTP", Cue.SCHEME),
        ("@anna", Cue.AT),
        ("a＠b", Cue.AT),
        ("１２３", Cue.DIGITS),
        ("10.0.0.1", Cue.ADDRESS_DOTS),
        ("１0.0.0.1", Cue.ADDRESS_DOTS),
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
