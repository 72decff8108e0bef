"""A crisis as a tree of arrays, with all that is needed to solve it there and to tell its plays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int

from detente.game.tables import Game
from detente.scenario.model import Scenario
from detente.solve.tree_play import Layer, PeriodHistories
from detente.trees.extensive import ExtensiveGame, Labels, uniform_anchor
from detente.trees.fronts import Arranged, Column, Front
from detente.trees.grow import Grower
from detente.trees.naming import Naming
from detente.trees.stage_growth import KnownMenu
from detente.trees.unfold import compile_unfoldable


@dataclass(frozen=True)
class GrownTree:
    """The tree of a crisis.

    Args:
        tree: the extensive game; every actor is a player, with payoffs discounted to the start, and once more for dates
            to which that would leave next to nothing (`columns`).
        game: where moves lead, without payoffs. choices: the information sets. profiles: the types drawn at the root.
        layers: by period and stage, the last of a period being its end. boundaries: by period, and after the last.
        payoffs: by period what everybody received in it, by item at its end; last the aftermath.
        ends: by item after the last period its node. numbered: what is drawn at every node.
        naming: the tree in words, if that was asked for.
    """

    scenario: Scenario
    game: Game
    tree: ExtensiveGame
    columns: tuple[Column, ...]
    choices: tuple[KnownMenu, ...]
    profiles: tuple[tuple[int, ...], ...]
    layers: tuple[tuple[Layer, ...], ...]
    boundaries: tuple[PeriodHistories, ...]
    payoffs: tuple[Float[np.ndarray, "_item actor"], ...]
    ends: Int[np.ndarray, " item"]
    numbered: Arranged
    naming: Naming | None = None


def grow_tree(
    scenario: Scenario, most_nodes: int, has_names: bool = False, on_size: Callable[[float], None] | None = None
) -> GrownTree:
    """The tree of a crisis.

    Args:
        has_names: whether its information sets are put in words, which takes longer.
        on_size: called with the number of its nodes, before it is grown.

    Raises:
        ScenarioError: what an actor can do depends on what it does not see, or a payoff has no value or depends on the
            public belief.
        DetenteError: it has more nodes, or none: see `unfold.compile_unfoldable`.
    """
    frame, game = compile_unfoldable(scenario, most_nodes, on_size)
    grower = Grower(frame, game, most_nodes, has_names)
    ends = grower.grow()
    arranged = grower.nodes.arranged()
    return GrownTree(
        scenario=scenario,
        game=game,
        tree=_extensive(scenario, grower, arranged),
        columns=grower.columns,
        choices=tuple(grower.choices),
        profiles=tuple(grower.profiles),
        layers=tuple(map(tuple, grower.layers)),
        boundaries=tuple(_renumbered(each, arranged) for each in grower.boundaries),
        payoffs=tuple(grower.payoffs),
        ends=_ends(ends, arranged),
        numbered=arranged,
        naming=grower.naming,
    )


def _ends(ends: Front, arranged: Arranged) -> Int[np.ndarray, " item"]:
    return np.asarray(arranged.number[ends.parent])


def _renumbered(boundary: PeriodHistories, arranged: Arranged) -> PeriodHistories:
    parent = np.where(boundary.parent >= 0, arranged.number[np.maximum(boundary.parent, 0)], -1)
    return replace(boundary, parent=parent)


def _names(grower: Grower) -> tuple[str, ...]:
    naming = grower.naming
    return () if naming is None else tuple(naming.label(each, grower.profiles) for each in grower.choices)


def _extensive(scenario: Scenario, grower: Grower, arranged: Arranged) -> ExtensiveGame:
    """The game as its solver takes it; sets and actions have names where these were noted."""
    choices, dates = grower.choices, scenario.calendar.labels
    num_actions = np.array([len(each.actions) for each in choices], dtype=np.int64)
    anchor = uniform_anchor(num_actions)
    first = np.cumsum(num_actions) - num_actions
    for each, slot in zip(choices, first, strict=True):
        if each.anchor is not None:
            anchor[slot : slot + len(each.anchor)] = each.anchor
    names = [actor.name for actor in scenario.actors]
    return ExtensiveGame(
        labels=Labels(
            title=scenario.title,
            players=tuple(
                names[each.actor] + (f" {dates[each.since]}" if each.since else "") for each in grower.columns
            ),
            sets=_names(grower),
            actions=() if grower.naming is None else tuple(each.names for each in choices),
        ),
        parent=arranged.parent,
        owner=arranged.owner,
        prob=arranged.prob,
        payoff=arranged.payoff,
        set_player=np.array([each.column for each in choices], dtype=np.int64),
        num_actions=num_actions,
        precision=np.array([each.precision for each in choices], dtype=float),
        log_anchor=anchor,
    )
