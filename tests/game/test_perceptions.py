"""Perceptions aligned with the crisis as it is, and those that cannot be."""

from __future__ import annotations

import numpy as np
import pytest

from detente.errors import ScenarioError
from detente.game.compile import compile_game, require_perceptions
from detente.game.perceptions import AlignedTable, align
from detente.game.tables import Game
from detente.scenario.loading import load_perceptions, loads
from support.watch import WATCH

POINTS = {"east": 3, "west": 3}


def true_game() -> Game:
    return compile_game(loads(WATCH), POINTS)


def aligned_with(variant: str, stage: int) -> AlignedTable:
    """The only table of a stage of the first round, as a perception of the plain crisis has it."""
    game = true_game()
    (table,) = align(game, compile_game(loads(WATCH, variant=variant), also=game))[0][stage]
    return table


def test_the_same_crisis_is_aligned_one_to_one() -> None:
    game = true_game()
    for period, stages in zip(game.periods, align(game, compile_game(loads(WATCH), also=game)), strict=True):
        for tables, aligned in zip(period.stages, stages, strict=True):
            for table, each in zip(tables, aligned, strict=True):
                np.testing.assert_array_equal(each.states, np.arange(len(table.states)))
                np.testing.assert_array_equal(each.actions, np.arange(len(table.actions)))
                messages = np.arange(table.message_prob.shape[2])
                can = (table.message_prob > 0).any(axis=(1, 3))
                np.testing.assert_array_equal(each.messages, np.where(can, messages, -1))


def test_a_message_that_a_perception_holds_to_be_impossible_has_no_match() -> None:
    """Without rumours there are no lights: of the messages `lights` and `dark`, by state, only the dark ones match."""
    game = true_game()
    table = game.periods[0].stages[0][0]
    seen = [table.seen[number][1] for number in table.message_seen[0]]
    is_matched = aligned_with("no_rumours", 0).messages[0] >= 0
    assert {words for words, matched in zip(seen, is_matched, strict=True) if matched} == {"dark"}
    assert {words for words, matched in zip(seen, is_matched, strict=True) if not matched} == {"lights"}


def test_an_action_that_only_the_perception_has_has_no_place() -> None:
    """West may plead in the perception: its true actions are found, and pleading stays out."""
    assert aligned_with("other_menu", 1).actions.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("variant", "message"),
    [
        ("lost", "a perception cannot change the dates"),
        ("awake", r"variants\.awake\.sees\.west: a perception cannot change the starts"),
    ],
)
def test_a_perception_of_another_crisis_is_refused_where_it_is_given(variant: str, message: str) -> None:
    scenario = loads(WATCH, variant=variant)
    game = compile_game(scenario, POINTS)
    with pytest.raises(ScenarioError, match=message):
        require_perceptions(game, load_perceptions(scenario).values())


def test_a_perception_lies_on_top_also_of_what_builds_on_it() -> None:
    assert load_perceptions(loads(WATCH, variant="stung"))["west"].document["numbers"]["sting"] == 0.1
