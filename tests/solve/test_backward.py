"""The belief-grid solver against an independent solution of the enumerated tree (`support/twin.py`)."""

from __future__ import annotations

import re
from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.backward import solve
from support.agreement import (
    assert_agreement,
    fast_policy,
    gap_in_values,
    solve_both,
)
from support.games import (
    AFTERWARDS,
    FOUR_TYPES,
    RULED_OUT,
    SMALL,
    THREE_INFORMED,
    RandomCrisis,
    chain_store,
    limit_through,
    random_crises,
)
from support.habits import HABITS, HABITS_AT_ONCE
from support.redrawn import CRISES, redrawn
from support.twin import anchored, enumerate_tree, play_by, solve_tree

FINE = 801


@pytest.mark.parametrize("num_rounds", [1, 2, 3, 4])
def test_chain_store(num_rounds: int) -> None:
    equilibrium, solution = solve_both(chain_store(num_rounds), FINE, limit_through(7 / 3, FINE, 8.0))
    assert_agreement(equilibrium, solution, tolerance=1e-5)


POINTS = {"two_sided": 121, "seat": 101, "three_types": 121}
"""Points of the belief grids where two beliefs move."""

ODDS = {"three_types": 2.0}
"""Odds in the priors where they are neither even nor 7 to 3: a grid point is put there."""


@pytest.mark.parametrize("name", SMALL)
def test_small_crises(name: str) -> None:
    num_points = POINTS.get(name, FINE)
    limit = limit_through(ODDS.get(name, 7 / 3), num_points, 8.0)
    equilibrium, solution = solve_both(SMALL[name], num_points, limit)
    assert_agreement(equilibrium, solution, tolerance=1e-5)


@pytest.mark.parametrize("name", [*HABITS, *(f"at once: {name}" for name in HABITS_AT_ONCE)])
def test_habits_occasions_and_traits_by_type(name: str) -> None:
    """Base rates, menus, precision and patience by type, decisions that may not come up, units of time."""
    text = HABITS[name] if name in HABITS else HABITS_AT_ONCE[name.removeprefix("at once: ")]
    equilibrium, solution = solve_both(text, 401, limit_through(7 / 3, 401, 12.0))
    if name in HABITS:
        assert_agreement(equilibrium, solution, tolerance=1e-5)
    assert gap_in_values(equilibrium, solution) < 1e-5


def test_odds_between_two_types_outlive_the_third() -> None:
    """Beyond the grid's edge the last type is as good as gone: what is left of it there, e^−10, is the error."""
    equilibrium, solution = solve_both(RULED_OUT, 121, limit_through(2.0, 121, 10.0))
    assert_agreement(equilibrium, solution, tolerance=5e-4)


@settings(
    max_examples=10, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(crisis=random_crises())
def test_random_crises(crisis: RandomCrisis) -> None:
    equilibrium, solution = solve_both(crisis.text(), 61, 7.0)
    assert_agreement(equilibrium, solution, tolerance=1e-4)


@pytest.mark.parametrize(("text", "num_points", "tolerance"), [(THREE_INFORMED, 25, 5e-4), (FOUR_TYPES, 21, 5e-3)])
def test_three_informed_actors_and_four_types(text: str, num_points: int, tolerance: float) -> None:
    """Even priors: the middle of an odd grid is a point of it."""
    equilibrium, solution = solve_both(text, num_points, 6.0)
    assert_agreement(equilibrium, solution, tolerance)


REDRAWN_POINTS = {"two_sided": 61, "seat": 61, "three_types": 41, "three_informed": 21}
"""Elsewhere 201."""

REDRAWN_ERROR = {"three_types": 1e-3, "three_informed": 2e-3}
"""Elsewhere 1e-4."""


@pytest.mark.parametrize("name", CRISES)
@settings(
    max_examples=4, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(data=st.data())
def test_small_crises_with_other_numbers(name: str, data: st.DataObject) -> None:
    num_points = REDRAWN_POINTS.get(name, 201)
    limit = limit_through(ODDS.get(name, 7 / 3), num_points, 8.0)
    equilibrium, solution = solve_both(data.draw(redrawn(name)), num_points, limit)
    assert_agreement(equilibrium, solution, tolerance=REDRAWN_ERROR.get(name, 1e-4))


SHARP_POINTS = {"two_sided": 121, "seat": 121}
"""Elsewhere 801."""


@pytest.mark.parametrize("precision", [5, 10, 20])
@pytest.mark.parametrize("name", sorted(set(CRISES) - {"three_types", "three_informed"}))
def test_sharp_answers_are_equilibria_of_the_tree(name: str, precision: int) -> None:
    """Where there may be several equilibria the twin does not look for one of its own: it judges the solver's.

    The tree is played by the solver's policies; at every public history the logit response to what follows there,
    without any grid, must be the policy again. Left out are types that the public holds to be less likely than the end
    of the grid tells. (Three types at such precisions have answers that jump from belief to belief.)
    """
    text = re.sub(r"(?<=precision: )[\d.]+", str(precision), CRISES[name])
    num_points = SHARP_POINTS.get(name, FINE)
    assert gap_by_the_tree(text, num_points, limit_through(7 / 3, num_points, 20.0)) < 2e-3


@settings(
    max_examples=20, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(crisis=random_crises(), scale=st.sampled_from((3.0, 6.0)))
def test_random_sharp_crises(crisis: RandomCrisis, scale: float) -> None:
    """The same with λ up to 12 and payoffs drawn anew."""
    num_points = 101 if min(crisis.num_types) > 1 else 401
    assert gap_by_the_tree(crisis.text(precision_scale=scale), num_points, 20.0) < 2e-3


def gap_by_the_tree(text: str, num_points: int, limit: float) -> float:
    """Largest |σ − softmax(λ Q)| of the solver's policies at public histories, Q by the tree played by them."""
    scenario = loads(text)
    points = {actor.name: num_points for actor in scenario.actors if len(actor.types) > 1}
    equilibrium = solve(compile_game(scenario, points, limit))
    tree = enumerate_tree(scenario)
    played = play_by(tree, partial(fast_policy, equilibrium))
    gaps = [0.0]
    for node in tree.choices:
        belief = played.visits[node.history].beliefs[node.actor]
        kinds = np.log(np.maximum(belief, 1e-300) / belief.max()) >= -limit
        gap = np.abs(anchored(node, played.scores[node]) - anchored(node, played.wanted[node]))
        gaps.append(gap[:, kinds].max())
    return float(max(gaps))


def test_residual_of_the_twin_itself() -> None:
    solution = solve_tree(loads(chain_store(3)))
    assert solution.residual < 1e-11
    assert len(solution.decisions) == 2 * (1 + 3 + 9)


def test_the_twin_by_hand() -> None:
    """One round, one entrant, one informed store: every number can be written down."""
    solution = solve_tree(loads(chain_store(1)))
    fight_if_weak, fight_if_strong = 1 / (1 + np.exp(2)), 1 / (1 + np.exp(-2))
    np.testing.assert_allclose(
        solution.at("enter market=contested").policy[1], [fight_if_weak, fight_if_strong], atol=1e-12
    )
    fight = 0.7 * fight_if_weak + 0.3 * fight_if_strong
    enter = 1 / (1 + np.exp(-2 * (0.5 * (1 - fight) - 0.5 * fight)))
    np.testing.assert_allclose(solution.at().policy[1, 0], enter, atol=1e-12)
    weak = 2 * (1 - enter) - enter * fight_if_weak
    np.testing.assert_allclose(solution.values["store", "weak"], weak, atol=1e-12)


def test_the_twin_by_hand_after_the_last_round() -> None:
    """The heir leaves in round 2: half of what it gets then counts, and half of what follows, at the belief of then."""
    solution = solve_tree(loads(AFTERWARDS))
    last = solution.at("sell land=sold", "agree", "keep")
    wise = last.beliefs[0][1]
    agree, refuse = 0.5 * 0.6, 0.95 * 0.5 * 2 * wise
    np.testing.assert_allclose(last.policy[1, 0] / last.policy[0, 0], np.exp(refuse - agree), atol=1e-10)


def test_the_error_falls_with_the_grid() -> None:
    """A monotone cubic loses its third order only where the values have an extremum: at least second order remains."""
    coarse, fine = (
        gap_in_values(*solve_both(chain_store(3), num_points, limit_through(7 / 3, num_points, 8.0)))
        for num_points in (41, FINE)
    )
    assert coarse > ((FINE - 1) / 40) ** 2 * fine
