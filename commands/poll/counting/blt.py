"""BLT files: I. D. Hill, B. A. Wichmann, D. R. Woodall, "Algorithm 123" (1987), with what others added.

    4 2                 four options, two seats
    -2                  option 2 has withdrawn (as many as necessary, on one line or several)
    3 1 3=4 0           three ballots: 1 first, then 3 and 4 equally; 0 ends a ballot
    1 2 - 1 0           a rank that was left out changes nothing
    0                   the end of the ballots
    "Adam"              the names, in order, or none at all
    "Basil" …
    "Title"

`#` begins a comment; a ballot may begin with its identifier in parentheses, which is passed over, as are the
source and the comment that may follow the title. One line, one ballot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.refusals import Refusal
from bot.text import Code, Text

from .elections import Ballot, Election, Ranked, Tiers
from .faults import MOST_OPTIONS, MOST_WEIGHT, check_names, in_line, quoted, too_many_options, twice, whole

_END: Final = "0"
_SKIPPED: Final = "-"
_IDENTIFIER: Final = re.compile(r"\([^()]*\)\s*")
_WITHDRAWN: Final = re.compile(r"-[0-9]+(\s+-[0-9]+)*")
_STRINGS: Final = re.compile(r'\s*"((?:[^"]|"")*)"')
_UNQUOTED_COMMENT: Final = re.compile(r'((?:[^"#]|"[^"]*")*)#.*')
_AFTER_THE_NAMES: Final = 3
"""Title, source and comment."""

_Lines = Iterator[tuple[int, str]]


def read_blt(text: str) -> Election:
    """Raises `Refusal` that names the line."""
    lines = _significant(text)
    options, seats = _header(lines)
    ballots: dict[Ballot, int] = {}
    withdrawn: set[int] = set()
    line = 0
    for line, content in lines:
        if content == _END:
            break
        if not ballots and _WITHDRAWN.fullmatch(content):
            withdrawn |= {whole(number[1:], line, least=1, most=options) - 1 for number in content.split()}
            continue
        weight, tiers = _ballot(content, line, options)
        ballot = Ranked(tiers)
        ballots[ballot] = ballots.get(ballot, 0) + weight
    else:
        raise in_line(
            line or 1,
            Text("the file ends here, without the line {end} that ends the ballots.", end=Code(_END)),
        )
    names, title = _names(lines, options)
    return Election(
        names or tuple(str(number) for number in range(1, options + 1)),
        ballots,
        seats,
        named=bool(names),
        withdrawn=frozenset(withdrawn),
        title=title,
    )


def _significant(text: str) -> _Lines:
    """(number, content) of the lines that are neither empty nor comments."""
    for number, line in enumerate(text.split("\n"), 1):
        if "#" in line and (found := _UNQUOTED_COMMENT.fullmatch(line)):
            line = found[1]
        if line := line.strip():
            yield number, line


def _header(lines: _Lines) -> tuple[int, int]:
    line, content = next(lines, (1, ""))
    numbers = content.split()
    if len(numbers) != 2:
        raise in_line(line, Text("a BLT file begins with the number of options and the number of seats."))
    options = whole(numbers[0], line, least=1, most=MOST_WEIGHT)
    if options > MOST_OPTIONS:
        raise too_many_options(line)
    return options, whole(numbers[1], line, least=1, most=MOST_WEIGHT)


def _ballot(content: str, line: int, options: int) -> tuple[int, Tiers]:
    """The weight, and the options ranked, best first."""
    if content.startswith("("):
        content = _IDENTIFIER.sub("", content, count=1)
    words = content.split()
    if len(words) < 2 or words[-1] != _END:
        raise _unended(content, line)
    seen: set[int] = set()
    tiers = []
    for word in words[1:-1]:
        if word == _SKIPPED:
            continue
        tier = tuple(sorted([_option(number, line, options) for number in word.split("=")]))
        for option in tier:
            if option in seen:
                raise twice(Text("option {number}", number=Code(str(option + 1))), line)
            seen.add(option)
        tiers.append(tier)
    return whole(words[0], line, least=1, most=MOST_WEIGHT), tuple(tiers)


def _unended(content: str, line: int) -> Refusal:
    if content.startswith('"'):
        return in_line(
            line, Text("a name stands before the line {end} that ends the ballots.", end=Code(_END))
        )
    return in_line(
        line,
        Text(
            "a ballot is a weight, then options, then {end}. This is {content}.",
            end=Code(_END),
            content=quoted(content),
        ),
    )


def _option(number: str, line: int, options: int) -> int:
    if number.isascii() and number.isdigit() and len(number) <= 12:
        if 1 <= int(number) <= options:
            return int(number) - 1
        if number == _END:
            raise in_line(line, Text("{end} ends the ballot, and more follows.", end=Code(_END)))
        raise in_line(
            line,
            Text(
                "there is no option {number}: the file has {options}.", number=Code(number), options=options
            ),
        )
    raise in_line(line, Text("{typed} is no option.", typed=quoted(number)))


def _names(lines: _Lines, options: int) -> tuple[tuple[str, ...], str]:
    """The names, if there are any, and the title."""
    found: list[tuple[str, int]] = []
    line = 0
    for line, content in lines:
        at = 0
        while at < len(content):
            string = _STRINGS.match(content, at)
            if string is None or len(found) == options + _AFTER_THE_NAMES:
                raise in_line(
                    line,
                    Text(
                        "after the ballots stand names in quotation marks. This is {content}.",
                        content=quoted(content),
                    ),
                )
            found.append((string[1].replace('""', '"').strip(), line))
            at = string.end()
    if found and len(found) < options:
        raise in_line(
            line,
            Text("the file names {names} of its {options} options.", names=len(found), options=options),
        )
    check_names(found[:options])
    return tuple(name for name, _ in found[:options]), found[options][0] if len(found) > options else ""
