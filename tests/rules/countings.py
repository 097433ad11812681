"""Elections for the tests of counting: shorthands, strategies, and slow references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from bot.boundary import Reader
from bot.plain import plain
from bot.refusals import Refusal
from bot.writing import PlainMarkup, write
from commands.poll.counting import Ballot, Election, Outcome, Ranked, count, told
from commands.poll.counting.elections import Tiers

RANKED = ("irv", "schulze", "ranked-pairs", "debian", "scottish-stv", "meek-stv")
SEVERAL = ("scottish-stv", "meek-stv")


def ranking(typed: str, options: Sequence[str]) -> Ranked:
    """`A > B = C`."""
    tiers = (tier.split("=") for tier in typed.split(">") if tier.strip())
    return Ranked(tuple(tuple(sorted(options.index(name.strip()) for name in tier)) for tier in tiers))


def election(rows: Iterable[tuple[int, str]], options: Iterable[str] = (), seats: int = 1) -> Election:
    """`election([(3, "A > B"), (2, "B")])`; the options in the order of their names where none are given."""
    rows = list(rows)
    ranked = {name.strip() for _, typed in rows for name in typed.replace("=", ">").split(">")}
    names = tuple(options) or tuple(sorted(ranked - {""}))
    ballots: dict[Ballot, int] = {}
    for weight, typed in rows:
        ballot = ranking(typed, names)
        ballots[ballot] = ballots.get(ballot, 0) + weight
    return Election(names, ballots, seats)


def names(whole: Election, options: Iterable[int]) -> list[str]:
    return [whole.options[option] for option in options]


def winners(whole: Election, rule: str, sources: Sequence[str] = ()) -> list[str]:
    return names(whole, count(whole, rule, sources).winners)


def text(whole: Election, rule: str, outcome: Outcome) -> str:
    return plain(told(whole, rule, outcome), Reader())


def said(refusal: Refusal) -> str:
    return write(refusal.text, Reader(), PlainMarkup())


def blt(whole: Election, rows: Iterable[tuple[int, Tiers]]) -> str:
    """A BLT file with these lines."""
    lines = [f"{len(whole.options)} {whole.seats}"]
    lines += [
        " ".join([str(weight), *("=".join(str(option + 1) for option in tier) for tier in tiers), "0"])
        for weight, tiers in rows
    ]
    return "\n".join([*lines, "0", *(f'"{name}"' for name in whole.options)])


def renamed(whole: Election, order: Sequence[int]) -> Election:
    """The same election with its options listed in another order."""
    place = {old: new for new, old in enumerate(order)}
    return Election(
        tuple(whole.options[old] for old in order),
        {
            Ranked(tuple(tuple(sorted(place[option] for option in tier)) for tier in ballot.tiers)): weight
            for ballot, weight in rankings(whole).items()
        },
        whole.seats,
        withdrawn=frozenset(place[option] for option in whole.withdrawn),
    )


def rankings(whole: Election) -> Mapping[Ranked, int]:
    return {ballot: weight for ballot, weight in whole.ballots.items() if isinstance(ballot, Ranked)}


# ---------------------------------------------------------------- strategies


@st.composite
def tiers_of(draw: st.DrawFn, options: int, *, equal: bool = True) -> Tiers:
    """Some of the options, ranked."""
    chosen = draw(st.permutations(range(options)))[: draw(st.integers(0, options))]
    if not equal:
        return tuple((option,) for option in chosen)
    tiers: list[list[int]] = []
    for option, joins in zip(chosen, draw(st.lists(st.booleans(), min_size=8, max_size=8)), strict=False):
        if tiers and joins:
            tiers[-1].append(option)
        else:
            tiers.append([option])
    return tuple(tuple(sorted(tier)) for tier in tiers)


@st.composite
def elections(
    draw: st.DrawFn, most: int = 5, seats: int = 1, ballots: int = 8, *, equal: bool = True
) -> Election:
    """Elections in which at least one ballot ranks something."""
    options = draw(st.integers(seats + 1, max(most, seats + 1)))
    rows = draw(
        st.lists(st.tuples(st.integers(1, 9), tiers_of(options, equal=equal)), min_size=1, max_size=ballots)
    )
    held: dict[Ballot, int] = {Ranked(((0,),)): draw(st.integers(1, 3))}
    for weight, tiers in rows:
        held[Ranked(tiers)] = held.get(Ranked(tiers), 0) + weight
    return Election(tuple("ABCDEFGH"[:options]), held, seats)


# ---------------------------------------------------------------- references that count single ballots


def prefers(tiers: Tiers, one: int, other: int) -> bool:
    """Whether a ballot ranks one option above another; unranked ones are last."""
    place = {option: at for at, tier in enumerate(tiers) for option in tier}
    return place.get(one, len(tiers)) < place.get(other, len(tiers))


def condorcet_winner(whole: Election) -> int | None:
    """Who beats everybody."""

    def beats(one: int, other: int) -> bool:
        votes = [
            (weight, prefers(ballot.tiers, one, other), prefers(ballot.tiers, other, one))
            for ballot, weight in rankings(whole).items()
        ]
        return sum(weight for weight, better, _ in votes if better) > sum(
            weight for weight, _, worse in votes if worse
        )

    options = range(len(whole.options))
    return next((one for one in options if all(beats(one, other) for other in options if other != one)), None)


def slow_runoff(whole: Election) -> int | None:
    """The winner of an instant run-off with strict ballots; None where two tie for the fewest votes."""
    standing = set(range(len(whole.options)))
    while True:
        votes = dict.fromkeys(standing, 0)
        for ballot, weight in rankings(whole).items():
            if tier := next((tier for tier in ballot.tiers if tier[0] in standing), None):
                votes[tier[0]] += weight
        if len(standing) == 1 or max(votes.values()) * 2 > sum(votes.values()):
            return max(standing, key=lambda option: votes[option])
        fewest = [option for option in standing if votes[option] == min(votes.values())]
        if len(fewest) > 1:
            return None
        standing.discard(fewest[0])


class SlowMeek:
    """The Reference Meek Rule, step by step, on single strict ballots. `tied` tells of a tie."""

    def __init__(self, whole: Election) -> None:
        self.whole = whole
        self.keep: dict[int, int] = dict.fromkeys(range(len(whole.options)), 10**9)
        self.hopeful = set(self.keep)
        self.elected: list[int] = []
        self.tied = False
        self.rounds: list[dict[int, Fraction]] = []

    def run(self) -> SlowMeek:
        while len(self.hopeful) > self.whole.seats - len(self.elected) > 0:
            if (lowest := self._round()) is None:
                continue
            self.hopeful.discard(lowest)
            self.keep[lowest] = 0
        if len(self.elected) < self.whole.seats:
            self.elected += sorted(self.hopeful)
        return self

    def _round(self) -> int | None:
        """Whom to exclude, or None when somebody was elected."""
        before: int | None = None
        while True:
            votes = self._votes()
            self.rounds.append({option: Fraction(held, 10**9) for option, held in votes.items()})
            quota = sum(votes.values()) // (self.whole.seats + 1) + 1
            new = [option for option in self.hopeful if votes[option] >= quota]
            self.elected += sorted(new, key=lambda option: -votes[option])
            self.hopeful.difference_update(new)
            surplus = max(0, sum(votes[option] - quota for option in self.elected))
            if new:
                return None
            if surplus < 1000 or (before is not None and surplus >= before):
                break
            before = surplus
            for option in self.elected:
                kept = -(-self.keep[option] * quota // 10**9)
                self.keep[option] = -(-kept * 10**9 // votes[option])
        least = min(votes[option] for option in self.hopeful)
        low = [option for option in self.hopeful if votes[option] <= least + surplus]
        self.tied = self.tied or len(low) > 1
        return min(low)

    def _votes(self) -> dict[int, int]:
        votes = dict.fromkeys((*self.hopeful, *self.elected), 0)
        for ballot, weight in rankings(self.whole).items():
            left = 10**9
            for (option,) in ballot.tiers:
                if self.keep[option] and left:
                    kept = -(-left * self.keep[option] // 10**9)
                    votes[option] += kept * weight
                    left -= kept
        return votes


def stage_votes(rounds: Sequence[Any], at: int) -> dict[int, Fraction]:
    return dict(rounds[at].votes)
