"""Who holds a turn says that they will, or passes it on; others take it over."""

from __future__ import annotations

from bot.boundary import Reply
from bot.commands import Named
from bot.feature import Call
from bot.refusals import Refusal, not_allowed, not_found
from bot.text import Code, Text
from commands.rota import views
from commands.rota.declared import Confirm, Decline, Override, Take
from commands.rota.handlers import kinds
from commands.rota.handlers.arranging import arrange
from commands.rota.handlers.finding import must_be_ahead, own
from commands.rota.handlers.seeing import DAY, can_take, sight
from commands.rota.handlers.steps import holding, note, relend, tell, tell_homes
from commands.rota.rules.hours import is_unsocial
from commands.rota.rules.values import Holding, How, State
from storage import pools, rotas, seats, turns
from storage.pools import Member
from storage.transaction import Transaction
from storage.turns import Holder, Turn


def confirm(call: Call[Transaction], command: Confirm) -> Reply:
    turn, holder = own(call, command.turn, unconfirmed=True)
    must_be_ahead(call, turn)
    if holder.state == Holding.CONFIRMED:
        raise Refusal(
            Text("You have confirmed {turn} already. If you cannot come: {decline}", turn=Code(turn.short),
                 decline=Code(f"/rota decline {turn.short}"))
        )  # fmt: skip
    note(call, turn.group_id, call.seat.number, "turn.confirmed", turn.short)
    settle(call, turn)
    turns.let_go(call.tx, holder.id, Holding.CONFIRMED.value, call.at)
    return Reply(views.confirmed(sight(call.tx, turn, call.group)))


def decline(call: Call[Transaction], command: Decline) -> Reply:
    turn, holder = own(call, command.turn)
    must_be_ahead(call, turn)
    note(
        call,
        turn.group_id,
        call.seat.number,
        "turn.declined",
        turn.short,
        personal={"reason": command.reason},
    )
    settle(call, turn)
    let_go(call, turn, holder, Holding.DECLINED)
    arrange(call, rotas.by_id(call.tx, turn.rota_id), lost={turn.id})
    return Reply(views.declined(sight(call.tx, turns.by_id(call.tx, turn.id), call.group)))


def take(call: Call[Transaction], command: Take) -> Reply:
    turn, tx = command.turn, call.tx
    seen = sight(tx, turn, call.group)
    if not can_take(seen, call.seat.number, call):
        raise _not_now(call, turn)
    rota = rotas.by_id(tx, turn.rota_id)
    member = member_of(call, rota.id, call.seat.number)
    former = next(each for each in holding(call, turn) if each.state == Holding.ASKED)
    note(
        call,
        turn.group_id,
        call.seat.number,
        "turn.taken",
        turn.short,
        {"was": former.participant, "now": call.seat.number},
    )
    let_go(call, turn, former, Holding.TAKEN)
    hold_now(call, turn, member, How.DEPUTY, Holding.CONFIRMED)
    _moved(call, turn, former.participant)
    return Reply(views.taken(sight(tx, turns.by_id(tx, turn.id), call.group)))


def _not_now(call: Call[Transaction], turn: Turn) -> Refusal:
    short = Code(turn.short)
    if turn.deputy != call.seat.number:
        return not_allowed(
            Text("You do not stand by for {turn}. {show} shows who does.", turn=short,
                 show=Code("/rota show"))
        )  # fmt: skip
    if call.at < turn.starts_at - DAY and turn.state in (State.PLANNED, State.GIVEN):
        return Refusal(
            Text(
                "You can take {turn} from {from_} on, if nobody has confirmed it by then.",
                turn=short,
                from_=turn.starts_at - DAY,
            )
        )
    return Refusal(
        Text("{turn} is confirmed, or over. {why} tells who holds it.", turn=short,
             why=Code(f"/rota why {turn.short}"))
    )  # fmt: skip


def override(call: Call[Transaction], command: Override) -> Reply:
    turn, tx = command.turn, call.tx
    if turn.state not in (State.PLANNED, State.GIVEN, State.RUNNING) or call.at >= turn.ends_at:
        raise Refusal(
            Text("{turn} is over or cancelled. {show} shows the next ones.", turn=Code(turn.short),
                 show=Code("/rota show"))
        )  # fmt: skip
    rota = rotas.by_id(tx, turn.rota_id)
    member = named_member(call, rota.id, command.who)
    held = holding(call, turn)
    if any(each.participant == member.number for each in held):
        raise Refusal(Text("{name} holds {turn} already.", name=member.name, turn=Code(turn.short)))
    must_be_here(call, member, turn)
    former = _instead(call, turn, held, command.instead, rota.holders)
    note(
        call,
        turn.group_id,
        call.seat.number,
        "turn.overridden",
        turn.short,
        {"was": former.participant if former else 0, "now": member.number},
        {"reason": command.reason},
    )
    settle(call, turn)
    if former:
        let_go(call, turn, former, Holding.OVERRIDDEN)
    hold_now(call, turn, member, How.OVERRIDE, Holding.ASKED)
    if member.number != call.seat.number:
        tell(call, kinds.ASKED, turn.group_id, turn.key, [member.number])
    _moved(call, turn, former.participant if former and former.participant != call.seat.number else None)
    return Reply(views.overridden(sight(tx, turns.by_id(tx, turn.id), call.group), member.name))


def _instead(
    call: Call[Transaction], turn: Turn, held: list[Holder], instead: Named | None, wanted: int
) -> Holder | None:
    """Whose place is given to somebody else; None where one is free."""
    if instead is not None:
        seat = seats.seat(call.tx, instead.seat_id) if instead.seat_id is not None else None
        for each in held:
            if seat is not None and each.participant == seat.number:
                return each
        raise Refusal(
            Text("{name} does not hold {turn}. {why} tells who does.", name=instead.name,
                 turn=Code(turn.short), why=Code(f"/rota why {turn.short}"))
        )  # fmt: skip
    return held[0] if len(held) >= wanted else None


def settle(call: Call[Transaction], turn: Turn) -> None:
    """The turn stays with whoever holds it, though its announcement is still to come."""
    if turn.state == State.PLANNED:
        turns.move(call.tx, turn.id, State.GIVEN.value, call.at)


def let_go(call: Call[Transaction], turn: Turn, holder: Holder, state: Holding) -> None:
    turns.let_go(call.tx, holder.id, state.value, call.at)
    turns.no_swap(call.tx, turn.id)
    turns.touch(call.tx, turn.id, call.at)


def hold_now(call: Call[Transaction], turn: Turn, member: Member, how: How, state: Holding) -> None:
    """Somebody holds the turn by another way than the order."""
    turns.hold(
        call.tx,
        turn_id=turn.id,
        participant=member.number,
        stakeholder_id=member.stakeholder_id,
        region=member.region,
        how=how.value,
        state=state.value,
        why="",
        unsocial=is_unsocial(turn.starts_at, member.zone or call.group.zone),
        since=call.at,
    )


def _moved(call: Call[Transaction], turn: Turn, former: int | None) -> None:
    """What follows when a turn went over to somebody else at once."""
    if former is not None:
        tell(call, kinds.RELIEVED, turn.group_id, turn.key, [former])
    if turn.state == State.RUNNING:
        relend(call, turn.group_id)
    arrange(call, rotas.by_id(call.tx, turn.rota_id))
    if turn.announced:
        tell_homes(call, kinds.CHANGED, turn.group_id, turn.key)


def member_of(call: Call[Transaction], rota_id: int, number: int) -> Member:
    """Who could hold a turn. Raises Refusal for an observer, and for whoever sits for no stakeholder group."""
    for member in pools.members(call.tx, call.group.id, rota_id):
        if member.number == number:
            return member
    raise Refusal(
        Text(
            "A turn is held by members who sit for a stakeholder group: not by observers, nor while a seat"
            " waits to be confirmed. {list} shows who sits how.",
            list=Code("/member list"),
        )
    )


def must_be_here(call: Call[Transaction], member: Member, turn: Turn) -> None:
    """Raises Refusal for somebody who has said that they are away when the turn begins."""
    begins = max(turn.starts_at, call.at)
    for number, since, until in pools.absences(call.tx, call.group.id, begins):
        if number == member.number and since <= begins < until:
            raise Refusal(
                Text(
                    "{name} has said that they are away until {until}. Name somebody else; {show} shows who takes"
                    " part.",
                    name=member.name,
                    until=until,
                    show=Code("/rota show"),
                )
            )


def named_member(call: Call[Transaction], rota_id: int, who: Named) -> Member:
    """The same for somebody who was named. Raises Refusal for people outside the group."""
    seat = seats.seat(call.tx, who.seat_id) if who.seat_id is not None else None
    if seat is None:
        raise not_found(
            Text(
                "{name} has no seat in {group}. {list} shows who has.",
                name=who.name,
                group=call.group.name,
                list=Code("/member list"),
            )
        )
    return member_of(call, rota_id, seat.number)
