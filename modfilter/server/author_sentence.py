"""What an author is told of a moderator's decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from modfilter.policy.policy import Policy
from modfilter.policy.sentences import CATEGORY_SENTENCES, OWN_SENTENCE


def refusal_sentence(
    category: str | None, reasons: Sequence[Mapping[str, Any]], policy: Policy
) -> str:
    """The sentence for the author of a rejected comment, with the way out.

    `reasons` are the filter's, in the wire form: where one is of the category that the moderator
    named, its sentence says it best. Without a category none of them is known to be the cause.
    """
    said = [one for one in reasons if category and one.get("category") == category]
    said.sort(key=lambda one: not one.get("decisive"))
    # Reasons of a text that was taken away have no sentence any more.
    for reason in said:
        if sentence := reason.get("message"):
            return str(sentence)
    return policy.messages.get(category or "") or CATEGORY_SENTENCES.get(
        category or "", OWN_SENTENCE
    )
