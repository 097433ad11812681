"""The whole running bot (`convenor run`) on Discord: killed in the middle, and over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.clock import SystemClock
from tests.adapters.discord import payloads
from tests.adapters.discord.double import Discord
from tests.adapters.discord.people import Somebody, text_of
from tests.adapters.loaded import Started
from tests.adapters.program import environment, free_port, started


@dataclass(slots=True)
class Running:
    """The program in a process of its own, beside a Discord on this machine."""

    discord: Discord
    folder: Path
    more: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: Started | None = None

    async def starts(self) -> None:
        given = {
            "DISCORD_TOKEN": self.discord.token,
            "CONVENOR_DISCORD_API_URL": self.discord.base,
            "CONVENOR_DISCORD_GATEWAY_URL": f"ws://127.0.0.1:{self.discord.port}/gateway",
            "CONVENOR_WEB_PORT": str(self.port),
            **self.more,
        }
        with (self.folder / "errors.txt").open("ab") as errors:
            env = environment(self.folder, **given)
            self.process = started(["run"], self.folder, env, out=None, err=errors)

    async def connects(self) -> None:
        before = self.discord.identified
        await self.starts()
        await self.discord.until(lambda: self.discord.identified > before, 30)

    async def is_killed(self) -> None:
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def stops(self) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 20)

    @property
    def errors(self) -> str:
        return (self.folder / "errors.txt").read_text("utf-8")


@asynccontextmanager
async def running(folder: Path, **more: str) -> AsyncIterator[Running]:
    discord = Discord()
    await discord.start()
    there = Running(discord, folder, dict(more))
    try:
        yield there
        await there.stops()
        assert discord.wrong == []
        assert "Traceback" not in there.errors
    finally:
        if there.process is not None and there.process.returncode is None:
            there.process.kill()
            await there.process.wait()
        await discord.stop()


def card(discord: Discord, words: str) -> dict[str, Any]:
    found = [each for each in discord.messages.values() if words in text_of(each)]
    assert found
    return found[-1]


async def test_a_groups_life_goes_on_after_a_kill(tmp_path: Path) -> None:
    async with running(tmp_path) as there:
        discord = there.discord
        await there.connects()
        ana, ben = (
            Somebody(discord, "ana", "700000000000000001", administrator=True),
            Somebody(discord, "ben", "700000000000000002"),
        )
        await ana.uses("group create", name="Tea")
        await ana.uses("member join", stakeholder="government")
        await ben.uses("member join", stakeholder="civil society")
        form = await ana.uses("poll open")
        assert there.process is not None
        discord.once_posted = there.process.kill
        opening = asyncio.create_task(ana.fills(form, question="Shall we meet on Tuesdays?"))
        await asyncio.wait_for(there.process.wait(), 20)
        opening.cancel()
        assert len(discord.messages) == 1, "the card stands there, and nobody was told"
        await there.connects()
        posts = f"/channels/{payloads.HOME}/messages"
        await discord.until(lambda: [each.path for each in discord.requests].count(posts) == 2)
        await discord.until(lambda: any("P-1" in text_of(each) for each in discord.messages.values()))
        shown = card(discord, "P-1")
        votes = await asyncio.gather(ana.presses("Yes", shown), ben.presses("Yes", shown))
        await there.is_killed()
        await there.connects()
        assert all("P-1" in vote.text for vote in votes)
        await discord.until(lambda: text_of(card(discord, "P-1")).count("1 of 1 voted") == 2)
        asked = await ben.uses("objection raise", poll="P-1")
        assert "O-1" in (await ben.fills(asked, text="Tuesdays are for coffee.")).text
        assert sum("Shall we meet" in text_of(each) for each in discord.messages.values()) == 1
        assert len([each for each in discord.requests if each.method == "PUT"]) == 1
        assert await there.stops() in (0, -15, 143)


async def test_turns_actions_and_digests_outlive_a_kill(tmp_path: Path) -> None:
    async with running(tmp_path) as there:
        discord = there.discord
        await there.connects()
        ana, ben = (
            Somebody(discord, "ana", "700000000000000001", administrator=True),
            Somebody(discord, "ben", "700000000000000002"),
        )
        await ana.uses("group create", name="Tea")
        await ana.uses("member join", stakeholder="government")
        await ben.uses("member join", stakeholder="civil society")
        begun = await ana.uses("rota create", role="scribe", every="every tuesday 14:00")
        assert "R-1" in begun.text, begun.text
        form = await ben.chooses("Make action item", "Somebody should draft the summary.")
        assert "A-1" in (await ben.fills(form, due="in 3 days")).text
        left_open = await ana.chooses("Make action item", "Somebody should book a room.")
        digest = await ana.uses("digest now")
        assert "A-1" in digest.text
        assert "T-1" in digest.text
        turn = await ana.uses("rota next")
        await there.is_killed()
        await there.connects()
        assert "A-2" in (await ana.fills(left_open, due="in 2 days")).text, "the form of before is taken"
        done = await ben.uses("action done", action="A-1")
        assert "A-1" in done.text
        after = await ana.uses("digest now")
        assert "A-2" in after.text
        assert "T-1" in after.text
        assert (await ana.uses("rota next")).text == turn.text, "turns stay with whom they were given to"
        assert "discord.com/channels" in (await ana.uses("action show", action="A-2")).text
        await discord.until(lambda: any("R-1" in text_of(each) for each in discord.messages.values()))
        for words in ("R-1", "A-1"):
            said = [text_of(each) for each in discord.messages.values() if words in text_of(each)]
            assert len(said) == len(set(said)), "nothing is said twice"


async def test_a_refused_token_ends_with_what_to_do(tmp_path: Path) -> None:
    async with running(tmp_path) as there:
        there.discord.token = "another"
        given = there.discord.token
        there.discord.token = "the-token"
        there.more["DISCORD_TOKEN"] = given
        await there.starts()
        assert there.process is not None
        assert await asyncio.wait_for(there.process.wait(), 30) == 1
        assert "Discord refuses DISCORD_TOKEN" in there.errors
        assert given not in there.errors


async def test_interactions_over_http(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    async with running(tmp_path, DISCORD_PUBLIC_KEY=public) as there, ClientSession() as session:
        await there.starts()
        url = f"http://127.0.0.1:{there.port}"
        await there.discord.until(lambda: any(each.method == "PUT" for each in there.discord.requests), 30)

        async def post(body: bytes, *, sign: bytes | None = None, at: int | None = None) -> tuple[int, bytes]:
            stamp = str(int(SystemClock().now().timestamp()) if at is None else at)
            signature = key.sign(stamp.encode() + (body if sign is None else sign)).hex()
            headers = {"X-Signature-Ed25519": signature, "X-Signature-Timestamp": stamp}
            async with session.post(f"{url}/discord/interactions", data=body, headers=headers) as answer:
                return answer.status, await answer.read()

        ping = json.dumps({"type": 1}).encode()
        assert await post(ping) == (200, b'{"type": 1}')
        assert (await post(ping, sign=b"something else"))[0] == 401
        assert (await post(ping, at=1_000_000_000))[0] == 401
        for malformed in (
            b"not json",
            b"[]",
            b"7",
            b"null",
            b'{"type": "x"}',
            b'{"type": []}',
            b"\xff",
            b"[" * 9999,
        ):
            assert (await post(malformed))[0] == 400, malformed[:20]
        for empty in (b'{"type": 2}', b'{"type": 3, "data": "?"}', b'{"type": 99}'):
            assert (await post(empty))[0] == 202, "nobody can be answered"
        assert (await post(b" " * 600_000))[0] == 413
        assert (await post(ping, at=10**30))[0] == 401
        async with session.post(f"{url}/discord/interactions", data=ping) as unsigned:
            assert unsigned.status == 401
        async with session.get(f"{url}/discord/interactions") as wrong:
            assert wrong.status == 405
        ana = payloads.user("700000000000000001", "ana")
        options = [{"name": "create", "type": 1, "options": [{"name": "name", "type": 3, "value": "Tea"}]}]
        payload = payloads.interaction(2, {"id": "1", "name": "group", "type": 1, "options": options}, ana)
        waiting = asyncio.get_running_loop().create_future()
        there.discord.answers[payload["id"]] = waiting
        assert (await post(json.dumps(payload).encode()))[0] == 202
        answer = await asyncio.wait_for(waiting, 10)
        assert "Tea has begun" in text_of(answer["data"])
        assert (await post(json.dumps(payload).encode()))[0] == 202, "somebody sends it once more"
        answered = f"/interactions/{payload['id']}/"
        await there.discord.until(
            lambda: sum(each.path.startswith(answered) for each in there.discord.requests) == 2
        )
        bodies = [each.body for each in there.discord.requests if each.path.startswith(answered)]
        assert bodies[0] == bodies[1], "it is done once"
        assert there.discord.identified == 0
