"""One seat, with all that belongs to it."""

from __future__ import annotations

from bot.refusals import Why
from tests.stories.founding import tea
from tests.world import World


async def test_a_seat_is_shown_with_all_that_belongs_to_it(world: World) -> None:
    ana = await tea(world)
    ben, dora = world.people("ben", "dora")
    await ben.says('/member join civil society region:Africa affiliation:"ACME Ltd"')
    await dora.says("/member join civil society role:observer")
    await ben.says("/member alternate @dora")
    asked = (await ana.says("/member show @ben")).text
    assert "Alternate" not in asked, "who was asked has not agreed yet"
    await dora.says("/member alternate @ben change:accept")
    await ben.says("/member away since:2026-12-14 until:2026-12-18")
    shown = await ana.says("/member show @ben")
    assert shown.ok
    for words in ("ben in Tea", "#2", "civil society", "Africa", "ACME Ltd", "1 December 2026", "dora"):
        assert words in shown.text
    assert "Monday 14 December 2026" in shown.text
    own = await dora.says("/member show")
    assert "observer" in own.text
    assert "Alternate of" in own.text
    assert "Statements" not in (await dora.says("/member show @ben")).text, "observers may not read them"
    await ana.says("/member show @ben")
    await world.restarts()
    assert (await ana.presses("Statements of interest")).ok


async def test_whose_seat_is_not_there_is_said(world: World) -> None:
    ana = await tea(world)
    zoe = world.person("zoe")
    assert (await ana.says("/member show @zoe")).why is Why.NOT_FOUND
    assert (await zoe.says("/member show @ana")).why is Why.NOT_ALLOWED
    await zoe.says("/member join government")
    await zoe.says("/member leave")
    assert (await ana.says("/member show @zoe")).why is Why.NOT_FOUND
