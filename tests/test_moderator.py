"""The façade: one answer however it is asked for, every reason kept, nothing lost."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modfilter.domain import HEADS, Action, Category, Comment, Finding, Limits, Source
from modfilter.engine import MAX_READ
from modfilter.errors import PolicyError
from modfilter.moderator import Moderator
from modfilter.policy.loading import parse_policy
from modfilter.rules.catalogue import RULES
from modfilter.rules.inspection import RULE_FAILED, Inspection
from modfilter.text.document import Document
from modfilter.wire import decision_to_json
from tests.text.test_fold import ANY

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    return Moderator.load()


def codes(moderator: Moderator, text: str) -> set[str]:
    return {reason.finding.code for reason in moderator.check(text).reasons}


def test_every_reason_is_kept(moderator: Moderator) -> None:
    found = codes(
        moderator, "You are an idiot. Mail me at name@example.com or see http://example.com/x"
    )
    assert {"attack.insult", "contact.email", "link.url"} <= found


@given(st.lists(ANY, min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_a_batch_is_its_comments_one_by_one(texts: list[str]) -> None:
    moderator = Moderator.load()
    together = [decision_to_json(decision) for decision in moderator.check_many(texts)]
    assert together == [decision_to_json(moderator.check(text)) for text in texts]


@given(ANY)
@settings(max_examples=300, deadline=None)
def test_spans_lie_in_the_original(text: str) -> None:
    for reason in SHARED.check(text).reasons:
        for start, end in reason.finding.spans:
            assert 0 <= start <= end <= len(text)


SHARED = Moderator.load()


def test_what_it_remembers_changes_no_answer(moderator: Moderator) -> None:
    texts = [line["text"] for line in examples()]
    fresh = [decision_to_json(Moderator.load().check(text)) for text in texts]
    assert [decision_to_json(decision) for decision in moderator.check_many(texts)] == fresh
    assert [decision_to_json(decision) for decision in moderator.check_many(texts)] == fresh


FOREIGN = "Wir hätten uns gewünscht, dass man uns vor der Sperrung wenigstens gefragt hätte."


def test_scores_decide_nothing_about_other_languages(moderator: Moderator) -> None:
    decision = moderator.check(FOREIGN)
    assert decision.action is Action.PUBLISH
    assert [reason.finding.code for reason in decision.reasons] == ["model.language"]
    assert decision.scores == dict.fromkeys(HEADS)
    assert moderator.explain(FOREIGN).pieces == {}


def test_rules_decide_about_other_languages(moderator: Moderator) -> None:
    decision = moderator.check(FOREIGN + " Mehr unter www.example.org/sperrung")
    assert decision.action is Action.REJECT
    assert [(reason.finding.code, reason.decisive) for reason in decision.reasons] == [
        ("link.url", True),
        ("model.language", False),
    ]


def test_no_head_speaks_where_all_of_them_may() -> None:
    heads = "".join(f"[heads.{head}]\nreview_at = 0.0\n" for head in HEADS)
    moderator = Moderator.load(policy=parse_policy(heads))
    assert codes(moderator, FOREIGN) == {"model.language"}
    assert len(codes(moderator, "Thank you for the article about the bus lanes.")) == len(HEADS)


def test_abuse_among_foreign_words_is_scored(moderator: Moderator) -> None:
    abuse = "You are all worthless idiots and should be ashamed of yourselves."
    assert moderator.check(f"{FOREIGN} {abuse} {FOREIGN}").action is not Action.PUBLISH
    assert None not in moderator.check(f"{FOREIGN} {abuse} {FOREIGN}").scores.values()


def test_threads_and_copies_agree(moderator: Moderator) -> None:
    texts = [line["text"] for line in examples()] * 4
    expected = [decision_to_json(decision) for decision in moderator.check_many(texts)]
    again = pickle.loads(pickle.dumps(moderator))
    with ThreadPoolExecutor(8) as pool:
        assert [decision_to_json(d) for d in pool.map(again.check, texts)] == expected


def test_ids_are_echoed_and_scores_complete(moderator: Moderator) -> None:
    first, second = moderator.check_many([Comment("Thank you.", "c-1"), "Well said."])
    assert (first.id, second.id) == ("c-1", None)
    assert tuple(first.scores) == HEADS
    assert all(0 <= score <= 1 for score in first.scores.values())
    assert (first.model, first.policy) == (moderator.model_id, moderator.policy_id)


def test_extra_findings_join_the_decision(moderator: Moderator) -> None:
    flood = Finding("flood.near_duplicate", Category.FLOOD, Source.RULE, detail="like c-1")
    clean, flooded = moderator.check_many(["Thank you.", "Thank you."], extra=[None, [flood]])
    assert clean.action is Action.PUBLISH
    assert flooded.action is Action.REVIEW
    with pytest.raises(ValueError, match="1 lists of extra findings for 2 comments"):
        moderator.check_many(["a", "b"], extra=[None])


def test_a_comment_too_long_to_read_goes_to_review(moderator: Moderator) -> None:
    found = moderator.check("All of this is fine. " * (MAX_READ // 10))
    assert found.action in (Action.REVIEW, Action.REJECT)
    assert "system.unread" in {reason.finding.code for reason in found.reasons}


def test_a_rule_that_fails_sends_the_comment_to_review() -> None:
    def broken(document: object, limits: object) -> list[object]:
        raise RuntimeError("a bug")

    rule = replace(RULES[0], find=broken, wake=())
    findings = Inspection(Limits(), (rule,)).findings(Document("Hello there."), (rule,))
    assert [finding.code for finding in findings] == [RULE_FAILED]
    assert "RuntimeError" in findings[0].detail
    assert "a bug" not in findings[0].detail


KEY = b"a key that only tests have"


def test_audit_samples_go_to_review_the_same_in_any_batch() -> None:
    policy = parse_policy("[audit]\npublished = 0.5\nrejected = 0.5\n")
    with pytest.raises(PolicyError, match="MODFILTER_KEY is not set"):
        Moderator.load(policy=policy)
    auditing = Moderator.load(policy=policy.keyed(KEY))
    comments = [Comment(line["text"], line["id"]) for line in examples()]
    found = auditing.check_many(comments)
    assert found == [auditing.check(comment) for comment in comments]
    assert found == pickle.loads(pickle.dumps(auditing)).check_many(comments)
    plain = SHARED.check_many(comments)
    assert [decision.filter_action for decision in found] == [d.action for d in plain]
    eligible = [d for d in found if d.filter_action is not Action.REVIEW]
    assert 0 < sum(decision.audited for decision in found) < len(eligible)
    assert all(decision.audit_probability == 0.5 for decision in eligible)
    measuring = Moderator.load(policy=policy, audit=False)
    assert [d.action for d in measuring.check_many(comments)] == [d.action for d in plain]


def test_a_model_on_trial_is_recorded_and_decides_nothing() -> None:
    bundle = SHARED.bundle
    blind = replace(
        bundle,
        calibration=np.zeros_like(bundle.calibration),
        about={**bundle.about, "id": "on-trial"},
    )
    comments = [Comment(line["text"], line["id"]) for line in examples()]
    would = Moderator(blind, parse_policy("")).check_many(comments)
    assert would != SHARED.check_many(comments)
    trial = Moderator(bundle, parse_policy(""), shadow=blind)
    for moderator in (trial, pickle.loads(pickle.dumps(trial))):
        found = moderator.check_many(comments)
        assert [replace(decision, aside=None) for decision in found] == SHARED.check_many(comments)
        assert [decision.shadow for decision in found] == would


def test_a_site_s_words_count() -> None:
    policy = parse_policy(
        '[block]\nwords = [{word = "pumpcoin", reason = "ads"}]\n'
        '[allow]\nwords = [{word = "muppet", reason = "the local puppet theatre"}]\n'
    )
    moderator = Moderator.load(policy=policy)
    assert "site.blocked_word" in codes(moderator, "Have you heard of p u m p c o i n yet?")
    assert "attack.insult" not in codes(moderator, "You are a muppet.")
    assert "attack.insult" in codes(moderator, "You are a moron.")


def test_an_explanation_shows_the_pieces(moderator: Moderator) -> None:
    explanation = moderator.explain("You are an ïdiot, honestly.")
    assert explanation.decision == moderator.check("You are an ïdiot, honestly.")
    heaviest = explanation.pieces["insult"][0]
    assert heaviest.span == (11, 16)
    assert heaviest.weight > 0


def test_the_same_answers_in_another_process(moderator: Moderator, tmp_path: Path) -> None:
    program = (
        "import json, sys; from modfilter import Moderator; from modfilter.wire import *\n"
        "m = Moderator.load()\n"
        "for line in open(sys.argv[1], encoding='utf-8'):\n"
        "    print(decision_to_json(m.check(json.loads(line)['text'])))"
    )
    source = ROOT / "examples" / "comments.jsonl"
    run = subprocess.run(
        [sys.executable, "-c", program, source],
        capture_output=True, check=True, cwd=tmp_path, text=True, encoding="utf-8",
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    expected = [decision_to_json(d) for d in moderator.check_many([e["text"] for e in examples()])]
    assert run.stdout.splitlines() == expected


def examples() -> list[dict[str, str]]:
    text = (ROOT / "examples" / "comments.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.rstrip("\n").split("\n")]


_WARM = """
import json, re, sys
from modfilter.moderator import Moderator
from modfilter.rules import phrases
from modfilter.text import patterns

moderator = Moderator.load()
moderator.warm_up()
compiled = []

class Watched:
    @staticmethod
    def compile(source, flags=0):
        compiled.append(source)
        return re.compile(source, flags)

    def __getattr__(self, name):
        return getattr(re, name)

phrases.re = patterns.re = Watched()
texts = json.load(sys.stdin)
decisions = moderator.check_many(texts)
print(json.dumps([compiled, sum(bool(decision.reasons) for decision in decisions)]))
"""


def test_a_warm_moderator_has_nothing_left_to_compile() -> None:
    texts = [
        json.loads(line)["text"]
        for file in sorted((ROOT / "training_data" / "comments").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    found = subprocess.run(
        [sys.executable, "-c", _WARM], input=json.dumps(texts[::3]), capture_output=True,
        check=True, text=True,
    )  # fmt: skip
    compiled, with_reasons = json.loads(found.stdout)
    assert compiled == []
    assert with_reasons > 500
