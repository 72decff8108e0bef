"""Endless crises: backward steps until neither values nor policies change any more.

All rounds after the first are alike: the same states, tables and payoffs. A backward step takes the values at the
beginning of the next round to the policies of a round and the values at its beginning, V ↦ Φ(V). A stationary
equilibrium is V = Φ(V). The steps begin with a guess of V, and end when

    max |Φ(V) − V| ≤ ε (1 − δ) / max(1, λ)                                                   (1)

for the largest patience δ and precision λ, or what rounding leaves of it. With policies as they are, Φ brings values
nearer to one another by δ, so that the value that these policies bring for ever is within |Φ(V) − V| δ / (1 − δ) of V,
and every policy within

    ρ + λ δ |Φ(V) − V| / (2 (1 − δ))                                                         (2)

of the logit response to that, ρ being the residual of the nodes (a probability moves by λ/2 times what its payoffs do,
at most). Where values depend on beliefs, (2) leaves aside that interpolation may stretch differences a little.

A number added to all values of a type, at all states and beliefs, moves no policy, and Φ multiplies it by δ (where an
actor's type may change, a number added to the values of all of them, if they are equally patient). Once
policies hardly change it is taken to its limit at once (MacQueen 1966; Porteus 1971), so that the number of steps
depends on how fast play forgets where it began, not on 1 / (1 − δ).

Φ need not come to rest. Values that come back after several steps are a cycle, found by keeping one earlier value
(Brent 1980); it is no equilibrium, and is not certified.

The rounds that are played out are a finite game, whose aftermath is V: play, values and checks need to know no more.

Sources: D. Fudenberg and J. Tirole, Game Theory (1991), chapter 13 (Markov perfect equilibrium); E. Porteus, Some
bounds for discounted sequential decision processes, Management Science 18 (1971) 7–11; R. Brent, An improved Monte
Carlo factorization algorithm, BIT 20 (1980) 176–184.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from jaxtyping import Float

from detente.game.tables import Flow, Game
from detente.solve.certificate import Stationary
from detente.solve.equilibrium import Equilibrium, Settings
from detente.solve.guesses import Guess
from detente.solve.nodes import Values

if TYPE_CHECKING:
    from detente.solve.backward import BackwardPass, ProgressCallback, StageSolution

SETTLED_PLAY = 1e-6
"""Largest change of a probability in the last step: policies are kept in single precision."""

SLOW_PLAY = 1e-3
"""From here on what all values of an actor have in common is taken to its limit."""

ROUNDING = 64 * float(np.finfo(np.float64).eps)
"""Share of the largest value below which changes are rounding."""

RETURN = 1e-9
"""Values that are this near to earlier ones, as a share of the largest, while they still move by a thousand times as
much, have come back."""

FEWEST_SWEEPS = 500

OWN_START = "what the file says of afterwards"

RoundSolution: TypeAlias = "tuple[StageSolution, ...]"


def find_stationary(backward: BackwardPass, guess: Guess | None, progress: ProgressCallback | None) -> Equilibrium:
    """The stationary equilibrium that backward steps arrive at, or where they were given up: see its certificate.

    Args:
        backward: of one endless game; its observer looks at the nodes of the last step.
        guess: default: what the file says of the time after the last round, nothing unless it says more.
    """
    sweeps = _Sweeps(backward, guess)
    sweeps.run(progress)
    return sweeps.conclude()


class _Sweeps:
    """Backward steps over one round of an endless crisis."""

    def __init__(self, backward: BackwardPass, guess: Guess | None) -> None:
        self.backward, self.game, self.observer = backward, backward.game, backward.observer
        backward.observer = None
        self.start = OWN_START if guess is None else guess.name
        self.values = backward.pay_flow(self.game.aftermath)
        if guess is not None:
            self.values = np.tile(guess.values, (1, backward.copies, 1))
            for key, codes, scores in guess.scores:
                backward.warm_starts.keep(key, codes, scores)
        self.patience = backward.row_patience[0]
        num_rows = len(self.game.rows)
        self.coupled = [
            np.arange(num_rows)[self.game.rows_of(actor)] + copy * num_rows
            for copy in range(len(self.patience) // num_rows)
            for actor, record in enumerate(self.game.scenario.actors)
            if record.is_changing
        ]
        most = float(self.patience.max(initial=0.0))
        self.goal = find_goal(backward.settings, most, float(self.game.precision.max()))
        self.most_sweeps = FEWEST_SWEEPS + math.ceil(40 / (1 - most))
        self.solution: RoundSolution = ()
        self.num_sweeps, self.cycle, self.is_settled = 0, 0, False
        self.value_change = self.policy_change = math.inf

    def sweep(self) -> Values:
        """One backward step: the values at the round's beginning."""
        self.backward.forget_residuals()
        values, (solution,) = self.backward.solve_period(1, self.values)
        self.policy_change = _largest_change(self.solution, solution)
        self.solution = solution
        self.value_change = float(np.abs(values - self.values).max())
        self.num_sweeps += 1
        return values

    def run(self, progress: ProgressCallback | None) -> None:
        """Steps until nothing changes, values come back, or there have been too many."""
        kept, kept_at, next_kept = self.values, 0, 1
        while self.num_sweeps < self.most_sweeps:
            values = self.sweep()
            size = max(1.0, float(np.abs(values).max()))
            is_at_rest = self.value_change <= max(self.goal, ROUNDING * size)
            if is_at_rest and self.policy_change <= SETTLED_PLAY:
                self.is_settled = True
                return
            apart = float(np.abs(values - kept).max())
            if apart <= RETURN * size < 1e-3 * self.value_change:
                self.cycle = self.num_sweeps - kept_at
                return
            self.values = self.with_limit(values)
            if self.num_sweeps == next_kept:
                kept, kept_at, next_kept = self.values, self.num_sweeps, 2 * next_kept
            if progress is not None:
                progress("solve", 1 - 1 / (1 + self.num_sweeps / 50))

    def with_limit(self, values: Values) -> Values:
        """The values, and where policies hardly change what they have in common in the limit."""
        if self.policy_change > SLOW_PLAY:
            return values
        change = values - self.values
        least, most = change.min(axis=(0, 2)), change.max(axis=(0, 2))
        share = self.patience / (1 - self.patience)
        for rows in self.coupled:
            # What one type gets depends on what it will be: only what all of them have in common is kept by Φ.
            least[rows], most[rows] = least[rows].min(), most[rows].max()
            share[rows] = share[rows] if np.ptp(self.patience[rows]) == 0 else 0.0
        return np.asarray(values + ((least + most) / 2 * share)[:, None])

    def conclude(self) -> Equilibrium:
        """The stationary solution: the last step once more, for all rounds, and the first round from the start."""
        backward, game, num_rows = self.backward, self.game, len(self.game.rows)
        if self.observer is not None:
            backward.observer = self.observer
            self.sweep()
            backward.observer = None
        later, residuals = self.solution, backward.residuals
        first, (opening,) = backward.solve_period(0, self.values)
        backward.residuals = residuals
        solved = backward.build_equilibrium(0, (opening, *[later] * (game.num_periods - 1)), first[0])
        certificate = replace(solved.certificate, stationary=self.describe(solved.certificate.max_residual))
        return replace(
            solved,
            game=replace(game, aftermath=_as_flow(game, self.values[:, :num_rows])),
            certificate=certificate,
            unsolved=_in_all_rounds(solved.unsolved, game.num_periods),
        )

    def describe(self, residual: float) -> Stationary:
        """How well the solution stands still."""
        patience, precision = self.game.patience.copy(), self.game.precision
        for rows in self.coupled:
            rows = rows[rows < len(patience)]
            patience[rows] = patience[rows].max(initial=0.0)
        left = np.max(precision * patience / (1 - patience)) / 2 * self.value_change
        return Stationary(
            num_sweeps=self.num_sweeps,
            start=self.start,
            value_change=self.value_change,
            policy_change=self.policy_change,
            residual=float(min(1.0, residual + left)),
            is_settled=self.is_settled,
            cycle=self.cycle,
            num_rounds=self.game.num_periods,
            weight_left=float(patience.max() ** self.game.num_periods),
        )


def find_goal(settings: Settings, patience: float, precision: float) -> float:
    """Equation (1): how little values may change in the last step."""
    return settings.tolerance * (1 - patience) / max(1.0, precision)


def _largest_change(before: RoundSolution, after: RoundSolution) -> float:
    """Of a probability, from one step to the next."""
    if not before:
        return math.inf
    changes = [
        float(np.abs(np.exp(new[0]) - np.exp(old[0])).max(initial=0.0))
        for old_stage, new_stage in zip(before, after, strict=True)
        for old, new in zip(old_stage, new_stage, strict=True)
        if old is not None and new is not None
    ]
    return max(changes, default=0.0)


def _as_flow(game: Game, values: Float[np.ndarray, "state row belief"]) -> Flow:
    """Values as what follows the rounds that are played out."""
    number = game.aftermath.number
    if game.grid.size == 1:
        return Flow(np.ascontiguousarray(values[:, :, 0]), np.zeros(0, dtype=np.int64), None, number)
    nothing = np.zeros(values.shape[:2])
    return Flow(nothing, np.arange(values.shape[1]), np.ascontiguousarray(values), number)


def _in_all_rounds(unsolved: np.ndarray, num_rounds: int) -> np.ndarray:
    """The unsolved nodes of one round, in every round but the first."""
    if len(unsolved) == 0:
        return unsolved
    repeated = np.tile(unsolved, (num_rounds - 1, 1))
    repeated[:, 0] = np.repeat(np.arange(1, num_rounds), len(unsolved))
    return repeated
