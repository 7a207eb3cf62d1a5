"""Insulting words that insult nobody, for the classifier not to hold against their author.

A linear classifier knows words and pairs of words. It cannot see that "stupid" is denied, quoted,
said of oneself or of a law. The attack rules can; what they see here is taken out of the text
before the classifier's word counts.
"""

from __future__ import annotations

import re

from modfilter.domain import Span
from modfilter.rules.attack_reading import read_for_attacks
from modfilter.rules.insults import HITS
from modfilter.rules.reading import NONE, Token
from modfilter.rules.second_person import SECOND_PERSON
from modfilter.rules.word_set import word_set
from modfilter.text.document import Document

_INNOCENT = word_set(
    """
    scunthorpe penistone dikshit cockburn lipschitz hancock essex sussex middlesex
    wessex arsenal cocktail cockpit peacock titmouse shitake shiitake mishit assess
    assessment assassin clitheroe lightwater cumming cummings sextet dickens dickinson
    niggardly snigger analyst
    """
)
"""Names and words that hold a bad one."""

_LOOKED_FOR = HITS | _INNOCENT

_SELF = word_set("i me myself my we us ourselves")
_SELF_LINKS = word_set(
    """
    am was feel felt feeling look looked looking sound sounded been be such a an so like
    just too really pretty very the quite being enough little bit of total complete
    absolute for made makes make call consider as still rather must have
    """
)
_DENIES = word_set("not never no neither nor isnt without hardly nobody")
_CALLS = word_set("call calls called calling label labelled labels labelling term termed")
_LINKS = word_set("is was are were be been sounds seems looks sounded seemed looked feels")
_WEAK = word_set(
    """
    a an the so such really just very too quite pretty simply plain absolutely utterly completely
    totally rather most more that this how what as
    """
)
_IDEAS = word_set(
    """
    policy policies law laws rule rules idea ideas decision decisions plan plans
    argument arguments tax taxes bill system systems headline headlines question
    questions mistake mistakes move war wars statement excuse excuses reason reasons
    measure measures proposal proposals project projects design scheme schemes thing
    things joke jokes comparison logic theory claim claims article articles comment
    comments post remark point points title show film movie game test roundabout road
    bridge budget reform deal agreement law-making regulation regulations ruling
    judgment verdict campaign advert ads slogan advice answer response reply approach
    attempt waste fee fees charge price form process procedure habit tradition fashion
    trend story
    """
)

_POINTING = word_set("it this that these those which something everything nothing")

_SUBJECTS = _IDEAS | _POINTING

_BACK = 6

# The words of the pointing, not what is pointed at.
_IN_POINTERS = ("site", "page", "search")
_POINTER = re.compile(
    r"\b(?:visit|see|check|consult|search)(?= the (?:[\w'&-]+ ){1,4}(?:web ?site|home ?page)\b)"
    r"|(?<=[\w'&-] )(?:web ?site|home ?page)\b"
    r"|\bsearch (?:google|bing|youtube|wikipedia|the web|the internet) for\b"
)


def excused_spans(document: Document, *, insulting: bool = True) -> list[Span]:
    """Spans that the classifier should not mind.

    Insulting words that are denied, quoted, or said of oneself, of an idea or a name; and the way
    in which the guidelines ask people to point somewhere: "visit the UN website". `insulting=False`
    says that no word of the insult vocabulary is in the comment.
    """
    holds = document.text.lower().__contains__
    pointing = any(map(holds, _IN_POINTERS))
    if not (insulting or pointing or any(map(holds, _INNOCENT))):
        return []
    folded = document.folded
    pointers = [folded.span(*match.span()) for match in _POINTER.finditer(folded.text)]
    tokens, names, _ = read_for_attacks(document)
    if names.isdisjoint(_LOOKED_FOR):
        return pointers
    words = document.words
    return pointers + [
        words[token.word].span
        for at, token in enumerate(tokens)
        if token.text in _INNOCENT or (token.text in HITS and _is_excused(tokens, at))
    ]


def _is_excused(tokens: list[Token], at: int) -> bool:
    if tokens[at].quoted:
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and following.mark == NONE and following.text in _IDEAS:
        return True
    before = _same_clause(tokens, at)
    if not before:
        return False
    if not _DENIES.isdisjoint(before[:4]) or not _CALLS.isdisjoint(before[:5]):
        return True
    return _of_oneself(before) or _of_an_idea(before)


def _same_clause(tokens: list[Token], at: int) -> list[str]:
    """The words before `at` back to a mark, nearest first, a few at most."""
    before: list[str] = []
    while at > 0 and len(before) < _BACK and tokens[at].mark == NONE:
        at -= 1
        before.append(tokens[at].text)
    return before


def _of_oneself(before: list[str]) -> bool:
    for word in before:
        if word in _SELF:
            return True
        if word in SECOND_PERSON or word not in _SELF_LINKS:
            return False
    return False


def _of_an_idea(before: list[str]) -> bool:
    """Said of what is no person: "that policy is (so) …"."""
    for at, word in enumerate(before):
        if word in _LINKS:
            return at + 1 < len(before) and before[at + 1] in _SUBJECTS
        if word not in _WEAK:
            return False
    return False
