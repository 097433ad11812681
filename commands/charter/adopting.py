"""What happens: a charter is proposed and adopted, the first by a coordinator, each later one by a poll."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.boundary import Reply
from bot.chain import Canonical
from bot.charters import Charter
from bot.feature import Call
from bot.people import Stage
from bot.polling import Concluded, Ending, Question
from bot.refusals import Fault, Refusal, Why, malformed
from bot.text import Code, Text, Words, listing, verbatim
from bot.writing import PlainMarkup, write
from commands.charter import views
from commands.charter.declared import Propose
from commands.charter.handlers import ADOPTED, PURPOSE, power_of, read
from commands.charter.rules import Bad, Wrong, overridden
from storage import charters, groups, processes, promises, record, rolls, seats
from storage.polls import Poll
from storage.transaction import Transaction

KIND = "charter"
"""The kind of poll about a charter, where the charter in force has one."""


def is_suspended(call: Call[Transaction], poll: Poll) -> bool:
    """Whether the poll waits to be put again."""
    return processes.of(call.tx, poll.id).rework_until is not None


def propose(call: Call[Transaction], command: Propose) -> Reply:
    """While there is none it is adopted at once; afterwards a poll under the one in force decides."""
    tx, group = call.tx, call.group
    wanted = _wanted(call, command)
    overrides = " | ".join(map(str, command.overrides))
    rules = json.dumps(wanted.to_json(), ensure_ascii=False, sort_keys=True)
    kept = charters.in_force(tx, group.id)
    if kept is not None and kept.rules == rules:
        raise Refusal(
            Text("This is the charter in force already. {show} shows it.", show=Code("/group charter"))
        )
    _must_be_the_only_one(call, command)
    key = call.key()
    facts: dict[str, Canonical] = {"preset": wanted.preset, "rules": wanted.to_json()}
    if overrides:
        facts["overrides"] = [str(each) for each in command.overrides]
    if kept is None:
        charters.propose(tx, key, group.id, wanted.preset, overrides, rules, call.seat.number, call.at)
        _adopt(tx, group.id, key, wanted, 1, call)
        record.append(
            tx, group.id, "charter.adopted", call.at, by=call.seat.number, subject="charter 1",
            facts={"version": 1, **facts},
        )  # fmt: skip
        return Reply(views.adopted(group.name, wanted.title, 1, power_of(call, wanted, "")))
    held = read(kept)
    asked = Text("Adopt the charter “{charter}”?", charter=wanted.title)
    question = Question(
        question=write(asked, group.reader, PlainMarkup()),
        text=overrides,
        purpose=PURPOSE,
        subject=key,
        kind=KIND if KIND in held.kinds else "",
    )
    polling = call.registry.polling
    if command.rework is None:
        short = polling.ask(call, question)
    else:
        short = polling.again(call, command.rework, question)
        facts["reworks"] = command.rework.short
    charters.propose(tx, key, group.id, wanted.preset, overrides, rules, call.seat.number, call.at)
    record.append(
        tx, group.id, "charter.proposed", call.at, by=call.seat.number, subject=short,
        facts={"poll": short, **facts},
    )  # fmt: skip
    return Reply(views.proposed(short, wanted.title))


def _must_be_the_only_one(call: Call[Transaction], command: Propose) -> None:
    """Raises Refusal while another charter is being decided, or can be put again and this would not be that."""
    tx, group_id, rework = call.tx, call.group.id, command.rework
    number = charters.being_decided(tx, group_id, PURPOSE)
    if number is not None:
        raise Refusal(
            Text(
                "{poll} decides about another charter. Wait until it is over, or use {withdraw}.",
                poll=Code(f"P-{number}"),
                withdraw=Code(f"/poll withdraw P-{number}"),
            )
        )
    held = None if rework is None else charters.of_poll(tx, rework.id)
    if rework is not None and (held is None or held.purpose != PURPOSE):
        raise malformed(
            "rework",
            Text(
                "{poll} is not about a charter. {command} puts it again.",
                poll=Code(rework.short),
                command=Code(f'/poll rework {rework.short} "…"'),
            ),
        )
    waiting = processes.waiting_about(tx, group_id, PURPOSE) if rework is None else None
    if waiting is None:
        return
    suspended, opener = waiting
    if opener != call.seat.number and seats.by_number(tx, group_id, opener) is not None:
        raise Refusal(
            Text(
                "{poll} about a charter is suspended, and can be put again until {until}. Wait until then, or talk"
                " to whoever asked it.",
                poll=Code(suspended.short),
                until=suspended.until,
            )
        )
    raise Refusal(
        Text(
            "{poll} about a charter is suspended. To put it again with these rules, add {rework}; to give it up,"
            " use {withdraw}.",
            poll=Code(suspended.short),
            rework=Code(f"rework:{suspended.short}"),
            withdraw=Code(f"/poll withdraw {suspended.short}"),
        )
    )


def conclude(concluded: Concluded[Transaction]) -> None:
    """The poll about a charter is over: it is in force, or nothing changes."""
    tx, group_id = concluded.tx, concluded.group_id
    kept = charters.by_key(tx, concluded.subject)
    assert kept is not None, "a poll was about this charter"
    if concluded.ending is not Ending.PASSED:
        record.append(
            tx, group_id, "charter.rejected", concluded.at, by=None, subject=concluded.poll,
            facts={"poll": concluded.poll, "preset": kept.preset, "cause": concluded.ending.value},
        )  # fmt: skip
        return
    before = charters.in_force(tx, group_id)
    version = (before.version or 0) + 1 if before else 1
    wanted = read(kept)
    _adopt(tx, group_id, kept.key, wanted, version, concluded)
    record.append(
        tx,
        group_id,
        "charter.adopted",
        concluded.at,
        by=None,
        subject=f"charter {version}",
        facts={
            "version": version,
            "poll": concluded.poll,
            "preset": kept.preset,
            "rules": wanted.to_json(),
        },
    )


def _adopt(
    tx: Transaction,
    group_id: int,
    key: str,
    wanted: Charter,
    version: int,
    when: Call[Transaction] | Concluded[Transaction],
) -> None:
    charters.adopt(tx, key, version, when.at)
    groups.change(tx, group_id, "stage", Stage.CHARTERED.value)
    if wanted.terms.joining:
        groups.change(tx, group_id, "joining", wanted.terms.joining)
    for home in groups.homes(tx, group_id):
        promises.say(tx, ADOPTED, key, home, when.at)


def _wanted(call: Call[Transaction], command: Propose) -> Charter:
    """The charter with its overrides. Raises Refusal where it cannot be adopted here."""
    polling = call.registry.polling
    wanted = overridden(command.preset, command.overrides, polling.canonical, polling.loosened)
    if not isinstance(wanted, Charter):
        faults = tuple(Fault("overrides", _bad(bad, command.preset)) for bad in wanted)
        raise Refusal(faults[0].text, Why.MALFORMED, faults)
    for kind in ("", *wanted.kinds):
        _check_rules(call, wanted, kind)
    seated = {size.stakeholder for size in rolls.sizes_now(call.tx, call.group.id, call.at, call.at)} - {""}
    needed = wanted.terms.represented or 0
    if len(seated) < needed:
        raise Refusal(
            Text(
                "The charter “{charter}” needs members from {needed} stakeholder groups ({source}), and there"
                " are {present}. Ask the others to join with {join}.",
                charter=wanted.title,
                needed=needed,
                source=verbatim(wanted.source("represented")),
                present=len(seated),
                join=Code("/member join"),
            )
        )
    return wanted


def _check_rules(call: Call[Transaction], wanted: Charter, kind: str) -> None:
    """Raises Refusal for a charter under which no poll of the kind could be opened: its method has no such
    rules, or it would have to be secret, and by its rules it cannot be."""
    terms, polling = wanted.of(kind), call.registry.polling
    ruled = terms.ruled(terms.methods[0])
    if missing := polling.lacks(ruled):
        raise Refusal(views.unfit(terms.methods[0], missing))
    if terms.visibility == "secret" and not polling.conceals(ruled):
        raise Refusal(
            Text(
                "Under these rules no poll could be secret, as {visibility} asks: {rules} Leave it out, or"
                " choose another method.",
                visibility=Code(f"{kind}.visibility=secret" if kind else "visibility=secret"),
                rules=polling.explain(ruled),
            )
        )


def _bad(bad: Bad, charter: Charter) -> Words:
    override = Code(str(bad.override))
    match bad.wrong:
        case Wrong.UNKNOWN:
            names = listing(*map(Code, _names(charter)))
            return Text("There is nothing called so in {override}. There are {names}.", override=override,
                        names=names)  # fmt: skip
        case Wrong.UNREADABLE:
            return Text("I cannot read {override}. Write it as in {example}.", override=override,
                        example=Code("minimum=14 days"))  # fmt: skip
        case Wrong.TWICE:
            return Text("{override} is said twice. Leave one of them out.", override=override)
        case Wrong.LOOSER:
            return Text(
                "{override} asks for less than the charter: {asked} ({source}). A group can ask for more.",
                override=override,
                asked=views.value_words(bad.asked),
                source=bad.source,
            )
        case Wrong.FIXED:
            return Text(
                "{override} is not possible: the charter says {asked} ({source}). Leave it out.",
                override=override,
                asked=views.value_words(bad.asked),
                source=bad.source,
            )
        case Wrong.IDLE:
            return Text(
                "{override} would have no effect: under this charter no poll is of gradients. Leave it out, or"
                " choose a charter with gradients.",
                override=Code(bad.override.key),
            )
        case Wrong.SHORT:
            return Text(
                "{override} is shorter than a poll may be: {asked} ({source}). Choose a longer time.",
                override=override,
                asked=views.value_words(bad.asked),
                source=bad.source,
            )


def _names(charter: Charter) -> Iterator[str]:
    yield from charter.terms.given()
    for kind, terms in charter.kinds.items():
        yield from (f"{kind}.{name}" for name in terms.given())
