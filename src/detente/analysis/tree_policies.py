"""What each type of an actor does by all that it knows, read from a crisis solved on its game tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Int

from detente.solve.equilibrium import Equilibrium
from detente.trees.grown import GrownTree, grow_tree
from detente.trees.stage_growth import KnownMenu
from detente.trees.unfold import MOST_SOLVED


def list_tree_rows(equilibrium: Equilibrium, actor: int, period: int, levels: Sequence[int]) -> list[dict[str, Any]]:
    """`decision`, `situation`, `knows`, `type`, `act`, `probability`, `reach`: one row for every act of a menu.

    Args:
        levels: of the declared variables, in order.

    Returns:
        `knows` is what the actor has seen, and what it has done that others have not; `reach` how likely play comes
        to where it knows just that.
    """
    on_tree = equilibrium.on_tree
    assert on_tree is not None
    grown = grow_tree(equilibrium.game.scenario, MOST_SOLVED, has_names=True)
    behaviour, owner = on_tree.behaviour(), on_tree.owner
    reach = np.bincount(owner[owner >= 0], np.exp(on_tree.log_reach[owner >= 0]), minlength=len(behaviour))
    rows: list[dict[str, Any]] = []
    for number, choice in enumerate(grown.choices):
        if choice.player == actor and choice.period == period and (_levels_at(grown, choice) == levels).all():
            rows += _rows(grown, choice, behaviour[number], float(reach[number]))
    return rows


def _rows(grown: GrownTree, choice: KnownMenu, behaviour: np.ndarray, reach: float) -> list[dict[str, Any]]:
    scenario = grown.scenario
    assert grown.naming is not None
    named = zip(scenario.variables, _levels_at(grown, choice), strict=True)
    situation = ", ".join(f"{variable.name} = {variable.levels[level]}" for variable, level in named)
    knows = "; ".join(grown.naming.history(choice, grown.profiles))
    return [
        {
            "decision": scenario.stages[choice.stage].name,
            "situation": situation,
            "knows": knows,
            "type": scenario.actors[choice.player].types[choice.kind].name,
            "act": act,
            "probability": float(probability),
            "reach": reach,
        }
        for act, probability in zip(choice.names, behaviour, strict=True)
    ]


def _levels_at(grown: GrownTree, choice: KnownMenu) -> Int[np.ndarray, " variable"]:
    """The declared variables at an information set: its player sees them."""
    assert grown.naming is not None
    item = grown.naming.item_at(choice)
    state = grown.layers[choice.period][choice.stage].state[item]
    codes = grown.game.periods[choice.period].codes[choice.stage]
    decoded = grown.game.space.decode(codes[state : state + 1])[0]
    return np.asarray(decoded[: len(grown.scenario.variables)])
