"""What a crisis will take in memory, estimated from its reachable states before anything large is made.

Counted are the arrays that grow with states or beliefs (8 bytes a number, policies 4):

- policies, kept for play: states × beliefs × actions × types, of every decision of every period;
- values of two stages and what is between them: states of the largest stage × rows × beliefs, `STAGE_COPIES` times; as
  much again for the values of best responses, where the regret is wanted;
- scores of two periods, from which the next ones are sought: states × beliefs × actions × types of informed moves;
- payoffs that depend on beliefs or third parties: states × actions × types × rows × beliefs; and those that do not;
- the work on a block of nodes, on every core: their tables, and those of a plane of beliefs;
- plays: what is recorded of `NUM_PLAYS`, and the policies by which they choose, or by which the plays of the
  played-out check do, of which there are up to `NUM_ROLLOUTS` for every action and type.

What the process holds already, such as the crisis of which this one is a perception, is subtracted from what the
machine has.
"""

from __future__ import annotations

import bisect
import itertools
import math
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from detente.cores import num_cores
from detente.game.beliefs import BeliefGrid
from detente.game.frame import Frame, Reader
from detente.game.messages import Moves
from detente.game.payoffs import Term, list_flow_terms, list_move_terms
from detente.game.reach import Reached, ReachedPeriod, build_stage_key
from detente.game.tables import Game
from detente.scenario.model import Decision

POLICY_BYTES = 4
NUMBER_BYTES = 8

STAGE_COPIES = 4
"""Values after the stage, those before it by block and joined, and the copy under way."""

SCORE_COPIES = 3
"""Scores of this period, of the next one, and a copy while they are sorted."""

NODES_PER_BLOCK = 3072
"""Nodes that `solve/backward.py` takes at a time, at most, but one state's at least: enough to fill vector loops, few
enough for their arrays to stay in a core's cache."""

NUM_LANES = 8
"""Rows stand in vectors of so many numbers (`solve/kernel/lanes.py`)."""

NUM_PLAYS = 100_000

NUM_ROLLOUTS = 8_000
"""Most plays for each action and type in the played-out check (`simulate/played_out.py`)."""

SHARE_OF_MACHINE = 0.8
"""The rest is left to other programs."""

LIBRARIES = 300_000_000
"""Bytes of the libraries and of compiling the solver, whatever the crisis."""

_CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def machine_bytes() -> int:
    """What this process may use: a share of the machine's memory, or of its control group's if that is less."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for name in _CGROUP_LIMITS:
        try:
            total = min(total, int(Path(name).read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue
    return max(0, int(SHARE_OF_MACHINE * total) - LIBRARIES)


def held_bytes() -> int:
    """What this process holds besides its libraries; 0 where the system does not report it."""
    try:
        resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return max(0, resident * os.sysconf("SC_PAGE_SIZE") - LIBRARIES)


@dataclass(frozen=True)
class MoverShape:
    """One mover at some nodes: its position among the informed actors or −1, and the sizes of its menu."""

    informs: int
    num_actions: int
    num_messages: int

    def num_types(self, grid: BeliefGrid) -> int:
        return grid.num_types[self.informs] if self.informs >= 0 else 1

    def num_axes(self, grid: BeliefGrid) -> int:
        return grid.num_axes(self.informs) if self.informs >= 0 else 0


Work = tuple[MoverShape, ...]
"""The movers at some nodes, one or two, whose shapes decide what a block of them takes."""


@dataclass(frozen=True)
class MemoryEstimate:
    """What a crisis holds, apart from its belief grid.

    Args:
        fixed: bytes that do not depend on the grid.
        policies, scores, payoffs: numbers for every belief, all periods; of one period; of all tables.
        largest_stage: states of the largest stage. num_rows: value functions.
        works: the informed moves, and those made at once.
        decisions: how often a decision, or a chance, with such movers and so many states is solved; see `effort.py`.
    """

    grid: BeliefGrid
    fixed: int
    policies: int
    scores: int
    payoffs: int
    largest_stage: int
    num_rows: int
    works: frozenset[Work]
    decisions: Mapping[tuple[Work, int], int] = field(default_factory=dict)

    def policy_bytes(self, grid: BeliefGrid) -> int:
        return self.policies * grid.size * POLICY_BYTES

    def num_bytes(self, grid: BeliefGrid, with_regret: bool = False) -> int:
        """Bytes in all on a grid."""
        num_rows = (1 + with_regret) * self.num_rows
        values = STAGE_COPIES * self.largest_stage * num_rows
        numbers = values + SCORE_COPIES * self.scores + self.payoffs
        work = self._work(grid, num_rows)
        return self.fixed + self.policy_bytes(grid) + (numbers * grid.size + work) * NUMBER_BYTES

    def _work(self, grid: BeliefGrid, num_rows: int) -> int:
        """Numbers of the blocks under way."""
        nodes = min(max(grid.size, NODES_PER_BLOCK), self.largest_stage * grid.size)
        most = max(
            (nodes * _work_at_node(work, grid, num_rows) + _work_on_plane(work, grid, num_rows) for work in self.works),
            default=0,
        )
        return num_cores() * most


def _work_at_node(work: Work, grid: BeliefGrid, num_rows: int) -> int:
    """Numbers that a node takes while it is solved."""
    num_axes, table, others = 0, 1, num_rows
    for side in work:
        kinds = side.num_types(grid)
        num_scores = side.num_actions * kinds
        given = 3 + 2 * kinds + side.num_actions + num_scores * (1 + side.num_messages)
        judged = 1 + kinds + 2 * num_scores + side.num_messages * side.num_axes(grid)
        num_axes, table = num_axes + side.num_axes(grid), table * side.num_messages
        others += given + judged + 4 * num_scores
    return table * sum(side.num_types(grid) for side in work) * (1 << num_axes) + others


def _work_on_plane(work: Work, grid: BeliefGrid, num_rows: int) -> int:
    """Numbers that the beliefs about the movers take while everybody's values are carried back over one state."""
    axes = [side.num_axes(grid) for side in work]
    points = math.prod(grid.sizes[side.informs] for side in work if side.informs >= 0)
    messages = math.prod(side.num_messages for side in work)
    bases = 2 * max(side.num_messages for side in work) * (4 * max(axes) + max(side.num_types(grid) for side in work))
    table = messages * 2 ** sum(axes) * (num_rows + NUM_LANES)
    cells = NUM_LANES * 4 ** sum(axes) * (1 + sum(axes)) * sum(side.num_types(grid) for side in work)
    return int(points * (bases + table) + cells)


def solution_bytes(game: Game) -> int:
    """Bytes of a game's policies, and of the values of two stages while it is solved."""
    policies, largest = 0, 0
    # Those of an endless crisis are the same in all rounds after the first.
    for period in game.periods[:2] if game.scenario.calendar.is_endless else game.periods:
        largest = max(largest, *(len(codes) for codes in period.codes))
        for table in (each for tables in period.stages for each in tables if each.mover >= 0):
            policies += table.available.size * len(game.prior[table.mover])
    values = STAGE_COPIES * largest * len(game.rows)
    return (policies * POLICY_BYTES + values * NUMBER_BYTES) * game.grid.size


def estimate_memory(frame: Frame, reached: Reached) -> MemoryEstimate:
    """Estimates what a crisis holds whose states are known."""
    counter = _Counter(frame)
    is_endless = frame.scenario.calendar.is_endless
    for number, period in enumerate(reached.periods[:2] if is_endless else reached.periods):
        counter.add_period(Reader(frame, number), period)
    return MemoryEstimate(
        grid=frame.grid,
        fixed=counter.fixed + NUM_PLAYS * play_bytes(frame) + counter.choices * NUMBER_BYTES,
        policies=counter.policies,
        scores=counter.scores,
        payoffs=counter.payoffs,
        largest_stage=max(len(codes) for period in reached.periods for codes in period.codes()),
        num_rows=len(frame.rows),
        works=frozenset(counter.works),
        decisions=counter.decisions,
    )


def play_bytes(frame: Frame) -> int:
    """Bytes of one recorded play: moves, states, beliefs in double precision in every view, payoffs."""
    scenario = frame.scenario
    num_views = 1 + len({variant for _, variant in scenario.sees})
    num_actors = len(scenario.actors)
    beliefs = NUMBER_BYTES * num_views * len(frame.grid.axis_points)
    of_period = 5 * (len(scenario.stages) + 1) + beliefs + 4 * num_actors
    return scenario.calendar.num_periods * of_period + beliefs + 5 * num_actors + 4


class _Counter:
    """Counts period by period; what repeats is counted once. See `MemoryEstimate` for what is counted."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._num_rows = len(frame.rows)
        self._counted: set[tuple[object, ...]] = set()
        self.policies, self.scores, self.payoffs, self.fixed, self.choices = 0, 0, 0, 0, 0
        self.works: set[Work] = set()
        self.decisions: Counter[tuple[Work, int]] = Counter()

    def add_period(self, reader: Reader, period: ReachedPeriod) -> None:
        """Adds what one period holds."""
        scores = 0
        for index, stage in enumerate(period.stages):
            if stage.tables[0].joint is not None:
                firsts = period.stages[index - 1].tables
                pairs = [(_side(one), _side(two)) for one, two in itertools.product(firsts, stage.tables)]
                self.works |= set(pairs)
                self.decisions.update((pair, len(stage.tables[0].states)) for pair in pairs)
            elif not stage.tables[0].is_held:
                self.decisions.update(((_side(table),), len(table.states)) for table in stage.tables)
            for place, table in enumerate(stage.tables):
                scores += self._add_policy(table)
                terms = _move_terms(reader, index, table)
                if self._is_new(("moves", stage.number, place), reader, terms):
                    self._add_table(reader, terms, table)
        self.scores = max(self.scores, scores)
        states, terms = period.states[-1], list_flow_terms(self._frame, reader.period)
        if self._is_new(("end", states.number), reader, terms):
            self.payoffs += len(states.codes) * _num_belief_rows(reader, terms, None)
            self.fixed += len(states.codes) * self._num_rows * NUMBER_BYTES

    def _add_policy(self, table: Moves) -> int:
        """Adds the policy of a table; returns the number of its scores."""
        num_states, num_actions, _, kinds = table.message_prob.shape
        if table.actor >= 0:
            num_entries = num_actions * len(self._frame.scenario.actors[table.actor].types)
            self.policies += num_states * num_entries
            self.choices = max(self.choices, num_entries * max(NUM_PLAYS, num_entries * NUM_ROLLOUTS))
        if table.informs < 0:
            return 0
        self.works.add((_side(table),))
        return num_states * num_actions * kinds if table.actor >= 0 else 0

    def _add_table(self, reader: Reader, terms: Sequence[Term], table: Moves) -> None:
        num_states, num_actions, _, kinds = table.message_prob.shape
        cells = num_states * num_actions * kinds
        joint = 0 if table.joint is None else table.joint.branch_prob.size
        self.payoffs += cells * _num_belief_rows(reader, terms, table)
        numbers = cells * self._num_rows + 2 * table.message_prob.size + 4 * table.branch_prob.size + 4 * joint
        numbers += 0 if table.shift_prob is None else 2 * table.shift_prob.size
        self.fixed += numbers * NUMBER_BYTES

    def _is_new(self, what: tuple[object, ...], reader: Reader, terms: Sequence[Term]) -> bool:
        """Whether nothing with the same payoffs has been counted yet."""
        key = (*what, *((term.actor, *build_stage_key(reader, term.factors)) for term in terms))
        if key in self._counted:
            return False
        self._counted.add(key)
        return True


def _side(table: Moves) -> MoverShape:
    return MoverShape(table.informs, *table.message_prob.shape[1:3])


def _move_terms(reader: Reader, index: int, table: Moves) -> list[Term]:
    stage = reader.frame.scenario.stages[index]
    return list_move_terms(reader, stage, table.actor) if isinstance(stage, Decision) and table.actor >= 0 else []


def _num_belief_rows(reader: Reader, terms: Sequence[Term], table: Moves | None) -> int:
    """Value functions whose payoff there depends on the belief, or on a type that is averaged under the belief."""
    frame = reader.frame
    actors = frame.scenario.actors
    informed = actors[frame.informed[table.informs]].name if table is not None and table.informs >= 0 else ""
    owners = set()
    for term in terms:
        ready = [reader.ready(factor) for factor in term.factors]
        hidden = frozenset[str]().union(*(entry.types for entry in ready)) - {actors[term.actor].name, informed}
        if hidden or any(entry.has_belief for entry in ready):
            owners.add(term.actor)
    return sum(len(actors[owner].types) for owner in owners)


def find_fitting_points(
    grid: BeliefGrid, names: Sequence[str], fits: Callable[[BeliefGrid], bool]
) -> list[Mapping[str, int]]:
    """The smallest changes of the grid with which it fits, finest grid first: points by actor.

    One actor's points changed, the others as they are; if that is never enough, the same points for all.
    """
    present = grid.num_points
    tracked = [place for place in range(len(names)) if grid.is_tracked(place)]

    def changed(places: Sequence[int], points: int) -> BeliefGrid:
        numbers = (min(points, each) if place in places else each for place, each in enumerate(present))
        return replace(grid, num_points=tuple(numbers))

    def fits_with(places: Sequence[int], points: int) -> bool:
        return fits(changed(places, points))

    fitting: list[tuple[int, Mapping[str, int]]] = []
    for place in tracked:
        points = _most_odd(present[place], partial(fits_with, [place]))
        if points:
            fitting.append((changed([place], points).size, {names[place]: points}))
    points = 0 if fitting else _most_odd(max(present, default=3), partial(fits_with, tracked))
    if points:
        together = changed(tracked, points)
        return [{names[place]: together.num_points[place] for place in tracked}]
    return [change for _, change in sorted(fitting, key=lambda each: -each[0])]


def _most_odd(below: int, fits: Callable[[int], bool]) -> int:
    """The largest odd number from 3 on, below a bound, that fits, as all smaller ones do; 0 if none does."""
    # Of the odd numbers 2 i + 1, i = 1, 2, …
    number = bisect.bisect_left(range(1, (_odd_below(below) + 1) // 2), True, key=lambda i: not fits(2 * i + 1))
    return 2 * number + 1 if number else 0


def _odd_below(number: int) -> int:
    return number - 1 if number % 2 == 0 else number - 2
