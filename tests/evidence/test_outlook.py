"""What comes next, as shares of plays."""

from __future__ import annotations

import numpy as np
import pytest

from detente.claims.readings import Readings
from detente.evidence.outlook import read_outlook
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.play import simulate
from detente.solve.backward import solve
from support.dated import TEXT, solved


def test_shares_of_acts_and_levels() -> None:
    paths = simulate(solved(TEXT), 4_000, seed=2)
    rows = {(each.period, each.statement): each for each in read_outlook(paths, 10)}
    assert {period for period, _ in rows} == {10, 11}
    levels = [rows[11, f"front == {level}"].probability for level in ("retreat", "held", "advance")]
    assert sum(levels) == pytest.approx(1)
    front = Readings(paths).decode(11, 3)[paths.state[:, 11, -1], 0]
    assert levels == pytest.approx(np.bincount(front, minlength=3) / 4_000)
    arm = rows[10, "patron plays arm"]
    assert arm.interval[0] <= arm.probability <= arm.interval[1]
    acts = [rows[10, f"patron plays {act}"].probability for act in ("restrain", "withdraw", "arm")]
    assert sum(acts) == pytest.approx(1)


TWICE = """
crisis: An act that stands in two menus
calendar: {rounds: 1}
state: {line: {scale: [quiet, open], starts: quiet}}
actors: {ann: {precision: 0, wants: {calm: -line}}}
each round:
  - ann begins: {wait: {}, arm: {}, go: {}}
  - ann ends: {wait: {}, arm: {}}
"""


def test_an_act_of_two_decisions_is_played_if_it_is_at_one_of_them() -> None:
    """By chance 1 − (2/3)(1/2) = 2/3 of plays, as an event with these words has it."""
    scenario = loads(TWICE, "twice")
    paths = simulate(solve(compile_game(scenario)), 8_000, seed=3)
    rows = [each for each in read_outlook(paths, 0) if each.kind == "act"]
    assert [each.statement for each in rows] == ["ann plays wait", "ann plays arm", "ann plays go"]
    assert rows[1].probability == pytest.approx(2 / 3, abs=0.02)
    assert rows[0].probability == pytest.approx(2 / 3, abs=0.02)
    assert rows[2].probability == pytest.approx(1 / 3, abs=0.02)
