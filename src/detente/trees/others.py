"""Other equilibria of a game tree, found by Newton's method from random policies.

They are asked for, or sought by themselves in small trees: play then first drifts from each start, from nearly pure
policies too, by steps of the logit dynamic, which end at a stable equilibrium if they end.

None found is no proof that there is none; how many starts arrived anywhere is counted too. An equilibrium is *stable*
if the logit dynamic dz/dτ = F(z) of all policies (`sweeps.py`) returns to it after a small disturbance, that is, if
every eigenvalue of F′ has a negative real part.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from detente.trees.answers import SOLVED, OtherAnswers
from detente.trees.branch import Branch, polish
from detente.trees.exact import FEW_UNKNOWNS, SMALLEST_DEFECT, TreeCurve, TreeEquilibrium, evaluate_branch
from detente.trees.extensive import ExtensiveGame
from detente.trees.plans import make_plan

SPREAD = 4.0
"""Standard deviation of the log-odds of a start: nearly pure and well mixed policies both occur."""

NEARLY_PURE = 8.0
"""Log-odds of the act in a nearly pure start."""

NUM_STEPS, STEP = 1_000, 0.2
"""Of the drift of play: at most so many, each so long; and so small a defect is near enough for Newton's method."""

NEAR = 1e-6

ANOTHER = 1e-4
"""Difference of some probability from which two answers are two."""


@dataclass(frozen=True)
class OtherEquilibrium:
    """An equilibrium that is not the known one.

    Args:
        starts: what led to it, in words.
        is_stable: False, too, where there are too many policies to tell.
    """

    starts: tuple[str, ...]
    found: TreeEquilibrium
    is_stable: bool


@dataclass(frozen=True)
class Sought:
    """What random starts led to. num_arrived: starts that arrived at any equilibrium."""

    num_starts: int
    num_arrived: int
    others: tuple[OtherEquilibrium, ...]


def has_few_policies(game: ExtensiveGame) -> bool:
    """Whether a tree is small enough that others are sought without being asked for."""
    return int((game.num_actions - 1).sum()) <= FEW_UNKNOWNS


def seek_others(known: TreeEquilibrium, num_starts: int, seed: int = 0, num_pure: int | None = None) -> Sought:
    """Equilibria at the same precision from other starts.

    Args:
        num_starts: random policies.
        num_pure: where play first drifts from the starts, so many nearly pure ones too, in which everybody plays the
            first act of every menu, the second, and so on; all policies have to be unknowns. None: it does not drift.
    """
    game = known.game
    curve = TreeCurve(game, make_plan(game, all_unknown=has_few_policies(game)))
    random = np.random.default_rng(seed)
    pure = list_pure(game)[:num_pure] if num_pure is not None else []
    starts = {f"act {number} of every menu": each for number, each in enumerate(pure, start=1)}
    for number in range(1, num_starts + 1):
        starts[f"random policies, {number}"] = SPREAD * random.normal(size=curve.num_unknowns)
    policies: list[Float[np.ndarray, " slot"]] = [known.policy]
    others: list[OtherEquilibrium] = []
    num_arrived = 0
    for start, scores in starts.items():
        near = scores if num_pure is None else _drift(curve, scores)
        unknowns = polish(curve, near, SMALLEST_DEFECT)
        if not np.abs(curve.defect(unknowns, 1.0)).max(initial=0.0) <= SOLVED:
            continue
        num_arrived += 1
        apart = [np.abs(curve.at.policy - other).max(initial=0.0) for other in policies]
        same = int(np.argmin(apart))
        if apart[same] <= ANOTHER:
            if same > 0:
                others[same - 1] = replace(others[same - 1], starts=(*others[same - 1].starts, start))
            continue
        policies.append(curve.at.policy.copy())
        is_stable = curve.num_unknowns <= FEW_UNKNOWNS and _is_stable(curve)
        curve.defect(unknowns, 1.0)
        found = evaluate_branch(game, curve, Branch(unknowns, 1.0, 0, 0), True)
        others.append(OtherEquilibrium((start,), found, is_stable))
    return Sought(len(starts), num_arrived, tuple(others))


def _drift(curve: TreeCurve, scores: Float[np.ndarray, " _"]) -> Float[np.ndarray, " _"]:
    """Where the logit dynamic leads from some scores."""
    for _ in range(NUM_STEPS):
        defect = curve.defect(scores, 1.0)
        if not np.isfinite(defect).all() or np.abs(defect).max(initial=0.0) <= NEAR:
            break
        scores = scores + STEP * defect
    return scores


def list_pure(game: ExtensiveGame) -> list[Float[np.ndarray, " _"]]:
    """Scores of nearly pure policies, each with the same place in every menu, the last one where a menu is shorter."""
    starts = []
    for place in range(int(game.num_actions.max(initial=0))):
        scores = []
        for number in game.num_actions:
            own = np.zeros(int(number))
            own[min(place, int(number) - 1)] = NEARLY_PURE
            scores.append(own[1:] - own[0])
        starts.append(np.concatenate(scores))
    return starts


def _is_stable(curve: TreeCurve) -> bool:
    """Whether the logit dynamic returns to the curve's last point."""
    columns = [curve.push(unit, 0.0) for unit in np.eye(curve.num_unknowns)]
    return bool(np.linalg.eigvals(np.array(columns).T).real.max(initial=-1.0) < 0)


def find_others(known: TreeEquilibrium, num_starts: int, seed: int = 0) -> OtherAnswers:
    """What players expect in the equilibria from random starts."""
    sought = seek_others(known, num_starts, seed)
    values = (tuple(float(value) for value in each.found.value[0]) for each in sought.others)
    return OtherAnswers(num_starts, sought.num_arrived, tuple(values))
