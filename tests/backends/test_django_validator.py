"""The validator in forms, models and Django REST framework's serializers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.backends.conftest import Site

KIND = "Thank you for explaining how the bus lanes were paid for."
LINK = "The figures are at https://stats.example.org/2024 for everybody to see."
CALL = "Write to me at helper@example.org and I will tell you all about it."


def test_in_a_form(site: Site) -> None:
    from django import forms

    from modfilter.backends.django.validators import PublishableText

    class Letter(forms.Form):
        text = forms.CharField(validators=[PublishableText()])

    assert Letter({"text": KIND}).is_valid()
    letter = Letter({"text": f"{LINK} {CALL}"})
    assert not letter.is_valid()
    errors = letter.errors.as_data()["text"]
    assert [error.code for error in errors] == ["link.url", "contact.email"]
    assert "Instead: visit the Example website" in letter.errors["text"][0]


def test_in_a_serializer(site: Site) -> None:
    pytest.importorskip("rest_framework", reason="pip install 'modfilter[backends-test]'")
    from rest_framework import serializers

    from modfilter.backends.django.validators import PublishableText

    class Letter(serializers.Serializer):  # type: ignore[misc]
        text = serializers.CharField(validators=[PublishableText()])

    assert Letter(data={"text": KIND}).is_valid()
    letter = Letter(data={"text": LINK})
    assert not letter.is_valid()
    (error,) = letter.errors["text"]
    assert error.code == "link.url"
    assert str(error).startswith("Links are not allowed here.")


def test_in_a_migration(site: Site) -> None:
    from django.db.migrations.writer import MigrationWriter

    from modfilter.backends.django.validators import PublishableText

    written, imports = MigrationWriter.serialize(PublishableText())
    assert written == "modfilter.backends.django.validators.PublishableText()"
    scope: dict[str, Any] = {}
    for line in imports:
        exec(line, scope)
    assert eval(written, scope) == PublishableText()
