"""How large payoffs can add up to, and when that is too large for double precision.

An actor follows differences of values, times its precision λ. If its payoffs can add up to B, a value is known to εB
at best, where ε = 2.2e-16 is the relative rounding of double precision. So the log-odds between two acts are known to
ελB at best:

- from λB = `LEAST_SURE` on rounding alone moves probabilities by 1e-8, the solver's usual tolerance;
- from λB = `SENSELESS` on by whole units of log-odds: rounding chooses, and the crisis is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from detente.game.frame import Frame
from detente.game.tables import Flow, Game, StageTable

EPSILON = float(np.finfo(np.float64).eps)
LEAST_SURE = 1e-8 / EPSILON
SENSELESS = 1 / EPSILON


def compute_payoff_reach(game: Game) -> Float[np.ndarray, " actor"]:
    """By actor, what its payoffs can add up to at most from any period on, discounted, in absolute value."""
    with np.errstate(over="ignore", invalid="ignore"):
        reach = _by_actor(game, _largest_of_flow(game.aftermath, len(game.rows)))
        most, patience = reach.copy(), _by_actor(game, game.patience)
        of_table: dict[int, np.ndarray] = {}
        of_flow: dict[int, np.ndarray] = {}
        for period in reversed(game.periods):
            # Periods share their tables.
            paid = np.zeros(len(game.rows))
            for tables in period.stages:
                for table in tables:
                    if table.number not in of_table:
                        of_table[table.number] = _largest_of_table(table, len(game.rows))
                paid = paid + np.max([of_table[table.number] for table in tables], axis=0)
            flow = period.end.flow
            if flow.number not in of_flow:
                of_flow[flow.number] = _largest_of_flow(flow, len(game.rows))
            # An actor that does not look ahead has no use for what follows, however large.
            later = np.where(patience > 0, patience * reach, 0.0)
            reach = _by_actor(game, paid + of_flow[flow.number]) + later
            most = np.maximum(most, reach)
    return np.where(np.isnan(most), np.inf, most)


def unsure(game: Game) -> tuple[str, ...]:
    """The actors whose payoffs times precision are so large that rounding alone can exceed the solver's tolerance."""
    with np.errstate(over="ignore"):
        precision = _by_actor(game, game.precision)
        sharpness = np.where(precision > 0, precision * compute_payoff_reach(game), 0.0)
    return tuple(
        f"{actor.name} ({_number(sharp)})"
        for actor, sharp in zip(game.scenario.actors, sharpness, strict=True)
        if sharp > LEAST_SURE
    )


@dataclass(frozen=True)
class _Excess:
    """An actor whose payoffs are too large."""

    actor: int
    reach: float
    precision: float


def note_excess(frame: Frame, game: Game) -> None:
    """Note the actors whose payoffs are so large, or whose precision is so high, that rounding decides for them."""
    for actor, (reach, precision) in enumerate(
        zip(compute_payoff_reach(game), _by_actor(game, game.precision), strict=True)
    ):
        with np.errstate(over="ignore"):
            sharpness = precision * reach if precision > 0 else 0.0
        if not (np.isfinite(reach) and sharpness < SENSELESS):
            _note(frame, _Excess(actor, float(reach), float(precision)))


def _note(frame: Frame, excess: _Excess) -> None:
    actor, largest = frame.scenario.actors[excess.actor], frame.largest[excess.actor]
    total = f"add up to {_number(excess.reach)} units" if np.isfinite(excess.reach) else "overflow double precision"
    message = (
        f"the payoffs of {actor.name} can {total}; at a precision of {_number(excess.precision)} rounding would "
        f"decide: payoffs times precision must stay below {_number(SENSELESS)}. "
        f"The largest single payoff is `{largest.text}`, {_number(largest.amount)} {largest.situation}"
    )
    if excess.reach < excess.precision:
        frame.faults.add(actor.precision.where, "large", message)
        return
    message += ". To rule an act out, give it a `when` instead of a cost"
    frame.faults.add(largest.where, "large", message)


def _number(value: float) -> str:
    return f"{value:.3g}"


def _by_actor(game: Game, by_row: Float[np.ndarray, " row"]) -> Float[np.ndarray, " actor"]:
    by_actor = np.zeros(len(game.prior))
    for row, value in zip(game.rows, by_row, strict=True):
        by_actor[row.actor] = max(by_actor[row.actor], value)
    return by_actor


def _largest_of_flow(flow: Flow, num_rows: int) -> Float[np.ndarray, " row"]:
    by_row = np.abs(flow.values).max(axis=0, initial=0.0)
    if flow.belief_values is not None:
        by_row[flow.belief_rows] += np.abs(flow.belief_values).max(axis=(0, 2), initial=0.0)
    return np.asarray(by_row).reshape(num_rows)


def _largest_of_table(table: StageTable, num_rows: int) -> Float[np.ndarray, " row"]:
    by_row = np.abs(table.payoff).max(axis=(0, 1, 2), initial=0.0)
    if table.belief_payoff is not None:
        by_row[table.belief_payoff.rows] += np.abs(table.belief_payoff.values).max(axis=(0, 1, 2, 4), initial=0.0)
    return np.asarray(by_row).reshape(num_rows)
