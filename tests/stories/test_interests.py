"""Statements of interest: made, updated, read, and what they keep a facilitator from."""

from __future__ import annotations

import pytest

from bot.feature import Registry
from bot.refusals import Why
from bot.text import Text
from commands import FEATURES
from storage import interests, polls, record
from storage.transaction import Transaction
from tests.stories.assembly import GOVERNMENT, entries, facts, four, seated
from tests.world import Actor, World

REGISTRY = Registry(FEATURES)


async def a_poll(world: World, more: str = "") -> list[Actor]:
    actors = await four(world)
    heard = await actors[0].says(f'/poll open "Buy tea from Leaf?" closes:"in 3 days" {more}')
    assert heard.ok, heard.text
    return actors


# General statements


async def test_a_statement_is_made_updated_and_told(world: World) -> None:
    _, ben, cleo, _ = await four(world)
    first = await ben.says('/member declare "I work for the ministry."')
    assert first.ok
    assert "ben made a statement of interest" in first.post()
    assert "ministry" not in first.post()
    second = await ben.says('/soi "I work for the ministry and advise Leaf Ltd."')
    assert second.ok
    assert "the earlier one is kept" in second.text
    assert "ben updated their statement of interest" in second.post()
    assert "Leaf" not in second.post()
    listed = (await cleo.says("/member statements")).text
    assert "advise Leaf Ltd." in listed
    assert listed.count("ministry") == 1
    history = (await cleo.says("/member statements @ben")).text
    assert history.count("ministry") == 2
    assert "(superseded)" in history
    assert [each["state"] for each in await facts(world, "member.declared")] == ["new", "updated"]
    assert "intact" in (await cleo.says("/record verify")).text


async def test_the_record_has_a_commitment_and_not_the_text(world: World) -> None:
    _, ben, cleo, _ = await four(world)
    await ben.says('/member declare "I advise Leaf Ltd."')

    def look(tx: Transaction) -> str:
        return next(each.body for each in record.entries(tx, 1) if each.kind == "member.declared")

    assert "Leaf" not in await world.reads(look)

    def erase(tx: Transaction) -> None:
        import sqlalchemy as sa

        from storage.prepared import Prepared
        from storage.record import OPENING

        tx.write(Prepared(sa.delete(OPENING).where(OPENING.c.field == sa.literal("statement"))))

    await world.app.store.write(erase)
    assert "The text was erased." in (await cleo.says("/member statements @ben")).text
    assert "intact" in (await cleo.says("/record verify")).text


async def test_statements_survive_a_restart_and_a_departure(world: World) -> None:
    _, ben, cleo, _ = await four(world)
    await ben.says('/member declare "I advise Leaf Ltd."')
    await world.restarts()
    assert "Leaf" in (await cleo.says("/member statements")).text
    await ben.says("/member leave")
    assert "Leaf" not in (await cleo.says("/member statements")).text
    await ben.says("/member join government")
    assert "Leaf" in (await cleo.says("/member statements")).text


async def test_a_long_list_has_pages(world: World) -> None:
    names = [f"p{number:02}" for number in range(12)]
    actors = await seated(world, **dict.fromkeys(names, GOVERNMENT))
    for actor in actors:
        await actor.says(f"/member declare I am {actor.name} and work for nobody else")
    first = await actors[0].says("/member statements")
    assert "I am p09" in first.text
    assert "I am p10" not in first.text
    second = (await actors[0].presses("More")).text
    assert "I am p10" in second
    assert "I am p09" not in second
    assert (await actors[0].says("/member statements page:3")).why is Why.MALFORMED


async def test_members_read_statements_and_observers_their_own(world: World) -> None:
    await four(world)
    eve, zoe = world.people("eve", "zoe")
    await eve.says("/member join government role:observer")
    assert (await eve.says('/member declare "I write for a newspaper."')).ok
    assert (await eve.says("/member statements")).why is Why.NOT_ALLOWED
    assert (await eve.says("/member statements @ben")).why is Why.NOT_ALLOWED
    assert "newspaper" in (await eve.says("/member statements @eve")).text
    assert (await zoe.says("/member statements")).why is Why.NOT_ALLOWED
    assert (await zoe.says("/member declare I sell tea")).why is Why.NOT_ALLOWED


@pytest.mark.parametrize(
    ("line", "why", "says"),
    [
        ("/member declare", Why.INCOMPLETE, "text"),
        (f"/member declare {'x' * 2001}", Why.MALFORMED, "2000"),
        ("/member declare I sell tea poll:P-9", Why.NOT_FOUND, "P-9"),
        ("/member statements @zoe", Why.NOT_FOUND, "zoe"),
        ("/member statements poll:P-9", Why.NOT_FOUND, "P-9"),
    ],
)
async def test_what_cannot_be_stated(world: World, line: str, why: Why, says: str) -> None:
    _, ben, _, _ = await four(world)
    refused = await ben.says(line)
    assert refused.why is why
    assert says in refused.text.replace(",", "")
    assert "member.declared" not in await entries(world)


async def test_saying_the_same_again_changes_nothing(world: World) -> None:
    _, ben, cleo, _ = await four(world)
    await ben.says("/member declare I sell tea")
    again = await ben.says("/member declare I sell tea")
    assert again.why is Why.CONFLICT
    assert not again.posts
    assert "has made no statement" in (await cleo.says("/member statements @dan")).text
    assert "sell tea" in (await cleo.says("/member statements #2")).text


async def test_nobody_has_stated_anything(world: World) -> None:
    _, ben, _, _ = await a_poll(world)
    assert "Nobody in Tea has made a statement" in (await ben.says("/member statements")).text
    assert "Nobody declared an interest in P-1" in (await ben.says("/member statements poll:P-1")).text


async def test_a_list_shortens_what_one_person_is_shown_with_in_full(world: World) -> None:
    _, ben, cleo, _ = await four(world)
    await ben.says(f'/member declare "I advise {"and advise " * 60}Leaf Ltd."')
    listed = (await cleo.says("/member statements")).text
    assert "…" in listed
    assert "Leaf" not in listed
    assert "Leaf Ltd." in (await cleo.says("/member statements @ben")).text


async def test_nobody_floods_the_homes_with_statements(world: World) -> None:
    _, ben, _, _ = await four(world)
    for number in range(10):
        assert (await ben.says(f"/member declare I own {number} shares")).ok
    refused = await ben.says("/member declare I own 10 shares")
    assert refused.why is Why.CONFLICT
    assert not refused.posts
    await world.passes(days=1)
    assert (await ben.says("/member declare I own 10 shares")).ok


# For one poll


async def test_an_interest_in_a_poll_shows_on_the_card_and_on_the_roll(world: World) -> None:
    _, ben, cleo, dan = await a_poll(world)
    declared = await ben.says('/member declare "My sister owns Leaf." poll:P-1')
    assert declared.ok
    assert "it stays declared" in declared.text
    assert "/poll recuse P-1" in declared.text
    assert "hand it over" not in declared.text
    assert any("ben declared an interest in P-1" in post for post in declared.posts)
    assert any("1 person declared an interest in this" in post for post in declared.posts)
    assert not any("sister" in post for post in declared.posts)
    await cleo.says("/member declare I drink it too poll:P-1")
    assert "2 people declared an interest" in (await dan.says("/poll show P-1")).text
    rolled = (await dan.says("/poll roll P-1")).text
    assert "ben (declared an interest)" in rolled
    assert "dan (" not in rolled
    statements = (await dan.says("/member statements poll:P-1")).text
    assert "sister" in statements
    assert "drink" in statements
    assert "About P-1" in (await dan.says("/member statements @ben")).text
    assert (await ben.says("/poll vote P-1 yes")).ok


async def test_the_poll_may_be_named_at_the_end(world: World) -> None:
    """Else a statement about a poll would become a general one, unseen."""
    _, ben, cleo, dan = await a_poll(world)
    assert (await ben.says("/member declare P-1")).why is Why.MALFORMED, "a poll is no statement"
    assert "Your interest in P-1" in (await ben.says('/member declare "I advise Leaf Ltd." P-1')).text
    assert "Your interest in P-1" in (await cleo.says("/member declare I gain from P-1")).text
    assert "in Tea is on the record" in (await dan.says("/member declare I once drafted P-9")).text
    shown = (await dan.says("/member statements poll:P-1")).text
    assert "I advise Leaf Ltd.\n" in shown
    assert "I gain from P-1" in shown
    assert "I once drafted P-9" in (await dan.says("/member statements")).text


async def test_an_update_about_a_poll_is_one_interest(world: World) -> None:
    _, ben, cleo, _ = await a_poll(world)
    await ben.says("/member declare My sister owns Leaf poll:P-1")
    updated = await ben.says("/member declare My sister sold Leaf poll:P-1")
    assert any("ben updated what they declared of their interest in P-1" in post for post in updated.posts)
    assert "1 person declared" in (await cleo.says("/poll show P-1")).text
    assert "owns" not in (await cleo.says("/member statements poll:P-1")).text


async def test_before_it_opens_and_after_it_closed_but_not_once_withdrawn(world: World) -> None:
    ana, ben, cleo, _ = await four(world)
    await ana.says('/poll open "Later?" opens:tomorrow closes:"in 3 days"')
    early = await ben.says("/member declare I sell tea poll:P-1")
    assert early.ok
    assert "You can still vote" not in early.text
    await world.passes(days=4)
    assert (await cleo.says("/member declare I sell tea too poll:P-1")).ok
    assert "2 people declared" in (await ana.says("/poll show P-1")).text
    await ana.says('/poll open "Never?"')
    await ana.says("/poll withdraw P-2 asked too early")
    refused = await ben.says("/member declare I sell tea poll:P-2")
    assert refused.why is Why.CONFLICT
    assert "withdrawn" in refused.text


async def test_a_secret_poll_tells_interests_and_no_more(world: World) -> None:
    _, ben, cleo, _ = await a_poll(world, "secret:yes")
    await ben.says("/poll vote P-1 no")
    await ben.says("/member declare I sell tea poll:P-1")
    rolled = (await cleo.says("/poll roll P-1")).text
    assert "ben (declared an interest)" in rolled
    assert "Ballot" not in rolled


# Who judges


async def test_a_facilitator_with_an_interest_is_asked_to_hand_over(world: World) -> None:
    ana, _, _, dan = await a_poll(world)
    await ana.says("/member role @ben facilitator")
    declared = await ana.says("/member declare I advise Leaf poll:P-1")
    assert "/poll handover P-1" in declared.text
    assert any("Please hand it over" in told for told in declared.told("ana"))
    assert "another facilitator has to determine it" in (await ana.whispers("/me")).text
    await world.restarts()
    form = await ana.presses("Hand over")
    assert "who" in form.text
    handed = await ana.says("/poll handover P-1 @ben")
    assert handed.ok
    assert "ana handed it over to ben." in handed.post()
    assert any("ana handed this poll in Tea over to you" in told for told in handed.told("ben"))
    assert "another facilitator has to determine it" not in (await ana.whispers("/me")).text
    assert await facts(world, "poll.handed") == [{"to": 2}]
    assert (await ana.says("/poll handover P-1 @ben")).why is Why.CONFLICT
    assert "ana handed it over to ben." in (await dan.says("/poll show P-1")).text
    assert "Please hand it over" not in " ".join((await world.passes(days=1)).told("ana"))


async def test_a_member_who_opened_it_is_asked_too(world: World) -> None:
    """Whoever was made facilitator, opened the poll and is a member again still looks after it."""
    ana, ben, _, _ = await four(world)
    await ana.says("/member role @ben facilitator")
    await ben.says('/poll open "Buy tea?" closes:"in 3 days"')
    await ana.says("/member role @ben member")
    declared = await ben.says("/member declare I sell tea poll:P-1")
    assert declared.told("ben")
    assert (await ben.says("/poll handover P-1 @ana")).ok


@pytest.mark.parametrize(
    ("who", "line", "why", "says"),
    [
        ("ben", "/poll handover P-1 @ana", Why.NOT_ALLOWED, "by a facilitator"),
        ("ana", "/poll handover P-1 @ana", Why.MALFORMED, "That is you"),
        ("ana", "/poll handover P-1 @ben", Why.MALFORMED, "does not facilitate"),
        ("ana", "/poll handover P-1 @zoe", Why.NOT_FOUND, "zoe"),
        ("ana", "/poll handover P-1 @cleo", Why.MALFORMED, "cleo may not judge P-1 either"),
        ("ana", "/poll handover P-2 @dan", Why.CONFLICT, "withdrawn"),
    ],
)
async def test_who_cannot_hand_over_to_whom(world: World, who: str, line: str, why: Why, says: str) -> None:
    ana, _, cleo, _ = await a_poll(world)
    await ana.says("/member role @cleo facilitator")
    await ana.says("/member role @dan facilitator")
    await cleo.says("/member declare I sell tea poll:P-1")
    await ana.says('/poll open "Never?"')
    await ana.says("/poll withdraw P-2 asked too early")
    refused = await world.person(who).says(line)
    assert refused.why is why
    assert says in refused.text
    assert await facts(world, "poll.handed") == []


async def test_who_has_an_interest_does_not_rule_on_objections(world: World) -> None:
    ana, ben, cleo, dan = await a_poll(world, "method:consent")
    await ana.says("/member role @ben facilitator")
    await ana.says("/member role @dan facilitator")
    await cleo.says("/objection raise P-1 Too dear")
    await ben.says("/member declare I sell tea poll:P-1")
    refused = await ben.says("/objection rule O-1 overruled It is cheap")
    assert refused.why is Why.NOT_ALLOWED
    assert "you declared an interest in it" in refused.text
    assert (await ben.says("/objection answer O-1 It is cheap")).why is not Why.NOT_ALLOWED
    assert (await dan.says("/objection rule O-1 overruled It is cheap")).ok


async def test_whoever_judges_can_ask_who_may_not(world: World) -> None:
    _, ben, cleo, _ = await a_poll(world)
    await ben.says("/member declare I sell tea poll:P-1")
    await cleo.says("/member declare I sell coffee")

    def look(tx: Transaction) -> list[str]:
        poll = polls.by_number(tx, 1, 1, None)
        assert poll is not None
        assert interests.declared(tx, poll.id) == {2}
        barred = [REGISTRY.barred(tx, "poll", poll, number) for number in (1, 2, 3)]
        other = REGISTRY.barred(tx, "rota", poll, 2)
        return [why.source if isinstance(why, Text) else "" for why in (*barred, other)]

    assert await world.reads(look) == ["you opened it", "you declared an interest in it", "", ""]
