"""The rules by name, as people type them and as charters hold them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from bot.draw import order
from bot.refusals import malformed
from bot.text import Code, Plural, Text, Words, listing

from .debian import debian
from .elections import Contest, Election, contest, single_seat
from .meek import meek_stv
from .outcomes import Outcome
from .ranked_pairs import ranked_pairs
from .runoff import instant_runoff
from .schulze import schulze
from .scottish import scottish_stv
from .texts import gnso_council, iso_dis
from .totals import approval, score

_Drawn = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that counts whole elections. `about` says in one sentence how; `drawn` as in `ties`."""

    name: str
    about: Words
    count: Callable[[Election, _Drawn], Outcome]


def _of_rankings(
    count: Callable[[Contest, Election, _Drawn], Outcome],
) -> Callable[[Election, _Drawn], Outcome]:
    """A rule that counts rankings, with a note on the ballots that rank nothing."""

    def counted(election: Election, drawn: _Drawn) -> Outcome:
        ranked = contest(election)
        outcome = count(ranked, election, drawn)
        return replace(outcome, notes=(*_blank(ranked.blank), *outcome.notes))

    return counted


def _blank(ballots: int) -> tuple[Words, ...]:
    if not ballots:
        return ()
    return (
        Plural(
            "{n} ballot ranks no option that stands, and is not counted.",
            "{n} ballots rank no option that stands, and are not counted.",
            n=ballots,
        ),
    )


def _one(count: Callable[[Contest, _Drawn], Outcome]) -> Callable[[Contest, Election, _Drawn], Outcome]:
    """A rule that fills one seat."""

    def counted(ranked: Contest, election: Election, drawn: _Drawn) -> Outcome:
        single_seat(election)
        return count(ranked, drawn)

    return counted


def _debian(ranked: Contest, election: Election, _: _Drawn) -> Outcome:
    single_seat(election)
    return debian(ranked, election)


RULES: Final[Mapping[str, Rule]] = {
    rule.name: rule
    for rule in (
        Rule(
            "irv",
            Text("Instant run-off: the option with the fewest votes goes, until one has more than half."),
            _of_rankings(instant_runoff),
        ),
        Rule(
            "schulze",
            Text("Schulze: the option that has the stronger path of defeats to every other."),
            _of_rankings(_one(schulze)),
        ),
        Rule(
            "debian",
            Text("Debian constitution A.5: quorum and majority against a default option, then Schwartz set."),
            _of_rankings(_debian),
        ),
        Rule(
            "ranked-pairs",
            Text("Ranked pairs: defeats are locked in, the strongest first."),
            _of_rankings(_one(ranked_pairs)),
        ),
        Rule(
            "scottish-stv",
            Text("Single transferable vote for several seats, as in Scottish local elections."),
            _of_rankings(scottish_stv),
        ),
        Rule(
            "meek-stv",
            Text("Single transferable vote for several seats by Meek's method, the reference rule."),
            _of_rankings(meek_stv),
        ),
        Rule("approval", Text("Approval: the options that most ballots approve."), approval),
        Rule("score", Text("Score: the options with the most points."), score),
        Rule(
            "gnso-council",
            Text("GNSO Council: thresholds of all the seats of each house."),
            lambda election, _: gnso_council(election),
        ),
        Rule(
            "iso-dis",
            Text("ISO enquiry vote: two thirds of the P-members voting, a quarter negative at most."),
            lambda election, _: iso_dis(election),
        ),
    )
}
"""In the order in which people see them."""


def rule_named(name: str) -> Rule:
    """The rule of this name. Raises `Refusal` with the nearest names."""
    if found := RULES.get(name):
        return found
    near = get_close_matches(name.casefold(), RULES, n=3)
    if near:
        raise malformed(
            "rule",
            Text("There is no rule {name}. Nearest: {near}.", name=name[:80], near=listing(*map(Code, near))),
        )
    raise malformed(
        "rule",
        Text("There is no rule {name}. Rules: {rules}.", name=name[:80], rules=listing(*map(Code, RULES))),
    )


def count(election: Election, name: str, sources: Sequence[str] = ()) -> Outcome:
    """Counts an election by the rule of this name. `sources` are those of a draw that breaks ties, in their
    published order. Raises `Refusal` for an unknown rule, for ballots that the rule cannot count, and for bad
    sources."""
    found = rule_named(name)
    if not election.standing:
        raise malformed("file", Text("All options have withdrawn: there is nothing to count."))
    drawn = tuple(number - 1 for number in order(sources, len(election.options))) if sources else ()
    return found.count(election, drawn)
