"""What is known of a solved game tree, as a record for readers and programs, with its certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

SOLVED = 1e-8
"""Largest |σ − logit(λ Q)| of a solved tree."""

ON_THE_WAY = 1e-6
"""Probability from which an information set counts as reached."""


@dataclass(frozen=True)
class TreeAct:
    """An action: how likely it is, and what the player expects after it (Q)."""

    name: str
    probability: float
    value: float


@dataclass(frozen=True)
class TreeDecision:
    """An information set.

    Args:
        reach: how likely play comes here. acts: in the order of the file.
        beliefs: where the player thinks it may be, as ways from the root; left out where there are too many.
        gain: what the best action gains here over the policy.
    """

    player: str
    name: str
    reach: float
    acts: tuple[TreeAct, ...]
    beliefs: tuple[tuple[str, float], ...]
    gain: float


@dataclass(frozen=True)
class TreePlayer:
    """A player.

    Args:
        precision: None if its types have different ones. value: what it expects.
        best_response: by its best plan against the others; None without perfect recall.
        gain: what the best action gains at one information set, at most.
    """

    name: str
    precision: float | None
    value: float
    best_response: float | None
    gain: float


@dataclass(frozen=True)
class TreeCertificate:
    """How far an answer is from an agent quantal-response equilibrium; there is no grid and nothing is drawn.

    Args:
        max_residual: largest |σ − logit(λ Q)|. max_residual_reached: at information sets that play comes to.
        worst: where it is largest. share: of the precision that the branch was followed to; 1 if to its end.
        is_confirmed: whether following it again with stricter checks led to the same policies; not tried with
            thousands of unknowns.
        num_unknowns: that were solved jointly. num_steps, num_turns: along the principal branch.
    """

    num_nodes: int
    num_sets: int
    num_unknowns: int
    max_residual: float
    max_residual_reached: float
    worst: str
    share: float
    is_confirmed: bool
    num_steps: int
    num_turns: int

    @property
    def is_solved(self) -> bool:
        return self.share == 1 and self.max_residual <= SOLVED


@dataclass(frozen=True)
class OtherAnswers:
    """What was found from other starts.

    Args:
        num_starts, num_arrived: tried, and from which an equilibrium was reached. values: what the players expect in
            each of the equilibria that differ from the one on the principal branch and from one another.
    """

    num_starts: int
    num_arrived: int
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class TreeAnswer:
    """A solved game tree; `others` only if they were looked for."""

    title: str
    players: tuple[TreePlayer, ...]
    decisions: tuple[TreeDecision, ...]
    certificate: TreeCertificate
    others: OtherAnswers | None = None

    def to_json(self) -> dict[str, Any]:
        decisions = [
            {**asdict(each), "beliefs": [{"way": way, "probability": prob} for way, prob in each.beliefs]}
            for each in self.decisions
        ]
        certificate: Mapping[str, Any] = {**asdict(self.certificate), "is_solved": self.certificate.is_solved}
        return {
            "players": [asdict(each) for each in self.players],
            "information_sets": decisions,
            "certificate": dict(certificate),
            "others": None if self.others is None else asdict(self.others),
        }
