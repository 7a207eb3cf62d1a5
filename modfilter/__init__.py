"""Checks comments against a site's guidelines: publish, review or reject, with every reason."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modfilter.domain import Action, Category, Comment, Decision, Finding, Reason
    from modfilter.moderator import Explanation, Moderator
    from modfilter.rules.flood import FloodWindow

__all__ = [
    "Action",
    "Category",
    "Comment",
    "Decision",
    "Explanation",
    "Finding",
    "FloodWindow",
    "Moderator",
    "Reason",
]

__version__ = "0.1.0"

_HOMES = {
    "Explanation": "modfilter.moderator",
    "Moderator": "modfilter.moderator",
    "FloodWindow": "modfilter.rules.flood",
}


def __getattr__(name: str) -> object:
    # Loaded on first use: `import modfilter` alone costs nothing.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES.get(name, "modfilter.domain")), name)
