"""Who sees what of a poll: previews, private views, rolls, lists, and what waits for somebody."""

from __future__ import annotations

import pytest

from bot.refusals import Why
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, entries, four, seated
from tests.world import World


async def test_a_preview_shows_the_card_and_opens_nothing(world: World) -> None:
    ana, *_ = await four(world)
    before = await entries(world)
    heard = await ana.says('/poll preview "Adopt?" group_threshold:1/2 quorum:1/2 text:"All of it."')
    assert heard.ok
    for said in (
        "A preview, which only you see. Nothing has been opened.",
        "All of it.",
        "Each stakeholder group on the roll has to reach more than 1/2",
        "For the quorum at least 1/2 of those on the roll who are not away have to take part.",
        "government:          0 of 2 voted",
        "technical community: nobody on the roll",
        "3 people could adopt it if nobody else votes: 1 of government, 1 of private sector and 1 of civil",
        "1 person could stop it",
    ):
        assert said in heard.text
    assert not heard.posts
    assert "[1]" not in heard.text
    assert await entries(world) == before
    assert "no such polls" in (await ana.says("/poll list")).text


async def test_the_card_says_before_one_votes_who_will_see_what(world: World) -> None:
    ana, *_ = await four(world)
    seen = {
        "visibility:open": "everybody can see at once who votes what, by name",
        "visibility:after": "afterwards everybody can see who voted what",
        "secret:yes": "no member, facilitator or coordinator sees what you vote, now or later",
    }
    for how, said in seen.items():
        assert said in (await ana.says(f"/poll open Adopt? {how}")).post()


async def test_a_running_tally_is_shown_only_where_the_poll_is_open_to_see(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt? visibility:open")
    card = (await ben.says("/poll vote P-1 no")).post()
    assert "How it stands:" in card
    assert "government:          0 yes and 1 no; 1 of 2 voted" in card
    await ana.says("/poll open Adopt?")
    card = (await ben.says("/poll vote P-2 no")).post()
    assert "1 no" not in card
    assert "government:          1 of 2 voted" in card
    assert "1 no" not in (await ana.says("/poll show P-2")).text


async def test_one_sees_ones_own_ballot_and_nobody_elses(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt?")
    await ben.says('/poll vote P-1 no reason:"too long"')
    mine = (await ben.says("/poll show P-1")).text
    assert "Your ballot: no." in mine
    assert "Your reason: too long" in mine
    other = (await ana.says("/poll show P-1")).text
    assert "You have not voted yet." in other
    assert "too long" not in other
    assert "not on the roll" in (await world.person("zoe").says("/poll show P-1")).text
    await world.passes(days=7)
    after = (await ana.says("/poll show P-1")).text
    assert "ben, no: too long" in after
    assert "You did not vote." in after
    assert "For the minutes:" in after


async def test_the_roll_names_who_may_vote_and_what_they_voted_once_that_may_be_seen(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt?")
    await ben.says("/poll vote P-1 no")
    before = (await ana.says("/poll roll P-1")).text
    assert "4 people may take part" in before
    assert "ana, coordinator" in before
    assert "Ballot" not in before
    await world.passes(days=7)
    after = (await ana.says("/poll roll P-1")).text
    assert "ben               government         no" in after
    assert "cleo              private sector     none" in after


async def test_the_roll_of_a_secret_poll_never_says_who_voted(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt? secret:yes")
    await ben.says("/poll vote P-1 no")
    await world.passes(days=7)
    text = (await ana.says("/poll roll P-1")).text
    assert "ben" in text
    assert "Ballot" not in text


async def test_a_long_roll_has_pages(world: World) -> None:
    (ana,) = await seated(world, ana=GOVERNMENT)
    list_ = " | ".join(f"person {number:02}, government" for number in range(45))
    assert (await ana.says(f'/member import "{list_}"')).ok
    await ana.says("/poll open Adopt?")
    first = await ana.says("/poll roll P-1")
    assert "person 38" in first.text
    assert "person 39" not in first.text
    second = await ana.presses("More")
    assert "person 44" in second.text
    assert "person 38" not in second.text


async def test_polls_are_listed_newest_first(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says('/poll open First? closes:"in 1 day"')
    await ana.says("/poll open Second?")
    await ana.says('/poll open Third? opens:"in 2 days"')
    await ana.says("/poll open Fourth?")
    await ana.says('/poll withdraw P-4 "not needed"')
    await ben.says("/poll vote P-2 yes")
    await world.passes(days=1)
    lines = (await ben.says("/poll list")).text.splitlines()
    assert [line.partition(":")[0] for line in lines[1:5]] == ["P-4", "P-3", "P-2", "P-1"]
    assert "withdrawn Tuesday 1 December 2026" in lines[1]
    assert "opens Thursday 3 December 2026" in lines[2]
    assert "you have voted" in lines[3]
    assert "closed Wednesday 2 December 2026" in lines[4]
    only = (await ben.says("/poll list open")).text
    assert "P-2" in only
    assert "P-1" not in only


async def test_what_waits_for_somebody_stands_in_me(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Later?")
    await ana.says('/poll open Sooner? closes:"in 2 days"')
    heard = (await ben.says("/me")).text
    assert heard.index("P-2 waits for your ballot: Sooner?") < heard.index(
        "P-1 waits for your ballot: Later?"
    )
    assert (await ben.presses("Yes")).ok
    await ben.says("/poll vote P-1 yes")
    await ben.says("/poll vote P-2 yes")
    assert "waits for your ballot" not in (await ben.says("/me")).text
    await ana.says("/poll amend P-1 because question:Later still?")
    assert "P-1 was amended, so your ballot has to be confirmed" in (await ben.says("/me")).text


async def test_me_tells_of_polls_in_all_groups(world: World) -> None:
    ana, ben, *_ = await four(world)
    zoe = world.person("zoe")
    await zoe.says("/group create Coffee", "#coffee")
    await ben.says("/member join government", "#coffee")
    await zoe.says("/poll open Beans?", "#coffee")
    await ana.says("/poll open Adopt?")
    heard = (await ben.says("/me")).text
    assert "Coffee: P-1 waits for your ballot: Beans?" in heard
    assert "P-1 waits for your ballot: Adopt?" in heard


async def test_polls_that_need_the_reader_are_suggested_first(world: World) -> None:
    ana, ben, *_ = await four(world)
    for question in ("One?", "Two?", "Three?", "Four?"):
        await ana.says(f"/poll open {question}")
    await ben.says("/poll vote P-4 yes")
    await ana.says('/poll withdraw P-3 "no need"')
    assert await ben.wonders("poll vote", "poll") == ["P-2", "P-1", "P-4"]
    assert await ben.wonders("poll show", "poll") == ["P-2", "P-1", "P-4", "P-3"]
    assert await ben.wonders("poll vote", "poll", "two") == ["P-2"]
    assert await ben.wonders("poll vote", "poll", "p-1") == ["P-1"]
    assert await ben.wonders("poll vote", "poll", "nothing") == []


async def test_whoever_joins_by_themselves_is_warned_about_where_groups_decide(world: World) -> None:
    ana, *_ = await four(world)
    warned = await ana.says("/poll open Adopt? group_threshold:1/2")
    assert "people choose theirs themselves here" in warned.post()
    plain = await ana.says("/poll open Adopt?")
    assert "themselves" not in plain.post()


async def test_questions_and_reasons_are_shown_as_they_were_typed(world: World) -> None:
    ana, ben, *_ = await four(world)
    opened = await ana.says('/poll open "Is {poll} *fine* at 50%?" method:consent')
    assert "P-1: Is {poll} *fine* at 50%?" in opened.post()
    heard = await ben.says('/poll vote P-1 object reason:"{n} reasons"')
    assert "ben (government) objects: {n} reasons" in heard.post()


@pytest.mark.parametrize(("typed", "short"), [("P-1", "P-1"), ("p1", "P-1"), ("1", "P-1"), ("p 1", "P-1")])
async def test_a_poll_is_named_as_people_type_it(world: World, typed: str, short: str) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt?")
    heard = await ben.says(f'/poll vote "{typed}" yes')
    assert f"Your ballot on {short} is counted" in heard.text


async def test_a_card_is_in_the_language_of_its_group_and_an_answer_in_its_readers(
    world: World,
) -> None:
    actors = await seated(world, ana=GOVERNMENT, ben=PRIVATE, cleo=CIVIL)
    await actors[1].says("/language fr")
    opened = await actors[0].says("/poll open Adopt?")
    assert "It closes Tuesday 8 December 2026" in opened.post()
    heard = await actors[1].says("/poll vote P-1 oui")
    assert heard.ok
    assert "mardi 8 décembre 2026" in heard.text


async def test_pressing_object_asks_for_the_reason(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt? method:consent")
    heard = await ben.presses("Object", on="P-1")
    assert heard.why is Why.INCOMPLETE
    assert "An objection needs its reason" in heard.text
    assert not heard.posts


async def test_long_lists_go_on_with_the_next_page(world: World) -> None:
    ana, *_ = await seated(world, ana=GOVERNMENT)
    for number in range(1, 24):
        await ana.says(f'/poll open "Thing {number}?" method:consent')
        await ana.says(f'/objection raise P-{number} "Reason {number}" kind:concern')
        await ana.says(f"/objection withdraw O-{number}")
    for line, newest, eldest in (
        ("/poll list open", "P-23", "P-3:"),
        ("/objection list", "O-23", "O-3:"),
    ):
        first = await ana.says(line)
        assert newest in first.text
        assert eldest not in first.text
        assert "There are more: page:2 shows the next ones." in first.text
        rest = await ana.presses("Next page")
        assert eldest in rest.text
        assert newest not in rest.text
        assert "There are more" not in rest.text
