"""Posting and editing in Slack, and what is made of everything that can go wrong there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from adapters.slack.gateway import SlackGateway
from adapters.slack.pace import Pace
from adapters.slack.workspaces import Installed, Workspaces
from bot.addresses import AccountRef, ChannelRef
from bot.blocks import Button, Buttons, Heading, Paragraph
from bot.boundary import Reader, View
from bot.ports import Unsearchable
from bot.refusals import Fate, GatewayError
from bot.text import Text, verbatim
from tests.adapters.slack.conftest import free_port
from tests.adapters.slack.loopback import BOT_TOKEN, TEAM, Fault, Loopback

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
TEA = ChannelRef("slack", TEAM, "C0TEA")
BOARD = ChannelRef("slack", TEAM, "C0BOARD")
ANA = AccountRef("slack", TEAM, "U0ANA")


def view(text: str = "Tea?", nonce: str = "n1") -> View:
    blocks = (Heading(Text("A poll")), Paragraph(verbatim(text)), Buttons((Button(Text("Yes"), "me"),)))
    return View(blocks, Reader(), nonce)


@pytest.fixture
async def gateway(slack: Loopback) -> AsyncIterator[SlackGateway]:
    """Without pauses: they have tests of their own."""
    slack.people["U0ANA"] = {"id": "U0ANA"}
    workspaces = Workspaces(f"{slack.address}/api", BOT_TOKEN)
    await workspaces.open()
    yield SlackGateway(workspaces, Pace(0.0))
    await workspaces.close()


async def refused(gateway: SlackGateway, channel: ChannelRef = TEA) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        await gateway.post(channel, view())
    return caught.value


async def test_a_post_can_be_edited_in_place(slack: Loopback, gateway: SlackGateway) -> None:
    ref = await gateway.post(TEA, view())
    (message,) = slack.messages
    assert (ref.channel, ref.message) == (TEA, message.ts)
    assert message.text == "A poll\nTea?"
    assert message.metadata["event_payload"] == {"key": "n1"}
    await gateway.edit(ref, view("Coffee?"))
    assert (message.text, message.edits) == ("A poll\nCoffee?", 1)
    # Left to itself Slack would read an edit as it reads what people type: @channel, and names.
    for method in ("chat.postMessage", "chat.update"):
        (given,) = slack.called(method)
        assert (given["parse"], given["link_names"]) == ("none", False)


async def test_a_private_message_can_be_edited_too(slack: Loopback, gateway: SlackGateway) -> None:
    ref = await gateway.post(ChannelRef.private(ANA), view())
    (message,) = slack.messages
    assert message.channel == "DU0ANA"
    await gateway.edit(ref, view("Coffee?"))
    assert message.edits == 1


async def test_a_post_in_a_thread_stays_there(slack: Loopback, gateway: SlackGateway) -> None:
    await gateway.post(ChannelRef("slack", TEAM, "C0TEA", "1.5"), view())
    assert slack.messages[0].thread == "1.5"


@pytest.mark.parametrize(
    ("fault", "fate", "permanent"),
    [
        (Fault(error="is_archived"), Fate.NOT_SENT, True),
        (Fault(error="channel_not_found"), Fate.NOT_SENT, False),
        (Fault(error="token_revoked"), Fate.NOT_SENT, False),
        (Fault(error="invalid_blocks"), Fate.NOT_SENT, True),
        (Fault(error="restricted_action_read_only_channel"), Fate.NOT_SENT, True),
        (Fault(error="something_new"), Fate.NOT_SENT, False),
        (Fault(error="internal_error"), Fate.UNKNOWN, False),
        (Fault(500), Fate.UNKNOWN, False),
        (Fault(503, done=True), Fate.UNKNOWN, False),
        (Fault(200), Fate.UNKNOWN, False),
    ],
)
async def test_what_a_fault_means(
    fault: Fault, fate: Fate, permanent: bool, slack: Loopback, gateway: SlackGateway
) -> None:
    slack.faults["chat.postMessage"].append(fault)
    error = await refused(gateway)
    assert (error.fate, error.permanent) == (fate, permanent)
    # It was tried once: what is in doubt is for the courier to look for.
    assert len(slack.called("chat.postMessage")) == 1


async def test_nobody_at_home_means_not_sent() -> None:
    workspaces = Workspaces(f"http://127.0.0.1:{free_port()}/api", None, nowhere)
    assert (await refused(SlackGateway(workspaces, Pace()))).fate is Fate.NOT_SENT
    await workspaces.close()


async def test_where_we_are_not_installed_nothing_is_tried_again() -> None:
    workspaces = Workspaces(f"http://127.0.0.1:{free_port()}/api", None)
    assert (await refused(SlackGateway(workspaces, Pace()))).permanent


async def nowhere(team: str) -> Installed:
    return Installed(team, BOT_TOKEN)


async def test_where_we_are_not_invited_somebody_is_told(slack: Loopback, gateway: SlackGateway) -> None:
    told: list[ChannelRef] = []
    gateway.shut_out = told.append
    slack.inside = {"C0BOARD"}
    error = await refused(gateway)
    assert "/invite @Convenor" in str(error)
    assert not error.permanent
    assert told == [TEA]
    await gateway.post(BOARD, view())
    # It waits for the invitation, and gives up after an hour.
    waited = [error.retry_after, *[(await refused(gateway)).retry_after for _ in range(70)]]
    assert waited[:13] == [5.0] * 12 + [60.0]
    assert waited[-1] is None
    slack.inside = {"C0TEA"}
    await gateway.post(TEA, view())
    slack.inside = set()
    assert (await refused(gateway)).retry_after == 5


# Limits


async def test_a_rate_limit_closes_one_channel_for_as_long_and_no_other(
    slack: Loopback, gateway: SlackGateway
) -> None:
    slack.faults["chat.postMessage"].append(Fault(429, "ratelimited", {"Retry-After": "30"}))
    assert (await refused(gateway)).retry_after == 30
    again = await refused(gateway)
    assert again.retry_after is not None
    assert 29 < again.retry_after <= 30
    assert len(slack.called("chat.postMessage")) == 1, "Slack was asked though it said when"
    await gateway.post(BOARD, view())


async def test_a_rate_limit_is_spelt_in_two_ways(slack: Loopback, gateway: SlackGateway) -> None:
    slack.faults["chat.postMessage"].append(Fault(200, "rate_limited"))
    assert (await refused(gateway)).retry_after == 30


async def test_a_rate_limit_without_a_body_is_one_too(slack: Loopback, gateway: SlackGateway) -> None:
    slack.faults["chat.update"].append(Fault(429, headers={"Retry-After": "7"}))
    ref = await gateway.post(TEA, view())
    with pytest.raises(GatewayError) as caught:
        await gateway.edit(ref, view())
    assert caught.value.retry_after == 7
    assert caught.value.fate is Fate.NOT_SENT


async def test_one_message_a_second_in_each_channel(slack: Loopback, gateway: SlackGateway) -> None:
    paced = SlackGateway(gateway._workspaces, Pace(60.0))
    ref = await paced.post(TEA, view())
    early = await refused(paced)
    assert early.retry_after is not None
    assert 59 < early.retry_after <= 60
    assert early.fate is Fate.NOT_SENT
    await refused(paced, ChannelRef("slack", TEAM, "C0TEA", "1.5"))  # a thread belongs to its channel
    await paced.post(BOARD, view())
    await paced.edit(ref, view("Coffee?"))


def test_what_is_taken_is_free_again_after_the_pause() -> None:
    pace = Pace(0.0)
    pace.taken("a")
    assert pace.wait("a") == 0
    pace.taken("a", 30)
    pace.taken("a")
    assert 29 < pace.wait("a") <= 30
    assert pace.wait("b") == 0
    for number in range(10_000):
        pace.taken(str(number))
    assert pace.wait("a") > 29


# Doubt


async def test_a_doubtful_post_is_found_by_its_mark(slack: Loopback, gateway: SlackGateway) -> None:
    slack.granted = {"channels:history", "im:write"}
    slack.faults["chat.postMessage"].append(Fault(503, done=True))
    assert (await refused(gateway)).fate is Fate.UNKNOWN
    found = await gateway.find(TEA, "n1", AT)
    assert found is not None
    assert found.message == slack.messages[0].ts
    assert await gateway.find(TEA, "n2", AT) is None
    private = ChannelRef.private(ANA)
    ref = await gateway.post(private, view(nonce="n3"))
    assert await gateway.find(private, "n3", AT) == ref


async def test_without_the_scope_nobody_can_know(slack: Loopback, gateway: SlackGateway) -> None:
    with pytest.raises(Unsearchable):
        await gateway.find(TEA, "n1", AT)
    with pytest.raises(Unsearchable):
        await gateway.find(ChannelRef.private(ANA), "n1", AT)
