"""From a scenario to the game that the solver reads."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float

from detente.errors import Mistake, ScenarioError
from detente.game.beliefs import BeliefGrid, joint_log_odds
from detente.game.capacity import FEWEST_POINTS, Plan, make_plan, require_capacity, with_points
from detente.game.covers import find_revealed
from detente.game.frame import Frame, Reader, build_frame
from detente.game.magnitudes import note_excess
from detente.game.messages import JointMoves, Moves
from detente.game.payoffs import (
    Term,
    compute_move_payoffs,
    compute_office_weight,
    list_aftermath_terms,
    list_flow_terms,
    repeat_for_ever,
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
    reach,
)
from detente.game.tables import BeliefPayoff, Flow, Game, Joint, Period, PeriodEnd, StageTable
from detente.game.tracking import find_tracked, fix_untracked
from detente.scenario.constants import compute_number_values, evaluate_constant
from detente.scenario.expressions import Formula
from detente.scenario.model import Decision, Scenario
from detente.scenario.tree_needs import find_tree_needs

MOST_WIDENED = 8
"""How many times as many beliefs a grid may have because some priors are far from even."""

DEFAULT_LIMIT = 10.0  # log-odds: 99.995 % to 0.005 %

MOST_DEFAULT_BELIEFS = 30_000
"""Points of a default grid: half a minute for a thousand states at which an actor of four types moves."""


def compile_game(
    scenario: Scenario,
    num_points: Mapping[str, int] | None = None,
    limit: float | None = None,
    *,
    limits: Limits | None = None,
    also: Game | None = None,
    with_regret: bool = False,
    known_types: Mapping[str, str] | None = None,
    grid: BeliefGrid | None = None,
    tracks_all: bool = False,
    on_plan: Callable[[Plan], None] | None = None,
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
        grid: default: the crisis' own (`build_grid`). Games that are solved together need one for all.
        on_plan: called with what solving takes before anything large is made.
        tracks_all: whether every belief has axes, even one of which only the prior matters (`tracking.py`).

    Raises:
        ScenarioError: all mistakes that show only at reachable states: probabilities that do not sum to one, empty
            menus, payoffs that are not finite, too many states.
        ValueError: `num_points` names an actor without private types, or gives fewer than 3 points; or `also` does not
            track every belief, as a perception must.
    """
    if also is not None and also.grid.fixed:
        raise ValueError("also: the game of which this one is a perception must track every belief")
    limits = limits or Limits()
    if also is None:
        frame, reached = reach_on_grid(scenario, num_points, limit, limits, grid=grid, tracks_all=tracks_all)
    else:
        require_public(scenario)
        frame = build_frame(scenario, also.grid, known_types)
        require_same_frame(frame, also)
        reached = _reach_soundly(frame, limits, also)
    plan = make_plan(frame, reached, with_regret)
    require_capacity(frame, reached, limits, plan)
    if on_plan is not None:
        on_plan(plan)
    return _assemble(frame, reached)


def compile_coarsely(
    scenario: Scenario, num_points: Mapping[str, int] | None = None, *, limits: Limits | None = None
) -> tuple[Game, Plan]:
    """The game on the coarsest grid, which is quick and enough to find mistakes, and what solving it as it is takes.

    Raises:
        ScenarioError: all mistakes that show only at reachable states; or solving it as it is would take too much.
    """
    limits = limits or Limits()
    frame, reached = reach_on_grid(scenario, num_points, None, limits)
    plan = make_plan(frame, reached)
    require_capacity(frame, reached, limits, plan)
    return _assemble(replace(frame, grid=with_points(frame.grid, FEWEST_POINTS)), reached), plan


def reach_on_grid(
    scenario: Scenario,
    num_points: Mapping[str, int] | None,
    limit: float | None,
    limits: Limits,
    *,
    grid: BeliefGrid | None = None,
    tracks_all: bool = False,
) -> tuple[Frame, Reached]:
    """The reachable states of a scenario, and its frame with the belief grid that they require.

    Args:
        grid: default: the crisis' own.

    Raises:
        ScenarioError: all mistakes that show there; or there are too many states.
    """
    require_public(scenario)
    frame = build_frame(scenario, grid or build_grid(scenario, num_points, limit))
    reached = _reach_soundly(frame, limits, None)
    # What an endless crisis comes to after the rounds that are played out is not looked through.
    tracks_all = tracks_all or scenario.calendar.is_endless
    is_tracked = (True,) * len(frame.informed) if tracks_all else find_tracked(frame, reached)
    if all(is_tracked):
        return frame, reached
    needed = grid or build_grid(scenario, num_points, limit, is_tracked)
    return replace(frame, grid=fix_untracked(frame, needed, is_tracked)), reached


def require_public(scenario: Scenario) -> None:
    """Refuse a crisis in which somebody knows more of others than everybody does: it has no grid of public beliefs.

    Raises:
        ScenarioError: every part that is so.
    """
    how = "which no public belief describes: such a crisis is solved on its game tree (engine `tree`), not on a grid"
    if needs := find_tree_needs(scenario):
        raise ScenarioError([Mistake(each.where, f"{each.message}, {how}") for each in needs])


def _reach_soundly(frame: Frame, limits: Limits, also: Game | None) -> Reached:
    """The reachable states, at which nothing is wrong."""
    reached = reach(frame, limits, also)
    is_sound = not frame.faults.are_found
    if frame.scenario.variant is None:
        # A variant may well take away the occasion of a stage that the crisis has.
        check_use(frame, reached)
    if not is_sound:
        frame.faults.require_none()
    return reached


def compile_for_tree(scenario: Scenario, limits: Limits | None = None) -> tuple[Frame, Game]:
    """The game of a crisis that is solved on its tree: where moves lead, and no payoffs; and its frame.

    What is paid there follows from the types themselves (`by_type.py`), and beliefs from the tree, so that there is no
    grid: all beliefs stand at the prior.

    Raises:
        ScenarioError: see `compile_game`.
    """
    num_informed = sum(len(actor.types) > 1 for actor in scenario.actors)
    is_tracked = (False,) * num_informed
    frame = build_frame(scenario, build_grid(scenario, None, None, is_tracked))
    reached = _reach_soundly(frame, limits or Limits(), None)
    frame = replace(frame, grid=fix_untracked(frame, frame.grid, is_tracked))
    game = _Assembler(frame, reached, has_payoffs=False).game()
    if bare := find_revealed(game):
        raise ScenarioError(bare)
    return frame, game


def _assemble(frame: Frame, reached: Reached) -> Game:
    """The game of a frame.

    Raises:
        ScenarioError: payoffs are not finite, or too large.
    """
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
    """Points on each log-odds axis of each informed actor whose belief is tracked, at most 30,000 beliefs in all.

    One axis has 121 points, two have 61 each, three 25 each; d ≥ 4 axes have the largest odd n with n^d ≤ 30,000, at
    least 3: 13, 7, 5, 3. Odd, so that even odds are a point.
    """
    num_axes = sum(kinds - 1 for kinds in num_types)
    most = {0: 3, 1: 121, 2: 61, 3: 25}.get(num_axes, 13)
    fitting = (points for points in range(most, 2, -2) if points**num_axes <= MOST_DEFAULT_BELIEFS)
    return (next(fitting, FEWEST_POINTS),) * len(num_types)


def build_grid(
    scenario: Scenario,
    num_points: Mapping[str, int] | None,
    limit: float | None = None,
    is_tracked: Sequence[bool] | None = None,
) -> BeliefGrid:
    """The belief grid of a scenario, with axes for every informed actor.

    Args:
        is_tracked: for which of the informed actors the default number of points is chosen; default: for all.
    """
    num_types = {actor.name: len(actor.types) for actor in scenario.actors if len(actor.types) > 1}
    if limit is None:
        certain = scenario.certainty
        limit = DEFAULT_LIMIT if certain is None else math.log(certain / (1 - certain))
    tracked = [kinds for place, kinds in enumerate(num_types.values()) if is_tracked is None or is_tracked[place]]
    default = next(iter(default_points(tracked)), FEWEST_POINTS)
    grid = BeliefGrid(tuple(num_types.values()), (default,) * len(num_types), limit, _find_centre(scenario))
    # A wider axis has as many points on every unit of log-odds, as long as there are not too many beliefs.
    wider = replace(
        grid, num_points=tuple(1 + 2 * math.ceil(default // 2 * wide / limit - 1e-9) for wide in grid.limits)
    )
    points = dict(zip(num_types, (wider if wider.size <= MOST_WIDENED * grid.size else grid).num_points, strict=True))
    # An actor whose only secret never changes has nothing to be believed about it, whatever its points.
    written = {actor.name: actor.belief_points for actor in scenario.actors if actor.name in points}
    points |= {name: number for name, number in written.items() if number is not None}
    for name, number in (num_points or {}).items():
        if name not in points:
            raise ValueError(
                f"num_points: {name!r} has no private types; those that have: {', '.join(points) or 'none'}"
            )
        if number < 3:
            raise ValueError(f"num_points: {name!r} needs at least 3 points, not {number}")
        points[name] = number
    return replace(grid, num_points=tuple(points.values()))


def _find_centre(scenario: Scenario) -> tuple[float, ...]:
    """The log-odds of the priors, all informed actors in order.

    What an actor with secrets is at the start says nothing of where its secrets go: all their levels count alike.
    """
    numbers = compute_number_values(scenario)
    priors = []
    for actor in (each for each in scenario.actors if len(each.types) > 1):
        starts = [actor.types[actor.starts_as(entry.written)] for entry in actor.types]
        prior = np.array([evaluate_constant(entry.prior.tree, numbers) for entry in starts])
        if actor.is_changing:
            # What is impossible at first need not stay so.
            prior = np.where(prior > 0, prior, prior[prior > 0].min())
        priors.append(prior)
    return tuple(joint_log_odds(priors).tolist())


def _joint(moves: JointMoves, after: Codes) -> Joint:
    branch_state = np.where(moves.branch_prob > 0, np.searchsorted(after, moves.branch_codes), 0)
    return Joint(moves.branch_prob, branch_state)


class _Assembler:
    """Finds the successors' places and adds the payoffs; equal tables of different periods become one numbered object.

    Memos are keyed by the numbers of state sets and moves (`reach.py`), and what is left of the formulas in a period.
    """

    def __init__(self, frame: Frame, reached: Reached, has_payoffs: bool = True) -> None:
        self.frame = frame
        self.reached = reached
        self.has_payoffs = has_payoffs
        self._payoffs: dict[tuple[object, ...], tuple[np.ndarray, BeliefPayoff | None]] = {}
        self._stages: dict[tuple[object, ...], tuple[int, tuple[StageTable, ...]]] = {}
        self._flows: dict[tuple[object, ...], Flow] = {}
        self._ends: dict[tuple[object, ...], PeriodEnd] = {}
        self._num_tables = 0

    def game(self) -> Game:
        frame, scenario = self.frame, self.frame.scenario

        def constants(formulas: Iterable[Formula]) -> Float[np.ndarray, " _"]:
            return np.array([evaluate_constant(formula.tree, frame.numbers) for formula in formulas], dtype=np.float64)

        owners = [(scenario.actors[row.actor], scenario.actors[row.actor].types[row.type]) for row in frame.rows]
        patience = constants(kind.patience or actor.patience for actor, kind in owners)
        if scenario.calendar.length != 1:
            patience = patience**scenario.calendar.length
        periods = tuple(self._period(number) for number in range(len(self.reached.periods)))
        return Game(
            scenario=scenario,
            space=frame.space,
            grid=frame.grid,
            stage_names=tuple(stage.name for stage in scenario.stages),
            informed=frame.informed,
            rows=frame.rows,
            prior=tuple(frame.prior(actor) for actor in range(len(scenario.actors))),
            precision=constants(kind.precision or actor.precision for actor, kind in owners),
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
            anchor=moves.anchor,
            occasion=moves.occasion,
            shift_prob=moves.shift_prob,
            pair=moves.pair,
        )

    def _payoff(self, reader: Reader, index: int, moves: Moves) -> tuple[np.ndarray, BeliefPayoff | None]:
        stage = self.frame.scenario.stages[index]
        if isinstance(stage, Decision) and moves.actor >= 0 and self.has_payoffs:
            return compute_move_payoffs(reader, stage, moves)
        num_states, num_actions, _, num_types = moves.message_prob.shape
        return np.broadcast_to(0.0, (num_states, num_actions, num_types, len(self.frame.rows))), None

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
            terms = terms if self.has_payoffs else ()
            self._flows[key] = sum_flow(reader, terms, self.frame.space.decode(states.codes), len(self._flows))
        return self._flows[key]

    def _aftermath(self, patience: Float[np.ndarray, " row"]) -> Flow:
        """What follows the last period, at the states after it, in units of the period after it.

        Where the last period repeats, the wants of its end are paid for ever: 1/(1 − δ) of them.
        """
        frame, states = self.frame, self.reached.final
        reader, terms = list_aftermath_terms(frame)
        wants = self._flow(reader, terms, states)
        if frame.scenario.calendar.afterwards != "repeats":
            return wants
        return repeat_for_ever(wants, patience, len(self._flows))
