"""How often play meets a node without a certified solution.

At a decision play mixes the policies of the grid points around the public belief. It meets an unsolved node where one
of those, with a weight above zero, is unsolved at the state in which the play stands.
"""

from __future__ import annotations

import numpy as np

from detente.simulate.batch import PlayBatch
from detente.simulate.play import play_stage
from detente.simulate.prepared import prepare
from detente.solve.certificate import UnsolvedReach
from detente.solve.equilibrium import Equilibrium


def measure_unsolved_reach(equilibrium: Equilibrium, num_plays: int = 20_000, seed: int = 0) -> UnsolvedReach:
    """The share of plays that pass through an unsolved node, everyone seeing the game as it is."""
    game, prepared = equilibrium.game, prepare(equilibrium)
    plays = PlayBatch.from_the_start(prepared, num_plays, np.random.SeedSequence(seed).spawn(1)[0])
    has_met = np.zeros(num_plays, dtype=bool)
    unpaid = np.zeros((len(game.prior), num_plays))
    for period, tables in enumerate(game.periods):
        for stage in range(len(game.stage_names)):
            here = equilibrium.unsolved[(equilibrium.unsolved[:, :2] == (period, stage)).all(axis=1), 2:]
            if len(here) > 0:
                unsolved = np.zeros((len(tables.codes[stage]), game.grid.size), dtype=bool)
                unsolved[here[:, 0], here[:, 1]] = True
                index, weight = plays.corners()
                has_met |= (unsolved[plays.state, index] & (weight > 0)).any(axis=0)
            play_stage(prepared, period, stage, plays, unpaid)
        plays.state = tables.end.next_state[plays.state]
    return UnsolvedReach(float(has_met.mean()), num_plays)
