"""Several accounts of one person: codes to link them, what each brought, and which one private messages go to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("told", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "link_code",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_code_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_link_code")),
        sa.UniqueConstraint("hash", name=op.f("uq_link_code_hash")),
    )
    op.create_table(
        "link_try",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_link_try")),
    )
    op.create_table(
        "linked",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("maker", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_linked")),
    )
    op.create_table(
        "linked_part",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_linked_part_group_id_group")),
        sa.PrimaryKeyConstraint("account", "group_id", "number", name=op.f("pk_linked_part")),
    )
