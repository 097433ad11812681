"""A result that is kept reads back exactly, and its facts are fit for the record."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.chain import canonical
from commands.poll import outcomes
from commands.poll.rules import Method, RollSize, Rules, conceal, secret_terms, tally
from commands.poll.rules.secrecy import SecretTerms
from tests.rules.polls import OPTIONS, ballots_on, rolls, rows, rules_of


@given(st.data(), rules_of(), rolls())
def test_what_is_written_is_read_back(data: st.DataObject, rules: Rules, on: tuple[RollSize, ...]) -> None:
    options = OPTIONS if rules.method.has_options else ()
    result = tally(rules, options, on, rows(data.draw(ballots_on(rules.method, on))))
    assert outcomes.read(outcomes.written(result)) == result
    assert canonical(outcomes.facts(result))


@given(st.data(), rules_of(Method.VOTE, Method.CHOICE, Method.APPROVAL), rolls(seats=9))
def test_what_is_concealed_stays_so(data: st.DataObject, rules: Rules, on: tuple[RollSize, ...]) -> None:
    terms = secret_terms(rules, on)
    assume(isinstance(terms, SecretTerms))
    assert isinstance(terms, SecretTerms)
    options = OPTIONS if rules.method.has_options else ()
    held = rows(data.draw(ballots_on(rules.method, on)))
    result = conceal(terms.rules, tally(terms.rules, options, on, held))
    assert outcomes.read(outcomes.written(result)) == result
    facts = canonical(outcomes.facts(result))
    assert facts.count('"withheld"') >= sum(line.withheld for line in (result.overall, *result.lines))
    lines = outcomes.facts(result)["lines"]
    assert isinstance(lines, list)
    for line, told in zip(result.lines, lines, strict=True):
        assert isinstance(told, dict)
        assert (told["counts"] == "withheld") == line.withheld
