"""What gives a token the cue ADDRESSED: second-person words, and words that need none.

Where such a word, or one of an attack rule's vocabulary, is disguised, how far apart the two
stand is not worked out (`modfilter.rules.attack_wake` does that for plain ones): the rule looks.
"""

from __future__ import annotations

from modfilter.rules.insults import CURSES, SPELLINGS, STRONG_PLURAL, STRONG_SINGULAR, word_set
from modfilter.rules.second_person import SECOND_PERSON

_ABUSE = word_set("""
shut lost hell bite stuffed bent kiss brains cave basement hole shit crap mouth stop quit
""")
_WRITERS = word_set("""
author writer columnist journalist reporter op poster commenter commentator whoever
""")
_VIOLENCE = word_set("""
kys bleach someone somebody die dies dead drop lynched gassed beheaded strung rope noose suicide
dox doxx doxxing hang shot cancer deserve deserves bullet cliff bridge traffic hope gonna eye
raped stabbed him her them murdered
""")
# "m*ron" and "1oser" need no "you" either.
_STARRED = frozenset(
    word[:at] + "*" + word[at + 1 :]
    for word in STRONG_SINGULAR
    for at in range(1, len(word) - 1)
    if word[at] in "aeiou" and len(word) > 3
) | frozenset("1" + word[1:] for word in STRONG_SINGULAR if word[0] in "il")

ADDRESSED: frozenset[str] = (
    SECOND_PERSON
    | CURSES
    | STRONG_SINGULAR
    | STRONG_PLURAL
    | _STARRED
    | frozenset(SPELLINGS)
    | _ABUSE
    | _WRITERS
    | _VIOLENCE
)
"""Words that aim at somebody in the conversation, or need no word that does."""
