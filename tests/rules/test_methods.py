"""The methods beyond the first four: what may stand on their ballots, what passes, and what may be told."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.chain import canonical
from commands.poll import outcomes
from commands.poll.rules import (
    ABSTAIN,
    FEW,
    LEVELS,
    NONE,
    Assented,
    BadChoice,
    BadOptions,
    Band,
    Blocks,
    ChoiceFault,
    Count,
    Counting,
    Elected,
    Form,
    House,
    Hummed,
    InHouses,
    Low,
    Method,
    PointsTied,
    Refused,
    Result,
    RollSize,
    Rules,
    Scored,
    Secrecy,
    SecretRefused,
    SecretTerms,
    Signed,
    Silence,
    SupportMissed,
    Threshold,
    Unbroken,
    Undetermined,
    Withheld,
    check_options,
    choices,
    conceal,
    fewest_to_adopt,
    fewest_to_stop,
    read_choice,
    read_houses,
    read_ways,
    secret_terms,
    tally,
)
from commands.poll.rules.houses import HouseVotes, carried, least_to_carry, least_to_stop, written_ways
from tests.rules.polls import FIRST, roll, vectors

CITIES = ("Geneva", "Nairobi", "Montevideo")
NEW = tuple(method for method in Method if method not in FIRST)
HOUSES = (House("North", ("government",)), House("South", ("civil", "private")))
GROUPS = roll(government=6, civil=4, private=5)


def rules_for(method: Method, counting: Counting | None = None) -> Rules:
    if method is Method.HOUSES:
        return Rules(method, houses=HOUSES)
    return Rules(method, counting=counting, places=2 if counting is Counting.SCOTTISH_STV else 1)


def options_for(method: Method) -> tuple[str, ...]:
    return CITIES if method.has_options else ()


def of(held: Mapping[str, int], method: Method, **rules: object) -> Result:
    """The result of these ballots in one stakeholder group of ten."""
    rows = [Count("all", choice, number) for choice, number in held.items()]
    return tally(Rules(method, **rules), options_for(method), roll(all=10), rows)  # type: ignore[arg-type]


# ---------------------------------------------------------------- ballots


@pytest.mark.parametrize(
    ("method", "typed", "stored"),
    [
        (Method.GRADIENTS, "3", "step-3"),
        (Method.GRADIENTS, "step-8", "step-8"),
        (Method.FIST, "0", "fist-0"),
        (Method.FIST, "pass", ABSTAIN),
        (Method.LAZY, "+1", "agree"),
        (Method.CALL, "abstain", ABSTAIN),
        (Method.CALL, "-1", "object"),
        (Method.ROUGH, "I can live with it", "live"),
        (Method.ROUGH, "no", "object"),
        (Method.SIGN_ON, "Je signe", "sign"),
        (Method.SIGN_ON, "org", "organisation"),
        (Method.HOUSES, "oui", "yes"),
        (Method.RANKED, "Nairobi > Geneva = montevideo", "#2>#1=#3"),
        (Method.RANKED, "2>1", "#2>#1"),
        (Method.RANKED, "3 = 1 > 2", "#1=#3>#2"),
        (Method.RANKED, "nai, gen", "#2>#1"),
        (Method.RANKED, "2 | 3", "#2>#3"),
        (Method.RANKED, "Geneva", "#1"),
        (Method.RANKED, "abstain", ABSTAIN),
        (Method.SCORE, "5 0 3", "#1=5|#3=3"),
        (Method.SCORE, "Nairobi=4, 1=2", "#1=2|#2=4"),
        (Method.SCORE, "0,0,0", NONE),
        (Method.SCORE, "abstain", ABSTAIN),
        (Method.HUM, "1=loud | 3=soft", "#1=loud|#3=soft"),
        (Method.HUM, "none", NONE),
        (Method.AVAILABILITY, "yes maybe no", "#1=yes|#2=maybe"),
        (Method.AVAILABILITY, "2=peut-être", "#2=maybe"),
    ],
)
def test_ballots_are_read(method: Method, typed: str, stored: str) -> None:
    assert read_choice(method, options_for(method), typed) == stored
    assert read_choice(method, options_for(method), stored) == stored


@pytest.mark.parametrize(
    ("method", "typed", "fault"),
    [
        (Method.GRADIENTS, "9", ChoiceFault.UNKNOWN),
        (Method.FIST, "6", ChoiceFault.UNKNOWN),
        (Method.RANKED, "1 > 2 = 1", ChoiceFault.TWICE),
        (Method.RANKED, "1 > abstain", ChoiceFault.SEVERAL),
        (Method.RANKED, "1 > Paris", ChoiceFault.UNKNOWN),
        (Method.RANKED, "1 > > 2", ChoiceFault.UNKNOWN),
        (Method.RANKED, " | ", ChoiceFault.EMPTY),
        (Method.SCORE, "6 0 0", ChoiceFault.MARK),
        (Method.SCORE, "5 0", ChoiceFault.MARK),
        (Method.SCORE, "1=2, 1=3", ChoiceFault.TWICE),
        (Method.HUM, "1=roaring", ChoiceFault.MARK),
        (Method.HUM, "4=loud", ChoiceFault.UNKNOWN),
        (Method.AVAILABILITY, "", ChoiceFault.EMPTY),
    ],
)
def test_what_is_no_ballot_is_asked_again(method: Method, typed: str, fault: ChoiceFault) -> None:
    with pytest.raises(BadChoice) as refused:
        read_choice(method, options_for(method), typed)
    assert refused.value.fault is fault


def test_labels_hold_no_signs_that_ballots_are_made_of() -> None:
    for form in (Form.RANKING, Form.MARKS):
        for label in ("A > B", "x=1"):
            with pytest.raises(BadOptions):
                check_options((label, "Nairobi"), form)
    check_options(("A > B", "x=1"), Form.OPTION)


def ballots_of(method: Method) -> st.SearchStrategy[str]:
    """Any stored ballot of a poll with `CITIES`."""
    numbers = ("#1", "#2", "#3")
    match method.traits.form:
        case Form.RANKING:
            cuts = st.lists(st.sampled_from(">="), min_size=2, max_size=2)
            ranked = st.tuples(st.permutations(numbers), st.integers(1, 3), cuts).map(
                lambda drawn: "".join(
                    pick + (sign if at < drawn[1] - 1 else "")
                    for at, (pick, sign) in enumerate(
                        zip(drawn[0][: drawn[1]], [*drawn[2], ""], strict=False)
                    )
                )
            )
            return ranked.map(lambda typed: read_choice(method, CITIES, typed)) | st.just(ABSTAIN)
        case Form.MARKS:
            row = st.lists(st.sampled_from(LEVELS[method]), min_size=3, max_size=3)
            return row.map(lambda marks: read_choice(method, CITIES, " ".join(marks)))
        case _:
            return st.sampled_from(choices(method))


cases = st.sampled_from([(each, None) for each in NEW] + [(Method.RANKED, each) for each in Counting])


@given(st.data(), st.sampled_from(NEW))
def test_reading_what_is_stored_gives_the_same(data: st.DataObject, method: Method) -> None:
    stored = data.draw(ballots_of(method))
    assert read_choice(method, options_for(method), stored) == stored


# ---------------------------------------------------------------- for every method


def drawn_ballots(data: st.DataObject, method: Method) -> list[tuple[str, str]]:
    seats = [size.stakeholder for size in GROUPS for _ in range(size.seats)]
    found = [(group, data.draw(st.none() | ballots_of(method))) for group in seats]
    return [(group, choice) for group, choice in found if choice is not None]


@given(st.data(), cases)
def test_the_order_of_ballots_makes_no_difference(
    data: st.DataObject, case: tuple[Method, Counting | None]
) -> None:
    method, rules = case[0], rules_for(*case)
    cast = drawn_ballots(data, method)
    rows = [Count(group, choice, 1) for group, choice in cast]
    result = tally(rules, options_for(method), GROUPS, rows)
    assert tally(rules, options_for(method), GROUPS, data.draw(st.permutations(rows))) == result
    summed: dict[tuple[str, str], int] = {}
    for each in cast:
        summed[each] = summed.get(each, 0) + 1
    together = [Count(*each, number) for each, number in summed.items()]
    assert tally(rules, options_for(method), GROUPS, together) == result


@given(st.data(), cases)
def test_what_is_written_is_read_back(data: st.DataObject, case: tuple[Method, Counting | None]) -> None:
    method, rules = case[0], rules_for(*case)
    rows = [Count(group, choice, 1) for group, choice in drawn_ballots(data, method)]
    result = tally(rules, options_for(method), GROUPS, rows)
    assert outcomes.read(outcomes.written(result)) == result
    assert canonical(outcomes.facts(result))
    assert Rules.from_json(rules.to_json()) == rules


def test_rules_of_polls_from_before_read_as_before() -> None:
    old = Rules.from_json({"method": "vote", "threshold": ">1/2 of voting", "quorum": "1/3"})
    assert old == Rules(Method.VOTE, quorum=Fraction(1, 3))
    assert old.silence is Silence.NOTHING
    assert "silence" not in old.to_json()
    heard = Rules(Method.CALL, silence=Silence.NOTHING)
    assert Rules.from_json(heard.to_json()) == heard


@pytest.mark.parametrize("method", [each for each in NEW if each.traits.secrecy is Secrecy.NEVER])
def test_methods_that_name_people_are_never_secret(method: Method) -> None:
    refused = secret_terms(rules_for(method), roll(all=50))
    assert isinstance(refused, SecretRefused)
    assert refused.cause is Refused.METHOD


@given(st.data(), st.sampled_from([Method.RANKED, Method.SCORE, Method.HUM]))
def test_a_secret_result_tells_sums_of_all_together_at_most(data: st.DataObject, method: Method) -> None:
    terms = secret_terms(rules_for(method), GROUPS)
    assert isinstance(terms, SecretTerms)
    assert terms.rules.floor >= FEW
    rows = [Count(group, choice, 1) for group, choice in drawn_ballots(data, method)]
    result = conceal(terms.rules, tally(terms.rules, CITIES, GROUPS, rows))
    assert not result.rounds
    assert all(line.counts == () for line in result.lines if line.voted)
    assert Withheld() in result.reasons
    if len(rows) < FEW:
        assert result.overall.counts == ()
        assert not result.winners
    if method is Method.HUM:
        assert result.overall.counts == ()
    kept = outcomes.written(result)
    assert all(
        choice not in kept for choice in {row.choice for row in rows} if ">" in choice or "|" in choice
    )
    assert outcomes.read(kept) == result


def test_a_score_that_all_give_alike_is_withheld() -> None:
    rows = [Count("civil", "#1=5|#2=3", 4), Count("private", "#1=5|#2=2", 2)]
    result = conceal(Rules(Method.SCORE, floor=5), tally(Rules(Method.SCORE), CITIES, GROUPS, rows))
    assert result.winners == ("#1",)
    assert result.overall.withheld
    assert not any(isinstance(reason, Scored) for reason in result.reasons)


def test_too_few_for_a_hum() -> None:
    refused = secret_terms(Rules(Method.HUM), roll(all=4))
    assert refused == SecretRefused(Refused.FEW, 5, 4)


# ---------------------------------------------------------------- single methods


def test_a_veto_stops_what_others_endorse() -> None:
    assert of({"step-1": 2, "step-6": 1, "step-7": 1, "step-4": 4}, Method.GRADIENTS).passed
    stopped = of({"step-1": 8, "step-8": 1}, Method.GRADIENTS)
    assert stopped.reasons[0] == Blocks(1)
    assert not of({"step-1": 1, "step-5": 1}, Method.GRADIENTS).passed  # half is not more than half


def test_all_show_three_fingers() -> None:
    assert of({"fist-3": 5, "abstain": 5}, Method.FIST).passed
    assert of({"abstain": 5}, Method.FIST).reasons[0] == Low(0)
    assert of({"fist-5": 9, "fist-2": 1}, Method.FIST).reasons[0] == Low(1)


def test_silence_is_assent() -> None:
    silent = of({}, Method.LAZY)
    assert silent.passed
    assert silent.reasons == (Assented(0, 10),)
    assert not of({"agree": 9, "object": 1}, Method.LAZY).passed
    assert of({"abstain": 3}, Method.CALL).passed
    assert of({"agree": 2}, Method.CALL, support=2).passed
    assert of({"agree": 1}, Method.CALL, support=2).reasons == (SupportMissed(1, 2),)
    assert not of({}, Method.CALL, silence=Silence.NOTHING).passed
    assert not of({"agree": 1}, Method.CALL, threshold=Threshold.parse("1/3 of roll")).passed


def test_rough_consensus_is_never_counted_out() -> None:
    nearly = of({"live": 9, "object": 1}, Method.ROUGH)
    assert not nearly.passed
    assert nearly.reasons == (Undetermined(Band.MOST, 1),)
    assert of({"live": 3, "abstain": 2}, Method.ROUGH).reasons == (Undetermined(Band.ALL, 0),)


def test_a_hum_is_told_in_bands_that_never_say_all_or_none() -> None:
    result = of({"#1=loud": 5}, Method.HUM)
    assert result.reasons == (Hummed((("#1", Band.MOST), ("#2", Band.FEW), ("#3", Band.FEW))),)
    assert not result.passed
    assert of({"#1=loud": 4}, Method.HUM).reasons == (Hummed(()),)


def test_signatures_pass_nothing() -> None:
    result = of({"sign": 3, "organisation": 1}, Method.SIGN_ON)
    assert (result.passed, result.reasons) == (False, (Signed(3, 1),))


def test_scores() -> None:
    assert of({"#1=5|#2=4": 2, "#2=5": 1}, Method.SCORE).reasons == (Scored("#2", 13, 15),)
    assert of({"#1=5|#2=4": 1, "#2=1": 1}, Method.SCORE).reasons == (PointsTied(("#1", "#2"), 5),)


def test_each_rule_has_its_own_winner() -> None:
    """One set of ballots: first choices elect by instant run-off, the pairwise winner by Schulze."""
    ballots = {"#1>#2>#3": 4, "#3>#2>#1": 3, "#2>#3>#1": 2}
    assert of(ballots, Method.RANKED).winners == ("#3",)
    assert of(ballots, Method.RANKED, counting=Counting.SCHULZE).winners == ("#2",)
    assert of(ballots, Method.RANKED, counting=Counting.SCOTTISH_STV, places=2).winners == ("#1", "#3")


def test_a_tie_of_rankings_is_named_and_left_to_a_draw() -> None:
    tied = of({"#1": 2, "#2": 2}, Method.RANKED)
    assert (tied.passed, tied.winners) == (False, ())
    assert tied.reasons == (Unbroken(("#1", "#2"), 1),)


def test_debian_s_default_option_wins_where_the_quorum_is_missed() -> None:
    ten = roll(all=10)  # 3/2 of the root of 10 is 4.74, so that five are needed
    rules = Rules(Method.RANKED, counting=Counting.DEBIAN)
    enough = tally(rules, CITIES, ten, [Count("all", "#1>#3", 5)])
    assert (enough.passed, enough.winners) == (True, ("#1",))
    short = tally(rules, CITIES, ten, [Count("all", "#1>#3", 4)])
    assert (short.passed, short.winners) == (False, ("#3",))
    assert short.reasons == (Elected("debian", ("#3",)),)
    assert fewest_to_adopt(rules, roll(all=2)) is None
    fewest = fewest_to_adopt(rules, ten)
    assert fewest is not None
    assert fewest.people == 5


@pytest.mark.parametrize("counting", list(Counting))
def test_ten_thousand_rankings_of_twelve_options_take_less_than_two_seconds(counting: Counting) -> None:
    options = tuple(f"Option {letter}" for letter in "ABCDEFGHIJKL")
    papers = []
    for voter in range(10_000):
        drawn = hashlib.sha256(str(voter).encode()).digest()
        order = [number for _, number in sorted(zip(drawn, range(1, 13), strict=False))]
        ranked = order[: drawn[-1] % 12 + 1]
        papers.append(Count("all", ">".join(f"#{number}" for number in ranked), 1))
    rules = Rules(Method.RANKED, counting=counting, places=5 if counting is Counting.SCOTTISH_STV else 1)
    start = time.process_time()
    result = tally(rules, options, roll(all=10_000), papers)
    assert time.process_time() - start < 2
    assert result.winners


# ---------------------------------------------------------------- houses

COUNCIL = (7, 13)
MOTIONS = {
    "default": ">1/2 each",
    "issue_report": ">1/4 each | >1/2 one",
    "initiate_pdp_in_scope": ">1/3 each | >2/3 one",
    "supermajority": ">=2/3 each | >=3/4 and >1/2",
}


def council(ways: str, yes: Sequence[int]) -> bool:
    houses = [HouseVotes("", seats, votes, 0, 0) for seats, votes in zip(COUNCIL, yes, strict=True)]
    return carried(read_ways(ways), houses) is not None


@pytest.mark.parametrize(
    ("ways", "least"),
    [
        (MOTIONS["default"], [(4, 7)]),
        (MOTIONS["issue_report"], [(2, 4), (4, 0), (0, 7)]),
        (MOTIONS["initiate_pdp_in_scope"], [(3, 5), (5, 0), (0, 9)]),
        (MOTIONS["supermajority"], [(5, 9), (6, 7), (4, 10)]),
    ],
)
def test_the_council_s_numbers(ways: str, least: list[tuple[int, int]]) -> None:
    """Published by the Council's own committee: exactly these, and one vote less never."""
    for cph, ncph in least:
        assert council(ways, (cph, ncph))
    everything = [(cph, ncph) for cph in range(8) for ncph in range(14)]
    met = {votes for votes in everything if council(ways, votes)}
    assert met == {
        votes for votes in everything if any(votes[0] >= one and votes[1] >= other for one, other in least)
    }


def test_the_published_table_agrees() -> None:
    table = {row["id"]: row for row in vectors("icann/gnso_votes.json")["thresholds"]}
    assert council(MOTIONS["default"], (table["default"]["CPH"], table["default"]["NCPH"]))
    each = table["issue_report"]["each"]
    assert council(MOTIONS["issue_report"], (each["CPH"], each["NCPH"]))


@given(st.sampled_from(list(MOTIONS.values())), st.integers(1, 6), st.integers(1, 6))
def test_no_fewer_could_carry_or_stop_it(ways: str, north: int, south: int) -> None:
    read, seats = read_ways(ways), (north, south)

    def carries(yes: Sequence[int], no: Sequence[int]) -> bool:
        houses = [HouseVotes("", *each, 0) for each in zip(seats, yes, no, strict=True)]
        return carried(read, houses) is not None

    tries = [(a, b) for a in range(north + 1) for b in range(south + 1)]
    least = min(sum(yes) for yes in tries if carries(yes, (0, 0)))
    found = least_to_carry(read, seats)
    assert found is not None
    assert carries(found, (0, 0))
    assert sum(found) == least
    stops = least_to_stop(read, seats)
    assert not carries((north - stops[0], south - stops[1]), stops)
    assert sum(stops) == min(sum(no) for no in tries if not carries((north - no[0], south - no[1]), no))


def test_a_house_counts_its_stakeholder_groups_and_nobody_else() -> None:
    rules = Rules(Method.HOUSES, houses=HOUSES, ways=read_ways("2/3 each"))
    on = (*GROUPS, RollSize("", 3, 3))
    rows = [Count("government", "yes", 4), Count("civil", "yes", 4), Count("private", "yes", 2)]
    result = tally(rules, (), on, [*rows, Count("", "no", 3)])
    assert result.passed
    way = InHouses(">=2/3 of roll each", (("North", 6, 4, 0, 0), ("South", 9, 6, 0, 0)))
    assert result.reasons == (way,)
    short = tally(rules, (), on, [*rows[:2], Count("private", "yes", 1), Count("private", "abstain", 4)])
    assert not short.passed  # an abstention is not in favour
    stop = fewest_to_stop(rules, on)
    assert stop is not None
    assert stop.ways[0].groups == (("North", 3),)


@pytest.mark.parametrize(
    "typed", ["2/3 each | 3/4 and 1/2", ">1/3 each or >2/3 one", "1/2", "2/3 of voting each"]
)
def test_ways_are_written_as_they_are_read(typed: str) -> None:
    ways = read_ways(typed)
    assert read_ways(written_ways(ways)) == ways


@pytest.mark.parametrize("typed", ["", "each", "2/3 and", "3/2 each", "|"])
def test_what_is_no_way_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        read_ways(typed)


@pytest.mark.parametrize("typed", ["", "North: a", "North: a | North: b", "North: a | South: a", "a, b | c"])
def test_what_are_no_houses_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        read_houses(typed)


def test_nothing_passes_without_houses() -> None:
    assert not tally(Rules(Method.HOUSES), (), GROUPS, [Count("civil", "yes", 4)]).passed


@given(st.data(), cases)
def test_those_who_could_stop_it_or_adopt_it_are_no_more_than_there_are(
    data: st.DataObject, case: tuple[Method, Counting | None]
) -> None:
    rules = rules_for(*case)
    assume(rules.method.traits.decides)
    sizes = data.draw(st.lists(st.integers(1, 6), min_size=3, max_size=3))
    on = tuple(RollSize(size.stakeholder, n, n) for size, n in zip(GROUPS, sizes, strict=True))
    adopt, stop = fewest_to_adopt(rules, on), fewest_to_stop(rules, on)
    for fewest in (adopt, stop):
        assert fewest is None or 0 <= fewest.people <= sum(sizes)
