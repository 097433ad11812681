"""A working group of any size, made by the shortest way: what a bench measures comes after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from adapters.console.stage import MAIN, account, where
from bot.boundary import Answer, Door, Known, Reply, Request
from bot.clock import VirtualClock
from bot.wiring import App, build
from storage.ballots import BallotRow
from storage.base import table
from storage.people import AccountRow, PersonRow, SeatRow, StakeholderRow
from storage.prepared import Prepared, insert, insert_new
from storage.transaction import Transaction
from tests.world import START

CREATOR = "ana"
_PERSON = insert_new(PersonRow, "name", "language", "zone", "created_at")
_ACCOUNT = insert(AccountRow, "ref", "person_id")
_SEAT = insert(
    SeatRow, "group_id", "person_id", "number", "name", "folded", "stakeholder_id", "stakeholder_since", "role",
    "region", "affiliation", "pending", "since", "removed",
)  # fmt: skip
_BALLOT = insert(
    BallotRow, "poll_id", "seat_id", "version", "choice", "choice_salt", "reason", "reason_salt", "capacity"
)


class Hall:
    """One group with one poll in it, `P-1`, and `size` members on its roll besides the coordinator."""

    def __init__(self, folder: Path, size: int) -> None:
        self.path = folder / "convenor.db"
        self.clock = VirtualClock(START)
        self.app: App = build(f"sqlite:///{self.path}", {}, clock=self.clock)
        self.size = size
        self._count = 0

    async def fill(self) -> None:
        await self.says(CREATOR, "/group create Bench")
        await self.says(CREATOR, "/member join government")
        await self.app.store.write(self._seats, long=True)
        await self.says(CREATOR, '/poll open "Adopt the draft?" closes:"in 7 days"')

    def _seats(self, tx: Transaction) -> None:
        import sqlalchemy as sa

        stakeholders = [row[0] for row in tx.rows(Prepared(sa.select(table(StakeholderRow).c.id)))]
        seats = []
        for number in range(self.size):
            name = voter(number)
            person = tx.write_new(_PERSON, name=name, language="", zone="", created_at=START)
            tx.write(_ACCOUNT, ref=str(account(name)), person_id=person)
            seats.append(
                {
                    "group_id": 1, "person_id": person, "number": number + 2, "name": name, "folded": name,
                    "stakeholder_id": stakeholders[number % len(stakeholders)], "stakeholder_since": START,
                    "role": "member", "region": "", "affiliation": "", "pending": False, "since": START,
                    "removed": False,
                }
            )  # fmt: skip
        tx.write_many(_SEAT, seats)

    async def cast_all(self) -> None:
        """Everybody's ballot, put in by the shortest way."""

        def put(tx: Transaction) -> None:
            tx.write_many(*ballot(1, self.size))

        await self.app.store.write(put, long=True)

    async def says(self, name: str, line: str) -> Answer:
        """The whole way: request in, durable commit, answer out. Raises AssertionError when refused."""
        self._count += 1
        request = Request(
            id=f"bench {self._count}",
            who=account(name),
            where=where(name, MAIN),
            door=Door.LINE,
            line=line,
            known=Known(name=name),
        )
        answer = await self.app.engine.handle(request)
        assert isinstance(answer, Reply), answer
        assert answer.accepted, answer
        return answer

    async def close_poll(self) -> None:
        """Lets the deadline come and does what is due then: the poll closes."""
        self.clock.move(timedelta(days=7))
        timers = await self.app.promises.due_timers(self.clock.now(), 10)
        for timer in timers:
            await self.app.engine.strike(timer)


def ballot(poll_id: int, size: int) -> tuple[Prepared[Any], list[dict[str, Any]]]:
    """One ballot of each member in a poll."""
    return _BALLOT, [
        {
            "poll_id": poll_id, "seat_id": number + 2, "version": 1, "choice": ("yes", "no", "abstain")[number % 3],
            "choice_salt": "s" * 23, "reason": "", "reason_salt": "t" * 23, "capacity": "",
        }
        for number in range(size)
    ]  # fmt: skip


def voter(number: int) -> str:
    return f"voter{number}"


@contextmanager
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="convenor-bench-") as name:
        yield Path(name)
