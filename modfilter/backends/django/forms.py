"""The comment form of django-contrib-comments, which tells an author what to change."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django_comments.forms import CommentForm

from modfilter.backends.django.filtering import check_text, keep_refusal
from modfilter.backends.django.judged import remember
from modfilter.backends.django.validators import raise_refusals
from modfilter.domain import Decision

_TAMPERED = {"honeypot", "timestamp", "security_hash"}


class FilteredForm:
    """Mixin for a comment form: `class MyForm(FilteredForm, CommentForm)`.

    A refused comment is an error of the field `comment`, with the sentences for its author; the
    form is shown again with all that the author wrote.
    """

    decision: Decision | None = None
    """What the filter decided; None before validation, or where there was no text to judge."""

    def clean(self) -> dict[str, Any]:
        """Judge the text, unless a robot sent the form."""
        form: Any = self
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        text = form.cleaned_data.get("comment")
        if text and not _TAMPERED & form.errors.keys():
            self.decision = check_text(text)
            try:
                raise_refusals(self.decision)
            except ValidationError as error:
                form.add_error("comment", error)
                keep_refusal(text, self.decision, preview="preview" in form.data)
        return cleaned

    def get_comment_object(self, site_id: int | None = None) -> Any:
        """The unsaved comment, which remembers what was decided about it."""
        comment = super().get_comment_object(site_id=site_id)  # type: ignore[misc]
        if self.decision is not None:
            remember(comment, self.decision)
        return comment


class FilteredCommentForm(FilteredForm, CommentForm):
    """The form that `COMMENTS_APP = "modfilter.backends.django"` shows."""
