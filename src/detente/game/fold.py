"""Expressions with everything put in that is known before the state: the date, the named numbers.

What is left of a formula shows whether it still depends on the date, on types or on beliefs in that period, so that
periods with the same formulas share their tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from detente.errors import EvaluationError
from detente.scenario.expressions import (
    Belief,
    Binary,
    CalendarField,
    Choice,
    Date,
    Expression,
    Level,
    NamedNumber,
    Number,
    Parameter,
    Situation,
    TypeTest,
    evaluate,
)
from detente.scenario.model import list_parts, walk


@dataclass(frozen=True)
class Known:
    """What is known of an expression before the state.

    Args:
        parameters: (actor, parameter) -> value, of those that are the same for all types of their actor.
        single: actor -> its only type, for actors with nothing private.
        conditions: expressions that are known to hold, or not to hold.
    """

    numbers: Mapping[str, float]
    parameters: Mapping[tuple[str, str], float]
    single: Mapping[str, str]
    period: int
    month: int
    year: int
    conditions: Mapping[Expression, bool] = field(default_factory=dict)


def fold(tree: Expression, known: Known) -> Expression:
    """The expression with its constant parts computed; a part that has no value is left as it is."""
    if known.conditions and tree in known.conditions:
        return Number(float(known.conditions[tree]))
    match tree:
        case Number() | Level():
            return tree
        case CalendarField() | Date() | NamedNumber():
            return _constant(tree, known)
        case Parameter():
            return _constant(tree, known) if (tree.actor, tree.name) in known.parameters else tree
        case TypeTest() | Belief():
            if tree.actor not in known.single:
                return tree
            return Number(float(known.single[tree.actor] in (tree.type, *tree.others)))
        case Choice():
            condition = fold(tree.condition, known)
            if _is_constant(condition):
                return fold(tree.value if _value(condition) else tree.otherwise, known)
            return Choice(condition, fold(tree.value, known), fold(tree.otherwise, known))
        case Binary(operator="and" | "or"):
            left = fold(tree.left, known)
            if _is_constant(left) and bool(_value(left)) == (tree.operator == "or"):
                return Number(float(tree.operator == "or"))
            return _constant(replace(tree, left=left, right=fold(tree.right, known)), known)
        case _:
            return _constant(_with_children(tree, known), known)


def _with_children(tree: Expression, known: Known) -> Expression:
    changes: dict[str, Any] = {}
    for entry in fields(tree):  # type: ignore[arg-type]  # every subclass of Expression is a dataclass
        value = getattr(tree, entry.name)
        if isinstance(value, Expression):
            changes[entry.name] = fold(value, known)
        elif isinstance(value, tuple):
            changes[entry.name] = tuple(fold(item, known) if isinstance(item, Expression) else item for item in value)
    return replace(tree, **changes) if changes else tree  # type: ignore[type-var]


def _constant(tree: Expression, known: Known) -> Expression:
    """The value of the expression where all its parts are constant, else the expression."""
    is_leaf = isinstance(tree, CalendarField | Date | NamedNumber | Parameter)
    parts = list_parts(tree)
    if not is_leaf and (not parts or not all(map(_is_constant, parts))):
        return tree
    situation = Situation(
        levels={},
        numbers=known.numbers,
        period=known.period,
        month=known.month,
        year=known.year,
        parameters=known.parameters,
    )
    try:
        return Number(evaluate(tree, situation))
    except EvaluationError:
        return tree


def _is_constant(tree: Expression) -> bool:
    return isinstance(tree, Number | Level)


def _value(tree: Expression) -> float:
    assert isinstance(tree, Number | Level)
    return tree.value


def has_date(tree: Expression) -> bool:
    """Whether the expression depends on the present date."""
    return any(isinstance(part, CalendarField) for part in walk(tree))


def find_types(tree: Expression) -> frozenset[str]:
    """The actors whose type the (folded) expression depends on."""
    return frozenset(part.actor for part in walk(tree) if isinstance(part, TypeTest | Parameter))


def has_belief(tree: Expression) -> bool:
    """Whether the (folded) expression depends on the public belief."""
    return any(isinstance(part, Belief) for part in walk(tree))
