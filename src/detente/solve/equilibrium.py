"""The answer of the solver: everybody's policy at every reachable public state and belief, with its certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from jaxtyping import Float, Int

from detente.errors import UnsolvedError
from detente.game.magnitudes import unsure
from detente.game.tables import Game
from detente.game.true_payoffs import Payoffs, true_payoffs
from detente.solve.checks import Multiplicity, Refinement, UnsolvedReach

# The underscores let every table have axes of its own length: the run-time checks know one scope for the whole record.
LogPolicy = Float[np.ndarray, "_state _belief _action _type"]
"""log σ(action | type), single precision; −inf where the action is not available."""


@dataclass(frozen=True)
class Settings:
    """How to solve.

    Args:
        tolerance: a node is solved when |σ − logit(λQ)| is below this in every entry.
        max_steps: pseudo-transient steps a run; sweeps: runs that start leftover nodes from their neighbours' answers.
        regret: whether to work out what each type of each actor would gain by a best response (a third more work).
        allow_unsolved: whether to go on with unsolved nodes; every output then says so.
    """

    tolerance: float = 1e-8
    max_steps: int = 60
    sweeps: int = 4
    regret: bool = False
    allow_unsolved: bool = False


@dataclass(frozen=True)
class UnsolvedNode:
    """One node above the tolerance, in the analyst's words.

    Args:
        actor: who decides there.
    """

    date: str
    actor: str
    stage: str
    state: str
    belief: str
    residual: float


@dataclass(frozen=True)
class Regret:
    """What one type of one actor would gain by playing best from the start; type is None where nothing is private."""

    actor: str
    type: str | None
    gain: float


ALARMING_GAP = 0.1
ALARMING_ERRORS = 5.0
"""A played-out gap above both, the second times its Monte Carlo error, is told with a warning."""


CHANCE_ERRORS = 3.0
"""So many standard errors are put down to chance, which is wrong once in 370 times."""

ROUNDING = 1e-6
"""Numbers that agree up to this share of their size are the same: payoffs of plays are kept in single precision."""


def by_chance(error: float, size: float) -> float:
    """How far a number may be from its estimate by chance and rounding. error: the estimate's standard error."""
    return max(CHANCE_ERRORS * error, ROUNDING * max(1.0, abs(size)))


@dataclass(frozen=True)
class ValueGap:
    """How far a type's value at the start is from what plays bring it.

    Args:
        type: None for an actor with one type.
        gap: the value less the mean over plays. error: standard error of that.
    """

    actor: str
    type: str | None
    value: float
    gap: float
    error: float

    @property
    def beyond_chance(self) -> float:
        """What of the gap chance does not explain; below nought where it does."""
        return abs(self.gap) - by_chance(self.error, self.value)


@dataclass(frozen=True)
class PlayedOut:
    """How far policies are from the logit response to values that were played out, not interpolated.

    Args:
        max_gap: largest |σ − softmax(λ Q̂)| over histories, actions and types. mean_gap: mean of the largest by history.
        error: Monte Carlo standard error of the entry with the largest gap.
        num_histories, num_rollouts: histories tried, and plays for each action and type there.
        value: between a value at the start and what plays bring, the gap of which chance explains least.
        num_plays: from which that was found.
    """

    max_gap: float
    mean_gap: float
    error: float
    num_histories: int
    num_rollouts: int
    value: ValueGap | None = None
    num_plays: int = 0

    @property
    def is_alarming(self) -> bool:
        """Whether the largest gap is large, and far more than chance explains."""
        return self.max_gap > ALARMING_GAP and self.max_gap > ALARMING_ERRORS * self.error


@dataclass(frozen=True)
class Certificate:
    """How good the answer is (docs/theory/certificate.md).

    Args:
        max_residual: largest |σ − logit(λQ)| over informed nodes.
        unsolved_share: share of informed nodes above the tolerance.
        num_nodes: informed nodes solved, all states and beliefs. num_unsolved: those above the tolerance.
        worst: the worst unsolved nodes, worst first.
        regrets: what each type of each actor would gain at the start by a best response to the others, in payoff
            units, or None where that was not asked for. Part of it is the noise that the precision stands for.
        played_out: the check by play, or None where that was not asked for.
        num_unstable: solved nodes whose answer play drifts away from when it is disturbed a little.
        unsolved_reach: how often play meets an unsolved node, where there are any and that is allowed.
        refinement: the headline numbers on a finer grid, or None where that was not asked for.
        multiplicity: what is found from other starts, or None where that was not asked for.
    """

    max_residual: float
    unsolved_share: float
    num_nodes: int
    num_unsolved: int
    worst: tuple[UnsolvedNode, ...] = ()
    regrets: tuple[Regret, ...] | None = None
    played_out: PlayedOut | None = None
    num_unstable: int = 0
    unsolved_reach: UnsolvedReach | None = None
    refinement: Refinement | None = None
    multiplicity: Multiplicity | None = None

    @property
    def grid_error(self) -> float | None:
        """The largest change of a start value on the finer grid, or None where there is no finer solution."""
        if self.refinement is None or self.refinement.largest is None:
            return None
        return abs(self.refinement.largest.change)

    @property
    def max_regret(self) -> float | None:
        """The largest regret of any type of any actor, or None where regret was not asked for."""
        return None if self.regrets is None else max(regret.gain for regret in self.regrets)


@dataclass(frozen=True)
class Equilibrium:
    """A solved game.

    Args:
        log_policies: by period, stage and table, log σ(action | type) with axes state, belief, action, type
            (type counts the mover's types); −inf where the action is not available; None where nobody decides.
        start_values: value of every row at the start state and the prior; if everybody saw the game as it is.
        pictures: actor (index) -> the game as it sees it, solved; it plays by that. Empty where everybody sees the game
            as it is. Plays and what is counted in them know of pictures; all else here is about the game as it is.
        unsolved: period, stage, state (of the stage) and belief of every unsolved node.
    """

    game: Game
    settings: Settings
    log_policies: tuple[tuple[tuple[LogPolicy | None, ...], ...], ...]
    start_values: Float[np.ndarray, " row"]
    certificate: Certificate
    pictures: Mapping[int, Equilibrium] = field(default_factory=dict)
    unsolved: Int[np.ndarray, "unsolved_node 4"] = field(default_factory=lambda: np.zeros((0, 4), dtype=np.int32))

    @cached_property
    def payoffs(self) -> Payoffs:
        """What is paid in play; found once, as games may have to be compiled for it."""
        return true_payoffs(self.game) if self.pictures else Payoffs((self.game,))

    def require(self) -> Equilibrium:
        """This equilibrium, if every node is solved.

        Raises:
            UnsolvedError: some nodes are above the tolerance.
        """
        if self.certificate.num_unsolved and not self.settings.allow_unsolved:
            raise UnsolvedError(self._unsolved_in_words())
        return self

    def _unsolved_in_words(self) -> str:
        certificate, scenario, grid = self.certificate, self.game.scenario, self.game.grid
        crisis = scenario.title + (f", variant {scenario.variant}" if scenario.variant else "")
        informed = [scenario.actors[actor].name for actor in self.game.informed]
        points = ", ".join(f"{name}={number}" for name, number in zip(informed, grid.num_points, strict=True))
        places = "; ".join(
            f"{n.date} {n.actor} {n.stage} at {n.state}, {n.belief}: {n.residual:.1e}" for n in certificate.worst
        )
        movers = ", ".join(dict.fromkeys(node.actor for node in certificate.worst))
        return (
            f"{crisis}: {certificate.num_unsolved:,} of {certificate.num_nodes:,} nodes are above the residual "
            f"{self.settings.tolerance:.0e} on the grid of {points} belief points (worst first: {places}). What may "
            f"help: another number of belief points (--points ACTOR=N; more make values smoother between points, but "
            f"fewer can leave out the beliefs that are hard), a lower precision of those who decide there ({movers}), "
            f"or more steps for each node (--steps N, here {self.settings.max_steps}). {self._rounding_in_words()}"
            "With --allow-unsolved you can go on all the same; the output then says how often play meets such a node."
        )

    def _rounding_in_words(self) -> str:
        """That payoffs may be too large for the tolerance, if they are."""
        large = unsure(self.game)
        if not large:
            return ""
        return (
            f"Payoffs times precision reach {', '.join(large)}: so large that rounding alone moves probabilities by "
            "more than 1e-08; smaller payoffs or a lower precision are the way out. "
        )
