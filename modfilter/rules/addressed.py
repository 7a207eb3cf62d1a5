"""Words that aim at somebody in the conversation."""

from __future__ import annotations

YOU = frozenset(["you", "u", "ya", "yu", "yuo", "youse", "yous", "thou", "yall"]) | {"y'all"}
"""The reader as subject or object."""

YOUR = frozenset(["your", "ur", "yer", "yor", "thy"])
"""What belongs to the reader; "ur" and "your" are also written for "you are"."""

YOURSELF = frozenset(
    ["yourself", "urself", "yourselves", "urselves", "yaself", "yoursel", "yourselfs"]
)
"""The reader again."""

ADDRESSED: frozenset[str] = (
    YOU
    | YOUR
    | YOURSELF
    | frozenset(["youre", "youve", "youll", "youd", "yours"])
    | frozenset({"you're", "you've", "you'll", "you'd", "u're", "u'll", "your'e", "you'r", "ya'll"})
)
"""All second-person words, as typed: what gives a token the cue of being addressed."""
