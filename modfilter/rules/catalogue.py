"""The catalogue: every rule, in the order in which reasons are listed."""

from __future__ import annotations

from modfilter.rules import (
    attack_group,
    attack_insult,
    attack_threat,
    contact_email,
    contact_messenger,
    contact_phone,
    length_too_long,
    link_bare_domain,
    link_handle,
    link_ip,
    link_markup,
    link_obfuscated,
    link_shortener,
    link_url,
    site_blocked_word,
    value_empty,
    value_gibberish,
    value_repetition,
    value_shouting,
    value_too_short,
)
from modfilter.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    attack_threat.RULE,
    attack_insult.RULE,
    attack_group.RULE,
    link_url.RULE,
    link_bare_domain.RULE,
    link_ip.RULE,
    link_obfuscated.RULE,
    link_markup.RULE,
    link_shortener.RULE,
    link_handle.RULE,
    contact_email.RULE,
    contact_phone.RULE,
    contact_messenger.RULE,
    value_empty.RULE,
    value_gibberish.RULE,
    value_repetition.RULE,
    value_shouting.RULE,
    value_too_short.RULE,
    length_too_long.RULE,
    site_blocked_word.RULE,
)
"""Flooding is no rule over one comment but a window over a stream: see `modfilter.rules.flood`."""
