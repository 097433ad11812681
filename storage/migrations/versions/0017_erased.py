"""Who was erased and is not to come back by a list: keyed hashes of accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased",
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_erased")),
    )
    op.create_table(
        "erased_secret",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_secret")),
    )
