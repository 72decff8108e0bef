"""The principal branch of an exact tree, followed to its precision; and other solutions near random points.

The principal branch is the curve of solutions of (1) in `exact_tree.py` that begins at t = 0, z = 0, the only solution
there. It is followed by its arc length, round its turning points, to the first point with t = 1.

Source: E. L. Allgower and K. Georg, Introduction to Numerical Continuation Methods, SIAM 2003, chapters 2 and 6.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from support.exact_play import Play
from support.exact_slope import Slope
from support.exact_tree import Array, ExactTree

TOLERANCE = 1e-10

NUM_TRIES = 12
"""Starting points from which a solution is looked for where the branch is broken off."""


@dataclass(frozen=True)
class Exact:
    """An exact equilibrium: the unknowns, the play that they imply, and the largest |σ − softmax(λ Q)|."""

    tree: ExactTree
    unknowns: Array
    play: Play
    residual: float


class NoSolutionError(ArithmeticError):
    """The branch was not followed to the end, or the residual stayed too large."""


def solve_exactly(tree: ExactTree, max_steps: int = 2000) -> Exact:
    """The equilibrium on the principal branch; if a payoff that jumps breaks the branch off, one found otherwise.

    Raises:
        NoSolutionError: there is no point whose residual is at most 1e-10. Where payoffs jump at a belief there may be
            no equilibrium at all.
    """
    try:
        return _certified(tree, _polish(tree, _follow(tree, max_steps)))
    except NoSolutionError as error:
        broken = error
    random = np.random.default_rng(0)
    for number in range(NUM_TRIES):
        try:
            return _certified(tree, _dampened(tree, min(number, 4.0) * random.normal(size=tree.num_unknowns)))
        except (NoSolutionError, np.linalg.LinAlgError):
            continue
    raise broken


def other_solutions(tree: ExactTree, known: Exact, num_starts: int, seed: int = 0, spread: float = 8.0) -> list[Exact]:
    """Different equilibria found from random points, the known one first."""
    random = np.random.default_rng(seed)
    found = [known]
    for _ in range(num_starts if tree.num_unknowns else 0):
        try:
            new = _certified(tree, _dampened(tree, spread * random.normal(size=tree.num_unknowns)))
        except (NoSolutionError, np.linalg.LinAlgError, FloatingPointError):
            continue
        if all(differ(new, old) > 1e-6 for old in found):
            found.append(new)
    return found


def differ(one: Exact, two: Exact) -> float:
    """The largest difference between the policies of two equilibria."""
    pairs = zip(one.play.policy, two.play.policy, strict=True)
    gaps = (np.abs(np.exp(a) - np.exp(b)).max() for first, second in pairs for a, b in zip(first, second, strict=True))
    return float(max(gaps, default=0.0))


def _certified(tree: ExactTree, unknowns: Array) -> Exact:
    play = Play(tree, unknowns[:, None])
    residual = max(_gaps(tree, play), default=0.0)
    if not residual <= TOLERANCE:
        raise NoSolutionError(f"the exact tree is left with a residual of {residual:.1e}")
    return Exact(tree, unknowns, play, residual)


def _gaps(tree: ExactTree, play: Play) -> Iterator[float]:
    """|σ − softmax(λ Q)| of every group and side."""
    for group, policies, values in zip(tree.groups, play.policy, play.action_values, strict=True):
        for side in range(len(group.actors)):
            scores, anchor = group.precision(side, tree.rules)[:, None, :, None] * values[side], group.anchors[side]
            if anchor is not None:
                scores = scores + anchor[..., None]
            powers = np.exp(scores - scores.max(axis=1, keepdims=True))
            yield float(np.abs(np.exp(policies[side]) - powers / powers.sum(axis=1, keepdims=True)).max())


def _follow(tree: ExactTree, max_steps: int) -> Array:
    """The first point of the branch with t = 1."""
    size = tree.num_unknowns
    if size == 0:
        return np.zeros(0)
    # Arc length in units in which both the scores and the scale matter.
    weight = 1.0 / max(1.0, np.sqrt(size))
    point, step = np.zeros(size + 1), 0.02
    tangent = _unit(Slope(tree, point[:size], 0.0).factor(_last(size))(_last(size)), weight)
    for _ in range(max_steps):
        guess = point + step * tangent
        if guess[-1] > 1.0:
            guess = point + tangent * (1.0 - point[-1]) / tangent[-1]
        done = _correct(tree, guess, tangent, weight)
        if done is None:
            step /= 3
            if step < 1e-9:
                raise NoSolutionError(f"the branch was lost at {point[-1]:.4g} of the precision")
            continue
        corrected, after, num_rounds = done
        bend = float((after * tangent * _metric(size, weight)).sum())
        if bend < 0.8 and step > 1e-6:
            step /= 2
            continue
        point, tangent = corrected, after
        if point[-1] >= 1.0 - 1e-12:
            return point[:size]
        step *= 2.0 if num_rounds <= 3 and bend > 0.97 else 1.0 if num_rounds <= 6 else 0.6
    raise NoSolutionError(f"{max_steps} steps end at {point[-1]:.4g} of the precision")


def _metric(size: int, weight: float) -> Array:
    return np.append(np.full(size, weight**2), 1.0)


def _unit(direction: Array, weight: float) -> Array:
    return np.asarray(direction / np.sqrt((direction**2 * _metric(len(direction) - 1, weight)).sum()))


def _correct(tree: ExactTree, guess: Array, tangent: Array, weight: float) -> tuple[Array, Array, int] | None:
    """The point of the branch in the plane through the guess, the tangent there, and the rounds that it took."""
    size = len(guess) - 1
    row = tangent * _metric(size, weight)
    point = guess
    slope = Slope(tree, point[:size], float(point[-1]))
    try:
        solve = slope.factor(row)
    except ZeroDivisionError:
        return None
    defect, last = slope.defect, np.inf
    for number in range(12):
        error = float(np.abs(defect).max())
        if error < 1e-9 * max(1.0, float(np.abs(point).max())):
            return point, _unit(solve(_last(size)), weight), number
        if not error < 0.7 * last and number > 1:
            return None
        last = error
        move = solve(-np.append(defect, 0.0))
        if not np.abs(move).max() < 1e3:
            return None
        point = point + move
        defect = Play(tree, point[:size, None], float(point[-1])).wanted[:, 0] - point[:size]
    return None


def _last(size: int) -> Array:
    """Nothing of the unknowns, all of the scale."""
    return np.append(np.zeros(size), 1.0)


def _step(slope: Slope, shift: float = 0.0) -> Array:
    """The step in the unknowns after which F would be zero, were it linear; the scale stays."""
    size = len(slope.defect)
    try:
        return slope.factor(_last(size), shift)(np.append(-slope.defect, 0.0))[:size]
    except ZeroDivisionError as error:
        raise NoSolutionError(f"no step: {error}") from error


def _polish(tree: ExactTree, unknowns: Array) -> Array:
    """Newton's steps at the full precision, as long as they help."""
    best, least = unknowns, np.inf
    for _ in range(30 if tree.num_unknowns else 0):
        slope = Slope(tree, unknowns, 1.0)
        error = float(np.abs(slope.defect).max())
        if not error < least:
            break
        best, least = unknowns, error
        unknowns = unknowns + _step(slope)
    return best


def _dampened(tree: ExactTree, unknowns: Array, max_steps: int = 60) -> Array:
    """Pseudo-transient steps of the logit dynamic, which become Newton's."""
    step, last = 1.0, np.inf
    for _ in range(max_steps):
        slope = Slope(tree, unknowns, 1.0)
        error = float(np.abs(slope.defect).max())
        if error < 1e-8:
            return _polish(tree, unknowns)
        step = min(step * min(max(last / error, 0.25), 10.0), 1e12) if np.isfinite(last) else step
        last = error
        unknowns = unknowns + _step(slope, 1 / step)
    raise NoSolutionError("no solution near this point")
