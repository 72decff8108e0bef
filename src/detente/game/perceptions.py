"""A picture of a crisis laid over the crisis as it is.

An actor that acts on a picture meets the true states and sees the true messages. So its picture has the same actors,
types, stages and state space, and the same actor moves at every state; what can differ is what a picture is about:
numbers, priors, payoffs, probabilities, menus, where a move leads. A message of the true game is found in the picture
by what is observed of it and, where the new state tells more, by that; one that the picture holds to be impossible is
not found, and teaches nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from detente.errors import Mistake, ScenarioError
from detente.game.frame import Frame, place
from detente.game.states import in_words, remembered_decisions
from detente.game.tables import Game, StageTable, StateSpace
from detente.scenario.loading import perception_place
from detente.scenario.model import Actor, Scenario
from detente.scenario.positions import Where


@dataclass(frozen=True)
class Laid:
    """A table of the true game, as a picture has it.

    Args:
        table: index of the picture's table, among those of the stage.
        states: by state of the true table its place in the picture's.
        actions: by true action its place in the picture's menu, −1 if it is not there.
        messages: by true state and message the picture's message, −1 if it cannot occur there.
    """

    table: int
    states: Int[np.ndarray, " state"]
    actions: Int[np.ndarray, " action"]
    messages: Int[np.ndarray, "state message"]


def require_same_frame(frame: Frame, true: Game) -> None:
    """Nothing, if a picture with this frame can be laid over the true game.

    Raises:
        ScenarioError: it has other dates, actors, types, stages, variables, or moves that are asked about.
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
        ("variables, levels or moves asked about later", _memory(frame.space, seen), _memory(true.space, scenario)),
    ):
        if one != other:
            message = (
                f"a picture cannot have other {what} than the crisis as it is; it can differ in numbers, priors, "
                f"payoffs, probabilities and menus"
            )
            raise ScenarioError([Mistake(_place(scenario, seen), message)])


def _place(true: Scenario, picture: Scenario) -> Where:
    """Where the file gives the picture to somebody."""
    return perception_place(true, str(picture.variant)) or place(picture, picture)


def _memory(space: StateSpace, scenario: Scenario) -> tuple[StateSpace, dict[str, dict[str, int]]]:
    """The state space, and until which stage every move is remembered."""
    return space, {name: dict(entry.until) for name, entry in remembered_decisions(scenario).items()}


def _types(actors: tuple[Actor, ...]) -> list[tuple[str, ...]]:
    return [tuple(entry.name for entry in actor.types) for actor in actors]


def lay(true: Game, picture: Game) -> tuple[tuple[tuple[Laid, ...], ...], ...]:
    """By period, stage and table of the true game, how the picture has it.

    Raises:
        ScenarioError: somebody else decides, a choice is seen otherwise, or a mover has none of its true actions.
    """
    known: dict[tuple[int, ...], tuple[Laid, ...]] = {}
    found = []
    for t, period in enumerate(true.periods):
        stages = []
        for s, tables in enumerate(period.stages):
            seen = picture.periods[t]
            # Periods share their tables; what is laid over one another once serves them all.
            places = (period.codes[s : s + 2], seen.codes[s : s + 2])
            key = (id(tables), id(seen.stages[s]), *(id(codes) for pair in places for codes in pair))
            if key not in known:
                known[key] = tuple(_lay(true, picture, t, s, table) for table in tables)
            stages.append(known[key])
        found.append(tuple(stages))
    return tuple(found)


def _lay(true: Game, picture: Game, t: int, s: int, table: StageTable) -> Laid:
    codes = true.periods[t].codes[s][table.states]
    places = np.searchsorted(picture.periods[t].codes[s], codes)
    candidates = picture.periods[t].stages[s]
    number = next(n for n, other in enumerate(candidates) if np.isin(places[0], other.states))
    other = candidates[number]
    is_there = np.isin(places, other.states)
    if not is_there.all() or (other.mover, other.name) != (table.mover, table.name):
        code = codes[0] if is_there.all() else codes[int(np.argmin(is_there))]
        at = "does not have the same actor decide, or has the stage at other states"
        raise _unlike(true, picture, (t, s), code, at)
    if (table.is_held or table.joint is not None) and any(len(seen) > 1 for seen in (*table.seen, *other.seen)):
        hidden = "cannot be laid over a hidden or disguised move made at once with another"
        raise _unlike(true, picture, (t, s), codes[0], hidden)
    states = np.searchsorted(other.states, places)
    actions = np.array([other.actions.index(a) if a in other.actions else -1 for a in table.actions], dtype=np.int64)
    if table.mover >= 0:
        shared = table.available & (actions >= 0) & other.available[states][:, actions]
        if not shared.any(axis=1).all():
            state = codes[int(np.argmin(shared.any(axis=1)))]
            raise _unlike(true, picture, (t, s), state, "leaves the mover none of the actions that it really has")
    return Laid(number, states, actions, _messages(true, picture, (t, s), table, other, states))


def _messages(
    true: Game, picture: Game, at: tuple[int, int], table: StageTable, other: StageTable, states: np.ndarray
) -> Int[np.ndarray, "state message"]:
    """By true state and message the same message of the picture's table."""
    own = _keys(true, at, table, np.arange(len(states)), table.seen)
    seen = _keys(picture, at, other, states, table.seen)
    found = np.full(own.shape[:2], -1, dtype=np.int64)
    for message in range(seen.shape[1]):
        is_same = (own == seen[:, message : message + 1]).all(axis=2) & (own[..., 0] >= 0)
        found[is_same] = message
    return found


def _keys(
    game: Game, at: tuple[int, int], table: StageTable, states: np.ndarray, words: tuple[tuple[str, ...], ...]
) -> Int[np.ndarray, "state message 2"]:
    """What tells messages apart: what is seen, as an index into `words`, and the code of the new state or −1."""
    t, s = at
    number = np.array([words.index(seen) if seen in words else -1 for seen in table.seen] + [-1])
    is_told_by_state = np.array([len(seen) > 1 for seen in table.seen] + [False])
    message_seen = table.message_seen[states]
    codes = game.periods[t].codes[s + 1][table.branch_state[states, :, 0]]
    return np.stack([number[message_seen], np.where(is_told_by_state[message_seen], codes, -1)], axis=2)


def _unlike(true: Game, picture: Game, at: tuple[int, int], code: int, what: str) -> ScenarioError:
    (t, s), scenario = at, picture.scenario
    state = in_words(picture.space, picture.space.decode(np.array([code]))[0], len(scenario.variables))
    date, stage = scenario.calendar.labels[t], scenario.stages[s]
    message = f"this picture {what}: '{stage.name}' at {date} when {state}"
    return ScenarioError([Mistake(_place(true.scenario, scenario), message)])
