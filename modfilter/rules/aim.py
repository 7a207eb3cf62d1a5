"""Whether an insulting word is aimed at somebody in the conversation.

From the word, the walk goes left over what may stand between ("you are *such a complete*
idiot") to what it is said of, then asks whether the saying is denied, supposed, reported or
quoted. Steps are bounded, so the cost is linear in the number of insulting words.
"""

from __future__ import annotations

from modfilter.rules.aim_said import concluded, reported, supposed
from modfilter.rules.aim_words import (
    AFTER_NOT,
    AFTER_YOU,
    ARTICLES,
    ASKING,
    AUXILIARY,
    AWAY,
    BE,
    BETWEEN,
    BODY,
    FULL_STOPS,
    FUNCTION,
    GENERIC,
    GIVING,
    GREETINGS,
    LAUGHS,
    NEGATION,
    NO_MODIFIER,
    NOT_BARE,
    PARTICIPLES,
    PEOPLE,
    PERSONS,
    SEEM,
    THIRD,
    VERB_OBJECT,
    VERBS,
    WRITERS,
    WRITERS_OF,
    YOUR_KIND,
)
from modfilter.rules.insults import (
    ADJECTIVES,
    CALLED,
    HITS,
    JEST,
    LAST_WORD_ONLY,
    NOUNS,
    QUALITIES,
    STRONG,
    STRONG_ADJECTIVES,
    STRONG_NOUNS,
    STRONG_SINGULAR,
)
from modfilter.rules.reading import NONE, PAUSE, SENTENCE, Token
from modfilter.rules.second_person import YOU, YOUR, YOURSELF

_SHORT = 12
_MOST_STEPS = 12


def aim_of(tokens: list[Token], at: int, *, jesting: bool, addressed: bool) -> str | None:
    """Why the insulting word at `at` counts as aimed, or None.

    `jesting`: the comment laughs or sends kisses. `addressed`: it speaks to somebody somewhere.
    """
    word = tokens[at].text
    if jesting and word in JEST:
        return None
    if word in QUALITIES:
        return _quality(tokens, at)
    reason = _left(tokens, at) or _right(tokens, at)
    if reason is None and not tokens[at].quoted:
        if word in STRONG_NOUNS:
            reason = _vocative(tokens, at, addressed=addressed)
        elif word in CALLED and tokens[at].mark == PAUSE and _starts(tokens, at + 1):
            reason = _called_at_end(tokens, at, strong=False)
    return reason


def laughs(tokens: list[Token], text: str) -> bool:
    """Signs that a comment is meant in jest."""
    return any(token.text in LAUGHS for token in tokens) or any(
        face in text
        for face in (
            ";)",
            ";-)",
            ":)",
            ":-)",
            ":p",
            ":d",
            "❤",
            "😘",
            "😉",
            "🥰",
            "♥",
            "😄",
            "😀",
            "😊",
            "🙂",
            "😃",
            "☺",
            "🤗",
        )
    )


def _get(tokens: list[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""


def _starts(tokens: list[Token], at: int) -> bool:
    """A sentence starts at `at` (also at the comment's end)."""
    return at <= 0 or at >= len(tokens) or tokens[at].mark == SENTENCE


def _ends_clause(tokens: list[Token], at: int) -> bool:
    """Nothing follows token `at` in its clause."""
    return at + 1 >= len(tokens) or tokens[at + 1].mark != NONE


def _quality(tokens: list[Token], at: int) -> str | None:
    before = at - 1
    while before >= 0 and before > at - 4 and tokens[before].text in BETWEEN:
        before -= 1
    if (
        _get(tokens, before) in YOUR
        and not tokens[at].quoted
        and not any(tokens[k].mark == SENTENCE for k in range(before + 1, at + 1))
        and not reported(tokens, before)
    ):
        return "said of the reader: “your …”"
    return None


def _left(tokens: list[Token], at: int) -> str | None:
    """What the word is said of, found by walking left."""
    word = tokens[at].text
    k = at - 1
    article = False
    comma = tokens[at].mark == PAUSE
    if tokens[at].mark == SENTENCE:
        return None
    for _ in range(_MOST_STEPS):
        if k < 0:
            return None
        text = tokens[k].text
        if text in NEGATION and _get(tokens, k + 1) not in AFTER_NOT:
            return None
        passes = text in BETWEEN or text in HITS or text in AFTER_NOT or text in NEGATION
        if text in ("and", "or", "but") and _get(tokens, k - 1) in YOU:
            passes = False
        if text == "all" and _get(tokens, k - 1) in YOU and _get(tokens, k + 1) not in HITS:
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
    if text == "by" and _get(tokens, k - 1) == "written" and word in STRONG:
        return "said of the author: “written by …”"
    if text == "being" and _get(tokens, k - 1) in ("stop", "quit") and word in STRONG:
        return "said of the reader: “stop being …”"
    if text == "like" and _get(tokens, k - 1) in SEEM:
        return _of_subject(tokens, k - 1, at)
    if text in BE or text in SEEM:
        return _of_subject(tokens, k, at)
    if text == "at" and article:
        return None
    if text in YOUR:
        return None if comma else _of_yours(tokens, k, at, article=article)
    if text in YOU:
        if comma or tokens[at].quoted:
            return None
        return _of_you(tokens, k, at, article=article)
    if text in PEOPLE and _get(tokens, k - 1) in YOU and not comma:
        return _of_you(tokens, k - 1, at, article=article)
    if text.startswith("@") and not tokens[k].quoted and word in STRONG and not article:
        return f"follows {text}"
    return None


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
    after = _get(tokens, at + 1)
    question = _get(tokens, you - 1) in BE or _get(tokens, you - 1) in SEEM
    if _get(tokens, you - 1) == "not" and _get(tokens, you - 2) in BE:
        question = True
    if word in NOT_BARE and not article and not question:
        return None
    if (
        word in VERBS
        and not article
        and not _ends_clause(tokens, at)
        and (after in VERB_OBJECT or word not in NOUNS or at == you + 1)
    ):
        return None
    if not question and (reported(tokens, you) or supposed(tokens, you)):
        return None
    if question and word in LAST_WORD_ONLY and not _ends_clause(tokens, at):
        return None
    if question and _get(tokens, at + 1) in ("enough", "of", "about"):
        return None
    if word in ADJECTIVES and not question:
        follows = not _ends_clause(tokens, at)
        if (
            follows
            and after not in PERSONS
            and after not in HITS
            and (word not in STRONG_ADJECTIVES or _get(tokens, you - 1) in GIVING)
        ):
            return None
        if not follows and word not in STRONG_ADJECTIVES and _get(tokens, you - 1) in GIVING:
            return None
    # "Are you greedy people …" is aimed; "were you sick last week" is not.
    if (
        word in ADJECTIVES
        and question
        and not _ends_clause(tokens, at)
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
    after = _get(tokens, at + 1)
    if article:
        return "said of the reader: “you are a …”"
    if word in STRONG_ADJECTIVES and (_starts(tokens, at + 1) or after in BODY or after in PERSONS):
        return "said of the reader: “your …”"
    if tokens[your].text == "ur" and word in HITS and _ends_clause(tokens, at):
        return "said of the reader: “you are …”"
    return None


def _of_subject(tokens: list[Token], verb: int, at: int) -> str | None:
    """Who "are such an idiot" is said of."""
    word = tokens[at].text
    last = _ends_clause(tokens, at)
    after = _get(tokens, at + 1)
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
    before = _get(tokens, k - 1) if tokens[k].mark != SENTENCE else ""
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
        for back in range(k, max(-1, k - 4), -1):
            if tokens[back].text == "wrote" and _get(tokens, back - 1) in ("whoever", "who"):
                return "said of the author"
    if text.startswith("@") and plain:
        return f"said of {text}"
    return None


def _of_group(tokens: list[Token], k: int) -> str | None:
    """Such as "You people are …", "all of you are …"."""
    before = _get(tokens, k - 1)
    if tokens[k].mark == NONE and before in YOU and not supposed(tokens, k - 1):
        if reported(tokens, k - 1) or _get(tokens, k - 2) in AWAY:
            return None
        return "said of the reader and others: “you …”"
    return None


def _right(tokens: list[Token], at: int) -> str | None:
    """Such as "Idiots like you", "as stupid as you", "how stupid are you"."""
    word = tokens[at].text
    if tokens[at].quoted or at + 2 > len(tokens) or tokens[at + 1].mark != NONE:
        return None
    first, second, third = (_get(tokens, at + step) for step in (1, 2, 3))
    if first == "such" and second == "as" and (third in YOU or third in YOURSELF):
        return "compared with the reader: “… such as you”" if word in STRONG | NOUNS else None
    if first in ("like", "as", "than") and (second in YOU or second in YOURSELF):
        if _ends_clause(tokens, at + 2) or third in AFTER_YOU:
            if first == "as" and third == "are" and not _ends_clause(tokens, at + 3):
                return None
            if third == "are" and first != "like" and _denied(tokens, at):
                return None
            if first == "like" and word in ADJECTIVES and word not in STRONG:
                return None
            return "compared with the reader: “… like you”"
        return None
    if word in NOUNS and first in YOU and second == "are" and not reported(tokens, at + 1):
        return "said of the reader: “… you are”"
    if word in NOUNS and first in ("the", "this") and second in WRITERS and third == "is":
        return "said of the author: “what a … this author is”"
    asked = any(
        _get(tokens, back) in ASKING and tokens[back].mark != NONE
        for back in range(at - 1, max(-1, at - 6), -1)
    )
    if asked and word in STRONG:
        if first in ("are", "can", "could", "were") and second in YOU:
            return "asked of the reader: “how … are you”"
        if first in YOU and second == "are":
            return "said of the reader: “how … you are”"
    return None


def _denied(tokens: list[Token], at: int) -> bool:
    return any(_get(tokens, back) in NEGATION for back in range(at - 1, at - 5, -1))


def _vocative(tokens: list[Token], at: int, *, addressed: bool) -> str | None:
    """Such as "Idiot!", "Read it again, moron.", "What a fool" said to somebody."""
    word = tokens[at].text
    first = at
    while first > 0 and tokens[first].mark == NONE and first > at - 5:
        text = tokens[first - 1].text
        if text in ARTICLES or not (text in ADJECTIVES or text in BETWEEN):
            break
        first -= 1
    opens = _starts(tokens, first)
    closes = _starts(tokens, at + 1)
    alone = opens and closes
    single = word in STRONG_SINGULAR
    if alone and (len(tokens) <= 3 or (single and (addressed or _leads(tokens, first)))):
        return "called out to somebody as a whole sentence"
    if not single:
        return None
    if (
        opens
        and not closes
        and tokens[at + 1].mark == PAUSE
        and _get(tokens, at + 1) not in THIRD
        and addressed
    ):
        return "called out to somebody at the start"
    if closes and not opens and tokens[first].mark == PAUSE:
        return _called_at_end(tokens, first)
    # "It is a criticism, moron, it needs no source."
    if (
        not closes
        and not opens
        and tokens[first].mark == PAUSE == tokens[at + 1].mark
        and _called_at_end(tokens, first)
        and _get(tokens, at + 1) not in HITS
    ):
        return "called out to somebody"
    before = first - 1
    if closes and before > 0 and tokens[before].text in FULL_STOPS:
        return "called out to somebody at the end"
    if (
        closes
        and tokens[before].text in ARTICLES
        and _get(tokens, before - 1) == "what"
        and (addressed and (tokens[before - 1].mark != NONE or _get(tokens, before - 2)[:1] == "@"))
    ):
        return "called out in a comment that speaks to somebody"
    if (
        closes
        and before >= 0
        and tokens[before].text in GREETINGS
        and _starts(tokens, before)
        and (addressed or len(tokens) <= 4)
    ):
        return "called out to somebody"
    return None


def _leads(tokens: list[Token], first: int) -> bool:
    """The first sentence of a short comment answers somebody."""
    return first == 0 and len(tokens) <= _SHORT


def _called_at_end(tokens: list[Token], first: int, *, strong: bool = True) -> str | None:
    k = first - 1
    length = 0
    while k >= 0 and length < 40:
        text = tokens[k].text
        if text in YOU or text in YOUR or text.startswith("@"):
            return "called out to somebody at the end"
        if text in THIRD or text in HITS:
            return None
        if tokens[k].mark == SENTENCE:
            break
        k -= 1
        length += 1
    return "called out to somebody at the end" if strong and length < 15 else None
