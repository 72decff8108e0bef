"""Games that are stacked have the solutions that each has alone."""

from __future__ import annotations

import pytest

from detente.game.compile import build_grid, compile_game
from detente.game.tables import Game
from detente.scenario.loading import loads
from detente.solve import worlds
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium, Settings
from detente.solve.stacking import shape_of
from detente.solve.worlds import solve_worlds
from support.solutions import assert_same_solution

CRISIS = """
crisis: A patron that arms
calendar: {rounds: 3, afterwards: the last round repeats}
state:
  front: {scale: [retreat, held, advance], starts: held}
actors:
  patron:
    patience: PATIENCE
    precision: PRECISION
    types:
      cautious: {prior: 1 - DOUBT, appetite: 0}
      hungry: {prior: DOUBT, appetite: 2}
    wants: {ground: appetite * (front - held)}
  neighbour:
    patience: 0.9
    precision: 2
    wants: {ground: held - front, trust: belief(patron is cautious)}
each round:
  - patron decides:
      restrain: {costs: 0.1}
      arm: {when: front < advance, results: {gain: {probability: RISK, then: front up}, none: rest}}
  - signal observers_report: {alarm: ALARM if patron is hungry else 0, calm: rest}
  - neighbour answers:
      wait: {}
      push: {when: front > retreat, costs: 0.2, then: front down}
"""
BASE = {"PATIENCE": 0.9, "PRECISION": 2.0, "DOUBT": 0.4, "RISK": 0.5, "ALARM": 0.3}


def game(**numbers: float) -> Game:
    text, base = CRISIS, CRISIS
    for name, number in (BASE | numbers).items():
        text, base = text.replace(name, str(number)), base.replace(name, str(BASE[name]))
    grid = build_grid(loads(base), {"patron": 9})
    return compile_game(loads(text), grid=grid)


def alike() -> list[Game]:
    """Worlds of one shape; in the last the front never moves forward, so that fewer states are reached."""
    changes = ({}, {"PATIENCE": 0.5}, {"PRECISION": 5}, {"DOUBT": 0.9}, {"RISK": 1}, {"RISK": 0})
    return [game(**change) for change in changes]


def assert_same(one: Equilibrium, other: Equilibrium) -> None:
    assert_same_solution(one, other)
    assert one.game is other.game
    assert one.certificate.num_unsolved == 0
    assert one.certificate.num_unstable == other.certificate.num_unstable


def test_worlds_together_have_the_solutions_of_each_alone() -> None:
    games = alike()
    assert len({shape_of(each) for each in games}) == 1
    assert len({len(each.periods[1].codes[0]) for each in games}) > 1
    assert len({each.periods[0].stages[0][0].branch_prob.shape[2] for each in games}) > 1
    for together, each in zip(solve_worlds(games, Settings(regret=True)), games, strict=True):
        alone = solve(each, Settings(regret=True))
        assert_same(together, alone)
        assert together.certificate.max_regret == pytest.approx(alone.certificate.max_regret, abs=1e-9)


def test_a_world_of_another_shape_is_solved_with_its_like() -> None:
    games = [game(), game(ALARM=0), game(RISK=0.3), game(ALARM=0, RISK=0.3)]
    assert shape_of(games[0]) != shape_of(games[1])
    for together, each in zip(solve_worlds(games), games, strict=True):
        assert_same(together, solve(each))


def test_worlds_that_fill_the_processor_are_solved_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    games = alike()
    most_nodes = max(len(codes) for codes in games[0].periods[1].codes) * games[0].grid.size
    monkeypatch.setattr(worlds, "NODES_AT_ONCE", 2 * most_nodes)
    assert worlds.at_once(games[0]) == 2
    fractions: list[float] = []
    solved = solve_worlds(games, progress=lambda _, fraction: fractions.append(fraction))
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1)
    for together, each in zip(solved, games, strict=True):
        assert_same(together, solve(each))


def test_an_unsolved_world_is_handed_back_and_says_so() -> None:
    impossible = Settings(tolerance=1e-300, max_steps=2, sweeps=0)
    first, second = solve_worlds([game(), game(RISK=0.3)], impossible)
    for each in (first, second):
        assert 0 < each.certificate.num_unsolved <= each.certificate.num_nodes
        assert each.certificate.worst
    assert first.game.scenario.hash != second.game.scenario.hash


def test_no_worlds_no_answers() -> None:
    assert solve_worlds([]) == ()
