"""Every word that attacks are made of: one vocabulary for the cues and for the rules' reading.

What it remembers of a token that wakes the rules is there when they read it.
"""

from __future__ import annotations

from modfilter.rules.insults import INSULT_CUE_WORDS
from modfilter.rules.threats import THREAT_CUE_WORDS
from modfilter.text.vocabulary import Vocabulary

ATTACK_WORDS = Vocabulary(INSULT_CUE_WORDS.words | THREAT_CUE_WORDS.words)
"""Words of insults and of threats."""
