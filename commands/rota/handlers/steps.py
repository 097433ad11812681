"""What all steps share: they are on the record, told to those concerned, and lend or take back rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.chain import Canonical
from bot.feature import Call
from bot.people import Role
from commands.rota.rules.reading import FACILITATOR
from commands.rota.rules.values import HOLDS, State
from storage import groups, people, pools, promises, quiet, record, rotas, seats, turns
from storage.transaction import Transaction
from storage.turns import Holder, Turn


def note(
    call: Call[Transaction],
    group_id: int,
    by: int | None,
    kind: str,
    short: str,
    facts: Mapping[str, Canonical] | None = None,
    personal: Mapping[str, str] | None = None,
) -> int:
    """An entry about the turn or the rota; what people wrote stands beside it. Returns its number."""
    opened = {field: (call.key(), value) for field, value in (personal or {}).items() if value}
    return record.append(call.tx, group_id, kind, call.at, by=by, subject=short, facts=facts, personal=opened)


def tell(
    call: Call[Transaction],
    kind: str,
    group_id: int,
    subject: str,
    participants: Iterable[int],
    *,
    before: datetime | None = None,
) -> None:
    """A private message to each of them who still has a seat. It waits until their quiet hours are over, but
    not longer than until `before` (else the beginning of the turn): what would be too late comes at once."""
    tx, zone = call.tx, people.group_of(call.tx, group_id).zone
    turn = turns.at_any(tx, subject)
    before = before or (turn.starts_at if turn else None)
    for participant in participants:
        person_id = pools.person_of(tx, group_id, participant)
        if person_id is not None:
            quiet.tell(tx, kind, subject, person_id, zone, call.at, before=before)


def tell_coordinators(call: Call[Transaction], kind: str, group_id: int, subject: str) -> None:
    tell(call, kind, group_id, subject, (each.number for each in seats.coordinators(call.tx, group_id)))


def tell_homes(call: Call[Transaction], kind: str, group_id: int, subject: str) -> None:
    for home in groups.homes(call.tx, group_id):
        promises.say(call.tx, kind, subject, home, call.at)


def holding(call: Call[Transaction], turn: Turn) -> list[Holder]:
    """Who holds the turn now."""
    return [each for each in turns.holders(call.tx, turn.id) if each.state in HOLDS]


def relend(call: Call[Transaction], group_id: int) -> None:
    """Who holds a running turn of the facilitators acts as one until it ends, and nobody else."""
    tx = call.tx
    lent: dict[int, datetime] = {}
    for turn in turns.in_state(tx, group_id, State.RUNNING.value):
        if turn.ends_at > call.at and rotas.by_id(tx, turn.rota_id).role == FACILITATOR:
            for holder in holding(call, turn):
                lent[holder.participant] = max(turn.ends_at, lent.get(holder.participant, turn.ends_at))
    pools.give_back(tx, group_id)
    for participant, until in lent.items():
        pools.lend(tx, group_id, participant, Role.FACILITATOR.value, until)
