"""Audience costs without an end, against linear algebra and root finding (docs/classics/standing-firm.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import root
from scipy.special import softmax

from detente.game.compile import compile_game
from detente.scenario import library, loading
from detente.solve.backward import solve
from detente.solve.equilibrium import Settings

STATES = np.arange(3)
NEXT = np.maximum(STATES[:, None], STATES)
"""Peace, crisis and war after acts of 0, 1 and 2."""

FIGURES = [0.7561, 0.6890, 0.7551]
THREATS_IN_PEACE = 0.2092
CLOCK = 0.9


@dataclass(frozen=True)
class Rivalry:
    """The payoffs of two states, each with an audience of its own."""

    crisis: float
    war: float
    threat: float
    attack: float
    audiences: tuple[float, float]

    def paid(self, who: int) -> np.ndarray:
        """What one is paid in a month: by where they stand, its own act and the other's."""
        now, own, other = np.meshgrid(STATES, STATES, STATES, indexing="ij")
        backs_down = (now > 0) & (own < now) & (other >= now)
        outcome = -np.array([0, self.crisis, self.war])[np.maximum(own, other)]
        return outcome - np.array([0, self.threat, self.attack])[own] - self.audiences[who] * backs_down

    def equilibrium(self) -> np.ndarray:
        """Policies of both by where they stand, that are the logit response to what they bring for ever."""

        def response(policies: np.ndarray) -> np.ndarray:
            found = []
            for who in (0, 1):
                own, other = policies[who], policies[1 - who]
                expected = np.einsum("sao,so->sa", self.paid(who), other)
                moves = np.zeros((3, 3, 3))
                for act, reply in np.ndindex(3, 3):
                    moves[:, act, NEXT[act, reply]] += other[:, reply]
                along = np.einsum("sa,saz->sz", own, moves)
                values = np.linalg.solve(np.eye(3) - CLOCK * along, (own * expected).sum(axis=1))
                found.append(softmax(expected + CLOCK * moves @ values, axis=1))
            return np.array(found)

        def policies(scores: np.ndarray) -> np.ndarray:
            return softmax(scores.reshape(2, 3, 3), axis=2)

        scores = root(lambda y: y - np.log(response(policies(y))).ravel(), np.zeros(18), tol=1e-13).x
        found = policies(scores)
        assert response(found) == pytest.approx(found, abs=1e-10)
        return found


@pytest.mark.parametrize(
    ("variant", "rivalry"),
    [
        (None, Rivalry(1, 1.2928, 0.3008, 2.0783, (0.7994, 0.7994))),
        ("sterner_here", Rivalry(1, 1.2928, 0.3008, 2.0783, (1.5988, 0.7994))),
        ("coveted", Rivalry(-1, -2.5376, 1.8232, 5.3437, (1.2411, 1.2411))),
    ],
)
def test_policies_are_those_of_a_second_solver(variant: str | None, rivalry: Rivalry) -> None:
    equilibrium = solve(
        compile_game(loading.load(library.find("classics/standing-firm"), variant)), Settings(rule="principal")
    ).require()
    expected = rivalry.equilibrium()
    for who in (0, 1):
        # In the second month all three states of affairs can be reached.
        policy = np.exp(np.asarray(equilibrium.log_policies[1][who], dtype=np.float64)).reshape(-1, 3)
        assert policy == pytest.approx(expected[who], abs=1e-7)
    if variant != "sterner_here":
        assert expected[0][:, 0] == pytest.approx(FIGURES, abs=1e-4)
        assert expected[0][0, 1] == pytest.approx(THREATS_IN_PEACE, abs=1e-4)
