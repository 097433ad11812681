"""What time does with a turn: it is announced, asked about again, offered to the deputy, begins and ends.

Each may come late, after the bot was down: what is past by then is not told any more, and a turn whose
holder nobody told before it was over has not been held."""

from __future__ import annotations

from bot.boundary import Reply
from bot.feature import Call
from bot.people import Stage
from commands.rota.declared import Announce, Ask, Finish, Offer, Start
from commands.rota.handlers import kinds
from commands.rota.handlers.arranging import arrange, unwrite
from commands.rota.handlers.steps import holding, note, relend, tell, tell_coordinators, tell_homes
from commands.rota.rules.reading import FACILITATOR
from commands.rota.rules.values import AHEAD, Holding, State
from storage import people, promises, rotas, turns
from storage.rotas import Rota
from storage.transaction import Transaction
from storage.turns import Turn


def _is_closed(call: Call[Transaction], turn: Turn) -> bool:
    """Whether its group was closed: then nothing comes of its turns."""
    return people.group_of(call.tx, turn.group_id).stage is Stage.CLOSED


def announce(call: Call[Transaction], command: Announce) -> Reply:
    turn, rota = command.turn, rotas.by_id(call.tx, command.turn.rota_id)
    if turn.state not in AHEAD or call.at >= turn.starts_at or _is_closed(call, turn):
        return Reply(())
    given = arrange(call, rota)
    due = [moment for moment in promises.promised(call.tx, kinds.ANNOUNCE, turn.key) if moment <= call.at]
    if turn.id in given or len(due) > 1:  # told just now, or about to be told by a later one
        return Reply(())
    holders = holding(call, turn)
    if holders:
        tell(call, kinds.AGAIN, turn.group_id, turn.key, [each.participant for each in holders])
        tell_homes(call, kinds.ANNOUNCED, turn.group_id, turn.key)
        turns.announced(call.tx, turn.id)
    return Reply(())


def ask(call: Call[Transaction], command: Ask) -> Reply:
    turn = command.turn
    if turn.state != State.GIVEN or call.at >= turn.starts_at or _is_closed(call, turn):
        return Reply(())
    arrange(call, rotas.by_id(call.tx, turn.rota_id))
    waiting = [each.participant for each in holding(call, turn) if each.state == Holding.ASKED]
    tell(call, kinds.AGAIN, turn.group_id, turn.key, waiting)
    return Reply(())


def offer(call: Call[Transaction], command: Offer) -> Reply:
    turn = command.turn
    if turn.state != State.GIVEN or call.at >= turn.starts_at or _is_closed(call, turn):
        return Reply(())
    arrange(call, rotas.by_id(call.tx, turn.rota_id))
    turn = turns.by_id(call.tx, turn.id)
    if turn.deputy and any(each.state == Holding.ASKED for each in holding(call, turn)):
        tell(call, kinds.OFFERED, turn.group_id, turn.key, [turn.deputy])
    return Reply(())


def start(call: Call[Transaction], command: Start) -> Reply:
    turn, tx = command.turn, call.tx
    if turn.state not in AHEAD:
        return Reply(())
    if _is_closed(call, turn):
        unwrite(call, turn)
        turns.move(tx, turn.id, State.CANCELLED.value, call.at)
        return Reply(())
    rota = rotas.by_id(tx, turn.rota_id)
    untold = turn.state == State.PLANNED and call.at >= turn.ends_at
    given = frozenset() if untold else arrange(call, rota)
    holders = [] if untold else [each.participant for each in holding(call, turn)]
    unwrite(call, turn)
    if holders:
        _begin(call, rota, turn, holders)
    else:
        turns.move(tx, turn.id, State.SKIPPED.value, call.at)
        note(call, turn.group_id, None, "turn.skipped", turn.short, {"rota": rota.short})
        if turn.state == State.PLANNED and turn.id not in given:  # else they know since it was given, or lost
            tell_coordinators(call, kinds.NOBODY, turn.group_id, turn.key)
    arrange(call, rota)
    return Reply(())


def _begin(call: Call[Transaction], rota: Rota, turn: Turn, holders: list[int]) -> None:
    turns.move(call.tx, turn.id, State.RUNNING.value, call.at)
    note(call, turn.group_id, None, "turn.began", turn.short, {"rota": rota.short, "holders": list(holders)})
    promises.promise(call.tx, kinds.FINISH, turn.key, turn.ends_at)
    if rota.role == FACILITATOR:
        relend(call, turn.group_id)
    if call.at < turn.ends_at:
        tell(call, kinds.BEGAN, turn.group_id, turn.key, holders)


def finish(call: Call[Transaction], command: Finish) -> Reply:
    turn = command.turn
    if turn.state != State.RUNNING:
        return Reply(())
    turns.move(call.tx, turn.id, State.OVER.value, call.at)
    note(call, turn.group_id, None, "turn.ended", turn.short)
    relend(call, turn.group_id)
    return Reply(())
