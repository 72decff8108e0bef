"""Collects the residuals of all nodes while a game is solved, and where the worst are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from detente.game.capacity import list_coarse_axes
from detente.game.dump import describe_state
from detente.game.tables import Game, StageTable
from detente.solve.certificate import Certificate, Regret, UnsolvedNode
from detente.solve.equilibrium import Settings

NUM_WORST = 5
"""Unsolved nodes that a certificate names."""


@dataclass(frozen=True)
class DecisionStates:
    """A decision, or two that are made at once, at some states of a stage.

    Args:
        actors, decisions: their names. states: index into the stage's states.
    """

    period: int
    stage: int
    actors: str
    decisions: str
    states: Int[np.ndarray, " state"]


def describe_decision(
    game: Game, t: int, s: int, tables: Sequence[StageTable], states: Int[np.ndarray, " state"]
) -> DecisionStates:
    """What the movers of these tables decide."""
    movers = [(game.scenario.actors[table.mover].name, table.name) for table in tables if table.mover >= 0]
    actors, decisions = zip(*movers, strict=True)
    return DecisionStates(t, s, " and ".join(actors), " and ".join(decisions), states)


class Residuals:
    """Collects residuals while a game is solved."""

    def __init__(self, game: Game, settings: Settings) -> None:
        self._game = game
        self._tolerance, self._rule = settings.tolerance, settings.rule
        self._max_residual = 0.0
        self._num_nodes = 0
        self._num_unsolved = 0
        self._worst: list[UnsolvedNode] = []
        self._unsolved: list[Int[np.ndarray, "_some 4"]] = []
        self._num_unstable = 0
        self._num_astray = 0

    def add(
        self,
        decided: DecisionStates,
        residual: Float[np.ndarray, "state belief"],
        num_unstable: int,
        num_astray: int = 0,
    ) -> None:
        """Adds the nodes of a decision. A residual that is not a number counts as 1.

        Args:
            num_unstable: how many of them have a solution that play drifts away from.
            num_astray: how many have one that is not known to be the one that the rule means.
        """
        self._num_unstable += num_unstable
        self._num_astray += num_astray
        residual = np.nan_to_num(residual, nan=1.0)
        self._num_nodes += residual.size
        self._max_residual = max(self._max_residual, float(residual.max()))
        unsolved = residual > self._tolerance
        count = int(unsolved.sum())
        if count == 0:
            return
        self._num_unsolved += count
        at = np.argwhere(unsolved)
        places_in_stage = decided.states[at[:, 0]]
        moment = np.tile([decided.period, decided.stage], (count, 1))
        self._unsolved.append(np.column_stack([moment, places_in_stage, at[:, 1]]).astype(np.int32))
        places = np.argsort(residual, axis=None)[::-1][: min(count, NUM_WORST)]
        for place in places:
            state, belief = np.unravel_index(place, residual.shape)
            node = UnsolvedNode(
                date=self._game.scenario.calendar.labels[decided.period],
                actor=decided.actors,
                stage=decided.decisions,
                state=describe_state(self._game, decided.period, decided.stage, int(decided.states[state])),
                belief=belief_in_words(self._game, int(belief)),
                residual=float(residual[state, belief]),
            )
            self._worst.append(node)
        self._worst = sorted(self._worst, key=lambda node: -node.residual)[:NUM_WORST]

    def unsolved(self) -> Int[np.ndarray, "unsolved_node 4"]:
        """Period, stage, state of the stage, and belief of every unsolved node."""
        return np.concatenate([np.zeros((0, 4), dtype=np.int32), *self._unsolved])

    def certificate(self, regret: Float[np.ndarray, " row"] | None) -> Certificate:
        """The certificate of everything added, with the regret of every row."""
        names = [self._game.scenario.actors[actor].name for actor in self._game.informed]
        return Certificate(
            max_residual=self._max_residual,
            unsolved_share=self._num_unsolved / max(self._num_nodes, 1),
            num_nodes=self._num_nodes,
            num_unsolved=self._num_unsolved,
            worst=tuple(self._worst),
            regrets=None if regret is None else self._regrets(regret),
            num_unstable=self._num_unstable,
            num_astray=self._num_astray,
            rule=self._rule,
            coarse_axes=list_coarse_axes(self._game.grid, names),
        )

    def _regrets(self, regret: Float[np.ndarray, " row"]) -> tuple[Regret, ...]:
        rows = zip(self._game.rows, regret, strict=True)
        return tuple(Regret(*self._game.who(row), float(gain)) for row, gain in rows)


def belief_in_words(game: Game, point: int) -> str:
    """The public beliefs at a point of the flattened grid."""
    words = []
    for informed, own in enumerate(np.unravel_index(point, game.grid.sizes)):
        actor = game.scenario.actors[game.informed[informed]]
        chances = game.grid.probabilities(informed)[own]
        words.append(
            ", ".join(f"P({actor.name} is {k.name}) = {p:.3g}" for k, p in zip(actor.types, chances, strict=True))
        )
    return "; ".join(words)
