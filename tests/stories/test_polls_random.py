"""Whatever people do in whatever order, and whenever the bot is restarted: the result is that of the
last ballots, held against a reference that is a dictionary."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from storage import polls
from storage.transaction import Transaction
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, seated
from tests.world import World

SEATS = {"ana": GOVERNMENT, "ben": GOVERNMENT, "cleo": PRIVATE, "dan": CIVIL}
OUTSIDE = "zoe"
CHOICES = ("yes", "no", "abstain")

people = st.sampled_from([*SEATS, OUTSIDE])
votes = st.tuples(st.just("vote"), people, st.sampled_from(CHOICES))
unvotes = st.tuples(st.just("unvote"), people, st.just(""))
pauses = st.tuples(st.just("pass"), st.sampled_from(["1", "5", "12"]), st.just(""))
restarts = st.tuples(st.just("restart"), st.just(""), st.just(""))
amendments = st.tuples(st.just("amend"), st.just("ana"), st.just(""))
steps = st.lists(st.one_of(votes, votes, votes, unvotes, pauses, restarts, amendments), max_size=25)


@dataclass(slots=True)
class Reference:
    """What must be: each person's last ballot on the present version, until 48 hours have passed."""

    hours: int = 0
    version: int = 1
    held: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.hours < 48

    def vote(self, name: str, choice: str) -> bool:
        if self.is_open and name in SEATS:
            self.held[name] = (self.version, choice)
            return True
        return False

    def unvote(self, name: str) -> bool:
        return self.is_open and self.held.pop(name, None) is not None

    def amend(self) -> bool:
        # Who has voted gets 24 hours to confirm: half of the time of this poll.
        if not self.is_open or (self.held and 48 - self.hours < 24):
            return False
        self.version += 1
        return True

    def counts(self) -> Counter[tuple[str, str]]:
        return Counter(
            (SEATS[name], choice) for name, (version, choice) in self.held.items() if version == self.version
        )


@given(steps)
@settings(max_examples=25, deadline=None)
def test_the_result_is_that_of_the_last_ballots(steps: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(play(f"sqlite:///{Path(folder) / 'convenor.db'}", steps))


async def play(url: str, steps: list[tuple[str, str, str]]) -> None:
    world, reference = World(url), Reference()
    await world.stage.open()
    try:
        actors = {actor.name: actor for actor in await seated(world, **SEATS)}
        actors[OUTSIDE] = world.person(OUTSIDE)
        opened = await actors["ana"].says(
            '/poll open Adopt? closes:"in 48 hours" group_threshold:1/2 remind:none'
        )
        assert opened.ok
        for kind, who, choice in steps:
            if kind == "vote":
                heard = await actors[who].says(f"/poll vote P-1 {choice}")
                assert heard.ok == reference.vote(who, choice), heard.text
            elif kind == "unvote":
                heard = await actors[who].says("/poll unvote P-1")
                assert heard.ok == reference.unvote(who), heard.text
            elif kind == "amend":
                heard = await actors["ana"].says(
                    f"/poll amend P-1 because question:Version{reference.version}?"
                )
                assert heard.ok == reference.amend(), heard.text
            elif kind == "restart":
                await world.restarts()
            else:
                await world.passes(hours=int(who))
                reference.hours += int(who)
        await world.passes(hours=max(0, 48 - reference.hours))
        assert await counted(world) == reference.counts()
        assert "intact" in (await actors["ana"].says("/record verify")).text
    finally:
        await world.stage.close()


async def counted(world: World) -> Counter[tuple[str, str]]:
    """What came out, by stakeholder group and choice."""
    from commands.poll.outcomes import read

    def look(tx: Transaction) -> str:
        poll = polls.by_number(tx, 1, 1, None)
        assert poll is not None
        assert poll.state == "closed"
        return poll.result

    result = read(await world.reads(look))
    found = Counter({(line.stakeholder or "", pick): n for line in result.lines for pick, n in line.counts})
    return +found
