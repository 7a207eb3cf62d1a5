"""Settings that all tests share."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# The same examples on every machine, and no verdict by the clock.
settings.register_profile(
    "modfilter",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("modfilter")

# Which model is tested must not hang on who tests.
for _name in ("MODFILTER_MODEL", "MODFILTER_MODELS"):
    os.environ.pop(_name, None)
