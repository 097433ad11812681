"""What crosses between the engine and a platform, and nothing else (DESIGN §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.addresses import AccountRef, ChannelRef, MessageRef, UserGroupRef
from bot.blocks import Block
from bot.refusals import Fault, Why
from bot.text import Words


class Door(StrEnum):
    """How the person came in."""

    SLASH = "slash"
    LINE = "line"
    PRESS = "press"
    FORM = "form"
    SHORTCUT = "shortcut"
    CLOCK = "clock"
    PLATFORM = "platform"
    """Nobody asked: the platform says that something of its own has changed."""


class Nobody(StrEnum):
    """Who asks when it is no account."""

    PUBLIC = "public"
    PLATFORM = "platform"
    CLOCK = "clock"


class Unread(StrEnum):
    """Why it is not known who is in a user group."""

    NEVER = "never"
    """This platform does not tell us."""
    DENIED = "denied"
    """We lack a permission there, which an operator can give us."""
    GONE = "gone"
    DISABLED = "disabled"
    LARGE = "large"
    """More people than `MOST_IN_USER_GROUP`."""
    FAILED = "failed"
    """The platform could not be asked now."""


MOST_IN_USER_GROUP = 2000
"""As many as the lines of a pasted list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserGroup:
    """A user group of a platform, as it was read for one request."""

    ref: UserGroupRef
    name: str
    """As people mention it: "@civil"."""
    accounts: Mapping[AccountRef, str] = field(default_factory=dict)
    """Who is in it and can take part, and how the platform shows them."""
    left_out: tuple[str, ...] = ()
    """Names of bots and of deactivated users in it."""
    unsure: tuple[AccountRef, ...] = ()
    """In it, too, but the platform did not say who or what they are."""
    unread: Unread | None = None
    """Then nothing is known of those who are in it."""
    lacks: str = ""
    """The permission that we would need, as the platform calls it."""


@dataclass(frozen=True, slots=True)
class Known:
    """Typed facts that came along with a request; the platform vouches for them."""

    name: str = ""
    """How the platform shows the person."""
    current: bool = False
    """It shows them so everywhere and at this moment: who was called otherwise is called so from now on."""
    locale: str = ""
    administrator: bool = False
    """Administers the space."""
    takes_no_messages: bool = False
    """Nothing can be posted in the channel itself: it only holds threads. Platforms do not always say."""
    lacks: str = ""
    """What we would have to be allowed to post in the channel, as the platform calls it. Platforms do not
    always say."""
    permalink: str = ""
    mentions: Mapping[str, AccountRef] = field(default_factory=dict)
    """Each mention as it stands in what was typed, and whom it means."""
    names: Mapping[AccountRef, str] = field(default_factory=dict)
    """How the platform shows those who were mentioned, where it says so."""
    bots: frozenset[AccountRef] = frozenset()
    """Those of them who are no people, as far as the platform says."""
    deactivated: frozenset[AccountRef] = frozenset()
    """Those of them who cannot sign in there any more."""
    user_groups: Mapping[str, UserGroup] = field(default_factory=dict)
    """Each user group as it stands in what was typed, and who is in it; only where a command takes one.
    Of what the platform says by itself: by its address."""

    def called(self, account: AccountRef) -> str:
        """The name of somebody who was mentioned; at worst the id that the platform gives them."""
        return self.names.get(account) or account.user


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks for a command: as a text line, or as a path with given values.

    `id` is what the platform gives, so that a redelivered request is done once and answered alike.
    On the doors `press`, `clock` and `platform` records are named by their unique keys, elsewhere by
    the short ids that people type.
    """

    id: str
    who: AccountRef | Nobody
    where: ChannelRef
    door: Door
    line: str = ""
    path: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    known: Known = Known()
    card: MessageRef | None = None
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom words are written: an IANA zone and a language code."""

    language: str = "en"
    zone: str = "UTC"


UNSAID = Reader()
"""Stands in a reply until the engine knows better."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer for this person. `why` is None when the request was accepted. The engine says for
    whom it is written (`reader`); a handler only where it has just changed that."""

    blocks: tuple[Block, ...]
    why: Why | None = None
    faults: tuple[Fault, ...] = ()
    reader: Reader = UNSAID
    instead: tuple[Block, ...] = ()
    """What is kept, and said when the request comes again, where the answer itself is to be read once only."""
    unfinished: bool = False
    """To the platform: there was more to do than one transaction should hold; the same command does the rest."""

    @property
    def accepted(self) -> bool:
        return self.why is None


class Input(StrEnum):
    """How a field of a form is asked for."""

    SHORT = "short"
    LONG = "long"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One choice: what is sent, and what is shown."""

    value: str
    label: Words


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: Words
    about: Words
    input: Input
    required: bool
    value: str = ""
    choices: tuple[Suggestion, ...] = ()
    fault: Words | None = None
    most: int = 4000
    """Characters at most."""
    account: AccountRef | None = None
    """Whom the value mentions, where it mentions somebody."""


@dataclass(frozen=True, slots=True)
class Form:
    """A request for missing arguments. Its submission is a Request with door `form` and `draft`."""

    path: str
    title: Words
    fields: tuple[Field, ...]
    draft: str
    faults: tuple[Fault, ...] = ()
    reader: Reader = Reader()
    kept: tuple[tuple[str, str], ...] = ()
    """What a button chose and the draft keeps, as it would be typed: parameter and value."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Suggestions for autocomplete, the most useful first."""

    items: tuple[Suggestion, ...]


Answer = Reply | Form


@dataclass(frozen=True, slots=True)
class View:
    """A post, or the edit of an earlier one, that nobody asked for right now."""

    blocks: tuple[Block, ...]
    reader: Reader
    nonce: str
    """Our own mark on the message: the same for every try to send it."""
    card: bool = False
    """It shows one thing, so that all its buttons belong together; else they belong to what stands above them."""
    doubted: bool = False
    """An earlier try may have done some of it: nothing is added before it was looked for."""
