"""Runs side by side, against each by itself."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.scenario.model import Decision
from detente.simulate.moves import ForcedMove
from detente.simulate.paths import Paths
from detente.simulate.play import CHUNK, simulate
from detente.simulate.runs import simulate_runs
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium
from support.games import SMALL
from support.made import made_equilibrium


def solved_with_first_decision(name: str) -> tuple[Equilibrium, Decision]:
    scenario = loads(SMALL[name])
    points = {actor.name: 5 for actor in scenario.actors if len(actor.types) > 1}
    (decision, *_) = (stage for stage in scenario.stages if isinstance(stage, Decision))
    return solve(compile_game(scenario, points)), decision


def assert_same_plays(one: Paths, other: Paths) -> None:
    """To the last bit."""
    for entry in fields(one):
        own, others = getattr(one, entry.name), getattr(other, entry.name)
        if isinstance(own, np.ndarray):
            np.testing.assert_array_equal(own, others, err_msg=entry.name)


@pytest.mark.parametrize("name", ["seat", "covert", "belief_payoff"])
def test_runs_side_by_side_are_what_each_is_alone(name: str) -> None:
    """To the last bit: decisions that several runs come to are solved once, and every run has the same draws."""
    equilibrium, decision = solved_with_first_decision(name)
    last = equilibrium.game.num_periods - 1
    moves = [(ForcedMove(decision.owner, None, action.name, 0, last),) for action in decision.actions]
    runs = [(), *moves, (*moves[0], *moves[-1])]
    together = list(simulate_runs(equilibrium, runs, 700, seed=4))
    assert [paths.forced for paths in together] == runs
    for paths in together:
        alone = simulate(equilibrium, 700, seed=4, forced=paths.forced)
        assert_same_plays(alone, paths)
        assert paths.num_plays == 700
    assert not np.array_equal(together[1].act, together[0].act)


def test_many_plays_are_drawn_run_by_run() -> None:
    """A chunk has a stream of its own."""
    equilibrium = made_equilibrium(1)
    (paths,) = simulate_runs(equilibrium, [()], CHUNK + 10, seed=2)
    np.testing.assert_array_equal(paths.act, simulate(equilibrium, CHUNK + 10, seed=2).act)


@pytest.mark.parametrize("name", ["seat", "covert", "belief_payoff"])
def test_every_run_ends_where_nobody_asks_further(name: str) -> None:
    """Runs that are over leave the batch; what is kept of each is what it is alone, to the last bit."""
    equilibrium, decision = solved_with_first_decision(name)
    last = equilibrium.game.num_periods - 1
    forced = (ForcedMove(decision.owner, None, decision.actions[-1].name, 0, last),)
    ends = [None, *range(last, -1, -1), 0]
    runs = [forced if number % 2 else () for number in range(len(ends))]
    for paths, own, end in zip(simulate_runs(equilibrium, runs, 300, 4, ends), runs, ends, strict=True):
        alone = simulate(equilibrium, 300, seed=4, forced=own, until=end)
        assert paths.num_periods == alone.num_periods == (last if end is None else end) + 1
        assert_same_plays(alone, paths)


def test_the_longest_run_comes_first() -> None:
    equilibrium = made_equilibrium(1)
    with pytest.raises(ValueError, match="longest must come first"):
        list(simulate_runs(equilibrium, [(), ()], 300, until=[0, 1]))
    # Each by itself goes as far as is asked.
    (paths,) = simulate_runs(equilibrium, [()], CHUNK + 10, seed=2, until=[0])
    assert paths.num_periods == 1
