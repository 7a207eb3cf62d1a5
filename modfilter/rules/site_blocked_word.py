"""site.blocked_word: a word on the site's own list, plain or disguised."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from modfilter.domain import Category, Limits
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document
from modfilter.text.vocabulary import Vocabulary


@lru_cache(maxsize=16)
def _vocabulary(words: frozenset[str]) -> Vocabulary:
    return Vocabulary(words)


def find(document: Document, limits: Limits) -> Iterable[Match]:
    """Every word that spells one of the site's blocked words."""
    if not limits.blocked_words:
        return
    blocked = _vocabulary(limits.blocked_words)
    for word in document.words:
        found = blocked.find(word.text)
        if found is not None:
            yield Match((word.span,), f"“{found}” is on the site's list of blocked words.")


RULE = Rule(
    code="site.blocked_word",
    category=Category.PROFANITY,
    guideline="Words that this site does not want (the policy's block list).",
    author="Your comment has a word that this site does not publish. Please say it differently.",
    moderator="A word on the policy's block list, as it stands there or disguised.",
    bad="(depends on the site's list)",
    good="(depends on the site's list)",
    find=find,
)
