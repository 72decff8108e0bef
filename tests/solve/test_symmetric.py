"""Which of several equilibria: the symmetric one against closed forms, and the order in which a scenario is written."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from detente.errors import DetenteError
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.scenario.model import EquilibriumRule
from detente.solve.at_belief import PoliciesAt
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium, Settings
from support.at_once import by_profile, matrix

HAWK_DOVE = (-0.5, 2.0, 0.0, 1.0)
"""A prize of 2 and a fight that costs 3: hawk against hawk, against dove, dove against hawk, against dove."""


def transposed(row: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """What the second mover gets where the first gets this."""
    return row[0], row[2], row[1], row[3]


def solved(text: str, rule: EquilibriumRule) -> Equilibrium:
    return solve(compile_game(loads(text)), Settings(rule=rule))


def top(equilibrium: Equilibrium, stage: int) -> float:
    policy = equilibrium.log_policies[0][stage][0]
    assert policy is not None
    return float(np.exp(policy[0, 0, 0, 0]))


@pytest.mark.parametrize("rule", ["principal", "symmetric"])
@pytest.mark.parametrize("precision", [1.0, 4.0, 6.0, 25.0, 100.0])
def test_hawk_and_dove_mix_as_the_root_of_one_equation_says(rule: EquilibriumRule, precision: float) -> None:
    def excess(hawk: float) -> float:
        gain = hawk * (HAWK_DOVE[0] - HAWK_DOVE[2]) + (1 - hawk) * (HAWK_DOVE[1] - HAWK_DOVE[3])
        return float(1 / (1 + np.exp(-precision * gain)) - hawk)

    expected = brentq(excess, 1e-9, 1 - 1e-9, xtol=1e-14)
    equilibrium = solved(matrix(by_profile(HAWK_DOVE), by_profile(transposed(HAWK_DOVE)), precision), rule)
    assert [top(equilibrium, stage) for stage in (0, 1)] == pytest.approx([expected, expected], abs=1e-7)
    assert equilibrium.certificate.num_astray == 0
    assert equilibrium.certificate.rule == rule
    # Beyond the pitchfork, where λ h (1 − h) · 1.5 passes one, play would leave the symmetric answer.
    assert equilibrium.certificate.num_unstable == (precision * expected * (1 - expected) * 1.5 > 1)


def test_the_drift_of_play_leaves_symmetry_and_the_certificate_can_tell() -> None:
    text = matrix(by_profile(HAWK_DOVE), by_profile(transposed(HAWK_DOVE)), 6.0)
    assert abs(top(solved(text, "drift"), 0) - top(solved(text, "drift"), 1)) > 0.9
    assert solved(text, "symmetric").certificate.asymmetry == pytest.approx(0, abs=1e-12)


def test_three_acts_at_high_precision_have_the_mixed_equilibrium() -> None:
    """Rock, paper, scissors with a prize for winning that a fight of equals wastes: thirds, at any precision."""
    beats = {"rock": "scissors", "paper": "rock", "scissors": "paper"}
    one = " + ".join(f"(one plays {act} and two plays {other})" for act, other in beats.items())
    two = " + ".join(f"(two plays {act} and one plays {other})" for act, other in beats.items())
    text = f"""
crisis: Three ways
calendar: {{rounds: 1}}
state: {{x: {{one of: [a], starts: a}}}}
actors:
  one: {{precision: 9, wants: {{w: 2 * ({one}) - ({two})}}}}
  two: {{precision: 9, wants: {{w: 2 * ({two}) - ({one})}}}}
each round:
  - at once:
      one chooses: {{rock: {{}}, paper: {{}}, scissors: {{}}}}
      two picks: {{scissors: {{}}, rock: {{}}, paper: {{}}}}
"""
    for rule in ("principal", "symmetric"):
        equilibrium = solved(text, rule)  # type: ignore[arg-type]
        for stage in (0, 1):
            policy = equilibrium.log_policies[0][stage][0]
            assert policy is not None
            np.testing.assert_allclose(np.exp(policy[0, 0, :, 0]), 1 / 3, atol=1e-7)


TRENCHES = """
crisis: Two lines
calendar: {rounds: 3}
state:
  left: {scale: [back, middle, front], starts: middle}
  right: {scale: [back, middle, front], starts: middle}
actors:
  ann:
    precision: 4
    patience: 0.9
    types: {calm: {prior: 0.5, fear: 0}, anxious: {prior: 0.5, fear: 1}}
    wants: {ground: 1.2 * (left - right), clash: -1.5 * (1 + fear) * (ann plays push and bob plays push)}
  bob:
    precision: 4
    patience: 0.9
    types: {calm: {prior: 0.5, fear: 0}, anxious: {prior: 0.5, fear: 1}}
    wants: {ground: 1.2 * (right - left), clash: -1.5 * (1 + fear) * (ann plays push and bob plays push)}
each round:
  - at once:
      ann moves: {hold: {}, push: {then: left up}}
      bob answers: {hold: {}, push: {then: right up}}
"""

REWRITTEN = """
crisis: Two lines
calendar: {rounds: 3}
state:
  right: {scale: [back, middle, front], starts: middle}
  left: {scale: [back, middle, front], starts: middle}
actors:
  bob:
    precision: 4
    patience: 0.9
    types: {calm: {prior: 0.5, fear: 0}, anxious: {prior: 0.5, fear: 1}}
    wants: {clash: -1.5 * (1 + fear) * (ann plays push and bob plays push), ground: 1.2 * (right - left)}
  ann:
    precision: 4
    patience: 0.9
    types: {calm: {prior: 0.5, fear: 0}, anxious: {prior: 0.5, fear: 1}}
    wants: {clash: -1.5 * (1 + fear) * (ann plays push and bob plays push), ground: 1.2 * (left - right)}
each round:
  - at once:
      bob answers: {push: {then: right up}, hold: {}}
      ann moves: {push: {then: left up}, hold: {}}
"""
"""The same with every list turned round."""


def without_secrets(text: str) -> str:
    """The same with nothing private: with two axes of belief, interpolation depends on their order a little."""
    types = "types: {calm: {prior: 0.5, fear: 0}, anxious: {prior: 0.5, fear: 1}}\n"
    return text.replace(types, "parameters: {fear: 0.5}\n")


@pytest.mark.parametrize("rule", ["principal", "symmetric"])
@pytest.mark.parametrize("clash", ["-1.5", "-4", "1"])
def test_the_order_of_writing_changes_nothing(rule: EquilibriumRule, clash: str) -> None:
    values = []
    for text in (TRENCHES, REWRITTEN):
        equilibrium = solved(without_secrets(text).replace("-1.5", clash), rule)
        assert equilibrium.certificate.num_astray == 0
        by_row = zip(equilibrium.game.rows, equilibrium.start_values, strict=True)
        values.append({equilibrium.game.who(row)[0]: value for row, value in by_row})
    assert values[1] == pytest.approx(values[0], abs=1e-9)
    assert values[0]["ann"] == pytest.approx(values[0]["bob"], abs=1e-9)


def test_the_order_of_writing_changes_nothing_without_symmetry() -> None:
    values = []
    for text in (TRENCHES, REWRITTEN):
        uneven = without_secrets(text).replace("1.2 * (left - right)", "1.7 * (left - right)")
        equilibrium = solved(uneven, "principal")
        assert equilibrium.certificate.asymmetry is None
        by_row = zip(equilibrium.game.rows, equilibrium.start_values, strict=True)
        values.append({equilibrium.game.who(row)[0]: value for row, value in by_row})
    assert values[1] == pytest.approx(values[0], abs=1e-9)
    assert abs(values[0]["ann"] - values[0]["bob"]) > 0.1


@pytest.mark.parametrize("rule", ["principal", "symmetric"])
def test_with_secrets_values_are_alike_up_to_interpolation(rule: EquilibriumRule) -> None:
    equilibrium = solve(compile_game(loads(TRENCHES), {"ann": 9, "bob": 9}), Settings(rule=rule))
    game, certificate = equilibrium.game, equilibrium.certificate
    assert certificate.num_astray == 0
    assert certificate.asymmetry is not None
    for kind in (0, 1):
        apart = abs(np.subtract(*(equilibrium.start_values[game.first_row(actor) + kind] for actor in (0, 1))))
        assert apart <= certificate.asymmetry < 0.05


def test_the_drift_of_play_here_depends_on_it() -> None:
    """So that the test above can fail: with the same crisis, today's rule treats the two differently."""
    equilibrium = solve(compile_game(loads(TRENCHES), {"ann": 9, "bob": 9}))
    game = equilibrium.game
    by_actor = [equilibrium.start_values[game.first_row(actor)] for actor in (0, 1)]
    assert abs(by_actor[0] - by_actor[1]) > 1e-3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("precision: 6", "precision: 5"), "their precision differs"),
        (("left: {}", "left: {costs: 0.1}"), "the payoffs of chooses and picks differ"),
        (("2 * (row plays top", "2.5 * (row plays top"), "differs"),
    ],
)
def test_a_game_without_symmetry_is_refused_with_the_reason(change: tuple[str, str], message: str) -> None:
    text = """
crisis: One game
calendar: {rounds: 1}
state: {x: {one of: [a, b], starts: a}}
definitions: {fight: row plays top and column plays left}
actors:
  row: {precision: 6, wants: {w: 2 * (row plays top and column plays right) - fight}}
  column: {precision: 6, wants: {w: 2 * (row plays bottom and column plays left) - fight}}
each round:
  - at once:
      row chooses: {top: {}, bottom: {}}
      column picks: {left: {}, right: {}}
""".replace(*change, 1)
    with pytest.raises(DetenteError, match=message):
        solved(text, "symmetric")


def test_two_who_never_move_at_once_have_no_symmetric_equilibrium_to_seek() -> None:
    text = TRENCHES.replace("  - at once:\n      ann", "  - ann").replace("      bob answers", "  - bob answers")
    with pytest.raises(DetenteError, match="No two actors move at once"):
        solved(text, "symmetric")


@pytest.mark.parametrize("rule", ["principal", "symmetric"])
def test_play_treats_the_two_alike_too(rule: EquilibriumRule) -> None:
    """Up to interpolation on nine points; a policy that took a side would differ by 0.5 or more."""
    equilibrium = solve(compile_game(loads(TRENCHES), {"ann": 9, "bob": 9}), Settings(rule=rule))
    start, policies = equilibrium.game.start_log_odds()[None], PoliciesAt(equilibrium)
    ann, bob = (np.exp(policies.find(0, stage, 0, np.array([0]), start))[..., 0] for stage in (0, 1))
    np.testing.assert_allclose(ann, bob, atol=0.01)


HAWKS = """
crisis: Hawks by habit
calendar: {rounds: 1}
state: {a: {scale: [dove, hawk], starts: dove}, b: {scale: [dove, hawk], starts: dove}}
actors:
  one: {precision: 8, wants: {w: 1 * (a == hawk and b == dove) - 1 * (a == hawk and b == hawk)}}
  two: {precision: 8, wants: {w: 1 * (b == hawk and a == dove) - 1 * (b == hawk and a == hawk)}}
each round:
  - at once:
      one moves: {usually: {fight: 0.2}, yield: {}, fight: {then: a = hawk}}
      two answers: {usually: {fight: 0.2}, yield: {}, fight: {then: b = hawk}}
"""


@pytest.mark.parametrize("rule", ["symmetric", "principal"])
def test_base_rates_shift_the_symmetric_equilibrium(rule: str) -> None:
    """p = 1 / (1 + exp(−log(0.2 / 0.8) − 8 (1 − 2 p))), on the branch that begins at p = 0.2."""
    solved = solve(compile_game(loads(HAWKS), {}), Settings(rule=rule))  # type: ignore[arg-type]  # a rule's name
    expected = brentq(lambda p: 1 / (1 + np.exp(-np.log(0.2 / 0.8) - 8 * (1 - 2 * p))) - p, 0, 1, xtol=1e-14)
    for stage in (0, 1):
        policy = solved.log_policies[0][stage][0]
        assert policy is not None
        assert np.exp(policy[0, 0, 1, 0]) == pytest.approx(expected, abs=1e-6)


def test_different_base_rates_break_the_symmetry() -> None:
    text = HAWKS.replace("answers: {usually: {fight: 0.2}", "answers: {usually: {fight: 0.3}")
    with pytest.raises(DetenteError, match="the base rates of moves and answers differ"):
        solve(compile_game(loads(text), {}), Settings(rule="symmetric"))


HEARTS = """
crisis: Hawks whose hearts change
calendar: {rounds: 2}
state: {a: {scale: [dove, hawk], starts: dove}, b: {scale: [dove, hawk], starts: dove}}
actors:
  one:
    types: {soft: {prior: 0.6, t: 0.3}, hard: {prior: 0.4, t: 0.9}}
    changes: {soft: {to: hard, probability: 0.3}}
    wants: {w: t * (a == hawk and b == dove)}
  two:
    types: {soft: {prior: 0.6, t: 0.3}, hard: {prior: 0.4, t: 0.9}}
    changes: {soft: {to: hard, probability: 0.2}}
    wants: {w: t * (b == hawk and a == dove)}
each round:
  - at once:
      one moves: {yield: {then: a = dove}, fight: {then: a = hawk}}
      two answers: {yield: {then: b = dove}, fight: {then: b = hawk}}
"""


def test_types_that_change_by_themselves_have_no_counterpart() -> None:
    """They are lotteries one after the other, here with different odds."""
    with pytest.raises(DetenteError, match="one_changes is about one, and not about the other in its place"):
        solve(compile_game(loads(HEARTS), {"one": 3, "two": 3}), Settings(rule="symmetric"))
