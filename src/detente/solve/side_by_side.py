"""Games of one shape laid side by side: the public states of all are one batch, as those of one game are.

Nothing in a backward step joins two public states but the tables' successors. So the states of a second game can stand
behind those of the first, with the successors moved by as many places, and one pass solves both. Numbers may differ
from game to game: payoffs, chances, priors, precision, patience, and which states are reached. What must be equal is
the shape (`shape_of`): beliefs, stages, menus, messages, and what depends on beliefs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from jaxtyping import Float, Int

from detente.game.tables import Flow, Game, Joint, Period, PeriodEnd, StageTable

Part = TypeVar("Part")


@dataclass(frozen=True)
class Batch:
    """Games of one shape, state behind state.

    Args:
        periods, aftermath: as those of a game, over the states of all games. A state's code is the game's own, plus
            `stride` times the number of the game.
    """

    games: tuple[Game, ...]
    periods: tuple[Period, ...]
    aftermath: Flow
    stride: int

    @property
    def shape(self) -> Game:
        """A game to read the common shape from."""
        return self.games[0]

    def game_of(self, codes: Int[np.ndarray, " state"]) -> Int[np.ndarray, " state"]:
        """The number of the game that each state belongs to."""
        return codes // self.stride if len(self.games) > 1 else np.zeros_like(codes)

    def tables(self, t: int, s: int, number: int) -> list[tuple[StageTable, slice]]:
        """Every game's own table, and which states of the common one are its."""
        tables = [game.periods[t].stages[s][number] for game in self.games]
        ends = np.cumsum([len(table.states) for table in tables])
        return [(table, slice(end - len(table.states), end)) for table, end in zip(tables, ends, strict=True)]


def lay_side_by_side(games: Sequence[Game]) -> Batch:
    """The batch of some games, which must have one shape."""
    if len(games) == 1:
        return Batch((games[0],), games[0].periods, games[0].aftermath, 0)
    stride = _stride(games)
    joiner = _Joiner(stride)
    periods = []
    for t in range(games[0].num_periods):
        after = [game.final_codes if t + 1 == game.num_periods else game.periods[t + 1].codes[0] for game in games]
        periods.append(joiner.period([game.periods[t] for game in games], after))
    aftermath = _join_flows([game.aftermath for game in games], -1)
    return Batch(tuple(games), tuple(periods), aftermath, stride)


def most_games(game: Game) -> int:
    """How many games like this one have states that can be told apart by a 62-bit code."""
    return max(1, 2**62 // _stride([game]))


def _stride(games: Sequence[Game]) -> int:
    return 1 + max(int(codes[-1]) for game in games for period in game.periods for codes in period.codes)


def shape_of(game: Game) -> Hashable:
    """What must be equal of games that are laid side by side."""
    stages = {id(tables): tuple(map(_table_shape, tables)) for period in game.periods for tables in period.stages}
    flows = {id(period.end.flow): _flow_shape(period.end.flow) for period in game.periods}
    by_period = tuple(
        (*(stages[id(tables)] for tables in period.stages), flows[id(period.end.flow)]) for period in game.periods
    )
    return game.grid, game.informed, game.rows, by_period, _flow_shape(game.aftermath)


def _table_shape(table: StageTable) -> Hashable:
    extra = table.belief_payoff
    return (
        (table.name, table.mover, table.informs, table.actions, table.is_overt, table.is_held),
        (table.payoff.shape[1:], table.message_prob.shape[1:]),
        None if extra is None else tuple(extra.rows.tolist()),
    )


def _flow_shape(flow: Flow) -> Hashable:
    return None if flow.belief_values is None else tuple(flow.belief_rows.tolist())


class _Joiner:
    """Joins the parts of several games; what repeats from period to period is joined once."""

    def __init__(self, stride: int) -> None:
        self._stride = stride
        self._known: dict[tuple[int, ...], tuple[object, object, int]] = {}
        self._num_tables = 0

    def period(self, periods: Sequence[Period], after: Sequence[np.ndarray]) -> Period:
        codes = [[period.codes[s] for period in periods] for s in range(len(periods[0].codes))]

        def stage(s: int) -> tuple[int, tuple[StageTable, ...]]:
            return self._once([each.stages[s] for each in periods], lambda parts, _: join(parts, codes[s : s + 2]))

        def join(
            parts: Sequence[tuple[StageTable, ...]], around: Sequence[Sequence[np.ndarray]]
        ) -> tuple[StageTable, ...]:
            tables = _join_stages(parts, around)
            self._num_tables += len(tables)
            first = self._num_tables - len(tables)
            return tuple(replace(table, number=first + place) for place, table in enumerate(tables))

        numbered_codes = [self._once(each, lambda parts, _: self._codes(parts)) for each in codes]
        stages = [stage(s) for s in range(len(codes) - 1)]
        _, end = self._once([each.end for each in periods], lambda parts, number: _join_ends(parts, after, number))
        return Period(
            codes=tuple(joined for _, joined in numbered_codes),
            code_numbers=tuple(number for number, _ in numbered_codes),
            stages=tuple(tables for _, tables in stages),
            stage_numbers=tuple(number for number, _ in stages),
            end=end,
        )

    def _codes(self, parts: Sequence[np.ndarray]) -> np.ndarray:
        return np.concatenate([codes + number * self._stride for number, codes in enumerate(parts)])

    def _once(self, parts: Sequence[Part], join: Callable[[Sequence[Part], int], Part]) -> tuple[int, Part]:
        """The parts joined, with a number; the same for the same parts, from which states before and after follow."""
        key = tuple(map(id, parts))
        if key not in self._known:
            # The parts are kept too, so that no other object takes their identity.
            number = len(self._known)
            self._known[key] = (parts, join(parts, number), number)
        _, joined, number = self._known[key]
        return number, joined  # type: ignore[return-value]


def _firsts(codes: Sequence[np.ndarray]) -> Int[np.ndarray, " game"]:
    """Where each game's states begin."""
    return np.cumsum([0, *(len(each) for each in codes[:-1])])


def _join_stages(
    parts: Sequence[tuple[StageTable, ...]], codes: Sequence[Sequence[np.ndarray]]
) -> tuple[StageTable, ...]:
    """The tables of one stage of every game. codes: of the states before the stage and after it."""
    here, after = _firsts(codes[0]), _firsts(codes[1])
    return tuple(_join_tables(tables, here, after) for tables in zip(*parts, strict=True))


def _join_tables(
    tables: Sequence[StageTable], here: Int[np.ndarray, " game"], after: Int[np.ndarray, " game"]
) -> StageTable:
    num_branches = max(table.branch_prob.shape[2] for table in tables)

    def padded(branches: np.ndarray) -> np.ndarray:
        return np.pad(branches, ((0, 0), (0, 0), (0, num_branches - branches.shape[2])))

    extras = [table.belief_payoff for table in tables if table.belief_payoff is not None]
    extra = replace(extras[0], values=np.concatenate([each.values for each in extras])) if extras else None
    joints = [table.joint for table in tables if table.joint is not None]
    return replace(
        tables[0],
        states=np.concatenate([table.states + first for table, first in zip(tables, here, strict=True)]),
        available=np.concatenate([table.available for table in tables]),
        message_seen=np.concatenate([table.message_seen for table in tables]),
        payoff=np.concatenate([table.payoff for table in tables]),
        belief_payoff=extra,
        message_prob=np.concatenate([table.message_prob for table in tables]),
        branch_prob=np.concatenate([padded(table.branch_prob) for table in tables]),
        branch_state=np.concatenate(
            [padded(table.branch_state) + first for table, first in zip(tables, after, strict=True)]
        ),
        joint=_join_joints(joints, after) if joints else None,
    )


def _join_joints(joints: Sequence[Joint], after: Int[np.ndarray, " game"]) -> Joint:
    num_branches = max(joint.branch_prob.shape[3] for joint in joints)

    def padded(branches: np.ndarray) -> np.ndarray:
        return np.pad(branches, ((0, 0), (0, 0), (0, 0), (0, num_branches - branches.shape[3])))

    return Joint(
        np.concatenate([padded(joint.branch_prob) for joint in joints]),
        np.concatenate([padded(joint.branch_state) + first for joint, first in zip(joints, after, strict=True)]),
    )


def _join_ends(parts: Sequence[PeriodEnd], after: Sequence[np.ndarray], number: int) -> PeriodEnd:
    next_states = [part.next_state + first for part, first in zip(parts, _firsts(after), strict=True)]
    return PeriodEnd(_join_flows([part.flow for part in parts], number), np.concatenate(next_states), number)


def _join_flows(flows: Sequence[Flow], number: int) -> Flow:
    on_belief = [flow.belief_values for flow in flows if flow.belief_values is not None]
    values: Float[np.ndarray, "state row"] = np.concatenate([flow.values for flow in flows])
    return Flow(values, flows[0].belief_rows, np.concatenate(on_belief) if on_belief else None, number)
