"""What curves and flips are: records of how the verdict on a claim turns as numbers change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from detente.analysis.certificates import certificate_to_json
from detente.analysis.options import Origin
from detente.claims.verdict import Interval
from detente.solve.certificate import Certificate

Direction = Literal["rises", "falls", "rises and falls", "does not visibly move"]
"""How a claim's number follows another number, as far as its intervals show."""

Seat = Literal["inside", "at the edge of its range", "at a peak", "at a low", "on an island"]
"""Where the base value of a number lies on a curve. *On an island*: the verdict is another one on both sides."""


@dataclass(frozen=True)
class CurvePoint:
    """A claim at one value of a number.

    Args:
        at: the value of the number. verdict: `no occasion` where a condition holds too rarely, "" if there is none.
        value, interval: the claim's number with its 95 % interval.
    """

    at: float
    verdict: str
    value: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Crossing:
    """Where the claim's number crosses its threshold, or the verdict turns: between two values that were evaluated.

    Args:
        before, after: the verdicts on both sides, beyond values at which it is undecided.
        until, since: the nearest values that were evaluated with these verdicts; None if all on a side
            are undecided.
    """

    low: float
    high: float
    before: str
    after: str
    until: float | None = None
    since: float | None = None


@dataclass(frozen=True)
class WorldsBand:
    """The 10th percentile, median and 90th of a claim's number in worlds with a number in a part of its range."""

    low_end: float
    high_end: float
    num_worlds: int
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class NumberCurve:
    """A claim's number against one number of the crisis, all else as at the base.

    Args:
        claim: its id. number: the number, or a prior as `ACTOR.TYPE`.
        base, low, high: the number's base value and range; is_log: whether that is measured in logarithms.
        is_difference: whether the claim's number is the difference of two quantities.
        threshold: what the claim's number is compared with at the base, by `operator`.
        points: in ascending order. crossings: likewise.
        band: the claim's number where all other numbers vary too; empty without worlds.
    """

    claim: str
    statement: str
    number: str
    base: float
    low: float
    high: float
    is_log: bool
    is_prior: bool
    is_share: bool
    is_difference: bool
    operator: str
    threshold: float | None
    points: tuple[CurvePoint, ...]
    crossings: tuple[Crossing, ...]
    direction: Direction
    seat: Seat
    band: tuple[WorldsBand, ...] = ()

    @property
    def at_base(self) -> CurvePoint:
        """The point of the base."""
        return next(point for point in self.points if point.at == self.base)

    @property
    def spread(self) -> float:
        """How far the claim's number moves over the range."""
        values = [point.value for point in self.points if point.value is not None]
        return max(values) - min(values) if values else 0.0


@dataclass(frozen=True)
class Curves:
    """The claims of a crisis against its numbers, one at a time.

    Args:
        num_plays: of each game at each point. num_points: points evaluated, at all claims.
        tolerance: how wide a bracket of a crossing may be, in shares of the range.
        faults: why some points have no verdict.
    """

    curves: tuple[NumberCurve, ...]
    num_plays: int
    num_points: int
    num_cached: int
    tolerance: float
    certificate: Certificate
    faults: tuple[str, ...] = ()

    def table(self) -> list[dict[str, Any]]:
        """A row for every claim at every value of every number."""
        return [
            {
                "claim": curve.claim,
                "number": curve.number,
                "at": point.at,
                "is_base": point.at == curve.base,
                "verdict": point.verdict,
                "value": point.value,
                "low": None if point.interval is None else point.interval[0],
                "high": None if point.interval is None else point.interval[1],
                "threshold": curve.threshold,
            }
            for curve in self.curves
            for point in curve.points
        ]

    def to_json(self) -> dict[str, Any]:
        return {
            "num_plays": self.num_plays,
            "num_points": self.num_points,
            "tolerance": self.tolerance,
            "certificate": certificate_to_json(self.certificate),
            "faults": list(self.faults),
            "curves": [asdict(curve) for curve in self.curves],
        }


@dataclass(frozen=True)
class NumberChange:
    """How far one number is changed.

    Args:
        inner, outer: the last value at which the verdict has not turned, and the first at which it has.
        share: by how much of its range the outer value differs from the base; negative if it is lower.
    """

    name: str
    base: float
    inner: float
    outer: float
    share: float


@dataclass(frozen=True)
class Turn:
    """The smallest change found that turns a verdict.

    Args:
        near, far: the verdict turns between these distances, in shares of the range of the number that changes most.
        verdict: what it turns to, with the claim's number and interval at the outer values.
        confirmed: whether the outer values have it also with the error of the belief grid, measured as a verdict is;
            None if that was not asked.
    """

    changes: tuple[NumberChange, ...]
    near: float
    far: float
    verdict: str
    value: float | None
    interval: Interval | None
    confirmed: bool | None = None


@dataclass(frozen=True)
class BoundaryCell:
    """A rectangle of two numbers' values; `verdict` is that of all its corners, "" where they differ."""

    low: tuple[float, float]
    high: tuple[float, float]
    verdict: str


@dataclass(frozen=True)
class BoundaryTest:
    """The boundary in two numbers tested on worlds in which all other numbers vary too.

    Args:
        num_worlds: with a verdict. num_inside: those on the side of the boundary on which the base verdict is.
        density: the share of the worlds inside that have the base's verdict; coverage: the share of the worlds with
            that verdict that are inside. None where there is no such world. With their 95 % intervals (Wilson).
    """

    num_worlds: int
    num_inside: int
    density: float | None
    density_interval: Interval | None
    coverage: float | None
    coverage_interval: Interval | None


@dataclass(frozen=True)
class Boundary:
    """The verdict on a claim over the ranges of two numbers, all else as at the base.

    Args:
        names, base, low, high: of both numbers. is_log: whether their ranges are measured in logarithms.
        cells: they fill the ranges; those through which the boundary goes are the smallest.
    """

    names: tuple[str, str]
    base: tuple[float, float]
    low: tuple[float, float]
    high: tuple[float, float]
    is_log: tuple[bool, bool]
    cells: tuple[BoundaryCell, ...]
    test: BoundaryTest | None = None


@dataclass(frozen=True)
class ClaimFlip:
    """What would have to be different for the verdict on a claim to turn.

    Args:
        verdict: at the base, measured as at all other points. stated: as a verdict states it, with the error of the
            belief grid.
        is_share, is_difference: of the claim's number: whether it is a share, and a difference of two quantities.
        leaves: the nearest change of one number after which the verdict has any other word.
        one, two, prior: the nearest change of one number, of two, and of a prior that reverses the verdict; None where
            no evaluated point does.
        by_number: for every number and prior varied, the nearest bracket that reverses the verdict, None where no
            value of it that was evaluated does.
    """

    claim: str
    quote: str
    statement: str
    verdict: str
    stated: str
    is_share: bool
    is_difference: bool
    leaves: Turn | None
    one: Turn | None
    two: Turn | None
    prior: Turn | None
    by_number: Mapping[str, Turn | None]
    pair: tuple[str, str] | None = None
    boundary: Boundary | None = None


@dataclass(frozen=True)
class Flips:
    """The nearest flips of some claims.

    Args:
        num_plays: of each game at each point. num_points: points evaluated.
        num_values: values of each number that were evaluated first.
        tolerance: width of a bracket, in shares of a range.
    """

    claims: tuple[ClaimFlip, ...]
    num_plays: int
    num_points: int
    num_cached: int
    num_values: int
    tolerance: float
    certificate: Certificate
    faults: tuple[str, ...] = ()

    def table(self) -> list[dict[str, Any]]:
        """A row for every claim and every kind of change."""
        return [
            {
                "claim": flip.claim,
                "verdict": flip.verdict,
                "change": what,
                "numbers": "; ".join(change.name for change in turn.changes),
                "to": turn.verdict,
                "base": "; ".join(f"{change.base:.12g}" for change in turn.changes),
                "inner": "; ".join(f"{change.inner:.12g}" for change in turn.changes),
                "outer": "; ".join(f"{change.outer:.12g}" for change in turn.changes),
                "near": turn.near,
                "far": turn.far,
                "value": turn.value,
                "confirmed": turn.confirmed,
            }
            for flip in self.claims
            for what, turn in (
                ("one number", flip.one),
                ("two numbers", flip.two),
                ("a prior", flip.prior),
                ("another word", flip.leaves),
            )
            if turn is not None
        ]

    def to_json(self) -> dict[str, Any]:
        return {
            "num_plays": self.num_plays,
            "num_points": self.num_points,
            "num_values": self.num_values,
            "tolerance": self.tolerance,
            "certificate": certificate_to_json(self.certificate),
            "faults": list(self.faults),
            "claims": [asdict(flip) for flip in self.claims],
        }


@dataclass(frozen=True)
class Answered:
    """A question on how numbers decide, answered by itself.

    Args:
        command: what gives the same answer again. file: what was written, if anything.
    """

    origin: Origin
    question: str
    command: str
    answer: Curves | Flips
    file: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {**self.origin.to_json(), "command": self.command, **self.answer.to_json(), "file": self.file}
