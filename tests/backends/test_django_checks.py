"""What Django's system checks say about the setting MODFILTER."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.backends.conftest import Site


def found(deploy: bool = False) -> dict[str, str]:
    from django.core.checks import run_checks

    return {
        one.id: f"{one.msg} {one.hint}"
        for one in run_checks(include_deployment_checks=deploy)
        if one.id and one.id.startswith("modfilter.")
    }


def test_a_site_that_is_set_up_has_no_problems(site: Site) -> None:
    assert found(deploy=True) == {}


@pytest.mark.parametrize(
    ("setting", "code", "said"),
    [
        (["policy.toml"], "modfilter.E001", "has to be a dictionary"),
        ({"POLCY": "x"}, "modfilter.E001", "Did you mean POLICY?"),
        ({"policy": "x"}, "modfilter.E001", "Did you mean POLICY?"),
        ({"MODEL": 3}, "modfilter.E001", "has to be a text or a path"),
        ({"STORE": ""}, "modfilter.E001", "has to be a text or a path"),
        ({"ON_FAILURE": "crash"}, "modfilter.E001", "one of: hold, publish"),
        ({"ON_FAILURE": ["hold"]}, "modfilter.E001", "one of: hold, publish"),
        ({"POLICY": "no/such.toml"}, "modfilter.E002", "no/such.toml"),
        ({"MODEL": Path("no/such/model")}, "modfilter.E003", "no/such/model"),
        ({"STORE": "mysql://localhost/x"}, "modfilter.E004", "a store cannot be"),
        ({"ON_FAILURE": "publish"}, "modfilter.W001", "published unread"),
    ],
)
def test_what_is_wrong_with_the_setting(site: Site, setting: Any, code: str, said: str) -> None:
    from django.test import override_settings

    with override_settings(MODFILTER=setting):
        problems = found()
    assert list(problems) == [code]
    assert said in problems[code]


def test_a_policy_with_a_slip_is_told(site: Site, tmp_path: Path) -> None:
    from django.test import override_settings

    policy = tmp_path / "site.toml"
    policy.write_text('[categories]\nlinks = "reject"\n')
    with override_settings(MODFILTER={"POLICY": policy}):
        assert "links" in found()["modfilter.E002"]


def test_a_site_that_does_not_ask_the_filter_is_warned(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.test import override_settings
    from django_comments.moderation import moderator

    monkeypatch.setattr(moderator, "_registry", {})
    with override_settings(COMMENTS_APP="django_comments"):
        assert set(found()) == {"modfilter.W002", "modfilter.W003"}


def test_deployment_checks_load_the_model_and_open_the_store(site: Site, tmp_path: Path) -> None:
    from django.test import override_settings

    from modfilter.resources import default_model_path

    broken = tmp_path / "model"
    broken.mkdir()
    (broken / "model.json").write_bytes((default_model_path() / "model.json").read_bytes())
    store = str(tmp_path / "missing" / "decisions.db")
    with override_settings(MODFILTER={"MODEL": str(broken), "STORE": store}):
        assert found() == {}
        problems = found(deploy=True)
    assert set(problems) == {"modfilter.E005", "modfilter.E006"}
    assert not (tmp_path / "missing").exists()
