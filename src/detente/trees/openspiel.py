"""A crisis as an OpenSpiel game, so that its algorithms run on it.

OpenSpiel reads the tree in Gambit's format. Its information states are named by player, number and words of the
information set, its actions by their place in the order in which the file first names them.

Source: M. Lanctot et al., OpenSpiel: a framework for reinforcement learning in games, arXiv:1908.09453.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from detente.errors import MissingLibraryError
from detente.trees.efg import label_set, number_sets, to_efg
from detente.trees.tree import Tree


def as_openspiel(tree: Tree) -> Any:
    """The tree as a `pyspiel.Game`; actors are players, in order.

    Raises:
        MissingLibraryError: OpenSpiel is not installed.
    """
    try:
        import pyspiel
    except ImportError:
        raise MissingLibraryError("a game of OpenSpiel", "open_spiel", "trees") from None
    return pyspiel.load_efg_game(to_efg(tree))


def as_openspiel_policy(tree: Tree, game: Any, behaviour: Sequence[Float[np.ndarray, " _"]]) -> Any:
    """A behaviour at every information set as an `open_spiel.python.policy.TabularPolicy`.

    Args:
        game: of `as_openspiel`.
    """
    from open_spiel.python.policy import TabularPolicy

    policy = TabularPolicy(game)
    numbers = number_sets([information.player for information in tree.information_sets])
    for information, number, prob in zip(tree.information_sets, numbers, behaviour, strict=True):
        player = information.player
        row = policy.state_lookup[f"{player}-{player}-{number}-{label_set(tree, information)}"]
        actions = policy.states[row].legal_actions()
        names = [policy.states[row].action_to_string(player, action) for action in actions]
        policy.action_probability_array[row] = 0
        for name, p in zip(information.actions, prob, strict=True):
            policy.action_probability_array[row, actions[names.index(name)]] = p
    return policy
