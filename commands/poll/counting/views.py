"""A count for people: what happened in each round, how ties were broken, and who won."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from bot.blocks import Block, Facts, Heading, Paragraph, Table
from bot.text import Arg, Code, Plural, Text, Words

from .elections import Election
from .methods import rule_named
from .outcomes import By, Outcome, Over, Pairs, Tie
from .round_views import RoundPage


def told(election: Election, rule: str, outcome: Outcome) -> tuple[Block, ...]:
    """The whole count, the result last."""
    return (
        Facts(tuple(_facts(election, rule))),
        Paragraph(rule_named(rule).about),
        *RoundPage(election).rounds(outcome.rounds),
        *map(Paragraph, outcome.notes),
        *(Paragraph(_tie(election, tie)) for tie in outcome.ties),
        *_order(election, outcome),
        Heading(Text("Result")),
        *map(Paragraph, _result(election, rule, outcome)),
    )


def _facts(election: Election, rule: str) -> Iterator[tuple[Words, Words]]:
    if election.title:
        yield Text("Title"), Text("{title}", title=election.title)
    yield Text("Rule"), Text("{rule}", rule=Code(rule))
    yield Text("Ballots"), Text("{number}", number=sum(election.ballots.values()))
    yield Text("Options"), Text("{number}", number=len(election.options))
    yield Text("Seats"), Text("{number}", number=election.seats)
    if election.withdrawn:
        yield Text("Withdrawn"), election.shown_all(sorted(election.withdrawn))


def _order(election: Election, outcome: Outcome) -> Iterator[Block]:
    """The whole order, where the rounds do not show it."""
    if not any(isinstance(one, Pairs) for one in outcome.rounds) or len(outcome.ranking) < 2:
        return
    yield Heading(Text("The whole order"))
    rows: list[tuple[Words, ...]] = []
    for tier in outcome.ranking:
        place = Text("{number}", number=len(rows) + 1)
        rows += [(place, election.shown(option)) for option in tier]
    yield Table((Text("Place"), Text("Option")), tuple(rows))


def _tie(election: Election, tie: Tie) -> Words:
    """What tied, and how it was broken: two sentences."""
    what = _tied(tie, {"number": tie.round, "tied": election.shown_all(tie.between)})
    if tie.taken is None:
        return Text("{what} Nothing breaks this tie.", what=what)
    taken = election.shown(tie.taken)
    match tie.by:
        case By.EARLIER:
            return Text("{what} The earlier rounds told them apart: it was {taken}.", what=what, taken=taken)
        case By.DRAW:
            return Text("{what} The draw fell on {taken}.", what=what, taken=taken)
        case By.CASTING:
            return Text("{what} The casting vote chose {taken}.", what=what, taken=taken)
        case By.ALIKE | By.NOBODY:
            return Text(
                "{what} It was {taken} here; whichever it is, the same are elected, if in another order.",
                what=what,
                taken=taken,
            )
        case _:
            assert_never(tie.by)


def _tied(tie: Tie, said: dict[str, Arg]) -> Words:
    match tie.over:
        case Over.SEAT:
            return Text("{tied} tied for a seat.", **said)
        case Over.EXCLUSION:
            return Text("Round {number}: {tied} tied for being excluded.", **said)
        case Over.SURPLUS:
            return Text("Round {number}: {tied} tied for whose surplus passes on first.", **said)
        case _:
            assert_never(tie.over)


def _result(election: Election, rule: str, outcome: Outcome) -> Iterator[Words]:
    if outcome.carried is not None:
        yield Text("Carried.") if outcome.carried else Text("Not carried.")
        return
    sure = [option for option in outcome.winners if option not in outcome.tied]
    if sure:
        yield Plural(
            "Elected: {options}.",
            "Elected, in this order: {options}.",
            n=len(sure),
            options=election.shown_all(sure),
        )
    if not outcome.tied:
        return
    yield Plural(
        "Not decided: {tied} tie for {n} seat.",
        "Not decided: {tied} tie for {n} seats.",
        n=min(election.seats, len(election.standing)) - len(sure),
        tied=election.shown_all(outcome.tied),
    )
    if rule == "debian":
        yield Text(
            "The elector with the casting vote chooses: count again with {casting}.",
            casting=Code("--casting-vote"),
        )
    else:
        yield Text(
            "A draw can break it: publish its sources, and count again with each as {source}.",
            source=Code("--source"),
        )
