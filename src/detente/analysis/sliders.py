"""Sliders for the numbers of a crisis: every value that one can be moved to, the base among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.scenario.model import Scenario

NUM_VALUES = 101
"""A hundredth of a range is finer than anybody knows a number."""


@dataclass(frozen=True)
class Slider:
    """A number with a range, or the prior of a type, with the values that it can be moved to.

    Args:
        values: in ascending order; both ends of the range and the base are among them. base: the file's value.
        is_prior: whether it is a prior, a share.
        why, source, grade: of the number, as the file has them.
    """

    name: str
    values: tuple[float, ...]
    base: float
    is_prior: bool = False
    why: str = ""
    source: str = ""
    grade: str = ""

    def place_of(self, value: float) -> int:
        """The index of the value nearest to this one."""
        return min(range(len(self.values)), key=lambda place: abs(self.values[place] - value))


def list_sliders(scenario: Scenario) -> tuple[Slider, ...]:
    """A slider for every uncertain number and for every prior that can be set, in the order of the file.

    Values are spread evenly over a range; over its logarithm where that is uniform.
    """
    from detente.analysis.varying import list_axes
    from detente.errors import DetenteError

    try:
        axes = list_axes(scenario)
    except DetenteError:
        # Nothing is uncertain.
        return ()
    entries = {entry.name: entry for entry in scenario.numbers}
    sliders = []
    for axis in axes:
        entry = entries.get(axis.name)
        why, source = (entry.note.why or "", entry.note.source or "") if entry else ("", "")
        values = tuple(axis.grid(NUM_VALUES))
        grade = entry.grade if entry else ""
        sliders.append(Slider(axis.name, values, axis.base, axis.is_prior, why, source, grade))
    return tuple(sliders)
