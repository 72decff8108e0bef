"""What is decided at a stage, and at which of its states: by one actor, by chance, or by two actors at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int

from detente.game.tables import Joint, Occasion, PairSignal, StageTable
from detente.solve.warm_starts import Key

StateIndex = Int[np.ndarray, " state"]


@dataclass(frozen=True)
class Slot:
    """Where a mover's policy belongs.

    Args:
        is_second: whether to the stage itself, or to the one before it, where two decisions are made at once.
        table: among those of the stage. places: of the states in that table.
    """

    is_second: bool
    table: int
    places: slice | StateIndex


@dataclass(frozen=True)
class StageDecision:
    """A decision at some states of a stage.

    Args:
        key: the same for the same movers at the same stage of every period.
        states: which of the stage's. tables: of the mover, or of two that move at once, at these states alone.
        slots: of every table's policy.
    """

    key: Key
    states: StateIndex
    tables: tuple[StageTable, ...]
    slots: tuple[Slot, ...]

    @property
    def has_nodes(self) -> bool:
        """Whether it says something about a type, or two decide at once."""
        return len(self.tables) > 1 or self.tables[0].informs >= 0

    @property
    def is_chance(self) -> bool:
        """Whether nobody decides."""
        return all(table.mover < 0 for table in self.tables)


def list_decisions(stages: Sequence[Sequence[StageTable]], s: int, num_actors: int) -> tuple[StageDecision, ...]:
    """The decisions of stage s; of stages s − 1 and s if they are made at once."""
    own = [dilute(table) for table in stages[s]]
    if stages[s][0].joint is None:
        return tuple(
            StageDecision((s, table.mover), table.states, (table,), (Slot(True, number, slice(None)),))
            for number, table in enumerate(own)
        )
    return tuple(_at_once([dilute(table) for table in stages[s - 1]], own, s, num_actors))


def dilute(table: StageTable) -> StageTable:
    """A decision that may not come up as one that is taken for sure, by what the mover expects of it before.

    With q the chance that it comes up, u and P(m | a) become q u and q P(m | a) + (1 − q) P(m | no act), so that values
    before it are those of either case. Values of acts differ by q times as much as for a mover who decides, which a
    precision of λ / q makes up for (`sharpened`).
    """
    if table.occasion is None:
        return table
    chance, extra = table.occasion.chance[:, None, None, None], table.belief_payoff
    if extra is not None:
        extra = replace(extra, values=chance[..., None] * extra.values)
    return replace(
        table,
        payoff=chance * table.payoff,
        belief_payoff=extra,
        message_prob=table.told,
        shift_prob=table.told_shift,
        is_overt=False,
    )


def sharpened(
    precision: Float[np.ndarray, "_state _type"], table: StageTable, places: slice | StateIndex
) -> Float[np.ndarray, "_state _type"]:
    """λ / q at some states of a table (`dilute`)."""
    return precision if table.occasion is None else precision / table.occasion.chance[places, None]


def _at_once(
    firsts: Sequence[StageTable], seconds: Sequence[StageTable], s: int, num_actors: int
) -> Iterator[StageDecision]:
    """Where a table of the first decision meets one of the second; at some states only one of the two is taken."""
    for i, first in enumerate(firsts):
        for j, second in enumerate(seconds):
            states, at_first, at_second = np.intersect1d(first.states, second.states, return_indices=True)
            if len(states) == 0:
                continue
            one, two = _restricted(first, at_first), _restricted(second, at_second)
            slots = (Slot(False, i, at_first), Slot(True, j, at_second))
            if one.mover >= 0 and two.mover >= 0:
                # Apart from the keys of stages at which one of the two decides alone.
                key = (s, (1 + one.mover) * num_actors + two.mover)
                yield StageDecision(key, states, (one, two), slots)
            else:
                place = 0 if two.mover < 0 else 1
                alone = _alone(one, two, place)
                yield StageDecision((s - 1 + place, alone.mover), states, (alone,), (slots[place],))


def _alone(one: StageTable, two: StageTable, place: int) -> StageTable:
    """Of two decisions made at once, the only one that is taken, like one of any other stage."""
    assert two.joint is not None
    other_says_nothing = (slice(None), slice(one.message_prob.shape[2]), 0) if place == 0 else (slice(None), 0)
    return replace(
        (one, two)[place],
        branch_prob=two.joint.branch_prob[other_says_nothing],
        branch_state=two.joint.branch_state[other_says_nothing],
        is_held=False,
        joint=None,
    )


def restrict(decision: StageDecision, places: StateIndex) -> StageDecision:
    """The decision at some of its states."""
    tables = tuple(_restricted(table, places) for table in decision.tables)
    return replace(decision, states=decision.states[places], tables=tables)


def _restricted(table: StageTable, places: StateIndex) -> StageTable:
    """The table at some of its states."""
    extra, joint, pair = table.belief_payoff, table.joint, table.pair
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
        anchor=None if table.anchor is None else table.anchor[places],
        occasion=None
        if table.occasion is None
        else Occasion(table.occasion.chance[places], table.occasion.message_prob[places]),
        shift_prob=None if table.shift_prob is None else table.shift_prob[places],
        pair=None if pair is None else PairSignal(pair.about, pair.prob[places]),
    )
