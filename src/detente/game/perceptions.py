"""A perception of a crisis aligned with the crisis as it is.

An actor that acts on a perception meets the true states and sees the true messages. So its perception has the same
actors, types, stages and state space, and the same actor moves at every state; what can differ is what a perception is
about: numbers, priors, payoffs, probabilities, menus, where a move leads. A message of the true game is matched in the
perception by what is observed of it and, where the new state reveals more, by that; one that the perception holds to be
impossible has no match, and nothing is learned from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from detente.errors import Mistake, ScenarioError
from detente.game.frame import Frame, find_place
from detente.game.states import describe_levels, find_remembered_decisions
from detente.game.tables import Game, StageTable, StateSpace
from detente.scenario.loading import find_perception_place
from detente.scenario.model import Actor, Scenario
from detente.scenario.positions import Where


@dataclass(frozen=True)
class AlignedTable:
    """A table of the true game, as a perception has it.

    Args:
        table: index of the perception's table, among those of the stage.
        states: by state of the true table its place in the perception's.
        actions: by true action its place in the perception's menu, −1 if it is not there.
        messages: by true state and message the perception's message, −1 if it cannot occur there.
    """

    table: int
    states: Int[np.ndarray, " state"]
    actions: Int[np.ndarray, " action"]
    messages: Int[np.ndarray, "state message"]


def require_same_frame(frame: Frame, true: Game) -> None:
    """Requires that a perception with this frame can be aligned with the true game.

    Raises:
        ScenarioError: it has other dates, actors, types, stages, variables, or moves that formulas refer to later.
    """
    seen, scenario = frame.scenario, true.scenario
    for what, one, other in (
        ("dates", seen.calendar.labels, scenario.calendar.labels),
        ("actors", [actor.name for actor in seen.actors], [actor.name for actor in scenario.actors]),
        ("types", _types(seen.actors), _types(scenario.actors)),
        (
            "starts",
            [variable.start for variable in seen.variables],
            [variable.start for variable in scenario.variables],
        ),
        ("stages", [stage.name for stage in seen.stages], [stage.name for stage in scenario.stages]),
        (
            "variables, levels or moves that formulas refer to later",
            _memory(frame.space, seen),
            _memory(true.space, scenario),
        ),
    ):
        if one != other:
            message = (
                f"a perception cannot change the {what} of the crisis; it can differ in numbers, priors, "
                f"payoffs, probabilities and menus"
            )
            raise ScenarioError([Mistake(_place(scenario, seen), message)])


def _place(true: Scenario, perception: Scenario) -> Where:
    """Where the file gives an actor the perception."""
    return find_perception_place(true, str(perception.variant)) or find_place(perception, perception)


def _memory(space: StateSpace, scenario: Scenario) -> tuple[StateSpace, dict[str, dict[str, int]]]:
    """The state space, and until which stage every move is remembered."""
    return space, {name: dict(entry.until) for name, entry in find_remembered_decisions(scenario).items()}


def _types(actors: tuple[Actor, ...]) -> list[tuple[str, ...]]:
    return [tuple(entry.name for entry in actor.types) for actor in actors]


def align(true: Game, perception: Game) -> tuple[tuple[tuple[AlignedTable, ...], ...], ...]:
    """Aligns a perception with the true game: by period, stage and table, how the perception has it.

    Raises:
        ScenarioError: another actor decides, a choice is seen otherwise, or a mover has none of its true actions.
    """
    # Periods share their tables, which need to be aligned only once.
    aligned: dict[tuple[int, ...], tuple[AlignedTable, ...]] = {}
    by_period = []
    for t, period in enumerate(true.periods):
        stages = []
        for s, tables in enumerate(period.stages):
            seen = perception.periods[t]
            key = tuple(
                number for each in (period, seen) for number in (each.stage_numbers[s], *each.code_numbers[s : s + 2])
            )
            if key not in aligned:
                aligned[key] = tuple(_align_table(true, perception, t, s, table) for table in tables)
            stages.append(aligned[key])
        by_period.append(tuple(stages))
    return tuple(by_period)


def _align_table(true: Game, perception: Game, t: int, s: int, table: StageTable) -> AlignedTable:
    codes = true.periods[t].codes[s][table.states]
    places = np.searchsorted(perception.periods[t].codes[s], codes)
    candidates = perception.periods[t].stages[s]
    number = next(n for n, other in enumerate(candidates) if np.isin(places[0], other.states))
    other = candidates[number]
    is_there = np.isin(places, other.states)
    if not is_there.all() or (other.mover, other.name) != (table.mover, table.name):
        code = codes[0] if is_there.all() else codes[int(np.argmin(is_there))]
        at = "has a different actor decide, or reaches the stage in other states"
        raise _mismatch(true, perception, (t, s), code, at)
    if (table.is_held or table.joint is not None) and any(len(seen) > 1 for seen in (*table.seen, *other.seen)):
        hidden = "cannot be aligned with a hidden or disguised move made at once with another"
        raise _mismatch(true, perception, (t, s), codes[0], hidden)
    states = np.searchsorted(other.states, places)
    actions = np.array([other.actions.index(a) if a in other.actions else -1 for a in table.actions], dtype=np.int64)
    if table.mover >= 0:
        kinds = range(1 if table.anchor is None and other.anchor is None else len(true.prior[table.mover]))
        shared = np.stack([table.menu(k) & (actions >= 0) & other.menu(k)[states][:, actions] for k in kinds])
        has_some = shared.any(axis=2).all(axis=0)
        if not has_some.all():
            state = codes[int(np.argmin(has_some))]
            raise _mismatch(true, perception, (t, s), state, "leaves the mover none of its actual actions")
    return AlignedTable(number, states, actions, _match_messages(true, perception, (t, s), table, other, states))


def _match_messages(
    true: Game, perception: Game, at: tuple[int, int], table: StageTable, other: StageTable, states: np.ndarray
) -> Int[np.ndarray, "state message"]:
    """By true state and message the same message of the perception's table, −1 without one."""
    own = _message_keys(true, at, table, np.arange(len(states)), table.seen)
    seen = _message_keys(perception, at, other, states, table.seen)
    matches = np.full(own.shape[:2], -1, dtype=np.int64)
    for message in range(seen.shape[1]):
        is_same = (own == seen[:, message : message + 1]).all(axis=2) & (own[..., 0] >= 0)
        matches[is_same] = message
    return matches


def _message_keys(
    game: Game, at: tuple[int, int], table: StageTable, states: np.ndarray, words: tuple[tuple[str, ...], ...]
) -> Int[np.ndarray, "state message 2"]:
    """What distinguishes messages: what is seen, as an index into `words`, and the code of the new state or −1."""
    t, s = at
    number = np.array([words.index(seen) if seen in words else -1 for seen in table.seen] + [-1])
    shows_state = np.array([len(seen) > 1 for seen in table.seen] + [False])
    message_seen = table.message_seen[states]
    codes = game.periods[t].codes[s + 1][table.branch_state[states, :, 0]]
    return np.stack([number[message_seen], np.where(shows_state[message_seen], codes, -1)], axis=2)


def _mismatch(true: Game, perception: Game, at: tuple[int, int], code: int, what: str) -> ScenarioError:
    (t, s), scenario = at, perception.scenario
    state = describe_levels(perception.space, perception.space.decode(np.array([code]))[0], len(scenario.variables))
    date, stage = scenario.calendar.labels[t], scenario.stages[s]
    message = f"this perception {what}: '{stage.name}' at {date} when {state}"
    return ScenarioError([Mistake(_place(true.scenario, scenario), message)])
