"""Names are compared without the strokes and ligatures that Unicode does not take apart: what is stored to be
compared is folded again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_OWN = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n", "ɓ": "b", "ɗ": "d",
        "ƙ": "k", "ƴ": "y", "ə": "e", "ɛ": "e", "ɔ": "o", "æ": "ae", "œ": "oe", "þ": "th",
    }
)  # fmt: skip


def upgrade() -> None:
    """All that is stored folded: names of groups, stakeholder groups and seats, and the labels of actions. What was
    folded before differs in these letters only."""
    for name, column in (("group", "folded"), ("seat", "folded"), ("action", "line_folded")):
        _fold(sa.table(name, sa.column("id", sa.Integer), sa.column(column, sa.String)), column)
    _fold_stakeholders()


def _fold(table: sa.TableClause, column: str) -> None:
    bind = op.get_bind()
    change = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("which", type_=sa.Integer))
        .values({column: sa.bindparam("to", type_=sa.String)})
    )
    changed = [
        {"which": number, "to": folded.translate(_OWN)}
        for number, folded in bind.execute(sa.select(table.c.id, table.c[column]))
        if folded.translate(_OWN) != folded
    ]
    if changed:
        bind.execute(change, changed)


def _fold_stakeholders() -> None:
    """No two in a group may be folded alike: one that would be stays as it is."""
    table = sa.table(
        "stakeholder",
        sa.column("id", sa.Integer),
        sa.column("group_id", sa.Integer),
        sa.column("folded", sa.String),
    )
    bind = op.get_bind()
    rows = [tuple(row) for row in bind.execute(sa.select(table).order_by(table.c.id))]
    taken = {(group, folded) for _, group, folded in rows}
    for number, group, folded in rows:
        new = folded.translate(_OWN)
        if (group, new) not in taken:
            taken.add((group, new))
            bind.execute(sa.update(table).where(table.c.id == number).values(folded=new))
