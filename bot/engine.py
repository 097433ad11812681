"""The one door: everything that a person can do is a command, and every command passes here.

`prepare` reads what was typed, without the database; `perform` resolves, checks rights and runs the
handler inside one transaction, and answers after its commit; `strike` does what a timer promised.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic

from bot import binding, drafts, line
from bot.addresses import AccountRef, ChannelRef
from bot.binding import GROUP, KEY_MARK, Spec
from bot.blocks import Button, Buttons
from bot.boundary import UNSAID, Answer, Choices, Door, Form, Nobody, Reader, Reply, Request
from bot.catalog import known_language
from bot.codec import pack_reply, unpack_reply
from bot.excuses import broken, busy, refused, together, unknown
from bot.feature import Call, Handles, Registry
from bot.forms import form_of, lacks, suggested, which_group
from bot.pages import MORE
from bot.people import Context, Person
from bot.placing import place
from bot.ports import Clock, Store, T, Timer, Unavailable
from bot.refusals import Fault, Refusal, Why
from bot.resolving import call_by_name, check_typed, resolve
from bot.rights import check_rights, may_ask
from bot.text import Text

log = logging.getLogger(__name__)

EDIT = "edit"
"""The path on the button that opens a form again, filled with what was typed."""
ROOT = "wg"
"""The word before all commands on platforms with one root: `/wg poll open`."""


@dataclass(frozen=True, slots=True)
class Ready(Generic[T]):
    """A request whose form was read: malformed is a value too, so that all faults come together."""

    request: Request
    spec: Spec
    handles: Handles[T]
    given: Mapping[str, str]
    values: Mapping[str, Any]
    missing: tuple[str, ...]
    faults: tuple[Fault, ...]


class Engine(Generic[T]):
    """Performs commands. `clock` is the only source of time, `key` of keys and salts, and `chance` of
    seeds for public draws (the same as `key` unless a test sets it)."""

    def __init__(
        self,
        registry: Registry[T],
        store: Store[T],
        clock: Clock,
        key: Callable[[], str],
        chance: Callable[[], str] | None = None,
    ) -> None:
        self.registry = registry
        self.store = store
        self._clock = clock
        self._key = key
        self._chance = chance or key
        self._specs = {
            path: binding.spec_of(handles.command, path) for path, handles in registry.handles.items()
        }
        self._depth = max((path.count(" ") + 1 for path in self._specs), default=1)
        self._listed = [path for path, spec in self._specs.items() if spec.command.right.of_people]

    @property
    def specs(self) -> Mapping[str, Spec]:
        return self._specs

    # Reading what was typed

    def prepare(self, request: Request) -> Ready[T]:
        """Syntax only: no database, no waiting. Raises Refusal for what is no command at all."""
        given = dict(request.given)
        faults: list[Fault] = []
        path = request.path
        if request.line:
            if len(request.line) > line.MOST:
                raise Refusal(Text("This is too long to be read. Please shorten it."), Why.MALFORMED)
            try:
                said = line.words(request.line.lstrip().removeprefix("/"))
            except line.Unclosed as unclosed:
                raise Refusal(
                    Text(
                        "A quote was opened and not closed, before “{start}”. Please close it.",
                        start=unclosed.start,
                    ),
                    Why.MALFORMED,
                ) from unclosed
            path, length = self._path(said)
            given, faults = place(self._specs[path], said[length:])
        spec = self._specs.get(path)
        if spec is None or not may_ask(spec.command.right, request.who):
            raise unknown(path, self._listed)
        values, missing, unfit = binding.convert(spec, given)
        return Ready(
            request, spec, self.registry.handles[path], given, values, tuple(missing), (*faults, *unfit)
        )

    def _path(self, said: list[line.Word]) -> tuple[str, int]:
        """Which command the first words name, and how many words that takes."""
        called = [word.text.casefold().removeprefix("/") for word in said[: 2 + self._depth]]
        start = next((place for place, name in enumerate(called) if name != ROOT), len(called))
        names = called[start : start + self._depth]
        for length in range(len(names), 0, -1):
            path = " ".join(names[:length])
            if path in self._specs and self._specs[path].command.right.of_people:
                return path, start + length
        if not names and "me" in self._specs:
            return "me", start
        if (
            len(names) == 1
            and "help" in self._specs
            and any(path.startswith(f"{names[0]} ") for path in self._listed)
        ):
            return "help", start
        raise unknown(" ".join(names[:2]), self._listed)

    # Doing it

    async def handle(self, request: Request) -> Answer:
        """What every door calls: prepare, perform, and whatever goes wrong becomes an answer."""
        try:
            drafts.check_typed(request)
            if request.path in (EDIT, MORE) or request.draft:
                return await self._go_on(request)
            ready = self.prepare(request)
        except Refusal as refusal:
            return refused(refusal, request, await self._reader(request))
        except Exception as fault:  # noqa: BLE001 - the engine's own boundary
            return await self._failed(fault, request, request.path)
        return await self.perform(ready)

    async def perform(self, ready: Ready[T]) -> Answer:
        """Never raises: a refusal or a fault of ours is an answer too."""
        request = ready.request
        try:
            if ready.missing and not ready.faults:
                return await self._open(ready)
            command = ready.spec.command
            if command.reads:
                return await self._read(ready)
            return await self.store.write(
                lambda tx: self._perform(tx, ready, []), lane=str(request.where.home), long=command.long
            )
        except Refusal as refusal:
            reply = refused(refusal, request, await self._reader(request), reads=ready.spec.command.reads)
            if request.door is Door.PRESS and lacks(ready.spec, ready.given, refusal):
                return await self._ask_for(refusal, ready, reply)
            return await self._with_edit(reply, ready)
        except Exception as fault:  # noqa: BLE001 - the engine's own boundary
            return await self._failed(fault, request, ready.spec.path)

    def _perform(self, tx: T, ready: Ready[T], seen: list[int]) -> Reply:
        request, command = ready.request, ready.spec.command
        stored = None if command.reads else tx.recall(request.id)
        call = self.call(tx, request, ready.given)
        if stored is not None:
            return replace(unpack_reply(stored), reader=call.reader)
        check_rights(call, ready.spec, ready.given)
        values, unresolved, why = resolve(call, ready.spec, ready.values, ready.given)
        if ready.faults or unresolved:
            faults = (*ready.faults, *unresolved)
            raise Refusal(together(faults), Why.MALFORMED if ready.faults else why, faults)
        reply = ready.handles.handler(call, command(**values))
        # What changes something is refused in a closed group before it can offer more.
        blocks = self.registry.offered(tx, reply.blocks) if command.reads else reply.blocks
        if tx.wrote:
            call_by_name(call)
            tx.remember(request.id, call.at, pack_reply(reply))
            self.registry.notice(tx, call.person.id)
        elif command.reads and self.registry.notice(tx, call.person.id):
            seen.append(call.person.id or 0)
        return replace(reply, blocks=blocks, reader=call.reader if reply.reader is UNSAID else reply.reader)

    async def _read(self, ready: Ready[T]) -> Reply:
        """Reads. That the person was here is written down where that is news."""
        seen: list[int] = []
        reply = await self.store.read(lambda tx: self._perform(tx, ready, seen))
        if seen:
            try:
                await self.store.write(lambda tx: self.registry.notice(tx, seen[0]))
            except Exception:  # What was read is told, whatever became of the note.
                log.exception("not noted who was here", extra={"action": "notice_failed"})
        return reply

    def call(self, tx: T, request: Request, given: Mapping[str, str]) -> Call[T]:
        """Who asks for what, where and when, as it is in this transaction."""
        account = request.who if isinstance(request.who, AccountRef) else None
        named = given.get(GROUP) or None
        hint: str | int | None = named
        if named is not None and (request.door is Door.PRESS or named.startswith(KEY_MARK)):
            number = named.removeprefix(KEY_MARK)
            hint = int(number) if number.isdecimal() and len(number) < 10 else 0  # no group has that id
        context = tx.context(account, request.where, hint)
        known = request.known
        person = context.person or Person(None, known.name, "", "")
        language = person.language or known_language(known.locale)
        group = context.group
        reader = Reader(
            language or (group.language if group else "en"), person.zone or (group.zone if group else "UTC")
        )
        at = self._at(context)
        return Call(
            tx=tx,
            at=at,
            request=request,
            person=person,
            reader=reader,
            key=self._key,
            chance=self._chance,
            registry=self.registry,
            perhaps_group=group,
            perhaps_seat=context.seat.at(at) if context.seat else None,
        )

    async def _reader(self, request: Request) -> Reader:
        """For whom a refusal is written; English when even that cannot be read."""
        try:
            return await self.store.read(lambda tx: self.call(tx, request, {}).reader)
        except Exception:
            log.exception("reader unknown", extra={"action": "reader_unknown"})
            return Reader()

    def _at(self, context: Context) -> datetime:
        now = self._clock.now()
        return max(now, context.group.last_at) if context.group else now

    # Forms and suggestions

    async def _open(self, ready: Ready[T]) -> Answer:
        """Asks for what is missing; what was typed waits in a draft."""
        return await self.store.write(lambda tx: self._form(tx, ready), lane=str(ready.request.where.home))

    def _form(self, tx: T, ready: Ready[T]) -> Form:
        # What was typed on a line is given too: it says what there is to choose from.
        call = self.call(tx, replace(ready.request, given=ready.given), ready.given)
        asked = which_group(call, ready.spec)
        if asked is None:
            check_rights(call, ready.spec, ready.given)
            if ready.request.line:
                check_typed(call, ready.spec, ready.values, ready.given)
        key = drafts.keep(call, ready.spec, ready.given)
        return replace(asked or form_of(call, ready.spec, ready.given, ready.faults, key), draft=key)

    async def form(self, request: Request) -> Answer:
        """The form of a command with what is known already filled in, rights checked."""
        try:
            drafts.check_typed(request)
            return await self._open(replace(self.prepare(replace(request, draft="")), faults=()))
        except Refusal as refusal:
            return refused(refusal, request, await self._reader(request))
        except Exception as fault:  # noqa: BLE001 - the engine's own boundary
            return await self._failed(fault, request, request.path)

    async def _go_on(self, request: Request) -> Answer:
        """A form comes back, somebody wants to edit what was refused, or to read on: all go on from a draft."""
        ready = self.prepare(await self._from_draft(request))
        if request.path == EDIT:
            return await self._open(ready)
        if request.path == MORE and not ready.spec.command.reads:
            raise drafts.too_old(request.path)
        return await self.perform(ready)

    async def _from_draft(self, request: Request) -> Request:
        key = request.draft or request.given.get("draft", "")
        draft = await self.store.read(lambda tx: tx.draft(key, str(request.who), self._clock.now()))
        if draft is None:
            raise drafts.too_old(request.path)
        if request.path in (EDIT, MORE):
            return drafts.opened_again(request, draft, key)
        return drafts.gone_on(request, draft)

    async def keep(self, request: Request) -> str:
        """The draft of a request that only reads, by which `MORE` does it again; empty for any other."""
        try:
            if request.path == MORE or request.draft:
                request = await self._from_draft(request)
            ready = self.prepare(request)
            if not ready.spec.command.reads or not isinstance(request.who, AccountRef):
                return ""
            return await self._kept(ready)
        except Refusal:
            return ""
        except Exception:
            log.exception("draft not kept", extra={"action": "draft_not_kept"})
            return ""

    async def _kept(self, ready: Ready[T]) -> str:
        """Keeps what was given; returns the key of the draft."""
        request = ready.request
        return await self.store.write(
            lambda tx: drafts.keep(self.call(tx, request, {}), ready.spec, ready.given)
        )

    async def _ask_for(self, refusal: Refusal, ready: Ready[T], reply: Reply) -> Answer:
        """A button could not know that more is needed this time (an objection needs its reason)."""
        try:
            return await self._open(replace(ready, faults=refusal.faults))
        except Exception:
            log.exception("form not opened", extra={"action": "form_not_opened"})
            return reply

    async def _with_edit(self, reply: Reply, ready: Ready[T]) -> Reply:
        """Keeps what was typed: the refusal carries a button that opens it as a form."""
        request = ready.request
        if (
            not reply.faults
            or not isinstance(request.who, AccountRef)
            or request.door is Door.PRESS
            or not ready.given
        ):
            return reply
        try:
            key = await self._kept(ready)
        except Exception:
            log.exception("draft not kept", extra={"action": "draft_not_kept"})
            return reply
        edit = Button(Text("Edit"), EDIT, (("draft", key),))
        return replace(reply, blocks=(*reply.blocks, Buttons((edit,))))

    async def suggest(self, request: Request, param: str, typed: str) -> Choices:
        """What fits what was typed so far for one parameter; nothing where rights are missing."""
        spec = self._specs.get(request.path)
        if spec is None or param not in spec.by_name:
            return Choices(())

        def look(tx: T) -> Choices:
            call = self.call(tx, request, request.given)
            return Choices(tuple(suggested(call, spec, spec.by_name[param], typed)))

        try:
            drafts.check_typed(request)
            return await self.store.read(look)
        except Refusal:
            return Choices(())
        except Exception:
            log.exception("no suggestions for %s", request.path, extra={"action": "suggest_failed"})
            return Choices(())

    # The clock

    async def strike(self, timer: Timer) -> None:
        """Does what a timer promised, and takes the promise back in the same transaction. Raises
        what goes wrong: the heartbeat tries again later."""
        long = self._specs[timer.kind].command.long
        await self.store.write(lambda tx: self._strike(tx, timer), lane=timer.subject, long=long)

    def _strike(self, tx: T, timer: Timer) -> None:
        if tx.timer(timer.id) is None:
            return
        handles = self.registry.handles[timer.kind]
        spec = self._specs[timer.kind]
        now = self._clock.now()
        late = handles.command.late.skip_after
        if late is not None and now - timer.due_at > late:
            log.warning("too late for %s", timer.kind, extra={"action": "timer_skipped"})
            tx.finish_timer(timer.id)
            return
        request = Request(
            id=f"timer {timer.id}",
            who=Nobody.CLOCK,
            where=ChannelRef("clock", "", PRIVATE_CLOCK),
            door=Door.CLOCK,
            path=timer.kind,
            given={spec.params[0].name: timer.subject},
        )
        call = self.call(tx, request, {})
        values, faults, _ = resolve(call, spec, {spec.params[0].attribute: timer.subject}, {})
        if faults:
            log.warning("nothing to do for %s", timer.kind, extra={"action": "timer_moot"})
        else:
            handles.handler(call, handles.command(**values))
        tx.finish_timer(timer.id)

    async def _failed(self, fault: Exception, request: Request, path: str) -> Reply:
        """Not the person's doing. A fault of ours is logged with its traceback under the reference that
        the person sees."""
        if isinstance(fault, Unavailable):
            log.error("store unavailable: %s", fault, extra={"action": "store_unavailable"})
            return busy(Reader(known_language(request.known.locale) or "en"))
        reference = "".join(filter(str.isalnum, self._key()))[:6].upper()
        log.error("fault in %s, reference %s", path, reference, exc_info=fault, extra={"action": "fault"})
        return broken(reference, await self._reader(request))


PRIVATE_CLOCK = "@clock"
"""Where the clock is: nowhere that could be a home."""
