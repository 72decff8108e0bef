"""Numbers of tables: equal exactly for the same object, in games with much and with little that repeats."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from detente.game.tables import Game, StateSpace
from support.at_once import COVERT as COVERT_AT_ONCE
from support.at_once import CROSSING
from support.compiled_view import game_of
from support.games import COVERT, SEAT, THREE_TYPES, TWO_SIDED, chain_store
from support.made import made_equilibrium

TEXTS = {
    "chain_store": chain_store(4),
    "covert": COVERT,
    "seat": SEAT,
    "three_types": THREE_TYPES,
    "two_sided": TWO_SIDED,
    "crossing": CROSSING,
    "covert_at_once": COVERT_AT_ONCE,
}


def require_numbered(numbered: Iterable[tuple[int, object]]) -> None:
    """Equal numbers and the same object go together."""
    pairs = list(numbered)
    for number, one in pairs:
        for other_number, other in pairs:
            assert (number == other_number) == (one is other), (number, other_number)


def check_numbers(game: Game) -> None:
    """All numbers of a game."""
    periods = game.periods
    tables = [table for period in periods for tables in period.stages for table in tables]
    require_numbered((table.number, table) for table in tables)
    require_numbered((flow.number, flow) for flow in [*(period.end.flow for period in periods), game.aftermath])
    require_numbered((period.end.number, period.end) for period in periods)
    require_numbered(pair for period in periods for pair in zip(period.code_numbers, period.codes, strict=True))
    require_numbered(pair for period in periods for pair in zip(period.stage_numbers, period.stages, strict=True))


@pytest.mark.parametrize("name", TEXTS)
def test_equal_numbers_are_the_same_object(name: str) -> None:
    check_numbers(game_of(TEXTS[name]))


def test_made_games_are_numbered_alike() -> None:
    check_numbers(made_equilibrium(0).game)


def test_equal_states_have_equal_numbers() -> None:
    """Whatever the stage: sets of states are numbered by what they hold."""
    game = game_of(chain_store(4))
    numbered = {}
    for period in game.periods:
        for number, codes in zip(period.code_numbers, period.codes, strict=True):
            np.testing.assert_array_equal(codes, numbered.setdefault(number, codes))
    assert len({codes.tobytes() for codes in numbered.values()}) == len(numbered)


def test_periods_that_repeat_share_numbers() -> None:
    """A chain store: every round is like the others, but that after the last one nothing is put back."""
    first, *later = game_of(chain_store(5)).periods
    for period in later:
        assert period.stage_numbers == first.stage_numbers
        assert period.code_numbers == first.code_numbers
        assert period.end.number == first.end.number


def test_other_numbers_in_a_period_make_other_tables() -> None:
    """What the date changes has a number of its own, and nothing else."""
    dated = chain_store(3).replace(
        "fight:     {costs: -taste,", "fight:     {costs: -taste * (1 if round == 2 else 2),"
    )
    one, two, three = game_of(dated).periods
    assert one.stage_numbers[0] == two.stage_numbers[0] == three.stage_numbers[0]
    assert one.stage_numbers[1] == three.stage_numbers[1] != two.stage_numbers[1]


def test_states_are_coded_in_mixed_radix() -> None:
    space = StateSpace(("front", "mood"), (3, 2), (("a", "b", "c"), ("calm", "angry")))
    levels = np.array([[0, 0], [0, 1], [2, 1]])
    assert space.encode(levels).tolist() == [0, 1, 5]
    np.testing.assert_array_equal(space.decode(np.array([0, 1, 5])), levels)
