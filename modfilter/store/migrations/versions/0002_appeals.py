"""Where a comment stands, appeals, and what was undone in the order of decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add columns that may be null, which rewrites no row, and two tables."""
    op.add_column("comments", sa.Column("article", sa.Text))
    op.add_column("comments", sa.Column("parent", sa.Text))
    op.add_column("waiting", sa.Column("not_for", sa.Text))
    op.create_index(
        "waiting_category", "waiting", ["category", sa.text("uncertainty DESC"), "comment"]
    )
    op.create_index(
        "waiting_claimed",
        "waiting",
        ["claimed_by", "claimed_until"],
        sqlite_where=sa.text("claimed_by IS NOT NULL"),
        postgresql_where=sa.text("claimed_by IS NOT NULL"),
    )
    op.create_table(
        "appeals",
        sa.Column("appeal", _Key, primary_key=True, autoincrement=False),
        sa.Column("comment", _Key, sa.ForeignKey("comments.comment"), nullable=False),
        sa.Column("refused_by", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("outcome", sa.Text),
        sa.Column("decision", _Key),
        sa.Column("text", sa.Text),
    )
    op.create_index("appeals_comment", "appeals", ["comment"])
    op.create_index(
        "appeals_open",
        "appeals",
        ["comment"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "undos",
        sa.Column("event", _Key, primary_key=True, autoincrement=False),
        sa.Column("comment", _Key, sa.ForeignKey("comments.comment"), nullable=False),
        sa.Column("undone_at", sa.BigInteger, nullable=False),
    )
