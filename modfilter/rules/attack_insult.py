"""attack.insult: an insult aimed at somebody in the conversation."""

from __future__ import annotations

from collections.abc import Iterator

from modfilter.domain import Category, Limits
from modfilter.rules.aim import aim_of, laughs
from modfilter.rules.attack_hinges import INSULTS
from modfilter.rules.attack_reading import hidden_word, read_for_attacks
from modfilter.rules.cues import Cue
from modfilter.rules.insults import HITS, INSULT_CUE_WORDS
from modfilter.rules.reading import span_of
from modfilter.rules.rule import Match, Rule
from modfilter.rules.second_person import SECOND_PERSON
from modfilter.text.document import Document

_MOST_MATCHES = 8
_MOST_TAKEN = 60


def find(document: Document, limits: Limits) -> Iterator[Match]:
    """Insulting words said of the reader, the author or another commenter, and abuse."""
    tokens, names, hides = read_for_attacks(document)
    if not hides and INSULT_CUE_WORDS.words.isdisjoint(names) and INSULTS.words.isdisjoint(names):
        return
    taken: set[int] = set()
    for first, last, phrase in INSULTS.find(tokens, names):
        if tokens[last].quoted or taken.intersection(range(first, last + 1)):
            continue
        taken.update(range(first, last + 1))
        detail = f"“{phrase}” is abuse of the one spoken to"
        yield Match((span_of(document.words, tokens, first, last),), detail)
        if len(taken) > _MOST_TAKEN:
            return
    hits: list[int] = []
    if not HITS.isdisjoint(names):
        hits = [at for at, token in enumerate(tokens) if token[0] in HITS and at not in taken]
        addressed = any(name in SECOND_PERSON or name[:1] == "@" for name in names)
        jesting = laughs(names, document.folded.text)
    found = 0
    for at in hits:
        aim = aim_of(tokens, at, jesting=jesting, addressed=addressed)
        if aim is not None:
            token = tokens[at]
            yield Match((document.words[token.word].span,), f"“{token.text}”, {aim}")
            found += 1
            if found == _MOST_MATCHES:
                return
    for word in document.words if hides else ():
        hidden = hidden_word(document, word)
        if hidden is not None:
            yield Match((word.span,), f"“{hidden}” in letters held apart")
            return


RULE = Rule(
    code="attack.insult",
    category=Category.PERSONAL_ATTACK,
    guideline="no personal attacks",
    author=(
        "Your comment insults a person. Please criticise the idea, the argument or the decision"
        " instead: say what is wrong with it and why."
    ),
    moderator="An insulting word or phrase aimed at somebody in the conversation.",
    bad="You are an idiot, the report says the opposite.",
    good="That is an idiotic policy, the report says the opposite.",
    find=find,
    wake=(Cue.AIMED,),
)
"""Insults aimed at the reader, the author or another commenter."""
