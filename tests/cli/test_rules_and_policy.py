"""`modfilter rules` and `modfilter policy`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from modfilter.cli.knowledge import known_codes, known_rules
from modfilter.cli.main import main
from modfilter.policy.loading import default_policy, load_policy


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_every_rule_is_listed_with_what_the_policy_does() -> None:
    result = run("rules")
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()[1:]]
    assert [row[0] for row in rows] == [rule.code for rule in known_rules()]
    assert ["flood.near_duplicate", "flood", "review"] in [row[:3] for row in rows]


def test_the_list_goes_by_the_sites_policy(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text('[categories]\nflood = "off"\n')
    rows = [line.split() for line in run("rules", "--policy", path).stdout.splitlines()]
    assert ["flood.near_duplicate", "flood", "off"] in [row[:3] for row in rows]


@pytest.mark.parametrize("code", sorted(known_codes()))
def test_each_rule_is_shown_in_full(code: str) -> None:
    result = run("rules", "show", code)
    assert result.exit_code == 0
    for name in (
        "Guideline",
        "Looks for",
        "Tells the author",
        "Policy",
        "Applies to",
        "Leaves alone",
    ):
        assert f"{name}:" in result.stdout


def test_an_unknown_rule_gets_the_nearest_name() -> None:
    result = run("rules", "show", "flood.near_duplicates")
    assert result.exit_code == 2
    assert 'did you mean "flood.near_duplicate"?' in result.stderr
    result = run("rules", "show", "\x1b[2J")
    assert result.exit_code == 2
    assert "`modfilter rules` lists them" in result.stderr
    assert "\x1b" not in result.stderr


def test_a_good_policy_is_ok(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text('[policy]\nname = "ours"\n[categories]\nlow_value = "off"\n')
    result = run("policy", "check", path)
    assert result.exit_code == 0
    assert result.stdout.startswith('ok: policy "ours", id ')


def test_a_policy_that_audits_says_where_its_key_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "site.toml"
    path.write_text("[audit]\npublished = 0.01\n")
    monkeypatch.delenv("MODFILTER_KEY", raising=False)
    result = run("policy", "check", path)
    assert result.exit_code == 0
    assert "MODFILTER_KEY, which is not set here" in result.stdout
    assert run("explain", "--policy", path, "Thank you.").exit_code == 0
    monkeypatch.setenv("MODFILTER_KEY", "a key that only tests have")
    assert "MODFILTER_KEY" not in run("policy", "check", path).stdout


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('[categories]\nlinks = "reject"\n', ["links", '"link"']),
        ('[categories]\nlink = "rejct"\n', ["categories.link", '"reject"']),
        (
            '[rules]\n"flood.near_duplicat" = "off"\n',
            ["flood.near_duplicat", '"flood.near_duplicate"'],
        ),
        ("[limits]\nmax_chars = -1\n", ["limits.max_chars"]),
        ("[categories\n", ["not valid TOML"]),
        ("\xff", ["not UTF-8"]),
    ],
)
def test_a_bad_policy_is_refused_with_place_and_cure(
    tmp_path: Path, text: str, parts: list[str]
) -> None:
    path = tmp_path / "site.toml"
    path.write_bytes(text.encode("latin-1"))
    for arguments in (["policy", "check", path], ["policy", "show", path]):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "site.toml" in result.stderr
        assert all(part in result.stderr for part in parts)
        assert result.stdout == ""


def test_a_missing_policy(tmp_path: Path) -> None:
    for command in ("check", "show"):
        result = run("policy", command, tmp_path / "gone.toml")
        assert result.exit_code == 2
        assert "gone.toml" in result.stderr


def test_the_shown_policy_is_the_policy(tmp_path: Path) -> None:
    path = tmp_path / "shown.toml"
    path.write_text(run("policy", "show").stdout)
    assert load_policy(path, known_codes=known_codes()).id == default_policy().id
    assert run("policy", "show", path).stdout == path.read_text()
