"""What is picked from a select on Discord."""

from __future__ import annotations

from typing import Any

from tests.adapters.discord import payloads
from tests.adapters.discord.people import Somebody, buttons, select, text_of
from tests.adapters.discord.town import Town


async def opened(town: Town, **given: Any) -> tuple[Somebody, dict[str, Any]]:
    """A poll by the only member, and its card."""
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    heard = await ana.uses("poll open", question="Which?", **given)
    assert "is open" in heard.text, heard.text
    await town.discord.until(lambda: any("P-1" in text_of(each) for each in town.discord.messages.values()))
    return ana, town.card("P-1")


async def test_one_of_many_is_picked_on_an_old_card_once(town: Town) -> None:
    ana, card = await opened(town, method="choice", options="A | B | C | D | E")
    menu = select(card)
    assert [option["label"] for option in menu["options"]] == [*"ABCDE", "Abstain"]
    assert buttons(card).keys() == {"Vote with a reason", "Details"}
    await town.stops()
    await town.starts()
    data = {"component_type": 3, "custom_id": menu["custom_id"], "id": 2, "values": ["#4"]}
    payload = payloads.interaction(3, data, ana.user) | {"message": card}
    first = await town.discord.interact(payload, "APIMessageComponentInteraction")
    assert "now says: B" in (await ana.picks("B", on=card)).text
    again = await town.discord.interact(payload, "APIMessageComponentInteraction", again=True)
    assert "is counted: D" in str(first)
    assert first == again, "what is delivered again is done once and answered alike"
    assert "says so already: B" in (await ana.picks("B", on=card)).text
    form = await ana.presses("Vote with a reason", card)
    heard = await ana.fills(form, choice="E", reason="It is near.")
    assert "now says: E" in heard.text


async def test_several_are_picked_together(town: Town) -> None:
    ana, card = await opened(town, method="approval", options="Monday | Tuesday | Friday")
    assert select(card)["max_values"] == 4
    assert "is counted: Monday and Friday" in (await ana.picks("Monday", "Friday", on=card)).text
    refused = await ana.picks("Friday", "Abstain", on=card)
    assert refused.data["flags"] & 64
    assert "now says" not in refused.text
    assert "Your ballot: Monday and Friday" in (await ana.uses("poll show", poll="P-1")).text


async def test_a_pick_that_needs_more_opens_its_form(town: Town) -> None:
    ana, card = await opened(town, method="gradients", reasons="required")
    form = await ana.picks("4, abstain", on=card)
    assert "is counted: 4, abstain" in (await ana.fills(form, reason="I came late.")).text


async def test_what_nobody_can_pick_is_answered_privately(town: Town, caplog: Any) -> None:
    ana, card = await opened(town, method="gradients")
    ben = town.person("ben")
    token = select(card)["custom_id"]
    stranger = await ben.picks("4, abstain", on=card)
    assert "is counted" not in stranger.text
    for odd, values in (
        (token, ["step-9"]),
        (token, []),
        (token, ["step-1", "step-2"]),
        (token.replace("group=1", "group=2"), ["step-4"]),
        ("1~poll.vote~group=1", ["step-4"]),
        ("1~clock.thing~poll", ["x"]),
        ("nothing~of~ours", ["x"]),
    ):
        heard = await ana.picks_values(odd, values, card)
        if heard.kind != 9:
            assert heard.data["flags"] & 64
            assert "is counted" not in heard.text
    assert "is counted" not in (await ana.presses_token(token, card)).text, (
        "pressed, as though it were a button"
    )
    assert "Traceback" not in caplog.text
    assert "0 of 1 voted" in text_of(town.card("P-1"))
    listed = await ana.uses("poll list")
    assert (await ana.picks("P-1", on=listed.data)).text.startswith("### `P-1`: Which?")
