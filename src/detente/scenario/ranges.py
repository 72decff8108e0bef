"""Ranges of numbers, `{from: 0, to: 100, step: 5}`: the levels of a variable, or the acts of a menu."""

from __future__ import annotations

import math
from collections.abc import Mapping

from detente.scenario.keys.entry import Reading
from detente.scenario.keys.values import Placed

_DIGITS = 12
"""Significant digits of a number of a range, so that it is the one that its text says: 0.3, not 0.30000000000000004."""

_TOLERANCE = 1e-9  # of a step, far above rounding: whether a range ends on one of its steps


def write_number(value: float) -> str:
    """A number of a range as files, claims and reports write it."""
    return f"{value + 0.0:.{_DIGITS}g}"


def find_number(value: float, numbers: Mapping[str, float]) -> str:
    """The name under which a number stands; "" if it is none of them."""
    return next((name for name, each in numbers.items() if math.isclose(each, value, rel_tol=1e-9, abs_tol=1e-12)), "")


def build_range(
    ends: tuple[Placed[float], Placed[float]], step: Placed[float] | None, most: int, what: str, reading: Reading
) -> tuple[float, ...]:
    """The numbers of a range, both ends included; nothing, and a mistake at its place, if it is none.

    Args:
        step: 1 where there is none; the ends are whole numbers then.
        most, what: how many numbers are allowed, and how messages call them (`levels`).
    """
    first, last = ends[0].value, ends[1].value
    for end in ends if step is None else ():
        if not end.value.is_integer():
            message = f"a whole number is needed here, not '{write_number(end.value)}', or a 'step' beside it"
            reading.wrong(end.where, message)
            return ()
    if last < first:
        message = f"the range ends ({write_number(last)}) below its beginning ({write_number(first)})"
        reading.wrong(ends[1].where, message)
        return ()
    size = 1.0 if step is None else step.value
    if step is not None and not size > 0:
        reading.wrong(step.where, f"a step is greater than 0, not {write_number(size)}")
        return ()
    # A difference of two large numbers may be infinite.
    steps = (last - first) / size
    if not steps < most:
        number = f"{math.floor(steps) + 1:,}" if math.isfinite(steps) else "too many"
        advice = "; take a larger step" if step is not None or what == "acts" else ""
        message = f"this range has {number} {what}; at most {most:,} {what} are allowed{advice}"
        reading.wrong((step or ends[1]).where, message)
        return ()
    count = round(steps)
    if abs(steps - count) > _TOLERANCE:
        reached = math.floor(steps)
        beside = " and ".join(write_number(first + place * size) for place in (reached, reached + 1))
        message = f"steps of {write_number(size)} from {write_number(first)} do not end at {write_number(last)}"
        reading.wrong(ends[1].where, f"{message}; the nearest are {beside}")
        return ()
    return tuple(float(write_number(first + place * size)) for place in range(count + 1))
