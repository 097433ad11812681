"""Charters as values: what the rules of a group say about its polls and decisions, each with its source.

A charter is a named preset and the overrides of a group. Here it is read, checked and written again; nothing
in it is ever guessed. Rules of polls stand in it as `Ruled`: strings and whole numbers by name. Only the
feature that counts them understands them (`bot.polling`), so that thresholds are never written down twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from bot.charter_values import READERS, written

Ruled = Mapping[str, str | int]
"""The rules of a poll by name: {"method": "vote", "threshold": ">=2/3 of voting"}."""

OVERRIDE: Final = "override"
"""The source of a value that the group chose itself."""


class Silence(StrEnum):
    """What it means when somebody on the roll says nothing (governance.md section 10)."""

    NOTHING = "nothing"
    """It decides nothing, either way."""
    ASSENT = "assent"
    NO_OBJECTION = "no objection"
    """It is no objection, and no support either: somebody has to agree."""
    AGAINST = "against"
    """It counts as not in favour."""
    ASKED = "asked"
    """The facilitator asks everybody, so that nobody is silent."""
    LAST = "last"
    """What somebody left unranked counts as ranked last."""


class Abstention(StrEnum):
    """What it means when somebody abstains, passes or stands aside."""

    NONE = "none"
    """Nobody can: there is no such answer."""
    NOTHING = "nothing"
    """It is out of the count, and taking part all the same."""
    AGAINST = "against"
    """It counts as not in favour."""
    NO_OBJECTION = "no objection"
    DEFAULT = "default"
    """One abstains by ranking the default option equal."""


class BadCharter(ValueError):
    """A charter that cannot be read: in which `file`, under which `key`, and what is wrong there."""

    def __init__(self, file: str, key: str, wrong: str) -> None:
        super().__init__(f"{file}: {key}: {wrong}")
        self.file, self.key, self.wrong = file, key, wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a charter says about polls, or about polls of one kind. None or empty: it does not say.

    The first method is the usual one; a binding poll takes one of them. `minimum` is how long a poll is open
    at least, `usual` unless somebody says otherwise. `openers` is the least role that may open one, `binding`
    whether a poll decides by itself (otherwise it informs the facilitator who determines), `represented` how
    many stakeholder groups need somebody on the roll, and `seat_age` how old a seat must be for it. From
    `threshold` to `suspending_seats` are rules of the count.
    From `designations` on they are about what a facilitator determines: in which words, how many of them do it
    together (`determiners`), when it is due, how long it can be challenged, by which steps a challenge climbs
    (`ladder`, of which the first answers it), how many from how many stakeholder groups an appeal needs
    (`appeal`, `appeal_groups`), how long one step may take (`ruling`), and after what time a decision is looked
    at again (`review`).
    """

    methods: tuple[str, ...] = ()
    minimum: timedelta | None = None
    usual: timedelta | None = None
    threshold: str = ""
    group_threshold: str = ""
    quorum: Fraction | None = None
    group_quorum: Fraction | None = None
    floor: int | None = None
    group_floor: int | None = None
    support: int | None = None
    """The fewest who say that they agree, where silence is assent."""
    counting: str = ""
    """How rankings are counted."""
    ratio: str = ""
    """How many times as many have to rank an option above the default option as below it: "3:1"."""
    houses: str = ""
    """Which stakeholder groups form which house."""
    ways: str = ""
    """What carries a motion in the houses."""
    objections: str = ""
    """Whether one objection stops a poll or is counted like the other ballots."""
    least: int | None = None
    """The fewest in favour."""
    most_against: Fraction | None = None
    """The largest share of those who take a side that may be against."""
    roll_share: Fraction | None = None
    """The smallest share of the whole roll that is in favour."""
    heard: int | None = None
    """The fewest stakeholder groups whose own quorum is met; the others then do not block."""
    cap: int | None = None
    """The most ballots of one affiliation that count."""
    opposed_share: Fraction | None = None
    """A stakeholder group that was heard is opposed where more than this share of its positions object."""
    opposed_floor: int | None = None
    """The fewest of it who object, if it has as many seats."""
    opposed_seats: Fraction | None = None
    """The smallest share of its seats that objects."""
    opposed_affiliations: int | None = None
    """The fewest affiliations that they come from; who has none stands for themselves."""
    suspending_seats: int | None = None
    """The fewest seats of a stakeholder group whose opposition suspends; to a smaller one answers are owed."""
    extension: timedelta | None = None
    """How much longer a poll is open, once, where a stakeholder group was not heard."""
    rework: timedelta | None = None
    """How long a poll that a stakeholder group opposed is worked on before it is asked again."""
    rework_threshold: str = ""
    """What carries it then, whoever is opposed."""
    closing_days: tuple[str, ...] = ()
    """The days of the week on which polls close, as `charter_values.DAYS` has them."""
    closing_hour: str = ""
    """The hour at which polls close: "23:59 UTC"."""
    confirmers: int | None = None
    """How many members of a stakeholder group, of different affiliations, confirm a seat in it."""
    urgent_openers: int | None = None
    """How many facilitators, of different stakeholder groups, say that a poll is urgent."""
    steps: tuple[str, ...] = ()
    """What the steps of gradients are called, unless a poll says otherwise."""
    visibility: str = ""
    reasons: str = ""
    openers: str = ""
    binding: bool | None = None
    represented: int | None = None
    joining: str = ""
    seat_age: timedelta | None = None
    designations: tuple[str, ...] = ()
    determiners: int | None = None
    determination: timedelta | None = None
    challenge: timedelta | None = None
    ladder: tuple[str, ...] = ()
    appeal: int | None = None
    appeal_groups: int | None = None
    ruling: timedelta | None = None
    review: timedelta | None = None

    def ruled(self, method: str) -> Ruled:
        """The rules of a poll by this method."""
        held = {name: getattr(self, name) for name in COUNTED}
        said = {
            name: value if isinstance(value, int) else str(value) for name, value in held.items() if value
        }
        return MappingProxyType({"method": method, **said})

    def given(self) -> Mapping[str, Any]:
        """What it says, by name."""
        held = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in held.items() if value not in (None, "", ())}

    def uncounted(self) -> Terms:
        """These without the rules of the count."""
        return Terms(**{name: value for name, value in self.given().items() if name not in COUNTED})

    def over(self, base: Terms) -> Terms:
        """These where they say something, and `base` where they do not."""
        return replace(base, **self.given())


COUNTED: Final = (
    "threshold", "group_threshold", "quorum", "group_quorum", "floor", "group_floor", "support", "counting",
    "ratio", "houses", "ways", "objections", "least", "most_against", "roll_share", "heard", "cap",
    "opposed_share", "opposed_floor", "opposed_seats", "opposed_affiliations", "suspending_seats",
)  # fmt: skip
"""The terms that are rules of the count."""


@dataclass(frozen=True, slots=True)
class Note:
    """A rule in the words of its source, for people to keep."""

    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """The rules of a group: a preset, or one with overrides. `sources` names where each term comes from, by
    its key: "minimum", or "policy.minimum" for polls of the kind "policy"."""

    preset: str
    title: str
    document: str
    silence: Silence
    abstention: Abstention
    terms: Terms
    kinds: Mapping[str, Terms] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: str) -> Terms:
        """The terms for polls of a kind; what the kind does not say, the charter says. A kind with methods of
        its own takes no rules of the count from the others. Raises KeyError."""
        if not kind:
            return self.terms
        said = self.kinds[kind]
        return said.over(self.terms.uncounted() if said.methods else self.terms)

    def source(self, name: str, kind: str = "") -> str:
        """Where the term that holds for polls of this kind comes from; empty where nothing is said."""
        return self.sources.get(f"{kind}.{name}") or self.sources.get(name, "")

    def changed(self, kind: str, name: str, value: Any, source: str) -> Charter:
        """The same with another value for one term."""
        key = f"{kind}.{name}" if kind else name
        sources = {**self.sources, key: source}
        if not kind:
            return replace(self, terms=replace(self.terms, **{name: value}), sources=sources)
        kinds = {**self.kinds, kind: replace(self.kinds[kind], **{name: value})}
        return replace(self, kinds=kinds, sources=sources)

    def to_json(self) -> dict[str, Any]:
        """Strings, whole numbers, lists and objects only; `from_json` is the exact inverse."""
        said: dict[str, Any] = {
            "preset": self.preset,
            "title": self.title,
            "document": self.document,
            "silence": _sourced(self.silence.value, self.sources["silence"]),
            "abstention": _sourced(self.abstention.value, self.sources["abstention"]),
            **self._said(self.terms, ""),
        }
        if self.kinds:
            said["kinds"] = {kind: self._said(terms, f"{kind}.") for kind, terms in self.kinds.items()}
        if self.notes:
            said["notes"] = [{"text": note.text, "from": note.source} for note in self.notes]
        return said

    def _said(self, terms: Terms, before: str) -> dict[str, Any]:
        return {
            name: _sourced(written(value), self.sources[f"{before}{name}"])
            for name, value in terms.given().items()
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Charter:
        """Reads what `to_json` wrote. Raises BadCharter."""
        return read(data, str(data.get("preset", "")))


def read(data: Mapping[str, Any], file: str) -> Charter:
    """A charter from its data, as a preset's file or `to_json` has it. Raises BadCharter for whatever is
    missing, unknown or cannot be read, and for a value without its source."""
    sources: dict[str, str] = {}

    def words(key: str) -> str:
        found = data.get(key)
        if not isinstance(found, str) or not found.strip():
            raise BadCharter(file, key, "is needed, as words")
        return found

    def sourced(table: Mapping[str, Any], name: str, key: str, reader: Callable[[Any], Any]) -> Any:
        found = table.get(name)
        if not isinstance(found, Mapping) or found.keys() != {"is", "from"}:
            raise BadCharter(file, key, 'is written { is = …, from = "source and section" }')
        if not isinstance(found["from"], str) or not found["from"].strip():
            raise BadCharter(file, key, "needs its source")
        try:
            value = reader(found["is"])
        except ValueError as wrong:
            raise BadCharter(file, key, str(wrong)) from None
        sources[key] = found["from"]
        return value

    def terms(table: Mapping[str, Any], before: str) -> Terms:
        if unknown := table.keys() - READERS.keys():
            raise BadCharter(file, before + min(unknown), "is not known")
        return Terms(**{name: sourced(table, name, before + name, READERS[name]) for name in table})

    kinds = data.get("kinds", {})
    if not isinstance(kinds, Mapping) or not all(isinstance(each, Mapping) for each in kinds.values()):
        raise BadCharter(file, "kinds", "is a table of tables")
    if wrong := [kind for kind in kinds if not _KIND.fullmatch(kind)]:
        raise BadCharter(file, f"kinds.{wrong[0]}", "is a short word in small letters")
    charter = Charter(
        preset=words("preset"),
        title=words("title"),
        document=words("document"),
        silence=sourced(data, "silence", "silence", Silence),
        abstention=sourced(data, "abstention", "abstention", Abstention),
        terms=terms({name: value for name, value in data.items() if name not in _HEAD}, ""),
        kinds={kind: terms(table, f"{kind}.") for kind, table in kinds.items()},
        notes=tuple(_note(note, file) for note in data.get("notes", ())),
        sources=sources,
    )
    _check(charter, file)
    return charter


def _check(charter: Charter, file: str) -> None:
    """Raises BadCharter for a charter that contradicts itself."""
    if not charter.terms.methods:
        raise BadCharter(file, "methods", "is needed")
    for kind in ("", *charter.kinds):
        held, key = charter.of(kind), f"{kind}.usual" if kind else "usual"
        if held.minimum and held.usual and held.usual < held.minimum:
            raise BadCharter(file, key, "is shorter than the minimum")


def _note(data: Any, file: str) -> Note:
    if not isinstance(data, Mapping) or data.keys() != {"text", "from"}:
        raise BadCharter(file, "notes", "a note has a text and a from")
    if not all(isinstance(each, str) and each.strip() for each in data.values()):
        raise BadCharter(file, "notes", "a note needs words and its source")
    return Note(data["text"], data["from"])


def _sourced(value: Any, source: str) -> dict[str, Any]:
    return {"is": value, "from": source}


_HEAD: Final = ("preset", "title", "document", "silence", "abstention", "kinds", "notes")
_KIND: Final = re.compile(r"[a-z][a-z0-9-]{0,29}")
