"""Statements of interest, recusals, alternates, and the capacity in which somebody votes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("roll", sa.Column("off", sa.String(), server_default="", nullable=False))
    op.add_column("roll", sa.Column("off_seq", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("roll", sa.Column("stands_for", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("ballot", sa.Column("capacity", sa.String(), server_default="", nullable=False))
    op.create_table(
        "alternate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("alternate_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["alternate_id"], ["seat.id"], name=op.f("fk_alternate_alternate_id_seat")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_alternate_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternate")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_alternate_of",
        "alternate",
        ["seat_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_alternate_as",
        "alternate",
        ["alternate_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND accepted_at IS NOT NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND accepted_at IS NOT NULL"),
    )
    op.create_table(
        "statement",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("participant", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_statement_group_id_group")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_statement_poll_id_poll")),
        sa.PrimaryKeyConstraint("group_id", "seq", name=op.f("pk_statement")),
    )
    op.create_index(op.f("ix_statement_poll_id"), "statement", ["poll_id"], unique=False)
    op.create_table(
        "handover",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("giver", sa.Integer(), nullable=False),
        sa.Column("taker", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_handover_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", "seq", name=op.f("pk_handover")),
    )
