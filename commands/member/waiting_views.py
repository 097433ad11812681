"""What people see of a seat that waits: whoever asked for it, and those who can confirm it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.blocks import Block, Button, Paragraph, Style
from bot.boundary import Reply
from bot.commands import Need
from bot.people import Role
from bot.seat_words import seat_words
from bot.text import Code, Plural, Text, Words, listing
from commands.member.views import Place, privacy_words, said


@dataclass(frozen=True, slots=True)
class Asked:
    """How many members of the stakeholder group, of different affiliations, confirm a seat, whether it has
    so many, and who `coordinates` the group. None in its place: a coordinator confirms."""

    members: int
    enough: bool
    coordinators: tuple[str, ...]


def at_first(reply: Reply) -> Reply:
    """The answer to somebody whom we did not know before."""
    return replace(reply, blocks=(*reply.blocks, Paragraph(privacy_words())))


def joined(group: str, stakeholder: str, role: Role, asked: Asked | None, *, pending: bool) -> Reply:
    seat = seat_words(stakeholder, role)
    if not pending:
        return said(
            Text(
                "You sit in {group} as {seat}. {me} tells what needs you.",
                group=group,
                seat=seat,
                me=Code("/me"),
            )
        )
    if asked is None:
        return said(
            Text(
                "You asked to sit in {group} as {seat}. A coordinator has to confirm it and knows; until then"
                " you can watch.",
                group=group,
                seat=seat,
            )
        )
    wish = Text("You asked to sit in {group} as {seat}.", group=group, seat=seat)
    return Reply((Paragraph(wish), Paragraph(_who_confirms(stakeholder, asked))))


def came(group: str, stakeholder: str, role: Role, asked: Asked | None, *, pending: bool) -> Reply:
    """Somebody who stood on a list took their seat."""
    seat = seat_words(stakeholder, role)
    if not pending:
        return said(Text("You were expected: you sit in {group} as {seat}.", group=group, seat=seat))
    if asked is None:
        return said(
            Text(
                "You are expected in {group} as {seat}. A coordinator has to confirm that it is you and"
                " knows; until then you can watch.",
                group=group,
                seat=seat,
            )
        )
    expected = Text("You are expected in {group} as {seat}.", group=group, seat=seat)
    return Reply((Paragraph(expected), Paragraph(_who_confirms(stakeholder, asked))))


def _who_confirms(stakeholder: str, asked: Asked) -> Words:
    """To whoever waits."""
    if asked.enough:
        return Plural(
            "{n} member of {stakeholder} has to confirm it, or a coordinator with a reason; they know. Until"
            " then you can watch.",
            "{n} members of {stakeholder} with different affiliations have to confirm it, or a coordinator"
            " with a reason; they know. Until then you can watch.",
            n=asked.members,
            stakeholder=stakeholder,
        )
    return Plural(
        "{stakeholder} has no member yet who could confirm it, so a coordinator does: {names}. They know;"
        " until then you can watch.",
        "{stakeholder} does not have {n} members with different affiliations yet who could confirm it, so a"
        " coordinator does: {names}. They know; until then you can watch.",
        n=asked.members,
        stakeholder=stakeholder,
        names=listing(*asked.coordinators),
    )


def waiting(
    group: str,
    seat_mark: tuple[tuple[str, str], ...],
    place: Place,
    asked: Asked | None,
    confirmed: int = 0,
    *,
    peer: bool,
) -> Need:
    """A pending seat, for whoever may confirm it: a `peer` in its stakeholder group, or a coordinator. So
    many peers have `confirmed` it."""
    about = [each for each in (place.region, place.affiliation) if each]
    seat = seat_words(place.stakeholder, place.role)
    if about:
        text: Words = Text(
            "{name} ({about}) would like to sit in {group} as {seat}.",
            name=place.name,
            about=listing(*about),
            group=group,
            seat=seat,
        )
    else:
        text = Text("{name} would like to sit in {group} as {seat}.", name=place.name, group=group, seat=seat)
    if asked is not None:
        text = Text("{wish} {how}", wish=text, how=_how(place.stakeholder, asked, confirmed, peer=peer))
    buttons = [Button(Text("Confirm"), "member confirm", seat_mark, Style.PRIMARY)]
    if not peer:
        buttons.append(Button(Text("Decline"), "member remove", seat_mark))
    return Need(text, tuple(buttons))


def _how(stakeholder: str, asked: Asked, confirmed: int, *, peer: bool) -> Words:
    """To whoever can confirm it."""
    if peer:
        return Text(
            "Members of {stakeholder} with different affiliations confirm that: {confirmed} of {asked} have.",
            stakeholder=stakeholder,
            confirmed=confirmed,
            asked=asked.members,
        )
    if asked.enough:
        return Text(
            "Members of {stakeholder} with different affiliations confirm that, and {confirmed} of {asked}"
            " have; you can, if you give a reason.",
            stakeholder=stakeholder,
            confirmed=confirmed,
            asked=asked.members,
        )
    return Text(
        "{stakeholder} does not have {asked} members with different affiliations who could confirm that, so it"
        " is for you, with a reason.",
        stakeholder=stakeholder,
        asked=asked.members,
    )


def vouched(name: str, stakeholder: str, missing: int) -> Reply:
    """To a peer whose confirmation is not the last one."""
    return said(
        Plural(
            "You have confirmed the seat of {name}. {n} more member of {stakeholder}, with another"
            " affiliation, has to.",
            "You have confirmed the seat of {name}. {n} more members of {stakeholder}, with other"
            " affiliations, have to.",
            n=missing,
            name=name,
            stakeholder=stakeholder,
        )
    )


def vouched_for(group: str, stakeholder: str, confirmed: int, asked: int) -> tuple[Block, ...]:
    """To whoever waits: it moves."""
    return (
        Paragraph(
            Text(
                "{confirmed} of {asked} members of {stakeholder} have confirmed your seat in {group}.",
                confirmed=confirmed,
                asked=asked,
                stakeholder=stakeholder,
                group=group,
            )
        ),
    )


def needs_reason(name: str, stakeholder: str, asked: Asked) -> Words:
    """To a coordinator who confirms or gives a seat."""
    if asked.enough:
        return Plural(
            "By the charter {n} member of {stakeholder} confirms the seat of {name}. As a coordinator you can"
            " do it with a reason.",
            "By the charter {n} members of {stakeholder} with different affiliations confirm the seat of"
            " {name}. As a coordinator you can do it with a reason.",
            n=asked.members,
            name=name,
            stakeholder=stakeholder,
        )
    return Text(
        "{stakeholder} does not have enough members who could confirm the seat of {name}, so you can do it as a"
        " coordinator. Give your reason.",
        name=name,
        stakeholder=stakeholder,
    )
