"""Writes how long a run of each bundled crisis takes, for `detente list` (`src/detente/crises/durations.json`).

    python scripts/durations.py

The seconds are for the machine of the constants in `analysis/forecast.py`, with all claims to be evaluated; the list
multiplies them by how slow this machine is. Choosing the belief grids takes about a minute.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from detente.analysis.demand import demand_of_claims
from detente.analysis.forecast import cost_of_run
from detente.analysis.options import Stopwatch
from detente.analysis.workbench import Workbench
from detente.scenario import library, loading
from detente.service import DEFAULTS_OF_CLAIMS, quiet

TARGET = Path(__file__).resolve().parents[1] / "src" / "detente" / "crises" / "durations.json"


def describe(name: str) -> dict[str, object]:
    """The hash of a bundled crisis, and the forecast of a run."""
    scenario = loading.load(library.bundled()[name])
    bench = Workbench(scenario, replace(DEFAULTS_OF_CLAIMS, fresh=True), quiet, Stopwatch())
    cost = cost_of_run(bench, demand_of_claims(bench, scenario.worlds, is_run=True))
    return {"hash": scenario.hash, "seconds": float(f"{cost.seconds:.3g}")}


def main() -> None:
    entries = {name: describe(name) for name in library.bundled()}
    TARGET.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
