"""Words that name the reader."""

from __future__ import annotations

from modfilter.rules.insults import word_set

YOU = word_set("you u ya yu yuo youse yous thou yall y'all")
"""The reader as subject or object."""

YOUR = word_set("your ur yer yor thy")
"""What belongs to the reader; "ur" and "your" are also written for "you are"."""

YOURSELF = word_set("yourself urself yourselves urselves yaself yoursel yourselfs")
"""The reader again."""

SECOND_PERSON = (
    YOU
    | YOUR
    | YOURSELF
    | word_set(
        "youre youve youll youd yours you're you've you'll you'd u're u'll your'e you'r ya'll"
    )
)
"""All of them, as typed."""
