"""Brings the catalogues up to date with the texts in the code:

    python -m commands.locales.update          all catalogues
    python -m commands.locales.update ar       a new one

For whoever translates; nothing at run time needs it. The texts are found in the syntax tree, since
Babel's own reader of Python loses texts that stand inside the arguments of others.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.catalog import FILE, FOLDER, languages

ROOT = FOLDER.parent.parent
PACKAGES = ("bot", "adapters", "commands", "storage")
_UNPACKS = frozenset(("bot/text.py", "bot/codec.py"))
"""Modules that make messages of what was a message before."""
_LITERALS = {"Text": 1, "Plural": 2}
"""How many texts each of them begins with."""
_WORDLESS = re.compile(r"(\{\w+\}|\s)*")

Found = tuple[str, ...]
"""One text, or a singular and a plural."""


class Unreadable(Exception):
    """A message that nobody could translate: where it stands, and why."""


def texts(root: Path = ROOT) -> Catalog:
    """All texts in the code, without translations. Raises Unreadable for what is not literal, and for
    one singular with two plurals, which a catalogue cannot tell apart."""
    template = Catalog(fuzzy=False)
    plurals: dict[str, str] = {}
    for file in sorted(file for package in PACKAGES for file in (root / package).rglob("*.py")):
        name = file.relative_to(root).as_posix()
        if name in _UNPACKS:
            continue
        for line, found in _texts_in(ast.parse(file.read_bytes(), name), name):
            one, *many = found
            if many and plurals.setdefault(one, many[0]) != many[0]:
                raise Unreadable(f"{name}:{line}: {one!r} has another plural elsewhere: {plurals[one]!r}")
            if not _WORDLESS.fullmatch(one):
                template.add(found if many else one, locations=[(name, line)])
    return template


def _texts_in(tree: ast.AST, name: str) -> Iterator[tuple[int, Found]]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if count := _LITERALS.get(_called(node.func)):
            found = tuple(arg.value for arg in node.args if isinstance(arg, ast.Constant))
            if (
                len(found) != count
                or len(node.args) != count
                or not all(isinstance(text, str) for text in found)
            ):
                raise Unreadable(
                    f"{name}:{node.lineno}: {ast.unparse(node)[:80]} does not begin with its text"
                )
            yield node.lineno, tuple(map(str, found))


def _called(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def read(language: str) -> Catalog:
    with (FOLDER / language / FILE).open("rb") as opened:
        return read_po(opened, locale=language)


def updated(old: Catalog, template: Catalog) -> bytes:
    """The catalogue with exactly the texts of `template`. What was changed a little keeps its
    translation, marked fuzzy until somebody has looked at it."""
    old.update(template, update_header_comment=False)
    for message in old:
        # Only the newest text is in the code; an earlier one would be noise.
        message.previous_id = []
    body = io.BytesIO()
    write_po(
        body, old, width=100, omit_header=True, sort_by_file=True, ignore_obsolete=True, include_lineno=False
    )
    return _header(old).encode() + body.getvalue()


def _header(catalogue: Catalog) -> str:
    """No dates, no versions, no names: a change of a text is the only change in the file."""
    lines = (
        f"Language: {catalogue.locale_identifier}",
        f"Plural-Forms: {catalogue.plural_forms}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    )
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"


def main(new: Iterable[str]) -> None:
    template = texts()
    for language in (*languages()[1:], *new):
        file = FOLDER / language / FILE
        file.parent.mkdir(parents=True, exist_ok=True)
        old = read(language) if file.exists() else Catalog(locale=language, fuzzy=False)
        file.write_bytes(updated(old, template))
        left = sum(
            message.fuzzy or not message.string or not all(message.string) for message in read(language)
        )
        print(f"{language}: {len(template)} texts, {left} to translate")


if __name__ == "__main__":
    main(sys.argv[1:])
