"""Draws that anybody can repeat: the sources are published first, and the order comes out of their numbers."""

from __future__ import annotations

import pytest

from bot.draw import order, read_pool
from bot.refusals import Why
from tests.stories.assembly import facts
from tests.stories.test_rotas import CREATE, four, holders
from tests.world import Actor, World

ANNOUNCE = '/rota draw R-1 "EuroMillions of friday | DAX of friday"'
VALUES = ("3 7 21 30", "9319")


async def announced(world: World) -> dict[str, Actor]:
    people = await four(world)
    await people["zed"].says(CREATE)
    heard = await people["zed"].says(ANNOUNCE)
    assert heard.ok, heard.text
    assert "The order of R-1 will be drawn" in heard.post()
    assert "Pool:    1 ana, 2 ben, 3 cleo and 4 dan" in heard.post()
    assert "EuroMillions of friday and DAX of friday" in heard.post()
    return people


async def test_the_order_is_what_anybody_gets_from_the_same_numbers(world: World) -> None:
    people = await announced(world)
    heard = await people["zed"].says(f'/rota draw R-1 "{VALUES[0]} | {VALUES[1]}"')
    pool = read_pool("ana\nben\ncleo\ndan")
    expected = [pool[place - 1] for place in order(VALUES, len(pool))]
    assert f"Order:         {', '.join(expected[:3])} and {expected[3]}" in heard.text
    assert 'convenor draw --pool FILE --source "3 7 21 30" --source "9319" --pick 4' in " ".join(
        heard.post().split()
    )
    assert (await holders(world))[:4] == expected
    (entry,) = await facts(world, "rota.drawn")
    assert entry["values"] == list(VALUES)
    assert (await facts(world, "rota.draw_announced"))[0]["sources"] == [
        "EuroMillions of friday",
        "DAX of friday",
    ]


async def test_what_is_awaited_is_shown(world: World) -> None:
    people = await announced(world)
    shown = (await people["ana"].says("/rota show")).text
    assert "To be drawn from: EuroMillions of friday and DAX of friday" in " ".join(shown.split())


async def test_numbers_need_an_announcement(world: World) -> None:
    people = await four(world)
    await people["zed"].says(CREATE)
    heard = await people["zed"].says('/rota draw R-1 "3 7 21 30"')
    assert heard.why is Why.MALFORMED
    assert "No sources were announced yet" in heard.text


@pytest.mark.parametrize("typed", ["3 7 21 30", "3 7 | 1 | 2"])
async def test_each_source_has_its_numbers(world: World, typed: str) -> None:
    people = await announced(world)
    heard = await people["zed"].says(f'/rota draw R-1 "{typed}"')
    assert heard.why is Why.MALFORMED
    assert "2 sources were announced" in heard.text


async def test_one_source_that_is_no_number_draws_nothing(world: World) -> None:
    people = await announced(world)
    heard = await people["zed"].says('/rota draw R-1 "3 7 21 30 | nine"')
    assert heard.why is Why.MALFORMED
    assert await facts(world, "rota.drawn") == []


async def test_sources_are_announced_anew_as_long_as_nothing_is_drawn(world: World) -> None:
    people = await announced(world)
    assert (await people["zed"].says('/rota draw R-1 "the lottery of saturday"')).ok
    assert (await people["zed"].says('/rota draw R-1 "8 9"')).ok
    assert len(await facts(world, "rota.draw_announced")) == 2


async def test_nobody_to_draw(world: World) -> None:
    zed = world.person("zed")
    await zed.says("/group create Tea")
    await zed.says(CREATE)
    assert (await zed.says(ANNOUNCE)).why is Why.CONFLICT
