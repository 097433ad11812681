"""The record: what happened, told to those who sit in the group, and checked."""

from __future__ import annotations

from storage.database import Database
from tests.world import World


async def test_who_has_voted_is_not_told_by_the_record(world: World) -> None:
    ana, ben = world.people("ana", "benedict")
    await ana.says("/group create Tea")
    await ana.says("/member join government")
    await ben.says("/member join civil")
    await ana.says('/poll open "Green tea?"')
    await ben.says("/poll vote P-1 yes")

    shown = (await ana.says("/record show P-1")).text

    assert "cast a ballot" in shown
    assert "somebody" in shown
    assert "benedict" not in shown


async def test_the_record_is_shown_a_page_at_a_time_newest_first(world: World) -> None:
    (ana,) = world.people("ana")
    await ana.says("/group create Tea")
    for number in range(12):
        await ana.says(f'/group set about:"version {number}"')

    first = await ana.says("/record show")
    second = await ana.presses("Older")

    assert _numbers(first.text) == [14, 13, 12, 11, 10, 9, 8, 7, 6, 5]
    assert _numbers(second.text) == [4, 3, 2, 1]


async def test_what_the_record_does_not_know_is_refused(world: World) -> None:
    ana, ben = world.people("ana", "ben")
    await ana.says("/group create Tea")

    assert (await ana.says("/record show P-9")).why == "not_found"
    assert (await ana.says("/record show before:1")).why == "not_found"
    assert (await ben.says("/record show")).why == "not_allowed"
    assert (await ben.says("/record verify")).why == "not_allowed"


async def test_a_record_that_somebody_rewrote_is_found_out(world: World) -> None:
    (ana,) = world.people("ana")
    await ana.says("/group create Tea")
    await ana.says("/group set about:green")
    assert "The record is intact" in (await ana.says("/record verify")).text

    await _spoil(world, "UPDATE entry SET body = replace(body, 'group.set', 'group.sat') WHERE seq = 3")

    assert "The record is broken: entry 3" in (await ana.says("/record verify")).text


async def test_entries_cut_off_at_the_end_are_missed(world: World) -> None:
    (ana,) = world.people("ana")
    await ana.says("/group create Tea")
    await ana.says("/group set public:yes")

    await _spoil(world, "DELETE FROM opening WHERE seq = 3")
    await _spoil(world, "DELETE FROM entry WHERE seq = 3")

    assert "The record is broken: entry 3" in (await ana.says("/record verify")).text


async def test_a_personal_value_that_does_not_fit_its_entry_is_found_out(world: World) -> None:
    ana, ben = world.people("ana", "ben")
    await ana.says("/group create Tea")
    await ben.says('/member join civil affiliation:"Tea House"')

    await _spoil(world, "UPDATE opening SET value = 'Coffee House' WHERE value = 'Tea House'")
    assert "does not fit" in (await ana.says("/record verify")).text

    await _spoil(world, "DELETE FROM opening WHERE value = 'Coffee House'")
    assert "The record is intact" in (await ana.says("/record verify")).text, "erasing is allowed"


def _numbers(text: str) -> list[int]:
    """The numbers of the entries in an answer."""
    return [int(line.split()[0]) for line in text.splitlines() if line[:1].isdigit()]


async def _spoil(world: World, statement: str) -> None:
    """Somebody with the database in their hands."""
    connection = Database(world.url).connect(writes=True)
    connection.execute(statement)
    connection.commit()
    connection.close()
