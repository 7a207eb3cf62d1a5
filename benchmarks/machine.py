"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

_PACKAGES = (
    "modfilter",
    "numpy",
    "regex",
    "click",
    "scikit-learn",
    "alt-profanity-check",
    "better-profanity",
)


def machine() -> list[str]:
    """Lines about the processor, the system, and the versions of what takes part."""
    load = "" if not hasattr(os, "getloadavg") else f", load {os.getloadavg()[0]:.1f} at the start"
    return [
        f"{_processor()}, {cores()} cores{load}",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        ", ".join(f"{name} {_version(name)}" for name in _PACKAGES),
    ]


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        if name != "modfilter":
            return "(not installed)"
        from modfilter import __version__

        return __version__
