"""What people type is read as the choice they mean, or asked again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.boundary import Reader
from bot.text import Text
from bot.writing import PlainMarkup, write
from commands.poll.rules import (
    ABSTAIN,
    AGREE,
    ASIDE,
    NO,
    OBJECT,
    YES,
    BadChoice,
    BadOptions,
    ChoiceFault,
    Method,
    OptionsFault,
    check_options,
    choices,
    numbers,
    picks,
    read_choice,
)
from commands.poll.views.words import answers
from tests.rules.polls import FIRST

CITIES = ("Geneva, Switzerland", "Nairobi", "Montevidéo", "Northern route", "2 weeks", "20 days")


@pytest.mark.parametrize(
    ("method", "typed", "choice"),
    [
        *((Method.VOTE, typed, YES) for typed in ("yes", " YES ", "y", "oui", "Oui", "+1")),
        *((Method.VOTE, typed, NO) for typed in ("no", "n", "non", "-1", "−1")),
        *((Method.VOTE, typed, ABSTAIN) for typed in ("abstain", "abstention", "0", "s’abstenir")),
        *((Method.CONSENT, typed, AGREE) for typed in ("agree", "I agree", "d'accord", "D’accord", "oui")),
        *((Method.CONSENT, typed, ASIDE) for typed in ("stand aside", "stand-aside", "Aside", "abstain")),
        *((Method.CONSENT, typed, OBJECT) for typed in ("object", "objection", "Je m'oppose")),
    ],
)
def test_words(method: Method, typed: str, choice: str) -> None:
    assert read_choice(method, (), typed) == choice


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("method", [Method.VOTE, Method.CONSENT, Method.LAZY, Method.CALL, Method.HOUSES])
def test_the_words_that_are_named_where_one_cannot_be_read_can_be_typed(
    method: Method, language: str
) -> None:
    for choice in choices(method):
        shown = write(Text("{words}", words=answers((), (choice,))), Reader(language, "UTC"), PlainMarkup())
        assert read_choice(method, (), shown) == choice


@pytest.mark.parametrize(
    ("method", "typed"),
    [(Method.VOTE, "maybe"), (Method.VOTE, "ye"), (Method.CONSENT, "no"), (Method.VOTE, "1")],
)
def test_other_words_are_no_ballot(method: Method, typed: str) -> None:
    """A "no" to a consent poll is not an objection: that is an argued reason."""
    with pytest.raises(BadChoice) as refused:
        read_choice(method, (), typed)
    assert refused.value.fault is ChoiceFault.UNKNOWN
    assert refused.value.candidates == choices(method)


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("Nairobi", "#2"),
        ("  nairobi ", "#2"),
        ("NAI", "#2"),
        ("montevideo", "#3"),
        ("Montevide\u0301o", "#3"),
        ("#3", "#3"),
        ("3", "#3"),
        ("geneva", "#1"),
        ("Geneva, Switzerland", "#1"),
        ("northern", "#4"),
        ("abstain", ABSTAIN),
        ("20 days", "#6"),
        ("20", "#6"),
    ],
)
def test_an_option_is_named_by_label_beginning_or_number(typed: str, choice: str) -> None:
    assert read_choice(Method.CHOICE, CITIES, typed) == choice


@pytest.mark.parametrize(
    ("typed", "fault", "candidates"),
    [
        ("no", ChoiceFault.UNKNOWN, choices(Method.CHOICE, CITIES)),  # not "Northern route"
        ("7", ChoiceFault.UNKNOWN, choices(Method.CHOICE, CITIES)),
        ("#7", ChoiceFault.UNKNOWN, choices(Method.CHOICE, CITIES)),
        ("#0", ChoiceFault.UNKNOWN, choices(Method.CHOICE, CITIES)),
        ("2", ChoiceFault.AMBIGUOUS, ("#2", "#5")),  # the second, or "2 weeks"
        ("", ChoiceFault.EMPTY, choices(Method.CHOICE, CITIES)),
        ("1|2", ChoiceFault.SEVERAL, choices(Method.CHOICE, CITIES)),
    ],
)
def test_a_choice_that_is_not_clear_is_asked_again(
    typed: str, fault: ChoiceFault, candidates: tuple[str, ...]
) -> None:
    with pytest.raises(BadChoice) as refused:
        read_choice(Method.CHOICE, CITIES, typed)
    assert (refused.value.fault, refused.value.candidates) == (fault, candidates)


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("nairobi", "#2"),
        ("Nairobi, Montevideo", "#2|#3"),
        ("3, #2, nairobi", "#2|#3"),
        ("Geneva, Switzerland", "#1"),  # one label with a comma
        ("Geneva, Switzerland | 3 ", "#1|#3"),
        ("#3|#1|", "#1|#3"),
        ("abstain", ABSTAIN),
    ],
)
def test_several_are_approved(typed: str, choice: str) -> None:
    assert read_choice(Method.APPROVAL, CITIES, typed) == choice


@pytest.mark.parametrize(
    ("typed", "fault"),
    [("nairobi|abstain", ChoiceFault.SEVERAL), (" , ", ChoiceFault.EMPTY), ("|", ChoiceFault.EMPTY)],
)
def test_approvals_that_make_no_sense(typed: str, fault: ChoiceFault) -> None:
    with pytest.raises(BadChoice) as refused:
        read_choice(Method.APPROVAL, CITIES, typed)
    assert refused.value.fault is fault


def test_a_button_means_its_number_even_where_labels_are_numbers() -> None:
    swapped = ("2", "1", "2026")
    assert read_choice(Method.CHOICE, swapped, "#1") == "#1"
    assert read_choice(Method.CHOICE, swapped, "2026") == "#3"
    with pytest.raises(BadChoice) as refused:
        read_choice(Method.CHOICE, swapped, "1")
    assert refused.value.candidates == ("#1", "#2")


def test_an_option_of_its_own_for_abstaining_takes_the_place_of_ours() -> None:
    assert choices(Method.CHOICE, ("Yes", "No")) == ("#1", "#2", ABSTAIN)
    assert choices(Method.CHOICE, ("Yes", "Abstention")) == ("#1", "#2")
    assert read_choice(Method.CHOICE, ("Yes", "Abstention"), "abstain") == "#2"
    assert read_choice(Method.CHOICE, ("Abstain from comment", "Comment"), "abstain") == ABSTAIN


def test_what_a_stored_choice_holds() -> None:
    assert (picks("#1|#3"), numbers("#1|#3")) == (("#1", "#3"), (1, 3))
    assert (picks(YES), numbers(YES)) == ((YES,), ())


@pytest.mark.parametrize(
    ("options", "fault", "labels"),
    [
        ((), OptionsFault.FEW, ()),
        (("Geneva",), OptionsFault.FEW, ("Geneva",)),
        (("Geneva", " "), OptionsFault.BLANK, (" ",)),
        (("Genève", "Nairobi", "geneve"), OptionsFault.TWICE, ("Genève", "geneve")),
        (("#2", "Nairobi"), OptionsFault.MISLEADING, ("#2",)),
        (("a|b", "Nairobi"), OptionsFault.MISLEADING, ("a|b",)),
    ],
)
def test_options_that_could_not_be_told_apart(
    options: tuple[str, ...], fault: OptionsFault, labels: tuple[str, ...]
) -> None:
    with pytest.raises(BadOptions) as refused:
        check_options(options)
    assert (refused.value.fault, refused.value.labels) == (fault, labels)


words = st.text(st.sampled_from("abAé12 ,#'-"), max_size=6)
labels = st.lists(words | st.sampled_from(["abstain", "Yes", "1", "2"]), max_size=5)


def allowed(options: list[str]) -> bool:
    try:
        check_options(options)
    except BadOptions:
        return False
    return True


@given(st.sampled_from(FIRST), labels.filter(allowed), st.text() | words)
def test_reading_what_is_stored_gives_the_same(method: Method, options: list[str], typed: str) -> None:
    known = choices(method, options)
    try:
        choice = read_choice(method, options, typed)
    except BadChoice as refused:
        choice = refused.candidates[0]
    assert set(picks(choice)) <= set(known)
    assert [read_choice(method, options, stored) for stored in (choice, *known)] == [choice, *known]


@given(labels.filter(allowed), st.data())
def test_every_option_can_be_named_by_its_label_unless_it_is_also_a_number(
    options: list[str], data: st.DataObject
) -> None:
    number, label = data.draw(st.sampled_from(list(enumerate(options, 1))))
    if not label.strip().isdigit():
        assert read_choice(Method.CHOICE, options, label) == f"#{number}"
