"""The vocabulary of threats: what gives a token the cue THREAT, and what may be harmed how."""

from __future__ import annotations

from modfilter.text.vocabulary import Vocabulary


def words_in_order(lines: str) -> list[str]:
    """The words of a block of text."""
    return lines.split()


HARM = words_in_order("""
kill killing murder shoot shooting stab strangle behead lynch slaughter butcher rape
""")
"""Verbs whose only reading, with a person as object, is grave harm."""

HURT = words_in_order("""
hang hunt beat bash smash punch slap choke gut skin bury hurt destroy execute burn knife
""")
"""Verbs that need more around them: they have harmless readings."""

DEATH = words_in_order("""
die dies dead death kys killed shot hanged hung lynched raped beheaded executed murdered stabbed
gassed beaten whipped flogged strung burned burnt drowned
""")
"""Words of dying and of being harmed."""

SETTING = words_in_order("""
address watch cancer bleach dox doxx doxxing neck throat bullet grave traffic cliff bridge wrists
live sleep coming life suicide rope noose find regret slit fire
""")
"""Words of threats that name no harm."""

THREATS = Vocabulary([*HARM, *HURT, *DEATH])
"""Words that threats are made of."""

THREAT_CUE_WORDS = Vocabulary([*HARM, *HURT, *DEATH, *SETTING])
"""What gives a token the cue THREAT."""
