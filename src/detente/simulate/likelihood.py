"""How likely each type makes what was seen of a move, by which beliefs move."""

from __future__ import annotations

import numpy as np

from detente.game.beliefs import LEAST_PROBABILITY, log_likelihood_of
from detente.simulate.prepared import ViewedTable


def find_log_likelihood(
    view: ViewedTable, log_policy: np.ndarray | None, where: np.ndarray, message: np.ndarray
) -> np.ndarray:
    """log L(message | type) [type, play] in a view; the same for all types where the view holds it to be impossible."""
    table, is_possible = view.table, None
    if view.aligned is not None:
        message = view.aligned.messages[where, message]
        where, is_possible = view.places(where), message >= 0
    if log_policy is None:
        likelihood = table.message_prob[where, 0, message].T
    elif table.is_overt:
        chosen = np.take_along_axis(log_policy, message[None, None, :], axis=0)[0]
        if is_possible is None and table.anchor is None:
            return np.asarray(chosen)
        if is_possible is None:
            # What the menu of a type lacks says that it is not this type; Bayes' rule needs a number.
            return np.asarray(np.maximum(chosen, np.log(LEAST_PROBABILITY)))
        return np.where(is_possible, np.maximum(chosen, np.log(LEAST_PROBABILITY)), 0.0)
    else:
        likelihood, told = np.zeros(log_policy.shape[1:]), table.told
        for action, log_prob in enumerate(log_policy):
            likelihood += np.exp(log_prob) * told[where, action, message].T
    if is_possible is not None:
        likelihood = np.where(is_possible, likelihood, 1.0)
    return log_likelihood_of(likelihood)
