"""People who sit for no stakeholder group: they count in the whole, and are not a group themselves."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from commands.poll.rules import (
    ABSTAIN,
    MAJORITY,
    NO,
    YES,
    Count,
    Method,
    Rules,
    SecretTerms,
    Standing,
    fewest_to_adopt,
    fewest_to_stop,
    secret_terms,
    tally,
)
from commands.poll.rules.terms import RollSize
from tests.rules.polls import ballots_on, rolls, rows, rules_of

GROUPED = Rules(Method.VOTE, group_threshold=MAJORITY, group_quorum=Fraction(1, 2))
ROLL = (RollSize("government", 3, 3), RollSize("", 1, 1))


def test_one_person_without_a_group_is_no_veto() -> None:
    cast = [Count("government", YES, 3), Count("", NO, 1)]
    result = tally(GROUPED, (), ROLL, cast)
    assert result.passed
    assert result.lines[1].standing is Standing.UNTESTED
    assert result.lines[1].threshold_met is None
    assert result.overall.count(NO) == 1


def test_their_ballots_count_in_the_whole() -> None:
    result = tally(Rules(Method.VOTE), (), ROLL, [Count("government", YES, 1), Count("", NO, 1)])
    assert not result.passed


def test_nobody_of_them_is_named_as_able_to_stop_it_for_a_group() -> None:
    stop = fewest_to_stop(GROUPED, ROLL)
    assert stop is not None
    assert all(name for way in stop.ways for name, _ in way.groups)
    adopt = fewest_to_adopt(GROUPED, ROLL)
    assert adopt is not None
    assert adopt.ways[0].groups == (("government", 2),)


def test_they_do_not_make_a_secret_poll_too_small_to_test_its_groups() -> None:
    terms = secret_terms(
        Rules(Method.VOTE, group_threshold=MAJORITY), (RollSize("civil", 9, 9), RollSize("", 1, 1))
    )
    assert isinstance(terms, SecretTerms)
    assert terms.overall_only == ()


@given(st.data(), rules_of(Method.VOTE), rolls())
def test_without_a_group_nothing_is_asked_of_them(
    data: st.DataObject, rules: Rules, on: tuple[RollSize, ...]
) -> None:
    """Whatever they vote, the groups stand as they would without them."""
    with_them = (*on, RollSize("", 2, 2))
    held = data.draw(ballots_on(Method.VOTE, on))
    extra = {("", seat): data.draw(st.sampled_from([YES, NO, ABSTAIN])) for seat in range(2)}
    alone = tally(rules, (), on, rows(held))
    together = tally(rules, (), with_them, rows({**held, **extra}))
    assert together.lines[:-1] == alone.lines
    assert together.lines[-1].standing is Standing.UNTESTED
    assert together.overall.voted == alone.overall.voted + 2
    assert replace(together.lines[-1], counts=()).quorum == 0
