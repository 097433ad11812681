"""From the rows of an action to what may be shown of it."""

from __future__ import annotations

import json
from datetime import datetime

from bot.feature import Call
from commands.action.rules import State
from commands.action.values import Happened, Sight
from storage import actions, record
from storage.actions import Action
from storage.transaction import Transaction

HISTORY = 6
_WORDS = ("text", "note", "reason")
"""Where an entry about an action keeps what somebody wrote."""


def sight(call: Call[Transaction], action: Action) -> Sight:
    return seen(call.tx, action, call.at)


def seen(
    tx: Transaction, action: Action, at: datetime, group: str = "", history: tuple[Happened, ...] = ()
) -> Sight:
    names = record.names(tx, action.group_id) if history else {}
    return Sight(
        key=action.key,
        group_id=action.group_id,
        group=group,
        short=action.short,
        text=action.text,
        state=State(action.state),
        owners=tuple(owner.name for owner in actions.owners(tx, action.id)),
        stakeholder=action.stakeholder,
        due_at=action.due_at,
        overdue=action.state == State.OPEN and action.due_at is not None and action.due_at <= at,
        line=action.line,
        poll=action.poll,
        link=action.link,
        opener=names.get(action.opened_by, ""),
        opened_at=action.opened_at,
        ended_at=action.ended_at,
        patience=action.patience,
        history=history,
    )


def happened(call: Call[Transaction], action: Action) -> tuple[Happened, ...]:
    """The newest entries about it, the newest first, with what people wrote."""
    names = record.names(call.tx, action.group_id)
    found = []
    for entry in record.latest(call.tx, action.group_id, action.short, most=HISTORY):
        by = str(json.loads(entry.body)["by"]).removeprefix("participant ")
        written = (record.opening(call.tx, action.group_id, entry.seq, field) for field in _WORDS)
        found.append(
            Happened(
                entry.at,
                names.get(int(by), "") if by.isdecimal() else "",
                call.registry.tells[entry.kind],
                next((words for words in written if words), ""),
            )
        )
    return tuple(found)
