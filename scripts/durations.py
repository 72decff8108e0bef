"""Writes what `detente list` says of each bundled crisis, so that no crisis need be read for it.

    python scripts/durations.py [NAME …]

The file is `src/detente/crises/durations.json`. The seconds are what a run takes on the machine of the constants in
`analysis/forecast.py`, with all claims to be evaluated; the list multiplies them by how slow this machine is. With
names it does these crises and leaves the others as they are. Choosing the belief grids takes about a minute.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from detente.analysis.demand import demand_of_claims
from detente.analysis.forecast import cost_of_run
from detente.analysis.options import Stopwatch
from detente.analysis.workbench import Workbench
from detente.scenario import library, loading
from detente.service import DEFAULTS_OF_CLAIMS, quiet
from detente.service.inspecting import count_parts

TARGET = Path(__file__).resolve().parents[1] / "src" / "detente" / "crises" / "durations.json"


def describe(name: str) -> library.BundledEntry:
    """What the list says of a bundled crisis, and the forecast of a run."""
    path = library.bundled()[name]
    scenario = loading.load(path)
    bench = Workbench(scenario, replace(DEFAULTS_OF_CLAIMS, fresh=True), quiet, Stopwatch())
    cost = cost_of_run(bench, demand_of_claims(bench, scenario.worlds, is_run=True))
    return library.BundledEntry(
        library.compute_digest(path),
        scenario.hash,
        float(f"{cost.seconds:.3g}"),
        scenario.title,
        scenario.question,
        count_parts(scenario),
    )


def main(names: Sequence[str]) -> None:
    known = library.find_entries()
    entries = {name: describe(name) if not names or name in names else known.get(name) for name in library.bundled()}
    found = {name: asdict(entry) for name, entry in entries.items() if entry is not None}
    TARGET.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
