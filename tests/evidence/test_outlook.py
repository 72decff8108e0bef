"""What comes next, as shares of plays."""

from __future__ import annotations

import numpy as np
import pytest

from detente.claims.readings import Readings
from detente.evidence.filter import filter_plays
from detente.evidence.outlook import count_independent, read_outlook
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.play import simulate
from detente.solve.backward import solve
from support.dated import TEXT, solved, with_events


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


RARE = """
crisis: What is known is rare
calendar: {rounds: 2}
state: {side: {scale: [left, right], starts: left}, line: {scale: [quiet, open], starts: quiet}}
actors: {ann: {wants: {calm: -line}}}
each round:
  - chance turns: {when: date == 1, to_the_right: {probability: 0.5, then: side = right}, to_the_left: rest}
  - chance breaks:
      when: date == 1
      broken: {probability: 0.02 if side == right else 0.1, then: line = open}
      whole: rest
  - ann decides: {wait: {}, go: {}}
"""


def test_intervals_are_those_of_plays_that_are_independent() -> None:
    """P(left | open) = 0.1 / 0.12. Of 1,000 plays 60 are open, and stand for all: so much is known of their past. Ann's
    later choice, which does not depend on it, each play makes for itself."""
    scenario = with_events(RARE, "date: 1, happened: line == open")
    equilibrium = solve(compile_game(scenario))
    covered, sides, choices = 0, list[float](), list[float]()
    for seed in range(60):
        found = filter_plays(equilibrium, scenario.events, 1_000, seed)
        assert found.paths is not None
        assert found.num_effective == pytest.approx(60, abs=35)
        rows = {(each.period, each.statement): each for each in read_outlook(found.paths, 1, found.families)}
        left, wait = rows[1, "side == left"], rows[1, "ann plays wait"]
        covered += left.interval[0] <= 0.1 / 0.12 <= left.interval[1]
        # Nothing depends on what ann does, so that she does either with the same probability.
        choices.append(wait.interval[0] <= 0.5 <= wait.interval[1])
        sides.append(left.interval[1] - left.interval[0])
        assert wait.interval[1] - wait.interval[0] < 0.09, "as wide as for 500 plays that are independent"
    # Of 60 intervals at 95 % fewer than 53 contain the number once in a hundred times.
    assert covered >= 53
    assert sum(choices) >= 53
    assert np.mean(sides) == pytest.approx(2 * 1.96 * (0.83 * 0.17 / 60) ** 0.5, rel=0.3)


def test_families_that_agree_count_once() -> None:
    families = np.repeat(np.arange(50), 20)
    random = np.random.default_rng(1)
    agreeing = np.repeat(random.random(50) < 0.4, 20)
    assert count_independent(agreeing, families) == pytest.approx(50, rel=0.1)
    alone = random.random(1_000) < 0.4
    assert 500 < count_independent(alone, families) <= 1_000
    assert count_independent(alone, None) == 1_000
    assert count_independent(np.zeros(1_000, dtype=bool), families) == pytest.approx(50)
    assert count_independent(alone, np.zeros(1_000, dtype=int)) == pytest.approx(1), "one family says what it says"
