"""Which endings make a bare domain, and which of them are words a sentence may start with."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from importlib.resources import files

from modfilter.rules.word_set import word_set

PLAIN = word_set(
    """
    com net org info biz edu gov mil int eu uk ca de fr nl ru ua cz sk ch lu dk fi hu ro bg hr
    ee lv lt gr pt es pl cn jp kr br mx ar cl pe ve au nz ie za ng ke gh ph vn th sg hk tw tr il
    ir pk bd lk np io co ly gg fm tv cc tk ml ga cf gq gl gd xyz icu рф рус укр бел срб испытание
    """
)
"""Endings that no sentence starts with: seen in lower case, they make a site."""

PROMOTED = word_set(
    """
    online site website club shop store click link space tech app dev blog cloud host agency
    digital vip win bid casino bet poker porn xxx sex guru expert ninja mobi tel name asia
    cat jobs ai pro pw ws su media network studio email academy solutions services support
    global loan social top example onion invalid
    """
)
"""Newer endings that advertisers like; some are words, but few sentences start with them.

"example" and "invalid" are for examples (RFC 2606); a fair moderator takes them for addresses.
"""

NEWER = word_set(
    """
    accountant accountants agency apartments app archi associates attorney auction audio band
    bargains beauty beer berlin bike bingo bio boats boutique builders cafe cam camera camp capital
    cards careers cash catering center chat cheap claims cleaning clinic clothing coach codes coffee
    community company computer condos construction consulting contractors cooking coupon coupons
    courses creditcard cruises cyou dating deals dental dentist design diamonds directory discount
    doctor domains energy engineer engineering enterprises equipment estate events exchange expert
    express fans farm fashion finance financial fit fitness flights florist forex forsale foundation
    fund furniture futbol fyi gallery games garden gift gifts glass gmbh graphics gratis gripe guide
    guitars hair healthcare hiphop holdings holiday homes horse hosting icu immo immobilien
    industries ink insure international investments jewelry kaufen kitchen lawyer lease legal lgbt
    limited limo live llc loans locker london lotto ltd luxe luxury maison makeup marketing markets
    mba memorial miami mom monster mortgage motorcycles movie news ngo nyc ong online paris partners
    parts party pharmacy photo photography photos pics pictures pink pizza plumbing plus productions
    promo pub quest racing realtor recipes rehab reisen rent rentals repair republican restaurant
    review reviews rip rocks rodeo rsvp salon sarl sbs scot shoes shopping singles skin software
    solar soy stream style sucks supplies supply surgery systems tattoo tax taxi team technology
    tennis theater tickets tienda tips tires tokyo tools tours toys trade trading travel vacations
    vegas ventures vet viajes video villas vin vision vodka voyage watches webcam wedding wine works
    wtf yachts yoga zone онлайн сайт орг ком москва
    """
)
"""More of the newer endings: with a plain dot and in small letters they make a site.

In 96,000 comments of the public corpora no sentence starts with one right after a full stop. Those
that some do ("you", "now", "love", "like", "one", "life" …) stand in no list and need a sign, as do
those that end names in code or of Wikipedias ("gradle.properties", "en.wiki").
"""

WORDS = word_set(
    """
    ac ad ae af ag al am ao aq as at aw ax az ba bb be bh bi bj bm bn bo bs bt bw by bz cd cg
    ci ck cm cr cu cv cw cx cy dj dm do dz ec eg er et fj fk fo ge gf gi gm gn gp gs gt gu gw gy
    hm hn ht id im in iq is it je jm jo kg kh ki km kn kp kw ky kz la lb lc li lr ls ma mc md me
    mg mh mk mm mn mo mp mq mr ms mt mu mv mw my mz na nc ne nf ni no nr nu om pa pf pg pm pn pr
    ps pw py qa re rs rw sa sb sc sd se sh si sl sm sn so sr ss st sv sx sy sz tc td tf tg tj tl
    tm tn to tt tz ug us uy uz va vc vg vi vu wf ye yt zm zw test local localhost internal
    """
)
"""Endings of countries and home networks that are words too: they need a further sign."""

FILE_ENDINGS = word_set(
    """
    html htm php asp aspx jsp cgi pdf doc docx xls xlsx ppt pptx odt ods txt csv tsv rtf epub
    mobi jpg jpeg png gif webp svg bmp tif tiff ico psd mp3 mp4 m4a wav ogg flac avi mkv webm
    mov zip rar gz tgz bz2 xz tar iso exe dll msi dmg apk deb rpm bat cmd sh bash ps ps1 py pyc
    ipynb js jsx ts tsx mjs css scss json jsonl xml yaml yml toml ini cfg conf log md rst tex
    bib c h cc cpp hpp cs java class jar kt rs go rb pl pm lua swift sql db sqlite vb bak tmp
    dat bin plist lock so
    """
)
"""Endings of file names; some are country endings as well."""

_SECOND_LEVEL = word_set(
    """
    co com org net gov ac edu gob gouv govt or ne go gen nom mil gc qc on
    """
)


@cache
def _top_level() -> frozenset[str]:
    # The library takes 60 ms to load all of its list, of which only the last labels are asked for.
    listed = files("publicsuffixlist").joinpath("public_suffix_list.dat").read_text("utf-8")
    public = listed.partition("===BEGIN PRIVATE DOMAINS===")[0]
    rules = (line.removeprefix("*.") for line in public.splitlines())
    return frozenset(rule for rule in rules if rule and "." not in rule and rule[0] not in "/!")


@cache
def is_top_level(ending: str) -> bool:
    """True where `ending` (lower case, one label) is a public suffix, or one of those above."""
    if ending in PLAIN or ending in WORDS or ending in PROMOTED or ending in NEWER:
        return True
    if len(ending) > 24:
        return False
    if ending.startswith("xn--"):
        with suppress(UnicodeError):
            ending = ending.encode("ascii").decode("idna")
    return ending in _top_level()


def registrable(host: str) -> tuple[str, str]:
    """The label a site is known by and its suffix: ("example", "co.uk") of "www.example.co.uk"."""
    labels = host.split(".")
    size = 1
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL:
        size = 2
    return (labels[-size - 1] if len(labels) > size else labels[0], ".".join(labels[-size:]))
