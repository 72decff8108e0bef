"""What is done at every decision, by whom and by which of its types, counted from the policies at watched plays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

import numpy as np

from detente.game.tables import Game
from detente.scenario.model import Actor, Decision, Scenario
from detente.simulate.watched import Watched

FEWEST_OCCASIONS = 100
"""Watched occasions that are enough to say something; of fewer nothing is said."""


@dataclass
class Counted:
    """What is counted of one actor at one decision, by its types.

    Args:
        taken, offered: by act and type, how often it is taken, and how often it is one of several.
        possible: by act, whether any type ever has it.
        pulled: how far policies are from the anchor. apart: by pair of types, how far their policies are apart.
        gap: the largest difference of the value of two acts, in the actor's unit.
    """

    acts: tuple[str, ...]
    taken: np.ndarray
    offered: np.ndarray
    possible: np.ndarray
    pulled: list[np.ndarray] = field(default_factory=list)
    gap: list[np.ndarray] = field(default_factory=list)
    apart: dict[tuple[int, int], list[np.ndarray]] = field(default_factory=dict)


class DecisionMaker(NamedTuple):
    """Who made a decision."""

    actor: Actor
    counted: Counted


class Choices:
    """What was done at every decision of a crisis, counted from what is watched."""

    def __init__(self, game: Game, watched: Iterable[Watched]) -> None:
        self.scenario: Scenario = game.scenario
        self._game = game
        self._by: dict[tuple[str, int], Counted] = {}
        for seen in watched:
            self._note(seen)

    def _note(self, seen: Watched) -> None:
        """Count one table of a stage."""
        table, num_types = seen.table, seen.policy.shape[1]
        own = self._of(table.name, table.mover, table.actions, num_types)
        several = seen.menu.sum(axis=0) > 1
        own.possible |= seen.menu.any(axis=(1, 2))
        plays = np.arange(len(seen.kinds))
        true_policy, true_menu = (each[:, seen.kinds, plays] for each in (seen.policy, seen.menu))
        true_anchor, true_several = seen.anchor[:, seen.kinds, plays], several[seen.kinds, plays]
        for kind in range(num_types):
            mine = (seen.kinds == kind) & true_several
            own.taken[:, kind] += true_policy[:, mine].sum(axis=1)
            own.offered[:, kind] += true_menu[:, mine].sum(axis=1)
        chosen = true_policy[:, true_several], true_anchor[:, true_several]
        own.pulled.append(0.5 * np.abs(chosen[0] - chosen[1]).sum(axis=0))
        own.gap.append(self._gaps(table.mover, seen.kinds[true_several], *chosen))
        for pair in combinations(range(num_types), 2):
            either = np.isin(seen.kinds, pair) & (several[pair[0]] | several[pair[1]])
            apart = 0.5 * np.abs(seen.policy[:, pair[0]] - seen.policy[:, pair[1]])[:, either].sum(axis=0)
            own.apart.setdefault(pair, []).append(apart)

    def _of(self, name: str, mover: int, acts: tuple[str, ...], num_types: int) -> Counted:
        if (name, mover) not in self._by:
            shape = (len(acts), num_types)
            self._by[name, mover] = Counted(acts, np.zeros(shape), np.zeros(shape), np.zeros(len(acts), dtype=bool))
        return self._by[name, mover]

    def _gaps(self, mover: int, kinds: np.ndarray, policy: np.ndarray, anchor: np.ndarray) -> np.ndarray:
        """By how much the value of the acts differs: a logit response is log σ − log η = λ Q up to a constant."""
        is_open = (policy > 0) & (anchor > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            pull = np.where(is_open, np.log(policy) - np.log(anchor), 0.0)
        most = np.max(np.where(is_open, pull, -np.inf), axis=0)
        least = np.min(np.where(is_open, pull, np.inf), axis=0)
        return np.asarray((most - least) / self._game.precision[self._game.first_row(mover) + kinds])

    def decisions(self) -> Iterator[tuple[Decision, list[DecisionMaker]]]:
        """Every decision of the file with those who made it, in the order of the file."""
        for stage in self.scenario.stages:
            if isinstance(stage, Decision):
                own = [(mover, counted) for (name, mover), counted in self._by.items() if name == stage.name]
                yield stage, [DecisionMaker(self.scenario.actors[mover], counted) for mover, counted in own]

    def of_actor(self, actor: int) -> list[Counted]:
        """What was counted of an actor, at all of its decisions."""
        return [counted for (_, mover), counted in self._by.items() if mover == actor]
