"""The expression language: syntax tree and its evaluation for one state.

Text becomes a tree in `grammar.py`; names are resolved there, so that a tree holds variables, levels,
numbers and types, and no bare words. `game/evaluate.py` evaluates the same trees for many states at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from detente.scenario.positions import Where


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
    """1 if `actor` is of type `type`, else 0."""

    actor: str
    type: str


@dataclass(frozen=True)
class Belief(Expression):
    """The public probability that `actor` is of type `type`."""

    actor: str
    type: str


@dataclass(frozen=True)
class Plays(Expression):
    """1 if `owner` (actor or seat) chose `action` at `decision` earlier in this period, else 0."""

    owner: str
    action: str
    decision: str


@dataclass(frozen=True)
class ChosenAction(Expression):
    """1 if the action chosen at the present decision is `action` (`act == arm` in `traces`), else 0."""

    action: str


@dataclass(frozen=True)
class Calendar(Expression):
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
    """`min`, `max` (one or more arguments), `abs` (one), `gain_loss` (x, reference, aversion)."""

    function: Literal["min", "max", "abs", "gain_loss"]
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
