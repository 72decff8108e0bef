"""How many steps a node takes from the next period's policy, from the base world's, and from both together.

Usage: python -P benchmarks/warm_starts.py CRISIS WORLDS [--points [ACTOR=]N …]

The crisis is solved at its base values, then in some worlds (1 to WORLDS of `detente explore`). At every node of a
world, steps are counted from three starts: the policy of the next period, from which the solver starts; that of the
same period, state and belief in the base world; and the first one plus what the base world's policy changes by from
the next period to this one. It is also counted at how many nodes the second and the third start end at another solution
than the first.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

import detente.solve.backward as backward
from detente.analysis.draws import draw_block
from detente.analysis.options import Options
from detente.analysis.world_claims import ClaimsInWorlds
from detente.cli.options import num_points
from detente.cores import use_one_core
from detente.game.tables import Game
from detente.scenario.library import TEMPLATE
from detente.service.setting_up import build_workbench, quiet
from detente.solve.equilibrium import Settings
from detente.solve.kernel.nodes import KernelNodes, StepArrays, follow_of
from detente.solve.nodes import NodeScores, find_policies
from detente.solve.search import GOAL_BELOW_TOLERANCE, SolvedNodes, solve_nodes
from detente.solve.stacking import stack_games
from detente.solve.stepping import FIRST_STEP, LATER_FIRST_STEP, StepRule
from detente.solve.warm_starts import Kept, Key, Menus, StateScores, WarmStarts

ANOTHER = 1e-6
"""By how much a probability differs at least in another solution."""


class Recorded(WarmStarts):
    """Next period's policies, and all that was found."""

    def __init__(self) -> None:
        super().__init__()
        self.number, self.found = -1, dict[tuple[int, Key], list[Kept]]()
        self.here: tuple[Key, np.ndarray, np.ndarray, StateScores] | None = None

    def begin_period(self) -> None:
        super().begin_period()
        self.number += 1

    def keep(self, key: Key, codes: np.ndarray, scores: StateScores) -> None:
        super().keep(key, codes, scores)
        self.found.setdefault((self.number, key), []).append((codes, scores))

    def start(self, key: Key, codes: np.ndarray, menus: Menus, beliefs: np.ndarray) -> StateScores:
        start = super().start(key, codes, menus, beliefs)
        self.here = (key, codes, beliefs, start)
        return start

    def find(
        self, number: int, key: Key, codes: np.ndarray, beliefs: np.ndarray, shape: tuple[int, ...]
    ) -> StateScores:
        """What was found so many periods from the end; not a number where nothing was."""
        scores = np.full(shape, np.nan)
        for known, found in self.found.get((number, key), ()):
            place = np.minimum(np.searchsorted(known, codes), len(known) - 1)
            matches = np.flatnonzero(known[place] == codes)
            scores[:, :, matches] = found[:, :, place[matches, None], beliefs]
        return scores


@dataclass
class Tally:
    """Steps, nodes and nodes that were not solved, by start; and nodes at which another solution was found."""

    steps: Counter[str] = field(default_factory=Counter)
    unsolved: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    num_nodes: int = 0
    in_three: int = 0


def count_steps(nodes: KernelNodes, start: NodeScores, settings: Settings) -> tuple[np.ndarray, NodeScores, np.ndarray]:
    """The steps that every node takes from a start, where it ends, and whether it is solved there."""
    goal = GOAL_BELOW_TOLERANCE * settings.tolerance
    follow = follow_of(nodes.layout)
    scores = np.array(start.reshape(-1, start.shape[-1]).T, order="C")
    length = np.where(np.any(start != 0, axis=(0, 1)), LATER_FIRST_STEP, FIRST_STEP)
    steps, is_solved = np.zeros(len(scores), dtype=int), np.zeros(len(scores), dtype=bool)
    left, part = np.arange(len(scores)), nodes
    for number in range(settings.max_steps + 1):
        run = StepArrays(scores[left], length[left], np.empty(len(left)), np.zeros(0), np.empty((0, 0, 0)))
        follow(part._arrays, run, StepRule(min(number, 1), goal, True, False))
        scores[left], length[left], is_solved[left] = run.scores, run.step, run.bound <= goal
        steps[left] += number > 0
        left = left[~is_solved[left]]
        if len(left) == 0:
            break
        part = nodes.select(left)
    return steps, scores.T.reshape(start.shape), is_solved


class Observer:
    """Counts in place of the search, which then solves as ever."""

    def __init__(self, starts: Recorded, base: Recorded, tally: Tally) -> None:
        self.starts, self.base, self.tally = starts, base, tally

    def __call__(self, nodes: KernelNodes, first: NodeScores, settings: Settings) -> SolvedNodes:
        assert self.starts.here is not None
        key, codes, beliefs, start = self.starts.here
        near, later = (self.base.find(self.starts.number - back, key, codes, beliefs, start.shape) for back in (0, 1))
        both = start + near - later
        tally, solutions = self.tally, {}
        tally.num_nodes += first.shape[-1]
        for name, each in (("next", start), ("base", near), ("both", both)):
            known = np.where(np.isnan(each), start, each).reshape(first.shape)
            steps, scores, is_solved = count_steps(nodes, known, settings)
            tally.steps[name] += int(steps.sum())
            tally.unsolved[name] += int((~is_solved).sum())
            tally.in_three += int((steps <= 3).sum()) if name == "next" else 0
            solutions[name] = find_policies(scores, nodes)
        for name in ("base", "both"):
            apart = np.abs(solutions[name] - solutions["next"]).max(axis=0)
            tally.others[name] += int((apart > ANOTHER).sum())
        return solve_nodes(nodes, first, settings)


def solve_with(game: Game, settings: Settings, starts: Recorded, search: object) -> None:
    backward.solve_nodes = search  # type: ignore[assignment]
    backward.solve_batch(stack_games([game]), settings, None, starts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("crisis", help="`template`, or as in `detente run`")
    parser.add_argument("worlds", type=int)
    parser.add_argument("--points", nargs="*")
    asked = parser.parse_args()
    use_one_core()
    crisis = TEMPLATE if asked.crisis == "template" else asked.crisis
    bench = build_workbench(
        crisis, None, Options(num_points=num_points(asked.points), has_grid_error=False, allow_unsolved=True), quiet
    )
    claims, base, tally = ClaimsInWorlds(bench, bench.options, []), Recorded(), Tally()
    solve_with(bench.compiled(bench.base.variant), bench.settings, base, solve_nodes)
    for values in draw_block(claims.shapes, claims.chances, 0, 0, claims.correlated)[: asked.worlds]:
        opened = claims.open(claims.world(values.tolist()))
        if opened is not None:
            starts = Recorded()
            game = opened.bench.compiled(opened.bench.base.variant)
            solve_with(game, bench.settings, starts, Observer(starts, base, tally))
    print(f"{asked.crisis}: {tally.num_nodes:,} nodes, {tally.in_three / tally.num_nodes:.0%} of them in three steps")
    for name in ("next", "base", "both"):
        print(
            f"  {name}: {tally.steps[name] / tally.num_nodes:.2f} steps a node, {tally.unsolved[name]:,} unsolved, "
            f"another solution than from next at {tally.others[name]:,}"
        )


if __name__ == "__main__":
    main()
