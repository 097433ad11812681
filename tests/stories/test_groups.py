"""Groups: starting one, its homes and settings, its end."""

from __future__ import annotations

import pytest

from bot.refusals import Why
from tests.world import Actor, World

DEFAULTS = ("government", "private sector", "civil society", "technical community")


async def started(world: World, name: str = "Tea WG") -> Actor:
    ana = world.person("ana")
    assert (await ana.says(f'/group create "{name}"')).ok
    return ana


# Starting


async def test_who_starts_a_group_coordinates_it(world: World) -> None:
    ana, ben = world.people("ana", "ben")
    begun = await ana.says('/group create "Internet Access WG" zone:Nairobi')
    assert begun.ok
    assert "Internet Access WG has begun" in begun.text
    shown = (await ben.says("/group show")).text
    for words in (
        "Internet Access WG",
        "forming",
        "Africa/Nairobi (it is 12:00 there)",
        "English",
        "this channel",
    ):
        assert words in shown
    assert "Coordinators:       ana" in shown
    for name in DEFAULTS:
        assert f"{name} (0 seats)" in shown
    assert "/member join STAKEHOLDER" in shown
    record = (await ana.says("/record show")).text
    assert "started the group" in record
    assert "took a seat" in record
    assert "intact" in (await ana.says("/record verify")).text


async def test_words_behind_the_name_need_no_quotes(world: World) -> None:
    ana = world.person("ana")
    assert (await ana.says("/group create Internet Access WG language:fr")).ok
    assert "Internet Access WG" in (await ana.says("/group show")).text


async def test_a_group_has_the_stakeholder_groups_that_it_wants(world: World) -> None:
    ana = world.person("ana")
    await ana.says('/group create Standards stakeholders:"users | vendors"')
    shown = (await ana.says("/group show")).text
    assert "users (0 seats) and vendors (0 seats)" in shown
    assert "government" not in shown


async def test_the_group_of_a_french_person_is_french(world: World) -> None:
    ana = world.person("ana")
    await ana.says("/language fr")
    begun = await ana.says("/group create Accès")
    assert begun.ok
    assert "français" in begun.text
    assert "civil society" not in begun.text
    assert "société civile" in (await ana.says("/group show")).text
    joined = await world.person("ben").says("/member join societe")
    assert joined.ok
    assert "société civile" in joined.text


@pytest.mark.parametrize(
    ("line", "why", "says"),
    [
        ("/group create", Why.INCOMPLETE, "name"),
        (f"/group create {'x' * 81}", Why.MALFORMED, "80"),
        ('/group create "\u0301"', Why.MALFORMED, "letters or numbers"),
        ("/group create Tea zone:CET", Why.MALFORMED, "CET"),
        ("/group create Tea zone:naroibi", Why.MALFORMED, "Africa/Nairobi"),
        ("/group create Tea language:klingon", Why.MALFORMED, "en (English) and fr (français)"),
        ('/group create Tea stakeholders:"a | A"', Why.MALFORMED, "twice"),
        (f"/group create Tea stakeholders:{'x' * 61}", Why.MALFORMED, "60"),
        ('/group create "Tea\x07"', Why.MALFORMED, "control characters"),
    ],
)
async def test_a_group_that_cannot_be_is_not_begun(world: World, line: str, why: Why, says: str) -> None:
    ana = world.person("ana")
    refused = await ana.says(line)
    assert refused.why is why
    assert says in refused.text
    assert (await ana.says("/group show")).why is Why.NOT_FOUND


async def test_all_faults_are_told_together(world: World) -> None:
    ana = world.person("ana")
    refused = await ana.says("/group create Tea zone:nowhere language:klingon stakeholders:a|a")
    for fault in ("“nowhere”", "“klingon”", "“a” stands twice"):
        assert fault in refused.text


async def test_a_channel_is_home_to_one_group(world: World) -> None:
    await started(world)
    ben = world.person("ben")
    refused = await ben.says("/group create Coffee")
    assert refused.why is Why.CONFLICT
    assert "Tea WG" in refused.text
    assert (await ben.says("/group create Coffee", "#coffee")).ok


async def test_two_groups_here_do_not_share_a_name(world: World) -> None:
    await started(world)
    refused = await world.person("ben").says('/group create "TÉA  wg"', "#other")
    assert refused.why is Why.MALFORMED
    assert "Choose another name" in refused.text


async def test_a_group_needs_a_channel(world: World) -> None:
    refused = await world.person("ana").whispers("/group create Tea")
    assert refused.why is Why.CONFLICT
    assert "channel" in refused.text
    assert "You have no seat in a group yet." in (await world.person("ana").whispers("/group list")).text


# Lists


async def test_everybody_sees_their_groups_and_the_public_ones(world: World) -> None:
    ana = await started(world)
    ben, cleo = world.people("ben", "cleo")
    await ben.says("/group create Coffee", "#coffee")
    await ben.says("/group set public:yes", "#coffee")
    await cleo.says("/member join civil society")
    mine = (await cleo.says("/group list")).text
    assert "member for civil society" in mine
    assert mine.index("Tea WG") < mine.index("Public groups here") < mine.index("Coffee")
    assert "coordinator" in (await ana.says("/group list")).text
    stranger = (await world.person("dora").says("/group list")).text
    assert "Coffee" in stranger
    assert "Tea WG" not in stranger


# Settings


async def test_a_coordinator_changes_settings_and_takes_them_back(world: World) -> None:
    ana = await started(world)
    changed = await ana.says("/group set zone:Paris joining:approved")
    assert changed.ok
    assert "Europe/Paris (it is 10:00 there)" in changed.text
    assert "joining: approved" in changed.text
    assert "Europe/Paris" in (await ana.says("/group show")).text
    undone = await ana.presses("Undo")
    assert undone.ok
    assert "UTC" in (await ana.says("/group show")).text
    assert "approved" not in (await ana.says("/group set")).text


async def test_each_changed_setting_is_an_entry(world: World) -> None:
    ana = await started(world)
    before = (await ana.says("/record verify")).text
    assert "intact: 2 entries" in before
    await ana.says('/group set name:"Green Tea" zone:UTC about:"Leaves." public:yes')
    # The zone was UTC before.
    assert "intact: 5 entries" in (await ana.says("/record verify")).text
    shown = (await ana.says("/group show")).text
    assert "Green Tea" in shown
    assert "Leaves." in shown


@pytest.mark.parametrize(
    "line", ["/group set zone:Paris", "/group home", "/group home remove", '/group close x name:"Tea WG"']
)
async def test_only_a_coordinator_changes_a_group(world: World, line: str) -> None:
    await started(world)
    ben, cleo = world.people("ben", "cleo")
    await ben.says("/member join government")
    assert (await ben.says(line)).why is Why.NOT_ALLOWED
    assert (await cleo.says(line)).why is Why.NOT_ALLOWED


async def test_settings_that_do_not_fit_change_nothing(world: World) -> None:
    ana = await started(world)
    refused = await ana.says("/group set name:Coffee zone:nowhere")
    assert refused.why is Why.MALFORMED
    assert "Tea WG" in (await ana.says("/group show")).text


async def test_stakeholder_groups_are_replaced_renamed_and_never_lost(world: World) -> None:
    ana = await started(world)
    ben = world.person("ben")
    await ben.says("/member join government")
    refused = await ana.says('/group set stakeholders:"users | vendors"')
    assert refused.why is Why.MALFORMED
    assert "1 person sits for “government”" in refused.text
    assert (await ana.says('/group set stakeholders:"government > states | users"')).ok
    shown = (await ana.says("/group show")).text
    assert "states (1 seat) and users (0 seats)" in shown
    assert "member for states" in (await ben.says("/me")).text
    gone = await world.person("cleo").says("/member join private sector")
    assert gone.why is Why.NOT_FOUND
    assert "states and users" in gone.text
    # What was used once comes back with its name.
    assert (await ana.says('/group set stakeholders:"states | users | private sector"')).ok
    assert (await world.person("cleo").says("/member join private sector")).ok


# Homes


async def test_a_group_has_several_homes(world: World) -> None:
    ana = await started(world)
    elsewhere = await ana.says("/group home", "#lounge")
    assert elsewhere.why is Why.NOT_FOUND
    added = await ana.says('/group home group:"tea wg"', "#lounge")
    assert added.ok
    assert "Tea WG" in (await world.person("ben").says("/group show", "#lounge")).text
    assert (await ana.says("/group home", "#lounge")).why is Why.CONFLICT
    assert (await ana.says("/group home remove")).ok
    assert (await ana.says("/group show")).why is Why.NOT_FOUND
    last = await ana.says("/group home remove", "#lounge")
    assert last.why is Why.CONFLICT
    assert "last home" in last.text


async def test_a_home_of_another_group_is_not_taken(world: World) -> None:
    ana = await started(world)
    await world.person("ben").says("/group create Coffee", "#coffee")
    taken = await ana.says('/group home group:"Tea WG"', "#coffee")
    assert taken.why is Why.CONFLICT
    assert "Coffee" in taken.text
    wrong = await ana.says('/group home remove group:"Tea WG"', "#coffee")
    assert wrong.why is Why.NOT_FOUND
    private = await ana.whispers("/group home")
    assert private.why is Why.CONFLICT


# The end


async def test_closing_a_group_asks_for_its_name_and_is_for_good(world: World) -> None:
    ana = await started(world)
    asked = await ana.says('/group close "We are done."')
    assert asked.why is Why.INCOMPLETE
    assert 'name:"Tea WG"' in asked.text
    assert (await ana.says('/group close "We are done." name:Coffee')).why is Why.MALFORMED
    assert "forming" in (await ana.says("/group show")).text
    assert (await ana.says('/group close "We are done." name:"tea wg"')).ok
    assert "closed" in (await ana.says("/group show")).text
    for line in ("/member join government", "/group set zone:Paris", "/group setup", "/member leave"):
        refused = await ana.says(line)
        assert refused.why is Why.CONFLICT, line
        assert "/record show" in refused.text
    assert "intact" in (await ana.says("/record verify")).text
    assert (await world.restarts()).ok
    assert (await ana.says("/member join government")).why is Why.CONFLICT


async def test_a_group_with_an_open_poll_does_not_close(world: World) -> None:
    ana = await started(world)
    await ana.says("/member join government")
    await ana.says('/poll open "More tea?"')
    refused = await ana.says('/group close over name:"Tea WG"')
    assert refused.why is Why.CONFLICT
    assert "P-1" in refused.text
    assert (await ana.says('/poll withdraw P-1 "Enough tea."')).ok
    assert (await ana.says('/group close over name:"Tea WG"')).ok


async def test_the_channel_of_a_closed_group_is_free_for_another(world: World) -> None:
    ana = await started(world)
    await ana.says('/group close over name:"Tea WG"')
    assert (await world.person("ben").says("/group create Coffee")).ok
    assert "Coffee" in (await ana.says("/group show")).text
    assert "closed" in (await ana.whispers('/group show group:"Tea WG"')).text
    # In a private conversation a closed group is not meant unless it is named.
    assert (await ana.whispers("/member list")).why is Why.NOT_FOUND


async def test_a_setting_without_its_colon_is_no_new_name(world: World) -> None:
    ana = await started(world)
    refused = await ana.says("/group set joining approved")
    assert refused.why is Why.MALFORMED
    assert 'Write /group set joining:"approved" or /group set name:"joining approved"' in " ".join(
        refused.text.split()
    )
    assert "Tea WG" in (await ana.says("/group show")).text


async def test_nothing_is_offered_in_a_closed_group_that_would_be_refused(world: World) -> None:
    ana = await started(world)
    await ana.says("/member join government")
    await ana.says("/rota create facilitator weekly")
    await ana.says('/action add "Wash up" who:government due:"in 2 days"')
    await ana.says('/poll open "More tea?"')
    await ana.says('/poll withdraw P-1 "Enough tea."')
    shown = ("/rota show", "/action show A-1", "/me")
    for line in shown:
        assert "[1]" in (await ana.says(line)).text, line
    heard = await ana.says('/group close over name:"Tea WG"')
    (card,) = (post for post in heard.posts if "A-1: Wash up" in post)
    assert "[1]" not in card
    for line in (*shown, "/digest now"):
        told = (await ana.says(line)).text
        assert "[1]" not in told or "[1] Balance" in told, line
    assert "Nothing needs you now." in (await ana.says("/me")).text


async def test_a_group_outlives_a_restart(world: World) -> None:
    ana = await started(world)
    await ana.says("/group set zone:Lagos")
    await world.restarts()
    assert "Africa/Lagos" in (await ana.says("/group show")).text
    assert (await world.person("ben").says("/group create Coffee")).why is Why.CONFLICT


async def test_a_form_asks_in_private_for_which_of_ones_groups_it_is(world: World) -> None:
    ana, ben = world.people("ana", "ben")
    assert (await ana.says("/group create Tea")).ok
    assert (await ana.says("/group create Coffee", "#coffee")).ok
    asked = await ana.opens("/poll open closes:tomorrow", "dm")
    (field,) = asked.fields
    assert [choice.value for choice in field.choices] == ["Coffee", "Tea"]
    more = await ana.fills(asked, "dm", group="Coffee")
    assert more.why is Why.INCOMPLETE
    assert "question" in more.text
    opened = await ana.fills(await ana.opens("/poll open group:Coffee", "dm"), "dm", question="Black?")
    assert opened.ok, opened.text
    assert "Black?" in opened.post("#coffee")
    # One group is meant without asking; none leads to what one can do.
    assert (await ana.says("/poll withdraw P-1 Enough.", "#coffee")).ok
    assert (await ana.says('/group close "Done." name:Coffee', "#coffee")).ok
    assert "question" in [field.name for field in (await ana.opens("/poll open", "dm")).fields]
    nobody = await ben.whispers("/poll open")
    assert nobody.why is Why.NOT_FOUND
    assert "You have no seat in any group yet." in nobody.text
    # In a channel that is no home the line was typed in the wrong place.
    assert (await ana.says("/poll open", "#other")).why is Why.NOT_FOUND
