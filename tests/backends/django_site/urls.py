"""The site's pages: an article with its comments, the comments' own, and the admin."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from tests.backends.django_site.news.views import article

urlpatterns = [
    path("admin/", admin.site.urls),
    path("comments/", include("django_comments.urls")),
    path("<int:number>/", article),
]
