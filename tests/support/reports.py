"""Policies of a bundled crisis at every information set of its tree, found by what was seen on the way there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.game.compile import compile_game
from detente.scenario import library, loading
from detente.solve.backward import solve
from detente.trees.behaviour import compute_behaviour
from detente.trees.unfold import unfold

Policies = dict[tuple[str, str, tuple[str, ...]], NDArray[np.float64]]


def find_policies(name: str, variant: str | None = None, num_points: dict[str, int] | None = None) -> Policies:
    """Probabilities of the acts of a menu, solved at the belief that the policies on the way there imply.

    Returns:
        By actor, its type (empty if it has one alone) and what was seen, such as `1 answers: hold`.
    """
    scenario = loading.load(library.find(name), variant)
    equilibrium, tree = solve(compile_game(scenario, num_points)).require(), unfold(scenario)
    found: Policies = {}
    for information, policy in zip(tree.information_sets, compute_behaviour(tree, equilibrium), strict=True):
        actor = scenario.actors[information.player]
        kind = actor.types[information.type].name if len(actor.types) > 1 else ""
        key = actor.name, kind, information.history
        assert key not in found, key
        found[key] = np.asarray(policy)
    return found
