"""Numbers of quantities, measured on the plays of the runs that statements speak of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

import numpy as np

from detente.claims.beside import Beside
from detente.claims.bounds import can_learn, find_formula_bounds, find_payoff_bounds
from detente.claims.estimates import Estimate, Interval, mean_over_plays, missing, share_of_moves, share_of_plays
from detente.claims.events import find_event, find_occasions
from detente.claims.readings import Readings, sum_of
from detente.claims.statements import (
    BeliefMean,
    Event,
    Expectation,
    Measurement,
    MoveProbability,
    Probability,
    Quantity,
    RunRequest,
    Statement,
    Value,
    find_last_period,
    list_measurements,
)
from detente.cores import num_cores
from detente.game.tables import Game
from detente.scenario.calendars import furthest
from detente.scenario.expressions import Formula
from detente.simulate.paths import Paths
from detente.simulate.play import CHUNK, simulate
from detente.solve.equilibrium import Equilibrium

Played = tuple[Equilibrium, Paths]
Provider = Callable[[RunRequest, int | None], Played]
"""Solves and plays a run, as far as to the end of a period at least; None: of the calendar's last one."""

Measured = Mapping[Measurement, Estimate]
ByRun = Mapping[RunRequest, Sequence[Measurement]]
"""What has to be measured on the runs of one crisis."""


@runtime_checkable
class Helpers(Protocol):
    """Who measures the runs of some crises elsewhere, several of them at a time."""

    def takes(self, run: RunRequest) -> bool:
        """Whether a run is measured there."""

    def measure(self, groups: Sequence[ByRun]) -> Iterator[Measured]:
        """The numbers of every group, whose runs are of one crisis, as soon as they are there."""


@dataclass
class Besides:
    """What is wanted besides what statements speak of, of runs that these have anyway.

    Args:
        found: what has been measured of it.
    """

    wanted: Sequence[Measurement] = ()
    found: dict[Measurement, Estimate] = field(default_factory=dict)


FEWEST_PLAYS = 200
"""Fewer plays than this give an interval too wide to be worth a number (±7 points at best)."""


def measure_in_turn(
    statements: Sequence[Statement],
    provider: Provider,
    coarser: Provider | None = None,
    helpers: Helpers | None = None,
    besides: Besides | None = None,
) -> Iterator[tuple[int, Measured]]:
    """The index of every statement, as soon as all that it speaks of is measured, with the numbers so far.

    Every run is requested once, the runs of one crisis after another, and released: a provider that does so too needs
    memory for one.

    Args:
        coarser: provides the same on a coarser belief grid, from which the error of the grid is read; with the same
            draws, and perhaps fewer plays.
        helpers: measure what they take, after everything else.
        besides: gets what it wants of these runs.
    """
    besides = besides or Besides()
    measured: dict[Measurement, Estimate] = {}
    waiting = {index: set(list_measurements(statement)) for index, statement in enumerate(statements)}

    def complete() -> Iterator[tuple[int, Measured]]:
        for index in [index for index, needed in waiting.items() if needed <= measured.keys()]:
            del waiting[index]
            yield index, measured

    # Statements about plain numbers wait for nothing.
    yield from complete()
    elsewhere: list[ByRun] = []
    for by_run in group_measurements(statements, besides.wanted).values():
        taken = {run: own for run, own in by_run.items() if helpers is not None and helpers.takes(run)}
        if taken:
            elsewhere.append(taken)
        for run in (run for run in by_run if run not in taken):
            measured.update(measure_run(run, by_run[run], provider, coarser))
            yield from complete()
    if helpers is not None and elsewhere:
        for found in helpers.measure(elsewhere):
            measured.update(found)
            yield from complete()
    besides.found.update((each, measured[each]) for each in besides.wanted if each in measured)


def measure_run(
    run: RunRequest, wanted: Sequence[Measurement], provider: Provider, coarser: Provider | None
) -> dict[Measurement, Estimate]:
    """The numbers of one run, which is played as far as somebody asks."""
    until = find_last_of(wanted)
    return measure_on_grids(wanted, *provide_on_grids(run, until, provider, coarser))


def find_last_of(wanted: Iterable[Measurement]) -> int | None:
    """The last period that some measurements speak of; None: they speak of all."""
    return furthest(find_last_period(each.quantity) for each in wanted)


def provide_on_grids(
    run: RunRequest, until: int | None, provider: Provider, coarser: Provider | None
) -> tuple[Played, Played | None]:
    """A run on both belief grids, side by side if there are several cores: neither of them keeps all of them busy."""
    if coarser is None or num_cores() == 1:
        return provider(run, until), None if coarser is None else coarser(run, until)
    beside = Beside(lambda: coarser(run, until))
    return provider(run, until), beside.result()


def measure_runs(by_run: ByRun, provider: Provider, coarser: Provider | None = None) -> dict[Measurement, Estimate]:
    """The numbers of all runs of one crisis."""
    measured: dict[Measurement, Estimate] = {}
    for run, wanted in by_run.items():
        measured.update(measure_run(run, wanted, provider, coarser))
    return measured


def measure_on_grids(
    wanted: Iterable[Measurement], played: Played, coarser: Played | None
) -> dict[Measurement, Estimate]:
    """The numbers of one run, in all its equilibria.

    Args:
        coarser: the same on a coarser belief grid, with the first of the plays or all.
    """
    wanted, (equilibrium, paths) = list(wanted), played
    readings = Readings(paths)
    measured = {each: measure(each.quantity, equilibrium, readings) for each in wanted}
    if equilibrium.axis_error > 0:
        for each, found in measured.items():
            scale = found.spread if found.interval is None else 1.0
            measured[each] = replace(found, axis_error=equilibrium.axis_error * scale)
    if coarser is not None:
        for each, value in _measure_like(played, measured, readings, coarser).items():
            measured[each] = replace(measured[each], coarser=value)
    for start, other in equilibrium.others.items():
        end = paths.num_periods - 1
        plays = simulate(other, min(paths.num_plays, CHUNK), paths.seed, paths.forced, until=end)
        for each, value in _measure_like(played, measured, readings, (other, plays)).items():
            measured[each] = replace(measured[each], elsewhere={**measured[each].elsewhere, start: value})
    return measured


def _measure_like(played: Played, measured: Measured, readings: Readings, other: Played) -> dict[Measurement, float]:
    """The numbers in another solution, by how much they change from plays with the same draws, perhaps fewer."""
    (equilibrium, paths), num_plays = played, other[1].num_plays
    like = readings if num_plays == paths.num_plays else Readings(paths.first(num_plays), readings.frame)
    others, found = Readings(other[1], readings.frame), {}
    for each, main in measured.items():
        same = main if like is readings else measure(each.quantity, equilibrium, like)
        changed = measure(each.quantity, other[0], others)
        if main.value is not None and same.value is not None and changed.value is not None:
            found[each] = main.value + (changed.value - same.value)
    return found


def group_measurements(
    statements: Iterable[Statement], besides: Iterable[Measurement] = ()
) -> dict[str | None, dict[RunRequest, list[Measurement]]]:
    """What has to be measured for some statements, each once, by variant and run.

    Args:
        besides: what is measured too, where a statement speaks of the same run.
    """
    by_variant: dict[str | None, dict[RunRequest, list[Measurement]]] = {}
    spoken = dict.fromkeys(each for statement in statements for each in list_measurements(statement))
    runs = {each.run for each in spoken}
    for each in (*spoken, *(each for each in besides if each.run in runs and each not in spoken)):
        by_variant.setdefault(each.run.variant, {}).setdefault(each.run, []).append(each)
    return by_variant


@np.errstate(over="ignore", invalid="ignore")
def measure(quantity: Quantity, equilibrium: Equilibrium, readings: Readings) -> Estimate:
    """The number of a quantity without arithmetic."""
    paths = readings.paths
    runs = (paths.seed, paths.num_plays)
    match quantity:
        case Probability():
            event = find_event(quantity.event, readings)
            counts = event.counts & _given(quantity.given, readings)
            return _rare(counts) or share_of_plays(event.happened, counts, runs)
        case MoveProbability():
            occasions = find_occasions(quantity, readings)
            if not occasions.number.any():
                return missing(
                    f"no occasions: '{quantity.move.action}' is in no menu when the condition holds, or it never holds",
                    lacks_occasion=True,
                )
            return _rare(occasions.number > 0) or share_of_moves(occasions.made, occasions.number, runs)
        case Expectation():
            counts = _given(quantity.given, readings)
            window = range(quantity.window.first, quantity.window.last + 1)
            values = sum(
                (readings.values(quantity.formula, period, readings.num_stages) for period in window),
                start=np.zeros(paths.num_plays),
            )
            return _rare(counts) or mean_over_plays(
                values / len(window), counts, runs, _mean_bounds(quantity.formula, window, readings)
            )
        case BeliefMean():
            counts = _given(quantity.given, readings)
            index = _actor_and_type(quantity.actor, None, paths.game)[0]
            moves = paths.game.scenario.actors[index].is_changing or can_learn(paths.game, index, quantity.period)
            bounds = (0.0, 1.0) if moves else None
            return _rare(counts) or _as_share(mean_over_plays(_belief(quantity, paths), counts, runs, bounds))
        case Value(is_played=True):
            return _played_value(quantity, readings)
        case Value():
            return _value(quantity, equilibrium, readings)
    raise TypeError(f"measure: no such quantity: {quantity!r}")


def _as_share(mean: Estimate) -> Estimate:
    """The mean of probabilities, whose interval lies between 0 and 1."""
    assert mean.value is not None
    down, up = mean.deviation
    return replace(mean, interval=(max(mean.value - down, 0.0), min(mean.value + up, 1.0)))


def _given(given: Event | None, readings: Readings) -> np.ndarray:
    if given is None:
        return np.ones(readings.paths.num_plays, dtype=bool)
    event = find_event(given, readings)
    return np.asarray(event.happened & event.counts)


def _rare(counts: np.ndarray) -> Estimate | None:
    """An estimate without a number, if too few plays count; else None."""
    number = int(counts.sum())
    if number >= FEWEST_PLAYS:
        return None
    what = (
        f"{number:,} plays were drawn"
        if number == len(counts)
        else f"its condition holds in {number:,} of {len(counts):,} plays"
    )
    is_drawn = number == len(counts)
    return missing(f"{what}, fewer than the {FEWEST_PLAYS} needed for an estimate", lacks_occasion=not is_drawn)


def _belief(quantity: BeliefMean, paths: Paths) -> np.ndarray:
    index = _actor_and_type(quantity.actor, None, paths.game)[0]
    types = [each.name for each in paths.game.scenario.actors[index].types]
    kinds = [types.index(kind) for kind in (quantity.type, *quantity.others) if kind in types]
    view = 0 if quantity.eyes is None else paths.view_of[_actor_and_type(quantity.eyes, None, paths.game)[0]]
    parts = [paths.belief(quantity.period + 1, index, kind, view) for kind in kinds]
    return np.asarray(sum_of(parts), dtype=np.float64)


def _mean_bounds(formula: Formula, window: range, readings: Readings) -> Interval | None:
    """Of a formula's mean over the ends of some periods; None where they are not known."""
    bounds = [find_formula_bounds(readings, formula, period) for period in window]
    known = [each for each in bounds if each is not None]
    if len(known) < len(bounds):
        return None
    return sum(low for low, _ in known) / len(window), sum(high for _, high in known) / len(window)


def _value(quantity: Value, equilibrium: Equilibrium, readings: Readings) -> Estimate:
    """The solver's value; where it is interpolated between beliefs, with its twin from plays."""
    value, paths = _start_value(quantity, equilibrium), readings.paths
    played = _played_value(quantity, readings)
    # Plays in which moves were made for their movers bring something else.
    is_exact = equilibrium.on_tree is not None or not (equilibrium.game.informed or len(equilibrium.unsolved))
    if np.isnan(value):
        return missing(f"no play begins with {quantity.actor} being {quantity.type}", lacks_occasion=True)
    if paths.forced or is_exact:
        return Estimate(value, spread=played.spread)
    if played.value is None:
        return Estimate(value, note=f"the solver's number alone, with the error of its belief grid: {played.note}")
    return Estimate(value, as_played=played, spread=played.spread)


def _start_value(quantity: Value, equilibrium: Equilibrium) -> float:
    game = equilibrium.game
    index, kind = _actor_and_type(quantity.actor, quantity.type, game)
    rows = [float(v) for v, row in zip(equilibrium.start_values, game.rows, strict=True) if row.actor == index]
    if kind is not None:
        return rows[kind]
    return sum(value * float(prior) for value, prior in zip(rows, game.prior[index], strict=True) if prior > 0)


def _played_value(quantity: Value, readings: Readings) -> Estimate:
    """The mean of what the actor gets."""
    paths = readings.paths
    index, kind = _actor_and_type(quantity.actor, quantity.type, paths.game)
    counts = np.ones(paths.num_plays, dtype=bool) if kind is None else paths.types[:, index] == kind
    return _rare(counts) or mean_over_plays(
        readings.discounted()[:, index],
        counts,
        (paths.seed, paths.num_plays),
        paths.payoff_bounds[index] if paths.payoff_bounds else find_payoff_bounds(paths.game, index, kind),
    )


def _actor_and_type(actor: str, kind: str | None, game: Game) -> tuple[int, int | None]:
    actors = game.scenario.actors
    index = [each.name for each in actors].index(actor)
    return index, None if kind is None else actors[index].starts_as(kind)
