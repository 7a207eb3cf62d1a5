"""What the link rules share: one kind per link, allowed domains, and naming sites in words."""

from __future__ import annotations

import pytest
from publicsuffixlist import PublicSuffixList

from modfilter.domain import Limits
from modfilter.rules import link_bare_domain, link_markup, link_obfuscated, link_url
from modfilter.rules.link_hosts import is_under
from modfilter.rules.link_scan import LinkKind, links
from modfilter.rules.link_suffixes import PLAIN, PROMOTED, WORDS, is_top_level
from modfilter.rules.site_names import IN_WORDS, NO_HANDLE, in_words
from modfilter.text.document import Document


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("[here](https://www.example.com/a)", [LinkKind.MARKUP]),
        ('<a href="http://bit.ly/3xample">bit.ly/3xample</a>', [LinkKind.MARKUP]),
        ("http://203.0.113.7:8080/a", [LinkKind.IP]),
        ("https://bit.ly/3xample", [LinkKind.SHORTENER]),
        ("https://t.me/example_channel", [LinkKind.HANDLE]),
        ("hxxp://www.example[.]com/a", [LinkKind.OBFUSCATED]),
        ("www.example.com and example.org", [LinkKind.URL, LinkKind.BARE_DOMAIN]),
        ("jane@example.com", []),
        ("youtube.com/watch?v=abcdefghijk", [LinkKind.BARE_DOMAIN]),
    ],
)
def test_each_link_has_one_kind(text: str, kinds: list[LinkKind]) -> None:
    assert [link.kind for link in links(Document(text))] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/a",
        "www.example.com",
        "news.example.com/a",
        "see example.com",
        "example dot com",
        "example[.]com",
        "[here](https://help.example.com)",
    ],
)
def test_allowed_domains_cover_their_subdomains(text: str) -> None:
    rules = (link_url.RULE, link_bare_domain.RULE, link_obfuscated.RULE, link_markup.RULE)
    allowed = Limits(allowed_domains=frozenset({"example.com"}))
    assert any(list(rule.find(Document(text), Limits())) for rule in rules)
    assert not any(list(rule.find(Document(text), allowed)) for rule in rules)


def test_other_domains_are_not_covered() -> None:
    allowed = frozenset({"example.com"})
    assert not is_under("badexample.com", allowed)
    assert not is_under("example.com.example.org", allowed)
    assert is_under("münchen.example", frozenset({"xn--mnchen-3ya.example"}))


def test_a_flood_of_allowed_links_hides_nothing() -> None:
    text = "example.com " * 100 + "example.org"
    allowed = Limits(allowed_domains=frozenset({"example.com"}))
    assert list(link_bare_domain.RULE.find(Document(text), allowed))


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("un.org", "visit the UN website"),
        ("example.com", "visit the Example website"),
        ("news.bbc.co.uk", "visit the BBC website"),
        ("my-shop.example.co.uk", "visit the Example website"),
        ("green-energy.ca", "visit the Green Energy website"),
        ("youtube.com", "search YouTube for the video"),
        ("youtu.be", "search YouTube for the video"),
        ("en.wikipedia.org", "see the Wikipedia article on it"),
        ("jane.blogspot.com", "look for Jane on Blogger"),
        ("bit.ly", IN_WORDS),
        ("203.0.113.7", IN_WORDS),
        ("", IN_WORDS),
        ("t.me", NO_HANDLE),
        ("xn--mnchen-3ya.de", "visit the München website"),
    ],
)
def test_sites_are_named_in_words(host: str, words: str) -> None:
    assert in_words(host) == words


def test_the_way_out_never_repeats_the_address() -> None:
    for text in ("https://www.example.com/a", "example.com/a", "example dot com", "bit.ly/3xample"):
        document = Document(text)
        for link in links(document):
            assert link.host not in in_words(link.host) or not link.host


def test_top_level_endings_are_those_of_the_public_suffix_list() -> None:
    known = PublicSuffixList(accept_unknown=False)
    letters = "abcdefghijklmnopqrstuvwxyz"
    endings = [one + two for one in letters for two in letters]
    endings += ["museum", "zip", "arpa", "nosuchending", "рф", "xn--p1ai", "xn--nosuch", "中国"]
    for ending in sorted(set(endings) - PLAIN - WORDS - PROMOTED):
        assert is_top_level(ending) == (known.publicsuffix("a." + ending) is not None), ending


@pytest.mark.parametrize("ending", ["example", "test", "invalid", "local", "localhost", "onion"])
def test_special_use_endings_count(ending: str) -> None:
    assert is_top_level(ending)
    assert list(link_bare_domain.RULE.find(Document(f"notes.{ending}/a is it"), Limits()))
