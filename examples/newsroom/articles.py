"""The articles: TOML files in content/, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CONTENT = Path(__file__).with_name("content")


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `picture` names a file in static/; `body` are paragraphs."""

    slug: str
    section: str
    title: str
    standfirst: str
    date: str
    picture: str
    caption: str
    body: tuple[str, ...]


def read_articles(folder: Path = CONTENT) -> Mapping[str, Article]:
    """All articles by slug, in the order in which the front page has them."""
    found = tomllib.loads((folder / "articles.toml").read_text("utf-8"))
    articles = [Article(**{**entry, "body": tuple(entry["body"])}) for entry in found["articles"]]
    return {article.slug: article for article in articles}
