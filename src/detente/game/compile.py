"""From a scenario to the game that the solver reads."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float

from detente.errors import Advice, Mistake, ScenarioError
from detente.game.beliefs import BeliefGrid
from detente.game.frame import Frame, Reader, build_frame, find_place
from detente.game.magnitudes import note_excess
from detente.game.memory import estimate_memory, find_fitting_points, held_bytes, machine_bytes
from detente.game.moves import JointMoves, Moves
from detente.game.payoffs import (
    Term,
    compute_move_payoffs,
    compute_office_weight,
    list_aftermath_terms,
    list_flow_terms,
    sum_flow,
)
from detente.game.perceptions import align, require_same_frame
from detente.game.reach import (
    Codes,
    Limits,
    Reached,
    StageMoves,
    StateSet,
    build_stage_key,
    check_use,
    compute_next_codes,
    find_largest_variables,
    reach,
)
from detente.game.tables import BeliefPayoff, Flow, Game, Joint, Period, PeriodEnd, StageTable
from detente.game.tracking import fix_untracked
from detente.scenario.constants import evaluate_constant
from detente.scenario.expressions import Formula
from detente.scenario.model import Decision, Scenario

DEFAULT_LIMIT = 10.0  # log-odds: 99.995 % to 0.005 %


def compile_game(
    scenario: Scenario,
    num_points: Mapping[str, int] | None = None,
    limit: float | None = None,
    *,
    limits: Limits | None = None,
    also: Game | None = None,
    with_regret: bool = False,
    known_types: Mapping[str, str] | None = None,
    tracks_all: bool = False,
) -> Game:
    """Compiles the game of a scenario.

    Args:
        num_points: actor -> points on each of its log-odds axes; see `default_points` for actors left out.
        limit: log-odds at the ends of every axis; default: those of the scenario's `certainty`.
        limits: when the crisis counts as too large.
        also: the crisis as it is, of which this one is a perception: its states are reached too, and its belief
            grid is used.
        with_regret: best responses will be valued, too, which takes more memory.
        known_types: actor -> the type at which others' payoffs are taken, instead of averaging under the belief.
        tracks_all: whether every belief has axes, even one of which only the prior matters (`tracking.py`).

    Raises:
        ScenarioError: all mistakes that show only at reachable states: probabilities that do not sum to one, empty
            menus, payoffs that are not finite, too many states.
        ValueError: `num_points` names an actor without private types, or gives fewer than 3 points; or `also` does not
            track every belief, as a perception must.
    """
    if also is not None and also.grid.fixed:
        raise ValueError("also: the game of which this one is a perception must track every belief")
    frame = build_frame(scenario, build_grid(scenario, num_points, limit) if also is None else also.grid, known_types)
    limits = limits or Limits()
    if also is not None:
        require_same_frame(frame, also)
    reached = reach(frame, limits, also)
    is_sound = not frame.faults.are_found
    if scenario.variant is None:
        # A variant may well take away the occasion of a stage that the crisis has.
        check_use(frame, reached)
    if not is_sound:
        frame.faults.require_none()
    if also is None and not tracks_all:
        frame = fix_untracked(frame, reached)
    _check_bytes(frame, reached, limits, with_regret)
    with np.errstate(over="ignore", invalid="ignore"):
        game = _Assembler(frame, reached).game()
    frame.faults.require_none()
    note_excess(frame, game)
    frame.faults.require_none()
    return game


def require_perceptions(game: Game, perceptions: Iterable[Scenario]) -> None:
    """Requires that every perception compiles and aligns with the game; one that several actors have is tried once.

    Raises:
        ScenarioError: a perception has mistakes of its own, or does not fit.
    """
    for perception in {each.variant: each for each in perceptions}.values():
        align(game, compile_game(perception, also=game))


def default_points(num_types: Sequence[int]) -> tuple[int, ...]:
    """Points on each log-odds axis of each informed actor, some 2,000 to 3,000 beliefs in all.

    One axis has 121 points, two have 61 and 31 (31 each if they belong to one actor); d ≥ 3 axes have the largest odd
    n with n^d ≤ 3,200, at least 3. Odd, so that even odds are a point.
    """
    num_axes = sum(kinds - 1 for kinds in num_types)
    if num_axes <= 2:
        return {0: (), 1: (121,), 2: (31,) if len(num_types) == 1 else (61, 31)}[num_axes]
    fitting = [points for points in range(3, 14, 2) if points**num_axes <= 3_200]
    return (max(fitting, default=3),) * len(num_types)


def build_grid(scenario: Scenario, num_points: Mapping[str, int] | None, limit: float | None = None) -> BeliefGrid:
    """The belief grid of a scenario."""
    num_types = {actor.name: len(actor.types) for actor in scenario.actors if len(actor.types) > 1}
    points = dict(zip(num_types, default_points(tuple(num_types.values())), strict=True))
    points |= {actor.name: actor.belief_points for actor in scenario.actors if actor.belief_points is not None}
    for name, number in (num_points or {}).items():
        if name not in points:
            raise ValueError(
                f"num_points: {name!r} has no private types; those that have: {', '.join(points) or 'none'}"
            )
        if number < 3:
            raise ValueError(f"num_points: {name!r} needs at least 3 points, not {number}")
        points[name] = number
    if limit is None:
        certain = scenario.certainty
        limit = DEFAULT_LIMIT if certain is None else math.log(certain / (1 - certain))
    return BeliefGrid(tuple(num_types.values()), tuple(points.values()), limit)


def count_informed_nodes(frame: Frame, reached: Reached) -> int:
    """States times beliefs at which a mover with private types decides, all periods."""
    tables = [table for period in reached.periods for moves in period.stages for table in moves.tables]
    return sum(len(table.states) for table in tables if table.actor >= 0 and table.informs >= 0) * frame.grid.size


def count_bytes(frame: Frame, reached: Reached) -> int:
    """Bytes of all policies, which are most of what a solution holds."""
    return estimate_memory(frame, reached).policy_bytes(frame.grid)


def _check_bytes(frame: Frame, reached: Reached, limits: Limits, with_regret: bool) -> None:
    held = held_bytes() if limits.bytes is None else 0
    limit = max(0, machine_bytes() - held) if limits.bytes is None else limits.bytes
    estimate = estimate_memory(frame, reached)
    needed = estimate.num_bytes(frame.grid, with_regret)
    if needed <= limit:
        return
    widest = max((codes for period in reached.periods for codes in period.codes()), key=len)
    informed = [frame.scenario.actors[actor].name for actor in frame.informed]
    changes = find_fitting_points(estimate, limit, informed, with_regret)
    kind = "fewer_points_together" if any(len(change) > 1 for change in changes) else "fewer_points"
    advice = tuple(Advice(kind, name, points) for change in changes for name, points in change.items())
    if changes:
        present = ", ".join(f"{n} for {name}" for name, n in zip(informed, frame.grid.num_points, strict=True))
        remark = f"Belief points now: {present}"
    else:
        share = limit / estimate.num_bytes(replace(frame.grid, num_points=(3,) * len(informed)), with_regret)
        _, words = find_largest_variables(frame, widest, int(len(widest) * min(share, 1)))
        remark = f"No belief grid is coarse enough, so it needs fewer states; {words} states"
    message = (
        f"solving would take {_memory(needed)} of memory, more than {_memory(limit)}{_besides(held)}: "
        f"{count_informed_nodes(frame, reached):,} nodes with private types, up to {len(widest):,} states a stage and "
        f"{frame.grid.size:,} beliefs; the policies alone {_memory(estimate.policy_bytes(frame.grid))}. {remark}"
    )
    raise ScenarioError([Mistake(find_place(frame.scenario, frame.scenario), message, advice)])


def _besides(held: int) -> str:
    return f" (in addition to {_memory(held)} already in use)" if held >= 10**8 else ""


def _memory(num_bytes: int) -> str:
    return f"{num_bytes / 1e9:.1f} GB" if num_bytes >= 10**8 else f"{num_bytes / 1e6:.1f} MB"


def _joint(moves: JointMoves, after: Codes) -> Joint:
    branch_state = np.where(moves.branch_prob > 0, np.searchsorted(after, moves.branch_codes), 0)
    return Joint(moves.branch_prob, branch_state)


class _Assembler:
    """Finds the successors' places and adds the payoffs; equal tables of different periods become one numbered object.

    Memos are keyed by the numbers of state sets and moves (`reach.py`), and what is left of the formulas in a period.
    """

    def __init__(self, frame: Frame, reached: Reached) -> None:
        self.frame = frame
        self.reached = reached
        self._payoffs: dict[tuple[object, ...], tuple[np.ndarray, BeliefPayoff | None]] = {}
        self._stages: dict[tuple[object, ...], tuple[int, tuple[StageTable, ...]]] = {}
        self._flows: dict[tuple[object, ...], Flow] = {}
        self._ends: dict[tuple[object, ...], PeriodEnd] = {}
        self._num_tables = 0

    def game(self) -> Game:
        frame, scenario = self.frame, self.frame.scenario

        def constants(formulas: Iterable[Formula]) -> Float[np.ndarray, " _"]:
            return np.array([evaluate_constant(formula.tree, frame.numbers) for formula in formulas], dtype=np.float64)

        patience = constants(actor.patience for actor in scenario.actors)
        periods = tuple(self._period(number) for number in range(len(self.reached.periods)))
        return Game(
            scenario=scenario,
            space=frame.space,
            grid=frame.grid,
            stage_names=tuple(stage.name for stage in scenario.stages),
            informed=frame.informed,
            rows=frame.rows,
            prior=tuple(frame.prior(actor) for actor in range(len(scenario.actors))),
            precision=constants(actor.precision for actor in scenario.actors),
            patience=patience,
            periods=periods,
            final_codes=self.reached.final.codes,
            aftermath=self._aftermath(patience),
        )

    def _period(self, number: int) -> Period:
        reached = self.reached.periods[number]
        reader = Reader(self.frame, number)
        stages = [
            self._stage(reader, index, moves, reached.states[index + 1]) for index, moves in enumerate(reached.stages)
        ]
        is_last = number + 1 == len(self.reached.periods)
        after = self.reached.final if is_last else self.reached.periods[number + 1].states[0]
        return Period(
            codes=reached.codes(),
            code_numbers=tuple(states.number for states in reached.states),
            stages=tuple(tables for _, tables in stages),
            stage_numbers=tuple(stage_number for stage_number, _ in stages),
            end=self._end(reader, reached.states[-1], after),
        )

    def _stage(
        self, reader: Reader, index: int, moves: StageMoves, after: StateSet
    ) -> tuple[int, tuple[StageTable, ...]]:
        """The tables of a stage, with the number of their tuple."""
        payoff_key = (moves.number, *self._offices(reader))
        key = (after.number, *payoff_key)
        if key not in self._stages:
            tables = tuple(
                self._table(reader, index, table, after.codes, (place, *payoff_key))
                for place, table in enumerate(moves.tables)
            )
            self._stages[key] = len(self._stages), tables
        return self._stages[key]

    def _offices(self, reader: Reader) -> tuple[object, ...]:
        """By what all payoffs are multiplied in this period."""
        weights = (compute_office_weight(self.frame, actor, reader.period) for actor in self.frame.scenario.actors)
        return tuple(None if weight is None else build_stage_key(reader, weight) for weight in weights)

    def _table(
        self, reader: Reader, index: int, moves: Moves, after: Codes, payoff_key: tuple[object, ...]
    ) -> StageTable:
        if payoff_key not in self._payoffs:
            self._payoffs[payoff_key] = self._payoff(reader, index, moves)
        payoff, belief_payoff = self._payoffs[payoff_key]
        branch_state = np.where(moves.branch_prob > 0, np.searchsorted(after, moves.branch_codes), 0)
        self._num_tables += 1
        return StageTable(
            name=moves.name,
            mover=moves.actor,
            informs=moves.informs,
            actions=moves.actions,
            states=moves.states,
            available=moves.available,
            payoff=payoff,
            belief_payoff=belief_payoff,
            message_prob=moves.message_prob,
            branch_prob=moves.branch_prob,
            branch_state=branch_state,
            is_overt=moves.is_overt,
            seen=moves.seen,
            message_seen=moves.message_seen,
            number=self._num_tables - 1,
            is_held=moves.is_held,
            joint=None if moves.joint is None else _joint(moves.joint, after),
        )

    def _payoff(self, reader: Reader, index: int, moves: Moves) -> tuple[np.ndarray, BeliefPayoff | None]:
        stage = self.frame.scenario.stages[index]
        if isinstance(stage, Decision) and moves.actor >= 0:
            return compute_move_payoffs(reader, stage, moves)
        return np.zeros((len(moves.states), 1, moves.message_prob.shape[3], len(self.frame.rows))), None

    def _end(self, reader: Reader, states: StateSet, after: StateSet) -> PeriodEnd:
        wants = self._flow(reader, list_flow_terms(self.frame, reader.period), states)
        key = (wants.number, states.number, after.number)
        if key not in self._ends:
            next_state = np.searchsorted(after.codes, compute_next_codes(self.frame, reader.period, states.codes))
            self._ends[key] = PeriodEnd(wants, next_state, len(self._ends))
        return self._ends[key]

    def _flow(self, reader: Reader, terms: Sequence[Term], states: StateSet) -> Flow:
        key = (states.number, *((term.actor, *build_stage_key(reader, term.factors)) for term in terms))
        if key not in self._flows:
            self._flows[key] = sum_flow(reader, terms, self.frame.space.decode(states.codes), len(self._flows))
        return self._flows[key]

    def _aftermath(self, patience: Float[np.ndarray, " actor"]) -> Flow:
        """What follows the last period, at the states after it, in units of the period after it.

        Where the last period repeats, the wants of its end are paid for ever: 1/(1 − δ) of them.
        """
        frame, states = self.frame, self.reached.final
        reader, terms = list_aftermath_terms(frame)
        wants = self._flow(reader, terms, states)
        if frame.scenario.calendar.afterwards != "repeats":
            return wants
        factor = np.array([1 / (1 - patience[row.actor]) for row in frame.rows])
        values = wants.belief_values
        if values is not None:
            values = values * factor[wants.belief_rows][None, :, None]
        return Flow(wants.values * factor, wants.belief_rows, values, len(self._flows))
