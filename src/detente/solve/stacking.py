"""Games of one shape stacked: the public states of all are one batch, as those of one game are.

Nothing in a backward step joins two public states but the tables' successors. So the states of a second game can stand
behind those of the first, with the successors moved by as many places, and one pass solves both. Numbers may differ
from game to game: payoffs, chances, priors, precision, patience, and which states are reached. What must be equal is
the shape (`shape_of`): beliefs, stages, menus, messages, and what depends on beliefs.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int

from detente.game.tables import Flow, Game, Joint, Occasion, Period, PeriodEnd, StageTable


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

    def first_states(self, t: int, s: int) -> Int[np.ndarray, " game_and_end"]:
        """Where each game's states of a stage begin, and where those of the last one end."""
        return np.cumsum([0, *(len(game.periods[t].codes[s]) for game in self.games)])

    def tables(self, t: int, s: int, number: int) -> list[tuple[StageTable, slice]]:
        """Every game's own table, and which states of the common one are its."""
        tables = [game.periods[t].stages[s][number] for game in self.games]
        ends = np.cumsum([len(table.states) for table in tables])
        return [(table, slice(end - len(table.states), end)) for table, end in zip(tables, ends, strict=True)]


def stack_games(games: Sequence[Game]) -> Batch:
    """The batch of some games, which must have one shape (`shape_of`)."""
    if len(games) == 1:
        return Batch((games[0],), games[0].periods, games[0].aftermath, 0)
    stride = _stride(games)
    stacker = _Stacker(stride)
    periods = []
    for t in range(games[0].num_periods):
        after = [game.final_codes if t + 1 == game.num_periods else game.periods[t + 1].codes[0] for game in games]
        periods.append(stacker.period([game.periods[t] for game in games], after))
    return Batch(tuple(games), tuple(periods), _join_flows([game.aftermath for game in games], -1), stride)


def count_stackable(game: Game) -> int:
    """How many games like this one have states that can be told apart by a 62-bit code."""
    return max(1, 2**62 // _stride([game]))


def _stride(games: Sequence[Game]) -> int:
    return 1 + max(int(codes[-1]) for game in games for period in game.periods for codes in period.codes)


def shape_of(game: Game) -> Hashable:
    """What must be equal of games that are stacked."""
    stages = {
        number: tuple(map(_table_shape, tables))
        for period in game.periods
        for number, tables in zip(period.stage_numbers, period.stages, strict=True)
    }
    flows = {period.end.flow.number: _flow_shape(period.end.flow) for period in game.periods}
    by_period = tuple(
        (*(stages[number] for number in period.stage_numbers), flows[period.end.flow.number]) for period in game.periods
    )
    return game.grid, game.informed, game.rows, by_period, _flow_shape(game.aftermath)


def _table_shape(table: StageTable) -> Hashable:
    extra = table.belief_payoff
    return (
        (table.name, table.mover, table.informs, table.actions, table.is_overt, table.is_held),
        (table.payoff.shape[1:], table.message_prob.shape[1:], table.shift_prob is None),
        None if table.pair is None else table.pair.about,
        None if extra is None else tuple(extra.rows.tolist()),
        (table.anchor is None, table.occasion is None),
    )


def _flow_shape(flow: Flow) -> Hashable:
    return None if flow.belief_values is None else tuple(flow.belief_rows.tolist())


class _Stacker:
    """Stacks periods of several games; what repeats from period to period is stacked once, and numbered anew."""

    def __init__(self, stride: int) -> None:
        self._stride = stride
        self._codes: dict[tuple[int, ...], tuple[int, Int[np.ndarray, " state"]]] = {}
        self._stages: dict[tuple[int, ...], tuple[int, tuple[StageTable, ...]]] = {}
        self._ends: dict[tuple[int, ...], PeriodEnd] = {}
        self._num_tables = 0

    def period(self, periods: Sequence[Period], after: Sequence[np.ndarray]) -> Period:
        """One period of all games. after: the states that follow it, by game."""
        num_codes, num_stages = len(periods[0].codes), len(periods[0].stages)
        codes = [self._stacked_codes(periods, s) for s in range(num_codes)]
        stages = [self._stacked_stage(periods, s) for s in range(num_stages)]
        return Period(
            codes=tuple(stacked for _, stacked in codes),
            code_numbers=tuple(number for number, _ in codes),
            stages=tuple(tables for _, tables in stages),
            stage_numbers=tuple(number for number, _ in stages),
            end=self._stacked_end([period.end for period in periods], after),
        )

    def _stacked_codes(self, periods: Sequence[Period], s: int) -> tuple[int, Int[np.ndarray, " state"]]:
        key = tuple(period.code_numbers[s] for period in periods)
        if key not in self._codes:
            shifted = [period.codes[s] + number * self._stride for number, period in enumerate(periods)]
            self._codes[key] = (len(self._codes), np.concatenate(shifted))
        return self._codes[key]

    def _stacked_stage(self, periods: Sequence[Period], s: int) -> tuple[int, tuple[StageTable, ...]]:
        """The tables of a stage; the same numbers say that the states before and after are the same too."""
        key = tuple(period.stage_numbers[s] for period in periods)
        if key not in self._stages:
            here, after = (_firsts([period.codes[place] for period in periods]) for place in (s, s + 1))
            by_table = zip(*(period.stages[s] for period in periods), strict=True)
            joined = [_join_tables(tables, here, after) for tables in by_table]
            tables = tuple(replace(each, number=self._num_tables + place) for place, each in enumerate(joined))
            self._num_tables += len(tables)
            self._stages[key] = (len(self._stages), tables)
        return self._stages[key]

    def _stacked_end(self, ends: Sequence[PeriodEnd], after: Sequence[np.ndarray]) -> PeriodEnd:
        key = tuple(end.number for end in ends)
        if key not in self._ends:
            number = len(self._ends)
            next_states = [end.next_state + first for end, first in zip(ends, _firsts(after), strict=True)]
            flow = _join_flows([end.flow for end in ends], number)
            self._ends[key] = PeriodEnd(flow, np.concatenate(next_states), number)
        return self._ends[key]


def _firsts(codes: Sequence[np.ndarray]) -> Int[np.ndarray, " game"]:
    """Where each game's states begin."""
    return np.cumsum([0, *(len(each) for each in codes[:-1])])


def _join_tables(
    tables: Sequence[StageTable], here: Int[np.ndarray, " game"], after: Int[np.ndarray, " game"]
) -> StageTable:
    num_branches = max(table.branch_prob.shape[2] for table in tables)

    def padded(branches: np.ndarray) -> np.ndarray:
        return np.pad(branches, ((0, 0), (0, 0), (0, num_branches - branches.shape[2])))

    extras = [table.belief_payoff for table in tables if table.belief_payoff is not None]
    extra = replace(extras[0], values=np.concatenate([each.values for each in extras])) if extras else None
    joints = [table.joint for table in tables if table.joint is not None]
    anchors = [table.anchor for table in tables if table.anchor is not None]
    pairs = [table.pair for table in tables if table.pair is not None]
    shifts = [table.shift_prob for table in tables if table.shift_prob is not None]
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
        anchor=np.concatenate(anchors) if anchors else None,
        occasion=_join_occasions([table.occasion for table in tables if table.occasion is not None]),
        shift_prob=np.concatenate(shifts) if shifts else None,
        pair=replace(pairs[0], prob=np.concatenate([each.prob for each in pairs])) if pairs else None,
    )


def _join_occasions(occasions: Sequence[Occasion]) -> Occasion | None:
    if not occasions:
        return None
    return Occasion(
        np.concatenate([each.chance for each in occasions]), np.concatenate([each.message_prob for each in occasions])
    )


def _join_joints(joints: Sequence[Joint], after: Int[np.ndarray, " game"]) -> Joint:
    num_branches = max(joint.branch_prob.shape[3] for joint in joints)

    def padded(branches: np.ndarray) -> np.ndarray:
        return np.pad(branches, ((0, 0), (0, 0), (0, 0), (0, num_branches - branches.shape[3])))

    return Joint(
        np.concatenate([padded(joint.branch_prob) for joint in joints]),
        np.concatenate([padded(joint.branch_state) + first for joint, first in zip(joints, after, strict=True)]),
    )


def _join_flows(flows: Sequence[Flow], number: int) -> Flow:
    on_belief = [flow.belief_values for flow in flows if flow.belief_values is not None]
    values: Float[np.ndarray, "state row"] = np.concatenate([flow.values for flow in flows])
    return Flow(values, flows[0].belief_rows, np.concatenate(on_belief) if on_belief else None, number)
