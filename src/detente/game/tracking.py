"""Whose belief has to be tracked: of which informed actors another public belief than the prior matters.

In play the belief about actor i is its prior until the first move or signal that can tell its types apart. Call a state
*marked* if such a move or signal lies on some way to it, and say that a state *uses* the belief about i if

- i decides there, or there is a signal about i, from which something can be learned: everybody else's values are then
  expectations over i's types; or
- somebody is paid there by the belief about i, or somebody else by i's type, which is averaged under that belief.

If no marked state uses the belief, nothing that anybody does or gets after the first such move depends on it; and
before, it is the prior. One point of the belief grid, the prior, is then exact, and the belief about i needs no axes.
Where a single message can come of a move of i, nothing is learned, and the belief is used only if somebody else is paid
by the type or by the action.

The belief about an actor whose type or secrets may change is tracked in every case.

Actors that act on perceptions have beliefs of their own, which start at other priors and move where the perception
holds a move to be impossible; in such a crisis every belief is tracked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Int

from detente.game.beliefs import BeliefGrid, log_odds_of
from detente.game.frame import Frame, Reader
from detente.game.messages import JointMoves, Moves
from detente.game.moves import holder_name
from detente.game.payoffs import Term, list_action_terms, list_aftermath_terms, list_flow_terms
from detente.game.reach import Reached, compute_next_codes
from detente.scenario.expressions import Belief
from detente.scenario.model import Decision, walk

Marks = Bool[np.ndarray, "informed _state"]
Codes = Int[np.ndarray, " _"]


def fix_untracked(frame: Frame, grid: BeliefGrid, is_tracked: Sequence[bool]) -> BeliefGrid:
    """The grid with one point, the prior, for every actor whose belief need not be tracked."""
    fixed = tuple(
        () if tracked else tuple(log_odds_of(frame.prior(actor)).tolist())
        for actor, tracked in zip(frame.informed, is_tracked, strict=True)
    )
    points = tuple(n if tracked else 1 for n, tracked in zip(grid.num_points, is_tracked, strict=True))
    return replace(grid, num_points=points, fixed=fixed)


def find_tracked(frame: Frame, reached: Reached) -> tuple[bool, ...]:
    """For every informed actor whether the belief about it has to be tracked."""
    if frame.scenario.sees:
        return (True,) * len(frame.informed)
    search = _Search(frame)
    # Of an actor that changes, the belief is not its prior even if nothing is learned.
    search.is_used = [frame.scenario.actors[actor].is_changing for actor in frame.informed]
    marks: Marks = np.zeros((len(frame.informed), 1), dtype=bool)
    for number, period in enumerate(reached.periods):
        if search.is_over:
            break
        reader = Reader(frame, number)
        for index, moves in enumerate(period.stages):
            if moves.tables[0].is_held:
                continue  # looked at with the stage after it
            is_joint = moves.tables[0].joint is not None
            stages = [index - 1, index] if is_joint else [index]
            tables = [(at, table) for at in stages for table in period.stages[at].tables]
            marks = search.follow(reader, tables, marks, period.states[index + 1].codes)
        search.look(marks, reader, list_flow_terms(frame, number))
        is_last = number + 1 == len(reached.periods)
        after = reached.final.codes if is_last else reached.periods[number + 1].states[0].codes
        places = np.searchsorted(after, compute_next_codes(frame, number, period.states[-1].codes))
        marks = _passed_on(marks, np.arange(marks.shape[1]), places, len(after))
    search.look(marks, *list_aftermath_terms(frame))
    return tuple(search.is_used)


def _passed_on(marks: Marks, before: Codes, after: Codes, num_after: int) -> Marks:
    """The marks of states on those that follow them. before, after: places of every state and one that follows it."""
    passed = np.zeros((len(marks), num_after), dtype=bool)
    for own, next_own in zip(marks, passed, strict=True):
        next_own[after[own[before]]] = True
    return passed


@dataclass
class _Search:
    """Which beliefs were found to be used at a marked state so far."""

    frame: Frame

    def __post_init__(self) -> None:
        self.is_used = [False] * len(self.frame.informed)

    @property
    def is_over(self) -> bool:
        return all(self.is_used)

    def look(self, marks: Marks, reader: Reader, terms: Iterable[Term]) -> None:
        """Notes the beliefs that are used by payoffs at the end of a period, or after the last one."""
        terms = list(terms)
        for informed in np.flatnonzero(marks.any(axis=1)).tolist():
            if any(self._uses(reader, term, informed) for term in terms):
                self.is_used[informed] = True

    def follow(self, reader: Reader, tables: Sequence[tuple[int, Moves]], marks: Marks, after: Codes) -> Marks:
        """Notes the beliefs that are used at a stage, or at two that are made at once; returns the marks after it."""
        told = marks.copy()
        for index, table in tables:
            if table.informs >= 0:
                told[table.informs, table.states[_is_telling(table)]] = True
            for informed in table.pair.about if table.pair is not None else ():
                # What is learned of either depends on the belief about the other.
                told[informed, table.states] = True
                self.is_used[informed] = True
            for informed in np.flatnonzero(marks[:, table.states].any(axis=1)).tolist():
                is_marked = marks[informed, table.states]
                if not self.is_used[informed] and self._is_used_at(reader, index, table, informed, is_marked):
                    self.is_used[informed] = True
        passed = np.zeros((len(marks), len(after)), dtype=bool)
        for _, table in tables:
            if not table.is_held:
                passed |= _passed_on(told, *_successors(table, after), len(after))
        return passed

    def _is_used_at(
        self, reader: Reader, index: int, table: Moves, informed: int, is_marked: Bool[np.ndarray, " state"]
    ) -> bool:
        """Whether a table uses the belief about an informed actor at some marked state."""
        is_own = table.informs == informed
        if is_own and bool((is_marked & _is_telling(table)).any()):
            return True
        frame, stage = self.frame, self.frame.scenario.stages[index]
        if not isinstance(stage, Decision) or table.actor < 0:
            return False
        reader = replace(reader, holder=holder_name(reader, stage, frame.scenario.actors[table.actor]))
        is_free = is_marked & (table.available.sum(axis=1) > 1)
        for number in range(len(stage.actions)):
            taken = table.available[:, number]
            for term in list_action_terms(reader, stage, number, table.actor) if (taken & is_marked).any() else ():
                if self._uses(reader, term, informed):
                    return True
                # By the action, of which the type may choose one or another.
                if is_own and term.actor != table.actor and (taken & is_free).any():
                    return True
        return False

    def _uses(self, reader: Reader, term: Term, informed: int) -> bool:
        """Whether a payoff depends on the belief about an actor, or on its type while it is another's."""
        actor = self.frame.scenario.actors[self.frame.informed[informed]].name
        owner = self.frame.scenario.actors[term.actor].name
        for factor in term.factors:
            ready = reader.ready(factor)
            if actor != owner and actor in ready.types:
                return True
            if ready.has_belief and any(isinstance(part, Belief) and part.actor == actor for part in walk(ready.tree)):
                return True
        return False


def _is_telling(table: Moves) -> Bool[np.ndarray, " state"]:
    """Where the types of the mover, or of whom a signal is about, can be told apart: where messages can differ."""
    if table.is_held or table.joint is not None:
        return np.ones(len(table.states), dtype=bool)
    is_possible = (table.message_prob > 0) & table.available[:, :, None, None]
    return np.asarray(is_possible.any(axis=(1, 3)).sum(axis=1) > 1)


def _successors(table: Moves, after: Codes) -> tuple[Codes, Codes]:
    """The places of every state of a table and of one that can follow it, in pairs."""
    ways: Moves | JointMoves = table if table.joint is None else table.joint
    can = np.nonzero(ways.branch_prob > 0)
    return table.states[can[0]], np.searchsorted(after, ways.branch_codes[can])
