"""Identity templates: filled in English, measured as Borkan et al. define it, and varied enough."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from modfilter.domain import Action
from modfilter.errors import CorpusError
from modfilter.learning.evaluation.identity import (
    Templates,
    fill,
    filled,
    load_templates,
    measure_identity,
)
from modfilter.resources import identity_templates_path

GOOD = """
kind = ["{a term} friend helped."]
hostile = ["I hate {term} people."]
[terms]
faith = ["Amish", "Quaker"]
"""


def test_sentences_have_their_articles_and_capitals() -> None:
    assert filled("{a term} friend.", "deaf") == "A deaf friend."
    assert filled("I met {a term} man.", "Irish") == "I met an Irish man."
    assert filled("{term} people and {term} food.", "old") == "Old people and old food."


def test_aucs_by_hand() -> None:
    templates = Templates({"g": ("a", "b")}, ("{term} x", "{term} y"), ("{term} z",))
    sentences = fill(templates)
    assert sentences.texts == ["A x", "A y", "A z", "B x", "B y", "B z"]
    scores = np.array([0.1, 0.6, 0.5, 0.2, 0.3, 0.55])
    actions = [Action.PUBLISH, Action.REVIEW, Action.PUBLISH, *[Action.PUBLISH] * 2, Action.REJECT]
    found = measure_identity(templates, sentences, scores, actions)
    first, second = found.terms
    # a: kind 0.1 and 0.6, hostile 0.5; b: kind 0.2 and 0.3, hostile 0.55.
    assert (first.subgroup, first.bpsn, first.bnsp) == (0.5, 0.5, 1.0)
    assert (second.subgroup, second.bpsn, second.bnsp) == (1.0, 1.0, 0.5)
    assert (first.kind_stopped, first.hostile_published) == (0.5, 1.0)
    assert (second.kind_stopped, second.hostile_published) == (0.0, 0.0)
    assert found.auc == 0.75
    assert found.worst("bnsp") is second
    assert (found.kind, found.hostile) == (4, 2)


def test_the_projects_templates_are_many_and_apart() -> None:
    path = identity_templates_path()
    assert path is not None
    templates = load_templates(path)
    terms = [term for found in templates.terms.values() for term in found]
    assert len(templates.kind) >= 40
    assert len(templates.hostile) >= 40
    assert len(terms) >= 30
    texts = fill(templates).texts
    assert len(set(texts)) == len(texts)
    assert all(text[0].isupper() and text[-1] in ".?!" for text in texts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind = [", "not valid TOML"),
        (GOOD + "[more]\n", "unknown key 'more'"),
        (GOOD.replace("{a term}", "{term"), '"{term friend helped." has no place for a term'),
        (GOOD.replace("[terms]", "[names]"), "unknown key 'names'"),
        ('kind = ["{term}"]\nhostile = ["{term}"]\n', "[terms] is missing"),
        (GOOD.replace('["Amish", "Quaker"]', '"Amish"'), "terms.faith: must be a list of texts"),
        (GOOD.replace("Amish", "Quaker"), '"Quaker" stands there twice'),
        (GOOD.replace('"Amish", ', ""), "one term cannot be compared"),
        (GOOD.replace("hostile", "# hostile"), "hostile: must be a list of texts, and not empty"),
    ],
)
def test_errors_name_file_cause_and_cure(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "t.toml"
    path.write_text(text)
    with pytest.raises(CorpusError) as caught:
        load_templates(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert said in str(caught.value)
    with pytest.raises(CorpusError, match="no such template file"):
        load_templates(tmp_path / "none.toml")
