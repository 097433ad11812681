"""Ballot files: which of the three kinds a text is, and the bounds of what is read.

The only module here that takes text; nothing opens a file.
"""

from __future__ import annotations

import codecs
import unicodedata
from typing import Final

from bot.refusals import Refusal, malformed
from bot.text import Text

from .blt import read_blt
from .elections import Election
from .exported import read_export
from .sheets import is_sheet, read_sheet

LARGEST: Final = 8 * 2**20
"""Bytes of the largest file that is read."""


def decode(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or Windows-1252, as old tally sheets have it; a line
    ends with one sign. Raises `Refusal` for a file that is too large or no text."""
    if len(content) > LARGEST:
        raise malformed(
            "file",
            Text("The file has more than {size} MB, and is not read.", size=LARGEST // 2**20),
        )
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(unicodedata.category(sign) == "Cc" and sign not in "\t\n\r\f" for sign in set(text)):
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise _no_ballots()


def read(text: str) -> Election:
    """The election in the text of a ballot file: our JSON (`exported`), a tally sheet (`sheets`) or BLT
    (`blt`).

    Raises `Refusal` that names the line, and for a text that is none of them.
    """
    beginning = text.lstrip()
    if beginning.startswith("{"):
        return read_export(text)
    if is_sheet(text):
        return read_sheet(text)
    significant = (line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#"))
    if next(significant, "").lstrip()[:1].isdecimal():
        return read_blt(text)
    raise _no_ballots()


def _no_ballots() -> Refusal:
    return malformed(
        "file", Text("This is no ballot file. It should be BLT, a Debian tally sheet, or our own JSON.")
    )
