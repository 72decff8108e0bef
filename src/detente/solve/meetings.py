"""Which tables of two decisions made at once meet, and at which states."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Int

from detente.game.tables import Joint, StageTable

Places = tuple[Int[np.ndarray, " state"], Int[np.ndarray, " state"]]


@dataclass(frozen=True)
class Meeting:
    """The states at which a table of the first decision meets one of the second.

    Args:
        numbers: of the two tables, among those of their stages. places: of the states in either table.
        tables: both at these states alone; the second one's `joint` as well.
        solo: where only one of the two is taken, or none, a table like that of any other stage, else None.
        mover: which of the two is taken then, 0 or 1.
    """

    states: Int[np.ndarray, " state"]
    numbers: tuple[int, int]
    places: Places
    tables: tuple[StageTable, StageTable]
    solo: StageTable | None
    mover: int

    @property
    def joint(self) -> Joint:
        """What comes of both."""
        joint = self.tables[1].joint
        assert joint is not None
        return joint


def meetings(firsts: tuple[StageTable, ...], seconds: tuple[StageTable, ...]) -> tuple[Meeting, ...]:
    """All meetings of the tables of two decisions made at once."""
    found = []
    for i, first in enumerate(firsts):
        for j, second in enumerate(seconds):
            _, at_first, at_second = np.intersect1d(first.states, second.states, return_indices=True)
            if len(at_first):
                found.append(_meeting((i, j), (first, second), (at_first, at_second)))
    return tuple(found)


def _meeting(numbers: tuple[int, int], tables: tuple[StageTable, StageTable], places: Places) -> Meeting:
    one, two = (restricted(table, where) for table, where in zip(tables, places, strict=True))
    mover = 0 if two.mover < 0 else 1
    solo = None
    if one.mover < 0 or two.mover < 0:
        assert two.joint is not None
        alone = (slice(None), 0) if mover == 1 else (slice(None), slice(one.message_prob.shape[2]), 0)
        solo = replace(
            (one, two)[mover],
            branch_prob=two.joint.branch_prob[alone],
            branch_state=two.joint.branch_state[alone],
            is_held=False,
            joint=None,
        )
    return Meeting(two.states, numbers, places, (one, two), solo, mover)


def restricted(table: StageTable, places: Int[np.ndarray, " some"]) -> StageTable:
    """The table at some of its states."""
    extra, joint = table.belief_payoff, table.joint
    if extra is not None:
        extra = replace(extra, values=extra.values[places])
    if joint is not None:
        joint = Joint(joint.branch_prob[places], joint.branch_state[places])
    return replace(
        table,
        states=table.states[places],
        available=table.available[places],
        payoff=table.payoff[places],
        belief_payoff=extra,
        message_prob=table.message_prob[places],
        branch_prob=table.branch_prob[places],
        branch_state=table.branch_state[places],
        message_seen=table.message_seen[places],
        joint=joint,
    )
