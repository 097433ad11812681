"""What is suggested for a parameter: only what the command can be used on now, by whoever asks."""

from __future__ import annotations

from bot.binding import spec_of
from bot.boundary import Input
from bot.commands import Record
from commands import FEATURES
from tests.stories.assembly import four
from tests.stories.deciding import OPEN, determines, group
from tests.stories.test_rotas import begun
from tests.world import Actor, World

LIVES = ("poll", "objection", "decision", "action", "rota", "turn", "reminder")
"""Kinds of records that come to an end."""
WHENEVER = {"action note", "reminder snooze", "member leave"}
"""What can be done with one that is over, too."""


async def offered(actor: Actor, path: str, param: str = "") -> str:
    """What is suggested, as one line."""
    return " ".join(await actor.wonders(path, param or path.split(maxsplit=1)[0]))


def test_every_command_says_what_it_can_be_used_on() -> None:
    for feature in FEATURES:
        for handles in feature.handles:
            command, spec = handles.command, spec_of(handles.command)
            known = {param.name: param.kind for param in spec.params}
            assert set(handles.suits) <= set(known), command.path
            if command.reads or not command.right.of_people or command.path in WHENEVER:
                continue
            for name, kind in known.items():
                if isinstance(kind, Record) and kind.kind in LIVES:
                    assert name in handles.suits, f"/{command.path} {name}:"


async def test_polls(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    for question in ("Closed?", "Withdrawn?", "Open?", "Planned?"):
        opens = ' opens:"in 20 days" closes:"in 30 days"' if question == "Planned?" else ""
        long = ' closes:"in 14 days"' if question == "Open?" else ""
        assert (await ana.says(f'/poll open "{question}"{opens}{long}')).ok
    assert (await ana.says("/poll withdraw P-2 Wrong")).ok
    await world.passes(days=8)
    eve = world.person("eve")
    assert (await eve.says("/member join civil society")).ok
    assert (await dan.says("/poll vote P-3 yes")).ok

    for path in ("poll vote", "poll recuse", "poll nudge", "poll extend", "objection raise"):
        assert await offered(ana, path, "poll") == "P-3", path
    assert await offered(eve, "poll vote") == "", "she is not on the roll"
    assert await offered(dan, "poll unvote") == "P-3"
    assert await offered(ben, "poll unvote") == "", "he has no ballot"
    assert await offered(ana, "poll amend") == "P-3 P-4"
    assert await offered(ana, "poll withdraw") == "P-3 P-4"
    assert await offered(ana, "poll close") == "", "not before all have voted"
    assert await offered(ana, "poll rework") == await offered(ana, "poll draw") == ""
    assert await offered(ana, "decision determine", "poll") == "P-1"
    assert await offered(ana, "action add", "poll") == "P-1"
    assert await offered(ana, "member declare", "poll") == "P-3 P-1 P-4"
    assert await offered(ana, "poll show") == "P-3 P-2 P-1 P-4", "everything can be looked at"

    for actor in (ana, ben, cleo):
        assert (await actor.says("/poll vote P-3 yes")).ok
    assert await offered(ana, "poll close") == "P-3"
    assert (await ana.says('/poll extend P-3 until:"in 20 days" reason:Holidays')).ok
    assert await offered(ana, "poll extend") == "", "once is all"

    # A form keeps what was typed, though it is not among what is suggested.
    form = await ana.opens("/poll recuse p-3")
    (poll,) = [field for field in form.fields if field.name == "poll"]
    assert (poll.value, poll.input) == ("p-3", Input.SHORT)


async def test_objections_and_decisions(world: World) -> None:
    ana, ben, _cleo, dan, eve = await group(
        world, "gnso-working-group", "determination=7 days | challenge=7 days"
    )
    assert (await ana.says(OPEN)).ok
    assert (await dan.says("/objection raise P-1 No budget")).ok
    assert (await dan.says("/objection raise P-1 Too late kind:concern")).ok
    assert await offered(eve, "objection sign") == "O-2 O-1"
    assert await offered(dan, "objection sign") == "", "they bear his name"
    assert await offered(dan, "objection hold") == "O-1", "nobody rules on a concern"
    assert await offered(dan, "objection accept") == ""
    assert await offered(ana, "objection answer") == "O-2 O-1"
    assert await offered(eve, "objection answer") == ""
    assert await offered(ben, "objection rule") == "O-1"
    assert await offered(eve, "objection withdraw") == ""
    assert (await eve.says("/objection sign O-1")).ok
    assert await offered(eve, "objection withdraw") == "O-1"
    assert (await ana.says("/objection answer O-1 There is a sponsor")).ok
    assert await offered(dan, "objection accept") == "O-1"
    assert (await dan.says("/objection accept O-1")).ok
    assert await offered(ben, "objection rule") == await offered(dan, "objection accept") == ""
    assert await offered(dan, "objection withdraw") == "O-2"

    assert await offered(ben, "decision determine", "poll") == ""
    await world.passes(days=28)
    assert await offered(ben, "decision determine", "poll") == "P-1"
    assert (await determines(ben, "consensus")).ok
    assert await offered(ben, "decision determine", "poll") == ""
    assert await offered(dan, "decision challenge") == "D-1"
    assert await offered(ben, "decision answer") == await offered(dan, "decision appeal") == ""
    assert (await dan.says("/decision challenge D-1 Nobody asked us")).ok
    assert await offered(ben, "decision answer") == "D-1"
    assert await offered(eve, "decision sign") == "D-1"
    assert (await ben.says("/decision answer D-1 We did")).ok
    assert await offered(dan, "decision appeal") == "D-1"
    assert await offered(ana, "decision rule") == ""
    assert await offered(ana, "decision status") == "D-1"
    await world.passes(days=30)
    assert await offered(dan, "decision appeal") == await offered(dan, "decision challenge") == ""


async def test_actions_and_reminders(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    for text in ("Done", "Dropped", "Open"):
        assert (await ben.says(f"/action add {text} who:@cleo")).ok
    assert (await cleo.says("/action done A-1")).ok
    assert (await ben.says("/action drop A-2 Enough")).ok
    for path in ("action done", "action due", "action assign"):
        assert await offered(cleo, path) == "A-3", path
        assert await offered(dan, path) == "", path
    assert await offered(ben, "action drop") == "A-3"
    assert await offered(cleo, "action drop") == "", "she neither added it nor facilitates"
    assert await offered(cleo, "action reopen") == "A-1 A-2"
    assert (await ben.says("/reminder add Tea tomorrow to:home")).ok
    assert await offered(ben, "reminder cancel") == await offered(ana, "reminder cancel") == "N-1"
    assert await offered(dan, "reminder cancel") == ""
    assert await offered(dan, "reminder snooze") == "N-1"


async def test_rotas_and_turns(world: World) -> None:
    people, order = await begun(world)
    first, second, third = order[:3]
    assert await offered(first, "rota confirm", "turn") == "T-1 T-5"
    assert await offered(people["zed"], "rota confirm", "turn") == ""
    assert (await first.says("/rota confirm T-1")).ok
    assert await offered(first, "rota confirm", "turn") == "T-5"
    assert await offered(first, "rota decline", "turn") == "T-1 T-5"
    assert await offered(first, "rota swap", "for") == "T-2 T-3 T-4 T-6"
    assert await offered(third, "rota agree", "turn") == ""
    assert (await first.says(f"/rota swap T-1 @{third.name}")).ok
    assert await offered(third, "rota agree", "turn") == "T-1"
    assert await offered(second, "rota take", "turn") == await offered(first, "rota handover", "turn") == ""
    assert (await people["zed"].says('/rota create scribe "every friday"')).ok
    assert await offered(first, "rota leave") == "R-1 R-2"
    await world.passes(days=9)
    # Who has the turn of the other rota is up to the lot.
    assert "T-1" in (await offered(first, "rota handover", "turn")).split()
    assert "T-2" in (await offered(people["zed"], "rota override", "turn")).split()
    assert (await people["zed"].says("/rota end R-1")).ok
    assert await offered(first, "rota leave") == "R-2"
    assert await offered(first, "rota show") == "R-2 R-1"
    assert "T-2" not in (await offered(people["zed"], "rota override", "turn")).split()
