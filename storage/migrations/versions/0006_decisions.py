"""Decisions, their challenges and appeals, minority statements, and polls that wait for a determination."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("designation", sa.String(), nullable=False),
        sa.Column("won", sa.String(), nullable=False),
        sa.Column("determined_by", sa.Integer(), nullable=False),
        sa.Column("determined_at", UtcDateTime(), nullable=False),
        sa.Column("stakeholder", sa.String(), nullable=False),
        sa.Column("rationale_seq", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=False),
        sa.Column("stood_at", UtcDateTime(), nullable=True),
        sa.Column("challenge_until", UtcDateTime(), nullable=True),
        sa.Column("appeal_until", UtcDateTime(), nullable=True),
        sa.Column("review_at", UtcDateTime(), nullable=True),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("work_seq", sa.Integer(), nullable=False),
        sa.Column("changed_seq", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_decision_group_id_group")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_decision_poll_id_poll")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["decision.id"], name=op.f("fk_decision_replaces_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["decision.id"], name=op.f("fk_decision_replaced_by_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_decision_group_id_number")),
        sa.UniqueConstraint("key", name=op.f("uq_decision_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decision_poll_id"), "decision", ["poll_id"], unique=False)
    op.create_index(op.f("ix_decision_state"), "decision", ["state"], unique=False)
    op.create_index(op.f("ix_decision_replaced_by_id"), "decision", ["replaced_by_id"], unique=False)
    op.create_table(
        "awaited",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_awaited_group_id_group")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_awaited_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_awaited")),
    )
    op.create_index(op.f("ix_awaited_group_id"), "awaited", ["group_id"], unique=False)
    op.create_table(
        "contest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("stakeholder", sa.String(), nullable=False),
        sa.Column("reason_seq", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answer_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_contest_group_id_group")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_contest_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
        sa.UniqueConstraint("key", name=op.f("uq_contest_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_contest_decision_id"), "contest", ["decision_id"], unique=False)
    op.create_table(
        "supporter",
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("participant", sa.Integer(), nullable=False),
        sa.Column("stakeholder", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_supporter_contest_id_contest")),
        sa.PrimaryKeyConstraint("contest_id", "participant", name=op.f("pk_supporter")),
    )
    op.create_table(
        "minority",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("participant", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("stakeholder", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_minority_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_minority_group_id_group")),
        sa.PrimaryKeyConstraint("decision_id", "participant", name=op.f("pk_minority")),
    )
