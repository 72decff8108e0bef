"""Endless crises: against closed forms, a dense solver of stochastic games, and values that never come to rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.errors import UnsolvedError
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.play import simulate
from detente.solve.backward import solve, solve_batch
from detente.solve.equilibrium import Equilibrium, Settings
from detente.solve.guesses import list_guesses
from detente.solve.multiplicity import find_multiplicity
from detente.solve.stacking import stack_games
from support.endless import DILEMMA, MOODS, alternating, moods_game
from support.stationary import StochasticGame
from support.unseen import PROGRAMME

SETTINGS = Settings()


def solved(text: str, settings: Settings = SETTINGS) -> Equilibrium:
    return solve(compile_game(loads(text)), settings)


def policy_of(equilibrium: Equilibrium, stage: int, round_index: int = 1) -> np.ndarray:
    """P(second act) by state of a round, where nothing is private."""
    policy = equilibrium.log_policies[round_index][stage][0]
    assert policy is not None
    return np.exp(policy[:, 0, 1, 0].astype(float))


@pytest.mark.parametrize("precision", [0.5, 2.0, 10.0])
def test_a_prisoners_dilemma_whose_past_nobody_minds(precision: float) -> None:
    """One more point by defecting, whatever the other does: P(cooperate) = 1 / (1 + e^λ) is an equilibrium for ever."""
    equilibrium = solved(DILEMMA.replace("PRECISION", str(precision)))
    share = 1 / (1 + np.exp(precision))
    for stage in (0, 1):
        np.testing.assert_allclose(1 - policy_of(equilibrium, stage), share, rtol=1e-6)
    a_round = 9 * share**2 + 10 * share * (1 - share) + (1 - share) ** 2
    np.testing.assert_allclose(equilibrium.start_values, a_round / (1 - 0.9), rtol=1e-9)
    stationary = equilibrium.certificate.stationary
    assert stationary is not None
    assert stationary.is_settled
    assert stationary.residual <= 1e-8
    # 0.9^43 is above 1 %, 0.9^44 below.
    assert stationary.num_rounds == 44


def test_cooperation_under_the_threat_of_a_breakdown_is_found_from_its_own_start() -> None:
    """9 a round for both is an equilibrium payoff of the repeated game at λ → ∞, as 9 / (1 − δ) > 10 + δ / (1 − δ)."""
    game = compile_game(loads(DILEMMA.replace("PRECISION", "10")))
    start = list_guesses(game, 1)[0]
    assert start.name == "one = cooperated, two = cooperated for ever and one = defected, two = defected elsewhere"
    (upheld,) = solve_batch(stack_games([game]), SETTINGS, guess=start)
    stationary = upheld.require().certificate.stationary
    assert stationary is not None
    assert stationary.residual <= 1e-8
    np.testing.assert_allclose(upheld.start_values * (1 - 0.9), 9, atol=1e-4)
    # Play is what the threat says: cooperation while both cooperated, and no second chance.
    np.testing.assert_allclose(policy_of(upheld, 0), [0, 1, 1, 1], atol=1e-3)


def test_other_starts_are_named_with_what_they_lead_to() -> None:
    told = find_multiplicity(compile_game(loads(DILEMMA.replace("PRECISION", "10"))), SETTINGS, 2)
    assert told.matters
    assert told.largest.start.startswith("one = cooperated, two = cooperated for ever")
    # 90 for ever instead of a little more than 10.
    assert told.largest.change == pytest.approx(80, abs=0.01)


def test_where_noise_forgives_there_is_one_equilibrium() -> None:
    """At λ = 2 defectors cooperate by mistake so often that a breakdown does not last, and is no threat."""
    told = find_multiplicity(compile_game(loads(DILEMMA.replace("PRECISION", "2"))), SETTINGS, 4)
    assert not told.matters
    assert abs(told.largest.change) < 1e-6


@pytest.mark.parametrize("precision", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("patience", [0.5, 0.9, 0.97])
def test_peace_crisis_and_war_against_the_dense_solver(precision: float, patience: float) -> None:
    text = MOODS.replace("PRECISION", str(precision)).replace("PATIENCE", str(patience))
    equilibrium, other = solved(text), moods_game(precision, patience)
    expected = other.equilibrium()
    for stage in (0, 1):
        np.testing.assert_allclose(policy_of(equilibrium, stage), expected[stage], atol=2e-7)
    np.testing.assert_allclose(equilibrium.start_values, other.values(expected)[:, 0], rtol=1e-7)


def test_patience_of_nearly_one_takes_few_steps() -> None:
    """What all values have in common is taken to its limit; plainly it would take ln(1e-12) / ln(.999), or 27,600."""
    text = MOODS.replace("PRECISION", "1").replace("PATIENCE", "0.999")
    equilibrium, other = solved(text), moods_game(1.0, 0.999)
    stationary = equilibrium.certificate.stationary
    assert stationary is not None
    assert stationary.num_sweeps < 500
    np.testing.assert_allclose(equilibrium.start_values, other.values(other.equilibrium())[:, 0], rtol=1e-7)


@pytest.mark.parametrize(
    ("moves", "payoffs", "length"),
    [
        (
            [[[0, 2], [1, 1]], [[0, 0], [2, 2]], [[0, 0], [2, 1]]],
            [[-2.6, -1.5, 0.6], [1.5, -1.5, 1.0]],
            2,
        ),
        (
            [[[2, 2], [1, 2]], [[0, 0], [0, 0]], [[1, 1], [0, 2]]],
            [[2.2, -0.3, -0.3], [-0.5, 1.0, -0.4]],
            3,
        ),
    ],
)
def test_values_that_come_back_are_not_certified(
    moves: list[list[list[int]]], payoffs: list[list[float]], length: int
) -> None:
    """Two who move in turn; plain iteration of their logit choices comes back after so many rounds, and never rests."""
    values, seen = np.zeros((2, 3)), []
    for _ in range(300):
        worth = np.array(payoffs) + 0.9 * values
        values = np.zeros((2, 3))
        for state, by_first in enumerate(moves):
            after = np.array([_logit(worth[1, each]) @ worth[:, each].T for each in by_first])
            values[:, state] = _logit(after[:, 0]) @ after
        seen.append(values)
    apart = [np.abs(values - seen[-1 - back]).max() for back in range(1, length + 1)]
    assert min(apart[:-1]) > 0.1
    assert apart[-1] < 1e-9

    text = alternating(moves, payoffs)
    with pytest.raises(UnsolvedError, match=f"return every {length} steps"):
        solved(text)
    certificate = solved(text, replace(SETTINGS, allow_unsolved=True)).certificate
    assert certificate.stationary is not None
    assert certificate.stationary.cycle == length
    assert certificate.grade == "do not use"


def _logit(gains: np.ndarray) -> np.ndarray:
    weight = np.exp(30 * (gains - gains.max()))
    return np.asarray(weight / weight.sum())


def test_plays_bring_what_values_say() -> None:
    """Rounds that are not played out count by their value: the mean over plays is that of the endless crisis."""
    equilibrium = solved(MOODS.replace("PRECISION", "1").replace("PATIENCE", "0.9"))
    brought = simulate(equilibrium, 20_000, seed=3).discounted()
    error = brought.std(axis=0) / np.sqrt(len(brought))
    assert np.all(np.abs(brought.mean(axis=0) - equilibrium.start_values) < 4 * error)


SIGNALS = """
crisis: Somebody who may be strong
calendar: ROUNDS
state: {line: {one of: [held, ceded], starts: held, lasts: one period}}
actors:
  strong_or_weak:
    patience: 0.5
    precision: 1
    types:
      strong: {prior: 0.4, cost: 0.2}
      weak: {prior: 0.6, cost: 1.5}
    wants: {line: 2 * (line == held)}
  other:
    patience: 0.5
    precision: 1
    wants: {gain: 1.5 * (line == ceded) - 2 * (strong_or_weak plays stand and other plays press)}
each round:
  - strong_or_weak moves:
      stand: {costs: cost}
      yield: {}
  - other answers:
      wait: {}
      press: {then: line = ceded if not strong_or_weak plays stand else held}
"""


def test_with_beliefs_it_is_the_limit_of_long_crises() -> None:
    """The first round of 40 weighs like the first of infinitely many, but for 0.5^40."""
    endless = solve(compile_game(loads(SIGNALS.replace("ROUNDS", "{rounds: endless}")), {"strong_or_weak": 41}))
    long = solve(compile_game(loads(SIGNALS.replace("ROUNDS", "{rounds: 40}")), {"strong_or_weak": 41}))
    np.testing.assert_allclose(endless.start_values, long.start_values, atol=1e-8)
    one, other = endless.log_policies[0][0][0], long.log_policies[0][0][0]
    assert one is not None
    assert other is not None
    np.testing.assert_allclose(np.exp(one), np.exp(other), atol=1e-6)


def test_a_random_game_with_other_numbers() -> None:
    """Of the same moods with payoffs drawn at random, and an actor with no patience."""
    drawn = np.random.default_rng(4).normal(size=(2, 3)).round(3)
    text = MOODS.replace("PRECISION", "1.5").replace("PATIENCE", "0.8")
    for name, own in zip(("home", "away"), drawn, strict=True):
        start = text.index("wants: {mood: ", text.index(f"  {name}:"))
        end = text.index("}", start)
        worth = " + ".join(f"{x} * (mood == {mood})" for x, mood in zip(own, ("peace", "crisis", "war"), strict=True))
        text = text[:start] + "wants: {mood: " + worth + text[end:]
    base = moods_game(1.5, 0.8)
    other = StochasticGame(np.repeat(drawn[:, None], 3, axis=1), base.chances, base.patience, base.precision)
    equilibrium, expected = solved(text), other.equilibrium()
    for stage in (0, 1):
        np.testing.assert_allclose(policy_of(equilibrium, stage), expected[stage], atol=2e-7)


CHANGING = """
crisis: Types that come and go
calendar: {rounds: endless}
state: {line: {scale: [low, high], starts: low}}
actors:
  a:
    patience: 0.95
    precision: 1
    types: {soft: {prior: 0.7, taste: -0.3}, hard: {prior: 0.3, taste: 0.4}}
    changes: {soft: {to: hard, probability: 0.5}, hard: {to: soft, probability: 0.25}}
    wants: {own: taste}
  b: {patience: 0.9, precision: 2, wants: {hard: a is hard}}
each round:
  - b moves: {wait: {}, go: {costs: 0.2}}
"""


def test_values_of_types_that_change_solve_a_linear_system() -> None:
    """Nobody can do anything about it: V = P (r + δ V), P being the chances of a round and r what is then received."""
    equilibrium = solve(compile_game(loads(CHANGING), {"a": 201}), SETTINGS)
    moves, received = np.array([[0.5, 0.5], [0.25, 0.75]]), np.array([-0.3, 0.4])
    own = np.linalg.solve(np.eye(2) - 0.95 * moves, moves @ received)
    hard = np.linalg.solve(np.eye(2) - 0.9 * moves, moves @ np.array([0.0, 1.0]))
    costs = 0.2 / (1 + np.exp(2 * 0.2)) / (1 - 0.9)
    np.testing.assert_allclose(equilibrium.start_values[:2], own, rtol=1e-6)
    # What b expects is interpolated between beliefs.
    np.testing.assert_allclose(equilibrium.start_values[2], np.array([0.7, 0.3]) @ hard - costs, rtol=1e-4)
    stationary = equilibrium.certificate.stationary
    assert stationary is not None
    assert stationary.is_settled


def test_patience_of_types_that_change_counts_as_long_as_they_last() -> None:
    """V = P (r + Δ V), Δ being the patience of the type that a round ends with."""
    text = CHANGING.replace("prior: 0.7,", "prior: 0.7, patience: 0.5,")
    equilibrium = solve(compile_game(loads(text), {"a": 5}), SETTINGS)
    moves, received = np.array([[0.5, 0.5], [0.25, 0.75]]), np.array([-0.3, 0.4])
    own = np.linalg.solve(np.eye(2) - moves * np.array([0.5, 0.95]), moves @ received)
    np.testing.assert_allclose(equilibrium.start_values[:2], own, rtol=1e-6)


HABITS = MOODS.replace("home acts: {calm", "home acts: {usually: {push: 0.1}, comes up: 0.5, calm")
TYPES = MOODS.replace("home:\n", "home:\n    types: {a: {prior: 0.5, patience: 0.3, precision: 2}, b: {prior: 0.5}}\n")
SECRET = PROGRAMME.replace("patience: 0.9", "patience: 0.6")


@pytest.mark.parametrize(
    ("text", "calendar", "points"),
    [(HABITS, ", per: 2 rounds", {}), (TYPES, "", {"home": 5}), (SECRET, "", {"tehran": 5})],
    ids=["habits", "types", "secret"],
)
def test_so_many_rounds_that_the_end_is_out_of_sight(text: str, calendar: str, points: dict[str, int]) -> None:
    """On the same grid the first of sixty rounds is worth what the first of endlessly many is, up to 0.6^30."""
    text = text.replace("PRECISION", "1").replace("PATIENCE", "0.6")
    for written in ("rounds: endless", "rounds: 2"):
        text = text.replace(f"{{{written}}}", f"{{rounds: NUMBER{calendar}}}")
    endless, long = (
        solve(compile_game(loads(text.replace("NUMBER", number)), points), SETTINGS) for number in ("endless", "60")
    )
    stationary = endless.certificate.stationary
    assert stationary is not None
    assert stationary.is_settled
    np.testing.assert_allclose(endless.start_values, long.start_values, atol=5e-7)
