"""Our behaviour at every information set of a small crisis beside Gambit's logit equilibrium of its tree."""

from __future__ import annotations

import io

import numpy as np

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.backward import solve
from detente.trees.behaviour import compute_behaviour
from detente.trees.efg import list_players, to_efg
from detente.trees.unfold import unfold
from support.solved_trees import quietly


def find_largest_gap(text: str, points: int) -> float:
    """The largest difference between two probabilities of an act; the test is skipped without Gambit.

    Args:
        points: on each axis of belief.
    """
    gambit, scenario = quietly("pygambit"), loads(text)
    num_points = {actor.name: points for actor in scenario.actors if len(actor.types) > 1}
    equilibrium, tree = solve(compile_game(scenario, num_points)), unfold(scenario)
    game = gambit.read_efg(io.StringIO(to_efg(tree, by_date=True)))
    (solution,) = gambit.qre.logit_solve_lambda(game, 1.0)
    theirs_of = {player: iter(list(solution.profile[player])) for player in list_players(tree, by_date=True)}
    gaps = []
    for information, ours in zip(tree.information_sets, compute_behaviour(tree, equilibrium), strict=True):
        player = f"{tree.players[information.player]} {tree.scenario.calendar.labels[information.period]}"
        _, theirs = next(theirs_of[player])
        gaps.append(np.abs(ours - [float(prob) for _, prob in theirs]).max())
    return float(max(gaps))
