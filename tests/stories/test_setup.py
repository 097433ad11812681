"""The set-up: from nothing to a dry run in a handful of lines, with skips, steps back and a restart."""

from __future__ import annotations

from bot.refusals import Why
from tests.world import World


async def test_a_pasted_list_and_five_lines_lead_to_the_dry_run(world: World) -> None:
    ana = world.person("ana")
    begun = await ana.says('/group setup name:"Tea WG" public:yes')
    assert begun.ok
    assert "Tea WG has begun" in begun.text
    assert "step 2 of 5" in begun.text
    zoned = await ana.says("/group setup zone:Nairobi")
    assert "step 3 of 5" in zoned.text
    assert "/member import" in zoned.text
    pasted = "name,stakeholder\n@ana,technical community\n@ben,government\nCleo Diaz,civil society"
    imported = await ana.says(f"/member import {pasted}")
    assert imported.ok
    assert "3 people were added to Tea WG." in imported.text
    on = await ana.presses("Go on")
    assert "step 4 of 5" in on.text
    last = await ana.says("/group setup joining:approved")
    assert "step 5 of 5" in last.text
    assert '/poll preview "Shall we meet on Tuesdays?"' in last.text
    tried = await ana.presses("Dry run")
    assert tried.ok
    assert "Shall we meet on Tuesdays?" in tried.text
    assert tried.posts == []
    finished = await ana.presses("Finish")
    assert "is set up" in finished.text
    assert "Set Tea WG up" not in (await ana.says("/me")).text


async def test_every_step_can_be_skipped_and_come_back_to(world: World) -> None:
    ana = world.person("ana")
    await ana.says("/group create Tea")
    assert "step 1 of 5" in (await ana.presses("Set up")).text
    for step in (2, 3, 4, 5):
        assert f"step {step} of 5" in (await ana.presses("Next")).text
    assert "step 4 of 5" in (await ana.presses("Back")).text
    assert "step 2 of 5" in (await ana.says("/group setup 2")).text
    assert "is set up" in (await ana.says("/group setup done")).text
    shown = (await ana.says("/group show")).text
    assert "UTC" in shown
    assert "government" in shown


async def test_the_set_up_goes_on_where_it_was_left(world: World) -> None:
    ana = world.person("ana")
    await ana.says("/group setup name:Tea")
    await ana.presses("Next")
    await world.restarts()
    assert "Set Tea up: step 3 of 5." in (await ana.says("/me")).text
    assert "step 3 of 5" in (await ana.presses("Go on")).text


async def test_a_choice_by_button_stays_on_its_step(world: World) -> None:
    ana = world.person("ana")
    await ana.says("/group create Tea")
    await ana.says("/group setup")
    public = await ana.presses("Public")
    assert "step 1 of 5" in public.text
    assert "Public: yes" in public.text
    assert "Public: no" in (await ana.presses("Not public")).text
    opened = await ana.says("/group setup 4")
    assert "choose their stakeholder group themselves" in opened.text
    assert "a coordinator confirms" in (await ana.presses("Coordinator confirms")).text


async def test_without_a_group_the_set_up_asks_for_a_name(world: World) -> None:
    ana = world.person("ana")
    asked = await ana.says("/group setup")
    assert asked.ok
    assert 'name:"Our group"' in asked.text
    assert (await ana.presses("Name the group")).why is Why.INCOMPLETE
    assert (await ana.says("/group show")).why is Why.NOT_FOUND
    private = await ana.whispers("/group setup name:Tea")
    assert private.why is Why.NOT_FOUND
    assert (
        private.text == "A group lives in a channel. Type /group setup in the channel that shall be its home."
    )


async def test_several_values_in_one_line(world: World) -> None:
    ana = world.person("ana")
    line = '/group setup name:Tea zone:Paris language:fr stakeholders:"users | vendors" joining:open'
    begun = await ana.says(line)
    assert begun.ok
    assert "5" in begun.text
    shown = (await ana.says("/group show")).text
    for words in ("Tea", "Europe/Paris", "users", "vendors"):
        assert words in shown


async def test_a_fault_in_a_step_changes_nothing(world: World) -> None:
    ana = world.person("ana")
    await ana.says("/group create Tea")
    refused = await ana.says("/group setup zone:nowhere language:fr")
    assert refused.why is Why.MALFORMED
    assert "English" in (await ana.says("/group show")).text
    assert "step 1 of 5" in (await ana.says("/group setup")).text


async def test_only_a_coordinator_sets_up(world: World) -> None:
    ana, ben, cleo = world.people("ana", "ben", "cleo")
    await ana.says("/group create Tea")
    await ben.says("/member join government")
    for person in (ben, cleo):
        refused = await person.says("/group setup zone:Paris")
        assert refused.why is Why.NOT_ALLOWED
    assert "Set Tea up" not in (await ben.says("/me")).text


async def test_the_fourth_step_shows_charters_and_adopts_one(world: World) -> None:
    ana = world.person("ana")
    await ana.says("/group create Tea")
    step = await ana.says("/group setup 4")
    assert "Charter: none" in step.text
    shown = await ana.presses("roberts-majority")
    assert "Robert's Rules: majority" in shown.text
    assert (await ana.presses("Adopt it")).ok
    again = await ana.says("/group setup 4")
    assert "Charter: Robert's Rules: majority" in again.text
    assert "Robert's Rules: majority" in (await ana.says("/group show")).text


async def test_the_fifth_step_starts_a_rota_and_a_digest(world: World) -> None:
    ana = world.person("ana")
    await ana.says("/group create Tea")
    await ana.says("/member join government")
    await ana.says("/group setup 5")
    assert (await ana.presses("Rotate monthly")).ok
    assert (await ana.presses("Weekly digest")).ok
    assert "facilitator" in (await ana.says("/rota list")).text
    assert "Monday" in (await ana.says("/digest list")).text
