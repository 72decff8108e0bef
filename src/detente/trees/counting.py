"""How many nodes the tree of a game has, counted by public state instead of by history."""

from __future__ import annotations

from itertools import product

import numpy as np
from jaxtyping import Float

from detente.game.tables import Game, StageTable
from detente.scenario.constants import compute_number_values, evaluate_constant


def count_nodes(game: Game) -> tuple[float, ...]:
    """Nodes of the trees of the first, the first two … all periods, without making them; whole as far as 2^53."""
    types = np.array(list(list_profiles(game)))
    # The last axis is the message held of the first of two moves made at once.
    alive: Float[np.ndarray, "state profile held"] = np.ones((1, len(types), 1))
    inner = float(_num_drawing_nodes(game))
    totals = []
    with np.errstate(over="ignore"):
        for period in game.periods:
            for stage, tables in enumerate(period.stages):
                is_held = any(table.is_held for table in tables)
                num_messages = max(table.message_prob.shape[2] for table in tables) if is_held else 1
                after = np.zeros((len(period.codes[stage + 1]), len(types), num_messages))
                for table in tables:
                    for held in range(alive.shape[2]):
                        before = alive[table.states, :, held]
                        inner += _count_table(game, table, types, before, held, after)
                alive = after
            totals.append(inner + float(alive.sum()))
            later = np.zeros((int(period.end.next_state.max()) + 1, len(types), 1))
            np.add.at(later, period.end.next_state, alive)
            alive = later
    return tuple(totals)


def _count_table(
    game: Game,
    table: StageTable,
    types: np.ndarray,
    alive: Float[np.ndarray, "state profile"],
    held: int,
    after: Float[np.ndarray, "next_state profile held"],
) -> float:
    """Nodes that a stage adds, given the number of histories alive there; those that go on are added to `after`."""
    kinds = types[:, game.informed[table.informs]] if table.informs >= 0 else np.zeros(len(types), dtype=np.int64)
    branch_prob, branch_state = table.branch_prob, table.branch_state
    if table.joint is not None:
        branch_prob, branch_state = table.joint.branch_prob[:, held], table.joint.branch_state[:, held]
    menus = np.stack([table.menu(kind) for kind in range(table.message_prob.shape[3])], axis=2)[:, :, kinds]
    added = float(alive[menus.sum(axis=1) > 1].sum()) if table.mover >= 0 else 0.0
    untaken = np.zeros((len(alive), 0, *table.message_prob.shape[2:]))
    if table.occasion is not None:
        is_open = (table.occasion.chance < 1)[:, None, None]
        added += float(alive[table.occasion.chance < 1].sum())
        menus = np.concatenate([menus, np.broadcast_to(is_open, (len(alive), 1, len(types)))], axis=1)
        untaken = table.occasion.message_prob[:, None]
    message_prob = np.concatenate([table.message_prob, untaken], axis=1)
    for action in range(message_prob.shape[1]):
        acting = alive * menus[:, action]
        ways = np.zeros(alive.shape)
        for message, branch in np.ndindex(*branch_prob.shape[1:]):
            is_open = (message_prob[:, action, message][:, kinds] > 0) & (branch_prob[:, message, branch, None] > 0)
            ways += is_open
            target = after[:, :, message if table.is_held else 0]
            np.add.at(target, branch_state[:, message, branch], acting * is_open)
        added += float(acting[ways > 1].sum())
    return added


def list_profiles(game: Game) -> dict[tuple[int, ...], float]:
    """The types that actors can be of together at the start, and how likely that is."""
    possible = [np.flatnonzero(prior > 0).tolist() for prior in game.prior]
    joint = game.scenario.joint_prior
    if joint is None:
        return {
            kinds: float(np.prod([game.prior[actor][kind] for actor, kind in enumerate(kinds)]))
            for kinds in product(*possible)
        }
    numbers = compute_number_values(game.scenario)
    actors = game.scenario.actors
    together = [next(i for i, actor in enumerate(actors) if actor.name == name) for name in joint.actors]
    others = [actor for actor in range(len(actors)) if actor not in together]
    found: dict[tuple[int, ...], float] = {}
    for entry in joint.entries:
        prob = evaluate_constant(entry.probability.tree, numbers)
        own = {actor: actors[actor].starts_as(kind) for actor, kind in zip(together, entry.types, strict=True)}
        for rest in product(*(possible[actor] for actor in others)) if prob > 0 else ():
            kinds = {**own, **dict(zip(others, rest, strict=True))}
            weight = prob * float(np.prod([game.prior[actor][kind] for actor, kind in zip(others, rest, strict=True)]))
            found[tuple(kinds[actor] for actor in range(len(actors)))] = weight
    return dict(sorted(found.items()))


def _num_drawing_nodes(game: Game) -> int:
    """Chance nodes that draw the types: an actor after the other, those with one possible type left out."""
    if game.scenario.joint_prior is not None:
        return 1
    total, alive = 0, 1
    for prior in game.prior:
        possible = int((prior > 0).sum())
        total += alive if possible > 1 else 0
        alive *= possible
    return total
