"""The first tables: comments, moderators' decisions, the review queue, settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables. They are spelled out: what `schema.py` says later is not what was then."""
    op.create_table(
        "comments",
        sa.Column("comment", _Key, primary_key=True, autoincrement=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("comment_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
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
        sa.UniqueConstraint("source", "comment_id", "revision", name="comments_key"),
    )
    op.create_index("comments_time", "comments", ["decided_at"])
    op.create_index(
        "comments_counts",
        "comments",
        [
            "source",
            "filter_action",
            "action",
            "verdict",
            "verdict_category",
            "audited",
            "audit_probability",
            "blanked",
            "decided_at",
        ],
    )
    op.create_index(
        "comments_author",
        "comments",
        ["author"],
        sqlite_where=sa.text("author IS NOT NULL"),
        postgresql_where=sa.text("author IS NOT NULL"),
    )
    op.create_table(
        "moderator_decisions",
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
            "comment",
            "moderator",
            "decided_at",
            "action",
            "category",
            name="moderator_decisions_key",
        ),
    )
    op.create_index("moderator_decisions_time", "moderator_decisions", ["decided_at", "decision"])
    op.create_index(
        "moderator_decisions_counts",
        "moderator_decisions",
        ["moderator", "superseded", "undone_at"],
    )
    op.create_table(
        "waiting",
        sa.Column(
            "comment",
            _Key,
            sa.ForeignKey("comments.comment"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("uncertainty", sa.Double, nullable=False),
        sa.Column("claimed_by", sa.Text),
        sa.Column("claimed_until", sa.BigInteger),
    )
    op.create_index("waiting_oldest", "waiting", ["since", "comment"])
    op.create_index("waiting_uncertain", "waiting", [sa.text("uncertainty DESC"), "comment"])
    op.create_index("waiting_kinds", "waiting", ["source", "category", "why"])
    op.create_table(
        "settings",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
