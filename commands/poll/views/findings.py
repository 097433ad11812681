"""Why the methods came out as they did that do more than hold one side against a threshold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from bot.blocks import Bar, Block, Facts, Paragraph, Table, Tally
from bot.text import Code, Listing, Plural, Text, Words, listing
from commands.poll.counting import Election
from commands.poll.counting.round_views import RoundPage
from commands.poll.rules import (
    ABSTAIN,
    LEVELS,
    ORGANISATION,
    Assented,
    Band,
    Blocks,
    Broken,
    Elected,
    Found,
    Hummed,
    InHouses,
    Low,
    Method,
    PointsTied,
    Result,
    Scored,
    Signed,
    Slot,
    Suggested,
    SupportMissed,
    Unbroken,
    Undetermined,
    read_ways,
)
from commands.poll.values import Sight
from commands.poll.views import methods, words

_BANDS = {
    Band.NONE: Text("none"),
    Band.FEW: Text("few"),
    Band.SOME: Text("some"),
    Band.MOST: Text("most"),
    Band.ALL: Text("all"),
}
_HUMS = {
    Band.FEW: Text("a faint hum"),
    Band.SOME: Text("a clear hum"),
    Band.MOST: Text("a loud hum"),
}


def reason(options: Sequence[str], found: Found) -> Words:
    match found:
        case Assented(agreed, silent, settled) if settled:
            return words.together(
                Plural(
                    "It passed: no objection stands. {agreed} said that they agree, and {n} kept silent.",
                    "It passed: no objection stands. {agreed} said that they agree, and {n} kept silent.",
                    n=silent,
                    agreed=agreed,
                ),
                words.settled(settled),
            )
        case Assented(agreed, silent):
            return Plural(
                "It passed: nobody objected. {agreed} said that they agree, and {n} kept silent.",
                "It passed: nobody objected. {agreed} said that they agree, and {n} kept silent.",
                n=silent,
                agreed=agreed,
            )
        case SupportMissed(agreed, needed):
            return Plural(
                "Too few said that they agree: {agreed}, where {n} was needed.",
                "Too few said that they agree: {agreed}, where {n} were needed.",
                agreed=agreed,
                n=needed,
            )
        case Blocks(number):
            return Plural("{n} veto stopped it.", "{n} vetoes stopped it.", n=number)
        case Low(0):
            return Text("Nobody showed a hand, so nothing could pass.")
        case Low(number):
            return Plural(
                "{n} person showed fewer than three fingers, which stopped it.",
                "{n} people showed fewer than three fingers, which stopped it.",
                n=number,
            )
        case Undetermined():
            return _undetermined(found)
        case Hummed(()):
            return Text("Too few hummed to stay anonymous, so nothing of it is shown.")
        case Hummed(bands):
            return Text(
                "{hums}. A hum never decides by itself: the facilitator determines.",
                hums=Listing(
                    tuple(
                        Text("{option}: {hum}", option=words.choice(options, pick), hum=_HUMS[band])
                        for pick, band in bands
                    )
                ),
            )
        case Elected("debian", (winner,)) if winner == f"#{len(options)}":
            return Text(
                "No other option did enough against {default}, the default option, so {default} wins.",
                default=words.choice(options, winner),
            )
        case Elected(_, picks):
            return Text("Elected by the count: {options}.", options=_all(options, picks))
        case Unbroken(picks, places):
            return Plural(
                "{options} tie for {n} place, and nothing in the rule breaks that.",
                "{options} tie for {n} places, and nothing in the rule breaks that.",
                n=places,
                options=_all(options, picks),
            )
        case Broken():
            return _broken(options, found)
        case Scored(option, points, most):
            return Text(
                "{option} won with the most points: {points} of {most}.",
                option=words.choice(options, option),
                points=points,
                most=most,
            )
        case PointsTied(picks, points):
            return Text(
                "{options} are tied with {points} points each, so none of them won.",
                options=_all(options, picks),
                points=points,
            )
        case Signed():
            return _signed(found)
        case InHouses():
            return _in_houses(found)
        case Suggested():
            return _suggested(options, found)
        case _:
            assert_never(found)


def _all(options: Sequence[str], picks: Sequence[str]) -> Words:
    return Text("{options}", options=listing(*(words.choice(options, pick) for pick in picks)))


def _undetermined(found: Undetermined) -> Words:
    said: Words = Text(
        "Of those who took a side, how many can live with it: {band}. Numbers do not decide here: the"
        " facilitator determines whether there is rough consensus.",
        band=_BANDS[found.band],
    )
    if found.objections:
        said = Plural(
            "{said} {n} objection stands and needs an answer first.",
            "{said} {n} objections stand and need an answer first.",
            n=found.objections,
            said=said,
        )
    return said


def _broken(options: Sequence[str], found: Broken) -> Words:
    taken = words.choice(options, found.taken)
    tied = _all(options, found.options)
    if found.by == "earlier rounds":
        return Text(
            "In round {number} {tied} were tied; the earlier rounds told them apart, and it was {taken}.",
            number=found.round,
            tied=tied,
            taken=taken,
        )
    if found.by == "casting vote":
        return Text("{tied} were tied, and the casting vote chose {taken}.", tied=tied, taken=taken)
    if found.by == "draw" and not found.round:
        return Text("{tied} were tied, and the draw took {taken}.", tied=tied, taken=taken)
    if found.by == "draw":
        return Text(
            "In round {number} {tied} were tied, and the draw told them apart.", number=found.round, tied=tied
        )
    return Text(
        "In round {number} {tied} were tied; whichever goes first, the same are elected.",
        number=found.round,
        tied=tied,
    )


def _signed(found: Signed) -> Words:
    people = Plural(
        "{n} person signed in their own name.", "{n} people signed in their own names.", n=found.people
    )
    if not found.organisations:
        return people
    return Plural(
        "{people} {n} signed for an organisation.",
        "{people} {n} signed for organisations.",
        n=found.organisations,
        people=people,
    )


def _in_houses(found: InHouses) -> Words:
    houses = listing(
        *(
            Text("{house} {yes} of {seats}", house=house, yes=yes, seats=seats)
            for house, seats, yes, _, _ in found.houses
        )
    )
    if not found.way:
        return Text("Not enough were in favour in the houses: {houses}.", houses=houses)
    return Text(
        "It is carried by {way}. In favour: {houses}.",
        way=methods.way(read_ways(found.way)[0]),
        houses=houses,
    )


def _suggested(options: Sequence[str], found: Suggested) -> Words:
    if not found.option:
        return Text("Nobody who answered can make any of these moments, so none is suggested.")
    slot = next(slot for slot in found.slots if slot.option == found.option)
    moment = words.choice(options, found.option)
    if not slot.burdened:
        return Text(
            "{moment} is suggested: {yes} can make it and {maybe} perhaps, and it is unsocial for nobody.",
            moment=moment,
            yes=slot.yes,
            maybe=slot.maybe,
        )
    return Text(
        "{moment} is suggested, which shares the burden best: {yes} can make it and {maybe} perhaps. It is"
        " between 22:00 and 07:00 for {burdens}.",
        moment=moment,
        yes=slot.yes,
        maybe=slot.maybe,
        burdens=_burdens(slot),
    )


def _burdens(slot: Slot) -> Words:
    borne = [
        Text(
            "{burdened} of {people} in {region}",
            burdened=burdened,
            people=people,
            region=region or Text("no region"),
        )
        for region, burdened, people in slot.burdens
        if burdened
    ]
    return Text("{burdens}", burdens=listing(*borne)) if borne else Text("nobody")


def tally(sight: Sight, result: Result) -> tuple[Block, ...] | None:
    """How the ballots of these methods are shown; None where bars of the choices do."""
    options, overall = sight.options, result.overall
    match result.method:
        case Method.HUM | Method.ROUGH | Method.SIGN_ON:
            return ()
        case Method.SCORE if not overall.withheld:
            possible = (overall.voted - overall.count(ABSTAIN)) * (len(LEVELS[Method.SCORE]) - 1)
            points = [(pick, number) for pick, number in overall.counts if pick != ABSTAIN]
            return (
                Paragraph(Text("Points:")),
                Tally(tuple(Bar(words.choice(options, pick), number, possible) for pick, number in points)),
            )
        case Method.RANKED if not overall.withheld:
            return (
                Paragraph(Text("First choices:")),
                Tally(
                    tuple(
                        Bar(words.choice(options, pick), number, overall.voted)
                        for pick, number in overall.counts
                    )
                ),
            )
        case Method.AVAILABILITY:
            return _slots(options, result)
        case Method.HOUSES:
            return _houses(result)
        case _:
            return None


def _slots(options: Sequence[str], result: Result) -> tuple[Block, ...]:
    found = next((reason for reason in result.reasons if isinstance(reason, Suggested)), None)
    if found is None:
        return ()
    head = (Text("Moment"), Text("Yes"), Text("Maybe"), Text("Between 22:00 and 07:00 for"))
    rows = tuple(
        (
            words.choice(options, slot.option),
            Text("{number}", number=slot.yes),
            Text("{number}", number=slot.maybe),
            _burdens(slot),
        )
        for slot in found.slots
    )
    return (Table(head, rows),)


def _houses(result: Result) -> tuple[Block, ...]:
    found = next((reason for reason in result.reasons if isinstance(reason, InHouses)), None)
    if found is None:
        return ()
    head = (Text("House"), Text("Seats"), Text("Yes"), Text("No"), Text("Abstained"), Text("In favour"))
    rows = tuple(
        (
            Text("{house}", house=house),
            *(Text("{number}", number=number) for number in (seats, yes, no, abstain)),
            Text("{share}", share=Code(_percent(yes, seats))),
        )
        for house, seats, yes, no, abstain in found.houses
    )
    return (Table(head, rows),)


def _percent(part: int, whole: int) -> str:
    """For people, with two decimal places; nothing is decided by it."""
    if not whole:
        return "–"
    full, hundredths = divmod((20_000 * part + whole) // (2 * whole), 100)
    return f"{full}.{hundredths:02}%"


def rounds(sight: Sight, result: Result) -> tuple[Block, ...]:
    """How rankings were counted, round by round or pair by pair."""
    return tuple(RoundPage(Election(sight.options, {})).rounds(result.rounds))


def participation(method: Method) -> bool:
    """Whether only participation is shown of each stakeholder group."""
    return method in (Method.HUM, Method.ROUGH, Method.SIGN_ON, Method.AVAILABILITY)


def facts(sight: Sight) -> tuple[Block, ...]:
    """Who has signed, by name, and for which organisation."""
    if not sight.signers:
        return ()
    rows = tuple(
        (
            Text("{name}", name=signer.name),
            Text("for {organisation}", organisation=words.said(signer.reason))
            if signer.choice == ORGANISATION
            else words.stakeholder(signer.stakeholder),
        )
        for signer in sight.signers
    )
    return (Paragraph(Text("Signed by:")), Facts(rows))
