"""A judge of points that knows where a claim fails, and solves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from detente.analysis.varying import Point, PointJudge


class KnownJudge(PointJudge):
    """Judges by a function of the values, and remembers where it was asked.

    Args:
        fails: whether the claim fails at the values of numbers that differ from the base.
    """

    def __init__(self, fails: Callable[[dict[str, float]], bool]) -> None:
        self.fails = fails
        self.asked: dict[Point, None] = {}

    def judge(self, points: Iterable[Point]) -> None:
        self.asked |= dict.fromkeys(points)

    def kind(self, point: Point, claim: int) -> str:
        assert claim == 0
        assert point in self.asked
        return "fails" if self.fails(dict(point)) else "holds"
