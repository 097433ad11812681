"""What people are told of user groups that are followed."""

from __future__ import annotations

from typing import Any

from bot.feature import Said, Says, Telling
from commands.member import user_group_views
from commands.member.filling import followed_of
from storage import people, persons, record, user_groups
from storage.transaction import Transaction

CHANGED, TROUBLED, ENDED = "member in step", "member out of step", "member unfollowed"
IN_STEP, MORE = "member.in_step", "more"
"""The entry that sums up one part of a look, and its fact that another part follows."""
LOOKED_BACK = 200
"""Such entries that are looked through for the parts of one look."""


def _changed(telling: Telling[Transaction]) -> Said | None:
    group_id, _, entry = telling.subject.partition("/")
    group = people.group_of(telling.tx, int(group_id))
    parts = _parts(telling.tx, group.id, int(entry))
    names = record.names(telling.tx, group.id)
    came, went, stayed = (
        [names.get(number, f"#{number}") for facts in parts for number in facts[kind]]
        for kind in ("came", "went", "stayed")
    )
    last = parts[-1]
    blocks = user_group_views.changed(
        group.name, str(last["user_group"]), str(last["stakeholder"]), came, went, stayed
    )
    return Said(blocks, persons.reader_at(telling.tx, telling.address, group))


def _parts(tx: Transaction, group_id: int, last: int) -> list[dict[str, Any]]:
    """The facts of a look that ends with the entry `last`, and of the parts before it, the oldest first."""
    parts = [record.facts(tx, group_id, last)]
    for _, facts in record.newest(tx, group_id, IN_STEP, before=last, most=LOOKED_BACK):
        if facts["user_group"] == parts[0]["user_group"]:
            if MORE not in facts:
                break
            parts.insert(0, facts)
    return parts


def _troubled(telling: Telling[Transaction]) -> Said | None:
    kept = user_groups.by_key(telling.tx, telling.subject)
    if kept is None or not kept.trouble:
        return None
    group = people.group_of(telling.tx, kept.group_id)
    blocks = user_group_views.troubled(group.name, followed_of(kept))
    return Said(blocks, persons.reader_at(telling.tx, telling.address, group))


def _ended(telling: Telling[Transaction]) -> Said | None:
    group_id, _, entry = telling.subject.partition("/")
    group = people.group_of(telling.tx, int(group_id))
    facts = record.facts(telling.tx, group.id, int(entry))
    blocks = user_group_views.ended(group.name, str(facts["user_group"]))
    return Said(blocks, persons.reader_at(telling.tx, telling.address, group))


says = (Says(CHANGED, _changed), Says(TROUBLED, _troubled), Says(ENDED, _ended))
