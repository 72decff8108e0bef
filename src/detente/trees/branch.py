"""The principal branch of a game tree: solutions of F(z, t) = 0 from t = 0, where there is one, to t = 1.

The curve is followed by its arc length, so that it may turn back in t: a step along the tangent, then Newton's method
across it. The length of a step is adapted to how far the tangent led astray, to how fast Newton's method converged, and
to how much the tangent turned; a step that fails one of these checks is made again, half as long.

With few unknowns the derivative is a matrix; with many, linear equations are solved by GMRES with products alone.

Source: E. L. Allgower and K. Georg, Introduction to Numerical Continuation Methods, SIAM 2003, chapters 2, 6 and 10;
T. Turocy, A dynamic homotopy interpretation of the logistic quantal response equilibrium correspondence, Games and
Economic Behavior 51 (2005) 243–263.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float
from scipy.linalg import lu_factor, lu_solve

Vector = Float[np.ndarray, " _"]

MOST_STEPS = 5_000

NUM_CORRECTIONS = 8
"""Newton steps to the curve; a step along it that needs more is too long."""

ON_THE_CURVE = 1e-6
"""Largest entry of F at points on the way. Scores of 1e-6 are log-odds that nobody could tell apart."""

SHORTEST = 1e-9
"""A step this short, compared with the first, and the curve is lost."""

FIRST_CHANGE = 1.0
"""Of the score that changes most, in the first step."""

NOMINAL_CONTRACTION, NOMINAL_DISTANCE, NOMINAL_ANGLE = 0.3, 0.3, 0.5
"""Shrinkage of Newton's steps, its first step per step along the curve, and radians of turning, of a good step."""

MOST_NEWTON_STEPS, MOST_HALVINGS = 60, 12
"""At one t."""

FEW_UNKNOWNS = 40
"""A matrix this small is made faster than GMRES begins."""

MOST_UNKNOWNS = 3_000
"""Of a matrix that is made where GMRES does not arrive; it then fits in memory many times."""


@runtime_checkable
class Curve(Protocol):
    """F and its derivative, at the last point that `defect` was asked for."""

    num_unknowns: int

    def defect(self, unknowns: Vector, share: float) -> Vector:
        """F(z, t)."""

    def push(self, direction: Vector, push_share: float) -> Vector:
        """∂F/∂z times the direction plus ∂F/∂t times the change of t."""

    def solve(self, row: Vector, right: Vector, length: float, accuracy: float) -> Vector | None:
        """By iteration what has this product with F′ and `row`, the last number being t × `length`; None if none."""


@dataclass(frozen=True)
class Branch:
    """Where the branch led.

    Args:
        unknowns: z at t = `share`, which is 1 unless the branch was lost.
        num_steps: along the curve. num_turns: how often t turned back.
        trace: t and z at the points on the way, the last one included.
    """

    unknowns: Vector
    share: float
    num_steps: int
    num_turns: int
    trace: tuple[tuple[float, Vector], ...] = ()


@dataclass
class _Follower:
    """A walk along the curve; points are (z, s) with s = t × `length`, so that z and s change at like rates."""

    curve: Curve
    keeps_trace: bool
    care: float = 1.0
    length: float = 1.0
    accuracy: float = 1e-3
    trace: list[tuple[float, Vector]] = field(default_factory=list)

    def defect(self, point: Vector) -> Vector:
        return self.curve.defect(point[:-1], point[-1] / self.length)

    def solver(self, row: Vector) -> Callable[[Vector], Vector | None]:
        """What solves F′ y = b, row · y = the last number of b, at the last point."""
        size = self.curve.num_unknowns + 1

        def times(point: Vector) -> Vector:
            point = np.ravel(point)
            return np.append(self.curve.push(point[:-1], point[-1] / self.length), row @ point)

        def solve_with_matrix(right: Vector) -> Vector | None:
            matrix = np.column_stack([times(unit) for unit in np.eye(size)])
            found = lu_solve(lu_factor(matrix, check_finite=False), right, check_finite=False)
            return found if np.isfinite(found).all() else None

        def solve(right: Vector) -> Vector | None:
            found = self.curve.solve(row, right, self.length, self.accuracy)
            if found is not None:
                return found
            return solve_with_matrix(right) if size <= MOST_UNKNOWNS else None

        return solve_with_matrix if size <= FEW_UNKNOWNS else solve

    def tangent(self, before: Vector) -> Vector | None:
        """The unit tangent at the last point, in the direction of the one before."""
        found = self.solver(before)(np.append(np.zeros(len(before) - 1), 1.0))
        return None if found is None else found / np.linalg.norm(found)

    def correct(self, guess: Vector, row: Vector, step: float, goal: float) -> tuple[Vector, float] | None:
        """The point of the curve across `row` from a guess, and how much shorter (> 1) the step should have been."""
        point, last, excess = guess, 0.0, 0.0
        for number in range(NUM_CORRECTIONS):
            defect = self.defect(point)
            if not np.isfinite(defect).all():
                return None
            if np.abs(defect).max(initial=0.0) <= goal:
                return point, excess
            move = self.solver(row)(np.append(-defect, 0.0))
            if move is None:
                return None
            size = float(np.linalg.norm(move))
            if number == 0:
                excess = np.sqrt(self.care * size / (NOMINAL_DISTANCE * step))
            elif number == 1:
                excess = max(excess, np.sqrt(self.care * size / last / NOMINAL_CONTRACTION))
            if excess > 2 or (number > 1 and size > last):
                return None
            point, last = point + move, size
        return None

    def follow(self) -> Branch:
        size = self.curve.num_unknowns
        point = np.zeros(size + 1)
        # At t = 0 the defect is that of z = 0; the anchor is where it vanishes.
        point[:-1] = self.curve.defect(point[:-1], 0.0)
        self.curve.defect(point[:-1], 0.0)
        rate = self.curve.push(np.zeros(size), 1.0)
        self.length = max(float(np.linalg.norm(rate)), 1e-9)
        tangent = self.tangent(_last_unit(size + 1))
        assert tangent is not None, "F′ is minus the identity at t = 0"
        first = min(FIRST_CHANGE / float(np.abs(tangent[:-1]).max(initial=1e-9)), self.length) / self.care
        step, num_turns = first, 0
        for num_steps in range(1, MOST_STEPS + 1):
            if self.keeps_trace:
                self.trace.append((point[-1] / self.length, point[:-1].copy()))
            while True:
                reached = self.advance(point, tangent, step)
                if reached is not None:
                    break
                step /= 2
                if step < SHORTEST * first:
                    return Branch(point[:-1], point[-1] / self.length, num_steps, num_turns, tuple(self.trace))
                self.defect(point)
            point, after, step = reached
            if after is None:
                if self.keeps_trace:
                    self.trace.append((1.0, point[:-1].copy()))
                return Branch(point[:-1], 1.0, num_steps, num_turns, tuple(self.trace))
            num_turns += int(after[-1] * tangent[-1] < 0)
            tangent = after
        return Branch(point[:-1], point[-1] / self.length, MOST_STEPS, num_turns, tuple(self.trace))

    def advance(self, point: Vector, tangent: Vector, step: float) -> tuple[Vector, Vector | None, float] | None:
        """The next point, the tangent there (None at t = 1) and the next step; None if this one is too long."""
        left = self.length - point[-1]
        if step * tangent[-1] >= left:
            step = left / tangent[-1]
            guess = point + step * tangent
            guess[-1] = self.length
            found = self.correct(guess, _last_unit(len(point)), step, ON_THE_CURVE)
            return None if found is None else (found[0], None, step)
        found = self.correct(point + step * tangent, tangent, step, ON_THE_CURVE)
        if found is None:
            return None
        beyond = found[0][-1] - self.length
        if beyond > 0:
            # The curve rose more than its tangent, past t = 1.
            share = left / (left + beyond)
            found = self.correct(point + share * (found[0] - point), _last_unit(len(point)), step, ON_THE_CURVE)
            return None if found is None else (found[0], None, step)
        after = self.tangent(tangent)
        if after is None:
            return None
        turned = float(np.arccos(np.clip(after @ tangent, -1.0, 1.0)))
        excess = max(found[1], self.care * turned / NOMINAL_ANGLE)
        if excess > 2:
            return None
        return found[0], after, step / float(np.clip(excess, 0.3, 2.0))


def _last_unit(size: int) -> Vector:
    return np.append(np.zeros(size - 1), 1.0)


def follow_branch(curve: Curve, care: float = 1.0, keeps_trace: bool = False) -> Branch:
    """Follows the branch from t = 0 to t = 1, or to where it is lost.

    Args:
        care: how many times stricter the checks of a step are.
    """
    if curve.num_unknowns == 0:
        return Branch(np.zeros(0), 1.0, 0, 0)
    return _Follower(curve, keeps_trace, care).follow()


def polish(curve: Curve, unknowns: Vector, goal: float, share: float = 1.0) -> Vector:
    """Newton's method at one t, with shorter steps where whole ones lead away, as long as F becomes smaller."""
    if curve.num_unknowns == 0:
        return unknowns
    follower = _Follower(curve, False, accuracy=1e-6)
    row = _last_unit(len(unknowns) + 1)
    point = np.append(unknowns, share)
    defect = follower.defect(point)
    for _ in range(MOST_NEWTON_STEPS):
        size = float(np.linalg.norm(defect))
        if np.abs(defect).max() <= goal:
            break
        move = follower.solver(row)(np.append(-defect, 0.0))
        if move is None:
            break
        for halvings in range(MOST_HALVINGS):
            tried = point + move / 2**halvings
            defect = follower.defect(tried)
            if np.linalg.norm(defect) < size:
                point = tried
                break
        else:
            break
    return point[:-1]
