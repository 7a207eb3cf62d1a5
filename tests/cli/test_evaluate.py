"""`modfilter evaluate`, with the shipped model on comments written here and in training_data/."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from modfilter.cli.main import main

ROOT = Path(__file__).parents[2]
KIND = [
    "Thank you for the clear account of how the bus lanes were paid for.",
    "The minutes of the meeting say the opposite, on page four.",
    "I walked there on Sunday and the path was still closed.",
    "Could the author say where the forty per cent comes from?",
]
RUDE = [
    "You are a complete idiot and everyone here knows it.",
    "Shut up, you stupid liar.",
    "What a pathetic moron you are.",
]


def run(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(
        main, ["evaluate", *map(str, arguments)], env={"COLUMNS": "80", **environment}
    )


@pytest.fixture(scope="module")
def comments(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "judged.csv"
    rows = [f'"{text}",0' for text in KIND] + [f'"{text}",1' for text in RUDE]
    path.write_text("text,rude\n" + "\n".join(rows) + "\n")
    return path


@pytest.fixture(scope="module")
def reports(comments: Path) -> tuple[str, dict, str]:
    """The table, the JSON and the page of one run."""
    json_file, html_file = comments.with_name("r.json"), comments.with_name("r.html")
    result = run(
        "default", "--data", comments, "--label", "rude=toxicity", "--resamples", "50",
        "--examples", "--json", json_file, "--html", html_file,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return result.stdout, json.loads(json_file.read_text()), html_file.read_text("utf-8")


def test_the_table_says_what_happens_and_how_well(reports: tuple[str, dict, str]) -> None:
    table = reports[0]
    assert re.search(r"^no label holds +4 +100\.0 % +0\.0 % +0\.0 %$", table, re.MULTILINE)
    assert re.search(r"^toxicity +3 +0\.0 % +", table, re.MULTILINE)
    assert re.search(r"^toxicity +7 +3 +1\.000 +1\.000-1\.000 +1\.000 ", table, re.MULTILINE)
    assert "toxicity review" in table
    assert re.search(r"^worst of all +0\.9\d\d ", table, re.MULTILINE)
    assert all(len(line) <= 80 for line in table.splitlines())


def test_the_json_has_every_measure(reports: tuple[str, dict, str]) -> None:
    found = reports[1]
    assert found["format"] == 1
    assert found["interval"] == 0.9
    assert found["comments"] == 7
    assert [share["kind"] for share in found["shares"]] == [
        "all comments",
        "no label holds",
        "toxicity",
    ]
    (head,) = found["heads"]
    assert (head["auc"], head["average_precision"], head["spearman"]) == (1.0, 1.0, None)
    for threshold in head["thresholds"]:
        low, high = threshold["recall_interval"]
        assert 0 <= low <= threshold["recall"] <= high <= 1
        assert sum(threshold["cells"].values()) == 7
    assert {"subgroup", "bpsn", "bnsp"} < found["identity"]["terms"][0].keys()


def test_comments_are_named_by_hash_and_never_shown(reports: tuple[str, dict, str]) -> None:
    table, found, page = reports
    digest = hashlib.sha256(RUDE[0].encode()).hexdigest()[:12]
    assert digest in {example["hash"] for example in found["heads"][0]["missed"]}
    for report in (table, json.dumps(found), page):
        assert digest in report
        assert not any(text[:20] in report for text in KIND + RUDE)


class Page(HTMLParser):
    """Collects what a page would fetch, its ids, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(str(value))
            if name in ("href", "xlink:href"):
                self.targets.append(str(value))
            if name == "src" or tag in ("link", "script", "iframe", "object"):
                self.fetched.append(f"{tag} {name}")


def test_the_page_needs_nothing_else(reports: tuple[str, dict, str]) -> None:
    source = reports[2]
    page = Page()
    page.feed(source)
    assert page.fetched == []
    assert len(page.ids) == len(set(page.ids))
    assert all(target.startswith("#") and target[1:] in page.ids for target in page.targets)
    assert "url(http" not in source
    assert source.count("<svg") == 4
    for title in ("Reliability", "Precision and recall", "Scores", "Review load"):
        assert f'aria-label="toxicity: {title}' in source
    # Colours are the page's, so that it can be read in the dark.
    assert not re.search(r"#0[1-5]0[1-5]0[1-5]", source)
    assert "prefers-color-scheme: dark" in source
    assert 'name="viewport"' in source


def test_the_same_seed_gives_the_same_reports(comments: Path, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        seed = "1" if name == "c" else "0"
        result = run(
            "default", comments, "--label", "rude=toxicity", "--resamples", "20", "--no-templates",
            "--seed", seed, "--json", tmp_path / f"{name}.json", "--html", tmp_path / f"{name}.html",
        )  # fmt: skip
        assert result.exit_code == 0
    for form in ("json", "html"):
        first, second, third = ((tmp_path / f"{name}.{form}").read_bytes() for name in "abc")
        assert first == second
        assert first != third


def test_json_on_standard_output_is_alone_there(comments: Path) -> None:
    result = run("default", comments, "--label", "rude=toxicity", "--no-templates", "--json", "-")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["identity"] is None


def test_a_narrow_terminal_keeps_the_columns_that_matter(comments: Path) -> None:
    table = run(
        "default", comments, "--label", "rude=toxicity", "--resamples", "20", COLUMNS="40"
    ).stdout
    assert all(len(line) <= 40 for line in table.splitlines())
    for kept in ("REJECTED", "ROC AUC", "PRECISION", "RECALL", "BPSN"):
        assert kept in table
    assert "LABELLED" not in table


def test_the_projects_own_comments_and_a_recipe() -> None:
    result = run(
        "default", "--recipe", ROOT / "training_data" / "recipe.toml", "--held-out",
        "--data", ROOT / "training_data" / "comments", "--no-templates", "--resamples", "20",
        "--prevalence", "spam=0.05",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    for head in ("toxicity", "insult", "personal_attack", "spam"):
        assert re.search(rf"^{head} +[\d,]+ +\d+ +0\.\d+ ", result.stdout, re.MULTILINE)
    assert "assumed shares of positives: spam 5.0 %" in result.stdout


def test_unlabelled_comments_are_judged_and_not_measured(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in KIND + RUDE))
    result = run("default", path, "--unlabelled", "--no-templates")
    assert result.exit_code == 0
    assert re.search(r"^all comments +7 +57\.1 % ", result.stdout, re.MULTILINE)
    assert "ROC AUC" not in result.stdout


def test_a_policy_and_templates_of_ones_own(comments: Path, tmp_path: Path) -> None:
    policy, templates = tmp_path / "site.toml", tmp_path / "t.toml"
    policy.write_text('[policy]\nname = "ours"\n[heads.toxicity]\nreview_at = 0.125\n')
    templates.write_text(
        'kind = ["My {term} friend cooks well."]\nhostile = ["I hate stupid {term} people."]\n'
        '[terms]\nfood = ["vegan", "hungry"]\n'
    )
    result = run(
        "default", comments, "--label", "rude=toxicity", "--policy", policy,
        "--templates", templates,
    )  # fmt: skip
    assert result.exit_code == 0
    assert "policy ours" in result.stdout
    assert re.search(r"^toxicity review +0\.125 ", result.stdout, re.MULTILINE)
    assert "toxicity reject " not in result.stdout
    assert "vegan" in result.stdout


WRONG = {
    "no data": ([], "no data: name files with labelled comments, --data FILE"),
    "no such bundle": (["DATA", "--label", "rude=toxicity"], "no/where is not a folder"),
    "no pair": (["DATA", "--label", "rude"], '"rude" is not COLUMN=HEAD'),
    "no such head": (["DATA", "--label", "rude=toxic"], 'did you mean "toxicity"?'),
    "a head twice": (
        ["DATA", "--label", "a=spam", "--label", "b=spam"],
        'both "a" and "b" are to be spam',
    ),
    "no such column": (["DATA", "--label", "rud=toxicity"], 'did you mean "rude"?'),
    "held out of what": (["DATA", "--held-out"], "--held-out needs --recipe FILE"),
    "no share": (["DATA", "--prevalence", "spam=2"], "must be a number between 0 and 1"),
    "no number": (["DATA", "--prevalence", "spam=x"], "must be a number between 0 and 1"),
    "no folder for the page": (["DATA", "--html", "no/such/r.html"], "there is no folder no/such"),
    "no folder for JSON": (["DATA", "--json", "no/such/r.json"], "there is no folder no/such"),
    "no templates": (
        ["DATA", "--label", "rude=toxicity", "--templates", "none.toml"],
        "none.toml: there is no such template file",
    ),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_errors_name_place_and_cure(comments: Path, arguments: list[str], said: str) -> None:
    bundle = "no/where" if "not a folder" in said else "default"
    result = run(bundle, *(comments if value == "DATA" else value for value in arguments))
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_without_matplotlib_the_cure_is_named_before_the_work(
    comments: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = run("no/where", comments, "--html", tmp_path / "r.html")
    assert result.exit_code == 2
    assert "pip install 'modfilter[report]'" in result.output
    assert not (tmp_path / "r.html").exists()


def test_data_may_be_named_in_every_way(comments: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text(comments.read_text().replace("idiot", "fool"))
    forms = (
        ["default", "--data", comments, "--data", other],
        ["default", "--data", comments, other],
        ["default", comments, other],
    )
    for form in forms:
        result = run(
            *form, "--label", "rude=toxicity", "--no-templates", "--resamples", "10", "--json", "-"
        )
        assert json.loads(result.stdout)["files"] == ["judged.csv", "other.csv"]


def test_names_from_files_are_text_in_the_page(comments: Path, tmp_path: Path) -> None:
    policy, templates, page = (tmp_path / name for name in ("site.toml", "t.toml", "r.html"))
    policy.write_text('[policy]\nname = "<b>ours</b>"\n')
    templates.write_text(
        'kind = ["My {term} friend."]\nhostile = ["I hate {term} people."]\n'
        '[terms]\nfood = ["<i>vegan</i>", "hungry"]\n'
    )
    result = run(
        "default", comments, "--label", "rude=toxicity", "--policy", policy,
        "--templates", templates, "--html", page, "--resamples", "10",
    )  # fmt: skip
    assert result.exit_code == 0
    source = page.read_text("utf-8")
    assert "&lt;b&gt;ours&lt;/b&gt;" in source
    assert "&lt;i&gt;vegan&lt;/i&gt;" in source
    assert "<b>ours" not in source
    assert "<i>" not in source


def test_who_waits_at_a_terminal_sees_progress(
    comments: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("default", comments, "--label", "rude=toxicity", "--resamples", "10")
    assert run(*arguments).stderr == ""
    monkeypatch.setattr("modfilter.cli.evaluate.is_terminal", lambda stream: True)
    result = run(*arguments)
    assert "7 comments" in result.stderr
    assert result.stderr.endswith("\r\x1b[K")
