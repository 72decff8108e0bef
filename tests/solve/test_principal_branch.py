"""The principal branch: with the nodes of either engine, against a closed form, and across turns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from detente.game.compile import build_grid, compile_game
from detente.game.tables import Game
from detente.scenario.loading import loads
from detente.solve import arc_length, backward
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium, Settings
from detente.solve.nodes import Nodes, NodeScores
from detente.solve.principal_branch import follow_principal_branch
from detente.solve.search import SolvedNodes
from detente.solve.stepping import StepRule
from support.at_once import CROSSING, by_profile, matrix
from support.effort import rest_long
from support.nodes import for_kernel, for_reference, random_nodes

GOAL = 1e-10


def along_the_branch(nodes: Nodes, first_scores: NodeScores, settings: Settings) -> SolvedNodes:
    """What `solve_nodes` would do if it knew nothing else."""
    scores = follow_principal_branch(nodes, first_scores.shape, settings.max_steps, GOAL).scores
    return SolvedNodes(scores, np.zeros(0, dtype=int))


def solved(text: str) -> Equilibrium:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backward, "solve_nodes", along_the_branch)
        scenario = loads(text)
        # Around even odds, where the game has the turns that are looked for.
        informed = [actor.name for actor in scenario.actors if len(actor.types) > 1]
        points = dict(zip(informed, (61, 31), strict=False))
        grid = replace(build_grid(scenario, points), centre=())
        return solve(compile_game(scenario, grid=grid), Settings(allow_unsolved=True))


@pytest.mark.parametrize(
    ("num_types", "num_actions", "is_overt"),
    rest_long([(2, 3, True), (3, 2, True), (2, 2, False)], {(2, 2, False)}),
)
def test_both_engines_end_at_the_same_solutions(num_types: int, num_actions: int, is_overt: bool) -> None:
    nodes = random_nodes(31, num_types, num_actions, is_overt, precision=5.0, num_nodes=32)
    expected, is_expected = follow_principal_branch(for_reference(nodes), nodes.payoff.shape, 60, GOAL)
    found, is_followed = follow_principal_branch(for_kernel(nodes), nodes.payoff.shape, 60, GOAL)
    np.testing.assert_array_equal(is_followed, is_expected)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-7)
    arrived = for_kernel(nodes).advance(found, np.ones(32), StepRule(0, GOAL))
    assert arrived.bound.max() <= GOAL


@pytest.mark.parametrize("precision", [1.0, 4.0, 12.0])
def test_a_stag_hunt_ends_in_the_risk_dominant_equilibrium(precision: float) -> None:
    """Both hunt stags (4 each), or hares (3, whatever the other does); one quarter more is feared than hoped for."""

    def excess(stag: Any, share: float) -> Any:
        return 1 / (1 + np.exp(-share * precision * (4 * stag - 3))) - stag

    # The branch, traced by ever more precision: of all answers the one nearest to the last.
    expected = 0.5
    for share in np.linspace(0, 1, 1001):
        grid = np.linspace(0, 1, 4001)
        signs = np.sign(excess(grid, share))
        places = np.flatnonzero(signs[:-1] * signs[1:] <= 0)
        roots = [brentq(excess, grid[place], grid[place + 1], args=(share,), xtol=1e-14) for place in places]
        expected = min(roots, key=lambda root: abs(root - expected))
    stag_hunt = matrix(by_profile((4, 0, 3, 3)), by_profile((4, 3, 0, 3)), precision)
    policies = solved(stag_hunt).log_policies[0]
    for stage in (0, 1):
        policy = policies[stage][0]
        assert policy is not None
        assert float(np.exp(policy[0, 0, 0, 0])) == pytest.approx(expected, abs=1e-6)


TURNING = CROSSING.replace("precision: 1.5", "precision: 8").replace("  moscow:\n", "  moscow:\n    precision: 8\n", 1)


def turning_game() -> Game:
    return compile_game(loads(TURNING), {"moscow": 31, "washington": 31})


def test_turns_are_followed() -> None:
    certificate = solve(turning_game(), Settings(rule="principal")).certificate
    assert certificate.num_astray == 0


def test_a_turn_that_cannot_be_followed_is_stepped_over_and_counted() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arc_length, "MOST_ARCS", 0)
        certificate = solve(turning_game(), Settings(rule="principal", allow_unsolved=True)).certificate
    assert certificate.num_unsolved == 0
    assert certificate.num_astray > 0
    assert certificate.grade == "with care"
