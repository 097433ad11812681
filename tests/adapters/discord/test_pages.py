"""Answers that are longer than a message: one page at a time, read again for each."""

from __future__ import annotations

import pytest

from adapters.discord.answering import leaf
from bot.blocks import Paragraph
from bot.boundary import Reply
from bot.pages import MORE
from bot.text import verbatim
from bot.token import pack, unpack
from tests.adapters.discord import payloads
from tests.adapters.discord.people import buttons, text_of
from tests.adapters.discord.town import Town

ORGANISATION = (
    "International Association of Friends of Tea and of Whatever Else is Drunk Hot in the Afternoon"
)
MEMBERS = "\n".join(f"Member {number:02}, government, member, , {ORGANISATION}" for number in range(38))


async def test_the_next_page_is_a_press_away_also_after_a_restart(town: Town) -> None:
    ana, ben = town.person("ana", administrator=True), town.person("ben")
    await ana.uses("group create", name="Tea")
    await ana.uses("member import", list=MEMBERS)
    first = await ana.uses("member list")
    assert "Member 01" in first.text
    assert "Member 37" not in first.text
    assert list(buttons(first.data)) == ["Show more (2 of 2)"]
    second = await ana.presses("Show more (2 of 2)", first.data)
    assert "Member 37" in second.text
    assert second.data["flags"] & 64
    await town.stops()
    await town.starts()
    again = await ana.presses("Show more (2 of 2)", first.data)
    assert again.text == second.text
    assert again.kind == 7, "a page is turned in place"
    assert (await ana.presses("Back", again.data)).text == first.text
    assert not [each for each in town.discord.requests if each.path.startswith("/webhooks")]

    stolen = await ben.presses("Show more (2 of 2)", first.data)
    assert "too old, or somebody else's" in stolen.text
    draft = unpack(buttons(first.data)["Show more (2 of 2)"])[1]["draft"]
    for page in ("0", "-1", "x", "999", "9" * 40):
        heard = await ana.presses_token(pack(MORE, (("draft", draft), ("page", page))), first.data)
        assert "Member" in heard.text, page
    form = await ana.uses("action add")
    added = await ana.presses_token(
        pack(MORE, (("draft", form.data["custom_id"].removeprefix("form~")),)),
        {"flags": 64, "components": []},
    )
    assert "too old, or somebody else's" in added.text, "it only reads on"


async def test_what_was_pressed_on_a_card_is_read_on_as_well(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    await ana.uses("poll open", question="Shall we adopt it?", text="Tea is to be had. " * 220)
    await town.discord.until(lambda: len(town.discord.messages) == 2)
    card = town.card("P-1")
    assert {"Yes", "No", "Details"} <= buttons(card).keys(), "what is pressed stands in the channel"
    details = await ana.presses("Details", card)
    assert details.kind == 4
    more = await ana.presses("Show more (2 of 2)", details.data)
    assert more.text
    assert list(buttons(more.data))[-1] == "Back"

    thread = next(iter(town.discord.threads.known))
    town.discord.threads.archived.add(thread)
    await town.stops()
    await town.starts()
    assert "Your ballot" in (await ana.presses("Yes", card)).text
    await town.discord.until(
        lambda: any("1 of 1 voted" in text_of(each) for each in town.discord.messages.values())
    )
    said = [each["channel_id"] for each in town.discord.messages.values() if "1 of 1 voted" in text_of(each)]
    assert said == [payloads.HOME], "how it stands is seen in the channel"
    await town.discord.until(lambda: thread not in town.discord.threads.archived)
    assert len(town.discord.messages) == 2, "a card is edited in place, in its thread, too"


@pytest.mark.parametrize("page", [1, 2, 3, 9])
def test_a_leaf_has_its_number_and_its_neighbours(page: int) -> None:
    reply = Reply(tuple(Paragraph(verbatim(letter * 3900)) for letter in "xyz"))
    shown = leaf(reply, "draft", page)
    turns = {1: ["Show more (2 of 3)"], 2: ["Back", "Show more (3 of 3)"]}.get(page, ["Back"])
    assert list(buttons(shown)) == turns
    assert text_of(shown)[0] == "xyz"[min(page, 3) - 1]
