"""What many worlds show of every claim: the records, apart from what computes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from detente.analysis.options import Origin
from detente.claims.verdict import Interval, WorldsKind

if TYPE_CHECKING:
    import pandas as pd


FEWEST_WORLDS = 100
"""Fewer say little: a slice of PAWN has a tenth of them."""


@dataclass(frozen=True)
class Importance:
    """How much an uncertain number, or whether a variant is true, matters for an outcome (`importance.py`).

    Args:
        first_order: the share of the variance that it explains by itself, with half the width of its 95 % interval.
        influence: how much distributions differ along it, from 0 to 1, with half the width of its 95 % interval, which
            only the strongest numbers have.
        influence_by_chance: of the most influential of as many random numbers.
    """

    number: str
    first_order: float
    first_order_error: float
    influence: float
    influence_error: float | None
    influence_by_chance: float

    @property
    def matters(self) -> bool:
        """Whether chance alone does not make a number so influential."""
        return self.influence > self.influence_by_chance


@dataclass(frozen=True)
class RegionBound:
    """A condition of a region: above `low`, up to `high`; None where it has no such end."""

    number: str
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Region:
    """A box of worlds that have an outcome in common (`regions.py`).

    Args:
        outcome: `fails`, in words.
        coverage: the share of the worlds with this outcome that are in the box. density: the share of the worlds in the
            box that have it. share: of all worlds that do.
        num_worlds: on which these three are measured; the box was found on others.
    """

    outcome: str
    bounds: tuple[RegionBound, ...]
    coverage: float
    density: float
    share: float
    num_worlds: int


@dataclass(frozen=True)
class Spread:
    """A claim's number over worlds: the mean, and the values below which 5, 50 and 95 in a hundred worlds lie."""

    mean: float
    low: float
    median: float
    high: float


@dataclass(frozen=True)
class ExploredClaim:
    """One claim in many worlds.

    Args:
        base: its verdict with the base values, and base_value its number.
        verdict: what nearly all worlds say, or that it depends on the numbers.
        share: of the worlds with a verdict and an occasion, those in which it holds, with its 95 % interval.
        counts: of worlds, by verdict; `no occasion` where a condition holds too rarely, `no verdict` where a game was
            not solved or the numbers make no crisis.
        spread: of its number, over the worlds that count; None where it compares more than one pair.
        drivers: numbers by their influence: on its number where it has one, else on whether it holds.
        region: where the rarer of both outcomes is. is_difference: whether its number is one of two quantities.
    """

    id: str
    quote: str
    statement: str
    is_share: bool
    base: str
    base_value: float | None
    verdict: WorldsKind
    share: float | None
    interval: Interval | None
    counts: Mapping[str, int]
    spread: Spread | None
    drivers: tuple[Importance, ...]
    region: Region | None
    is_difference: bool = False

    @property
    def num_counted(self) -> int:
        """The worlds with a verdict and an occasion."""
        return sum(number for kind, number in self.counts.items() if kind not in ("no occasion", "no verdict"))


@dataclass(frozen=True)
class Explored:
    """Claims in many worlds.

    Args:
        num_failed: worlds in which some claim has no verdict; faults: the reasons, most frequent first, with how many
            worlds have them.
        grades: of the certificates of the worlds' games, with how many worlds have them.
        grid_change: how much start values (in standard deviations) and shares of acts change from a grid with half the
            intervals, at the base values; None if nothing depends on a grid, or its points were given.
        columns: of the rows. rows: a row for every world, in order; first that of the base values, world 0.
    """

    claims: tuple[ExploredClaim, ...]
    num_worlds: int
    num_plays: int
    num_failed: int
    faults: Mapping[str, int]
    grades: Mapping[str, int]
    num_points: Mapping[str, int]
    grid_change: float | None
    rows: pd.DataFrame = field(repr=False, compare=False)

    def frame(self) -> pd.DataFrame:
        """A row for every world, in order; first that of the base values, world 0."""
        return self.rows

    def to_json(self) -> dict[str, Any]:
        document = {name: value for name, value in vars(self).items() if name != "rows"}
        return {**document, "claims": [_claim_to_json(claim) for claim in self.claims]}


def _claim_to_json(claim: ExploredClaim) -> dict[str, Any]:
    drivers = [{**asdict(each), "matters": each.matters} for each in claim.drivers]
    return {**asdict(claim), "drivers": drivers, "num_counted": claim.num_counted}


@dataclass(frozen=True)
class Exploration:
    """Claims in many worlds, with where they come from.

    Args:
        command: what gives the same again. store: the folder of the rows. num_found: rows that were there before.
        file: what was written besides, if anything.
    """

    origin: Origin
    question: str
    command: str
    explored: Explored
    store: str
    num_found: int
    file: str | None = None

    def to_result(self) -> dict[str, Any]:
        """What is the same in every run with the same seed."""
        origin = {name: entry for name, entry in self.origin.to_json().items() if name != "seconds"}
        return {**origin, "command": self.command, **self.explored.to_json()}

    def to_json(self) -> dict[str, Any]:
        further = {"store": self.store, "found": self.num_found, "file": self.file}
        return {**self.to_result(), **self.origin.to_json(), **further}
