"""`python -m benchmarks newsroom` at a small size: many readers at once, and kill -9 on the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks import newsroom
from benchmarks.newsroom import Post, Round

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals that kill")


@pytest.fixture(scope="module", params=[0, 2])
def played(request: pytest.FixtureRequest) -> Round:
    kills: int = request.param
    found = newsroom.play(150, kills)
    assert found.kills == kills
    assert (found.broken > 0) is (kills > 0)
    return found


def test_nothing_is_lost_and_nothing_is_there_twice(played: Round) -> None:
    assert (played.failures, played.lost, played.twice, played.without_reason) == (0, 0, 0, 0)
    outcomes = {post.outcome for post in played.posts}
    assert outcomes == {"published", "held", "refused"}
    assert sum(post.sent > 1 for post in played.posts) > 3
    assert set(played.statuses) == {303, 422}


def test_every_kind_is_a_third(played: Round) -> None:
    for kind in ("ordinary", "spam", "attack"):
        assert sum(post.kind == kind for post in played.posts) == 50


def test_what_is_wrong_would_be_counted(tmp_path: Path) -> None:
    """Comments that authors were told of, and that no database has."""
    from contextlib import closing
    from sqlite3 import connect

    with closing(connect(tmp_path / "newsroom.db")) as site, site:
        site.execute("CREATE TABLE comments (id, status, text)")
        rows = [("a", "published", "x"), ("c", "held", "z"), ("e", "published", "y")]
        site.executemany("INSERT INTO comments VALUES (?, ?, ?)", rows)
    with closing(connect(tmp_path / "decisions.db")) as store, store:
        store.execute("CREATE TABLE comments (comment_id, text, action)")
        kept = [("a", "x", "publish"), ("c", "z", "publish")]
        store.executemany("INSERT INTO comments VALUES (?, ?, ?)", kept)
    found = Round(
        [
            Post("spam", "x", comment="a", outcome="published"),
            Post("spam", "y", comment="b", outcome="published", otherwise=True),
            Post("spam", "z", comment="c", outcome="held"),
            Post("spam", "w", comment="d", outcome="refused"),
        ]
    )
    newsroom._count(found, tmp_path)
    assert (found.lost, found.twice, found.without_reason) == (3, 1, 1)
    found.posts = found.posts[:1]
    newsroom._count(found, tmp_path)
    assert found.twice == 4
