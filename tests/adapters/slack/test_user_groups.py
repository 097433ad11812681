"""User groups of a workspace fill stakeholder groups of a running bot, and are followed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.slack.markup import escaped
from tests.adapters.program import convenor
from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.loopback import APP_TOKEN, BOT, BOT_TOKEN, Fault, Loopback
from tests.adapters.slack.people import Member, by_socket, changes, member
from tests.adapters.slack.rig import Rig
from tests.adapters.slack.test_life import founded

CIVIL = "<!subteam^S0CIVIL|@civil>"


async def heard(slack: Loopback, who: Member, words: str) -> str:
    def found() -> list[str]:
        return [one.text for one in who.heard() if words in one.text]

    texts: list[str] = await slack.until(found, f"{words!r} to {who.name}")
    return texts[-1]


async def checked(folder: Path, slack: Loopback) -> tuple[int, str]:
    """What `convenor check` says beside the running bot."""
    given = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN,
             "CONVENOR_SLACK_API_URL": f"{slack.address}/api"}  # fmt: skip
    done = await asyncio.to_thread(convenor, "check", folder=folder, **given)
    return done.returncode, done.stdout


async def nobody(handle: str, payload: dict[str, object]) -> dict[str, object]:
    """Slack tells nobody."""
    return {}


async def test_a_user_group_fills_a_stakeholder_group_and_is_followed(slack: Loopback, bot: Bot) -> None:
    await bot.start()
    await bot.connected()
    deliver = by_socket(slack)
    ana, ben, cleo, dan = (member(slack, deliver, name) for name in ("ana", "ben", "cleo", "dan"))
    robot = member(slack, deliver, "robot", is_bot=True)
    gone = member(slack, deliver, "gone", deleted=True)
    await founded(ana, ben)
    await changes(slack, nobody, "civil", ben, cleo, robot, gone)
    said = await ana.types(f"member add {CIVIL} civil society keep:yes")
    assert "1 person of @civil was added to Tea as member for civil society: Cleo." in said.text
    assert "1 person has a seat already and keeps it as it is: Ben." in said.text
    assert "2 accounts were left out, being bots or deactivated: Robot and Gone." in said.text
    assert "I follow @civil from now on" in said.text
    assert any("Cleo" in one for one in [(await ana.types("member list")).text])
    # Events bring newcomers in, and end seats.
    await changes(slack, deliver, "civil", ben, dan)
    told = await heard(slack, ana, "@civil has changed")
    assert "1 person has a new seat: Dan." in told
    assert "1 seat ended, and stays on the roll of open polls: Cleo." in told
    assert "because you were in @civil" in await heard(slack, cleo, "Your seat in Tea ended")
    assert "Dan" in (await dan.types("member list")).text
    # While nobody listened, it changed again.
    await bot.ends()
    await changes(slack, nobody, "civil", ben, cleo, dan)
    await bot.start()
    await bot.connected()
    await heard(slack, ana, "1 person has a new seat: Cleo.")
    # And the connection broke.
    await changes(slack, nobody, "civil", ben, dan)
    await slack.sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})
    await slack.until(
        lambda: sum("seat ended" in one.text and "Cleo" in one.text for one in ana.heard()) == 2
    )
    # Where the scope is taken away, nothing changes, and that is told.
    slack.granted.clear()
    await changes(slack, deliver, "civil")
    trouble = await heard(slack, ana, "the permission")
    code, said_of = await checked(bot.folder, slack)
    assert code == 1
    assert "The scope usergroups:read is missing." in said_of
    assert "usergroups:read" in trouble
    assert "Dan" in (await ana.types("member list")).text
    slack.granted.add("usergroups:read")
    await changes(slack, deliver, "civil", deleted=True)
    assert "all seats stay as they are" in await heard(slack, ana, "The user group @civil is disabled.")
    assert "Dan" in (await ana.types("member list")).text
    stopped = await ana.presses("Stop @civil", await ana.types("member kept"))
    assert "is not followed any more" in stopped.text
    told_of = [one.text for one in ana.heard() if "has changed" in one.text]
    assert len(told_of) == len(set(told_of)) == 3, "each change is told once, however often Slack tells it"


@pytest.fixture
async def ana(slack: Loopback, rig: Rig) -> Member:
    ana = member(slack, rig.deliver, "ana")
    await ana.types("group create Tea")
    await changes(
        slack, nobody, "civil", ana, *(member(slack, rig.deliver, name) for name in ("ben", "cleo"))
    )
    return ana


async def test_it_is_named_in_a_window_by_its_handle(slack: Loopback, ana: Member) -> None:
    view = await ana.opens("member add")
    before = len(ana.heard())
    assert await ana.fills(view, {"who:named": "@civil", "stakeholder": "civil society"}) == {}
    assert "3 people of @civil were added" in (await ana.answer(before, "member add")).text
    unknown = await ana.fills(
        await ana.opens("member add"), {"who:named": "@teal", "stakeholder": "government"}
    )
    assert "I know nobody called" in unknown["errors"]["who"]


async def test_a_mention_without_stakeholder_group_asks_for_it(slack: Loopback, ana: Member) -> None:
    view = await ana.opens(f"member add {CIVIL}")
    before = len(ana.heard())
    assert await ana.fills(view, {"stakeholder": "government"}) == {}
    assert "3 people of @civil were added" in (await ana.answer(before, "member add")).text
    # In a thread a mention comes without a handle, and elsewhere it is only a word.
    gone = await ana.types("member add <!subteam^S0GONE|@gone> government")
    assert gone.text == "There is no user group @gone here."
    again = await ana.mentions("member add <!subteam^S0CIVIL> government")
    assert "Nobody of @civil was added to Tea." in again.text
    poll = await ana.types(f'poll open "Does {CIVIL} agree?"')
    assert "P-1 is open" in poll.text


async def test_bots_and_deactivated_accounts_get_no_seat(slack: Loopback, ana: Member) -> None:
    member(slack, ana.deliver, "robot", is_bot=True)
    member(slack, ana.deliver, "gone", deleted=True)
    slack.people["USLACKBOT"] = {
        "id": "USLACKBOT",
        "name": "slackbot",
        "is_bot": False,
        "real_name": "Slackbot",
    }
    robot = await ana.types("member add <@U0ROBOT|robot> government")
    assert "who: Robot is a bot, and seats are for people." in robot.text
    assert "Slackbot is a bot" in (await ana.types("member add <@USLACKBOT> government")).text
    assert "The account of Gone is deactivated" in (await ana.types("member add <@U0GONE> government")).text
    # Chosen in a window, and in a list.
    wrong = await ana.fills(await ana.opens("member add"), {"who": "U0ROBOT", "stakeholder": "government"})
    assert wrong["errors"] == {"who": "Robot is a bot, and seats are for people."}
    listed = await ana.types(
        "member import <@U0BEN>, government | <@U0ROBOT>, government | <@U0GONE>, government"
    )
    assert "Line 2: @Robot is a bot" in listed.text
    assert "Line 3: The account of @Gone is deactivated" in listed.text
    assert "1 seat" in (await ana.types("member list")).text
    await ana.types("member add <@U0BEN> government")
    # Whoever never did anything is called by name elsewhere, too.
    assert "Robot has no seat in Tea" in (await ana.types("action add Tea who:<@U0ROBOT>")).text
    assert (
        "Gone has no seat in Tea" in (await ana.types('reminder add Tea when:"in 2 days" to:<@U0GONE>')).text
    )
    # A seat can be taken from them.
    slack.people["U0BEN"]["deleted"] = True
    ana_sees = await ana.types("member remove <@U0BEN|ben> reason:Left.")
    assert "Ben" in ana_sees.text
    assert "1 seat" in (await ana.types("member list")).text


async def test_only_slack_says_what_is_a_user_group(slack: Loopback, ana: Member) -> None:
    # By hand, which Slack escapes; and in a window, where nothing is escaped.
    typed = await ana.types(f"member add {escaped(CIVIL)} government")
    assert "I know nobody called" in typed.text
    wrong = await ana.fills(await ana.opens("member add"), {"who:named": CIVIL, "stakeholder": "government"})
    assert "I know nobody called" in wrong["errors"]["who"]
    assert slack.called("usergroups.users.list") == []
    # Whoever calls themselves like the user group is not taken for it, however both are mentioned.
    member(slack, ana.deliver, "eve", profile={"display_name": "civil"})
    line = 'member add <!subteam^S0CIVIL|@other> government reason:"With <@U0EVE>, and not <!subteam^S0CIVIL|@civil>."'
    assert "3 people of @civil were added" in (await ana.types(line.replace("@other", "@civil"))).text
    assert "Nobody of @civil was added" in (await ana.types(line)).text, "what it is called is not what it is"
    assert "4 seats" not in (await ana.types("member list")).text


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(error="missing_scope"), "the permission usergroups:read is missing"),
        (Fault(429, "ratelimited", {"Retry-After": "1"}), "Try again in a minute"),
        (Fault(500), "Try again in a minute"),
        (Fault(error="no_such_subteam"), "There is no user group @civil"),
    ],
)
async def test_one_that_cannot_be_read_adds_nobody(
    slack: Loopback, ana: Member, fault: Fault, said: str
) -> None:
    slack.faults["usergroups.users.list"].append(fault)
    assert said in (await ana.types(f"member add {CIVIL} government keep:yes")).text
    assert "1 seat" in (await ana.types("member list")).text
    assert "follows no user group" in (await ana.types("member kept")).text


@pytest.mark.parametrize("lost", ["users", "usergroups"])
async def test_an_answer_of_another_shape_empties_nothing(
    slack: Loopback, rig: Rig, ana: Member, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "I follow @civil" in (await ana.types(f"member add {CIVIL} civil society keep:yes")).text
    method = {"users": "_usergroups_users_list", "usergroups": "_usergroups_list"}[lost]
    for odd in ({}, {lost: None}, {lost: {"U0ANA": True}}, {lost: [None]}):
        monkeypatch.setattr(slack, method, lambda given, odd=odd: odd)
        rig.in_step.missed()
        await rig.in_step._look()
    assert "cleo" in (await ana.types("member list")).text.casefold()
    assert "in step" in (await ana.types("member kept")).text
    assert "Try again in a minute" in (await ana.types(f"member add {CIVIL} civil society")).text


async def test_whoever_may_not_add_learns_nothing_and_whoever_cannot_be_read_is_left_out(
    slack: Loopback, ana: Member
) -> None:
    ben = Member(slack, ana.deliver, "U0BEN", "ben")
    await ben.types("member join government")
    calls = len(slack.calls)
    assert "Only a coordinator can do this" in (await ben.types(f"member add {CIVIL} government")).text
    assert not [name for name, _ in slack.calls[calls:] if name.startswith("usergroups")]
    del slack.people["U0CLEO"]
    said = await ana.types(f"member add {CIVIL} civil society")
    assert "1 account could not be read and was left out" in said.text


async def test_many_are_looked_for_in_the_list_of_all(slack: Loopback, rig: Rig, ana: Member) -> None:
    crowd = [member(slack, rig.deliver, f"p{number}") for number in range(1200)]
    await changes(slack, nobody, "crowd", *crowd)
    said = await ana.types("member add <!subteam^S0CROWD|@crowd> government")
    assert "1,200 people of @crowd were added" in said.text
    assert "and 1,180 more" in said.text
    assert len(slack.called("users.list")) == 2
    assert len(slack.called("users.info")) < 5
    more = [member(slack, rig.deliver, f"q{number}") for number in range(801)]
    await changes(slack, nobody, "crowd", *crowd, *more)
    assert (
        "More than 2,000 people are in @crowd"
        in (await ana.types("member add <!subteam^S0CROWD|@crowd> government")).text
    )


async def test_events_about_what_nobody_follows_ask_slack_nothing(
    slack: Loopback, rig: Rig, ana: Member
) -> None:
    calls = len(slack.calls)
    await changes(slack, rig.deliver, "other", ana)
    for odd in ({"subteam": None}, {"subteam_id": 5}, {"subteam": {"id": BOT}}):
        await rig.deliver("events_api", ana.event(type="subteam_updated", **odd))
    await rig.listening.close()
    assert len(slack.calls) == calls


async def test_what_could_not_be_read_is_tried_again(
    slack: Loopback, rig: Rig, ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.in_step.AGAIN", 0.01)
    assert "I follow @civil" in (await ana.types(f"member add {CIVIL} government keep:yes")).text
    await changes(slack, nobody, "civil", ana, member(slack, rig.deliver, "dan"))
    slack.faults["usergroups.list"] += [Fault(429, "ratelimited", {"Retry-After": "1"}), Fault(500)]
    rig.in_step._again = 0.01
    following = asyncio.create_task(rig.in_step.run())
    try:
        await slack.until(lambda: len(slack.called("usergroups.users.list")) == 2, "a reading that worked")
        said = ""
        while "Dan" not in said:
            said = (await ana.types("member list")).text
        assert "Ben" not in said
    finally:
        following.cancel()
