"""Digests are asked for, paused, resumed and stopped."""

from __future__ import annotations

from bot.boundary import Reply
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal, malformed, not_allowed, not_found
from bot.text import Code, Text
from commands.digest import views
from commands.digest.declared import Pause, Resume, Schedule, Stop
from commands.digest.handlers.planning import arrange, dismiss, enrol, missing, next_due
from commands.digest.rules import too_often
from commands.digest.values import Audience
from storage import digests, groups, record
from storage.digests import Digest, DigestReader, Issue
from storage.transaction import Transaction


def schedule(call: Call[Transaction], command: Schedule) -> Reply:
    """Asked for again, it takes the new rhythm and sections, for all who read it."""
    tx, group, audience = call.tx, call.group, command.to
    _may_change(call, audience)
    channel = _home(call) if audience is Audience.HOME else ""
    rule, sections = command.every.rule, " ".join(part.value for part in command.sections)
    if too_often(command.every):
        raise malformed(
            "every",
            Text(
                "A digest comes once a day at most. Write {daily} or less often.",
                daily=Code("every day 9:00"),
            ),
        )
    present = own(call, audience)
    if present is not None and (present.rule, present.sections) == (rule, sections):
        raise Refusal(Text("It comes in this rhythm already. {list} shows it.", list=Code("/digest list")))
    zone = group.zone if audience is Audience.HOME else call.reader.zone
    asked = Digest(0, "", group.id, audience, None, channel, rule, sections, call.at)
    due_at = next_due(asked, zone, call.at)
    if due_at is None:
        raise malformed("every", Text("This rhythm never comes round. Choose another one."))
    if present is None:
        person_id = call.person.id if audience is Audience.ME else None
        digest = digests.add(tx, call.key(), group.id, audience, person_id, channel, rule, sections, call.at)
        if audience is not Audience.COORDINATORS:
            enrol(tx, call.key(), digest, person_id, zone, call.at)
    else:
        digests.change(tx, present.id, rule, sections, call.at)
        digest = Digest(present.id, present.key, group.id, audience, present.person_id, channel, rule,
                        sections, call.at)  # fmt: skip
        for reader in digests.readers(tx, digest.id):
            due = next_due(digest, reader.zone, call.at)
            arrange(tx, reader, None if reader.paused else due, reader.zone, paused=reader.paused)
    if audience is Audience.COORDINATORS:
        for other_id, to in missing(tx, group, digest):
            enrol(tx, call.key(), digest, other_id, to.reader.zone, call.at)
    if audience is not Audience.ME:
        record.append(
            tx, group.id, "digest.scheduled", call.at, by=call.seat.number,
            facts={"to": audience.value, "channel": channel, "every": rule,
                   "sections": [part.value for part in command.sections]},
        )  # fmt: skip
    return Reply(views.scheduled(group.id, group.name, audience, command.every.words(), due_at))


def stop(call: Call[Transaction], command: Stop) -> Reply:
    tx, group, audience = call.tx, call.group, command.to
    _may_change(call, audience)
    digest = own(call, audience)
    if digest is None:
        raise _none(audience)
    for reader in digests.readers(tx, digest.id):
        dismiss(tx, reader)
    digests.forget(tx, digest)
    if audience is not Audience.ME:
        record.append(
            tx, group.id, "digest.stopped", call.at, by=call.seat.number,
            facts={"to": audience.value, "channel": digest.channel},
        )  # fmt: skip
    return Reply(views.stopped(group.name, audience))


def pause(call: Call[Transaction], command: Pause) -> Reply:
    """For this reader alone: nobody else's digest changes."""
    tx = call.tx
    reader = _meant(call, command.to, command.digest)
    due_at = None
    if command.until is not None:
        if command.until <= call.at:
            raise malformed(
                "until", Text("{moment} has passed. Choose a moment to come.", moment=command.until)
            )
        due_at = next_due(reader.digest, reader.zone, command.until)
    elif reader.paused:
        raise Refusal(
            Text("It is paused already. {resume} lets it come again.", resume=Code("/digest resume"))
        )
    arrange(tx, reader, due_at, reader.zone, paused=True)
    return Reply(views.paused(call.group.id, call.group.name, Audience(reader.digest.audience), due_at))


def resume(call: Call[Transaction], command: Resume) -> Reply:
    reader = _meant(call, command.to, None)
    if not reader.paused:
        raise Refusal(Text("It is not paused. {list} shows when it comes.", list=Code("/digest list")))
    zone = call.group.zone if reader.person_id is None else call.reader.zone
    due_at = next_due(reader.digest, zone, call.at)
    arrange(call.tx, reader, due_at, zone)
    return Reply(views.resumed(call.group.name, due_at))


def own(call: Call[Transaction], audience: Audience) -> Digest | None:
    """The digest of this kind that the caller means: their own, the coordinators', or that of this channel."""
    channel = str(call.request.where.home)
    for digest in digests.of_group(call.tx, call.group.id):
        if digest.audience != audience:
            continue
        if audience is Audience.ME and digest.person_id != call.person.id:
            continue
        if audience is Audience.HOME and digest.channel != channel:
            continue
        return digest
    return None


def _meant(call: Call[Transaction], audience: Audience | None, sent: Issue | None) -> DigestReader:
    """The caller as a reader. Raises Refusal."""
    if audience is Audience.HOME:
        _may_change(call, audience)
    person_id = None if audience is Audience.HOME else call.person.id
    if sent is not None:
        if sent.reader.person_id != call.person.id:
            raise not_allowed(
                Text("This digest is somebody else's. {list} shows yours.", list=Code("/digest list"))
            )
        return sent.reader
    for each in [audience] if audience else [Audience.ME, Audience.COORDINATORS]:
        digest = own(call, each)
        for reader in digests.readers(call.tx, digest.id) if digest else ():
            if reader.person_id == person_id:
                return reader
    raise _none(audience or Audience.ME)


def _none(audience: Audience) -> Refusal:
    schedule = Code("/digest schedule monday")
    match audience:
        case Audience.ME:
            return not_found(Text("You get no digest here. {schedule} asks for one.", schedule=schedule))
        case Audience.COORDINATORS:
            to = Code(f"{schedule.text} to:coordinators")
            return not_found(
                Text("There is no digest for coordinators here. {schedule} asks for one.", schedule=to)
            )
        case Audience.HOME:
            to = Code(f"{schedule.text} to:home")
            return not_found(Text("This channel gets no digest. {schedule} asks for one.", schedule=to))


def _may_change(call: Call[Transaction], audience: Audience) -> None:
    """What goes to others is a matter of coordinators."""
    if audience is not Audience.ME and call.seat.acts_as is not Role.COORDINATOR:
        raise not_allowed(
            Text(
                "Only a coordinator can do this for others. {mine} gets you a digest of your own.",
                mine=Code("/digest schedule monday"),
            )
        )


def _home(call: Call[Transaction]) -> str:
    """The channel, if it is a home of the group. Raises Refusal."""
    channel = str(call.request.where.home)
    if channel not in groups.homes(call.tx, call.group.id):
        raise Refusal(
            Text(
                "This is no home of {group}. Type it in the channel where the digest shall appear.",
                group=call.group.name,
            )
        )
    return channel
