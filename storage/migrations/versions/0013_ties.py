"""Ties at the end of polls, and the draws and casting votes that break them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "poll_tie",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("pool", sa.String(), nullable=False),
        sa.Column("ballots", sa.String(), nullable=False),
        sa.Column("sources", sa.String(), nullable=False),
        sa.Column("draw_values", sa.String(), nullable=False),
        sa.Column("taken", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_tie_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_tie")),
        sqlite_with_rowid=False,
    )
