"""length.too_long: more characters than the site takes."""

from __future__ import annotations

from collections.abc import Iterable

from modfilter.domain import Category, Limits
from modfilter.rules.cues import Cue
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document


def find(document: Document, limits: Limits) -> Iterable[Match]:
    """One match from the first character over the limit to the end."""
    length = len(document.text)
    if length <= limits.max_chars:
        return ()
    over = length - limits.max_chars
    characters = "character" if over == 1 else "characters"
    return (
        Match(
            spans=((limits.max_chars, length),),
            detail=f"{length:,} characters; the site's limit is {limits.max_chars:,}.",
            suggestion=f"Please cut {over:,} {characters}, or post it in parts.",
        ),
    )


RULE = Rule(
    code="length.too_long",
    category=Category.TOO_LONG,
    guideline="Comments stay within the site's length limit.",
    author="Your comment is longer than comments here may be. "
    "Please shorten it, or post it in parts.",
    moderator="The text has more characters than the site's limit.",
    bad="This comment goes on and on. " * 180,
    good="This comment comes to the point.",
    find=find,
    wake=(Cue.LONG,),
)
