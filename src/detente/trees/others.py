"""Other equilibria of a game tree, found by Newton's method from random policies.

None found is no proof that there is none; how many starts arrived anywhere is counted too.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from detente.trees.answers import SOLVED, OtherAnswers
from detente.trees.branch import polish
from detente.trees.exact import FEW_UNKNOWNS, SMALLEST_DEFECT, TreeCurve, TreeEquilibrium
from detente.trees.plans import make_plan

SPREAD = 4.0
"""Standard deviation of the log-odds of a start: nearly pure and well mixed policies both occur."""

ANOTHER = 1e-4
"""Difference of some probability from which two answers are two."""


def find_others(known: TreeEquilibrium, num_starts: int, seed: int = 0) -> OtherAnswers:
    """Equilibria at the same precision from random starts."""
    game = known.game
    curve = TreeCurve(game, make_plan(game, all_unknown=int((game.num_actions - 1).sum()) <= FEW_UNKNOWNS))
    random = np.random.default_rng(seed)
    policies: list[Float[np.ndarray, " slot"]] = [known.policy]
    values, num_arrived = [], 0
    for _ in range(num_starts):
        found = polish(curve, SPREAD * random.normal(size=curve.num_unknowns), SMALLEST_DEFECT)
        if not np.abs(curve.defect(found, 1.0)).max(initial=0.0) <= SOLVED:
            continue
        num_arrived += 1
        policy = curve.at.policy.copy()
        if all(np.abs(policy - other).max(initial=0.0) > ANOTHER for other in policies):
            policies.append(policy)
            values.append(tuple(float(value) for value in curve.at.value[0]))
    return OtherAnswers(num_starts, num_arrived, tuple(values))
