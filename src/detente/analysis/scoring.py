"""Forecasts held against what happened, beside forecasts that know nothing of the crisis.

An outcome is an event; the forecast is its probability in plays that agree with what was known before. Rivals: the base
rate of the same event in what was known, "as last time" with the rate at which it changed, everybody at base rates
(λ = 0), the model and base rates weighed by how well they explain what was known (`foresight.py`), and the model
before it has learned anything.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.stats import t as student

from detente.analysis.at_random import play_at_random
from detente.analysis.evidence import require_events
from detente.analysis.foresight import Odds, filter_known, find_period
from detente.analysis.workbench import Workbench
from detente.claims.estimates import wilson_interval
from detente.claims.readings import Readings
from detente.errors import DetenteError
from detente.evidence.filtered import Filtered
from detente.evidence.guides import ActEvent, find_act
from detente.evidence.impossible import refuse_impossible
from detente.evidence.marks import Mark, calibrate, mark, ranked_probability_score
from detente.scenario.expressions import Binary, Expression, Level, StateVariable, Unary
from detente.scenario.model import DatedEvent, Scenario
from detente.simulate.paths import Paths
from detente.solve.equilibrium import Equilibrium

MODEL, PRIOR, RANDOM, RATES, LAST = "model", "before evidence", "at base rates", "frequencies", "as last time"
WEIGHED = "weighed with base rates"
FORECASTERS = (MODEL, WEIGHED, PRIOR, RANDOM, RATES, LAST)


@dataclass(frozen=True)
class Forecasted:
    """One outcome with the probabilities given to it. horizon: periods after the last that was known."""

    date: str
    text: str
    actor: str
    horizon: int
    probabilities: Mapping[str, float]


@dataclass(frozen=True)
class Marks:
    """The marks of one forecaster.

    Args:
        log_score: mean, in bits (0 at best). brier: mean. ranked: mean ranked probability score of ordered levels; None
            where there are none, or the forecaster gives no distribution.
        ahead: how much better the model's mean logarithmic score is, with its 95 % interval over outcomes; None: of
            one outcome there is none.
    """

    forecaster: str
    log_score: float
    brier: float
    number: int
    ranked: float | None
    ahead: float
    ahead_interval: tuple[float, float] | None


@dataclass(frozen=True)
class Score:
    """Forecasts and what happened.

    Args:
        origin: the first date that was forecast; "rolling" if every outcome was forecast from the period before it.
        marks: of all forecasters, the model first. by_actor: mean logarithmic scores.
        calibration: of the model: mean forecast, share that happened, number, by bin. An outcome `not X` counts as a
            forecast of X that did not happen.
    """

    origin: str
    num_events: int
    num_plays: int
    outcomes: tuple[Forecasted, ...]
    marks: tuple[Marks, ...]
    by_actor: Mapping[str, Mapping[str, float]]
    calibration: tuple[tuple[float, float, int], ...]

    @property
    def beats(self) -> Mapping[str, bool]:
        """Whether the model's mean logarithmic score is better than each rival's."""
        return {each.forecaster: each.ahead > 0 for each in self.rivals}

    @property
    def rivals(self) -> tuple[Marks, ...]:
        """The marks of forecasters that are not the model, alone or weighed."""
        return tuple(each for each in self.marks if each.forecaster not in (MODEL, WEIGHED))

    @property
    def weighed(self) -> Marks:
        """The marks of the model and base rates, weighed."""
        return next(each for each in self.marks if each.forecaster == WEIGHED)

    @property
    def calibration_intervals(self) -> tuple[tuple[float, float], ...]:
        """Of the share that happened, in every bin, 95 % (Wilson's, outcomes taken as independent)."""
        return tuple(wilson_interval(came, number) for _, came, number in self.calibration)

    def rows(self) -> list[dict[str, Any]]:
        """A row for every outcome."""
        return [
            {
                "date": each.date,
                "outcome": each.text,
                "actor": each.actor,
                "horizon": each.horizon,
                **each.probabilities,
            }
            for each in self.outcomes
        ]

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "beats": dict(self.beats)}


def score(
    bench: Workbench,
    events: Sequence[DatedEvent],
    outcomes: Sequence[DatedEvent],
    as_of: str | None = None,
    under: str | None = None,
) -> Score:
    """Marks of the forecasts of outcomes.

    Args:
        under: a variant whose forecasts are marked in place of the base crisis's, because its calendar begins earlier.
        events: what was known. as_of: everything from this date on is forecast from what was known before it; None:
            every outcome is forecast from all that happened before its period, outcomes included (rolling origin).

    Raises:
        DetenteError: there are no outcomes; one is of something seen, which no forecast speaks of; `as_of` is no date.
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    require_events(outcomes)
    for each in outcomes:
        if each.condition is None:
            raise DetenteError(f"{each.where}: '{each.text}' was seen; outcomes are acts and states (`happened`)")
    name = bench.base.variant if under is None else under
    scenario = bench.scenario(name)
    labels = scenario.calendar.labels
    fixed = None if as_of is None else find_period(scenario, as_of, "score")
    if fixed is not None:
        outcomes = [each for each in outcomes if each.period >= fixed]
        require_events(outcomes)
    origins = sorted({each.period if fixed is None else fixed for each in outcomes})
    known_of = {
        origin: [each for each in (*events, *(outcomes if fixed is None else ())) if each.period < origin]
        for origin in origins
    }
    models = {MODEL: bench.equilibrium(name), RANDOM: play_at_random(bench, name)}
    found, before = [], bench.play(name, ())
    for origin in origins:
        filtered = {who: _filter(bench, model, known_of[origin]) for who, model in models.items()}
        weight = Odds(filtered[RANDOM].log_likelihood - filtered[MODEL].log_likelihood, 0.0).weight
        readings = {who: Readings(each.paths) for who, each in filtered.items() if each.paths is not None}
        readings[PRIOR] = Readings(before)
        for each in outcomes:
            if (each.period if fixed is None else fixed) == origin:
                found.append(_forecast(each, readings, weight, known_of[origin], origin))
    return _marked(bench, events, found, "rolling" if fixed is None else labels[fixed])


def _filter(bench: Workbench, equilibrium: Equilibrium, known: Sequence[DatedEvent]) -> Filtered:
    filtered = filter_known(bench, equilibrium, known)
    if filtered.paths is None:
        raise refuse_impossible(filtered.impossible, equilibrium.game.scenario.calendar.labels)
    return filtered


def _forecast(
    outcome: DatedEvent, readings: Mapping[str, Readings], weight: float, known: Sequence[DatedEvent], origin: int
) -> tuple[Forecasted, Mapping[str, float]]:
    """The probabilities of one outcome, and ranked probability scores where it is a level of a scale.

    Args:
        weight: of the model, against base rates.
    """
    assert outcome.condition is not None
    condition, scenario = outcome.condition, readings[MODEL].paths.game.scenario
    given = {
        name: float(each.holds(condition, outcome.period, each.num_stages).mean()) for name, each in readings.items()
    }
    given[WEIGHED] = weight * given[MODEL] + (1 - weight) * given[RANDOM]
    key, is_positive = _key(outcome)
    act = find_act(outcome, scenario)
    said = ((each.period, _tells(each, key, act, scenario)) for each in known if each.sure > 0.5)
    history = sorted((period, happened) for period, happened in said if happened is not None)
    given[RATES], given[LAST] = _from_history([happened for _, happened in history], is_positive)
    label = scenario.calendar.labels[outcome.period]
    row = Forecasted(
        label, outcome.text, act.owner if act else "", outcome.period - origin + 1, {n: given[n] for n in FORECASTERS}
    )
    return row, _ranked(outcome, readings, weight)


def _key(event: DatedEvent) -> tuple[Expression | str, bool]:
    """What the event is about without `not` before the whole of it, and whether that happened."""
    if event.condition is None:
        return event.text, True
    tree, happened = event.condition.tree, True
    while isinstance(tree, Unary) and tree.operator == "not":
        tree, happened = tree.operand, not happened
    return tree, happened


def _tells(event: DatedEvent, key: Expression | str, act: ActEvent | None, scenario: Scenario) -> bool | None:
    """Whether what an outcome is about (`_key`, `find_act`) had happened when an event did; None if that does not say.

    An act of the same decision, or another level of the same variable, says that it had not.
    """
    own, happened = _key(event)
    if own == key:
        return happened
    if not happened:
        return None
    match own, key:
        case (
            Binary(operator="==", left=StateVariable(name=one), right=Level()),
            Binary(operator="==", left=StateVariable(name=other), right=Level()),
        ) if one == other:
            return False
    done = find_act(event, scenario)
    if act is None or done is None or (done.stage, done.owner) != (act.stage, act.owner) or done.action == act.action:
        return None
    return False


def _from_history(history: Sequence[bool], is_positive: bool) -> tuple[float, float]:
    """The base rate, and "as last time": Jeffreys' means of the rate, and of the rate at which it changes."""
    number = len(history)
    rate = (sum(history) + 0.5) / (number + 1)
    last = rate
    if history:
        changes = sum(a != b for a, b in itertools.pairwise(history))
        change = (changes + 0.5) / number
        last = 1 - change if history[-1] else change
    return (rate, last) if is_positive else (1 - rate, 1 - last)


def _ranked(outcome: DatedEvent, readings: Mapping[str, Readings], weight: float) -> Mapping[str, float]:
    """Of an outcome `variable == level`, where levels are ordered."""
    assert outcome.condition is not None
    match outcome.condition.tree:
        case Binary(operator="==", left=StateVariable(name=name), right=Level(name=level)):
            variables = readings[MODEL].paths.game.scenario.variables
            number = [each.name for each in variables].index(name)
            if variables[number].is_ordered:
                came = variables[number].levels.index(level)
                given = {who: _distribution(each.paths, outcome.period, number) for who, each in readings.items()}
                given[WEIGHED] = [
                    weight * one + (1 - weight) * other for one, other in zip(given[MODEL], given[RANDOM], strict=True)
                ]
                return {who: ranked_probability_score(each, came) for who, each in given.items()}
    return {}


def _distribution(paths: Paths, period: int, variable: int) -> list[float]:
    levels = paths.levels(period)[:, variable]
    number = len(paths.game.scenario.variables[variable].levels)
    return [float(share) for share in np.bincount(levels, minlength=number) / len(levels)]


def _marked(
    bench: Workbench,
    events: Sequence[DatedEvent],
    found: Sequence[tuple[Forecasted, Mapping[str, float]]],
    origin: str,
) -> Score:
    rows = [row for row, _ in found]
    floor = 0.5 / bench.options.num_plays
    logs = {name: _logs(rows, name, floor) for name in FORECASTERS}
    marks = []
    for name in FORECASTERS:
        own = _mark(rows, name, floor)
        ranked = [each[name] for _, each in found if name in each]
        ahead = logs[MODEL] - logs[name]
        mean, interval = float(ahead.mean()), None
        if len(ahead) > 1:
            half = float(student.ppf(0.975, len(ahead) - 1) * ahead.std(ddof=1)) / len(ahead) ** 0.5
            interval = (mean - half, mean + half)
        marks.append(
            Marks(
                name,
                own.log_score,
                own.brier,
                own.number,
                float(np.mean(ranked)) if ranked else None,
                mean,
                interval,
            )
        )
    actors = dict.fromkeys(row.actor for row in rows)
    by_actor = {
        actor: {name: float(_logs([r for r in rows if r.actor == actor], name, floor).mean()) for name in FORECASTERS}
        for actor in actors
    }
    positive = [_positive(row) for row in rows]
    return Score(
        origin=origin,
        num_events=len(events),
        num_plays=bench.options.num_plays,
        outcomes=tuple(rows),
        marks=tuple(marks),
        by_actor=by_actor,
        calibration=tuple(calibrate([p for p, _ in positive], [o for _, o in positive])),
    )


def _positive(row: Forecasted) -> tuple[float, bool]:
    """The forecast of X, and whether it happened, of an outcome X or not X; of any other that begins with `not` too."""
    is_not = row.text.strip().startswith("not ")
    given = row.probabilities[MODEL]
    return (1 - given, False) if is_not else (given, True)


def _logs(rows: Sequence[Forecasted], name: str, floor: float) -> np.ndarray:
    given = np.clip(np.array([row.probabilities[name] for row in rows]), floor, 1 - floor)
    return np.asarray(np.log2(given))


def _mark(rows: Sequence[Forecasted], name: str, floor: float) -> Mark:
    return mark([row.probabilities[name] for row in rows], [True] * len(rows), floor)
