"""Selects: one of many picked from a menu; where there is none, by a number, or by a button that asks."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.discord.rendering import rendered
from adapters.slack.blocks import render
from bot.blocks import Block, Buttons, Option, Paragraph, Select
from bot.boundary import Reader
from bot.commands import Command, Scope
from bot.offers import offered
from bot.plain import plain, pressable
from bot.selects import show_one, told_apart
from bot.text import Text, verbatim
from bot.token import MOST, TokenTooLong, pack, unpack, unpack_pick

ENGLISH = Reader("en", "UTC")
TARGET = (("group", "7"), ("poll", "k" * 22))


def select(*labels: str, most: int = 1, values: tuple[str, ...] = ()) -> Select:
    options = tuple(
        Option(verbatim(label), values[number - 1] if values else f"#{number}")
        for number, label in enumerate(labels, 1)
    )
    return Select(Text("Vote"), "poll vote", TARGET, "choice", options, most)


def components(*blocks: Block) -> list[dict[str, Any]]:
    (page,) = rendered(blocks, ENGLISH).pages
    return [inner for row in page if row["type"] == 1 for inner in row["components"]]


def elements(*blocks: Block) -> list[dict[str, Any]]:
    made = render((Paragraph(Text("Which?")), *blocks), ENGLISH).blocks
    return [each for block in made if block["type"] == "actions" for each in block["elements"]]


def test_in_a_text_each_option_has_a_number_and_does_what_a_button_would() -> None:
    vote = select("Tea", "Coffee")
    shown = plain((Paragraph(Text("Which?")), vote), ENGLISH, number_from=4)
    assert shown == "Which?\n\nVote:\n[4] Tea  [5] Coffee"
    _, coffee = pressable((vote,))
    assert (coffee.path, dict(coffee.values)) == ("poll vote", {**dict(TARGET), "choice": "#2"})
    assert plain((vote,), ENGLISH, buttons=False) == ""
    assert plain((select(),), ENGLISH) == ""


def test_where_several_are_picked_together_a_text_asks_for_them() -> None:
    assert plain((select("Tea", "Coffee", most=2),), ENGLISH) == "[1] Vote"
    (asking,) = pressable((select("Tea", "Coffee", most=2),))
    assert "choice" not in dict(asking.values)


def test_a_token_waits_for_what_is_picked() -> None:
    token = pack("poll vote", TARGET, "choice")
    assert unpack_pick(token, "#2") == ("poll vote", {**dict(TARGET), "choice": "#2"})
    with pytest.raises(ValueError, match="token"):
        unpack(token)
    with pytest.raises(TokenTooLong):
        pack("poll vote", TARGET, "c" * MOST)


@pytest.mark.parametrize(
    "token",
    ["", "1", "1~", "choice", "1~poll.vote", "1~poll.vote~poll=x", "1~poll.vote~poll=x~", "2~poll.vote~choice",
     "1~poll.vote~choice=a~choice", "1~poll.vote~a~choice", "1~poll.vote~x=1~" + "c" * MOST],
)  # fmt: skip
def test_what_we_did_not_write_waits_for_nothing(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        unpack_pick(token, "#1")


def test_what_reads_alike_once_it_is_cut_is_numbered() -> None:
    alike = ("A budget for " + "very " * 5 + "early spring", "A budget for " + "very " * 5 + "early summer")
    options = select(*alike, "None").options
    assert told_apart(options, lambda words: plain((Paragraph(words),), ENGLISH)[:30]) == [
        "1. A budget for very very very", "2. A budget for very very very", "None",
    ]  # fmt: skip


def test_each_platform_shows_a_menu_of_its_own() -> None:
    shown = show_one("poll show", 7, "poll", [("P-1", "key", verbatim("T" * 200))])
    (menu,) = components(shown)
    assert (menu["type"], menu["placeholder"], menu["custom_id"]) == (
        3,
        "Show one",
        "1~poll.show~group=7~poll",
    )
    (option,) = menu["options"]
    assert (option["label"], option["value"], len(option["description"])) == ("P-1", "key", 100)
    (menu,) = elements(shown)
    assert menu["type"] == "static_select"
    assert menu["action_id"] == "pick:0:1~poll.show~group=7~poll"
    (option,) = menu["options"]
    assert (option["text"]["text"], option["value"], len(option["description"]["text"])) == ("P-1", "key", 75)


@pytest.mark.parametrize(
    ("given", "discord", "slack"),
    [
        (select("Tea", "Coffee"), 3, "static_select"),
        (select("Tea", "Coffee", most=2), 3, "button"),
        (select(*map(str, range(25))), 3, "static_select"),
        (select(*map(str, range(26))), 2, "static_select"),
        (select(*map(str, range(101))), 2, "button"),
        (select("Tea", values=("t" * 76,)), 3, "button"),
        (select("Tea", values=("t" * 101,)), 2, "button"),
        (select("Tea", "Coffee", values=("one", "one")), 2, "button"),
    ],
)
def test_what_a_platform_has_no_menu_for_is_asked_for(given: Select, discord: int, slack: str) -> None:
    assert [each["type"] for each in components(given)] == [discord]
    assert [each["type"] for each in elements(given)] == [slack]


def test_the_same_menu_stands_in_a_message_once_on_discord() -> None:
    assert [each["type"] for each in components(select("Tea"), select("Coffee"), select("Milk"))] == [3, 2]
    assert components(select()) == elements(select()) == []


def test_a_group_that_was_closed_offers_no_menu_that_would_be_refused() -> None:
    class Cast(Command):
        path, about, scope = "poll vote", Text("Vote"), Scope.GROUP

    class Look(Command):
        path, about, reads = "poll show", Text("Look"), True

    known = {"poll vote": Cast, "poll show": Look}
    blocks = (
        Paragraph(Text("Which?")),
        select("Tea"),
        show_one("poll show", 7, "poll", [("P-1", "k", Text("x"))]),
    )
    assert offered(blocks, known.get, lambda group: False) == blocks
    assert offered(blocks, known.get, lambda group: group == 7) == (blocks[0], blocks[2])
    assert offered((Buttons((blocks[1].asking,)),), known.get, lambda group: True) == ()
