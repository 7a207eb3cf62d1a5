"""The setting `MODFILTER`: read strictly, so that a slip of the pen switches nothing off."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from modfilter.backends.comment_filter import FilterSettings, OnFailure

KEYS = ("MODEL", "POLICY", "STORE", "SOURCE", "ON_FAILURE")
"""The keys that `MODFILTER` may have."""
SOURCE = "django"
"""The comments' source in the store where `SOURCE` says no other."""
_STORE_VARIABLE = "MODFILTER_STORE"


class Problem(NamedTuple):
    """What is wrong with the setting, and what would be right."""

    message: str
    hint: str


def read() -> tuple[FilterSettings, list[Problem]]:
    """The filter's settings, and what is wrong with them. What is wrong counts as not set."""
    given = getattr(settings, "MODFILTER", {})
    if not isinstance(given, Mapping):
        problem = Problem(
            f"MODFILTER is {type(given).__name__}, and has to be a dictionary",
            'Write MODFILTER = {"STORE": "sqlite:///decisions.db"}.',
        )
        return FilterSettings(SOURCE, store=os.environ.get(_STORE_VARIABLE) or None), [problem]
    problems = [_unknown(key) for key in given if key not in KEYS]
    texts: dict[str, str | None] = {}
    for key in ("MODEL", "POLICY", "STORE", "SOURCE"):
        value: Any = given.get(key)
        if isinstance(value, Path):
            value = str(value)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            problems.append(
                Problem(
                    f'MODFILTER["{key}"] is {type(value).__name__}, and has to be a text or a path',
                    "Leave the key out for the default.",
                )
            )
            value = None
        texts[key] = value
    on_failure = given.get("ON_FAILURE", "hold")
    if on_failure not in list(OnFailure):
        problems.append(
            Problem(
                'MODFILTER["ON_FAILURE"] says what becomes of comments while the filter cannot '
                "be loaded, and has to be one of: " + ", ".join(OnFailure),
                'The default, "hold", lets moderators decide.',
            )
        )
        on_failure = OnFailure.HOLD
    found = FilterSettings(
        source=texts["SOURCE"] or SOURCE,
        model=texts["MODEL"],
        policy=texts["POLICY"],
        store=texts["STORE"] or os.environ.get(_STORE_VARIABLE) or None,
        on_failure=OnFailure(on_failure),
    )
    return found, problems


def _unknown(key: object) -> Problem:
    close = difflib.get_close_matches(str(key).upper(), KEYS, n=1)
    hint = f"Did you mean {close[0]}?" if close else f"It may have {', '.join(KEYS)}."
    return Problem(f"MODFILTER has no key {key!r}", hint)
