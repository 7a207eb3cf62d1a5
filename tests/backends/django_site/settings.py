"""Settings of a small news site with django-contrib-comments, as the documentation sets it up."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(os.environ["NEWS_SITE_FOLDER"])
SECRET_KEY = "only for tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.backends.django_site.urls"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django_comments",
    "modfilter.backends.django",
    "tests.backends.django_site.news",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "site.db",
        "OPTIONS": {"timeout": 30},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
USE_TZ = True
STATIC_URL = "static/"
SITE_ID = 1
COMMENTS_APP = "modfilter.backends.django"
MODFILTER = {"STORE": f"sqlite:///{FOLDER / 'decisions.db'}"}
if os.environ.get("NEWS_SITE_PLAIN"):
    # The same site as it was before, for the benchmark.
    INSTALLED_APPS.remove("modfilter.backends.django")
    del COMMENTS_APP, MODFILTER
