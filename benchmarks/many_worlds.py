"""How many worlds an hour: the CPU seconds of a world, by step, and what follows for two cores and for a cluster.

Usage: python benchmarks/many_worlds.py CRISIS NUM_WORLDS [--plays N] [--points [ACTOR=]N …] [--claims base]

Worlds are evaluated one batch after another on one core, so that figures are CPU seconds and hardly depend on what else
the machine does. Processes share nothing, so that two cores do twice as many.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

from detente.analysis.cache import code_digest
from detente.analysis.explore import choose_claims
from detente.analysis.options import Options
from detente.analysis.world_rows import WorldsJob
from detente.cli.options import num_points
from detente.cores import use_one_core
from detente.scenario.library import TEMPLATE
from detente.service.setting_up import build_workbench, quiet

BATCH = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("crisis", help="`template`, or as in `detente run`")
    parser.add_argument("num_worlds", type=int)
    parser.add_argument("--plays", type=int, default=5_000)
    parser.add_argument("--points", nargs="*")
    parser.add_argument("--accuracy", type=float, default=0.01)
    parser.add_argument("--claims", nargs="*", default=[])
    asked = parser.parse_args()
    use_one_core()
    crisis = TEMPLATE if asked.crisis == "template" else asked.crisis
    options = Options(num_plays=asked.plays, num_points=num_points(asked.points), accuracy=asked.accuracy)
    bench = build_workbench(crisis, None, options, quiet)
    chosen = choose_claims(bench, asked.claims)
    began = time.process_time()
    bench.begin()
    grid = time.process_time() - began
    of_worlds = replace(options, has_grid_error=False)
    job = WorldsJob(bench.base, of_worlds, bench.choice, tuple(chosen), "benchmark", code_digest())
    job.rows([0])  # loads what is compiled
    began = time.process_time()
    for first in range(1, asked.num_worlds + 1, BATCH):
        job.rows(range(first, min(first + BATCH, asked.num_worlds + 1)))
    each = (time.process_time() - began) / asked.num_worlds
    points = ", ".join(f"{name} {number}" for name, number in bench.choice.points.items())
    change = max(bench.choice.changes.values(), default=0.0)
    print(f"{asked.crisis}: {len(chosen)} claims, {asked.plays} plays, points: {points} (change {change:.3f})")
    print(f"  choosing the grid: {grid:.1f} CPU s; a world: {each:.3f} CPU s")
    print(f"  two cores: {7200 / each:,.0f} worlds an hour, 1,000 in {1000 * each / 7200:.2f} h")
    print(f"  a million on 1,000 cores: {1e6 * each / 3.6e6:.2f} h")


if __name__ == "__main__":
    main()
