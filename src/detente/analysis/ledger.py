"""The ledger: what was said in plays, whether it was true, whether it was believed, and what became of promises.

How far others believe what is said is the public belief in it: the sum over the speaker's types for which it is true,
at the start and at the end of the period in which it is said (what else is learned in that period is in the latter).
Where what the speaker alone knows changes, statements are true or false when they are made, and count for what the
speaker then is.
A promise is kept or broken at every decision at which it is due; one that is never due is neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.analysis.results import Rows
from detente.claims.events import find_chosen, list_assertions
from detente.claims.readings import Readings
from detente.scenario.expressions import (
    Binary,
    Expression,
    Formula,
    Level,
    Number,
    Parameter,
    Situation,
    StateVariable,
    TypeTest,
    evaluate,
    substitute,
)
from detente.scenario.model import Action, Actor, Decision
from detente.scenario.utterances import FOUND_OUT, Assertion, Promise
from detente.simulate.paths import Paths

Mask = Bool[np.ndarray, "period play"]


@dataclass(frozen=True)
class Ledger:
    """Three tables; None stands for a share or mean of nothing.

    Args:
        assertions: for each act that says something, each speaker and each of its types ("" for all): `plays`, the
            share of plays in which it is said; `times` it is said in a play, on average; `true`, the share of times;
            `believed_before` and `believed_after`, the mean public belief in it; `found_out`, the share of lies;
            `half_by`, the date by which half of the plays in which it is ever found out had that for the first time.
        promises: likewise `plays` and `times` it is given; `due`, how often in a play it comes due; `kept`, the share
            of these; `broken`, the share of plays; `half_by`, as before, of promises broken.
        ledger: by date, the share of plays with each `event` (said, false, found out; given, due, kept, broken).
    """

    assertions: Rows = ()
    promises: Rows = ()
    ledger: Rows = ()


@dataclass
class _Tally:
    """What happened in plays, by period and play.

    Args:
        kinds: by event, of which type the speaker then was. believed: before and after, where something is said.
    """

    events: dict[str, Mask]
    kinds: dict[str, Int[np.ndarray, "period play"]]
    believed: tuple[Float[np.ndarray, "period play"], ...] = field(default=())

    def ever(self, event: str) -> Bool[np.ndarray, " play"]:
        return np.asarray(self.events[event].any(axis=0))

    def times(self, event: str) -> Float[np.ndarray, " play"]:
        return np.asarray(self.events[event].sum(axis=0, dtype=np.float64))

    def of_type(self, kind: int, plays: Bool[np.ndarray, " play"]) -> _Tally:
        """What happened while the speaker was of a type, in those of the plays in which it ever is."""
        kinds = {name: now[:, plays] for name, now in self.kinds.items()}
        events = {name: mask[:, plays] & (kinds[name] == kind) for name, mask in self.events.items()}
        return _Tally(events, kinds, tuple(belief[:, plays] for belief in self.believed))


def build_ledger(paths: Paths) -> Ledger:
    """What was said in the plays, and what became of it."""
    scenario = paths.game.scenario
    promises = [
        (number, action, action.utterance)
        for number, stage in enumerate(scenario.stages)
        if isinstance(stage, Decision)
        for action in stage.actions
        if isinstance(action.utterance, Promise)
    ]
    assertions = list_assertions(scenario)
    if not assertions and not promises:
        return Ledger()
    readings = Readings(paths)
    said: list[dict[str, Any]] = []
    promised: list[dict[str, Any]] = []
    by_date: list[dict[str, Any]] = []
    for stage, action, assertion in assertions:
        for speaker in scenario.owners(_decision(readings, stage).owner):
            of = _named(readings, stage, action, assertion.truth.text, speaker)
            tally = _tally_assertion(readings, stage, action, assertion, speaker)
            by_date += _date_rows(readings, of, tally)
            said += [
                {**of, "type": kind, **_assertion_row(readings, part)}
                for kind, part in _parts(tally, readings, speaker)
            ]
    for stage, action, promise in promises:
        for speaker in scenario.owners(_decision(readings, stage).owner):
            of = _named(readings, stage, action, promise.text, speaker)
            tally = _tally_promise(readings, stage, action, promise, speaker)
            by_date += _date_rows(readings, of, tally)
            promised += [
                {**of, "type": kind, **_promise_row(readings, part)} for kind, part in _parts(tally, readings, speaker)
            ]
    return Ledger(tuple(said), tuple(promised), tuple(by_date))


def _decision(readings: Readings, stage: int) -> Decision:
    decision = readings.scenario.stages[stage]
    assert isinstance(decision, Decision)
    return decision


def _named(readings: Readings, stage: int, action: Action, text: str, speaker: Actor) -> dict[str, str]:
    decision = _decision(readings, stage)
    names = {"owner": decision.owner, "decision": decision.name, "act": action.name}
    return {**names, "text": text, "speaker": speaker.name}


def _parts(tally: _Tally, readings: Readings, speaker: Actor) -> Iterator[tuple[str, _Tally]]:
    """What happened in all plays (""), then what each of the speaker's types did in the plays in which there is one."""
    yield "", tally
    paths, actor = readings.paths, readings.frame.actor_index(speaker.name)
    for number, kind in enumerate(speaker.types if len(speaker.types) > 1 else ()):
        plays = paths.types[:, actor] == number
        if paths.known is not None:
            plays = (paths.known[..., actor] == number).any(axis=(1, 2))
        yield kind.name, tally.of_type(number, plays)


# What happened


def _tally_assertion(readings: Readings, stage: int, action: Action, assertion: Assertion, speaker: Actor) -> _Tally:
    shape = (readings.paths.num_periods, readings.paths.num_plays)
    said, false, found = (np.zeros(shape, dtype=bool) for _ in range(3))
    kinds, actor = np.zeros(shape, dtype=np.int8), readings.frame.actor_index(speaker.name)
    before, after = np.zeros(shape), np.zeros(shape)
    for period in range(shape[0]):
        said[period] = _acts(readings, speaker, action.name, period, stage)
        kinds[period] = readings.paths.types_at(period, stage)[:, actor]
        if not said[period].any():
            continue
        false[period] = said[period] & ~readings.holds(assertion.truth, period, stage)
        before[period], after[period] = _beliefs(readings, assertion.truth, speaker, period, stage)
        if assertion.variable:
            found_out = _is_at(readings, assertion.variable, FOUND_OUT)
            end = readings.holds(found_out, period, readings.num_stages)
            found[period] = said[period] & end & ~readings.holds(found_out, period, stage)
    events = {"said": said, "false": false} | ({"found out": found} if assertion.variable else {})
    return _Tally(events, dict.fromkeys(events, kinds), (before, after))


def _acts(readings: Readings, speaker: Actor, act: str, period: int, stage: int) -> Bool[np.ndarray, " play"]:
    """Where the speaker, deciding in its own name or for a seat, chooses the act."""
    return find_chosen(speaker.name, act, period, stage, readings)


def _is_at(readings: Readings, variable: str, level: str) -> Formula:
    declared = next(each for each in readings.scenario.variables if each.name == variable)
    value = declared.values[declared.levels.index(level)]
    where = declared.where
    assert where is not None
    return Formula(
        f"{variable} == {level}", Binary("==", StateVariable(variable), Level(variable, level, value)), where
    )


def _beliefs(
    readings: Readings, truth: Formula, speaker: Actor, period: int, stage: int
) -> tuple[Float[np.ndarray, " play"], Float[np.ndarray, " play"]]:
    """The public belief, at the start and at the end of the period, in what is said at one of its stages."""
    actor = readings.frame.actor_index(speaker.name)
    before, after = np.zeros(readings.paths.num_plays), np.zeros(readings.paths.num_plays)
    for number, kind in enumerate(speaker.types):
        parameters = readings.frame.parameters[speaker.name][number]
        known = Situation({}, {}, period, parameters=parameters, types={speaker.name: kind.name})

        def value_of(part: Expression, known: Situation = known) -> Expression | None:
            is_own = isinstance(part, (TypeTest, Parameter)) and part.actor == speaker.name
            return Number(evaluate(part, known)) if is_own else None

        is_true = readings.holds(Formula(truth.text, substitute(truth.tree, value_of), truth.where), period, stage)
        before += is_true * readings.paths.belief(period, actor, number)
        after += is_true * readings.paths.belief(period + 1, actor, number)
    return before, after


def _tally_promise(readings: Readings, stage: int, action: Action, promise: Promise, speaker: Actor) -> _Tally:
    shape = (readings.paths.num_periods, readings.paths.num_plays)
    given, due, broken = (np.zeros(shape, dtype=bool) for _ in range(3))
    kinds, kinds_due = (np.zeros(shape, dtype=np.int8) for _ in range(2))
    actor = readings.frame.actor_index(speaker.name)
    stages = {name: number for number, name in enumerate(readings.game.stage_names)}
    for period in range(shape[0]):
        given[period] = _acts(readings, speaker, action.name, period, stage)
        kinds[period] = readings.paths.types_at(period, stage)[:, actor]
        for name, condition in promise.due:
            at = stages[name]
            chosen = {
                each.name: _acts(readings, speaker, each.name, period, at) for each in _decision(readings, at).actions
            }
            decides = np.logical_or.reduce(list(chosen.values()))
            if not decides.any():
                continue
            is_due = decides & readings.holds(condition, period, at)
            breaks = [where for act, where in chosen.items() if promise.is_broken_by(act)]
            due[period] |= is_due
            kinds_due[period] = np.where(is_due, readings.paths.types_at(period, at)[:, actor], kinds_due[period])
            broken[period] |= is_due & np.logical_or.reduce([np.zeros(shape[1], dtype=bool), *breaks])
    events = {"given": given, "due": due, "kept": due & ~broken, "broken": broken}
    return _Tally(events, {name: kinds if name == "given" else kinds_due for name in events})


# Rows


def _assertion_row(readings: Readings, tally: _Tally) -> dict[str, Any]:
    said, false, found = tally.events["said"], tally.events["false"], tally.events.get("found out")
    before, after = tally.believed
    return {
        "plays": _mean(tally.ever("said")),
        "times": _mean(tally.times("said")),
        "true": _mean(~false[said]),
        "believed_before": _mean(before[said]),
        "believed_after": _mean(after[said]),
        "found_out": None if found is None else _mean(found[false]),
        "half_by": None if found is None else _half_by(readings, found),
    }


def _promise_row(readings: Readings, tally: _Tally) -> dict[str, Any]:
    due, kept, broken = (tally.events[name] for name in ("due", "kept", "broken"))
    return {
        "plays": _mean(tally.ever("given")),
        "times": _mean(tally.times("given")),
        "due": _mean(tally.times("due")),
        "kept": _mean(kept[due]),
        "broken": _mean(tally.ever("broken")),
        "half_by": _half_by(readings, broken),
    }


def _date_rows(readings: Readings, of: dict[str, str], tally: _Tally) -> Iterator[dict[str, Any]]:
    for period, date in enumerate(readings.paths.dates):
        for event, mask in tally.events.items():
            yield {"date": date, **of, "event": event, "share": float(mask[period].mean())}


def _mean(values: np.ndarray) -> float | None:
    return float(values.mean()) if values.size else None


def _half_by(readings: Readings, events: Mask) -> str | None:
    """The date by which half of the plays in which something ever happens have had it."""
    ever = events.any(axis=0)
    if not ever.any():
        return None
    first = np.sort(events[:, ever].argmax(axis=0))
    return readings.paths.dates[int(first[(len(first) - 1) // 2])]
