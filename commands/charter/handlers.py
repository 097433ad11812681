"""What happens: charters are shown, and what they would mean in this group."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from bot.blocks import Block
from bot.boundary import Reply, Suggestion
from bot.charters import Charter
from bot.feature import Call, Finds, Said, Says, Suits, Telling
from bot.people import Group, Role
from bot.refusals import not_found
from bot.text import Code, Text, Words, listing, verbatim
from commands.charter import views
from commands.charter.declared import Current, History, Show
from commands.charter.library import near_names, presets
from commands.charter.rules import differing
from commands.charter.views import Shown
from storage import charters, people, processes
from storage.charters import Kept
from storage.polls import Poll
from storage.transaction import Transaction

ADOPTED = "charter adopted"
"""The message that tells everybody; its subject is the charter's key."""
PURPOSE = "charter"
"""What a poll about a charter is for."""
WEEK = timedelta(days=7)
_OPENING = ("poll open", "poll preview", "call")


def current(call: Call[Transaction], command: Current) -> Reply:
    kept = charters.in_force(call.tx, call.group.id)
    if kept is None:
        return Reply(views.forming(call.group.name, list(presets().values())))
    wanted = kept
    if command.version:
        versions = {each.version: each for each in charters.history(call.tx, call.group.id)}
        if command.version not in versions:
            raise not_found(
                Text(
                    "There is no version {version} of the charter; the newest is {newest}.",
                    version=command.version,
                    newest=kept.version or 0,
                )
            )
        wanted = versions[command.version]
    in_force = wanted.id == kept.id
    held = read(wanted)
    assert wanted.version is not None
    assert wanted.adopted_at is not None
    return Reply(
        views.in_force(
            shown(call, held, power=in_force),
            call.group.name,
            wanted.version,
            wanted.adopted_at,
            wanted.overrides,
            current=in_force,
        )
    )


def show(call: Call[Transaction], command: Show) -> Reply:
    """A preset; where there is a group, with what it would mean there."""
    group, seat = call.perhaps_group, call.perhaps_seat
    coordinates = group is not None and seat is not None and seat.acts_as is Role.COORDINATOR
    forming = group is None or charters.in_force(call.tx, group.id) is None
    seen = shown(call, command.preset, power=group is not None)
    return Reply(views.preset(seen, group.id if group and coordinates else None, forming=forming))


def history(call: Call[Transaction], command: History) -> Reply:
    return Reply(
        views.history(
            call.group.name,
            [
                (kept.version, read(kept).title, kept.overrides, kept.adopted_at)
                for kept in charters.history(call.tx, call.group.id)
                if kept.version is not None and kept.adopted_at is not None
            ],
        )
    )


def read(kept: Kept) -> Charter:
    return Charter.from_json(json.loads(kept.rules))


def shown(call: Call[Transaction], held: Charter, *, power: bool = True) -> Shown:
    """The charter, with what it would mean in this group as it is seated now."""
    polling = call.registry.polling
    here: list[tuple[str, tuple[Words, ...]]] = []
    if power:
        kinds = ("", *(kind for kind in differing(held)))
        here = [(kind, said) for kind in kinds if (said := power_of(call, held, kind))]
    return Shown(held, polling.explain, tuple(here))


def power_of(call: Call[Transaction], held: Charter, kind: str) -> tuple[Words, ...]:
    """How few could decide."""
    terms = held.of(kind)
    ruled = terms.ruled(terms.methods[0])
    return call.registry.polling.foresee(call, ruled, terms.usual or terms.minimum or WEEK)


def find(call: Call[Transaction], typed: str, is_key: bool) -> Charter:
    """A charter by its name."""
    wanted = typed.strip().casefold().replace(" ", "-").replace("_", "-")
    found = presets().get(wanted)
    if found is None and (near := near_names(wanted)):
        raise not_found(
            Text(
                "I know no charter “{typed}”. The nearest: {near}.",
                typed=typed,
                near=listing(*map(Code, near)),
            )
        )
    if found is None:
        raise not_found(
            Text(
                "I know no charter “{typed}”. There are {names}.",
                typed=typed,
                names=listing(*map(Code, presets())),
            )
        )
    return found


def suggest(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    wanted = typed.strip().casefold()
    return [
        Suggestion(name, verbatim(each.title))
        for name, each in presets().items()
        if (wanted in name or wanted in each.title.casefold()) and suits(each)
    ]


def announced(telling: Telling[Transaction]) -> Said | None:
    """To everybody: the group has a charter, or another one."""
    kept = charters.by_key(telling.tx, telling.subject)
    if kept is None or kept.version is None:
        return None
    group: Group = people.group_of(telling.tx, kept.group_id)
    poll = charters.decided_by(telling.tx, kept.key)
    return Said(
        views.announced(group.name, read(kept).title, kept.version, f"P-{poll}" if poll else ""), group.reader
    )


def beside(tx: Transaction, poll: Poll) -> tuple[Block, ...]:
    """On the card of a poll about a charter: what it would adopt, whatever its question and text say."""
    held = charters.of_poll(tx, poll.id)
    kept = charters.by_key(tx, held.subject) if held is not None and held.purpose == PURPOSE else None
    if kept is None:
        return ()
    waits = processes.of(tx, poll.id).rework_until is not None
    return views.about(read(kept), kept.overrides, poll.short if waits else "")


def lets(call: Call[Transaction], path: str) -> bool:
    """Whether the charter in force lets members open polls."""
    seat = call.perhaps_seat
    if path not in _OPENING or seat is None or seat.acts_as.rank < Role.MEMBER.rank:
        return False
    kept = charters.in_force(call.tx, call.group.id)
    return kept is not None and read(kept).terms.openers == Role.MEMBER.value


finds = Finds("preset", find, suggest, lambda charter: str(charter.preset))
says = (Says(ADOPTED, announced),)
