"""Posts and edits of what was promised: what arrived, what was lost, what nobody knows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from discord.http import Route

from adapters.discord.client import Single
from adapters.discord.gateway import DiscordGateway
from bot.addresses import AccountRef, ChannelRef
from bot.blocks import Block, Button, Buttons, Paragraph
from bot.boundary import Reader, View
from bot.clock import VirtualClock
from bot.ports import Unsearchable
from bot.refusals import Fate, GatewayError, Hindrance
from bot.text import Text, verbatim
from tests.adapters.discord import payloads
from tests.adapters.discord.double import Discord, Fault
from tests.adapters.discord.people import text_of

NOW = datetime.fromisoformat(payloads.NOW)
HOME = ChannelRef("discord", payloads.GUILD, payloads.HOME)
POSTS = f"/channels/{payloads.HOME}/messages"
NONCE = "a" * 24


def view(*blocks: Block, nonce: str = NONCE) -> View:
    return View(blocks or (Paragraph(Text("Tea at four.")),), Reader("en"), nonce)


@dataclass(slots=True)
class Wire:
    discord: Discord
    clock: VirtualClock
    gateway: DiscordGateway

    @property
    def said(self) -> list[str]:
        return [text_of(each) for each in self.discord.messages.values()]

    def lies(self, method: str, status: int = 500, *, after: bool = False, code: int = 0) -> None:
        """The next request to the home meets a fault."""
        self.discord.faults.append(
            Fault(POSTS, status, after=after, body={"message": "no", "code": code}, method=method)
        )


@pytest.fixture
async def wire(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wire]:
    double = Discord()
    await double.start()
    monkeypatch.setattr(Route, "BASE", f"{double.base}/api/v10")
    clock = VirtualClock(NOW)
    gateway = DiscordGateway(clock)
    async with Single(lambda payload: None) as client:
        await client.login(double.token)
        gateway.client = client
        yield Wire(double, clock, gateway)
    await double.stop()
    assert double.wrong == []


async def test_what_nobody_knows_is_sent_again_while_discord_knows_the_nonce(wire: Wire) -> None:
    wire.lies("POST", after=True)
    with pytest.raises(GatewayError) as cut:
        await wire.gateway.post(HOME, view())
    assert cut.value.fate is Fate.UNKNOWN
    wire.clock.move(timedelta(seconds=90))
    assert await wire.gateway.find(HOME, NONCE, NOW) is None
    assert not [each for each in wire.discord.requests if each.method == "GET" and each.path == POSTS]
    posted = await wire.gateway.post(HOME, view())
    assert [posted.message] == list(wire.discord.messages)


async def test_later_it_is_looked_for(wire: Wire) -> None:
    wire.lies("POST", after=True)
    with pytest.raises(GatewayError):
        await wire.gateway.post(HOME, view())
    await wire.gateway.post(HOME, view(nonce="b" * 24))
    wire.clock.move(timedelta(minutes=10))
    found = await wire.gateway.find(HOME, NONCE, NOW)
    assert found is not None
    assert found.message == next(iter(wire.discord.messages))
    await wire.gateway.edit(found, view(Paragraph(Text("Tea at five."))))
    assert wire.said == ["Tea at five.", "Tea at four."]


async def test_what_never_arrived_is_not_found(wire: Wire) -> None:
    wire.lies("POST", 503)
    with pytest.raises(GatewayError) as lost:
        await wire.gateway.post(HOME, view())
    assert lost.value.fate is Fate.UNKNOWN
    wire.clock.move(timedelta(minutes=10))
    assert await wire.gateway.find(HOME, NONCE, NOW) is None


async def test_where_the_history_is_closed_nobody_can_say(wire: Wire) -> None:
    wire.clock.move(timedelta(minutes=10))
    wire.lies("GET", 403, code=50001)
    with pytest.raises(Unsearchable):
        await wire.gateway.find(HOME, NONCE, NOW)


async def test_who_stands_before_discord_is_asked_again(wire: Wire) -> None:
    wire.clock.move(timedelta(minutes=10))
    wire.lies("GET", 403)
    with pytest.raises(GatewayError) as passing:
        await wire.gateway.find(HOME, NONCE, NOW)
    assert not passing.value.permanent


async def test_nor_where_too_much_was_said_since_unless_it_is_among_it(wire: Wire) -> None:
    first = await wire.gateway.post(HOME, view())
    for number in range(110):
        other = payloads.snowflake()
        body = {"components": [{"type": 10, "content": str(number), "id": 1}]}
        wire.discord.messages[other] = payloads.message(other, payloads.HOME, body)
    wire.clock.move(timedelta(minutes=10))
    assert await wire.gateway.find(HOME, NONCE, NOW) == first
    with pytest.raises(Unsearchable):
        await wire.gateway.find(HOME, "b" * 24, NOW)


async def test_a_failure_of_the_search_is_tried_again(wire: Wire) -> None:
    wire.clock.move(timedelta(minutes=10))
    wire.lies("GET", 503)
    with pytest.raises(GatewayError):
        await wire.gateway.find(HOME, NONCE, NOW)
    assert await wire.gateway.find(HOME, NONCE, NOW) is None


async def test_an_edit_of_what_is_gone_is_given_up(wire: Wire) -> None:
    posted = await wire.gateway.post(HOME, view())
    wire.discord.messages.clear()
    with pytest.raises(GatewayError) as gone:
        await wire.gateway.edit(posted, view())
    assert gone.value.permanent
    assert gone.value.hindrance is Hindrance.DELETED


async def test_what_somebody_deleted_while_it_was_doubtful_is_not_said_again(wire: Wire) -> None:
    """Sent again with its nonce, Discord says that it was there and is not any more."""
    wire.lies("POST", after=True)
    with pytest.raises(GatewayError):
        await wire.gateway.post(HOME, view())
    wire.discord.messages.clear()
    assert await wire.gateway.find(HOME, NONCE, NOW) is None
    with pytest.raises(GatewayError) as gone:
        await wire.gateway.post(HOME, view())
    assert gone.value.permanent
    assert gone.value.hindrance is Hindrance.DELETED
    assert wire.said == []


@pytest.mark.parametrize(
    ("status", "code", "permanent", "hindrance"),
    [
        (403, 50001, True, Hindrance.SHUT_OUT),
        (403, 50013, True, Hindrance.SHUT_OUT),
        (400, 50008, True, Hindrance.POSTS_ONLY),
        (400, 40058, True, Hindrance.POSTS_ONLY),
        (403, 50007, True, None),
        (403, 160005, True, Hindrance.SHUT_OUT),
        (403, 0, False, None),
        (404, 0, False, None),
        (404, 10003, True, Hindrance.NO_CHANNEL),
        (400, 50035, True, None),
        (401, 0, False, None),
    ],
)
async def test_what_discord_refuses(
    wire: Wire, status: int, code: int, permanent: bool, hindrance: Hindrance | None
) -> None:
    wire.lies("POST", status, code=code)
    with pytest.raises(GatewayError) as refused:
        await wire.gateway.post(HOME, view())
    assert (refused.value.permanent, refused.value.hindrance) == (permanent, hindrance)
    assert bool(refused.value.retry_after) is (status == 401), "a token can be mended meanwhile"


async def test_a_private_conversation_is_opened_once(wire: Wire) -> None:
    ana = ChannelRef.private(AccountRef("discord", "", "700000000000000001"))
    for nonce in ("a" * 24, "b" * 24):
        await wire.gateway.post(ana, view(nonce=nonce))
    assert [each.path for each in wire.discord.requests].count("/users/@me/channels") == 1
    assert {each["channel_id"] for each in wire.discord.messages.values()} == {
        wire.discord.private["700000000000000001"]
    }


async def test_a_thread_is_written_to_itself(wire: Wire) -> None:
    thread = ChannelRef("discord", payloads.GUILD, payloads.HOME, "400000000000000009")
    await wire.gateway.post(thread, view())
    assert [each["channel_id"] for each in wire.discord.messages.values()] == ["400000000000000009"]


async def test_what_discord_would_refuse_is_never_sent(wire: Wire) -> None:
    before = len(wire.discord.requests)
    label = Text("x")
    rows = tuple(
        Buttons(tuple(Button(label, "poll show", (("poll", f"{row}-{each}"),)) for each in range(5)))
        for row in range(5)
    )
    posted = await wire.gateway.post(HOME, view(*rows))
    assert "." not in posted.message
    with pytest.raises(GatewayError) as refused:
        await wire.gateway.post(HOME, view(Paragraph(verbatim("")), nonce="c" * 24))
    assert refused.value.permanent
    assert len(wire.discord.requests) == before + 1


async def test_a_limit_says_how_long(wire: Wire) -> None:
    headers, body = {"Via": "1.1 google"}, {"message": "no", "retry_after": 7.5, "global": False}
    wire.discord.faults.append(Fault(POSTS, 429, headers=headers, body=body))
    for _ in range(2):
        with pytest.raises(GatewayError) as limited:
            await wire.gateway.post(HOME, view())
        assert 7 < (limited.value.retry_after or 0) <= 7.5
        assert (limited.value.permanent, limited.value.fate) == (False, Fate.NOT_SENT)
    assert [each.path for each in wire.discord.requests].count(POSTS) == 1


@pytest.mark.parametrize("headers", [{}, {"Via": "1.1 google"}])
async def test_a_limit_without_a_number_is_no_failure(wire: Wire, headers: dict[str, str]) -> None:
    """Such is the one on edits of old messages, and that of whoever stands before Discord."""
    posted = await wire.gateway.post(HOME, view())
    old = Fault(POSTS, 429, headers=headers, body={"message": "Maximum number of edits", "code": 30046})
    wire.discord.faults += [old, old]
    for limited, alone in (
        (wire.gateway.edit(posted, view()), True),
        (wire.gateway.post(HOME, view(nonce="b" * 24)), False),
    ):
        with pytest.raises(GatewayError) as told:
            await limited
        assert told.value.retry_after
        assert (told.value.permanent, told.value.fate, told.value.alone) == (False, Fate.NOT_SENT, alone)
    await wire.gateway.post(HOME, view(nonce="c" * 24))


async def test_without_a_connection_it_waits(wire: Wire) -> None:
    wire.gateway.client = None
    with pytest.raises(GatewayError) as away:
        await wire.gateway.post(HOME, view())
    assert away.value.retry_after
    assert away.value.fate is Fate.NOT_SENT
