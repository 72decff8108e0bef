"""What each actor can expect at the start."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.analysis.values import compute_values, list_base_numbers
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.play import simulate
from detente.solve.equilibrium import with_perceptions
from support.made import PATRON, with_made_policy
from support.watch import WATCH


def test_values_are_the_solver_s_with_names_and_priors() -> None:
    equilibrium = with_made_policy(compile_game(loads(PATRON), {"moscow": 3}))
    equilibrium = replace(equilibrium, start_values=np.arange(5.0))
    assert [(value.actor, value.type, value.prior, value.value) for value in compute_values(equilibrium)] == [
        ("moscow", "defender", 0.6, 0.0),
        ("moscow", "revisionist", 0.4, 1.0),
        ("dove", None, 1.0, 2.0),
        ("hawk", None, 1.0, 3.0),
        ("kyiv", None, 1.0, 4.0),
    ]


def test_values_are_means_over_plays_where_somebody_acts_on_a_perception() -> None:
    game = compile_game(loads(WATCH), {"east": 3, "west": 3})
    alone = with_made_policy(game)
    misled = with_perceptions(alone, {1: with_made_policy(game, seed=5)})
    paths = simulate(misled, 500, seed=2)
    discounted = paths.discounted()
    for value in compute_values(misled, paths):
        actor = ["east", "west"].index(value.actor)
        kind = [each.name for each in game.scenario.actors[actor].types].index(value.type or "")
        assert value.value == pytest.approx(discounted[paths.types[:, actor] == kind, actor].mean())
    # Plays change nothing where everybody sees the crisis as it is.
    assert [value.value for value in compute_values(alone, simulate(alone, 10, seed=2))] == [0.0] * 4


def test_a_type_that_never_occurs_has_no_mean_over_plays() -> None:
    game = compile_game(loads(WATCH, variant="tame"), {"east": 3, "west": 3})
    misled = with_perceptions(with_made_policy(game), {1: with_made_policy(game, seed=5)})
    values = compute_values(misled, simulate(misled, 200, seed=2))
    assert [(value.actor, value.type) for value in values] == [("east", "meek"), ("west", "calm"), ("west", "edgy")]


def test_numbers_are_computed_from_each_other() -> None:
    assert list_base_numbers(loads(PATRON)) == {"half": 0.5, "threshold": 0.25}
