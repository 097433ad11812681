"""What charters ask besides a threshold: tables of decisive ballots, and properties."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.charter.library import presets
from commands.poll.rules import (
    AGREE,
    ASIDE,
    NO,
    OBJECT,
    YES,
    Capped,
    Count,
    Counting,
    HeardMissed,
    LeastMissed,
    Means,
    Method,
    NotHeard,
    Objecting,
    Opposed,
    Result,
    RollSize,
    Rules,
    ShareAgainst,
    Standing,
    Threshold,
    ThresholdMissed,
    Way,
    fewest_to_adopt,
    fewest_to_stop,
    loosened,
    tally,
)
from commands.poll.rules.caps import shared_out
from tests.rules.polls import counts, roll, vectors, vote


def rules_in(preset: str) -> Rules:
    """The rules of the usual poll under a charter."""
    terms = presets()[preset].terms
    return Rules.from_json(terms.ruled(terms.methods[0]))


def consents(rules: Rules, size: int, agree: int, against: int = 0) -> Result:
    return tally(rules, (), roll(all=size), counts(all={AGREE: agree, OBJECT: against}))


# Single limits


def test_apache_s_table() -> None:
    for case in vectors("rule_vectors.json")["apache"]["vectors"]:
        plus = case.get("plus", case.get("binding_plus"))
        minus = case.get("minus", case.get("binding_minus"))
        match case["type"]:
            case "procedural":
                result = vote(Rules(Method.VOTE), plus, minus)
            case "release":
                result = vote(rules_in("apache-release"), plus, minus, seats=20)
            case "code":
                result = consents(rules_in("apache-code-change"), 20, plus, minus)
            case "code_lazy":
                result = consents(rules_in("apache-lazy-consensus"), 20, plus, minus)
            case unknown:
                raise AssertionError(unknown)
        assert result.passed is case["passes"], case


@pytest.mark.parametrize(
    ("yes", "no", "passed"),
    [(24, 8, True), (23, 9, False), (3, 1, True), (2, 1, False), (61, 10, True), (53, 26, False)],
)
def test_at_most_a_quarter_against(yes: int, no: int, passed: bool) -> None:
    """24 of 32 was 75 %; 10 of 71 was 14 % (ISO/IEC DIS 29500, 2008)."""
    result = vote(rules_in("iso-ballot"), yes, no, abstain=5)
    assert result.passed is passed


def test_too_many_against_and_too_few_in_favour_are_named() -> None:
    rules = Rules(Method.VOTE, least=4, most_against=Fraction(1, 4), roll_share=Fraction(1, 3))
    assert vote(rules, 3, 2, seats=20).reasons == (
        LeastMissed(3, 4),
        ThresholdMissed(None, YES, 3, 20, Threshold.parse(">=1/3 of roll")),
        ShareAgainst(2, 5, Fraction(1, 4)),
    )


def test_debian_s_majority_ratios() -> None:
    """So many prefer the option to the default one, and so many the default one to it; the quorum is met."""
    for case in vectors("rule_vectors.json")["debian_supermajority"]["vectors"]:
        rules = Rules(Method.RANKED, counting=Counting.DEBIAN, ratio=Fraction(case["N"]))
        ballots = counts(all={"#1>#2": case["for_"], "#2>#1": case["against"]})
        seats = case["for_"] + case["against"]
        result = tally(rules, ("Amend", "None of the above"), roll(all=seats), ballots)
        assert (result.winners == ("#1",)) is case["passes"], case
        assert Rules.from_json(rules.to_json()) == rules


def test_a_ratio_needs_a_default_option() -> None:
    with pytest.raises(ValueError, match="default option"):
        Rules(Method.RANKED, ratio=Fraction(3))
    with pytest.raises(ValueError, match="at least 1:1"):
        Rules(Method.RANKED, counting=Counting.DEBIAN, ratio=Fraction(1, 2))


# The multistakeholder charter

GROUPS = roll(government=6, private=6, civil=6, technical=2)
OURS = rules_in("multistakeholder")


def asked(**groups: Mapping[str, int]) -> Result:
    return tally(OURS, (), GROUPS, counts(**groups))


def held(agree: int = 0, against: int = 0, aside: int = 0) -> dict[str, int]:
    return {AGREE: agree, OBJECT: against, ASIDE: aside}


def test_three_stakeholder_groups_are_heard_and_the_fourth_is_named() -> None:
    result = asked(government=held(4), private=held(3, 1), civil=held(3), technical=held(1))
    assert result.passed
    assert result.reasons[1:] == (NotHeard("technical", 1, 2),)
    assert [line.standing for line in result.lines] == [*[Standing.MET] * 3, Standing.UNHEARD]


def test_two_are_too_few() -> None:
    result = asked(government=held(6), private=held(6), civil=held(1))
    assert not result.passed
    assert result.reasons == (
        HeardMissed(2, 3),
        NotHeard("civil", 1, 2),
        NotHeard("technical", 0, 2),
    )


@pytest.mark.parametrize(
    ("against", "agree", "opposed"),
    [
        (2, 1, True),
        (2, 2, False),  # not over half of its positions
        (1, 0, False),  # fewer than two
        (4, 1, True),
    ],
)
def test_opposition_suspends(against: int, agree: int, opposed: bool) -> None:
    result = asked(government=held(6), private=held(agree, against, aside=1), civil=held(6))
    assert result.passed is not opposed
    found = [reason for reason in result.reasons if isinstance(reason, Opposed)]
    expected = [Opposed("private", against, against + agree, 6, suspends=True)] if opposed else []
    assert found == expected
    assert (result.lines[1].standing is Standing.OPPOSED) is opposed


def test_a_third_of_the_seats_has_to_object() -> None:
    sizes = roll(government=9, private=9, civil=9)
    for against, passed in ((2, True), (3, False)):
        ballots = counts(government=held(9), private=held(1, against), civil=held(9))
        assert tally(OURS, (), sizes, ballots).passed is passed


def test_a_small_stakeholder_group_is_owed_answers() -> None:
    result = asked(government=held(6), private=held(6), civil=held(6), technical=held(0, 2))
    assert result.passed
    assert result.reasons[1:] == (Opposed("technical", 2, 2, 2, suspends=False),)


@pytest.mark.parametrize(
    "rules", [OURS, replace(OURS, heard=0, group_floor=0, group_quorum=Fraction(0), opposed_floor=2)]
)
@pytest.mark.parametrize(
    ("left", "suspends"),
    [
        (2, True),  # The third was in favour and stepped aside: the other two keep the power of three.
        (1, False),  # It is left to nobody alone.
    ],
)
def test_recusals_take_no_power_to_suspend_away(rules: Rules, left: int, suspends: bool) -> None:
    everybody = roll(government=6, private=6, civil=6)
    sizes = (*everybody, RollSize("technical", left, left, 3 - left, 3 - left))
    ballots = counts(government=held(6), private=held(6), civil=held(6), technical=held(0, left))
    result = tally(rules, (), sizes, ballots)
    assert result.passed is not suspends
    assert (Opposed("technical", left, left, 3, suspends=True) in result.reasons) is suspends
    stop = fewest_to_stop(rules, sizes)
    assert stop is not None
    assert (Way(Means.OPPOSITION, (("technical", 2),), 0) in stop.ways) is suspends


def test_opposition_of_one_affiliation_is_not_that_of_a_stakeholder_group() -> None:
    rows = [
        *counts(government=held(6), civil=held(6), private=held(1)),
        Count("private", OBJECT, 2, "tea ltd"),
    ]
    assert tally(OURS, (), GROUPS, rows).passed
    rows[-1] = Count("private", OBJECT, 1, "tea ltd")
    rows.append(Count("private", OBJECT, 1, "cups ltd"))
    assert not tally(OURS, (), GROUPS, rows).passed
    rows[-1] = Count("private", OBJECT, 1)  # who has no affiliation stands for themselves
    assert not tally(OURS, (), GROUPS, rows).passed


def test_who_sits_for_none_is_neither_heard_nor_opposed() -> None:
    sizes = (*GROUPS, RollSize("", 5, 5))
    rows = [*counts(government=held(6), private=held(6), civil=held(6)), Count("", OBJECT, 5)]
    result = tally(OURS, (), sizes, rows)
    assert result.passed
    assert not [reason for reason in result.reasons if isinstance(reason, Opposed)]


@pytest.mark.parametrize(("agree", "passed"), [(7, True), (6, False)])
def test_a_third_of_the_roll_agrees(agree: int, passed: bool) -> None:
    """20 on the roll: 7 are a third of it."""
    first, second, third = agree - 4, 2, 2
    ballots = counts(
        government=held(first, aside=4 - first), private=held(second, aside=2), civil=held(third, aside=2)
    )
    assert tally(OURS, (), GROUPS, ballots).passed is passed


def test_who_is_away_as_a_whole_is_heard_once_enough_of_them_come() -> None:
    sizes = roll(government=6, private=6, civil=(6, 0))
    everybody = counts(government=held(6), private=held(6))
    assert not tally(OURS, (), sizes, everybody).passed
    assert tally(OURS, (), sizes, [*everybody, *counts(civil=held(2))]).passed


# Caps


@pytest.mark.parametrize(
    ("ballots", "cap", "kept"),
    [
        ({YES: 5}, 2, {YES: 2}),
        ({YES: 1, NO: 1}, 2, {YES: 1, NO: 1}),
        ({YES: 2, NO: 1}, 2, {YES: 1, NO: 1}),
        ({YES: 3, NO: 1}, 2, {YES: 1}),  # level for the second
        ({YES: 4, NO: 1}, 2, {YES: 2}),
        ({YES: 2, NO: 1}, 1, {YES: 1}),
        ({YES: 2, NO: 2}, 1, {}),
        ({"a": 1, "b": 1, "c": 1}, 2, {}),
        ({"a": 9, "b": 1}, 5, {"a": 4}),  # 9/9 and 1/1 are level
    ],
)
def test_the_ballots_that_count_are_shared_out(
    ballots: Mapping[str, int], cap: int, kept: Mapping[str, int]
) -> None:
    assert shared_out(ballots, cap) == kept


def test_of_five_ballots_of_one_affiliation_two_count() -> None:
    rules = Rules(Method.VOTE, cap=2)
    rows = [Count("all", YES, 5, "tea ltd"), Count("all", NO, 3)]
    result = tally(rules, (), roll(all=10), rows)
    assert not result.passed
    assert result.overall.counts == ((YES, 2), (NO, 3), ("abstain", 0))
    assert (result.overall.voted, result.overall.uncounted) == (8, 3)
    assert result.reasons[-1] == Capped(((5, 2),))


def test_each_stakeholder_group_counts_for_itself() -> None:
    """In the whole two ballots of the affiliation count; in each stakeholder group those that are its own."""
    rules = Rules(Method.VOTE, cap=2)
    rows = [Count("government", YES, 2, "tea ltd"), Count("civil", YES, 2, "tea ltd")]
    result = tally(rules, (), roll(government=2, civil=2), rows)
    assert result.overall.count(YES) == 2
    assert [line.count(YES) for line in result.lines] == [2, 2]
    assert result.reasons[-1] == Capped(((4, 2),))


def test_who_took_part_took_part_though_the_ballot_does_not_count() -> None:
    rules = Rules(Method.VOTE, cap=1, quorum=Fraction(1, 2))
    rows = [Count("all", YES, 5, "tea ltd")]
    assert tally(rules, (), roll(all=10), rows).passed


# What may be tightened


@pytest.mark.parametrize(
    ("name", "tighter", "looser"),
    [
        ("least", 4, 2),
        ("roll_share", Fraction(1, 2), Fraction(1, 4)),
        ("most_against", Fraction(1, 5), Fraction(1, 2)),
        ("heard", 4, 2),
        ("cap", 1, 3),
        ("cap", 1, 0),
        ("objections", Objecting.STOP, None),
        ("opposed_share", Fraction(1, 3), Fraction(2, 3)),
        ("opposed_floor", 1, 3),
        ("opposed_affiliations", 1, 3),
        ("suspending_seats", 2, 4),
        ("opposed_seats", Fraction(1, 4), Fraction(1, 2)),
    ],
)
def test_a_poll_may_ask_for_more(name: str, tighter: object, looser: object) -> None:
    charter = replace(OURS, least=3, most_against=Fraction(1, 4))
    assert loosened(replace(charter, **{name: tighter}), charter) == ()  # type: ignore[arg-type]
    if looser is not None:
        assert loosened(replace(charter, **{name: looser}), charter) == (name,)  # type: ignore[arg-type]


def test_one_objection_that_would_stop_it_may_not_be_counted_only() -> None:
    stops = Rules(Method.CONSENT)
    assert "objections" in loosened(Rules(Method.CONSENT, objections=Objecting.COUNTED), stops)


def test_who_is_heard_is_not_changed_by_a_poll() -> None:
    """To ask for more of a stakeholder group could silence one that is opposed."""
    assert loosened(replace(OURS, group_floor=3), OURS) == ("group_floor",)
    assert loosened(replace(OURS, group_quorum=Fraction(1, 2)), OURS) == ("group_quorum",)


def test_old_snapshots_read_and_write_as_before() -> None:
    old = {"method": "consent", "quorum": "1/2"}
    assert Rules.from_json(old).to_json() == old
    assert Rules.from_json(OURS.to_json()) == OURS


# Properties

people = st.lists(
    st.tuples(
        st.sampled_from(("government", "private", "civil", "technical")),
        st.sampled_from((AGREE, OBJECT, ASIDE)),
        st.sampled_from(("", "a", "b", "c")),
    ),
    max_size=20,
)
FULL = roll(government=20, private=20, civil=20, technical=20)


def result_of(rules: Rules, ballots: list[tuple[str, str, str]]) -> Result:
    rows = Counter(ballots)
    return tally(rules, (), FULL, [Count(*row[:2], number, row[2]) for row, number in rows.items()])


@given(people, st.randoms(use_true_random=False), st.integers(0, 3))
def test_the_order_and_bundling_of_ballots_make_no_difference(
    ballots: list[tuple[str, str, str]], order: object, cap: int
) -> None:
    rules = replace(OURS, cap=cap)
    shuffled = list(ballots)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    single = [Count(stakeholder, choice, 1, affiliation) for stakeholder, choice, affiliation in shuffled]
    assert tally(rules, (), FULL, single) == result_of(rules, ballots)


@given(st.dictionaries(st.sampled_from("xyz"), st.integers(0, 8)), st.sampled_from("xyz"), st.integers(1, 5))
def test_one_more_ballot_never_takes_one_from_its_choice_nor_gives_one_to_another(
    ballots: dict[str, int], choice: str, cap: int
) -> None:
    before = shared_out(ballots, cap)
    after = shared_out({**ballots, choice: ballots.get(choice, 0) + 1}, cap)
    assert after.total() <= cap
    assert after[choice] >= before[choice]
    if sum(ballots.values()) >= cap:
        assert all(after[other] <= before[other] for other in "xyz" if other != choice)
    assert all(after[other] <= ballots.get(other, 0) for other in "xyz" if other != choice)


@given(people, st.integers(0, 19))
def test_who_turns_from_objecting_to_agreeing_never_stops_it(
    ballots: list[tuple[str, str, str]], at: int
) -> None:
    """Nobody comes or stays away, so the same stakeholder groups are heard."""
    if at >= len(ballots) or ballots[at][1] != OBJECT:
        return
    stakeholder, _, affiliation = ballots[at]
    turned = [*ballots[:at], (stakeholder, AGREE, affiliation), *ballots[at + 1 :]]
    small = replace(OURS, quorum=Fraction(0), roll_share=Fraction(0), group_quorum=Fraction(0))
    assert result_of(small, turned).passed >= result_of(small, ballots).passed


@given(people, st.sampled_from(("government", "private", "civil", "technical")))
def test_one_more_who_takes_part_never_makes_fewer_heard(
    ballots: list[tuple[str, str, str]], stakeholder: str
) -> None:
    def heard(held: list[tuple[str, str, str]]) -> int:
        lines = result_of(OURS, held).lines
        return sum(line.standing not in (Standing.UNHEARD, Standing.AWAY) for line in lines)

    assert heard([*ballots, (stakeholder, ASIDE, "")]) >= heard(ballots)


# How few could decide


@pytest.mark.parametrize(
    "rules",
    [
        Rules(Method.VOTE, least=2, most_against=Fraction(1, 4)),
        Rules(Method.CONSENT, objections=Objecting.COUNTED, roll_share=Fraction(1, 3)),
        Rules(Method.CONSENT, least=3),
        Rules(
            Method.CONSENT,
            objections=Objecting.COUNTED,
            threshold=Threshold.parse(">=2/3"),
            heard=2,
            group_floor=2,
            group_quorum=Fraction(1, 3),
            opposed_share=Fraction(1, 2),
            opposed_floor=2,
            opposed_seats=Fraction(1, 3),
            suspending_seats=3,
        ),
    ],
    ids=("vote", "share", "least", "heard"),
)
@pytest.mark.parametrize("sizes", [(3, 2, 1), (4, 1), (2, 2, 2), (3, 3)])
def test_fewest_are_the_fewest_of_all_patterns(rules: Rules, sizes: tuple[int, ...]) -> None:
    """Every pattern of ballots: how few voted where it passed, how few did not agree where it failed."""
    here = roll(**{f"group{number}": size for number, size in enumerate(sizes)})
    yes, no = (YES, NO) if rules.method is Method.VOTE else (AGREE, OBJECT)
    splits = [[(a, b) for a in range(size + 1) for b in range(size + 1 - a)] for size in sizes]
    adopting, stopping = [], []
    for pattern in itertools.product(*splits):
        ballots = {f"group{number}": {yes: a, no: b} for number, (a, b) in enumerate(pattern)}
        passed = tally(rules, (), here, counts(**ballots)).passed
        if passed:
            adopting.append(sum(a + b for a, b in pattern))
        else:
            stopping.append(sum(sizes) - sum(a for a, _ in pattern))
    adopt, stop = fewest_to_adopt(rules, here), fewest_to_stop(rules, here)
    assert (adopt.people if adopt else None) == min(adopting, default=None)
    if adopt:
        assert stop is not None
        assert stop.people == min(stopping)


def test_each_choice_of_stakeholder_groups_is_a_way() -> None:
    adopt, stop = fewest_to_adopt(OURS, GROUPS), fewest_to_stop(OURS, GROUPS)
    assert adopt is not None
    assert (adopt.people, len(adopt.ways)) == (10, 4)
    assert stop is not None
    assert stop.people == 4
    assert fewest_to_adopt(OURS, roll(government=6, private=6)) is None
