"""Objections against polls, and who signed them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ballot", sa.Boolean(), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("stakeholder", sa.String(), nullable=False),
        sa.Column("text_seq", sa.Integer(), nullable=False),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=False),
        sa.Column("answer_seq", sa.Integer(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=False),
        sa.Column("ruled_by", sa.Integer(), nullable=False),
        sa.Column("ruling_seq", sa.Integer(), nullable=False),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_objection_group_id_group")),
        sa.ForeignKeyConstraint(["into_id"], ["objection.id"], name=op.f("fk_objection_into_id_objection")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_objection_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_objection_group_id_number")),
        sa.UniqueConstraint("key", name=op.f("uq_objection_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_objection_into_id"), "objection", ["into_id"], unique=False)
    op.create_index(op.f("ix_objection_poll_id"), "objection", ["poll_id"], unique=False)
    op.create_index(
        "ix_objection_ballot",
        "objection",
        ["poll_id", "raised_by"],
        unique=True,
        sqlite_where=sa.text("ballot"),
        postgresql_where=sa.text("ballot"),
    )
    op.create_table(
        "signer",
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("participant", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["objection.id"], name=op.f("fk_signer_objection_id_objection")
        ),
        sa.PrimaryKeyConstraint("objection_id", "participant", name=op.f("pk_signer")),
    )
