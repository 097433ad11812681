"""The charter that a poll is opened under: what it gives, and what it does not let a poll fall short of.

A binding poll takes a method of the charter, and its rules then bind it: its parameters may ask for more,
never for less (DESIGN section 9). An advisory poll decides nothing, so it may also be held by another method,
with rules of its own; where it is held by the charter's, it is held by the charter's rules.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from bot.charter_values import lasting
from bot.charters import OVERRIDE, Charter, Ruled, Terms
from bot.refusals import Fault, Refusal
from bot.text import Code, Text, Words, listing, verbatim
from commands.poll.declared import Proposal
from commands.poll.rules import OBJECT, Counting, Method, RollSize, Rules, Threshold, loosened
from commands.poll.rules.houses import to_text
from commands.poll.rules.tightening import HEARING
from commands.poll.values import Chartered, Reasons, Visibility
from commands.poll.views import amount
from storage import charters
from storage.charters import Kept
from storage.polls import Poll
from storage.transaction import Transaction

_METHODS = frozenset(method.value for method in Method)
_KNOWN = frozenset(each.name for each in fields(Rules))
_BY_SIDES = ("most_against", "opposed_share", "opposed_floor", "opposed_seats", "opposed_affiliations")
_FITS: Mapping[str, Callable[[Method], bool]] = {
    "threshold": lambda method: method.takes_threshold,
    "group_threshold": lambda method: method.takes_threshold,
    "least": lambda method: method.takes_threshold,
    "roll_share": lambda method: method.takes_threshold,
    "objections": lambda method: OBJECT in method.traits.stops,
    "cap": lambda method: method.traits.decides,
    "heard": lambda method: method.traits.decides,
    **dict.fromkeys((*_BY_SIDES, "suspending_seats"), lambda method: bool(method.traits.against)),
}
"""The rules that only some methods can apply."""


def lacks(ruled: Ruled) -> tuple[str, ...]:
    """The method and the rules that no poll can apply yet; empty where it can be held."""
    method = str(ruled["method"])
    if method not in _METHODS:
        return (method, *(name for name in ruled if name not in _KNOWN))
    held = Method(method)
    unfit = {name for name, fits in _FITS.items() if not fits(held)}
    if ruled.get("counting") != Counting.DEBIAN:
        unfit.add("ratio")
    return tuple(name for name in ruled if name not in _KNOWN or name in unfit)


def needs_houses(ruled: Ruled) -> bool:
    """Whether a poll has to say which houses there are."""
    return ruled["method"] == Method.HOUSES and "houses" not in ruled


@dataclass(frozen=True, slots=True)
class Bounds:
    """The charter in force, and its terms for polls of one kind."""

    kept: Kept
    charter: Charter
    kind: str
    terms: Terms

    @property
    def seen(self) -> Chartered:
        return Chartered(self.charter.title, self.kept.preset, self.kept.version or 0, self.kind)

    def lasting(self, otherwise: timedelta) -> timedelta:
        """How long a poll is open unless somebody says so: what the charter calls usual, or `otherwise`, as
        far as that is not too short for it."""
        return self.terms.usual or max(self.terms.minimum or otherwise, otherwise)

    def method(self, options: Sequence[str], *, decides: bool = False) -> Method | None:
        """The usual method for a poll with, or without, options of its own; if it `decides`, one whose
        result people do not have to interpret."""
        fitting = [each for each in self.methods if each.has_options == bool(options)]
        return next((each for each in fitting if each.traits.decides or not decides), None)

    @property
    def visibility(self) -> Visibility | None:
        """Who sees what, where the charter says so."""
        return Visibility(self.terms.visibility) if self.terms.visibility else None

    @property
    def methods(self) -> tuple[Method, ...]:
        """Those of the charter by which polls can be held."""
        return tuple(Method(name) for name in self.terms.methods if not lacks(self.terms.ruled(name)))

    def applies(self, method: Method) -> bool:
        """Whether the rules of the charter bind a poll by this method."""
        return method in self.methods

    def rules(self, method: Method, own: Mapping[str, Any]) -> Rules | None:
        """What the charter asks of a poll by this method; None where it does not have the method. Which
        houses there are, a poll says itself (in its `own` rules) where the charter does not."""
        if not self.applies(method):
            return None
        ruled = self.terms.ruled(method)
        if needs_houses(ruled):
            if "houses" not in own:
                return None
            ruled = {**ruled, "houses": to_text(own["houses"])}
        return Rules.from_json(ruled)

    def source(self, name: str) -> Words:
        """Where the term comes from, in words."""
        return source(self.charter, name, self.kind)


def source(charter: Charter, name: str, kind: str) -> Words:
    found = charter.source(name, kind)
    return Text("chosen by the group") if found == OVERRIDE else verbatim(found)


@lru_cache(maxsize=64)
def read_charter(rules: str) -> Charter:
    """A charter as it is kept."""
    return Charter.from_json(json.loads(rules))


def bounds_of(tx: Transaction, group_id: int, kind: str, faults: list[Fault]) -> Bounds | None:
    """The charter in force; None in a group without one. A kind of poll that it does not know is a fault."""
    kept = charters.in_force(tx, group_id)
    if kept is None:
        if kind:
            faults.append(
                Fault(
                    "kind", Text("Kinds of polls stand in a charter, and this group has none. Leave it out.")
                )
            )
        return None
    charter = read_charter(kept.rules)
    if kind and kind not in charter.kinds:
        faults.append(Fault("kind", _no_kind(charter, kind)))
        kind = ""
    return Bounds(kept, charter, kind, charter.of(kind))


def _no_kind(charter: Charter, kind: str) -> Words:
    if not charter.kinds:
        return Text("The charter “{charter}” knows no kinds of polls. Leave it out.", charter=charter.title)
    return Text(
        "The charter “{charter}” knows no kind “{kind}”, only {kinds}.",
        charter=charter.title,
        kind=kind,
        kinds=listing(*map(Code, charter.kinds)),
    )


def binds(bounds: Bounds, method: Method, proposal: Proposal, faults: list[Fault]) -> bool:
    """Whether a poll by this method would bind the group."""
    terms = bounds.terms
    within = method in bounds.methods
    if not within and (proposal.binding or bounds.kind):
        faults.append(Fault("method", _other_method(bounds)))
    elif within and proposal.binding and terms.binding is False:
        faults.append(
            Fault(
                "binding",
                Text(
                    "Under the charter “{charter}” a poll informs, and does not decide by itself ({source})."
                    " Leave out {binding}.",
                    charter=bounds.charter.title,
                    source=bounds.source("binding"),
                    binding=Code("binding:yes"),
                ),
            )
        )
    return bool(terms.binding) and within if proposal.binding is None else proposal.binding


def _other_method(bounds: Bounds) -> Words:
    methods = listing(*map(Code, bounds.terms.methods))
    if not bounds.methods:
        return Text(
            "The charter “{charter}” decides this by {methods}, which Convenor cannot do yet.",
            charter=bounds.charter.title,
            methods=methods,
        )
    return Text(
        "Under the charter “{charter}” this is decided by {methods} ({source}). Advice can be asked for by"
        " any method, with {binding}.",
        charter=bounds.charter.title,
        methods=methods,
        source=bounds.source("methods"),
        binding=Code("binding:no"),
    )


def check_length(bounds: Bounds, opens_at: datetime, closes_at: datetime, faults: list[Fault]) -> None:
    minimum = bounds.terms.minimum
    if minimum and closes_at - opens_at < minimum:
        faults.append(
            Fault(
                "closes",
                Text(
                    "The charter “{charter}” keeps a poll open for {minimum} at least ({source}). Choose"
                    " {earliest} or later.",
                    charter=bounds.charter.title,
                    minimum=lasting(minimum),
                    source=bounds.source("minimum"),
                    earliest=opens_at + minimum,
                ),
            )
        )


def check_visibility(bounds: Bounds, visibility: Visibility, faults: list[Fault]) -> None:
    asked, terms = bounds.terms.visibility, bounds.terms
    if (terms.cap or terms.opposed_share) and visibility is Visibility.SECRET:
        faults.append(
            Fault(
                "secret",
                Text(
                    "Under the charter “{charter}” the result depends on affiliations ({source}), and nobody"
                    " may know those of secret ballots. Leave out {secret}.",
                    charter=bounds.charter.title,
                    source=bounds.source("cap" if terms.cap else "opposed_share"),
                    secret=Code("secret:yes"),
                ),
            )
        )
        return
    if asked and asked != visibility:
        faults.append(
            Fault(
                "visibility",
                Text(
                    "The charter “{charter}” asks for {visibility} ({source}). Leave it out.",
                    charter=bounds.charter.title,
                    visibility=Code(f"visibility:{asked}"),
                    source=bounds.source("visibility"),
                ),
            )
        )


def reasons_of(bounds: Bounds, asked: Reasons | None, faults: list[Fault]) -> Reasons:
    least = Reasons(bounds.terms.reasons) if bounds.terms.reasons else Reasons.OPTIONAL
    if least is Reasons.REQUIRED and asked is Reasons.OPTIONAL:
        faults.append(
            Fault(
                "reasons",
                Text(
                    "The charter “{charter}” asks for a reason with each ballot ({source}). Leave it out.",
                    charter=bounds.charter.title,
                    source=bounds.source("reasons"),
                ),
            )
        )
    return asked or least


_PARAMETERS = {"counting": "rule", "places": "seats", "ways": "threshold", "ratio": "threshold"}
"""Rules that are typed under other names than they are kept under."""


def tightened(bounds: Bounds, base: Rules, typed: dict[str, Any], faults: list[Fault]) -> Rules:
    """The charter's rules with what was typed, which may ask for more."""
    rules = replace(base, **typed)
    faults += [
        Fault(_PARAMETERS.get(name, name), _too_little(bounds, base, name))
        for name in loosened(rules, base)
        if name in typed
    ]
    return rules


def _too_little(bounds: Bounds, base: Rules, name: str) -> Words:
    asked = getattr(base, name)
    if base.heard and name in HEARING:
        return Text(
            "The charter “{charter}” says when a stakeholder group is heard: {asked} ({source}). Asking for"
            " more could silence one, so leave it out.",
            charter=bounds.charter.title,
            asked=asked,
            source=bounds.source(name),
        )
    if isinstance(asked, Threshold):
        held: Words = amount(base.method, asked)
    else:
        held = Text("{asked}", asked=Code(str(bounds.terms.ruled(base.method).get(name, asked))))
    return Text(
        "The charter “{charter}” asks for {asked} ({source}). A poll can ask for more, not for less.",
        charter=bounds.charter.title,
        asked=held,
        source=bounds.source(name),
    )


def check_roll(bounds: Bounds, roll: Sequence[RollSize], overall_only: Sequence[str]) -> None:
    """Raises Refusal for a roll on which the charter cannot be kept. `overall_only` are stakeholder groups
    that a secret poll could not test alone."""
    if not enough_groups(bounds, roll):
        raise Refusal(
            Text(
                "The charter “{charter}” needs members from {needed} stakeholder groups ({source}), and there"
                " are {present}. Ask the others to join with {join}.",
                charter=bounds.charter.title,
                needed=bounds.terms.represented or 0,
                source=bounds.source("represented"),
                present=_groups(roll),
                join=Code("/member join"),
            )
        )
    if overall_only:
        raise Refusal(
            Text(
                "In secret the rules of the charter “{charter}” could not be applied to {stakeholders}: there"
                " are too few people to hide among. Leave out {secret}.",
                charter=bounds.charter.title,
                stakeholders=listing(*overall_only),
                secret=Code("secret:yes"),
            )
        )


def enough_groups(bounds: Bounds, roll: Sequence[RollSize]) -> bool:
    return _groups(roll) >= (bounds.terms.represented or 0)


def _groups(roll: Sequence[RollSize]) -> int:
    return sum(1 for size in roll if size.stakeholder and size.seats)


def bounds_now(tx: Transaction, poll: Poll) -> Bounds | None:
    """The charter under which a planned poll opens: the one in force now."""
    kept = charters.in_force(tx, poll.group_id)
    if kept is None:
        return None
    planned = charters.of_poll(tx, poll.id)
    charter, kind = read_charter(kept.rules), planned.kind if planned else ""
    return Bounds(kept, charter, kind, charter.of(kind) if kind in ("", *charter.kinds) else Terms())


def still_fits(bounds: Bounds, poll: Poll, rules: Rules, lasts: timedelta, roll: Sequence[RollSize]) -> bool:
    """Whether a poll that was planned under another charter, or none, may open under this one."""
    terms = bounds.terms
    base = bounds.rules(rules.method, {"houses": rules.houses})
    if base is None:
        return not poll.binding and not bounds.kind
    return (
        not loosened(rules, base)
        and lasts >= (terms.minimum or timedelta(0))
        and terms.visibility in ("", poll.visibility)
        and (terms.reasons != Reasons.REQUIRED or poll.reasons == Reasons.REQUIRED)
        and not (poll.binding and terms.binding is False)
        and enough_groups(bounds, roll)
    )
