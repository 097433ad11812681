"""User groups of platforms that fill stakeholder groups, and the seats that came so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_user_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("user_group", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("stakeholder_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("lacks", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_kept_user_group_group_id_group")),
        sa.ForeignKeyConstraint(
            ["stakeholder_id"], ["stakeholder.id"], name=op.f("fk_kept_user_group_stakeholder_id_stakeholder")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_user_group")),
        sa.UniqueConstraint("group_id", "user_group", name=op.f("uq_kept_user_group_group_id_user_group")),
        sa.UniqueConstraint("key", name=op.f("uq_kept_user_group_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "kept_seat",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("spared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["kept_user_group.id"], name=op.f("fk_kept_seat_kept_id_kept_user_group")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_kept_seat_seat_id_seat")),
        sa.PrimaryKeyConstraint("seat_id", "kept_id", name=op.f("pk_kept_seat")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_kept_seat_kept_id"), "kept_seat", ["kept_id"], unique=False)
