"""The sides of a comparison: a quantity, the plain number added to it, and the arithmetic with its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.claims.estimates import Estimate, combine, missing
from detente.claims.numbers import NO_NUMBER, format_constant, format_number, format_plain
from detente.claims.statements import (
    Arithmetic,
    Constant,
    Inequality,
    Measurement,
    Quantity,
    Under,
    build_measurement,
    is_constant,
    is_share,
)
from detente.claims.verdict import Interval, Side

Measured = Mapping[Measurement, Estimate]


@dataclass(frozen=True)
class ComparedSide:
    """One side of a comparison.

    Args:
        total: all of it. estimate: without the plain number that is added to it. constant: that number.
    """

    quantity: Quantity
    text: str
    total: Estimate
    estimate: Estimate
    constant: float

    @property
    def is_constant(self) -> bool:
        return is_constant(self.quantity)


def read_side(quantity: Quantity, text: str, measured: Measured) -> ComparedSide:
    """A side of a comparison with its numbers."""
    total = finite(compute_total(quantity, measured))
    if is_constant(quantity):
        return ComparedSide(quantity, text, total, total, 0.0)
    constant = added_constant(quantity)
    estimate = total if constant == 0 else finite(combine("-", total, Estimate(constant)))
    return ComparedSide(quantity, text, total, estimate, constant)


def build_side(side: ComparedSide, measured: Measured) -> Side:
    """The record of a side that is no plain number."""
    operation, interval = _without_constants(side.quantity), side.estimate.interval_95()
    has_arithmetic = isinstance(operation, Arithmetic)
    return Side(
        text=side.text,
        value=side.estimate.value,
        interval=interval,
        constant=side.constant,
        working=_working(side.quantity, measured, None, interval)
        if has_arithmetic and side.total.value is not None
        else "",
        is_difference=_is_difference(operation),
    )


def finite(estimate: Estimate) -> Estimate:
    """The estimate; without a number where it or its error overflows."""
    if estimate.value is None or estimate.is_number:
        return estimate
    return missing("it, or its error, overflows double precision")


def compute_total(quantity: Quantity, measured: Measured, variant: str | None = None) -> Estimate:
    """The number of a quantity with arithmetic."""
    match quantity:
        case Constant():
            return Estimate(quantity.value)
        case Arithmetic():
            left, right = (compute_total(side, measured, variant) for side in (quantity.left, quantity.right))
            return combine(quantity.operator, left, right)
        case Under():
            return compute_total(quantity.quantity, measured, quantity.variant)
        case _:
            return measured[build_measurement(quantity, variant)]


def inside(quantity: Quantity) -> Quantity:
    """The quantity without the variants in which it is meant."""
    return inside(quantity.quantity) if isinstance(quantity, Under) else quantity


def _without_constants(quantity: Quantity) -> Quantity:
    """The quantity without the plain numbers that are added to it at the top of its arithmetic."""
    match inside(quantity):
        case Arithmetic(operator="+" | "-", left=left, right=right) if is_constant(right):
            return _without_constants(left)
        case Arithmetic(operator="+", left=left, right=right) if is_constant(left):
            return _without_constants(right)
        case other:
            return other


def added_constant(quantity: Quantity) -> float:
    """The plain number that is added to a quantity at the top of its arithmetic."""
    match quantity:
        case Under():
            return added_constant(quantity.quantity)
        case Arithmetic(operator="+" | "-" as operator, left=left, right=right):
            sign = 1.0 if operator == "+" else -1.0
            return _part(left) + sign * _part(right)
    return 0.0


def _part(quantity: Quantity) -> float:
    """What a term of a sum adds to the plain number of the sum."""
    if not is_constant(quantity):
        return added_constant(quantity)
    value = compute_total(quantity, {}).value
    return 0.0 if value is None else value


def compares_difference(comparison: Inequality) -> bool:
    """Whether the number of a comparison is a difference: of its two sides, or within the only one that has plays."""
    sides = [each for each in (comparison.left, comparison.right) if not is_constant(each)]
    return len(sides) > 1 or any(_is_difference(_without_constants(each)) for each in sides)


def _is_difference(quantity: Quantity) -> bool:
    """Whether one quantity is subtracted from another."""
    if not isinstance(quantity, Arithmetic) or quantity.operator != "-":
        return False
    return not (is_constant(quantity.left) or is_constant(quantity.right))


def _working(quantity: Quantity, measured: Measured, variant: str | None, result: Interval | None = None) -> str:
    """The arithmetic with numbers in place of its quantities: `0.5 × 5.6 %`.

    Args:
        result: the interval of what a sum comes to; its terms have as many decimals, so that they can be added up.
    """
    match quantity:
        case Constant():
            return format_plain(quantity.value)
        case Under():
            return _working(quantity.quantity, measured, quantity.variant, result)
        case Arithmetic(operator="*", left=Constant(value=-1.0)):
            return f"−{_enclosed(quantity.right, '*', _working(quantity.right, measured, variant))}"
        case Arithmetic(operator=operator, left=left, right=right):
            terms = result if operator in "+-" else None
            first, second = _operands(operator, (left, right), measured, variant, terms)
            return f"{first} {_SIGNS[operator]} {second}"
    estimate = measured[build_measurement(quantity, variant)]
    if estimate.value is None:
        return NO_NUMBER
    intervals = [each for each in (estimate.interval_95(), result) if each is not None and each[0] < each[1]]
    narrowest = min(intervals, key=lambda each: each[1] - each[0], default=None)
    return format_number(estimate.value, is_share(quantity), narrowest or estimate.interval_95())


_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "/"}


def _operands(
    operator: str, sides: tuple[Quantity, Quantity], measured: Measured, variant: str | None, result: Interval | None
) -> tuple[str, str]:
    """Both sides of an operation; a plain number beside a share, in a sum, is in points."""
    texts, (left, right) = [], sides
    for own, other, is_right in ((left, right, False), (right, left, True)):
        if operator in "+-" and is_share(other) and is_constant(own):
            value = compute_total(own, {}).value
            texts.append(NO_NUMBER if value is None else format_constant(value, True))
            continue
        strict = is_right and operator in "-/"
        texts.append(_enclosed(own, operator, _working(own, measured, variant, result), strict=strict))
    return texts[0], texts[1]


def _enclosed(quantity: Quantity, operator: str, text: str, *, strict: bool = False) -> str:
    """The text of an operand, in parentheses where it is an operation that binds less than the one around it."""
    operation = inside(quantity)
    if not isinstance(operation, Arithmetic):
        return text
    is_looser = operator in "*/" and operation.operator in "+-"
    return f"({text})" if is_looser or strict else text
