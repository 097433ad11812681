"""Forms where there is only a line: each field is asked for, one after the other."""

from __future__ import annotations

from adapters.console.window import Style, Window
from bot.blocks import Facts
from bot.boundary import Field, Form, Input, Reader
from bot.plain import plain
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
    window.write(_written(form.title, reader), Style.HEAD)
    for fault in form.faults:
        if not fault.field:
            window.write(_written(fault.text, reader), Style.TROUBLE)
    if window.interactive:
        hint = Text("Enter keeps what is shown, or skips. Ctrl-C stops, and nothing is changed.")
        window.write(_written(hint, reader), Style.NOTE)
    return {field.name: await _asked(window, field, reader) for field in form.fields}


async def _asked(window: Window, field: Field, reader: Reader) -> str:
    window.write(plain((Facts(((field.label, _about(field)),)),), reader))
    if field.fault is not None:
        window.write(_written(field.fault, reader), Style.TROUBLE)
    if field.choices:
        choices = listing(*(_choice(choice.value, choice.label, reader) for choice in field.choices))
        window.write(_written(Text("One of {choices}.", choices=choices), reader), Style.NOTE)
    long = field.input is Input.LONG
    if long:
        ends = Text("Several lines may follow; a line with a single dot ends them, as does Escape and Enter.")
        window.write(_written(ends, reader), Style.NOTE)
    values = {_written(choice.label, reader).casefold(): choice.value for choice in field.choices}
    value = field.value
    while True:
        typed = await window.ask(f"  {field.name}> ", value, list(values.values()), long=long)
        if not window.interactive and typed.startswith("/"):
            raise LeftForAnother(typed)
        given = values.get(typed.strip().casefold(), typed)
        if given.strip() or not field.required:
            return given.strip()
        window.write(_written(Text("This is needed."), reader), Style.TROUBLE)


def _about(field: Field) -> Words:
    if field.required:
        return Text("{about} (needed)", about=field.about)
    return field.about


def _choice(value: str, label: Words, reader: Reader) -> Words:
    if _written(label, reader) == value:
        return verbatim(value)
    return Text("{value} ({label})", value=Code(value), label=label)


def _written(words: Words, reader: Reader) -> str:
    return write(words, reader, PlainMarkup())
