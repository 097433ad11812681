"""User groups of a platform fill stakeholder groups, and are followed where a coordinator says so."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from adapters.console.stage import account
from bot.addresses import UserGroupRef
from bot.boundary import Door, Known, Nobody, Reply, Request, Unread, UserGroup
from bot.people import Role
from bot.refusals import Why
from commands.member import in_step
from storage import user_groups
from tests.stories.assembly import CIVIL, GOVERNMENT, entries, facts, four, seated
from tests.stories.founding import chartered, seats_of
from tests.stories.test_confirming import peers
from tests.world import Heard, World

REF = UserGroupRef("console", "local", "S1")


def civil(*names: str, unread: Unread | None = None, **more: object) -> UserGroup:
    people = {account(name): name for name in names}
    made = UserGroup(ref=REF, name="@civil", accounts={} if unread else people, unread=unread)
    return replace(made, **more)  # type: ignore[arg-type]


def public(*names: str) -> UserGroup:
    return replace(civil(*names), ref=UserGroupRef("console", "local", "S2"), name="@public")


def words(heard: Heard) -> str:
    return " ".join(heard.text.split())


def told(heard: Heard, name: str) -> str:
    (text,) = heard.told(name)
    return " ".join(text.split())


async def seats(world: World) -> dict[str, str]:
    return {name: seat.stakeholder for name, seat in (await seats_of(world)).items()}


# Once


async def test_all_who_are_in_it_get_a_seat(world: World) -> None:
    ana, *_ = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT, zoe="")
    of = civil("ben", "cleo", "dan", left_out=("robot",), unsure=(account("eve"),))
    heard = await ana.says_of('/member add @civil "civil society" affiliation:Net', of)
    assert heard.ok, heard.text
    assert "2 people of @civil were added to Tea as member for civil society: cleo and dan." in words(heard)
    assert "1 person has a seat already and keeps it as it is: ben." in words(heard)
    assert "1 account was left out, being a bot or deactivated: robot." in words(heard)
    assert "1 account could not be read and was left out" in words(heard)
    assert "I follow" not in heard.text
    assert await seats(world) == {"ana": GOVERNMENT, "ben": GOVERNMENT, "cleo": CIVIL, "dan": CIVIL}
    assert (await seats_of(world))["dan"].affiliation == "Net"
    assert [fact["user_group"] for fact in await facts(world, "member.added")] == ["@civil", "@civil"]
    # Once more: nothing to do. And what is not followed is left alone.
    again = await ana.says_of("/member add @civil civil", of)
    assert again.ok
    assert "Nobody of @civil was added to Tea." in words(again)
    assert not (await world.follows(civil("ben"))).posts
    assert len(await seats_of(world)) == 4


async def test_whoever_stood_on_a_list_or_had_no_stakeholder_group_takes_that_seat(world: World) -> None:
    ana, _ben = await seated(world, ana="", ben=GOVERNMENT)
    assert (await ana.says("/member import Gita, civil society")).ok
    heard = await ana.says_of("/member add @civil civil keep:yes", civil("ana", "Gita", "dan"))
    assert heard.ok, heard.text
    sitting = await seats_of(world)
    assert {name for name, seat in sitting.items() if seat.stakeholder == CIVIL} == {"ana", "Gita", "dan"}
    assert not sitting["Gita"].expected
    # These seats did not come by the user group: it does not end them.
    await world.follows(civil())
    assert set(await seats(world)) == {"ana", "ben", "Gita"}


async def test_only_coordinators_add_and_only_the_platform_says_who_is_in_it(world: World) -> None:
    ana, ben, *_ = await four(world)
    refused = await ben.says_of("/member add @civil civil", civil("eve"))
    assert refused.why is Why.NOT_ALLOWED
    for typed in ("<!subteam^S1|@civil>", "<@&42>", "civil"):
        unknown = await ana.says(f"/member add {typed} civil")
        assert unknown.why is Why.NOT_FOUND, typed
        assert "many at once get their seats with /member import" in words(unknown)
    # Where one person is meant, a user group is none.
    assert (await ana.says_of("/member show @civil", civil("dan"))).why is Why.NOT_FOUND
    # Nobody types what the platform says.
    for line in ("/member keep K", "/member keep user_group:@civil"):
        assert (await ana.says_of(line, civil("eve"))).why is Why.UNKNOWN_COMMAND
    assert set(await seats(world)) == {"ana", "ben", "cleo", "dan"}


async def test_a_bare_name_means_a_seat_first(world: World) -> None:
    ana, *_ = await four(world)
    of = replace(civil("eve"), name="dan")
    assert "dan sits here as member for civil society already" in words(
        await ana.says_of("/member add dan government", of)
    )
    assert (await ana.says_of("/member add civil government", replace(of, name="civil"))).ok
    assert (await seats(world))["eve"] == GOVERNMENT


async def test_what_cannot_be_read_may_be_a_person(world: World) -> None:
    ana, *_ = await four(world)
    for unread in (Unread.DENIED, Unread.FAILED):
        of = replace(civil(unread=unread, lacks="groups:read"), name="@dan")
        heard = await ana.says_of("/member add @dan government", of)
        assert "dan sits here as member for civil society already" in words(heard)


@pytest.mark.parametrize(
    ("unread", "said"),
    [
        (Unread.NEVER, "Give seats to a list of people instead: /member import."),
        (Unread.DENIED, "the permission groups:read is missing"),
        (Unread.GONE, "There is no user group @civil here."),
        (Unread.DISABLED, "The user group @civil is disabled."),
        (Unread.LARGE, "More than 2,000 people are in @civil."),
        (Unread.FAILED, "nothing was changed. Try again in a minute."),
    ],
)
async def test_what_cannot_be_read_adds_nobody(world: World, unread: Unread, said: str) -> None:
    ana, *_ = await four(world)
    heard = await ana.says_of("/member add @civil civil keep:yes", civil(unread=unread, lacks="groups:read"))
    assert not heard.ok
    assert said in words(heard)
    assert len(await seats(world)) == 4
    assert "Tea follows no user group." in words(await ana.says("/member kept"))


async def test_the_charter_asks_for_a_reason_and_newcomers_are_confirmed(world: World) -> None:
    ana, ben, _cleo, _dan = await peers(world)
    of = civil("eve")
    refused = await ana.says_of("/member add @civil civil keep:yes", of)
    assert refused.why is Why.MALFORMED
    assert "As a coordinator you can do it with a reason." in words(refused)
    line = '/member add @civil civil keep:yes reason:"Elected by their network."'
    assert (await ana.says_of(line, of)).ok
    assert not (await seats_of(world))["eve"].pending
    # Later nobody gives a reason: their peers confirm.
    heard = await world.follows(civil("eve", "fay"))
    assert (await seats_of(world))["fay"].pending
    assert "fay would like to sit in Tea as member for civil society." in told(heard, "ben")
    assert (await ben.says("/member confirm @fay")).ok
    await world.follows(civil("eve"))
    assert "fay" not in await seats(world)


# Followed


async def followed(world: World, *names: str) -> Heard:
    ana, *_ = await four(world)
    heard = await ana.says_of("/member add @civil civil keep:yes", civil(*names))
    assert heard.ok, heard.text
    return heard


async def test_seats_follow_the_user_group(world: World) -> None:
    heard = await followed(world, "dan", "eve", "fay")
    assert "I follow @civil from now on" in words(heard)
    ana, eve = world.people("ana", "eve")
    assert (await ana.says('/poll open "Tea?"')).ok
    changed = await world.follows(civil("fay", "gus"))
    assert (
        told(changed, "ana")
        == "@civil has changed, and civil society in Tea with it. 1 person has a new seat: gus. 1 seat ended, and"
        " stays on the roll of open polls: eve."
    )
    assert "Your seat in Tea ended: you had it because you were in @civil" in told(changed, "eve")
    # Dan had his seat before.
    assert set(await seats(world)) == {"ana", "ben", "cleo", "dan", "fay", "gus"}
    assert (await eve.says("/poll vote P-1 yes")).ok, "the roll of an open poll stays"
    assert (await world.person("gus").says("/poll vote P-1 yes")).why is Why.NOT_ALLOWED
    # The same again, and what came late: nothing.
    assert not (await world.follows(civil("fay", "gus"))).posts
    kinds = [kind for kind in await entries(world) if kind.startswith("member.")]
    assert kinds[-4:] == ["member.kept", "member.followed", "member.unfollowed", "member.in_step"]
    (fact,) = await facts(world, "member.in_step")
    assert (fact["came"], fact["went"]) == ([7], [5])
    (gone,) = await facts(world, "member.unfollowed")
    assert gone == {"participant": 5, "user_group": "@civil"}
    # Who comes back into it comes back here.
    back = await world.follows(civil("eve", "fay", "gus"))
    assert "1 person has a new seat: eve." in told(back, "ana")
    shown = await ana.says("/record show")
    assert "ended the seat of" in shown.text
    assert (await ana.says("/record verify")).ok


async def test_much_is_done_in_parts_and_what_a_crash_left_is_made_up_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_step, "AT_ONCE", 2)
    await followed(world, "eve", "fay")
    of = civil("gus", "hal", "ida", "jon", "kim")
    first = await part_of_a_look(world, of)
    assert first.unfinished
    assert set(await seats(world)) == {"ana", "ben", "cleo", "dan", "eve", "fay", "gus", "hal"}
    assert not (await world.passes(minutes=1)).told("ana"), "one message for each change, at its end"
    # Killed here; and in the meantime the user group became a different one.
    await world.restarts()
    heard = await world.follows(civil("gus", "hal", "ida", "jon"))
    assert "4 people have a new seat: gus, hal, ida and jon. 2 seats ended" in told(heard, "ana")
    assert set(await seats(world)) == {"ana", "ben", "cleo", "dan", "gus", "hal", "ida", "jon"}
    parts = [(fact["came"], fact["went"], fact.get("more")) for fact in await facts(world, "member.in_step")]
    assert parts == [([7, 8], [], 1), ([9, 10], [], 1), ([], [5, 6], None)]
    assert not (await world.follows(civil("gus", "hal", "ida", "jon"))).posts
    # Killed when nothing was left to do: it is told all the same, once.
    assert (await part_of_a_look(world, civil("gus", "hal", "ida"))).unfinished is False
    assert (await part_of_a_look(world, civil("gus", "hal", "ida", "kim", "leo", "mia"))).unfinished
    await world.restarts()
    rest = await world.follows(civil("gus", "hal", "ida", "kim", "leo"))
    assert "2 people have a new seat: kim and leo." in told(rest, "ana")
    assert not (await world.follows(civil("gus", "hal", "ida", "kim", "leo"))).posts
    assert (await world.person("ana").says("/record verify")).ok


async def part_of_a_look(world: World, of: UserGroup) -> Reply:
    """What the platform says is done as far as one transaction goes."""
    key = await world.reads(lambda tx: user_groups.of_group(tx, 1)[0].key)
    asked = world.person("ana").request("/me")
    request = Request(asked.id, Nobody.PLATFORM, asked.where, Door.PLATFORM, path="member keep",
                      given={"user_group": key}, known=Known(user_groups={str(of.ref): of}))  # fmt: skip
    answer = await world.sends(request)
    assert isinstance(answer, Reply)
    return answer


async def test_who_left_or_was_removed_is_not_brought_back(world: World) -> None:
    await followed(world, "eve", "fay")
    ana, eve = world.people("ana", "eve")
    assert (await eve.says("/member leave")).ok
    assert (await ana.says('/member remove @fay "Asked to."')).ok
    assert not (await world.follows(civil("eve", "fay"))).posts
    assert not {"eve", "fay"} & set(await seats(world))
    # A coordinator may, as with anybody.
    assert (await ana.says_of("/member add @civil civil", civil("eve", "fay"))).ok
    assert {"eve", "fay"} < set(await seats(world))
    await world.follows(civil("fay"))
    assert "eve" not in await seats(world), "what it brought again is its own again"


async def test_a_seat_that_went_elsewhere_is_its_holders_own(world: World) -> None:
    await followed(world, "eve", "fay")
    assert (await world.person("eve").says("/member join government")).ok
    await world.follows(civil())
    assert (await seats(world))["eve"] == GOVERNMENT
    assert "fay" not in await seats(world)


async def test_the_last_coordinator_stays_and_coordinators_hear_it_once(world: World) -> None:
    await followed(world, "eve")
    ana, eve = world.people("ana", "eve")
    assert (await ana.says("/member role @eve coordinator")).ok
    assert (await ana.says("/member leave")).ok
    heard = await world.follows(civil())
    assert "eve is not in it any more, and keeps the seat" in told(heard, "eve")
    assert (await seats_of(world))["eve"].role is Role.COORDINATOR
    assert not (await world.follows(civil())).posts
    assert (await eve.says("/member role @ben coordinator")).ok
    ended = await world.follows(civil())
    assert "1 seat ended" in told(ended, "ben")
    assert "eve" not in await seats(world)


async def test_what_they_had_in_hand_passes_on(world: World) -> None:
    await followed(world, "eve", "fay")
    ana = world.person("ana")
    assert (await ana.says('/action add "Book the room." who:@eve due:"in 9 days"')).ok
    assert (await ana.says('/rota create scribe "every tuesday 14:00"')).ok
    heard = await world.follows(civil("fay"))
    assert any("A-1" in text for text in heard.told("ana"))
    assert not re.search(r"\beve\b", (await ana.says("/rota show R-1")).text)
    assert "ana" in (await ana.says("/action show A-1")).text


@pytest.mark.parametrize("unread", [Unread.DENIED, Unread.GONE, Unread.DISABLED, Unread.LARGE])
async def test_trouble_changes_nothing_and_is_told_once(world: World, unread: Unread) -> None:
    await followed(world, "eve")
    ana = world.person("ana")
    heard = await world.follows(civil(unread=unread, lacks="groups:read"))
    assert "does not follow @civil, and all seats stay as they are" in told(heard, "ana")
    assert not (await world.follows(civil(unread=unread, lacks="groups:read"))).posts
    assert not (await world.follows(civil(unread=Unread.FAILED))).posts
    assert "eve" in await seats(world)
    assert "in step" not in (await ana.says("/member kept")).text
    await world.restarts()
    mended = await world.follows(civil("eve", "fay"))
    assert "fay" in told(mended, "ana")
    assert "in step" in (await ana.says("/member kept")).text


async def test_a_person_who_could_not_be_read_keeps_the_seat(world: World) -> None:
    await followed(world, "eve")
    assert not (await world.follows(civil(unsure=(account("eve"), account("new"))))).posts
    assert "eve" in await seats(world)
    assert "new" not in await seats(world)


async def test_it_is_listed_and_stopped(world: World) -> None:
    await followed(world, "eve")
    ana, ben, dan = world.people("ana", "ben", "dan")
    listed = await dan.says("/member kept")
    assert "@civil" in listed.text
    assert "in step" in listed.text
    other = await ana.says_of("/member add @civil government", civil("eve"))
    assert other.why is Why.CONFLICT
    assert "@civil fills civil society and is followed." in words(other)
    assert (await ben.says("/member unkeep @civil")).why is Why.NOT_ALLOWED
    assert (await ana.says("/member unkeep @other")).why is Why.NOT_FOUND
    assert await ana.wonders("member unkeep", "user_group", "c") == ["@civil"]
    assert (await ana.says("/member kept")).ok
    stopped = await ana.presses("Stop @civil")
    assert "@civil is not followed any more. Everybody keeps their seat for civil society." in words(stopped)
    assert not (await world.follows(civil())).posts
    assert "eve" in await seats(world)
    assert "member.unkept" in await entries(world)


async def test_powers_are_not_followed_and_one_person_is_no_user_group(world: World) -> None:
    ana, *_ = await four(world)
    powers = await ana.says_of("/member add @civil civil role:facilitator keep:yes", civil("eve"))
    assert powers.why is Why.MALFORMED
    assert "would hand out powers here" in words(powers)
    assert (await ana.says("/member add @eve civil keep:yes")).why is Why.MALFORMED
    assert "eve" not in await seats(world)


async def test_a_closed_group_follows_nothing(world: World) -> None:
    ana = await chartered(world)
    assert (await ana.says_of("/member add @civil civil keep:yes", civil("eve"))).ok
    closed = await ana.says('/group close "Done." name:"Tea WG"')
    assert closed.ok, closed.text
    assert not (await world.follows(civil())).posts
    assert "eve" in await seats(world)


async def test_what_the_platform_says_is_for_the_platform_alone(world: World) -> None:
    await followed(world, "eve")
    asked = world.person("ana").request("/me")
    for who in (asked.who, Nobody.PUBLIC, Nobody.CLOCK):
        request = Request(asked.id + str(who), who, asked.where, asked.door, path="member keep",
                          given={"user_group": "@civil"}, known=Known(user_groups={str(REF): civil()}))  # fmt: skip
        answer = await world.sends(request)
        assert getattr(answer, "why", None) is Why.UNKNOWN_COMMAND
    assert "eve" in await seats(world)


async def test_a_name_in_a_user_group_takes_no_powers_from_a_list(world: World) -> None:
    ana, *_ = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT)
    assert (await ana.says("/member import Gita, civil society, coordinator | Hana, civil society")).ok
    heard = await ana.says_of("/member add @civil civil keep:yes", civil("Gita", "Hana"))
    assert "2 people of @civil were added to Tea as member for civil society: Gita and Hana." in words(heard)
    assert (await world.person("Gita").says('/group set name:"Gita WG"')).why is Why.NOT_ALLOWED
    listed = (await ana.says("/member list")).text
    assert listed.count("Gita") == 2, (
        "whoever is called like a coordinator of the list is a member like all others"
    )
    assert listed.count("Hana") == 1


async def test_a_seat_that_two_user_groups_hold_ends_when_both_have_let_go(world: World) -> None:
    ana, *_ = await four(world)
    assert (await ana.says_of("/member add @civil civil keep:yes", civil("eve", "fay", "dan"))).ok
    assert (await ana.says_of("/member add @public civil keep:yes", public("eve", "dan"))).ok
    # One that joins the other later is held by both, too.
    await world.follows(public("eve", "fay", "dan"))
    assert not (await world.follows(civil())).posts
    assert {"eve", "fay"} < set(await seats(world))
    ended = await world.follows(public("eve"))
    assert "1 seat ended, and stays on the roll of open polls: fay." in told(ended, "ana")
    assert not (await world.follows(civil("fay", "eve"))).told("eve")
    await world.follows(public())
    assert {"eve", "fay", "dan"} < set(await seats(world)), "the first holds them again; dan had his own"
    await world.follows(civil())
    assert set(await seats(world)) == {"ana", "ben", "cleo", "dan"}


async def test_a_stakeholder_group_that_is_not_used_any_more_is_not_filled(world: World) -> None:
    ana, *_ = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT)
    assert (await ana.says_of("/member add @civil civil keep:yes", civil("eve"))).ok
    gone = await world.follows(civil())
    assert "eve" not in await seats(world), gone.text
    assert (await ana.says('/group set stakeholders:"government | technical community"')).ok
    heard = await world.follows(civil("eve", "fay"))
    assert "civil society is not used as a stakeholder group any more." in told(heard, "ana")
    assert not (await world.follows(civil("eve"))).posts
    assert set(await seats(world)) == {"ana", "ben"}
    assert "not used as a stakeholder group" in words(await ana.says("/member kept"))
    # Used once more, it is filled once more.
    assert (await ana.says('/group set stakeholders:"government | civil society"')).ok
    assert "1 person has a new seat: eve." in told(await world.follows(civil("eve")), "ana")
