"""The plays that decide a claim: those that bear it out, and those that break it.

A claim compares quantities, and every quantity is a mean over plays of something that each play has: an event that
happens or not, the share of occasions at which a move is made, a number, a belief, a payoff. Where one quantity stands
against a plain number, a play bears the claim out if what it has lies on the claim's side of that number (for an event:
if it happens, or does not). Where the same quantity is compared between two crises, plays with the same draws are
compared: a pair bears the claim out if the difference of the two is of the claim's sign, and the pairs in which there
is none decide nothing. Of any other comparison the plays are sorted by its first quantity, at its mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float

from detente.claims.events import find_at_ends, find_chosen, find_event, find_occasions
from detente.claims.readings import Readings, sum_of
from detente.claims.sides import compute_total
from detente.claims.statements import (
    ActionPlayed,
    Always,
    Arithmetic,
    BeliefMean,
    Constant,
    Event,
    Eventually,
    Expectation,
    Inequality,
    Measurement,
    MoveProbability,
    Probability,
    Quantity,
    RunRequest,
    Under,
    Value,
    Window,
    Within,
    build_measurement,
    find_last_period,
    is_constant,
)
from detente.scenario.model import Scenario
from detente.simulate.paths import Paths

SAME = 1e-9
"""Readings of two plays that differ by less are the same."""


@dataclass(frozen=True)
class Focus:
    """What plays are sorted by.

    Args:
        first: the measurement, or that of the first of two crises. second: of the other crisis, of a pair.
        sign: 1 where more of the first speaks for the comparison, −1 where less does.
        threshold: what a play's reading is compared with; None: the mean over plays.
        is_whole: whether nothing else decides the comparison.
    """

    first: Measurement
    second: Measurement | None
    sign: int
    threshold: float | None
    is_whole: bool


@dataclass(frozen=True)
class Groups:
    """Which plays bear a claim out and which break it; the others decide nothing.

    Args:
        threshold: what the readings were compared with; 0 for pairs.
    """

    bears_out: Bool[np.ndarray, " play"]
    breaks: Bool[np.ndarray, " play"]
    counts: Bool[np.ndarray, " play"]
    threshold: float


def find_focus(comparison: Inequality) -> Focus | None:
    """What the plays are sorted by; None where a comparison is of plain numbers only."""
    sides = [list(_leaves(comparison.left)), list(_leaves(comparison.right))]
    above = 1 if comparison.operator in (">", ">=") else -1
    leaves = [(each, sign * above * side) for own, side in zip(sides, (1, -1), strict=True) for each, sign in own]
    if not leaves:
        return None
    first, sign = leaves[0]
    if len(leaves) == 2 and _is_same(first, leaves[1][0]) and leaves[1][1] == -sign:
        return Focus(first, leaves[1][0], sign, None, True)
    threshold = _threshold(comparison, first) if len(leaves) == 1 else None
    return Focus(first, None, sign, threshold, len(leaves) == 1)


def _leaves(quantity: Quantity, variant: str | None = None, sign: int = 1) -> Iterator[tuple[Measurement, int]]:
    """The measurements of a quantity, each with whether the quantity grows or falls with it."""
    match quantity:
        case Constant():
            return
        case Under():
            yield from _leaves(quantity.quantity, quantity.variant, sign)
        case Arithmetic():
            left, right = sign, sign
            if quantity.operator == "-" or (quantity.operator == "/" and not is_constant(quantity.right)):
                right = -sign
            if quantity.operator in "*/":
                left *= _sign_of(quantity.right)
                right *= _sign_of(quantity.left)
            yield from _leaves(quantity.left, variant, left)
            yield from _leaves(quantity.right, variant, right)
        case _:
            yield build_measurement(quantity, variant), sign


def _sign_of(quantity: Quantity) -> int:
    """The sign of a plain number; of anything else, that of a share."""
    value = compute_total(quantity, {}).value if is_constant(quantity) else None
    return -1 if value is not None and value < 0 else 1


def _is_same(one: Measurement, other: Measurement) -> bool:
    """Whether two measurements are the same quantity but for the variant and the moves made."""
    if one.run == other.run:
        return False
    bare = [_without_forced(each.quantity) for each in (one, other)]
    return bare[0] == bare[1]


def _without_forced(quantity: Quantity) -> Quantity:
    match quantity:
        case Probability() | MoveProbability() | Expectation() | BeliefMean():
            return replace(quantity, forced=())
    return quantity


def _threshold(comparison: Inequality, first: Measurement) -> float | None:
    """The plain number that a quantity without arithmetic is compared with."""
    for own, other in ((comparison.left, comparison.right), (comparison.right, comparison.left)):
        inside = own.quantity if isinstance(own, Under) else own
        if inside == first.quantity and is_constant(other):
            return compute_total(other, {}).value
    return None


def sort_plays(focus: Focus, first: Paths, second: Paths | None = None) -> Groups:
    """The plays that bear a comparison out, and those that break it.

    Args:
        first: plays of the first crisis. second: of the other one, with the same draws.
    """
    values, counts = read_plays(focus.first.quantity, Readings(first))
    if focus.second is not None:
        assert second is not None
        others, also = read_plays(focus.second.quantity, Readings(second))
        counts &= also
        apart = focus.sign * (values - others)
        return Groups(counts & (apart > SAME), counts & (apart < -SAME), counts, 0.0)
    threshold = focus.threshold
    if threshold is None:
        threshold = float(values[counts].mean()) if counts.any() else 0.0
    apart = focus.sign * (values - threshold)
    return Groups(counts & (apart > 0), counts & (apart <= 0), counts, threshold)


def read_plays(quantity: Quantity, readings: Readings) -> tuple[Float[np.ndarray, " play"], Bool[np.ndarray, " play"]]:
    """What a quantity is the mean of, in every play, and which plays count."""
    paths = readings.paths
    counts = np.ones(paths.num_plays, dtype=bool)
    match quantity:
        case Probability():
            event = find_event(quantity.event, readings)
            return event.happened.astype(np.float64), event.counts & _given(quantity.given, readings)
        case MoveProbability():
            occasions = find_occasions(quantity, readings)
            return occasions.made / np.maximum(occasions.number, 1), occasions.number > 0
        case Expectation():
            window = range(quantity.window.first, quantity.window.last + 1)
            ends = [readings.values(quantity.formula, period, readings.num_stages) for period in window]
            return np.mean(ends, axis=0), counts & _given(quantity.given, readings)
        case BeliefMean():
            game = paths.game
            names = [actor.name for actor in game.scenario.actors]
            actor = names.index(quantity.actor)
            types = [kind.name for kind in game.scenario.actors[actor].types]
            view = 0 if quantity.eyes is None else paths.view_of[names.index(quantity.eyes)]
            kinds = [types.index(kind) for kind in (quantity.type, *quantity.others) if kind in types]
            belief = sum_of([paths.belief(quantity.period + 1, actor, kind, view) for kind in kinds])
            return np.asarray(belief, dtype=np.float64), counts & _given(quantity.given, readings)
        case Value():
            actors = paths.game.scenario.actors
            actor = [each.name for each in actors].index(quantity.actor)
            if quantity.type is not None:
                counts = paths.types[:, actor] == actors[actor].starts_as(quantity.type)
            return readings.discounted()[:, actor], counts
    raise TypeError(f"read_plays: no such quantity: {quantity!r}")


def _given(given: Event | None, readings: Readings) -> Bool[np.ndarray, " play"]:
    if given is None:
        return np.ones(readings.paths.num_plays, dtype=bool)
    event = find_event(given, readings)
    return np.asarray(event.happened & event.counts)


def find_end(quantity: Quantity, scenario: Scenario) -> int:
    """The last period that a quantity speaks of; of the crisis in which it is read."""
    last = find_last_period(quantity)
    return scenario.calendar.told.num_periods - 1 if last is None else last


def find_decided(quantity: Quantity, readings: Readings, play: int) -> int:
    """The period in which it is decided, in one play, whether the event of a probability happens; else the last one."""
    last = find_end(quantity, readings.scenario)
    event = quantity.event if isinstance(quantity, Probability) else None
    match event:
        case Eventually() | Always():
            holds = find_at_ends(event.condition, event.window, readings)[:, play]
            deciding = np.flatnonzero(holds == isinstance(event, Eventually))
            return event.window.first + int(deciding[0]) if len(deciding) else last
        case Within():
            whole = Window(0, readings.scenario.calendar.told.num_periods - 1)
            trigger = np.flatnonzero(find_at_ends(event.trigger, whole, readings)[:, play])
            first = int(trigger[0]) if len(trigger) else last
            end = min(first + event.num_periods, last)
            follows = np.flatnonzero(find_at_ends(event.condition, Window(first, end), readings)[:, play])
            return first + int(follows[0]) if len(follows) else end
        case ActionPlayed():
            for period in range(event.window.first, event.window.last + 1):
                stages = range(readings.num_stages)
                if any(find_chosen(event.owner, event.action, period, stage, readings)[play] for stage in stages):
                    return period
    return last


def run_of(measurement: Measurement, base: str | None) -> RunRequest:
    """The run of a measurement, the base crisis by its own name."""
    run = measurement.run
    return RunRequest(base if run.variant is None else run.variant, run.forced)
