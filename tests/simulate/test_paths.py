"""Recorded plays with their names."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.scenario.model import Decision
from detente.simulate.moves import ForcedMove
from detente.simulate.play import simulate
from detente.solve.backward import solve
from detente.solve.equilibrium import Settings
from support.made import PATRON, played_patron, with_made_policy


def test_dataset_says_what_the_arrays_say() -> None:
    paths = played_patron(400)
    data, scenario, game = paths.to_dataset(), paths.game.scenario, paths.game
    assert dict(data.sizes) == {"play": 400, "actor": 4, "date": 8, "variable": 5, "decision": 3, "about": 2}
    assert list(data.about.values) == ["moscow is defender", "moscow is revisionist"]
    for play in (0, 17, 399):
        for period, date in enumerate(scenario.calendar.labels):
            for index, variable in enumerate(scenario.variables):
                level = variable.levels[paths.levels(period)[play, index]]
                assert data.level.sel(variable=variable.name, date=date).values[play] == level
    for decision in (stage for stage in scenario.stages if isinstance(stage, Decision)):
        names = np.array([action.name for action in decision.actions])
        acts = paths.act[:, :, game.stage_names.index(decision.name)]
        assert (data.act.sel(decision=decision.name).values == names[acts]).all()
    assert np.allclose(data.belief.sel(date="2015-12", about="moscow is defender"), paths.belief(8, 0, 0))
    assert (data.type.sel(actor="moscow").values == np.array(["defender", "revisionist"])[paths.types[:, 0]]).all()
    assert np.array_equal(data.payoff.values, paths.payoffs)
    assert data.attrs["seed"] == 1
    assert data.attrs["scenario_hash"] == scenario.hash
    assert data.attrs["variant"] == ""


def test_dataset_names_forced_moves() -> None:
    paths = played_patron(100, forced=(ForcedMove("kyiv", None, "raid", 0, 3),))
    data = paths.to_dataset()
    assert data.attrs["forced"] == "kyiv plays raid"
    hides = data.act.sel(decision="hides").values
    assert set(hides[:, :4].ravel()) == {"raid"}
    assert set(hides[:, 4:].ravel()) == {"raid", "wait"}


def test_discounting() -> None:
    paths = played_patron(100)
    patience = paths.game.patience[paths.game.first_row(1)]
    by_hand = sum(patience**t * paths.payoffs[:, t, 1].astype(float) for t in range(8))
    by_hand = by_hand + patience**8 * paths.aftermath[:, 1]
    assert np.allclose(paths.discounted()[:, 1], by_hand)


def test_payoffs_are_those_of_the_scenario() -> None:
    """The dove wants no sanctions: minus the level of the scale at every period's end."""
    paths = played_patron(200)
    for period in range(8):
        assert np.allclose(paths.payoffs[:, period, 1], -paths.levels(period)[:, 2])
        is_advanced = paths.levels(period)[:, 0] == 2
        taking = np.array([0.0, 2.0])[paths.types[:, 0]]
        expected = taking * is_advanced - 0.1 * paths.levels(period)[:, 2]
        assert np.allclose(paths.payoffs[:, period, 0], expected, atol=1e-6)


def test_what_lasts_one_period_goes_back() -> None:
    """At the period's end the variable still has its level; the next period begins with the start level."""
    paths = played_patron(200)
    game = paths.game
    flare = game.space.names.index("flare")
    starts = game.space.decode(game.periods[1].codes[0])[paths.state[:, 1, 0], flare]
    assert set(paths.levels(0)[:, flare]) == {0, 1}
    assert set(starts) == {0}


def test_beliefs_about_actors_without_secrets_are_certain() -> None:
    assert (played_patron(10).belief(2, 1, 0) == 1).all()


def test_a_period_is_discounted_by_the_patience_of_the_type_with_which_it_ends() -> None:
    """Whoever is soft (0.5) becomes hard (0.8) for sure before the first of three rounds is over."""
    text = """
crisis: Patience that grows
calendar: {rounds: 3}
state: {line: {scale: [low, high], starts: low}}
actors:
  a:
    types: {soft: {prior: 0.6, patience: 0.5}, hard: {prior: 0.4, patience: 0.8}}
    changes: {soft: {to: hard, probability: 1}}
    wants: {share: 1}
each round:
  - a moves: {hold: {}, push: {then: line = high}}
"""
    equilibrium = solve(compile_game(loads(text), {"a": 5}), Settings())
    expected = 1 + 0.8 * (1 + 0.8)
    assert equilibrium.start_values.tolist() == pytest.approx([expected, expected])
    assert simulate(equilibrium, num_plays=50, seed=1).discounted() == pytest.approx(np.full((50, 1), expected))


def test_what_is_told_of_plays_is_their_beginning() -> None:
    whole = simulate(with_made_policy(compile_game(loads(PATRON), {"moscow": 3})), 300, seed=1)
    assert whole.told() is whole
    going_on = loads(PATRON.replace("to: 2015-12,", "to: 2015-10, goes on for: 2 months,"))
    paths = simulate(with_made_policy(compile_game(going_on, {"moscow": 3})), 300, seed=1, with_turns=True)
    told = paths.told()
    assert (paths.num_periods, told.num_periods, told.is_whole) == (8, 6, False)
    assert told.dates == going_on.calendar.labels[:6]
    for name in ("mover", "act", "state", "payoffs", "chosen", "drawn", "message"):
        np.testing.assert_array_equal(getattr(told, name), getattr(paths, name)[:, :6], err_msg=name)
    np.testing.assert_array_equal(told.belief(6, 0, 1), paths.belief(6, 0, 1))
    np.testing.assert_array_equal(told.final_state, paths.state[:, 6, 0])
    assert list(told.to_dataset()["date"].values) == list(told.dates)
    with pytest.raises(ValueError, match="only 6 of 8 periods were played"):
        told.discounted()
