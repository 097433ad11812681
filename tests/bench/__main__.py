"""`make bench`: prints all measures as a table and writes them to `bench.json`."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from tests.bench import ballots, closing, digests, discord, dispatch, slack, starting, timers
from tests.bench.measure import Measure

BENCHES = {
    "dispatch": dispatch.run,
    "ballots": ballots.run,
    "closing": closing.run,
    "digests": digests.run,
    "timers": timers.run,
    "starting": starting.run,
    "slack": slack.run,
    "discord": discord.run,
}


def main(wanted: list[str]) -> None:
    """Runs the benches named, or all of them."""
    logging.disable(logging.WARNING)  # Weeks pass at once in some of them, and what came late is told.
    measures: list[Measure] = []
    print(f"{'measure':24} {'value':>12} {'unit':10} {'floor':>12} {'ratio':>8}", flush=True)
    for name, run in BENCHES.items():
        if not wanted or name in wanted:
            for measure in run():
                measures.append(measure)
                print(_line(measure), flush=True)
    written = json.dumps([measure.to_json() for measure in measures], indent=1)
    Path("bench.json").write_text(written + "\n", encoding="utf-8")


def _line(measure: Measure) -> str:
    floor = "" if measure.floor is None else f"{measure.floor:12,.4f}"
    ratio = "" if measure.ratio is None else f"{measure.ratio:7.2f}×"
    return f"{measure.name:24} {measure.value:12,.4f} {measure.unit:10} {floor:>12} {ratio:>8}"


if __name__ == "__main__":
    main(sys.argv[1:])
