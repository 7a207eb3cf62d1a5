"""Who "are such an idiot" is said of, for `modfilter.rules.aim_left`."""

from __future__ import annotations

from modfilter.rules.aim_said import concluded, reported, supposed
from modfilter.rules.aim_words import (
    APPROVING,
    AUXILIARY,
    AWAY,
    BE,
    FUNCTION,
    GENERIC,
    NEGATION,
    PARTICIPLES,
    PEOPLE,
    PERSONS,
    SEEM,
    WRITERS,
    WRITERS_OF,
    YOUR_KIND,
)
from modfilter.rules.insults import (
    ADJECTIVES,
    HITS,
    LAST_WORD_ONLY,
    NOUNS,
    STRONG,
    STRONG_ADJECTIVES,
)
from modfilter.rules.reading import NONE, PAUSE, SENTENCE, Token, ends_clause, text_at
from modfilter.rules.second_person import YOU, YOUR, YOURSELF

_WROTE = frozenset(["wrote", "posted"])


def of_subject(tokens: list[Token], verb: int, at: int) -> str | None:
    """Who "are such an idiot" is said of."""
    word = tokens[at].text
    last = ends_clause(tokens, at)
    after = text_at(tokens, at + 1)
    if word in ADJECTIVES and word in LAST_WORD_ONLY and not last and after not in PERSONS:
        return None
    if word in PARTICIPLES and after not in PERSONS and after not in HITS:
        return None
    if word in NOUNS and word not in STRONG and not last and after not in FUNCTION:
        # "You are a dog lover", "you're puppet government" (for "your").
        return None
    if word in ADJECTIVES and after in ("of", "about", "for", "with", "on"):
        return None
    k = verb
    generic = False
    if tokens[k].mark == SENTENCE or k == 0:
        return None
    comma = tokens[k].mark == PAUSE
    k -= 1
    for _ in range(6):
        text = tokens[k].text
        if text in YOU:
            break
        if text in NEGATION:
            return None
        if text in GENERIC:
            generic = True
        elif not (text in AUXILIARY or text in BE) or text in WRITERS:
            break
        if tokens[k].mark == SENTENCE or k == 0:
            return None
        comma = tokens[k].mark == PAUSE
        k -= 1
    text = tokens[k].text
    before = text_at(tokens, k - 1) if tokens[k].mark != SENTENCE else ""
    if text in YOU or text in YOURSELF:
        if tokens[verb].text in SEEM and before in ("make", "makes", "made", "making"):
            return None
        if generic or (before in AWAY and before != "than"):
            return None
        if tokens[at].quoted and tokens[k].quoted:
            return None
        if reported(tokens, k) or supposed(tokens, k):
            return None
        if word not in STRONG and concluded(tokens, k):
            return None
        return "said of the reader: “you are …”"
    if tokens[at].quoted or generic:
        return None
    if text in PEOPLE or (text == "who" and tokens[k + 1].text in ("are", "were")):
        return _of_group(tokens, k)
    if text in YOUR_KIND and before in YOUR:
        return "said of the reader: “your kind …”"
    plain = word in NOUNS or word in STRONG_ADJECTIVES
    if (
        text in WRITERS
        and plain
        and not comma
        and ((before in WRITERS_OF or text == "op") and not reported(tokens, k - 1))
    ):
        return "said of the author or of another commenter"
    if plain and text in ("this", "that", "it", "article", "piece", "comment", "post", "drivel"):
        verbs = _WROTE if text in ("this", "that", "it") else APPROVING
        for back in range(k, max(-1, k - 4), -1):
            if tokens[back].text in verbs and text_at(tokens, back - 1) in ("whoever", "who"):
                return "said of the author"
    if text.startswith("@") and plain:
        return f"said of {text}"
    return None


def _of_group(tokens: list[Token], k: int) -> str | None:
    """Such as "You people are …", "all of you are …"."""
    before = text_at(tokens, k - 1)
    if tokens[k].mark == NONE and before in YOU and not supposed(tokens, k - 1):
        if reported(tokens, k - 1) or text_at(tokens, k - 2) in AWAY:
            return None
        return "said of the reader and others: “you …”"
    return None
