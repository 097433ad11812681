"""A secret ballot is secret: read from the raw tables, before and after the close."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from bot import chain
from bot.refusals import Why
from storage.prepared import Prepared
from storage.secret_ballots import receipt, tag
from storage.tables import metadata
from storage.transaction import Transaction
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, entries, facts, seated
from tests.world import Actor, World

OPTIONS = "A | B | C | D | E | F | G | H | I | J | Zanzibar | Quito"
OPEN = f'/poll open "Where?" options:"{OPTIONS}" secret:yes closes:"in 3 days"'
VOTES = {
    "ana": "zanzibar",
    "ben": "quito",
    "cleo": "zanzibar",
    "dan": "abstain",
    "eve": "zanzibar",
    "fay": "quito",
}
STORED = {"zanzibar": "#11", "quito": "#12", "abstain": "abstain"}


@dataclass(frozen=True, slots=True)
class Cell:
    table: str
    column: str
    row: dict[str, Any]
    value: Any


def dump(tx: Transaction) -> list[Cell]:
    """Every cell of every table."""
    cells: list[Cell] = []
    for table in metadata.tables.values():
        names = [column.name for column in table.columns]
        for values in tx.rows(Prepared[tuple[Any, ...]](sa.select(table))):
            row = dict(zip(names, values, strict=True))
            cells += [Cell(table.name, name, row, value) for name, value in row.items()]
    return cells


def holding(cells: list[Cell], wanted: str) -> set[tuple[str, str]]:
    """Where a text stands: in which tables, in which columns."""
    return {(cell.table, cell.column) for cell in cells if wanted in str(cell.value).casefold()}


def told(cells: list[Cell], stored: str) -> set[tuple[str, str]]:
    """Where a stored choice stands, alone or within JSON (participants and messages have numbers, too)."""
    return {
        (cell.table, cell.column)
        for cell in cells
        if cell.value == stored or f'"{stored}"' in str(cell.value)
    }


async def tables(world: World) -> list[Cell]:
    return await world.reads(dump)


def rows(cells: list[Cell], table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for cell in cells:
        if cell.table == table and cell.row not in found:
            found.append(cell.row)
    return found


async def voted(world: World) -> list[Actor]:
    """Six people have voted in secret, one of them three times, and two made mistakes first."""
    actors = await seated(
        world,
        ana=GOVERNMENT,
        ben=GOVERNMENT,
        cleo=GOVERNMENT,
        dan=GOVERNMENT,
        eve=CIVIL,
        fay=PRIVATE,
        gus=PRIVATE,
    )
    assert (await actors[0].says(OPEN)).ok
    by_name = {actor.name: actor for actor in actors}
    assert not (await by_name["ben"].says("/poll vote P-1 quitoo")).ok
    assert not (await by_name["ben"].says("/poll vote P-1 quito reason:because")).ok
    assert not (await by_name["ben"].says("/poll vote P-1 quito unknown:thing")).ok
    assert not (await by_name["ben"].says("/poll vote P-7 quito")).ok
    assert not (await by_name["ben"].says("/poll vote choice:quito")).ok
    for typed in ("quito", "zanzibar"):
        assert (await by_name["fay"].says(f"/poll vote P-1 {typed}")).ok
    for name, typed in VOTES.items():
        heard = await by_name[name].says(f"/poll vote P-1 {typed}")
        assert heard.ok
        assert typed not in heard.text.casefold().replace(f"/poll vote p-1 {typed}", "")
    assert (await by_name["gus"].says("/poll vote P-1 quito")).ok
    assert (await by_name["gus"].says("/poll unvote P-1")).ok
    return actors


async def test_while_a_secret_poll_is_open_no_row_says_who_voted_what(world: World) -> None:
    await voted(world)
    cells = await tables(world)
    asked = {("poll", "options"), ("entry", "body")}
    for option in ("zanzibar", "quito"):
        assert holding(cells, option) == asked, "only the poll and its opening name the options"
    (opened,) = [row for row in rows(cells, "entry") if "quito" in row["body"].casefold()]
    assert opened["kind"] == "poll.opened"
    for stored in ("#11", "#12"):
        assert told(cells, stored) == {("secret_ballot", "choice")}

    box, turnout = rows(cells, "secret_ballot"), rows(cells, "turnout")
    assert {frozenset(row) for row in box} == {frozenset({"poll_id", "tag", "choice"})}
    assert {frozenset(row) for row in turnout} == {frozenset({"poll_id", "seat_id"})}
    assert sorted(row["choice"] for row in box) == sorted(STORED[typed] for typed in VOTES.values())
    assert len(turnout) == len(VOTES)
    assert not rows(cells, "ballot")
    for row in box:
        assert holding(cells, row["tag"]) == {("secret_ballot", "tag")}
    assert await entries(world, "P-1") == ["poll.opened"], "there is no entry for a ballot"


async def test_a_tag_is_found_with_the_secret_of_the_poll_and_not_otherwise(world: World) -> None:
    await voted(world)
    cells = await tables(world)
    (kept,) = rows(cells, "poll_secret")
    seats = {row["name"]: row["id"] for row in rows(cells, "seat")}
    by_tag = {row["tag"]: row["choice"] for row in rows(cells, "secret_ballot")}
    assert {tag(kept["secret"], seats[name]) for name in VOTES} == set(by_tag)
    assert by_tag[tag(kept["secret"], seats["fay"])] == "#12", "the newest counts"
    assert not any(tag(other, seats["fay"]) in by_tag for other in ("", "secret", kept["secret"][:-1]))


async def test_after_the_close_the_secret_and_the_ballots_are_gone(world: World) -> None:
    await voted(world)
    before = await tables(world)
    (kept,) = rows(before, "poll_secret")
    tags = [row["tag"] for row in rows(before, "secret_ballot")]
    seats = {row["name"]: row["id"] for row in rows(before, "seat")}
    await world.passes(days=3)
    after = await tables(world)
    assert not rows(after, "poll_secret")
    assert not rows(after, "secret_ballot")
    receipts = [receipt(kept["secret"], seat) for seat in seats.values()]
    for gone in (kept["secret"], *tags, *receipts):
        assert not holding(after, gone.casefold())
    assert told(after, "#11") <= {("entry", "body"), ("poll", "result")}
    assert len(rows(after, "turnout")) == len(VOTES), "who took part stays known"

    # With the receipt that was shown while the poll was open, everybody finds their own ballot.
    (closed,) = await facts(world, "poll.closed")
    commitments = closed["ballots"]
    assert isinstance(commitments, list)
    assert commitments == sorted(commitments)
    expected = {
        chain.commitment(receipt(kept["secret"], seats[name]), "choice", STORED[typed])
        for name, typed in VOTES.items()
    }
    assert set(commitments) == expected


async def test_the_receipt_is_shown_to_its_voter_alone_and_only_until_the_close(world: World) -> None:
    actors = await voted(world)
    cells = await tables(world)
    (kept,) = rows(cells, "poll_secret")
    seats = {row["name"]: row["id"] for row in rows(cells, "seat")}
    fay = actors[5]
    mine = receipt(kept["secret"], seats["fay"])
    shown = (await fay.says("/poll show P-1")).text
    assert mine in shown
    assert "Your ballot: Quito." in shown
    assert not holding(await tables(world), mine), "it is not kept"
    assert mine not in (await actors[0].says("/poll show P-1")).text
    await world.passes(days=3)
    after = (await fay.says("/poll show P-1")).text
    assert mine not in after
    assert "You voted. What you voted is not kept any more." in after


async def test_a_receipt_finds_its_ballot_after_the_close(world: World) -> None:
    actors = await voted(world)
    cells = await tables(world)
    (kept,) = rows(cells, "poll_secret")
    seats = {row["name"]: row["id"] for row in rows(cells, "seat")}
    mine = receipt(kept["secret"], seats["fay"])
    ask = f"/poll show P-1 receipt:{mine}"
    early = await actors[5].says(f"{ask} choice:Quito")
    assert early.why is Why.CONFLICT
    await world.passes(days=3)
    assert "was counted" in (await actors[5].says(f"{ask} choice:quito")).text
    assert (await actors[0].says(f"{ask} choice:Quito")).text.startswith("A ballot with this receipt")
    for wrong in (f"{ask} choice:Zanzibar", f"/poll show P-1 receipt:{'0' * 64} choice:Quito"):
        assert (await actors[5].says(wrong)).text.startswith("No ballot with this receipt")
    assert (await actors[5].says(ask)).why is Why.MALFORMED


async def test_a_secret_result_withholds_what_would_give_somebody_away(world: World) -> None:
    await voted(world)
    message = (await world.passes(days=3)).post()
    assert message.startswith("P-1: Zanzibar won")
    assert "Zanzibar won with the most ballots: 3 of 6." in message
    for stakeholder, seats in ((GOVERNMENT, "4 of 4"), (PRIVATE, "1 of 2"), (CIVIL, "1 of 1")):
        line = next(line for line in message.splitlines() if line.startswith(f"{stakeholder}:"))
        assert line.endswith(f"numbers withheld; {seats} voted")
    (closed,) = await facts(world, "poll.closed")
    result = closed["result"]
    assert isinstance(result, dict)
    assert all(line["counts"] == "withheld" for line in result["lines"] if line["voted"])


async def test_a_secret_poll_that_all_answer_alike_shows_no_numbers(world: World) -> None:
    actors = await seated(
        world, ana=GOVERNMENT, ben=GOVERNMENT, cleo=CIVIL, dan=CIVIL, eve=PRIVATE, fay=PRIVATE
    )
    await actors[0].says('/poll open Adopt? secret:yes closes:"in 3 days"')
    for actor in actors:
        await actor.says("/poll vote P-1 yes")
    message = (await world.passes(days=3)).post()
    assert message.startswith("P-1 passed")
    assert "withheld" in message
    assert "6 yes" not in message
    assert "6 of 6  [" not in message
    assert '"choice"' not in json.dumps(await facts(world, "poll.closed"))


async def test_withdrawing_a_secret_poll_destroys_it_without_a_count(world: World) -> None:
    actors = await voted(world)
    heard = await actors[0].says('/poll withdraw P-1 "asked too early"')
    assert heard.text == "P-1 is withdrawn."
    cells = await tables(world)
    assert not rows(cells, "secret_ballot")
    assert not rows(cells, "poll_secret")
    assert await facts(world, "poll.withdrawn") == [{}]
    assert not told(cells, "#11")


async def test_amending_a_secret_poll_forgets_its_ballots(world: World) -> None:
    actors = await voted(world)
    assert (await actors[0].says("/poll amend P-1 because question:When?")).ok
    cells = await tables(world)
    assert not rows(cells, "secret_ballot")
    assert not rows(cells, "turnout")
    assert len(rows(cells, "poll_secret")) == 1


async def test_the_ballot_box_keeps_no_order_of_its_own(world: World) -> None:
    """A table with row numbers would tell in which order the ballots came."""
    if not world.url.startswith("sqlite"):
        pytest.skip("PostgreSQL has no tables without row numbers")
    await voted(world)

    def schema(tx: Transaction) -> list[tuple[str, str]]:
        master = sa.table("sqlite_master", sa.column("name", sa.String), sa.column("sql", sa.String))
        return tx.rows(Prepared[tuple[str, str]](sa.select(master.c.name, master.c.sql)))

    made = dict(await world.reads(schema))
    for name in ("turnout", "secret_ballot"):
        assert "WITHOUT ROWID" in made[name]
    tags = [row["tag"] for row in rows(await tables(world), "secret_ballot")]
    assert tags == sorted(tags)
