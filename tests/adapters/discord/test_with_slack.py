"""A group on Discord, and somebody who is also in Slack: one bot on both, each on its wire."""

from __future__ import annotations

from pathlib import Path

from adapters.slack.gateway import SlackGateway
from adapters.slack.pace import Pace
from adapters.slack.workspaces import Workspaces
from bot.clock import AheadClock
from bot.ports import Gateway
from tests.adapters.discord.double import Discord
from tests.adapters.discord.people import text_of
from tests.adapters.discord.town import Kept, Town
from tests.adapters.slack.loopback import BOT_TOKEN, Loopback
from tests.adapters.slack.people import member
from tests.adapters.slack.rig import beside


async def test_one_person_is_on_both(tmp_path: Path) -> None:
    discord, slack = Discord(), Loopback()
    await discord.start()
    await slack.start()
    workspaces = Workspaces(f"{slack.address}/api", BOT_TOKEN)
    await workspaces.open()
    gateways: dict[str, Gateway] = {"slack": SlackGateway(workspaces, Pace(0.0))}
    town = Town(discord, tmp_path, Kept(), AheadClock(), gateways)
    await town.starts()
    assert town.app is not None
    async with beside(slack, workspaces, town.app) as rig:
        ana, ben = town.person("ana", administrator=True), town.person("ben")
        await ana.uses("group create", name="Tea")
        await ben.uses("member join", stakeholder="government")
        ben_in_slack = member(slack, rig.deliver, "ben")
        made = (await ben_in_slack.types("member link")).words
        code = made.split("/wg member link ")[1][:14]

        asked = await ben.uses("member link", code=code)
        assert ben_in_slack.id in asked.text
        joined = await ben.presses("Join them", asked.data)
        assert "are one person now" in joined.text
        assert joined.data["flags"] & 64
        used = "is linked with you now"
        await slack.until(lambda: any(used in one.words for one in ben_in_slack.heard()), used)

        await ana.uses("poll open", question="Adopt?", visibility="open")
        await discord.until(lambda: any("P-1" in text_of(each) for each in discord.messages.values()))
        voted = await ben_in_slack.types("poll vote P-1 yes group:Tea")
        assert "P-1" in voted.words
        changed = await ben.presses("No", town.card("P-1"))
        assert "P-1" in changed.text
        assert "Your ballot: no" in (await ben_in_slack.types("poll show P-1 group:Tea")).words
        # Ana names the account that she sees; where it is told, Ben has chosen.
        await ana.uses("member role", who=f"<@{ben.number}>", role="facilitator")
        seat = "Your seat in Tea"
        await slack.until(lambda: any(seat in one.words for one in ben_in_slack.heard()), seat)
        parted = await ben_in_slack.types("member unlink discord")
        assert "is not linked with you any more" in parted.words
        assert "no seat" in (await ben_in_slack.types("me")).words
        assert "government" in (await ben.uses("me")).text
    await town.stops()
    await workspaces.close()
    await slack.stop()
    await discord.stop()
    assert slack.wrong == []
    assert discord.wrong == []
