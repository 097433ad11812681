"""What the engine asks of the world outside it: a store, a clock, keys, gateways, platforms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bot.addresses import AccountRef, ChannelRef, MessageRef, UserGroupRef
from bot.boundary import View
from bot.people import Context

R = TypeVar("R")
T = TypeVar("T", bound="Transaction")
T_co = TypeVar("T_co", bound="Transaction", covariant=True)


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person typed before a form was opened; it lives for a day."""

    account: str
    path: str
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Timer:
    """What we promised to do: the clock's command `kind` on the record with key `subject`."""

    id: int
    kind: str
    subject: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Parcel:
    """What we promised to say: the view `kind` of `subject`, to a channel or a person.

    `card` tells whether the message is edited in place; then `posted` is the message to edit.
    `nonce` marks every try of the same promise alike. `doubted_at` is when the first try was made
    whose fate nobody knows.
    """

    id: int
    kind: str
    subject: str
    address: str
    card: bool
    nonce: str
    tries: int
    posted: MessageRef | None
    doubted_at: datetime | None


class Transaction(Protocol):
    """What the engine itself needs inside a transaction; features need more (storage.transaction)."""

    def context(self, account: AccountRef | None, where: ChannelRef, group: str | int | None) -> Context:
        """Who asks and where, in one query. `group` is a name that was typed, or an id on a button.
        A writing transaction locks the group's row first."""
        ...

    def which(self, sought: tuple[tuple[Any, ...], ...], person_id: int, at: datetime) -> Sequence[bool]:
        """Of each of these whether it finds something for the person, in one query: what a feature says to be
        looked for (bot.needs)."""
        ...

    def person_of(self, account: AccountRef, name: str, at: datetime) -> int:
        """The account's person, brought into being on first use. Returns the person's id."""
        ...

    def rename(self, account: AccountRef, person_id: int, was: str, name: str) -> None:
        """The account shows the person as `name`: they are called so from now on, and so are their seats that bear
        the name `was`. Of several accounts the first one names them."""
        ...

    def find_named(self, group_id: int | None, typed: str, mention: AccountRef | None) -> Sequence[NamedRow]:
        """Persons that a name or mention may mean: an account, else seats of the group by name."""
        ...

    def find_like(self, group_id: int, typed: str, most: int) -> Sequence[str]:
        """Names of seats of the group that contain what was typed, for suggestions."""
        ...

    def is_closed(self, group_id: int) -> bool:
        """Whether the group was closed: for good, and nothing is changed in it any more."""

    def own_groups(self, account: AccountRef, typed: str = "") -> Sequence[str]:
        """The names of all groups in which the account's person has a seat, without closed ones."""
        ...

    def recall(self, request_id: str) -> str | None:
        """The stored answer to a request that was done before."""
        ...

    def remember(self, request_id: str, at: datetime, answer: str) -> None: ...

    def keep_draft(self, key: str, draft: Draft, at: datetime) -> None: ...

    def draft(self, key: str, account: str, at: datetime) -> Draft | None: ...

    def timer(self, timer_id: int) -> Timer | None:
        """The timer, unless it was done or cancelled meanwhile."""
        ...

    def finish_timer(self, timer_id: int) -> None: ...

    @property
    def wrote(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class NamedRow:
    name: str
    account: AccountRef | None
    person_id: int | None
    seat_id: int | None


class Store(Protocol[T_co]):
    """Transactions. The reply to a write leaves only after its commit."""

    async def write(self, work: Callable[[T_co], R], *, lane: str = "", long: bool = False) -> R:
        """Runs `work` in a transaction that may be shared with others and replayed. `lane` names
        the group's channel: on PostgreSQL a batch holds one lane."""
        ...

    async def read(self, work: Callable[[T_co], R]) -> R:
        """Runs `work` on a connection that cannot write."""
        ...


class Promises(Protocol):
    """Timers and outbox as the heartbeat and the courier use them; each call is a transaction."""

    async def due_timers(self, at: datetime, most: int) -> Sequence[Timer]:
        """Claims due timers, the longest due first."""
        ...

    async def next_due(self, platforms: Collection[str]) -> datetime | None:
        """The moment of the next timer, or of the next parcel for one of the platforms."""
        ...

    async def postpone_timer(self, timer_id: int, until: datetime) -> None:
        """A timer's command failed on our side: try again at `until`."""
        ...

    async def claim_parcels(self, at: datetime, most: int, platform: str) -> Sequence[Parcel]: ...

    async def parcel_sent(self, parcel: Parcel, message: MessageRef, rests_until: datetime) -> None:
        """It stands in the channel; a card is not edited again before `rests_until`."""
        ...

    async def parcel_dropped(self, parcel: Parcel) -> None:
        """There is nothing to say any more."""
        ...

    async def parcel_failed(
        self, parcel: Parcel, until: datetime, why: str, doubted_at: datetime | None
    ) -> None:
        """Try again at `until`; `doubted_at` when nobody knows whether it arrived."""
        ...

    async def parcel_held(self, parcel: Parcel, until: datetime) -> None:
        """Its channel takes nothing before `until`; that does not count as a try."""
        ...

    async def parcel_parked(self, parcel: Parcel, why: str, at: datetime) -> None:
        """Given up: shown to the coordinator."""
        ...

    async def recover(self, at: datetime) -> None:
        """At start: takes up what an instance that died was doing."""
        ...

    async def sweep(self, at: datetime) -> None:
        """Now and then: forgets old answers and drafts, frees leases of the dead."""
        ...


class Gateway(Protocol):
    """A platform as the courier sees it. Raises GatewayError."""

    async def post(self, channel: ChannelRef, view: View) -> MessageRef: ...

    async def edit(self, message: MessageRef, view: View) -> MessageRef:
        """Returns where it stands now: what is longer than before may take more messages."""
        ...

    async def find(self, channel: ChannelRef, nonce: str, around: datetime) -> MessageRef | None:
        """Looks through the channel for our own mark, from a little before `around` on: the first try
        that is in doubt. Raises Unsearchable where that cannot be known, and Incomplete."""
        ...


class Vault(Protocol):
    """What an adapter has to keep: values by a space of names and a key, encrypted where they lie. Raises
    Unavailable where there is no key to encrypt with and the value is a secret."""

    async def get(self, space: str, key: str) -> str | None: ...

    async def all(self, space: str) -> Mapping[str, str]: ...

    async def put(self, space: str, key: str, value: str) -> None: ...

    async def drop(self, space: str, key: str) -> None:
        """Forgets the value; it may not be there."""
        ...


class Unavailable(Exception):
    """The store cannot be used right now; `str()` says to the operator what to do."""


class Unsearchable(Exception):
    """This platform, or this channel, cannot be looked through."""


class Incomplete(Exception):
    """Of a message that is long only the first part is there, or some: an edit of it adds the others."""

    def __init__(self, message: MessageRef) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Used:
    """What groups use of a platform: channels as homes, and user groups that they follow."""

    homes: Sequence[ChannelRef] = ()
    followed: Sequence[UserGroupRef] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `convenor check`: what was looked at, how it is, and how to mend it (empty: it is well)."""

    about: str
    found: str
    mend: str = ""
