"""Nothing that people type pings anybody or hides where it leads: in no message, window or page, by any door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from adapters.slack.markup import escaped
from tests.adapters.slack.loopback import Loopback
from tests.adapters.slack.people import member
from tests.adapters.slack.rig import Rig

PINGS = "<!channel> <!here|h> <!subteam^S0CIVIL|@civil> <@U0VIC> <https://evil.test|good> &lt;!everyone&gt;"
LINES = (
    'poll open "{}"', 'poll open Q options:"{}|b"', 'poll open "{}" method:consent', 'objection raise P-1 "{}"',
    'poll withdraw P-1 "{}"', 'action add "{}" who:me', 'reminder add "{}" "in 1 day"', 'member declare "{}"',
    'group set name:"{}"', "{}", "help {}", "poll show {}", "zone {}", "member add {} government",
    'member import "{}, government"', "me", "digest now", "record show", "poll list", "action list", "reminder list",
    "member list", "member statements", "group show", "poll show P-1",
)  # fmt: skip
OURS = ("<!date^", "<https://evil.test>", "<#C0TEA>", "<@U0ANA>")


def texts(said: Any) -> Iterator[str]:
    """Whatever Slack reads marks in."""
    match said:
        case {"type": "mrkdwn", "text": str(text), "verbatim": True}:
            yield text
        case {"type": "mrkdwn"}:
            raise AssertionError(f"Slack would look for names in {said}")
        case dict():
            for part in said.values():
                yield from texts(part)
        case list():
            for part in said:
                yield from texts(part)
        case _:
            return


async def test_what_people_type_pings_nobody(slack: Loopback, rig: Rig) -> None:
    ana = member(slack, rig.deliver, "ana", profile={"display_name": PINGS})
    member(slack, rig.deliver, "vic")
    await ana.types("group create Tea")
    await ana.types("member join government")
    # By hand, which Slack escapes, and picked from its menus.
    for typed in (escaped(PINGS), PINGS):
        for line in LINES:
            await ana.types(line.replace("{}", typed))
        await ana.opens(f'poll open options:"{typed}|b"')
        assert await ana.fills(await ana.opens("poll open"), {"question": PINGS}) == {}
    await ana.looks_at_home()
    await rig.listening.close()
    said = [text for one in slack.messages for text in (one.text, *texts(one.blocks))]
    said += [text for _, given in slack.calls for text in (str(given.get("text", "")), *texts(given))]
    said += list(texts([*slack.views.values(), *slack.homes.values()]))
    marks = [mark for text in said for mark in re.findall("<[^<>]*>", text) if not mark.startswith(OURS)]
    assert len(said) > 200
    assert marks == []
