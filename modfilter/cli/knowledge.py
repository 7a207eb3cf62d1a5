"""What commands need to know: every rule, a policy to go by, and where models lie."""

from __future__ import annotations

from pathlib import Path

from modfilter.domain import Category
from modfilter.model.choosing import bundle_folder
from modfilter.policy.loading import load_policy
from modfilter.policy.policy import Policy
from modfilter.policy.sentences import CATEGORY_SENTENCES
from modfilter.rules.catalogue import RULES
from modfilter.rules.flood import CODE as FLOOD_CODE
from modfilter.rules.rule import Rule

FLOOD = Rule(
    code=FLOOD_CODE,
    category=Category.FLOOD,
    guideline="Say it once: nobody posts the same comment again and again.",
    author=CATEGORY_SENTENCES[Category.FLOOD],
    moderator="The third and every later copy of nearly the same comment in one run.",
    bad="The same two sentences a third time, with another name in them.",
    good="A short thank-you that many people write.",
    find=lambda document, limits: (),
)
"""Flooding looks at many comments and so is no rule of the catalogue; people see it as one."""


def known_rules() -> tuple[Rule, ...]:
    """Every rule, in the order in which reasons are listed."""
    return (*RULES, FLOOD)


def known_codes() -> frozenset[str]:
    """The codes that a policy may name."""
    return frozenset(rule.code for rule in known_rules())


def policy_of(path: str | None) -> Policy:
    """The policy in the file at `path`, or the shipped one; raises PolicyError."""
    return load_policy(path, known_codes=known_codes())


def model_folder(name: str | None) -> Path:
    """The bundle of the model that a user names; see `choosing.bundle_folder`."""
    return bundle_folder(name)
