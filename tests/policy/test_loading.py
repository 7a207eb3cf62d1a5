"""Policy files: what a good one comes to, and what a bad one is told."""

from __future__ import annotations

import random
import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.domain import HEADS, Category
from modfilter.errors import PolicyError
from modfilter.policy.loading import DEFAULT_FILE, KEYS, default_policy, load_policy, parse_policy
from modfilter.policy.policy import Mode
from modfilter.policy.promises import Promise
from modfilter.policy.sections import _FAMILIES
from modfilter.policy.showing import to_toml

CODES = frozenset({"link.url", "link.handle", "value.empty", "value.shouting", "attack.insult"})


def test_the_default_policy_is_the_guidelines() -> None:
    policy = load_policy()
    assert set(policy.categories) == set(Category)
    assert tuple(policy.heads) == HEADS
    for category in ("link", "contact", "personal_attack", "threat"):
        assert policy.categories[Category(category)] is Mode.REJECT
    for category in ("low_value", "flood", "too_long", "error"):
        assert policy.categories[Category(category)] is Mode.REVIEW
    assert policy.rules == dict.fromkeys(
        ["value.empty", "value.gibberish", "value.repetition"], Mode.REJECT
    )
    assert "UN website" in policy.guidelines
    assert (policy.limits.max_chars, policy.limits.min_chars) == (5000, 2)


def test_the_default_rule_lines_have_a_known_family() -> None:
    families = {code.partition(".")[0] for code in default_policy().rules}
    assert families <= set(_FAMILIES)


def test_the_default_file_is_a_policy_of_its_own() -> None:
    text = DEFAULT_FILE.read_text("utf-8")
    assert parse_policy(text).id == default_policy().id
    assert set(tomllib.loads(text)) == {name for name in KEYS if "." not in name}


def test_what_a_file_leaves_out_is_the_default() -> None:
    policy = parse_policy('[categories]\nlink = "review"\n[limits]\nmax_chars = 900\n')
    default = default_policy()
    assert policy.categories[Category.LINK] is Mode.REVIEW
    assert policy.categories[Category.THREAT] is default.categories[Category.THREAT]
    assert (policy.max_chars, policy.min_chars) == (900, default.min_chars)
    assert policy.rules == default.rules
    assert policy.heads == default.heads
    assert parse_policy("").id == default.id


def test_a_heads_table_stands_for_itself() -> None:
    policy = parse_policy("[heads.spam]\nreject_at = { precision = 0.98 }\n")
    assert policy.heads["spam"].review_at is None
    assert policy.heads["spam"].reject_at == Promise(0.98)
    assert policy.heads["insult"] == default_policy().heads["insult"]


def test_own_settings_overrule_the_defaults_rule_lines() -> None:
    by_category = parse_policy('[categories]\nlow_value = "off"\n')
    assert by_category.rule_mode("value.empty", Category.LOW_VALUE)[0] is Mode.OFF
    by_family = parse_policy('[rules]\n"value.*" = "shadow"\n')
    assert by_family.rule_mode("value.empty", Category.LOW_VALUE)[0] is Mode.SHADOW
    by_code = parse_policy('[rules]\n"value.empty" = "review"\n')
    assert by_code.rule_mode("value.empty", Category.LOW_VALUE)[0] is Mode.REVIEW
    assert by_code.rule_mode("value.gibberish", Category.LOW_VALUE)[0] is Mode.REJECT


def test_a_code_beats_a_family_and_a_family_a_category() -> None:
    policy = parse_policy('[rules]\n"link.*" = "review"\n"link.handle" = "off"\n')
    assert policy.rule_mode("link.handle", Category.LINK) == (
        Mode.OFF,
        'rules."link.handle" = "off"',
    )
    assert policy.rule_mode("link.url", Category.LINK) == (
        Mode.REVIEW,
        'rules."link.*" = "review"',
    )
    assert policy.rule_mode("contact.email", Category.CONTACT) == (
        Mode.REJECT,
        'categories.contact = "reject"',
    )


def test_codes_without_quotes_mean_the_same() -> None:
    quoted = parse_policy('[rules]\n"value.shouting" = "off"\n', known_codes=CODES)
    bare = parse_policy('[rules]\nvalue.shouting = "off"\n', known_codes=CODES)
    assert quoted.id == bare.id
    assert parse_policy('[messages]\nlink.url = "No."\n').messages == {"link.url": "No."}


def test_lists_become_limits() -> None:
    policy = parse_policy(
        """
        [allow]
        domains = [{ name = "WWW.Example.ORG.", reason = "ours" }, "example.net"]
        words = [{ word = "Scunny", reason = "the town" }]
        [block]
        words = ["PumpCoin"]
        """
    )
    assert policy.limits.allowed_domains == {"example.org", "example.net"}
    assert policy.limits.allowed_words == {"scunny"}
    assert policy.limits.blocked_words == {"pumpcoin"}
    assert [entry.reason for entry in policy.allowed_domains] == ["", "ours"]


def test_the_id_is_of_the_meaning() -> None:
    one = parse_policy(
        '[categories]\nlink = "review"\nspam = "off"\n[heads.spam]\nreview_at = 1\n'
        '[allow]\nwords = ["b", "a"]\n'
    )
    same = parse_policy(
        '# a remark\n[allow]\nwords = [{word="A"}, "b",]\n[heads]\nspam.review_at = 1.0\n'
        "[categories]\nspam = 'off'   # quietly\nlink = 'review'\n"
    )
    other = parse_policy('[categories]\nlink = "review"\n')
    assert one.id == same.id
    assert one == same
    assert len({one.id, other.id, default_policy().id}) == 3
    assert re.fullmatch("[0-9a-f]{12}", one.id)


def test_the_shown_policy_reads_back() -> None:
    policy = parse_policy(
        """
        [policy]
        name = "a \\"quoted\\" name\\u007f"
        [rules]
        "link.*" = "shadow"
        [heads.spam]
        review_at = { precision = 0.9 }
        mode = "shadow"
        [allow]
        domains = [{ name = "example.org", reason = "é \\\\" }]
        [messages]
        link = "two\\nlines"
        """
    )
    assert parse_policy(to_toml(policy)) == policy
    assert parse_policy(to_toml(default_policy())).id == default_policy().id


BAD = {
    "categorys = 1": 'site.toml: categorys: unknown section; did you mean "categories"?',
    '[categorys]\nlink = "off"': "site.toml: categorys: unknown section; did you mean",
    'policy = "x"': "site.toml: policy: must be a section ([policy]), not a text",
    '[policy]\nnam = "x"': 'site.toml: policy.nam: unknown key; did you mean "name"?',
    "[policy]\nname = 3": "site.toml: policy.name: must be a text, not a whole number (3)",
    '[categories]\nlnk = "off"': 'categories.lnk: unknown category; did you mean "link"?',
    '[categories]\nlink = "rejct"': 'categories.link: unknown mode "rejct"; did you mean "reject"?',
    '[categories]\nlink = "zzz"': "valid are off, shadow, review, reject",
    "[categories]\nlink = true": 'categories.link: must be one of "off", "shadow", "review"',
    '[categories]\n"link.url" = "off"': 'categories."link.url": a rule code stands under [rules]',
    '[rules]\n"link.ur" = "off"': 'rules."link.ur": unknown rule code; did you mean "link.url"?',
    '[rules]\n"lonk.*" = "off"': 'rules."lonk.*": unknown rule code; did you mean "link.*"?',
    '[rules]\nlink = "off"': "rules.link: a category stands under [categories]",
    '[rules]\n"model.spam" = "off"': "the model's findings are set under [heads.spam]",
    "[rules]\nlink.url.x = 1": "rules.link.url: must be no table",
    "[heads]\nspam = 0.5": "heads.spam: must be a section ([heads.spam]), not a number (0.5)",
    "[heads.toxcity]": 'heads.toxcity: unknown head; did you mean "toxicity"?',
    "[heads.spam]\nreveiw_at = 0.5": 'heads.spam.reveiw_at: unknown key; did you mean "review_at"?',
    "[heads.spam]\nreview_at = 1.01": "heads.spam.review_at: must lie between 0 and 1, not 1.01",
    "[heads.spam]\nreview_at = 98": "not 98; write 0.98 for 98 %",
    "[heads.spam]\nreview_at = -0.1": "must lie between 0 and 1, not -0.1",
    "[heads.spam]\nreview_at = nan": "must lie between 0 and 1, not nan",
    "[heads.spam]\nreview_at = true": "must be a number or { precision = NUMBER }, not true or",
    '[heads.spam]\nreview_at = "0.5"': 'must be a number or { precision = NUMBER }, not a text ("0.5")',
    "[heads.spam]\nreview_at = {}": "heads.spam.review_at: is an empty promise",
    "[heads.spam]\nreview_at = {recall = 0.5}": "heads.spam.review_at.recall: unknown key; valid are",
    "[heads.spam]\nreview_at = {precision = 2}": "heads.spam.review_at.precision: must lie between",
    "[heads.spam]\nreview_at = 0.9\nreject_at = 0.8": (
        "heads.spam.reject_at: 0.8 is below review_at (0.9)"
    ),
    "[heads.spam]\nreview_at = {precision = 0.9}\nreject_at = {precision = 0.8}": (
        "heads.spam.reject_at: promises less precision (0.8) than review_at (0.9)"
    ),
    '[heads.spam]\nmode = "shadw"': 'heads.spam.mode: unknown mode "shadw"; did you mean "shadow"?',
    "[limits]\nmax_chars = 2.5": "limits.max_chars: must be a whole number, not a number (2.5)",
    "[limits]\nmax_chars = true": "limits.max_chars: must be a whole number",
    "[limits]\nmax_chars = 0": "limits.max_chars: must be 1 or more, not 0",
    "[limits]\nmin_chars = 9\nmax_chars = 3": "limits.min_chars: 9 is more than max_chars (3)",
    "[limits]\nmax_char = 9": 'limits.max_char: unknown key; did you mean "max_chars"?',
    '[allow]\ndomains = "example.org"': "allow.domains: must be a list, not a text",
    '[allow]\ndomains = ["https://example.org"]': 'allow.domains[0]: a text ("https://example.org") is',
    '[allow]\ndomains = [{name = "example.org", why = "x"}]': "allow.domains[0].why: unknown key",
    '[allow]\ndomains = [{reason = "x"}]': 'allow.domains[0]: has no "name"',
    "[allow]\ndomains = [3]": 'allow.domains[0]: must be a text or { name = "…", reason = "…" }',
    '[allow]\nwords = ["a", "A"]': 'allow.words[1]: "a" stands in the list already',
    '[block]\nwords = ["two words"]': "block.words[0]: must be one word without spaces",
    '[block]\nwords = [""]': "block.words[0]: must be one word without spaces",
    '[block]\nwords = ["a"]\n[allow]\nwords = ["a"]': 'block.words: "a" is also in allow.words',
    "[messages]\nlink = 3": "messages.link: must be a text, not a whole number (3)",
    '[messages]\nlink = " "': "messages.link: is empty; leave the line out",
    '[messages]\nlnk = "x"': 'messages.lnk: unknown category or rule code; did you mean "link"?',
    '[messages]\n"link.ulr" = "x"': 'messages."link.ulr": unknown category or rule code; did you',
    '[messages]\n"model.spma" = "x"': 'did you mean "model.spam"?',
    "[categories": "site.toml: not valid TOML:",
    '[categories]\nlink = "off" x': "(at line 2, column",
}


@pytest.mark.parametrize(("text", "expected"), BAD.items(), ids=BAD)
def test_errors_name_place_cause_and_cure(text: str, expected: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, source="site.toml", known_codes=CODES)
    assert expected in str(caught.value)
    assert str(caught.value).startswith("site.toml: ")


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy('[categories]\nlnk = "off"\nspam = "x"\n[limits]\nmax_chars = "1"\n')
    assert len(str(caught.value).splitlines()) == 3


def test_codes_are_checked_only_where_they_are_known() -> None:
    assert parse_policy('[rules]\n"new.rule" = "off"').rules["new.rule"] is Mode.OFF
    with pytest.raises(PolicyError, match="must be a rule code such as"):
        parse_policy('[rules]\n"New Rule" = "off"')


def test_files_that_cannot_be_read(tmp_path) -> None:
    missing = tmp_path / "none.toml"
    with pytest.raises(PolicyError, match=re.escape(f"{missing}: there is no such policy file")):
        load_policy(missing)
    with pytest.raises(PolicyError, match="is a folder"):
        load_policy(tmp_path)
    with pytest.raises(PolicyError, match="is no file name"):
        load_policy("a\0b")
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'[policy]\nname = "caf\xe9"\n')
    with pytest.raises(PolicyError, match=r"line 2: not UTF-8 \(byte 20\); save the file as UTF-8"):
        load_policy(latin)


def test_a_byte_order_mark_and_crlf_are_fine(tmp_path) -> None:
    file = tmp_path / "site.toml"
    file.write_bytes(b'\xef\xbb\xbf[categories]\r\nlink = "off"\r\n')
    assert load_policy(str(file)).categories[Category.LINK] is Mode.OFF


def test_a_deeply_nested_file_is_refused() -> None:
    with pytest.raises(PolicyError):
        parse_policy("x = " + "[" * 5_000 + "]" * 5_000)


@given(st.text())
def test_any_text_is_a_policy_or_a_policy_error(text: str) -> None:
    try:
        parse_policy(text)
    except PolicyError as error:
        assert str(error).startswith("policy: ")


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["off", "reject", "example.org"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "precision", "spam", "link"]), inner, max_size=3)
    ),
    max_leaves=5,
)
_KEYS = st.sampled_from(
    [*Category, *HEADS, "review_at", "mode", "domains", "words", "max_chars", "name", "link.url"]
)


@given(
    st.dictionaries(st.sampled_from([*KEYS, "odd"]), st.dictionaries(_KEYS, _VALUES, max_size=4))
)
def test_any_tables_are_a_policy_or_a_policy_error(tables: dict[str, object]) -> None:
    from modfilter.policy import loading, sections
    from modfilter.policy.problems import Problems

    problems = Problems("site.toml")
    try:
        checked = loading._sections(tables, problems)
        sections.build(checked, problems, CODES, default_policy())
    except PolicyError as error:
        assert "site.toml: " in str(error)


def test_key_order_does_not_matter() -> None:
    lines = [f'{category} = "review"' for category in Category]
    ids = set()
    for seed in range(5):
        random.Random(seed).shuffle(lines)
        ids.add(parse_policy("[categories]\n" + "\n".join(lines)).id)
    assert len(ids) == 1
