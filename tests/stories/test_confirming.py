"""Seats that members of a stakeholder group confirm, where the charter asks them."""

from __future__ import annotations

import pytest

from bot.refusals import Why
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, entries, facts
from tests.stories.founding import seats_of
from tests.world import Actor, World

PEERS = '/group charter propose sociocratic-consent overrides:"confirmers=2 | joining=approved"'


async def peers(world: World) -> list[Actor]:
    """Ana coordinates and sits for the private sector; Ben, Cleo and Dan sit for civil society, Ben and Cleo
    from the same organisation."""
    actors = world.people("ana", "ben", "cleo", "dan")
    assert (await actors[0].says("/group create Tea")).ok
    for actor, stakeholder, affiliation in zip(
        actors, (PRIVATE, CIVIL, CIVIL, CIVIL), ("Acme", "Net", "net", "Web"), strict=True
    ):
        assert (await actor.says(f'/member join "{stakeholder}" affiliation:{affiliation}')).ok
    assert (await actors[0].says(PEERS)).ok
    return actors


async def test_two_of_the_stakeholder_group_confirm_a_seat(world: World) -> None:
    ana, ben, cleo, dan = await peers(world)
    eve = world.person("eve")
    joined = await eve.says(f'/member join "{CIVIL}" affiliation:Hub')
    told = " ".join(joined.text.split())
    assert "2 members of civil society with different affiliations have to confirm it" in told
    assert (
        "eve (Hub) would like to sit in Tea as member for civil society. Members of civil society with different"
        " affiliations confirm that: 0 of 2 have." in " ".join(joined.told("ben")[0].split())
    )
    assert joined.told("cleo")
    assert joined.told("dan")
    assert "you can, if you give a reason" in " ".join(joined.told("ana")[0].split())
    first = await ben.presses("Confirm")
    assert first.ok, first.text
    assert "1 more member of civil society, with another affiliation, has to" in " ".join(first.text.split())
    assert first.told("eve") == ["1 of 2 members of civil society have confirmed your seat in Tea."]
    assert (await ben.presses("Confirm")).why is Why.CONFLICT
    same = await cleo.says("/member confirm @eve")
    assert same.why is Why.CONFLICT
    assert "Somebody of net has confirmed the seat of eve already" in " ".join(same.text.split())
    assert "would like to sit" not in (await cleo.says("/me")).text
    assert "1 of 2 have" in " ".join((await dan.says("/me")).text.split())
    assert (await seats_of(world))["eve"].pending
    await world.restarts()
    second = await dan.says("/member confirm @eve")
    assert "eve sits in Tea as member for civil society now" in " ".join(second.text.split())
    assert second.told("eve") == ["Your seat in Tea: member for civil society."]
    assert not (await seats_of(world))["eve"].pending
    assert [kind for kind in await entries(world, "#5") if kind.startswith("member")] == [
        "member.joined", "member.vouched", "member.confirmed",
    ]  # fmt: skip
    (said,) = await facts(world, "member.confirmed")
    assert said["confirmed_by"] == [2, 4]
    assert "confirmed a seat as one" in (await ana.says("/record show")).text


async def test_others_do_not_confirm_it(world: World) -> None:
    _ana, ben, *_ = await peers(world)
    eve, zoe, max_ = world.people("eve", "zoe", "max")
    assert (await zoe.says(f'/member join "{GOVERNMENT}"')).ok
    assert (await eve.says(f'/member join "{CIVIL}"')).ok
    pending = await zoe.says("/member confirm @eve")
    assert pending.why is Why.NOT_ALLOWED
    assert "waiting to be confirmed" in pending.text
    assert (await max_.says("/member confirm @eve")).why is Why.NOT_ALLOWED
    other = await ben.says("/member confirm @zoe")
    assert other.why is Why.NOT_ALLOWED
    assert "zoe would like to sit for government" in " ".join(other.text.split())


async def test_a_coordinator_confirms_with_a_reason(world: World) -> None:
    ana, *_ = await peers(world)
    eve = world.person("eve")
    assert (await eve.says(f'/member join "{CIVIL}"')).ok
    asked = await ana.presses("Confirm")
    assert asked.why is Why.INCOMPLETE
    refused = await ana.says("/member confirm @eve")
    assert refused.why is Why.MALFORMED
    assert "By the charter 2 members of civil society with different affiliations" in " ".join(
        refused.text.split()
    )
    unnamed = await ana.says('/member confirm @eve "Nobody of them is here this week."')
    told = " ".join(unnamed.text.split())
    assert "I know nobody called “@eve Nobody of them" in told
    line = '/member confirm @eve reason:"Nobody of them is here this week."'
    assert f"If “Nobody of them is here this week.” is the reason, write {line}" in told
    heard = await ana.says(line)
    assert heard.ok, heard.text
    assert not (await seats_of(world))["eve"].pending


async def test_where_the_stakeholder_group_has_too_few_it_says_who_can(world: World) -> None:
    ana, *_ = await peers(world)
    zoe = world.person("zoe")
    joined = await zoe.says(f'/member join "{GOVERNMENT}" affiliation:Ministry')
    told = " ".join(joined.text.split())
    assert "government does not have 2 members with different affiliations yet" in told
    assert "so a coordinator does: ana." in told
    assert "so it is for you, with a reason" in " ".join(joined.told("ana")[0].split())
    heard = await ana.says('/member confirm @zoe reason:"The first of them."')
    assert heard.ok, heard.text


async def test_a_coordinator_who_sits_there_is_one_of_them(world: World) -> None:
    ana, *_ = await peers(world)
    assert (await world.person("gus").says(f'/member join "{PRIVATE}" affiliation:Oak')).ok
    assert "1 more member of private sector" in (await ana.says("/member confirm @gus")).text
    assert (await seats_of(world))["gus"].pending


async def test_confirmations_do_not_move_with_somebody(world: World) -> None:
    _ana, ben, _cleo, dan = await peers(world)
    eve = world.person("eve")
    assert (await eve.says(f'/member join "{CIVIL}"')).ok
    assert (await ben.says("/member confirm @eve")).ok
    assert (await eve.says(f'/member join "{GOVERNMENT}"')).ok
    assert (await eve.says(f'/member join "{CIVIL}"')).ok
    assert "1 more member" in (await dan.says("/member confirm @eve")).text
    assert (await seats_of(world))["eve"].pending


async def test_whoever_states_no_affiliation_counts_once(world: World) -> None:
    _ana, _ben, *_ = await peers(world)
    gus, ida, eve = world.people("gus", "ida", "eve")
    for actor in (gus, ida):
        assert (await actor.says(f'/member join "{CIVIL}"')).ok
        for peer in ("ben", "dan"):
            assert (await world.person(peer).says(f"/member confirm @{actor.name}")).ok
    assert (await eve.says(f'/member join "{CIVIL}"')).ok
    assert (await gus.says("/member confirm @eve")).ok
    refused = await ida.says("/member confirm @eve")
    assert refused.why is Why.CONFLICT
    assert "yours is not known either" in " ".join(refused.text.split())
    assert (await ida.says(f'/member join "{CIVIL}" affiliation:Hub')).ok
    assert (await ida.says("/member confirm @eve")).ok
    assert not (await seats_of(world))["eve"].pending


@pytest.mark.parametrize(
    "line", [f'/member add @eve "{CIVIL}"', f'/member import "@eve, {CIVIL} | Fay, {GOVERNMENT}"']
)
async def test_coordinators_give_seats_with_a_reason(world: World, line: str) -> None:
    ana, *_ = await peers(world)
    refused = await ana.says(line)
    assert refused.why is Why.MALFORMED
    assert "By the charter" in refused.text
    heard = await ana.says(f'{line} reason:"Elected by their assembly."')
    assert heard.ok, heard.text
    assert not (await seats_of(world))["eve"].pending


async def test_the_group_says_how_one_joins(world: World) -> None:
    ana, *_ = await peers(world)
    shown = " ".join((await ana.says("/group show")).text.split())
    assert "2 members of the stakeholder group with different affiliations confirm, or a coordinator" in shown
