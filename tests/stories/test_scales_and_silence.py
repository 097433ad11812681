"""What silence means in a poll, and the steps of gradients in the words of the group."""

from __future__ import annotations

import pytest

from bot.refusals import Why
from tests.stories.assembly import facts, four
from tests.stories.test_methods import five
from tests.world import World

WORDS = ("All for it", "For it", "For it, but", "No view", "Talk more", "Will follow", "Doubt it", "Block")
LABELLED = f'method:gradients options:"{" | ".join(WORDS)}"'


async def test_gradients_can_bear_the_words_of_the_group(world: World) -> None:
    ana, ben, cleo, dan, _ = await five(world)
    opened = await ana.says(f"/poll open Adopt? {LABELLED}")
    assert opened.ok, opened.text
    assert "[3] 3, For it, but" in opened.post()
    assert "endorsement]" not in opened.post()
    assert (await ana.presses("1, All for it", on="P-1")).ok
    assert "6, Will follow" in (await ben.says('/poll vote P-1 "will follow"')).text
    assert "7, Doubt it" in (await cleo.says("/poll vote P-1 7")).text
    assert "(civil society) stands on step 8, a veto." in (await dan.says("/poll vote P-1 block")).post()
    assert (await dan.says("/poll vote P-1 4")).ok
    await world.restarts()
    post = (await world.passes(days=7)).post()
    assert post.startswith("P-1 passed")
    assert "6, Will follow" in post
    (fact,) = await facts(world, "poll.opened")
    assert fact["options"] == list(WORDS)


@pytest.mark.parametrize(
    ("options", "said"),
    [("Yes | No", "Gradients have 8 steps"), ("a|b|c|d|e|f|g|G", "Nobody could tell these options apart")],
)
async def test_gradients_have_eight_words_or_none(world: World, options: str, said: str) -> None:
    ana, *_ = await five(world)
    heard = await ana.says(f'/poll open Adopt? method:gradients options:"{options}"')
    assert heard.why is Why.MALFORMED
    assert said in heard.text


async def silent(world: World, asked: str, agreeing: int) -> str:
    """What is said at the close of a poll in a group of five in which only so many agree."""
    actors = await five(world)
    opened = await actors[0].says(f"/poll open Adopt? {asked}")
    assert opened.ok, opened.text
    for actor in actors[:agreeing]:
        assert (await actor.says("/poll vote P-1 agree")).ok
    return " ".join((await world.passes(days=7)).post().split())


@pytest.mark.parametrize("method", ["lazy-consensus", "call-for-consensus"])
@pytest.mark.parametrize(
    ("silence", "agreeing", "said"),
    [
        ("assent", 0, "P-1 passed"),
        ("nothing", 1, "P-1 passed"),
        ("nothing", 0, "P-1 did not pass: Adopt? Nobody voted, and silence decides nothing here."),
        ("against", 3, "P-1 passed"),
        ("against", 2, "P-1 did not pass: Adopt? Not enough were in favour: 2 of 5, where 3 were needed"),
        ("against threshold:2/3", 3, "P-1 did not pass: Adopt? Not enough were in favour: 3 of 5, where 4"),
    ],
)
async def test_what_silence_means_can_be_said(
    world: World, method: str, silence: str, agreeing: int, said: str
) -> None:
    assert (await silent(world, f"method:{method} silence:{silence}", agreeing)).startswith(said)


async def test_a_poll_may_ask_for_more_than_the_silence_of_its_charter(world: World) -> None:
    ana, *_ = await five(world)
    assert (await ana.says("/group charter propose apache-lazy-consensus")).ok
    for silence in ("assent", "nothing", "against"):
        opened = await ana.says(f"/poll open Adopt? silence:{silence}")
        assert opened.ok, opened.text
        assert "Held under the charter" in opened.post()
    (*_, strictest) = await facts(world, "poll.opened")
    assert strictest["rules"] == {
        "method": "lazy-consensus",
        "silence": "against",
        "threshold": ">1/2 of roll",
    }


async def test_a_charter_can_name_the_steps(world: World) -> None:
    ana, ben, *_ = await five(world)
    few = await ana.says('/group charter propose gradients-of-agreement overrides:"steps=Yes | No"')
    assert few.why is Why.MALFORMED
    idle = await ana.says(f'/group charter propose sociocratic-consent overrides:"steps={" | ".join(WORDS)}"')
    assert idle.why is Why.MALFORMED
    assert "steps would have no effect" in idle.text
    named = f'overrides:"steps={" | ".join(WORDS)} | minimum=2 days"'
    assert (await ana.says(f"/group charter propose gradients-of-agreement {named}")).ok
    assert "All for it, For it, For it, but, No view" in " ".join(
        (await ben.says("/group charter")).text.split()
    )
    opened = await ana.says('/poll open "Adopt?"')
    assert "[1] 1, All for it" in opened.post()
    assert (await ben.says('/poll vote P-1 "Will follow"')).ok
    own = await ana.says(
        f'/poll open "Adopt?" method:gradients options:"{" | ".join(f"{word}!" for word in WORDS)}"'
    )
    assert "1, All for it!" in own.post()


async def test_nobody_assents_by_silence_who_is_away(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    for actor in (ana, ben, cleo, dan):
        assert (await actor.says("/member away since:2026-11-30 until:2026-12-31")).ok
    opened = await ana.says('/poll open "Give Ana the budget?" method:lazy-consensus')
    assert "without a single ballot" not in opened.text
    closed = await world.passes(days=7)
    assert "P-1 did not pass" in closed.post()
    assert "Nobody voted, and silence decides nothing here. Everybody of government was away" in closed.post()
    await ana.says('/poll open "Give Ana the budget?" method:lazy-consensus')
    assert (await ben.says("/poll vote P-2 agree")).ok
    assert "P-2 passed" in (await world.passes(days=7)).post()
