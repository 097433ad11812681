"""What is picked from a select on Slack."""

from __future__ import annotations

from typing import Any

import pytest

from tests.adapters.slack.loopback import Loopback
from tests.adapters.slack.people import Member, member
from tests.adapters.slack.rig import Rig

LONG = [
    f"Sessions on the budget of the coming year, in the room upstairs, in parts: number {n}" for n in (1, 2)
]


@pytest.fixture
async def ana(slack: Loopback, rig: Rig) -> Member:
    ana = member(slack, rig.deliver, "ana")
    await ana.types("group create Tea")
    await ana.types("member join government")
    return ana


async def test_one_of_many_is_picked_once_and_picked_again(ana: Member) -> None:
    await ana.types(f'poll open "Which?" method:choice options:"{" | ".join([*LONG, *"CDEF"])}"')
    shown = await ana.types("poll show P-1")
    (menu,) = shown.selects
    labels = [option["text"]["text"] for option in menu["options"]]
    assert [label[:11] for label in labels[:2]] == ["1. Sessions", "2. Sessions"], "cut, and told apart"
    assert labels[2:] == ["C", "D", "E", "F", "Abstain"]
    assert all(long in shown.words for long in LONG), "said in full above"
    heard = await ana.picks("D", shown)
    assert "is counted: D" in heard.text
    before = len(ana.heard())
    pick = ana.picked(shown, "C")
    for _ in range(3):
        await ana.deliver("interactive", pick)
    assert "now says: C" in (await ana.answer(before, "C")).text
    assert "says so already: C" in (await ana.picks("C", shown)).text
    assert len(ana.heard()) == before + 2, "what is delivered again is done once"
    assert "now says: Sessions" in (await ana.picks(labels[1], shown)).text


async def test_a_pick_that_needs_more_opens_its_form(ana: Member) -> None:
    await ana.types('poll open "How far?" method:gradients reasons:required')
    shown = await ana.types("poll show P-1")
    views = set(ana.slack.views)
    await ana.deliver("interactive", ana.picked(shown, "4, abstain"))
    view = await ana.modal(views, "a pick")
    before = len(ana.heard())
    assert await ana.fills(view, {"reason": "I came late."}) == {}
    assert "is counted: 4, abstain" in (await ana.answer(before, "the form")).text


async def test_a_list_shows_one_of_what_it_lists(ana: Member) -> None:
    for question in ("Tea?", "Coffee?"):
        await ana.types(f"poll open {question}")
    listed = await ana.types("poll list")
    (menu,) = listed.selects
    assert [(each["text"]["text"], each["description"]["text"]) for each in menu["options"]] == [
        ("P-2", "Coffee?"),
        ("P-1", "Tea?"),
    ]
    assert (await ana.picks("P-1", listed)).words.startswith("P-1: Tea?")


async def test_several_are_asked_for_in_a_form(ana: Member) -> None:
    """Slack would tell one pick after the other, each as a ballot."""
    await ana.types('poll open "Which days?" method:approval options:"Monday | Friday"')
    shown = await ana.types("poll show P-1")
    assert shown.selects == []
    view = await ana.presses_for_modal("Vote", shown)
    before = len(ana.heard())
    await ana.fills(view, {"choice": "Monday, Friday"})
    assert "is counted: Monday and Friday" in (await ana.answer(before, "the form")).text


async def test_what_nobody_can_pick_is_told_privately(ana: Member, caplog: pytest.LogCaptureFixture) -> None:
    await ana.types('poll open "How far?" method:gradients')
    shown = await ana.types("poll show P-1")
    pick = ana.picked(shown, "4, abstain")
    token = pick["actions"][0]["action_id"].removeprefix("pick:0:")

    async def forging(**changed: Any) -> str:
        before = len(ana.heard())
        action = pick["actions"][0] | {"action_ts": ana.slack.new("1796115600.")} | changed
        await ana.deliver("interactive", pick | {"actions": [action]})
        return (await ana.answer(before, str(changed))).text

    for odd in (
        "",
        "pick",
        "pick:0",
        "pick:0:0~poll.vote~choice",
        f"press:0:{token}",
        "pick:0:1~poll.vote~group=1",
    ):
        assert "another version of Convenor" in await forging(action_id=odd)
    assert "nothing was changed" in await forging(selected_option=None), (
        "as it comes when one picks the same again"
    )
    for option in ("step-4", {"value": 4}, {}):
        assert "another version of Convenor" in await forging(selected_option=option)
    assert "There is no command" in await forging(action_id="pick:0:1~poll.expire~poll")
    assert "is counted" not in await forging(selected_option={"value": "step-9"})
    assert "is counted" not in await forging(action_id=f"pick:0:{token}".replace("group=1", "group=2"))
    assert "is counted: 4, abstain" in await forging()
    assert "Traceback" not in caplog.text
