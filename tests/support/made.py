"""Games and plays that need no solver: random tables, random policies, and a small crisis to ask about."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np

from detente.game.beliefs import BeliefGrid
from detente.game.compile import compile_game
from detente.game.tables import BeliefPayoff, Flow, Game, Period, PeriodEnd, Row, StageTable, StateSpace
from detente.scenario.expressions import Formula, Number
from detente.scenario.loading import loads
from detente.scenario.model import Action, Actor, Calendar, Decision, Scenario, Type, Variable
from detente.scenario.positions import Where
from detente.simulate.moves import ForcedMove
from detente.simulate.paths import Paths
from detente.simulate.play import simulate
from detente.solve.certificate import Certificate
from detente.solve.equilibrium import Equilibrium, Settings

WHERE = Where("made.yaml", 1, 1, "made")
Array = np.ndarray


def formula(value: float) -> Formula:
    return Formula(f"{value:g}", Number(float(value)), WHERE)


def made_scenario(num_types: tuple[int, ...], num_periods: int, num_states: int, num_actions: int) -> Scenario:
    """Actors `a0`, `a1` …, who decide `d0`, `d1` … in turn; one variable `x`."""
    actors = tuple(
        Actor(
            name=f"a{i}",
            title=f"Actor {i}",
            types=tuple(Type(f"k{k}", formula(1 / n)) for k in range(n)),
            patience=formula(0.9),
            precision=formula(1),
            seat="chair" if i == 0 else None,
        )
        for i, n in enumerate(num_types)
    )
    menu = tuple(Action(f"m{a}") for a in range(num_actions))
    stages = tuple(Decision("chair" if i == 0 else f"a{i}", f"d{i}", menu) for i in range(len(num_types)))
    levels = tuple(f"x{level}" for level in range(num_states))
    return Scenario(
        name="made",
        title="Made",
        question="",
        about="",
        calendar=Calendar("round", tuple(str(t + 1) for t in range(num_periods)), ()),
        variables=(Variable("x", levels, tuple(float(v) for v in range(num_states)), True, 0),),
        numbers=(),
        actors=actors,
        stages=stages,
        variants=(),
        claims=(),
        sources={},
        path=str(Path("made.yaml")),
        hash="0" * 16,
    )


def random_prob(random: np.random.Generator, shape: tuple[int, ...], axis: int, sharpness: float = 1.0) -> Array:
    """Positive numbers that sum to one along an axis."""
    raw = np.exp(sharpness * random.normal(size=shape))
    return np.asarray(raw / raw.sum(axis=axis, keepdims=True))


def made_table(
    random: np.random.Generator, game: dict[str, object], actor: int, states: Array, num_next: int, kind: str
) -> StageTable:
    """A decision of an actor over some states: `overt`, `covert` (two messages), or a `signal` about it."""
    num_types, rows, grid = game["num_types"], game["rows"], game["grid"]
    informed, num_actions = game["informed"], game["num_actions"]
    actions = 1 if kind == "signal" else num_actions
    informs = informed.index(actor) if actor in informed else -1
    types = num_types[actor] if informs >= 0 else 1
    shape = (len(states), actions)
    available = random.random(shape) < 0.8
    available[:, 0] = True
    messages = actions if kind == "overt" else 2
    message_prob = random_prob(random, (*shape, messages, types), 2)
    if kind == "overt":
        message_prob = np.broadcast_to(np.eye(actions)[None, :, :, None], (*shape, messages, types)).copy()
    some = np.array([len(rows) - 1])
    belief_values = random.normal(size=(*shape, types, 1, grid.size))
    return StageTable(
        number=0,  # `made_equilibrium` numbers the tables of its game
        name=f"d{actor}",
        mover=-1 if kind == "signal" else actor,
        informs=informs,
        actions=() if kind == "signal" else tuple(f"m{a}" for a in range(actions)),
        states=states,
        available=available,
        payoff=random.normal(size=(*shape, types, len(rows))) * (kind != "signal"),
        belief_payoff=BeliefPayoff(some, belief_values) if kind == "covert" else None,
        message_prob=message_prob,
        branch_prob=random_prob(random, (len(states), messages, 2), 2),
        branch_state=random.integers(num_next, size=(len(states), messages, 2)),
        is_overt=kind == "overt",
        seen=tuple((f"m{message}",) for message in range(messages)),
        message_seen=np.tile(np.arange(messages), (len(states), 1)),
    )


def made_equilibrium(
    seed: int,
    num_types: tuple[int, ...] = (2, 3, 1),
    kinds: tuple[str, ...] = ("overt", "covert", "overt", "signal"),
    num_periods: int = 3,
    num_states: int = 4,
    num_points: int = 5,
    num_actions: int = 3,
    sharpness: float = 1.0,
) -> Equilibrium:
    """Random tables with a random policy; each stage's states are shared by two tables."""
    random = np.random.default_rng(seed)
    informed = tuple(i for i, n in enumerate(num_types) if n > 1)
    grid = BeliefGrid(tuple(num_types[i] for i in informed), (num_points,) * len(informed), 4.0)
    rows = tuple(Row(i, k) for i, n in enumerate(num_types) for k in range(n))
    shared = {"num_types": num_types, "rows": rows, "grid": grid, "informed": informed, "num_actions": num_actions}
    periods, policies = [], []
    numbers, flow_numbers, set_numbers = itertools.count(), itertools.count(), itertools.count()
    for period in range(num_periods):
        sizes = [1 if (period, stage) == (0, 0) else num_states for stage in range(len(kinds) + 1)]
        stages, stage_policies = [], []
        for stage, kind in enumerate(kinds):
            actor = stage % len(num_types)
            halves = np.array_split(np.arange(sizes[stage]), 2 if sizes[stage] > 1 else 1)
            made = [made_table(random, shared, actor, half, sizes[stage + 1], kind) for half in halves]
            tables = tuple(replace(table, number=next(numbers)) for table in made)
            stages.append(tables)
            stage_policies.append(tuple(made_policy(random, t, grid, num_types, sharpness) for t in tables))
        belief_values = random.normal(size=(num_states, 1, grid.size))
        flow = Flow(random.normal(size=(num_states, len(rows))), np.array([0]), belief_values, next(flow_numbers))
        codes = tuple(np.arange(size) for size in sizes)
        code_numbers = tuple(next(set_numbers) for _ in codes)
        stage_numbers = tuple(period * len(kinds) + stage for stage in range(len(kinds)))
        end = PeriodEnd(flow, random.integers(num_states, size=num_states), period)
        periods.append(Period(codes, code_numbers, tuple(stages), stage_numbers, end))
        policies.append(tuple(stage_policies))
    levels = tuple(f"x{level}" for level in range(num_states))
    game = Game(
        scenario=made_scenario(num_types, num_periods, num_states, num_actions),
        space=StateSpace(("x",), (num_states,), (levels,)),
        grid=grid,
        stage_names=tuple(f"d{stage}" for stage in range(len(kinds))),
        informed=informed,
        rows=rows,
        prior=tuple(random_prob(random, (n,), 0, 0.5) for n in num_types),
        precision=np.ones(len(num_types)),
        patience=np.full(len(num_types), 0.9),
        periods=tuple(periods),
        final_codes=np.arange(num_states),
        aftermath=Flow(
            random.normal(size=(num_states, len(rows))), np.array([], dtype=np.int64), None, next(flow_numbers)
        ),
    )
    return Equilibrium(game, Settings(), tuple(policies), np.zeros(len(rows)), Certificate(0.0, 0.0, 0, 0))


def made_policy(
    random: np.random.Generator, table: StageTable, grid: BeliefGrid, num_types: tuple[int, ...], sharpness: float
) -> Array | None:
    """A random log-policy, −inf where the action is not available."""
    if table.mover < 0:
        return None
    states, actions = table.available.shape
    scores = sharpness * random.normal(size=(states, grid.size, actions, num_types[table.mover]))
    scores = np.where(table.available[:, None, :, None], scores, -np.inf)
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=2, keepdims=True))).astype(np.float32)


def with_made_policy(game: Game, seed: int = 0, sharpness: float = 1.0) -> Equilibrium:
    """A compiled game with a random policy in place of its equilibrium."""
    random = np.random.default_rng(seed)
    num_types = tuple(len(prior) for prior in game.prior)
    policies = tuple(
        tuple(
            tuple(made_policy(random, table, game.grid, num_types, sharpness) for table in tables)
            for tables in period.stages
        )
        for period in game.periods
    )
    return Equilibrium(game, Settings(), policies, np.zeros(len(game.rows)), Certificate(0.0, 0.0, 0, 0))


PATRON = """
crisis: A line, its patron and the house across the ocean
calendar: {from: 2015-05, to: 2015-12, step: month}
state:
  front:     {one of: [held, rebels_routed, advanced], starts: held}
  minsk:     {scale: [stalled, partial, full], starts: partial}
  sanctions: {scale: [lifted, easing, in_force, tightened], starts: in_force}
  president: {one of: [dove, hawk], starts: dove}
  flare:     {one of: [quiet, lit], starts: quiet, lasts: one period}
numbers:
  half: 0.5
  threshold: half / 2
actors:
  moscow:
    types:
      defender:    {prior: 0.6, taking: 0}
      revisionist: {prior: 0.4, taking: 2}
    wants: {line: taking * (front == advanced) - 0.1 * sanctions}
  dove: {seat: washington, while: president == dove, wants: {calm: -sanctions}}
  hawk: {seat: washington, while: president == hawk}
  kyiv: {wants: {line: -1 * (front == advanced)}}
each month:
  - chance battle:
      rout: {probability: 0.15, then: front = rebels_routed}
      calm: {probability: rest}
  - moscow treats:
      restrain:  {then: minsk up}
      arm:       {then: front = advanced}
      intervene: {when: front == rebels_routed, then: front = held}
  - kyiv hides:
      covert: yes
      wait: {}
      raid: {then: flare = lit}
  - washington speaks:
      hold: {}
      ease: {when: minsk == full, then: sanctions down}
      hit:  {then: sanctions up}
  - chance election:
      when: date == 2015-09
      hawk_wins: {probability: 0.5, then: president = hawk}
      dove_wins: {probability: rest}
variants:
  no_rout: {stages.battle.rout: 0}
  dialogue:
    says: Washington may also talk, and there is a level that the base crisis lacks.
    stages.speaks.talk: {then: sanctions down}
    state.front.one of: [held, rebels_routed, advanced, buffer]
  longer: {calendar.to: 2016-03}
"""


def played_patron(num_plays: int, variant: str | None = None, forced: tuple[ForcedMove, ...] = ()) -> Paths:
    """Plays of the patron's crisis with a random policy."""
    game = compile_game(loads(PATRON, variant=variant), {"moscow": 3})
    return simulate(with_made_policy(game), num_plays, seed=1, forced=forced)
