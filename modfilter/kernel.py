"""The compiled inner loops where they were built, None where numpy does the same work.

They are built when modfilter is installed on a machine with a C compiler (`native/kernel.c`).
Answers are the same either way; `MODFILTER_KERNEL=off` in the environment leaves them out.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType

VERSION = 3
"""The version of the compiled functions that this code calls."""


def _built() -> ModuleType | None:
    # The kernel's keys are bytes read as little-endian words.
    if os.environ.get("MODFILTER_KERNEL") == "off" or sys.byteorder != "little":
        return None
    try:
        built = import_module("modfilter._kernel")
    except ImportError:
        return None
    # One that was built from older sources (an editable install, say) is passed over.
    return built if built.VERSION == VERSION else None


kernel = _built()
"""The compiled functions, or None."""
