"""What somebody is answered who did something with an objection."""

from __future__ import annotations

from datetime import datetime

from bot.blocks import Block, Paragraph
from bot.text import Code, Text, Words
from commands.objection.rules import Disposition, Kind, State
from commands.objection.views import words


def raised(short: str, poll: str, kind: Kind, *, secret: bool) -> tuple[Block, ...]:
    show = Code(f"/objection show {short}")
    if kind is Kind.CONCERN:
        text = Text(
            "Your concern about {poll} is {objection}. It is on the record and does not block: {show}",
            poll=Code(poll),
            objection=Code(short),
            show=show,
        )
    else:
        text = Text(
            "Your objection to {poll} is {objection}, and you are owed an answer. Whoever opened the poll is"
            " told: {show}",
            poll=Code(poll),
            objection=Code(short),
            show=show,
        )
    blocks: tuple[Block, ...] = (Paragraph(text),)
    if secret:
        named = Text(
            "It bears your name, and everybody can see it; your ballot on {poll} stays secret.",
            poll=Code(poll),
        )
        return (*blocks, Paragraph(named))
    return blocks


def by_ballot(short: str, poll: str, state: State | None, *, reopened: bool = False) -> Words:
    """To a voter, about the objection of their ballot. `state` is what it is in, and stays in, where the
    ballot changes nothing about it; None for one that is new or open again."""
    objection, show = Code(short), Code(f"/objection show {short}")
    if reopened:
        return Text("Your objection {objection} is open again. {show}", objection=objection, show=show)
    match state:
        case None:
            return Text(
                "Your objection is {objection}, and you are owed an answer. {show}",
                objection=objection,
                show=show,
            )
        case State.WITHDRAWN:
            return Text("With that your objection {objection} is withdrawn.", objection=objection)
        case State.OVERRULED:
            return Text(
                "A facilitator overruled your objection {objection}, so it does not stand. If you have"
                " something new to say: {raise_it}",
                objection=objection,
                raise_it=Code(f"/objection raise {poll}"),
            )
        case State.UPHELD:
            return Text(
                "Your objection {objection} was upheld and stands. {show}", objection=objection, show=show
            )
        case State.MERGED:
            return Text(
                "Your objection {objection} lives on in another that says the same. {show}",
                objection=objection,
                show=show,
            )
        case _:
            return Text(
                "Your objection {objection} has the new text, and you are owed an answer. {show}",
                objection=objection,
                show=show,
            )


def still_standing(short: str) -> Words:
    """To a voter who does not object by the ballot, about what they raised by command."""
    return Text(
        "Your objection {objection} still stands. {withdraw} takes it back.",
        objection=Code(short),
        withdraw=Code(f"/objection withdraw {short}"),
    )


def signed(short: str) -> tuple[Block, ...]:
    text = Text(
        "You hold {objection} too. {withdraw} takes your name back.",
        objection=Code(short),
        withdraw=Code(f"/objection withdraw {short}"),
    )
    return (Paragraph(text),)


def unsigned(short: str) -> tuple[Block, ...]:
    return (Paragraph(Text("Your name does not stand under {objection} any more.", objection=Code(short))),)


def held(short: str, poll: str, until: datetime, closes_at: datetime | None) -> tuple[Block, ...]:
    """`closes_at` is when the poll closes; None when it is over."""
    text = Text(
        "You have until {until} to think about {objection}; nobody rules on it before then.",
        until=until,
        objection=Code(short),
    )
    if closes_at is None:
        return (Paragraph(text),)
    close = Text("{poll} still closes {closes}.", poll=Code(poll), closes=closes_at)
    return (Paragraph(text), Paragraph(close))


def answered(short: str, name: str) -> tuple[Block, ...]:
    text = Text(
        "{objection} is answered. {name} is told, and can accept the answer.",
        objection=Code(short),
        name=words.who(name),
    )
    return (Paragraph(text),)


def accepted(short: str, poll: str, *, ballot: bool) -> tuple[Block, ...]:
    text = Text("You accepted the answer: {objection} does not stand any more.", objection=Code(short))
    return (Paragraph(text), *_ballot(poll, ballot=ballot))


def withdrawn(short: str, poll: str, *, ballot: bool) -> tuple[Block, ...]:
    text = Text("{objection} is withdrawn. It stays on the record.", objection=Code(short))
    return (Paragraph(text), *_ballot(poll, ballot=ballot))


def _ballot(poll: str, *, ballot: bool) -> tuple[Block, ...]:
    """That the ballot which it came with still says so."""
    if not ballot:
        return ()
    text = Text(
        "Your ballot on {poll} still objects: alone it stops nothing, but it is not one in favour. {vote} changes it.",
        poll=Code(poll),
        vote=Code(f"/poll vote {poll}"),
    )
    return (Paragraph(text),)


def ruled(short: str, disposition: Disposition) -> tuple[Block, ...]:
    text = Text(
        "You ruled on {objection}: {disposition}. Whoever holds it is told.",
        objection=Code(short),
        disposition=words.DISPOSITIONS[disposition],
    )
    return (Paragraph(text),)


def merged(short: str, into: str) -> tuple[Block, ...]:
    text = Text(
        "{objection} lives on in {into}, with the names of all who hold it.",
        objection=Code(short),
        into=Code(into),
    )
    return (Paragraph(text),)
