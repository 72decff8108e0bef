"""How often play meets unsolved nodes: never, always, and as often as it stands at their states."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.simulate.play import simulate
from detente.simulate.unsolved import measure_unsolved_reach
from support.made import made_equilibrium

NUM_PLAYS = 2_000


def test_nothing_unsolved_is_never_met() -> None:
    assert measure_unsolved_reach(made_equilibrium(0), NUM_PLAYS).share == 0


def test_the_first_node_is_met_by_every_play() -> None:
    """All play begins there; the node is unsolved at every belief."""
    equilibrium = made_equilibrium(0)
    nodes = np.array([(0, 0, 0, point) for point in range(equilibrium.game.grid.size)])
    met = measure_unsolved_reach(replace(equilibrium, unsolved=nodes), NUM_PLAYS)
    assert (met.share, met.num_plays) == (1.0, NUM_PLAYS)


def test_a_state_that_is_unsolved_at_every_belief_is_met_by_the_plays_that_stand_there() -> None:
    equilibrium = made_equilibrium(0)
    period, stage, state = 1, 2, 1
    nodes = np.array([(period, stage, state, point) for point in range(equilibrium.game.grid.size)])
    paths = simulate(equilibrium, 20_000, seed=5)
    expected = float((paths.state[:, period, stage] == state).mean())
    assert 0.05 < expected < 0.95
    share = measure_unsolved_reach(replace(equilibrium, unsolved=nodes), 20_000, seed=6).share
    assert share == pytest.approx(expected, abs=4.5 * np.sqrt(0.5 / 20_000))
