"""What is too long for one message: the first stands in the channel, the others in its thread."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.addresses import AccountRef, ChannelRef, MessageRef
from bot.blocks import Block, Button, Buttons, Paragraph
from bot.ports import Incomplete, Unsearchable
from bot.refusals import Fate, GatewayError, Hindrance
from bot.text import Text, verbatim
from tests.adapters.discord import payloads
from tests.adapters.discord.double import Fault
from tests.adapters.discord.people import buttons, text_of
from tests.adapters.discord.test_gateway import HOME, NONCE, NOW, POSTS, Wire, view, wire

__all__ = ["wire"]

LONG = tuple(Paragraph(verbatim(letter * 3000)) for letter in "xyz")
VOTE = Buttons((Button(Text("Vote"), "me"), Button(Text("Read it"), "help")))
FOLLOWS = "More of it follows below."
CUT = "The rest does not fit into this message."


def standing(wire: Wire) -> dict[str, list[str]]:
    """What was said, by where it stands: the home, or the thread of a message."""
    said: dict[str, list[str]] = {}
    for each in wire.discord.messages.values():
        said.setdefault("home" if each["channel_id"] == payloads.HOME else "thread", []).append(text_of(each))
    return said


def whole(*texts: str) -> str:
    return "".join("".join(texts).replace(FOLLOWS, "").split())


ALL = "".join(letter * 3000 for letter in "xyz")


async def test_the_first_stands_in_the_channel_and_the_others_in_its_thread(wire: Wire) -> None:
    posted = await wire.gateway.post(HOME, view(Paragraph(Text("Tea, at length")), *LONG, VOTE))
    said = standing(wire)
    assert len(said["home"]) == 1
    assert said["home"][0].endswith(FOLLOWS)
    assert whole(*said["home"], *said["thread"]) == "Tea,atlength" + ALL
    first = next(iter(wire.discord.messages))
    assert list(buttons(wire.discord.messages[first])) == ["Vote", "Read it"]
    assert {each["channel_id"] for each in wire.discord.messages.values()} == {payloads.HOME, first}
    assert wire.discord.threads.known[first]["name"] == "Tea, at length"
    assert MessageRef.parse(str(posted)) == posted
    nonces = [each.body["nonce"] for each in wire.discord.requests if each.path.endswith("/messages")]
    assert len(set(nonces)) == 3
    assert max(map(len, nonces)) <= 25


async def test_sent_again_each_page_stands_there_once(wire: Wire) -> None:
    """A crash between any two of its requests: the thread may be there already (160004)."""
    posted = await wire.gateway.post(HOME, view(*LONG))
    assert await wire.gateway.post(HOME, view(*LONG)) == posted
    wire.clock.move(timedelta(minutes=10))
    with pytest.raises(Incomplete) as first:  # An edit finds the others, or adds them.
        await wire.gateway.find(HOME, NONCE, NOW)
    assert await wire.gateway.edit(first.value.message, replace(view(*LONG), doubted=True)) == posted
    assert len(wire.discord.messages) == 3


async def test_what_stops_in_the_midst_is_doubtful_and_completed(wire: Wire) -> None:
    thread = Fault("/channels/1", 503, method="POST")  # Ids of messages begin so, that of the home does not.
    for fault in (Fault(POSTS, after=True, method="POST"), thread, replace(thread, status=0, after=True)):
        wire.discord.faults.append(fault)
        with pytest.raises(GatewayError) as cut:
            await wire.gateway.post(HOME, view(*LONG))
        assert cut.value.fate is Fate.UNKNOWN
    wire.clock.move(timedelta(minutes=10))
    with pytest.raises(Incomplete) as some:
        await wire.gateway.find(HOME, NONCE, NOW)
    wire.discord.forgets()
    wire.discord.faults.append(thread)
    with pytest.raises(GatewayError) as cut:
        await wire.gateway.edit(some.value.message, replace(view(*LONG), doubted=True))
    with pytest.raises(Incomplete) as some:  # It bears its mark after the edit, too.
        await wire.gateway.find(HOME, NONCE, NOW)
    posted = await wire.gateway.edit(some.value.message, replace(view(*LONG), doubted=True))
    assert whole(*standing(wire)["home"], *standing(wire)["thread"]) == ALL
    assert await wire.gateway.edit(posted, view(*LONG)) == posted
    assert len(wire.discord.messages) == 3


async def test_a_card_that_was_there_already_shows_what_is_true_now(wire: Wire) -> None:
    """Discord knows its nonce, and keeps to what it was told first."""
    before, now = replace(view(), card=True), replace(view(*LONG), card=True, doubted=True)
    wire.lies("POST", after=True)
    with pytest.raises(GatewayError):
        await wire.gateway.post(HOME, before)
    assert await wire.gateway.find(HOME, NONCE, NOW) is None
    await wire.gateway.post(HOME, now)
    assert whole(*standing(wire)["home"], *standing(wire)["thread"]) == ALL


async def test_what_was_added_before_a_refusal_is_in_doubt(wire: Wire) -> None:
    """The first reply arrives, the second is refused, and then the first message cannot be changed, either."""
    alone = await wire.gateway.post(HOME, view())
    first = next(iter(wire.discord.messages))
    denied = {"message": "Missing Permissions", "code": 50013}
    limited = {"message": "no", "retry_after": 7.5, "global": False}
    headers = {"Via": "1.1 google"}

    def refuse() -> None:
        wire.discord.faults += [
            Fault(f"/channels/{first}/messages", 403, body=denied, method="POST"),
            Fault(f"{POSTS}/", 429, headers=headers, body=limited, method="PATCH"),
        ]

    wire.discord.once_posted = refuse
    with pytest.raises(GatewayError) as later:
        await wire.gateway.edit(alone, view(*LONG))
    assert later.value.fate is Fate.UNKNOWN


async def test_the_limit_of_a_thread_says_nothing_of_the_channel(wire: Wire) -> None:
    limited = {"message": "no", "retry_after": 7.5, "global": False}
    headers = {"Via": "1.1 google"}
    wire.discord.faults.append(Fault("/channels/1", 429, headers=headers, body=limited, method="POST"))
    with pytest.raises(GatewayError) as later:
        await wire.gateway.post(HOME, view(*LONG))
    assert (later.value.fate, later.value.permanent) == (Fate.UNKNOWN, False)
    assert 7 < (later.value.retry_after or 0) <= 7.5
    await wire.gateway.post(HOME, view(nonce="b" * 24))


@pytest.mark.parametrize("what", ["may_start", "may_write"])
async def test_where_a_permission_is_missing_they_follow_in_the_channel(wire: Wire, what: str) -> None:
    setattr(wire.discord.threads, what, False)
    posted = await wire.gateway.post(HOME, view(*LONG, VOTE))
    assert whole(*standing(wire)["home"]) == ALL
    assert await wire.gateway.post(HOME, view(*LONG, VOTE)) == posted
    wire.clock.move(timedelta(minutes=10))
    assert await wire.gateway.find(HOME, NONCE, NOW) == posted
    await wire.gateway.edit(posted, view())
    assert standing(wire) == {"home": ["Tea at four.", *["This part is not needed any more."] * 2]}
    assert await wire.gateway.edit(posted, view(*LONG, *LONG)) == posted
    assert standing(wire)["home"][-1].endswith(CUT), "it keeps as many messages as it began with"
    del wire.discord.messages[next(reversed(wire.discord.messages))]
    alone = await wire.gateway.edit(posted, view(*LONG))
    first, second = standing(wire)["home"]
    assert first.endswith(CUT), "who deletes one of them is not contradicted"
    assert second == "This part is not needed any more."
    assert await wire.gateway.edit(alone, view()) == alone


@pytest.mark.parametrize(
    "place",
    [
        ChannelRef.private(AccountRef("discord", "", "700000000000000001")),
        ChannelRef("discord", payloads.GUILD, payloads.HOME, "400000000000000009"),
    ],
)
async def test_there_is_no_thread_in_a_thread_nor_in_private(wire: Wire, place: ChannelRef) -> None:
    posted = await wire.gateway.post(place, view(*LONG))
    assert not wire.discord.threads.known
    assert len({each["channel_id"] for each in wire.discord.messages.values()}) == 1
    assert whole(*map(text_of, wire.discord.messages.values())) == ALL
    last = next(reversed(wire.discord.messages))
    wire.clock.move(timedelta(minutes=10))
    del wire.discord.messages[last]
    with pytest.raises(Unsearchable):
        await wire.gateway.find(place, NONCE, NOW)
    short = await wire.gateway.post(place, view(nonce="b" * 24))
    assert await wire.gateway.edit(short, view(*LONG)) == short
    assert posted != short


async def test_a_card_that_grows_and_shrinks(wire: Wire) -> None:
    alone = await wire.gateway.post(HOME, view())
    grown = await wire.gateway.edit(alone, view(*LONG, VOTE))
    assert whole(*standing(wire)["home"], *standing(wire)["thread"]) == ALL
    assert await wire.gateway.edit(grown, view()) == grown
    assert standing(wire) == {"home": ["Tea at four."], "thread": ["This part is not needed any more."] * 2}
    longer = await wire.gateway.edit(grown, view(*LONG, *LONG[:1]))
    assert whole(*standing(wire)["home"], *standing(wire)["thread"]) == ALL + "x" * 3000
    again = await wire.gateway.edit(grown, replace(view(*LONG, *LONG[:1]), doubted=True))
    assert again == longer, "what was added by a try in doubt is not added again"
    assert len(wire.discord.messages) == 4
    assert await wire.gateway.edit(alone, replace(view(), doubted=True)) == longer
    assert standing(wire)["thread"] == ["This part is not needed any more."] * 3, "nor does it stay as it was"


async def test_what_was_added_is_looked_for_and_else_nothing_is_added(wire: Wire) -> None:
    alone = await wire.gateway.post(HOME, view())
    grown = await wire.gateway.edit(alone, view(*LONG))
    wire.discord.forgets()
    doubted = replace(view(*LONG), doubted=True)
    assert await wire.gateway.edit(alone, doubted) == grown
    first = next(iter(wire.discord.messages))
    shut = {"message": "Missing Access", "code": 50001}
    wire.discord.faults.append(Fault(f"/channels/{first}/messages", 403, body=shut, method="GET"))
    given_up = await wire.gateway.edit(alone, doubted)
    assert standing(wire)["home"][0].endswith(CUT)
    assert await wire.gateway.edit(given_up, view(*LONG)) == given_up
    assert len(wire.discord.messages) == 3


async def test_a_thread_that_was_put_away_is_taken_out_again(wire: Wire) -> None:
    posted = await wire.gateway.post(HOME, view(*LONG))
    first = next(iter(wire.discord.messages))
    wire.discord.threads.archived.add(first)
    assert await wire.gateway.edit(posted, view()) == posted
    assert standing(wire)["thread"] == ["This part is not needed any more."] * 2
    assert not wire.discord.threads.archived
    assert await wire.gateway.edit(posted, view()) == posted


@pytest.mark.parametrize("how", ["deleted", "a message of it deleted", "closed", "never allowed"])
async def test_without_its_thread_the_first_message_has_to_do(wire: Wire, how: str) -> None:
    posted = await wire.gateway.post(HOME, view(*(() if how == "never allowed" else LONG)))
    first = next(iter(wire.discord.messages))
    match how:
        case "deleted":
            wire.discord.threads.delete(first)
        case "a message of it deleted":
            del wire.discord.messages[next(reversed(wire.discord.messages))]
        case "closed":
            wire.discord.threads.archived.add(first)
            wire.discord.threads.locked.add(first)
        case _:
            wire.discord.threads.may_start = False
    alone = await wire.gateway.edit(posted, view(*LONG, VOTE))
    message = wire.discord.messages[first]
    assert text_of(message).endswith(CUT)
    assert list(buttons(message)) == ["Vote", "Read it"]
    if how == "a message of it deleted":
        assert standing(wire)["thread"] == ["This part is not needed any more."], "nothing stays as it was"
    before = len(wire.discord.requests)
    assert await wire.gateway.edit(alone, view(*LONG)) == alone, "nor is another begun"
    assert len(wire.discord.requests) == before + 1


async def test_when_the_first_was_deleted_the_rest_is_left(wire: Wire) -> None:
    posted = await wire.gateway.post(HOME, view(*LONG))
    del wire.discord.messages[next(iter(wire.discord.messages))]
    before = standing(wire)
    with pytest.raises(GatewayError) as gone:
        await wire.gateway.edit(posted, view())
    assert (gone.value.permanent, gone.value.hindrance) == (True, Hindrance.DELETED)
    assert standing(wire) == before


async def test_nothing_follows_what_was_deleted_meanwhile(wire: Wire) -> None:
    deleted = {"message": "Unknown Message", "code": 10008}
    wire.discord.faults.append(Fault(f"{POSTS}/", 404, body=deleted, method="POST"))
    with pytest.raises(GatewayError) as gone:
        await wire.gateway.post(HOME, view(*LONG))
    assert gone.value.hindrance is Hindrance.DELETED
    assert len(wire.discord.messages) == 1


async def test_of_a_card_all_buttons_are_in_the_channel(wire: Wire) -> None:
    blocks: tuple[Block, ...] = (
        *LONG[:2],
        VOTE,
        Paragraph(Text("Or type it.")),
        LONG[2],
        Buttons((Button(Text("Details"), "me", (("a", "b"),)),)),
    )
    await wire.gateway.post(HOME, replace(view(*blocks), card=True))
    await wire.gateway.post(HOME, view(*blocks, nonce="b" * 24))
    card, post = (each for each in wire.discord.messages.values() if each["channel_id"] == payloads.HOME)
    assert list(buttons(card)) == ["Vote", "Read it", "Details"]
    assert list(buttons(post)) == ["Details"], "elsewhere they belong to what stands above them"
    shown = [
        list(buttons(each)) for each in wire.discord.messages.values() if each["channel_id"] != payloads.HOME
    ]
    assert shown.count(["Vote", "Read it"]) == 1


async def test_a_card_shows_at_a_glance_how_things_stand(wire: Wire) -> None:
    text = " ".join(str(number) for number in range(1100))
    blocks: tuple[Block, ...] = (
        Paragraph(Text("P-1")),
        Paragraph(verbatim(text)),
        Paragraph(Text("1 of 4 voted")),
        VOTE,
    )
    card = replace(view(*blocks, *blocks[:2][::-1], nonce="b" * 24), card=True)
    for shown in (replace(view(*blocks), card=True), card):
        await wire.gateway.post(HOME, shown)
    first, second = standing(wire)["home"]
    assert first.startswith("P-1\n\n0 1 2")
    assert "…\n\n1 of 4 voted" in first
    assert first.endswith(FOLLOWS)
    said = whole(first, standing(wire)["thread"][0])
    assert said.replace("…1of4voted", "") == whole("P-1", text)
    assert "1 of 4 voted" not in second, "two long texts go on one after the other"
    wire.discord.threads.may_start = False
    alone = await wire.gateway.post(HOME, replace(view(nonce="c" * 24), card=True))
    await wire.gateway.edit(alone, replace(view(*blocks), card=True))
    assert standing(wire)["home"][-1].endswith(f"…\n\n1 of 4 voted\n{CUT}")


async def test_many_buttons_stand_close_together(wire: Wire) -> None:
    rows = tuple(Buttons((Button(Text("Vote"), "me", (("a", str(each)),)),)) for each in range(25))
    await wire.gateway.post(HOME, replace(view(*LONG, *rows), card=True))
    first, *others = wire.discord.messages.values()
    assert len([each for each in first["components"][0]["components"] if each["type"] == 1]) == 5
    assert not any(map(buttons, others))
