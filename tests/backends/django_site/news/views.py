"""The page of an article."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template import RequestContext, Template

from tests.backends.django_site.news.models import Article

_PAGE = """{% load comments %}<h1>{{ article.title }}</h1>
{% get_comment_list for article as comments %}{% for one in comments %}<p>{{ one.comment }}</p>
{% endfor %}{% render_comment_form for article %}"""


def article(request: Any, number: int) -> HttpResponse:
    found = get_object_or_404(Article, pk=number)
    return HttpResponse(Template(_PAGE).render(RequestContext(request, {"article": found})))
