"""Whether a saying about the reader is supposed, concluded or reported rather than said."""

from __future__ import annotations

from modfilter.rules.aim_words import NEGATION, REPORTING, SPEAKER, SUPPOSING
from modfilter.rules.reading import NONE, PAUSE, SENTENCE, Token


def supposed(tokens: list[Token], you: int) -> bool:
    """Such as "If you are", "when all of you are"."""
    for k in range(you - 1, max(-1, you - 4), -1):
        if tokens[k + 1].mark == SENTENCE:
            return False
        if tokens[k].text in SUPPOSING or tokens[k].text in ("neither", "none"):
            return True
        if tokens[k].text not in ("all", "of", "even", "that", "only", "in", "case"):
            return False
    return False


def concluded(tokens: list[Token], you: int) -> bool:
    """Such as "If you support this, you are a bigot": of anybody who does."""
    for k in range(you - 1, max(-1, you - 20), -1):
        if tokens[k].text == "if":
            return True
        if tokens[k].mark == SENTENCE:
            return False
    return False


def reported(tokens: list[Token], you: int) -> bool:
    """Someone else says it, or the writer says that it is not so."""
    stop = max(-1, you - 7)
    for k in range(you - 1, stop, -1):
        if tokens[k + 1].mark != NONE and tokens[k + 1].mark != PAUSE:
            return False
        if tokens[k].text in REPORTING and tokens[you].mark == PAUSE and k + 1 != you:
            return False
        if tokens[k].text not in REPORTING:
            if tokens[k + 1].mark == PAUSE and k + 1 != you:
                return False
            continue
        if k < you - 4:
            return False
        if tokens[k + 1].mark == PAUSE and tokens[k].text not in ("said", "says", "say"):
            return False
        speaker = False
        for back in range(k - 1, max(-1, k - 6), -1):
            if tokens[back + 1].mark == SENTENCE:
                break
            if tokens[back].text in NEGATION or tokens[back].text in ("nobody", "if"):
                return True
            if tokens[back].text in SPEAKER:
                speaker = True
        return not speaker
    return False
