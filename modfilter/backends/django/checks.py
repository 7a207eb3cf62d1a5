"""Django's system checks: what is wrong with the filter's settings, before a comment finds out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error

from modfilter.backends.comment_filter import FilterSettings, OnFailure
from modfilter.backends.django.settings import read
from modfilter.errors import ModfilterError


def check_settings(app_configs: Any, **_others: Any) -> list[CheckMessage]:
    """The setting itself, and that model, policy and store are what they should be.

    Opens no store and reads no arrays: `check --deploy` does.
    """
    found, problems = read()
    messages: list[CheckMessage] = [
        Error(problem.message, hint=problem.hint, id="modfilter.E001") for problem in problems
    ]
    messages += _tried(_policy, found, "modfilter.E002", 'Correct the file in MODFILTER["POLICY"].')
    messages += _tried(
        _model, found, "modfilter.E003",
        'Name a bundle or a models folder in MODFILTER["MODEL"], or leave it out.',
    )  # fmt: skip
    messages += _tried(_store, found, "modfilter.E004", "Install modfilter[django].")
    if found.on_failure is OnFailure.PUBLISH:
        messages.append(
            checks.Warning(
                "comments are published unread while the filter cannot be loaded",
                hint='Set MODFILTER["ON_FAILURE"] to "hold".',
                id="modfilter.W001",
            )
        )
    return messages


def check_site(app_configs: Any, **_others: Any) -> list[CheckMessage]:
    """That the filter is asked at all, and that authors are told why."""
    import django_comments
    from django_comments.moderation import moderator

    from modfilter.backends.django.forms import FilteredForm
    from modfilter.backends.django.moderation import FilteredComments

    messages: list[CheckMessage] = []
    if not issubclass(django_comments.get_form(), FilteredForm):
        messages.append(
            checks.Warning(
                "the comment form does not tell authors why their comment is refused",
                hint='Set COMMENTS_APP = "modfilter.backends.django", or let your own form inherit '
                "from modfilter.backends.django.forms.FilteredForm first.",
                id="modfilter.W002",
            )
        )
    if not any(isinstance(one, FilteredComments) for one in moderator._registry.values()):
        messages.append(
            checks.Warning(
                "no model's comments are moderated by the filter: none is ever held",
                hint="In your models.py, after the model: "
                "moderator.register(YourModel, FilteredComments).",
                id="modfilter.W003",
            )
        )
    return messages


def check_loading(app_configs: Any, **_others: Any) -> list[CheckMessage]:
    """With `check --deploy`: load the model whole, and open the store."""
    found, _ = read()
    return [
        *_tried(
            _loaded, found, "modfilter.E005",
            "While this is so, new comments are not judged: see ON_FAILURE.",
        ),
        *_tried(_opened, found, "modfilter.E006", 'Correct MODFILTER["STORE"].'),
    ]  # fmt: skip


def _tried(
    step: Callable[[FilterSettings], None], found: FilterSettings, code: str, hint: str
) -> Iterator[CheckMessage]:
    try:
        step(found)
    except (ModfilterError, OSError, ImportError) as error:
        yield Error(str(error), hint=hint, id=code)


def _policy(found: FilterSettings) -> None:
    from modfilter.moderator import CODES
    from modfilter.policy.loading import load_policy

    load_policy(found.policy, known_codes=CODES)


def _model(found: FilterSettings) -> None:
    from modfilter.model.bundle import read_description
    from modfilter.model.choosing import bundle_folder

    read_description(bundle_folder(found.model))


def _store(found: FilterSettings) -> None:
    if found.store is not None:
        from modfilter.store.database import parsed

        parsed(found.store)


def _loaded(found: FilterSettings) -> None:
    from modfilter.moderator import Moderator

    Moderator.load(found.model, found.policy)


def _opened(found: FilterSettings) -> None:
    if found.store is not None:
        from modfilter.store.decision_store import DecisionStore

        DecisionStore.open(found.store).close()
