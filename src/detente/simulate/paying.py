"""What plays pay as they go on: for moves, and at the ends of periods."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from detente.game.tables import Flow
from detente.simulate.batch import PlayBatch
from detente.simulate.prepared import PreparedTable
from detente.solve.kernel.between import interpolate


def add_payoffs(
    here: PreparedTable,
    plays: PlayBatch,
    who: np.ndarray | slice,
    at: tuple[np.ndarray, np.ndarray, np.ndarray],
    payoffs: np.ndarray,
    is_up: np.ndarray | None,
) -> None:
    """Adds what the table pays at (state, action, type of the informed actor), where the decision comes up."""
    if is_up is not None:
        who, at = plays.numbers[who][is_up], (at[0][is_up], at[1][is_up], at[2][is_up])
    for number, paying in enumerate(here.paying):
        whom, (state, action, kind) = who, at
        if len(here.paying) > 1:
            chosen = np.flatnonzero(plays.paid_by[who] == number)
            whom, state, action, kind = plays.numbers[who][chosen], state[chosen], action[chosen], kind[chosen]
        table = paying.table
        _, num_actions, num_types, num_rows = table.payoff.shape
        entry = (state * num_actions + action) * num_types + kind
        for actor in paying.paid:
            payoffs[actor, whom] += np.take(table.payoff.reshape(-1), entry * num_rows + plays.rows[whom, actor])
        if table.belief_payoff is not None:
            first = entry * len(table.belief_payoff.rows)
            for place, row in enumerate(table.belief_payoff.rows):
                _add_at_belief(plays, whom, table.belief_payoff.values, first + place, int(row), payoffs)


def add_flows(flows: Sequence[Flow], plays: PlayBatch, payoffs: np.ndarray) -> None:
    """Adds what the state and the belief pay at a period's end. flows: by the number of what a play is paid by."""
    for number, flow in enumerate(flows):
        who = slice(None) if len(flows) == 1 else np.flatnonzero(plays.paid_by == number)
        state = plays.state[who]
        for actor in {plays.game.rows[row].actor for row in np.flatnonzero(flow.values.any(axis=0))}:
            payoffs[actor, who] += flow.values[state, plays.rows[who, actor]]
        if flow.belief_values is not None:
            first = state * len(flow.belief_rows)
            for place, row in enumerate(flow.belief_rows):
                _add_at_belief(plays, who, flow.belief_values, first + place, int(row), payoffs)


def _add_at_belief(
    plays: PlayBatch,
    who: np.ndarray | slice,
    values: Float[np.ndarray, "*state belief"],
    place: np.ndarray,
    row: int,
    payoffs: np.ndarray,
) -> None:
    """Adds values at places of all but their last axis and at the belief in the actor's view, to who has the type."""
    actor = plays.game.rows[row].actor
    amounts = interpolate(values, place, plays.corners(plays.view_of[actor]), plays.numbers[who])
    payoffs[actor, who] += np.where(plays.rows[who, actor] == row, amounts, 0)
