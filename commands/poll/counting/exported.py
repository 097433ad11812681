"""Our own ballot files: JSON that a group exports when a poll has closed, and that anybody can count again.

    {
      "title": "Chair 2027",
      "options": ["Ana", "Ben", "None of these"],   left out for a single text: its option is "yes"
      "seats": 1,
      "withdrawn": ["Ben"],
      "default": "None of these",                    debian; null where there is none
      "voters": 972, "quorum": 47,                   debian: who could have voted, or the quorum itself
      "majorities": {"Ana": 3},                      debian: 3:1 against the default option
      "scale": [0, 5],                               score: the lowest and the highest
      "houses": {"CPH": 7, "NCPH": 13},              gnso-council: voting seats; these where it is left out
      "motion": "initiate-pdp",                      gnso-council: which thresholds (see texts.MOTIONS)
      "ballots": [
        {"weight": 3, "ranking": [["Ana"], ["Ben", "None of these"]]},
        {"approvals": ["Ana", "Ben"]},
        {"scores": {"Ana": 5, "Ben": 2}},
        {"choice": "yes", "house": "CPH"},           yes, no or abstain; who did not vote has no ballot
        {"choice": "no", "member": "O", "reasoned": false}
      ]
    }

Only "ballots" and, but for single texts, "options" are needed; other keys are refused, so that a slip is
noticed. A ballot holds one of `ranking`, `approvals`, `scores` and `choice`; a weight is 1 where it is left
out. In a ranking, a name stands for a rank of its own: `["Ana", ["Ben", "Cas"]]`. For `iso-dis`, `member`
is `P` (as where it is left out) or `O`, and `reasoned` says whether a negative vote came with technical
reasons (true where it is left out).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from bot.text import Text, verbatim

from .documents import Spot, take_apart
from .elections import Approved, Ballot, Election, Position, Ranked, Scored, Side, Terms, Tiers
from .faults import MOST_OPTIONS, MOST_WEIGHT, check_names, in_line, quoted, too_many_options, twice

_KEYS: Final = (
    "ballots", "options", "title", "seats", "withdrawn", "default", "voters", "quorum", "majorities", "scale",
    "houses", "motion",
)  # fmt: skip
_BALLOT: Final = ("weight", "ranking", "approvals", "scores", "choice", "house", "member", "reasoned")
_KINDS: Final = ("ranking", "approvals", "scores", "choice")
_SINGLE: Final = ("yes",)
_MEMBERS: Final = {"P": True, "O": False}
_SIDES: Final = {side.value: side for side in Side}
_WORST: Final = 10**6
"""The largest score, either way."""

_Places = Mapping[str, int]
"""The options by name."""


def read_export(text: str) -> Election:
    """Raises `Refusal` that names the line."""
    members, ballots = take_apart(text, _KEYS, "ballots")
    if "ballots" not in members:
        raise in_line(1, Text("this JSON holds no ballots."))
    members["ballots"].items()
    options = _options(members)
    places = {name: place for place, name in enumerate(options)}
    terms = _terms(members, places)
    return Election(
        options,
        _ballots(ballots, places, terms),
        members["seats"].number(1, MOST_WEIGHT) if "seats" in members else 1,
        withdrawn=frozenset(_named(members["withdrawn"], places) if "withdrawn" in members else ()),
        title=members["title"].words() if "title" in members else "",
        terms=terms,
    )


def _options(members: Mapping[str, Spot]) -> tuple[str, ...]:
    if "options" not in members:
        return _SINGLE
    spot = members["options"]
    names = [spot.of(name, "options").words() for name in spot.items()]
    if not names:
        raise spot.wrong(Text("there are no options."))
    if len(names) > MOST_OPTIONS:
        raise too_many_options(spot.line)
    check_names([(name, spot.line) for name in names])
    return tuple(names)


def _terms(members: Mapping[str, Spot], places: _Places) -> Terms:
    def number(key: str) -> int | None:
        return members[key].number(0, MOST_WEIGHT) if key in members else None

    default = members.get("default")
    return Terms(
        default=_option(default, places) if default and default.value is not None else None,
        voters=number("voters"),
        quorum=number("quorum"),
        majorities=_majorities(members["majorities"], places) if "majorities" in members else (),
        scale=_scale(members["scale"]) if "scale" in members else Terms().scale,
        houses=_houses(members["houses"]) if "houses" in members else None,
        motion=members["motion"].words() if "motion" in members else "",
    )


def _majorities(spot: Spot, places: _Places) -> tuple[tuple[int, Fraction], ...]:
    return tuple(
        (_option(spot.of(name, "majorities"), places), Fraction(spot.of(ratio, name).number(1, MOST_WEIGHT)))
        for name, ratio in spot.members().items()
    )


def _scale(spot: Spot) -> tuple[int, int]:
    ends = [spot.of(end, "scale").number(-_WORST, _WORST) for end in spot.items()]
    if len(ends) != 2 or ends[0] >= ends[1]:
        raise spot.wrong(Text("a scale is a lowest and a highest score."))
    return ends[0], ends[1]


def _houses(spot: Spot) -> Mapping[str, int]:
    houses = {name: spot.of(seats, name).number(1, MOST_WEIGHT) for name, seats in spot.members().items()}
    if not houses:
        raise spot.wrong(Text("there are no houses."))
    return houses


# Ballots


def _ballots(spots: Sequence[Spot], places: _Places, terms: Terms) -> Mapping[Ballot, int]:
    together: dict[Ballot, int] = {}
    for spot in spots:
        members = spot.members(_BALLOT)
        weight = spot.of(members.get("weight", 1), "weight").number(1, MOST_WEIGHT)
        ballot = _ballot(spot, members, places, terms)
        together[ballot] = together.get(ballot, 0) + weight
    return together


def _ballot(spot: Spot, members: Mapping[str, Any], places: _Places, terms: Terms) -> Ballot:
    kinds = [kind for kind in _KINDS if kind in members]
    extra = {"choice": {"house", "member", "reasoned"}}.get(kinds[0], set()) if kinds else set()
    if len(kinds) != 1 or members.keys() - {"weight", kinds[0]} - extra:
        raise spot.wrong(
            Text("a ballot holds one ranking, or approvals, or scores, or a choice with what belongs to it.")
        )
    kind = kinds[0]
    value = spot.of(members[kind], kind)
    match kind:
        case "ranking":
            return Ranked(_ranking(value, places))
        case "approvals":
            return Approved(_named(value, places))
        case "scores":
            return Scored(_scores(value, places, terms.scale))
        case _:
            return Position(
                value.one_of(_SIDES),
                spot.of(members.get("house", ""), "house").words(),
                spot.of(members.get("member", "P"), "member").one_of(_MEMBERS),
                spot.of(members.get("reasoned", True), "reasoned").flag(),
            )


def _ranking(spot: Spot, places: _Places) -> Tiers:
    tiers = tuple(
        tuple(sorted(_named(spot.of(tier if isinstance(tier, list) else [tier], "ranking"), places)))
        for tier in spot.items()
    )
    _once(spot, [option for tier in tiers for option in tier], places)
    return tuple(tier for tier in tiers if tier)


def _scores(spot: Spot, places: _Places, scale: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple(
        sorted(
            (_option(spot.of(name, "scores"), places), spot.of(score, name).number(*scale))
            for name, score in spot.members().items()
        )
    )


def _named(spot: Spot, places: _Places) -> tuple[int, ...]:
    """The options of a list of names."""
    options = [_option(spot.of(name, spot.key), places) for name in spot.items()]
    _once(spot, options, places)
    return tuple(options)


def _once(spot: Spot, options: Sequence[int], places: _Places) -> None:
    """Raises `Refusal` for an option that is named twice."""
    if len(set(options)) < len(options):
        again = next(option for option in options if options.count(option) > 1)
        raise twice(verbatim(list(places)[again]), spot.line)


def _option(spot: Spot, places: _Places) -> int:
    name = spot.words()
    if name not in places:
        raise spot.wrong(Text("{name} is not one of the options.", name=quoted(name)))
    return places[name]
