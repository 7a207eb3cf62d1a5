"""A validator for any text field of a form, a model or a Django REST framework serializer."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

from modfilter.backends.django.filtering import check_text
from modfilter.backends.refusals import refusals
from modfilter.domain import Decision


@deconstructible
class PublishableText:
    """Refuses a text that the site's policy rejects, with every reason's sentence and code.

    >>> from django import forms
    >>> text = forms.CharField(validators=[PublishableText()])

    A text that a moderator has to see passes: a validator can only refuse. Whether to hold it is
    what `check_text(text).action` says.
    """

    def __call__(self, text: str) -> None:
        """Raise ValidationError where `text` is refused."""
        raise_refusals(check_text(text))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublishableText)

    def __hash__(self) -> int:
        return hash(PublishableText)


def raise_refusals(decision: Decision) -> None:
    """Raise ValidationError with a sentence for each thing to change; nothing for others."""
    errors = [ValidationError(one.sentence, code=one.code) for one in refusals(decision)]
    if errors:
        raise ValidationError(errors)
