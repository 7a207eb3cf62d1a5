"""What Django does when the app is installed: checks the settings, listens to moderators."""

from __future__ import annotations

from django.apps import AppConfig
from django.core import checks


class ModfilterConfig(AppConfig):
    """The app `modfilter.backends.django`, known to Django as `modfilter`. It has no models."""

    name = "modfilter.backends.django"
    label = "modfilter"
    verbose_name = "Comment filter"

    def ready(self) -> None:
        """Register the system checks, connect to the comments' signals, load the filter later."""
        from modfilter.backends.django import decisions, filtering
        from modfilter.backends.django.checks import check_loading, check_settings, check_site

        checks.register(check_settings, "modfilter")
        checks.register(check_site, "modfilter")
        checks.register(check_loading, "modfilter", deploy=True)
        decisions.connect()
        filtering.load_when_serving()
