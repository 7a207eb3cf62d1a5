"""The catalogue: every rule, in the order in which reasons are listed."""

from __future__ import annotations

from modfilter.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
