"""What each type of an actor does in a situation."""

from __future__ import annotations

import numpy as np
import pytest

import detente
from detente.analysis.policies import list_policy_rows
from detente.errors import DetenteError
from detente.game.compile import compile_game
from detente.notebook import Solution
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import loads
from detente.solve.backward import solve
from support.untracked import ONCE


@pytest.fixture(scope="module")
def solution() -> Solution:
    return detente.load(TEMPLATE).solve(num_points=9)


def test_a_policy_in_words(solution: Solution) -> None:
    policy = solution.policy("patron", "2015-08", front="retreat")
    assert list(policy.columns) == ["restrain", "arm"]
    np.testing.assert_allclose(policy.sum(axis=1), 1)
    by_type = policy.droplevel(["decision", "situation"])
    assert by_type.loc["hungry", "arm"] > by_type.loc["cautious", "arm"]


def test_a_policy_depends_on_the_belief(solution: Solution) -> None:
    trusted = solution.policy("neighbour", beliefs={"patron": {"cautious": 0.99, "hungry": 0.01}})
    feared = solution.policy("neighbour", beliefs={"patron": {"cautious": 0.01, "hungry": 0.99}})
    assert (trusted["lift"].dropna() > feared["lift"].dropna()).all()


def test_a_policy_at_a_grid_point_is_the_solved_one(solution: Solution) -> None:
    equilibrium = solution.equilibrium
    middle = {"cautious": 0.6, "hungry": 0.4}  # the prior, the middle of nine points
    shown = solution.policy("patron", beliefs={"patron": middle}).to_numpy()
    log_policy = equilibrium.log_policies[0][0][0]
    assert log_policy is not None
    solved = np.exp(log_policy[0, 4]).T
    np.testing.assert_allclose(shown, solved, rtol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("patrom",), "no actor 'patrom'"),
        (("patron", "2019-01"), "no date '2019-01'"),
    ],
)
def test_misuse_is_named(solution: Solution, arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(DetenteError, match=words):
        solution.policy(*arguments)


@pytest.mark.parametrize(
    ("beliefs", "words"),
    [({"neighbour": {"x": 1.0}}, "private types"), ({"patron": {"hungry": 0.4}}, "sum to one")],
)
def test_wrong_beliefs_are_named(solution: Solution, beliefs: dict[str, dict[str, float]], words: str) -> None:
    with pytest.raises(DetenteError, match=words):
        solution.policy("patron", beliefs=beliefs)


def test_the_nearest_name_is_said(solution: Solution) -> None:
    with pytest.raises(DetenteError, match="no actor 'patrom' — did you mean 'patron'"):
        solution.policy("patrom")


def test_a_belief_that_is_not_tracked_is_known_at_the_prior_alone() -> None:
    equilibrium = solve(compile_game(loads(ONCE)))
    at_prior = list_policy_rows(equilibrium, "south", None, {}, {"north": {"meek": 0.6, "bold": 0.4}})
    assert at_prior == list_policy_rows(equilibrium, "south", None, {}, {})
    with pytest.raises(DetenteError, match=r"the belief about north is its prior until it moves.* at this prior alone"):
        list_policy_rows(equilibrium, "south", None, {}, {"north": {"meek": 0.9, "bold": 0.1}})
