"""What holds of every election, whatever the ballots."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from commands.poll.counting import Ballot, Election, Ranked, Terms, as_data, count, read
from commands.poll.counting.meek import shared
from commands.poll.counting.outcomes import By, Stage
from tests.rules.countings import (
    RANKED,
    SEVERAL,
    SlowMeek,
    blt,
    condorcet_winner,
    elections,
    rankings,
    renamed,
    slow_runoff,
    winners,
)

every_rule = st.sampled_from((*RANKED, "approval"))


@given(elections(), every_rule, st.data())
def test_neither_the_order_nor_the_grouping_of_ballots_matters(
    whole: Election, rule: str, data: st.DataObject
) -> None:
    rows = [(weight, ballot.tiers) for ballot, weight in rankings(whole).items()]
    single = [(1, tiers) for weight, tiers in rows for _ in range(weight)]
    shuffled = data.draw(st.permutations(rows))
    results = [
        as_data(given_, rule, count(given_, rule))
        for given_ in (read(blt(whole, lines)) for lines in (rows, single, shuffled))
    ]
    assert results[0] == results[1] == results[2]


@given(elections(), st.sampled_from((*(rule for rule in RANKED if rule != "debian"), "approval")), st.data())
def test_names_and_numbers_do_not_matter(whole: Election, rule: str, data: st.DataObject) -> None:
    """Also where a tie stays open: then the same options tie."""
    other = renamed(whole, data.draw(st.permutations(range(len(whole.options)))))
    one, two = count(whole, rule), count(other, rule)
    assert {whole.options[w] for w in one.winners} == {other.options[w] for w in two.winners}
    assert {whole.options[w] for w in one.tied} == {other.options[w] for w in two.tied}


@given(elections(seats=2), st.sampled_from(SEVERAL), st.data())
def test_nor_with_several_seats(whole: Election, rule: str, data: st.DataObject) -> None:
    other = renamed(whole, data.draw(st.permutations(range(len(whole.options)))))
    one, two = count(whole, rule), count(other, rule)
    assert {whole.options[w] for w in one.winners} == {other.options[w] for w in two.winners}
    assert {whole.options[w] for w in one.tied} == {other.options[w] for w in two.tied}


@given(elections())
def test_who_beats_everybody_wins(whole: Election) -> None:
    winner = condorcet_winner(whole)
    assume(winner is not None)
    for rule in ("schulze", "ranked-pairs"):
        assert count(whole, rule).winners == (winner,)


@given(elections())
def test_who_beats_everybody_wins_by_debian_too(whole: Election) -> None:
    winner = condorcet_winner(whole)
    assume(winner is not None)
    assert count(whole, "debian").winners == (winner,)


def raised(whole: Election, option: int, at: int) -> Election:
    """One ballot ranks the option first, and leaves the rest as it was."""
    rows = list(rankings(whole).items())
    ballot, weight = rows[at % len(rows)]
    rest = tuple(tier for tier in (tuple(o for o in tier if o != option) for tier in ballot.tiers) if tier)
    higher = Ranked(((option,), *rest))
    ballots: dict[Ballot, int] = {b: w for b, w in rows if b != ballot}
    ballots[higher] = ballots.get(higher, 0) + weight
    return Election(whole.options, ballots, whole.seats)


@given(elections(), st.sampled_from(("schulze", "ranked-pairs", "approval")), st.integers(0, 8))
def test_more_support_never_harms_the_winner(whole: Election, rule: str, at: int) -> None:
    before = count(whole, rule)
    assume(not before.tied)
    after = count(raised(whole, before.winners[0], at), rule)
    assert before.winners[0] in after.winners


@given(elections())
def test_a_majority_of_first_places_wins(whole: Election) -> None:
    held = rankings(whole)
    ranked = sum(weight for ballot, weight in held.items() if ballot.tiers)
    first = {
        option: sum(weight for ballot, weight in held.items() if ballot.tiers[:1] == ((option,),))
        for option in range(len(whole.options))
    }
    best = max(first, key=lambda option: first[option])
    assume(first[best] * 2 > ranked)
    for rule in ("irv", "schulze", "ranked-pairs"):
        assert count(whole, rule).winners == (best,)


@given(elections(equal=False))
def test_the_runoff_is_the_slow_runoff(whole: Election) -> None:
    winner = slow_runoff(whole)
    assume(winner is not None)
    assert count(whole, "irv").winners == (winner,)


@settings(deadline=None)
@given(elections(most=6, seats=2, equal=False) | elections(most=6, seats=3, equal=False))
def test_meek_is_the_reference_rule(whole: Election) -> None:
    slow = SlowMeek(whole).run()
    assume(not slow.tied)
    outcome = count(whole, "meek-stv")
    assert set(outcome.winners) == set(slow.elected)
    for stage in outcome.rounds:
        assert isinstance(stage, Stage)
        if len(stage.votes) == whole.seats:
            break  # the last ones are elected: the rule counts no votes any more, we show them
        assert any(all(votes.get(option) == held for option, held in stage.votes) for votes in slow.rounds)


@given(st.lists(st.integers(1, 10**9), max_size=3), st.integers(0, 3), st.integers(1, 10**9), st.booleans())
def test_equal_ranks_are_all_orders_together(
    keeps: list[int], hopeful: int, weight: int, first: bool
) -> None:
    """In Meek's method: what each option gets is the mean of what it gets in every order."""
    elected = tuple(range(len(keeps)))
    others = tuple(range(len(keeps), len(keeps) + hopeful))
    assume(elected or others)
    keep = dict(enumerate(keeps))
    got = dict.fromkeys((*elected, *others), Fraction(0))
    orders = list(itertools.permutations((*others, *elected) if first else (*elected, *others)))
    for order in orders:
        left = Fraction(weight)
        for option in order:
            kept = left * Fraction(keep.get(option, 10**9), 10**9)
            got[option] += kept / len(orders)
            left -= kept
    assert dict(shared(weight, elected, others, keep)) == {o: math.floor(part) for o, part in got.items()}


# By Meek's rule, rounding lets three options reach the quota of two seats.
ONE_TOO_MANY = Election(
    options=("A", "B", "C", "D", "E"),
    ballots={
        Ranked(((0,),)): 1,
        Ranked(((0,), (3, 4))): 1,
        Ranked(((0, 3, 4),)): 3,
        Ranked(((1,), (0,), (3, 4))): 11,
        Ranked(((3,),)): 6,
        Ranked(((4,),)): 6,
    },
    seats=2,
)


@settings(deadline=None)
@given(
    elections(most=6, seats=2) | elections(most=6, seats=3),
    st.sampled_from(SEVERAL),
    st.lists(st.integers(0, 99), min_size=1, max_size=3),
)
@example(ONE_TOO_MANY, "meek-stv", [0])
def test_with_a_draw_every_seat_is_filled(whole: Election, rule: str, numbers: Sequence[int]) -> None:
    outcome = count(whole, rule, [" ".join(map(str, numbers))])
    assert len(outcome.winners) == len(set(outcome.winners)) == whole.seats
    assert not outcome.tied
    assert all(tie.by in (By.EARLIER, By.DRAW) for tie in outcome.ties)


@settings(deadline=None)
@given(elections(most=6, seats=2), st.sampled_from(SEVERAL), st.integers(0, 99))
def test_a_draw_takes_one_of_those_who_could_win(whole: Election, rule: str, number: int) -> None:
    open_, drawn = count(whole, rule), count(whole, rule, [str(number)])
    assert set(drawn.winners) <= set(open_.winners)
    assert set(open_.winners) - set(open_.tied) <= set(drawn.winners)


@settings(deadline=None)
@given(elections(most=6, seats=2), st.sampled_from((*SEVERAL, "irv")))
def test_no_vote_is_lost_or_made(whole: Election, rule: str) -> None:
    if rule == "irv":
        whole = Election(whole.options, whole.ballots)
    totals = set()
    for stage in count(whole, rule).rounds:
        assert isinstance(stage, Stage)
        assert stage.exhausted >= 0
        totals.add(sum((votes for _, votes in stage.votes), stage.exhausted))
    assert len(totals) <= 1
    assert all(total == int(total) for total in totals)


@given(elections(most=6, seats=2, equal=False))
def test_who_has_the_quota_at_once_is_elected(whole: Election) -> None:
    held = rankings(whole)
    valid = sum(weight for ballot, weight in held.items() if ballot.tiers)
    for option in range(len(whole.options)):
        first = sum(weight for ballot, weight in held.items() if ballot.tiers[:1] == ((option,),))
        if first >= valid // 3 + 1:
            assert whole.options[option] in winners(whole, "scottish-stv")
            assert whole.options[option] in winners(whole, "meek-stv")


@given(elections(), st.integers(1, 60))
def test_a_higher_quorum_never_lets_more_options_pass(whole: Election, quorum: int) -> None:
    last = len(whole.options) - 1

    def dropped(needed: int) -> set[int]:
        terms = Terms(default=last, quorum=needed)
        outcome = count(Election(whole.options, whole.ballots, terms=terms), "debian")
        data = as_data(whole, "debian", outcome)["rounds"]
        return {whole.options.index(one["dropped"]) for one in data if one.get("test") == "quorum"}

    assert dropped(quorum) <= dropped(quorum + 1)
    assert last not in dropped(quorum)
