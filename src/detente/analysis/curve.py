"""Curves: the number of every claim against every number of the crisis, all else as at the base.

Each number is given a few values over its range, both ends among them, at each of which the crisis is solved and played
anew on the same belief grid with the same random draws. Where the claim's number crosses its threshold, or the verdict
turns without that, the two values around it are halved until they are close.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from detente.analysis.certificates import join_certificates
from detente.analysis.results import Worlds
from detente.analysis.turning import (
    Crossing,
    CurvePoint,
    Curves,
    Direction,
    NumberCurve,
    Seat,
    WorldsBand,
)
from detente.analysis.varying import Axis, PointJudge, list_axes, place
from detente.analysis.verdicts import read_statements
from detente.analysis.workbench import Workbench
from detente.analysis.worlds import judge_in_worlds
from detente.claims.verdict import VERDICTS, ComparisonVerdict
from detente.scenario.worlds import list_uncertain_numbers

NUM_VALUES = 7
"""Values of each number that are evaluated first."""

TOLERANCE = 1 / 64
"""How wide the bracket of a crossing may be, in shares of the range."""

NEAR_END = 0.01
"""Share of the range within which a base value counts as at its end."""

_ROUNDING = 1e-3
"""Of a tolerance: values are rounded to a millionth of their range."""

_FEWEST_IN_BAND = 8
"""Worlds in a part of a range from which a band is drawn; fewer have no tenths."""

_MOST_PARTS = 6


def draw_curves(
    bench: Workbench,
    numbers: Sequence[str] = (),
    *,
    num_values: int = NUM_VALUES,
    tolerance: float = TOLERANCE,
    num_worlds: int | None = None,
) -> Curves:
    """Every claim of the base crisis against every number.

    Args:
        numbers: those that are varied; none: every uncertain number, and every prior that can be set.
        num_values: of each number, before crossings are narrowed; at least 3.
        num_worlds: in which all uncertain numbers vary together; None: as the options or the scenario say.

    Raises:
        DetenteError: there is nothing to vary. UnknownNameError: there is no such number.
    """
    axes = list_axes(bench.base, numbers)
    read_statements(bench)
    judge = PointJudge(bench, "Curves")
    judge.judge([(), *(place([axis], [value]) for axis in axes for value in axis.grid(num_values))])
    drawn = {axis.name: set(axis.grid(num_values)) for axis in axes}
    while new := _find_open(judge, axes, drawn, len(bench.base.claims), tolerance):
        judge.judge(place([axis], [value]) for axis, value in new)
        for axis, value in new:
            drawn[axis.name].add(value)
    worlds = _judge_worlds(bench, num_worlds)
    curves = [
        _curve(judge, bench, axis, sorted(drawn[axis.name]), claim, worlds)
        for claim in range(len(bench.base.claims))
        for axis in axes
    ]
    return Curves(
        curves=tuple(curve for curve in curves if curve is not None),
        num_plays=bench.options.num_plays,
        num_points=judge.num_points,
        num_cached=judge.num_cached,
        tolerance=tolerance,
        certificate=join_certificates(judge.certificates),
        faults=judge.faults,
    )


def _judge_worlds(bench: Workbench, num_worlds: int | None) -> Worlds | None:
    asked = bench.options.num_worlds if num_worlds is None else num_worlds
    asked = bench.base.worlds if asked is None else asked
    return judge_in_worlds(bench, asked) if asked and list_uncertain_numbers(bench.base) else None


def _find_open(
    judge: PointJudge, axes: Sequence[Axis], drawn: dict[str, set[float]], num_claims: int, tolerance: float
) -> list[tuple[Axis, float]]:
    """The middles of all brackets that some claim's crossing is in and that are wider than the tolerance."""
    middles: dict[tuple[str, float], tuple[Axis, float]] = {}
    for axis in axes:
        values = sorted(drawn[axis.name])
        for claim in range(num_claims):
            points = [_point(judge, axis, value, claim, _deciding(judge, claim)) for value in values]
            threshold = _threshold(judge, claim)
            for low, high in itertools.pairwise(points):
                middle = axis.at((axis.share(low.at) + axis.share(high.at)) / 2)
                is_wide = axis.share(high.at) - axis.share(low.at) > tolerance * (1 + _ROUNDING)
                if is_wide and middle not in (low.at, high.at) and _turns(low, high, threshold):
                    middles[axis.name, middle] = (axis, middle)
    return list(middles.values())


def _turns(low: CurvePoint, high: CurvePoint, threshold: float | None) -> bool:
    """Whether the claim's number crosses its threshold between two points, or else its verdict turns.

    That the interval reaches the threshold, which leaves a claim undecided, is no crossing.
    """
    if not low.verdict or not high.verdict:
        return False
    if threshold is not None and low.value is not None and high.value is not None:
        signs = [np.sign(point.value - threshold) for point in (low, high) if point.value is not None]
        if signs[0] * signs[1] <= 0:
            # On the threshold itself a bracket is as narrow as it can be.
            return bool(signs[0] != signs[1])
    return low.verdict != high.verdict and "undecided" not in (low.verdict, high.verdict)


def _deciding(judge: PointJudge, claim: int) -> int:
    """Which comparison of a claim decides at the base; its number is the claim's."""
    verdict = judge.verdict((), claim)
    return 0 if verdict is None else verdict.deciding


def _comparison(judge: PointJudge, claim: int) -> ComparisonVerdict | None:
    verdict = judge.verdict((), claim)
    return None if verdict is None or not verdict.comparisons else verdict.comparisons[verdict.deciding]


def _threshold(judge: PointJudge, claim: int) -> float | None:
    comparison = _comparison(judge, claim)
    return None if comparison is None else comparison.threshold


def _point(judge: PointJudge, axis: Axis, value: float, claim: int, deciding: int) -> CurvePoint:
    point = place([axis], [value])
    verdict = judge.verdict(point, claim)
    if verdict is None or deciding >= len(verdict.comparisons):
        return CurvePoint(value, judge.kind(point, claim), None, None)
    comparison = verdict.comparisons[deciding]
    return CurvePoint(value, judge.kind(point, claim), comparison.value, comparison.interval)


def _curve(
    judge: PointJudge, bench: Workbench, axis: Axis, values: Sequence[float], claim: int, worlds: Worlds | None
) -> NumberCurve | None:
    """None for a claim that speaks of plain numbers, or has no verdict at the base."""
    comparison = _comparison(judge, claim)
    if comparison is None or not comparison.sides:
        return None
    deciding = _deciding(judge, claim)
    points = tuple(_point(judge, axis, value, claim, deciding) for value in values)
    written = bench.base.claims[claim]
    return NumberCurve(
        claim=written.id,
        statement=written.statement,
        number=axis.name,
        base=axis.base,
        low=axis.low,
        high=axis.high,
        is_log=axis.is_log,
        is_prior=axis.is_prior,
        is_share=comparison.is_share,
        is_difference=comparison.is_difference,
        operator=comparison.operator,
        threshold=comparison.threshold,
        points=points,
        crossings=tuple(find_crossings(points, comparison.threshold)),
        direction=find_direction(points),
        seat=find_seat(points, axis),
        band=_band(worlds, axis, written.id) if worlds is not None else (),
    )


def find_crossings(points: Sequence[CurvePoint], threshold: float | None) -> list[Crossing]:
    """Where neighbouring points have the threshold between them, or verdicts that differ and are decided."""
    found = []
    for place_of_low, (low, high) in enumerate(itertools.pairwise(points)):
        if _turns(low, high, threshold):
            before, after = _find_settled(points[place_of_low::-1]), _find_settled(points[place_of_low + 1 :])
            found.append(Crossing(low.at, high.at, _verdict(before), _verdict(after), _at(before), _at(after)))
    return found


def _find_settled(points: Sequence[CurvePoint]) -> CurvePoint | None:
    """The first point whose verdict is not undecided; None if all are."""
    return next((point for point in points if point.verdict not in ("", "undecided")), None)


def _verdict(point: CurvePoint | None) -> str:
    return "undecided" if point is None else point.verdict


def _at(point: CurvePoint | None) -> float | None:
    return None if point is None else point.at


def find_direction(points: Sequence[CurvePoint]) -> Direction:
    """How the number moves: by more than the intervals of two points, which do not meet then."""
    intervals = [point.interval for point in points if point.interval is not None]
    pairs = [(first, second) for place, first in enumerate(intervals) for second in intervals[place + 1 :]]
    rises = any(first[1] < second[0] for first, second in pairs)
    falls = any(first[0] > second[1] for first, second in pairs)
    if rises and falls:
        return "rises and falls"
    return "rises" if rises else "falls" if falls else "does not visibly move"


def find_seat(points: Sequence[CurvePoint], axis: Axis) -> Seat:
    """Where the base lies on its curve. A peak is visibly above some point on each side, a low visibly below."""
    base = next(point for point in points if point.at == axis.base)
    left, right = ([p for p in points if p.at < base.at], [p for p in points if p.at > base.at])
    if base.verdict in VERDICTS and base.verdict != "undecided":
        others = {*VERDICTS} - {"undecided", base.verdict}
        if all(any(point.verdict in others for point in side) for side in (left, right)):
            return "on an island"
    if not axis.is_prior and not NEAR_END <= axis.share(axis.base) <= 1 - NEAR_END:
        return "at the edge of its range"
    if base.interval is not None:
        low, high = base.interval
        below = [any(p.interval is not None and p.interval[1] < low for p in side) for side in (left, right)]
        above = [any(p.interval is not None and p.interval[0] > high for p in side) for side in (left, right)]
        if all(below) and not any(above):
            return "at a peak"
        if all(above) and not any(below):
            return "at a low"
    return "inside"


def _band(worlds: Worlds, axis: Axis, claim: str) -> tuple[WorldsBand, ...]:
    """The claim's number in worlds, in equal parts of the range of a number."""
    pairs = [(world.numbers[axis.name], world.values.get(claim)) for world in worlds.rows if axis.name in world.numbers]
    known = [(axis.share(at), value) for at, value in pairs if value is not None]
    num_parts = min(_MOST_PARTS, len(known) // _FEWEST_IN_BAND)
    bands = []
    for part in range(num_parts):
        own = [value for share, value in known if part <= share * num_parts < part + 1]
        if len(own) >= _FEWEST_IN_BAND // 2:
            low, middle, high = (float(each) for each in np.quantile(own, (0.1, 0.5, 0.9)))
            ends = axis.at(part / num_parts), axis.at((part + 1) / num_parts)
            bands.append(WorldsBand(*ends, len(own), low, middle, high))
    return tuple(bands)
