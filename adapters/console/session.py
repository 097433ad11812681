"""The console as a platform: one terminal in which everybody can be somebody.

What is typed is a command, a button's number, or one of the few words that only a terminal knows
(`/as`, `/in`, `/time`, `/quit`). What the bot says in its channels appears as it comes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from adapters.console.callers import DM, MAIN, NAME, Callers, account, named, where
from adapters.console.completion import Completion
from adapters.console.dialogue import LeftForAnother, fill, mend
from adapters.console.feed import Feed
from adapters.console.gateway import Recorder
from adapters.console.numbering import Numbers, Shown
from adapters.console.own import OWN, explain
from adapters.console.paper import fold
from adapters.console.passing import Clock, Heartbeat, pass_time
from adapters.console.script import Unreadable, read_press, read_span
from adapters.console.window import Candidate, Style, Window
from bot.addresses import ChannelRef
from bot.binding import Spec
from bot.boundary import Answer, Choices, Field, Form, Input, Reader, Reply, Request
from bot.commands import Line
from bot.engine import EDIT
from bot.line import Unclosed, words
from bot.plain import plain_reply, pressable
from bot.refusals import Fault
from bot.text import Code, Text, Words
from bot.writing import PlainMarkup, write

_LED = re.compile(rf"({NAME})\s*:\s*(\S.*)", re.DOTALL)
"""`ben: /me`: one line as somebody else."""
_NUMBER = re.compile(r"(?:press\s+)?([0-9]{1,6})", re.IGNORECASE)
_CHANNEL = re.compile(r"#[^\s:#]+")


class Engine(Protocol):
    @property
    def specs(self) -> Mapping[str, Spec]: ...

    async def handle(self, request: Request) -> Answer: ...

    async def suggest(self, request: Request, param: str, typed: str) -> Choices: ...


class Quit(Exception):
    """Somebody has had enough."""


class Session:
    """`name` is who types at first; `reader` for whom the terminal itself speaks."""

    def __init__(
        self,
        window: Window,
        engine: Engine,
        heartbeat: Heartbeat,
        clock: Clock,
        recorder: Recorder,
        name: str,
        reader: Reader,
    ) -> None:
        self._window = window
        self._engine = engine
        self._heartbeat = heartbeat
        self._clock = clock
        self._reader = reader
        self._callers = Callers(reader.language)
        self._numbers = Numbers()
        self._feed = Feed(window, self._numbers, reader, recorder)
        self._completion = Completion(engine, self._callers, reader)
        self._name = name
        self._channel = MAIN
        self._people = {name}
        self._channels = {MAIN, DM}

    @property
    def prompt(self) -> str:
        return f"{self._name} {self._channel}> "

    # Typing

    async def enter(self, typed: str) -> None:
        """One line. Raises Quit."""
        line = typed.strip()
        name = self._name
        if not line.startswith("/") and (led := _LED.fullmatch(line)):
            name, line = led[1], led[2].strip()
            self._people.add(name)
        while line:
            line = await self._enter(name, line)

    async def _enter(self, name: str, line: str) -> str:
        """Returns another line that was typed meanwhile, if there is one."""
        verb, _, rest = line.partition(" ")
        match verb.casefold():
            case "/quit" | "/exit":
                raise Quit
            case "/as":
                self._become(rest.strip())
            case "/in":
                self._go(rest.strip())
            case "/time":
                await self._pass(rest.strip())
            case "/help" if rest.strip().casefold() in ("console", "terminal"):
                explain(self._window, self._reader)
            case _ if _NUMBER.fullmatch(line) or verb.casefold() == "press":
                return await self._press(name, line)
            case _ if line.startswith("/"):
                self._people.update(named(line))
                left = await self._perform(name, self._callers.says(name, line, where(name, self._channel)))
                if verb.casefold() == "/help" and not rest.strip():
                    self._note(
                        Text("This terminal has words of its own, too: {help}", help=Code("/help console"))
                    )
                return left
            case _:
                self._note(
                    Text(
                        "Convenor reads commands only, and they begin with a slash. Try {help}, or {me}.",
                        help=Code("/help"),
                        me=Code("/me"),
                    )
                )
        return ""

    def kept(self, typed: str) -> bool:
        """Whether a line may stand in a file for the next time: what begins with a blank may not, nor
        what may be secret, such as a ballot; buttons mean nothing the next time."""
        led = _LED.fullmatch(typed)
        line = led[2] if led and not typed.startswith("/") else typed
        if typed[:1].isspace() or not line.startswith("/"):
            return False
        try:
            said = [word.text.casefold() for word in words(line.removeprefix("/"))]
        except Unclosed:
            return False
        said = said[1:] if said[:1] == ["wg"] else said
        for length in range(len(said), 0, -1):
            if spec := self._engine.specs.get(" ".join(said[:length])):
                kinds = [param.kind for param in spec.params]
                return all(kind.keep for kind in kinds if isinstance(kind, Line))
        return True

    async def complete(self, typed: str) -> Sequence[Candidate]:
        name, line = self._name, typed.lstrip()
        if not line.startswith("/"):
            led = re.fullmatch(rf"({NAME})\s*:\s*(/.*)", line, re.DOTALL)
            if led is None:
                return ()
            name, line = led[1], led[2]
        verb, blank, rest = line.partition(" ")
        if blank and verb in ("/as", "/in"):
            known = self._people if verb == "/as" else self._channels
            return [Candidate(one, len(rest)) for one in sorted(known) if one.startswith(rest.lstrip())]
        found = list(await self._completion.candidates(name, where(name, self._channel), line))
        if not blank:
            found += [
                Candidate(f"{word} ", len(verb) - 1, self._written(about))
                for word, about in OWN.items()
                if word.startswith(verb[1:].casefold())
            ]
        return found

    # Doing

    async def _perform(self, name: str, request: Request) -> str:
        """Asks for what is missing, and shows what came of it. Returns another line, if one was typed
        where a value was asked for."""
        self._feed.hold()
        try:
            answer = await self._engine.handle(request)
            faults: Sequence[Fault] = ()
            while isinstance(answer, Form):
                self._feed.release()
                given = await (mend(self._window, answer, faults) if faults else fill(self._window, answer))
                self._feed.hold()
                answer = await self._engine.handle(self._callers.fills(name, answer, given, request.where))
                if isinstance(answer, Reply) and answer.faults:
                    faults = answer.faults
                    answer = self._with_all(await self._again(name, answer, request.where), faults)
            self._show(name, answer, request.where)
            await self._heartbeat.tick()
        except (KeyboardInterrupt, EOFError):
            self._note(Text("The form was left. Nothing was changed."))
        except LeftForAnother as left:
            self._note(Text("The form was left. Nothing was changed."))
            return left.line
        finally:
            self._feed.release()
        return ""

    async def _again(self, name: str, refused: Reply, place: ChannelRef) -> Answer:
        """A form with a wrong value in it comes again; what was given is kept."""
        for button in pressable(refused.blocks):
            if button.path == EDIT:
                return await self._engine.handle(self._callers.presses(name, button, place, None))
        return refused

    def _with_all(self, form: Answer, faults: Sequence[Fault]) -> Answer:
        """The form with a field for each fault, which one of a few fields only may lack."""
        if not isinstance(form, Form) or form.path not in self._engine.specs:
            return form
        known = {field.name for field in form.fields}
        params = self._engine.specs[form.path].by_name
        more = tuple(
            Field(name, Text("{name}", name=Code(name)), params[name].kind.about, Input.SHORT, required=False)
            for name in dict.fromkeys(fault.field for fault in faults)
            if name in params and name not in known
        )
        return replace(form, fields=(*form.fields, *more))

    def _show(self, name: str, reply: Reply, place: ChannelRef) -> None:
        number, _ = self._numbers.give(reply.blocks, reply.reader, place, None, account(name).user)
        text = plain_reply(reply, reply.reader, number_from=number)
        if name != self._name:
            self._window.write(self._written(Text("To {name} alone:", name=name)), Style.HEAD)
        style = Style.PLAIN if reply.accepted else Style.TROUBLE
        self._window.write(fold(text, self._window.width) + "\n", style)

    async def _press(self, name: str, line: str) -> str:
        shown: Shown | None
        if numbered := _NUMBER.fullmatch(line):
            shown, wanted = self._numbers.numbered(int(numbered[1])), numbered[1]
        else:
            try:
                wanted, _ = read_press(line)
            except Unreadable:
                self._note(Text("Type the number of a button, as in {example}.", example=Code("press 3")))
                return ""
            shown = self._numbers.labelled(wanted, account(name).user)
        if shown is None:
            self._note(Text("There is no button {wanted} in sight.", wanted=wanted))
            return ""
        if shown.whom not in ("", account(name).user):
            self._note(
                Text(
                    "{owner} alone sees this button. To press it as {owner}, type {line}.",
                    owner=shown.whom,
                    line=Code(f"{shown.whom}: {wanted}"),
                )
            )
            return ""
        return await self._perform(name, self._callers.presses(name, shown.button, shown.place, shown.card))

    # What only a terminal knows

    def _become(self, name: str) -> None:
        name = name.removeprefix("@")
        if name and re.fullmatch(NAME, name):
            self._name = name
            self._people.add(name)
            return
        if name:
            self._note(Text("A name is one word, as in {example}.", example=Code("/as ben")))
        else:
            self._note(Text("You are {name}. Be somebody else with {example}.", name=self._name,
                            example=Code("/as NAME")))  # fmt: skip

    def _go(self, channel: str) -> None:
        if channel == DM or _CHANNEL.fullmatch(channel):
            self._channel = channel
            self._channels.add(channel)
            return
        self._note(
            Text(
                "You are in {channel}. Go elsewhere with {example}, or talk to Convenor alone with {dm}.",
                channel=Code(self._channel),
                example=Code("/in #board"),
                dm=Code("/in dm"),
            )
        )

    async def _pass(self, span: str) -> None:
        """Lets time pass on the clock of this terminal; what is due is done at its own moment."""
        try:
            by = read_span(span)
        except Unreadable:
            self._note(Text("Say how much time should pass, as in {example}.", example=Code("/time +3d")))
            return
        await pass_time(self._clock, self._heartbeat, by)
        self._note(
            Text(
                "It is now {now} in this terminal, and there is no way back. The real clock goes on as ever.",
                now=self._clock.now(),
            )
        )

    def _note(self, text: Words) -> None:
        self._window.write(fold(self._written(text), self._window.width), Style.NOTE)

    def _written(self, text: Words) -> str:
        return write(text, self._reader, PlainMarkup())
