"""The solution of a game: everybody's policy at every reachable public state and belief, with its certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float, Int

from detente.errors import Advice, UnsolvedError
from detente.game.magnitudes import unsure
from detente.game.tables import Game
from detente.game.true_payoffs import Payoffs, true_payoffs
from detente.scenario.model import EquilibriumRule
from detente.solve.certificate import Certificate, Stationary
from detente.solve.nodes import LogPolicy, Values
from detente.solve.tree_play import TreePlay


@dataclass(frozen=True)
class Settings:
    """How to solve.

    Args:
        rule: which of several equilibria is sought (`EquilibriumRule`).
        tolerance: a node is solved when |σ − logit(λQ)| is below this in every entry.
        max_steps: pseudo-transient steps a run.
        sweeps: runs that start unsolved nodes from their neighbours' solutions.
        regret: whether to work out what each type of each actor would gain by a best response (a third more work).
        allow_unsolved: whether to go on with unsolved nodes; every output then says so.
        traces_in_play: whether a decision that no start solves at a belief of its own in play is sought along the
            principal branch; else policies are interpolated there.
    """

    rule: EquilibriumRule = "drift"
    tolerance: float = 1e-8
    max_steps: int = 60
    sweeps: int = 4
    regret: bool = False
    allow_unsolved: bool = False
    traces_in_play: bool = True


@dataclass(frozen=True)
class Equilibrium:
    """A solved game.

    Args:
        log_policies: by period, stage and table, log σ(action | type) with axes state, belief, action, type
            (type counts the mover's types); −inf where the action is not available; None where nobody decides.
        start_values: value of every row at the start state and the prior; if everybody saw the game as it is.
        unsolved: period, stage, state (of the stage) and belief of every unsolved node.
        continuations: by period, stage and table, what the mover's types expect after it: values by state of the next
            stage, type and belief, from which its node is solved at any belief (of two that move at once, after the
            second). None where policies are no response to them: play then interpolates the policies.
        perceptions: actor (index) -> the game as it sees it, solved; it plays by that. Empty where everybody sees the
            game as it is. Plays and what is counted in them know of perceptions; all else here is about the game as it
            is. `with_perceptions` adds them.
        payoffs: what is paid in play; None: what the game says.
        axis_error: what axes of the belief grid that cannot be halved may be off by, in standard deviations of a mean
            over plays, or of a share.
        others: other equilibria of the game as a whole, by the start from which each was found; filled in where nobody
            has said which is meant.
        on_tree: of a crisis solved on its game tree what plays are drawn from; there are then no policies at beliefs.
    """

    game: Game
    settings: Settings
    log_policies: tuple[tuple[tuple[LogPolicy | None, ...], ...], ...]
    start_values: Float[np.ndarray, " row"]
    certificate: Certificate
    unsolved: Int[np.ndarray, "unsolved_node 4"] = field(default_factory=lambda: np.zeros((0, 4), dtype=np.int32))
    continuations: tuple[tuple[tuple[Values | None, ...], ...], ...] | None = None
    perceptions: Mapping[int, Equilibrium] = field(default_factory=dict)
    payoffs: Payoffs | None = None
    axis_error: float = 0.0
    others: Mapping[str, Equilibrium] = field(default_factory=dict)
    on_tree: TreePlay | None = None

    def require(self) -> Equilibrium:
        """This equilibrium, if every node is solved.

        Raises:
            UnsolvedError: some nodes are above the tolerance; or, of an endless crisis, values do not come to rest.
        """
        stationary = self.certificate.stationary
        if stationary is not None and not stationary.is_settled and not self.settings.allow_unsolved:
            raise _unsettled_error(self.game.scenario.title, stationary)
        if self.certificate.num_unsolved and not self.settings.allow_unsolved:
            raise _unsolved_error(self) if self.on_tree is None else _lost_error(self)
        return self


def with_perceptions(equilibrium: Equilibrium, perceptions: Mapping[int, Equilibrium]) -> Equilibrium:
    """The equilibrium with actors that act on perceptions, and what is then paid in play, compiled if need be."""
    payoffs = true_payoffs(equilibrium.game) if perceptions else None
    others = {start: with_perceptions(other, perceptions) for start, other in equilibrium.others.items()}
    return replace(equilibrium, perceptions=perceptions, payoffs=payoffs, others=others)


def _unsettled_error(title: str, stationary: Stationary) -> UnsolvedError:
    """How far the steps of an endless crisis got, and what may help."""
    how = (
        f"the same values return every {stationary.cycle} steps and never settle"
        if stationary.cycle
        else f"values still change by {stationary.value_change:.1e} in a step"
    )
    return UnsolvedError(
        f"{title}: no stationary equilibrium was found, starting from {stationary.start}: after "
        f"{stationary.num_sweeps:,} backward steps {how}. Another start (`afterwards` of the calendar), lower "
        "precisions or less patience may lead to one.",
        advice=(Advice("allow_unsolved"),),
    )


def _lost_error(equilibrium: Equilibrium) -> UnsolvedError:
    """How far a game tree was solved, and what may help."""
    certificate, on_tree = equilibrium.certificate, equilibrium.certificate.on_tree
    assert on_tree is not None
    how = f"the largest residual is {certificate.max_residual:.1e}"
    if on_tree.share < 1:
        how = f"the principal branch was lost at {on_tree.share:.1%} of the precision"
    return UnsolvedError(
        f"{equilibrium.game.scenario.title}: the equilibrium of its game tree of {on_tree.num_nodes:,} nodes was not "
        f"found: {how}. A lower precision is easier.",
        advice=(Advice("allow_unsolved"),),
    )


def _unsolved_error(equilibrium: Equilibrium) -> UnsolvedError:
    """How many nodes are unsolved, where, and what may help."""
    certificate, game, settings = equilibrium.certificate, equilibrium.game, equilibrium.settings
    scenario = game.scenario
    crisis = scenario.title + (f", variant {scenario.variant}" if scenario.variant else "")
    informed = [scenario.actors[actor].name for actor in game.informed]
    points = ", ".join(f"{name}={number}" for name, number in zip(informed, game.grid.num_points, strict=True))
    places = "; ".join(
        f"{n.date} {n.actor} {n.stage} at {n.state}, {n.belief}: {n.residual:.1e}" for n in certificate.worst
    )
    movers = list(dict.fromkeys(node.actor for node in certificate.worst))
    message = (
        f"{crisis}: {certificate.num_unsolved:,} of {certificate.num_nodes:,} nodes are above the residual "
        f"{settings.tolerance:.0e} on the grid of {points} belief points (worst first: {places})."
    )
    large = unsure(game)
    if large:
        message += (
            f" Payoffs times precision reach {', '.join(large)}: so large that rounding alone moves probabilities by "
            "more than 1e-08; smaller payoffs or a lower precision are the way out."
        )
    advice = (
        Advice("other_points"),
        *(Advice("lower_precision", mover) for mover in movers),
        Advice("more_steps", value=settings.max_steps),
        Advice("allow_unsolved"),
    )
    return UnsolvedError(message, advice=advice)
