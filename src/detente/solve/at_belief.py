"""Policies at beliefs between the points of the grid: the mover's node is solved there, as it is on grid points.

Values are smooth enough to be interpolated, policies are not: where an answer mixes, it is a step between two points,
and what lies between is an answer that nobody plays (docs/theory/solution.md). So whoever reads a policy at a belief
of its own (play, exported trees, the played-out check) solves the fixed point there, with the continuation interpolated
and the policies of the points around as a start. Nodes at the same state and belief are solved once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from detente.game.tables import StageTable
from detente.native import plain
from detente.solve.decisions import Slot, StageDecision, dilute, list_decisions, sharpened
from detente.solve.equilibrium import Equilibrium
from detente.solve.kernel.between import Corners, find_corners, interpolate, interpolate_log_policies, normalise
from detente.solve.kernel.compiled import compiled
from detente.solve.kernel.engine import KernelDecision, KernelEngine
from detente.solve.nodes import AtBeliefs, LogPolicy, NodeScores, Values, add_anchor
from detente.solve.search import solve_scattered
from detente.solve.tree_play import NoPolicies

# The underscores let every array have axes of its own length: the run-time checks know one scope for a whole call.
Places = Int[np.ndarray, " _node"]
LogOdds = Float[np.ndarray, "_node _axis"]
LogPolicyAt = Float[np.ndarray, "_action _type _node"]

TOLERANCE = 1e-6
"""Residual of a policy at a belief of its own; draws cannot tell it from the solution."""

NUMBERS_AT_ONCE = 1_000_000
"""Of the continuations around nodes that are solved together: 8 MB."""


@dataclass(frozen=True)
class _Mover:
    """One mover of a decision.

    Args:
        table: of its stage. rows: of the decision's states there.
        policy: on the grid, of the table. values: of its types after the decision.
    """

    table: StageTable
    rows: Int[np.ndarray, " state"]
    policy: LogPolicy
    values: Values


@dataclass(frozen=True)
class _Solvable:
    """A decision with what solving it at any belief takes. place_of: by table place the decision's, or −1."""

    decision: StageDecision
    loaded: KernelDecision
    movers: tuple[_Mover, ...]
    side: int
    place_of: Int[np.ndarray, " place"]


class PoliciesAt:
    """The policies of a solved game at any belief.

    Raises:
        DetenteError: the crisis is solved on its game tree, where policies are no functions of public beliefs.
    """

    def __init__(self, equilibrium: Equilibrium) -> None:
        if isinstance(equilibrium.log_policies, NoPolicies):
            equilibrium.log_policies.refuse()
        self.equilibrium, self.game = equilibrium, equilibrium.game
        self._engine = KernelEngine(self.game)
        self._loaded: dict[tuple[int, ...], list[tuple[StageDecision, KernelDecision]]] = {}
        self._solvable: dict[tuple[int, int, int], list[_Solvable]] = {}

    def find(self, t: int, s: int, number: int, places: Places, log_odds: LogOdds) -> LogPolicyAt:
        """log σ of the mover of a table at some nodes; interpolated where no solution is found.

        Args:
            number: of the table in stage s of period t. places: of the nodes' states there.
        """
        first, again = find_distinct(places, log_odds)
        places, log_odds = places[first], log_odds[first]
        policy = self.equilibrium.log_policies[t][s][number]
        assert policy is not None
        if self.equilibrium.continuations is None:
            available = self.game.periods[t].stages[s][number].available
            around = find_corners(self.game.grid, log_odds)
            return interpolate_log_policies(policy, available, places, around).take(again, axis=-1)
        log_policy = np.empty((*policy.shape[2:], len(places)))
        for each in self._find_decisions(t, s, number):
            own = each.place_of[places]
            for block in self._blocks(each, own, np.flatnonzero(own >= 0)):
                log_policy[..., block] = self._solve(each, own[block], log_odds[block])
        return log_policy.take(again, axis=-1)

    def _find_decisions(self, t: int, s: int, number: int) -> list[_Solvable]:
        """The decisions in which the mover of a table decides: alone, or at once with another."""
        key = (t, s, number)
        if key not in self._solvable:
            period = self.game.periods[t]
            second = s + 1 if period.stages[s][0].is_held else s
            found = []
            for decision, loaded in self._load(t, second):
                for side, slot in enumerate(decision.slots):
                    if slot.is_second == (s == second) and slot.table == number and not decision.is_chance:
                        movers = tuple(self._mover(t, second, each) for each in decision.slots)
                        place_of = np.full(len(period.stages[s][number].states), -1)
                        place_of[slot.places] = np.arange(len(decision.states))
                        found.append(_Solvable(decision, loaded, movers, side, place_of))
            self._solvable[key] = found
        return self._solvable[key]

    def _load(self, t: int, s: int) -> list[tuple[StageDecision, KernelDecision]]:
        """The decisions of a stage, ready for the kernel; of periods with the same tables once."""
        period = self.game.periods[t]
        numbers = (s, *period.stage_numbers[max(s - 1, 0) : s + 1])
        if numbers not in self._loaded:
            decisions = list_decisions(period.stages, s, len(self.game.prior))
            self._loaded[numbers] = [(each, self._engine.load(each.tables)) for each in decisions]
        return self._loaded[numbers]

    def _mover(self, t: int, second: int, slot: Slot) -> _Mover:
        s = second if slot.is_second else second - 1
        table, policy = self.game.periods[t].stages[s][slot.table], self.equilibrium.log_policies[t][s][slot.table]
        continuations = self.equilibrium.continuations
        assert policy is not None
        assert continuations is not None
        values = continuations[t][s][slot.table]
        assert values is not None
        return _Mover(dilute(table), np.arange(len(policy))[slot.places], policy, values)

    def _blocks(self, each: _Solvable, own: Places, chosen: Places) -> list[Places]:
        """The nodes in blocks whose continuations stay near a core. own: of all nodes, the places in the decision."""
        if len(chosen) == 0:
            return []
        # Nodes at one state stand together and share its table.
        num_states = 1 + np.cumsum(own[chosen[1:]] != own[chosen[:-1]])
        num_nodes = np.arange(2, len(chosen) + 1)
        weights = num_states * each.loaded.numbers_of_state + num_nodes * each.loaded.numbers_of_node
        if weights[-1:].sum() <= NUMBERS_AT_ONCE:
            return [chosen]
        cuts = np.flatnonzero(np.diff(weights // NUMBERS_AT_ONCE)) + 2
        return np.split(chosen, cuts)

    def _solve(self, each: _Solvable, places: Places, log_odds: LogOdds) -> LogPolicyAt:
        """The policy of one side. places: of the nodes in the decision."""
        movers, around = each.movers, find_corners(self.game.grid, log_odds)
        at = AtBeliefs(
            places,
            log_odds,
            tuple(mover.values for mover in movers),
            tuple(
                sharpened(self.game.precision[None, self.game.rows_of(table.mover)], table, places)
                for table in each.decision.tables
            ),
            tuple(self._payoffs(mover, mover.rows[places], around) for mover in movers),
        )
        if not each.decision.has_nodes:
            return each.loaded.step_at(at)
        starts = [
            interpolate_log_policies(mover.policy, mover.table.available, mover.rows[places], around)
            for mover in movers
        ]
        settings, start = self.equilibrium.settings, starts[each.side]
        nodes = each.loaded.nodes_at(at)
        scores, bound = solve_scattered(nodes, join_scores(starts, nodes.anchors), TOLERANCE, settings)
        first = sum(other.shape[0] * other.shape[1] for other in starts[: each.side])
        num_actions, num_types, _ = start.shape
        own = scores.reshape(-1, len(places))[first : first + num_actions * num_types].reshape(start.shape)
        own = add_anchor(own, nodes.anchors[each.side])
        return np.where(bound <= TOLERANCE, normalise(own, nodes.available[each.side]), start)

    def _payoffs(self, mover: _Mover, rows: Places, around: Corners) -> Float[np.ndarray, "node action type"] | None:
        """What depends on the belief of the payoffs of a mover's types. rows: of the nodes' states in its table."""
        extra = mover.table.belief_payoff
        if extra is None:
            return None
        actor = mover.table.mover
        first, num_types = self.game.first_row(actor), len(self.game.prior[actor])
        _, num_actions, num_kinds, num_rows, _ = extra.values.shape
        payoffs, who = np.zeros((len(rows), num_actions, num_types)), np.arange(len(rows))
        for number, row in enumerate(extra.rows):
            kind = int(row) - first
            if 0 <= kind < num_types:
                for action in range(num_actions):
                    entry = ((rows * num_actions + action) * num_kinds + min(kind, num_kinds - 1)) * num_rows + number
                    payoffs[:, action, kind] = interpolate(extra.values, entry, around, who)
        return payoffs


def find_distinct(places: Places, log_odds: LogOdds) -> tuple[Places, Places]:
    """One of all nodes at the same state and belief, those at one state together; and which of these each node is."""
    num_nodes = len(places)
    places, bits = plain(places, np.int64), np.ascontiguousarray(log_odds + 0.0).view(np.uint64)
    first, again = np.empty((2, num_nodes), dtype=np.int64)
    slots = np.full(2 << num_nodes.bit_length(), -1)
    ends = np.zeros(int(places.max(initial=-1)) + 2, dtype=np.int64)
    num = compiled().distinct(places, bits, slots, first, again, ends)
    return first[:num], again


def join_scores(log_policies: Sequence[LogPolicyAt], anchors: Sequence[LogPolicyAt | None]) -> NodeScores:
    """Policies as scores, which are counted from the anchor (`solve/nodes.py`)."""
    finite = [
        np.where(np.isfinite(each), each if anchor is None else each - anchor, 0.0)
        for each, anchor in zip(log_policies, anchors, strict=True)
    ]
    if len(finite) == 1:
        return finite[0]
    return np.concatenate([each.reshape(-1, 1, each.shape[-1]) for each in finite])
