"""Grids with half and with twice the intervals."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analysis.accuracy import GridChoice, choose_grid, count_nodes, double, fix_grid, halve
from detente.errors import ScenarioError
from detente.game.compile import build_grid, compile_game
from detente.scenario.loading import loads
from detente.solve.equilibrium import Settings
from support.ceasefire import CEASEFIRE


@pytest.mark.parametrize("points", [3, 5, 7, 31, 61, 121])
def test_a_finer_grid_has_the_points_of_the_coarser_one_and_those_between(points: int) -> None:
    coarse, fine = np.linspace(-1, 1, points), np.linspace(-1, 1, double(points))
    np.testing.assert_allclose(fine[::2], coarse, atol=1e-15)
    assert halve(double(points)) == points


@pytest.mark.parametrize("points", range(3, 40, 2))
def test_a_coarser_grid_keeps_the_middle(points: int) -> None:
    assert halve(points) % 2 == 1
    assert 3 <= halve(points) <= max(3, points // 2 + 1)


def test_a_belief_without_axes_has_one_point_on_every_grid() -> None:
    assert (halve(1), double(1)) == (1, 1)


def test_compiled_grids_share_their_points() -> None:
    """Around a prior that is not even."""
    scenario = loads(CEASEFIRE)
    assert (double(double(7)), halve(9), halve(halve(halve(9)))) == (25, 5, 3)
    for other in (double(9), halve(9)):
        axes = (build_grid(scenario, {"patron": each}).axis(0) for each in (9, other))
        finer, coarser = sorted(axes, key=len, reverse=True)
        np.testing.assert_allclose(finer[::2], coarser)


def many_types(number: int, rounds: int = 3, extra: str = "") -> str:
    """One actor of so many types that all want different things, and another one that is paid by them."""
    types = "".join(f"      t{n}: {{prior: 1/{number}, k: {2 - n / 2}}}\n" for n in range(number))
    return f"""
crisis: Many types
calendar: {{rounds: {rounds}}}
state: {{v: {{from: 0, to: 2, starts: 1}}}}
actors:
  ann:
    precision: 2
    {extra}
    types:
{types}
    wants: {{a: k * v}}
  bob: {{precision: 2, wants: {{b: (1.0 - ann.k) * v}}}}
each round:
  - ann acts: {{hold: {{}}, push: {{costs: 0.3, then: v up}}}}
  - bob answers: {{sit: {{}}, cut: {{costs: 0.2, then: v down}}}}
"""


@pytest.mark.parametrize("number", [6, 7, 8, 12])
def test_too_many_types_are_refused_before_anything_is_solved(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.solve.backward.solve", lambda *_: pytest.fail("solved"))
    with pytest.raises(ScenarioError) as caught:
        choose_grid(loads(many_types(number)), 0.01, Settings(), lambda _: None)
    (mistake,) = caught.value.mistakes
    assert mistake.where is not None
    assert mistake.where.line == 10
    assert f"the {number} types of ann make {number - 1} axes" in mistake.message
    assert f"{9 ** (number - 1):,} beliefs" in mistake.message
    (advice,) = mistake.advice
    assert (advice.kind, advice.actor) == ("fewer_points", "ann")
    # What is advised is done.
    assert fix_grid(loads(many_types(number)), {"ann": int(advice.value or 0)}, 0.01).points == {"ann": advice.value}


def test_types_that_cannot_be_learned_of_are_not_too_many() -> None:
    """In a single round nothing follows the only act from which something could be learned."""
    choose_grid(loads(many_types(8, rounds=1).replace("(1.0 - ann.k) * v", "v")), 0.01, Settings(), lambda _: None)


def test_a_node_of_many_types_counts_for_several() -> None:
    """One of two types counts once; a cell of the grid has 4^axes numbers for each type."""
    for number, low, high in ((2, 1, 1), (3, 1.1, 1.3), (4, 1.8, 2.2), (6, 20, 30)):
        game = compile_game(loads(many_types(number)), {"ann": 3})
        tables = [table for period in game.periods for stage in period.stages for table in stage]
        nodes = game.grid.size * sum(len(table.states) for table in tables if table.informs >= 0)
        assert low <= count_nodes(game) / nodes <= high


def test_five_types_begin_within_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """With fewer points than by default, as many as the limit leaves."""
    scenario = loads(many_types(5))
    limit = count_nodes(compile_game(scenario, {"ann": 9}))
    monkeypatch.setattr("detente.analysis.accuracy.MOST_NODES", limit)
    assert build_grid(scenario, None).num_points == (13,)
    chosen = choose_grid(scenario, 1e3, Settings(), lambda _: None)
    assert chosen.points == {"ann": 9}
    assert not chosen.limit


def test_an_axis_that_cannot_be_halved_is_measured_with_twice_the_intervals() -> None:
    changes = {"ann": 0.03, "bob": 0.2}
    assert GridChoice({"ann": 3, "bob": 9}, {"ann": 3, "bob": 5}, changes, 0.01).axis_error == 0.03
    assert GridChoice({"ann": 5, "bob": 9}, {"ann": 3, "bob": 5}, changes, 0.01).axis_error == 0.0
