"""What each term of a charter is called, and its value in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from bot.charter_values import lasting
from bot.charters import Abstention, Silence
from bot.text import Code, Text, Words, listing

SILENCE: Final[Mapping[Silence, Text]] = {
    Silence.NOTHING: Text("it decides nothing, either way"),
    Silence.ASSENT: Text("it is assent"),
    Silence.NO_OBJECTION: Text("it is no objection, and no support either: somebody has to agree"),
    Silence.AGAINST: Text("it counts as not in favour"),
    Silence.ASKED: Text("the facilitator asks everybody, so that nobody stays silent"),
    Silence.LAST: Text("what somebody leaves unranked is ranked last"),
}
ABSTENTION: Final[Mapping[Abstention, Text]] = {
    Abstention.NONE: Text("there is no such answer"),
    Abstention.NOTHING: Text("it is taking part, and counts for neither side"),
    Abstention.AGAINST: Text("it counts as not in favour"),
    Abstention.NO_OBJECTION: Text("it is no objection"),
    Abstention.DEFAULT: Text("one ranks the default option equal"),
}
_VISIBILITY: Final = {
    "open": Text("everybody sees at once who votes what, by name"),
    "after": Text("who voted what is shown by name, once the poll is closed"),
    "secret": Text("secret: nobody sees what anybody voted"),
}
_OPENERS: Final = {"member": Text("any member"), "facilitator": Text("facilitators")}
_JOINING: Final = {
    "open": Text("at once"),
    "approved": Text("a seat is pending until it is confirmed"),
}


def _yes(value: bool) -> Words:
    if value:
        return Text("yes: a poll decides by itself")
    return Text("no: a poll informs, and a facilitator determines what it means")


def codes(value: Sequence[str]) -> Words:
    return Text("{codes}", codes=listing(*map(Code, value)))


def _names(value: Sequence[str]) -> Words:
    return Text("{names}", names=listing(*value))


def _number(value: Any) -> Words:
    return Text("{number}", number=value)


def _typed(value: str) -> Words:
    return Text("{value}", value=Code(value))


_WEEKDAYS: Final = {
    "mon": Text("Monday"),
    "tue": Text("Tuesday"),
    "wed": Text("Wednesday"),
    "thu": Text("Thursday"),
    "fri": Text("Friday"),
    "sat": Text("Saturday"),
    "sun": Text("Sunday"),
}


def _weekdays(value: Sequence[str]) -> Words:
    return Text("{days}", days=listing(*(_WEEKDAYS[day] for day in value)))


Row = tuple[str, Text, Callable[[Any], Words]]
APPLIED: Final[tuple[Row, ...]] = (
    ("minimum", Text("A poll is open at least"), lasting),
    ("usual", Text("A poll is usually open"), lasting),
    ("steps", Text("The steps of gradients are called"), _names),
    ("visibility", Text("Ballots"), lambda value: _VISIBILITY[value]),
    ("reasons", Text("Reasons"), lambda value: Text("required") if value == "required" else Text("optional")),
    ("openers", Text("Polls are opened by"), lambda value: _OPENERS[value]),
    ("binding", Text("A poll binds the group"), _yes),
    ("represented", Text("Stakeholder groups that need somebody on the roll"), _number),
    ("seat_age", Text("A seat is on the roll after"), lasting),
    ("extension", Text("Extension for who was not heard"), lasting),
    ("rework", Text("Rework of what was suspended, within"), lasting),
    ("rework_threshold", Text("Enough in favour after a rework"), _typed),
    ("closing_days", Text("Polls close on"), _weekdays),
    ("closing_hour", Text("Polls close at"), _typed),
    ("joining", Text("Joining"), lambda value: _JOINING[value]),
    ("urgent_openers", Text("Facilitators who call it urgent"), _number),
    ("confirmers", Text("Members who confirm a seat"), _number),
    ("designations", Text("A determination says one of"), _names),
    ("determiners", Text("Facilitators who determine together"), _number),
    ("determination", Text("A determination is due within"), lasting),
    ("challenge", Text("It can be challenged for"), lasting),
    ("ladder", Text("A challenge goes to, one after the other"), _names),
    ("appeal", Text("People whom an appeal needs at least"), _number),
    ("appeal_groups", Text("Stakeholder groups that they come from at least"), _number),
    ("ruling", Text("A challenge is answered and an appeal ruled on within"), lasting),
    ("review", Text("It is looked at again after"), lasting),
)
"""Terms that Convenor applies, beside the rules of the count."""
RULES: Final[tuple[Row, ...]] = (
    ("threshold", Text("Enough in favour"), _typed),
    ("group_threshold", Text("Enough in favour in each stakeholder group"), _typed),
    ("quorum", Text("Share of the roll that takes part"), _number),
    ("group_quorum", Text("Share of each stakeholder group that takes part"), _number),
    ("floor", Text("People who take part at least"), _number),
    ("group_floor", Text("People of each stakeholder group who take part at least"), _number),
    ("support", Text("People who say at least that they agree"), _number),
    ("counting", Text("Rankings are counted by"), _typed),
    ("ratio", Text("Preferred to the default option by"), _typed),
    ("houses", Text("Houses"), _typed),
    ("ways", Text("Enough in the houses"), _typed),
    (
        "objections",
        Text("Objections"),
        lambda value: (
            Text("one stops it") if value == "stop" else Text("they are counted, and answered one by one")
        ),
    ),
    ("least", Text("In favour at least"), _number),
    ("most_against", Text("Against, of those who take a side: at most"), _number),
    ("roll_share", Text("Share of the whole roll in favour, at least"), _number),
    ("heard", Text("Stakeholder groups of which enough take part, at least"), _number),
    ("cap", Text("Ballots of one affiliation that count, at most"), _number),
    ("opposed_share", Text("Opposed, of those who take a side: over"), _number),
    ("opposed_floor", Text("Opposed, people at least"), _number),
    ("opposed_seats", Text("Opposed, share of the seats at least"), _number),
    ("opposed_affiliations", Text("Opposed, affiliations at least"), _number),
    ("suspending_seats", Text("Opposed, seats that it takes to suspend"), _number),
)
