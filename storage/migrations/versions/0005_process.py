"""The process of a charter: where polls stand in it, holidays, and who confirmed which seat."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holiday",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_holiday_group_id_group")),
        sa.PrimaryKeyConstraint("group_id", "first", name=op.f("pk_holiday")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "poll_process",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("newcomers", sa.Integer(), nullable=False),
        sa.Column("extended_for", sa.String(), nullable=False),
        sa.Column("suspended_by", sa.String(), nullable=False),
        sa.Column("rework_until", UtcDateTime(), nullable=True),
        sa.Column("reworks", sa.Integer(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("seconders", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_process_poll_id_poll")),
        sa.ForeignKeyConstraint(["reworks"], ["poll.id"], name=op.f("fk_poll_process_reworks_poll")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_process")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_poll_process_reworks"), "poll_process", ["reworks"], unique=False)
    op.create_table(
        "voucher",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("participant", sa.Integer(), nullable=False),
        sa.Column("affiliation", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_voucher_seat_id_seat")),
        sa.PrimaryKeyConstraint("seat_id", "participant", name=op.f("pk_voucher")),
        sqlite_with_rowid=False,
    )
