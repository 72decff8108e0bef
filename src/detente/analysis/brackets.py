"""Where a verdict turns on the way from one point to another: a bracket of two points, halved until it is narrow.

Both ends of a bracket are evaluated, and so is every point between them that is spoken of: nothing is extrapolated. On
a way on which the verdict turns more than once, halving ends at one of the turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from detente.analysis.varying import Axis, Point, PointJudge, place


@dataclass(frozen=True)
class Ray:
    """The straight way from one place to another, in shares of the ranges of some numbers."""

    axes: tuple[Axis, ...]
    start: tuple[float, ...]
    end: tuple[float, ...]

    def point(self, part: float) -> Point:
        """The point after a part of the way, from 0 to 1."""
        return place(self.axes, self.values(part))

    def values(self, part: float) -> tuple[float, ...]:
        """The values of the numbers there."""
        ways = zip(self.axes, self.start, self.end, strict=True)
        return tuple(axis.at(start + part * (end - start)) for axis, start, end in ways)

    @property
    def length(self) -> float:
        """The share of its range by which that number changes that changes most."""
        return max(abs(end - start) for start, end in zip(self.start, self.end, strict=True))


Group = tuple[int, str]
"""A claim, and what is sought for it."""


@dataclass(frozen=True)
class Search:
    """A bracket on a ray: the claim has none of the wanted verdicts at its inner end, and one at its outer end.

    Args:
        group: of the searches of a group only the nearest counts.
        inner, outer: parts of the ray.
    """

    ray: Ray
    claim: int
    wanted: frozenset[str]
    group: Group
    inner: float
    outer: float

    @property
    def near(self) -> float:
        """The distance up to which the verdict has not turned, in shares of a range."""
        return self.inner * self.ray.length

    @property
    def far(self) -> float:
        """The distance at which it has."""
        return self.outer * self.ray.length

    @property
    def middle(self) -> float:
        return (self.inner + self.outer) / 2


def find_first(
    judge: PointJudge, ray: Ray, parts: Sequence[float], claim: int, wanted: frozenset[str]
) -> Search | None:
    """The first bracket among points of a ray that have been judged; None if no point has a wanted verdict.

    Args:
        parts: of the ray, in ascending order.
    """
    before = 0.0
    for part in parts:
        if judge.kind(ray.point(part), claim) in wanted:
            return Search(ray, claim, wanted, (claim, ""), before, part)
        before = part
    return None


def narrow(judge: PointJudge, searches: Sequence[Search], tolerance: float) -> list[Search]:
    """The searches, those that are the nearest of their group narrowed until they are no wider than the tolerance.

    In every round all brackets that may hold the nearest turn are halved together. The others are left as they are.
    """
    found = list(searches)
    while True:
        nearest: dict[Group, float] = {}
        for each in found:
            nearest[each.group] = min(each.far, nearest.get(each.group, each.far))
        open_places = [
            number for number, each in enumerate(found) if each.near < nearest[each.group] and _is_open(each, tolerance)
        ]
        if not open_places:
            return found
        judge.judge(found[number].ray.point(found[number].middle) for number in open_places)
        for number in open_places:
            found[number] = _halved(judge, found[number])


def pick_nearest(searches: Sequence[Search]) -> dict[Group, Search]:
    """Of every group the search whose turn is nearest."""
    best: dict[Group, Search] = {}
    for each in searches:
        if each.group not in best or (each.far, each.near) < (best[each.group].far, best[each.group].near):
            best[each.group] = each
    return best


def _is_open(search: Search, tolerance: float) -> bool:
    """Whether there is a point between the ends, and they are farther apart than the tolerance."""
    ray = search.ray
    ends = ray.point(search.inner), ray.point(search.outer)
    return search.far - search.near > tolerance * (1 + 1e-9) and ray.point(search.middle) not in ends


def _halved(judge: PointJudge, search: Search) -> Search:
    kind = judge.kind(search.ray.point(search.middle), search.claim)
    if kind in search.wanted:
        return replace(search, outer=search.middle)
    return replace(search, inner=search.middle)
