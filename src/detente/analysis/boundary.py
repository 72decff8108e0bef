"""The boundary of a verdict in two numbers: rectangles with one verdict at their corners, and small ones between them.

The ranges of two numbers are divided into squares of equal shares; the verdict is evaluated at their corners. A square
whose corners differ is divided into four, until its sides are a sixteenth of the ranges. So the boundary is followed
where corners show it, and nothing is said of a patch that lies between corners that agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.analysis.results import Worlds
from detente.analysis.turning import Boundary, BoundaryCell, BoundaryTest
from detente.analysis.varying import Axis, PointJudge, place
from detente.claims.estimates import wilson_interval
from detente.claims.verdict import NO_OCCASION, Interval

FIRST_SIDE = 4
"""Squares along each range that are evaluated first."""

NUM_HALVINGS = 2

Square = tuple[float, float, float]
"""Its lower left corner and its side, in shares of the ranges."""


def draw_boundary(judge: PointJudge, pair: tuple[Axis, Axis], claim: int) -> Boundary:
    """The verdict on a claim over the ranges of two numbers, all else as at the base."""
    side = 1 / FIRST_SIDE
    open_squares: list[Square] = [(i * side, j * side, side) for i in range(FIRST_SIDE) for j in range(FIRST_SIDE)]
    cells: list[BoundaryCell] = []
    for halving in range(NUM_HALVINGS + 1):
        judge.judge(place(pair, corner) for square in open_squares for corner in _corners(square, pair))
        mixed = []
        for square in open_squares:
            corners = _corners(square, pair)
            kinds = {judge.kind(place(pair, corner), claim) for corner in corners}
            if len(kinds) > 1 and halving < NUM_HALVINGS:
                mixed.append(square)
            else:
                cells.append(BoundaryCell(corners[0], corners[-1], kinds.pop() if len(kinds) == 1 else ""))
        open_squares = [quarter for square in mixed for quarter in _quarters(square)]
    first, second = pair
    return Boundary(
        names=(first.name, second.name),
        base=(first.base, second.base),
        low=(first.low, second.low),
        high=(first.high, second.high),
        is_log=(first.is_log, second.is_log),
        cells=tuple(cells),
    )


def _corners(square: Square, pair: tuple[Axis, Axis]) -> list[tuple[float, float]]:
    """The values at the corners, the lowest first and the highest last."""
    x, y, side = square
    first, second = pair
    return [(first.at(x + i * side), second.at(y + j * side)) for i in (0, 1) for j in (0, 1)]


def _quarters(square: Square) -> list[Square]:
    x, y, side = square
    half = side / 2
    return [(x + i * half, y + j * half, half) for i in (0, 1) for j in (0, 1)]


def find_verdict(boundary: Boundary, values: Sequence[float]) -> str:
    """The verdict that a boundary has at two values; "" on the boundary itself, and outside the ranges."""
    for cell in boundary.cells:
        if all(low <= value <= high for low, value, high in zip(cell.low, values, cell.high, strict=True)):
            return cell.verdict
    return ""


def check_boundary(boundary: Boundary, worlds: Worlds, claim: str, kind: str) -> Boundary:
    """The boundary with what it says of worlds, against their own verdicts.

    Worlds on the boundary itself count as outside. One that varies what worlds do not vary is left as it is.

    Args:
        claim: its id. kind: its verdict at the base.
    """
    if not all(set(boundary.names) <= row.numbers.keys() for row in worlds.rows):
        return boundary
    pairs = [
        (find_verdict(boundary, [row.numbers[name] for name in boundary.names]) == kind, row.verdicts[claim] == kind)
        for row in worlds.rows
        if row.verdicts.get(claim) not in (None, NO_OCCASION)
    ]
    both = sum(is_inside and is_alike for is_inside, is_alike in pairs)
    num_inside, num_alike = (sum(each) for each in zip(*pairs, strict=True)) if pairs else (0, 0)
    return replace(
        boundary, test=BoundaryTest(len(pairs), num_inside, *_share(both, num_inside), *_share(both, num_alike))
    )


def _share(part: int, whole: int) -> tuple[float | None, Interval | None]:
    return (part / whole, wilson_interval(part / whole, whole)) if whole else (None, None)
