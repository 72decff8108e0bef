"""Simulation-based calibration of the posterior of numbers (Talts, Betancourt, Simpson, Vehtari and Gelman 2018).

Numbers are drawn from the prior, the crisis is solved with them and played once, some of what happened is written as
events, and the posterior given these is found with games that are solved. If it is right, the rank of each number among
the worlds of its posterior is uniform. Ranks are added to a file one repetition at a time, so that a run that is ended
goes on.

    python benchmarks/calibration.py choice --number 128 --ranks out/choice.csv
    python benchmarks/calibration.py template --number 64 --ranks out/template.csv
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.stats import chi2, kstest

from detente.analysis.options import Options
from detente.analysis.posterior import learn_numbers
from detente.analysis.world_claims import require_uncertain
from detente.analysis.world_likelihoods import WorldLikelihoods
from detente.evidence.reading import read_events
from detente.game.compile import build_grid, compile_game
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import loads
from detente.scenario.model import DatedEvent, Decision, Scenario
from detente.scenario.worlds import with_numbers
from detente.service.setting_up import build_workbench, quiet
from detente.simulate.play import simulate
from detente.solve.backward import solve

CHOICE = """
crisis: A choice that is made again and again
calendar: {rounds: 8}
state: {phase: {scale: [only], starts: only}}
numbers:
  gain: {range: [-2, 2], why: nobody knows it}
actors:
  ann: {patience: 0.5, precision: 1, wants: {none: 0}}
each round:
  - ann decides:
      stay: {}
      go: {costs: -gain}
"""

NUM_WORLDS = 31
NUM_PLAYS = 400
MONTHS_OF_TEMPLATE = 6


def find_crisis(name: str) -> tuple[Scenario, int]:
    """The crisis, and how many periods of it are coded."""
    if name == "choice":
        return loads(CHOICE, "choice"), 8
    return loads(TEMPLATE.read_text(encoding="utf-8"), "template"), MONTHS_OF_TEMPLATE


def play_events(
    scenario: Scenario, likelihoods: WorldLikelihoods, numbers: dict[str, float], periods: int, seed: int
) -> tuple[DatedEvent, ...]:
    """All acts of one play with some numbers, as events."""
    world = with_numbers(scenario, numbers)
    paths = simulate(solve(compile_game(world, grid=build_grid(scenario, likelihoods.points))), 1, seed)
    rows = []
    for period in range(periods):
        for stage in scenario.stages:
            if isinstance(stage, Decision):
                place = paths.game.stage_names.index(stage.name)
                for table in paths.game.periods[period].stages[place]:
                    if paths.state[0, period, place] in table.states and table.mover >= 0:
                        act = table.actions[paths.act[0, period, place]]
                        rows.append([scenario.calendar.labels[period], f"{stage.owner} plays {act}"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["date", "happened"], *rows])
        return read_events(path, scenario)


def rank_once(name: str, repetition: int) -> dict[str, int]:
    """The rank of every number among the worlds of its posterior."""
    scenario, periods = find_crisis(name)
    options = Options(num_plays=NUM_PLAYS, seed=repetition, fresh=True)
    bench = build_workbench(scenario, None, options, quiet)
    numbers = [each for each in require_uncertain(scenario) if each.shape is not None]
    likelihoods = WorldLikelihoods(bench, (), numbers, NUM_PLAYS)
    random = np.random.default_rng([11, repetition])
    true = dict(likelihoods.find_values(random.random((1, likelihoods.num_coordinates)))[0].numbers)
    events = play_events(scenario, likelihoods, true, periods, repetition + 1_000)
    found = learn_numbers(bench, events, NUM_WORLDS)
    return {each: sum(world[each] < true[each] for world in found.worlds) for each in true}


def describe(rows: list[dict[str, str]]) -> None:
    """χ² in eight bins, and the largest distance of the ranks' distribution from the uniform one."""
    names = [name for name in rows[0] if name != "repetition"]
    random = np.random.default_rng(0)
    for name in names:
        ranks = np.array([int(row[name]) for row in rows])
        counts = np.bincount(ranks * 8 // (NUM_WORLDS + 1), minlength=8)
        statistic = float(((counts - len(ranks) / 8) ** 2 / (len(ranks) / 8)).sum())
        # Ranks are whole numbers; spread within their steps they are uniform on [0, 1] if the posterior is right.
        distance = kstest((ranks + random.random(len(ranks))) / (NUM_WORLDS + 1), "uniform")
        print(
            f"{name}: {len(ranks)} ranks in 8 bins {counts.tolist()}, χ² {statistic:.1f} "
            f"(p {chi2.sf(statistic, 7):.2f}), largest distance {distance.statistic:.3f} (p {distance.pvalue:.2f}), "
            f"mean rank {ranks.mean() / NUM_WORLDS:.3f}"
        )


def main() -> None:
    """Add repetitions to the file, and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("crisis", choices=["choice", "template"])
    parser.add_argument("--number", type=int, default=64)
    parser.add_argument("--ranks", type=Path, required=True)
    asked = parser.parse_args()
    rows = list(csv.DictReader(asked.ranks.open(encoding="utf-8"))) if asked.ranks.exists() else []
    begun = time.process_time()
    for repetition in range(len(rows), asked.number):
        row = {"repetition": repetition, **rank_once(asked.crisis, repetition)}
        asked.ranks.parent.mkdir(parents=True, exist_ok=True)
        with asked.ranks.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            if not rows:
                writer.writeheader()
            writer.writerow(row)
        rows.append({name: str(value) for name, value in row.items()})
        print(f"{repetition + 1} of {asked.number}", file=sys.stderr)
    describe(rows)
    print(f"{time.process_time() - begun:.0f} s of processor time")


if __name__ == "__main__":
    main()
