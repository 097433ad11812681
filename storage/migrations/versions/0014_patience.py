"""How long a group lets actions be overdue before its coordinators are told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("group", sa.Column("patience", sa.Integer(), server_default=sa.text("7"), nullable=False))
