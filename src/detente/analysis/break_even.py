"""Which policy is best where: policies compared over two uncertain numbers, with the same draws everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from detente.analysis.compare import find_best
from detente.analysis.designed import BreakEven
from detente.analysis.trials import Policy, Trials
from detente.analysis.workbench import Workbench
from detente.claims.estimates import Estimate
from detente.errors import DetenteError
from detente.scenario.model import NumberEntry, Scenario
from detente.scenario.names import listed, nearest
from detente.scenario.worlds import list_uncertain_numbers

NUM_STEPS = 7
"""Values of each number."""

MOST_ON_MAP = 6
"""Policies on a map: readers tell so many colours apart."""


def find_axes(scenario: Scenario, names: Sequence[str]) -> tuple[NumberEntry, NumberEntry]:
    """The two numbers of a map.

    Raises:
        DetenteError: they are not two, or not uncertain.
    """
    known = {entry.name: entry for entry in list_uncertain_numbers(scenario)}
    for name in names:
        if name not in known:
            raise DetenteError(
                f"map: '{name}' is not a number with a range{nearest(name, known)} "
                f"(numbers with a range: {listed(known)})"
            )
    if len(set(names)) != 2:
        raise DetenteError("map: a map is drawn over two numbers with a range, such as `burden,risk`")
    return known[names[0]], known[names[1]]


def draw_break_even(
    bench: Workbench, trials: Trials, policies: Sequence[Policy], axes: tuple[NumberEntry, NumberEntry], better: str
) -> BreakEven:
    """The best policy at every point of a grid over two numbers.

    Raises:
        UnsolvedError: nodes are left over somewhere, unless the options allow it.
    """
    columns, rows = (list_values(entry) for entry in axes)
    cells = []
    for place, second in enumerate(rows):
        bench.progress("Drawing the map", place / len(rows))
        row = [{axes[0].name: first, axes[1].name: second} for first in columns]
        for first, (best, is_apart) in zip(columns, _row(bench, trials, policies, row, better), strict=True):
            cells.append((first, second, policies[best].name, is_apart))
    bench.progress("Drawing the map", 1.0)
    return BreakEven((axes[0].name, axes[1].name), tuple(each.name for each in policies), tuple(cells))


def list_values(entry: NumberEntry) -> list[float]:
    """The values of a number that a map shows: all of a list, else evenly over its range."""
    shape = entry.shape
    assert shape is not None
    if shape.values:
        return sorted(shape.values)
    return [float(f"{value:.12g}") for value in np.linspace(shape.low, shape.high, NUM_STEPS)]


def _row(
    bench: Workbench, trials: Trials, policies: Sequence[Policy], row: Sequence[dict[str, float]], better: str
) -> list[tuple[int, bool]]:
    """The best policy of every cell of a row, and whether it is so beyond chance."""
    benches = [[trials.at_numbers(policy, numbers) for numbers in row] for policy in policies]
    keys = [
        hashlib.sha256(" ".join([better, *(trials.key(own[place]) for own in benches)]).encode()).hexdigest()
        for place in range(len(row))
    ]
    kept = [bench.cache.get_numbers(key) for key in keys]
    missing = [place for place, numbers in enumerate(kept) if numbers is None]
    estimates = [list(trials.measure_all([own[place] for place in missing])) for own in benches]
    for number, place in enumerate(missing):
        best, is_apart = _best([own[number] for own in estimates], better)
        kept[place] = [float(best), float(is_apart)]
        bench.cache.put_numbers(keys[place], [float(best), float(is_apart)])
    return [(int(numbers[0]), bool(numbers[1])) for numbers in kept if numbers is not None]


def _best(estimates: Sequence[Estimate], better: str) -> tuple[int, bool]:
    found = find_best(
        {str(place): each for place, each in enumerate(estimates)}, "less" if better == "less" else "more"
    )
    if not found:
        raise DetenteError(f"map: {estimates[0].note}")
    return int(found[0]), len(found) == 1
