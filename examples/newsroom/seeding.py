"""Example comments for an empty newsroom, posted as readers would post them."""

from __future__ import annotations

import tomllib

from newsroom.articles import CONTENT
from newsroom.forms import CommentForm
from newsroom.pages import Newsroom
from newsroom.posting import Kind


async def seed(newsroom: Newsroom) -> dict[Kind, int]:
    """Post the examples where there are no comments yet; how many were published, held, refused."""
    counts: dict[Kind, int] = {}
    if any(newsroom.comments.count(slug) for slug in newsroom.articles):
        return counts
    found = tomllib.loads((CONTENT / "comments.toml").read_text("utf-8"))
    ids: dict[str, str] = {}
    for entry in found["comments"]:
        form = CommentForm(
            token=newsroom.signer.form(), text=entry["text"], name=entry["name"],
            parent=ids.get(entry.get("answers", "")),
        )  # fmt: skip
        answer = await newsroom.posting.post(newsroom.articles[entry["article"]], form)
        counts[answer.kind] = counts.get(answer.kind, 0) + 1
        if answer.comment is not None and "key" in entry:
            ids[entry["key"]] = answer.comment.id
    return counts
