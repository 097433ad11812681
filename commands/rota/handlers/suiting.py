"""Which rotas and turns a command can be used on now: only those are suggested."""

from __future__ import annotations

from bot.feature import Call
from commands.rota.handlers.seeing import can_take, sight
from commands.rota.handlers.steps import holding
from commands.rota.rules.values import AHEAD, Holding, State
from commands.rota.values import Stage
from storage import turns
from storage.rotas import Rota
from storage.transaction import Transaction
from storage.turns import Holder, Turn


def is_running(call: Call[Transaction], rota: Rota) -> bool:
    return rota.state == Stage.RUNNING


def waits_for_me(call: Call[Transaction], turn: Turn) -> bool:
    """Whether it is the caller's to confirm."""
    held = _mine(call, turn)
    return _is_ahead(call, turn) and held is not None and held.state == Holding.ASKED


def is_mine_ahead(call: Call[Transaction], turn: Turn) -> bool:
    return _is_ahead(call, turn) and _mine(call, turn) is not None


def is_anothers_ahead(call: Call[Transaction], turn: Turn) -> bool:
    """Whether somebody else could give it for one of the caller's."""
    return _is_ahead(call, turn) and _mine(call, turn) is None and bool(holding(call, turn))


def may_be_agreed(call: Call[Transaction], turn: Turn) -> bool:
    """Whether somebody asked the caller to take it in a swap."""
    asked = turns.swap_of(call.tx, turn.id) if _is_ahead(call, turn) else None
    return asked is not None and asked.asked == call.seat.number


def may_be_taken(call: Call[Transaction], turn: Turn) -> bool:
    return can_take(sight(call.tx, turn, call.group), call.seat.number, call)


def has_mine(call: Call[Transaction], turn: Turn) -> bool:
    """Whether a note can be left in it: it has begun, and is the caller's."""
    return turn.state in (State.RUNNING, State.OVER) and _mine(call, turn) is not None


def may_be_given(call: Call[Transaction], turn: Turn) -> bool:
    return turn.state in (*AHEAD, State.RUNNING) and call.at < turn.ends_at


def _is_ahead(call: Call[Transaction], turn: Turn) -> bool:
    return turn.state in AHEAD and call.at < turn.starts_at


def _mine(call: Call[Transaction], turn: Turn) -> Holder | None:
    number = call.seat.number
    return next((each for each in holding(call, turn) if each.participant == number), None)
