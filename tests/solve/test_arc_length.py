"""Branches with turns: against the same curve integrated as an ordinary differential equation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import root

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.backward import solve
from detente.solve.equilibrium import Settings

ACTS = ("one", "two", "three")


def softmax(scores: np.ndarray) -> np.ndarray:
    weight = np.exp(scores - scores.max())
    return np.asarray(weight / weight.sum())


class Bimatrix:
    """Two who choose among three acts at once, with precision λ; unknown are all six scores and the share of λ."""

    def __init__(self, seed: int, precision: float) -> None:
        self.payoffs = np.random.default_rng(seed).normal(size=(2, 3, 3)).round(2)
        self.precision = precision

    def response(self, scores: np.ndarray) -> np.ndarray:
        one, two = softmax(scores[:3]), softmax(scores[3:])
        gains = np.array([self.payoffs[0] @ two, self.payoffs[1].T @ one])
        return np.asarray(self.precision * (gains - gains.mean(axis=1, keepdims=True))).ravel()

    def slopes(self, scores: np.ndarray) -> np.ndarray:
        """The derivative of the response, in closed form."""
        jacobian = np.zeros((6, 6))
        for own, payoff in ((slice(3), self.payoffs[0]), (slice(3, 6), self.payoffs[1].T)):
            other = slice(3, 6) if own.start is None or own.start == 0 else slice(3)
            play = softmax(scores[other])
            moved = payoff @ (np.diag(play) - np.outer(play, play))
            jacobian[own, other] = self.precision * (moved - moved.mean(axis=0))
        return jacobian

    def trace(self) -> tuple[np.ndarray, float]:
        """The first scores at s = 1 along the curve from s = 0, and the smallest slope ds by arc length on the way."""
        before = np.append(np.zeros(6), 1.0)
        slowest = 1.0

        def tangent(_: float, at: np.ndarray) -> np.ndarray:
            nonlocal before, slowest
            scores, share = at[:6], at[6]
            matrix = np.column_stack([share * self.slopes(scores) - np.eye(6), self.response(scores)])
            along = np.linalg.svd(matrix)[2][-1]
            before = along if along @ before >= 0 else -along
            slowest = min(slowest, before[6])
            return before

        def arrives(_: float, at: np.ndarray) -> float:
            return float(at[6] - 1)

        arrives.terminal = True  # type: ignore[attr-defined]
        path = solve_ivp(tangent, (0, 200), np.zeros(7), rtol=1e-6, atol=1e-8, max_step=0.2, events=arrives)
        assert path.status == 1
        answer = root(lambda y: self.response(y) - y, path.y[:6, -1], tol=1e-12)
        return answer.x, slowest

    def text(self) -> str:
        def worth(payoff: np.ndarray) -> str:
            return " + ".join(
                f"{payoff[i, j]:g} * (row plays {a} and column plays {b})"
                for i, a in enumerate(ACTS)
                for j, b in enumerate(ACTS)
            )

        menu = "{" + ", ".join(f"{act}: {{}}" for act in ACTS) + "}"
        return f"""
crisis: Three by three
calendar: {{rounds: 1}}
state: {{x: {{one of: [a], starts: a}}}}
actors:
  row: {{precision: {self.precision}, wants: {{w: {worth(self.payoffs[0])}}}}}
  column: {{precision: {self.precision}, wants: {{w: {worth(self.payoffs[1])}}}}}
each round:
  - at once:
      row chooses: {menu}
      column picks: {menu}
"""


@pytest.mark.parametrize("seed", [1, 18, 132])
def test_a_branch_is_followed_round_its_turns(seed: int) -> None:
    game = Bimatrix(seed, 30.0)
    scores, slowest = game.trace()
    assert slowest < -0.01, "this branch turns"
    equilibrium = solve(compile_game(loads(game.text())), Settings(rule="principal"))
    assert equilibrium.certificate.num_astray == 0
    for stage, expected in enumerate((softmax(scores[:3]), softmax(scores[3:]))):
        policy = equilibrium.log_policies[0][stage][0]
        assert policy is not None
        np.testing.assert_allclose(np.exp(policy[0, 0, :, 0]), expected, atol=1e-6)


def test_most_branches_have_no_turn_and_end_at_the_same_solution() -> None:
    for seed in range(6):
        game = Bimatrix(seed, 3.0)
        scores, _ = game.trace()
        equilibrium = solve(compile_game(loads(game.text())), Settings(rule="principal"))
        policy = equilibrium.log_policies[0][0][0]
        assert policy is not None
        np.testing.assert_allclose(np.exp(policy[0, 0, :, 0]), softmax(scores[:3]), atol=1e-6)
