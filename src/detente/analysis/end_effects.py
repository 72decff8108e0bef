"""Whether states jump in the last period, because the calendar ends there.

What is paid after the last period, for ever where it repeats, follows its moves at once, and nobody can reply to them
any more. Play may be drawn by that as in no period before, and the last date then says more about where the file ends
than about the crisis. The jump is looked for, not explained: a date at which something is due may lie there, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST = 0.05
"""Change of a share in the last period from which it is told."""

TIMES, BEFORE = 2.0, 3
"""How many times as large it is at least as any change in so many periods before."""


@dataclass(frozen=True)
class EndEffect:
    """A level whose share jumps in the last period. before, after: its shares at the last two dates."""

    variable: str
    level: str
    before: float
    after: float


def find_end_effects(shares: Mapping[tuple[str, str], Sequence[float]]) -> tuple[EndEffect, ...]:
    """Of every variable that jumps in the last period, the level that changes most.

    Args:
        shares: of every variable and level, by date, the last date of the calendar last.
    """
    found: dict[str, EndEffect] = {}
    for (variable, level), own in shares.items():
        if len(own) < BEFORE + 2:
            continue
        changes = [abs(after - before) for before, after in zip(own[-BEFORE - 2 :], own[-BEFORE - 1 :], strict=False)]
        largest = abs(found[variable].after - found[variable].before) if variable in found else 0.0
        if changes[-1] >= max(SMALLEST, TIMES * max(changes[:-1])) and changes[-1] > largest:
            found[variable] = EndEffect(variable, level, own[-2], own[-1])
    return tuple(found.values())


def collect_shares(rows: Iterable[tuple[str, str, float]]) -> dict[tuple[str, str], list[float]]:
    """The shares of every level, in order. rows: a variable, a level and its share, by date."""
    shares: dict[tuple[str, str], list[float]] = {}
    for variable, level, share in rows:
        shares.setdefault((variable, level), []).append(share)
    return shares
