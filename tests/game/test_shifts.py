"""What a mover is after its move, in the tables of small crises."""

from __future__ import annotations

import numpy as np
import pytest

from detente.errors import ScenarioError
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from support.spoken import differences
from support.unseen import BOTH, HEARTS, PROGRAMME


def test_a_hidden_act_says_nothing_and_changes_its_author() -> None:
    game = compile_game(loads(PROGRAMME), {"tehran": 3})
    (table,) = game.periods[0].stages[0]
    assert table.shift_prob is not None
    assert table.message_prob.shape[2] == 1
    assert table.shift_prob[0, 0, 0] == pytest.approx(np.eye(2))
    assert table.shift_prob[0, 1, 0] == pytest.approx(np.array([[0.3, 0.7], [0.0, 1.0]]))
    assert table.shift_prob.sum(axis=-1) == pytest.approx(table.message_prob)


def test_changes_may_depend_on_type_date_and_trace() -> None:
    game = compile_game(loads(BOTH), {"tehran": 3})
    # States of tehran: hawk none, hawk begun, dove none, dove begun. In round 1 only hawks can build.
    first, second = (game.periods[t].stages[0][0] for t in (0, 1))
    assert first.shift_prob is not None
    assert second.shift_prob is not None
    build, stop = 1, 2
    becomes = first.shift_prob[0, build].sum(axis=0)
    assert becomes == pytest.approx(np.array([[0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]))
    assert second.shift_prob[0, build].sum(axis=0)[2] == pytest.approx([0, 0, 0, 1])
    assert second.shift_prob[0, stop].sum(axis=0) == pytest.approx(np.eye(4)[[0, 0, 2, 2]])


def test_types_change_by_their_own_probabilities() -> None:
    game = compile_game(loads(HEARTS), {"a": 3})
    for period, back in ((0, 0.0), (1, 0.1)):
        (table,) = game.periods[period].stages[-1]
        assert table.mover == -1
        assert table.shift_prob is not None
        levels = game.space.decode(game.periods[period].codes[2])[table.states, 0]
        for place, level in enumerate(levels):
            away = 0.2 if level == 1 else 0.05
            assert table.shift_prob[place, 0, 0] == pytest.approx(np.array([[1 - away, away], [back, 1 - back]]))


def test_an_amount_between_two_levels_is_a_mistake() -> None:
    text = PROGRAMME.replace("programme up}", "programme up 0.5 * round}")
    with pytest.raises(ScenarioError, match=r"puts tehran\.programme at 0\.5, between two levels, at 1"):
        compile_game(loads(text), {"tehran": 3})


def test_levels_may_be_any_numbers_of_a_range() -> None:
    """A range of tenths against named levels, with every number multiplied by its step by hand."""
    named = PROGRAMME.replace("[none, begun]", "[none, some, half, most]")
    named = named.replace("0.6 * programme", "0.6 * (1 + 0.1 * programme)")
    named = named.replace("-0.8 * tehran.programme", "-0.8 * (1 + 0.1 * tehran.programme)")
    named = named.replace("programme up", "programme up 2 if programme == none else up")
    named = named.replace("tehran.programme >= begun", "tehran.programme >= half")
    numbers = PROGRAMME.replace("{scale: [none, begun], starts: none}", "{from: 1, to: 1.3, step: 0.1, starts: 1}")
    numbers = numbers.replace("programme up", "programme up 0.2 if programme == 1 else up")
    numbers = numbers.replace("tehran.programme >= begun", "tehran.programme >= 1.2")
    games = [compile_game(loads(text), {"tehran": 3}) for text in (named, numbers)]
    assert [kind.levels for kind in games[1].scenario.actors[0].types] == [("1",), ("1.1",), ("1.2",), ("1.3",)]
    assert differences(*games) == []
