"""A recorded play as a dated story: the turns that changed something or were not to be expected, and the beliefs.

A turn is told if it changes a lasting variable, if its move was made for its mover, if what comes of the move is a
lottery, or if it was unlikely: a move of less than `UNLIKELY`. A belief is told where it moves by `NOTABLE`
within a period. What nobody needs to hear of is left out, so that a play of two years is read in a minute.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.analysis.explanation import Change, CrisisNames, ToldBelief, ToldPlay, ToldTurn
from detente.game.tables import StageTable
from detente.scenario.model import Decision, Scenario
from detente.simulate.lookup import build_lookup
from detente.simulate.moves import ForcedMove, decides_for
from detente.simulate.paths import Paths
from detente.simulate.turns import list_seen

UNLIKELY = 0.2
"""A move below this probability is told, whatever comes of it."""

NOTABLE = 0.05
"""A belief that moves by less within a period is not told."""


def find_names(scenario: Scenario) -> CrisisNames:
    """How the actors and the public variables of a crisis are called."""
    return CrisisNames(
        {actor.name: actor.title for actor in scenario.actors},
        scenario.calendar.step,
        {variable.name: variable.title for variable in scenario.variables},
    )


def describe_given(forced: tuple[ForcedMove, ...], scenario: Scenario) -> str:
    """`do(…)` for moves that were made for their movers; "" for none."""
    labels = scenario.calendar.labels
    moves = []
    for move in forced:
        dates = f"at {labels[move.first_period]}"
        if move.first_period != move.last_period:
            dates = f"from {labels[move.first_period]} by {labels[move.last_period]}"
        moves.append(f"{move.owner} plays {move.action} {dates}")
    return f"do({' and '.join(moves)})" if moves else ""


def tell_play(
    paths: Paths,
    number: int,
    last: int | None = None,
    share: float | None = None,
    boldness: float = 1.0,
    tells_all: bool = False,
) -> ToldPlay:
    """One of the plays, which must have been recorded turn by turn.

    Args:
        last: index of the last period that is told. share: of the plays that it stands for.
        boldness: with which the plays were drawn. tells_all: whether turns are told that changed nothing, too.

    Raises:
        ValueError: the turns were not kept.
    """
    game, scenario = paths.game, paths.game.scenario
    last = paths.num_periods - 1 if last is None else last
    log_probability = float(paths.log_probability()[number])
    turns = tuple(turn for period in range(last + 1) for turn in _turns(paths, number, period, tells_all))
    ends = tuple(
        (variable.name, variable.levels[level])
        for variable, level in zip(scenario.variables, paths.levels(last)[number], strict=True)
        if variable.lasts == "always"
    )
    types = tuple(
        (actor.name, actor.types[kind].name, float(game.prior[index][kind]))
        for index, actor in enumerate(scenario.actors)
        for kind in [int(paths.types[number, index])]
        if len(actor.types) > 1
    )
    return ToldPlay(
        number=number,
        num_plays=paths.num_plays,
        seed=paths.seed,
        variant=scenario.variant,
        given=describe_given(paths.forced, scenario),
        types=types,
        turns=turns,
        beliefs=tuple(_beliefs(paths, number, last)),
        ends=ends,
        believes=tuple(_believes(paths, number, last)),
        last=scenario.calendar.labels[last],
        log_probability=log_probability,
        share=share,
        boldness=boldness,
    )


def _turns(paths: Paths, number: int, period: int, tells_all: bool) -> Iterator[ToldTurn]:
    """The turns of a period that are worth telling, or all."""
    game = paths.game
    for stage in range(len(game.stage_names)):
        lookup = build_lookup(game, period, stage)
        state = int(paths.state[number, period, stage])
        table = lookup.tables[int(lookup.table[state])]
        if table.name:
            turn = _turn(
                paths, number, (period, stage), table, list_seen(lookup, state, _message(paths, number, period, stage))
            )
            if tells_all or _is_worth_telling(turn, game.scenario):
                yield turn


def _message(paths: Paths, number: int, period: int, stage: int) -> int:
    assert paths.message is not None
    return int(paths.message[number, period, stage])


def _turn(paths: Paths, number: int, at: tuple[int, int], table: StageTable, seen: tuple[str, ...]) -> ToldTurn:
    assert paths.chosen is not None
    assert paths.drawn is not None
    (period, stage), scenario = at, paths.game.scenario
    mover, act = int(paths.mover[number, period, stage]), int(paths.act[number, period, stage])
    actor = scenario.actors[mover].name if mover >= 0 else ""
    name = table.actions[act] if mover >= 0 else ""
    entry = scenario.stages[stage]
    owner = entry.owner if isinstance(entry, Decision) and not entry.deputy else actor
    return ToldTurn(
        date=scenario.calendar.labels[period],
        stage=table.name,
        actor=actor,
        owner=owner,
        act=name,
        probability=float(np.exp(paths.chosen[number, period, stage])) if mover >= 0 else 1.0,
        is_given=mover >= 0 and any(_makes(move, period, table.name, name, actor, scenario) for move in paths.forced),
        is_covert=isinstance(entry, Decision) and entry.is_covert and mover >= 0,
        seen=tuple(word for word in seen if word != name),
        chance=float(np.exp(paths.drawn[number, period, stage])),
        changes=_changes(paths, number, period, stage),
        seen_by=entry.seen_by,
        traces_seen_by=entry.traces_seen_by if isinstance(entry, Decision) else (),
    )


def _makes(move: ForcedMove, period: int, decision: str, act: str, actor: str, scenario: Scenario) -> bool:
    """Whether a move was made for its mover here."""
    return (
        move.action == act
        and move.first_period <= period <= move.last_period
        and move.decision in (None, decision)
        and decides_for(scenario, move.owner, decision, actor)
    )


def _changes(paths: Paths, number: int, period: int, stage: int) -> tuple[Change, ...]:
    """The public variables that are at another level after a stage."""
    codes, variables = paths.game.periods[period].codes, paths.game.scenario.variables
    ends = [
        paths.game.space.decode(codes[place][[int(paths.state[number, period, place])]])[0]
        for place in (stage, stage + 1)
    ]
    return tuple(
        Change(variable.name, variable.levels[before], variable.levels[after])
        for variable, before, after in zip(variables, *(end[: len(variables)] for end in ends), strict=True)
        if before != after
    )


def _is_worth_telling(turn: ToldTurn, scenario: Scenario) -> bool:
    lasting = {variable.name for variable in scenario.variables if variable.lasts == "always"}
    acts = [act for stage in scenario.stages if isinstance(stage, Decision) for act in stage.actions if act.results]
    is_lottery = any(turn.act == act.name for act in acts) and turn.chance < 1
    is_unlikely = bool(turn.actor) and turn.probability < UNLIKELY
    return (
        turn.is_given
        or bool(turn.seen_by or turn.traces_seen_by)
        or is_unlikely
        or is_lottery
        or any(change.variable in lasting for change in turn.changes)
    )


def _beliefs(paths: Paths, number: int, last: int) -> Iterator[ToldBelief]:
    """The beliefs that moved, of every actor the one that moved most in a period."""
    game, scenario = paths.game, paths.game.scenario
    for period in range(last + 1):
        for index in game.informed:
            actor = scenario.actors[index]
            ends = [
                np.array([paths.belief(boundary, index, kind)[number] for kind in range(len(actor.types))])
                for boundary in (period, period + 1)
            ]
            kind = int(np.argmax(np.abs(ends[1] - ends[0])))
            if abs(ends[1][kind] - ends[0][kind]) >= NOTABLE:
                yield ToldBelief(
                    scenario.calendar.labels[period],
                    actor.name,
                    actor.types[kind].name,
                    float(ends[0][kind]),
                    float(ends[1][kind]),
                )


def _believes(paths: Paths, number: int, last: int) -> Iterator[tuple[str, str, float]]:
    """What every actor with private types is believed to be most likely, at the end."""
    for index in paths.game.informed:
        actor = paths.game.scenario.actors[index]
        belief = [float(paths.belief(last + 1, index, kind)[number]) for kind in range(len(actor.types))]
        kind = int(np.argmax(belief))
        yield actor.name, actor.types[kind].name, belief[kind]
