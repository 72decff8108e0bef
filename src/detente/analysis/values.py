"""What each actor can expect at the start of a crisis."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from detente.analysis.results import StartValue
from detente.analysis.workbench import Workbench
from detente.game.frame import build_frame
from detente.scenario.model import Scenario
from detente.simulate.paths import Paths
from detente.solve.equilibrium import Equilibrium


def start_values(bench: Workbench) -> tuple[StartValue, ...]:
    """What each actor of each type can expect at the start of the base crisis.

    The values are from plays where actors act on perceptions.
    """
    equilibrium = bench.equilibrium(bench.base.variant)
    return compute_values(equilibrium, bench.paths() if equilibrium.perceptions else None)


def compute_values(equilibrium: Equilibrium, paths: Paths | None = None) -> tuple[StartValue, ...]:
    """What each actor of each type can expect at the start.

    Args:
        paths: plays, of which the means are taken where actors act on perceptions, for types that occur; else the
            values are the solver's.
    """
    game = equilibrium.game
    discounted = paths.discounted() if paths is not None and equilibrium.perceptions else None
    values = []
    for row, value in zip(game.rows, equilibrium.start_values, strict=True):
        if paths is not None and discounted is not None:
            is_of_type = paths.types[:, row.actor] == row.type
            if not is_of_type.any():
                continue
            value = discounted[is_of_type, row.actor].mean()
        if np.isnan(value):
            # On a game tree only types that somebody can be at the start have a value.
            continue
        values.append(StartValue(*game.who(row), float(game.prior[row.actor][row.type]), float(value)))
    return tuple(values)


def list_base_numbers(scenario: Scenario) -> Mapping[str, float]:
    """The base values of the scenario's `numbers`."""
    return dict(build_frame(scenario).numbers)
