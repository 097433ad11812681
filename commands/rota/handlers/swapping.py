"""Two people swap turns, or one covers for the other: nothing changes before both agree."""

from __future__ import annotations

from bot.boundary import Reply
from bot.feature import Call
from bot.refusals import Refusal
from bot.text import Code, Text
from commands.rota import views
from commands.rota.declared import Agree, Swap
from commands.rota.handlers import kinds
from commands.rota.handlers.arranging import arrange
from commands.rota.handlers.finding import must_be_ahead, own
from commands.rota.handlers.holding import hold_now, let_go, member_of, must_be_here, named_member, settle
from commands.rota.handlers.scene import takes_part
from commands.rota.handlers.seeing import sight
from commands.rota.handlers.steps import holding, note, tell, tell_homes
from commands.rota.rules.values import AHEAD, Holding, How
from storage import rotas, turns
from storage.transaction import Transaction
from storage.turns import Holder, Turn


def swap(call: Call[Transaction], command: Swap) -> Reply:
    turn, _ = own(call, command.turn)
    must_be_ahead(call, turn)
    rota = rotas.by_id(call.tx, turn.rota_id)
    member = named_member(call, rota.id, command.who)
    if member.number == call.seat.number:
        raise Refusal(
            Text("{turn} is yours already. Name somebody else to swap it with: {show} shows who has turns.",
                 turn=Code(turn.short), show=Code("/rota show"))
        )  # fmt: skip
    if not takes_part(rota, member):
        raise Refusal(
            Text(
                "{name} does not take part in {rota}. {show} shows who does.",
                name=member.name,
                rota=Code(rota.short),
                show=Code(f"/rota show {rota.short}"),
            )
        )
    if _holder(call, turn, member.number):
        raise Refusal(Text("{name} holds {turn} with you already.", name=member.name, turn=Code(turn.short)))
    must_be_here(call, member, turn)
    other = _other(call, turn, member.number, member.name, command.for_)
    turns.ask_swap(call.tx, turn.id, other.id if other else None, call.seat.number, member.number, call.at)
    tell(call, kinds.SWAP, turn.group_id, turn.key, [member.number])
    seen = sight(call.tx, turn, call.group)
    return Reply(views.swap_asked(seen, sight(call.tx, other, call.group) if other else None, member.name))


def _other(call: Call[Transaction], turn: Turn, number: int, name: str, wanted: Turn | None) -> Turn | None:
    """The turn that is given in return: the one that was named, else their next; None where they have none."""
    if wanted is not None:
        must_be_ahead(call, wanted)
        if wanted.rota_id != turn.rota_id:
            raise Refusal(
                Text("{turn} and {other} are of different rotas. Only turns of one rota can be swapped.",
                     turn=Code(turn.short), other=Code(wanted.short))
            )  # fmt: skip
        if _holder(call, wanted, number) is None:
            raise Refusal(Text("{turn} is not a turn of {name}.", turn=Code(wanted.short), name=name))
        if _holder(call, wanted, call.seat.number) is not None:
            raise Refusal(Text("You hold {turn} yourself.", turn=Code(wanted.short)))
        return wanted
    for each in turns.of_rota(call.tx, turn.rota_id):
        ahead = each.state in AHEAD and each.starts_at > call.at and each.id != turn.id
        if ahead and _holder(call, each, number) and not _holder(call, each, call.seat.number):
            return each
    return None


def _holder(call: Call[Transaction], turn: Turn, number: int) -> Holder | None:
    return next((each for each in holding(call, turn) if each.participant == number), None)


def agree(call: Call[Transaction], command: Agree) -> Reply:
    turn, tx = command.turn, call.tx
    asked = turns.swap_of(tx, turn.id)
    if asked is None or asked.asked != call.seat.number:
        raise Refusal(
            Text("Nobody waits for your answer about {turn}. {show} shows who holds it.", turn=Code(turn.short),
                 show=Code("/rota show"))
        )  # fmt: skip
    must_be_ahead(call, turn)
    other = turns.by_id(tx, asked.other_id) if asked.other_id is not None else None
    if not command.answer:
        turns.no_swap(tx, turn.id)
        tell(call, kinds.SWAPPED, turn.group_id, turn.key, [asked.asker])
        return Reply(views.swap_refused(sight(tx, turn, call.group)))
    theirs = _holder(call, turn, asked.asker)
    ours = _holder(call, other, call.seat.number) if other else None
    if theirs is None or (other is not None and (ours is None or call.at >= other.starts_at)):
        raise Refusal(
            Text(
                "This has changed since you were asked. {show} shows how it stands.", show=Code("/rota show")
            )
        )
    me = member_of(call, turn.rota_id, call.seat.number)
    them = member_of(call, turn.rota_id, asked.asker) if other else None
    note(
        call,
        turn.group_id,
        call.seat.number,
        "turn.swapped",
        turn.short,
        {"was": asked.asker, "now": call.seat.number, "for": other.short if other else ""},
    )
    settle(call, turn)
    let_go(call, turn, theirs, Holding.SWAPPED)
    hold_now(call, turn, me, How.SWAP if other else How.COVER, Holding.CONFIRMED)
    if other is not None and ours is not None and them is not None:
        settle(call, other)
        let_go(call, other, ours, Holding.SWAPPED)
        hold_now(call, other, them, How.SWAP, Holding.CONFIRMED)
    arrange(call, rotas.by_id(tx, turn.rota_id))
    tell(call, kinds.SWAPPED, turn.group_id, turn.key, [asked.asker])
    for each in (turn, other):
        if each is not None and each.announced:
            tell_homes(call, kinds.CHANGED, each.group_id, each.key)
    return Reply(
        views.swap_agreed(sight(tx, turn, call.group), sight(tx, other, call.group) if other else None)
    )
