"""Which public states have the same future: they are solved once.

Two states of a stage have the same future if the menus, payoffs, messages and chances there are the same, and every
message leads to states with the same future; after the last period, if the same is paid there. Values and policies of
such states are the same, as what is relevant to nobody's payoff is no part of a state in a Markov equilibrium (Maskin
and Tirole 2001). The sets are the coarsest bisimulation that goes by stages (Givan, Dean and Greig 2003), found
backward, one stage before the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int, Shaped

from detente.game.tables import Flow, PeriodEnd, StageTable
from detente.solve.decisions import StageDecision, StateIndex, restrict
from detente.solve.stacking import Batch

Kinds = Int[np.ndarray, " state"]
"""A number for every state of a stage: equal where the future is the same. They begin at 0, in order of the states."""


@dataclass(frozen=True)
class Sorted:
    """A decision at one state of every kind.

    Args:
        few: the decision at these states. place: of every state of the whole decision, where its like is among them;
            None where all states differ.
    """

    few: StageDecision
    place: StateIndex | None


class SameFutures:
    """The states of the stage that a backward pass has come to, sorted by their future.

    Args:
        batch: of games; states of two games never count as the same.
        are_sought: if not, all states differ.
    """

    def __init__(self, batch: Batch, are_sought: bool) -> None:
        self._batch, self._are_sought = batch, are_sought
        self._flows: dict[int, Kinds] = {}
        self._own: dict[tuple[int, ...], Kinds] = {}
        self._numbers: dict[bytes, int] = {}
        self._after: Kinds = np.zeros(0, dtype=np.int64)
        self.number = -1

    def begin(self, aftermath: Flow) -> None:
        """After the last period."""
        if self._are_sought:
            self.move_to(_sort([*_list_paid(aftermath)], np.zeros(len(aftermath.values), dtype=np.int64)))

    def close(self, end: PeriodEnd, codes: Int[np.ndarray, " state"]) -> None:
        """From a period's beginning to the end of the one before it. codes: the states there."""
        if not self._are_sought:
            return
        if end.flow.number not in self._flows:
            self._flows[end.flow.number] = _sort([*_list_paid(end.flow)], self._batch.game_of(codes))
        self.move_to(_sort([self._flows[end.flow.number], self._after[end.next_state]], self._batch.game_of(codes)))

    def before(
        self, decisions: Sequence[StageDecision], codes: Int[np.ndarray, " state"], key: tuple[int, ...]
    ) -> tuple[list[Sorted], Kinds]:
        """The decisions of the stage before, sorted, and the kinds of its states.

        Args:
            codes: the states. key: the same for the same decisions at the same states.
        """
        kinds = np.arange(len(codes))
        if not self._are_sought:
            return [Sorted(decision, None) for decision in decisions], kinds
        found, num_kinds = [], 0
        for number, decision in enumerate(decisions):
            own = self._sort(decision, self._batch.game_of(codes[decision.states]), (*key, number))
            kinds[decision.states] = num_kinds + own
            num_kinds += 1 + int(own.max(initial=-1))
            found.append(_keep_few(decision, own))
        return found, kinds

    def move_to(self, kinds: Kinds) -> None:
        """To the stage before, whose states have these kinds."""
        if self._are_sought:
            self._after = kinds
            self.number = self._numbers.setdefault(kinds.tobytes(), len(self._numbers))

    def _sort(self, decision: StageDecision, game: Int[np.ndarray, " state"], key: tuple[int, ...]) -> Kinds:
        """The kinds of a decision's states. key: the same for the same decision."""
        if key not in self._own:
            self._own[key] = _sort([part for table in decision.tables for part in _list_own(table)], game)
        branches = decision.tables[-1].joint or decision.tables[0]
        return _sort([self._own[key], np.where(branches.branch_prob > 0, self._after[branches.branch_state], -1)], game)


def _list_own(table: StageTable) -> Iterator[Shaped[np.ndarray, "_state ..."]]:
    """All that counts of a table, by state, but where it leads."""
    yield table.available
    yield np.where(table.available[:, :, None, None], table.payoff, 0.0)
    yield table.message_prob
    yield table.branch_prob if table.joint is None else table.joint.branch_prob
    if table.belief_payoff is not None:
        yield table.belief_payoff.values
    if table.anchor is not None:
        yield table.anchor
    if table.occasion is not None:
        yield table.occasion.chance
    if table.shift_prob is not None:
        yield table.shift_prob
    if table.pair is not None:
        yield table.pair.prob


def _list_paid(flow: Flow) -> Iterator[Shaped[np.ndarray, "_state ..."]]:
    yield flow.values
    if flow.belief_values is not None:
        yield flow.belief_values


def _sort(parts: Sequence[Shaped[np.ndarray, "_state ..."]], game: Int[np.ndarray, " state"]) -> Kinds:
    """Kinds of states that are equal in all parts, to the last bit, and of the same game."""
    columns = [np.ascontiguousarray(part).reshape(len(game), -1).view(np.uint8) for part in (game, *parts)]
    rows = np.ascontiguousarray(np.concatenate(columns, axis=1))
    _, first, kinds = np.unique(rows.view(f"V{rows.shape[1]}")[:, 0], return_index=True, return_inverse=True)
    in_order = np.empty_like(first)
    in_order[np.argsort(first)] = np.arange(len(first))
    return np.asarray(in_order[kinds], dtype=np.int64)


def _keep_few(decision: StageDecision, kinds: Kinds) -> Sorted:
    _, first = np.unique(kinds, return_index=True)
    if len(first) == len(kinds):
        return Sorted(decision, None)
    return Sorted(restrict(decision, first), kinds)
