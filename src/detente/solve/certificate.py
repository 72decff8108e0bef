"""What is known about the quality of a solution: a record of numbers, and what they are about.

docs/theory/certificate.md explains each. The residual comes with every solution; the rest where it was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from detente.scenario.model import EquilibriumRule


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


LARGE_GAP = 0.1
"""A played-out gap above this is told with a warning."""

SMALL_GAP = 0.02
"""One up to this changes no number that anybody would notice."""

SELDOM = 0.001
"""A share of plays that changes no number that anybody would notice."""

NOTICEABLE = 0.01
"""A share of the size of expected payoffs, from which a difference of theirs is told with a warning."""

Grade = Literal["sound", "with care", "do not use"]

CHANCE_ERRORS = 3.0
"""This many standard errors are put down to chance, which is wrong once in 370 times."""

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
        """What of the gap chance does not explain; below zero where it does."""
        return abs(self.gap) - by_chance(self.error, self.value)


@dataclass(frozen=True)
class Apartness:
    """The total variation between the joint posterior about two actors and the product of the beliefs about them.

    Args:
        actors: those of whom a signal depends on both.
        mean, most: over plays, at the date at which the mean is largest.
    """

    actors: tuple[str, ...]
    mean: float
    most: float


@dataclass(frozen=True)
class PlayedOut:
    """How far policies are from the logit response to values that were played out, not interpolated.

    Args:
        max_gap: largest part of |σ − softmax(λ Q̂)| that chance does not explain, over histories, actions and types.
        mean_gap: mean of the largest by history.
        error: by how much chance leaves a policy open, at most: three standard errors of λ Q̂.
        num_histories, num_rollouts: histories tried, and the most plays for each action and type there.
        value: between a value at the start and what plays bring, the gap of which chance explains least.
        num_plays: from which that was found.
        apart: how far beliefs about two actors are from the joint posterior, where a signal depends on both.
    """

    max_gap: float
    mean_gap: float
    error: float
    num_histories: int
    num_rollouts: int
    value: ValueGap | None = None
    num_plays: int = 0
    apart: Apartness | None = None

    @property
    def is_alarming(self) -> bool:
        """Whether the largest gap is large, chance left aside."""
        return self.max_gap > LARGE_GAP


@dataclass(frozen=True)
class ValueChange:
    """What an actor of a type expects at the start, on the belief grid in use and on the finer one."""

    actor: str
    type: str | None
    base: float
    refined: float

    @property
    def change(self) -> float:
        return self.refined - self.base


@dataclass(frozen=True)
class ClaimChange:
    """One comparison of a claim, on the belief grid in use and on the finer one; None where there is no number.

    Args:
        claim: its id. text: the comparison. is_share: whether its numbers are probabilities.
    """

    claim: str
    text: str
    is_share: bool
    base: float | None
    refined: float | None
    verdict: str
    refined_verdict: str

    @property
    def change(self) -> float | None:
        return None if self.base is None or self.refined is None else self.refined - self.base


@dataclass(frozen=True)
class Refinement:
    """The headline numbers once more on a finer belief grid.

    Args:
        num_points: points of the finer grid on each axis, by actor whose belief is tracked; empty if none is.
        values: of every actor and type. claims: those measured on the base crisis alone; same seed, same draws.
        num_unsolved: nodes left above the tolerance on the finer grid.
        obstacle: why there is no finer solution; empty if there is.
    """

    num_points: Mapping[str, int]
    values: tuple[ValueChange, ...] = ()
    claims: tuple[ClaimChange, ...] = ()
    num_unsolved: int = 0
    obstacle: str = ""

    @property
    def largest(self) -> ValueChange | None:
        """The start value that changes most."""
        return max(self.values, key=lambda value: abs(value.change), default=None)

    @property
    def largest_of_claims(self) -> tuple[ClaimChange, ...]:
        """The comparisons that change most: of probabilities, and of other quantities."""
        found = []
        for is_share in (True, False):
            changed = [claim for claim in self.claims if claim.is_share is is_share and claim.change is not None]
            found += [max(changed, key=lambda claim: abs(claim.change or 0.0))] if changed else []
        return tuple(found)

    @property
    def other_verdicts(self) -> tuple[ClaimChange, ...]:
        """The comparisons whose verdict is another one on the finer grid."""
        return tuple(claim for claim in self.claims if claim.verdict != claim.refined_verdict)


@dataclass(frozen=True)
class GridAccuracy:
    """How much numbers change from a belief grid with half the intervals to the one in use.

    Args:
        change: of a start value, in standard deviations over plays, or of the share of an act, at most.
        accuracy: what was asked for.
        is_settled: whether refinement brought smaller and smaller changes.
    """

    change: float
    accuracy: float
    is_settled: bool


@dataclass(frozen=True)
class UnsolvedReach:
    """The share of plays that pass through an unsolved node, among so many."""

    share: float
    num_plays: int


@dataclass(frozen=True)
class SeveralSolutions:
    """A node at which more than one solution was found, in the analyst's words."""

    date: str
    actor: str
    stage: str
    state: str
    belief: str
    num_solutions: int


@dataclass(frozen=True)
class DecisionWithSeveral:
    """How many nodes of one decision have more than one solution, and at which dates."""

    actor: str
    stage: str
    first_date: str
    last_date: str
    num_nodes: int


@dataclass(frozen=True)
class Selection:
    """A whole solution, every node of which was sought from another start.

    Args:
        start: what every node was started from.
        num_unsolved: nodes left above the tolerance.
        values: of every actor and type at the start, in the order of the game's rows.
        actor, type, change: whose expected payoff differs most from the main solution's, and by how much.
    """

    start: str
    num_unsolved: int
    values: tuple[float, ...]
    actor: str
    type: str | None
    change: float


@dataclass(frozen=True)
class Stationary:
    """How well the solution of an endless crisis stands still (docs/theory/endless.md).

    Args:
        num_sweeps: backward steps that were taken. start: the guess of values that they started from, in words.
        value_change: of a value in the last step, at most, in payoff units. policy_change: of a probability.
        residual: bound on |σ − softmax(λ Q)| with the values that σ itself brings for ever.
        cycle: after how many steps the same values come back without ever standing still; 0 where they do not.
        num_rounds: that are played out. weight_left: of what follows them, for the most patient actor.
    """

    num_sweeps: int
    start: str
    value_change: float
    policy_change: float
    residual: float
    is_settled: bool
    cycle: int
    num_rounds: int
    weight_left: float


@dataclass(frozen=True)
class Multiplicity:
    """The solutions that are found from other starts.

    Args:
        num_nodes: informed nodes. num_several: those with more than one solution, continuation values being those of
            the main one.
        most: the most solutions at one node. nodes: nodes with the most. decisions: all, by decision.
        selections: the whole solution from every start.
    """

    num_nodes: int
    num_several: int
    most: int
    nodes: tuple[SeveralSolutions, ...]
    decisions: tuple[DecisionWithSeveral, ...]
    selections: tuple[Selection, ...]

    @property
    def matters(self) -> bool:
        """Whether a whole solution from another start changes some expected payoff noticeably."""
        if not self.selections:
            return False
        largest = self.largest
        size = max([1.0, *map(abs, largest.values)])
        return largest.num_unsolved == 0 and abs(largest.change) > NOTICEABLE * size

    @property
    def share_several(self) -> float:
        return self.num_several / max(self.num_nodes, 1)

    @property
    def largest(self) -> Selection:
        """The whole solution whose expected payoffs differ most from the main one's."""
        return max(self.selections, key=lambda selection: (selection.num_unsolved == 0, abs(selection.change)))


@dataclass(frozen=True)
class OnTree:
    """What is particular about a solution on the game tree, where nothing is interpolated (docs/theory/trees.md).

    Args:
        num_nodes: of the tree. num_unknowns: policies that were solved jointly. num_turns: of the principal branch.
        share: of the precision that the branch was followed to; 1 if to its end.
        is_confirmed: whether following it again with stricter checks led to the same policies; not tried with
            thousands of unknowns.
        needs: why no grid of public beliefs will do, in words; () if one would.
    """

    num_nodes: int
    num_unknowns: int
    num_turns: int
    share: float
    is_confirmed: bool
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Certificate:
    """How good the solution is (docs/theory/certificate.md).

    Args:
        max_residual: largest |σ − logit(λQ)| over informed nodes.
        unsolved_share: share of informed nodes above the tolerance.
        num_nodes: informed nodes solved, all states and beliefs. num_unsolved: those above the tolerance.
        worst: the worst unsolved nodes, worst first.
        regrets: what each type of each actor would gain at the start by a best response to the others, in payoff
            units, or None where that was not asked for. Part of it is the noise that the precision stands for.
        played_out: the check by play, or None where that was not asked for.
        num_unstable: solved nodes whose solution play drifts away from when it is disturbed a little.
        unsolved_reach: how often play meets an unsolved node, where there are any and that is allowed.
        refinement: the headline numbers on a finer grid, or None where that was not asked for.
        multiplicity: the solutions found from other starts, or None where that was not asked for.
        coarse_axes: points on each axis of belief, by actor, where they are few.
        grid: how accurate the belief grid is, or None where that was not found out.
        num_games: that it speaks of. num_checked: those checked by play. worst_game: where that shows the largest gap.
        rule: which of several equilibria was sought.
        num_astray: nodes whose solution is not known to be the one that the rule means.
        stationary: of an endless crisis.
        asymmetry: how far values of actors who can change places are apart, at most; None unless that was sought.
        on_tree: of a crisis solved on its game tree, whose nodes are its information sets.
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
    coarse_axes: Mapping[str, int] = field(default_factory=dict)
    grid: GridAccuracy | None = None
    num_games: int = 1
    num_checked: int = 0
    worst_game: str = ""
    rule: EquilibriumRule = "drift"
    num_astray: int = 0
    stationary: Stationary | None = None
    asymmetry: float | None = None
    on_tree: OnTree | None = None

    @property
    def grade(self) -> Grade:
        """Whether the numbers can be used, from all that is known; what is not known does not speak against them."""
        reach, played_out = self.unsolved_reach, self.played_out
        if self.num_unsolved and (reach is None or reach.share > SELDOM):
            return "do not use"
        if played_out is not None and played_out.is_alarming:
            return "do not use"
        if self.stationary is not None and not self.stationary.is_settled:
            return "do not use"
        doubts = [
            self.num_unsolved > 0,
            self.num_unstable > 0,
            self.num_astray > 0,
            bool(self.coarse_axes),
            played_out is not None and played_out.max_gap > SMALL_GAP,
            self.grid is not None and (not self.grid.is_settled or self.grid.change > self.grid.accuracy),
            self.multiplicity is not None and self.multiplicity.matters,
            self.on_tree is not None and not self.on_tree.is_confirmed,
        ]
        return "with care" if any(doubts) else "sound"

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
