"""Lotteries and effects: how likely each result is, and what it does to the state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.game.frame import Reader, find_place
from detente.game.states import forget_acts
from detente.scenario.model import Effect, Result

TOLERANCE = 1e-9  # of probabilities that should sum to one: far above rounding, far below any judgement
ROUNDING = 1e-15  # what is left over by 1 − 0.9 − 0.1 is no possibility


def settle(reader: Reader, index: int, levels: Int[np.ndarray, "state variable"]) -> Int[np.ndarray, " state"]:
    """Codes of the states after stage `index`."""
    return reader.frame.space.encode(forget_acts(levels, reader.frame.remembered, index))


def compute_lottery(
    reader: Reader,
    results: Sequence[Result],
    levels: Int[np.ndarray, "state variable"],
    kinds: Sequence[Mapping[str, str]],
    act: str | None = None,
) -> Float[np.ndarray, "state result type"]:
    """Probabilities of the results for each of the types at hand; `rest` takes what the others leave."""
    prob = np.zeros((len(levels), len(results), len(kinds)))
    for column, result in enumerate(results):
        if result.probability is None:
            continue
        is_typed = bool(reader.ready(result.probability).types)
        for kind, types in enumerate(kinds):
            if kind and not is_typed:
                prob[:, column, kind] = prob[:, column, 0]
                continue
            prob[:, column, kind] = reader.values(result.probability, levels, types, act)[:, 0]
    total = prob.sum(axis=1)
    rest = [column for column, result in enumerate(results) if result.probability is None]
    for column in rest[:1]:
        prob[:, column] = 1 - total
    _check_lottery(reader, results, levels, prob, total, act)
    prob = np.clip(prob, 0, 1)
    for column in rest[:1]:
        prob[:, column][prob[:, column] < ROUNDING] = 0
    sums = prob.sum(axis=1, keepdims=True)
    return prob / np.where(sums > 0, sums, 1)


def _check_lottery(
    reader: Reader,
    results: Sequence[Result],
    levels: np.ndarray,
    prob: np.ndarray,
    total: np.ndarray,
    act: str | None,
) -> None:
    after = f" after {act}" if act else ""
    has_rest = any(result.probability is None for result in results)
    outside = (prob < -TOLERANCE) | (prob > 1 + TOLERANCE)
    for column, result in enumerate(results):
        if result.probability is not None and outside[:, column].any():
            state, kind = (int(entry[0]) for entry in np.nonzero(outside[:, column]))
            value = prob[state, column, kind]
            message = f"the probability of {result.name}{after} is {value:.6g}, not between 0 and 1,"
            reader.fault(result.probability.where, "range", message, levels[state])
            return
    wrong = total > 1 + TOLERANCE if has_rest else np.abs(total - 1) > TOLERANCE
    if wrong.any():
        state, kind = (int(entry[0]) for entry in np.nonzero(wrong))
        parts = ", ".join(
            f"{result.name} {value:.6g}"
            for result, value in zip(results, prob[state, :, kind], strict=True)
            if result.probability is not None
        )
        need = "leave nothing for the rest" if has_rest else "must sum to one"
        message = f"probabilities{after} sum to {total[state, kind]:.9g} and {need} ({parts})"
        where = next((entry.probability.where for entry in results if entry.probability), None)
        reader.fault(where or find_place(results[0], reader.frame.scenario), "sum", message, levels[state])


def couple_lotteries(
    own: Float[np.ndarray, "state own_result type"],
    own_names: Sequence[str],
    other: Float[np.ndarray, "state other_result type"],
    other_names: Sequence[str],
) -> Float[np.ndarray, "state own_result other_result type"]:
    """Probabilities of pairs of results, one of each lottery: results of one name together as often as can be.

    Both lotteries keep their probabilities. What is left of them when their common results are taken out is drawn
    independently.
    """
    joint = np.zeros((*own.shape[:2], *other.shape[1:]))
    own_left, other_left = own.copy(), other.copy()
    for place, name in enumerate(own_names):
        if name in other_names:
            same = other_names.index(name)
            together = np.minimum(own[:, place], other[:, same])
            joint[:, place, same] = together
            own_left[:, place] -= together
            other_left[:, same] -= together
    own_left, other_left = (np.where(left < ROUNDING, 0, left) for left in (own_left, other_left))
    total = other_left.sum(axis=1)
    share = other_left / np.where(total > 0, total, 1)[:, None]
    return joint + own_left[:, :, None] * share[:, None]


@dataclass(frozen=True)
class Changes:
    """What effects do to states.

    Args:
        after: the states afterwards. moved: by how much variables went up or down, had they no ends.
        is_set: which variables were set, whatever they were before.
    """

    after: Int[np.ndarray, "state variable"]
    moved: Float[np.ndarray, "state variable"]
    is_set: Bool[np.ndarray, "state variable"]


def apply(
    reader: Reader, effects: Sequence[Effect], levels: Int[np.ndarray, "state variable"]
) -> Int[np.ndarray, "state variable"]:
    """The states after the effects, in order. Values beyond a variable's ends stop at the ends."""
    return compute_changes(reader, effects, levels).after


def find_position(
    values: Float[np.ndarray, " state"], numbers: Float[np.ndarray, " level"]
) -> Float[np.ndarray, " state"]:
    """Where values lie among the levels of a variable, from 0 up; beyond its ends they stop there."""
    step = numbers[1] - numbers[0] if len(numbers) > 1 else 1.0
    return np.asarray((np.clip(values, numbers[0], numbers[-1]) - numbers[0]) / step)


def compute_changes(reader: Reader, effects: Sequence[Effect], levels: Int[np.ndarray, "state variable"]) -> Changes:
    """What the effects do to the states, in order."""
    after = levels.copy()
    moved, is_set = np.zeros(levels.shape), np.zeros(levels.shape, dtype=bool)
    for effect in effects:
        column, numbers = reader.frame.columns[effect.variable]
        rows = np.nonzero(reader.holds(effect.condition, after) & reader.holds(effect.given, levels))[0]
        if not len(rows):
            continue
        before = after[rows]
        amount = reader.values(effect.amount, before)[:, 0]
        if effect.kind == "set":
            is_set[rows, column] = True
        else:
            shift = amount if effect.kind == "up" else -amount
            moved[rows, column] += shift
            amount = numbers[before[:, column]] + shift
        position = find_position(amount, numbers)
        target = np.rint(position)
        uneven = np.abs(position - target) > TOLERANCE
        if uneven.any():
            first = int(np.argmax(uneven))
            message = f"`{effect.amount.text}` puts {effect.variable} at {amount[first]:.6g}, between two levels,"
            reader.fault(effect.amount.where, "level", message, before[first])
        after[rows, column] = target.astype(np.int64)
    return Changes(after, moved, is_set)
