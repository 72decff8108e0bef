"""The equilibrium of a crisis as a behaviour at every information set of its game tree.

A policy is one for a public state and a public belief; the belief at an information set follows by Bayes' rule, with
the same policies, from what has been observed. Between grid points the mover's node is solved, as in play
(`solve/at_belief.py`), so that this is the behaviour that is played. What was solved on the tree itself is read off it.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from detente.game.beliefs import log_likelihood_of, probabilities_of, shift_belief, update
from detente.solve.at_belief import PoliciesAt
from detente.solve.equilibrium import Equilibrium
from detente.trees.tree import Observation, Tree


def compute_behaviour(tree: Tree, equilibrium: Equilibrium) -> tuple[Float[np.ndarray, " _"], ...]:
    """The probability of every action, in the order of the menu, for every information set of the tree.

    Raises:
        ValueError: the equilibrium is of another crisis, or one in which actors act on perceptions of the crisis.
    """
    if equilibrium.perceptions:
        raise ValueError(
            "behaviour: what actors do by their own perceptions of a crisis is not an equilibrium of its tree"
        )
    if equilibrium.game.scenario.hash != tree.scenario.hash:
        raise ValueError("behaviour: the equilibrium is of another crisis than the tree")
    if equilibrium.on_tree is not None:
        return equilibrium.on_tree.behaviour()
    beliefs = _Beliefs(equilibrium)
    mixtures = []
    for each in tree.information_sets:
        log_policy = beliefs.log_policy((each.period, each.stage, each.table, each.place), each.observations)
        column = each.type if log_policy.shape[1] > 1 else 0
        prob = np.exp(log_policy[list(each.menu), column])
        mixtures.append(prob / prob.sum())
    return tuple(mixtures)


class _Beliefs:
    """Beliefs after observations, each computed once, and the policies at them."""

    def __init__(self, equilibrium: Equilibrium) -> None:
        self.policies, self.game = PoliciesAt(equilibrium), equilibrium.game
        self.log_odds: dict[tuple[Observation, ...], np.ndarray] = {(): self.game.start_log_odds()}

    def belief(self, observations: tuple[Observation, ...]) -> Float[np.ndarray, " axis"]:
        """Log-odds about all informed actors after these observations."""
        if observations not in self.log_odds:
            before = self.belief(observations[:-1])
            period, stage, number, row, message = observations[-1]
            table = self.game.periods[period].stages[stage][number]
            if table.pair is not None:
                after = before.copy()
                for place, informed in enumerate(table.pair.about):
                    other = self.game.grid.axis_slice(table.pair.about[1 - place])
                    odds = np.moveaxis(table.pair.prob[row, message], place, 0)
                    told = odds @ probabilities_of(before[other])
                    own = self.game.grid.axis_slice(informed)
                    after[own] = update(before[own], log_likelihood_of(told))
                self.log_odds[observations] = after
                return after
            own = self.game.grid.axis_slice(table.informs)
            if table.told_shift is not None:
                policy = self.log_policy((period, stage, number, row), observations[:-1]) if table.mover >= 0 else None
                shift = table.told_shift[row][None, :, message]
                after = before.copy()
                after[own] = shift_belief(before[None, own], None if policy is None else policy[..., None], shift)[0]
                self.log_odds[observations] = after
                return after
            prob = table.told[row, :, message]
            if table.mover >= 0:
                # Who moves at once with another decides at the belief before both moves.
                earlier = observations[:-1]
                if table.joint is not None and earlier and earlier[-1][:2] == (period, stage - 1):
                    earlier = earlier[:-1]
                prob = prob * np.exp(self.log_policy((period, stage, number, row), earlier))
            after = before.copy()
            after[own] = update(before[own], log_likelihood_of(prob.sum(axis=0)))
            self.log_odds[observations] = after
        return self.log_odds[observations]

    def log_policy(
        self, at: tuple[int, int, int, int], observations: tuple[Observation, ...]
    ) -> Float[np.ndarray, "action type"]:
        """log σ at a place of a table, at the belief after these observations."""
        period, stage, number, row = at
        found = self.policies.find(period, stage, number, np.array([row]), self.belief(observations)[None])
        return found[..., 0]
