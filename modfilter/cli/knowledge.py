"""What the commands about rules and policies need to know: every rule, and a policy to go by."""

from __future__ import annotations

from modfilter.policy.loading import load_policy
from modfilter.policy.policy import Policy
from modfilter.rules.catalogue import RULES
from modfilter.rules.rule import Rule


def known_rules() -> tuple[Rule, ...]:
    """Every rule, in the order in which reasons are listed."""
    return RULES


def known_codes() -> frozenset[str]:
    """The codes that a policy may name."""
    return frozenset(rule.code for rule in known_rules())


def policy_of(path: str | None) -> Policy:
    """The policy in the file at `path`, or the shipped one; raises PolicyError."""
    return load_policy(path, known_codes=known_codes())
