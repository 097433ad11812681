"""Forms where there is only a line: each field is asked for, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adapters.console.paper import fold
from adapters.console.window import Style, Window
from bot.blocks import Facts
from bot.boundary import Field, Form, Input, Reader
from bot.plain import plain
from bot.refusals import Fault
from bot.text import Code, Text, Words, listing, verbatim
from bot.writing import PlainMarkup, write


class LeftForAnother(Exception):
    """A line that is a command, where no person is to ask whether it was meant as a value."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


async def fill(window: Window, form: Form) -> dict[str, str]:
    """What was given for each field. Raises EOFError, KeyboardInterrupt, LeftForAnother."""
    reader = form.reader
    window.write(_folded(form.title, window, reader), Style.HEAD)
    if window.interactive:
        hint = Text("Enter keeps what is shown, or skips. Ctrl-C stops, and nothing is changed.")
        window.write(_folded(hint, window, reader), Style.NOTE)
    return {field.name: await _asked(window, field, reader) for field in form.fields}


async def mend(window: Window, form: Form, faults: Sequence[Fault]) -> dict[str, str]:
    """Asks again for what is wrong, and only for that; the rest stays as it was given."""
    wrong = {fault.field: fault.text for fault in faults}
    asked = [field for field in form.fields if field.name in wrong]
    for fault in faults:
        if fault.field not in {field.name for field in asked}:
            window.write(_folded(fault.text, window, form.reader), Style.TROUBLE)
    given: dict[str, str] = {}
    for field in asked or form.fields:
        if field.name in wrong:
            window.write(_folded(wrong[field.name], window, form.reader), Style.TROUBLE)
        # A wrong choice is not worth keeping, unlike a text that somebody wrote.
        asked_anew = replace(field, value="") if field.choices else field
        given[field.name] = await _asked(window, asked_anew, form.reader)
    return given


async def _asked(window: Window, field: Field, reader: Reader) -> str:
    window.write(fold(plain((Facts(((field.label, _about(field)),)),), reader), window.width))
    if field.fault is not None:
        window.write(_folded(field.fault, window, reader), Style.TROUBLE)
    if field.choices:
        choices = listing(*(_choice(choice.value, choice.label, reader) for choice in field.choices))
        window.write(_folded(Text("One of {choices}.", choices=choices), window, reader), Style.NOTE)
    long = field.input is Input.LONG
    if long:
        ends = Text("Several lines may follow; a line with a single dot ends them, as does Escape and Enter.")
        window.write(_folded(ends, window, reader), Style.NOTE)
    values = {_written(choice.label, reader).casefold(): choice.value for choice in field.choices}
    value = field.value
    while True:
        typed = await window.ask(f"  {field.name}> ", value, list(values.values()), long=long)
        if not window.interactive and typed.startswith("/"):
            raise LeftForAnother(typed)
        given = values.get(typed.strip().casefold(), typed)
        if given.strip() or not field.required:
            return given.strip()
        window.write(_folded(Text("This is needed."), window, reader), Style.TROUBLE)


def _about(field: Field) -> Words:
    if field.required:
        return Text("{about} (needed)", about=field.about)
    return field.about


def _choice(value: str, label: Words, reader: Reader) -> Words:
    if _written(label, reader) == value:
        return verbatim(value)
    return Text("{value} ({label})", value=Code(value), label=label)


def _folded(words: Words, window: Window, reader: Reader) -> str:
    return fold(_written(words, reader), window.width)


def _written(words: Words, reader: Reader) -> str:
    return write(words, reader, PlainMarkup())
