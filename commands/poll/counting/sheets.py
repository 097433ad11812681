"""Tally sheets of Debian votes: one row `V: 3-311-56` for each ballot, then an alias, which is passed over.

The n-th character is the rank of the n-th option: a digit, the smaller the better, equal digits equal
ranks, gaps without meaning; `-` leaves it unranked. The last option is the default option. The heading
above the rows (`Option 1--->: Name`) names the options, where it is there.
"""

from __future__ import annotations

import re
from typing import Final

from bot.text import Text

from .elections import Ballot, Election, Ranked, Terms, Tiers
from .faults import MOST_OPTIONS, check_names, in_line, quoted, too_many_options

_ROW: Final = re.compile(r"V:\s*(\S+)(\s.*)?")
_HEADING: Final = re.compile(r"[\s/|]*Option\s+([0-9]{1,3})\s*-*>:\s*(.*?)\s*")
_RANKS: Final = frozenset("123456789-")


def is_sheet(text: str) -> bool:
    return any(line.lstrip().startswith("V:") for line in text.split("\n"))


def read_sheet(text: str) -> Election:
    """Raises `Refusal` that names the line."""
    ballots: dict[Ballot, int] = {}
    names: list[tuple[str, int]] = []
    options, first = 0, 0
    for number, line in enumerate(text.split("\n"), 1):
        if heading := _HEADING.fullmatch(line):
            if int(heading[1]) != len(names) + 1:
                raise in_line(number, Text("option {number} was expected here.", number=len(names) + 1))
            names.append((heading[2], number))
        if not line.lstrip().startswith("V:"):
            continue
        row = _ROW.fullmatch(line.strip())
        if row is None:
            raise in_line(number, Text("this row has no ranks."))
        if not options:
            options, first = len(row[1]), number
        ballot = Ranked(_ranking(row[1], number, options))
        ballots[ballot] = ballots.get(ballot, 0) + 1
    if options > MOST_OPTIONS:
        raise too_many_options(first)
    if names and len(names) != options:
        raise in_line(
            first,
            Text(
                "the rows rank {options} options, and the heading names {names}.",
                options=options,
                names=len(names),
            ),
        )
    check_names(names)
    return Election(
        tuple(name for name, _ in names) or tuple(str(number) for number in range(1, options + 1)),
        ballots,
        named=bool(names),
        terms=Terms(default=options - 1),
    )


def _ranking(ranks: str, line: int, options: int) -> Tiers:
    if len(ranks) != options:
        raise in_line(
            line,
            Text(
                "this row ranks {found} options, and the first one {options}.",
                found=len(ranks),
                options=options,
            ),
        )
    if odd := next((rank for rank in ranks if rank not in _RANKS), ""):
        raise in_line(line, Text("{rank} is no rank in {ranks}.", rank=odd, ranks=quoted(ranks)))
    return tuple(
        tuple(option for option, given in enumerate(ranks) if given == rank)
        for rank in sorted(set(ranks) - {"-"})
    )
