"""The rounds of a count for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import assert_never

from bot.blocks import Block, Facts, Heading, Paragraph, Table
from bot.text import Arg, Code, Text, Words

from .elections import Election
from .outcomes import (
    Dropped,
    Duel,
    Houses,
    Locking,
    Pairs,
    Paths,
    Round,
    Schwartz,
    Share,
    Stage,
    Standards,
    Step,
    Test,
    Totals,
)
from .printing import decimal


class RoundPage:
    """The rounds of one election, with the names of its options."""

    def __init__(self, election: Election) -> None:
        self._election = election

    def name(self, option: int) -> Words:
        return self._election.shown(option)

    def names(self, options: Iterable[int]) -> Words:
        return self._election.shown_all(options)

    def rounds(self, rounds: Iterable[Round]) -> Iterator[Block]:
        elected: set[int] = set()
        for one in rounds:
            match one:
                case Stage():
                    yield from self._stage(one, elected)
                    elected.update(one.elected)
                case Pairs():
                    yield Heading(Text("Pair by pair"))
                    yield self._duels(one.duels())
                case Paths():
                    yield Heading(Text("Strongest paths"))
                    yield self._paths(one)
                case Locking():
                    yield from self._locking(one)
                case Dropped():
                    yield Paragraph(self._dropped(one))
                case Schwartz():
                    yield from self._schwartz(one)
                case Totals():
                    yield self._totals(one)
                case Houses():
                    yield from self._houses(one)
                case Standards():
                    yield from self._standards(one)
                case _:
                    assert_never(one)

    def _stage(self, stage: Stage, elected: set[int]) -> Iterator[Block]:
        yield Heading(Text("Round {number}: {step}", number=stage.number, step=self._step(stage)))
        if not stage.votes:
            return
        rows = [
            (
                self.name(option),
                Text("{votes}", votes=amount(votes)),
                Text("elected in this round")
                if option in stage.elected
                else Text("elected")
                if option in elected
                else Text("still in"),
            )
            for option, votes in stage.votes
        ]
        yield Table((Text("Option"), Text("Votes"), Text("State")), tuple(rows))
        facts: list[tuple[Words, Words]] = []
        if stage.quota is not None:
            facts.append((Text("Quota"), Text("{votes}", votes=amount(stage.quota))))
        if stage.exhausted:
            facts.append((Text("With no option any more"), Text("{votes}", votes=amount(stage.exhausted))))
        if facts:
            yield Facts(tuple(facts))

    def _step(self, stage: Stage) -> Words:
        match stage.step:
            case Step.FIRST:
                return Text("first preferences")
            case Step.SURPLUS:
                return Text("the surplus of {options} passes on", options=self.names(stage.moved))
            case Step.EXCLUSION:
                return Text("{options} excluded", options=self.names(stage.moved))
            case Step.LAST:
                return Text("no more options stand than there are seats")
            case Step.MEEK:
                return Text("surpluses pass on")
            case _:
                assert_never(stage.step)

    def _duels(self, duels: Iterable[Duel]) -> Block:
        rows = tuple(
            (
                self._pair(duel),
                Text("{votes}", votes=duel.votes),
                Text("{votes}", votes=duel.against),
            )
            for duel in duels
        )
        return Table((Text("Pair"), Text("For"), Text("Against")), rows)

    def _pair(self, duel: Duel) -> Words:
        winner, loser = self.name(duel.winner), self.name(duel.loser)
        if duel.votes == duel.against:
            return Text("{one} and {other} are equal", one=winner, other=loser)
        return Text("{winner} beats {loser}", winner=winner, loser=loser)

    def _paths(self, paths: Paths) -> Block:
        rows = []
        for a, one in enumerate(paths.options):
            for b, other in enumerate(paths.options[:a]):
                there, back = paths.strengths[a][b], paths.strengths[b][a]
                first, second = (one, other) if there > back else (other, one)
                rows.append(
                    (
                        Text("{one} to {other}", one=self.name(first), other=self.name(second)),
                        Text("{votes}", votes=max(there, back)),
                        Text("{votes}", votes=min(there, back)),
                    )
                )
        return Table((Text("Path"), Text("Strength"), Text("Back")), tuple(rows))

    def _locking(self, locking: Locking) -> Iterator[Block]:
        for duel in locking.locked:
            yield Paragraph(Text("Locked in: {pair}, {votes} to {against}.", **self._score(duel)))
        for duel in locking.skipped:
            yield Paragraph(
                Text(
                    "Skipped, since it would close a circle: {pair}, {votes} to {against}.",
                    **self._score(duel),
                )
            )

    def _score(self, duel: Duel) -> dict[str, Arg]:
        return {"pair": self._pair(duel), "votes": duel.votes, "against": duel.against}

    def _dropped(self, dropped: Dropped) -> Words:
        option = self.name(dropped.option)
        if dropped.test is Test.QUORUM:
            return Text(
                "{option} misses the quorum: {votes} of the {needed} votes that it needs above the default"
                " option.",
                option=option,
                votes=dropped.votes,
                needed=dropped.needed,
            )
        if dropped.needed == 1:
            return Text(
                "{option} does not defeat the default option: {votes} votes above it and {against} below.",
                option=option,
                votes=dropped.votes,
                against=dropped.against,
            )
        return Text(
            "{option} does not defeat the default option by {ratio} to 1: {votes} votes above it and"
            " {against} below.",
            option=option,
            ratio=dropped.needed,
            votes=dropped.votes,
            against=dropped.against,
        )

    def _schwartz(self, step: Schwartz) -> Iterator[Block]:
        yield Paragraph(Text("Schwartz set: {options}.", options=self.names(step.members)))
        for duel in step.dropped:
            yield Paragraph(
                Text(
                    "Dropped, as the weakest defeat in it: {pair}, {votes} to {against}.", **self._score(duel)
                )
            )

    def _totals(self, totals: Totals) -> Block:
        rows = tuple(
            (self.name(option), Text("{number} of {most}", number=total, most=totals.most))
            for option, total in sorted(totals.totals, key=lambda row: (-row[1], row[0]))
        )
        return Table((Text("Option"), Text("Total")), rows)

    def _houses(self, round: Houses) -> Iterator[Block]:
        head = (
            Text("House"), Text("Seats"), Text("Yes"), Text("No"), Text("Abstained"), Text("Absent"),
            Text("In favour"),
        )  # fmt: skip
        yield Table(
            head,
            tuple(
                (
                    Text("{house}", house=house.name),
                    *(
                        Text("{number}", number=number)
                        for number in (house.seats, house.yes, house.no, house.abstain, house.absent)
                    ),
                    Text("{share}", share=Code(percent(house.yes, house.seats))),
                )
                for house in round.houses
            ),
        )
        yield Paragraph(
            Text("Motion: {motion}. Its base is all seats of a house.", motion=Code(round.motion))
        )
        for way in round.ways:
            said: dict[str, Arg] = {"one": Code(way.one), "others": Code(way.others)}
            met = Text("met") if way.met else Text("not met")
            if not way.others:
                yield Paragraph(Text("{one} of one house: {met}.", met=met, **said))
            elif way.others == way.one:
                yield Paragraph(Text("{one} of each house: {met}.", met=met, **said))
            else:
                yield Paragraph(Text("{one} of one house and {others} of the other: {met}.", met=met, **said))

    def _standards(self, round: Standards) -> Iterator[Block]:
        yield Paragraph(
            Text(
                "P-members voting in favour: {votes} of {base} ({share}), at least {limit} needed: {met}.",
                **_share(round.participants),
            )
        )
        yield Paragraph(
            Text(
                "Negative votes of all: {votes} of {base} ({share}), at most {limit} allowed: {met}.",
                **_share(round.negatives),
            )
        )
        yield Paragraph(
            Text(
                "Left out: {abstained} abstentions, {unreasoned} negative votes without technical reasons.",
                abstained=round.abstained,
                unreasoned=round.unreasoned,
            )
        )


def _share(share: Share) -> dict[str, Arg]:
    return {
        "votes": share.votes,
        "base": share.base,
        "share": Code(percent(share.votes, share.base)),
        "limit": share.limit,
        "met": Text("met") if share.met else Text("not met"),
    }


def amount(value: Fraction) -> Arg:
    """Votes as people read them: 20, 20.33316, or 20 1/3."""
    if value.denominator == 1:
        return value.numerator
    if written := decimal(value):
        return Code(written)
    whole, rest = divmod(value.numerator, value.denominator)
    part = Fraction(rest, value.denominator)
    return Text("{whole} {part}", whole=whole, part=part) if whole else part


def percent(votes: int, base: int) -> str:
    """With two decimal places, rounded half up: for people; nothing is decided by it."""
    if not base:
        return "–"
    whole, hundredths = divmod((20_000 * votes + base) // (2 * base), 100)
    return f"{whole}.{hundredths:02}%"
