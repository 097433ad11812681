"""What a feature contributes: commands, things that can be named, things to say, what needs a person.

Features do not import each other: what they need of one another passes through these types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bot.addresses import AccountRef, UserGroupRef
from bot.blocks import Block
from bot.boundary import Reader, Reply, Request, Suggestion
from bot.commands import Command
from bot.offers import offered
from bot.people import Group, Person, Seat
from bot.polling import Concluded, Ending, Polling
from bot.ports import T
from bot.raising import Raised, Raises
from bot.refusals import not_allowed
from bot.reports import Asked, Event, Item, Section, Share
from bot.secrets import new_key
from bot.text import Text, Words

if TYPE_CHECKING:
    from bot.needs import Needs

V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[T]):
    """One command being performed, inside its transaction.

    `at` is the moment that everything in it happens, aware UTC; it never lies before the group's
    last entry. `key()` gives a new unguessable key of 128 bits.
    """

    tx: T
    at: datetime
    request: Request
    person: Person
    reader: Reader
    key: Callable[[], str]
    registry: Registry[T]
    chance: Callable[[], str] = new_key
    """Gives a seed of 128 bits for a public draw. Whoever draws with it puts it into the entry that
    tells of the draw, so that anybody can repeat it; keys and salts never stand in an entry."""
    perhaps_group: Group | None = None
    perhaps_seat: Seat | None = None

    @property
    def account(self) -> AccountRef:
        """Who asks. Raises Refusal where it is nobody in particular: a reader of a public page."""
        if isinstance(self.request.who, AccountRef):
            return self.request.who
        raise not_allowed(Text("I cannot see who you are here. Please sign in first."))

    @property
    def group(self) -> Group:
        """The group; a command of scope GROUP always has one."""
        assert self.perhaps_group is not None
        return self.perhaps_group

    @property
    def seat(self) -> Seat:
        """The caller's seat; a command with a right from SEATED up always has one."""
        assert self.perhaps_seat is not None
        return self.perhaps_seat


Suits = Callable[[Any], bool]
"""Whether something is worth suggesting where it is asked for."""


def anything(record: Any) -> bool:
    """Everything suits what is only looked at."""
    return True


@dataclass(frozen=True, slots=True)
class Handles(Generic[T]):
    """A command and what performs it. The handler decides first and writes last; it may run twice
    (a batch is replayed when another command in it fails), so it has no effect but through `tx`."""

    command: type[Command]
    handler: Callable[[Call[T], Any], Reply]
    suits: Mapping[str, Callable[[Call[T], Any], bool]] = field(default_factory=dict)
    """By parameter: whether the command can be used on a record now. Only what suits is suggested; everything
    where a parameter is not named here."""


@dataclass(frozen=True, slots=True)
class Finds(Generic[T]):
    """How things of one kind are found: by what a person typed, or by the unique key on a button.

    `find` raises Refusal; a thing of another group is "no such thing". `suggest` lists what fits
    what was typed so far and suits the command that asks, what needs the reader first.
    """

    kind: str
    find: Callable[[Call[T], str, bool], Any]
    """(call, typed or key, whether it is a key)."""
    suggest: Callable[[Call[T], str, Suits], Sequence[Suggestion]]
    typed: Callable[[Any], str]
    """What one would type to mean what `find` gave."""


class Unknown(StrEnum):
    """What to do with a message when nobody can know whether it arrived (DESIGN §7)."""

    REPEAT = "repeat"
    """Send it again, saying that it may be a repeat."""
    PARK = "park"
    """Do not send it again; tell the coordinator."""


@dataclass(frozen=True, slots=True)
class Says(Generic[T]):
    """A kind of message of ours. `view` reads the record with key `subject` and gives the blocks for
    the one address, or None when there is nothing to say any more."""

    kind: str
    view: Callable[[Telling[T]], Said | None]
    unknown: Unknown = Unknown.REPEAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling(Generic[T]):
    """A promise being kept: which record, to which channel or person, in a reading transaction."""

    tx: T
    at: datetime
    subject: str
    address: str
    registry: Registry[T]


@dataclass(frozen=True, slots=True)
class Said:
    blocks: tuple[Block, ...]
    reader: Reader


@dataclass(frozen=True, slots=True)
class Follows(Generic[T]):
    """What keeps in step with user groups of platforms. `path` is a command that only the platform gives: its
    parameter names one record by key, and the user group comes along as a fact."""

    path: str
    listed: Callable[[T, str], Sequence[tuple[UserGroupRef, str]]]
    """(tx, platform): each user group that is followed there, and the key of the record that follows it."""


# No slots: `Feature[Transaction](...)` sets `__orig_class__` on the instance.
@dataclass(frozen=True, kw_only=True)
class Feature(Generic[T]):
    name: str
    """The first word of its commands."""
    about: Text
    handles: tuple[Handles[T], ...] = ()
    finds: tuple[Finds[T], ...] = ()
    says: tuple[Says[T], ...] = ()
    needs: tuple[Needs[T], ...] = ()
    settles: tuple[Callable[[Call[T], str], None], ...] = ()
    """(call, channel): shows in a channel that just became a home what the other homes show now."""
    tells: Mapping[str, Text] = field(default_factory=dict)
    """Each kind of its entries in the record, in words: {"poll.opened": Text("opened a poll")}."""
    cards: Mapping[str, str] = field(default_factory=dict)
    """The card of each kind of record that has one: {"poll": "poll card"}; what changes how such a
    record is shown refreshes it."""
    raises: tuple[Raises[T], ...] = ()
    beside: Mapping[str, Callable[[T, Any], tuple[Block, ...]]] = field(default_factory=dict)
    """(tx, record): what its things add to the card of a record that another feature has, by kind."""
    discreet: frozenset[str] = frozenset()
    """Kinds of entries that `/record show` tells without the name of who did it."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Other paths for the same commands: {"soi": "member declare"}."""
    polling: Polling[T] | None = None
    """What others may ask of polls; one feature has them."""
    concludes: Mapping[str, Callable[[Concluded[T]], None]] = field(default_factory=dict)
    """What a poll that was opened for a purpose leads to when it is over, by purpose."""
    ended: tuple[Callable[[Call[T], Any, Ending], None], ...] = ()
    """(call, poll, ending): a poll is over, whatever it was for. Called after it was written down."""
    late: tuple[Callable[[Call[T], str, Any, str], Reply | None], ...] = ()
    """(call, kind, record, text): what becomes of an objection that comes after the end of what it is
    against; None where it is nothing to this feature. May raise Refusal."""
    lets: tuple[Callable[[Call[T], str], bool], ...] = ()
    """(call, path): whether the group's own rules let the caller's seat do what needs a higher right."""
    bars: tuple[Callable[[T, str, Any, int], Words | None], ...] = ()
    """(tx, kind, record, participant): why this participant may not judge this record, to follow "You
    cannot determine it: "; None where nothing speaks against it. The kind is "poll" for whoever determines it,
    "poll ruling" for whoever rules on objections to it; the record is the poll."""
    leaves: tuple[Callable[[Call[T], int], None], ...] = ()
    """(call, participant): somebody's seat just ended; what they had in hand passes on."""
    changes: tuple[Callable[[Call[T], frozenset[int]], None], ...] = ()
    """(call, participants): all who took a seat, or whose role, stakeholder group or absences changed."""
    reports: Mapping[Section, Callable[[Asked[T]], Iterable[Item]]] = field(default_factory=dict)
    """What it tells a digest, by section."""
    shares: tuple[Callable[[Asked[T]], Iterable[Share]], ...] = ()
    """How its things are shared between the stakeholder groups since `asked.since`, for the digest."""
    events: tuple[Callable[[T, int, datetime], Iterable[Event]], ...] = ()
    """(tx, group id, since): what the calendar of the group shows that ends after `since`."""
    follows: tuple[Follows[T], ...] = ()
    notices: tuple[Callable[[T, int], bool], ...] = ()
    """(tx, person id): the person has just performed a command. Whether that is news; where `tx` writes, it
    is written down, else it is asked again in a transaction that does."""


@dataclass(frozen=True, slots=True)
class Registry(Generic[T]):
    """All that the features contribute, by the names it is asked for. Raises ValueError when two
    features claim the same name."""

    features: tuple[Feature[T], ...]
    handles: Mapping[str, Handles[T]] = field(init=False)
    """By path, aliases included."""
    finds: Mapping[str, Finds[T]] = field(init=False)
    says: Mapping[str, Says[T]] = field(init=False)
    tells: Mapping[str, Text] = field(init=False)
    cards: Mapping[str, str] = field(init=False)
    raises: Mapping[str, Raises[T]] = field(init=False)
    concludes: Mapping[str, Callable[[Concluded[T]], None]] = field(init=False)
    discreet: frozenset[str] = field(init=False)
    needs: tuple[Needs[T], ...] = field(init=False)
    sought: tuple[tuple[Any, ...], ...] = field(init=False)
    """Of each sort of needs."""

    def __post_init__(self) -> None:
        handles: dict[str, Handles[T]] = {}
        finds: dict[str, Finds[T]] = {}
        says: dict[str, Says[T]] = {}
        tells: dict[str, Text] = {}
        cards: dict[str, str] = {}
        raises: dict[str, Raises[T]] = {}
        concludes: dict[str, Callable[[Concluded[T]], None]] = {}
        for feature in self.features:
            for handle in feature.handles:
                _claim(handles, handle.command.path, handle)
            for find in feature.finds:
                _claim(finds, find.kind, find)
            for say in feature.says:
                _claim(says, say.kind, say)
            for kind, words in feature.tells.items():
                _claim(tells, kind, words)
            for kind, card in feature.cards.items():
                _claim(cards, kind, card)
            for keeps in feature.raises:
                _claim(raises, keeps.kind, keeps)
            for purpose, conclude in feature.concludes.items():
                _claim(concludes, purpose, conclude)
        for feature in self.features:
            for alias, path in feature.aliases.items():
                _claim(handles, alias, handles[path])
        object.__setattr__(self, "handles", MappingProxyType(handles))
        object.__setattr__(self, "finds", MappingProxyType(finds))
        object.__setattr__(self, "says", MappingProxyType(says))
        object.__setattr__(self, "tells", MappingProxyType(tells))
        object.__setattr__(self, "cards", MappingProxyType(cards))
        object.__setattr__(self, "raises", MappingProxyType(raises))
        object.__setattr__(self, "concludes", MappingProxyType(concludes))
        discreet = frozenset(kind for feature in self.features for kind in feature.discreet)
        object.__setattr__(self, "discreet", discreet)
        needs = tuple(each for feature in self.features for each in feature.needs)
        object.__setattr__(self, "needs", needs)
        object.__setattr__(self, "sought", tuple(each.sought for each in needs))

    def raised(self, tx: T, kind: str, record: Any) -> Raised:
        """The objections against a record; none where no feature keeps them. What is `shown` includes what
        other features keep beside it."""
        keeps = self.raises.get(kind)
        raised = keeps.against(tx, record) if keeps else Raised()
        told = [feature.beside[kind](tx, record) for feature in self.features if kind in feature.beside]
        beside = tuple(block for blocks in told for block in blocks)
        return replace(raised, shown=(*raised.shown, *beside)) if beside else raised

    def settle(self, call: Call[T], channel: str) -> None:
        """A channel became a home of the group: every feature shows there what is going on."""
        for feature in self.features:
            for settles in feature.settles:
                settles(call, channel)

    @property
    def polling(self) -> Polling[T]:
        """What polls can do for others. Raises LookupError in a program without polls."""
        for feature in self.features:
            if feature.polling is not None:
                return feature.polling
        raise LookupError("no feature has polls")

    def lets(self, call: Call[T], path: str) -> bool:
        """Whether the rules of the group let the caller's seat do what its role alone does not."""
        return any(lets(call, path) for feature in self.features for lets in feature.lets)

    def leaves(self, call: Call[T], participant: int) -> None:
        """Somebody's seat just ended: every feature passes on what they had in hand."""
        for feature in self.features:
            for leaves in feature.leaves:
                leaves(call, participant)

    def changes(self, call: Call[T], *participants: int) -> None:
        """What these seats can do, or when somebody is here, has changed: every feature follows."""
        for feature in self.features if participants else ():
            for changes in feature.changes:
                changes(call, frozenset(participants))

    def barred(self, tx: T, kind: str, record: Any, participant: int) -> Words | None:
        """Why this participant may not judge the record; None where nothing speaks against it."""
        for feature in self.features:
            for bars in feature.bars:
                if (why := bars(tx, kind, record, participant)) is not None:
                    return why
        return None

    def ended(self, call: Call[T], poll: Any, ending: Ending) -> None:
        """A poll is over: every feature is told."""
        for feature in self.features:
            for told in feature.ended:
                told(call, poll, ending)

    def late(self, call: Call[T], kind: str, record: Any, text: str) -> Reply | None:
        """An objection that comes too late for the record itself; None where nothing takes it up."""
        for feature in self.features:
            for takes in feature.late:
                if (reply := takes(call, kind, record, text)) is not None:
                    return reply
        return None

    def notice(self, tx: T, person_id: int | None) -> bool:
        """The person has just performed a command. Whether that is news to a feature."""
        news = False
        if person_id is None:
            return news
        for feature in self.features:
            for notices in feature.notices:
                news = notices(tx, person_id) or news
        return news

    def offered(self, tx: T, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """`blocks` without the buttons that would be refused, since their group was closed."""
        return offered(blocks, self._command, tx.is_closed)

    def _command(self, path: str) -> type[Command] | None:
        handles = self.handles.get(path)
        return handles.command if handles else None


def _claim(taken: dict[str, V], name: str, what: V) -> None:
    if name in taken:
        raise ValueError(f"two features claim {name!r}")
    taken[name] = what
