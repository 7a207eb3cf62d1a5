"""A Django site with the real packages, set up once; skipped where they are not installed."""

from __future__ import annotations

import importlib.util
import os
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

DJANGO = all(importlib.util.find_spec(name) for name in ("django", "django_comments", "sqlalchemy"))
# Django imports these, once it is set up.
collect_ignore = ["django_site"]


@dataclass
class Site:
    """The site, asked as a browser asks it."""

    folder: Path
    client: Any
    article: Any

    @property
    def store_url(self) -> str:
        return f"sqlite:///{self.folder / 'decisions.db'}"

    def form(self, client: Any = None) -> dict[str, str]:
        """The hidden fields of the article's comment form."""
        return hidden_fields((client or self.client).get(f"/{self.article.pk}/").content.decode())

    def post(self, text: str, client: Any = None, **others: str) -> Any:
        """Post a comment by the form; gives back the answer."""
        client = client or self.client
        fields = {"name": "Ada", "email": "ada@example.org", "url": "", "honeypot": ""}
        return client.post(
            "/comments/post/", {**self.form(client), **fields, "comment": text, **others}
        )

    def comments(self) -> list[Any]:
        from django_comments.models import Comment

        return list(Comment.objects.order_by("pk"))

    def flush(self) -> None:
        """Have all that waits written to the store."""
        from modfilter.backends.django.filtering import current_filter

        recorder = current_filter().recorder
        assert recorder is not None
        assert recorder.flush()

    def decisions(self) -> list[Any]:
        """What moderators decided, as the store has it."""
        from modfilter.store.decision_store import DecisionStore

        self.flush()
        with DecisionStore.open(self.store_url) as store:
            return list(store.moderator_decisions(history=True))

    def automatic(self) -> list[Any]:
        from modfilter.store.decision_store import DecisionStore

        self.flush()
        with DecisionStore.open(self.store_url) as store:
            return list(store.automatic())


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of a form that security depends on."""
    inputs = re.findall(r"<input[^>]+>", page)
    names = ("content_type", "object_pk", "timestamp", "security_hash", "csrfmiddlewaretoken")
    found = {}
    for one in inputs:
        name, value = re.search(r'name="(\w+)"', one), re.search(r'value="([^"]*)"', one)
        if name and value and name[1] in names:
            found[name[1]] = value[1]
    return found


@pytest.fixture(scope="session")
def django_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the site keeps its files; Django is set up for it, once for all tests."""
    if not DJANGO:
        pytest.skip("Django is not installed: pip install 'modfilter[django]'")
    folder = tmp_path_factory.mktemp("news")
    os.environ["NEWS_SITE_FOLDER"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.backends.django_site.settings"
    import django
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    with warnings.catch_warnings():
        # django-contrib-comments 2.2 does not know what Django 6 changes.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        importlib.import_module("django_comments.forms")
    call_command("migrate", verbosity=0)
    return folder


@pytest.fixture
def site(django_folder: Path, tmp_path: Path) -> Iterator[Site]:
    """An empty site with one article, and a store of its own."""
    from django.core.management import call_command
    from django.test import Client, override_settings

    call_command("flush", verbosity=0, interactive=False)
    from django.contrib.sites.models import Site as DjangoSite

    from tests.backends.django_site.news.models import Article

    DjangoSite.objects.update_or_create(pk=1, defaults={"domain": "testserver", "name": "news"})
    article = Article.objects.create(title="The old bridge")
    with override_settings(MODFILTER={"STORE": f"sqlite:///{tmp_path / 'decisions.db'}"}):
        yield Site(tmp_path, Client(), article)


@pytest.fixture
def moderator(site: Site) -> Any:
    """A client that is logged in as a moderator with all permissions."""
    from django.contrib.auth.models import User
    from django.test import Client

    user = User.objects.create_superuser("m.curie", "marie@example.org", "radium")
    client = Client()
    client.force_login(user)
    return client
