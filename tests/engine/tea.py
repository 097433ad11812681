"""A small feature of its own, for tests of what every feature stands on: a group that drinks tea.

It has no tables: cups are counted by short number (storage.numbers), what happens is on the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa

from bot.addresses import ChannelRef
from bot.blocks import Block, Button, Buttons, Paragraph
from bot.boundary import Reader, Reply, Suggestion
from bot.commands import (
    Choice,
    Command,
    Flag,
    Late,
    Line,
    Lines,
    Many,
    Moment,
    Named,
    Parsed,
    Person,
    Record,
    Right,
    Scope,
    Whole,
)
from bot.courier import Courier
from bot.engine import Engine
from bot.feature import Call, Feature, Finds, Handles, Registry, Said, Says, Suits, Telling, Unknown
from bot.heartbeat import Heartbeat
from bot.people import Role
from bot.ports import Clock, Gateway
from bot.refusals import Refusal, not_found
from bot.secrets import new_key
from bot.text import Code, Text, verbatim
from storage import groups, people, promises, record, seats
from storage.database import Database
from storage.kept import KeptPromises
from storage.numbers import NUMBER, next_number
from storage.prepared import Prepared
from storage.store import Store
from storage.transaction import Transaction

TCall = Call[Transaction]
CUP = "C"
LATE = timedelta(minutes=10)
"""A kettle that whistled longer ago is not announced any more."""


class Sort(StrEnum):
    GREEN = "green"
    BLACK = "black"
    EARL_GREY = "earl_grey"


@dataclass(frozen=True, slots=True)
class Cup:
    group_id: int
    number: int

    @property
    def key(self) -> str:
        return f"cup{self.group_id}x{self.number}"


def _say(text: Text, *buttons: Button) -> Reply:
    blocks: list[Block] = [Paragraph(text)]
    if buttons:
        blocks.append(Buttons(buttons))
    return Reply(tuple(blocks))


# Groups and seats


class House(Command):
    path = "tea house"
    about = Text("Found a tea house in this channel")
    right = Right.ANYONE
    scope = Scope.NONE
    name: Annotated[str, Line(about=Text("its name"))]


def found_house(call: TCall, command: House) -> Reply:
    tx, at = call.tx, call.at
    me = tx.person_of(call.account, call.request.known.name, at)
    group = groups.create(tx, call.key(), command.name, "UTC", "en", "open", at)
    groups.add_home(tx, group, str(call.request.where.home), at)
    seats.take(tx, group, me, 1, call.request.known.name, None, Role.COORDINATOR, at)
    record.append(tx, group, "tea.founded", at, by=1)
    return _say(Text("{name} is open.", name=command.name))


class Sit(Command):
    path = "tea sit"
    about = Text("Take a seat of any role")
    right = Right.ANYONE
    role: Annotated[Role, Choice(about=Text("which"), of=Role)]
    pending: Annotated[bool, Flag(about=Text("whether it waits to be confirmed"))] = False


def sit(call: TCall, command: Sit) -> Reply:
    me = call.tx.person_of(call.account, call.request.known.name, call.at)
    number = seats.last_number(call.tx, call.group.id) + 1
    seats.take(
        call.tx, call.group.id, me, number, call.request.known.name, None, command.role, call.at,
        pending=command.pending,
    )  # fmt: skip
    record.append(call.tx, call.group.id, "tea.seated", call.at, by=number, facts={"role": command.role})
    return _say(Text("Welcome."))


# One command for each right


class Hello(Command):
    path = "tea hello"
    about = Text("Say hello")
    right = Right.ANYONE
    reads = True


class Watch(Command):
    path = "tea watch"
    about = Text("Watch")
    right = Right.SEATED


class Sip(Command):
    path = "tea sip"
    about = Text("Sip")


class Pour(Command):
    path = "tea pour"
    about = Text("Pour")
    right = Right.FACILITATOR


class Shut(Command):
    path = "tea shut"
    about = Text("Shut the house")
    right = Right.COORDINATOR


def done(call: TCall, command: Command) -> Reply:
    """Does nothing, but on the record."""
    if not type(command).reads:
        seat = call.perhaps_seat
        record.append(
            call.tx,
            call.group.id,
            type(command).path.replace(" ", "."),
            call.at,
            by=seat.number if seat else None,
        )
    return _say(Text("Done: {path}", path=Code(type(command).path)))


# Cups


class Draw(Command):
    path = "tea cup"
    about = Text("Take a cup: the next number")
    note: Annotated[str, Line(about=Text("something to remember"))] = ""
    reason: Annotated[str, Lines(about=Text("why, personally"))] = ""


def draw_cup(call: TCall, command: Draw) -> Reply:
    number = next_number(call.tx, call.group.id, CUP)
    cup = Cup(call.group.id, number)
    personal = {"reason": (call.key(), command.reason)} if command.reason else None
    record.append(
        call.tx, call.group.id, "tea.cup", call.at, by=call.seat.number, subject=f"C-{number}",
        facts={"note": command.note}, personal=personal,
    )  # fmt: skip
    for home in groups.homes(call.tx, call.group.id):
        promises.post_card(call.tx, "tea shelf", str(call.group.id), home, call.at)
    promises.refresh(call.tx, "tea shelf", str(call.group.id))
    # A button on a message that anybody may see: the group by its id, the cup by its key.
    button = Button(Text("Drink"), "tea drink", (("group", str(call.group.id)), ("cup", cup.key)))
    return _say(Text("Here is {cup}.", cup=Code(f"C-{number}")), button)


_CUPS = Prepared(
    sa.select(NUMBER.c.last).where(
        NUMBER.c.group_id == sa.bindparam("group", type_=sa.Integer), NUMBER.c.kind == CUP
    ),
    int,
)


def cups(tx: Transaction, group_id: int) -> int:
    """How many cups there are."""
    return tx.row(_CUPS, group=group_id) or 0


def find_cup(call: TCall, typed: str, by_key: bool) -> Cup:
    if by_key:
        group, _, number = typed.removeprefix("cup").partition("x")
        cup = Cup(int(group), int(number)) if group.isdecimal() and number.isdecimal() else None
        if cup is not None and call.perhaps_group is None:
            people.lock(call.tx, cup.group_id)
        elif cup is not None and cup.group_id != call.group.id:
            cup = None
    else:
        digits = typed.casefold().removeprefix("c-")
        cup = Cup(call.group.id, int(digits)) if digits.isdecimal() and len(digits) < 9 else None
    if cup is None or not 0 < cup.number <= cups(call.tx, cup.group_id):
        raise not_found(Text("There is no cup {typed} here.", typed=typed))
    return cup


def suggest_cups(call: TCall, typed: str, suits: Suits) -> Sequence[Suggestion]:
    numbers = range(1, cups(call.tx, call.group.id) + 1)
    return [
        Suggestion(f"C-{number}", Text("cup {number}", number=number))
        for number in numbers
        if suits(Cup(call.group.id, number))
    ]


class Drink(Command):
    path = "tea drink"
    about = Text("Drink a cup")
    form = ("reason",)
    cup: Annotated[Cup, Record("cup", about=Text("which"))]
    reason: Annotated[str, Lines(about=Text("why"))] = ""


def drink(call: TCall, command: Drink) -> Reply:
    record.append(
        call.tx, call.group.id, "tea.drunk", call.at, by=call.seat.number, subject=f"C-{command.cup.number}"
    )
    return _say(Text("Drunk: {cup}", cup=Code(f"C-{command.cup.number}")))


class Recommend(Command):
    path = "tea recommend"
    about = Text("Recommend a cup to somebody: both have to be typed")
    cup: Annotated[Cup, Record("cup", about=Text("which"))]
    words: Annotated[str, Lines(about=Text("what you say about it"))]
    secret: Annotated[str, Line(about=Text("what nobody may read before it is accepted"), keep=False)] = ""


def recommend(call: TCall, command: Recommend) -> Reply:
    record.append(call.tx, call.group.id, "tea.recommended", call.at, by=call.seat.number)
    return _say(Text("C-{number}: {words}", number=command.cup.number, words=command.words))


# Every kind of parameter


def _even(typed: str) -> int:
    if int(typed) % 2:
        raise ValueError(typed)
    return int(typed)


class Brew(Command):
    path = "tea brew"
    about = Text("Brew, as you like it")
    form = ("sort",)
    example = '/tea brew 2 "Morning tea" sort:green'
    strength: Annotated[int, Whole(about=Text("how strong"), least=1, most=5)]
    title: Annotated[str, Line(about=Text("what it is called"), most=40)]
    sort: Annotated[Sort, Choice(about=Text("which sort"), of=Sort)] = Sort.BLACK
    milk: Annotated[bool, Flag(about=Text("with milk"))] = False
    sides: Annotated[tuple[str, ...], Many(about=Text("what goes with it"), most=3, each=10)] = ()
    until: Annotated[datetime | None, Moment(about=Text("until when"))] = None
    with_: Annotated[Named | None, Person(about=Text("with whom"))] = None
    spoons: Annotated[int, Parsed(about=Text("of sugar"), read=_even, hint=Text("Write an even number."))] = 0
    notes: Annotated[str, Lines(about=Text("more"), most=60)] = ""


def brew(call: TCall, command: Brew) -> Reply:
    sides = ", ".join(command.sides)
    record.append(
        call.tx, call.group.id, "tea.brewed", call.at, by=call.seat.number,
        facts={"title": command.title, "sort": command.sort, "sides": list(command.sides)},
    )  # fmt: skip
    return _say(
        Text(
            "{title} · {strength} · {sort} · {milk} · {sides} · {spoons} · {who} · {notes}",
            title=command.title,
            strength=command.strength,
            sort=command.sort.value,
            milk=str(command.milk),
            sides=sides,
            spoons=command.spoons,
            who=command.with_.name if command.with_ else "nobody",
            notes=command.notes,
        )
    )


# What goes wrong


class Spill(Command):
    path = "tea spill"
    about = Text("Break something")
    how: Annotated[str, Line(about=Text("fault, late-fault, refuse or late-refuse"))]


def spill(call: TCall, command: Spill) -> Reply:
    if command.how.startswith("late"):
        next_number(call.tx, call.group.id, CUP)
        record.append(call.tx, call.group.id, "tea.spilt", call.at, by=call.seat.number)
    if command.how.endswith("refuse"):
        raise Refusal(Text("Mind the carpet."))
    raise ZeroDivisionError("the handle came off")


# Time


class Boil(Command):
    path = "tea boil"
    about = Text("Put the kettle on for a cup")
    cup: Annotated[Cup, Record("cup", about=Text("for which"))]
    whistles: Annotated[datetime, Moment(about=Text("when it whistles"))]
    kind: Annotated[str, Line(about=Text("tea whistle, tea rattle or tea burst"))] = "tea whistle"


def boil(call: TCall, command: Boil) -> Reply:
    promises.promise(call.tx, command.kind, command.cup.key, command.whistles)
    return _say(Text("The kettle is on."))


class _Kettle(Command):
    path = ""
    about = Text("The kettle")
    right = Right.CLOCK
    scope = Scope.NONE
    cup: Annotated[Cup, Record("cup", about=Text("for which"))]


class Whistle(_Kettle):
    """Right whenever it is heard."""

    path = "tea whistle"


class Rattle(_Kettle):
    """Worse than silence when it comes late."""

    path = "tea rattle"
    late = Late(skip_after=LATE)


class Burst(_Kettle):
    """Always fails."""

    path = "tea burst"


def whistle(call: TCall, command: _Kettle) -> Reply:
    group_id, number = command.cup.group_id, command.cup.number
    record.append(
        call.tx, group_id, type(command).path.replace(" ", "."), call.at, by=None, subject=f"C-{number}"
    )
    for home in groups.homes(call.tx, group_id):
        promises.say(call.tx, "tea call", command.cup.key, home, call.at)
    return _say(Text("Heard."))


def burst(call: TCall, command: _Kettle) -> Reply:
    raise ZeroDivisionError("steam")


class Shout(Command):
    path = "tea shout"
    about = Text("Call something out, to a channel or a person")
    right = Right.ANYONE
    scope = Scope.NONE
    kind: Annotated[str, Line(about=Text("tea call, tea rumour or tea secret"))]
    subject: Annotated[str, Line(about=Text("of what"))]
    address: Annotated[str, Line(about=Text("where"))]


def shout(call: TCall, command: Shout) -> Reply:
    promises.say(call.tx, command.kind, command.subject, command.address, call.at)
    return _say(Text("Called."))


def shelf(telling: Telling[Transaction]) -> Said | None:
    number = cups(telling.tx, int(telling.subject))
    return Said((Paragraph(Text("Cups on the shelf: {number}", number=number)),), Reader())


def called(telling: Telling[Transaction]) -> Said | None:
    if telling.subject == "nothing":
        return None
    if telling.subject == "broken":
        raise ZeroDivisionError("the megaphone")
    return Said((Paragraph(Text("Tea! {subject}", subject=verbatim(telling.subject))),), Reader())


feature = Feature[Transaction](
    name="tea",
    about=Text("Tea"),
    handles=(
        Handles(House, found_house),
        Handles(Sit, sit),
        *(Handles(command, done) for command in (Hello, Watch, Sip, Pour, Shut)),
        Handles(Draw, draw_cup),
        Handles(Drink, drink),
        Handles(Recommend, recommend),
        Handles(Brew, brew),
        Handles(Spill, spill),
        Handles(Boil, boil),
        Handles(Whistle, whistle),
        Handles(Rattle, whistle),
        Handles(Burst, burst),
        Handles(Shout, shout),
    ),
    finds=(Finds("cup", find_cup, suggest_cups, lambda cup: f"C-{cup.number}"),),
    says=(
        Says("tea shelf", shelf),
        Says("tea call", called),
        Says("tea rumour", called, Unknown.REPEAT),
        Says("tea secret", called, Unknown.PARK),
    ),
    aliases={"cuppa": "tea cup"},
)
REGISTRY = Registry((feature,))


# A bot that can only do this


@dataclass(slots=True)
class TeaRoom:
    """What `bot.wiring.App` is for all features, for this one."""

    database: Database
    store: Store
    engine: Engine[Transaction]
    heartbeat: Heartbeat[Transaction]
    promises: KeptPromises
    courier: Courier[Transaction]
    clock: Clock
    registry: Registry[Transaction] = field(default_factory=lambda: REGISTRY)

    async def start(self) -> None:
        await self.promises.recover(self.clock.now())

    async def close(self) -> None:
        await self.heartbeat.stop()
        self.store.close()
        self.database.release()


def build(
    url: str,
    gateways: Mapping[str, Gateway],
    clock: Clock,
    *,
    card_rest: timedelta = timedelta(0),
    registry: Registry[Transaction] = REGISTRY,
) -> TeaRoom:
    database = Database(url)
    database.take()
    database.prepare()
    store = Store(database)
    promised = KeptPromises(store)
    engine = Engine(registry, store, clock, new_key)
    courier = Courier(registry, store, promised, gateways, clock, card_rest)
    heartbeat = Heartbeat(engine, courier, promised, clock)
    return TeaRoom(database, store, engine, heartbeat, promised, courier, clock, registry)


def channel(name: str = "main") -> ChannelRef:
    return ChannelRef("console", "local", name)
