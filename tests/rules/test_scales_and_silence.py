"""What silence means, from the laxest to the strictest; and the words of a scale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.poll.rules import (
    STEPS,
    BadOptions,
    Form,
    Method,
    Rules,
    Silence,
    Threshold,
    check_options,
    loosened,
    read_choice,
    tally,
)
from tests.rules.polls import counts, roll


@given(
    st.sampled_from((Method.LAZY, Method.CALL)),
    st.sampled_from((None, "1/3 of voting", ">1/2 of cast", "2/3 of roll")),
    st.integers(0, 3),
    st.tuples(*[st.integers(0, 3)] * 3),
)
def test_silence_that_asks_for_more_never_lets_more_pass(
    method: Method, threshold: str | None, support: int, ballots: tuple[int, int, int]
) -> None:
    wanted = Threshold.parse(threshold) if threshold else None
    rows = counts(all=dict(zip(("agree", "abstain", "object"), ballots, strict=True)))
    by_silence = [
        Rules(method, wanted, silence=silence, support=support)
        for silence in (Silence.ASSENT, Silence.NOTHING, Silence.AGAINST)
    ]
    passing = [tally(rules, (), roll(all=9), rows).passed for rules in by_silence]
    assert passing == sorted(passing, reverse=True)
    for at, rules in enumerate(by_silence):
        assert Rules.from_json(rules.to_json()) == rules
        assert not loosened(rules, by_silence[0])
        for stricter in by_silence[at + 1 :]:
            assert "silence" in loosened(rules, stricter)


@given(st.lists(st.text("abcde 18f,-'", min_size=1, max_size=9), min_size=8, max_size=8))
def test_the_words_of_a_scale_mean_its_steps(labels: list[str]) -> None:
    try:
        check_options(labels, Form.ANSWER)
    except BadOptions:
        return
    for step, label in zip(STEPS, labels, strict=True):
        assert read_choice(Method.GRADIENTS, labels, f" {label.upper()} ") == step
        assert read_choice(Method.GRADIENTS, labels, step) == step
        assert read_choice(Method.GRADIENTS, labels, step.removeprefix("step-")) == step


@pytest.mark.parametrize("label", ["8", "#8", "step-8", "Step 8"])
def test_a_word_that_could_mean_another_step_is_refused(label: str) -> None:
    with pytest.raises(BadOptions):
        check_options([label, *"abcdefg"], Form.ANSWER)
