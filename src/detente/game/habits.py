"""What is done if nothing presses, and how often: menus by type, base rates, occasions, and rates within a period.

A rate p is a probability per unit of time. Within a period of Δ units (`Calendar.length`) what has a constant hazard
happens with probability 1 − (1 − p)^Δ; several such results compete, and whichever comes first is what happens, in
proportion to their rates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.game.frame import Reader, find_place
from detente.game.outcomes import TOLERANCE
from detente.scenario.expressions import Formula
from detente.scenario.model import Action, Chance, Decision, Habit

Levels = Int[np.ndarray, "state variable"]
Kinds = Sequence[Mapping[str, str]]
ByType = Float[np.ndarray, "state action type"]


def find_menus(
    reader: Reader, actions: Sequence[Action], levels: Levels, kinds: Kinds
) -> Bool[np.ndarray, "state action type"]:
    """Which actions each type of the mover has."""
    menus = np.zeros((len(levels), len(actions), len(kinds)), dtype=bool)
    for number, action in enumerate(actions):
        menus[:, number] = np.stack(_values_by_type(reader, action.when, levels, kinds), axis=1) != 0
    return menus


def compute_anchor(
    reader: Reader, habit: Habit | None, levels: Levels, kinds: Kinds, menus: Bool[np.ndarray, "state action type"]
) -> ByType | None:
    """log η of a decision; None if all types have one menu, in which all acts are alike."""
    if habit is None:
        if (menus == menus[:, :, :1]).all():
            return None
        share = menus / menus.sum(axis=1, keepdims=True)
    else:
        share = _share_of(reader, habit, levels, kinds, menus)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(share))


def _share_of(
    reader: Reader, habit: Habit, levels: Levels, kinds: Kinds, menus: Bool[np.ndarray, "state action type"]
) -> ByType:
    """η: rates of the acts in the menu within a period, and what they leave, shared by the others."""
    rate, is_rest = np.zeros(menus.shape), np.zeros(menus.shape, dtype=bool)
    for number, (_, formula) in enumerate(habit.rates):
        if formula is None:
            is_rest[:, number] = menus[:, number]
        else:
            by_type = np.stack(_values_by_type(reader, formula, levels, kinds), axis=1)
            _check_range(reader, formula, f"the base rate of {habit.rates[number][0]}", by_type, levels)
            rate[:, number] = np.where(menus[:, number], by_type, 0.0)
    total, num_rest = rate.sum(axis=1, keepdims=True), is_rest.sum(axis=1, keepdims=True)
    _check_total(reader, habit, total[:, 0], levels)
    clipped = np.clip(total, 0, 1)
    happens = to_period(clipped, reader.frame.scenario.calendar.length)
    if habit.once is not None:
        is_once = np.broadcast_to(reader.values(habit.once, levels), (len(levels), 1)) != 0
        happens = np.where(is_once[:, :, None], clipped, happens)
    taken = np.where(num_rest > 0, happens, 1.0)
    share = rate * taken / np.where(total > 0, total, 1.0)
    share = np.where(is_rest, (1 - taken) / np.maximum(num_rest, 1), share)
    _check_positive(reader, habit, share, menus, levels)
    return np.where(menus, np.where(share > 0, share, 1.0), 0.0)


def _check_total(reader: Reader, habit: Habit, total: Float[np.ndarray, "state type"], levels: Levels) -> None:
    wrong = (total > 1 + TOLERANCE).any(axis=1)
    if wrong.any():
        state = int(np.argmax(wrong))
        message = f"the base rates sum to {total[state].max():.6g}, more than 1,"
        reader.fault(habit.where or find_place(habit, reader.frame.scenario), "sum", message, levels[state])


def _check_positive(
    reader: Reader, habit: Habit, share: ByType, menus: Bool[np.ndarray, "state action type"], levels: Levels
) -> None:
    """An act in the menu that is never done could not be done for any payoff."""
    wrong = menus & (share <= 0)
    if wrong.any():
        state, action, _ = (int(each[0]) for each in np.nonzero(wrong))
        act, formula = habit.rates[action]
        what = "is 0" if formula is not None else "is 0, as the others leave nothing,"
        advice = "what cannot be done leaves the menu by a 'when'"
        message = f"the base rate of {act} {what} ({advice})"
        where = formula.where if formula is not None else habit.where
        reader.fault(where or find_place(habit, reader.frame.scenario), "zero", message, levels[state])


def _check_range(reader: Reader, formula: Formula, what: str, values: np.ndarray, levels: Levels) -> None:
    outside = (values < 0) | (values > 1 + TOLERANCE)
    if outside.any():
        state = int(np.nonzero(outside)[0][0])
        value = values[outside][0]
        reader.fault(formula.where, "range", f"{what} is {value:.6g}, not between 0 and 1,", levels[state])


def compute_occasion(reader: Reader, decision: Decision, levels: Levels) -> Float[np.ndarray, " state"]:
    """The probability that a decision comes up within a period."""
    if decision.comes_up is None:
        return np.ones(len(levels))
    chance = np.broadcast_to(reader.values(decision.comes_up, levels), (len(levels), 1))
    _check_range(reader, decision.comes_up, f"the chance that {decision.name} comes up", chance, levels)
    return to_period(np.clip(chance[:, 0], 0, 1), reader.frame.scenario.calendar.length)


def rates_to_period(chance: Chance, prob: Float[np.ndarray, "state result type"], length: float) -> np.ndarray:
    """The probabilities of a lottery of nature within a period, from those that the file gives."""
    rest = [result.probability is None for result in chance.results]
    if chance.per == "occasion" or length == 1 or not any(rest):
        return prob
    total = prob[:, [not each for each in rest]].sum(axis=1, keepdims=True)
    happens = to_period(total, length)
    scaled = prob * happens / np.where(total > 0, total, 1.0)
    return np.where(np.array(rest)[None, :, None], 1 - happens, scaled)


def to_period(rate: np.ndarray, length: float) -> np.ndarray:
    """1 − (1 − p)^Δ."""
    return rate if length == 1 else -np.expm1(length * np.log1p(-np.minimum(rate, 1.0 - np.finfo(float).epsneg)))


def _values_by_type(reader: Reader, formula: Formula | None, levels: Levels, kinds: Kinds) -> list[np.ndarray]:
    """A formula of the state for each of the mover's types; one that is absent holds."""
    if formula is None:
        return [np.ones(len(levels))] * len(kinds)
    if not reader.ready(formula).types:
        return [np.broadcast_to(reader.values(formula, levels)[:, 0], len(levels))] * len(kinds)
    return [np.broadcast_to(reader.values(formula, levels, types)[:, 0], len(levels)) for types in kinds]
