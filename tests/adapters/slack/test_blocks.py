"""Messages and modals of Slack: what stands in them, and that everything fits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.slack.blocks import render
from adapters.slack.markup import JOINER, SlackMarkup
from adapters.slack.modals import NAMED, Origin, errors, form_view, told_view, values_of
from bot.addresses import AccountRef, ChannelRef
from bot.blocks import Bar, Block, Button, Buttons, Facts, Heading, Paragraph, Style, Table, Tally
from bot.boundary import Field, Form, Input, Reader, Suggestion
from bot.refusals import Fault
from bot.text import Code, Text, Words, verbatim
from bot.token import unpack
from bot.writing import write
from tests.adapters.slack import fits, published
from tests.test_house import ENGINE
from tests.world import World

EN = Reader("en", "Europe/Paris")
AT = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)


def written(words: Words) -> str:
    return write(words, EN, SlackMarkup())


def shown(*blocks: Block) -> list[dict[str, Any]]:
    rendered = render(blocks, EN)
    fits.check_rendered(rendered)
    if published.FOLDER.is_dir():
        assert published.message_faults(rendered.blocks) == []
    return rendered.blocks


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!channel> <@U1> <#C1>", "&lt;!channel&gt; &lt;@U1&gt; &lt;#C1&gt;"),
        ("*bold* _it_ ~no~ `code`", "|*bold|* |_it|_ |~no|~ |`code|`".replace("|", JOINER)),
        ("> quoted", f"{JOINER}&gt; quoted"),
        ("at 10:30, :tada:", f"at 10:30, :{JOINER}tada:"),
        ("see https://example.org/a_b?c=1&d=2.", "see <https://example.org/a_b?c=1&amp;d=2>."),
        ("https://example.org/<@U1>", "<https://example.org/>&lt;@U1&gt;"),
        ("@channel", "@channel"),
    ],
)  # fmt: skip
def test_what_people_typed_stays_what_it_is(typed: str, expected: str) -> None:
    assert written(verbatim(typed)) == expected


def test_only_an_account_that_is_meant_is_mentioned() -> None:
    assert written(Text("{who}", who=AccountRef("slack", "T1", "U1"))) == "<@U1>"
    assert written(Text("{who}", who=AccountRef("console", "local", "ana"))) == "@ana"


def test_a_channel_can_be_followed_on_its_own_platform() -> None:
    assert written(Text("{where}", where=ChannelRef("slack", "T1", "C1", "1700.1"))) == "<#C1>"
    assert written(Text("{where}", where=ChannelRef("discord", "3", "400000"))) == "a channel on Discord"
    private = ChannelRef.private(AccountRef("slack", "T1", "U1"))
    assert written(Text("{where}", where=private)) == "a private conversation"


def test_a_moment_is_shown_on_the_clock_of_whoever_looks() -> None:
    assert written(Text("{at}", at=AT)) == (
        "<!date^1796133600^{date_short_pretty} {time}|Tuesday 1 December 2026, 15:00 Europe/Paris>"
    )


def test_a_command_is_shown_as_it_is_typed_here() -> None:
    assert written(Text("{line}", line=Code("/poll show P-1"))) == "`/wg poll show P-1`"
    assert written(Text("{line}", line=Code("/wg help"))) == "`/wg help`"
    assert written(Text("{line}", line=Code("a `b`"))) == f"a {JOINER}`b{JOINER}`"


def test_each_block_has_its_own_shape() -> None:
    blocks = shown(
        Heading(Text("P-1: Tea?")),
        Paragraph(Text("{who} asks.", who="Ana")),
        Facts(((Text("closes"), Text("{at}", at=AT)),)),
        Tally((Bar(Text("Yes"), 1, 3, Text("needs 2")), Bar(Text("No"), 0, 0))),
        Table((Text("name"), Text("votes")), ((verbatim("<b>"), Text("{n}", n=3)),)),
        Buttons((Button(Text("Yes"), "poll vote", (("choice", "yes"),), Style.PRIMARY),)),
    )
    assert [block["type"] for block in blocks] == ["header", *["section"] * 4, "actions"]
    said = [block["text"]["text"] for block in blocks[:-1]]
    assert said[0] == "P-1: Tea?"
    assert said[2].startswith("*closes:* <!date^")
    assert said[3] == "*Yes*  1 of 3  `###.......`  needs 2\n*No*  0 of 0"
    assert said[4].startswith("```\n")
    assert "&lt;b&gt;" in said[4]
    (button,) = blocks[-1]["elements"]
    assert unpack(button["value"]) == ("poll vote", {"choice": "yes"})
    assert button["style"] == "primary"


def test_what_has_marks_of_its_own_is_not_made_bold() -> None:
    (facts,) = shown(Facts(((Text("{id}", id=Code("P-1")), verbatim("Tea?")), (verbatim("a*b"), Text("x")))))
    assert facts["text"]["text"] == f"`P-1`: Tea?\na{JOINER}*b: x"


def test_buttons_stand_five_in_a_row_each_with_an_id_of_its_own() -> None:
    many = Buttons(tuple(Button(Text("{n}", n=n), "me") for n in range(12)))
    rows = [block["elements"] for block in shown(Paragraph(Text("Which?")), many, many)[1:]]
    assert [len(row) for row in rows] == [5, 5, 2, 5, 5, 2]


def test_a_long_label_is_cut_and_a_long_heading_becomes_bold() -> None:
    _, row = shown(Paragraph(Text("Which?")), Buttons((Button(verbatim("a" * 200), "me"),)))
    assert row["elements"][0]["text"]["text"] == "a" * 74 + "…"
    (heading,) = shown(Heading(verbatim("word " * 60)))
    assert heading["type"] == "section"
    assert heading["text"]["text"].startswith("*word word")


def test_a_long_text_goes_on_in_the_next_section_and_nothing_is_cut_through() -> None:
    links = " ".join(f"https://example.org/{n:04}?a=1&b=2" for n in range(200))
    blocks = shown(Paragraph(verbatim(links)))
    assert len(blocks) > 2
    joined = " ".join(fits.texts(blocks))
    assert joined == written(verbatim(links))
    for text in fits.texts(blocks):
        assert text.count("<") == text.count(">")


@pytest.mark.parametrize("typed", ["x" * 9000, "&" * 3000, "`" * 5000, "\n" * 4000 + "x", " a" * 4000])
def test_no_text_is_too_hard(typed: str) -> None:
    shown(Paragraph(verbatim(typed)), Heading(verbatim(typed)), Facts(((verbatim(typed), verbatim(typed)),)))
    shown(Table((verbatim(typed),), ((verbatim(typed),),)), Tally((Bar(verbatim(typed), 1, 2),)))


def test_what_no_message_can_hold_is_said_to_be_missing_and_the_buttons_stay() -> None:
    press = Buttons((Button(Text("Yes"), "me"),))
    blocks = shown(*(Paragraph(verbatim("x" * 2900)) for _ in range(8)), press)
    assert blocks[-1]["type"] == "actions"
    assert blocks[-2]["text"]["text"] == "The rest does not fit into one message here."
    many = shown(*(Paragraph(verbatim(str(n))) for n in range(90)), press)
    assert "89" in many[-2]["text"]["text"]
    shown(*(part for n in range(90) for part in (Heading(verbatim(str(n))), press)))


def test_the_text_beside_the_blocks_is_complete_and_fits_an_edit() -> None:
    blocks = (
        Heading(Text("Tea?")),
        Paragraph(verbatim("<@U1> & `me`")),
        Buttons((Button(Text("Yes"), "me"),)),
    )
    assert render(blocks, EN).text == f"Tea?\n&lt;@U1&gt; &amp; {JOINER}`me{JOINER}`"
    assert len(render((Paragraph(verbatim("word " * 2000)),), EN).text) <= 4000


# Modals

PATH = "member add"
SPEC = ENGINE.specs[PATH]


def asked(*fields: Field, faults: tuple[Fault, ...] = ()) -> dict[str, Any]:
    view = form_view(
        Form(PATH, Text("Give a seat"), fields, "d1", faults, EN), SPEC, Origin("slack:T1/C1", draft="d1")
    )
    if published.FOLDER.is_dir():
        assert published.view_faults(view) == []
    return view


def field(name: str, **more: Any) -> Field:
    return Field(**{"name": name, "label": Text("{name}", name=Code(name)), "about": Text("about it"),
                    "input": Input.SHORT, "required": True, **more})  # fmt: skip


def test_a_form_asks_by_the_kind_of_each_parameter() -> None:
    choices = (Suggestion("one", Text("One")), Suggestion("two", verbatim("2" * 90)))
    view = asked(
        field("who", value="@ben", account=AccountRef("slack", "T1", "U7")),
        field("stakeholder", input=Input.CHOICE, choices=choices, value="two"),
        field("affiliation", input=Input.LONG, required=False, value="x", most=9000, fault=Text("Too odd.")),
    )
    assert view["title"]["text"] == "/wg member add"
    _, who, named, stakeholder, affiliation, fault = view["blocks"]
    assert (who["block_id"], who["element"]["type"]) == ("who", "users_select")
    assert who["element"]["initial_user"] == "U7"
    assert named["block_id"] == "who" + NAMED
    assert stakeholder["element"]["initial_option"]["value"] == "two"
    assert affiliation["element"] == {
        "type": "plain_text_input", "multiline": True, "max_length": 3000, "initial_value": "x",
        "action_id": "value",
    }  # fmt: skip
    assert affiliation["optional"]
    assert fault["elements"][0]["text"] == "Too odd."


def test_what_is_too_long_for_an_input_stays_in_the_draft() -> None:
    view = asked(field("affiliation", value="x" * 3500), field("who"))
    assert not any(block.get("block_id") == "affiliation" for block in view["blocks"])
    assert "3,500 characters" in view["blocks"][1]["text"]["text"]


def test_what_comes_back_is_what_would_be_typed() -> None:
    state: dict[str, Any] = {
        "who": {"value": {"type": "users_select", "selected_user": None}},
        "who" + NAMED: {"value": {"type": "plain_text_input", "value": "Ana"}},
        "poll": {"value": {"type": "static_select", "selected_option": {"value": "P-1"}}},
        "reason": {"value": {"type": "plain_text_input", "value": None}},
    }
    assert values_of(state) == {"who": "Ana", "poll": "P-1", "reason": ""}
    state["who"]["value"]["selected_user"] = "U1"
    assert values_of(state)["who"] == "<@U1>"


def test_a_fault_stands_under_its_field_and_one_of_no_field_under_the_last() -> None:
    faults = (Fault("who", Text("Who is that?")), Fault("region", Text("is odd.")), Fault("", Text("No.")))
    assert errors(faults, ["who", "stakeholder"], EN) == {
        "who": "Who is that?",
        "stakeholder": "region: is odd. No.",
    }


def test_a_modal_remembers_where_it_was_asked_for() -> None:
    origin = Origin("slack:T1/C1", "https://hooks.slack.com/1", "d1", PATH, home=True)
    assert Origin.unpacked(origin.packed()) == origin
    assert Origin.unpacked(Origin("slack:T1/C1", "x" * 4000).packed()) == Origin("slack:T1/C1")
    for forged in ("", "[]", '{"odd": 1}', "null"):
        with pytest.raises(ValueError, match="not an origin"):
            Origin.unpacked(forged)


def test_an_answer_can_be_a_modal() -> None:
    view = told_view((Paragraph(Text("Done.")),), EN, Origin(""))
    assert "submit" not in view
    if published.FOLDER.is_dir():
        assert published.view_faults(view) == []


# By the published schemas


@published.needed
def test_the_schemas_find_what_is_wrong() -> None:
    wrong = [
        {
            "type": "actions",
            "elements": [{"type": "button", "text": {"type": "plain_text", "text": "x" * 76}}],
        }
    ]
    assert published.message_faults(wrong)
    assert published.view_faults(
        {"type": "modal", "title": {"type": "plain_text", "text": "x" * 25}, "blocks": []}
    )


LIFE = [
    "/group create Tea", "/member join government", "/member add @ben civil society facilitator", "/member list",
    '/poll open "Green?" method:consent closes:"in 3 days"', "/poll vote P-1 agree", "/poll show P-1", "/poll roll P-1",
    '/poll open "Which?" method:ranked options:"A | B | C"', "/poll vote P-2 A > B", "/poll list", "/poll close P-2",
    '/objection raise P-1 "Too soon: it <b>breaks</b> *things*."', "/objection list", "/objection show O-1",
    "/group show", "/group charter", "/group charter show ietf-rough-consensus", "/group setup", "/record show",
    "/me", "/help", "/help poll", "/help poll open", "/language", "/zone", "/poll opne", "/poll vote P-9 agree",
    "/privacy", '/poll preview Tea? method:score options:"A | B"',
]  # fmt: skip


@published.needed
async def test_a_life_is_shown_by_the_schemas(world: World) -> None:
    """What stories show is checked for its limits by tests/limits.py; here by the published schemas."""
    ana, _ = world.people("ana", "ben")
    for line in LIFE:
        await ana.says(line)
        shown_to_her = await world.sends(ana.request(line, id=f"again {line}"))
        if isinstance(shown_to_her, Form):
            spec = world.app.engine.specs[shown_to_her.path]
            assert published.view_faults(form_view(shown_to_her, spec, Origin("slack:T1/C1"))) == []
        else:
            assert published.message_faults(render(shown_to_her.blocks, shown_to_her.reader).blocks) == []
    await world.passes(days=5)
    messages = world.stage.recorder.messages.values()
    assert len(messages) > 3
    for message in messages:
        assert published.message_faults(render(message.view.blocks, message.view.reader).blocks) == []
