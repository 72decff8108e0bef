"""The expression language: the tree, and its value in one situation.

Text becomes a tree in `grammar.py`; names are resolved there, so that a tree holds variables, levels,
numbers and types, and no bare words. `game/evaluate.py` evaluates the same trees for many states at once.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, TypeVar

from detente.errors import EvaluationError, NotFiniteError
from detente.scenario.positions import Where

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Expression:
    """A node of the tree. Every subclass is immutable and compares by content."""


@dataclass(frozen=True)
class Number(Expression):
    value: float


@dataclass(frozen=True)
class Date(Expression):
    """A date of the calendar, as the index of the first period that begins on or after it (may be num_periods)."""

    period: int
    text: str


@dataclass(frozen=True)
class StateVariable(Expression):
    """The present level of a public variable, as the number of that level (`Variable.values`)."""

    name: str


@dataclass(frozen=True)
class Level(Expression):
    """A named level of a variable; its value is that level's number."""

    variable: str
    name: str
    value: float


@dataclass(frozen=True)
class NamedNumber(Expression):
    """An entry of `numbers`."""

    name: str


@dataclass(frozen=True)
class Parameter(Expression):
    """A parameter of an actor; it depends on the type if `actor` has several types."""

    actor: str
    name: str


@dataclass(frozen=True)
class TypeTest(Expression):
    """1 if `actor` is of type `type`, or of one of the others, else 0."""

    actor: str
    type: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Belief(Expression):
    """The public probability that `actor` is of type `type`, or of one of the others."""

    actor: str
    type: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActionTest(Expression):
    """1 if `owner` (actor or seat) chose `action` at `decision` earlier in this period, else 0."""

    owner: str
    action: str
    decision: str


@dataclass(frozen=True)
class ChosenAction(Expression):
    """1 if the action chosen at the present decision is `action` (`act == arm` in `traces`), else 0."""

    action: str


@dataclass(frozen=True)
class ChosenNumber(Expression):
    """The number that `owner` chose from the range `name` at `decision` earlier in this period; 0 if it chose none.

    Args:
        decision: "" for the decision at hand (in `traces`). choices: the actions of the range, and their numbers.
    """

    owner: str
    name: str
    decision: str
    choices: tuple[tuple[str, float], ...]

    def number_of(self, action: str | None) -> float:
        """What the expression is after an action."""
        return next((number for name, number in self.choices if name == action), 0.0)


@dataclass(frozen=True)
class CalendarField(Expression):
    """`date` (period index, from 0), `round` (from 1), `month` (1 to 12) or `year`."""

    what: Literal["date", "round", "month", "year"]


@dataclass(frozen=True)
class Unary(Expression):
    operator: Literal["-", "not"]
    operand: Expression


@dataclass(frozen=True)
class Binary(Expression):
    """Arithmetic (+ - * /), comparison (== != < <= > >=), or logic (and or)."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Choice(Expression):
    """`value if condition else otherwise`."""

    condition: Expression
    value: Expression
    otherwise: Expression


@dataclass(frozen=True)
class Membership(Expression):
    """1 if `item` equals one of `options`, else 0."""

    item: Expression
    options: tuple[Expression, ...]


@dataclass(frozen=True)
class Call(Expression):
    """`min`, `max` (one or more arguments), `abs` (one), `gain_loss` (x, reference, aversion).

    `log` (one) is in no file; rules that bind an actor need it. It is 0 where its argument is not above 0.
    """

    function: Literal["min", "max", "abs", "gain_loss", "log"]
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class Formula:
    """An expression with the text it was read from and its place in the file."""

    text: str
    tree: Expression
    where: Where = field(compare=False)


@dataclass(frozen=True)
class Situation:
    """Everything an expression can depend on, for one state.

    Args:
        levels: level number of every public variable.
        numbers: value of every entry of `numbers`.
        period: index of the period, from 0.
        parameters: (actor, parameter) -> value, for the types at hand.
        types: actor -> name of its type at hand.
        beliefs: (actor, type) -> public probability.
        acts: decision -> action chosen earlier in this period (absent: none was).
        act: action chosen at the present decision, if any.
    """

    levels: Mapping[str, float]
    numbers: Mapping[str, float]
    period: int
    month: int = 0
    year: int = 0
    parameters: Mapping[tuple[str, str], float] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    beliefs: Mapping[tuple[str, str], float] = field(default_factory=dict)
    acts: Mapping[str, str] = field(default_factory=dict)
    act: str | None = None


def evaluate(expression: Expression, situation: Situation) -> float:
    """The value of the expression in the situation; conditions are 1 or 0.

    Only the branch of a choice that applies, and of `and` and `or` what decides them, is evaluated.

    Raises:
        EvaluationError: a division by zero, a part that overflows double precision, or something that the situation
            does not specify.
    """
    return _EVALUATORS[type(expression)](expression, situation)


def gain_loss(x: float, reference: float, aversion: float) -> float:
    """x − reference if that is a gain, aversion times it if it is a loss."""
    difference = x - reference
    return difference if difference >= 0 else aversion * difference


def _look_up(table: Mapping[_Key, _Value], key: _Key, what: str) -> _Value:
    try:
        return table[key]
    except KeyError:
        raise EvaluationError(f"the situation does not specify {what}") from None


def _unary(node: Unary, situation: Situation) -> float:
    value = evaluate(node.operand, situation)
    return -value if node.operator == "-" else float(not value)


def _binary(node: Binary, situation: Situation) -> float:
    left = evaluate(node.left, situation)
    if node.operator == "and":
        return float(bool(left) and bool(evaluate(node.right, situation)))
    if node.operator == "or":
        return float(bool(left) or bool(evaluate(node.right, situation)))
    right = evaluate(node.right, situation)
    if node.operator == "/" and right == 0:
        state = ", ".join(f"{name} = {value:g}" for name, value in situation.levels.items())
        raise EvaluationError(f"division by zero in period {situation.period + 1}" + (f" at {state}" if state else ""))
    return _finite(float(_OPERATORS[node.operator](left, right)))


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise NotFiniteError("a part overflows double precision (1.8e308)")
    return value


def _choice(node: Choice, situation: Situation) -> float:
    return evaluate(node.value if evaluate(node.condition, situation) else node.otherwise, situation)


def _membership(node: Membership, situation: Situation) -> float:
    item = evaluate(node.item, situation)
    return float(any(evaluate(option, situation) == item for option in node.options))


def _call(node: Call, situation: Situation) -> float:
    return _finite(float(_FUNCTIONS[node.function](*(evaluate(argument, situation) for argument in node.arguments))))


def _calendar(node: CalendarField, situation: Situation) -> float:
    values = {
        "date": situation.period,
        "round": situation.period + 1,
        "month": situation.month,
        "year": situation.year,
    }
    return float(values[node.what])


def _parameter(node: Parameter, situation: Situation) -> float:
    return _look_up(situation.parameters, (node.actor, node.name), f"what {node.actor}.{node.name} is")


def _type_test(node: TypeTest, situation: Situation) -> float:
    kind = _look_up(situation.types, node.actor, f"of which type {node.actor} is")
    return float(kind in (node.type, *node.others))


def _belief(node: Belief, situation: Situation) -> float:
    kinds = (node.type, *node.others)
    what = f"how likely it is that {node.actor} is"
    return sum(_look_up(situation.beliefs, (node.actor, kind), f"{what} {kind}") for kind in kinds)


_OPERATORS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
    "abs": abs,
    "gain_loss": gain_loss,
    "log": lambda x: math.log(x) if x > 0 else 0.0,
}

_EVALUATORS: Mapping[type[Expression], Callable[[Any, Situation], float]] = {
    Number: lambda node, _: node.value,
    Date: lambda node, _: float(node.period),
    Level: lambda node, _: node.value,
    StateVariable: lambda node, at: _look_up(at.levels, node.name, f"what {node.name} is"),
    NamedNumber: lambda node, at: _look_up(at.numbers, node.name, f"what {node.name} is"),
    TypeTest: _type_test,
    ActionTest: lambda node, at: float(at.acts.get(node.decision) == node.action),
    ChosenAction: lambda node, at: float(at.act == node.action),
    ChosenNumber: lambda node, at: node.number_of(at.acts.get(node.decision) if node.decision else at.act),
    Parameter: _parameter,
    Belief: _belief,
    CalendarField: _calendar,
    Unary: _unary,
    Binary: _binary,
    Choice: _choice,
    Membership: _membership,
    Call: _call,
}


def substitute(tree: Expression, stand_in: Callable[[Expression], Expression | None]) -> Expression:
    """The tree with every part replaced for which `stand_in` has something."""
    replacement = stand_in(tree)
    if replacement is not None:
        return replacement
    changes: dict[str, Any] = {}
    for entry in fields(tree):  # type: ignore[arg-type]  # every subclass of Expression is a dataclass
        value = getattr(tree, entry.name)
        if isinstance(value, Expression):
            changes[entry.name] = substitute(value, stand_in)
        elif isinstance(value, tuple):
            changes[entry.name] = tuple(substitute(v, stand_in) if isinstance(v, Expression) else v for v in value)
    return replace(tree, **changes) if changes else tree  # type: ignore[type-var]  # likewise
