"""What people see of seats: one's own, lists, what a pasted list did, what coordinators are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph, Style, Table
from bot.boundary import Reply
from bot.people import Role
from bot.seat_words import role_words, seat_words
from bot.text import Code, Date, Plural, Text, Words, listing, verbatim

NONE = Text("none")


@dataclass(frozen=True, slots=True)
class Place:
    """A seat as it is shown. `away_until` is None for who is here; `alternate` is the name of whoever votes
    then."""

    number: int
    name: str
    stakeholder: str
    role: Role
    region: str
    affiliation: str
    pending: bool
    expected: bool
    away_until: datetime | None = None
    alternate: str = ""


def said(text: Words, *buttons: Button) -> Reply:
    return Reply((Paragraph(text), Buttons(buttons)) if buttons else (Paragraph(text),))


def given(group: str, place: Place) -> tuple[Block, ...]:
    """The first that somebody hears who did not ask for a seat."""
    return (
        Paragraph(
            Text(
                "A coordinator gave you a seat in {group}: {seat}.",
                group=group,
                seat=seat_words(place.stakeholder, place.role),
            )
        ),
        Paragraph(
            Text(
                "I write to you when something there needs you, and {me} shows it at any time. If you do not want"
                " the seat, {leave} gives it up.",
                me=Code("/me"),
                leave=Code("/member leave"),
            )
        ),
        Paragraph(privacy_words()),
    )


def privacy_words() -> Text:
    return Text(
        "{privacy} says what I store about you, who sees it, and how to erase it.", privacy=Code("/privacy")
    )


def own_seat(group: str, place: Place) -> tuple[Block, ...]:
    return (
        Paragraph(
            Text("Your seat in {group}: {seat}.", group=group, seat=seat_words(place.stakeholder, place.role))
        ),
    )


def removed(group: str, reason: str) -> tuple[Block, ...]:
    blocks: list[Block] = [Paragraph(Text("A coordinator ended your seat in {group}.", group=group))]
    if reason:
        blocks.append(Paragraph(Text("The reason given: {reason}", reason=reason)))
    blocks.append(
        Paragraph(Text("If that is a mistake, talk to them, or ask for a seat again in the group's channel."))
    )
    return tuple(blocks)


# Lists


def listed(
    group: str,
    mark: tuple[tuple[str, str], ...],
    places: Sequence[Place],
    page: int,
    pages: int,
    everybody: int,
) -> Reply:
    """One page of the members; `everybody` counts them all."""
    head = (
        Text("No."),
        Text("Name"),
        Text("Stakeholder group"),
        Text("Role"),
        Text("Region"),
        Text("Affiliation"),
        Text("Note"),
    )
    rows = tuple(
        (
            Text("{number}", number=Code(f"#{place.number}")),
            verbatim(place.name),
            verbatim(place.stakeholder) if place.stakeholder else NONE,
            role_words(place.role),
            verbatim(place.region),
            verbatim(place.affiliation),
            _note(place),
        )
        for place in places
    )
    blocks: list[Block] = [
        Heading(Plural("{group}: {n} seat", "{group}: {n} seats", n=everybody, group=group)),
        Table(head, rows),
    ]
    if pages > 1:
        blocks.append(Paragraph(Text("Page {page} of {pages}.", page=page, pages=pages)))
        turns = [(Text("Back"), page - 1), (Text("Next"), page + 1)]
        blocks.append(
            Buttons(
                tuple(
                    Button(label, "member list", (*mark, ("page", str(to))))
                    for label, to in turns
                    if 1 <= to <= pages
                )
            )
        )
    return Reply(tuple(blocks))


def _note(place: Place) -> Words:
    if place.expected:
        return Text("expected")
    if place.pending:
        return Text("to be confirmed")
    if place.away_until is not None and place.alternate:
        return Text("away until {until}; alternate: {name}", until=place.away_until, name=place.alternate)
    if place.away_until is not None:
        return Text("away until {until}", until=place.away_until)
    return Text("alternate: {name}", name=place.alternate) if place.alternate else Text("–")


def shown(
    group: str,
    place: Place,
    since: datetime,
    away: Sequence[tuple[datetime, datetime]],
    stands_in_for: str,
    mark: tuple[tuple[str, str], ...],
    accounts: Sequence[str] = (),
) -> Reply:
    """One seat. `mark` is empty for whoever may not read statements of interest; `accounts` are shown to whoever
    has them, and to nobody else."""
    rows: list[tuple[Words, Words]] = [
        (Text("No."), Text("{number}", number=Code(f"#{place.number}"))),
        (Text("Stakeholder group"), verbatim(place.stakeholder) if place.stakeholder else NONE),
        (Text("Role"), role_words(place.role)),
    ]
    if place.region:
        rows.append((Text("Region"), verbatim(place.region)))
    if place.affiliation:
        rows.append((Text("Affiliation"), verbatim(place.affiliation)))
    rows.append((Text("In this group since"), Text("{day}", day=Date(since))))
    if place.expected or place.pending:
        rows.append((Text("Note"), _note(place)))
    if away:
        spans = (Text("{since} to {until}", since=begin, until=end) for begin, end in away)
        rows.append((Text("Away"), Text("{spans}", spans=listing(*spans))))
    if place.alternate:
        rows.append((Text("Alternate"), verbatim(place.alternate)))
    if stands_in_for:
        rows.append((Text("Alternate of"), verbatim(stands_in_for)))
    if accounts:
        rows.append((Text("Your accounts"), Text("{accounts}", accounts=listing(*map(Code, accounts)))))
    blocks: list[Block] = [
        Heading(Text("{name} in {group}", name=place.name, group=group)),
        Facts(tuple(rows)),
    ]
    if mark:
        blocks.append(Buttons((Button(Text("Statements of interest"), "member statements", mark),)))
    return Reply(tuple(blocks))


def imported(
    group: str,
    mark: tuple[tuple[str, str], ...],
    counts: Sequence[tuple[str, int]],
    *,
    added: int,
    known: int,
    expected: int,
    skipped: int,
    setting_up: bool,
) -> Reply:
    """What a pasted list did. `counts`: seats by stakeholder group now; `known`: lines that changed
    nothing; `setting_up`: the set-up waits to go on."""
    blocks: list[Block] = [
        Paragraph(
            Plural(
                "{n} person was added to {group}.", "{n} people were added to {group}.", n=added, group=group
            )
        ),
        Facts(tuple((verbatim(name), Plural("{n} seat", "{n} seats", n=seats)) for name, seats in counts)),
    ]
    if known:
        blocks.append(
            Paragraph(
                Plural(
                    "{n} line changed nothing: the person sits there already.",
                    "{n} lines changed nothing: these people sit there already.",
                    n=known,
                )
            )
        )
    if skipped:
        blocks.append(
            Paragraph(Plural("{n} faulty line was left out.", "{n} faulty lines were left out.", n=skipped))
        )
    if expected:
        blocks.append(
            Paragraph(
                Plural(
                    "{n} of them is expected: I do not know the account behind the name yet. They take their"
                    " seat with {join}.",
                    "{n} of them are expected: I do not know the accounts behind the names yet. They take"
                    " their seats with {join}.",
                    n=expected,
                    join=Code("/member join STAKEHOLDER"),
                )
            )
        )
    if setting_up:
        blocks.append(Paragraph(Text("Go on with the set-up: {setup}.", setup=Code("/group setup"))))
        blocks.append(Buttons((Button(Text("Go on"), "group setup", mark, Style.PRIMARY),)))
    return Reply(tuple(blocks))


def away(spans: Sequence[tuple[datetime, datetime]], name: str, *buttons: Button) -> Reply:
    """When somebody is away; `name` is empty for oneself."""
    if not spans:
        return said(
            Text("{name} is here.", name=name) if name else Text("You are here: no absence is noted.")
        )
    about = Text("{name} is away:", name=name) if name else Text("You are away:")
    blocks: list[Block] = [
        Paragraph(about),
        Table(
            (Text("From"), Text("Until")),
            tuple((Text("{at}", at=since), Text("{at}", at=until)) for since, until in spans),
        ),
        Paragraph(
            Text(
                "Polls that open and close in that time do not wait for an answer; voting stays possible."
                " To take it back, type the same again with {here}.",
                here=Code("here:yes"),
            )
        ),
    ]
    if buttons:
        blocks.append(Buttons(buttons))
    return Reply(tuple(blocks))
