"""The console in a real terminal: line editing, completion, history, and what comes meanwhile above."""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from pathlib import Path

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, WordCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.styles import Style as Look

from adapters.console.history import KeptHistory
from adapters.console.window import Complete, Style
from bot.columns import WIDTH

NARROWEST = 20
"""Columns that we lay out for, however small the terminal is."""
# Readable on a light ground and on a dark one; NO_COLOR takes the colour away.
_LOOK = Look.from_dict({"prompt": "bold", "head": "bold", "note": "", "trouble": "ansired", "plain": ""})


class Screen:
    """`complete` says how a line can go on, `kept` whether it may stand in the file `history`."""

    interactive = True

    def __init__(self, history: Path | None, complete: Complete, kept: Callable[[str], bool]) -> None:
        self._lines: PromptSession[str] = PromptSession(
            history=KeptHistory(history, kept),
            completer=_Completer(complete),
            complete_while_typing=False,
            search_ignore_case=True,
            style=_LOOK,
            reserve_space_for_menu=6,
        )

    @property
    def width(self) -> int:
        return max(min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH), NARROWEST)

    def write(self, text: str, style: Style = Style.PLAIN) -> None:
        # Above the prompt, when somebody is typing.
        print_formatted_text(FormattedText([(f"class:{style.value}", text)]), style=_LOOK)

    async def read(self, prompt: str) -> str:
        """Ctrl-C empties the line; on an empty one it is KeyboardInterrupt."""
        while True:
            try:
                return await self._lines.prompt_async([("class:prompt", prompt)])
            except KeyboardInterrupt:
                if not self._lines.default_buffer.text:
                    raise

    async def ask(self, prompt: str, value: str, choices: Sequence[str], *, long: bool) -> str:
        asking: PromptSession[str] = PromptSession(
            history=DummyHistory(),
            completer=WordCompleter(list(choices), ignore_case=True, sentence=True),
            complete_while_typing=False,
            style=_LOOK,
            multiline=long,
            key_bindings=_ends(value) if long else None,
            prompt_continuation=" " * len(prompt),
        )
        return await asking.prompt_async([("class:prompt", prompt)], default=value)


def _ends(value: str) -> KeyBindings:
    """Enter ends a text of several lines when nothing was changed yet, and after a lonely dot."""
    bindings = KeyBindings()

    @bindings.add("enter")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        lines = buffer.text.split("\n")
        if lines[-1] == "." and buffer.document.is_cursor_at_the_end:
            buffer.document = Document("\n".join(lines[:-1]))
        elif buffer.text != value:
            buffer.newline()
            return
        buffer.validate_and_handle()

    return bindings


class _Completer(Completer):
    def __init__(self, complete: Complete) -> None:
        self._complete = complete

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        return ()  # Ours has to ask the engine, which only an awaiting caller can.

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        for candidate in await self._complete(document.text_before_cursor):
            yield Completion(
                candidate.text,
                start_position=-candidate.length,
                display=candidate.text.strip(),
                display_meta=candidate.about,
            )
