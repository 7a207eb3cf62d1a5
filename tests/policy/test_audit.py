"""The audit's draw: the share holds, the key decides, nobody is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.domain import Action, Category, Comment, Decision, Finding, Source
from modfilter.errors import PolicyError
from modfilter.policy.audit import NO_AUDIT, AuditShares, is_drawn, require_key, site_key
from modfilter.policy.decide import decide
from modfilter.policy.draw import DRAWN, audited, beside
from modfilter.policy.loading import default_policy, load_policy, parse_policy
from modfilter.policy.showing import to_toml
from modfilter.wire import decision_to_dict, decision_to_json

KEY = b"a key that only tests have"
OTHER_KEY = b"another key of some length"
MANY = [Comment(f"Comment number {number}.", f"c-{number}") for number in range(20_000)]
LINK = Finding("link.url", Category.LINK, Source.RULE, spans=((0, 4),))
SHADOW = Finding("contact.email", Category.CONTACT, Source.RULE)
SHOUT = Finding("value.shouting", Category.LOW_VALUE, Source.RULE)


def policy(published: float = 0.0, rejected: float = 0.0, key: bytes | None = KEY, more: str = ""):
    text = f"[audit]\npublished = {published}\nrejected = {rejected}\n{more}"
    return parse_policy(text).keyed(key)


def judged(comment: Comment, findings: list[Finding], by) -> Decision:
    return audited(decide(findings, {}, by, comment_id=comment.id), comment, by)


@pytest.mark.parametrize("share", [0.01, 0.05, 0.3, 0.5])
@pytest.mark.parametrize("key", [KEY, OTHER_KEY, b"x" * 500])
def test_the_share_holds_over_many_ids(share: float, key: bytes) -> None:
    drawn = sum(is_drawn(comment, share, key) for comment in MANY)
    # Five standard deviations of a binomial: chance alone fails one key in two million.
    assert abs(drawn - share * len(MANY)) < 5 * (share * (1 - share) * len(MANY)) ** 0.5


@pytest.mark.parametrize(
    "comments",
    [
        [Comment("The same text.", number) for number in range(20_000)],
        [Comment(f"Text number {number}.", 1) for number in range(20_000)],
        [Comment(f"Text number {number}.") for number in range(20_000)],
    ],
    ids=["one text", "one id", "no id"],
)
def test_the_share_holds_where_only_id_or_text_differ(comments: list[Comment]) -> None:
    drawn = sum(is_drawn(comment, 0.1, KEY) for comment in comments)
    assert abs(drawn - 2_000) < 5 * (0.1 * 0.9 * 20_000) ** 0.5


def test_keys_draw_independently() -> None:
    first = {c.id for c in MANY if is_drawn(c, 0.1, KEY)}
    second = {c.id for c in MANY if is_drawn(c, 0.1, OTHER_KEY)}
    both = 0.01 * len(MANY)
    assert abs(len(first & second) - both) < 5 * both**0.5


IDS = st.one_of(st.none(), st.integers(), st.text())


@given(st.text(), IDS, st.binary(min_size=16), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_draws_the_same_and_more(
    text: str, comment_id: str | int | None, key: bytes, one: float, other: float
) -> None:
    comment = Comment(text, comment_id)
    less, more = sorted((one, other))
    assert not is_drawn(comment, 0.0, key)
    assert is_drawn(comment, 1.0, key)
    assert is_drawn(comment, less, key) <= is_drawn(comment, more, key)
    assert is_drawn(comment, one, key) == is_drawn(Comment(text, comment_id), one, key)


@given(st.text(), IDS, st.sampled_from([[], [SHOUT], [LINK], [LINK, SHOUT]]), st.floats(0, 1))
def test_a_draw_keeps_all_that_was_decided(
    text: str, comment_id: str | int | None, findings: list[Finding], share: float
) -> None:
    comment, by = Comment(text, comment_id), policy(share, share)
    plain = decide(findings, {}, by, comment_id=comment_id)
    found = audited(plain, comment, by)
    assert found == audited(plain, comment, by)
    assert found.filter_action is plain.action
    assert [r.finding for r in found.reasons if r.finding.code != DRAWN] == findings
    assert found.action in (plain.action, Action.REVIEW)
    assert found.audited == (found.action is not plain.action)
    if plain.action is Action.REVIEW or share == 0:
        assert found is plain
        assert found.audit_probability is None
    else:
        assert found.audit_probability == share


def test_a_drawn_comment_is_in_review_and_its_reasons_are_kept() -> None:
    by = policy(0, 1, more='[categories]\ncontact = "shadow"\n')
    found = judged(Comment("See http://example.org"), [SHOUT, LINK, SHADOW], by)
    assert (found.action, found.filter_action) == (Action.REVIEW, Action.REJECT)
    assert found.audited
    told = [(r.finding.code, r.action, r.decisive, r.policy_line) for r in found.reasons]
    assert told == [
        ("link.url", Action.REJECT, False, 'categories.link = "reject"'),
        (DRAWN, Action.REVIEW, True, "audit.rejected = 1"),
        ("value.shouting", Action.REVIEW, False, 'categories.low_value = "review"'),
        ("contact.email", Action.PUBLISH, False, 'categories.contact = "shadow"'),
    ]


def test_published_and_rejected_have_shares_of_their_own() -> None:
    by = policy(published=1)
    assert judged(Comment("Thanks."), [], by).audited
    assert not judged(Comment("See http://example.org"), [LINK], by).audited
    assert judged(Comment("See http://example.org"), [LINK], by).audit_probability is None


def test_the_answer_does_not_tell() -> None:
    by = policy(0.5, 0.5)
    for comment in MANY[:50]:
        line = decision_to_json(judged(comment, [], by))
        assert "audit" not in line
        assert "0.5" not in line
    wire = decision_to_dict(judged(Comment("Thanks."), [], policy(1)))
    assert list(wire) == ["id", "action", "reasons", "scores", "model", "policy"]
    (reason,) = wire["reasons"]
    assert reason["message"] == decide(
        [Finding("system.rule_failed", Category.ERROR, Source.SYSTEM)], {}, by
    ).reasons[0].message  # fmt: skip


def test_the_author_reads_the_site_s_own_sentence() -> None:
    by = policy(1, more='[messages]\nerror = "We will have a look."\n')
    assert judged(Comment("Thanks."), [], by).reasons[0].message == "We will have a look."


def test_the_trial_s_decision_outlives_the_draw() -> None:
    by = policy(1)
    trial = decide([LINK], {}, by, model_id="on-trial")
    found = audited(beside(decide([], {}, by), trial), Comment("Thanks."), by)
    assert found.shadow is trial
    assert found.audited
    assert beside(found, trial).audit_probability == 1


def test_the_policy_s_id_covers_shares_and_key() -> None:
    ids = [
        default_policy().id,
        policy(0.01).id,
        policy(0.02).id,
        policy(0, 0.01).id,
        policy(0.01, key=OTHER_KEY).id,
        policy(0.01, key=None).id,
    ]
    assert len(set(ids)) == len(ids)
    assert policy(0.01).id == policy(0.01).id
    assert policy(0, 0).id == default_policy().id


def test_nothing_shows_the_key() -> None:
    by = policy(0.25)
    assert KEY.decode() not in repr(by) + to_toml(by)
    assert parse_policy(to_toml(by)).keyed(KEY) == by


def test_a_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    path = tmp_path / "site.toml"
    path.write_text("[audit]\npublished = 0.01\n")
    monkeypatch.delenv("MODFILTER_KEY", raising=False)
    assert site_key() is None
    without = load_policy(path)
    with pytest.raises(PolicyError, match=r"MODFILTER_KEY is not set; make one with .*secrets"):
        require_key(without.audit)
    monkeypatch.setenv("MODFILTER_KEY", " " + KEY.decode() + "\n")
    assert load_policy(path).audit.key == KEY
    require_key(load_policy(path).audit)
    assert load_policy(path).id == policy(0.01).id != without.id
    monkeypatch.setenv("MODFILTER_KEY", "too short")
    with pytest.raises(PolicyError, match=r"MODFILTER_KEY has 9 characters and needs 16 or more"):
        load_policy(path)


def test_without_an_audit_nobody_needs_a_key(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    path = tmp_path / "site.toml"
    path.write_text("[audit]\npublished = 0\n")
    monkeypatch.setenv("MODFILTER_KEY", "short")
    assert load_policy(path) == default_policy()
    require_key(NO_AUDIT)
    assert not AuditShares().draws


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[audit]\nshare = 0.1", "audit.share: unknown key; valid are published, rejected"),
        ("[audit]\npublish = 0.1", 'audit.publish: unknown key; did you mean "published"\\?'),
        (
            "[audit]\npublished = 5",
            r"audit\.published: must lie between 0 and 1, not 5; write 0\.05",
        ),
        ("[audit]\nrejected = true", "audit.rejected: must be a number, not true or false"),
        ("[audit]\nrejected = nan", "audit.rejected: must lie between 0 and 1, not nan"),
        ("audit = 0.01", r"audit: must be a section \(\[audit\]\)"),
        ("[audits]", 'audits: unknown section; did you mean "audit"'),
    ],
)
def test_mistakes_are_told(text: str, problem: str) -> None:
    with pytest.raises(PolicyError, match=problem):
        parse_policy(text)
