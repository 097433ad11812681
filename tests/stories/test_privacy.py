"""What is stored of somebody: they are told, they get it, they have it erased, and come back as somebody new."""

from __future__ import annotations

import json
import re

import pytest
import sqlalchemy as sa

from adapters.console.stage import account
from bot.boundary import Door, Reply
from bot.refusals import Why
from storage import erased
from storage.prepared import Prepared
from storage.tables import metadata
from storage.transaction import Transaction
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, entries, facts, seated
from tests.stories.test_confirming import peers
from tests.stories.test_process_ends import chartered
from tests.stories.test_process_ends import flat as flat_posts
from tests.stories.test_process_ends import votes as process_votes
from tests.stories.test_rotas import begun, holders
from tests.stories.test_terms import tea, votes
from tests.stories.test_user_groups import civil
from tests.world import Actor, Heard, World

ANSWERS = "request"
"""Answers to requests are not anybody's, and go after a week."""
SAID = ("Leafwise", "Polynesia", "mouldy", "islands", "shares", "cupboard", "kettle", "hiking")
"""What Zoe said of herself and why, each word only once."""


async def traces(world: World, *words: str) -> set[tuple[str, str]]:
    """Where one of the words stands in the database: (table, word). A random key has it only by chance, and never
    as a word of its own."""
    wanted = {word: re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])", re.IGNORECASE) for word in words}

    def look(tx: Transaction) -> set[tuple[str, str]]:
        return {
            (table.name, word)
            for table in metadata.sorted_tables
            if table.name != ANSWERS
            for row in tx.rows(Prepared(sa.select(table)))
            for word in words
            if wanted[word].search(" ".join(map(str, row)))
        }

    return await world.reads(look)


def flat(heard: Heard) -> str:
    return " ".join(heard.text.split())


async def erases(actor: Actor) -> Heard:
    asked = await actor.says("/privacy erase")
    assert "This cannot be undone." in flat(asked)
    return await actor.presses("Erase for good")


async def lived(world: World) -> tuple[Actor, Actor]:
    """Ana coordinates with Ben; Zoe has done everything that leaves something behind."""
    ana, ben, dan, dora, zoe = world.people("ana", "ben", "dan", "dora", "zoe")
    assert (await ana.says("/group create Tea")).ok
    lines = (
        (ana, "/member join government"),
        (zoe, '/member join "civil society" region:Polynesia affiliation:Leafwise'),
        (ben, '/member join "private sector"'),
        (dan, '/member join "civil society"'),
        (dora, '/member join "civil society" role:observer'),
        (ana, "/member role @ben coordinator"),
        (ana, "/member role @zoe facilitator"),
        (zoe, "/zone Nairobi"),
        (zoe, "/language fr"),
        (zoe, "/language en"),
        (zoe, '/member declare "I own shares in tea"'),
        (zoe, '/poll open "Green tea?" closes:"in 3 days"'),
        (zoe, '/poll vote P-1 no reason:"mouldy leaves"'),
        (ana, '/poll open "Which cup?" method:consent'),
        (zoe, '/poll vote P-2 object reason:"It leaves out the islands"'),
        (dan, "/objection sign O-1"),
        (zoe, '/poll extend P-1 "in 9 days" "The cupboard is closed"'),
        (zoe, '/action add "Wash cups" who:@zoe'),
        (zoe, '/reminder add "mend the kettle" "in 20 days" to:me'),
        (zoe, "/digest schedule daily to:me"),
        (zoe, "/reminder quiet 22:00-07:00"),
        (ana, '/member remove @dan "for the test"'),
        (zoe, '/member away "in 40 days" "in 50 days"'),
        (zoe, "/member alternate @dora"),
    )
    for actor, line in lines:
        heard = await actor.says(line)
        assert heard.ok, f"{line}: {heard.text}"
    assert (await zoe.says("/action add due:hiking")).why is Why.MALFORMED, "which waits in a draft"
    return ana, zoe


async def test_nothing_leads_to_somebody_who_was_erased(world: World) -> None:
    ana, zoe = await lived(world)
    found = await traces(world, "zoe", *SAID)
    assert {word for _, word in found} == {"zoe", *SAID}
    exported = await whole_export(zoe)
    assert all(word in exported for word in ("zoe", *SAID)), "and all of it is exported"
    assert "for the test" not in exported, "not what somebody else said of others"

    heard = await erases(zoe)
    assert "It is done: nothing that I store leads to you any more" in flat(heard)
    assert "You have left Tea." in heard.text
    left = await traces(world, "zoe", *SAID)
    assert left == {("roll", "Leafwise"), ("roll", "Polynesia")}, "which the open polls may count by"
    assert any("Asked by participant 2." in post for post in heard.posts), "the cards are redrawn"
    (told,) = [text for text in heard.told("ana") if "A-1" in text]
    assert "it is with" in told
    assert heard.told("zoe") == []
    assert "intact" in (await ana.says("/record verify")).text

    shown = flat(await ana.says("/objection show O-1"))
    assert "participant 2" in shown
    assert "(the text was erased)" in shown
    card = (await world.passes(days=9)).post()
    assert "P-1 " in card
    (closed, _) = await facts(world, "poll.closed")
    assert "no" in json.dumps(closed["result"])
    assert await traces(world, "zoe", *SAID) == set()
    roll = (await ana.says("/poll roll P-1")).text
    assert "participant 2" in roll
    await world.restarts()
    await world.passes(days=60)
    assert "intact" in (await ana.says("/record verify")).text


async def whole_export(actor: Actor) -> str:
    """All pages, as somebody reads them who presses on."""
    heard = await actor.whispers("/privacy export")
    told = [flat(heard)]
    while "Next page" in heard.text:
        heard = await actor.presses("Next page")
        assert heard.ok, heard.text
        told.append(flat(heard))
    assert "page 1 of" in told[0]
    return " ".join(told)


async def test_cards_that_others_opened_are_redrawn(world: World) -> None:
    """They show what somebody did about them: took over a poll, extended or withdrew it, and why."""
    ana, ben, cleo = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT, cleo=CIVIL)
    for line in (
        "/member role @ben facilitator",
        "/member role @cleo facilitator",
        '/poll open "Green tea?" closes:"in 3 days"',
        '/poll open "Black tea?"',
        "/poll handover P-1 @cleo",
    ):
        assert (await ana.says(line)).ok, line
    assert (await ben.says('/poll extend P-1 "in 9 days" "The cupboard is closed"')).ok
    assert (await ben.says('/poll withdraw P-2 "The kettle is broken"')).ok
    first, second = (await erases(ben)).posts
    assert "Extended" in first
    assert "(the text was erased)" in first
    assert "Withdrawn" in second
    assert not [word for word in ("cupboard", "kettle") if word in first + second]
    assert "ana handed it over to participant 3." in (await erases(cleo)).post()


async def test_of_several_groups_and_rows_only_ones_own_are_exported_and_redrawn(world: World) -> None:
    """Numbers are given in each group: Zoe is 3 in one and 2 in the other, where somebody else is 3."""
    ana, ben, zoe = await seated(world, ana=GOVERNMENT, ben=CIVIL, zoe=CIVIL)
    dan = world.person("dan")
    assert (await dan.says("/group create Coffee", "#coffee")).ok
    for actor in (zoe, ana):
        assert (await actor.says('/member join "civil society"', "#coffee")).ok
    for actor, line, channel in (
        (ana, '/action add "Wash cups" who:@ben', "#main"),
        (ana, '/action add "Buy tea" who:@zoe', "#main"),
        (dan, '/action add "Grind beans" who:@zoe', "#coffee"),
        (dan, '/action add "Heat water" who:@ana', "#coffee"),
    ):
        assert (await actor.says(line, channel)).ok, line
    exported = await whole_export(zoe)
    assert exported.count('{"action": "A-') == 2
    assert exported.count('{"action": "A-2", "participant": 3}') == 1, "in Tea"
    assert exported.count('{"action": "A-1", "participant": 2}') == 1, "in Coffee"
    heard = await erases(zoe)
    assert "Buy tea" in heard.post()
    assert "Grind beans" in heard.post("#coffee")
    assert not [post for post in heard.posts if "Wash cups" in post or "Heat water" in post]
    assert (await ben.says("/privacy")).ok


async def test_long_and_odd_words_are_exported_whole(world: World) -> None:
    ana, ben = await seated(world, ana=GOVERNMENT, ben=CIVIL)
    assert (await ana.says('/poll open "Adopt?" method:consent')).ok
    odd = "*_`<&>~|" * 120 + "the end"
    assert (await ben.says(f'/poll vote P-1 object reason:"{odd}"')).ok
    exported = await whole_export(ben)
    assert "".join(exported.split()).count("theend") >= 1
    assert (await ben.says("/privacy export page:99")).why is Why.MALFORMED


# What is told


async def test_it_tells_what_is_stored_and_what_is_not_read(world: World) -> None:
    _, ben = await seated(world, ana=GOVERNMENT, ben=CIVIL)
    eve = world.person("eve")
    stranger = flat(await eve.says("/privacy"))
    assert stranger.startswith("I store nothing about you")
    assert "any message that is not a command to me" in stranger
    assert (await eve.says("/privacy export")).text == (await eve.says("/privacy erase")).text
    assert "/privacy says what I store about you" in (await eve.says("/me")).text
    assert "/privacy says what I store about you" not in (await ben.says("/me")).text
    joined = flat(await eve.says('/member join "civil society" affiliation:Leaf'))
    assert "/privacy says what I store about you, who sees it, and how to erase it." in joined
    for heard in (await eve.says("/privacy"), await eve.whispers("/privacy")):
        told = flat(heard)
        assert "accounts: console:local/eve" in told
        assert "Tea: member for civil society" in told
        assert "your words beside the record (2)" in told
        assert "Secret ballots: nobody in the group" in told
        assert "as long as" in told
    assert (await eve.presses("Show all of it")).text.startswith("All that I store about you")


async def test_looking_at_what_goes_changes_nothing(world: World) -> None:
    *_, ben = await seated(world, ana=GOVERNMENT, ben=CIVIL)
    before = await entries(world)
    asked = flat(await ben.says("/privacy erase"))
    assert "You leave Tea." in asked
    assert "/privacy erase sure:yes" in asked
    assert "You leave Tea." in flat(await ben.says("/privacy erase sure:no"))
    assert await entries(world) == before
    assert (await ben.says("/privacy erase sure:yes")).ok
    assert (await entries(world))[len(before) :] == ["member.left", "member.erased"]


async def test_whoever_starts_a_group_is_told_once_where_it_is_said(world: World) -> None:
    ana = world.person("ana")
    said = "/privacy says what I store about you, who sees it, and how to erase it."
    assert said in flat(await ana.says("/group create Tea"))
    assert said not in flat(await ana.says("/group create Coffee", "#coffee"))
    assert said not in flat(await ana.says("/member join government"))


# The only coordinator


async def test_the_last_coordinator_hands_over_first(world: World) -> None:
    ana, ben = await seated(world, ana=GOVERNMENT, ben=CIVIL)
    for line in ("/privacy erase", "/privacy erase sure:yes"):
        heard = await ana.says(line)
        assert heard.why is Why.CONFLICT
        assert "You are the only coordinator of Tea. Make somebody else one first" in flat(heard)
    assert (await ana.says("/me")).text.count("Tea")
    assert (await ana.says("/member role @ben coordinator")).ok
    assert (await erases(ana)).ok
    assert "participant 1" in (await ben.says("/record show")).text


async def test_a_closed_group_keeps_nobody_and_its_record(world: World) -> None:
    ana, ben = await seated(world, ana=GOVERNMENT, ben=CIVIL)
    assert (await ana.says('/group close "Done." name:Tea')).ok
    before = await entries(world)
    for actor in (ana, ben):
        assert (await erases(actor)).ok
    assert await entries(world) == before
    assert not await traces(world, "console:local/ana", "console:local/ben", "Done.")


# Polls


async def test_a_secret_poll_counts_who_voted_and_was_erased(world: World) -> None:
    names = dict.fromkeys(("ana", "ben", "cleo", "dan", "eve", "fay"), GOVERNMENT)
    ana, ben, *others = await seated(world, **names, zoe=CIVIL)
    assert (await ana.says('/poll open "Who leads?" secret:yes options:"Ada | Bob" closes:"in 3 days"')).ok
    for actor in (ben, *others):
        assert (await actor.says("/poll vote P-1 Ada")).ok
    *_, zoe = others
    assert (await erases(zoe)).ok
    heard = await zoe.says("/poll vote P-1 Bob")
    assert heard.why is Why.NOT_ALLOWED
    shown = flat(await ana.says("/poll show P-1"))
    assert "civil society: 1 of 1 voted" in shown
    closed = flat(await world_closes(world))
    assert "6 of 7" in closed
    assert "intact" in (await ana.says("/record verify")).text


async def world_closes(world: World) -> Heard:
    await world.passes(days=3)
    return await world.person("ana").says("/poll show P-1")


async def test_a_cap_on_affiliations_counts_as_before_until_the_poll_is_over(world: World) -> None:
    """As in the worked example: of three ballots of one affiliation two count, though one of the three is erased."""
    actors = await tea(world, "multistakeholder")
    assert (await actors["ana"].says('/poll open "Adopt the draft?"')).ok
    await votes(actors, "P-1", agree="ana ben cleo carl cora dan dora", object_="cid")
    assert (await erases(actors["cora"])).ok
    assert any(table == "roll" for table, _ in await traces(world, "leaf"))
    await world.passes(days=20)
    (closed,) = await facts(world, "poll.closed")
    assert isinstance(closed["result"], dict)
    assert closed["result"]["affiliations"] == [{"ballots": 3, "counted": 2}]
    shown = flat(await actors["ana"].says("/poll show P-1"))
    assert "It passed with 6 of 7 in favour" in shown


async def test_whose_night_it_is_counts_until_the_poll_is_over(world: World) -> None:
    """At ten in UTC it is one in the morning in Anchorage, and eleven at twenty: nobody knows any more for whom."""
    ana, zoe = await seated(world, ana=GOVERNMENT, zoe=CIVIL)
    moments = "3 march 2027 10:00 | 3 march 2027 20:00"
    assert (await ana.says(f'/poll open "When?" method:availability options:"{moments}"')).ok
    assert (await zoe.says("/zone America/Anchorage")).ok
    for actor in (ana, zoe):
        assert (await actor.says("/poll vote P-1 yes yes")).ok
    assert (await erases(zoe)).ok
    assert await traces(world, "America/Anchorage") == {("person", "America/Anchorage")}
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1: Wednesday 3 March 2027, 20:00 UTC is suggested")
    assert not await traces(world, "America/Anchorage")


async def test_a_poll_that_is_put_again_leaves_nothing_of_the_first_either(world: World) -> None:
    people = await chartered(world)
    assert (await people["a1"].says('/poll open "Adopt the draft?"')).ok
    await process_votes(people, "P-1", "a1 a2 a3 b1 b2 d1 d2", "c1 c2")
    assert (await erases(people["c2"])).ok
    assert await traces(world, "C2") == {("roll", "C2")}
    assert "P-1 is suspended" in flat_posts(await world.passes(days=8))
    again = await people["a1"].says('/poll rework P-1 "With the review."')
    assert again.ok, again.text
    await world.passes(days=20)
    assert not await traces(world, "C2")


async def test_what_was_answered_for_the_group_stays_without_a_name(world: World) -> None:
    ana, ben, cleo = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT, cleo=PRIVATE)
    assert (await ana.says("/member role @ben facilitator")).ok
    assert (await ana.says('/poll open "Adopt?" method:consent')).ok
    assert (await cleo.says('/poll vote P-1 object reason:"No budget"')).ok
    assert (await ben.says('/objection rule O-1 overruled "Page four has it"')).ok
    assert (await erases(ben)).ok
    shown = flat(await ana.says("/objection show O-1"))
    assert "Page four has it" in shown
    assert "No budget" in shown
    assert "participant 2" in shown


# Turns and objections


async def test_turns_pass_on_as_when_somebody_leaves(world: World) -> None:
    _, (first, *_) = await begun(world)
    assert (await first.says("/rota confirm T-1")).ok
    heard = await erases(first)
    (new, *_) = await holders(world)
    assert new != first.name
    assert any("T-1 is yours" in text for text in heard.told(new))
    assert first.name not in await holders(world)


async def test_the_digest_of_the_coordinators_goes_on(world: World) -> None:
    ana, ben = await seated(world, ana=GOVERNMENT, ben=CIVIL)
    for line in ("/digest schedule daily to:coordinators", "/digest schedule daily to:home"):
        heard = await ana.says(line)
        assert heard.ok, heard.text
    assert (await ana.says("/member role @ben coordinator")).ok
    assert (await erases(ana)).ok
    assert (await ben.says('/poll open "Green tea?"')).ok
    await world.passes(days=1)
    heard = await world.passes(days=1)
    assert any("P-1" in text for text in heard.told("ben"))
    assert heard.told("ana") == []
    assert not await traces(world, "ana")


async def test_an_objection_stands_without_its_words_and_can_be_ruled_on(world: World) -> None:
    ana, ben, cleo = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT, cleo=PRIVATE)
    assert (await ana.says("/member role @ben facilitator")).ok
    assert (await ana.says('/poll open "Adopt?" method:consent')).ok
    assert (await cleo.says('/poll vote P-1 object reason:"No budget"')).ok
    asked = flat(await cleo.says("/privacy erase"))
    assert "1 objection of yours is not settled. It stands without its text" in asked
    heard = await cleo.presses("Erase for good")
    assert "No budget" not in heard.post()
    assert "participant 3 (private sector) objects" in heard.post()
    ruled = await ben.says('/objection rule O-1 overruled "Nobody can say any more what it was"')
    assert ruled.ok, ruled.text


# Coming back


async def test_a_list_does_not_bring_back_who_was_erased(world: World) -> None:
    ana, *_ = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT)
    assert (await ana.says_of('/member add @civil "civil society" keep:yes', civil("dan", "zoe"))).ok
    zoe = world.person("zoe")
    assert (await zoe.says("/zone Nairobi")).ok
    assert (await erases(zoe)).ok
    await world.restarts()
    for _ in range(2):
        await world.follows(civil("dan", "zoe", "eve"))
    listed = (await ana.says("/member list")).text
    assert "eve" in listed
    assert "zoe" not in listed
    filled = flat(await ana.says_of('/member add @civil "civil society"', civil("dan", "zoe", "eve")))
    assert "1 person had all about them erased and was left out: zoe. /member add @name seats them" in filled
    assert not await traces(world, "zoe")
    marks = await world.reads(lambda tx: erased.among(tx, [account("zoe"), account("dan")]))
    assert marks == {account("zoe")}

    assert (await ana.says('/member add @zoe "civil society"')).ok, "a coordinator adds her by hand"
    assert "zoe" in (await ana.says("/member list")).text
    await world.follows(civil("dan", "zoe", "eve"))
    assert "intact" in (await ana.says("/record verify")).text


async def test_who_comes_back_is_somebody_new(world: World) -> None:
    ana, zoe = await lived(world)
    assert (await erases(zoe)).ok
    gone = flat(await zoe.says("/privacy"))
    assert gone.startswith("I store nothing about you You had all about you erased once. A keyed hash")
    assert (await zoe.says("/privacy erase sure:yes")).ok, "twice is once"
    heard = await zoe.says('/member join "civil society"')
    assert heard.ok, heard.text
    assert "participant 2" not in (await zoe.says("/member list")).text
    heard = await zoe.says("/poll vote P-1 yes")
    assert heard.why is Why.NOT_ALLOWED
    assert "You are not on the roll of P-1" in flat(heard)
    assert "A keyed hash of your account is left" in flat(await zoe.says("/privacy"))
    assert "A keyed hash" not in flat(await ana.says("/privacy"))
    exported = await whole_export(zoe)
    assert not [word for word in SAID if word in exported]
    found = await facts(world, "member.joined")
    assert found[-1]["participant"] == 6
    assert "zoe" in (await ana.says("/member list")).text


async def test_erasing_is_no_way_round_a_removal(world: World) -> None:
    ana, ben, cleo = await seated(world, ana=GOVERNMENT, ben=CIVIL, cleo=CIVIL)
    assert (await ana.says("/member remove @ben unkind")).ok
    for actor in (ben, cleo):
        asked = flat(await actor.says("/privacy erase"))
        assert ("A coordinator removed you from Tea." in asked) is (actor is ben)
        assert (await actor.says("/privacy erase sure:yes")).ok
    assert not await traces(world, "ben", "cleo", "unkind")
    assert "has to confirm it" in flat(await ben.says('/member join "civil society"'))
    assert "You sit in Tea as member" in flat(await cleo.says('/member join "civil society"'))
    assert "You sit in Coffee" in flat(await founded(world, ben))


async def founded(world: World, actor: Actor) -> Heard:
    """Another group, which knows nothing of the first."""
    assert (await world.person("dan").says("/group create Coffee", "#coffee")).ok
    return await actor.says('/member join "civil society"', "#coffee")


async def test_whoever_was_erased_confirms_nobody(world: World) -> None:
    """Else two of one organisation could confirm a seat: of the first nobody would know it any more."""
    _, ben, cleo, dan = await peers(world)
    assert (await world.person("eve").says("/member join civil affiliation:Hub")).ok
    assert (await ben.says("/member confirm @eve")).ok
    assert (await erases(ben)).ok
    assert not await traces(world, "net") - {("seat", "net"), ("opening", "net")}, "cleo's alone"
    assert "1 more member" in flat(await cleo.says("/member confirm @eve"))
    assert "sits in Tea" in flat(await dan.says("/member confirm @eve"))
    assert "intact" in (await dan.says("/record verify")).text


async def test_the_same_request_twice_erases_once(world: World) -> None:
    *_, ben = await seated(world, ana=GOVERNMENT, ben=CIVIL)
    asked = ben.request("/privacy erase sure:yes", id="again and again")
    assert asked.door is Door.LINE
    first = await world.sends(asked)
    assert isinstance(first, Reply)
    assert first.accepted
    assert (await ben.says('/member join "civil society"')).ok
    assert await world.sends(asked) == first
    assert "Tea" in (await ben.says("/me")).text, "who came back meanwhile is not erased again"


@pytest.mark.parametrize("line", ["/privacy", "/privacy export", "/privacy erase"])
async def test_answers_are_private_wherever_they_are_asked_for(world: World, line: str) -> None:
    _, ben = await seated(world, ana=GOVERNMENT, ben=CIVIL)
    for heard in (await ben.says(line), await ben.whispers(line), await ben.says(line, "#elsewhere")):
        assert heard.ok, heard.text
        assert heard.posts == []
