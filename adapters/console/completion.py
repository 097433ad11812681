"""How a typed line can go on: words of commands, names of parameters, and values as the engine
suggests them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from adapters.console.callers import Callers
from adapters.console.window import Candidate
from bot.addresses import ChannelRef
from bot.binding import Param, Spec
from bot.boundary import Choices, Reader, Request
from bot.line import Unclosed, Word, quote, words
from bot.placing import place
from bot.text import Words
from bot.writing import PlainMarkup, write

ROOT = "wg"
_PARAMETER = re.compile(r"([A-Za-z_]{1,32}):(.*)", re.DOTALL)
_QUOTES = '"“„«'
_ENDS = {'"': '"', "“": "”", "„": "”", "«": "»"}


class Suggests(Protocol):
    @property
    def specs(self) -> Mapping[str, Spec]: ...

    async def suggest(self, request: Request, param: str, typed: str) -> Choices: ...


def unfinished(text: str) -> tuple[str, str]:
    """A line up to its last word, and that word, which is still being typed: it is empty after a
    blank, and may be in a quote that is not closed yet."""
    start, opened = 0, ""
    for index, character in enumerate(text):
        if opened:
            opened = "" if character == opened and text[index - 1] != "\\" else opened
        elif character.isspace():
            start = index + 1
        elif character in _QUOTES and (index == start or text[index - 1] == ":"):
            opened = _ENDS[character]
    return text[:start], text[start:]


class Completion:
    """Completes the lines of one person in one place."""

    def __init__(self, engine: Suggests, callers: Callers, reader: Reader) -> None:
        self._engine = engine
        self._callers = callers
        self._reader = reader

    async def candidates(self, name: str, where: ChannelRef, line: str) -> Sequence[Candidate]:
        """`line` begins with its slash."""
        before, last = unfinished(line[1:])
        try:
            said = words(before)
        except Unclosed:
            return ()
        if said and said[0].text.casefold() == ROOT:
            said = said[1:]
        names = [word.text.casefold() for word in said]
        found = list(self._next_words(names, last))
        for length in range(len(names), 0, -1):
            spec = self._engine.specs.get(" ".join(names[:length]))
            if spec is not None and spec.command.right.of_people:
                found += await self._arguments(name, where, spec, said[length:], last)
                break
        return found

    def _next_words(self, names: Sequence[str], last: str) -> Iterator[Candidate]:
        """Words of commands that begin with what was typed."""
        taken: dict[str, str] = {}
        for path, spec in sorted(self._engine.specs.items()):
            parts = path.split(" ")
            if not spec.command.right.of_people or parts[: len(names)] != list(names):
                continue
            rest = parts[len(names) :]
            if rest and rest[0].startswith(last.casefold()):
                about = self._written(spec.command.about) if len(rest) == 1 else ""
                taken[rest[0]] = taken.get(rest[0], "") or about
        for word, about in taken.items():
            yield Candidate(f"{word} ", len(last), about)

    async def _arguments(
        self, name: str, where: ChannelRef, spec: Spec, said: Sequence[Word], last: str
    ) -> list[Candidate]:
        given, _ = place(spec, said)
        if (named := _PARAMETER.fullmatch(last)) and (param := spec.by_name.get(named[1].lower())):
            return await self._values(name, where, spec, given, param, named[2], len(last), f"{param.name}:")
        open_ = [param for param in spec.params if param.name not in given]
        found: list[Candidate] = []
        if following := next((param for param in spec.positional if param in open_), None):
            found += await self._values(name, where, spec, given, following, last, len(last), "")
        for param in open_:
            if param.name.startswith(last.casefold()):
                found.append(Candidate(f"{param.name}:", len(last), self._written(param.kind.about)))
        return found

    async def _values(
        self,
        name: str,
        where: ChannelRef,
        spec: Spec,
        given: Mapping[str, str],
        param: Param,
        typed: str,
        length: int,
        before: str,
    ) -> list[Candidate]:
        request = self._callers.wonders(name, spec.path, given, where)
        choices = await self._engine.suggest(request, param.name, typed.lstrip(_QUOTES))
        found = []
        for choice in choices.items:
            label = self._written(choice.label)
            about = "" if label == choice.value else label
            found.append(Candidate(f"{before}{quote(choice.value)} ", length, about))
        return found

    def _written(self, text: Words) -> str:
        return write(text, self._reader, PlainMarkup())
