"""Hosts with a part of their own (shorteners, invitations), and comparing hosts."""

from __future__ import annotations

from collections.abc import Set
from contextlib import suppress

from modfilter.rules.word_set import word_set

SHORTENERS = word_set(
    """
    bit.ly bitly.com tinyurl.com t.co goo.gl ow.ly is.gd v.gd buff.ly rb.gy cutt.ly shorturl.at
    tiny.cc tiny.one rebrand.ly bl.ink adf.ly bc.vc soo.gd s.id t.ly lnkd.in dlvr.it ift.tt j.mp
    po.st db.tt fb.me amzn.to youtu.be qr.ae trib.al wp.me kck.st shorte.st ouo.io
    linkvertise.com clck.ru vk.cc u.to x.gd da.gd gg.gg shrtco.de short.io hyperurl.co snip.ly
    dub.sh tny.im short.gy urlz.fr chilp.it shar.es fw.to tr.im cli.gs su.pr bre.is n.pr nyti.ms
    wapo.st
    """
)
"""Services whose addresses hide where they lead."""

VIDEO_SHORTENERS = frozenset({"youtu.be"})
"""Shorteners that lead to one well-known site."""

INVITATIONS = word_set(
    """
    t.me telegram.me telegram.dog telegram.org discord.gg discord.me wa.me chat.whatsapp.com
    api.whatsapp.com m.me line.me signal.me signal.group viber.me kik.me linktr.ee
    join.skype.com snapchat.com onlyfans.com
    """
)
"""Hosts whose addresses are a person's or group's handle."""


def is_under(host: str, domains: Set[str]) -> bool:
    """True where `host` is one of `domains` or a sub-domain of one."""
    if not domains:
        return False
    forms = [host]
    if not host.isascii():
        with suppress(UnicodeError):
            forms.append(host.encode("idna").decode("ascii"))
    for form in forms:
        labels = form.split(".")
        if any(
            ".".join(labels[at:]) in domains for at in range(max(0, len(labels) - 6), len(labels))
        ):
            return True
    return False
