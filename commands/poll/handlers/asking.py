"""What single methods need when a poll is opened, and what they show besides their ballots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.charter_values import read_ratio
from bot.feature import Call
from bot.moments import Ambiguous, Unreadable, read_moment
from bot.refusals import Fault, Refusal
from bot.text import Code, Plural, Text, listing
from commands.poll.declared import Proposal
from commands.poll.handlers.under import read_charter
from commands.poll.rules import (
    ORGANISATION,
    SIGN,
    STAMP,
    Answer,
    BadFraction,
    Counting,
    House,
    Method,
    Result,
    RollSize,
    Rules,
    Secrecy,
    Threshold,
    debian_quorum,
    read_ways,
    suggest,
    unable_houses,
)
from commands.poll.values import Asked, Visibility
from storage import ballots, charters, groups, people
from storage.polls import Poll
from storage.transaction import Transaction

SIGNERS_SHOWN = 40
_ONLY: Final = {
    "silence": (Method.LAZY, Method.CALL),
    "support": (Method.LAZY, Method.CALL),
    "rule": (Method.RANKED,),
    "seats": (Method.RANKED,),
    "houses": (Method.HOUSES,),
}
"""The parameters that only some methods understand."""


def rules_of_method(
    tx: Transaction, group_id: int, method: Method, proposal: Proposal, faults: list[Fault]
) -> dict[str, Any]:
    """The fields of `Rules` that this method alone takes, as they were typed."""
    for name, methods in _ONLY.items():
        if getattr(proposal, name) and method not in methods:
            faults.append(
                Fault(
                    name,
                    Text(
                        "This is for {methods} only. Leave it out.",
                        methods=listing(*(Code(f"method:{each.value}") for each in methods)),
                    ),
                )
            )
            return {}
    typed: dict[str, Any] = {}
    if method is Method.RANKED and _is_ratio(proposal.threshold):
        typed.update(_ratio(tx, group_id, proposal, faults))
    else:
        _check_thresholds(method, proposal, faults)
    if proposal.silence:
        typed["silence"] = proposal.silence
    if proposal.support:
        typed["support"] = proposal.support
    if proposal.rule:
        typed["counting"] = proposal.rule
    if method is Method.RANKED:
        typed.update(_places(proposal, faults))
    if method is Method.HOUSES:
        typed.update(_houses(tx, group_id, proposal, faults))
    return typed


def _is_ratio(typed: str) -> bool:
    try:
        read_ratio(typed)
    except ValueError:
        return False
    return True


def _ratio(tx: Transaction, group_id: int, proposal: Proposal, faults: list[Fault]) -> dict[str, Any]:
    """A majority ratio such as 3:1, which only a count with a default option knows."""
    if (proposal.rule or _counting(tx, group_id, proposal.kind)) is not Counting.DEBIAN:
        rule = Code(f"rule:{Counting.DEBIAN.value}")
        fault = Text(
            "A ratio needs a default option to be held against: add {rule}, or leave it out.", rule=rule
        )
        faults.append(Fault("threshold", fault))
        return {}
    return {"ratio": read_ratio(proposal.threshold)}


def _counting(tx: Transaction, group_id: int, kind: str) -> Counting | None:
    """How the charter in force counts rankings, if its polls are held so."""
    kept = charters.in_force(tx, group_id)
    charter = read_charter(kept.rules) if kept else None
    if charter is None or kind not in ("", *charter.kinds):
        return None
    terms = charter.of(kind)
    return Counting(terms.counting) if Method.RANKED in terms.methods and terms.counting else None


def _check_thresholds(method: Method, proposal: Proposal, faults: list[Fault]) -> None:
    for name in ("threshold", "group_threshold"):
        said = getattr(proposal, name)
        if not said or (method is Method.HOUSES and name == "threshold"):
            continue
        if not method.takes_threshold:
            faults.append(
                Fault(
                    name,
                    Text("A poll with {method} has no threshold. Leave it out.", method=Code(method.value)),
                )
            )
            continue
        try:
            Threshold.parse(said)
        except BadFraction:
            faults.append(
                Fault(
                    name,
                    Text(
                        "Thresholds of each house are for {houses} only, and ratios for {ranked}. Write one"
                        " fraction, such as {example}.",
                        houses=Code("method:houses"),
                        ranked=Code("method:ranked"),
                        example=Code("2/3"),
                    ),
                )
            )


def check_reach(rules: Rules, roll: Sequence[RollSize]) -> None:
    """Raises Refusal for rules that ask for more people, or stakeholder groups, than there are."""
    seats = sum(size.seats for size in roll)
    groups_here = sum(1 for size in roll if size.stakeholder and size.seats)
    needed = max(rules.support, rules.least)
    if empty := unable_houses(rules, roll):
        raise Refusal(
            Plural(
                "Nobody on the roll sits in the house {houses}, so it could never pass. Form other houses, or ask"
                " people to join with {join}.",
                "Nobody on the roll sits in the houses {houses}, so it could never pass. Form other houses, or ask"
                " people to join with {join}.",
                n=len(empty),
                houses=listing(*empty),
                join=Code("/member join"),
            )
        )
    if rules.counting is Counting.DEBIAN and (quorum := debian_quorum(seats)) > seats:
        raise Refusal(
            Plural(
                "By Debian's rule {quorum} people have to prefer an option to the default one, and {n} is on the"
                " roll. Count by another rule, or add members with {add}.",
                "By Debian's rule {quorum} people have to prefer an option to the default one, and {n} are on the"
                " roll. Count by another rule, or add members with {add}.",
                n=seats,
                quorum=quorum,
                add=Code("/member add"),
            )
        )
    if needed > seats:
        raise Refusal(
            Plural(
                "It needs {needed} people in favour, and {n} is on the roll, so it could never pass. Ask for"
                " fewer, or add members with {add}.",
                "It needs {needed} people in favour, and {n} are on the roll, so it could never pass. Ask for"
                " fewer, or add members with {add}.",
                n=seats,
                needed=needed,
                add=Code("/member add"),
            )
        )
    if rules.heard > groups_here:
        raise Refusal(
            Plural(
                "{needed} stakeholder groups have to be heard, and {n} has somebody on the roll, so it could"
                " never pass. Ask the others to join with {join}.",
                "{needed} stakeholder groups have to be heard, and {n} have somebody on the roll, so it could"
                " never pass. Ask the others to join with {join}.",
                n=groups_here,
                needed=rules.heard,
                join=Code("/member join"),
            )
        )


def _places(proposal: Proposal, faults: list[Fault]) -> dict[str, Any]:
    if not proposal.seats or proposal.seats == 1:
        return {}
    if proposal.rule is not Counting.SCOTTISH_STV:
        fault = Text(
            "To elect several, count by {rule}: the other rules elect one.",
            rule=Code(f"rule:{Counting.SCOTTISH_STV.value}"),
        )
    elif proposal.seats >= len(proposal.options):
        fault = Text("With {seats} to elect there have to be more options.", seats=proposal.seats)
    else:
        return {"places": proposal.seats}
    faults.append(Fault("seats", fault))
    return {}


def _houses(tx: Transaction, group_id: int, proposal: Proposal, faults: list[Fault]) -> dict[str, Any]:
    if not proposal.houses:
        faults.append(
            Fault(
                "houses",
                Text(
                    "Say which stakeholder groups form which house: {example}.",
                    example=Code('houses:"North: government, civil society | South: private sector"'),
                ),
            )
        )
        return {}
    known = {each.name.casefold(): each.name for each in groups.stakeholders(tx, group_id)}
    named = [name for house in proposal.houses for name in house.stakeholders]
    if unknown := [name for name in named if name.casefold() not in known]:
        faults.append(
            Fault(
                "houses",
                Text(
                    "These are no stakeholder groups here: {unknown}. There are {known}.",
                    unknown=listing(*unknown),
                    known=listing(*known.values()),
                ),
            )
        )
        return {}
    houses = tuple(
        House(house.name, tuple(known[name.casefold()] for name in house.stakeholders))
        for house in proposal.houses
    )
    return {"houses": houses, **({"ways": read_ways(proposal.threshold)} if proposal.threshold else {})}


def moments(
    call: Call[Transaction], options: Sequence[str], opens_at: datetime, faults: list[Fault]
) -> tuple[str, ...]:
    """The options of an availability poll as moments, read in the zone of whoever opens it, in order."""
    read: set[str] = set()
    for typed in options:
        try:
            at = read_moment(typed, now=call.at, zone=call.reader.zone, language=call.reader.language).at
        except (Ambiguous, Unreadable):
            faults.append(
                Fault(
                    "options",
                    Text(
                        "“{typed}” is no clear moment. Write each with its day and hour: {example}.",
                        typed=typed,
                        example=Code('options:"3 march 14:00 | 4 march 09:00"'),
                    ),
                )
            )
            return ()
        if at <= opens_at:
            faults.append(Fault("options", Text("{moment} is too early to vote on.", moment=at)))
            return ()
        read.add(at.strftime(STAMP))
    return tuple(sorted(read))


def visibility_of(method: Method, said: Visibility | None, *, secret: bool | None) -> Visibility | Fault:
    """What the method itself makes of who sees what: a hum is always secret, a signature never."""
    wanted = said or (Visibility.SECRET if secret else None)
    if method.traits.secrecy is Secrecy.ALWAYS:
        if secret is False or wanted not in (None, Visibility.SECRET):
            return Fault("visibility", Text("A hum is always anonymous. Leave this out."))
        return Visibility.SECRET
    if method is Method.SIGN_ON:
        if wanted not in (None, Visibility.OPEN):
            return Fault("visibility", Text("A statement is signed in the open, by name. Leave this out."))
        return Visibility.OPEN
    return wanted or Visibility.AFTER


def signers(tx: Transaction, poll: Poll) -> tuple[Asked, ...]:
    """Who has signed, by name."""
    found: list[Asked] = []
    for choice in (SIGN, ORGANISATION):
        said = ballots.holding(tx, poll.id, poll.version, choice, SIGNERS_SHOWN)
        found += [Asked(each.name, each.stakeholder, each.choice, each.reason) for each in said]
    return tuple(found)


def finished(tx: Transaction, poll: Poll, rules: Rules, result: Result) -> Result:
    """The result with what it takes more than ballots to know: whose night a moment would be."""
    if rules.method is not Method.AVAILABILITY:
        return result
    zone = people.group_of(tx, poll.group_id).zone
    answers = (
        Answer(region, own or zone, choice)
        for region, own, choice in ballots.regions(tx, poll.id, poll.version)
    )
    return suggest(result, poll.options, answers, _clock)


def _clock(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def without_reason(method: Method, choice: str) -> Text | None:
    """What a ballot without a reason lacks, where the method itself asks for one."""
    if method is Method.SIGN_ON and choice == ORGANISATION:
        return Text("Which organisation do you sign for? Give its name as the reason.")
    return None
