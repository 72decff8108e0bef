"""Backward induction over public states and beliefs.

    V_r(T) = value of the aftermath
    V_r(t, end)   = flow_r + δ_r V_r(t + 1)                       wants are paid, the future is discounted
    V_r(t, stage) from V_r(t, next stage) by one move             `stage.py`, `fixed_point.py`

Only the values of two stages are alive at a time; policies are kept for play in single precision. Work is cut into
blocks of states of one size, so that a stage shape is compiled once whatever the number of its states. The states may
be those of several games of one shape (`side_by_side.py`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from detente.game.beliefs import log_odds_of
from detente.game.tables import Flow, Game, Period, StageTable
from detente.solve.array_steps import ArraySteps, power_of_two
from detente.solve.certificate import Choice, Residuals, choice_of
from detente.solve.conventions import Conventions, Key
from detente.solve.device import configure, forget_half_written
from detente.solve.equilibrium import Equilibrium, LogPolicy, Settings
from detente.solve.fixed_point import solve_nodes
from detente.solve.interpolation import value_at
from detente.solve.kernel_steps import KernelSteps
from detente.solve.meetings import Meeting, meetings
from detente.solve.method import Method, Scores
from detente.solve.side_by_side import Batch, lay_side_by_side
from detente.solve.steps import FIRST_USE, Block, Steps

ProgressCallback = Callable[[str, float], None]
Values = Float[np.ndarray, "_state row belief"]
NextValues = Float[np.ndarray, "next_state row belief"]


def solve(game: Game, settings: Settings | None = None, progress: ProgressCallback | None = None) -> Equilibrium:
    """The equilibrium of a game: a Markov agent quantal-response equilibrium in public beliefs.

    Args:
        progress: called with a word and the fraction done, after every period; before the first one with `FIRST_USE`
            if the solver has to be compiled.

    Raises:
        UnsolvedError: nodes are left above the tolerance and the settings do not allow it.
    """
    (equilibrium,) = solve_batch(lay_side_by_side([game]), settings or Settings(), progress)
    return equilibrium.require()


@runtime_checkable
class NodeObserver(Protocol):
    """Looks at every block of solved nodes, and is told what it found there by state and belief."""

    def look(self, key: Key, nodes: Any, scores: Scores, method: Method) -> Int[np.ndarray, " node"]: ...

    def add(self, choice: Choice, found: Int[np.ndarray, "state belief"]) -> None: ...


def solve_batch(
    batch: Batch,
    settings: Settings,
    progress: ProgressCallback | None = None,
    conventions: Conventions | None = None,
    observer: NodeObserver | None = None,
) -> tuple[Equilibrium, ...]:
    """The equilibrium of every game of a batch, with unsolved nodes if there are any.

    Args:
        conventions: where nodes start from; default: next period's policies.
    """
    configure()
    backward = _Backward(batch, settings, conventions or Conventions(), observer)
    try:
        with backward.pool:
            return backward.run(progress)
    except KeyboardInterrupt:
        forget_half_written()
        raise


def steps_for(game: Game, largest_stage: int) -> Steps:
    """The way to take steps that suits this machine.

    Args:
        largest_stage: states of the largest stage.
    """
    if jax.default_backend() == "cpu":
        return KernelSteps(game)
    return ArraySteps(game, largest_stage)


class _Backward:
    """One backward pass: what it has learned so far, period by period."""

    def __init__(
        self, batch: Batch, settings: Settings, conventions: Conventions, observer: NodeObserver | None
    ) -> None:
        self.batch = batch
        self.conventions, self.observer = conventions, observer
        self.game = game = batch.shape
        self.settings = settings
        self.copies = 2 if settings.regret else 1
        self.precision = np.stack([each.precision for each in batch.games])
        self.row_patience = np.tile(
            [[each.patience[row.actor] for row in game.rows] for each in batch.games], (1, self.copies)
        )
        largest_stage = max(len(codes) for period in batch.periods for codes in period.codes)
        self.steps = steps_for(game, largest_stage)
        self.num_padded = power_of_two(largest_stage)
        self.residuals = [Residuals(each, settings.tolerance) for each in batch.games]
        self.meetings: dict[tuple[int, int], tuple[tuple[tuple[StageTable, ...], ...], tuple[Meeting, ...]]] = {}
        self.pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1)

    def run(self, progress: ProgressCallback | None) -> tuple[Equilibrium, ...]:
        game, games = self.game, self.batch.games
        if progress is not None and self.steps.is_first_use:
            progress(FIRST_USE, 0.0)
        values = self.flow_values(self.batch.aftermath)
        policies: list[list[tuple[tuple[LogPolicy | None, ...], ...]]] = [[] for _ in games]
        for t in reversed(range(game.num_periods)):
            values, found = self.period(t, values)
            for own, by_stage in zip(policies, found, strict=True):
                own.append(by_stage)
            if progress is not None:
                progress("solve", 1 - t / game.num_periods)
        # Every game has one state to start from.
        starts = values[: len(games)]
        return tuple(
            self.equilibrium(number, tuple(reversed(own)), start)
            for number, (own, start) in enumerate(zip(policies, starts, strict=True))
        )

    def equilibrium(
        self, number: int, policies: tuple[tuple[tuple[LogPolicy | None, ...], ...], ...], start: np.ndarray
    ) -> Equilibrium:
        """The answer for one game, from its policies and the values at its start state."""
        game, num_rows = self.batch.games[number], len(self.game.rows)
        prior = np.concatenate([log_odds_of(game.prior[actor]) for actor in game.informed] or [np.zeros(0)])
        sizes = tuple(
            (kinds - 1, points) for kinds, points in zip(game.grid.num_types, game.grid.num_points, strict=True)
        )
        values = np.asarray(value_at(jnp.asarray(start), jnp.asarray(prior), sizes, game.grid.limit))
        # A best response loses nothing; interpolated, the two values may cross by a little.
        regret = np.maximum(values[num_rows:] - values[:num_rows], 0) if self.settings.regret else None
        certificate = self.residuals[number].certificate(regret)
        unsolved = self.residuals[number].unsolved()
        return Equilibrium(game, self.settings, policies, values[:num_rows], certificate, unsolved=unsolved)

    def period(self, t: int, values: Values) -> tuple[Values, tuple[tuple[tuple[LogPolicy | None, ...], ...], ...]]:
        """Values at the period's beginning from those at the next one's, and every game's policies of its stages.

        Values have room for the largest stage's states, so that one shape serves all stages.
        """
        period = self.batch.periods[t]
        self.conventions.next_period()
        values = self.reckon(period, values)
        found: list[list[tuple[LogPolicy | None, ...]]] = [[] for _ in self.batch.games]
        for s in reversed(range(len(period.stages))):
            if period.stages[s][0].is_held:
                continue  # solved with the stage after it
            before = np.zeros((self.num_padded, *values.shape[1:]))
            if period.stages[s][0].joint is not None:
                both = self.at_once(t, s, values, before)
            else:
                both = [[]]
                for number, table in enumerate(period.stages[s]):
                    policy, before[table.states] = self.move(t, s, number, values)
                    both[0].append(policy)
            values = before
            for policies in both:
                for own, by_table in zip(found, zip(*policies, strict=True), strict=True):
                    own.append(by_table)
        return values, tuple(tuple(reversed(own)) for own in found)

    def reckon(self, period: Period, values: Values) -> Values:
        """Wants are paid, what lasts one period is put back, and the future is discounted."""
        end = period.end
        paid = np.zeros((self.num_padded, *values.shape[1:]))
        later = values[end.next_state]
        patience = self.row_patience[self.batch.game_of(period.codes[-1])]
        paid[: len(later)] = self.flow_values(end.flow) + patience[..., None] * later
        return paid

    def flow_values(self, flow: Flow) -> Float[np.ndarray, "state row belief"]:
        """A flow at every belief; once more for the best-response rows if there are any."""
        values = np.repeat(flow.values[..., None], self.game.grid.size, axis=-1)
        if flow.belief_values is not None:
            values[:, flow.belief_rows] += flow.belief_values
        return np.tile(values, (1, self.copies, 1))

    def move(
        self, t: int, s: int, number: int, padded: NextValues
    ) -> tuple[list[LogPolicy | None], Float[np.ndarray, "state row belief"]]:
        """Every game's policy and the values of one table's states.

        Blocks do not depend on one another and share out the cores.
        """
        table = self.batch.periods[t].stages[s][number]
        found = self.solved(t, s, table, padded)
        policies: list[LogPolicy | None] = []
        for game, (own, states) in enumerate(self.batch.tables(t, s, number)):
            policies.append(None if table.mover < 0 else found.log_policy[states])
            if found.residual is not None:
                self.note(game, choice_of(self.game, t, s, [own], own.states), found, states)
        return policies, found.values

    def solved(self, t: int, s: int, table: StageTable, padded: NextValues) -> _Block:
        """All blocks of a table of one mover, or none, joined."""
        codes = self.batch.periods[t].codes[s][table.states]
        parts = self.steps.parts(len(codes))
        one_block = self.uninformed if table.informs < 0 else partial(self.informed, (s, table.mover))
        solved = self.each(lambda part: one_block(table, padded, part, codes[part]), parts)
        self.keep((s, table.mover), codes, parts, solved)
        return _joined(solved)

    def keep(
        self, key: Key, codes: Int[np.ndarray, " state"], parts: Sequence[slice], solved: Sequence[_Block]
    ) -> None:
        """Remembers the scores of blocks for the period before."""
        for part, block in zip(parts, solved, strict=True):
            if block.scores is not None:
                self.conventions.keep(key, codes[part], block.scores)

    def each(self, one_block: Callable[[slice], _Block], parts: Sequence[slice]) -> list[_Block]:
        """The blocks solved, side by side if there are several."""
        if len(parts) == 1:
            return [one_block(parts[0])]
        return list(self.pool.map(one_block, parts))

    def at_once(
        self, t: int, s: int, padded: NextValues, before: Float[np.ndarray, "padded_state row belief"]
    ) -> list[list[list[LogPolicy | None]]]:
        """Policies of the stages s and s − 1, whose decisions are made at once, by table and game.

        Args:
            before: filled in with the values before both.
        """
        period = self.batch.periods[t]
        stages = (period.stages[s - 1], period.stages[s])
        policies: list[list[np.ndarray | None]] = [[None] * len(tables) for tables in stages]
        for meeting in self.met(stages):
            if meeting.solo is None:
                found = self.pair(t, s, meeting, padded)
                by_side: tuple[LogPolicy | None, LogPolicy | None] = (found.log_policy, found.second_policy)
            else:
                found = self.solved(t, s - 1 + meeting.mover, meeting.solo, padded)
                by_side = (found.log_policy, None) if meeting.mover == 0 else (None, found.log_policy)
            before[meeting.states] = found.values
            for side, policy in enumerate(by_side):
                number = meeting.numbers[side]
                if policy is None or stages[side][number].mover < 0:
                    continue
                whole = policies[side][number]
                if whole is None:
                    whole = np.zeros((len(stages[side][number].states), *policy.shape[1:]), dtype=policy.dtype)
                    policies[side][number] = whole
                whole[meeting.places[side]] = policy
            if found.residual is not None:
                self.note_meeting(t, s, meeting, found)
        return [
            [
                [None if whole is None else whole[states] for _, states in self.batch.tables(t, s - 1 + side, number)]
                for number, whole in enumerate(policies[side])
            ]
            for side in (1, 0)
        ]

    def note(self, game: int, choice: Choice, found: _Block, places: slice | Int[np.ndarray, " some"]) -> None:
        """Puts what was found for a choice among the residuals of its game. places: of its states in the block."""
        assert found.residual is not None
        assert found.num_unstable is not None
        self.residuals[game].add(choice, found.residual[places], int(found.num_unstable[places].sum()))
        if self.observer is not None and found.observed is not None:
            self.observer.add(choice, found.observed[places])

    def note_meeting(self, t: int, s: int, meeting: Meeting, found: _Block) -> None:
        """Puts what was found for a meeting among the residuals of every game."""
        games = self.batch.game_of(self.batch.periods[t].codes[s][meeting.states])
        for game in np.unique(games).tolist():
            places = np.flatnonzero(games == game)
            first = sum(len(each.periods[t].codes[s]) for each in self.batch.games[:game])
            own = meeting.states[places] - first
            self.note(game, choice_of(self.game, t, s, meeting.tables, own), found, places)

    def met(self, stages: tuple[tuple[StageTable, ...], tuple[StageTable, ...]]) -> tuple[Meeting, ...]:
        """The meetings of two stages; kept while their tables repeat."""
        key = (id(stages[0]), id(stages[1]))
        kept = self.meetings.get(key)
        if kept is None:
            kept = (stages, meetings(*stages))
            names = {table.name for tables in stages for table in tables} - {""}
            self.meetings = {
                other: value
                for other, value in self.meetings.items()
                if not names & {table.name for tables in value[0] for table in tables}
            }
            self.meetings[key] = kept
        return kept[1]

    def pair(self, t: int, s: int, meeting: Meeting, padded: NextValues) -> _Block:
        """The states at which two actors move at once."""
        codes = self.batch.periods[t].codes[s][meeting.states]
        first, second = (table.mover for table in meeting.tables)
        # Apart from the keys of stages at which one of the two decides alone.
        key = (s, (1 + first) * len(self.game.prior) + second)

        def one_block(part: slice) -> _Block:
            own = codes[part]
            precision = (self.precision_of(first, own), self.precision_of(second, own))
            return self.settled(key, meeting.tables, own, self.steps.prepared_pair(meeting, part, padded, precision))

        parts = self.steps.parts(len(codes))
        solved = self.each(one_block, parts)
        self.keep(key, codes, parts, solved)
        return _joined(solved)

    def precision_of(self, actor: int, codes: Int[np.ndarray, " state"]) -> Float[np.ndarray, " state"]:
        """An actor's precision at the states of a block."""
        return np.asarray(self.precision[self.batch.game_of(codes), actor])

    def uninformed(
        self, table: StageTable, values: NextValues, part: slice, codes: Int[np.ndarray, " state"]
    ) -> _Block:
        """A block of a move, or of a chance, that says nothing about anybody's type."""
        precision = self.precision_of(max(table.mover, 0), codes)
        log_policy, before = self.steps.uninformed(table, part, values, precision)
        return _Block(log_policy, before)

    def informed(
        self, key: Key, table: StageTable, values: NextValues, part: slice, codes: Int[np.ndarray, " state"]
    ) -> _Block:
        """A block of a move, or of a signal, from which everybody learns about one actor's type."""
        precision = self.precision_of(self.game.informed[table.informs], codes)
        block = self.steps.prepared(table, part, values, precision)
        if table.mover < 0:
            start = np.zeros((*table.payoff.shape[1:3], len(codes), self.game.grid.size))
            end = block.concluded(block.to_nodes(start))
            return _Block(end.log_policies[0], end.values)
        return self.settled(key, [table], codes, block)

    def settled(self, key: Key, tables: Sequence[StageTable], codes: Int[np.ndarray, " state"], block: Block) -> _Block:
        """A block of one mover or two, solved, from next period's conventions."""
        menus = [(table.payoff.shape[1], table.payoff.shape[2]) for table in tables]
        start = self.conventions.start(key, codes, menus, self.game.grid.size)
        found = solve_nodes(block.nodes, block.to_nodes(start), self.settings, block.method)
        end = block.concluded(found.scores)
        is_unstable = np.zeros(found.scores.shape[-1], dtype=np.int64)
        is_unstable[found.unstable] = 1
        num_unstable = block.from_nodes(is_unstable).sum(axis=1)
        observed = None
        if self.observer is not None:
            observed = block.from_nodes(self.observer.look(key, block.nodes, found.scores, block.method))
        policy, *others = end.log_policies
        second = others[0] if others else None
        return _Block(policy, end.values, end.scores, end.residual, num_unstable, observed, second)


@dataclass(frozen=True)
class _Block:
    """What is found for a block of states; scores and what follows only where an informed actor moves, or two do."""

    log_policy: LogPolicy
    values: Float[np.ndarray, "state row belief"]
    scores: Float[np.ndarray, "action type state belief"] | None = None
    residual: Float[np.ndarray, "state belief"] | None = None
    num_unstable: Int[np.ndarray, " state"] | None = None
    observed: Int[np.ndarray, "state belief"] | None = None
    second_policy: LogPolicy | None = None


def _joined(blocks: Sequence[_Block]) -> _Block:
    """What was found for several blocks, one after the other; without the scores."""

    def joined(parts: Sequence[np.ndarray | None]) -> Any:
        known = [part for part in parts if part is not None]
        return np.concatenate(known) if known else None

    return _Block(
        joined([block.log_policy for block in blocks]),
        joined([block.values for block in blocks]),
        None,
        joined([block.residual for block in blocks]),
        joined([block.num_unstable for block in blocks]),
        joined([block.observed for block in blocks]),
        joined([block.second_policy for block in blocks]),
    )
