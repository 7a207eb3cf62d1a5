"""Which tokens give the cue CONTACT_WORD: names of messengers and the verbs of private talk.

"Zero" is among them because spoken telephone numbers hold one.
"""

from __future__ import annotations

from modfilter.rules.word_set import word_set

CONTACT_WORDS: frozenset[str] = word_set(
    """
    whatsapp whatapp watsapp whatsap whats wa telegram telegramm tg signal viber wechat weixin
    skype kik snapchat snap insta instagram ig discord kakao kakaotalk line threema zalo imo
    messenger facebook fb twitter tiktok hangouts icq qq dm dms pm inbox hmu zero
    """
)
"""Lower-case surface forms of a token without the marks at its edges."""
