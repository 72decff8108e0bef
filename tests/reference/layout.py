"""From a game's tables and grid to the arrays that a backward step reads."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from detente.game.tables import Game, StageTable
from detente.solve.stepping import OUT_OF_MENU
from reference.simultaneous import PairOutcomes, Plane
from reference.stage import Line, Outcomes


def plane_of(game: Game, first: int, second: int) -> Plane:
    """The plane of two movers, given by their indices among the actors."""
    grid = game.grid
    places = [game.informed.index(actor) if actor in game.informed else -1 for actor in (first, second)]
    known = [place for place in places if place >= 0]
    nothing = np.zeros((0, 1))
    log_odds = [jnp.asarray(grid.places(place).T if place >= 0 else nothing) for place in places]
    middle = [jnp.asarray(grid.middle[grid.axis_slice(place)] if place >= 0 else np.zeros(0)) for place in places]
    limits = [grid.limits[place] if place >= 0 else grid.limit for place in places]
    return Plane(
        log_odds=(log_odds[0], log_odds[1]),
        sizes=grid.sizes,
        order=(*(axis for axis in range(len(grid.sizes)) if axis not in known), *known),
        num_types=(len(game.prior[first]), len(game.prior[second])),
        num_points=(
            grid.num_points[places[0]] if places[0] >= 0 else 1,
            grid.num_points[places[1]] if places[1] >= 0 else 1,
        ),
        limits=(limits[0], limits[1]),
        middle=(middle[0], middle[1]),
    )


def pair_outcomes_of(tables: tuple[StageTable, StageTable], first: int, size: int) -> PairOutcomes:
    """States first … first + size − 1 of two tables at the same states; beyond their end they repeat."""
    joint = tables[1].joint
    assert joint is not None
    states = np.resize(np.arange(first, min(first + size, len(tables[1].states))), size)
    num_first, num_second = (table.message_prob.shape[2] for table in tables)
    return PairOutcomes(
        outcomes_of(tables[0], first, size),
        outcomes_of(tables[1], first, size),
        jnp.asarray(joint.branch_prob[states, :num_first, :num_second]),
        jnp.asarray(joint.branch_state[states, :num_first, :num_second]),
    )


def line_of(game: Game, informed: int) -> Line:
    grid = game.grid
    return Line(
        log_odds=jnp.asarray(grid.places(informed).T),
        middle=jnp.asarray(grid.middle[grid.axis_slice(informed)]),
        before=int(np.prod(grid.sizes[:informed])),
        points=grid.sizes[informed],
        after=int(np.prod(grid.sizes[informed + 1 :])),
        num_types=grid.num_types[informed],
        num_points=grid.num_points[informed],
        limit=grid.limits[informed],
    )


def outcomes_of(table: StageTable, first: int, size: int) -> Outcomes:
    """States first … first + size − 1 of a table; beyond its end they repeat."""
    states = np.resize(np.arange(first, min(first + size, len(table.states))), size)
    available = table.available[states]
    message_prob = table.message_prob[states] * available[:, :, None, None]
    extra = table.belief_payoff
    return Outcomes(
        available=jnp.asarray(available),
        payoff=jnp.asarray(table.payoff[states]),
        belief_rows=None if extra is None else jnp.asarray(extra.rows),
        belief_payoff=None if extra is None else jnp.asarray(extra.values[states]),
        message_prob=None if table.is_overt else jnp.asarray(message_prob),
        branch_prob=jnp.asarray(table.branch_prob[states]),
        branch_state=jnp.asarray(table.branch_state[states]),
        anchor=None if table.anchor is None else jnp.asarray(np.maximum(table.anchor[states], OUT_OF_MENU)),
    )
