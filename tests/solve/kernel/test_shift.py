"""Moves that change what their mover knows: closed forms, Gambit, and the case in which nothing changes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.at_belief import PoliciesAt
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium, Settings
from support.gambit import find_largest_gap
from support.unseen import BOTH, HEARTS, LEADER, PROGRAMME, SHOWING


def solved(text: str, points: int, settings: Settings | None = None) -> Equilibrium:
    scenario = loads(text)
    num_points = {actor.name: points for actor in scenario.actors if len(actor.types) > 1}
    return solve(compile_game(scenario, num_points), settings)


def test_a_change_of_probability_zero_changes_nothing() -> None:
    still = HEARTS.replace("0.2 if line == high else 0.05", "0").replace("probability: 0.1", "probability: 0")
    without = HEARTS[: HEARTS.index("    changes:")] + HEARTS[HEARTS.index("  b:\n") :]
    moving, plain = solved(still, 61), solved(without, 61)
    assert moving.certificate.num_unsolved == 0
    assert moving.start_values == pytest.approx(plain.start_values, abs=1e-9)


def test_a_leader_commits_although_its_move_is_seen_with_noise() -> None:
    """Bagwell's game at λ = 20: the fixed point in one unknown, the leader's rate of commitment.

    A report is wrong with probability ε. With the posterior μ after a report, the follower gains 2 μ − 1 by answering
    in kind, and the leader 2 (1 − 2 ε) (ρ_s − ρ_c) − 1 by committing.
    """
    noise, precision = 0.01, 20.0

    def answers(commits: float) -> tuple[float, float]:
        kept, wrong = commits * (1 - noise), commits * noise
        after = kept / (kept + (1 - commits) * noise), wrong / (wrong + (1 - commits) * (1 - noise))
        return float(expit(precision * (2 * after[0] - 1))), float(expit(precision * (2 * after[1] - 1)))

    def defect(commits: float) -> float:
        good, bad = answers(commits)
        return float(expit(precision * (2 * (1 - 2 * noise) * (good - bad) - 1))) - commits

    equilibria = [brentq(defect, low, high) for low, high in ((1e-9, 1e-3), (0.98, 0.995))]
    equilibrium = solved(LEADER, 121)
    policies, start = PoliciesAt(equilibrium), equilibrium.game.start_log_odds()[None]
    commits = float(np.exp(policies.find(0, 0, 0, np.array([0]), start)[0, 0, 0]))
    assert equilibrium.certificate.num_unsolved == 0
    assert min(abs(commits - each) for each in equilibria) < 2e-4
    # The figures of the equilibrium with commitment.
    assert equilibria[1] == pytest.approx(0.989, abs=5e-4)
    assert answers(equilibria[1])[1] == pytest.approx(0.374, abs=5e-4)


@pytest.mark.parametrize(
    ("text", "points", "error"),
    [(PROGRAMME, 801, 1e-6), (HEARTS, 801, 5e-6), (SHOWING, 801, 2e-5), (BOTH, 25, 0.011)],
)
def test_gambit_solves_the_tree_alike(text: str, points: int, error: float) -> None:
    """On the tree there are no beliefs, and covert acts are remembered. The rest is the error of the belief grid.

    It falls with the square of the step: for the last crisis it is 0.0029 with 49 points on each of three axes, and
    0.0015 with 73.
    """
    assert find_largest_gap(text, points) < error


def test_who_shows_what_only_those_can_show_who_have_it_is_known_to_have_it() -> None:
    equilibrium = solved(SHOWING, 201)
    speaks = equilibrium.game.periods[1].stages[1][0]
    assert [speaks.menu(kind)[0].tolist() for kind in (0, 1)] == [[True, False], [True, True]]
    log_policy = equilibrium.log_policies[1][1][0]
    assert log_policy is not None
    assert np.isneginf(log_policy[..., 1, 0]).all()
    assert np.isfinite(log_policy[..., 1, 1]).all()


def test_regret_is_what_the_best_act_gains_over_the_policy() -> None:
    """In one round a hidden act is never answered by what it is, so that a best response is the better act."""
    text = PROGRAMME.replace("rounds: 2", "rounds: 1").replace("0.4 if tehran.programme >= begun else 0.05", "0.3")
    text = text.replace("found: 0.3", "found: 0.3 + 0 * tehran.programme")
    equilibrium = solved(text, 801, Settings(regret=True))
    game = equilibrium.game
    log_policy = PoliciesAt(equilibrium).find(0, 0, 0, np.array([0]), game.start_log_odds()[None])[:, 0, 0]
    policy = np.exp(log_policy)
    gain = (log_policy[1] - log_policy[0]) / 3  # λ = 3
    expected = max(gain, 0) - policy[1] * gain
    regret = equilibrium.certificate.regrets
    assert regret is not None
    own = next(each for each in regret if (each.actor, each.type) == ("tehran", "programme none"))
    assert own.gain == pytest.approx(expected, abs=1e-5)
