"""What people are told about turns unasked, privately and in the homes; and what needs them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import Block, Buttons, Heading, Paragraph
from bot.commands import Need
from bot.text import Code, Text, Words
from commands.rota.rules.reading import FACILITATOR
from commands.rota.rules.values import Holding, How, State
from commands.rota.values import Place, RotaSight, TurnSight
from commands.rota.views import words


def asked(turn: TurnSight, place: Place, note: str, *, again: bool) -> tuple[Block, ...]:
    """To a holder: their turn comes. `note` is what the one before left; `again`: they were asked before."""
    blocks: list[Block] = [Heading(_yours(turn))]
    if place.state is Holding.ASKED and again:
        text = Text(
            "You have not said yet whether you will hold it. If you cannot, pass it on now: there is still time to"
            " find somebody."
        )
        blocks.append(Paragraph(text))
    elif place.state is Holding.ASKED:
        text = Text(
            "Will you hold it? If you cannot, it passes to the next in the order; if you say nothing it stays"
            " yours, and from a day before a deputy may take it.",
        )
        blocks.append(Paragraph(text))
    else:
        blocks.append(Paragraph(Text("You have confirmed it. If something comes up, pass it on in time.")))
    if place.how is How.ORDER and not again:
        blocks.append(Paragraph(Text("Why you: {why}", why=Code(f"/rota why {turn.short}"))))
    if note:
        blocks.append(Paragraph(_left(note)))
    return (*blocks, *words.confirm_or_pass(turn, place))


def _yours(turn: TurnSight) -> Words:
    return Text(
        "{turn} is yours: {role} of {group}, {starts}",
        turn=Code(turn.short),
        role=words.role(turn.role),
        group=turn.group,
        starts=turn.starts,
    )


def _left(note: str) -> Words:
    return Text("From the turn before: {note}", note=note)


def announced(turn: TurnSight) -> tuple[Block, ...]:
    """In a home."""
    return (Paragraph(coming(turn)),)


def coming(turn: TurnSight) -> Words:
    """The turn in one line, who stands by among it."""
    short, role = Code(turn.short), words.role(turn.role)
    if not turn.holders:
        return Text(
            "{turn}: {starts} nobody can be {role} so far. A coordinator can name somebody: {override}",
            turn=short,
            starts=turn.starts,
            role=role,
            override=Code(f"/rota override {turn.short}"),
        )
    if turn.deputy is None:
        return Text(
            "{turn}, {role}, {starts}: {people}.",
            turn=short,
            people=words.people(turn.holders),
            role=role,
            starts=turn.starts,
        )
    return Text(
        "{turn}, {role}, {starts}: {people}; deputy {deputy}.",
        turn=short,
        people=words.people(turn.holders),
        role=role,
        starts=turn.starts,
        deputy=words.person(turn.deputy),
    )


def changed(turn: TurnSight) -> tuple[Block, ...]:
    """In a home: it is not as it was announced."""
    if not turn.holders:
        return (Paragraph(coming(turn)),)
    text = Text(
        "{turn} has changed hands: {role}, {starts}, now {people}.",
        turn=Code(turn.short),
        people=words.people(turn.holders),
        role=words.role(turn.role),
        starts=turn.starts,
    )
    return (Paragraph(text),)


def offered(turn: TurnSight) -> tuple[Block, ...]:
    """To the deputy."""
    waits = [place for place in turn.holders if place.state is Holding.ASKED]
    text = Text(
        "{turn} is not confirmed by {people}: {role} of {group}, {starts}. You stand by, and can take it over.",
        people=words.people(waits),
        turn=Code(turn.short),
        role=words.role(turn.role),
        group=turn.group,
        starts=turn.starts,
    )
    return (Paragraph(text), Buttons((words.button(turn, Text("Take it over"), "rota take"),)))


def nobody(turn: TurnSight) -> tuple[Block, ...]:
    """To a coordinator."""
    short, role = Code(turn.short), words.role(turn.role)
    if turn.state is State.SKIPPED:
        text = Text(
            "{turn} was skipped: nobody was {role} of {group}, {starts}. The next turn comes as planned.",
            turn=short,
            role=role,
            group=turn.group,
            starts=turn.starts,
        )
        return (Paragraph(text),)
    name = words.button(turn, Text("Name somebody"), "rota override")
    if turn.state is State.RUNNING:
        text = Text(
            "Whoever held {turn} has left: nobody is {role} of {group} until {ends}. Name somebody for the rest of"
            " it: {override}",
            turn=short,
            role=role,
            group=turn.group,
            ends=turn.ends,
            override=Code(f"/rota override {turn.short}"),
        )
        return (Paragraph(text), Buttons((name,)))
    text = Text(
        "Nobody can hold {turn}: {role} of {group}, {starts}. Name somebody, or it is skipped: {override}",
        turn=short,
        role=role,
        group=turn.group,
        starts=turn.starts,
        override=Code(f"/rota override {turn.short}"),
    )
    return (Paragraph(text), Buttons((name,)))


def relieved(turn: TurnSight, former: Place) -> tuple[Block, ...]:
    """To somebody who held the turn."""
    people = words.people(turn.holders)
    if former.state is Holding.TAKEN:
        text = Text(
            "{turn} ({starts}) was not confirmed, so its deputy took it over: {people}. The order comes back to you"
            " the sooner.",
            people=people,
            turn=Code(turn.short),
            starts=turn.starts,
        )
    else:
        text = Text(
            "A coordinator gave {turn} ({starts}) to {people}: {reason}",
            turn=Code(turn.short),
            starts=turn.starts,
            people=people,
            reason=words.said(turn.reason),
        )
    return (Paragraph(text),)


def began(turn: TurnSight, note: str) -> tuple[Block, ...]:
    """To a holder, when it begins."""
    rights = (
        Text(
            "Your turn {turn} in {group} has begun: until {ends} you can do what facilitators do.",
            turn=Code(turn.short),
            group=turn.group,
            ends=turn.ends,
        )
        if turn.role == FACILITATOR
        else Text(
            "Your turn {turn} as {role} of {group} has begun; it ends {ends}.",
            turn=Code(turn.short),
            role=words.role(turn.role),
            group=turn.group,
            ends=turn.ends,
        )
    )
    blocks: list[Block] = [Paragraph(rights)]
    if note:
        blocks.append(Paragraph(_left(note)))
    last = Text("Before it ends, leave a note to whoever is next.")
    hand_over = words.button(turn, Text("Hand over"), "rota handover")
    return (*blocks, Paragraph(last), Buttons((hand_over,)))


def asked_to_swap(turn: TurnSight, other: TurnSight | None, name: str) -> tuple[Block, ...]:
    return (Paragraph(_swap(turn, other, name)), Buttons(words.answers(turn)))


def _swap(turn: TurnSight, other: TurnSight | None, name: str) -> Words:
    if other is None:
        return Text(
            "{name} asks you to hold {turn} for them: {role} of {group}, {starts}.",
            name=words.name(name),
            turn=Code(turn.short),
            role=words.role(turn.role),
            group=turn.group,
            starts=turn.starts,
        )
    return Text(
        "{name} would like to swap in {group}: you would hold {turn}, {starts}, and they {other}, {then}.",
        name=words.name(name),
        group=turn.group,
        turn=Code(turn.short),
        starts=turn.starts,
        other=Code(other.short),
        then=other.starts,
    )


def swap_answered(turn: TurnSight, *, own: bool) -> tuple[Block, ...]:
    """To whoever asked; `own` when the turn is still theirs."""
    if not own:
        text = Text(
            "The swap is agreed: {turn}, {starts}, is with {people} now.",
            people=words.people(turn.holders),
            turn=Code(turn.short),
            starts=turn.starts,
        )
        return (Paragraph(text),)
    text = Text(
        "Nothing came of the swap, so {turn} is still yours. You can ask somebody else ({swap}) or decline it"
        " ({decline}).",
        turn=Code(turn.short),
        swap=Code(f"/rota swap {turn.short}"),
        decline=Code(f"/rota decline {turn.short}"),
    )
    return (Paragraph(text),)


def handed(turn: TurnSight) -> tuple[Block, ...]:
    """In a home, and to whoever is next."""
    text = Text(
        "Hand-over note from {people} after {turn} ({role}): {note}",
        people=words.people(turn.holders),
        turn=Code(turn.short),
        role=words.role(turn.role),
        note=turn.note,
    )
    return (Paragraph(text),)


def begun(rota: RotaSight, ahead: Sequence[TurnSight]) -> tuple[Block, ...]:
    """In a home: a rota has begun."""
    text = Text(
        "{rota} has begun: the role of {role} goes round the stakeholder groups, {rhythm} ({zone}). {show} shows"
        " the turns.",
        rota=Code(rota.short),
        role=words.role(rota.role),
        rhythm=rota.rhythm.words(),
        zone=rota.zone,
        show=Code(f"/rota show {rota.short}"),
    )
    return (Paragraph(text), *(Paragraph(coming(turn)) for turn in ahead[:1] if turn.holders))


def has_ended(rota: RotaSight) -> tuple[Block, ...]:
    text = Text(
        "{rota} ({role}) has ended; its turns to come are cancelled.",
        rota=Code(rota.short),
        role=words.role(rota.role),
    )
    return (Paragraph(text),)


# What needs somebody


def need_confirm(turn: TurnSight, elsewhere: str) -> Need:
    """`elsewhere` names the group if it is another one than the reader asks in."""
    role, short = words.role(turn.role), Code(turn.short)
    if elsewhere:
        text = Text("Your turn {turn} as {role} of {group}, {starts}: will you hold it?", turn=short, role=role,
                    group=elsewhere, starts=turn.starts)  # fmt: skip
    else:
        text = Text("Your turn {turn} as {role}, {starts}: will you hold it?", turn=short, role=role,
                    starts=turn.starts)  # fmt: skip
    return Need(
        text,
        (
            words.button(turn, Text("Confirm"), "rota confirm"),
            words.button(turn, Text("Decline"), "rota decline"),
        ),
    )


def need_take(turn: TurnSight, elsewhere: str) -> Need:
    short, take = Code(turn.short), (words.button(turn, Text("Take it over"), "rota take"),)
    if elsewhere:
        return Need(
            Text("Nobody has confirmed {turn} of {group}, {starts}, and you stand by.", turn=short,
                 group=elsewhere, starts=turn.starts),
            take,
        )  # fmt: skip
    return Need(
        Text("Nobody has confirmed {turn}, {starts}, and you stand by.", turn=short, starts=turn.starts), take
    )


def need_answer(turn: TurnSight, asker: str, elsewhere: str) -> Need:
    short, name = Code(turn.short), words.name(asker)
    if elsewhere:
        text = Text("{name} asks you to take {turn} of {group}, {starts}.", name=name, turn=short, group=elsewhere,
                    starts=turn.starts)  # fmt: skip
    else:
        text = Text("{name} asks you to take {turn}, {starts}.", name=name, turn=short, starts=turn.starts)
    return Need(text, words.answers(turn))


def need_somebody(turn: TurnSight, elsewhere: str) -> Need:
    short, role = Code(turn.short), words.role(turn.role)
    name = (words.button(turn, Text("Name somebody"), "rota override"),)
    if elsewhere:
        return Need(
            Text("Nobody can be {role} of {group} in {turn}, {starts}.", role=role, group=elsewhere, turn=short,
                 starts=turn.starts),
            name,
        )  # fmt: skip
    return Need(
        Text("Nobody can be {role} in {turn}, {starts}.", role=role, turn=short, starts=turn.starts), name
    )


def title(turn: TurnSight) -> Words:
    """For a calendar."""
    return Text(
        "{role} of {group}: {people}",
        role=words.role(turn.role),
        group=turn.group,
        people=words.people(turn.holders),
    )
