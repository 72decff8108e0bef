"""Formulas and moves read off recorded plays."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from detente.claims.readings import NOT_IN_MENU, Readings, substitute
from detente.scenario import expressions as ex
from detente.scenario.expressions import Formula
from detente.scenario.grammar import parse_formula
from detente.scenario.names import Place, collect_names
from support.made import WHERE, played_patron


@functools.cache
def readings() -> Readings:
    return Readings(played_patron(200))


def formula(text: str) -> Formula:
    place = Place("a test", "any", types=None, has_beliefs=True, before=9)
    return parse_formula(text, collect_names(readings().scenario), place, WHERE)


@pytest.mark.parametrize("text", ["sanctions", "front == held", "date >= 2015-07", "3", "minsk * (sanctions - 1)"])
def test_what_is_read_by_state_is_what_is_read_by_play(text: str) -> None:
    # A type in the formula, which changes nothing, makes it depend on more than the state.
    by_play = formula(f"({text}) + 0 * (moscow is defender)")
    for period, stage in ((0, 0), (3, 2), (7, readings().num_stages)):
        found = readings().values(formula(text), period, stage)
        assert found.shape == (200,)
        np.testing.assert_array_equal(found, readings().values(by_play, period, stage))


def test_types_beliefs_and_moves_are_those_of_the_plays() -> None:
    paths, end = readings().paths, readings().num_stages
    np.testing.assert_array_equal(readings().holds(formula("moscow is revisionist"), 2, 0), paths.types[:, 0] == 1)
    taking = readings().values(formula("moscow.taking"), 2, 0)
    np.testing.assert_array_equal(taking, np.where(paths.types[:, 0] == 1, 2.0, 0.0))
    # At a stage the belief is that of the period's start; at the end, the one after the period's moves.
    belief = formula("belief(moscow is defender)")
    np.testing.assert_allclose(readings().values(belief, 0, 0), 0.6, atol=1e-6)
    np.testing.assert_allclose(readings().values(belief, 0, end), paths.belief(1, 0, 0), atol=1e-6)
    assert np.ptp(readings().values(belief, 0, end)) > 0
    treats = readings().game.stage_names.index("treats")
    np.testing.assert_array_equal(readings().holds(formula("moscow plays arm"), 4, end), paths.act[:, 4, treats] == 1)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("belief(moscow is defender) >= 0.6", True), ("belief(moscow is defender) > 0.6", False),
        ("belief(moscow is defender) <= 0.6", True), ("belief(moscow is defender) < 0.6", False),
        ("belief(moscow is defender) == 0.6", True), ("belief(moscow is defender) != 0.6", False),
        ("0.6 <= belief(moscow is defender)", True), ("not 1 - belief(moscow is defender) < 0.4", True),
        ("belief(moscow is defender) > 0.6 - 1e-6", True), ("belief(moscow is defender) > 0.6 - 1e-12", False),
        ("1 if belief(moscow is defender) < 0.6 else 0", False),
    ],
)  # fmt: skip
def test_a_belief_that_nobody_has_changed_is_its_prior(text: str, answer: bool) -> None:
    """At the start it is 0.6, whatever its log-odds round to."""
    assert (readings().holds(formula(text), 0, 0) == answer).all()


def test_a_move_is_in_the_menu_only_where_its_condition_holds() -> None:
    game = readings().game
    treats = game.stage_names.index("treats")
    index = readings().menu_index("moscow", "intervene", 3, treats)
    levels = game.space.decode(game.periods[3].codes[treats])
    front = [variable.name for variable in readings().scenario.variables].index("front")
    routed = readings().scenario.variables[front].levels.index("rebels_routed")
    np.testing.assert_array_equal(index != NOT_IN_MENU, levels[:, front] == routed)
    assert set(index[levels[:, front] == routed]) == {2}
    assert set(readings().menu_index("kyiv", "intervene", 3, treats)) == {NOT_IN_MENU}


def test_substitution_reaches_every_part_and_leaves_the_rest() -> None:
    tree = formula("min(sanctions, minsk) if front in [held, advanced] else -sanctions").tree
    other = substitute(tree, lambda part: ex.Number(7.0) if part == ex.StateVariable("sanctions") else None)
    assert other == formula("min(7, minsk) if front in [held, advanced] else -7").tree
    assert substitute(tree, lambda _: None) == tree
