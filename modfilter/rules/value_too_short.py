"""value.too_short: a letter or two that tell nobody anything, "First!", "test", "null"."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from modfilter.domain import Category, Limits
from modfilter.rules.cues import Cue
from modfilter.rules.emoji import holds_emoji
from modfilter.rules.rule import Match, Rule
from modfilter.text.document import Document
from modfilter.text.patterns import late_pattern

_LONGEST_FIRST = 48
_FIRST = late_pattern(
    r"\W*(?:(?:yay|woo|woohoo|omg|lol|wow|haha|yes|hey|ha)\W+)?"
    r"(?:(?:i\W?m|i am|im|i was|i)\s+)?(?:the\s+)?"
    r"(?:"
    r"(?:first|frist|fist|1st|f1rst)"
    r"(?:\W+(?:comment|commenter|one|post|here|to comment|like|view|viewer|again|reply|person"
    r"|ever|lol|haha|yay|baby))*"
    r"|(?:second|2nd|third|3rd|[4-9]th|fourth|fifth)\W+"
    r"(?:comment|commenter|like|view|viewer|to comment|reply)"
    r")(?:\W+(?:lol|haha|yay|ever|here|again))*\W*"
)
# Whole comments that say nothing, without their marks: words that only try the form out, what a
# broken form sends by itself, and what only marks the place of a reader.
_PLACEHOLDER = late_pattern(
    r"test(?: (?:test|testing|[0-9]{1,4})){0,4}|testing(?: (?:test|testing|[0-9]{1,4})){1,4}"
    r"|testing (?:testing )?does this work"
    r"|foo(?: ?bar(?: ?baz)?)?|(?:null|undefined)(?: (?:null|undefined)){0,4}|object object"
    r"|(?:(?:enter|write|type) )?your (?:text|comment) here"
    r"|bump|following|meh|lol|(?:blah? ){0,4}whatever|second(?: lol)?"
)
_MARKS = late_pattern(r"[\W_]+")
# Short answers that do answer, in the languages readers write in.
_ANSWERS = frozenset(
    """
    no yes ok ty np gg rip yep nah yup nope hi ja nein si sí oui non da nu ne tak nie ano jo
    joo ei sim não nao hay evet hayır hayir he ha ta de y n thx pls lol wow amen true agreed
    same this bravo ay oh ah eh uh um hm mm ew aw yo up
    """.split()
)
_WORDLIKE = regex.compile(r"[\p{L}\p{N}]")
# One sign of these scripts can be a word or a syllable, and so can a letter with an accent ("ừ").
_WHOLE_SIGN = regex.compile(
    r"[\p{Latin}--[a-zA-Z]]|[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
    r"\p{Arabic}\p{Hebrew}\p{Devanagari}\p{Bengali}\p{Tamil}\p{Telugu}\p{Ethiopic}]",
    regex.V1,
)
_DIGIT = late_pattern(r"\d")
_EMOTICON = late_pattern(
    r"[:;=xX8][-'^o]?[)(DPpOo3|/\\*X]|\([yYnN]\)|\*\w\*|[oO0][._][oO0]|<3|\bv\b(?=\s*[.]?\s*$)|[tT][._][tT]"
)


def find(document: Document, limits: Limits) -> Iterable[Match]:
    """One match over the whole text where it is shorter than the site takes, or only "First!"."""
    text = document.text
    if len(text) > max(_LONGEST_FIRST, 4 * limits.min_chars):
        return ()
    span = (len(text) - len(text.lstrip()), len(text.rstrip()))
    if len(text) <= _LONGEST_FIRST and _FIRST.fullmatch(text.lower()):
        return (Match(spans=(span,), detail="Says only who was here first."),)
    if len(text) <= _LONGEST_FIRST and _says_nothing(text):
        return (Match(spans=(span,), detail="A placeholder or a trial, no comment."),)
    if len(text) < 4 * limits.min_chars and _too_short(text, limits.min_chars):
        return (Match(spans=(span,), detail=f"Fewer than {limits.min_chars} letters or digits."),)
    return ()


def _says_nothing(text: str) -> bool:
    if not text.isascii() or _EMOTICON.search(text):
        return False
    return _PLACEHOLDER.fullmatch(_MARKS.sub(" ", text.lower()).strip()) is not None


def _too_short(text: str, least: int) -> bool:
    letters = _WORDLIKE.findall(text)
    if not letters or len(letters) >= least:
        return False
    if _DIGIT.search(text) or _WHOLE_SIGN.search(text) or _EMOTICON.search(text):
        return False
    return not holds_emoji(text) and text.strip(" \t\r\n.!?,;:)\"'").lower() not in _ANSWERS


RULE = Rule(
    code="value.too_short",
    category=Category.LOW_VALUE,
    guideline="Add value: a comment says something.",
    author="Your comment is too short to tell others anything. One sentence more would do.",
    moderator='Fewer letters than the site asks for, and no short answer such as "no" or "42"; '
    'or nothing but "First!", "test" or "null".',
    bad="x",
    good="No.",
    find=find,
    wake=(Cue.SHORT,),
)
