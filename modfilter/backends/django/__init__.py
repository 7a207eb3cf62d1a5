"""A comments app for Django: `COMMENTS_APP = "modfilter.backends.django"` (docs/django.md).

django-contrib-comments looks for `get_form` here and nowhere else.
"""

from __future__ import annotations


def get_form() -> type:
    """The comment form that says what an author has to change."""
    from modfilter.backends.django.forms import FilteredCommentForm

    return FilteredCommentForm
