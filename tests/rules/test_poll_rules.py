"""Thresholds, rules, and the count: worked examples from the field, then what must hold for every poll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from commands.poll.rules import (
    ABSTAIN,
    AGREE,
    ASIDE,
    MAJORITY,
    NO,
    OBJECT,
    YES,
    AwayGroup,
    BadFraction,
    Base,
    Count,
    EmptyGroup,
    FractionFault,
    Method,
    NobodyVoted,
    Objections,
    Passed,
    QuorumMissed,
    RollSize,
    Rules,
    Standing,
    Threshold,
    ThresholdMissed,
    Tie,
    loosened,
    read_share,
    tally,
)
from tests.rules.polls import (
    FIRST,
    OPTIONS,
    ballots_on,
    counts,
    passes,
    roll,
    rolls,
    rows,
    rules_of,
    thresholds,
    vectors,
    vote,
)

VOTE = Rules(Method.VOTE)


def needing(threshold: str, method: Method = Method.VOTE, **more: Any) -> Rules:
    return Rules(method, Threshold.parse(threshold, method.base), **more)


# ---------------------------------------------------------------- thresholds


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("majority", ">1/2 of voting"),
        ("1/2", ">1/2 of voting"),  # a tie loses, unless one asks for it
        ("50%", ">1/2 of voting"),
        ("½", ">1/2 of voting"),
        (">=1/2", ">=1/2 of voting"),
        ("at least 50 %", ">=1/2 of voting"),
        ("2/3", ">=2/3 of voting"),
        (">2/3", ">2/3 of voting"),
        ("more than 2/3 of cast", ">2/3 of cast"),
        ("4/6", ">=2/3 of voting"),
        ("60%", ">=3/5 of voting"),
        ("66,7 %", ">=667/1000 of voting"),
        ("0.6", ">=3/5 of voting"),
        (" ≥ 3/4  OF Roll ", ">=3/4 of roll"),
        ("majority of roll", ">1/2 of roll"),
        ("unanimity", ">=1 of voting"),
        ("100%", ">=1 of voting"),
        (">0", ">0 of voting"),
    ],
)
def test_a_threshold_is_read(typed: str, canonical: str) -> None:
    assert str(Threshold.parse(typed)) == canonical


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", FractionFault.SYNTAX),
        ("most", FractionFault.SYNTAX),
        ("> majority", FractionFault.SYNTAX),
        ("2/3 of members", FractionFault.SYNTAX),
        ("-1/2", FractionFault.SYNTAX),
        ("1/2/3", FractionFault.SYNTAX),
        ("1e-3", FractionFault.SYNTAX),
        ("1" * 100_000, FractionFault.SYNTAX),
        ("3/2", FractionFault.RANGE),
        ("60", FractionFault.RANGE),
        ("101%", FractionFault.RANGE),
        (">100%", FractionFault.RANGE),
        ("0", FractionFault.RANGE),
        ("1/0", FractionFault.RANGE),
    ],
)
def test_what_is_no_threshold_is_refused(typed: str, fault: FractionFault) -> None:
    with pytest.raises(BadFraction) as refused:
        Threshold.parse(typed)
    assert (refused.value.typed, refused.value.fault) == (typed, fault)


@pytest.mark.parametrize(
    ("typed", "share"),
    [("1/3", Fraction(1, 3)), ("50%", Fraction(1, 2)), ("0", Fraction(0)), ("1", Fraction(1))],
)
def test_a_quorum_is_read(typed: str, share: Fraction) -> None:
    assert read_share(typed) == share


@pytest.mark.parametrize("typed", ["3/2", "101%", "7"])
def test_a_quorum_above_1_is_refused(typed: str) -> None:
    with pytest.raises(BadFraction) as refused:
        read_share(typed)
    assert refused.value.fault is FractionFault.RANGE
    with pytest.raises(ValueError, match="from 0 to 1"):
        Rules(Method.VOTE, quorum=Fraction(3, 2))


@given(thresholds(), st.sampled_from(Base))
def test_a_threshold_read_from_its_own_text_is_itself(threshold: Threshold, other: Base) -> None:
    assert Threshold.parse(str(threshold), other) == threshold


@given(thresholds(), st.integers(0, 40), st.integers(0, 40))
def test_a_threshold_is_exact(threshold: Threshold, votes: int, base: int) -> None:
    share = Fraction(votes, base) if base else Fraction(-1)
    expected = share > threshold.fraction if threshold.strict else share >= threshold.fraction
    assert threshold.met(votes, base) == expected
    assert threshold.met(threshold.needed(base), base) == (base > 0)
    assert not threshold.met(threshold.needed(base) - 1, base)


@given(thresholds(), thresholds(), st.integers(0, 8), st.integers(0, 8), st.integers(0, 8), st.integers(0, 8))
def test_a_threshold_that_implies_another_never_lets_pass_what_that_stops(
    mine: Threshold, theirs: Threshold, yes: int, no: int, abstain: int, silent: int
) -> None:
    base = {Base.VOTING: yes + no, Base.CAST: yes + no + abstain, Base.ROLL: yes + no + abstain + silent}
    if mine.implies(theirs) and mine.met(yes, base[mine.of]):
        assert theirs.met(yes, base[theirs.of])


# ---------------------------------------------------------------- worked examples


@pytest.mark.parametrize(
    ("threshold", "yes", "no", "abstain", "passed"),
    [
        ("majority", 501, 499, 0, True),  # Robert's: of 1000 votes 501, not "51 %"
        ("majority", 500, 500, 0, False),  # a tie loses
        (">=1/2", 500, 500, 0, True),  # unless the rule says so (W3C Council dismissal)
        ("majority", 3, 0, 7, True),  # abstentions count for the quorum only
        ("majority", 3, 3, 5, False),
        ("majority", 0, 0, 5, False),  # a base of 0 is never enough
        ("majority of cast", 3, 0, 7, False),  # where abstentions are in the base
        ("2/3", 2, 1, 0, True),  # Robert's two thirds: at least
        (">2/3", 2, 1, 0, False),  # WG21: more than twice as many
        (">2/3", 5, 2, 9, True),
        ("3/4", 6, 2, 0, True),  # Debian 3:1
        ("3/4", 5, 2, 0, False),
        ("2/3", 24, 8, 0, True),  # DIS 29500, P-members, March 2008
        ("unanimity", 4, 0, 1, True),
        ("unanimity of cast", 4, 0, 1, False),
    ],
)
def test_votes(threshold: str, yes: int, no: int, abstain: int, passed: bool) -> None:
    assert vote(needing(threshold), yes, no, abstain).passed is passed


def test_85_cast_4_blank_and_10_illegal_need_41() -> None:
    """Robert's: blanks are out, illegal votes count in the total (governance.md section 5)."""
    counted = vote(VOTE, yes=41, no=30 + 10, abstain=4)
    assert counted.reasons == (Passed(YES, votes=41, base=81, threshold=MAJORITY),)
    (missed,) = vote(VOTE, yes=40, no=31 + 10, abstain=4).reasons
    assert isinstance(missed, ThresholdMissed)
    assert missed.needed == 41


def test_robert_s_table() -> None:
    for case in vectors("rule_vectors.json")["roberts"]["vectors"]:
        if "yes" in case:
            rules = needing(case.get("rule", "majority"))
            assert vote(rules, case["yes"], case["no"], case.get("abstain", 0)).passed is case["passes"]
        else:
            assert MAJORITY.needed(case.get("counted", case.get("votes"))) == case["majority"]


def test_debian_s_supermajorities() -> None:
    """`V(A,D) >= N * V(D,A)`, and strictly more in any case."""
    for case in vectors("rule_vectors.json")["debian_supermajority"]["vectors"]:
        n = case["N"]
        rules = needing(f"{n}/{n + 1}")
        assert vote(rules, case["for_"], case["against"]).passed is case["passes"]


@pytest.mark.parametrize(
    ("motion", "column", "threshold"),
    [
        ("default", None, "majority of roll"),
        ("issue_report", "each", ">1/4 of roll"),
        ("issue_report", "one", "majority of roll"),
        ("initiate_pdp_in_scope", "each", ">1/3 of roll"),
        ("initiate_pdp_in_scope", "one", ">2/3 of roll"),
        ("gnso_supermajority", "each", ">=2/3 of roll"),
        ("chair_election", None, "60% of roll"),
    ],
)
def test_the_thresholds_of_the_gnso_council(motion: str, column: str | None, threshold: str) -> None:
    """Of all seats of each House: abstention and absence count as not in favour."""
    published = vectors("icann/gnso_votes.json")
    row = next(row for row in published["thresholds"] if row["id"] == motion)
    for house, seats in published["houses"].items():
        needed = (row[column] if column else row)[house]
        assert Threshold.parse(threshold).needed(seats) == needed
        assert vote(needing(threshold), needed, 0, seats=seats).passed
        assert not vote(needing(threshold), needed - 1, 0, seats - needed + 1, seats=seats).passed


def test_a_published_vote_of_the_gnso_council() -> None:
    """Red Cross names, 7 May 2017: a majority of each House, and so it passed, 19 of 20 voting."""
    published = vectors("icann/gnso_votes.json")["votes"][0]
    houses = {house: published[house] for house in ("CPH", "NCPH")}
    rules = Rules(Method.VOTE, group_threshold=Threshold.parse("majority of roll"))
    result = tally(
        rules,
        (),
        roll(**{house: votes["seats"] for house, votes in houses.items()}),
        counts(**{house: {c: votes[c] for c in (YES, NO, ABSTAIN)} for house, votes in houses.items()}),
    )
    assert result.passed
    assert (result.overall.voted, result.overall.seats) == (19, 20)
    shares = [round(100 * line.count(YES) / line.base(Base.ROLL), 2) for line in result.lines]
    assert shares == [published["published"][f"{house}_pct"] for house in houses]


def test_a_published_vote_of_the_old_council_that_failed() -> None:
    """IGO dispute resolution, 20 December 2007: weights of one and two, as so many ballots."""
    case = vectors("icann/gnso_votes.json")["votes"][1]
    yes, no, abstain = (sum(case[side]) for side in ("yes", "no", "abstain"))
    result = vote(needing("majority of roll"), yes, no, abstain, seats=case["published"]["total_votes"])
    assert not result.passed
    assert result.reasons == (
        ThresholdMissed(None, YES, case["published"]["yes"], 27, Threshold.parse("majority of roll")),
    )


# ---------------------------------------------------------------- stakeholder groups, and why

CONCURRENT = Rules(Method.VOTE, group_threshold=MAJORITY, group_quorum=Fraction(1, 2), quorum=Fraction(1, 2))


def test_every_group_agrees() -> None:
    result = tally(
        CONCURRENT,
        (),
        roll(government=4, civil=6),
        counts(government={YES: 2, NO: 1}, civil={YES: 2, ABSTAIN: 1}),
    )
    assert result.passed
    assert result.reasons == (Passed(YES, votes=4, base=5, threshold=MAJORITY),)
    government, civil = result.lines
    assert (government.voted, government.seats, government.quorum) == (3, 4, 2)
    assert (government.threshold_met, government.standing) == (True, Standing.MET)
    assert civil.counts == ((YES, 2), (NO, 0), (ABSTAIN, 1))
    assert (result.overall.voted, result.overall.quorum, result.overall.quorum_met) == (6, 5, True)


def test_one_group_against_it_stops_what_most_people_want() -> None:
    result = tally(
        CONCURRENT, (), roll(government=2, civil=9), counts(government={YES: 1, NO: 1}, civil={YES: 9})
    )
    assert not result.passed
    assert result.reasons == (ThresholdMissed("government", YES, votes=1, base=2, threshold=MAJORITY),)
    assert [line.standing for line in result.lines] == [Standing.MISSED, Standing.MET]


def test_all_that_is_missing_is_said() -> None:
    result = tally(
        CONCURRENT, (), roll(government=5, civil=9), counts(government={NO: 1}, civil={YES: 1, NO: 3})
    )
    assert result.reasons == (
        QuorumMissed(None, voted=5, needed=7),
        QuorumMissed("government", voted=1, needed=3),
        QuorumMissed("civil", voted=4, needed=5),
        ThresholdMissed(None, YES, votes=1, base=5, threshold=MAJORITY),
        ThresholdMissed("government", YES, votes=0, base=1, threshold=MAJORITY),
        ThresholdMissed("civil", YES, votes=1, base=4, threshold=MAJORITY),
    )


def test_a_group_without_anyone_on_the_roll_is_named_and_does_nothing() -> None:
    result = tally(CONCURRENT, (), roll(government=0, civil=3), counts(civil={YES: 3}))
    assert result.passed
    assert result.reasons[1:] == (EmptyGroup("government"),)
    assert result.lines[0].standing is Standing.EMPTY


def test_who_is_away_is_out_of_the_quorum_and_may_still_vote() -> None:
    half = Rules(Method.VOTE, quorum=Fraction(1, 2))
    assert tally(half, (), roll(civil=(10, 4)), counts(civil={YES: 2})).passed
    assert not tally(half, (), roll(civil=(10, 4)), counts(civil={YES: 1})).passed
    assert tally(half, (), roll(civil=(10, 0)), counts(civil={YES: 9})).overall.voted == 9


def test_a_group_that_is_away_as_a_whole_is_asked_only_if_it_votes() -> None:
    away = roll(government=(3, 0), civil=3)
    silent = tally(CONCURRENT, (), away, counts(civil={YES: 3}))
    assert silent.passed
    assert silent.reasons[1:] == (AwayGroup("government"),)
    assert not tally(CONCURRENT, (), away, counts(civil={YES: 3}, government={NO: 1})).passed
    of_roll = Rules(Method.VOTE, group_threshold=Threshold.parse("majority of roll"))
    assert tally(of_roll, (), away, counts(civil={YES: 3}, government={YES: 1})).passed


def test_nothing_passes_on_silence() -> None:
    for method in FIRST:
        result = tally(Rules(method), OPTIONS, roll(civil=3, government=(2, 0)), [])
        assert not result.passed
        assert result.winners == ()
        assert result.reasons == (NobodyVoted(), AwayGroup("government"))


def test_a_floor_asks_for_people_whatever_the_share_but_never_for_more_than_there_are() -> None:
    """As "heard: max(2, a third of its available seats), capped at its seats"."""
    rules = Rules(Method.VOTE, group_quorum=Fraction(1, 3), group_floor=2)
    lines = tally(rules, (), roll(a=1, b=3, c=9, d=(9, 0)), counts(a={YES: 1})).lines
    assert [line.quorum for line in lines] == [1, 2, 3, 0]


# ---------------------------------------------------------------- consent, choice, approval

CONSENT = Rules(Method.CONSENT, quorum=Fraction(1, 2))


def test_consent_is_the_absence_of_objections() -> None:
    civil = roll(civil=4)
    agreed = tally(CONSENT, (), civil, counts(civil={AGREE: 1, ASIDE: 1}))
    assert agreed.reasons == (Passed(AGREE, votes=1, base=2, threshold=None),)
    assert tally(CONSENT, (), civil, counts(civil={ASIDE: 2})).passed
    stopped = tally(CONSENT, (), civil, counts(civil={AGREE: 3, OBJECT: 1}))
    assert stopped.reasons == (Objections(1),)
    few = tally(CONSENT, (), civil, counts(civil={AGREE: 1}))
    assert few.reasons == (QuorumMissed(None, voted=1, needed=2),)


def test_consent_may_ask_for_agreement_as_well() -> None:
    rules = needing("1/3 of roll", Method.CONSENT)
    assert tally(rules, (), roll(civil=6), counts(civil={AGREE: 2, ASIDE: 4})).passed
    assert not tally(rules, (), roll(civil=6), counts(civil={AGREE: 1, ASIDE: 5})).passed


@pytest.mark.parametrize(
    ("threshold", "held", "winners"),
    [
        (None, {"#1": 2, "#2": 3}, ("#2",)),
        (None, {"#1": 3, "#2": 3, "#3": 1}, ()),
        (None, {"#1": 1, ABSTAIN: 9}, ("#1",)),
        ("majority", {"#1": 2, "#2": 3, "#3": 1}, ()),  # of ballots cast, where nothing else is said
        ("majority", {"#1": 3, ABSTAIN: 3}, ()),
        ("majority of voting", {"#1": 3, ABSTAIN: 3}, ("#1",)),
        ("1/3", {"#1": 2, "#2": 3, "#3": 1}, ("#2",)),
    ],
)
def test_choices(threshold: str | None, held: dict[str, int], winners: tuple[str, ...]) -> None:
    rules = needing(threshold, Method.CHOICE) if threshold else Rules(Method.CHOICE)
    result = tally(rules, OPTIONS, roll(all=10), counts(all=held))
    assert (result.winners, result.passed) == (winners, bool(winners))


def test_a_tie_names_all_who_share_the_lead() -> None:
    result = tally(Rules(Method.CHOICE), OPTIONS, roll(all=9), counts(all={"#1": 3, "#3": 3, "#2": 1}))
    assert result.reasons == (Tie(("#1", "#3"), votes=3),)
    abstained = tally(Rules(Method.CHOICE), OPTIONS, roll(all=9), counts(all={ABSTAIN: 2}))
    assert abstained.reasons == (Tie(("#1", "#2", "#3"), votes=0),)


def test_an_approval_counts_for_each_option_and_for_one_person() -> None:
    held = {"#1|#2": 2, "#2": 1, "#3": 1, ABSTAIN: 1}
    result = tally(needing("majority", Method.APPROVAL), OPTIONS, roll(all=5), counts(all=held))
    assert result.winners == ("#2",)
    assert result.overall.counts == (("#1", 2), ("#2", 3), ("#3", 1), (ABSTAIN, 1))
    assert result.overall.voted == 5
    assert result.reasons == (Passed("#2", votes=3, base=5, threshold=Threshold.parse("majority of cast")),)


@pytest.mark.parametrize(
    ("method", "row"),
    [
        (Method.VOTE, Count("martians", YES, 1)),
        (Method.VOTE, Count("civil", "#1", 1)),
        (Method.VOTE, Count("civil", "yes|no", 1)),
        (Method.VOTE, Count("civil", YES, 4)),
        (Method.VOTE, Count("civil", YES, -1)),
        (Method.CHOICE, Count("civil", "#4", 1)),
        (Method.CHOICE, Count("civil", "#1|#2", 1)),
        (Method.APPROVAL, Count("civil", "#1|#1", 1)),
        (Method.APPROVAL, Count("civil", "#1|abstain", 1)),
    ],
)
def test_rows_that_do_not_fit_are_a_fault_of_ours(method: Method, row: Count) -> None:
    with pytest.raises(ValueError, match=r"ballots|count"):
        tally(Rules(method), OPTIONS, roll(civil=3), [row])


# ---------------------------------------------------------------- what holds for every poll


@given(rules_of(Method.VOTE, Method.CONSENT), rolls(), st.data())
def test_the_count_agrees_with_counting_by_hand(
    rules: Rules, on: Sequence[RollSize], data: st.DataObject
) -> None:
    ballots = data.draw(ballots_on(rules.method, on))
    result = tally(rules, (), on, rows(ballots))
    assert result.passed is passes(rules, on, ballots)
    assert result.passed is isinstance(result.reasons[0], Passed)


@given(rules_of(), rolls(), st.data())
def test_neither_the_order_of_rows_nor_how_ballots_are_spread_over_them_matters(
    rules: Rules, on: Sequence[RollSize], data: st.DataObject
) -> None:
    ballots = data.draw(ballots_on(rules.method, on))
    one_by_one = [Count(stakeholder, choice, 1) for (stakeholder, _), choice in ballots.items()]
    shuffled = data.draw(st.permutations([*one_by_one, *(Count(size.stakeholder, "#1", 0) for size in on)]))
    if rules.method in (Method.VOTE, Method.CONSENT):
        shuffled = [row for row in shuffled if row.ballots]
    assert tally(rules, OPTIONS, on, shuffled) == tally(rules, OPTIONS, on, rows(ballots))


@given(rules_of(), rolls(), st.data())
def test_changing_a_ballot_equals_having_cast_only_the_last(
    rules: Rules, on: Sequence[RollSize], data: st.DataObject
) -> None:
    first, last = (data.draw(ballots_on(rules.method, on)) for _ in range(2))
    cast = data.draw(st.permutations(list(first.items()))) + data.draw(st.permutations(list(last.items())))
    newest = dict(cast)  # one ballot a person: the newest counts
    only_last = {seat: choice for seat, choice in first.items() if seat not in last} | last
    assert tally(rules, OPTIONS, on, rows(newest)) == tally(rules, OPTIONS, on, rows(only_last))


@given(rules_of(Method.VOTE, Method.CONSENT), rolls(), st.data())
def test_one_more_in_favour_never_stops_it(rules: Rules, on: Sequence[RollSize], data: st.DataObject) -> None:
    ballots = data.draw(ballots_on(rules.method, on))
    seats = [(size.stakeholder, seat) for size in on for seat in range(size.seats)]
    assume(seats)
    before = tally(rules, (), on, rows(ballots))
    ballots[data.draw(st.sampled_from(seats))] = YES if rules.method is Method.VOTE else AGREE
    assert tally(rules, (), on, rows(ballots)).passed or not before.passed


@given(rules_of(), rolls(), st.data())
def test_lines_add_up(rules: Rules, on: Sequence[RollSize], data: st.DataObject) -> None:
    result = tally(rules, OPTIONS, on, rows(data.draw(ballots_on(rules.method, on))))
    total = result.overall
    assert total.voted == sum(line.voted for line in result.lines)
    for choice, ballots in total.counts:
        assert ballots == sum(line.count(choice) for line in result.lines)
    assert [line.stakeholder for line in result.lines] == [size.stakeholder for size in on]
    assert len(result.winners) == (1 if result.passed and rules.method.has_options else 0)


# ---------------------------------------------------------------- snapshots and charters


@given(rules_of())
def test_rules_survive_their_snapshot(rules: Rules) -> None:
    snapshot = rules.to_json()
    assert Rules.from_json(snapshot) == rules
    assert all(type(value) in (str, int) for value in snapshot.values())
    assert Rules.from_json(snapshot).to_json() == snapshot


def test_a_snapshot_is_readable() -> None:
    rules = needing("2/3 of cast", quorum=Fraction(1, 3), group_threshold=MAJORITY)
    assert rules.to_json() == {
        "method": "vote",
        "threshold": ">=2/3 of cast",
        "quorum": "1/3",
        "group_threshold": ">1/2 of voting",
    }


@pytest.mark.parametrize(
    "snapshot",
    [
        {},
        {"method": "dance"},
        {"method": "vote", "quorum": 1},
        {"method": "vote", "quorum": "3/2"},
        {"method": "vote", "floor": "2"},
        {"method": "vote", "floor": True},
        {"method": "vote", "floor": -1},
        {"method": "vote", "threshold": "most"},
        {"method": "vote", "veto": "government"},  # from a newer version
    ],
)
def test_rules_that_are_not_understood_are_never_guessed_at(snapshot: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Rules.from_json(snapshot)


def test_a_vote_has_a_threshold_and_the_other_methods_need_none() -> None:
    assert Rules(Method.VOTE) == Rules(Method.VOTE, MAJORITY)
    assert Rules(Method.CHOICE).threshold is None


def test_a_poll_may_tighten_its_charter_never_loosen_it() -> None:
    charter = needing("2/3", quorum=Fraction(1, 3), group_quorum=Fraction(1, 4), group_floor=2)
    assert loosened(charter, charter) == ()
    stricter = needing("2/3 of roll", quorum=Fraction(1, 2), group_quorum=Fraction(1, 4), group_floor=3)
    assert loosened(stricter, charter) == ()
    assert loosened(charter, stricter) == ("threshold", "quorum", "group_floor")
    assert loosened(Rules(Method.CONSENT), charter) == ("method",)
    assert loosened(Rules(Method.VOTE), Rules(Method.VOTE, group_threshold=MAJORITY)) == ("group_threshold",)


@given(rules_of(Method.VOTE), rules_of(Method.VOTE), rolls(), st.data())
def test_what_passes_under_tightened_rules_passes_under_the_charter(
    rules: Rules, charter: Rules, on: Sequence[RollSize], data: st.DataObject
) -> None:
    rules = replace(rules, **{field: getattr(charter, field) for field in loosened(rules, charter)})
    assert loosened(rules, charter) == ()
    ballots = data.draw(ballots_on(rules.method, on))
    assert tally(charter, (), on, rows(ballots)).passed or not tally(rules, (), on, rows(ballots)).passed
