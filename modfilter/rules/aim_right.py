"""What an insulting word is said of, found to its right: "idiots like you"."""

from __future__ import annotations

from modfilter.rules.aim_said import reported
from modfilter.rules.aim_words import AFTER_YOU, ASKING, NEGATION, WRITERS
from modfilter.rules.insults import ADJECTIVES, NOUNS, SLOW, STRONG, STRONG_PLURAL
from modfilter.rules.reading import NONE, SENTENCE, Token, ends_clause, text_at
from modfilter.rules.second_person import YOU, YOURSELF
from modfilter.rules.word_set import word_set

_WRITING = word_set("wrote writes posted penned")
_ANYBODY = word_set("one someone somebody anyone anybody people") | YOU
_PLACES = word_set("comments comment thread threads forum discussion section site page board")
_PERSON = word_set("person man woman human")
_WRITTEN = word_set("this that it these")


def said_right(tokens: list[Token], at: int) -> str | None:
    """Such as "Idiots like you", "as stupid as you", "how stupid are you"."""
    word = tokens[at].text
    if tokens[at].quoted or at + 2 > len(tokens) or tokens[at + 1].mark != NONE:
        return None
    first, second, third = (text_at(tokens, at + step) for step in (1, 2, 3))
    if first == "such" and second == "as" and (third in YOU or third in YOURSELF):
        return "compared with the reader: “… such as you”" if word in STRONG | NOUNS else None
    if first in ("like", "as", "than") and (second in YOU or second in YOURSELF):
        if ends_clause(tokens, at + 2) or third in AFTER_YOU:
            if first == "as" and third == "are" and not ends_clause(tokens, at + 3):
                return None
            if third == "are" and first != "like" and _denied(tokens, at):
                return None
            if first == "like" and word in ADJECTIVES and word not in STRONG:
                return None
            return "compared with the reader: “… like you”"
        return None
    if word in NOUNS and first in ("who", "that") and second in _WRITING and third in _WRITTEN:
        return "said of the author: “the … who wrote this”"
    if word in STRONG_PLURAL and _here(tokens, at + 1):
        return "said of those who comment: “… in this thread”"
    if word in NOUNS and first in YOU and second == "are" and not reported(tokens, at + 1):
        return "said of the reader: “… you are”"
    if word in NOUNS and first in ("the", "this") and second in WRITERS and third == "is":
        return "said of the author: “what a … this author is”"
    if word in NOUNS and at > 1 and tokens[at - 1].text == "the" and tokens[at - 2].text == "says":
        return "said back to somebody: “says the …”" if tokens[at - 2].mark == SENTENCE else None
    asked = any(
        text_at(tokens, back) in ASKING and tokens[back].mark != NONE
        for back in range(at - 1, max(-1, at - 6), -1)
    )
    if (
        asked
        and first == "can"
        and (second in _ANYBODY or third in _PERSON)
        and word in STRONG | SLOW
    ):
        return "asked of somebody: “how … can one be”"
    if asked and word in STRONG:
        if first in ("are", "can", "could", "were") and second in YOU:
            return "asked of the reader: “how … are you”"
        if first in YOU and second == "are":
            return "said of the reader: “how … you are”"
    return None


def _here(tokens: list[Token], at: int) -> bool:
    """Such as "in this comment section", "on here"."""
    if text_at(tokens, at) == "on" and text_at(tokens, at + 1) == "here":
        return True
    return (
        text_at(tokens, at) in ("in", "on")
        and text_at(tokens, at + 1) in ("this", "the", "these", "that")
        and any(text_at(tokens, at + step) in _PLACES for step in (2, 3, 4))
    )


def _denied(tokens: list[Token], at: int) -> bool:
    return any(text_at(tokens, back) in NEGATION for back in range(at - 1, at - 5, -1))
