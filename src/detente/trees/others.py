"""Other equilibria of a game tree, found by Newton's method from random policies.

Where it does not arrive, the logit dynamic is first followed from the same policies, by implicit Euler steps that grow
as F becomes smaller (C. Kelley and D. Keyes, SIAM Journal on Numerical Analysis 35 (1998) 508–523).

None found is no proof that there is none; how many starts arrived anywhere is counted too.

An equilibrium is *stable* if the logit dynamic dz/dt = F(z) returns to it after small disturbances: every eigenvalue of
F′ has a negative real part. The eigenvalues are those of the policies that are unknowns (docs/theory/trees.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from detente.trees.answers import SOLVED, OtherAnswers
from detente.trees.branch import polish
from detente.trees.exact import FEW_UNKNOWNS, SMALLEST_DEFECT, TreeCurve, TreeEquilibrium, equilibrium_at
from detente.trees.plans import make_plan

SPREAD = 4.0
"""Standard deviation of the log-odds of a start: nearly pure and well mixed policies both occur."""

ANOTHER = 1e-4
"""Difference of some probability from which two answers are two."""

MOST_UNKNOWNS = 500
"""Of which F′ is made as a matrix."""

FIRST_STEP, LONGER, MOST_STEPS, ARRIVING = 1.0, 2.0, 60, 1e-3
"""Of the logit dynamic: the first step, how much longer the next one may be, how many, and the size of F to stop at."""


@dataclass(frozen=True)
class FromStart:
    """Where Newton's method led from a random policy.

    Args:
        number: of the start, from 1. answer: the equilibrium; None if it came to none.
        is_stable: whether play returns to it; None if it has too many unknowns to say. is_new: whether it is neither
            the known one nor one from an earlier start.
    """

    number: int
    answer: TreeEquilibrium | None
    is_stable: bool | None = None
    is_new: bool = False


def find_others(known: TreeEquilibrium, num_starts: int, seed: int = 0) -> OtherAnswers:
    """Equilibria at the same precision from random starts, as a record."""
    found = search_from_starts(known, num_starts, seed)
    new = [each.answer for each in found if each.answer is not None and each.is_new]
    values = tuple(tuple(float(value) for value in answer.value[0]) for answer in new)
    return OtherAnswers(num_starts, sum(each.answer is not None for each in found), values)


def search_from_starts(known: TreeEquilibrium, num_starts: int, seed: int = 0) -> tuple[FromStart, ...]:
    """What Newton's method comes to from random policies, at the precision of an equilibrium that is known."""
    game = known.game
    curve = TreeCurve(game, make_plan(game, all_unknown=int((game.num_actions - 1).sum()) <= FEW_UNKNOWNS))
    random = np.random.default_rng(seed)
    policies: list[Float[np.ndarray, " slot"]] = [known.policy]
    found = []
    for number in range(1, num_starts + 1):
        start = SPREAD * random.normal(size=curve.num_unknowns)
        point = polish(curve, start, SMALLEST_DEFECT)
        if not _is_solved(curve, point) and curve.num_unknowns <= MOST_UNKNOWNS:
            point = polish(curve, _drift(curve, start), SMALLEST_DEFECT)
        if not _is_solved(curve, point):
            found.append(FromStart(number, None))
            continue
        is_stable = _is_stable(curve)
        answer = equilibrium_at(game, curve, point)
        is_new = all(np.abs(answer.policy - other).max(initial=0.0) > ANOTHER for other in policies)
        if is_new:
            policies.append(answer.policy)
        found.append(FromStart(number, answer, is_stable, is_new))
    return tuple(found)


def _is_solved(curve: TreeCurve, point: Float[np.ndarray, " _"]) -> bool:
    """Whether a point satisfies the equations; the curve stands there afterwards."""
    return bool(np.abs(curve.defect(point, 1.0)).max(initial=0.0) <= SOLVED)


def _drift(curve: TreeCurve, point: Float[np.ndarray, " _"]) -> Float[np.ndarray, " _"]:
    """Where dz/dt = F(z) leads from a point, after many steps or near to where F vanishes."""
    step, defect = FIRST_STEP, curve.defect(point, 1.0)
    for _ in range(MOST_STEPS):
        size = float(np.linalg.norm(defect))
        if not ARRIVING < size < np.inf:
            break
        move = np.linalg.solve(np.eye(len(point)) / step - _derivative(curve), defect)
        point = point + move
        defect = curve.defect(point, 1.0)
        step *= float(np.clip(size / max(float(np.linalg.norm(defect)), 1e-300), 0.5, LONGER))
    return point


def _derivative(curve: TreeCurve) -> Float[np.ndarray, "_ _"]:
    """F′ at the curve's last point."""
    units = np.eye(curve.num_unknowns)
    return np.array([curve.push(unit, 0.0) for unit in units]).reshape(units.shape).T


def _is_stable(curve: TreeCurve) -> bool | None:
    """Whether the logit dynamic returns to the curve's last point; None if that is not found out."""
    if curve.num_unknowns > MOST_UNKNOWNS:
        return None
    return bool((np.linalg.eigvals(_derivative(curve)).real < 0).all())
