"""Forms as Discord shows them: what does not fit is said or kept, never lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from adapters.discord import allowed, limits
from adapters.discord.modals import modal, submitted
from bot.boundary import Field, Form, Input, Reader, Suggestion
from bot.refusals import Fault
from bot.text import Code, Text, verbatim
from tests.adapters.discord.contract import faults, needs_contract

QUESTION = Field("question", Text("{name}", name=Code("question")), Text("what is asked"), Input.SHORT, True)
FORM = Form("poll open", Text("Ask the group"), (QUESTION,), "a" * 22, reader=Reader("en"))


def above(form: Form) -> str:
    """What stands above the fields."""
    body = modal(form)
    assert allowed.modal(body) == []
    return "\n".join(each["content"] for each in body["components"] if each["type"] == 10)


def fields(form: Form) -> dict[str, Any]:
    return {each["component"]["custom_id"]: each for each in modal(form)["components"] if each["type"] == 18}


def test_a_form_alone_has_nothing_above() -> None:
    assert above(FORM) == ""
    assert fields(FORM)["question"]["label"] == "Question"


def test_what_a_button_chose_is_said() -> None:
    assert above(replace(FORM, kept=(("poll", "P-1 *x*"),))) == r"`poll`: P\-1 \*x\*"


def test_a_long_fault_is_said_in_full() -> None:
    fault = Text("This cannot be: {why}", why="because of the tea " * 10)
    form = replace(FORM, fields=(replace(QUESTION, fault=fault),), faults=(Fault("question", fault),))
    assert len(fields(form)["question"]["description"]) == limits.FIELD_ABOUT
    assert above(form).count("because of the tea") == 10


def test_a_short_fault_stands_at_its_field_alone() -> None:
    fault = Text("Name it.")
    form = replace(FORM, fields=(replace(QUESTION, fault=fault),), faults=(Fault("question", fault),))
    assert fields(form)["question"]["description"] == "Name it."
    assert above(form) == ""


def test_a_fault_of_no_field_is_said() -> None:
    assert above(replace(FORM, faults=(Fault("", Text("Not today.")),))) == "Not today."


def test_what_is_longer_than_a_field_takes_stays_in_the_draft() -> None:
    long = Field(
        "text", Text("{name}", name=Code("text")), Text("more"), Input.LONG, False, "x" * 5000, most=9000
    )
    form = replace(FORM, fields=(QUESTION, long))
    assert list(fields(form)) == ["question"], "cut short, it would come back cut short"
    assert "5,000 characters" in above(form)
    wrong = replace(long, fault=Text("Too long."))
    assert list(fields(replace(form, fields=(wrong,)))) == ["text"]


@needs_contract
def test_the_fullest_form_is_taken() -> None:
    some = tuple(Suggestion(str(number), verbatim("x" * 200)) for number in range(25))
    chosen = Field("kind", Text("k" * 60), Text("a" * 200), Input.CHOICE, False, "3", some)
    full = tuple(
        replace(each, name=f"n{n}") for n, each in enumerate((QUESTION, QUESTION, chosen, chosen, chosen))
    )
    for form in (
        replace(FORM, fields=full, kept=(("poll", "P-1"),), title=Text("t" * 90)),
        replace(FORM, fields=full[:4], kept=(("poll", "p" * 9000),)),
    ):
        body = modal(form)
        assert allowed.modal(body) == []
        assert faults("POST", "/interactions/1/t/callback", {"type": 9, "data": body}) == []


def test_what_is_optional_can_be_chosen_away() -> None:
    some = (Suggestion("a", Text("a")), Suggestion("b", Text("b")))
    for required, least in ((True, {}), (False, {"min_values": 0})):
        chosen = replace(QUESTION, input=Input.CHOICE, choices=some, required=required, value="a")
        asked = fields(replace(FORM, fields=(QUESTION, replace(chosen, name="kind"))))["kind"]["component"]
        assert {key: asked[key] for key in asked if key == "min_values"} == least


def test_what_was_emptied_comes_back_as_nothing() -> None:
    def label(**component: Any) -> dict[str, Any]:
        return {"type": 18, "component": component}

    came = [
        {"type": 10},
        label(type=4, custom_id="due", value=""),
        label(type=3, custom_id="kind", values=[]),
        label(type=3, custom_id="poll", values=["P-1"]),
        label(type=4, custom_id="odd", value=7),
        label(type=4, value="nobody's"),
        "not a component",
    ]
    assert submitted(came) == {"due": "", "kind": "", "poll": "P-1", "odd": ""}
    assert submitted("nothing") == {}
