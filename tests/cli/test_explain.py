"""`modfilter explain`: everything that led to a decision, readable with and without colour."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
from click.testing import CliRunner, Result

from modfilter.cli import explain as explain_module
from modfilter.cli.explain import Page
from modfilter.cli.main import main
from modfilter.domain import HEADS, Action, Category, Decision, Finding, Reason, Source

TEXT = "You are bad, see http://example.com"


@dataclass(frozen=True)
class Piece:
    text: str
    span: tuple[int, int]
    weight: float


@dataclass(frozen=True)
class Explanation:
    decision: Decision
    pieces: dict[str, tuple[Piece, ...]] = field(default_factory=dict)


def explanation() -> Explanation:
    attack = Finding(
        "attack.insult", Category.PERSONAL_ATTACK, Source.RULE, ((8, 11),), detail="Aimed."
    )
    link = Finding("link.url", Category.LINK, Source.RULE, ((17, 35),), suggestion="name the site")
    score = Finding("model.toxicity", Category.TOXICITY, Source.MODEL, (), 0.62)
    shadow = Finding("value.shouting", Category.LOW_VALUE, Source.RULE)
    reasons = (
        Reason(
            attack, "Please be kind.", Action.REJECT, True, 'categories.personal_attack = "reject"'
        ),
        Reason(link, "No links.", Action.REJECT, True, 'categories.link = "reject"'),
        Reason(score, "Hostile?", Action.REVIEW, False, "heads.toxicity.review_at = 0.5"),
        Reason(shadow, "Calm down.", Action.PUBLISH, False, 'categories.low_value = "shadow"'),
    )
    scores = {**dict.fromkeys(HEADS, 0.01), "toxicity": 0.62}
    decision = Decision(None, Action.REJECT, reasons, scores, "model-id", "policy-id")
    return Explanation(
        decision, {"toxicity": (Piece("bad", (8, 11), 1.25), Piece("see", (13, 16), -0.5))}
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []

    def load(text: str, model: str | None, policy: str | None) -> Explanation:
        texts.append(text)
        return explanation()

    monkeypatch.setattr(explain_module, "load_explanation", load)
    return texts


def run(*arguments: str, data: bytes | str = b"") -> Result:
    return CliRunner().invoke(main, ["explain", *arguments], input=data)


def test_everything_is_there(asked: list[str]) -> None:
    result = run(TEXT)
    assert result.exit_code == 0
    assert asked == [TEXT]
    lines = result.stdout.splitlines()
    assert lines[0] == "reject  policy policy-id, model model-id"
    assert lines[2:4] == ["  " + TEXT, "          ^^^      " + "^" * 18]
    page = result.stdout
    for part in (
        "* attack.insult (personal_attack, rule)",
        'decided reject: policy line categories.personal_attack = "reject"',
        'at 8-11: "bad"',
        "for the moderator: Aimed.",
        "for the author: Please be kind.",
        "instead: name the site",
        "- model.toxicity (toxicity, model, score 0.6200)",
        "asks for review: policy line heads.toxicity.review_at = 0.5",
        "recorded only: policy line",
        '0.6200 [############........]  "bad" +1.25, "see" -0.50',
    ):
        assert part in page
    assert "\x1b" not in page
    assert all(head in page for head in HEADS)


def test_in_colour_the_marks_are_underlined() -> None:
    page = "\n".join(Page(80, colour=True).lines(TEXT, explanation()))
    assert "\x1b[1;4mbad\x1b[0m" in page
    assert "\x1b[31mreject" in page
    assert "^" not in page


def test_nothing_to_say() -> None:
    quiet = Explanation(Decision(None, Action.PUBLISH, (), dict.fromkeys(HEADS, 0.0), "m", "p"))
    assert "none: no rule applies" in "\n".join(Page().lines("hello", quiet))


def test_scores_of_some_heads_only_are_shown() -> None:
    # As a language that a site taught has them, and with a head of the site's own.
    scores = {**dict.fromkeys(HEADS), "spam": 0.25, "off_topic_since_last_year": 0.5}
    page = "\n".join(
        Page().lines(TEXT, Explanation(Decision(None, Action.PUBLISH, (), scores, "m", "p")))
    )
    assert "cannot read" not in page
    bars = [line.index("[") for line in page.splitlines() if "[###" in line]
    assert len(bars) == 2
    assert len(set(bars)) == 1


def test_without_scores_it_says_why() -> None:
    unread = Explanation(Decision(None, Action.PUBLISH, (), dict.fromkeys(HEADS), "m", "p"))
    page = "\n".join(Page().lines("привет", unread))
    assert "none: the model cannot read this language" in page
    assert "toxicity" not in page


def test_hostile_text_is_harmless(asked: list[str]) -> None:
    page = run("You are \x1b[2J\x07 bad").stdout
    assert "\x1b" not in page
    assert "\\x1b[2J" in page


def test_json(asked: list[str]) -> None:
    found = json.loads(run("--json", TEXT).stdout)
    assert found["action"] == "reject"
    assert found["reasons"][0]["policy_line"] == 'categories.personal_attack = "reject"'
    assert found["reasons"][0]["detail"] == "Aimed."
    assert found["pieces"]["toxicity"][0] == {"text": "bad", "span": [8, 11], "weight": 1.25}


def test_words_without_quotes_and_standard_input(asked: list[str]) -> None:
    run("You", "are", "kind")
    run("-", data="two\nlines\n")
    run("-", data=b"\xef\xbb\xbfwith a mark\r\n")
    assert asked == ["You are kind", "two\nlines", "with a mark"]


def test_bad_standard_input() -> None:
    result = run("-", data=b"caf\xe9")
    assert result.exit_code == 2
    assert "not valid UTF-8 at byte 4" in result.stderr
    result = run("-", data=b"x" * 5_000_000)
    assert result.exit_code == 2
    assert "longer than" in result.stderr
    assert run().exit_code == 2
