"""The two filters that modfilter is measured against; extra `bench`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

ALT = "alt-profanity-check"
BETTER = "better-profanity"

Judge = Callable[[Sequence[str]], Any]


class MissingPeerError(Exception):
    """A peer is not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not installed: pip install -e '.[bench]'")


def alt_profanity_check() -> Judge:
    """Probabilities of a list of texts, by a two-class linear model over words."""
    try:
        from profanity_check import predict_prob
    except ImportError:
        raise MissingPeerError(ALT) from None
    predict_prob(["warm"])
    judge: Judge = predict_prob
    return judge


def better_profanity() -> Judge:
    """Yes or no for each text, by a word list with variants."""
    try:
        from better_profanity import profanity
    except ImportError:
        raise MissingPeerError(BETTER) from None
    profanity.contains_profanity("warm")

    def judge(texts: Sequence[str]) -> list[bool]:
        return [profanity.contains_profanity(text) for text in texts]

    return judge
