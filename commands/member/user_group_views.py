"""What people see of user groups that fill stakeholder groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import Block, Button, Buttons, Heading, Paragraph, Table
from bot.boundary import MOST_IN_USER_GROUP, Reply, Unread, UserGroup
from bot.people import Role
from bot.seat_words import role_words, seat_words
from bot.text import Code, Listing, Plural, Text, Words, listing, verbatim
from commands.member.views import said

NAMED = 20
"""Names in one sentence; of the others their number."""
_BUTTONS = 20
CLOSED = "closed"
"""The trouble that the stakeholder group is not used any more."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A user group that is followed. `trouble` is empty, the value of an `Unread`, or `CLOSED`."""

    key: str
    name: str
    stakeholder: str
    role: Role
    seats: int
    trouble: str
    lacks: str


def unread_words(unread: Unread, name: str, lacks: str) -> Words:
    """Why nobody knows who is in it, and what to do."""
    match unread:
        case Unread.NEVER:
            return Text(
                "I cannot see who is in a user group or has a role here. Give seats to a list of people instead:"
                " {import_}.",
                import_=Code("/member import"),
            )
        case Unread.DENIED:
            return Text(
                "I may not see who is in {user_group}: the permission {lacks} is missing. Whoever runs Convenor adds"
                " it to the app, which then has to be installed here once more.",
                user_group=name,
                lacks=Code(lacks),
            )
        case Unread.GONE:
            return Text("There is no user group {user_group} here.", user_group=name)
        case Unread.DISABLED:
            return Text("The user group {user_group} is disabled.", user_group=name)
        case Unread.LARGE:
            return Text(
                "More than {most} people are in {user_group}. Give seats to a list of people instead: {import_}.",
                most=MOST_IN_USER_GROUP,
                user_group=name,
                import_=Code("/member import"),
            )
        case Unread.FAILED:
            return Text(
                "I could not ask who is in {user_group} just now, so nothing was changed. Try again in a minute.",
                user_group=name,
            )


def filled(
    user_group: UserGroup,
    group: str,
    stakeholder: str,
    role: Role,
    *,
    added: Sequence[str],
    known: Sequence[str],
    erased: Sequence[str],
    kept: bool,
) -> Reply:
    """What came of adding all of a user group; `kept`: it is followed from now on, or was already."""
    seat, name = seat_words(stakeholder, role), user_group.name
    blocks: list[Block] = [
        Paragraph(
            Plural(
                "{n} person of {user_group} was added to {group} as {seat}: {names}.",
                "{n} people of {user_group} were added to {group} as {seat}: {names}.",
                n=len(added), user_group=name, group=group, seat=seat, names=some(added),
            )
            if added
            else Text("Nobody of {user_group} was added to {group}.", user_group=name, group=group)
        )
    ]  # fmt: skip
    if known:
        blocks.append(
            Paragraph(
                Plural(
                    "{n} person has a seat already and keeps it as it is: {names}.",
                    "{n} people have a seat already and keep it as it is: {names}.",
                    n=len(known),
                    names=some(known),
                )
            )
        )
    if erased:
        blocks.append(
            Paragraph(
                Plural(
                    "{n} person had all about them erased and was left out: {names}. {add} seats them by name.",
                    "{n} people had all about them erased and were left out: {names}. {add} seats them by name.",
                    n=len(erased),
                    names=some(erased),
                    add=Code("/member add @name"),
                )
            )
        )
    if user_group.left_out:
        blocks.append(
            Paragraph(
                Plural(
                    "{n} account was left out, being a bot or deactivated: {names}.",
                    "{n} accounts were left out, being bots or deactivated: {names}.",
                    n=len(user_group.left_out),
                    names=some(user_group.left_out),
                )
            )
        )
    if user_group.unsure:
        blocks.append(
            Paragraph(
                Plural(
                    "{n} account could not be read and was left out. Try again in a minute.",
                    "{n} accounts could not be read and were left out. Try again in a minute.",
                    n=len(user_group.unsure),
                )
            )
        )
    if kept:
        blocks.append(
            Paragraph(
                Text(
                    "I follow {user_group} from now on: who joins it gets a seat, and who came by it and leaves it"
                    " loses theirs. {unkeep} stops that.",
                    user_group=name,
                    unkeep=Code(f"/member unkeep {name}"),
                )
            )
        )
    return Reply(tuple(blocks))


def some(names: Sequence[str]) -> Listing:
    """So many names as a sentence bears."""
    more = len(names) - NAMED
    if more <= 0:
        return listing(*names)
    return listing(*names[:NAMED], Plural("{n} more", "{n} more", n=more))


def kept(group: str, followed: Sequence[Followed], mark: tuple[tuple[str, str], ...]) -> Reply:
    """`mark` is empty for who may not stop it."""
    if not followed:
        return said(
            Text(
                "{group} follows no user group. A coordinator begins with {add}.",
                group=group,
                add=Code("/member add @USERGROUP STAKEHOLDER keep:yes"),
            )
        )
    rows = tuple(
        (
            verbatim(each.name),
            verbatim(each.stakeholder),
            role_words(each.role),
            Text("{count}", count=each.seats),
            _state(each),
        )
        for each in followed
    )
    head = (
        Text("User group"),
        Text("Stakeholder group"),
        Text("Role"),
        Text("Seats that came so"),
        Text("Note"),
    )
    blocks: list[Block] = [Heading(Text("User groups that {group} follows", group=group)), Table(head, rows)]
    if mark:
        stops = (
            Button(Text("Stop {user_group}", user_group=each.name), "member unkeep", (*mark, ("user_group", each.key)))
            for each in followed[:_BUTTONS]
        )  # fmt: skip
        blocks.append(Buttons(tuple(stops)))
    return Reply(tuple(blocks))


def _state(followed: Followed) -> Words:
    if not followed.trouble:
        return Text("in step")
    return _trouble_words(followed)


def _trouble_words(followed: Followed) -> Words:
    if followed.trouble == CLOSED:
        return Text(
            "{stakeholder} is not used as a stakeholder group any more.", stakeholder=followed.stakeholder
        )
    return unread_words(Unread(followed.trouble), followed.name, followed.lacks)


def unkept(followed: Followed) -> Reply:
    return said(
        Text(
            "{user_group} is not followed any more. Everybody keeps their seat for {stakeholder}.",
            user_group=followed.name,
            stakeholder=followed.stakeholder,
        )
    )


def in_step(name: str) -> Reply:
    """To the platform, which reads no answers."""
    return said(Text("{user_group} was looked at.", user_group=name))


# What is told


def changed(
    group: str,
    name: str,
    stakeholder: str,
    came: Sequence[str],
    went: Sequence[str],
    stayed: Sequence[str],
) -> tuple[Block, ...]:
    """To coordinators: what one change of a user group did."""
    blocks: list[Block] = [
        Paragraph(
            Text(
                "{user_group} has changed, and {stakeholder} in {group} with it.",
                user_group=name,
                stakeholder=stakeholder,
                group=group,
            )
        )
    ]
    if came:
        blocks.append(
            Paragraph(
                Plural(
                    "{n} person has a new seat: {names}.",
                    "{n} people have a new seat: {names}.",
                    n=len(came),
                    names=some(came),
                )
            )
        )
    if went:
        blocks.append(
            Paragraph(
                Plural(
                    "{n} seat ended, and stays on the roll of open polls: {names}.",
                    "{n} seats ended, and stay on the roll of open polls: {names}.",
                    n=len(went),
                    names=some(went),
                )
            )
        )
    if stayed:
        blocks.append(
            Paragraph(
                Text(
                    "{names} is not in it any more, and keeps the seat: a group needs a coordinator. Make somebody else"
                    " one first: {role}.",
                    names=some(stayed),
                    role=Code("/member role"),
                )
            )
        )
    return tuple(blocks)


def troubled(group: str, followed: Followed) -> tuple[Block, ...]:
    """To coordinators, once."""
    return (
        Paragraph(_trouble_words(followed)),
        Paragraph(
            Text(
                "Until that is mended, {stakeholder} in {group} does not follow {user_group}, and all seats stay as"
                " they are. {unkeep} stops following it for good.",
                stakeholder=followed.stakeholder,
                group=group,
                user_group=followed.name,
                unkeep=Code(f"/member unkeep {followed.name}"),
            )
        ),
    )


def ended(group: str, name: str) -> tuple[Block, ...]:
    """To whom it concerns."""
    return (
        Paragraph(
            Text(
                "Your seat in {group} ended: you had it because you were in {user_group}, and you are not any more."
                " Open polls keep you on their roll; if that is a mistake, talk to a coordinator.",
                group=group,
                user_group=name,
            )
        ),
    )
