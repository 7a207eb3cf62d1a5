"""Attack rules: what their findings say, and what cases as data cannot show."""

from __future__ import annotations

import time

import pytest

from modfilter.domain import Limits
from modfilter.rules import attack_insult, attack_threat
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document

RULES = (attack_insult.RULE, attack_threat.RULE)


def found(rule: Rule, text: str) -> list[Match]:
    return list(rule.find(Document(text), Limits()))


def test_the_moderator_reads_the_word_and_the_aim() -> None:
    (match,) = found(attack_insult.RULE, "Honestly, you are such a m*ron.")
    assert match.spans == ((25, 30),)
    assert "moron" in match.detail
    assert "you are" in match.detail


def test_letters_held_apart() -> None:
    text = "y o u a r e a n i d i o t"
    (match,) = found(attack_insult.RULE, text)
    assert match.spans == ((0, len(text)),)
    assert found(attack_threat.RULE, "i will k i l l you")


def test_every_insult_has_its_place() -> None:
    text = "You idiot. You liar. Shut up."
    spans = sorted(span for match in found(attack_insult.RULE, text) for span in match.spans)
    assert [text[start:end] for start, end in spans] == ["idiot", "liar", "Shut up"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize(
    "text", ["", " ", "\n", "@", "***", "'", "you", '"', "> ", "'s", "you 're"]
)
def test_scraps_are_clean(rule: Rule, text: str) -> None:
    assert not found(rule, text)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize(
    "piece",
    ["idiot ", "you ", "you are a ", "kill you ", "shut up ", "f*", "i will and ", "\"'", "a b "],
)
def test_long_runs_end(rule: Rule, piece: str) -> None:
    started = time.perf_counter()
    found(rule, piece * (20_000 // len(piece)))
    assert time.perf_counter() - started < 5, (
        "a safeguard against runaway patterns, not a benchmark"
    )
