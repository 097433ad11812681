"""Rotas, their turns and holders; who stays out of them, and roles that are lent to seats."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seat", sa.Column("lent_role", sa.String(), nullable=True))
    op.add_column("seat", sa.Column("lent_until", UtcDateTime(), nullable=True))
    op.create_index("ix_seat_number", "seat", ["group_id", "number"], unique=False)
    op.create_table(
        "rota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("anchor", UtcDateTime(), nullable=False),
        sa.Column("pool", sa.String(), nullable=False),
        sa.Column("share", sa.String(), nullable=False),
        sa.Column("holders", sa.Integer(), nullable=False),
        sa.Column("lasts", sa.Integer(), nullable=False),
        sa.Column("leads", sa.String(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("rest", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("draw_pool", sa.String(), nullable=False),
        sa.Column("draw_sources", sa.String(), nullable=False),
        sa.Column("draw_values", sa.String(), nullable=False),
        sa.Column("drawn", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_rota_group_id_group")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_rota_group_id_number")),
        sa.UniqueConstraint("key", name=op.f("uq_rota_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("rota_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("deputy", sa.Integer(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("note_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_turn_group_id_group")),
        sa.ForeignKeyConstraint(["rota_id"], ["rota.id"], name=op.f("fk_turn_rota_id_rota")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_turn_group_id_number")),
        sa.UniqueConstraint("key", name=op.f("uq_turn_key")),
        sa.UniqueConstraint("rota_id", "starts_at", name=op.f("uq_turn_rota_id_starts_at")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_turn_ends_at"), "turn", ["ends_at"], unique=False)
    op.create_table(
        "turn_holder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("participant", sa.Integer(), nullable=False),
        sa.Column("stakeholder_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("unsocial", sa.Boolean(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_turn_holder_turn_id_turn")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn_holder")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_turn_holder_turn_id"), "turn_holder", ["turn_id"], unique=False)
    op.create_table(
        "turn_swap",
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("asker", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["turn.id"], name=op.f("fk_turn_swap_other_id_turn")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_turn_swap_turn_id_turn")),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_turn_swap")),
    )
    op.create_index(op.f("ix_turn_swap_other_id"), "turn_swap", ["other_id"], unique=False)
    op.create_table(
        "rota_standing",
        sa.Column("rota_id", sa.Integer(), nullable=False),
        sa.Column("participant", sa.Integer(), nullable=False),
        sa.Column("out", sa.Boolean(), nullable=False),
        sa.Column("exempt", sa.Boolean(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["rota_id"], ["rota.id"], name=op.f("fk_rota_standing_rota_id_rota")),
        sa.PrimaryKeyConstraint("rota_id", "participant", name=op.f("pk_rota_standing")),
    )
    op.create_table(
        "quiet_hours",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("participant", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_quiet_hours_group_id_group")),
        sa.PrimaryKeyConstraint("group_id", "participant", name=op.f("pk_quiet_hours")),
    )
