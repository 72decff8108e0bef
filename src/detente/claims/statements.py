"""The formal statement of a claim: its tree, and what has to be solved and played to evaluate it.

Conditions are formulas of the scenario language. `period` and windows are indices into the calendar of the crisis in
which they are read (the changed one below `under`), both ends included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from detente.scenario.calendars import furthest
from detente.scenario.expressions import Formula
from detente.simulate.moves import ForcedMove

Comparator = Literal["<", "<=", ">", ">="]


@dataclass(frozen=True)
class Window:
    """The periods from `first` to `last`."""

    first: int
    last: int


class Event:
    """Something that happens in a play or does not. Every subclass is immutable."""


@dataclass(frozen=True)
class Eventually(Event):
    """The condition holds at the end of some period of the window (`at DATE`: of that period)."""

    condition: Formula
    window: Window


@dataclass(frozen=True)
class Always(Event):
    """The condition holds at the end of every period of the window."""

    condition: Formula
    window: Window


@dataclass(frozen=True)
class Within(Event):
    """The condition holds at the end of some period from the first that ends with the trigger to `num_periods` later.

    Only plays with the trigger count, and only if the later periods fit in the calendar.
    """

    condition: Formula
    trigger: Formula
    num_periods: int


@dataclass(frozen=True)
class ActionPlayed(Event):
    """The owner, an actor or whoever holds a seat, chooses the action at least once in the window."""

    owner: str
    action: str
    window: Window


@dataclass(frozen=True)
class LieTold(Event):
    """The owner, an actor or whoever holds a seat, says something false at least once in the window."""

    owner: str
    window: Window


@dataclass(frozen=True)
class Negation(Event):
    event: Event


@dataclass(frozen=True)
class Combination(Event):
    """All of the events (`and`), or at least one (`or`)."""

    operator: Literal["and", "or"]
    events: tuple[Event, ...]


class Quantity:
    """A number that a claim speaks of. Every subclass is immutable.

    depth: the levels of arithmetic in it, itself included.
    """

    depth = 1


@dataclass(frozen=True)
class Constant(Quantity):
    """A number: written out, or the value of an entry of `numbers`."""

    value: float


@dataclass(frozen=True)
class Probability(Quantity):
    """Share of plays with the event, among those with `given`."""

    event: Event
    given: Event | None = None
    forced: tuple[ForcedMove, ...] = ()


@dataclass(frozen=True)
class MoveProbability(Quantity):
    """Share of moves, among all occasions at which the owner had the action in its menu and the condition held."""

    move: ActionPlayed
    condition: Formula | None = None
    forced: tuple[ForcedMove, ...] = ()


@dataclass(frozen=True)
class Expectation(Quantity):
    """Mean over plays, and over the ends of the window's periods."""

    formula: Formula
    window: Window
    given: Event | None = None
    forced: tuple[ForcedMove, ...] = ()


@dataclass(frozen=True)
class BeliefMean(Quantity):
    """Mean over plays of the public probability, at the period's end, that the actor is of the type.

    Args:
        eyes: the actor in whose perception of the crisis; None for an observer who sees it as it is.
        others: further types, of any of which the actor may be.
    """

    actor: str
    type: str
    period: int
    given: Event | None = None
    forced: tuple[ForcedMove, ...] = ()
    eyes: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Value(Quantity):
    """Expected discounted payoff at the start, of one type or on average over the prior.

    Args:
        is_played: whether it is the mean over plays instead of the solver's value.
    """

    actor: str
    type: str | None = None
    is_played: bool = False


@dataclass(frozen=True)
class Arithmetic(Quantity):
    operator: Literal["+", "-", "*", "/"]
    left: Quantity
    right: Quantity

    def __post_init__(self) -> None:
        object.__setattr__(self, "depth", 1 + max(self.left.depth, self.right.depth))


@dataclass(frozen=True)
class Under(Quantity):
    """The quantity in the crisis changed by a variant."""

    variant: str
    quantity: Quantity

    def __post_init__(self) -> None:
        object.__setattr__(self, "depth", 1 + self.quantity.depth)


@dataclass(frozen=True)
class Inequality:
    """One comparison, with the text of both sides.

    Args:
        margin: what the difference must exceed (`by at least 5 %`), from 0: a plain number.
    """

    left: Quantity
    operator: Comparator
    right: Quantity
    left_text: str = ""
    right_text: str = ""
    margin: Quantity = Constant(0.0)
    margin_text: str = ""

    @property
    def text(self) -> str:
        margin = f" by at least {self.margin_text}" if self.margin_text else ""
        return f"{self.left_text} {self.operator} {self.right_text}{margin}"


@dataclass(frozen=True)
class Statement:
    """Comparisons that all have to hold."""

    text: str
    comparisons: tuple[Inequality, ...]


def with_played_values(statement: Statement) -> Statement:
    """The statement with all values taken from plays, so that what is compared has the same kind of error."""

    def played(quantity: Quantity) -> Quantity:
        match quantity:
            case Value():
                return replace(quantity, is_played=True)
            case Under():
                return replace(quantity, quantity=played(quantity.quantity))
            case Arithmetic():
                return replace(quantity, left=played(quantity.left), right=played(quantity.right))
        return quantity

    comparisons = (replace(each, left=played(each.left), right=played(each.right)) for each in statement.comparisons)
    return replace(statement, comparisons=tuple(comparisons))


@dataclass(frozen=True)
class RunRequest:
    """A crisis to solve and play: the base or a variant, with moves forced."""

    variant: str | None = None
    forced: tuple[ForcedMove, ...] = ()


@dataclass(frozen=True)
class Measurement:
    """A quantity without arithmetic, and the run on which it is measured."""

    run: RunRequest
    quantity: Quantity


def build_measurement(quantity: Quantity, variant: str | None) -> Measurement:
    """The measurement of a quantity without arithmetic, in the crisis of which it speaks."""
    match quantity:
        case Probability() | MoveProbability() | Expectation() | BeliefMean():
            return Measurement(RunRequest(variant, quantity.forced), quantity)
        case _:
            return Measurement(RunRequest(variant), quantity)


def _measurements(quantity: Quantity, variant: str | None = None) -> Iterator[Measurement]:
    """What has to be measured for a quantity, left to right."""
    match quantity:
        case Constant():
            return
        case Arithmetic():
            yield from _measurements(quantity.left, variant)
            yield from _measurements(quantity.right, variant)
        case Under():
            yield from _measurements(quantity.quantity, quantity.variant)
        case _:
            yield build_measurement(quantity, variant)


def list_measurements(statement: Statement) -> tuple[Measurement, ...]:
    """What has to be measured for a statement, each once, in the order of the text."""
    sides = (side for comparison in statement.comparisons for side in (comparison.left, comparison.right))
    return tuple(dict.fromkeys(each for side in sides for each in _measurements(side)))


def list_runs(statement: Statement) -> set[RunRequest]:
    """The runs on which a statement is judged."""
    return {each.run for each in list_measurements(statement)}


def find_last_period(quantity: Quantity) -> int | None:
    """The last period that a quantity without arithmetic speaks of; None: it speaks of all."""
    match quantity:
        case MoveProbability():
            return quantity.move.window.last
        case Probability():
            last = _last_of(quantity.event)
        case Expectation():
            last = quantity.window.last
        case BeliefMean():
            last = quantity.period
        case _:
            return None
    return last if quantity.given is None else furthest((last, _last_of(quantity.given)))


def _last_of(event: Event) -> int | None:
    match event:
        case Eventually() | Always() | ActionPlayed() | LieTold():
            return event.window.last
        case Negation():
            return _last_of(event.event)
        case Combination():
            return furthest(map(_last_of, event.events))
    return None


def is_constant(quantity: Quantity) -> bool:
    """Whether the quantity is made of plain numbers only."""
    match quantity:
        case Constant():
            return True
        case Arithmetic():
            return is_constant(quantity.left) and is_constant(quantity.right)
        case Under():
            return is_constant(quantity.quantity)
    return False


def is_share(quantity: Quantity) -> bool:
    """Whether the quantity is a probability, or made of probabilities so that per cent remain per cent."""
    match quantity:
        case Probability() | MoveProbability() | BeliefMean():
            return True
        case Under():
            return is_share(quantity.quantity)
        case Arithmetic():
            sides = (quantity.left, quantity.right)
            if quantity.operator == "/":
                return is_share(quantity.left) and is_constant(quantity.right)
            # Of a product only one side is a share: per cent of per cent are read as numbers.
            most = 1 if quantity.operator == "*" else 2
            return all(is_share(side) or is_constant(side) for side in sides) and 1 <= sum(map(is_share, sides)) <= most
    return False


def compares_shares(comparison: Inequality) -> bool:
    """Whether what is compared are shares, or a share and plain numbers."""
    sides = (comparison.left, comparison.right)
    return any(map(is_share, sides)) and all(is_share(each) or is_constant(each) for each in sides)
