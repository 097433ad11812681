"""What people see of what is stored about them, and before and after they erase it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.addresses import AccountRef
from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph, Style
from bot.boundary import Reply
from bot.people import Person, Role
from bot.seat_words import seat_words
from bot.text import Code, Plural, Text, Words, listing, verbatim
from commands.privacy.labels import TITLES

EXPORT, ERASE = "privacy export", "privacy erase"
COPIED = 380
"""Characters of a row that stands as code, from which it is copied as it is. A longer one may be parted between two
messages, where code would come apart."""


@dataclass(frozen=True, slots=True)
class Place:
    """A seat that the person has now."""

    group: str
    stakeholder: str
    role: Role


# What is stored


def nothing(*, erased: bool) -> Reply:
    """To somebody whom we do not know. `erased`: of whom everything was erased but a mark."""
    return Reply(
        (
            Heading(Text("I store nothing about you")),
            *_mark(erased),
            Paragraph(
                Text(
                    "Once you use a command that changes something, I store your account with the name that it"
                    " shows, and what you do with me."
                )
            ),
            *_how(),
        )
    )


def told(
    person: Person,
    accounts: Sequence[AccountRef],
    seats: Sequence[Place],
    counted: Mapping[str, int],
    *,
    erased: bool,
) -> Reply:
    """`counted`: how many rows of each table are theirs. `erased`: they have come back since."""
    rows: list[tuple[Words, Words]] = [
        (Text("name"), verbatim(person.name)),
        (TITLES["account"], listing_of([Code(str(account)) for account in accounts])),
    ]
    if person.language:
        rows.append((Text("language"), _code(person.language)))
    if person.zone:
        rows.append((Text("zone"), _code(person.zone)))
    rows += [(verbatim(seat.group), seat_words(seat.stakeholder, seat.role)) for seat in seats]
    rest = [
        Text("{what} ({n})", what=TITLES[table], n=number)
        for table, number in counted.items()
        if table not in ("account", "person")
    ]
    blocks: list[Block] = [Heading(Text("What I store about you")), Facts(tuple(rows))]
    if rest:
        blocks.append(Paragraph(Text("And: {all}.", all=listing(*rest))))
    buttons = Buttons(
        (
            Button(Text("Show all of it"), EXPORT),
            Button(Text("Erase"), ERASE, style=Style.DANGER),
        )
    )
    return Reply((*blocks, *_mark(erased), *_how(), buttons))


def _mark(erased: bool) -> tuple[Block, ...]:
    if not erased:
        return ()
    return (
        Paragraph(
            Text(
                "You had all about you erased once. A keyed hash of your account is left of it, so that no list seats"
                " you again."
            )
        ),
    )


def _how() -> tuple[Block, ...]:
    """Who sees it, where it is, how long; what is not read."""
    return (
        Paragraph(
            Text(
                "Who sees it: the members of your groups, as far as the groups show it; of a public group everybody"
                " here. Your drafts, reminders and private messages only you."
            )
        ),
        Paragraph(
            Text(
                "Secret ballots: nobody in the group, during the poll and after it. Whoever runs Convenor could link"
                " them to people in the database until the poll closes, and later only in a backup from before."
            )
        ),
        Paragraph(
            Text(
                "Where and how long: in the database of whoever runs Convenor, until you erase it. Drafts go after a"
                " day, answers and sent messages after a week; backups are kept as long as they say."
            )
        ),
        Paragraph(
            Text(
                "What I do not read: any message that is not a command to me. I send nothing to anybody but the"
                " platforms that the groups use."
            )
        ),
        Paragraph(
            Text(
                "{export} shows all of it, {erase} erases it and says before what goes and what stays.",
                export=Code(f"/{EXPORT}"),
                erase=Code(f"/{ERASE}"),
            )
        ),
    )


def listing_of(codes: Sequence[Code]) -> Words:
    return Text("{all}", all=listing(*codes))


def _code(text: str) -> Text:
    return Text("{code}", code=Code(text))


# The export


def page(rows: Sequence[tuple[str, str]], number: int, pages: int, total: int) -> Reply:
    """One page of all rows, each as JSON under the name of its table."""
    blocks: list[Block] = [
        Heading(Text("All that I store about you, page {page} of {pages}", page=number, pages=pages))
    ]
    if number == 1:
        blocks.append(
            Paragraph(
                Plural(
                    "{n} row, as it stands in the database. What you voted in secret polls is kept apart from"
                    " who you are, so it is not here.",
                    "{n} rows, as they stand in the database. What you voted in secret polls is kept apart from"
                    " who you are, so it is not here.",
                    n=total,
                )
            )
        )
    above = ""
    for table, row in rows:
        if table != above:
            blocks.append(Heading(TITLES[table]))
            above = table
        blocks.append(Paragraph(_code(row) if len(row) <= COPIED else verbatim(row)))
    if number < pages:
        blocks.append(Buttons((Button(Text("Next page"), EXPORT, (("page", str(number + 1)),)),)))
    return Reply(tuple(blocks))


# Erasing


def asked(leaves: Sequence[str], removed: Sequence[str], stands: int) -> Reply:
    """Before it: what goes and what stays. `leaves`: the groups whose seats end; `removed`: those that a coordinator
    removed them from; `stands`: how many objections of theirs are not settled."""
    blocks: list[Block] = [
        Heading(Text("Erase what I store about you?")),
        Paragraph(
            Text(
                "What goes: your name, accounts, language, zone, region and affiliation, absences, drafts, digests,"
                " reminders to yourself and waiting private messages. With them go the texts that you wrote: reasons,"
                " objections, statements and notes."
            )
        ),
        Paragraph(
            Text(
                "What stays, with a number in place of your name: the entries of the record, open ballots, how often"
                " you took part, and for whom. Polls, actions and charters that you put to a group stay, too, and"
                " so does what you answered for a group: rationales, rulings and answers."
            )
        ),
        Paragraph(
            Text(
                "Polls that are open keep your place on the roll, with region, affiliation and zone where they count"
                " by these, and your ballot counts until they close. You cannot change it any more, so do that"
                " before, if it should not count."
            )
        ),
    ]
    if leaves:
        blocks.append(
            Paragraph(
                Text(
                    "You leave {groups}. Your turns and actions pass on to others, as when somebody leaves.",
                    groups=listing(*leaves),
                )
            )
        )
    if removed:
        blocks.append(
            Paragraph(
                Text(
                    "A coordinator removed you from {groups}. Your seat there has to be confirmed as before, should you"
                    " come back: for that a hash of your account stays.",
                    groups=listing(*removed),
                )
            )
        )
    if stands:
        blocks.append(
            Paragraph(
                Plural(
                    "{n} objection of yours is not settled. It stands without its text until a facilitator rules"
                    " on it; withdraw it before, if it should not.",
                    "{n} objections of yours are not settled. They stand without their text until a facilitator"
                    " rules on them; withdraw them before, if they should not.",
                    n=stands,
                )
            )
        )
    blocks += [
        Paragraph(
            Text(
                "I redraw the cards that show your name. What else was posted in channels is up to the platform,"
                " backups are up to whoever runs Convenor, and answers that I gave in the last seven days go by"
                " themselves."
            )
        ),
        Paragraph(
            Text(
                "This cannot be undone. If you come back, you are somebody new to me; no list seats you again, only"
                " you yourself or a coordinator who names you."
            )
        ),
        Paragraph(
            Text("For that a keyed hash of each of your accounts stays, which leads to none of your numbers.")
        ),
        Buttons(
            (
                Button(Text("Erase for good"), ERASE, (("sure", "yes"),), Style.DANGER),
                Button(Text("Show all of it first"), EXPORT),
            )
        ),
        Paragraph(Text("Without buttons: {line}.", line=Code(f"/{ERASE} sure:yes"))),
    ]
    return Reply(tuple(blocks))


def done(left: Sequence[str]) -> Reply:
    blocks: list[Block] = [
        Paragraph(
            Text(
                "It is done: nothing that I store leads to you any more, but for backups and what was posted."
            )
        )
    ]
    if left:
        blocks.append(Paragraph(Text("You have left {groups}.", groups=listing(*left))))
    return Reply(tuple(blocks))
