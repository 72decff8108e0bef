"""What other equilibria of a crisis' game tree change: information sets with several answers, and expected payoffs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float

from detente.solve.certificate import DecisionWithSeveral, Multiplicity, Selection
from detente.solve.multiplicity import DISTINCT
from detente.trees.exact import TreeEquilibrium
from detente.trees.grown import GrownTree
from detente.trees.others import OtherEquilibrium, Sought

NUM_STARTS, NUM_PURE = 6, 4
"""Random policies, and nearly pure ones, from which others are sought without being asked for."""


def describe_several(
    grown: GrownTree,
    known: TreeEquilibrium,
    values: Float[np.ndarray, " row"],
    sought: Sought,
    others: Sequence[Float[np.ndarray, " row"]],
) -> Multiplicity:
    """What was found, as a certificate has it; its decision points are information sets.

    Args:
        values: of every row at the start. others: the same in every other equilibrium.
    """
    stable = [each for each in sought.others if each.is_stable]
    is_apart = np.array([_is_apart(known, each) for each in stable]).reshape(len(stable), known.game.num_sets)
    counts = 1 + is_apart.sum(axis=0)
    return Multiplicity(
        num_nodes=known.game.num_sets,
        num_several=int((counts > 1).sum()),
        most=int(counts.max(initial=1)),
        nodes=(),
        decisions=_list_decisions(grown, counts > 1),
        selections=_list_selections(grown, values, sought, others),
    )


def _is_apart(known: TreeEquilibrium, other: OtherEquilibrium) -> Bool[np.ndarray, " set"]:
    """The information sets at which the policies differ."""
    apart = np.zeros(known.game.num_sets)
    of_set = np.repeat(np.arange(known.game.num_sets), known.game.num_actions)
    np.maximum.at(apart, of_set, np.abs(known.policy - other.found.policy))
    return np.asarray(apart > DISTINCT)


def _list_decisions(grown: GrownTree, has_several: Bool[np.ndarray, " set"]) -> tuple[DecisionWithSeveral, ...]:
    periods: dict[tuple[int, int], list[int]] = {}
    for number in np.flatnonzero(has_several):
        choice = grown.choices[int(number)]
        periods.setdefault((choice.stage, choice.player), []).append(choice.period)
    labels, scenario = grown.scenario.calendar.labels, grown.scenario
    return tuple(
        DecisionWithSeveral(
            scenario.actors[player].name, scenario.stages[stage].name, labels[min(own)], labels[max(own)], len(own)
        )
        for (stage, player), own in sorted(periods.items())
    )


def _list_selections(
    grown: GrownTree, values: Float[np.ndarray, " row"], sought: Sought, others: Sequence[np.ndarray]
) -> tuple[Selection, ...]:
    """A selection for every start: where it led to, or that it arrived nowhere."""
    rows, actors = grown.game.rows, grown.scenario.actors

    def select(start: str, num_unsolved: int, there: Float[np.ndarray, " row"]) -> Selection:
        changes = np.nan_to_num(there - values)
        place = int(np.argmax(np.abs(changes)))
        kinds = actors[rows[place].actor].types
        return Selection(
            start=start,
            num_unsolved=num_unsolved,
            values=tuple(float(value) for value in np.nan_to_num(there)),
            actor=actors[rows[place].actor].name,
            type=kinds[rows[place].type].name if len(kinds) > 1 else None,
            change=float(changes[place]),
        )

    found = [
        select(start, 0, there) for each, there in zip(sought.others, others, strict=True) for start in each.starts
    ]
    num_same = sought.num_arrived - len(found)
    num_lost = sought.num_starts - sought.num_arrived
    return (
        *found,
        *[select("other policies", 0, values)] * num_same,
        *[select("other policies", len(grown.choices), values)] * num_lost,
    )
