"""Small crises as game trees beside our equilibria, for solvers that are not ours."""

from __future__ import annotations

import functools
import warnings
from typing import Any

import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium, Settings
from detente.trees.tree import Tree
from detente.trees.unfold import unfold
from support.at_once import CROSSING
from support.games import SMALL, chain_store, limit_through

CRISES = {
    **{name: text for name, text in SMALL.items() if name != "belief_payoff"},
    "chain_store": chain_store(3),
    "crossing": CROSSING,
}
POINTS = {"two_sided": 121, "seat": 101, "three_types": 121, "crossing": 101}
"""Points of the belief grids where two beliefs move; elsewhere 801."""

GRID_ERROR = dict.fromkeys(POINTS, 3e-4)
"""Multilinear interpolation, as in play, on those grids; elsewhere 1e-5."""


@functools.cache
def solve_as_tree(name: str) -> tuple[Tree, Equilibrium]:
    """A small crisis as a tree, and our equilibrium with everybody's regret; each is solved once."""
    scenario = loads(CRISES[name])
    points = POINTS.get(name, 801)
    limit = limit_through(2.0 if name == "three_types" else 7 / 3, points, 8.0)
    game = compile_game(scenario, {a.name: points for a in scenario.actors if len(a.types) > 1}, limit)
    return unfold(scenario), solve(game, Settings(regret=True))


def quietly(module: str) -> Any:
    """The module, whatever it warns of while it is imported; the test is skipped without it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(module)
