"""What can be varied in a crisis: an uncertain number over its range, the prior of a type from nearly 0 to nearly 1.

Distances are in shares of a range, so that numbers of different units can be compared. A range whose logarithm is
uniform is measured in logarithms.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from detente.analysis.workbench import Workbench
from detente.analysis.world_claims import JudgedWorld, kind_of
from detente.analysis.worlds import WorldJudge
from detente.claims.verdict import Verdict
from detente.errors import DetenteError
from detente.scenario.given import find_value, list_settable_priors
from detente.scenario.loading import read_tree
from detente.scenario.model import NumberEntry, Scenario
from detente.scenario.worlds import list_uncertain_numbers, with_numbers
from detente.solve.certificate import Certificate

ENDS_OF_PRIORS = (0.01, 0.99)
"""A prior of 0 or 1 is another crisis: one in which everybody knows the type."""

_SAME_SHARE = 1e-9
"""Far below the sixth digit to which values are rounded, far above rounding."""

_OVER = re.compile(r"(?P<name>[^=]+)=(?P<low>[^:]+):(?P<high>[^:]+)")

Point = tuple[tuple[str, float], ...]
"""The values that differ from the base, by name, sorted; empty at the base."""


@dataclass(frozen=True)
class Axis:
    """A number, or the prior of a type, and the values that it is given.

    Args:
        values: where it is one of several. is_log: whether its range is measured in logarithms.
    """

    name: str
    base: float
    low: float
    high: float
    values: tuple[float, ...] = ()
    is_log: bool = False
    is_prior: bool = False

    def share(self, value: float) -> float:
        """Where a value lies in the range, from 0 to 1; beyond if it is outside."""
        if self.is_log and value > 0:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def at(self, share: float) -> float:
        """The value at a share of the range; of several values the nearest. The base and both ends are met exactly."""
        exact = ((self.share(self.base), self.base), (0.0, self.low), (1.0, self.high))
        for known, value in exact if not self.values else ():
            if abs(share - known) < _SAME_SHARE:
                return value
        width = self.high - self.low
        value = self.low * (self.high / self.low) ** share if self.is_log else self.low + width * share
        if self.values:
            return min(self.values, key=lambda each: abs(each - value))
        # So few digits that they can be read and typed, so many that a millionth of the range shows.
        least = min(width, abs(value)) if self.is_log and value else width
        return round(value, 6 - math.floor(math.log10(least)))

    def grid(self, num_values: int) -> list[float]:
        """So many values spread evenly over the range with both ends, and the base; in ascending order."""
        spread = self.values or [self.at(place / (num_values - 1)) for place in range(num_values)]
        return sorted({*spread, self.base})


def list_axes(scenario: Scenario, names: Sequence[str] = ()) -> tuple[Axis, ...]:
    """What is varied: what is named, or every uncertain number and every prior that can be set.

    Args:
        names: of numbers, or of priors as `ACTOR.TYPE`; with `=LOW:HIGH` over another range than the file's.

    Raises:
        UnknownNameError: a name stands for nothing.
        DetenteError: a number has no range and is given none, or there is nothing to vary.
    """
    if names:
        return tuple(_named_axis(scenario, name) for name in names)
    numbers = [_axis_of_number(entry, scenario) for entry in list_uncertain_numbers(scenario)]
    priors = [_axis_of_prior(name, scenario) for name in list_settable_priors(read_tree(scenario))]
    axes = (*numbers, *(each for each in priors if each is not None))
    if not axes:
        raise DetenteError(
            f"no number of {scenario.name} has a range, and no prior can be set, so that there is nothing to vary. "
            "Name a number with the values that it is given, as NUMBER=LOW:HIGH."
        )
    return axes


def _axis_of_number(entry: NumberEntry, scenario: Scenario) -> Axis:
    assert entry.shape is not None
    shape, base = entry.shape, find_value(scenario, entry.name)
    return Axis(entry.name, base, shape.low, shape.high, tuple(sorted(shape.values)), shape.kind == "log")


def _axis_of_prior(name: str, scenario: Scenario) -> Axis | None:
    """None where it cannot be varied: a variant has its own, or the priors of other types would not follow."""
    low, high = ENDS_OF_PRIORS
    try:
        changed = with_numbers(scenario, {name: low})
        is_changed = math.isclose(find_value(changed, name), low, rel_tol=1e-6)
        return Axis(name, find_value(scenario, name), low, high, is_prior=True) if is_changed else None
    except DetenteError:
        return None


def _named_axis(scenario: Scenario, name: str) -> Axis:
    name, low, high = _read_axis(name.strip())
    base = find_value(scenario, name)
    entry = next((each for each in scenario.numbers if each.name == name), None)
    if entry is None:
        found = _axis_of_prior(name, scenario)
        if found is None:
            raise DetenteError(f"{name}: this prior cannot be varied by itself; name a number that it is computed from")
    elif entry.shape is not None and entry.shape.low < entry.shape.high:
        found = _axis_of_number(entry, scenario)
    elif low is not None and high is not None:
        found = Axis(name, base, low, high)
    else:
        raise DetenteError(f"{name} has no range in the file; say over which values, as {name}=LOW:HIGH")
    if low is None or high is None:
        return found
    return replace(found, low=low, high=high, values=(), is_log=found.is_log and low > 0)


def _read_axis(text: str) -> tuple[str, float | None, float | None]:
    """`doubt`, or `doubt=0.2:0.8`.

    Raises:
        DetenteError: it is neither.
    """
    if "=" not in text:
        return text, None, None
    match = _OVER.fullmatch(text)
    try:
        low, high = (float(match[part]) if match else math.nan for part in ("low", "high"))
    except ValueError:
        low = high = math.nan
    if match is None or not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise DetenteError(f"'{text}': write NUMBER, or NUMBER=LOW:HIGH with two numbers, the lower one first")
    return match["name"].strip(), low, high


def place(axes: Iterable[Axis], values: Iterable[float]) -> Point:
    """The point with these values of some numbers and all else as at the base."""
    return tuple(sorted((axis.name, value) for axis, value in zip(axes, values, strict=True) if value != axis.base))


class PointJudge:
    """Judges the claims of a workbench's base crisis at points, each once, all with the same random draws."""

    def __init__(self, bench: Workbench, what: str) -> None:
        self._judge = WorldJudge(bench, bench.options.num_plays, what)
        self._known: dict[Point, JudgedWorld] = {}
        self.certificates: dict[str, Certificate] = {}
        self.num_cached = 0

    def judge(self, points: Iterable[Point]) -> None:
        """Evaluate every claim at these points."""
        new = [point for point in dict.fromkeys(points) if point not in self._known]
        worlds = [JudgedWorld(dict(point)) for point in new]
        if not new:
            return
        num_cached, certificate = self._judge.judge(worlds)
        self.num_cached += num_cached
        self.certificates[f"points {len(self._known) + 1} to {len(self._known) + len(new)}"] = certificate
        self._known.update(zip(new, worlds, strict=True))

    @property
    def num_points(self) -> int:
        return len(self._known)

    @property
    def faults(self) -> tuple[str, ...]:
        """Why some points have no verdict, each reason once."""
        return tuple(dict.fromkeys(fault for world in self._known.values() for fault in world.faults))

    def verdict(self, point: Point, claim: int) -> Verdict | None:
        """The verdict on a claim at a point that has been judged; None if there is none."""
        return self._known[point].verdicts.get(claim)

    def kind(self, point: Point, claim: int) -> str:
        """The word of the verdict; `no occasion` where a condition holds too rarely, "" where there is no verdict."""
        verdict = self.verdict(point, claim)
        return "" if verdict is None else kind_of(verdict)

    def points(self) -> Mapping[Point, JudgedWorld]:
        """All that has been judged."""
        return self._known
