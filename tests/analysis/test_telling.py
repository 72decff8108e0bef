"""What is told of a play is what was recorded of it."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analysis.telling import UNLIKELY, describe_given, find_names, tell_play
from detente.simulate.moves import ForcedMove
from support.told import STORE, small_bench, template_bench


def test_turns_are_those_of_the_recorded_play() -> None:
    bench = template_bench()
    paths = bench.play(None, (), with_turns=True)
    scenario = bench.base
    labels = scenario.calendar.labels
    for number in range(20):
        told = tell_play(paths, number)
        assert told.log_probability == pytest.approx(paths.log_probability()[number])
        for turn in told.turns:
            period = labels.index(turn.date)
            stage = paths.game.stage_names.index(turn.stage)
            assert paths.chosen is not None
            assert turn.probability == pytest.approx(np.exp(paths.chosen[number, period, stage]))
            table = next(each for each in paths.game.periods[period].stages[stage] if each.mover >= 0)
            assert table.actions[paths.act[number, period, stage]] == turn.act
            for change in turn.changes:
                variable = next(each for each in scenario.variables if each.name == change.variable)
                after = paths.game.space.decode(paths.game.periods[period].codes[stage + 1])
                column = scenario.variables.index(variable)
                state = paths.state[number, period, stage + 1]
                assert variable.levels[after[state, column]] == change.after
        ends = dict(told.ends)
        assert ends["front"] == scenario.variables[0].levels[paths.levels(len(labels) - 1)[number, 0]]


def test_what_is_told_and_what_is_left_out() -> None:
    paths = template_bench().play(None, (), with_turns=True)
    for number in range(50):
        for turn in tell_play(paths, number).turns:
            assert turn.changes or turn.probability < UNLIKELY or turn.chance < 1


def test_beliefs_by_bayes_rule() -> None:
    """After a fight in round 1 the belief in a strong store is prior × policy over the sum of both."""
    bench = small_bench(STORE)
    paths = bench.play(None, (ForcedMove("entrant", None, "enter", 0, 0),), with_turns=True)
    chosen = paths.chosen
    assert chosen is not None
    fights = np.flatnonzero(paths.act[:, 0, 1] == 1)
    policy = {kind: np.exp(chosen[fights[paths.types[fights, 1] == kind][0], 0, 1]) for kind in (0, 1)}
    expected = 0.3 * policy[1] / (0.3 * policy[1] + 0.7 * policy[0])
    told = tell_play(paths, int(fights[0]))
    (belief,) = [each for each in told.beliefs if each.date == "1"]
    after = belief.after if belief.type == "strong" else 1 - belief.after
    assert after == pytest.approx(expected, abs=1e-9)


def test_only_up_to_a_date() -> None:
    paths = template_bench().play(None, (), with_turns=True)
    told = tell_play(paths, 3, last=2)
    assert told.last == "2015-07"
    assert all(turn.date <= "2015-07" for turn in told.turns)


def test_names_and_moves_in_text() -> None:
    scenario = template_bench().base
    assert find_names(scenario).titles == {"patron": "The patron", "neighbour": "The neighbour"}
    moves = (ForcedMove("patron", None, "arm", 0, 0), ForcedMove("neighbour", None, "keep", 1, 3))
    expected = "do(patron plays arm at 2015-05 and neighbour plays keep from 2015-06 by 2015-08)"
    assert describe_given(moves, scenario) == expected
    assert describe_given((), scenario) == ""


def test_plays_without_turns_cannot_be_told() -> None:
    with pytest.raises(ValueError, match="with_turns"):
        tell_play(template_bench().play(None, ()), 0)
