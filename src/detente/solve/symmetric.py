"""The symmetric equilibrium: nodes of two actors who can change places, kept to policies that treat them alike.

A node of two who move at once is *its own counterpart* if its state is (`game/exchange.py`) and what is believed about
the two is the same. With Π the exchange of the two movers' scores, R(Π y) = Π R(y) there, so that scores with y = Π y
have responses of that kind too: the subspace y = Π y has a principal branch of its own, and the branches that leave it
where symmetry breaks are not in it. `SymmetricNodes` are the nodes in that subspace: scores are projected on it, y ↦
(y + Π y) / 2, and the response matrix is R′ (I + Π) / 2. At all other nodes the exchange itself takes the principal
branch of a node to that of its counterpart.

The rule *principal* uses this too, where the game has an exchange: where symmetry breaks, the branch that goes on is
the symmetric one, and the smallest error of interpolation would otherwise choose a side. Interpolated values are
themselves not quite alike, as slopes are taken along one axis of beliefs after the other (`kernel/prepare.py`): the
largest |V_i(x, b) − V_j(x′, b′)| is measured, and stands in the certificate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.game.exchange import find_exchanges, match_acts, require_exchanges
from detente.game.tables import Game, StageTable
from detente.solve.decisions import StageDecision
from detente.solve.nodes import Concluded, NodeIndex, Nodes, NodeScores, NodeShape, Progress, Values
from detente.solve.stepping import StepRule


@dataclass(frozen=True)
class SymmetricNodes:
    """Nodes (`Nodes`), those that are their own counterparts kept to scores that treat the two movers alike.

    Args:
        place: by score of a node that of its counterpart. is_own: which nodes are their own counterparts.
    """

    nodes: Nodes
    place: Int[np.ndarray, " score"]
    is_own: Bool[np.ndarray, " node"]

    @property
    def shape(self) -> NodeShape:
        return self.nodes.shape

    @property
    def available(self) -> tuple[Bool[np.ndarray, "_action node"], ...]:
        return self.nodes.available

    @property
    def anchors(self) -> tuple[Float[np.ndarray, "_action _type node"] | None, ...]:
        return self.nodes.anchors

    def advance(self, scores: NodeScores, step: Float[np.ndarray, " node"], rule: StepRule) -> Progress:
        """Steps from the projection, and the projection of where they end."""
        progress = self.nodes.advance(self.project(scores), step, rule)
        return progress._replace(scores=self.project(progress.scores))

    def select(self, index: NodeIndex) -> SymmetricNodes:
        return replace(self, nodes=self.nodes.select(index), is_own=self.is_own[index])

    def with_precision(self, share: Float[np.ndarray, " node"]) -> SymmetricNodes:
        return replace(self, nodes=self.nodes.with_precision(share))

    def response_matrix(self, scores: NodeScores) -> Float[np.ndarray, "size size node"]:
        matrix = self.nodes.response_matrix(self.project(scores))
        return np.where(self.is_own, (matrix + matrix[:, self.place]) / 2, matrix)

    def conclude(self, scores: NodeScores) -> Concluded:
        return self.nodes.conclude(scores)

    def project(self, scores: NodeScores) -> NodeScores:
        """The nearest scores that treat the two alike, where a node is its own counterpart."""
        flat = scores.reshape(-1, scores.shape[-1])
        return np.where(self.is_own, (flat + flat[self.place]) / 2, flat).reshape(scores.shape)


class Symmetry:
    """The exchanges of a game, as the backward pass uses them; there may be none.

    Args:
        is_required: whether there must be one.

    Raises:
        DetenteError: there must be one, and no two actors can change places.
    """

    def __init__(self, game: Game, is_required: bool) -> None:
        self._game = game
        self._exchanges = require_exchanges(game) if is_required else find_exchanges(game)
        self._asymmetry = 0.0

    @property
    def asymmetry(self) -> float | None:
        """How far values of actors who can change places are apart; None if nobody can."""
        return self._asymmetry if self._exchanges else None

    def keep(self, t: int, s: int, decision: StageDecision, block: slice, nodes: Nodes) -> Nodes:
        """The nodes of a block, kept to the symmetric subspace where the two that move at once can change places."""
        if len(decision.tables) != 2:
            return nodes
        first, second = decision.tables
        for exchange in self._exchanges:
            if {first.mover, second.mover} == set(exchange.actors):
                is_own = np.isin(decision.states[block], exchange.own(t, s))
                alike = exchange.beliefs[nodes.shape.beliefs] == nodes.shape.beliefs
                return SymmetricNodes(nodes, _exchange_scores(first, second, nodes.shape), np.kron(is_own, alike) > 0)
        return nodes

    def look(self, t: int, values: Values) -> None:
        """Measures how far the values at a period's beginning are from being alike."""
        for exchange in self._exchanges:
            x, y = exchange.states[t][0].T
            rows = values[:, : len(self._game.rows)]
            apart = rows[x] - rows[y][:, exchange.rows][..., exchange.beliefs]
            self._asymmetry = max(self._asymmetry, float(np.abs(apart).max(initial=0.0)))


def _exchange_scores(first: StageTable, second: StageTable, shape: NodeShape) -> Int[np.ndarray, " score"]:
    """By score of both movers, the one of the other mover that is its counterpart."""
    (acts, kinds), (_, other_kinds) = shape.menus
    there = match_acts(first, second)[:, None] * other_kinds + np.arange(kinds)
    back = match_acts(second, first)[:, None] * kinds + np.arange(other_kinds)
    return np.concatenate([acts * kinds + there.ravel(), back.ravel()])
