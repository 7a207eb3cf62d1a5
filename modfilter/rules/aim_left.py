"""What an insulting word is said of, found to its left: "you are such a complete idiot".

The walk goes left over what may stand between, to what the word is said of, then asks whether the
saying is denied, supposed, reported or quoted.
"""

from __future__ import annotations

from modfilter.rules.aim_said import reported, supposed
from modfilter.rules.aim_subject import of_subject
from modfilter.rules.aim_words import (
    AFTER_NOT,
    ARTICLES,
    AUXILIARY,
    BE,
    BETWEEN,
    BODY,
    GIVING,
    MAKING,
    NEGATION,
    NO_MODIFIER,
    NOT_BARE,
    PEOPLE,
    PERSONS,
    SEEM,
    VERB_OBJECT,
    VERBS,
)
from modfilter.rules.insults import (
    ADJECTIVES,
    HITS,
    LAST_WORD_ONLY,
    NOUNS,
    STRONG,
    STRONG_ADJECTIVES,
    STRONG_SINGULAR,
)
from modfilter.rules.reading import (
    NONE,
    PAUSE,
    SENTENCE,
    Token,
    ends_clause,
    starts_sentence,
    text_at,
)
from modfilter.rules.second_person import YOU, YOUR

_MOST_STEPS = 12
_NO_SUCH = (["do", "not", "be", "such", "a"], ["do", "not", "be", "such", "an"])


def said_left(tokens: list[Token], at: int) -> str | None:
    """What the word is said of, found by walking left."""
    word = tokens[at].text
    k = at - 1
    article = False
    comma = tokens[at].mark == PAUSE
    if tokens[at].mark == SENTENCE:
        return None
    if word in STRONG_SINGULAR and _bidden_not(tokens, at):
        return "said to the reader: “don't be such a …”"
    for _ in range(_MOST_STEPS):
        if k < 0:
            return None
        text = tokens[k].text
        if text in NEGATION and text_at(tokens, k + 1) not in AFTER_NOT:
            return None
        passes = text in BETWEEN or text in HITS or text in AFTER_NOT or text in NEGATION
        if text in ("and", "or", "but") and text_at(tokens, k - 1) in YOU:
            passes = False
        if text == "all" and text_at(tokens, k - 1) in YOU and text_at(tokens, k + 1) not in HITS:
            passes = True
        if not passes:
            break
        article = article or text in ARTICLES
        if tokens[k].mark == SENTENCE:
            return None
        comma = tokens[k].mark == PAUSE
        k -= 1
    if word in NOUNS and not comma:
        k, article = _over_modifiers(tokens, k, at, article=article)
    text = tokens[k].text
    if tokens[at].quoted and tokens[k].quoted:
        return None
    if text == "by" and text_at(tokens, k - 1) == "written" and word in STRONG:
        return "said of the author: “written by …”"
    if text == "being" and text_at(tokens, k - 1) in ("stop", "quit") and word in STRONG:
        return "said of the reader: “stop being …”"
    if text == "like" and text_at(tokens, k - 1) in SEEM:
        return of_subject(tokens, k - 1, at)
    if text in BE or text in SEEM:
        return of_subject(tokens, k, at)
    if text == "at" and article:
        return None
    if text in YOUR:
        return None if comma else _of_yours(tokens, k, at, article=article)
    if text in YOU:
        if comma or tokens[at].quoted:
            return None
        return _of_you(tokens, k, at, article=article)
    if text in PEOPLE and text_at(tokens, k - 1) in YOU and not comma:
        return _of_you(tokens, k - 1, at, article=article)
    if text.startswith("@") and not tokens[k].quoted and word in STRONG and not article:
        return f"follows {text}"
    return None


def _bidden_not(tokens: list[Token], at: int) -> bool:
    for be in range(at - 3, max(-1, at - 5), -1):
        if [token.text for token in tokens[max(0, be - 2) : be + 3]] in _NO_SUCH:
            return True
    return False


def _over_modifiers(tokens: list[Token], k: int, at: int, *, article: bool) -> tuple[int, bool]:
    """Past one or two words that no list holds: "you *orrible* cretin"."""
    strong = tokens[at].text in STRONG_SINGULAR
    for step in (1, 2):
        text = tokens[k].text
        if article or k - 1 < 0 or tokens[k].mark != NONE or not text.isalpha():
            break
        if text in NO_MODIFIER or text in YOU or text in YOUR or text in BE or text in AUXILIARY:
            break
        before = tokens[k - 1].text
        if before in ARTICLES and k >= 2 and (tokens[k - 2].text in BE):
            return k - 2, True
        if (
            strong
            and before in YOU
            and not tokens[at].quoted
            and at - k >= 1
            and len(text) > 3
            and step == 1
            and tokens[k + 1].text in BETWEEN | ADJECTIVES
        ):
            return k - 1, False
        if step == 2:
            break
        k_next = k - 1
        if tokens[k_next].text in ARTICLES:
            break
        if (
            tokens[k_next].mark == NONE
            and k_next >= 2
            and tokens[k_next - 1].text in ARTICLES
            and tokens[k_next - 2].text in BE
            and tokens[k_next].text not in NO_MODIFIER
        ):
            return k_next - 2, True
        break
    return k, article


def _of_you(tokens: list[Token], you: int, at: int, *, article: bool) -> str | None:
    """Such as "You idiot", "makes you an idiot", "are you stupid"."""
    word = tokens[at].text
    after = text_at(tokens, at + 1)
    question = text_at(tokens, you - 1) in BE or text_at(tokens, you - 1) in SEEM
    if text_at(tokens, you - 1) == "not" and text_at(tokens, you - 2) in BE:
        question = True
    if word in NOT_BARE and not article and not question:
        return None
    if (
        word in VERBS
        and not article
        and not ends_clause(tokens, at)
        and (after in VERB_OBJECT or word not in NOUNS or at == you + 1)
    ):
        return None
    if not question and (reported(tokens, you) or supposed(tokens, you)):
        return None
    if text_at(tokens, you - 1) in MAKING and not NEGATION.isdisjoint(
        text_at(tokens, you - back) for back in (2, 3)
    ):
        return None
    if question and word in LAST_WORD_ONLY and not ends_clause(tokens, at):
        return None
    if question and text_at(tokens, at + 1) in ("enough", "of", "about"):
        return None
    if word in ADJECTIVES and not question:
        follows = not ends_clause(tokens, at)
        if (
            follows
            and after not in PERSONS
            and after not in HITS
            and (word not in STRONG_ADJECTIVES or text_at(tokens, you - 1) in GIVING)
        ):
            return None
        if not follows and word not in STRONG_ADJECTIVES and text_at(tokens, you - 1) in GIVING:
            return None
    # "Are you greedy people …" is aimed; "were you sick last week" is not.
    if (
        word in ADJECTIVES
        and question
        and not ends_clause(tokens, at)
        and word not in STRONG
        and after not in PERSONS
    ):
        return None
    return "said to the reader: “you …”"


def _of_yours(tokens: list[Token], your: int, at: int, *, article: bool) -> str | None:
    """Such as "Your an idiot", "ur dumb", "your stupid face"."""
    word = tokens[at].text
    if tokens[at].quoted or reported(tokens, your) or supposed(tokens, your):
        return None
    after = text_at(tokens, at + 1)
    if article:
        return "said of the reader: “you are a …”"
    if word in STRONG_ADJECTIVES and (
        starts_sentence(tokens, at + 1) or after in BODY or after in PERSONS
    ):
        return "said of the reader: “your …”"
    if tokens[your].text == "ur" and word in HITS and ends_clause(tokens, at):
        return "said of the reader: “you are …”"
    return None
