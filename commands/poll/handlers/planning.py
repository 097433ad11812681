"""What a poll would be that somebody proposes: everything is checked before anything is written."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.feature import Call
from bot.refusals import Fault, Refusal, Why
from bot.text import Code, Text, Words, listing
from commands.poll.declared import Proposal
from commands.poll.handlers import asking, under, urgency
from commands.poll.handlers.rolling import check_newcomers, roll_now, taken_by
from commands.poll.handlers.timing import check_window, times, window_of
from commands.poll.handlers.under import Bounds
from commands.poll.rules import (
    STEPS,
    BadFraction,
    BadOptions,
    Form,
    Method,
    OptionsFault,
    Refused,
    RollSize,
    Rules,
    SecretRefused,
    SecretTerms,
    Threshold,
    check_options,
    secret_terms,
)
from commands.poll.values import LEADS, Reasons, Visibility
from storage import rolls
from storage.transaction import Transaction

WEEK = timedelta(days=7)
"""How long a poll is open unless somebody says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A poll that could be opened. `rules` are the proposed ones as they can be applied: a secret poll
    asks for more ballots, and for no test of the stakeholder groups if any of them is among the
    `overall_only`, which are too small for it."""

    question: str
    text: str
    link: str
    options: tuple[str, ...]
    proposed: Rules
    rules: Rules
    visibility: Visibility
    binding: bool
    reasons: Reasons
    opens_at: datetime
    closes_at: datetime
    leads: tuple[timedelta, ...]
    roll: tuple[RollSize, ...]
    overall_only: tuple[str, ...] = ()
    bounds: Bounds | None = None
    """The charter in force; its rules bind the poll where it `applies`."""
    applies: bool = False
    taken_by: datetime | None = None
    """Seats that were taken later are too new for the roll; None where no age is asked for."""
    newcomers: int = 0
    """How many they are now."""
    reason: str = ""
    """Why it is urgent, if it is."""
    wanted: int = 0
    """How many facilitators have to find it urgent before it opens; 0 for one that is not about that."""


def plan(call: Call[Transaction], proposal: Proposal, *, decides: bool = False, again: bool = False) -> Plan:
    """Raises Refusal with everything that is wrong with the proposal. `decides`: it is about the charter
    itself, so it binds whatever the charter says of other polls. `again`: it was asked before, so whether it is
    urgent is not the question any more."""
    faults: list[Fault] = []
    bounds = under.bounds_of(call.tx, call.group.id, proposal.kind, faults)
    method = proposal.method or _usual(bounds, proposal.options, decides=decides)
    own = asking.rules_of_method(call.tx, call.group.id, method, proposal, faults)
    base = bounds.rules(method, own) if bounds else None
    binding = bool(proposal.binding) or decides
    if bounds is not None and not decides:
        binding = under.binds(bounds, method, proposal, faults)
    lasting = bounds.lasting(WEEK) if bounds and (base or decides) else WEEK
    closes_in = window_of(call.tx, call.group.id, bounds.terms if bounds and (base or decides) else None)
    opens_at, closes_at = times(call.at, proposal, lasting, closes_in, faults)
    if not (decides or again):
        urgency.check(call, bounds, proposal, faults)
    options = proposal.options
    if method is Method.GRADIENTS and bounds is not None and base is not None:
        options = options or bounds.terms.steps
    if method is Method.AVAILABILITY:
        options = asking.moments(call, options, opens_at, faults)
    _check_options(method, options, faults)
    _check_link(proposal.link, faults)
    reasons, usual = proposal.reasons or Reasons.OPTIONAL, None
    if bounds is not None and base is not None:
        reasons = under.reasons_of(bounds, proposal.reasons, faults)
        usual = bounds.visibility
    visibility = _visibility(method, proposal, reasons, usual, faults)
    rules: Rules | None = None
    if bounds is not None and base is not None:
        if not faults:
            under.check_length(bounds, opens_at, closes_at, faults)
        if not faults and closes_in:
            check_window(bounds, closes_in, opens_at, closes_at, faults)
        under.check_visibility(bounds, visibility, faults)
        rules = under.tightened(bounds, base, {**_typed(method, proposal), **own}, faults)
    if faults:
        raise Refusal(faults[0].text, Why.MALFORMED, tuple(faults))
    if rules is None:
        rules = Rules(method, **_typed(method, proposal), **own)
    by = taken_by(call.tx, call.group.id, bounds, opens_at, held=binding or base is not None)
    roll = roll_now(call.tx, call.group.id, opens_at, closes_at, by)
    newcomers = rolls.newcomers(call.tx, call.group.id, by) if by else 0
    if newcomers:
        check_newcomers(bounds, roll, roll_now(call.tx, call.group.id, opens_at, closes_at), newcomers)
    if not any(size.seats for size in roll):
        raise Refusal(
            Text(
                "Nobody here could vote yet: observers and seats that wait for confirmation are not on the"
                " roll. Add members with {add}, or ask them to use {join}.",
                add=Code("/member add"),
                join=Code("/member join"),
            )
        )
    terms = SecretTerms(rules, ())
    if visibility is Visibility.SECRET:
        terms = _secret_terms(rules, roll)
    if bounds is not None and base is not None:
        under.check_roll(bounds, roll, terms.overall_only)
    asking.check_reach(terms.rules, roll)
    return Plan(
        question=proposal.question,
        text=proposal.text,
        link=proposal.link,
        options=options,
        proposed=rules,
        rules=terms.rules,
        visibility=visibility,
        binding=binding,
        reasons=reasons,
        opens_at=opens_at,
        closes_at=closes_at,
        leads=LEADS if proposal.remind is None else proposal.remind,
        roll=roll,
        overall_only=terms.overall_only,
        bounds=bounds,
        applies=base is not None,
        taken_by=by,
        newcomers=newcomers,
        reason=proposal.reason,
        wanted=0 if decides or again else urgency.wanted(bounds),
    )


def _usual(bounds: Bounds | None, options: tuple[str, ...], *, decides: bool) -> Method:
    """The method of a poll when nobody says which. A poll about the charter itself is held by a method
    that decides; where the charter has none, by consent, which asks for more than any of them."""
    usual = bounds.method(options, decides=decides) if bounds else None
    if decides and bounds is not None and usual is None:
        return Method.CONSENT
    return usual or (Method.CHOICE if options else Method.VOTE)


def _check_options(method: Method, options: tuple[str, ...], faults: list[Fault]) -> None:
    if method is Method.GRADIENTS:
        _check_labels(options, faults)
        return
    if not method.has_options:
        if options:
            faults.append(
                Fault(
                    "options",
                    Text(
                        "A poll with {method} has its own answers and takes no options. For options use"
                        " {other}.",
                        method=Code(f"method:{method.value}"),
                        other=Code("method:choice"),
                    ),
                )
            )
        return
    try:
        check_options(options, method.traits.form)
    except BadOptions as bad:
        faults.append(Fault("options", _bad_options(bad)))


def _check_labels(labels: tuple[str, ...], faults: list[Fault]) -> None:
    """Options of gradients are other words for its steps, which keep their places and what they do."""
    if not labels:
        return
    if len(labels) != len(STEPS):
        faults.append(
            Fault(
                "options",
                Text(
                    "Gradients have {steps} steps, from endorsement to veto. Give a word for each, separated by"
                    " {bar}, or leave them out.",
                    steps=len(STEPS),
                    bar=Code("|"),
                ),
            )
        )
        return
    try:
        check_options(labels, Form.ANSWER)
    except BadOptions as bad:
        faults.append(Fault("options", _bad_options(bad)))


def _bad_options(bad: BadOptions) -> Words:
    labels = listing(*bad.labels)
    match bad.fault:
        case OptionsFault.FEW:
            return Text(
                "A choice needs two options at least, separated by {bar}: {example}.",
                bar=Code("|"),
                example=Code('options:"Geneva | Nairobi"'),
            )
        case OptionsFault.BLANK:
            return Text("One of the options is empty. Write something between the separators.")
        case OptionsFault.TWICE:
            return Text("Nobody could tell these options apart: {labels}. Change one of them.", labels=labels)
        case OptionsFault.MISLEADING:
            return Text(
                "These options could be mistaken for a number or a list: {labels}. Use other words.",
                labels=labels,
            )


def _check_link(link: str, faults: list[Fault]) -> None:
    if link and not is_link(link):
        faults.append(Fault("link", bad_link()))


def is_link(link: str) -> bool:
    """Whether it is an address on the web that everybody can open."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, link))


def bad_link() -> Text:
    return Text("A link starts with {secure} or {plain}.", secure=Code("https://"), plain=Code("http://"))


def _visibility(
    method: Method,
    proposal: Proposal,
    reasons: Reasons,
    usual: Visibility | None,
    faults: list[Fault],
) -> Visibility:
    said = proposal.visibility
    otherwise = usual if proposal.secret is None else None
    wanted = asking.visibility_of(method, said or otherwise, secret=proposal.secret)
    if isinstance(wanted, Fault):
        faults.append(wanted)
        return Visibility.AFTER
    if proposal.secret is not None and said is not None and proposal.secret != (said is Visibility.SECRET):
        faults.append(
            Fault(
                "secret",
                Text(
                    "{secret} and {visibility} contradict each other. Leave one of them out.",
                    secret=Code("secret:yes" if proposal.secret else "secret:no"),
                    visibility=Code(f"visibility:{said.value}"),
                ),
            )
        )
    elif wanted is Visibility.SECRET and reasons is Reasons.REQUIRED:
        faults.append(
            Fault(
                "reasons",
                Text(
                    "A secret poll keeps no reasons: a reason could show who wrote it. Leave one of the two"
                    " out."
                ),
            )
        )
    return wanted


def _typed(method: Method, proposal: Proposal) -> dict[str, Any]:
    """The rules that any method may take, as they were typed, by name."""
    thresholds = {"threshold": proposal.threshold, "group_threshold": proposal.group_threshold}
    shares = {"quorum": proposal.quorum, "group_quorum": proposal.group_quorum}
    found: dict[str, Any] = {name: share for name, share in shares.items() if share is not None}
    for name, typed in thresholds.items():
        if typed and method.takes_threshold:
            with suppress(BadFraction):  # then that is among the faults
                found[name] = Threshold.parse(typed, method.base)
    return found


def _secret_terms(rules: Rules, roll: tuple[RollSize, ...]) -> SecretTerms:
    """The rules that can be applied without giving a ballot away. Raises Refusal."""
    terms = secret_terms(rules, roll)
    if isinstance(terms, SecretTerms):
        return terms
    raise Refusal(refused(terms))


def refused(no: SecretRefused) -> Words:
    """Why a poll cannot be secret, and what to do."""
    match no.cause:
        case Refused.CONSENT:
            return Text(
                "A poll by consent is never secret: an objection is a reason, and it needs somebody who"
                " gives it. Use {other}, or leave out {secret}.",
                other=Code("method:vote"),
                secret=Code("secret:yes"),
            )
        case Refused.METHOD:
            return Text(
                "A poll by this method is never secret: it tells by name who says what. Leave out {secret},"
                " or use {other}.",
                secret=Code("secret:yes"),
                other=Code("method:vote"),
            )
        case Refused.FEW:
            return Text(
                "A ballot that says something of every option needs others to hide among: {needed} people"
                " would have to be able to vote, and there are {available}. Wait for more, or vote openly.",
                needed=no.needed,
                available=no.available,
            )
        case Refused.UNANIMITY:
            return Text(
                "With this threshold the poll passes only when all ballots say the same, so passing would"
                " show every one of them. Lower the threshold, or leave out {secret}.",
                secret=Code("secret:yes"),
            )
        case Refused.TOO_FEW:
            return Text(
                "A ballot needs others to hide among: with this rule {needed} people would have to be able to"
                " vote, and there are {available}. Lower the threshold, or leave out {secret}.",
                needed=no.needed,
                available=no.available,
                secret=Code("secret:yes"),
            )
