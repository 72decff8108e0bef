"""Whether a comparison can be otherwise: what numbers its sides can be, whatever the crisis."""

from __future__ import annotations

import math

from detente.claims.statements import (
    Arithmetic,
    BeliefMean,
    Comparator,
    Constant,
    Expectation,
    Inequality,
    MoveProbability,
    Probability,
    Quantity,
    Statement,
    Under,
    is_constant,
)
from detente.claims.tokens import ClaimError, Tokens
from detente.scenario.measures import has_shares

Range = tuple[float, float]
_EVERYTHING = (-math.inf, math.inf)


def check_bounds(comparison: Inequality, left: Tokens, right: Tokens, margin: Tokens) -> None:
    """Nothing, unless a share is compared with a number that no share can be.

    Args:
        left, right, margin: as written.

    Raises:
        ClaimError: with the place of the number.
    """
    least = _least_difference(comparison, margin)
    sides = ((comparison.left, comparison.right, right), (comparison.right, comparison.left, left))
    for share, number, written in sides:
        threshold = constant_of(number)
        if not _is_probability(share) or threshold is None:
            continue
        if not 0 <= threshold <= 1:
            hint = f"; {threshold:g} per cent is {threshold / 100:g}" if 1 < threshold <= 100 else ""
            raise ClaimError(
                f"a share lies between 0 and 1, so that it is always on one side of {threshold:g}{hint}",
                written[0].start,
            )
        is_above = comparison.operator in ((">", ">=") if share is comparison.left else ("<", "<="))
        moved = threshold + least if is_above else threshold - least
        if least and not 0 <= moved <= 1:
            message = f"a share lies between 0 and 1, so that it never differs from {threshold:g} by {least:g} this way"
            raise ClaimError(message, margin[0].start)


def _least_difference(comparison: Inequality, written: Tokens) -> float:
    """The number after `by at least`; 0 without."""
    if not written:
        return 0.0
    least = constant_of(comparison.margin)
    if least is None:
        advice = "write a number or the name of one, as in by at least 5 %"
        raise ClaimError(f"what stands after 'by at least' changes from play to play; {advice}", written[0].start)
    if not least >= 0:
        message = f"{least:g} is less than 0; a smallest difference is 0 or more, whichever side is to be greater"
        raise ClaimError(message, written[0].start)
    if least > 1 and _is_probability(comparison.left) and _is_probability(comparison.right):
        hint = f"; {least:g} per cent is {least / 100:g}, or {least:g} %" if least <= 100 else ""
        raise ClaimError(f"two shares never differ by more than 1, nor by {least:g}{hint}", written[0].start)
    return least


def _is_probability(quantity: Quantity) -> bool:
    """Whether the quantity is one share, of plays, of moves, or of belief."""
    if isinstance(quantity, Under):
        return _is_probability(quantity.quantity)
    return isinstance(quantity, (Probability, MoveProbability, BeliefMean))


def constant_of(quantity: Quantity) -> float | None:
    """The value of plain numbers and arithmetic between them; None for all else."""
    if isinstance(quantity, Constant):
        return quantity.value
    if not isinstance(quantity, Arithmetic):
        return None
    left, right = constant_of(quantity.left), constant_of(quantity.right)
    if left is None or right is None:
        return None
    match quantity.operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right


def find_certain(statement: Statement) -> tuple[str, ...]:
    """What is wrong with comparisons that come out the same whatever the crisis; () if none does."""
    messages = []
    for comparison in statement.comparisons:
        least, most = compute_difference(comparison)
        threshold = constant_of(comparison.margin) or 0.0
        threshold = threshold if comparison.operator in (">", ">=") else -threshold
        answers = {_holds(end, comparison.operator, threshold) for end in (least, most)}
        if len(answers) > 1:
            continue
        outcome = "true" if answers == {True} else "false"
        what = "compares numbers only, and" if is_constant(comparison.left) and is_constant(comparison.right) else ""
        messages.append(f"'{comparison.text}' {what}{' ' if what else ''}is {outcome} whatever happens in the crisis")
    return tuple(messages)


def _holds(difference: float, operator: Comparator, threshold: float) -> bool:
    match operator:
        case ">":
            return difference > threshold
        case ">=":
            return difference >= threshold
        case "<":
            return difference < threshold
        case "<=":
            return difference <= threshold


def compute_difference(comparison: Inequality) -> Range:
    """What left − right can be."""
    if comparison.left == comparison.right and not is_constant(comparison.left):
        return 0.0, 0.0
    return _between("-", compute_range(comparison.left), compute_range(comparison.right))


def compute_range(quantity: Quantity) -> Range:
    """What a quantity can be, whatever the crisis: shares are from 0 to 1."""
    match quantity:
        case Constant():
            return quantity.value, quantity.value
        case Probability() | MoveProbability() | BeliefMean():
            return 0.0, 1.0
        case Expectation() if has_shares(quantity.formula.tree):
            return 0.0, 1.0
        case Under():
            return compute_range(quantity.quantity)
        case Arithmetic():
            return _between(quantity.operator, compute_range(quantity.left), compute_range(quantity.right))
    return _EVERYTHING


def _between(operator: str, left: Range, right: Range) -> Range:
    """What a sum, difference, product or quotient can be."""
    if operator == "/" and right[0] <= 0 <= right[1]:
        return _EVERYTHING
    pairs = [(a, b) for a in left for b in right]
    match operator:
        case "+":
            return left[0] + right[0], left[1] + right[1]
        case "-":
            return left[0] - right[1], left[1] - right[0]
        case "*":
            ends = [a * b if a and b else 0.0 for a, b in pairs]
        case _:
            ends = [a / b if math.isfinite(b) else 0.0 for a, b in pairs]
    return min(ends), max(ends)
