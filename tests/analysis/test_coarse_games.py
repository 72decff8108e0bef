"""Coarse games are compiled once, and stand for those that are compiled on the same grid."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analysis import coarse_games
from detente.analysis.coarse_games import CoarseGames
from detente.analysis.options import Options
from detente.game.compile import build_grid, compile_game
from detente.scenario.loading import loads
from detente.solve.backward import solve
from detente.solve.equilibrium import Settings
from support.made import PATRON


def test_the_game_of_a_coarse_grid_is_the_one_that_was_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever other tests have left in memory."""
    monkeypatch.setattr(coarse_games, "MOST_KEPT", 1e9)
    scenario = loads(PATRON)
    games = CoarseGames(Options())
    kept = games.compile(scenario)
    assert games.compile(scenario) is kept
    coarse = build_grid(scenario, {actor.name: 3 for actor in scenario.actors if len(actor.types) > 1})
    assert games.find(scenario, coarse) is kept
    assert games.find(scenario, build_grid(scenario, None)) is None
    again = solve(compile_game(scenario, grid=coarse), Settings())
    np.testing.assert_array_equal(solve(kept, Settings()).start_values, again.start_values)
    games.forget()
    assert games.find(scenario, coarse) is None


def test_another_scenario_is_another_game() -> None:
    games = CoarseGames(Options())
    first, second = loads(PATRON), loads(PATRON)
    assert games.compile(first) is not games.compile(second)


def test_little_memory_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coarse_games, "MOST_KEPT", -1.0)
    scenario, games = loads(PATRON), CoarseGames(Options())
    assert games.compile(scenario) is not games.compile(scenario)
