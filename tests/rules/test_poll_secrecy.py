"""Secret polls: what may be applied and published, tried by somebody who knows all that is public."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.poll.rules import (
    ABSTAIN,
    FEW,
    MAJORITY,
    NO,
    YES,
    AwayGroup,
    Count,
    EmptyGroup,
    Line,
    Method,
    NobodyVoted,
    Passed,
    QuorumMissed,
    Refused,
    Result,
    RollSize,
    Rules,
    SecretRefused,
    SecretTerms,
    Standing,
    Suppression,
    Threshold,
    ThresholdMissed,
    Withheld,
    choices,
    conceal,
    secret_terms,
    suppress,
    tally,
)
from tests.rules.polls import counts, roll, rolls, rules_of, tables

VOTE = Rules(Method.VOTE)


def line(name: str, yes: int, no: int, abstain: int = 0) -> Line:
    voted = yes + no + abstain
    held = ((YES, yes), (NO, no), (ABSTAIN, abstain))
    return Line(name, 20, 20, voted, 0, held, threshold_met=None, standing=Standing.UNTESTED)


# ---------------------------------------------------------------- which lines are withheld


@pytest.mark.parametrize(
    ("lines", "withheld"),
    [
        ([(6, 4), (5, 2), (3, 3)], ""),  # nothing to hide
        ([(6, 4), (5, 2), (3, 1)], "bc"),  # c is few; b goes with it, or c is the total less the rest
        ([(6, 4), (5, 2), (1, 0), (2, 1)], "bcd"),  # c and d together are four people, still few
        ([(6, 4), (5, 2), (2, 1), (1, 1)], "cd"),  # together five, and they do not all agree
        ([(6, 4), (5, 2), (3, 0), (2, 0)], "abcd"),  # together five who all agree
        ([(6, 4), (5, 2), (6, 0)], "abc"),  # c agrees: a cover for it alone would point at it
        ([(6, 4), (5, 2), (0, 0)], ""),  # who did not come has nothing to hide
        ([(6, 4), (0, 0), (3, 1)], "ac"),  # and hides nobody
    ],
)
def test_lines_are_withheld(lines: list[tuple[int, int]], withheld: str) -> None:
    named = [line(name, *held) for name, held in zip("abcd", lines, strict=False)]
    gone = suppress(named)
    assert (gone.overall, "".join(sorted(gone.stakeholders))) == (False, withheld)


@pytest.mark.parametrize(
    "lines",
    [
        [(2, 2)],  # four people
        [(1, 1), (1, 1), (0, 0)],
        [(7, 0)],  # everyone agrees
        [(6, 0), (5, 0)],
        [(6, 0), (3, 2)],  # with two lines, no total could keep secret which of them agrees
    ],
)
def test_all_numbers_are_withheld(lines: list[tuple[int, int]]) -> None:
    named = [line(name, *held) for name, held in zip("abcd", lines, strict=False)]
    assert suppress(named).overall


tables_of_lines = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=4)


@settings(deadline=None)
@given(tables_of_lines)
def test_nothing_that_is_withheld_follows_from_what_is_published(held: list[tuple[int, int]]) -> None:
    """Whatever else the withheld lines could be, given the total, the other lines and how many came."""
    lines = [line(name, *pair) for name, pair in zip("abcd", held, strict=False)]
    gone = suppress(lines)
    hidden = [at for at, each in enumerate(lines) if each.stakeholder in gone.stakeholders]
    for at, each in enumerate(lines):
        assert at in hidden or each.voted == 0 or (each.voted >= FEW and 0 < each.count(YES) < each.voted)
    if gone.overall or not hidden:
        return
    together = sum(lines[at].count(YES) for at in hidden)
    assert sum(lines[at].voted for at in hidden) >= FEW
    possible = [
        yes
        for yes in itertools.product(*(range(lines[at].voted + 1) for at in hidden))
        if sum(yes) == together
    ]
    for position in range(len(hidden)):
        assert len({yes[position] for yes in possible}) > 1


@given(st.permutations([line("a", 6, 4), line("b", 5, 2), line("c", 3, 1), line("d", 6, 1)]))
def test_the_order_of_lines_does_not_matter(lines: list[Line]) -> None:
    assert suppress(lines) == Suppression(overall=False, stakeholders=("c", "b"))


def test_without_ballots_there_is_nothing_to_hide() -> None:
    assert suppress([line("a", 0, 0)]) == Suppression(overall=False, stakeholders=())


# ---------------------------------------------------------------- what is published


def secret(rules: Rules, on: Sequence[RollSize], cast: list[Count], options: Sequence[str] = ()) -> Result:
    terms = secret_terms(rules, on)
    assert isinstance(terms, SecretTerms)
    return conceal(terms.rules, tally(terms.rules, options, on, cast))


def test_participation_is_open_and_small_lines_are_not() -> None:
    on = roll(government=4, civil=12, private=10, technical=0)
    cast = counts(government={YES: 1}, civil={YES: 6, NO: 3}, private={YES: 4, NO: 2})
    published = secret(VOTE, on, cast)
    government, civil, private, technical = published.lines
    assert (government.voted, government.seats, government.counts) == (1, 4, ())
    assert (government.withheld, private.withheld) == (True, True)
    assert (civil.count(YES), civil.withheld, technical.withheld) == (6, False, False)
    assert published.overall.count(YES) == 11
    assert published.reasons == (Passed(YES, 11, 16, MAJORITY), Withheld(), EmptyGroup("technical"))


def test_of_few_ballots_only_the_outcome_is_published() -> None:
    published = secret(VOTE, roll(civil=4), counts(civil={YES: 3, NO: 1}))
    assert published.passed
    assert (published.overall.voted, published.overall.counts) == (4, ())
    assert published.reasons == (Withheld(),)


def test_one_ballot_alone_decides_nothing_in_secret() -> None:
    """Its outcome would be that ballot; and the reasons do not tell either."""
    on = roll(civil=4, government=(2, 0))
    for choice in (YES, NO, ABSTAIN):
        published = secret(VOTE, on, counts(civil={choice: 1}))
        assert not published.passed
        assert published.reasons == (
            QuorumMissed(None, voted=1, needed=2),
            Withheld(),
            AwayGroup("government"),
        )
    assert secret(VOTE, on, []).reasons == (NobodyVoted(), AwayGroup("government"))


def test_a_threshold_missed_in_a_withheld_line_is_not_named() -> None:
    rules = Rules(Method.VOTE, group_threshold=MAJORITY)
    on = roll(a=9, b=9, c=9)
    shown = secret(rules, on, counts(a={YES: 5, NO: 1}, b={YES: 5, NO: 1}, c={YES: 2, NO: 4}))
    assert shown.reasons == (ThresholdMissed("c", YES, 2, 6, MAJORITY),)
    hidden = secret(rules, on, counts(a={YES: 5, NO: 1}, b={YES: 5, NO: 1}, c={NO: 6}))
    assert not hidden.passed
    assert hidden.reasons == (Withheld(),)
    assert {each.standing for each in hidden.lines} == {Standing.WITHHELD}


# ---------------------------------------------------------------- under which rules


def voting(threshold: str) -> Rules:
    return Rules(Method.VOTE, Threshold.parse(threshold))


@pytest.mark.parametrize(
    ("rules", "people", "floor"),
    [
        (VOTE, 2, 2),
        (Rules(Method.CHOICE), 100, 2),
        (Rules(Method.VOTE, floor=7), 100, 7),
        (voting("unanimity"), 5, 2),  # one may have abstained
        (voting("majority of cast"), 100, 3),  # two would have to agree
        (voting("2/3 of cast"), 100, 3),
        (Rules(Method.APPROVAL, Threshold.parse("9/10 of cast")), 100, 10),
        (voting("majority of roll"), 100, 52),  # 51 who came would have agreed
        (Rules(Method.VOTE, least=3), 100, 4),
        (Rules(Method.VOTE, roll_share=Fraction(1, 3)), 100, 35),
        (Rules(Method.VOTE, most_against=Fraction(1, 4)), 100, 2),  # one may have abstained
    ],
)
def test_the_floor_is_raised_until_one_ballot_may_differ(rules: Rules, people: int, floor: int) -> None:
    terms = secret_terms(rules, roll(all=people))
    assert isinstance(terms, SecretTerms)
    assert terms.rules.floor == floor


@pytest.mark.parametrize(
    ("rules", "size", "refused"),
    [
        (Rules(Method.CONSENT), 50, SecretRefused(Refused.CONSENT, 0, 50)),
        (VOTE, 0, SecretRefused(Refused.TOO_FEW, 2, 0)),
        (VOTE, 1, SecretRefused(Refused.TOO_FEW, 2, 1)),
        (VOTE, (5, 1), SecretRefused(Refused.TOO_FEW, 2, 1)),
        (voting("unanimity of cast"), 50, SecretRefused(Refused.UNANIMITY, 0, 50)),
        (voting("9/10 of cast"), 9, SecretRefused(Refused.UNANIMITY, 0, 9)),
        (voting("majority of roll"), 2, SecretRefused(Refused.UNANIMITY, 0, 2)),
        (voting("majority of roll"), (9, 5), SecretRefused(Refused.TOO_FEW, 6, 5)),
        (Rules(Method.VOTE, least=5), 5, SecretRefused(Refused.UNANIMITY, 0, 5)),
    ],
)
def test_a_poll_whose_outcome_would_be_the_ballots_is_refused(
    rules: Rules, size: int | tuple[int, int], refused: SecretRefused
) -> None:
    assert secret_terms(rules, roll(all=size)) == refused


def test_tiny_groups_leave_only_the_overall_test_and_are_named() -> None:
    rules = Rules(Method.VOTE, group_threshold=MAJORITY, group_quorum=Fraction(1, 3))
    terms = secret_terms(rules, roll(government=4, civil=9, private=(8, 3), technical=0))
    assert isinstance(terms, SecretTerms)
    assert terms.overall_only == ("government", "private")
    assert terms.rules == Rules(Method.VOTE, floor=2, group_quorum=Fraction(1, 3))


def test_groups_that_are_large_enough_are_tested_with_five_ballots_or_more() -> None:
    rules = Rules(Method.VOTE, group_threshold=MAJORITY)
    terms = secret_terms(rules, roll(government=5, civil=9))
    assert terms == SecretTerms(Rules(Method.VOTE, floor=2, group_threshold=MAJORITY, group_floor=5), ())
    published = secret(rules, roll(government=5, civil=9), counts(government={YES: 3}, civil={YES: 5, NO: 2}))
    assert published.reasons[0] == QuorumMissed("government", voted=3, needed=5)


def test_a_threshold_of_a_group_s_roll_is_not_tested_in_secret() -> None:
    rules = Rules(Method.VOTE, group_threshold=Threshold.parse("majority of roll"))
    terms = secret_terms(rules, roll(government=50, civil=50))
    assert isinstance(terms, SecretTerms)
    assert terms.overall_only == ("government", "civil")


@given(rules_of(), rolls(seats=12))
def test_secret_terms_only_tighten_but_for_the_test_of_groups_that_they_name(
    rules: Rules, on: tuple[RollSize, ...]
) -> None:
    terms = secret_terms(rules, on)
    if isinstance(terms, SecretTerms):
        assert terms.rules.floor >= rules.floor
        assert terms.rules.group_floor >= rules.group_floor
        assert (terms.rules.group_threshold == rules.group_threshold) is (not terms.overall_only)
        assert secret_terms(terms.rules, on) == SecretTerms(terms.rules, ())


# ---------------------------------------------------------------- somebody who knows all that is public

THREE = ("a", "b", "c")


def same_of_all(result: Result) -> set[tuple[int, str]]:
    """The choices that stand on every ballot of a line."""
    lines = enumerate(result.lines)
    return {(at, choice) for at, each in lines for choice, n in each.counts if n == each.voted > 0}


def pinned(rules: Rules, options: Sequence[str], came: Sequence[int], seats: Sequence[int]) -> set[str]:
    """Choices that a reader can tell to be on every ballot of some stakeholder group.

    The reader knows the roll, the rules, who came, what is published, and how that is decided: of all
    tables of ballots that would be published like this, each has that choice on all ballots of the group.
    Only where every such table has it on all ballots of all groups is it left out: no rule can hide that.
    """
    on = [RollSize(name, size, size) for name, size in zip(THREE, seats, strict=False)]
    terms = secret_terms(rules, on)
    assert isinstance(terms, SecretTerms)
    single = choices(rules.method, options)
    kinds = single
    if rules.method is Method.APPROVAL:
        kinds = (*single, "|".join(single[:-1]))
    told: dict[Result, list[set[tuple[int, str]]]] = defaultdict(list)
    varied: set[Result] = set()
    for table in tables(came, len(kinds)):
        cast = [
            Count(size.stakeholder, choice, n)
            for size, held in zip(on, table, strict=True)
            for choice, n in zip(kinds, held, strict=True)
            if n
        ]
        result = tally(terms.rules, options, on, cast)
        published = conceal(terms.rules, result)
        told[published].append(same_of_all(result))
        if not any(n == result.overall.voted for _, n in result.overall.counts):
            varied.add(published)
    return {choice for published in varied for _, choice in set.intersection(*told[published])}


@pytest.mark.parametrize(
    ("rules", "options"),
    [
        (VOTE, ()),
        (Rules(Method.VOTE, Threshold.parse("2/3 of cast"), quorum=Fraction(1, 2)), ()),
        (Rules(Method.VOTE, Threshold.parse("majority of roll")), ()),
        (Rules(Method.VOTE, group_threshold=MAJORITY), ()),
        (Rules(Method.VOTE, group_threshold=Threshold.parse("3/4 of cast")), ()),
        (Rules(Method.CHOICE), ("Geneva", "Nairobi")),
        (Rules(Method.APPROVAL), ("Geneva", "Nairobi")),
    ],
)
@pytest.mark.parametrize(
    ("came", "seats"),
    [
        ((1,), (4,)),
        ((2,), (5,)),
        ((4,), (4,)),
        ((6,), (6,)),
        ((1, 1), (3, 3)),
        ((2, 3), (3, 3)),
        ((1, 5), (2, 6)),
        ((5, 5), (5, 5)),
        ((5, 8), (6, 9)),
        ((1, 2, 5), (2, 3, 6)),
        ((2, 3, 5), (2, 3, 6)),
        ((4, 5), (6, 6)),
    ],
)
def test_no_ballot_can_be_told_from_what_is_published(
    rules: Rules, options: tuple[str, ...], came: tuple[int, ...], seats: tuple[int, ...]
) -> None:
    assert pinned(rules, options, came, seats) == set()


@pytest.mark.parametrize("rules", [VOTE, Rules(Method.VOTE, group_threshold=MAJORITY)])
def test_no_ballot_of_three_groups_can_be_told(rules: Rules) -> None:
    assert pinned(rules, (), came=(5, 5, 6), seats=(5, 5, 6)) == set()


def test_the_reader_of_these_tests_would_see_what_is_not_concealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.conceal", lambda rules, result: result)
    assert pinned(VOTE, (), came=(1, 5), seats=(2, 6)) == {YES, NO, ABSTAIN}
