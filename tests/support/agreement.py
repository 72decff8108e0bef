"""How far the belief-grid solver is from an independent solution of the enumerated tree (`twin.py`)."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline

from detente.game.beliefs import log_odds_of
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium
from support.twin import Solution, Visit, solve_tree

NEIGHBOURS = 4
"""Grid points on each side of a belief that the cubic between them uses."""


def solve_both(text: str, num_points: int, limit: float) -> tuple[Equilibrium, Solution]:
    """The crisis solved on a belief grid, and as a tree."""
    scenario = loads(text)
    points = {actor.name: num_points for actor in scenario.actors if len(actor.types) > 1}
    return solve(compile_game(scenario, points, limit)).require(), solve_tree(scenario)


def gap_in_values(equilibrium: Equilibrium, solution: Solution) -> float:
    """Largest difference between the values at the start, as a share of the largest value where that is above one.

    Beyond its ends at log-odds of 8 the grid holds beliefs to be e^−8 from certainty: an error of values in proportion
    to their size.
    """
    game = equilibrium.game
    names = [
        (actor.name, actor.types[row.type].name) for row in game.rows for actor in [game.scenario.actors[row.actor]]
    ]
    assert sorted(names) == sorted(solution.values)
    size = max(1.0, *map(abs, solution.values.values()))
    return max(abs(solution.values[name] - equilibrium.start_values[row]) for row, name in enumerate(names)) / size


def gap_in_policy(equilibrium: Equilibrium, visit: Visit) -> float:
    """Largest difference between the policies at a public history."""
    return float(np.abs(fast_policy(equilibrium, visit) - visit.policy).max())


def fast_policy(equilibrium: Equilibrium, visit: Visit) -> np.ndarray:
    """The solver's σ(action | type) at the state and belief of a public history, actions in the menu only."""
    game, at = equilibrium.game, visit.node.position
    state = state_index(equilibrium, visit)
    tables = game.periods[at.period].stages[at.stage]
    ((number, place),) = [(n, p) for n, table in enumerate(tables) for p in np.nonzero(table.states == state)[0]]
    table = tables[number]
    assert table.mover == visit.node.actor
    log_policy = equilibrium.log_policies[at.period][at.stage][number]
    assert log_policy is not None
    menu = [table.actions.index(action) for action in visit.node.actions]
    assert list(np.nonzero(table.available[place])[0]) == menu
    on_grid = np.exp(log_policy[place][:, menu].astype(np.float64))
    log_odds = np.concatenate([log_odds_of(visit.beliefs[actor]) for actor in game.informed])
    values = on_grid.reshape(*game.grid.axis_points, *on_grid.shape[1:])
    grid = game.grid
    for num, limit, belief in zip(grid.axis_points, grid.axis_limits, grid.held(log_odds[None])[0], strict=True):
        if num == 1:
            values = values[0]
            continue
        axis = np.linspace(-limit, limit, num)
        first = int(np.clip(np.searchsorted(axis, belief) - NEIGHBOURS, 0, num - 2 * NEIGHBOURS))
        window = slice(first, first + 2 * NEIGHBOURS)
        values = CubicSpline(axis[window], values[window])(belief)
    return np.asarray(values)


def state_index(equilibrium: Equilibrium, visit: Visit) -> int:
    """The index of a history's public state; acts that nobody asks about any more are not part of it."""
    game, at = equilibrium.game, visit.node.position
    codes = game.periods[at.period].codes[at.stage]
    levels = game.space.decode(codes)
    fits = np.ones(len(codes), dtype=bool)
    acts = dict(at.acts)
    for column, (name, words) in enumerate(zip(game.space.names, game.space.level_names, strict=True)):
        if column < len(at.levels):
            fits &= levels[:, column] == at.levels[column]
        elif name in acts and (remembered := fits & (levels[:, column] == words.index(acts[name]))).any():
            fits = remembered
        else:
            fits &= levels[:, column] == 0
    (found,) = np.nonzero(fits)
    assert len(found) == 1
    return int(found[0])


def assert_agreement(equilibrium: Equilibrium, solution: Solution, tolerance: float) -> None:
    """Values at the start, and the policies at every public history, within the tolerance."""
    assert gap_in_values(equilibrium, solution) < tolerance
    assert max(gap_in_policy(equilibrium, visit) for visit in solution.decisions) < tolerance
