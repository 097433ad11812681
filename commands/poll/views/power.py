"""How few could decide a poll, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.text import Listing, Plural, Text, Words, listing
from commands.poll.rules import Fewest, Means, Method, Rules, Way
from commands.poll.views.words import stakeholder, together

WAYS_SHOWN = 4
"""Of all the ways in which few could stop a poll."""

_ALONE: Final = frozenset({Means.OBJECTION, Means.BLOCK, Means.LOW})


def adoptable(rules: Rules, fewest: Fewest) -> Words:
    """How few could adopt it, and of which stakeholder groups they would have to be."""
    if not fewest.people:
        return Text("It passes without a single ballot if nobody objects: silence is assent here.")
    who: Words = Text("{who}", who=_who(fewest.ways[0]))
    if len(fewest.ways) > 1:
        who = Text("for example {who}", who=who)
    said = _adoptable(rules.method, fewest.people, who)
    if not rules.cap:
        return said
    return together(
        said,
        Plural(
            "This is reckoned as if no more than {n} person of one affiliation were on the roll.",
            "This is reckoned as if no more than {n} people of one affiliation were on the roll.",
            n=rules.cap,
        ),
    )


def _adoptable(method: Method, people: int, who: Words) -> Words:
    if method.has_options:
        return Plural(
            "{n} person could make an option win if nobody else votes: {who}.",
            "{n} people could make an option win if nobody else votes: {who}.",
            n=people,
            who=who,
        )
    return Plural(
        "{n} person could adopt it if nobody else votes: {who}.",
        "{n} people could adopt it if nobody else votes: {who}.",
        n=people,
        who=who,
    )


def stoppable(fewest: Fewest) -> Words:
    """How few could stop it, and how."""
    said: list[Words] = [
        Plural(
            "{n} person could stop it though all others are in favour.",
            "{n} people could stop it though all others are in favour.",
            n=fewest.people,
        )
    ]
    fit = _worth_saying(fewest.ways)
    ways = [_means(way) for way in fit[:WAYS_SHOWN]]
    if any(len(way.groups) > 1 for way in fit):
        said += [Text("This would do: {way}.", way=way) for way in ways]
    elif len(ways) == 1:
        said.append(Text("It takes {way}.", way=ways[0]))
    else:
        said.append(Text("Each of these would do by itself: {ways}.", ways=listing(*ways)))
    if len(fit) > WAYS_SHOWN:
        more = len(fit) - WAYS_SHOWN
        said.append(Plural("There is {n} more way.", "There are {n} more ways.", n=more))
    return together(*said)


def _worth_saying(ways: Sequence[Way]) -> Sequence[Way]:
    """Where anybody can stop it alone, nothing is told of who else could by voting against it: they are among them."""
    if not any(way.means in _ALONE for way in ways):
        return ways
    return [way for way in ways if way.means in _ALONE or way.means is Means.SILENCE]


def _means(way: Way) -> Words:
    match way.means:
        case Means.SILENCE:
            return Text("{who} not voting", who=_who(way))
        case Means.OBJECTION | Means.OPPOSITION:
            return Text("{who} objecting", who=_who(way))
        case Means.BLOCK:
            return Text("{who} on step 8, a veto", who=_who(way))
        case Means.LOW:
            return Text("{who} showing fewer than three fingers", who=_who(way))
        case Means.AGAINST | Means.FAVOUR:
            return Text("{who} voting against it", who=_who(way))


def _who(way: Way) -> Listing:
    said: list[Words] = [
        Text("{count} of {stakeholder}", count=count, stakeholder=stakeholder(name))
        for name, count in way.groups
    ]
    if way.anywhere and way.groups:
        said.append(Text("{count} of any stakeholder group", count=way.anywhere))
    elif way.anywhere:
        said.append(Plural("anybody on the roll", "any {n} on the roll", n=way.anywhere))
    return listing(*said)
