"""In which recorded plays the events of claims happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Int

from detente.claims.readings import Readings
from detente.claims.statements import (
    ActionPlayed,
    Always,
    Combination,
    Event,
    Eventually,
    LieTold,
    MoveProbability,
    Negation,
    Window,
    Within,
)
from detente.scenario.expressions import Formula
from detente.scenario.model import Action, Decision, Scenario
from detente.scenario.utterances import Assertion


@dataclass(frozen=True)
class EventMask:
    """In which plays an event happened, and which plays count."""

    happened: Bool[np.ndarray, " play"]
    counts: Bool[np.ndarray, " play"]


@dataclass(frozen=True)
class Occasions:
    """How often in every play a move could have been looked at, and how often it was made."""

    number: Int[np.ndarray, " play"]
    made: Int[np.ndarray, " play"]


def find_event(event: Event, readings: Readings) -> EventMask:
    """Where the event happened."""
    match event:
        case Eventually():
            return _sure(np.any(find_at_ends(event.condition, event.window, readings), axis=0))
        case Always():
            return _sure(np.all(find_at_ends(event.condition, event.window, readings), axis=0))
        case Within():
            return _within(event, readings)
        case ActionPlayed():
            return _sure(_played(event, readings))
        case LieTold():
            return _sure(_lied(event, readings))
        case Negation():
            inner = find_event(event.event, readings)
            return EventMask(~inner.happened, inner.counts)
        case Combination():
            masks = [find_event(each, readings) for each in event.events]
            join = np.logical_and if event.operator == "and" else np.logical_or
            return EventMask(
                join.reduce([mask.happened for mask in masks]), np.logical_and.reduce([mask.counts for mask in masks])
            )
    raise TypeError(f"find_event: no such event: {event!r}")


def _sure(happened: Any) -> EventMask:
    return EventMask(np.asarray(happened), np.ones(np.shape(happened), dtype=bool))


def find_at_ends(condition: Formula, window: Window, readings: Readings) -> Bool[np.ndarray, "period play"]:
    """Where the condition holds at the end of each of the window's periods."""
    periods = range(window.first, window.last + 1)
    return np.stack([readings.holds(condition, period, readings.num_stages) for period in periods])


def _within(event: Within, readings: Readings) -> EventMask:
    num_periods = readings.scenario.calendar.told.num_periods
    whole = Window(0, num_periods - 1)
    trigger = find_at_ends(event.trigger, whole, readings)
    condition = find_at_ends(event.condition, whole, readings)
    first = np.where(trigger.any(axis=0), trigger.argmax(axis=0), num_periods)
    happened = np.zeros(len(first), dtype=bool)
    for period, holds in enumerate(condition):
        happened |= holds & (first <= period) & (period <= first + event.num_periods)
    return EventMask(happened, first + event.num_periods < num_periods)


def _played(event: ActionPlayed, readings: Readings) -> Bool[np.ndarray, " play"]:
    happened = np.zeros(readings.paths.num_plays, dtype=bool)
    for period in range(event.window.first, event.window.last + 1):
        for stage in range(readings.num_stages):
            happened |= find_chosen(event.owner, event.action, period, stage, readings)
    return happened


def _lied(event: LieTold, readings: Readings) -> Bool[np.ndarray, " play"]:
    happened = np.zeros(readings.paths.num_plays, dtype=bool)
    for stage, action, assertion in list_assertions(readings.scenario):
        for period in range(event.window.first, event.window.last + 1):
            said = find_chosen(event.owner, action.name, period, stage, readings)
            if said.any():
                happened |= said & ~readings.holds(assertion.truth, period, stage)
    return happened


def list_assertions(scenario: Scenario) -> list[tuple[int, Action, Assertion]]:
    """The acts that say something of what only the speaker knows, with the stages at which they are in the menu."""
    return [
        (number, action, action.utterance)
        for number, stage in enumerate(scenario.stages)
        if isinstance(stage, Decision)
        for action in stage.actions
        if isinstance(action.utterance, Assertion)
    ]


def find_chosen(owner: str, action: str, period: int, stage: int, readings: Readings) -> Bool[np.ndarray, " play"]:
    """In which plays the owner chose the action at a stage of a period."""
    index = readings.menu_index(owner, action, period, stage)
    if not (index >= 0).any():
        return np.zeros(readings.paths.num_plays, dtype=bool)
    state = readings.paths.state[:, period, stage]
    return np.asarray(readings.paths.act[:, period, stage] == index[state])


def find_occasions(quantity: MoveProbability, readings: Readings) -> Occasions:
    """The occasions at which the move was in the menu and the condition held, and the moves made at them."""
    paths, move = readings.paths, quantity.move
    number = np.zeros(paths.num_plays, dtype=np.int32)
    made = np.zeros(paths.num_plays, dtype=np.int32)
    for period in range(move.window.first, move.window.last + 1):
        for stage in range(readings.num_stages):
            index = readings.menu_index(move.owner, move.action, period, stage)
            if not (index >= 0).any():
                continue
            wanted = index[paths.state[:, period, stage]]
            looked_at = readings.find_choosers(move.owner, move.action, period, stage)
            if quantity.condition is not None:
                looked_at &= readings.holds(quantity.condition, period, stage)
            number += looked_at
            made += looked_at & (paths.act[:, period, stage] == wanted)
    return Occasions(number, made)
