"""Whether a comparison can be otherwise: what numbers its sides can be, whatever the crisis."""

from __future__ import annotations

from detente.claims.statements import (
    Arithmetic,
    BeliefMean,
    Constant,
    Inequality,
    MoveProbability,
    Probability,
    Quantity,
    Under,
)
from detente.claims.tokens import ClaimError, Tokens


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
