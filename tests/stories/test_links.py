"""Somebody links their accounts: told and asked before, no second seat or ballot, and a way back."""

from __future__ import annotations

import asyncio
import json

from adapters.console.stage import account
from bot.addresses import AccountRef, ChannelRef
from bot.boundary import Door, Known, Request
from bot.refusals import Why
from storage import links as stored
from storage.answers import REQUEST
from storage.links import CODE
from storage.persons import person_at
from storage.prepared import Prepared
from storage.transaction import Transaction
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, entries, seated
from tests.stories.founding import seats_of
from tests.stories.linking import code_of, links
from tests.stories.test_two_accounts import cast
from tests.stories.test_user_groups import civil
from tests.world import Actor, World, text_of

NOT_GOOD = "This code is not good, or not any more."


def flat(text: str) -> str:
    return " ".join(text.split())


async def persons(world: World, *names: str) -> list[int | None]:
    """Who is behind these accounts."""
    return await world.reads(lambda tx: [person_at(tx, account(name)) for name in names])


async def intact(actor: Actor) -> bool:
    return "intact" in (await actor.says("/record verify")).text


# How it goes


async def test_it_is_shown_and_asked_before_and_told_after(world: World) -> None:
    ana, ben, cleo = await seated(world, ana=GOVERNMENT, ben=PRIVATE, cleo="")
    assert (await ana.says('/group create Water zone:"Nairobi"', "#water")).ok
    assert (await cleo.says("/member join civil society", "#water")).ok
    assert (await ben.says("/zone Tokyo")).ok
    assert (await cleo.says("/zone Nairobi")).ok
    made = await ben.whispers("/member link")
    assert not made.posts, "a code is told to nobody else"
    code = flat(made.text).split("Your code: ")[1].split()[0]
    assert f"/wg member link {code}" in flat(made.text)
    before = await entries(world)

    asked = await cleo.whispers(f"/member link {code.lower().replace('-', ' ')}")
    shown = flat(asked.text)
    assert "Join these two accounts?" in shown
    assert "console/local/ben: ben; seats: Tea" in shown
    assert "console/local/cleo: cleo; seats: Water" in shown
    first, second = await persons(world, "ben", "cleo")
    assert first != second, "it was only shown"

    joined = await cleo.presses("Join them")
    assert joined.ok, joined.text
    assert "console/local/cleo and console/local/ben are one person now" in flat(joined.text)
    (told,) = joined.told("ben")
    assert "Your code was used: cleo, console/local/cleo, is linked with you now" in flat(told)
    assert not joined.told("cleo")
    first, second = await persons(world, "ben", "cleo")
    assert first == second

    for actor in (ben, cleo):
        assert "Asia/Tokyo" in (await actor.whispers("/zone")).text
        mine = (await actor.whispers("/me")).text
        assert "Tea" in mine
        assert "Water" in mine
        own = flat((await actor.says("/member show")).text)
        assert "Your accounts: console/local/ben and console/local/cleo" in own
        known = (await actor.whispers("/privacy")).text
        assert "console:local/ben" in known
        assert "console:local/cleo" in known
    assert "Your accounts" not in (await ana.says("/member show @ben")).text
    assert await entries(world) == before, "nothing of the group has changed"
    assert await intact(ana)


async def test_a_code_works_once_for_ten_minutes_and_the_newest_alone(world: World) -> None:
    ana, ben, cleo = await seated(world, ana=GOVERNMENT, ben="", cleo="")
    older, newer = await code_of(ana), await code_of(ana)
    refused = [await ben.whispers(f"/member link {older}"), await ben.whispers("/member link AAAA-BBBB-CCCC")]
    await world.passes(minutes=10)
    refused.append(await ben.whispers(f"/member link {newer} confirm:yes"))
    assert (await links(ana, cleo)).ok
    used = await code_of(ana)
    assert (await cleo.whispers(f"/member link {used}")).text.startswith("This is a code of your own")
    assert (await world.person("dan").whispers(f"/member link {used} confirm:yes")).ok
    refused.append(await ben.whispers(f"/member link {used}"))
    assert {heard.why for heard in refused} == {Why.NOT_FOUND}
    assert len({heard.text for heard in refused}) == 1
    assert flat(refused[0].text).startswith(NOT_GOOD)


async def test_guessing_has_an_end(world: World) -> None:
    ana, ben = await seated(world, ana=GOVERNMENT, ben="")
    for _ in range(5):
        assert NOT_GOOD in (await ben.whispers("/member link AAAA-BBBB-CCCC")).text
    code = await code_of(ana)
    stopped = await ben.whispers(f"/member link {code}")
    assert "5 wrong codes in a row" in flat(stopped.text)
    assert (await world.person("cleo").whispers(f"/member link {code}")).ok, "it counts for each account"
    await world.passes(minutes=10)
    assert NOT_GOOD in (await ben.whispers("/member link AAAA-BBBB-CCCC")).text
    assert (await links(ana, ben)).ok, "what counts begins anew"


async def test_only_a_hash_of_a_code_is_stored(world: World) -> None:
    (ana,) = await seated(world, ana=GOVERNMENT)
    asked = ana.request("/member link", id="the same")
    first, again = text_of(await world.sends(asked)), text_of(await world.sends(asked))
    assert "Your code:" in first
    assert "You were told the code already." in flat(again)
    code = first.split("Your code: ")[1].split()[0]

    def look(tx: Transaction) -> str:
        return json.dumps(
            [*tx.rows(Prepared(CODE.select())), *tx.rows(Prepared(REQUEST.select()))], default=str
        )

    assert code not in await world.reads(look)
    assert (await world.person("ben").whispers(f"/member link {code} confirm:yes")).ok
    await world.passes(days=3)
    await code_of(ana)
    await world.app.promises.sweep(world.now)
    assert await world.reads(lambda tx: len(tx.rows(Prepared(CODE.select())))) == 1
    await world.app.promises.sweep(world.now.replace(year=2027))
    assert not await world.reads(lambda tx: tx.rows(Prepared(CODE.select())))


async def test_what_comes_twice_is_done_once(world: World) -> None:
    ana, ben, _ = await seated(world, ana=GOVERNMENT, ben=PRIVATE, cleo=CIVIL)
    other = world.person("ben2")
    code = await code_of(ben)
    asked = other.request(f"/member link {code} confirm:yes", id="twice")
    first = text_of(await world.sends(asked))
    await world.restarts()
    assert text_of(await world.sends(asked)) == first
    assert "one person now" in flat(first)
    assert await stored_accounts(world, "ben") == ["ben", "ben2"]
    gone = ben.request("/member unlink ben2", id="gone")
    assert text_of(await world.sends(gone)) == text_of(await world.sends(gone))
    assert await stored_accounts(world, "ben") == ["ben"]
    assert await intact(ana)


async def stored_accounts(world: World, name: str) -> list[str]:
    def look(tx: Transaction) -> list[str]:
        person = person_at(tx, account(name))
        assert person is not None
        return [each.user for each in stored.accounts(tx, person)]

    return await world.reads(look)


async def test_both_may_do_it_at_the_same_moment(world: World) -> None:
    _, ben, cleo = await seated(world, ana=GOVERNMENT, ben=PRIVATE, cleo="")
    bens, cleos = await code_of(ben), await code_of(cleo)
    answers = await asyncio.gather(
        world.sends(cleo.request(f"/member link {bens} confirm:yes")),
        world.sends(ben.request(f"/member link {cleos} confirm:yes")),
    )
    texts = [flat(text_of(each)) for each in answers]
    assert sum("are one person now" in text for text in texts) == 1, texts
    first, second = await persons(world, "ben", "cleo")
    assert first == second is not None
    assert "private sector" in (await cleo.whispers("/me")).text


async def test_both_may_do_it_at_two_instances_of_the_bot(postgres_url: str) -> None:
    """Each instance has a writer of its own, and they meet in the database."""
    here, there = World(postgres_url), World(postgres_url)
    await here.stage.open()
    await there.stage.open()
    _, ben = await seated(here, ana=GOVERNMENT, ben=PRIVATE)
    zoe = there.person("zoe")
    assert (await zoe.says("/group create Water", "#water")).ok
    zoes, bens = await code_of(zoe), await code_of(ben)
    answers = await asyncio.gather(
        here.sends(ben.request(f"/member link {zoes} confirm:yes")),
        there.sends(zoe.request(f"/member link {bens} confirm:yes")),
    )
    texts = [flat(text_of(each)) for each in answers]
    assert sum("are one person now" in text for text in texts) == 1, texts
    first, second = await persons(here, "ben", "zoe")
    assert first == second is not None
    mine = (await zoe.whispers("/me")).text
    assert "Tea" in mine
    assert "Water" in mine
    await here.stage.close()
    await there.stage.close()


async def test_there_may_be_three(world: World) -> None:
    ana, ben = await seated(world, ana=GOVERNMENT, ben=PRIVATE)
    two, three, four = world.people("ben2", "ben3", "ben4")
    assert (await links(ben, two)).ok
    third = await links(two, three)
    assert third.ok
    assert len(third.told("ben")) == len(third.told("ben2")) == 1, "its maker, and the first of all"
    assert (await four.whispers("/zone Tokyo")).ok
    refused = await two.whispers(f"/member link {await code_of(four)}")
    assert "one of several that are linked already" in flat(refused.text)
    assert await stored_accounts(world, "ben3") == ["ben", "ben2", "ben3"]
    assert (await ana.says("/poll open Open? visibility:open")).ok
    for actor in (ben, two, three):
        assert (await actor.says("/poll vote P-1 yes")).ok
    assert await cast(world, "P-1") == 1
    missing = await three.whispers("/member unlink carrier-pigeon")
    assert "console/local/ben2 and console/local/ben3" in flat(missing.text)
    assert (await two.whispers("/member unlink console:local/ben3")).ok
    assert await stored_accounts(world, "ben") == ["ben", "ben2"]
    assert "no seat" in (await three.whispers("/me")).text


# One seat, one ballot


async def test_two_seats_in_one_group_are_refused(world: World) -> None:
    ana, ben, zoe = await seated(world, ana=GOVERNMENT, ben=PRIVATE, zoe=CIVIL)
    refused = await zoe.whispers(f"/member link {await code_of(ben)}")
    assert "Both accounts have a seat in Tea" in flat(refused.text)
    assert (await zoe.says("/member leave")).ok
    assert (await links(ben, zoe)).ok
    assert "private sector" in (await zoe.whispers("/me")).text
    assert (await ana.says("/member list")).text.count("zoe") == 0
    # The seat that they have counts, not the one that was taken last; and coming back, one of the two numbers.
    assert (await zoe.says("/member join civil society")).ok
    assert {name: seat.number for name, seat in (await seats_of(world)).items()} == {"ana": 1, "ben": 2}
    await world.passes(hours=1)
    assert (await ben.says("/member leave")).ok
    assert (await zoe.says("/member join civil society")).ok
    assert {name: seat.number for name, seat in (await seats_of(world)).items()} == {"ana": 1, "zoe": 2}
    assert await intact(ana)


async def test_whoever_is_on_a_roll_twice_waits_until_the_poll_is_over(world: World) -> None:
    ana, ben, zoe = await seated(world, ana=GOVERNMENT, ben=PRIVATE, zoe=CIVIL)
    assert (await ana.says('/poll open "Adopt?" closes:"in 2 days" visibility:open')).ok
    assert (await ben.says("/poll vote P-1 yes")).ok
    assert (await zoe.says("/poll vote P-1 no")).ok
    assert (await zoe.says("/member leave")).ok
    refused = await zoe.whispers(f"/member link {await code_of(ben)} confirm:yes")
    assert "Both accounts are on the roll of P-1 (Tea)" in flat(refused.text)
    closed = await world.passes(days=2)
    assert closed.posts
    shown = (await ana.says("/poll show P-1")).text
    assert (await links(ben, zoe)).ok
    assert (await ana.says("/poll show P-1")).text == shown, "a result stays as it was"


async def test_in_a_closed_group_the_second_seat_ends_without_a_word(world: World) -> None:
    ana, ben, zoe = await seated(world, ana=GOVERNMENT, ben=PRIVATE, zoe=CIVIL)
    assert (await ana.says("/group close Done name:Tea")).ok
    before = await entries(world)
    assert (await links(ben, zoe)).ok
    assert set(await seats_of(world)) == {"ana", "ben"}
    assert await entries(world) == before


async def test_a_user_group_that_is_followed_keeps_to_one_seat(world: World) -> None:
    ana, *_ = await seated(world, ana=GOVERNMENT)
    assert (await ana.says_of("/member add @civil civil society keep:yes", civil("dan", "zoe"))).ok
    dan, zoe = world.people("dan", "zoe")
    assert (await zoe.says("/member leave")).ok
    assert (await links(dan, zoe)).ok
    assert not (await world.follows(civil("dan", "zoe"))).posts
    assert not (await world.follows(civil("zoe"))).posts, "either account holds the seat"
    assert set(await seats_of(world)) == {"ana", "dan"}
    await world.follows(civil())
    assert set(await seats_of(world)) == {"ana"}


# Nothing is escaped or gained


async def test_a_removal_is_not_escaped(world: World) -> None:
    ana, ben, zoe, eve = await seated(world, ana=GOVERNMENT, ben=PRIVATE, zoe=CIVIL, eve=CIVIL)
    assert (await ana.says("/member remove @zoe Spam")).ok
    assert (await ben.says("/member leave")).ok
    assert (await links(ben, zoe)).ok
    back = await ben.says("/member join private sector")
    assert "confirm" in back.text, "though this account left by itself"
    assert (await seats_of(world))["ben"].pending
    # Erased after a removal, then linked to an account of which nothing is known.
    assert (await ana.says("/member remove @eve Spam")).ok
    assert (await eve.whispers("/privacy erase")).ok
    assert (await eve.presses("Erase for good")).ok
    fresh = world.person("fresh")
    assert (await links(fresh, eve)).ok
    assert (await fresh.says("/member join civil society")).ok
    assert (await seats_of(world))["fresh"].pending
    # Taken away again after a removal.
    other = world.person("other")
    assert (await ana.says("/member add @gus civil society")).ok
    assert (await links(world.person("gus"), other)).ok
    assert (await ana.says("/member remove @gus Spam")).ok
    assert (await other.whispers("/member unlink other")).ok
    assert (await other.says("/member join civil society")).ok
    assert (await seats_of(world))["other"].pending


async def test_undoing_gives_back_what_came_and_nothing_else(world: World) -> None:
    ana, ben, zoe = await seated(world, ana=GOVERNMENT, ben=PRIVATE, zoe=CIVIL)
    assert (await zoe.says("/group create Water", "#water")).ok
    assert (await zoe.says("/member leave")).ok
    assert (await links(ben, zoe)).ok
    assert (await ben.says('/poll open "Now?"', "#water")).ok, "the role came with the seat"
    refused = await zoe.whispers("/member unlink ben")
    assert "Your first one stays" in flat(refused.text)
    gone = await ben.presses("Undo")
    assert gone.ok, gone.text
    assert "went with it: Water" in flat(gone.text)
    first, second = await persons(world, "ben", "zoe")
    assert first != second
    assert "Water" not in (await ben.whispers("/me")).text
    mine = (await zoe.whispers("/me")).text
    assert "Water" in mine
    assert "Tea" not in mine
    assert (await zoe.says("/poll vote P-1 yes", "#water")).ok
    assert not (await ben.says("/poll vote P-1 yes", "#water")).ok
    assert not (await ben.presses("Undo")).ok
    assert (await ben.whispers("/zone Tokyo")).ok
    assert "Asia/Tokyo" not in (await zoe.whispers("/zone")).text
    assert await intact(ana)


async def test_who_has_two_numbers_is_erased_under_both(world: World) -> None:
    ana, ben, zoe = await seated(world, ana=GOVERNMENT, ben=PRIVATE, zoe=CIVIL)
    assert (await zoe.says("/member leave")).ok
    assert (await links(ben, zoe)).ok
    assert (await zoe.whispers("/privacy erase")).ok
    erased = await zoe.presses("Erase for good")
    assert erased.ok, erased.text
    assert await persons(world, "ben", "zoe") == [None, None]
    assert (await entries(world)).count("member.erased") == 2
    assert (await entries(world)).count("member.left") == 2
    assert "I store nothing about you" in (await ben.whispers("/privacy")).text
    assert await intact(ana)


# Messages and digests


def on_slack(line: str, id: str) -> Request:
    """Ben, in Slack, on which this bot does not run now."""
    ben = AccountRef("slack", "T1", "U2")
    return Request(
        id=id, who=ben, where=ChannelRef.private(ben), door=Door.LINE, line=line, known=Known(name="Ben B.")
    )


async def test_private_messages_go_where_they_are_wanted(world: World) -> None:
    ana, ben = await seated(world, ana=GOVERNMENT, ben=PRIVATE)
    made = flat(text_of(await world.sends(on_slack("/member link", "1"))))
    code = made.split("Your code: ")[1].split()[0]
    assert (await ben.whispers(f"/member link {code} confirm:yes")).ok
    # The account whose code it was is the first one, and names the person; the seat keeps the name that it has.
    assert "ben" in await seats_of(world)
    moved = await ana.says("/member role @ben facilitator")
    assert not moved.told("ben"), "it waits in Slack"
    here = await ben.whispers("/member link messages:yes")
    assert here.ok
    assert any("Your seat in Tea" in flat(text) for text in here.told("ben")), "what waited has come"
    assert (await ana.says("/poll open Now?")).ok
    assert len((await ana.says("/poll nudge P-1")).told("ben")) == 1
    assert "Private messages go to the first of them" in flat((await ben.whispers("/member link")).text)
    # Without that account they go where its code came from.
    assert (await ben.whispers("/member unlink console")).ok
    assert "Tea" in (await ben.whispers("/me")).text, "it took its seat along"


async def test_two_digests_of_the_same_become_one(world: World) -> None:
    ana, ben, zoe = await seated(world, ana=GOVERNMENT, ben=PRIVATE, zoe=CIVIL)
    for actor in (ben, zoe):
        assert (await actor.says("/digest schedule daily to:me")).ok
    assert (await zoe.says("/member leave")).ok
    assert (await zoe.says("/group create Water", "#water")).ok
    assert (await zoe.says("/digest schedule daily to:me", "#water")).ok
    assert (await links(ben, zoe)).ok
    assert (await ana.says("/poll open Now?")).ok
    assert (await zoe.says("/poll open Water?", "#water")).ok
    heard = await world.passes(days=2)
    about = [text.partition("\n")[0] for text in heard.told("ben")]
    assert sorted(about) == [*["Digest of Tea"] * 2, *["Digest of Water"] * 2]
    assert not heard.told("zoe")
    assert await intact(ana)
