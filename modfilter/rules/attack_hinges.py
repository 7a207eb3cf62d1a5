"""The phrases of each attack rule, brought together from the files that hold them."""

from __future__ import annotations

from modfilter.rules import (
    attack_company,
    group_patterns,
    insult_patterns,
    insult_scorn,
    insult_taunts,
    threat_calls,
    threat_patterns,
    threat_veiled,
)
from modfilter.rules.hinges import together
from modfilter.rules.phrases import Phrases

INSULTING = together(attack_company.INSULTING, insult_taunts.COMPANY, insult_scorn.COMPANY)
"""Words that phrases of abuse hinge on, and the company they need."""
THREATENING = together(attack_company.THREATENING, threat_calls.COMPANY, threat_veiled.COMPANY)
"""Words that threats hinge on, and the company they need."""
GROUPING = group_patterns.COMPANY
"""Words that attacks on groups hinge on, and the company they need."""

INSULTS = Phrases(
    together(insult_patterns.PATTERNS, insult_taunts.PATTERNS, insult_scorn.PATTERNS), INSULTING
)
THREATS = Phrases(
    together(threat_patterns.PATTERNS, threat_calls.PATTERNS, threat_veiled.PATTERNS),
    THREATENING,
    threat_patterns.LEADS,
)
GROUPS = Phrases(group_patterns.PATTERNS, GROUPING)
