"""Backward induction over public states and beliefs.

    V_r(T) = value of the aftermath
    V_r(t, end)   = flow_r + δ_r V_r(t + 1)                       wants are paid, the future is discounted
    V_r(t, stage) from V_r(t, next stage) by one decision         `kernel/decision.py`, `search.py`

An endless game takes such steps until nothing changes (`endless.py`).

Only the values of two stages are alive at a time; policies are kept for play in single precision. The states of a
decision are cut into blocks, which do not depend on one another and share out the cores. The states may be those of
several games of one shape (`stacking.py`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float, Int

from detente.cores import num_cores
from detente.game.memory import NODES_PER_BLOCK
from detente.game.tables import Flow, Game, Period, StageTable
from detente.solve.decisions import Slot, StageDecision, list_decisions, sharpened
from detente.solve.endless import find_stationary
from detente.solve.equilibrium import Equilibrium, Settings
from detente.solve.first_use import compile_kernel
from detente.solve.guesses import Guess
from detente.solve.interpolation import interpolate_value
from detente.solve.kernel.engine import KernelEngine
from detente.solve.nodes import Engine, EngineOf, LoadedDecision, LogPolicy, Nodes, NodeScores, Values
from detente.solve.residuals import DecisionStates, Residuals, describe_decision
from detente.solve.same_futures import Kinds, SameFutures, Sorted
from detente.solve.search import arrange_by_state, solve_along_branch, solve_nodes
from detente.solve.settled_beliefs import Axes, Cut, SettledBeliefs, cut_grid
from detente.solve.solved import SolvedStates, count_by_state, join_blocks
from detente.solve.stacking import Batch, stack_games
from detente.solve.symmetric import Symmetry
from detente.solve.two_sided import step_two_sided
from detente.solve.warm_starts import Key, WarmStarts

ProgressCallback = Callable[[str, float], None]
StageSolution = tuple[tuple[LogPolicy, Values] | None, ...]
"""Of every table of a stage the policy, and what its mover's types expect after it; None where nobody decides."""

FIRST_USE = "Compiling the solver (once)"
"""What progress is called with before a solve that begins with that."""


def solve(
    game: Game,
    settings: Settings | None = None,
    progress: ProgressCallback | None = None,
    engine_of: EngineOf = KernelEngine,
) -> Equilibrium:
    """The equilibrium of a game: a Markov agent quantal-response equilibrium in public beliefs.

    Args:
        progress: called with a word and the fraction done, after every period; before the first one with `FIRST_USE`
            if the solver has to be compiled.
        engine_of: what evaluates the equations.

    Raises:
        UnsolvedError: nodes are left above the tolerance and the settings do not allow it.
    """
    (equilibrium,) = solve_batch(stack_games([game]), settings or Settings(), progress, engine_of=engine_of)
    return equilibrium.require()


@runtime_checkable
class NodeObserver(Protocol):
    """Looks at every block of solved nodes, and receives what it returned by state and belief."""

    def look(self, key: Key, nodes: Nodes, scores: NodeScores) -> Int[np.ndarray, " node"]: ...

    def add(self, decided: DecisionStates, counts: Int[np.ndarray, "state belief"]) -> None: ...


def solve_batch(
    batch: Batch,
    settings: Settings,
    progress: ProgressCallback | None = None,
    warm_starts: WarmStarts | None = None,
    observer: NodeObserver | None = None,
    engine_of: EngineOf = KernelEngine,
    guess: Guess | None = None,
) -> tuple[Equilibrium, ...]:
    """The equilibrium of every game of a batch, with unsolved nodes if there are any.

    Args:
        batch: an endless game stands alone.
        warm_starts: where nodes start from; default: next period's policies.
        guess: values from which the steps of an endless game start.
    """
    backward = BackwardPass(batch, settings, warm_starts or WarmStarts(), observer, engine_of)
    with backward.pool:
        if backward.game.scenario.calendar.is_endless:
            return (find_stationary(backward, guess, progress),)
        return backward.run(progress)


@dataclass(frozen=True)
class _Ready:
    """A decision ready for the engine, at one state of every kind and where its beliefs still matter.

    Args:
        game: with the beliefs that are left. whole: the decision at all its states. place: as in `Sorted`.
        cut: which beliefs are left; None: all.
    """

    game: Game
    whole: StageDecision
    decision: StageDecision
    loaded: LoadedDecision
    place: Int[np.ndarray, " state"] | None
    cut: Cut | None


@dataclass(frozen=True)
class _LoadedStage:
    """The decisions of a stage, ready for the engine.

    Args:
        key: what they follow from. kinds: of the stage's states. settled: whose beliefs are settled before it.
    """

    key: tuple[object, ...]
    decisions: tuple[_Ready, ...]
    kinds: Kinds
    settled: Axes


class BackwardPass:
    """One backward pass: what it has learned so far, period by period."""

    def __init__(
        self,
        batch: Batch,
        settings: Settings,
        warm_starts: WarmStarts,
        observer: NodeObserver | None,
        engine_of: EngineOf,
    ) -> None:
        self.batch, self.settings, self.warm_starts, self.observer = batch, settings, warm_starts, observer
        self.game = game = batch.shape
        self.copies = 2 if settings.regret else 1
        self.rows = [game.rows_of(actor) for actor in range(len(game.prior))]
        self.precision = np.stack([each.precision for each in batch.games])
        self.row_patience = np.tile([each.patience for each in batch.games], (1, self.copies))
        self.engine_of = engine_of
        self.engines: dict[Axes, tuple[Cut | None, Game, Engine]] = {frozenset(): (None, game, engine_of(game))}
        self.forget_residuals()
        self.symmetry = None if settings.rule == "drift" else Symmetry(game, settings.rule == "symmetric")
        # In an endless game, what is remembered and matters to nobody's payoff may still say who trusts whom
        # (`endless.py`); where two can change places, a state's counterpart is looked up.
        may_exchange = self.symmetry is not None and self.symmetry.asymmetry is not None
        can_be_few = not (may_exchange or game.scenario.calendar.is_endless)
        self.futures = SameFutures(batch, can_be_few)
        self.settled = SettledBeliefs(game, can_be_few)
        self.loaded: dict[int, _LoadedStage] = {}
        self.num_cores = num_cores()
        self.pool = ThreadPoolExecutor(max_workers=self.num_cores)

    def forget_residuals(self) -> None:
        """Nothing is known of any node."""
        self.residuals = [Residuals(each, self.settings) for each in self.batch.games]

    def run(self, progress: ProgressCallback | None) -> tuple[Equilibrium, ...]:
        game, games = self.game, self.batch.games
        if progress is not None and self.engines[frozenset()][2].is_first_use:
            progress(FIRST_USE, 0.0)
            compile_kernel(game)
        values = self.pay_flow(self.batch.aftermath)
        self.futures.begin(self.batch.aftermath)
        self.settled.begin(self.batch.aftermath)
        policies: list[list[tuple[StageSolution, ...]]] = [[] for _ in games]
        for t in reversed(range(game.num_periods)):
            values, by_game = self.solve_period(t, values)
            for own, by_stage in zip(policies, by_game, strict=True):
                own.append(by_stage)
            if progress is not None:
                progress("solve", 1 - t / game.num_periods)
        # Every game has one state to start from.
        starts = values[: len(games)]
        return tuple(
            self.build_equilibrium(number, tuple(reversed(own)), start)
            for number, (own, start) in enumerate(zip(policies, starts, strict=True))
        )

    def build_equilibrium(
        self, number: int, solution: tuple[tuple[StageSolution, ...], ...], start: np.ndarray
    ) -> Equilibrium:
        """The solution of one game, from what is found at its stages and the values at its start state."""
        game, num_rows = self.batch.games[number], len(self.game.rows)
        values = interpolate_value(start, game.start_log_odds(), game.grid)
        # A best response loses nothing; interpolated, the two values may cross by a little.
        regret = np.maximum(values[num_rows:] - values[:num_rows], 0) if self.settings.regret else None
        certificate = self.residuals[number].certificate(regret)
        if self.symmetry is not None:
            certificate = replace(certificate, asymmetry=self.symmetry.asymmetry)
        unsolved = self.residuals[number].unsolved()
        log_policies, continuations = (
            tuple(tuple(tuple(each and each[part] for each in stage) for stage in period) for period in solution)
            for part in (0, 1)
        )
        return Equilibrium(
            game, self.settings, log_policies, values[:num_rows], certificate, unsolved, continuations=continuations
        )

    def solve_period(self, t: int, values: Values) -> tuple[Values, tuple[tuple[StageSolution, ...], ...]]:
        """Values at the period's beginning from those at the next one's, and every game's policies of its stages."""
        period = self.batch.periods[t]
        self.warm_starts.begin_period()
        values = self.close_period(period, values)
        by_stage: list[list[StageSolution]] = []
        for s in reversed(range(len(period.stages))):
            if period.stages[s][0].is_held:
                continue  # solved with the stage after it
            values, policies = self.solve_stage(t, s, values)
            by_stage += policies
        if self.symmetry is not None:
            self.symmetry.look(t, values)
        by_game = zip(*reversed(by_stage), strict=True)
        return values, tuple(by_game)

    def close_period(self, period: Period, values: Values) -> Values:
        """Wants are paid, what lasts one period is put back, and the future is discounted."""
        self.futures.close(period.end, period.codes[-1])
        self.settled.close(period.end)
        patience = self.row_patience[self.batch.game_of(period.codes[-1])]
        paid = self.pay_flow(period.end.flow)
        paid += patience[..., None] * values[period.end.next_state]
        return paid

    def pay_flow(self, flow: Flow) -> Float[np.ndarray, "state row belief"]:
        """A flow at every belief; once more for the best-response rows if there are any."""
        values = np.repeat(flow.values[..., None], self.game.grid.size, axis=-1)
        if flow.belief_values is not None:
            values[:, flow.belief_rows] += flow.belief_values
        return np.tile(values, (1, self.copies, 1))

    def solve_stage(self, t: int, s: int, values: Values) -> tuple[Values, list[list[StageSolution]]]:
        """Values before a stage, and policies by game; of the stage before it too if both are decided at once."""
        period = self.batch.periods[t]
        is_joint = period.stages[s][0].joint is not None
        before = np.zeros((len(period.codes[s]), *values.shape[1:]))
        policies: list[list[np.ndarray | None]] = [[None] * len(period.stages[place]) for place in (s - is_joint, s)]
        for ready in self.load_decisions(t, s).decisions:
            decision, solved = ready.whole, self.solve_decision((t, s), ready, values)
            if solved.scores is not None:
                self.warm_starts.keep(decision.key, period.codes[s][decision.states], solved.scores)
            before[decision.states] = solved.values
            for slot, policy in zip(decision.slots, solved.log_policies, strict=True):
                _place(policies[slot.is_second], period.stages[s if slot.is_second else s - 1], slot, policy)
            if solved.residual is not None:
                self.record(t, s, decision, solved)
        places = (s, s - 1) if is_joint else (s,)
        ends = self.batch.first_states(t, s + 1)
        after = [values[first:last] for first, last in itertools.pairwise(ends)]
        return before, [self.split_by_game(t, place, policies[place == s], after) for place in places]

    def load_decisions(self, t: int, s: int) -> _LoadedStage:
        """The decisions of a stage, ready for the engine; kept while its tables, and what comes after it, repeat."""
        period = self.batch.periods[t]
        numbers = period.stage_numbers[max(s - 1, 0) : s + 1]
        key = (*numbers, self.futures.number, self.settled.after)
        if s not in self.loaded or self.loaded[s].key != key:
            decisions = list_decisions(period.stages, s, len(self.game.prior))
            ordered, kinds = self.futures.before(decisions, period.codes[s], (s, *numbers))
            settled = [self.settled.find(decision) for decision in decisions]
            ready = tuple(map(self.load_decision, decisions, ordered, settled))
            self.loaded[s] = _LoadedStage(key, ready, kinds, self.settled.after.intersection(*settled))
        self.futures.move_to(self.loaded[s].kinds)
        self.settled.move_to(self.loaded[s].settled)
        return self.loaded[s]

    def load_decision(self, whole: StageDecision, ordered: Sorted, settled: Axes) -> _Ready:
        """A decision at one state of every kind, and without the axes of beliefs that are settled."""
        if settled not in self.engines:
            cut = cut_grid(self.game.grid, settled)
            game = replace(self.game, grid=cut.grid)
            self.engines[settled] = cut, game, self.engine_of(game)
        cut_or_none, game, engine = self.engines[settled]
        few = ordered.few if cut_or_none is None else cut_or_none.tables(ordered.few)
        return _Ready(game, whole, few, engine.load(few.tables), ordered.place, cut_or_none)

    def solve_decision(self, when: tuple[int, int], ready: _Ready, values: Values) -> SolvedStates:
        """A decision at all its states, block by block, side by side on the cores if there are several.

        Args:
            when: the period and the stage.
        """
        t, s = when
        decision, cut = ready.decision, ready.cut
        codes = self.batch.periods[t].codes[s][decision.states]
        after = values if cut is None else np.ascontiguousarray(values[..., cut.kept])

        def one(block: slice) -> SolvedStates:
            if not decision.has_nodes or decision.tables[0].pair is not None:
                return self.step_block(ready, block, codes[block], after)
            nodes = ready.loaded.nodes(block, after, self.find_precision(decision, block, codes[block]))
            kept = nodes if self.symmetry is None else self.symmetry.keep(t, s, decision, block, nodes)
            return self.solve_block(ready, nodes, kept, codes[block])

        size = max(1, min(NODES_PER_BLOCK // after.shape[-1], -(-len(codes) // self.num_cores)))
        blocks = [slice(first, min(first + size, len(codes))) for first in range(0, len(codes), size)]
        is_alone = self.num_cores == 1 or len(blocks) == 1
        solved = join_blocks(list(map(one, blocks) if is_alone else self.pool.map(one, blocks)))
        solved = solved if cut is None else solved.at_beliefs(cut)
        return solved if ready.place is None else solved.at_states(ready.place)

    def find_precision(
        self, decision: StageDecision, block: slice, codes: np.ndarray
    ) -> list[Float[np.ndarray, "_state _type"]]:
        """The precision of every mover at some states, by its types."""
        games = self.batch.game_of(codes)
        return [
            sharpened(self.precision[games, self.rows[self.find_decider(decision, side)]], table, block)
            for side, table in enumerate(decision.tables)
        ]

    def step_block(self, ready: _Ready, block: slice, codes: np.ndarray, values: Values) -> SolvedStates:
        """A block of states of a decision that is not informative about any type."""
        table = ready.decision.tables[0]
        if table.pair is not None:
            silent = np.zeros((len(codes), values.shape[-1], 1, 1), dtype=np.float32)
            return SolvedStates((silent,), step_two_sided(ready.game, table, block, values))
        log_policy, before = ready.loaded.step(block, values, self.find_precision(ready.decision, block, codes))
        return SolvedStates((log_policy,), before)

    def solve_block(self, ready: _Ready, nodes: Nodes, kept: Nodes, codes: np.ndarray) -> SolvedStates:
        """A block of states of a decision, solved from next period's policies.

        Args:
            kept: the same nodes, kept to a subspace if the rule asks for that.
        """
        key, beliefs = ready.decision.key, nodes.shape.beliefs
        start = self.warm_starts.start(
            key, codes, nodes.shape.menus, beliefs if ready.cut is None else ready.cut.kept[beliefs]
        )
        flat = start.reshape(*start.shape[:2], -1)
        if ready.decision.is_chance:
            concluded = nodes.conclude(np.zeros_like(flat))
            return SolvedStates(concluded.log_policies, concluded.values)
        found = (
            solve_nodes(nodes, flat, self.settings)
            if kept is nodes
            else solve_along_branch(nodes, flat.shape, self.settings, kept)
        )
        concluded = nodes.conclude(found.scores)
        observed = None
        if self.observer is not None:
            observed = arrange_by_state(nodes, self.observer.look(key, nodes, found.scores))
        scores = np.empty_like(start)
        scores[..., beliefs] = found.scores.reshape(start.shape)
        return SolvedStates(
            concluded.log_policies,
            concluded.values,
            concluded.residual,
            count_by_state(found.unstable, len(codes), len(beliefs)),
            count_by_state(found.astray, len(codes), len(beliefs)),
            observed,
            scores,
        )

    def find_decider(self, decision: StageDecision, side: int) -> int:
        """Whose precision counts; where nobody decides, it makes no difference."""
        table = decision.tables[side]
        return self.game.informed[table.informs] if table.informs >= 0 else max(table.mover, 0)

    def record(self, t: int, s: int, decision: StageDecision, solved: SolvedStates) -> None:
        """Adds what was found for a decision to the residuals of every game."""
        assert solved.residual is not None
        assert solved.num_unstable is not None
        assert solved.num_astray is not None
        firsts = self.batch.first_states(t, s)
        # Of every decision the states stand in order, those of one game together.
        ends = np.searchsorted(decision.states, firsts)
        for game, (first, begin, end) in enumerate(zip(firsts, ends, ends[1:], strict=False)):
            if begin < end:
                own = slice(begin, end)
                decided = describe_decision(self.game, t, s, decision.tables, decision.states[own] - first)
                counts = (int(each[own].sum()) for each in (solved.num_unstable, solved.num_astray))
                self.residuals[game].add(decided, solved.residual[own], *counts)
                if self.observer is not None and solved.observed is not None:
                    self.observer.add(decided, solved.observed[own])

    def split_by_game(
        self, t: int, s: int, policies: Sequence[LogPolicy | None], after: Sequence[Values]
    ) -> list[StageSolution]:
        """Every game's own part of what is decided at a stage, by table. after: by game the values after the stage."""
        by_table = []
        for number, whole in enumerate(policies):
            tables = self.batch.tables(t, s, number)
            by_table.append([
                None if whole is None else (whole[own], self.split_values(table, values))
                for (table, own), values in zip(tables, after, strict=True)
            ])  # fmt: skip
        return list(zip(*by_table, strict=True))

    def split_values(self, table: StageTable, after: Values) -> Values:
        """What a table's mover expects of the values after it, by its types."""
        return np.ascontiguousarray(after[:, self.rows[table.mover]])


def _place(policies: list[np.ndarray | None], tables: Sequence[StageTable], slot: Slot, policy: LogPolicy) -> None:
    """Puts a mover's policy among those of its stage's tables."""
    table = tables[slot.table]
    if table.mover < 0:
        return
    if isinstance(slot.places, slice):
        policies[slot.table] = policy
        return
    whole = policies[slot.table]
    if whole is None:
        whole = policies[slot.table] = np.zeros((len(table.states), *policy.shape[1:]), dtype=policy.dtype)
    whole[slot.places] = policy
