"""Expressions evaluated for many states at once.

The same meaning as the evaluation for one state in `scenario/expressions.py`, short cuts included: the branch of a
choice that is not taken, and the right side of an `and` or `or` that is already decided, cannot fail. A result has the
axes state and belief; the belief axis is 1 long unless the expression depends on a public belief.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.scenario.expressions import (
    ActionTest,
    Belief,
    Binary,
    CalendarField,
    Call,
    Choice,
    ChosenAction,
    ChosenNumber,
    Date,
    Expression,
    Level,
    Membership,
    NamedNumber,
    Number,
    Parameter,
    StateVariable,
    TypeTest,
    Unary,
)


class NoValueError(ArithmeticError):
    """The expression has no value where it matters; `index` is the first state where that is so, `reason` why."""

    reason = ""

    def __init__(self, index: int) -> None:
        super().__init__(f"{self.reason} at state {index}")
        self.index = index


class DivisionByZeroError(NoValueError):
    """A division by zero that matters."""

    reason = "division by zero"


class OverflowingError(NoValueError):
    """A sum, product or quotient that matters overflows double precision."""

    reason = "a part that overflows double precision"


@dataclass(frozen=True)
class Situations:
    """Everything an expression can depend on, for many states; see `expressions.Situation`.

    Args:
        levels: level indices of the states.
        columns: variable -> its column in `levels`, and the number of each of its levels.
        acts: decision -> its column in `levels`, where 0 stands for nothing and 1 + k for the k-th action named here.
        types: actor -> name of its type at hand. parameters: (actor, parameter) -> value, for these types.
        beliefs: (actor, type) -> public probability at every point of the belief grid.
        act: action chosen at the present decision, if any.
    """

    levels: Int[np.ndarray, "state variable"]
    columns: Mapping[str, tuple[int, Float[np.ndarray, " level"]]]
    numbers: Mapping[str, float]
    period: int = 0
    month: int = 0
    year: int = 0
    parameters: Mapping[tuple[str, str], float] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    beliefs: Mapping[tuple[str, str], Float[np.ndarray, " belief"]] = field(default_factory=dict)
    acts: Mapping[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    act: str | None = None


Values = Float[np.ndarray, "state belief"]
Mask = Bool[np.ndarray, "state belief"]


def evaluate(tree: Expression, situations: Situations) -> Values:
    """Values of the expression; conditions are 1 or 0.

    Raises:
        DivisionByZeroError: at a state where the quotient is needed.
        OverflowingError: at a state where a sum, product or quotient is needed that overflows double precision.
    """
    active = np.ones((len(situations.levels), 1), dtype=bool)
    with np.errstate(all="ignore"):
        values = _evaluate(tree, situations, active)
    return np.broadcast_to(values, (len(active), values.shape[1]))


def holds(tree: Expression, situations: Situations) -> Bool[np.ndarray, " state"]:
    """Where the condition is true (not zero)."""
    return np.asarray(evaluate(tree, situations)[:, 0] != 0)


def _evaluate(tree: Expression, situations: Situations, active: np.ndarray) -> np.ndarray:
    match tree:
        case Unary(operator="-"):
            return np.asarray(-_evaluate(tree.operand, situations, active))
        case Unary():
            return _number(_evaluate(tree.operand, situations, active) == 0)
        case Binary(operator="and" | "or"):
            return _logic(tree, situations, active)
        case Binary():
            return _binary(tree, situations, active)
        case Choice():
            condition = _evaluate(tree.condition, situations, active) != 0
            value = _evaluate(tree.value, situations, active & condition)
            otherwise = _evaluate(tree.otherwise, situations, active & ~condition)
            return np.where(condition, value, otherwise)
        case Membership():
            return _membership(tree, situations, active)
        case Call():
            return _call(tree, situations, active)
        case _:
            return _leaf(tree, situations)


def _leaf(tree: Expression, situations: Situations) -> np.ndarray:
    match tree:
        case Number(value) | Level(value=value):
            return _constant(value)
        case Date():
            return _constant(tree.period)
        case StateVariable():
            column, numbers = situations.columns[tree.name]
            return np.asarray(numbers[situations.levels[:, column], None])
        case NamedNumber():
            return _constant(situations.numbers[tree.name])
        case Parameter():
            return _constant(situations.parameters[tree.actor, tree.name])
        case TypeTest():
            return _constant(situations.types[tree.actor] in (tree.type, *tree.others))
        case Belief():
            parts = (situations.beliefs[tree.actor, kind] for kind in (tree.type, *tree.others))
            return np.asarray(reduce(np.add, parts))[None, :]
        case ActionTest():
            if tree.decision not in situations.acts:
                return _constant(0)
            column, actions = situations.acts[tree.decision]
            return _number(situations.levels[:, column] == 1 + actions.index(tree.action))[:, None]
        case ChosenAction():
            return _constant(situations.act == tree.action)
        case ChosenNumber():
            return _chosen_number(tree, situations)
        case CalendarField():
            date = {"date": situations.period, "round": situations.period + 1}
            return _constant({**date, "month": situations.month, "year": situations.year}[tree.what])
    raise TypeError(f"evaluate: no such expression: {tree!r}")


def _chosen_number(tree: ChosenNumber, situations: Situations) -> np.ndarray:
    if not tree.decision:
        return _constant(tree.number_of(situations.act))
    if tree.decision not in situations.acts:
        return _constant(0)
    column, actions = situations.acts[tree.decision]
    numbers = np.array([0.0, *(tree.number_of(action) for action in actions)])
    return np.asarray(numbers[situations.levels[:, column]][:, None])


def _constant(value: float | int) -> np.ndarray:
    return np.full((1, 1), float(value))


def _number(condition: np.ndarray) -> np.ndarray:
    return np.asarray(condition, dtype=np.float64)


def _logic(tree: Binary, situations: Situations, active: np.ndarray) -> np.ndarray:
    left = _evaluate(tree.left, situations, active) != 0
    if tree.operator == "and":
        return _number(left & (_evaluate(tree.right, situations, active & left) != 0))
    return _number(left | (_evaluate(tree.right, situations, active & ~left) != 0))


def _binary(tree: Binary, situations: Situations, active: np.ndarray) -> np.ndarray:
    left = _evaluate(tree.left, situations, active)
    right = _evaluate(tree.right, situations, active)
    match tree.operator:
        case "+":
            return _finite(left + right, active)
        case "-":
            return _finite(left - right, active)
        case "*":
            return _finite(left * right, active)
        case "/":
            is_zero = right == 0
            fault = (active & is_zero).any(axis=1)
            if fault.any():
                raise DivisionByZeroError(int(np.argmax(fault)))
            return _finite(left / np.where(is_zero, 1.0, right), active)
        case "==":
            return _number(left == right)
        case "!=":
            return _number(left != right)
        case "<":
            return _number(left < right)
        case "<=":
            return _number(left <= right)
        case ">":
            return _number(left > right)
        case ">=":
            return _number(left >= right)
    raise TypeError(f"evaluate: no such operator: {tree.operator!r}")


def _finite(values: np.ndarray, active: np.ndarray) -> np.ndarray:
    """The values; at states that do not matter they may be anything."""
    fault = (active & ~np.isfinite(values)).any(axis=1)
    if fault.any():
        raise OverflowingError(int(np.argmax(fault)))
    return values


def _membership(tree: Membership, situations: Situations, active: np.ndarray) -> np.ndarray:
    item = _evaluate(tree.item, situations, active)
    is_member = np.zeros((1, 1), dtype=bool)
    for option in tree.options:
        is_member = is_member | (item == _evaluate(option, situations, active & ~is_member))
    return _number(is_member)


def _call(tree: Call, situations: Situations, active: np.ndarray) -> np.ndarray:
    arguments = [_evaluate(argument, situations, active) for argument in tree.arguments]
    if tree.function == "abs":
        return np.asarray(np.abs(arguments[0]))
    if tree.function == "log":
        return np.asarray(np.log(np.where(arguments[0] > 0, arguments[0], 1.0)))
    if tree.function == "gain_loss":
        value, reference, aversion = arguments
        change = value - reference
        return _finite(np.where(change >= 0, change, aversion * change), active)
    extreme = np.minimum if tree.function == "min" else np.maximum
    return np.asarray(extreme.reduce(np.broadcast_arrays(*arguments)))
