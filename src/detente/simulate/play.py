"""Plays drawn from a solved game.

Play goes forward through the stages, all plays of a chunk at once. At a decision the mover's policy at a public belief
is the multilinear interpolation of log σ over the belief grid, normalised again; the same interpolated policy draws the
act of the mover's true type and enters Bayes' rule,

    L(m | θ) = Σ_a σ(a | θ) P(m | a, θ),    z_k ← z_k + log L(m | k) − log L(m | K − 1),

so that beliefs are a martingale exactly, however coarse the grid. A likelihood of zero counts as 1e-300, as everywhere
(`beliefs.log_odds_of`): log-odds stay finite, and two impossibilities cancel.

Every play has its own column of random numbers, three for every stage: plays of different games with one seed can be
compared play by play, which is what makes differences between variants sharp.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np

from detente.game.beliefs import log_odds_of
from detente.game.tables import Flow, Game, StageTable
from detente.simulate.lookup import StageLookup, draw, first_rows, stage_lookup
from detente.simulate.moves import ForcedMove, decides_for
from detente.simulate.paths import Paths
from detente.solve.equilibrium import Equilibrium

CHUNK = 20_000  # the working arrays of a chunk stay in a core's cache
LEAST_LIKELIHOOD = 1e-300


def simulate(
    equilibrium: Equilibrium,
    num_plays: int = 100_000,
    seed: int = 0,
    forced: tuple[ForcedMove, ...] = (),
    progress: Callable[[str, float], None] | None = None,
) -> Paths:
    """Plays of the solved game, from the start to the horizon.

    Args:
        seed: see `Paths.seed`.
        forced: moves made for their owners; a later one wins over an earlier one.
        progress: told what is going on and the share done.

    Raises:
        ValueError: `num_plays` is below one.
    """
    if num_plays < 1:
        raise ValueError(f"simulate: num_plays must be at least 1, not {num_plays}")
    plan = plan_of(equilibrium, forced)
    record = _empty_record(equilibrium.game, seed, num_plays, forced)
    starts = range(0, num_plays, CHUNK)
    streams = np.random.SeedSequence(seed).spawn(len(starts))
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        jobs = [
            pool.submit(_play_chunk, plan, record, slice(start, min(start + CHUNK, num_plays)), stream)
            for start, stream in zip(starts, streams, strict=True)
        ]
        for done, job in enumerate(as_completed(jobs), start=1):
            job.result()
            if progress is not None:
                progress("playing", done / len(jobs))
    return record


@dataclass(frozen=True)
class TablePlan:
    """A table with what play needs besides.

    Args:
        policy: log-policies, one row for every (state, belief), one column for every (action, type); or None.
        has_full_menu: every action is available in every state.
        paid: the actors that the table pays something, whatever the belief.
        forced: menu indices of the moves made for the mover, in force order.
    """

    table: StageTable
    policy: np.ndarray | None
    has_full_menu: bool
    paid: tuple[int, ...]
    forced: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """A solved game laid out for play, by period and stage."""

    game: Game
    lookups: tuple[tuple[StageLookup, ...], ...]
    tables: tuple[tuple[tuple[TablePlan, ...], ...], ...]
    first_rows: np.ndarray


def plan_of(equilibrium: Equilibrium, forced: tuple[ForcedMove, ...] = ()) -> Plan:
    """The solved game laid out for play."""
    game = equilibrium.game
    periods, stages = range(game.num_periods), range(len(game.stage_names))
    rows = first_rows(game)
    lookups = tuple(tuple(stage_lookup(game, t, s) for s in stages) for t in periods)
    tables = tuple(
        tuple(
            tuple(
                _table_plan(game, t, table, policy, forced)
                for table, policy in zip(game.periods[t].stages[s], equilibrium.log_policies[t][s], strict=True)
            )
            for s in stages
        )
        for t in periods
    )
    return Plan(game, lookups, tables, rows)


def _table_plan(
    game: Game, period: int, table: StageTable, log_policy: np.ndarray | None, forced: tuple[ForcedMove, ...]
) -> TablePlan:
    paid = {game.rows[row].actor for row in np.flatnonzero(table.payoff.any(axis=(0, 1, 2)))}
    policy = None
    if log_policy is not None:
        states, points, actions, types = log_policy.shape
        policy = log_policy.reshape(states * points, actions * types)
    forced_here = _forced_here(game, period, table, forced)
    return TablePlan(table, policy, bool(table.available.all()), tuple(sorted(paid)), forced_here)


def _forced_here(game: Game, period: int, table: StageTable, forced: tuple[ForcedMove, ...]) -> tuple[int, ...]:
    if table.mover < 0:
        return ()
    mover = game.scenario.actors[table.mover].name
    return tuple(
        table.actions.index(move.action)
        for move in forced
        if move.first_period <= period <= move.last_period
        and move.action in table.actions
        and move.decision in (None, table.name)
        and decides_for(game.scenario, move.owner, table.name, mover)
    )


def _empty_record(game: Game, seed: int, num_plays: int, forced: tuple[ForcedMove, ...]) -> Paths:
    num_periods, num_stages, num_actors = game.num_periods, len(game.stage_names), len(game.prior)
    num_states = max(len(codes) for period in game.periods for codes in period.codes)
    state_type = np.int16 if num_states < 2**15 else np.int32
    return Paths(
        game=game,
        seed=seed,
        num_plays=num_plays,
        types=np.empty((num_actors, num_plays), np.int8).T,
        mover=np.empty((num_periods, num_stages, num_plays), np.int8).transpose(2, 0, 1),
        act=np.empty((num_periods, num_stages, num_plays), np.int8).transpose(2, 0, 1),
        state=np.empty((num_periods, num_stages + 1, num_plays), state_type).transpose(2, 0, 1),
        final_state=np.empty(num_plays, np.int32),
        log_odds=np.empty((num_periods + 1, len(game.grid.axis_points), num_plays), np.float32).transpose(2, 0, 1),
        payoffs=np.empty((num_periods, num_actors, num_plays), np.float32).transpose(2, 0, 1),
        aftermath=np.empty((num_actors, num_plays), np.float32).T,
        forced=forced,
    )


class Plays:
    """Plays on their way side by side: what changes from stage to stage.

    Args:
        random: draws uniform numbers of a given shape.
        types: true type of every actor. log_odds: public beliefs. state: index into the stage's states.
    """

    def __init__(
        self,
        plan: Plan,
        random: Callable[[tuple[int, ...]], np.ndarray],
        types: np.ndarray,
        log_odds: np.ndarray,
        state: np.ndarray,
    ) -> None:
        self.game, self.num_plays = plan.game, len(types)
        self.random = random
        self.types = types
        self.rows = plan.first_rows[None, :] + types
        self.log_odds = log_odds
        self.state = state
        self._corners: tuple[np.ndarray, np.ndarray] | None = None

    @classmethod
    def from_the_start(cls, plan: Plan, num_plays: int, stream: np.random.SeedSequence) -> Plays:
        """Plays at the start state, types drawn from the priors."""
        game, random = plan.game, np.random.default_rng(stream).random
        types = np.stack([draw(prior[:, None], random(num_plays)) for prior in game.prior], axis=1)
        start = [log_odds_of(game.prior[actor]) for actor in game.informed]
        log_odds = np.tile(np.concatenate([*start, np.empty(0)]), (num_plays, 1))
        return cls(plan, random, types, log_odds, np.zeros(num_plays, dtype=np.int64))

    def corners(self) -> tuple[np.ndarray, np.ndarray]:
        """Grid points around every play's belief with their weights, corner by corner."""
        if self._corners is None:
            index, weight = self.game.grid.corners(self.log_odds)
            self._corners = np.ascontiguousarray(index.T), np.ascontiguousarray(weight.T)
        return self._corners

    def update(self, informs: int, who: np.ndarray | slice, log_likelihood: np.ndarray) -> None:
        """Bayes' rule: add log-likelihood ratios [type, play] to the log-odds about one informed actor."""
        axes = self.game.grid.axis_slice(informs)
        self.log_odds[who, axes] += (log_likelihood[:-1] - log_likelihood[-1:]).T
        self._corners = None


def _play_chunk(plan: Plan, record: Paths, span: slice, stream: np.random.SeedSequence) -> None:
    """Plays one chunk and writes it into its part of the record."""
    game = plan.game
    plays = Plays.from_the_start(plan, span.stop - span.start, stream)
    record.types[span] = plays.types
    for period, tables in enumerate(game.periods):
        payoffs = np.zeros((len(game.prior), plays.num_plays))
        record.log_odds[span, period] = plays.log_odds
        for stage in range(len(game.stage_names)):
            record.state[span, period, stage] = plays.state
            mover, act = play_stage(plan, period, stage, plays, payoffs)
            record.mover[span, period, stage] = mover
            record.act[span, period, stage] = act
        record.state[span, period, -1] = plays.state
        add_flow(game, tables.reckoning.flow, plays, payoffs)
        record.payoffs[span, period] = payoffs.T
        plays.state = tables.reckoning.next_state[plays.state]
    record.log_odds[span, -1] = plays.log_odds
    record.final_state[span] = plays.state
    aftermath = np.zeros((len(game.prior), plays.num_plays))
    add_flow(game, game.aftermath, plays, aftermath)
    record.aftermath[span] = aftermath.T


def play_stage(
    plan: Plan, period: int, stage: int, plays: Plays, payoffs: np.ndarray, prescribed: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Plays one stage; adds to the payoffs [actor, play] and returns who moved and what they did.

    Args:
        prescribed: what every play's mover does in place of a draw from its policy.
    """
    lookup = plan.lookups[period][stage]
    uniform = plays.random((3, plays.num_plays))
    mover, act = np.full((2, plays.num_plays), -1, dtype=np.int8)
    next_state = np.empty_like(plays.state)
    # Tables see the beliefs as they were when the stage began: they are disjoint sets of plays.
    for number, table_plan in enumerate(plan.tables[period][stage]):
        who: np.ndarray | slice = slice(None)
        if len(lookup.tables) > 1:
            who = np.flatnonzero(lookup.table[plays.state] == number)
            if len(who) == 0:
                continue
        where = lookup.position[plays.state[who]]
        acts = None if prescribed is None else prescribed[who]
        action, next_state[who] = _play_table(table_plan, plays, who, where, uniform[:, who], payoffs, acts)
        if table_plan.table.mover >= 0:
            mover[who] = table_plan.table.mover
            act[who] = action
    plays.state = next_state
    return mover, act


def _play_table(
    table_plan: TablePlan,
    plays: Plays,
    who: np.ndarray | slice,
    where: np.ndarray,
    uniform: np.ndarray,
    payoffs: np.ndarray,
    prescribed: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Plays one table for the plays `who`, which stand at its states `where`; returns actions and next states."""
    table = table_plan.table
    type_index = np.zeros(len(where), dtype=np.int64)
    if table.informs >= 0:
        type_index = plays.types[who, plays.game.informed[table.informs]]
    action, log_policy = np.zeros(len(where), dtype=np.int64), None
    if table_plan.policy is not None:
        log_policy = policy_at_belief(table_plan, plays, who, where)
        own_type = plays.types[who, table.mover][None, None, :]
        action = draw(np.exp(np.take_along_axis(log_policy, own_type, axis=1)[:, 0]), uniform[0])
    for forced in table_plan.forced:
        action = np.where(table.available[where, forced], forced, action)
    if prescribed is not None:
        action = prescribed
    _add_payoffs(table_plan, plays, who, (where, action, type_index), payoffs)

    message = action
    if not table.is_overt:
        message = draw(_across(table.message_prob, (where, action), type_index), uniform[1])
    if table.informs >= 0:
        plays.update(table.informs, who, _log_likelihood(table, log_policy, where, message))
    if table.branch_prob.shape[2] == 1:
        return action, table.branch_state[where, message, 0]
    branch = draw(_across(table.branch_prob[..., None], (where, message), np.zeros_like(message)), uniform[2])
    return action, table.branch_state[where, message, branch]


def _across(table: np.ndarray, at: tuple[np.ndarray, np.ndarray], last: np.ndarray) -> np.ndarray:
    """Entries table[i, j, :, k], one for every play [option, play]."""
    _, num_second, num_options, num_last = table.shape
    first = (at[0] * num_second + at[1]) * (num_options * num_last) + last
    return np.asarray(np.take(table.reshape(-1), first[None, :] + num_last * np.arange(num_options)[:, None]))


def policy_at_belief(table_plan: TablePlan, plays: Plays, who: np.ndarray | slice, where: np.ndarray) -> np.ndarray:
    """log σ [action, type, play] at every play's public belief."""
    table, policy = table_plan.table, table_plan.policy
    assert policy is not None
    index, weight = plays.corners()
    first = where * plays.game.grid.size
    weight = weight.astype(policy.dtype)
    interpolated = np.zeros((len(where), policy.shape[1]), dtype=policy.dtype)
    # Where an action is missing, −inf times a zero weight is no number; those entries are replaced below.
    with np.errstate(invalid="ignore"):
        for corner_index, corner_weight in zip(index[:, who], weight[:, who], strict=True):
            at_corner = np.take(policy, first + corner_index, axis=0)
            at_corner *= corner_weight[:, None]
            interpolated += at_corner
    scores = np.array(interpolated.T, dtype=np.float64, order="C").reshape(len(table.actions), -1, len(where))
    if not table_plan.has_full_menu:
        scores = np.where(table.available[where].T[:, None, :], scores, -np.inf)
    scores -= scores.max(axis=0)
    scores -= np.log(np.exp(scores).sum(axis=0))
    return scores


def _log_likelihood(
    table: StageTable, log_policy: np.ndarray | None, where: np.ndarray, message: np.ndarray
) -> np.ndarray:
    """log L(message | type) [type, play]."""
    if log_policy is None:
        likelihood = table.message_prob[where, 0, message].T
    elif table.is_overt:
        return np.asarray(np.take_along_axis(log_policy, message[None, None, :], axis=0)[0])
    else:
        likelihood = np.zeros(log_policy.shape[1:])
        for action, log_prob in enumerate(log_policy):
            likelihood += np.exp(log_prob) * table.message_prob[where, action, message].T
    return np.asarray(np.log(np.maximum(likelihood, LEAST_LIKELIHOOD)))


def _add_payoffs(
    table_plan: TablePlan,
    plays: Plays,
    who: np.ndarray | slice,
    at: tuple[np.ndarray, np.ndarray, np.ndarray],
    payoffs: np.ndarray,
) -> None:
    """Adds what the table pays at (state, action, type of the informed actor)."""
    table = table_plan.table
    _, num_actions, num_types, num_rows = table.payoff.shape
    first = ((at[0] * num_actions + at[1]) * num_types + at[2]) * num_rows
    for actor in table_plan.paid:
        payoffs[actor, who] += np.take(table.payoff.reshape(-1), first + plays.rows[who, actor])
    if table.belief_payoff is not None:
        for values, row in zip(np.moveaxis(table.belief_payoff.values, 3, 0), table.belief_payoff.rows, strict=True):
            _add_at_belief(plays, who, values, at, int(row), payoffs)


def add_flow(game: Game, flow: Flow, plays: Plays, payoffs: np.ndarray) -> None:
    """Adds what the state and the belief pay at a period's end."""
    for actor in {game.rows[row].actor for row in np.flatnonzero(flow.values.any(axis=0))}:
        payoffs[actor] += flow.values[plays.state, plays.rows[:, actor]]
    if flow.belief_values is not None:
        for values, row in zip(np.moveaxis(flow.belief_values, 1, 0), flow.belief_rows, strict=True):
            _add_at_belief(plays, slice(None), values, (plays.state,), int(row), payoffs)


def _add_at_belief(
    plays: Plays,
    who: np.ndarray | slice,
    values: np.ndarray,
    at: tuple[np.ndarray, ...],
    row: int,
    payoffs: np.ndarray,
) -> None:
    """Adds values [..., belief] at `at`, interpolated at the public belief, where the actor of the row has its type."""
    index, weight = plays.corners()
    actor = plays.game.rows[row].actor
    interpolated = np.zeros(len(at[0]))
    for corner_index, corner_weight in zip(index[:, who], weight[:, who], strict=True):
        interpolated += values[(*at, corner_index)] * corner_weight
    payoffs[actor, who] += np.where(plays.rows[who, actor] == row, interpolated, 0)
