"""What an author reads about a refused comment."""

from __future__ import annotations

from typing import NamedTuple

from modfilter.domain import Action, Decision


class Refusal(NamedTuple):
    """One reason of a refusal: its code, and what the author can do about it."""

    code: str
    sentence: str


def refusals(decision: Decision) -> list[Refusal]:
    """A sentence for each thing that the author has to change; none where nothing is refused.

    Reasons with the same sentence and suggestion are told once.
    """
    if decision.action is not Action.REJECT:
        return []
    told: dict[str, Refusal] = {}
    for reason in decision.reasons:
        if reason.decisive:
            finding = reason.finding
            sentence = reason.message
            if finding.suggestion:
                sentence = f"{sentence} Instead: {finding.suggestion}"
            told.setdefault(sentence, Refusal(finding.code, sentence))
    return list(told.values())
