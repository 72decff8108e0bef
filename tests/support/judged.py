"""What the package prints of a crisis beside the exact numbers of its claims."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

from detente.claims.statements import (
    Arithmetic,
    BeliefMean,
    Expectation,
    MoveProbability,
    Quantity,
    Statement,
    Under,
    Value,
    list_runs,
)
from detente.errors import UnsolvedError
from detente.scenario.loading import apply_on_top, loads
from detente.service.setting_up import DEFAULTS_OF_CLAIMS
from detente.service.solving import claims
from support.branch import Exact, other_solutions, solve_exactly
from support.exact_numbers import Numbers
from support.exact_tree import ExactTree

ROUNDING = 5e-4
"""Half a unit of the last figure that is printed of a share, 0.1 points."""

MOST_WORK = 400
"""Starts times unknowns of one search for other equilibria, which would take minutes beyond."""


@dataclass(frozen=True)
class ExactClaim:
    """The exact number on the left of a claim's first comparison.

    Args:
        kind: share, rate, belief, mean, value or difference.
        others: the same number in other equilibria that were found.
    """

    statement: str
    kind: str
    number: float
    others: tuple[float, ...] = ()


@dataclass(frozen=True)
class Printed:
    """The number and interval that the package gives, or why there is none."""

    value: float | None
    interval: tuple[float, float] | None
    note: str = ""

    def misses(self, number: float) -> float:
        """How far the number lies outside the interval; infinite if there is none."""
        if self.interval is None:
            return float("inf")
        low, high = self.interval
        return max(0.0, low - number, number - high)


def find_exact(text: str, num_starts: int = 0) -> list[ExactClaim]:
    """The exact numbers of all claims, on the principal branch, and in other equilibria near random points.

    Raises:
        NoSolutionError: the branch could not be followed, or its end is not certified.
    """
    scenario = loads(text)
    statements = Numbers(scenario, lambda name: solutions[name][0]).statements()
    names = {run.variant for statement in statements for run in list_runs(statement)}
    solutions: dict[str | None, list[Exact]] = {}
    for name in names:
        tree = ExactTree(scenario if name is None else apply_on_top(scenario, name))
        few = min(num_starts, MOST_WORK // max(tree.num_unknowns, 1))
        solutions[name] = other_solutions(tree, solve_exactly(tree), few)
    found = []
    for statement in statements:
        numbers = []
        asked = sorted({run.variant for run in list_runs(statement)}, key=str)
        for chosen in itertools.product(*(solutions[name] for name in asked)):
            at = dict(zip(asked, chosen, strict=True))
            numbers.append(Numbers(scenario, at.__getitem__).number(_left(statement)))
        found.append(ExactClaim(statement.text, _kind_of(_left(statement)), numbers[0], tuple(numbers[1:])))
    return found


def find_printed(text: str, fresh: bool = True) -> list[Printed]:
    """What `detente claims` gives for all claims, with its own settings."""
    scenario = loads(text)
    try:
        judged = claims(scenario, options=replace(DEFAULTS_OF_CLAIMS, fresh=fresh))
    except UnsolvedError as error:
        return [Printed(None, None, f"unsolved: {str(error).splitlines()[0]}")] * len(scenario.claims)
    printed = []
    for verdict in judged.claims:
        (comparison,) = verdict.comparisons
        side = comparison.sides[0]
        printed.append(Printed(side.value, side.interval, verdict.note))
    return printed


def _left(statement: Statement) -> Quantity:
    return statement.comparisons[0].left


def _kind_of(quantity: Quantity) -> str:
    match quantity:
        case Arithmetic():
            return "difference"
        case Under():
            return _kind_of(quantity.quantity)
        case MoveProbability():
            return "rate"
        case BeliefMean():
            return "belief"
        case Expectation():
            return "mean"
        case Value():
            return "value"
    return "share"
