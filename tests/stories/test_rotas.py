"""Rotas as people live them: a role goes round, turns are confirmed, passed on, swapped and handed over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.boundary import Reply
from bot.refusals import Why
from storage import rotas, turns
from storage.transaction import Transaction
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, TECHNICAL, entries, facts, seated
from tests.world import Actor, World

CREATE = '/rota create facilitator "every tuesday 14:00" starts:"8 december 2026"'
"""In a group whose zone is UTC, on 1 December at 9:00: T-1 is announced in five hours."""
FIRST = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)


async def four(world: World) -> dict[str, Actor]:
    """One for each stakeholder group; Zed coordinates and sits for none, so that no turn is his."""
    names = {"zed": "", "ana": GOVERNMENT, "ben": PRIVATE, "cleo": CIVIL, "dan": TECHNICAL}
    return dict(zip(names, await seated(world, **names), strict=True))


async def holders(world: World, rota: int = 1) -> list[str]:
    """Who holds each turn of a rota, in the order of the turns; nobody is empty."""

    def look(tx: Transaction) -> list[str]:
        found = rotas.by_number(tx, 1, rota)
        assert found is not None
        return [
            "+".join(each.name for each in turns.holders(tx, turn.id) if each.state in ("asked", "confirmed"))
            for turn in turns.of_rota(tx, found.id)
        ]

    return await world.reads(look)


async def begun(world: World, create: str = CREATE) -> tuple[dict[str, Actor], list[Actor]]:
    """The people by name, and in the order in which they hold the first turns; T-1 is announced."""
    people = await four(world)
    heard = await people["zed"].says(create)
    assert heard.ok, heard.text
    await world.passes(hours=6)
    return people, [people[name] for name in (await holders(world))[:4]]


# A rota begins


async def test_a_rota_shows_its_next_turns_and_who_stands_by(world: World) -> None:
    people = await four(world)
    heard = await people["zed"].says(CREATE)
    assert "R-1 has begun: the role of facilitator goes round now." in heard.text
    assert "R-1: facilitator, every Tuesday at 14:00 (UTC)" in heard.text
    order = await holders(world)
    assert len(order) == 6
    assert sorted(order[:4]) == ["ana", "ben", "cleo", "dan"], "each stakeholder group once"
    assert order[4:] == order[:2], "and round again"
    assert f"T-1: Tuesday 8 December 2026, 14:00 UTC: {order[0]}" in heard.text
    assert f"deputy {order[1]}" in heard.text
    assert "the role of facilitator goes round the stakeholder groups" in heard.post()
    shown = (await people["ben"].says("/rota show")).text
    assert "T-6" in shown
    assert "Served so far" in shown
    created = (await facts(world, "rota.created"))[0]
    assert created["rule"] == "FREQ=WEEKLY;BYDAY=TU;BYHOUR=14;BYMINUTE=0"
    assert created["seed"], "anybody can work the order out again"


async def test_a_rota_takes_the_day_and_the_hour_at_which_it_starts(world: World) -> None:
    zed = (await four(world))["zed"]
    for typed, told in (
        ('every:week starts:"monday 10:00"', "every Monday at 10:00 (UTC)\n"),
        ('every:day starts:"monday 10:30" zone:Nairobi', "every day at 13:30 (Africa/Nairobi)"),
        ('every:"tuesday 14:00" starts:"monday 10:00"', "every Tuesday at 14:00"),
        ("every:week starts:friday", "every Friday at 09:00"),
        ('every:month starts:"in 3 days"', "every month on the 4th at 09:00"),
    ):
        heard = await zed.says(f"/rota create scribe {typed}")
        assert told in heard.text, heard.text


async def test_what_was_typed_finds_a_rota_again(world: World) -> None:
    people = await four(world)
    zed = people["zed"]
    assert (await zed.says("/rota create Chair every:monday")).ok
    assert (await zed.says('/rota create "Note taker" every:tuesday')).ok
    for typed in ("chair", "CHAIRS", "facilitator", "R-1", "1"):
        assert (await people["ben"].says(f"/rota show {typed}")).text.startswith("R-1: facilitator"), typed
    assert "R-2: Note taker" in (await people["ben"].says("/rota show note taker")).text
    assert "R-2" in (await people["ben"].says("/rota next NOTE TAKER")).text
    assert await people["ben"].wonders("rota leave", "rota", "cha") == ["R-1"]
    assert (await people["ben"].says('/rota leave "note taker"')).ok
    unknown = await people["ben"].says("/rota show scribe")
    assert unknown.why is Why.NOT_FOUND
    assert (await zed.says("/reminder add Sum up when:friday to:note taker")).ok
    assert (await zed.says("/member role @ben chair")).ok
    assert (await zed.says("/member add @eve civil society chair")).ok
    assert (await zed.says("/member import @fay, government, chair")).ok
    assert (await zed.says("/member list")).text.count("facilitator") == 3

    # Two of one role have to be told apart; one that has ended stands in nobody's way.
    assert (await zed.says('/rota create chair "every friday"')).ok
    both = await zed.says("/rota end chair")
    assert both.why is Why.MALFORMED
    assert "R-1 and R-3" in both.text
    assert (await zed.says("/rota end R-1")).ok
    assert (await zed.says("/rota show chair")).text.startswith("R-3")
    assert (await zed.says("/rota end chair")).ok
    assert "R-3" in (await zed.says("/rota show chair")).text, "it is still found by its role"


async def test_why_is_one_sentence(world: World) -> None:
    people, order = await begun(world)
    said = (await people["zed"].says("/rota why T-1")).text
    assert said.startswith(f"{order[0].name} has T-1 because ")
    assert "is one of the stakeholder groups that have served least and the lot puts it first of them" in said
    assert said.endswith(", and it has nobody else who can.")
    assert said.count(".") == 1
    said = (await people["zed"].says("/rota why T-4")).text
    assert (
        "can take it without serving twice running" in said
        or "has served least for its share so far (0 turns)" in said
    )


async def test_a_turn_is_announced_a_week_and_a_day_before(world: World) -> None:
    _, (first, *_) = await begun(world)
    heard = await world.passes_until(FIRST - timedelta(hours=24, minutes=1))
    assert heard.told(first.name) == [heard.told(first.name)[0]], "asked again once, three days before"
    assert "You have not said yet whether you will hold it." in heard.told(first.name)[0]
    heard = await world.passes_until(FIRST - timedelta(hours=23))
    assert heard.post().startswith("T-1, facilitator, Tuesday 8 December 2026, 14:00 UTC: ")
    assert "; deputy" in heard.post()
    assert len(heard.told(first.name)) == 1


async def test_every_promised_message_comes_once(world: World) -> None:
    """A week apart, the beginning of a turn is also the moment to announce the next."""
    _, (first, second, *_) = await begun(world)
    await first.says("/rota confirm T-1")
    heard = await world.passes_until(FIRST + timedelta(minutes=1))
    said = [text for text in heard.told(second.name) if text.startswith("T-2 is yours")]
    assert len(said) == 1
    assert len([text for text in heard.posts if text.startswith("T-2, ")]) == 1


async def test_a_holder_confirms_and_hears_when_it_begins(world: World) -> None:
    _, (first, second, *_) = await begun(world)
    heard = await first.presses("Confirm", on="T-1")
    assert "You hold T-1: facilitator, Tuesday 8 December 2026, 14:00 UTC." in heard.text
    again = await first.says("/rota confirm T-1")
    assert again.why is Why.CONFLICT
    heard = await world.passes_until(FIRST + timedelta(minutes=1))
    assert any("has begun: until" in text for text in heard.told(first.name))
    assert not any("T-1 is not confirmed by" in text for text in heard.told(second.name))
    assert (await entries(world, "T-1")) == ["turn.given", "turn.confirmed", "turn.began"]


# Rights


async def test_whoever_holds_a_turn_facilitates_and_loses_it_after(world: World) -> None:
    people = await four(world)
    await people["zed"].says(CREATE + ' lasts:"2 hours"')
    order = await holders(world)
    first, at = people[order[0]], FIRST
    await world.passes_until(at - timedelta(minutes=1))
    assert (await first.says('/poll open "Too early?"')).why is Why.NOT_ALLOWED
    await world.passes_until(at + timedelta(minutes=1))
    assert (await first.says('/poll open "Now?"')).ok
    await world.restarts()
    assert (await first.says('/poll open "After a restart?"')).ok
    await world.passes_until(at + timedelta(hours=2))
    assert (await first.says('/poll open "Too late?"')).why is Why.NOT_ALLOWED
    assert [entry for entry in await entries(world) if entry.startswith("turn.")][-1] == "turn.ended"


async def test_lent_rights_end_by_themselves_when_nobody_takes_them_back(world: World) -> None:
    """The moment counts, not whether a timer ran: time stands still for the heartbeat here."""
    people = await four(world)
    await people["zed"].says(CREATE + ' lasts:"2 hours"')
    order = await holders(world)
    first, at = people[order[0]], FIRST
    await world.passes_until(at + timedelta(minutes=1))
    world.stage.clock.move_to(at + timedelta(hours=2))
    answer = await world.sends(first.request('/poll open "Too late?"'))
    assert isinstance(answer, Reply)
    assert answer.why is Why.NOT_ALLOWED


async def test_another_role_lends_no_rights_and_a_chair_is_a_facilitator(world: World) -> None:
    people = await four(world)
    await people["zed"].says('/rota create scribe "every tuesday 14:00" starts:"8 december 2026"')
    await people["zed"].says('/rota create chair "every tuesday 14:00" starts:"8 december 2026"')
    assert "R-2: facilitator" in (await people["zed"].says("/rota list")).text
    await people["zed"].says("/rota end R-2")
    scribe = people[(await holders(world))[0]]
    await world.passes_until(FIRST + timedelta(minutes=1))
    assert (await scribe.says('/poll open "May I?"')).why is Why.NOT_ALLOWED
    assert await world.reads(lambda tx: [turn.state for turn in turns.in_state(tx, 1, "running")]) == [
        "running"
    ]


# Passing it on


async def test_a_declined_turn_passes_to_the_next_in_the_order(world: World) -> None:
    people, (first, *_) = await begun(world)
    heard = await first.says('/rota decline T-1 reason:"I travel"')
    assert "You do not hold T-1 any more: it passes to" in heard.text
    (new, *rest) = await holders(world)
    assert new != first.name
    assert first.name in rest[:3], "who declined comes soon again"
    assert any("T-1 is yours" in text for text in heard.told(new))
    assert "T-1 has changed hands" in heard.post()
    said = (await people["zed"].says("/rota why T-1")).text
    assert f"because {first.name} declined it" in said
    assert await facts(world, "turn.declined") == [{}], "the reason is nobody's business but theirs"
    again = await first.says("/rota decline T-1")
    assert again.why is Why.CONFLICT
    assert "T-1 is not yours" in again.text


async def test_silence_keeps_the_turn_but_a_deputy_may_take_it_a_day_before(world: World) -> None:
    _, (first, second, *_) = await begun(world)
    early = await second.says("/rota take T-1")
    assert early.why is Why.CONFLICT
    assert "You can take T-1 from Monday 7 December 2026, 14:00 UTC on" in early.text
    heard = await world.passes_until(FIRST - timedelta(hours=23))
    assert any("T-1 is not confirmed by" in text for text in heard.told(second.name))
    taken = await second.presses("Take it over", on="T-1")
    assert "T-1 is yours now" in taken.text
    assert "its deputy took it over" in taken.told(first.name)[0]
    assert (await holders(world))[0] == second.name
    said = (await first.says("/rota why T-1")).text
    assert f"{second.name} has T-1 because {first.name} had not confirmed it a day before" in said
    assert await facts(world, "turn.taken") != []


async def test_a_deputy_cannot_take_what_is_confirmed_and_nobody_else_can_take_it(world: World) -> None:
    _, (first, second, third, _) = await begun(world)
    await first.says("/rota confirm T-1")
    await world.passes_until(FIRST - timedelta(hours=1))
    assert (await second.says("/rota take T-1")).why is Why.CONFLICT
    assert (await third.says("/rota take T-1")).why is Why.NOT_ALLOWED
    assert (await holders(world))[0] == first.name


async def test_silence_keeps_the_turn(world: World) -> None:
    _, (first, *_) = await begun(world)
    heard = await world.passes_until(FIRST + timedelta(minutes=1))
    assert any("has begun" in text for text in heard.told(first.name))


async def test_a_deputy_may_step_in_while_it_runs_and_the_rights_go_over(world: World) -> None:
    _, (first, second, *_) = await begun(world)
    await world.passes_until(FIRST + timedelta(minutes=5))
    assert (await first.says('/poll open "Shall we begin?"')).ok
    assert (await second.says("/rota take T-1")).ok
    assert (await second.says('/poll open "Shall we go on?"')).ok
    assert (await first.says('/poll open "And me?"')).why is Why.NOT_ALLOWED


# Swaps


async def test_a_swap_changes_nothing_until_both_agree(world: World) -> None:
    _, (first, second, *_) = await begun(world)
    heard = await first.says(f"/rota swap T-1 @{second.name}")
    assert f"{second.name} is asked to take T-1 for T-2" in heard.text
    assert (await holders(world))[:2] == [first.name, second.name]
    assert "would like to swap" in heard.told(second.name)[0]
    assert f"{first.name} asks you to take T-1" in (await second.says("/me")).text
    agreed = await second.presses("Agree", on="T-1")
    assert agreed.text.startswith("Swapped: you hold T-1")
    assert (await holders(world))[:2] == [second.name, first.name]
    assert "The swap is agreed" in agreed.told(first.name)[0]
    assert "because they swapped turns with" in (await first.says("/rota why T-1")).text
    assert (await facts(world, "turn.swapped"))[0]["for"] == "T-2"


async def test_what_was_swapped_can_be_swapped_again(world: World) -> None:
    _, (first, second, *_) = await begun(world)
    for asker, other in ((first, second), (second, first), (first, second)):
        assert (await asker.says(f"/rota swap T-1 @{other.name}")).ok
        await world.restarts()
        assert (await other.says("/rota agree T-1")).ok
        assert (await holders(world))[:2] == [other.name, asker.name]
    third = next(name for name in (await holders(world))[2:] if name not in (first.name, second.name))
    assert (await second.says(f"/rota swap T-1 @{third}")).ok
    # Somebody else was quicker: what was asked before does not hold any more.
    assert (await first.says(f"/rota swap T-2 @{second.name} for:T-1")).ok
    assert (await second.says("/rota agree T-2")).ok
    assert (await world.person(third).says("/rota agree T-1")).why is Why.CONFLICT
    assert (await holders(world))[:2] == [first.name, second.name]


async def test_a_swap_can_be_refused(world: World) -> None:
    _, (first, second, *_) = await begun(world)
    await first.says(f"/rota swap T-1 @{second.name}")
    heard = await second.presses("No, keep it as it is", on="T-1")
    assert "Everything stays as it is" in heard.text
    assert "Nothing came of the swap, so T-1 is still yours" in heard.told(first.name)[0]
    assert (await holders(world))[:2] == [first.name, second.name]
    assert (await second.says("/rota agree T-1")).why is Why.CONFLICT


async def test_only_whoever_was_asked_answers(world: World) -> None:
    _, (first, second, third, _) = await begun(world)
    await first.says(f"/rota swap T-1 @{second.name}")
    assert (await third.says("/rota agree T-1")).why is Why.CONFLICT
    assert (await first.says("/rota agree T-1")).why is Why.CONFLICT


async def test_somebody_without_a_turn_covers(world: World) -> None:
    people, (first, *_) = await begun(world)
    eve = world.person("eve")
    await eve.says(f'/member join "{CIVIL}"')
    heard = await first.says("/rota swap T-1 @eve")
    assert "eve has no turn to come and is asked to hold T-1 for you" in heard.text
    assert (await eve.presses("Agree", on="T-1")).ok
    assert (await holders(world))[0] == "eve"
    assert "because they agreed to hold it for" in (await people["zed"].says("/rota why T-1")).text


# Override, hand over, end


async def test_an_override_is_its_own_fact(world: World) -> None:
    people, (first, second, third, _) = await begun(world)
    heard = await people["zed"].says(f'/rota override T-1 @{third.name} "Somebody is ill"')
    assert f"{third.name} has T-1 now." in heard.text
    assert (await holders(world))[0] == third.name
    assert (await entries(world, "T-1"))[:2] == ["turn.given", "turn.overridden"], "what was is still there"
    assert "T-1 has changed hands" in heard.post()
    assert f"to {third.name}" in heard.told(first.name)[0]
    assert "Somebody is ill" in heard.told(first.name)[0]
    said = (await second.says("/rota why T-1")).text
    assert said.endswith("because a coordinator gave it to them: Somebody is ill")
    assert (await second.says("/record show T-1")).ok


async def test_an_override_of_a_running_turn_moves_the_rights(world: World) -> None:
    people, (first, _, third, _) = await begun(world)
    await world.passes_until(FIRST + timedelta(minutes=1))
    await people["zed"].says(f'/rota override T-1 @{third.name} "The line broke down"')
    assert (await third.says('/poll open "Shall we go on?"')).ok
    assert (await first.says('/poll open "And me?"')).why is Why.NOT_ALLOWED


async def test_a_hand_over_note_reaches_whoever_is_next(world: World) -> None:
    _, (first, second, *_) = await begun(world)
    early = await first.says('/rota handover "Nothing yet"')
    assert early.why is Why.CONFLICT
    await world.passes_until(FIRST + timedelta(hours=1))
    heard = await first.says('/rota handover "Item 3 is still open"')
    assert f"goes to {second.name}" in heard.text
    assert "Item 3 is still open" in heard.post()
    assert "Item 3 is still open" in heard.told(second.name)[0]
    heard = await world.passes_until(FIRST + WEEK + timedelta(minutes=1))
    assert any("From the turn before: Item 3 is still open" in text for text in heard.told(second.name))
    assert (await facts(world, "turn.handed_over")) == [{}]


async def test_a_rota_ends_and_its_turns_with_it(world: World) -> None:
    people, (first, *_) = await begun(world)
    await world.passes_until(FIRST + timedelta(minutes=1))
    heard = await people["zed"].says("/rota end R-1")
    assert "R-1 has ended." in heard.text
    assert "has ended; its turns to come are cancelled" in heard.post()
    assert (await first.says('/poll open "Still me?"')).why is Why.NOT_ALLOWED
    quiet = await world.passes(days=40)
    assert quiet.posts == []
    assert (await first.says("/rota confirm T-5")).why is Why.CONFLICT
    assert (await people["zed"].says("/rota end R-1")).why is Why.CONFLICT
    assert "ended" in (await people["zed"].says("/rota show R-1")).text
