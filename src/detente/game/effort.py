"""How long a crisis takes to solve, estimated from its reachable states and its grid before anything is solved.

What takes the time is reading what follows a message off the belief grid: with D axes of belief about the movers, a
cell holds 4^D numbers for each of their K types, and is read for every message, some ten times at a node. A node takes

    Σ over messages [NODE + CELL K 4^D],  for two movers at once + SYSTEM (Σ A K)³ for the equations of both,

in seconds of one core, and a decision as many nodes as beliefs times states, the states shared out among the cores.
The constants were measured on one core of a server of 2023, for menus of two to four and precisions around one, where
nearly every node is solved from its first start; sharp crises take a few times as long.
"""

from __future__ import annotations

import math

from detente.cores import num_cores
from detente.game.beliefs import BeliefGrid
from detente.game.memory import MemoryEstimate, Work

NODE_SECONDS = 0.9e-6
"""For a message, whatever the grid."""

CELL_SECONDS = 3.8e-9
"""For a message and each number of a cell."""

SYSTEM_SECONDS = 4e-9
"""For each step of the elimination, where two move at once."""

ROW_SECONDS = 1.5e-9
"""For a row, an action and a message, where nobody learns anything."""

REGRET_SHARE = 1 / 3
"""What best responses add."""


def estimate_seconds(
    estimate: MemoryEstimate, grid: BeliefGrid, cores: int | None = None, with_regret: bool = False
) -> float:
    """Seconds that a solve takes on a grid. cores: default: those of the machine."""
    cores = cores or num_cores()
    total = 0.0
    for (work, num_states), times in estimate.decisions.items():
        nodes = float(times * -(-num_states // cores)) * grid.size
        total += nodes * _node_seconds(work, grid, estimate.num_rows)
    return total * (1 + REGRET_SHARE if with_regret else 1)


def _node_seconds(work: Work, grid: BeliefGrid, num_rows: int) -> float:
    messages = math.prod(side.num_messages for side in work)
    if len(work) == 1 and work[0].informs < 0:
        return ROW_SECONDS * num_rows * (work[0].num_actions + messages)
    rows, axes = sum(side.num_types(grid) for side in work), sum(side.num_axes(grid) for side in work)
    seconds = messages * _message_seconds(rows, axes)
    if len(work) > 1:
        seconds += SYSTEM_SECONDS * float(sum(side.num_actions * side.num_types(grid) for side in work)) ** 3
    return seconds


def relative_seconds(num_types: int, num_axes: int) -> float:
    """How many times as long as one of two types a node takes, by types of its mover and axes of the belief."""
    return _message_seconds(num_types, num_axes) / _message_seconds(2, 1)


def _message_seconds(num_types: int, num_axes: int) -> float:
    return NODE_SECONDS + CELL_SECONDS * num_types * 4.0**num_axes


def duration_in_words(seconds: float, cores: int | None = None) -> str:
    """A duration to one or two digits: `about 4 minutes on two cores`."""
    cores = cores or num_cores()
    names = ("one core", "two cores", "three cores", "four cores")
    where = names[cores - 1] if cores <= len(names) else f"{cores} cores"
    return f"{span_in_words(seconds)} on {where}"


def span_in_words(seconds: float) -> str:
    """Seconds to one or two digits: `about 4 minutes`."""
    if seconds < 1:
        return "less than a second"
    for unit, size, most in (("second", 1, 90), ("minute", 60, 90), ("hour", 3600, 48), ("day", 86400, 700)):
        if seconds < most * size:
            return f"about {_count(seconds / size, unit)}"
    return f"about {_count(seconds / (365 * 86400), 'year')}"


def _count(number: float, unit: str) -> str:
    digits = 1 if number < 10 else 2
    rounded = round(number, digits - 1 - math.floor(math.log10(number)))
    text = f"{rounded:,.0f}" if rounded < 1e6 else f"{rounded:.0e}"
    return f"{text} {unit}{'' if text == '1' else 's'}"
