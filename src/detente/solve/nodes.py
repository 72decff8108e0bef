"""The contract between the search for equilibria and the engine that evaluates their equations.

A *node* is one public state and one public belief at which an informed actor moves, or two actors move at once. At each
the policies are a fixed point: scores y with F(y) = λ Q(σ(y)) − y = 0 (`kernel/response.py` for one mover,
`kernel/pair.py` for two; symbols: docs/theory/symbols.md). The *residual* of a node is |σ − softmax(λ Q)|. The search
(`search.py`) and the backward pass (`backward.py`) are written against `Nodes`, `LoadedDecision` and `Engine` alone.
The package has one engine (`kernel/`); the tests have a second one, written for reading (`tests/reference/`).

Arrays have nodes last: the states of a block in order, and for each state the beliefs in the order of
`NodeShape.beliefs`. The scores of two movers are one column: all of the first, then all of the second, with a type axis
of length 1. A row of values is an actor with a type (`Game.rows`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.game.tables import Game, StageTable
from detente.solve.stepping import OUT_OF_MENU, StepRule

NodeIndex = Int[np.ndarray, " some"]
NodeScores = Float[np.ndarray, "action type _node"]
Values = Float[np.ndarray, "_state _row _belief"]
Precisions = Sequence[Float[np.ndarray, "_state _type"]]
"""The precision of every mover's types, by state of the block."""

# The underscores let every table have axes of its own length: the run-time checks know one scope for the whole record.
LogPolicy = Float[np.ndarray, "_state _belief _action _type"]
"""log σ(action | type), single precision; −inf where the action is not available."""


class Progress(NamedTuple):
    """Where the steps ended.

    Args:
        scores: y. bound: an upper bound on the residual of every node.
        growth: a bound on the real parts of the eigenvalues of `Nodes.response_matrix`; below one: a stable solution.
    """

    scores: NodeScores
    bound: Float[np.ndarray, " _node"]
    growth: Float[np.ndarray, " _node"]


class Concluded(NamedTuple):
    """What follows from the scores of a block: every mover's policy, values before the move, and residuals."""

    log_policies: tuple[LogPolicy, ...]
    values: Values
    residual: Float[np.ndarray, "_state _belief"]


class NodeShape(NamedTuple):
    """What the nodes of a block have in common.

    Args:
        menus: numbers of actions and types of every mover.
        axis_points: points on every axis of belief about the movers, in C order (the last axis is the fastest).
        beliefs: which points of the belief grid the nodes of one state are, in their order.
        is_growth_exact: whether `Progress.growth` is the largest real part itself, not only a bound on it.
    """

    menus: tuple[tuple[int, int], ...]
    axis_points: tuple[int, ...]
    beliefs: Int[np.ndarray, " belief"]
    is_growth_exact: bool


@runtime_checkable
class Nodes(Protocol):
    """The nodes of a block of public states, or some of them: fixed points F(y) = λ Q(σ(y)) − y = 0.

    Scores y are counted from the anchor: σ = softmax(y + log η), so that y = 0 is play by the anchor.
    """

    @property
    def shape(self) -> NodeShape: ...

    @property
    def available(self) -> tuple[Bool[np.ndarray, "_action node"], ...]:
        """The menu of every mover: what some type of it can do."""

    @property
    def anchors(self) -> tuple[Float[np.ndarray, "_action _type node"] | None, ...]:
        """log η of every mover, None where it is uniform; next to −∞ for what the menu of a type lacks."""

    def advance(self, scores: NodeScores, step: Float[np.ndarray, " node"], rule: StepRule) -> Progress:
        """Steps at every node until it is solved or the rule ends them. step: the first pseudo-time step h of each."""

    def select(self, index: NodeIndex) -> Nodes:
        """The nodes at these places; they can no longer be concluded."""

    def with_precision(self, share: Float[np.ndarray, " node"]) -> Nodes:
        """The same nodes with λ multiplied by a share, one for each node."""

    def response_matrix(self, scores: NodeScores) -> Float[np.ndarray, "size size node"]:
        """The derivative of the response λ Q in the fewest unknowns; its other eigenvalues, by all scores, are zero."""

    def conclude(self, scores: NodeScores) -> Concluded:
        """What follows from the scores of all nodes of a block, as `LoadedDecision.nodes` returns them."""


def add_anchor(
    scores: Float[np.ndarray, "_action _type _node"], anchor: Float[np.ndarray, "_action _type _node"] | None
) -> Float[np.ndarray, "_action _type _node"]:
    """The scores of one mover and log η, of which softmax is its policy; −∞ for what the menu of a type lacks."""
    if anchor is None:
        return scores
    return np.where(anchor > 0.5 * OUT_OF_MENU, scores + anchor, -np.inf)


@runtime_checkable
class LoadedDecision(Protocol):
    """What one actor decides, two decide at once, or chance, at some states of a stage; ready for backward steps.

    A block is a slice of these states; values are those after the decision.
    """

    def nodes(self, block: slice, values: Values, precision: Precisions) -> Nodes:
        """The nodes of a block, where the decision is informative about a type, or two decide at once."""

    def step(self, block: slice, values: Values, precision: Precisions) -> tuple[LogPolicy, Values]:
        """Policy and values before a decision that is not informative about any type."""


class AtBeliefs(NamedTuple):
    """Nodes at beliefs of their own, as plays come to them.

    Args:
        places: the node's state, in the decision's tables. log_odds: public belief, about all informed actors.
        values: of every mover's own types, after the decision.
        precision: of every mover's types, by node, or once for all.
        payoffs: of every mover's own types from its actions, where they depend on the belief; added to the tables'.
    """

    places: Int[np.ndarray, " node"]
    log_odds: Float[np.ndarray, "node axis"]
    values: tuple[Float[np.ndarray, "_state _type _belief"], ...]
    precision: tuple[Float[np.ndarray, "_state _type"], ...]
    payoffs: tuple[Float[np.ndarray, "node _action _type"] | None, ...]


@runtime_checkable
class PlayedDecision(Protocol):
    """A decision that can be solved at any belief, values after it being known on the grid."""

    def nodes_at(self, at: AtBeliefs) -> Nodes:
        """The nodes, where the decision is informative about a type, or two decide at once."""

    def step_at(self, at: AtBeliefs) -> Float[np.ndarray, "action type node"]:
        """log σ of a decision that is not informative about any type."""


@runtime_checkable
class Engine(Protocol):
    """Evaluates the equations of a game."""

    @property
    def is_first_use(self) -> bool:
        """Whether its program has to be compiled before anything else."""

    def load(self, tables: tuple[StageTable, ...]) -> LoadedDecision:
        """The decision of a table, or of two tables at the same states whose decisions are made at once."""


EngineOf = Callable[[Game], Engine]
"""From a game to the engine that solves it."""


def find_policies(scores: NodeScores, nodes: Nodes) -> Float[np.ndarray, "score node"]:
    """σ at some scores: softmax over the menu, of every mover and type; of two movers one after the other."""
    policies, first = [], 0
    flat = scores.reshape(-1, scores.shape[-1])
    for menu, anchor, (num_actions, num_types) in zip(nodes.available, nodes.anchors, nodes.shape.menus, strict=True):
        size = num_actions * num_types
        own = flat[first : first + size].reshape(num_actions, num_types, -1)
        inside = np.where(menu[:, None], add_anchor(own, anchor), -np.inf)
        weight = np.exp(inside - inside.max(axis=0))
        policies.append((weight / weight.sum(axis=0)).reshape(size, -1))
        first += size
    return np.concatenate(policies)
