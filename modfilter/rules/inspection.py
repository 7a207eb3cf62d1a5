"""Asking the rules: those that a comment's cues wake, all of them, whatever the others find."""

from __future__ import annotations

from collections.abc import Iterable

from modfilter.domain import Category, Finding, Limits, Source
from modfilter.rules import site_blocked_word
from modfilter.rules.catalogue import RULES
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document
from modfilter.text.fold import fold

RULE_FAILED = "system.rule_failed"


class Inspection:
    """The catalogue with a site's limits, ready to be asked."""

    def __init__(self, limits: Limits, rules: tuple[Rule, ...] = RULES) -> None:
        self._limits = limits
        if not limits.blocked_words:
            rules = tuple(rule for rule in rules if rule.code != site_blocked_word.RULE.code)
        self._rules = rules
        masks = 0
        for rule in rules:
            for mask in rule.wake:
                masks |= int(mask)
        self._masks = masks
        # Comments have few different sets of cues that matter; each set's rules are picked once.
        self._awake: dict[int, tuple[Rule, ...]] = {}

    def awake(self, cues: int) -> tuple[Rule, ...]:
        """The rules that these cues wake, in the catalogue's order."""
        key = cues & self._masks
        rules = self._awake.get(key)
        if rules is None:
            rules = tuple(
                rule for rule in self._rules if all(key & int(mask) for mask in rule.wake)
            )
            self._awake[key] = rules
        return rules

    def findings(self, document: Document, rules: Iterable[Rule]) -> list[Finding]:
        """What `rules` find in a comment, at most one finding each."""
        found = []
        for rule in rules:
            try:
                matches = self._allowed(document.text, rule.find(document, self._limits))
            except Exception as error:  # a broken rule must not lose the comment
                found.append(_failure(rule, error))
                continue
            if matches:
                found.append(_finding(rule, matches))
        return found

    def _allowed(self, text: str, matches: Iterable[Match]) -> list[Match]:
        """The matches less those that rest on the site's allowed words alone."""
        allowed = self._limits.allowed_words
        if not allowed:
            return list(matches)
        return [
            match
            for match in matches
            if not match.spans
            or not all(fold(text[start:end]).text in allowed for start, end in match.spans)
        ]


def _finding(rule: Rule, matches: list[Match]) -> Finding:
    spans = sorted({span for match in matches for span in match.spans})
    details = list(dict.fromkeys(match.detail for match in matches if match.detail))
    suggestions = [match.suggestion for match in matches if match.suggestion]
    return Finding(
        code=rule.code,
        category=rule.category,
        source=Source.RULE,
        spans=tuple(spans),
        detail=" ".join(details[:3]) or rule.moderator,
        suggestion=suggestions[0] if suggestions else None,
    )


def _failure(rule: Rule, error: Exception) -> Finding:
    return Finding(
        code=RULE_FAILED,
        category=Category.ERROR,
        source=Source.SYSTEM,
        detail=f"The rule {rule.code} failed ({type(error).__name__}); please judge by hand.",
    )
