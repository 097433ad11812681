"""A note from one turn to the next."""

from __future__ import annotations

from bot.boundary import Reply
from bot.feature import Call
from bot.refusals import Refusal
from bot.text import Code, Text
from commands.rota import views
from commands.rota.declared import Handover
from commands.rota.handlers import kinds
from commands.rota.handlers.seeing import sight
from commands.rota.handlers.steps import holding, note, tell, tell_homes
from commands.rota.rules.values import AHEAD, State
from storage import rotas, turns
from storage.transaction import Transaction
from storage.turns import Turn


def hand_over(call: Call[Transaction], command: Handover) -> Reply:
    tx = call.tx
    turn = command.turn or _latest(call)
    if turn is None or not _is_mine(call, turn) or turn.state not in (State.RUNNING, State.OVER):
        raise Refusal(
            Text(
                "You leave a note in a turn of yours that is running or over. {next} shows who holds what now.",
                next=Code("/rota next"),
            )
        )
    seq = note(
        call,
        turn.group_id,
        call.seat.number,
        "turn.handed_over",
        turn.short,
        personal={"note": command.note},
    )
    turns.note(tx, turn.id, seq)
    after = _after(call, turn)
    if after is not None:
        numbers = [each.participant for each in holding(call, after) if each.participant != call.seat.number]
        tell(call, kinds.HANDED, turn.group_id, turn.key, numbers, before=after.starts_at)
    tell_homes(call, kinds.HANDED, turn.group_id, turn.key)
    return Reply(views.handed_over(sight(tx, after, call.group) if after else None))


def _latest(call: Call[Transaction]) -> Turn | None:
    """The caller's running turn, else the one that ended last."""
    tx = call.tx
    found = [turn for turn in turns.in_state(tx, call.group.id, State.RUNNING.value) if _is_mine(call, turn)]
    if not found:
        for rota in rotas.listed(tx, call.group.id):
            over = [turn for turn in turns.of_rota(tx, rota.id) if turn.state == State.OVER]
            found += [turn for turn in over[-1:] if _is_mine(call, turn)]
    return max(found, key=lambda turn: turn.starts_at, default=None)


def _is_mine(call: Call[Transaction], turn: Turn) -> bool:
    return any(each.participant == call.seat.number for each in holding(call, turn))


def _after(call: Call[Transaction], turn: Turn) -> Turn | None:
    """The turn that the note is for: the one after, if it has not ended."""
    for each in turns.of_rota(call.tx, turn.rota_id):
        if each.starts_at > turn.starts_at and each.state in (*AHEAD, State.RUNNING):
            return each
    return None
