"""What is asked of stakeholder groups, affiliations and all together besides a threshold, in words."""

from __future__ import annotations

from bot.text import Plural, Text, Words, listing
from commands.poll.rules import NEVER_SUSPENDS, Rules


def groups(rules: Rules) -> list[Words]:
    """How many of each stakeholder group have to take part, where each of them has to."""
    said: list[Words] = []
    if rules.group_quorum:
        said.append(
            Text("Everybody of each stakeholder group who is not away has to take part.")
            if rules.group_quorum == 1
            else Text(
                "At least {share} of each stakeholder group has to take part.", share=rules.group_quorum
            )
        )
    if rules.group_floor:
        said.append(
            Plural(
                "At least {n} person of each stakeholder group has to take part.",
                "At least {n} people of each stakeholder group have to take part.",
                n=rules.group_floor,
            )
        )
    return said


def limits(rules: Rules) -> list[Words]:
    """What a charter asks besides."""
    said: list[Words] = []
    if rules.least:
        said.append(
            Plural(
                "At least {n} person has to be in favour.",
                "At least {n} people have to be in favour.",
                n=rules.least,
            )
        )
    if rules.roll_share:
        said.append(
            Text("At least {share} of everybody on the roll has to be in favour.", share=rules.roll_share)
        )
    if rules.most_against < 1:
        said.append(
            Text("At most {share} of those who take a side may be against it.", share=rules.most_against)
        )
    return said


def besides(rules: Rules) -> tuple[tuple[Words, Words], ...]:
    """What it asks of single stakeholder groups and affiliations, each under a label."""
    said: list[tuple[Words, Words]] = []
    if rules.heard:
        said += [(Text("Heard"), Text("{said} {more}", said=_heard(rules), more=_unheard(rules)))]
    if rules.asks_opposition:
        first, second = _opposition(rules)
        said.append((Text("Opposed"), Text("{said} {more}", said=first, more=second)))
    if rules.cap:
        cap = Plural(
            "At most {n} ballot of one affiliation counts; if they have more, it goes to the choice that most"
            " of them made, and to none if there are two such.",
            "At most {n} ballots of one affiliation count; if they have more, these are shared out over their"
            " choices in proportion.",
            n=rules.cap,
        )
        said.append((Text("Affiliations"), cap))
    return tuple(said)


def _unheard(rules: Rules) -> Words:
    return Plural(
        "{n} of them has to be heard; one that is not heard neither blocks nor passes.",
        "{n} of them have to be heard; one that is not heard neither blocks nor passes.",
        n=rules.heard,
    )


def _heard(rules: Rules) -> Words:
    parts: list[Words] = []
    if rules.group_quorum:
        parts.append(Text("{share} of those who are not away", share=rules.group_quorum))
    if rules.group_floor:
        parts.append(Plural("{n} person", "{n} people", n=rules.group_floor))
    if not parts:
        return Text("A stakeholder group is heard when somebody of it takes part.")
    return Text(
        "A stakeholder group is heard when at least {parts} of it take part, or all of it if it is smaller.",
        parts=listing(*parts),
    )


def _opposition(rules: Rules) -> list[Words]:
    parts: list[Words] = []
    if rules.opposed_floor:
        parts.append(Plural("{n} person", "{n} people", n=rules.opposed_floor))
    if rules.opposed_seats:
        parts.append(Text("{share} of its seats", share=rules.opposed_seats))
    if rules.opposed_affiliations:
        parts.append(Plural("{n} affiliation", "{n} affiliations", n=rules.opposed_affiliations))
    share = rules.opposed_share
    if parts:
        met: Words = Text(
            "A stakeholder group is opposed when more than {share} of those who take a side there object, from"
            " at least {parts}.",
            share=share,
            parts=listing(*parts),
        )
    else:
        met = Text(
            "A stakeholder group is opposed when more than {share} of those who take a side there object.",
            share=share,
        )
    if rules.suspending_seats >= NEVER_SUSPENDS:
        return [met, Text("That is named, and does not stop it.")]
    if rules.suspending_seats < 2:
        return [met, Text("That suspends the poll.")]
    return [
        met,
        Plural(
            "That suspends the poll, unless it has fewer than {n} seat: then it is owed answers.",
            "That suspends the poll, unless it has fewer than {n} seats: then it is owed answers.",
            n=rules.suspending_seats,
        ),
    ]
