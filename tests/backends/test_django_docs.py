"""docs/django.md: its set-up, in a project that `django-admin startproject` makes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.backends.documents import blocks

if TYPE_CHECKING:
    from tests.backends.conftest import Site

_ASKING = """
import json, warnings
warnings.simplefilter("ignore")
import django
django.setup()
from django.test.utils import setup_test_environment
setup_test_environment()
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.test import Client
import django_comments
from django_comments.models import Comment
from news.models import Article
article = Article.objects.create(title="The old bridge")
def post(text):
    form = django_comments.get_form()(article)
    fields = {**form.initial, "name": "Ada", "email": "ada@example.org", "comment": text}
    return Client().post("/comments/post/", fields).status_code
print(json.dumps([
    post("Thank you for explaining how the vote works."),
    post("See https://example.org/vote for all the figures."),
    post("You are a bit full of yourself sometimes, mate, and your article shows it."),
    [one.is_public for one in Comment.objects.order_by("pk")],
]))
"""


def test_the_set_up_works_as_it_stands(django_folder: Path, tmp_path: Path) -> None:
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("DJANGO", "MODFILTER", "PYTEST"))
    }
    environment |= {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    python = [sys.executable, "-W", "ignore"]

    def run(*arguments: str, **others: str) -> str:
        done = subprocess.run(
            [*python, *arguments], cwd=tmp_path, env={**environment, **others},
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("-m", "django", "startproject", "blog", ".")
    run("manage.py", "startapp", "news")
    settings = tmp_path / "blog" / "settings.py"
    models = tmp_path / "news" / "models.py"
    code = {block.splitlines()[0]: block for block in blocks("django.md", "python")}
    with settings.open("a") as file:
        file.write(code["# settings.py"] + 'INSTALLED_APPS += ["news"]\n')
    with models.open("a") as file:
        file.write("class Article(models.Model):\n    title = models.TextField()\n    "
                   "def get_absolute_url(self): return '/'\n\n\n" + code["# models.py"])  # fmt: skip
    with (tmp_path / "blog" / "urls.py").open("a") as file:
        file.write(code["# urls.py"])
    run("manage.py", "makemigrations", "news")
    (commands,) = (one for one in blocks("django.md", "sh") if "migrate" in one)
    said = [run(*command.split()[1:]) for command in commands.splitlines()]
    assert "no issues" in said[0]
    assert "0 decisions are kept" in said[-1]
    answers = json.loads(run("-c", _ASKING, DJANGO_SETTINGS_MODULE="blog.settings"))
    assert answers == [302, 200, 302, [True, False]]
    assert (tmp_path / "decisions.db").is_file()


ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_other_blocks_run(site: Site) -> None:
    pytest.importorskip("rest_framework", reason="pip install 'modfilter[backends-test]'")
    scope: dict[str, object] = {"__name__": "docs"}
    others = [one for one in blocks("django.md", "python") if not one.startswith("# ")]
    assert len(others) == 3
    for block in others:
        exec(block, scope)
    serializer = scope["ReviewSerializer"](data={"text": "See https://example.org/vote."})  # type: ignore[operator]
    assert not serializer.is_valid()
    assert scope["is_held"]("You are a bit full of yourself sometimes, mate.") is True  # type: ignore[operator]
    assert scope["MyForm"].base_fields["comment"].label  # type: ignore[attr-defined]


def test_the_page_has_every_key_and_check(site: Site) -> None:
    from modfilter.backends.django.settings import KEYS

    page = (ROOT / "docs" / "django.md").read_text("utf-8")
    assert tuple(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)) == KEYS
    source = (ROOT / "modfilter/backends/django/checks.py").read_text("utf-8")
    for code in re.findall(r'"modfilter\.(\w\d+)"', source):
        assert code in page
