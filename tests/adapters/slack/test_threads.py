"""What is too long for one message: the first stands in the channel, the others in its thread."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.slack.blocks import render, said_in
from adapters.slack.gateway import SlackGateway
from adapters.slack.pace import Pace
from adapters.slack.pages import leaf
from adapters.slack.standing import Standing
from adapters.slack.workspaces import Workspaces
from bot.addresses import ChannelRef, MessageRef
from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph
from bot.boundary import Reader, View
from bot.ports import Incomplete, Unsearchable
from bot.refusals import Fate, GatewayError
from bot.text import Text, verbatim
from tests.adapters.slack import fits
from tests.adapters.slack.loopback import BOT_TOKEN, Fault, Loopback
from tests.adapters.slack.people import member
from tests.adapters.slack.rig import Rig
from tests.adapters.slack.test_gateway import ANA, AT, TEA

LONG = tuple(Paragraph(verbatim(letter * 9000)) for letter in "xyz")
VOTE = Buttons((Button(Text("Vote"), "me"),))
FOLLOWS = "More of it follows below."
CUT = "The rest does not fit into one message here."
ALL = "".join(letter * 9000 for letter in "xyz")


def view(*blocks: Block, nonce: str = "n1", doubted: bool = False) -> View:
    return View(blocks or (Paragraph(Text("Tea at four.")),), Reader(), nonce, card=True, doubted=doubted)


@pytest.fixture
async def gateway(slack: Loopback) -> AsyncIterator[SlackGateway]:
    slack.people["U0ANA"] = {"id": "U0ANA"}
    slack.granted = {"channels:history", "im:write"}
    workspaces = Workspaces(f"{slack.address}/api", BOT_TOKEN)
    await workspaces.open()
    yield SlackGateway(workspaces, Pace(0.0))
    await workspaces.close()


def said(slack: Loopback) -> str:
    return "".join("".join(one.words for one in slack.messages).replace(FOLLOWS, "").split())


@pytest.mark.parametrize("place", [TEA, ChannelRef.private(ANA), replace(TEA, thread="1.5")])
async def test_the_others_stand_in_the_thread_of_the_first(
    slack: Loopback, gateway: SlackGateway, place: ChannelRef
) -> None:
    posted = await gateway.post(place, view(*LONG, VOTE, Paragraph(Text("Or type it."))))
    first, *others = slack.messages
    assert said(slack) == ALL + "Ortypeit."
    assert first.thread == place.thread
    assert {one.thread for one in others} == {place.thread or first.ts}
    assert [button["text"]["text"] for button in first.buttons] == ["Vote"]
    assert first.text.startswith("xxx"), "whoever sees no blocks has the beginning of it all"
    assert all(0 < len(one.text) <= 4000 for one in slack.messages)
    assert Standing.parse(posted.message).rest == tuple(one.ts for one in others)
    assert await gateway.find(place, "n1", AT) == posted
    assert await gateway.edit(posted, view()) == posted
    assert [one.words for one in slack.messages] == [
        "Tea at four.",
        *["This part is not needed any more."] * 2,
    ]


async def test_the_thread_belongs_to_the_channel_and_waits_its_turn(
    slack: Loopback, gateway: SlackGateway
) -> None:
    paced = SlackGateway(gateway._workspaces, Pace(0.05))
    await paced.post(TEA, view(*LONG))
    assert said(slack) == ALL
    slow = SlackGateway(gateway._workspaces, Pace(60.0))
    with pytest.raises(GatewayError) as later:
        await slow.post(TEA, view(*LONG, nonce="n2"))
    assert later.value.fate is Fate.UNKNOWN
    assert 59 < (later.value.retry_after or 0) <= 60


async def test_what_stops_in_the_midst_is_completed(slack: Loopback, gateway: SlackGateway) -> None:
    send = gateway._workspaces
    slack.faults["chat.postMessage"].extend([Fault(500, done=True)])
    with pytest.raises(GatewayError):
        await gateway.post(TEA, view(*LONG))
    for sent in (1, 2):
        with pytest.raises(Incomplete) as some:
            await SlackGateway(send, Pace(0.0)).find(TEA, "n1", AT)
        assert len(slack.messages) == sent
        slack.faults["chat.postMessage"].append(Fault(500, done=True))
        with pytest.raises(GatewayError) as cut:
            await gateway.edit(some.value.message, view(*LONG, doubted=True))
        assert cut.value.fate is Fate.UNKNOWN
    found = await gateway.find(TEA, "n1", AT)
    assert found is not None
    assert await gateway.edit(found, view(*LONG, doubted=True)) == found
    assert said(slack) == ALL


async def test_a_card_grows_and_what_is_in_doubt_is_not_added_twice(
    slack: Loopback, gateway: SlackGateway
) -> None:
    alone = await gateway.post(TEA, view())
    grown = await gateway.edit(alone, view(*LONG, VOTE))
    assert said(slack) == ALL
    assert await gateway.edit(alone, view(*LONG, VOTE, doubted=True)) == grown
    first_two = MessageRef(TEA, grown.message.rpartition("+")[0])
    assert await gateway.edit(first_two, view(doubted=True)) == grown
    assert slack.messages[2].words == "This part is not needed any more.", "nor does it stay as it was"
    assert len(slack.messages) == 3
    slack.granted = set()
    with pytest.raises(Unsearchable):
        await gateway.find(TEA, "n1", AT)
    shut = await gateway.edit(alone, view(*LONG, VOTE, doubted=True))
    assert await gateway.edit(shut, view(*LONG, VOTE)) == shut
    assert len(slack.messages) == 3
    assert CUT in slack.messages[0].words
    assert [button["text"]["text"] for button in slack.messages[0].buttons] == ["Vote"]


@pytest.mark.parametrize("error", ["restricted_action_thread_locked", "cannot_reply_to_message"])
async def test_without_a_thread_the_first_has_to_do(
    slack: Loopback, gateway: SlackGateway, error: str
) -> None:
    alone = await gateway.post(TEA, view())
    slack.faults["chat.postMessage"].append(Fault(error=error))
    shut = await gateway.edit(alone, view(*LONG))
    assert CUT in slack.messages[0].words
    assert await gateway.edit(shut, view(*LONG)) == shut
    assert len(slack.messages) == 1


async def test_a_first_message_that_cannot_be_told_that_it_is_alone_is_in_doubt(
    slack: Loopback, gateway: SlackGateway
) -> None:
    """Else it would be posted once more."""
    slack.faults["chat.postMessage"] += [None, Fault(error="restricted_action_thread_locked")]
    slack.faults["chat.update"].append(Fault(429, "ratelimited", {"Retry-After": "1"}))
    with pytest.raises(GatewayError) as later:
        await gateway.post(TEA, view(*LONG))
    assert later.value.fate is Fate.UNKNOWN
    assert len(slack.messages) == 1


async def test_what_is_repeated_is_whole(slack: Loopback, gateway: SlackGateway) -> None:
    """Nobody can say what became of an earlier try; beneath the new message there is nothing."""
    slack.granted = set()
    await gateway.post(TEA, view(*LONG, doubted=True))
    assert said(slack) == ALL


async def test_a_limit_on_edits_closes_no_channel(slack: Loopback, gateway: SlackGateway) -> None:
    posted = await gateway.post(TEA, view())
    slack.faults["chat.update"].append(Fault(429, "ratelimited", {"Retry-After": "30"}))
    for _ in range(2):
        with pytest.raises(GatewayError) as later:
            await gateway.edit(posted, view())
        assert later.value.alone
        assert 29 < (later.value.retry_after or 0) <= 30
    await gateway.post(TEA, view(nonce="n2"))


async def test_a_reply_that_was_deleted_is_not_said_again(slack: Loopback, gateway: SlackGateway) -> None:
    posted = await gateway.post(TEA, view(*LONG))
    slack.messages.pop()
    shut = await gateway.edit(posted, view(*LONG))
    assert CUT in slack.messages[0].words
    assert slack.messages[1].words == "This part is not needed any more.", "nothing stays as it was"
    assert Standing.parse(shut.message).shut
    slack.messages.clear()
    with pytest.raises(GatewayError) as gone:
        await gateway.edit(shut, view())
    assert gone.value.permanent


async def test_of_what_is_no_card_the_buttons_stay_where_they_are_read(
    slack: Loopback, gateway: SlackGateway
) -> None:
    rows = tuple(
        block
        for number in range(20)
        for block in (Heading(verbatim(f"Line {number}")), Paragraph(verbatim("x" * 900)), VOTE)
    )
    last = Buttons((Button(Text("Balance"), "help"),))
    await gateway.post(
        TEA, replace(view(Heading(Text("Digest")), *rows, Heading(Text("End")), last), card=False)
    )
    first, second = slack.messages
    assert first.buttons[-1]["text"]["text"] == "Balance"
    assert {button["text"]["text"] for button in second.buttons} == {"Vote"}
    assert len(first.buttons) + len(second.buttons) == 21
    for one in slack.messages:
        assert len(one.blocks) <= fits.BLOCKS


async def test_a_long_answer_is_read_page_by_page(slack: Loopback, rig: Rig) -> None:
    ana, ben, cleo = (member(slack, rig.deliver, name) for name in ("ana", "ben", "cleo"))
    await ana.types("group create Tea")
    for who in (ana, ben, cleo):
        await who.types("member join government")
    await ana.types('poll open "Shall we adopt it?" method:call-for-consensus')
    for number in range(9):
        reason = f"because of {number} " * 140
        await (ana, ben, cleo)[number // 3].types(f'objection raise P-1 "{reason}" kind:concern')
    first = await ana.types("objection list")
    assert first.buttons[-1]["text"]["text"] == "Show more (2 of 2)"
    second = await ana.presses("Show more (2 of 2)", first)
    assert CUT not in first.words + second.words
    for number in range(9):
        assert (f"because of {number} " in first.words) is not (f"because of {number} " in second.words)
    again = await ana.presses("Back", second)
    assert again.words == first.words
    view = await ana.looks_at_home()
    assert view["type"] == "home"


def test_pages_of_facts_are_whole_however_full_they_are() -> None:
    """They are divided by rows, and joined again by line ends, which take room, too."""
    rows = tuple((verbatim(f"n{number:03}"), verbatim("x" * 242)) for number in range(150))
    pages = [leaf((Facts(rows),), Reader(), "d" * 22, page) for page in range(1, 5)]
    shown = "".join(said_in(block) for page in pages for block in render(page, Reader()).blocks)
    assert all(f"n{number:03}" in shown for number in range(150))
