"""Crises on game trees: seconds to grow and solve one of about a million nodes, and one move with many types.

A patron with two types and a neighbour that hears of its arms by an intercept of its own, round after round. Usage:
python -P benchmarks/private_trees.py [--rounds N] [--types K].
"""

from __future__ import annotations

import argparse
import os
import resource
import time

from detente.scenario.loading import loads
from detente.trees.exact import solve_game_tree
from detente.trees.grown import grow_tree

ROUNDS = """
crisis: An intercept every round
calendar: {rounds: ROUNDS}
state: {front: {scale: [back, held, ahead], starts: held}}
actors:
  patron:
    types: {soft: {prior: 0.6, appetite: 0}, hard: {prior: 0.4, appetite: 2}}
    wants: {ground: appetite * (front - held)}
  neighbour: {wants: {ground: held - front}}
each round:
  - patron decides:
      restrain: {costs: 0.2}
      arm: {then: front up}
  - signal intercept: {seen by: [neighbour], loud: 0.7 if patron is hard else 0.3, quiet: rest}
  - neighbour answers: {wait: {}, protest: {costs: 0.1, then: front down}}
"""

ONE_MOVE = """
crisis: One move of many types
calendar: {rounds: 1}
state: {phase: {one of: [only], starts: only}}
actors:
  ann: {types: {TYPES}, wants: {win: (ann plays fight) * (v - 0.6 * (bob plays fight))}}
  bob: {types: {TYPES}, wants: {win: (bob plays fight) * (v - 0.5 * (ann plays fight) * ann.v)}}
each round:
  - at once:
      ann decides: {fight: {}, fold: {}}
      bob answers: {fight: {}, fold: {}}
"""


def measure(name: str, text: str) -> None:
    """Print what a crisis takes."""
    scenario = loads(text)
    start, cpu = time.perf_counter(), time.process_time()
    grown = grow_tree(scenario, 20_000_000)
    middle, middle_cpu = time.perf_counter(), time.process_time()
    found = solve_game_tree(grown.tree)
    end, end_cpu = time.perf_counter(), time.process_time()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{name}: {grown.tree.num_nodes:,} nodes, {grown.tree.num_sets:,} sets: grown in {middle - start:.2f} s "
        f"({middle_cpu - cpu:.2f} s of one core), solved in {end - middle:.2f} s ({end_cpu - middle_cpu:.2f}), "
        f"{found.num_unknowns:,} unknowns, residual {found.residual.max():.0e}, {most:.2f} GB at most"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--types", type=int, default=24)
    chosen = parser.parse_args()
    measure("first use", ROUNDS.replace("ROUNDS", "2"))
    types = ", ".join(f"t{k}: {{prior: 1 / {chosen.types}, v: {k / chosen.types}}}" for k in range(chosen.types))
    measure(f"{chosen.types} types", ONE_MOVE.replace("TYPES", types))
    measure(f"{chosen.rounds} rounds", ROUNDS.replace("ROUNDS", str(chosen.rounds)))
    print(f"Load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
