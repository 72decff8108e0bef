"""What solving a crisis takes, planned from sizes alone, and the refusal of what cannot be solved here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from detente.cores import num_cores
from detente.errors import Advice, Mistake, ScenarioError
from detente.game.beliefs import BeliefGrid
from detente.game.effort import duration_in_words, estimate_seconds
from detente.game.frame import Frame, find_place
from detente.game.memory import MemoryEstimate, estimate_memory, find_fitting_points, held_bytes, machine_bytes
from detente.game.reach import Limits, Reached, find_largest_variables

FEWEST_POINTS = 3
FINE_POINTS = 9
"""An axis with fewer points is told with a warning."""

LONG_SECONDS = 10.0
"""From here on it is said beforehand how long a solve takes."""


@dataclass(frozen=True)
class Plan:
    """What solving a crisis takes.

    Args:
        names: of the informed actors. estimate: of what does not depend on the grid.
    """

    grid: BeliefGrid
    names: tuple[str, ...]
    estimate: MemoryEstimate
    with_regret: bool = False

    def num_bytes(self, grid: BeliefGrid | None = None) -> int:
        return self.estimate.num_bytes(grid or self.grid, self.with_regret)

    def seconds(self, grid: BeliefGrid | None = None) -> float:
        return estimate_seconds(self.estimate, grid or self.grid, num_cores(), self.with_regret)

    @property
    def num_informed_decisions(self) -> int:
        """Stages of all periods at which a mover with private types chooses among several acts."""
        return sum(
            times
            for (work, _), times in self.estimate.decisions.items()
            if any(side.informs >= 0 and side.num_actions > 1 for side in work)
        )

    def num_nodes(self, grid: BeliefGrid | None = None) -> int:
        """States times beliefs at which a mover with private types decides, all periods."""
        informed = (
            times * num_states
            for (work, num_states), times in self.estimate.decisions.items()
            if any(side.informs >= 0 for side in work)
        )
        return sum(informed) * (grid or self.grid).size

    @property
    def duration(self) -> str:
        """How long it takes, in words."""
        return duration_in_words(self.seconds())

    @property
    def is_long(self) -> bool:
        """Whether somebody who waits for it should know beforehand."""
        return self.seconds() >= LONG_SECONDS

    @property
    def points(self) -> Mapping[str, int]:
        """Points on each axis, by actor whose belief is tracked."""
        return {
            name: points
            for place, (name, points) in enumerate(zip(self.names, self.grid.num_points, strict=True))
            if self.grid.is_tracked(place)
        }


def make_plan(frame: Frame, reached: Reached, with_regret: bool = False) -> Plan:
    """What solving a crisis takes whose states are known."""
    names = tuple(frame.scenario.actors[actor].name for actor in frame.informed)
    return Plan(frame.grid, names, estimate_memory(frame, reached), with_regret)


def require_capacity(frame: Frame, reached: Reached, limits: Limits, plan: Plan) -> None:
    """Requires that a crisis can be solved within the limits.

    Raises:
        ScenarioError: it would take too much memory or time; the message says whose types make it large, and what fits.
    """
    held = held_bytes() if limits.bytes is None else 0
    limit = max(0, machine_bytes() - held) if limits.bytes is None else limits.bytes
    needed, seconds = plan.num_bytes(), plan.seconds()
    if needed <= limit and seconds <= limits.seconds:
        return
    if needed > limit:
        what = f"{bytes_in_words(needed)} of memory, more than {bytes_in_words(limit)}{_besides(held)}"
    else:
        what = f"{plan.duration}, more than {duration_in_words(limits.seconds).removeprefix('about ')}"

    def fits(grid: BeliefGrid) -> bool:
        return plan.num_bytes(grid) <= limit and plan.seconds(grid) <= limits.seconds

    changes = find_fitting_points(plan.grid, plan.names, fits)
    kind = "fewer_points_together" if any(len(change) > 1 for change in changes) else "fewer_points"
    advice = tuple(Advice(kind, name, points) for change in changes for name, points in change.items())
    coarsest = with_points(plan.grid, FEWEST_POINTS)
    if changes:
        present = ", ".join(f"{points} for {name}" for name, points in plan.points.items())
        remark = f"Belief points now: {present}; with a lower `certainty` fewer points are as close together"
    else:
        types = _fewer_types(plan, coarsest, fits)
        share = min(limit / max(plan.num_bytes(coarsest), 1), limits.seconds / max(plan.seconds(coarsest), 1e-9), 1)
        remark = f"No belief grid is coarse enough, so it needs fewer {types or _fewer_states(frame, reached, share)}"
    message = f"solving would take {what}: {_size_in_words(frame, reached, plan)}. {remark}"
    raise ScenarioError([Mistake(find_place(_find_cause(frame, plan), frame.scenario), message, advice)])


def _find_cause(frame: Frame, plan: Plan) -> object:
    """The actor whose types make most beliefs, else the variable with most levels."""
    scenario, grid = frame.scenario, plan.grid
    tracked = [place for place in range(len(grid.num_types)) if grid.is_tracked(place)]
    if tracked:
        return scenario.actors[frame.informed[max(tracked, key=lambda place: grid.sizes[place])]]
    return max(scenario.variables, key=lambda variable: len(variable.levels), default=scenario)


def with_points(grid: BeliefGrid, points: int) -> BeliefGrid:
    """The grid with this number of points on every axis."""
    numbers = (points if grid.is_tracked(place) else 1 for place in range(len(grid.num_types)))
    return replace(grid, num_points=tuple(numbers))


def _size_in_words(frame: Frame, reached: Reached, plan: Plan) -> str:
    """What makes a crisis large: nodes, states, and whose types make how many beliefs."""
    widest = max(len(codes) for period in reached.periods for codes in period.codes())
    policies = bytes_in_words(plan.estimate.policy_bytes(plan.grid))
    return (
        f"{number_in_words(count_informed_nodes(frame, reached))} nodes with private types, up to {widest:,} states a "
        f"stage and {number_in_words(plan.grid.size)} beliefs{_beliefs_in_words(plan)}; the policies alone {policies}"
    )


def _beliefs_in_words(plan: Plan) -> str:
    """Whose types make the beliefs: `(the 8 types of patron make 3^7 of them)`."""
    parts = [
        f"the {kinds} types of {name} make {points}^{kinds - 1}" if kinds > 2 else f"{name} {points}"
        for place, (name, kinds, points) in enumerate(
            zip(plan.names, plan.grid.num_types, plan.grid.num_points, strict=True)
        )
        if plan.grid.is_tracked(place)
    ]
    return f" ({', '.join(parts)})" if len(parts) > 1 or plan.grid.size > 1 else ""


def _fewer_types(plan: Plan, coarsest: BeliefGrid, fits: Callable[[BeliefGrid], bool]) -> str:
    """How many types of one actor would fit on the coarsest grid; empty where types are not what makes it large."""
    for place in sorted(range(len(plan.names)), key=lambda place: -coarsest.num_axes(place)):
        present = coarsest.num_types[place]
        for kinds in range(present - 1, 1, -1) if coarsest.is_tracked(place) else ():
            numbers = (kinds if other == place else each for other, each in enumerate(coarsest.num_types))
            if fits(replace(coarsest, num_types=tuple(numbers))):
                beliefs = number_in_words(coarsest.size)
                return (
                    f"types: {FEWEST_POINTS} points on each axis would still be {beliefs} beliefs. "
                    f"At most {kinds} types of {plan.names[place]} fit, unless nobody decides or is paid by its type "
                    "once it has moved"
                )
    return ""


def _fewer_states(frame: Frame, reached: Reached, share: float) -> str:
    """What multiplies the states. share: of them that would fit."""
    widest = max((codes for period in reached.periods for codes in period.codes()), key=len)
    _, words = find_largest_variables(frame, widest, int(len(widest) * share))
    return f"states; {words} states"


def count_informed_nodes(frame: Frame, reached: Reached) -> int:
    """States times beliefs at which a mover with private types decides, all periods."""
    tables = [table for period in reached.periods for moves in period.stages for table in moves.tables]
    return sum(len(table.states) for table in tables if table.actor >= 0 and table.informs >= 0) * frame.grid.size


def count_bytes(frame: Frame, reached: Reached) -> int:
    """Bytes of all policies, which are most of what a solution holds."""
    return estimate_memory(frame, reached).policy_bytes(frame.grid)


def number_in_words(number: int) -> str:
    """A count in full, or roughly where it is astronomical."""
    return f"{number:,}" if number < 10**12 else f"{number:.0e}"


def bytes_in_words(num_bytes: int) -> str:
    if num_bytes >= 10**15:
        return f"{num_bytes / 1e9:.0e} GB"
    return f"{num_bytes / 1e9:,.1f} GB" if num_bytes >= 10**8 else f"{num_bytes / 1e6:.1f} MB"


def _besides(held: int) -> str:
    return f" (in addition to {bytes_in_words(held)} already in use)" if held >= 10**8 else ""


def list_coarse_axes(grid: BeliefGrid, names: Sequence[str]) -> dict[str, int]:
    """Points of every actor whose belief has axes with fewer than `FINE_POINTS`."""
    return {
        name: grid.num_points[place]
        for place, name in enumerate(names)
        if grid.is_tracked(place) and grid.num_points[place] < FINE_POINTS
    }
