"""Numbers as text, with the digits that their intervals warrant: one style for terminal, pages, notebooks and tables.

Shares are in per cent, differences of shares in points (percentage points), everything else is a plain decimal number.
With an interval, a number has the digits down to the first of half the interval's width, or to the second where the
first is a 1, but no more than five digits, and two decimals of per cent and points. What rounds to zero has no sign.
"""

from __future__ import annotations

import math
from collections.abc import Callable

Interval = tuple[float, float]

NO_NUMBER = "no number"
EXACT = "exact"

_TINY = 0.0005  # shares below it, and above one minus it, are said to be near the end
_MOST_DECIMALS = 6
_MOST_DIGITS = 5
_MOST_DECIMALS_OF_SHARES = 2
_LARGEST = 1e9
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def format_number(number: float, is_share: bool, interval: Interval | None = None) -> str:
    """A number as it is read: `62.1 %` for a share, `3.14` for anything else."""
    return format_share(number, interval) if is_share else format_plain(number, interval=interval)


def format_share(share: float, interval: Interval | None = None) -> str:
    """A share in per cent; `< 0.1 %` and `> 99.9 %` near the ends."""
    if not math.isfinite(share):
        return NO_NUMBER
    if 0 < share < _TINY or 1 - _TINY < share < 1:
        return "< 0.1 %" if share < 0.5 else "> 99.9 %"
    per_cent = round(100 * share, 6)
    half = _half(interval, 100.0)
    if per_cent in (0, 100):
        digits = 0
    elif half is None:
        # One digit where it matters: near the ends, and where the number is not round.
        digits = 0 if abs(per_cent - round(per_cent)) < 0.05 and 10 <= abs(per_cent) <= 90 else 1
    else:
        digits = min(_decimals(half), _MOST_DECIMALS_OF_SHARES)
        # What is neither never nor always does not look so.
        digits = max(digits, 1) if round(per_cent) in (0, 100) else digits
    return f"{_fixed(per_cent, digits)} %"


def format_points(difference: float, interval: Interval | None = None, *, signed: bool = False) -> str:
    """A difference of two shares in points, without the word."""
    number, half = 100 * difference, _half(interval, 100.0)
    if not math.isfinite(number):
        return NO_NUMBER
    if half is None:
        return _signed(_significant(number, 2) if 0 < abs(number) < 1 else _fixed(number, 1), signed)
    return _signed(_fixed(number, min(_decimals(half), _MOST_DECIMALS_OF_SHARES)), signed)


def format_plain(number: float, digits: int = 3, interval: Interval | None = None, *, signed: bool = False) -> str:
    """A number that is no share: alone with some significant digits, with an interval to the digits it warrants."""
    if not math.isfinite(number):
        return NO_NUMBER
    half = _half(interval, 1.0)
    if half is None or half >= 0.5 * _LARGEST or _decimals(half) > _MOST_DECIMALS:
        return _signed(_significant(number, digits + (interval is not None)), signed)
    largest = max(abs(number), *map(abs, interval or ()))
    most = _MOST_DIGITS - 1 - math.floor(math.log10(largest))
    return _signed(_fixed(number, min(_decimals(half), max(most, 0))), signed)


def format_decimals(number: float, digits: int) -> str:
    """A number with N decimals."""
    return _fixed(number, digits)


def format_percent(share: float) -> str:
    """Per cent without digits: a few dozen worlds are no more precise."""
    return f"{_fixed(100 * share, 0)} %"


def format_difference(difference: float, is_share: bool, interval: Interval | None = None) -> str:
    """A difference with its sign: `+26.0 points`, `−0.12`."""
    if not is_share:
        return format_plain(difference, interval=interval, signed=True)
    return f"{format_points(difference, interval, signed=True)} points"


def format_constant(number: float, is_share: bool) -> str:
    """A plain number that stands beside a quantity: `5 points` beside a share, else `0.5`."""
    if not is_share:
        return format_plain(number)
    points = format_plain(100 * number)
    return f"{points} {'point' if points == '1' else 'points'}"


def format_compared(
    number: float, is_share: bool, interval: Interval | None = None, *, is_difference: bool = False
) -> str:
    """The number of a comparison: as a difference where it is one, so that one of shares is in points."""
    return (format_difference if is_difference else format_number)(number, is_share, interval)


def format_interval_of_compared(interval: Interval, is_share: bool, *, is_difference: bool = False) -> str:
    """The interval of `format_compared`."""
    return (format_interval_of_difference if is_difference else format_interval)(interval, is_share)


def format_with_interval(number: float, interval: Interval, is_share: bool, *, is_difference: bool = False) -> str:
    """The number of a comparison with its interval: `62.1 % (61.5 % … 62.8 %)`."""
    between = format_interval_of_compared(interval, is_share, is_difference=is_difference)
    return f"{format_compared(number, is_share, interval, is_difference=is_difference)} ({between})"


def format_interval(interval: Interval, is_share: bool) -> str:
    """`61.5 % … 62.8 %`; `exact` if it has no width."""
    return _between(interval, lambda end: format_number(end, is_share, interval))


def format_interval_of_difference(interval: Interval, is_share: bool) -> str:
    """`+24.7 … +27.3`, of shares in points; `exact` if it has no width."""
    if not is_share:
        return _between(interval, lambda end: format_plain(end, interval=interval, signed=True))
    return _between(interval, lambda end: format_points(end, interval, signed=True))


def format_plus_minus(value: float, interval: Interval, is_share: bool, is_difference: bool = False) -> str:
    """A mean with half the width of its interval: `62.1 % ± 0.7`, and `+18.1 ± 0.9` for a difference, in points."""
    scale = 100.0 if is_share else 1.0
    half = scale * (interval[1] - interval[0]) / 2
    if not math.isfinite(half) or not math.isfinite(value):
        return NO_NUMBER
    unit = " %" if is_share and not is_difference else ""
    if half == 0 and not is_difference:
        return format_number(value, is_share, interval)
    if half == 0:
        return format_points(value, signed=True) if is_share else format_plain(value, interval=interval, signed=True)
    digits = min(_decimals(half), _MOST_DECIMALS)
    return f"{_signed(_fixed(scale * value, digits), is_difference)}{unit} ± {_fixed(half, digits)}"


def _between(interval: Interval, formatted: Callable[[float], str]) -> str:
    if interval[0] == interval[1]:
        return EXACT
    # Ends that look the same are written once.
    return " … ".join(dict.fromkeys(map(formatted, interval)))


def _half(interval: Interval | None, scale: float) -> float | None:
    """Half the width of an interval that has one."""
    if interval is None:
        return None
    half = scale * (interval[1] - interval[0]) / 2
    return half if 0 < half < math.inf else None


def _decimals(half: float) -> int:
    """Decimals down to the first digit of half a width, or to the second where the first is a 1."""
    # A tolerance, so that a width that was computed counts as the round one that was meant.
    size = math.floor(math.log10(half * (1 + 1e-9)))
    return max(0, -size + (half * (1 + 1e-9) < 2 * 10.0**size))


def _significant(number: float, digits: int) -> str:
    """A number with some significant digits and no needless zeros."""
    if number == 0:
        return "0"
    size = math.floor(math.log10(abs(number)))
    if size < -_MOST_DECIMALS or abs(number) >= _LARGEST:
        return f"{_fixed(number / 10.0**size, digits - 1)} × 10{str(size).translate(_SUPERSCRIPT)}"
    if size >= digits:
        return _fixed(round(number, digits - 1 - size), 0)
    text = _fixed(number, digits - 1 - size)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fixed(number: float, digits: int) -> str:
    """A number with N decimals, thousands apart from 10,000."""
    # Adding zero removes the sign of a negative zero.
    rounded = round(number, digits) + 0.0
    text = f"{rounded:,.{digits}f}" if abs(rounded) >= 10_000 else f"{rounded:.{digits}f}"
    return text.replace("-", "−")


def _signed(text: str, is_signed: bool) -> str:
    """The text of a number with a plus if it is above zero and signs are wanted."""
    is_zero = not any(digit in text for digit in "123456789")
    return f"+{text}" if is_signed and not is_zero and not text.startswith("−") else text
