"""A branch of solutions followed by its arc length, so that it can be followed round its turns.

With R(y) = λ Q(σ(y)) at a node's full precision, the solutions at the share s of the precision are

    s R(y) − y = 0,                                                                          (1)

a curve in the space of (y, s). Where it turns back, s falls along it, and y is no function of s. Steps go along the
tangent t of the curve and are corrected at right angles to it:

    [ s R′ − I   R / w ] [δy]   [ y − s R ]
    [      t_y     t_s ] [δs] = [    0    ],                                                 (2)

where s is measured in units of 1/w, w the largest score, so that it weighs as much as they do. The next tangent solves
(2) with the right-hand side (0, 1), which keeps its direction. Scores have mean zero over every type's menu.

R is read off one very short step of the logit dynamic, h (R − y), and R′ are its differences, so that any engine will
do. Neither is exact. That moves no solution: at s = 1 the node is solved once more, by steps that are.

Sources: H. B. Keller, Numerical solution of bifurcation and nonlinear eigenvalue problems, in P. Rabinowitz (ed.),
Applications of Bifurcation Theory (1977) 359–384; T. Turocy, A dynamic homotopy interpretation of the logistic quantal
response equilibrium correspondence, Games and Economic Behavior 51 (2005) 243–263.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from detente.solve.nodes import NodeIndex, Nodes, NodeScores, find_policies
from detente.solve.stepping import LATER_FIRST_STEP, StepRule

Flat = Float[np.ndarray, "_score _node"]

SHORT_STEP = 1e-5
"""h of the step that R is read from: its error is h |R′| of R − y, and rounding leaves ε |y| / h, 1e-10 or less."""

APART = 1e-4
"""Of two scores whose responses give R′: the error of the difference is of the order of 1e-6."""

CLOSE = 1e-6
"""Largest |s R − y| of a point that counts as one of the curve. At 3e-5 a branch was lost now and then; from 1e-6 down
no other constant here changes where branches end (chain store, 60 rounds, λ = 3)."""

FIRST_ARC = 0.05
LEAST_ARC = 1e-5
MOST_ARC = 1.0
"""Lengths of steps, in scores: first, shortest before a branch is given up, and longest."""

LEAST_COSINE = 0.95
"""Between two tangents that follow one another; a sharper turn is approached by a shorter step."""

NUM_CORRECTIONS = 6
MOST_ARCS = 300
"""Then the branch is given up."""

MOST_ENTRIES = 4_000_000
"""Entries of the matrices R′ that are computed together."""

SAME_PLAY = 0.1
"""By how much a probability may change from the last point of the curve to the solution at s = 1."""


class Ends(NamedTuple):
    """Where branches lead: scores, and whether each was followed to s = 1."""

    scores: NodeScores
    is_followed: Bool[np.ndarray, " _node"]


def follow_by_arc_length(nodes: Nodes, scores: NodeScores, share: Float[np.ndarray, " _node"], goal: float) -> Ends:
    """The first solutions at s = 1 along the branches on which the given solutions lie.

    Args:
        scores: solutions at the shares s of the nodes' precision, with s rising from there on.
        goal: on the bound on the residual at the end.
    """
    size = max(1, MOST_ENTRIES // max(1, scores.shape[0] * scores.shape[1]) ** 2)
    parts = [np.arange(first, min(first + size, len(share))) for first in range(0, len(share), size)]
    ends = [_Curves(nodes.select(part), scores[..., part], share[part], goal).follow() for part in parts]
    return Ends(
        np.concatenate([end.scores for end in ends], axis=-1), np.concatenate([end.is_followed for end in ends])
    )


class _Curves:
    """The curves of some nodes, and where each of them is."""

    def __init__(self, nodes: Nodes, scores: NodeScores, share: Float[np.ndarray, " _node"], goal: float) -> None:
        self.nodes, self.goal, self.shape = nodes, goal, scores.shape
        self.y: Flat = np.array(scores.reshape(-1, scores.shape[-1]))
        self.s = np.array(share)
        self.response = self.respond(np.arange(len(share)), self.y)
        self.weight = np.maximum(1.0, np.abs(self.response).max(axis=0))
        self.arc = np.full(len(share), FIRST_ARC)
        upwards = np.zeros((len(self.y) + 1, len(share)))
        upwards[-1] = 1.0
        self.inverse = self.invert(np.arange(len(share)), self.y, self.s, self.response, upwards)
        self.tangent = _tangents(self.inverse)
        self.scores: NodeScores = np.array(scores)
        self.is_followed = np.zeros(len(share), dtype=bool)
        self.is_lost = ~np.isfinite(self.tangent).all(axis=0)

    def follow(self) -> Ends:
        for _ in range(MOST_ARCS):
            left = np.flatnonzero(~self.is_followed & ~self.is_lost)
            if len(left) == 0:
                break
            self.step(left)
        return Ends(self.scores, self.is_followed)

    def step(self, left: NodeIndex) -> None:
        """One step along every curve that is still followed; one that does not go well is halved instead."""
        y, s, response, is_found = self.correct(left)
        inverse = self.invert(left, y, s, response, self.tangent[:, left])
        tangent = _tangents(inverse)
        cosine = np.sum(tangent * self.tangent[:, left], axis=0)
        is_good = is_found & (cosine >= LEAST_COSINE) & np.isfinite(cosine)
        arrives = is_good & (s >= 1)
        if arrives.any():
            is_good &= ~arrives
            arrived = self.arrive(left[arrives], y[:, arrives], s[arrives])
            is_good[np.flatnonzero(arrives)[arrived]] = True
        taken = left[is_good]
        self.y[:, taken], self.s[taken], self.response[:, taken] = y[:, is_good], s[is_good], response[:, is_good]
        self.tangent[:, taken], self.inverse[taken] = tangent[:, is_good], inverse[is_good]
        self.arc[taken] = np.minimum(self.arc[taken] * np.where(cosine[is_good] > 0.99, 2.0, 1.0), MOST_ARC)
        self.arc[left[~is_good]] /= 2
        self.is_lost[left] |= (self.arc[left] < LEAST_ARC) | (self.s[left] < 0)

    def correct(self, left: NodeIndex) -> tuple[Flat, Float[np.ndarray, " _node"], Flat, Bool[np.ndarray, " _node"]]:
        """Points of the curves one step on: scores, shares and responses, and whether they are points of the curve."""
        ahead = self.arc[left] * self.tangent[:, left]
        y, s = self.y[:, left] + ahead[:-1], self.s[left] + ahead[-1] / self.weight[left]
        response, back = self.respond(left, y), self.inverse[left, :, :-1]
        for _ in range(NUM_CORRECTIONS):
            wrong = y - s * response
            if np.all(np.abs(wrong) <= CLOSE):
                break
            change = np.einsum("nij,jn->in", back, wrong)
            y, s = y + change[:-1], s + change[-1] / self.weight[left]
            response = self.respond(left, y)
        return y, s, response, np.abs(s * response - y).max(axis=0) <= CLOSE

    def arrive(self, which: NodeIndex, y: Flat, s: Float[np.ndarray, " _node"]) -> Bool[np.ndarray, " _node"]:
        """Solves the nodes at s = 1, between the last points and the given ones; returns which of them are solved."""
        along = (1 - self.s[which]) / (s - self.s[which])
        start = (self.y[:, which] + along * (y - self.y[:, which])).reshape(*self.shape[:2], -1)
        nodes = self.nodes.select(which)
        rule = StepRule(NUM_CORRECTIONS, self.goal, is_drift=False)
        progress = nodes.advance(start, np.full(len(which), LATER_FIRST_STEP), rule)
        before, after = (find_policies(each, nodes) for each in (start, progress.scores))
        is_there = (progress.bound <= self.goal) & (np.abs(after - before).max(axis=0) <= SAME_PLAY)
        self.scores[..., which[is_there]] = progress.scores[..., is_there]
        self.is_followed[which[is_there]] = True
        return np.asarray(is_there)

    def respond(self, which: NodeIndex, y: Flat) -> Flat:
        """R at some scores of nodes, which may be there several times."""
        nodes = self.nodes.select(which)
        start = self.center(nodes, y)
        rule = StepRule(1, 0.0, is_drift=False)
        moved = nodes.advance(start.reshape(*self.shape[:2], -1), np.full(len(which), SHORT_STEP), rule).scores
        return np.asarray(start + (moved.reshape(start.shape) - start) / SHORT_STEP)

    def center(self, nodes: Nodes, y: Flat) -> Flat:
        """The same play by scores whose mean is zero over every type's menu, and zero for all other acts."""
        centered, first = np.zeros_like(y), 0
        for menu, (num_actions, num_types) in zip(nodes.available, nodes.shape.menus, strict=True):
            own = slice(first, first + num_actions * num_types)
            scores, there = y[own].reshape(num_actions, num_types, -1), menu[:, None]
            mean = np.where(there, scores, 0.0).sum(axis=0) / menu.sum(axis=0)
            centered[own] = np.where(there, scores - mean, 0.0).reshape(num_actions * num_types, -1)
            first = own.stop
        return centered

    def invert(
        self, which: NodeIndex, y: Flat, s: Float[np.ndarray, " _node"], response: Flat, tangent: Flat
    ) -> Float[np.ndarray, "_node _row _row"]:
        """The inverse matrices of (2); not numbers where there are none."""
        size, num = y.shape
        shifts = np.repeat(np.eye(size), num, axis=1) * APART
        repeated = np.tile(y, (1, size))
        around = self.respond(np.tile(which, 2 * size), np.concatenate([repeated + shifts, repeated - shifts], axis=1))
        derivative = ((around[:, : size * num] - around[:, size * num :]) / (2 * APART)).reshape(size, size, num)
        matrix = np.empty((num, size + 1, size + 1))
        matrix[:, :size, :size] = np.moveaxis(s * derivative, -1, 0) - np.eye(size)
        matrix[:, :size, size] = (response / self.weight[which]).T
        matrix[:, size] = tangent.T
        is_regular = np.isfinite(matrix).all(axis=(1, 2), keepdims=True)
        try:
            inverse = np.linalg.inv(np.where(is_regular, matrix, np.eye(size + 1)))
        except np.linalg.LinAlgError:
            # One is singular to the last digit: shorter steps avoid it.
            return np.full(matrix.shape, np.nan)
        return np.asarray(np.where(is_regular, inverse, np.nan))


def _tangents(inverse: Float[np.ndarray, "_node _row _row"]) -> Flat:
    """Unit tangents in the direction of the last row; not numbers where there is none."""
    along = inverse[:, :, -1].T
    return np.asarray(along / np.linalg.norm(along, axis=0))
