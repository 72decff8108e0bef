"""A crisis as an explicit game tree, for programs that solve extensive-form games.

The tree is that of the compiled game (`unfold.py` makes it, or `as_tree.py` where some see what others do not). Nature
draws every actor's type at the root, then the stages follow one another; what everyone sees of a move, and what chance
adds, is a chance node after the move. An information set holds what its player knows: its own type, the public history,
and what it alone has seen or done, so that recall is perfect. Of two moves made at once the second stands below the
first in the tree, but its information sets hold nothing of the first. Where there is nothing to choose or to draw there
is no node.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.scenario.model import Scenario

Observation = tuple[int, int, int, int, int]
"""Period, stage, table, place in the table and message."""


@dataclass(frozen=True)
class InformationSet:
    """What a player knows when it has to choose.

    Args:
        player: index of the actor. type: index of its type.
        table: which of the tables of this (period, stage) decides. place: of the state in that table. Both −1 where
            actors see things of their own, so that several may belong to one set.
        actions: the menu, by name. menu: the same as indices into the table's actions.
        anchor: log η of every action in it, or () if all are alike.
        observations: what can reveal a type: (period, stage, table, place, message), in order; () where actors see
            things of their own.
        history: the public history in words, one entry for every observation that revealed anything; where actors see
            things of their own, all that this one has seen.
        own: own acts that others did not see.
    """

    player: int
    type: int
    period: int
    stage: int
    table: int
    place: int
    actions: tuple[str, ...]
    menu: tuple[int, ...]
    observations: tuple[Observation, ...]
    history: tuple[str, ...]
    own: tuple[str, ...]
    anchor: tuple[float, ...] = ()


@dataclass
class TreeNode:
    """One node; a choice has an information set, chance has probabilities, an end has payoffs.

    Args:
        options: names of the actions, or of what chance may do.
        received: at an end what every player has received in every period and last in the aftermath, not discounted.
        kinds: at an end the types of all players at every period's start, and last what they are in the end.
        children: indices into `Tree.nodes`, in the order of `options`.
    """

    label: str
    options: tuple[str, ...] = ()
    information: int = -1
    probabilities: tuple[float, ...] = ()
    received: tuple[tuple[float, ...], ...] = ()
    kinds: tuple[tuple[int, ...], ...] = ()
    children: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Tree:
    """A game tree, nodes in the order in which a walk meets them, each before its children.

    Args:
        scenario: which crisis it is of.
        players: the names of the actors. patience, precision: of every player's types.
    """

    scenario: Scenario
    players: tuple[str, ...]
    patience: tuple[tuple[float, ...], ...]
    precision: tuple[tuple[float, ...], ...]
    nodes: tuple[TreeNode, ...]
    information_sets: tuple[InformationSet, ...]

    def payoff(self, end: TreeNode, player: int, since: int = 0) -> float:
        """What a player has received at an end since a period, discounted to that period.

        Every period is discounted by the patience of the type that the player is when it ends.
        """
        total, weight = 0.0, 1.0
        for period, amounts in enumerate(end.received[since:], start=since):
            total += weight * amounts[player]
            if period + 1 < len(end.received):
                weight *= self.patience[player][end.kinds[period + 1][player]]
        return total
