"""A compiled game as text: what it holds, one stage in detail, and what each variable costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from detente.game.capacity import count_bytes, count_informed_nodes
from detente.game.compile import reach_on_grid
from detente.game.frame import build_frame
from detente.game.reach import Limits, Reached, reach
from detente.game.states import describe_levels
from detente.game.tables import Game, StageTable, StateSpace
from detente.scenario.model import Action, Chance, Effect, Result, Scenario, Stage


@dataclass(frozen=True)
class Cost:
    """States of all stages with a variable, and with it frozen at its start; with and without a remembered choice."""

    name: str
    states: int
    states_without: int


@dataclass(frozen=True)
class Size:
    """How large a crisis is.

    Args:
        states: by period and stage (the period's end last) the number of reachable states.
        num_nodes: nodes at which a mover with private types decides, states times beliefs.
        num_bytes: of all policies. costs: by variable, dearest first.
    """

    dates: tuple[str, ...]
    stage_names: tuple[str, ...]
    states: tuple[tuple[int, ...], ...]
    num_beliefs: int
    num_nodes: int
    num_bytes: int
    costs: tuple[Cost, ...]


def measure_size(scenario: Scenario, num_points: Mapping[str, int] | None = None, limits: Limits | None = None) -> Size:
    """Measures how many states a crisis has, and which variable costs how much.

    Raises:
        ScenarioError: a stage has more states than the limit; or mistakes that show at reachable states.
    """
    limits = limits or Limits()
    frame, reached = reach_on_grid(scenario, num_points, None, limits)
    frame.faults.require_none()
    states = tuple(tuple(len(codes) for codes in period.codes()) for period in reached.periods)
    names = [variable.name for variable in scenario.variables]
    costs = [Cost(name, _total(reached), _total(_without(scenario, name, limits))) for name in names]
    for name, entry in frame.remembered.items():
        costs.append(Cost(name, _total(reached), _total_without_column(frame.space, reached, entry.column)))
    return Size(
        dates=scenario.calendar.labels,
        stage_names=tuple(stage.name for stage in scenario.stages),
        states=states,
        num_beliefs=frame.grid.size,
        num_nodes=count_informed_nodes(frame, reached),
        num_bytes=count_bytes(frame, reached),
        costs=tuple(sorted(costs, key=lambda cost: cost.states_without)),
    )


def _total(reached: Reached) -> int:
    return sum(len(codes) for period in reached.periods for codes in period.codes())


def _total_without_column(space: StateSpace, reached: Reached, column: int) -> int:
    """States that differ in something else than this variable."""
    total = 0
    for codes in (codes for period in reached.periods for codes in period.codes()):
        levels = space.decode(codes)
        levels[:, column] = 0
        total += len(np.unique(space.encode(levels)))
    return total


def _without(scenario: Scenario, variable: str, limits: Limits) -> Reached:
    """What can be reached if nothing changes the variable. What that makes impossible is not a mistake."""
    stages = tuple(_freeze(stage, variable) for stage in scenario.stages)
    return reach(build_frame(replace(scenario, stages=stages)), limits)


def _freeze(stage: Stage, variable: str) -> Stage:
    def effects(before: tuple[Effect, ...]) -> tuple[Effect, ...]:
        return tuple(effect for effect in before if effect.variable != variable)

    def results(before: tuple[Result, ...]) -> tuple[Result, ...]:
        return tuple(replace(result, effects=effects(result.effects)) for result in before)

    def action(one: Action) -> Action:
        return replace(one, effects=effects(one.effects), results=results(one.results))

    if isinstance(stage, Chance):
        return replace(stage, results=results(stage.results))
    return replace(stage, actions=tuple(map(action, stage.actions)), traces=results(stage.traces))


def describe_state(game: Game, period: int, stage: int, index: int) -> str:
    """A state of one (period, stage) in words, such as `front = held, sanctions = in_force`.

    Args:
        stage: index of the stage; the number of stages for the period's end.
        index: of the state in that stage.
    """
    levels = game.space.decode(game.periods[period].codes[stage][index : index + 1])[0]
    return describe_levels(game.space, levels, len(game.scenario.variables))


def summarise(game: Game) -> str:
    """What every period and stage holds: states, tables with mover, menu and messages."""
    lines = [
        f"{game.scenario.title}: {game.num_periods} periods, {len(game.stage_names)} stages each",
        "variables: " + _join(f"{n} ({s})" for n, s in zip(game.space.names, game.space.sizes, strict=True)),
        f"beliefs: {game.grid.size} ({_describe_grid(game)})",
    ]
    seen: dict[int, str] = {}
    for date, period in zip(game.scenario.calendar.labels, game.periods, strict=True):
        lines.append(date)
        stages = zip(game.stage_names, period.codes[:-1], period.stages, period.stage_numbers, strict=True)
        for name, codes, tables, number in stages:
            before = seen.setdefault(number, date)
            if before != date:
                lines.append(f"  {name}: as in {before}")
                continue
            lines.append(f"  {name}: {_count(len(codes), 'state')}")
            lines += [f"    {_describe_table(game, table)}" for table in tables]
        lines.append(f"  period end: {_count(len(period.codes[-1]), 'state')}")
    lines.append(f"afterwards: {_count(len(game.final_codes), 'state')}")
    return "\n".join(lines) + "\n"


def _describe_grid(game: Game) -> str:
    grid, words = game.grid, []
    for informed, actor in enumerate(game.informed):
        axes = f"{grid.num_points[informed]}^{grid.num_axes(informed)}" if grid.is_tracked(informed) else "the prior"
        words.append(f"{game.scenario.actors[actor].name} {axes}")
    return _join(tuple(words)) or "nothing is private"


def _describe_table(game: Game, table: StageTable) -> str:
    states = f"at {_count(len(table.states), 'state')}"
    branches = table.branch_prob.shape[2]
    if not table.name:
        return f"nothing happens {states}"
    if table.mover < 0:
        informed = table.pair.about if table.pair is not None else [table.informs] if table.informs >= 0 else []
        names = [game.scenario.actors[game.informed[each]].name for each in informed]
        about = f" about {' and '.join(names)}" if names else ""
        results = table.message_prob.shape[2] if names else branches
        return f"{'signal' if about else 'chance'}{about} {states}: up to {_count(results, 'result')}"
    mover = game.scenario.actors[table.mover].name
    seen = "overt" if table.is_overt else f"up to {_count(table.message_prob.shape[2], 'message')}"
    private = "" if table.informs >= 0 else ", nothing private"
    belief = "" if table.belief_payoff is None else ", payoffs depend on beliefs"
    ways = f", up to {branches} ways on" if branches > 1 else ""
    return f"{mover} {states}: {_join(table.actions)} ({seen}{private}{ways}{belief})"


def describe_stage(game: Game, period: int, stage: int, max_states: int = 20) -> str:
    """The states of one (period, stage) with menu, payoffs by row and outcomes; at most `max_states` states.

    Payoffs that depend on the public belief are marked by `*` and given at the middle of the belief grid.
    """
    tables = game.periods[period].stages[stage]
    num_states = len(game.periods[period].codes[stage])
    lines = [f"{game.scenario.calendar.labels[period]} {game.stage_names[stage]}: {_count(num_states, 'state')}"]
    for index in range(min(max_states, num_states)):
        table = next(entry for entry in tables if index in entry.states)
        place = int(np.searchsorted(table.states, index))
        lines.append(f"  {index}: {describe_state(game, period, stage, index)}")
        lines += [f"    {line}" for line in _state_lines(game, period, stage, table, place)]
    if num_states > max_states:
        lines.append(f"  … and {num_states - max_states} more")
    return "\n".join(lines) + "\n"


def _state_lines(game: Game, period: int, stage: int, table: StageTable, place: int) -> Iterator[str]:
    who = game.scenario.actors[table.mover].name if table.mover >= 0 else table.name or "nothing happens"
    for action in np.nonzero(table.available[place])[0]:
        name = f"{who} {table.actions[action]}" if table.actions else who
        yield name + _describe_payoffs(game, table, place, int(action))
        for message in range(table.message_prob.shape[2]):
            prob = table.message_prob[place, action, message]
            if prob.any():
                for beside, *branches in _ways_on(game, period, stage, table, place, message):
                    yield f"  {_format_values(prob)} -> {beside}" + _describe_branches(
                        game, period, stage, table, place, (branches[0], branches[1])
                    )
                yield from _describe_pair(game, table, place, message)
                yield from _describe_shifts(game, table, place, int(action), message)


def _describe_pair(game: Game, table: StageTable, place: int, message: int) -> Iterator[str]:
    """The odds of a message of a signal about two actors, by types of both."""
    if table.pair is not None:
        one, other = (game.scenario.actors[game.informed[each]] for each in table.pair.about)
        for (k, m), prob in np.ndenumerate(table.pair.prob[place, message]):
            yield f"    {prob:.4g} if {one.name} is {one.types[k].name} and {other.name} is {other.types[m].name}"


def _describe_shifts(game: Game, table: StageTable, place: int, action: int, message: int) -> Iterator[str]:
    """What the mover may become with a message, where it does not stay what it is."""
    if table.shift_prob is not None:
        types = game.scenario.actors[game.informed[table.informs]].types
        for (before, after), prob in np.ndenumerate(table.shift_prob[place, action, message]):
            if prob > 0 and before != after:
                yield f"    {prob:.4g}: {types[before].name} becomes {types[after].name}"


def _ways_on(
    game: Game, period: int, stage: int, table: StageTable, place: int, message: int
) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Probabilities and states after a message; of a second of two moves made at once, after each of the first's."""
    if table.joint is None:
        yield "", table.branch_prob[place, message], table.branch_state[place, message]
        return
    firsts = game.periods[period].stages[stage - 1]
    first = next(each for each in firsts if table.states[place] in each.states)
    seen = first.message_seen[np.searchsorted(first.states, table.states[place])]
    for number, prob in enumerate(table.joint.branch_prob[place, :, message]):
        if prob.any():
            words = " ".join(filter(None, first.seen[seen[number]])) or "a hidden move"
            beside = f"beside {words}: " if first.mover >= 0 else ""
            yield beside, prob, table.joint.branch_state[place, number, message]


def _describe_branches(
    game: Game, period: int, stage: int, table: StageTable, place: int, branches: tuple[np.ndarray, np.ndarray]
) -> str:
    """The states that follow, as changes of the present one. branches: their probabilities, and which they are."""
    before = game.space.decode(game.periods[period].codes[stage][table.states[place : place + 1]])[0]
    ways = []
    for prob, state in zip(*branches, strict=True):
        if prob > 0:
            after = game.space.decode(game.periods[period].codes[stage + 1][state : state + 1])[0]
            changes = _join(
                f"{name} = {levels[new]}"
                for name, levels, old, new in zip(game.space.names, game.space.level_names, before, after, strict=True)
                if old != new
            )
            ways.append((f"{prob:.4g}: " if prob < 1 else "") + (changes or "no change"))
    return "; ".join(ways)


def _describe_payoffs(game: Game, table: StageTable, place: int, action: int) -> str:
    plain = table.payoff[place, action]
    on_belief: dict[int, np.ndarray] = {}
    if table.belief_payoff is not None:
        middle = game.grid.size // 2
        values = table.belief_payoff.values[place, action, :, :, middle]
        on_belief = {int(row): values[:, number] for number, row in enumerate(table.belief_payoff.rows)}
    words = []
    for number, row in enumerate(game.rows):
        value = plain[:, number] + on_belief.get(number, 0.0)
        if value.any():
            actor = game.scenario.actors[row.actor]
            kind = f" {actor.types[row.type].name}" if len(actor.types) > 1 else ""
            words.append(f"{actor.name}{kind} {_format_values(value)}{'*' if number in on_belief else ''}")
    return f" [{', '.join(words)}]" if words else ""


def _format_values(values: Float[np.ndarray, " type"]) -> str:
    """One number, or one for each type where they differ."""
    distinct = values[:1] if (values == values[0]).all() else values
    return "/".join(f"{value:.4g}" for value in distinct)


def _join(words: Iterator[str] | tuple[str, ...]) -> str:
    return ", ".join(words)


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
