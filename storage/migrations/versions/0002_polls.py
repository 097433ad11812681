"""Polls: rolls, ballots, turnout, secret ballots, and what changed about a poll."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("options", sa.String(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("binding", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("remind", sa.String(), nullable=False),
        sa.Column("roll", sa.String(), nullable=False),
        sa.Column("opener", sa.Integer(), nullable=False),
        sa.Column("opens_at", UtcDateTime(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("nudged_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_poll_group_id_group")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_poll_group_id_number")),
        sa.UniqueConstraint("key", name=op.f("uq_poll_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_poll_state"), "poll", ["state"], unique=False)
    op.create_table(
        "poll_change",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_change_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", "seq", name=op.f("pk_poll_change")),
    )
    op.create_table(
        "poll_secret",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_secret_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_secret")),
    )
    op.create_table(
        "secret_ballot",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_secret_ballot_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", "tag", name=op.f("pk_secret_ballot")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "roll",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stakeholder", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("affiliation", sa.String(), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_roll_poll_id_poll")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_roll_seat_id_seat")),
        sa.PrimaryKeyConstraint("poll_id", "seat_id", name=op.f("pk_roll")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("choice_salt", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reason_salt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id", "seat_id"],
            ["roll.poll_id", "roll.seat_id"],
            name=op.f("fk_ballot_poll_id_seat_id_roll"),
        ),
        sa.PrimaryKeyConstraint("poll_id", "seat_id", name=op.f("pk_ballot")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "turnout",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id", "seat_id"],
            ["roll.poll_id", "roll.seat_id"],
            name=op.f("fk_turnout_poll_id_seat_id_roll"),
        ),
        sa.PrimaryKeyConstraint("poll_id", "seat_id", name=op.f("pk_turnout")),
        sqlite_with_rowid=False,
    )
