"""Insulting words that insult nobody, for the classifier not to hold against their author.

A linear classifier knows words and pairs of words. It cannot see that "stupid" is denied, quoted,
said of oneself or of a law. The attack rules can; what they see here is taken out of the text
before the classifier's word counts.
"""

from __future__ import annotations

import re

from modfilter.domain import Span
from modfilter.rules.attack_reading import read_for_attacks
from modfilter.rules.groups import CRIMINALS, VERMIN
from modfilter.rules.idioms import idiom_spans
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
    niggardly snigger analyst dumbo fuchs fuchsia titchmarsh shitzu cockney cockerel cockatoo
    woodcock handcock alcock cockroft idiocracy bass basses class classes classic assistant
    assistants assistance association associations passenger passengers passage massage
    cumulative accumulate document circumstances title titles titanic competitive
    constitution constitutional shuttlecock shuttlecocks peacocks cocktails therapist
    therapists grape grapes drapes scrap scraps analysis canal swastika pussycat
    """
)
"""Names and words that hold a bad one."""

_BLAMED = HITS | VERMIN | CRIMINALS
_LOOKED_FOR = _BLAMED | _INNOCENT

_SELF = word_set("i me myself my we us ourselves")
_SELF_LINKS = word_set(
    """
    am was feel felt feeling look looked looking sound sounded been be such a an so like
    just too really pretty very the quite being enough little bit of total complete
    absolute for made makes make call consider as still rather must have were are acted
    """
)
_DENIES = word_set("not never no neither nor isnt without hardly nobody")
_LINKING = word_set(
    """
    a an the to be have has been being such so any that is are was were am you your he she they we
    i anyone anybody somebody someone them him her us me let lets letting make makes made making
    call calls called calling tell tells telling think thinks thinking say saying says mean meaning
    suggest suggesting imply implying claim claiming believe feel feels look looks sound need needs
    do does did one ever said called wrote thought but all here really just too both always
    """
)
"""What may stand between a denial and what it denies."""
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
    trend story debate debates discussion discussions timetable app apps website update
    updates software computer computers printer printers phone phones machine machines
    device password passwords form forms button key keys car cars bus buses train trains
    tram bike bikes traffic weather rain wind heat cold snow ice mud dust noise hat umbrella
    ticket tickets door doors window windows fence wall lock shoe shoes sock socks alarm
    clock calendar date dates name names word words phrase song songs music album record
    book books novel ending plot script series episode picture photo photos painting
    building buildings flat kitchen roof tap pipe pipes drain drains sign signs speed
    limit barrier tunnel line route detour roadworks contract letter letters email emails
    call queue bureaucracy paperwork procedure meeting committee vote votes referendum
    election campaign policy-making strategy tactics season goal penalty own-goal foul red
    card bet loan investment purchase present gift party dress suit haircut diet recipe
    sandwich sauce dish habit habits hobby life world day days week year night
    morning winter summer accident error errors bug bugs glitch typo mix-up misunderstanding
    """
)

_POINTING = word_set("it this that these those which something everything nothing")

_SUBJECTS = _IDEAS | _POINTING
_IDEAS_OR_ME = _IDEAS | {"me"}

_EXCLAIMING = word_set("what how")
_I_WAS = (["i", "was"], ["i", "am"], ["we", "were"], ["i", "have"], ["i", "must"], ["i", "look"])
_BACK = 9
_NEARBY = 6
_FEWEST_AROUND = 4

_QUOTES = re.compile(r"(?:^|[ (])'\w|^ ?>", re.MULTILINE)
_MAY_QUOTE = (" '", "('", "\n'", ">")
_PLAIN_NUMBER = re.compile(r"(?<!\S)\d{1,4}(?:[.,]\d{1,3})?%?(?=[.,;:!?]*(?:\s|$))")
_REMARK_CHARS, _REMARK_WORDS = 30, 4
_POINTS = ("site", "page", "search")
_WORD = re.compile("[a-z]+")
_WORTH_A_LOOK = _INNOCENT | VERMIN
# The words of the pointing, not what is pointed at.
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
    if not any(map(str.isalnum, document.text)):
        # Of emoji and marks alone the classifier, which counts words, has learned nothing.
        return [(0, len(document.text))]
    folded = document.folded
    pointers = [folded.span(*span) for span in idiom_spans(folded.text, document.text)]
    pointers += _few_numbers(document.text)
    if any(map(folded.text.__contains__, _POINTS)):
        pointers += [folded.span(*match.span()) for match in _POINTER.finditer(folded.text)]
    if (
        not insulting
        and _WORTH_A_LOOK.isdisjoint(_WORD.findall(folded.text))
        and not _quotes(folded.text)
    ):
        return pointers
    tokens, names, _ = read_for_attacks(document)
    pointers += _quoted_spans(tokens, document)
    if names.isdisjoint(_LOOKED_FOR):
        return pointers
    words = document.words
    excused = pointers + [
        words[token.word].span
        for at, token in enumerate(tokens)
        if token.text in _INNOCENT or (token.text in _BLAMED and _is_excused(tokens, at))
    ]
    for at, token in enumerate(tokens):
        if token.text in _BLAMED:
            first = _denied_from(tokens, at)
            excused += [words[tokens[k].word].span for k in range(first, at)]
    return excused


def _quotes(text: str) -> bool:
    """Whether a folded text may quote somebody."""
    if '"' in text:
        return True
    may = text.startswith("'") or any(map(text.__contains__, _MAY_QUOTE))
    return may and _QUOTES.search(text) is not None


def _few_numbers(text: str) -> list[Span]:
    """The plain number in a remark of a few words: "I agree 100%." advertises nothing."""
    if len(text) > _REMARK_CHARS or len(text.split()) > _REMARK_WORDS:
        return []
    found = [match.span() for match in _PLAIN_NUMBER.finditer(text)]
    return found if len(found) == 1 else []


def _quoted_spans(tokens: list[Token], document: Document) -> list[Span]:
    """All that a comment quotes, where it says more than that itself."""
    quoted = [token for token in tokens if token.quoted]
    if len(quoted) < 2 or len(tokens) - len(quoted) < _FEWEST_AROUND:
        return []
    return [document.words[token.word].span for token in quoted]


def _denied_from(tokens: list[Token], at: int) -> int:
    """Where the clause starts that denies the word at `at`: all of "nobody calls you a liar"."""
    denied = False
    k = at
    while k > 0 and at - k < _BACK and tokens[k].mark == NONE:
        text = tokens[k - 1].text
        if text in _DENIES or (text == "anything" and tokens[k].text == "but"):
            denied = True
        elif text not in _LINKING:
            break
        k -= 1
    return k if denied else at


def _is_excused(tokens: list[Token], at: int) -> bool:
    if tokens[at].quoted or _denied_from(tokens, at) < at:
        return True
    if tokens[at].text not in HITS:
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and following.mark == NONE and following.text in _IDEAS_OR_ME:
        return True
    before = _same_clause(tokens, at)
    if _exclaimed_of_oneself(tokens, at, before):
        return True
    if not before:
        return False
    if not _DENIES.isdisjoint(before[:4]) or not _CALLS.isdisjoint(before[:5]):
        return True
    return _of_oneself(before) or _of_an_idea(before)


def _exclaimed_of_oneself(tokens: list[Token], at: int, before: list[str]) -> bool:
    """Such as "What an idiot I was"."""
    after = tokens[at + 1 : at + 3]
    return (
        [token.text for token in after] in _I_WAS
        and after[0].mark == NONE
        and not _EXCLAIMING.isdisjoint(before[:3])
    )


def _same_clause(tokens: list[Token], at: int) -> list[str]:
    """The words before `at` back to a mark, nearest first, a few at most."""
    before: list[str] = []
    while at > 0 and len(before) < _NEARBY and tokens[at].mark == NONE:
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
