"""Game tree -> its agent quantal-response equilibrium on the principal branch, with a certificate.

There is no grid: the residual is the only error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from detente.trees.branch import Branch, follow_branch, polish
from detente.trees.extensive import ExtensiveGame
from detente.trees.krylov import compiled_gmres
from detente.trees.plans import SweepPlan, arrays_of, make_plan
from detente.trees.sweeps import PointArrays, TreeArrays, compiled_sweeps, make_point

SMALLEST_DEFECT = 1e-13
"""What rounding leaves of a score of order one."""

FEW_UNKNOWNS = 200
"""Up to so many, all policies are unknowns; beyond, only those that must be."""

MOST_CONFIRMED = 2_000
"""Unknowns of a branch that is followed a second time."""

SAME_POLICY = 1e-5
"""Points on the way are on the curve to about 1e-6 in log-odds; another branch is much farther."""

SMALL_RESIDUAL = 1e-10
"""Above it, all policies become unknowns for the last steps."""


@dataclass(frozen=True)
class TreeEquilibrium:
    """An agent quantal-response equilibrium of a game tree.

    Args:
        policy: σ by slot. belief: μ by node of an information set; 0 elsewhere. reach: probability of every node.
        action_value: Q by slot. value: what every player expects at every node.
        residual: by slot |σ − logit(λ Q)|. share: 1, or how much of the precision the branch was followed to.
        is_confirmed: whether stricter checks along the branch led to the same policies.
        num_unknowns: policies that others' beliefs depend on. num_steps, num_turns: along the branch.
        trace: t and the policy at points on the way, if asked for.
    """

    game: ExtensiveGame
    policy: Float[np.ndarray, " slot"]
    belief: Float[np.ndarray, " node"]
    reach: Float[np.ndarray, " node"]
    action_value: Float[np.ndarray, " slot"]
    value: Float[np.ndarray, "node player"]
    residual: Float[np.ndarray, " slot"]
    share: float
    is_confirmed: bool
    num_unknowns: int
    num_steps: int
    num_turns: int
    trace: tuple[tuple[float, Float[np.ndarray, " slot"]], ...] = ()


class TreeCurve:
    """F of `sweeps.py` and its derivative at the last point."""

    def __init__(self, game: ExtensiveGame, plan: SweepPlan) -> None:
        self.tree: TreeArrays = arrays_of(game, plan)
        self.at: PointArrays = make_point(game.num_nodes, int(game.first_slot[-1]), game.num_players)
        self.num_unknowns = plan.num_unknowns
        self.share = 0.0
        self.functions, self.gmres = compiled_sweeps(), compiled_gmres()

    def defect(self, unknowns: Float[np.ndarray, " _"], share: float) -> Float[np.ndarray, " _"]:
        out = np.zeros(self.num_unknowns)
        self.share = float(share)
        self.functions.sweep(self.tree, self.at, np.ascontiguousarray(unknowns), self.share, out)
        return out

    def push(self, direction: Float[np.ndarray, " _"], push_share: float) -> Float[np.ndarray, " _"]:
        out = np.zeros(self.num_unknowns)
        direction = np.ascontiguousarray(direction)
        self.functions.push(self.tree, self.at, direction, float(push_share), self.share, out)
        return out

    def solve(
        self, row: Float[np.ndarray, " _"], right: Float[np.ndarray, " _"], length: float, accuracy: float
    ) -> Float[np.ndarray, " _"] | None:
        found, row, right = np.empty(len(right)), np.ascontiguousarray(row), np.ascontiguousarray(right)
        is_found = self.gmres(self.tree, self.at, self.share, float(length), row, right, accuracy, found)
        return found if is_found else None

    def policy_at(self, unknowns: Float[np.ndarray, " _"], share: float) -> Float[np.ndarray, " slot"]:
        """The logit answers at a point."""
        self.defect(unknowns, share)
        return self.at.policy.copy()


def solve_game_tree(game: ExtensiveGame, keeps_trace: bool = False) -> TreeEquilibrium:
    """The equilibrium on the principal branch at the game's precision."""
    num_all = int((game.num_actions - 1).sum())
    curve = TreeCurve(game, make_plan(game, all_unknown=num_all <= FEW_UNKNOWNS))
    branch, is_confirmed = _follow(curve, keeps_trace)
    unknowns = polish(curve, branch.unknowns, SMALLEST_DEFECT, branch.share)
    trace = tuple((share, curve.policy_at(point, share)) for share, point in branch.trace)
    policy = curve.policy_at(unknowns, branch.share)
    found = evaluate_branch(game, curve, branch, is_confirmed, trace)
    if found.residual.max(initial=0.0) <= SMALL_RESIDUAL or curve.num_unknowns == num_all or branch.share < 1:
        return found
    # Answers to answers multiply rounding errors; with all policies as unknowns there are none.
    whole = TreeCurve(game, make_plan(game, all_unknown=True))
    whole.policy_at(polish(whole, scores_of(game, policy), SMALLEST_DEFECT), 1.0)
    better = evaluate_branch(game, whole, branch, is_confirmed, trace)
    return better if better.residual.max() < found.residual.max() else found


def _follow(curve: TreeCurve, keeps_trace: bool) -> tuple[Branch, bool]:
    """The branch, and whether it was confirmed by stricter checks, which are not tried with many unknowns."""
    branch = follow_branch(curve, 1.0, keeps_trace)
    if curve.num_unknowns == 0:
        return branch, True
    if curve.num_unknowns > MOST_CONFIRMED:
        return branch, False
    for care in (2.0, 4.0, 8.0, 16.0):
        again = follow_branch(curve, care, keeps_trace)
        is_same = branch.share == again.share == 1 and np.allclose(
            curve.policy_at(branch.unknowns, 1.0), curve.policy_at(again.unknowns, 1.0), rtol=0, atol=SAME_POLICY
        )
        if is_same:
            return branch, True
        branch = again
    return branch, False


def evaluate_branch(
    game: ExtensiveGame,
    curve: TreeCurve,
    branch: Branch,
    is_confirmed: bool,
    trace: tuple[tuple[float, Float[np.ndarray, " slot"]], ...] = (),
) -> TreeEquilibrium:
    """Everything at the policy of the curve's last point, computed afresh from nothing but the policy."""
    policy = curve.at.policy.copy()
    at = make_point(game.num_nodes, int(game.first_slot[-1]), game.num_players)
    at.log_policy[:] = _log_logit(game, branch.share * curve.at.action_value)
    curve.functions.evaluate(curve.tree, at)
    return TreeEquilibrium(
        game=game,
        policy=policy,
        belief=np.where(game.owner >= 0, at.belief, 0.0),
        reach=np.exp(at.log_reach),
        action_value=at.action_value,
        value=at.value,
        residual=np.abs(policy - at.policy),
        share=branch.share,
        is_confirmed=is_confirmed,
        num_unknowns=curve.num_unknowns,
        num_steps=branch.num_steps,
        num_turns=branch.num_turns,
        trace=trace,
    )


def _log_logit(game: ExtensiveGame, action_value: Float[np.ndarray, " slot"]) -> Float[np.ndarray, " slot"]:
    """log σ of the logit answer, which does not underflow."""
    scores = np.repeat(game.precision, game.num_actions) * action_value + game.log_anchor
    first = game.first_slot[:-1]
    scores -= np.repeat(np.maximum.reduceat(scores, first), game.num_actions)
    return np.asarray(scores - np.repeat(np.log(np.add.reduceat(np.exp(scores), first)), game.num_actions))


def scores_of(game: ExtensiveGame, policy: Float[np.ndarray, " slot"]) -> Float[np.ndarray, " _"]:
    """z of all sets, at a policy."""
    log_policy = np.log(np.maximum(policy, np.finfo(float).tiny))
    scores = log_policy - np.repeat(log_policy[game.first_slot[:-1]], game.num_actions)
    return np.delete(scores, game.first_slot[:-1])
