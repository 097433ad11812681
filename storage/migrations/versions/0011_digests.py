"""Digests, who is sent them, and what was sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("sections", sa.String(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_digest_group_id_group")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("key", name=op.f("uq_digest_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_digest_group_id"), "digest", ["group_id"], unique=False)
    op.create_index(op.f("ix_digest_person_id"), "digest", ["person_id"], unique=False)
    op.create_table(
        "digest_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_digest_reader_digest_id_digest")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_reader_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_reader")),
        sa.UniqueConstraint("digest_id", "person_id", name=op.f("uq_digest_reader_digest_id_person_id")),
        sa.UniqueConstraint("key", name=op.f("uq_digest_reader_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_digest_reader_person_id"), "digest_reader", ["person_id"], unique=False)
    op.create_table(
        "digest_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("skipped", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("brief", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["digest_reader.id"], name=op.f("fk_digest_issue_reader_id_digest_reader")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_issue")),
        sa.UniqueConstraint("key", name=op.f("uq_digest_issue_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_digest_issue_reader_id"), "digest_issue", ["reader_id"], unique=False)
