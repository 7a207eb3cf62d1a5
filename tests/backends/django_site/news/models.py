"""Articles, whose comments the filter moderates."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django_comments.moderation import moderator


class Article(models.Model):
    title = models.CharField(max_length=100)
    open = models.BooleanField(default=True)

    def get_absolute_url(self) -> str:
        return f"/{self.pk}/"


if hasattr(settings, "MODFILTER"):
    from modfilter.backends.django.moderation import FilteredComments

    class ArticleComments(FilteredComments):
        enable_field = "open"

    moderator.register(Article, ArticleComments)
