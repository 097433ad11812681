"""A count for programs: names, whole numbers, and exact fractions as text.

    {"rule": "irv", "winners": ["Ana"], "tied": [], "seats": 1, "ballots": 12, "rounds": [...], "ties": [...],
     "ranking": [["Ana"], ["Ben", "Cas"]], "carried": null, "notes": [...]}

`winners` stand in the order of election. Where a tie is unbroken they are all that can still win, and
`tied` names those of them who share the seats that are left: it is empty for a result that stands. Options
are named, or numbered from 1 where the file names none. Numbers that are not whole are texts, "20.33316" or
"61/3".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from fractions import Fraction
from typing import Any, Final, assert_never

from bot.boundary import Reader
from bot.text import Words
from bot.writing import PlainMarkup, write

from .elections import Election
from .outcomes import (
    Dropped,
    Duel,
    Houses,
    Locking,
    Outcome,
    Pairs,
    Paths,
    Round,
    Schwartz,
    Stage,
    Standards,
    Tie,
    Totals,
    Votes,
)

_PLACES: Final = 9


def as_data(election: Election, rule: str, outcome: Outcome) -> dict[str, Any]:
    """What `json.dumps` can write."""
    names = _Names(election)
    return {
        "rule": rule,
        "title": election.title,
        "winners": names.all(outcome.winners),
        "tied": names.all(outcome.tied),
        "carried": outcome.carried,
        "seats": election.seats,
        "ballots": sum(election.ballots.values()),
        "rounds": [names.round(one) for one in outcome.rounds],
        "ties": [names.tie(tie) for tie in outcome.ties],
        "ranking": [names.all(tier) for tier in outcome.ranking],
        "notes": [_english(note) for note in outcome.notes],
    }


def decimal(value: Fraction) -> str | None:
    """The exact decimal number, where up to nine places can write it."""
    scaled = value * 10**_PLACES
    if scaled.denominator != 1:
        return None
    sign = "-" if value < 0 else ""
    whole, places = divmod(abs(scaled.numerator), 10**_PLACES)
    return f"{sign}{whole}.{places:0{_PLACES}}".rstrip("0").rstrip(".")


def number(value: Fraction) -> int | str:
    """A whole number, a decimal that is exact, or a fraction."""
    return value.numerator if value.denominator == 1 else decimal(value) or str(value)


def _english(words: Words) -> str:
    return write(words, Reader(), PlainMarkup())


class _Names:
    """Everything about a count, with the names of one election."""

    def __init__(self, election: Election) -> None:
        self._election = election

    def all(self, options: Iterable[int]) -> list[str | int]:
        return [self._election.name(option) for option in options]

    def key(self, option: int) -> str:
        return str(self._election.name(option))

    def votes(self, votes: Votes) -> dict[str, int | str]:
        return {self.key(option): number(held) for option, held in votes}

    def tie(self, tie: Tie) -> dict[str, Any]:
        return {
            "round": tie.round,
            "over": tie.over.value,
            "between": self.all(tie.between),
            "taken": None if tie.taken is None else self._election.name(tie.taken),
            "by": tie.by.value,
        }

    def duels(self, duels: Iterable[Duel]) -> list[dict[str, Any]]:
        return [
            {
                "winner": self._election.name(duel.winner),
                "loser": self._election.name(duel.loser),
                "votes": duel.votes,
                "against": duel.against,
            }
            for duel in duels
        ]

    def matrix(
        self, options: tuple[int, ...], rows: tuple[tuple[int, ...], ...]
    ) -> dict[str, dict[str, int]]:
        """By row and column; nothing is said of an option and itself."""
        return {
            self.key(one): {self.key(other): rows[a][b] for b, other in enumerate(options) if other != one}
            for a, one in enumerate(options)
        }

    def round(self, round: Round) -> dict[str, Any]:
        match round:
            case Stage():
                return {
                    "round": round.number,
                    "step": round.step.value,
                    "moved": self.all(round.moved),
                    "votes": self.votes(round.votes),
                    "exhausted": number(round.exhausted),
                    "quota": None if round.quota is None else number(round.quota),
                    "elected": self.all(round.elected),
                    "excluded": self.all(round.excluded),
                    "keep": self.votes(round.keep),
                }
            case Pairs():
                return {"pairs": self.matrix(round.options, round.votes)}
            case Paths():
                return {"paths": self.matrix(round.options, round.strengths)}
            case Locking():
                return {"locked": self.duels(round.locked), "skipped": self.duels(round.skipped)}
            case Dropped():
                return {
                    "dropped": self._election.name(round.option),
                    "test": round.test.value,
                    "votes": round.votes,
                    "against": round.against,
                    "needed": number(round.needed),
                }
            case Schwartz():
                return {"schwartz": self.all(round.members), "dropped": self.duels(round.dropped)}
            case Totals():
                totals = {self.key(option): total for option, total in round.totals}
                return {"totals": totals, "most": round.most, "ballots": round.ballots}
            case Houses():
                return {
                    "motion": round.motion,
                    "houses": [{**asdict(house), "absent": house.absent} for house in round.houses],
                    "ways": [asdict(way) for way in round.ways],
                }
            case Standards():
                shares = {"participants": round.participants, "negatives": round.negatives}
                return {
                    **{
                        name: {
                            "votes": share.votes,
                            "base": share.base,
                            "limit": str(share.limit),
                            "met": share.met,
                        }
                        for name, share in shares.items()
                    },
                    "abstained": round.abstained,
                    "unreasoned": round.unreasoned,
                }
            case _:
                assert_never(round)
