"""What a certificate says of an answer besides its residuals, where it was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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
        num_points: points of the finer grid on each axis, by informed actor; empty if nothing is private.
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
class UnsolvedReach:
    """The share of plays that pass through an unsolved node, among so many."""

    share: float
    num_plays: int


@dataclass(frozen=True)
class SeveralAnswers:
    """A node at which more than one answer was found, in the analyst's words."""

    date: str
    actor: str
    stage: str
    state: str
    belief: str
    num_answers: int


@dataclass(frozen=True)
class DecisionWithSeveral:
    """How many nodes of one decision have more than one answer, and at which dates."""

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
        values: of every actor and type at the start, in the certificate's order.
        actor, type, change: whose expected payoff differs most from the answer's, and by how much.
    """

    start: str
    num_unsolved: int
    values: tuple[float, ...]
    actor: str
    type: str | None
    change: float


@dataclass(frozen=True)
class Multiplicity:
    """What is found from other starts.

    Args:
        num_nodes: informed nodes. num_several: those with more than one answer, what follows being as in the answer.
        most: the most answers at one node. nodes: nodes with the most. decisions: all, by decision.
        selections: the whole solution from every start.
    """

    num_nodes: int
    num_several: int
    most: int
    nodes: tuple[SeveralAnswers, ...]
    decisions: tuple[DecisionWithSeveral, ...]
    selections: tuple[Selection, ...]

    @property
    def share_several(self) -> float:
        return self.num_several / max(self.num_nodes, 1)

    @property
    def largest(self) -> Selection:
        """The whole solution whose expected payoffs differ most from the answer's."""
        return max(self.selections, key=lambda selection: abs(selection.change))
