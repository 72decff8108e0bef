"""Expressions for many states at once, and folded, against their evaluation for one state."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import EvaluationError
from detente.game.evaluate import DivisionByZeroError, Situations, evaluate
from detente.game.fold import Known, find_types, fold, has_date
from detente.scenario import expressions as ex

LEVELS = np.array([[x, y, act] for x in range(3) for y in range(2) for act in range(3)])
NUMBERS = {"toll": 0.5, "zero": 0.0}
PARAMETERS = {("patron", "appetite"): 2.0, ("neighbour", "calm"): 0.25}
TYPES = {"patron": "hungry", "neighbour": "only"}
BELIEFS = {("patron", "cautious"): np.array([1.0, 0.5, 0.0]), ("patron", "hungry"): np.array([0.0, 0.5, 1.0])}
ACTIONS = ("wait", "arm")

# Trees are drawn as nested tuples (class, arguments …) and built in the test: the run-time type checks draw random
# numbers of their own, which hypothesis does not allow while it draws.
leaves = st.one_of(
    st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0]).map(lambda value: (ex.Number, value)),
    st.sampled_from(["x", "y"]).map(lambda name: (ex.StateVariable, name)),
    st.sampled_from(["toll", "zero"]).map(lambda name: (ex.NamedNumber, name)),
    st.sampled_from(["cautious", "hungry"]).map(lambda name: (ex.TypeTest, "patron", name)),
    st.sampled_from(["cautious", "hungry"]).map(lambda name: (ex.Belief, "patron", name)),
    st.sampled_from(ACTIONS).map(lambda name: (ex.ActionTest, "patron", name, "decides")),
    st.sampled_from(ACTIONS).map(lambda name: (ex.ChosenAction, name)),
    st.sampled_from(["date", "round", "month", "year"]).map(lambda what: (ex.CalendarField, what)),
    st.integers(0, 4).map(lambda period: (ex.Date, period, str(period))),
    st.sampled_from(sorted(PARAMETERS)).map(lambda key: (ex.Parameter, *key)),
    st.just((ex.Level, "x", "high", 2.0)),
)


def compound(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    operators = st.sampled_from(["+", "-", "*", "/", "==", "!=", "<", "<=", ">", ">=", "and", "or"])
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.tuples(st.just(ex.Binary), operators, inner, inner),
        st.tuples(st.just(ex.Unary), st.sampled_from(["-", "not"]), inner),
        st.tuples(st.just(ex.Choice), inner, inner, inner),
        st.tuples(st.just(ex.Membership), inner, several),
        st.tuples(st.just(ex.Call), st.sampled_from(["min", "max"]), several),
        st.tuples(st.just(ex.Call), st.just("abs"), st.lists(inner, min_size=1, max_size=1)),
        st.tuples(st.just(ex.Call), st.just("gain_loss"), st.lists(inner, min_size=3, max_size=3)),
    )


drawn_trees = st.recursive(leaves, compound, max_leaves=12)


def build(drawn: Any) -> Any:
    if isinstance(drawn, tuple):
        return drawn[0](*(build(part) for part in drawn[1:]))
    return tuple(build(part) for part in drawn) if isinstance(drawn, list) else drawn


SITUATIONS = Situations(
    levels=LEVELS,
    columns={"x": (0, np.array([0.0, 1.0, 2.0])), "y": (1, np.array([-1.0, 3.0]))},
    numbers=NUMBERS,
    period=2,
    month=7,
    year=2015,
    parameters=PARAMETERS,
    types=TYPES,
    beliefs=BELIEFS,
    acts={"decides": (2, ACTIONS)},
    act="arm",
)


def one_situation(state: np.ndarray, point: int) -> ex.Situation:
    return ex.Situation(
        levels={"x": (0.0, 1.0, 2.0)[state[0]], "y": (-1.0, 3.0)[state[1]]},
        numbers=NUMBERS,
        period=2,
        month=7,
        year=2015,
        parameters=PARAMETERS,
        types=TYPES,
        beliefs={key: float(values[point]) for key, values in BELIEFS.items()},
        acts={"decides": ACTIONS[state[2] - 1]} if state[2] else {},
        act="arm",
    )


def one_by_one(tree: ex.Expression) -> tuple[np.ndarray, int | None]:
    """Values of all states and beliefs, and the first state without one."""
    values, first = np.zeros((len(LEVELS), 3)), None
    for index, state in enumerate(LEVELS):
        for point in range(3):
            try:
                values[index, point] = ex.evaluate(tree, one_situation(state, point))
            except EvaluationError:
                first = index if first is None else first
    return values, first


@settings(max_examples=150, deadline=None, derandomize=True)
@given(drawn_trees)
def test_many_states_are_evaluated_like_each_one(drawn: Any) -> None:
    tree = build(drawn)
    expected, first_fault = one_by_one(tree)
    if first_fault is not None:
        with pytest.raises(DivisionByZeroError) as caught:
            evaluate(tree, SITUATIONS)
        # A quotient that fails in an earlier part of the expression may name a later state.
        assert caught.value.index >= first_fault
        return
    if np.isnan(expected).any() or math.isinf(float(np.abs(expected).max())):
        return
    np.testing.assert_array_equal(np.broadcast_to(evaluate(tree, SITUATIONS), expected.shape), expected)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(drawn_trees)
def test_folding_changes_no_value(drawn: Any) -> None:
    tree = build(drawn)
    known = Known(NUMBERS, {("neighbour", "calm"): 0.25}, {"neighbour": "only"}, 2, 7, 2015)
    folded = fold(tree, known)
    assert not has_date(folded)
    assert find_types(folded) <= {"patron"}
    try:
        expected = evaluate(tree, SITUATIONS)
    except DivisionByZeroError:
        with pytest.raises(DivisionByZeroError):
            evaluate(folded, SITUATIONS)
        return
    values = evaluate(folded, SITUATIONS)
    shape = np.broadcast_shapes(expected.shape, values.shape)
    np.testing.assert_array_equal(np.broadcast_to(values, shape), np.broadcast_to(expected, shape))


def test_a_division_by_zero_in_the_branch_not_taken_does_no_harm() -> None:
    quotient = ex.Binary("/", ex.Number(1.0), ex.StateVariable("x"))
    guarded = ex.Choice(ex.Binary(">", ex.StateVariable("x"), ex.Number(0.0)), quotient, ex.Number(0.0))
    np.testing.assert_array_equal(evaluate(guarded, SITUATIONS)[:, 0], [0] * 6 + [1] * 6 + [0.5] * 6)
    with pytest.raises(DivisionByZeroError) as caught:
        evaluate(ex.Binary("/", ex.Number(1.0), ex.Binary("-", ex.StateVariable("x"), ex.Number(1.0))), SITUATIONS)
    assert caught.value.index == 6


def test_a_known_condition_takes_its_branch() -> None:
    holds = ex.Binary("==", ex.StateVariable("x"), ex.Level("x", "high", 2.0))
    choice = ex.Choice(holds, ex.Parameter("patron", "appetite"), ex.Number(0.0))
    known = Known(NUMBERS, {}, {}, 0, 1, 2015, {holds: False})
    assert fold(choice, known) == ex.Number(0.0)


def test_no_state_gives_no_value() -> None:
    nowhere = Situations(np.zeros((0, 3), dtype=np.int64), SITUATIONS.columns, NUMBERS)
    assert evaluate(ex.Number(1.0), nowhere).shape == (0, 1)
    assert evaluate(ex.StateVariable("x"), nowhere).shape == (0, 1)
