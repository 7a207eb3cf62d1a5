"""The comments' admin pages: why a comment is held, and removals that say which guideline broke."""

from __future__ import annotations

from typing import Any

import django_comments
from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.utils import timezone
from django_comments.admin import CommentsAdmin

from modfilter.backends.django.decisions import GUIDELINE, GUIDELINES, keep_decision
from modfilter.backends.django.judged import decision_on
from modfilter.domain import Action

_SHOWN = ("is_public", "is_removed")


class GuidelineForm(ActionForm):
    """The bar of actions, with the guideline that removed comments break."""

    guideline = forms.ChoiceField(
        label="because of",
        required=False,
        choices=[("", "(no reason)"), *((one, one.replace("_", " ")) for one in GUIDELINES)],
    )


assert GUIDELINE in GuidelineForm.base_fields


class FilteredCommentsAdmin(CommentsAdmin):
    """The package's own admin, with the filter's reasons; every decision reaches the store.

    Approving and removing are the package's actions. A comment that is deleted from the database
    teaches nothing: that may be its author's wish.
    """

    action_form = GuidelineForm
    readonly_fields = (*CommentsAdmin.readonly_fields, "filter_says")
    fieldsets = (*CommentsAdmin.fieldsets, ("Filter", {"fields": ("filter_says",)}))
    list_display = (*CommentsAdmin.list_display, "filter_codes")

    @admin.display(description="filter")
    def filter_codes(self, comment: Any) -> str:
        """What the filter would do with the comment today, and the codes that decide it."""
        decision = decision_on(comment)
        codes = [reason.finding.code for reason in decision.reasons if reason.decisive]
        return f"{decision.action}: {', '.join(codes)}" if codes else str(decision.action)

    @admin.display(description="What the filter says today")
    def filter_says(self, comment: Any) -> str:
        """Every reason with the sentence for moderators."""
        if comment.pk is None:
            return "-"
        decision = decision_on(comment)
        lines = [
            f"{'*' if reason.decisive else '-'} {reason.finding.code}: {reason.finding.detail}"
            for reason in decision.reasons
        ]
        return "\n".join([str(decision.action), *lines])

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Save, and record a decision where a box was ticked that shows or hides the comment."""
        super().save_model(request, obj, form, change)
        if change and set(_SHOWN) & set(form.changed_data):
            shown = obj.is_public and not obj.is_removed
            action = Action.PUBLISH if shown else Action.REJECT
            keep_decision(request, obj, action, timezone.now())


def _register() -> None:
    model = django_comments.get_model()
    # A site's own admin stays.
    if type(admin.site._registry.get(model)) is CommentsAdmin:
        admin.site.unregister(model)
        admin.site.register(model, FilteredCommentsAdmin)


_register()
