"""The store's tables as they are now; `migrations/` says how a store gets there.

Times are microseconds since 1970 in UTC: the same in every database, and in order.
"""

from __future__ import annotations

import sqlalchemy as sa

REVISION = "0002"
"""The newest migration: what a store that this modfilter reads is at."""

metadata = sa.MetaData()
_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

comments = sa.Table(
    "comments",
    metadata,
    sa.Column("comment", _Key, primary_key=True, autoincrement=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("comment_id", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    # Small columns first: counting then never reads a text.
    sa.Column("decided_at", sa.BigInteger, nullable=False),
    sa.Column("blanked", sa.SmallInteger, nullable=False),
    sa.Column("action", sa.Text),
    sa.Column("filter_action", sa.Text),
    sa.Column("audited", sa.SmallInteger, nullable=False),
    sa.Column("audit_probability", sa.Double),
    sa.Column("verdict", sa.Text),
    sa.Column("verdict_category", sa.Text),
    sa.Column("verdict_at", sa.BigInteger),
    sa.Column("author", sa.Text),
    sa.Column("model", sa.Text),
    sa.Column("policy", sa.Text),
    sa.Column("scores", sa.Text),
    sa.Column("reasons", sa.Text),
    sa.Column("shadow", sa.Text),
    sa.Column("text", sa.Text),
    sa.Column("article", sa.Text),
    sa.Column("parent", sa.Text),
    sa.UniqueConstraint("source", "comment_id", "revision", name="comments_key"),
    sa.Index("comments_time", "decided_at"),
    # All that counting needs, in the order in which it groups: a million comments in a blink.
    sa.Index(
        "comments_counts",
        "source",
        "filter_action",
        "action",
        "verdict",
        "verdict_category",
        "audited",
        "audit_probability",
        "blanked",
        "decided_at",
    ),
    sa.Index(
        "comments_author",
        "author",
        sqlite_where=sa.text("author IS NOT NULL"),
        postgresql_where=sa.text("author IS NOT NULL"),
    ),
)
"""One row for each text that a comment has had: an edited comment has several revisions.

`action` is what happened, `filter_action` what the filter decided before any draw for the audit;
both are null where only a moderator's decision is known. `verdict` is what holds of what moderators
decided. `blanked` is 0, or says why the text is gone: PURGED or ERASED. `article` is an address or
title of what the comment stands under, `parent` the id of the comment that it answers.
"""

PURGED, ERASED = 1, 2

moderator_decisions = sa.Table(
    "moderator_decisions",
    metadata,
    sa.Column("decision", _Key, primary_key=True, autoincrement=False),
    sa.Column("comment", _Key, sa.ForeignKey("comments.comment"), nullable=False),
    sa.Column("moderator", sa.Text, nullable=False),
    sa.Column("decided_at", sa.BigInteger, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("recorded_at", sa.BigInteger, nullable=False),
    sa.Column("superseded", sa.SmallInteger, nullable=False),
    sa.Column("undone_at", sa.BigInteger),
    sa.UniqueConstraint(
        "comment", "moderator", "decided_at", "action", "category", name="moderator_decisions_key"
    ),
    sa.Index("moderator_decisions_time", "decided_at", "decision"),
    sa.Index("moderator_decisions_counts", "moderator", "superseded", "undone_at"),
)
"""Every decision of a moderator, superseded and undone ones too. `decided_at` is 0 where a file
does not tell the time, `moderator` and `category` are empty where they are not known."""

waiting = sa.Table(
    "waiting",
    metadata,
    sa.Column(
        "comment", _Key, sa.ForeignKey("comments.comment"), primary_key=True, autoincrement=False
    ),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("uncertainty", sa.Double, nullable=False),
    sa.Column("claimed_by", sa.Text),
    sa.Column("claimed_until", sa.BigInteger),
    sa.Column("not_for", sa.Text),
    sa.Index("waiting_oldest", "since", "comment"),
    sa.Index("waiting_uncertain", sa.desc("uncertainty"), "comment"),
    sa.Index("waiting_kinds", "source", "category", "why"),
    sa.Index("waiting_category", "category", sa.desc("uncertainty"), "comment"),
    sa.Index(
        "waiting_claimed",
        "claimed_by",
        "claimed_until",
        sqlite_where=sa.text("claimed_by IS NOT NULL"),
        postgresql_where=sa.text("claimed_by IS NOT NULL"),
    ),
)
"""The review queue: only what waits for a person now, so that it stays small and quick.

`not_for` is the moderator who may not have it: whose refusal the author objects to.
"""

appeals = sa.Table(
    "appeals",
    metadata,
    sa.Column("appeal", _Key, primary_key=True, autoincrement=False),
    sa.Column("comment", _Key, sa.ForeignKey("comments.comment"), nullable=False),
    sa.Column("refused_by", sa.Text),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("closed_at", sa.BigInteger),
    sa.Column("outcome", sa.Text),
    sa.Column("decision", _Key),
    sa.Column("text", sa.Text),
    sa.Index("appeals_comment", "comment"),
    sa.Index(
        "appeals_open",
        "comment",
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    ),
)
"""Authors' objections to refusals, of which one at a time is open for a comment.

`refused_by` is the moderator who refused, empty where not known, null where the filter did.
`decision` is the moderator's decision that closed it. `text` is null where it was taken away.
"""

undos = sa.Table(
    "undos",
    metadata,
    sa.Column("event", _Key, primary_key=True, autoincrement=False),
    sa.Column("comment", _Key, sa.ForeignKey("comments.comment"), nullable=False),
    sa.Column("undone_at", sa.BigInteger, nullable=False),
)
"""What was undone, for those who follow decisions: numbered in one row with the decisions."""

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
"""What the store knows of itself, such as which key its references were hashed with."""
