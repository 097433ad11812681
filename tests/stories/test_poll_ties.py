"""Elections and choices that end in a tie: a draw that anybody can repeat breaks it, or the casting vote."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

import pytest

from bot import wiring_count
from bot.draw import key_of
from bot.refusals import Why
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, entries, facts, four, seated
from tests.stories.test_secret import tables
from tests.world import Actor, World

ELECTION = '/poll open "Who speaks for us?" method:ranked options:"Amina | Boris | Chen"'
CHOICE = '/poll open "Where do we meet?" options:"Geneva | Nairobi | Montevideo"'
ANNOUNCE = '/poll draw P-1 "EuroMillions of friday | DAX of friday"'
VALUES = ("3 7 21 30", "9319.5")
NUMBERS = f'/poll draw P-1 "{VALUES[0]} | {VALUES[1]}"'


async def tied(world: World, asked: str = ELECTION) -> dict[str, Actor]:
    """Two are for the first option and two for the second. Ana coordinates, Ben facilitates."""
    people = {actor.name: actor for actor in await four(world)}
    assert (await people["ana"].says("/member role @ben facilitator")).ok
    opened = await people["ana"].says(asked)
    assert opened.ok, opened.text
    ranked = "ranked" in asked
    for name, choice in zip(people, ("1 > 2", "2 > 1", "1", "2") if ranked else "1212", strict=True):
        heard = await people[name].says(f"/poll vote P-1 {choice}")
        assert heard.ok, heard.text
    post = (await world.passes(days=7)).post()
    assert "P-1 has no winner" in post
    return people


def repeated(pool: list[str], folder: Path, out: object) -> list[str]:
    """What `convenor draw` picks."""
    (folder / "pool.txt").write_text("\n".join(pool), encoding="utf-8")
    parser = ArgumentParser(prog="convenor")
    draw = parser.add_subparsers(dest="command").add_parser("draw")
    wiring_count.add_arguments("draw", draw)
    sources = [word for value in VALUES for word in ("--source", value)]
    words = ["draw", "--pool", str(folder / "pool.txt"), *sources, "--pick", str(len(pool)), "--json"]
    assert wiring_count.run(parser.parse_args(words)) == 0
    data = json.loads(out.readouterr().out)  # type: ignore[attr-defined]
    return [pool[pick["selected"] - 1] for pick in data["picks"]]


@pytest.mark.parametrize("rule", ["irv", "schulze", "scottish-stv"])
@pytest.mark.parametrize("drawer", ["ana", "ben"])
async def test_whoever_draws_the_same_is_drawn(
    world: World, rule: str, drawer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = await tied(world, f"{ELECTION} rule:{rule}")
    heard = await people[drawer].says(ANNOUNCE)
    assert heard.ok, heard.text
    assert "The tie in P-1 will be drawn: Who speaks for us?" in heard.post()
    assert "Pool:    1 Amina, 2 Boris and 3 Chen" in heard.post()
    assert "EuroMillions of friday and DAX of friday" in heard.post()
    await world.passes(days=3)
    await world.restarts()
    heard = await people[drawer].says(NUMBERS)
    assert heard.ok, heard.text
    order = repeated(["Amina", "Boris", "Chen"], tmp_path, capsys)
    winner = next(name for name in order if name != "Chen")
    assert heard.text.startswith(f"P-1: {winner} won.")
    assert f"P-1: {winner} won: Who speaks for us?" in heard.post()
    assert f"Order drawn:   {order[0]}, {order[1]} and {order[2]}" in heard.post()
    said = " ".join(heard.post().split())
    assert 'convenor draw --pool FILE --source "3 7 21 30" --source "9319.5" --pick 3' in said
    assert "The tie was broken by a draw (RFC 3797) from EuroMillions of friday and DAX of friday" in said
    (entry,) = await facts(world, "poll.drawn")
    assert entry["key"] == key_of(VALUES)
    assert [["Amina", "Boris", "Chen"][pick - 1] for pick in entry["picks"]] == order  # type: ignore[attr-defined]
    assert entry["result"]["passed"] == "yes"  # type: ignore[index]
    assert "The record is intact" in (await people["ana"].says("/record verify")).text


async def test_the_result_says_what_to_do(world: World) -> None:
    people = await tied(world, CHOICE)
    shown = " ".join((await people["dan"].says("/poll show P-1")).text.split())
    assert "Geneva and Nairobi are tied with 2 ballots each" in shown
    assert (
        "A facilitator first says from which sources, whose numbers nobody can know yet: /poll draw P-1"
        in shown
    )
    heard = await people["ben"].says(ANNOUNCE)
    assert "Pool:    1 Geneva and 2 Nairobi" in heard.post()
    shown = " ".join((await people["dan"].says("/poll show P-1")).text.split())
    assert 'a facilitator draws with /poll draw P-1 "NUMBERS | NUMBERS"' in shown


async def test_a_choice_is_drawn_between_those_that_tie(world: World) -> None:
    people = await tied(world, CHOICE)
    await people["ben"].says(ANNOUNCE)
    heard = await people["ben"].says(NUMBERS)
    (entry,) = await facts(world, "poll.drawn")
    assert entry["pool"] == ["Geneva", "Nairobi"]
    winner = ("Geneva", "Nairobi")[entry["picks"][0] - 1]  # type: ignore[index]
    assert f"Geneva and Nairobi were tied, and the draw took {winner}." in heard.text
    assert (await entries(world, "P-1"))[-3:] == ["poll.closed", "poll.draw_announced", "poll.drawn"]


async def test_numbers_need_an_announcement(world: World) -> None:
    people = await tied(world)
    heard = await people["ben"].says(NUMBERS)
    assert heard.why is Why.MALFORMED
    assert "No sources were announced yet" in heard.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("3 7", "2 sources were announced"),
        ("3 | 7 | 8", "2 sources were announced"),
        ("3 | nine", "is no source"),
    ],
)
async def test_each_source_has_its_numbers(world: World, typed: str, said: str) -> None:
    people = await tied(world)
    await people["ben"].says(ANNOUNCE)
    heard = await people["ben"].says(f'/poll draw P-1 "{typed}"')
    assert heard.why is Why.MALFORMED
    assert said in heard.text
    assert await facts(world, "poll.drawn") == []


async def test_sources_are_announced_anew_in_public_as_long_as_nothing_is_drawn(world: World) -> None:
    people = await tied(world)
    await people["ben"].says(ANNOUNCE)
    heard = await people["ben"].says('/poll draw P-1 "the lottery of saturday"')
    assert "the lottery of saturday" in heard.post()
    assert (await people["ben"].says('/poll draw P-1 "8 9"')).ok
    assert "In the place of: EuroMillions of friday and DAX of friday" in " ".join(heard.post().split())
    _, again = await facts(world, "poll.draw_announced")
    assert again["instead_of"] == ["EuroMillions of friday", "DAX of friday"]
    drawn = " ".join((await people["dan"].says("/poll show P-1")).text.split())
    assert "In the place of: EuroMillions of friday and DAX of friday" in drawn
    heard = await people["ben"].says('/poll draw P-1 "8 10"')
    assert heard.why is Why.CONFLICT
    assert "The tie in P-1 is broken already." in heard.text


async def test_whoever_facilitates_sees_what_the_tie_waits_for(world: World) -> None:
    people = await tied(world)
    for name in ("ana", "ben"):
        said = " ".join((await people[name].whispers("/me")).text.split())
        assert "P-1 ended in a tie, and waits for the sources of a draw: Who speaks for us?" in said
    await people["ben"].says(ANNOUNCE)
    await world.restarts()
    said = " ".join((await people["ben"].says("/me")).text.split())
    assert "P-1 waits for the numbers of the draw: Who speaks for us?" in said
    assert 'Give them with /poll draw P-1 "NUMBERS | NUMBERS".' in said
    assert "P-1" not in (await people["dan"].says("/me")).text
    assert (await people["ben"].presses("Draw")).why is Why.INCOMPLETE
    assert (await people["ben"].says(NUMBERS)).ok
    for name in ("ana", "ben"):
        assert "the draw" not in (await people[name].says("/me")).text


async def test_who_may_draw_and_when(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says(CHOICE)
    assert "Only a poll that has closed" in (await ana.says(ANNOUNCE)).text
    await ana.says("/poll vote P-1 1")
    await world.passes(days=7)
    heard = await ana.says(ANNOUNCE)
    assert heard.why is Why.CONFLICT
    assert "P-1 has no tie to break." in heard.text
    assert (await ben.says(ANNOUNCE)).why is Why.NOT_ALLOWED


async def test_a_tie_that_cannot_pass_is_not_drawn(world: World) -> None:
    people = await tied(world, f"{CHOICE} threshold:2/3")
    assert "draw" not in (await people["ben"].says("/poll show P-1")).text
    assert "has no tie to break" in (await people["ben"].says(ANNOUNCE)).text


async def secretly_tied(world: World) -> list[Actor]:
    actors = await seated(
        world, ana=GOVERNMENT, ben=GOVERNMENT, cleo=PRIVATE, dan=CIVIL, eve=CIVIL, fay=CIVIL
    )
    assert (await actors[0].says(f"{ELECTION} secret:yes")).ok
    for actor, choice in zip(actors, ("1>3", "2>1", "1>2", "2>3", "1", "2"), strict=True):
        assert (await actor.says(f"/poll vote P-1 {choice}")).ok
    await world.passes(days=7)
    return actors


async def test_a_secret_election_is_counted_again_without_anybodys_ballot(world: World) -> None:
    ana, *_ = await secretly_tied(world)
    cells = await tables(world)
    assert {cell.table for cell in cells if "#1>#3" in str(cell)} == {"poll_tie"}
    assert not [cell for cell in cells if cell.table == "poll_tie" and "civil" in str(cell)]
    await ana.says(ANNOUNCE)
    heard = await ana.says(NUMBERS)
    assert heard.ok, heard.text
    assert "won: Who speaks for us?" in heard.post()
    assert "Order drawn:" in heard.post()
    assert "Numbers that could give a secret ballot away are withheld." in " ".join(heard.post().split())
    assert "Round" not in (await ana.says("/poll show P-1")).text
    assert not [cell for cell in await tables(world) if "#1>#3" in str(cell) or "#2>#1" in str(cell)]


DEBIAN = '/poll open "Who speaks for us?" method:ranked rule:debian options:"Amina | Boris | Nobody"'


async def debian(world: World) -> dict[str, Actor]:
    people = {actor.name: actor for actor in await four(world)}
    await people["ana"].says("/member role @ben facilitator")
    await people["ana"].says(DEBIAN)
    for name, choice in zip(people, ("1>2>3", "2>1>3", "1>2>3", "2>1>3"), strict=True):
        assert (await people[name].says(f"/poll vote P-1 {choice}")).ok
    assert "a coordinator decides, with a reason, by /poll cast P-1" in " ".join(
        (await world.passes(days=7)).post().split()
    )
    return people


async def test_debians_rule_has_a_casting_vote(world: World) -> None:
    people = await debian(world)
    heard = await people["ana"].says(ANNOUNCE)
    assert heard.why is Why.CONFLICT
    assert "Under Debian's rule a tie is not drawn" in heard.text
    heard = await people["ana"].says('/poll cast P-1 Boris "He has the time."')
    assert heard.ok, heard.text
    assert "P-1: Boris won: Who speaks for us?" in heard.post()
    assert "the casting vote chose Boris." in " ".join(heard.post().split())
    shown = " ".join((await people["dan"].says("/poll show P-1")).text.split())
    assert "He has the time." in shown
    (entry,) = await facts(world, "poll.cast")
    assert (entry["option"], entry["tied"]) == ("Boris", ["Amina", "Boris"])
    assert (await people["ana"].says('/poll cast P-1 Amina "Or not."')).why is Why.CONFLICT


async def test_the_casting_vote_is_for_coordinators_between_those_that_tie(world: World) -> None:
    people = await debian(world)
    assert "waits for the casting vote" in " ".join((await people["ana"].says("/me")).text.split())
    assert "casting vote" not in (await people["ben"].says("/me")).text
    assert (await people["ben"].says('/poll cast P-1 Boris "Why not?"')).why is Why.NOT_ALLOWED
    for typed in ("Nobody", "abstain", "Zoe"):
        heard = await people["ana"].says(f'/poll cast P-1 {typed} "Why not?"')
        assert heard.why is Why.MALFORMED
        assert "The casting vote chooses between Amina and Boris." in heard.text


async def test_whoever_stepped_aside_gives_no_casting_vote(world: World) -> None:
    actors = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT, cleo=PRIVATE, dan=CIVIL, eve=CIVIL)
    await actors[0].says("/member role @ben coordinator")
    await actors[0].says(DEBIAN)
    heard = await actors[0].says('/poll recuse P-1 "Amina is my sister." confirm:yes')
    assert heard.ok, heard.text
    for actor, choice in zip(actors[1:], ("1>2>3", "2>1>3", "1>2>3", "2>1>3"), strict=True):
        assert (await actor.says(f"/poll vote P-1 {choice}")).ok
    await world.passes(days=7)
    heard = await actors[0].says('/poll cast P-1 Amina "She knows the field."')
    assert heard.why is Why.NOT_ALLOWED
    assert "another coordinator gives the casting vote" in " ".join(heard.text.split())
    assert (await actors[1].says('/poll cast P-1 Boris "He has the time."')).ok


async def test_other_rules_know_no_casting_vote(world: World) -> None:
    people = await tied(world)
    heard = await people["ana"].says('/poll cast P-1 Amina "Why not?"')
    assert heard.why is Why.CONFLICT
    assert "its tie is broken by a draw that everybody can repeat" in " ".join(heard.text.split())
