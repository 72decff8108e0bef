"""Nodes without a certified solution: the error that names them, and how often play meets them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.errors import Advice, UnsolvedError
from detente.game.compile import compile_game
from detente.scenario.loading import loads, with_variant
from detente.simulate.play import simulate
from detente.simulate.unsolved import measure_unsolved_reach
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium, Settings
from support.games import COVERT

HOPELESS = Settings(tolerance=1e-18, max_steps=2, sweeps=0)
"""Rounding leaves more than this, so that nodes without a solution need no game that is hard."""

VARIANT = "variants:\n  eager: {actors.patron.types.hungry.appetite: 1.5}\n"


def solved(settings: Settings) -> Equilibrium:
    scenario = with_variant(loads(COVERT + VARIANT), "eager")
    return solve(compile_game(scenario, {"patron": 5}), settings)


def test_the_error_names_crisis_grid_nodes_and_ways_out() -> None:
    with pytest.raises(UnsolvedError) as caught:
        solved(HOPELESS)
    message, advice = str(caught.value), caught.value.advice
    for words in (
        "Arms that nobody admits to, variant eager: ",
        "the grid of patron=5 belief points",
        "patron supplies at front = ",
        "P(patron is cautious) = ",
    ):
        assert words in message
    assert advice == (
        Advice("other_points"),
        Advice("lower_precision", "patron"),
        Advice("more_steps", value=2),
        Advice("allow_unsolved"),
    )


def test_every_unsolved_node_has_its_place() -> None:
    equilibrium = solved(replace(HOPELESS, allow_unsolved=True))
    assert len(equilibrium.unsolved) == equilibrium.certificate.num_unsolved > 0
    assert len(np.unique(equilibrium.unsolved, axis=0)) == len(equilibrium.unsolved)
    for t, s, state, belief in equilibrium.unsolved:
        (table,) = (each for each in equilibrium.game.periods[t].stages[s] if state in each.states)
        assert table.mover == 0
        assert belief < 5
    labels = equilibrium.game.scenario.calendar.labels
    named = {(node.date, node.stage) for node in equilibrium.certificate.worst}
    assert named <= {(labels[t], equilibrium.game.stage_names[s]) for t, s, _, _ in equilibrium.unsolved}


def test_play_meets_unsolved_nodes_where_it_stands() -> None:
    equilibrium = solved(Settings())
    assert len(equilibrium.unsolved) == 0
    assert measure_unsolved_reach(equilibrium, 500, seed=3).share == 0
    paths = simulate(equilibrium, 2_000, seed=3)
    for state in range(len(equilibrium.game.periods[1].codes[0])):
        nodes = np.array([[1, 0, state, belief] for belief in range(5)], dtype=np.int32)
        met = measure_unsolved_reach(replace(equilibrium, unsolved=nodes), 2_000, seed=3)
        assert met.share == np.mean(paths.state[:, 1, 0] == state)
    everywhere = np.array([[0, 0, 0, belief] for belief in range(5)], dtype=np.int32)
    assert measure_unsolved_reach(replace(equilibrium, unsolved=everywhere), 500).share == 1


def test_only_grid_points_around_the_belief_count() -> None:
    equilibrium = solved(Settings())
    index, weight = equilibrium.game.grid.corners(np.log([[0.7 / 0.3]]))
    prior = index[weight > 0]
    assert len(prior) == 1
    for belief in range(5):
        node = np.array([[0, 0, 0, belief]], dtype=np.int32)
        assert measure_unsolved_reach(replace(equilibrium, unsolved=node), 100).share == (belief in prior)
