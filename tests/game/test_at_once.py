"""Two decisions made at once: where both lead, by the messages of both."""

from __future__ import annotations

import numpy as np
import pytest

from detente.errors import ScenarioError
from detente.game.tables import Game
from support.compiled_view import check_tables, game_of

TEXT = """
crisis: Two who move a line at once
calendar: {rounds: 1}
state:
  line: {scale: [far_back, back, middle, forward, far_forward], starts: middle}
  flag: {one of: [furled, flown], starts: furled}
actors:
  north: {types: {meek: {prior: 0.5}, bold: {prior: 0.5}}}
  south: {types: {soft: {prior: 0.5}, hard: {prior: 0.5}}}
each round:
  - at once:
      north moves:
        wait: {}
        push: {then: line up}
        rush: {then: [line up 2, flag = flown]}
      south replies:
        wait: {}
        push: {then: line down}
        sign: {then: flag = flown}
"""


def lines(game: Game) -> list[list[tuple[str, str]]]:
    """Line and flag after both moves, by north's move and south's."""
    joint = game.periods[0].stages[1][0].joint
    assert joint is not None
    assert (joint.branch_prob[0, :, :, 0] == 1).all()
    levels = game.space.decode(game.periods[0].codes[2])
    names = game.space.level_names
    return [[(names[0][levels[k, 0]], names[1][levels[k, 1]]) for k in row] for row in joint.branch_state[0, :, :, 0]]


def test_effects_of_both_add_up() -> None:
    game = game_of(TEXT, num_points={"north": 3, "south": 3})
    check_tables(game)
    assert lines(game) == [
        [("middle", "furled"), ("back", "furled"), ("middle", "flown")],
        [("forward", "furled"), ("middle", "furled"), ("forward", "flown")],
        [("far_forward", "flown"), ("forward", "flown"), ("far_forward", "flown")],
    ]


def test_nothing_comes_of_the_first_before_the_second() -> None:
    game = game_of(TEXT, num_points={"north": 3, "south": 3})
    (first,), (second,) = game.periods[0].stages
    assert first.is_held
    assert first.joint is None
    np.testing.assert_array_equal(game.periods[0].codes[0], game.periods[0].codes[1])
    assert (first.branch_state[..., 0] == first.states[:, None]).all()
    assert not second.is_held
    assert (game.periods[0].stage_numbers[0] != game.periods[0].stage_numbers[1]) is True


def test_settings_that_disagree_are_a_mistake() -> None:
    text = TEXT.replace("sign: {then: flag = flown}", "sign: {then: flag = furled}")
    with pytest.raises(ScenarioError, match="sets another level than moves does at once"):
        game_of(text, num_points={"north": 3, "south": 3})
