"""Public states: how they are numbered, described, merged and put back at a period's end.

A state is a level for every public variable, and for every decision that `moscow plays arm` refers to later in its
period a transient variable: the action chosen, `nothing` before. To keep the states few, an action counts as `nothing`
after the last stage that refers to it, and at once if none does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from detente.game.tables import StateSpace
from detente.scenario.expressions import ActionTest, ChosenNumber, Expression
from detente.scenario.model import Decision, Scenario, list_formulas, walk

NOTHING = "nothing"


@dataclass(frozen=True)
class Remembered:
    """A decision to whose choice formulas refer later in its period.

    Args:
        until: for every action referred to, the index of the last stage that does; the number of stages if wants do.
        column: its variable in the state space.
    """

    decision: Decision
    until: Mapping[str, int]
    column: int


def find_remembered_decisions(scenario: Scenario) -> dict[str, Remembered]:
    """The decisions that some `plays` refers to, by name, in the order of the stages."""
    mentioned: dict[str, dict[str, int]] = {}

    def note(record: object, stage: int) -> None:
        for formula in list_formulas(record):
            for part in walk(formula.tree):
                for decision, action in _mentioned_actions(part):
                    until = mentioned.setdefault(decision, {})
                    until[action] = max(until.get(action, 0), stage)

    for index, stage in enumerate(scenario.stages):
        note(stage, index)
    for actor in scenario.actors:
        # Who holds a seat matters at every stage.
        note((actor.wants, actor.legacy, actor.holds_when), len(scenario.stages))
    column = len(scenario.variables)
    remembered: dict[str, Remembered] = {}
    for stage in scenario.stages:
        if isinstance(stage, Decision) and stage.name in mentioned:
            remembered[stage.name] = Remembered(
                decision=stage,
                until=mentioned[stage.name],
                column=column + len(remembered),
            )
    return remembered


def _mentioned_actions(part: Expression) -> Iterator[tuple[str, str]]:
    """The decisions earlier in the period, and their actions, that an expression asks about."""
    if isinstance(part, ActionTest):
        yield part.decision, part.action
    elif isinstance(part, ChosenNumber) and part.decision:
        # After an action whose number is 0 the value is the same as before anybody has moved.
        yield from ((part.decision, action) for action, number in part.choices if number)


def build_space(scenario: Scenario, remembered: Mapping[str, Remembered]) -> StateSpace:
    """The state space of a scenario: its variables, then the remembered decisions."""
    decisions = [entry.decision for entry in remembered.values()]
    levels = [variable.levels for variable in scenario.variables]
    levels += [(NOTHING, *(action.name for action in decision.actions)) for decision in decisions]
    return StateSpace(
        names=tuple(variable.name for variable in scenario.variables) + tuple(decision.name for decision in decisions),
        sizes=tuple(len(names) for names in levels),
        level_names=tuple(levels),
    )


def describe_levels(space: StateSpace, levels: Int[np.ndarray, " variable"], num_variables: int) -> str:
    """One state, `front = held, sanctions = in_force`; transient variables only where they are not `nothing`."""
    named = zip(space.names, space.level_names, levels, strict=True)
    return ", ".join(
        f"{name} = {names[level]}"
        for position, (name, names, level) in enumerate(named)
        if position < num_variables or level > 0
    )


def merge_equal(
    codes: Int[np.ndarray, "state outcome"], prob: Float[np.ndarray, "state outcome"]
) -> tuple[Int[np.ndarray, "state branch"], Float[np.ndarray, "state branch"]]:
    """For every state the distinct possible codes in increasing order, with their total probability, padded by 0."""
    ranks, num = rank_keys(np.where(prob > 0, codes, -1))
    merged_codes = np.zeros((len(codes), num), dtype=np.int64)
    merged_prob = np.zeros((len(codes), num))
    for outcome in range(codes.shape[1]):
        rows = np.nonzero(ranks[:, outcome] >= 0)[0]
        places = ranks[rows, outcome]
        merged_codes[rows, places] = codes[rows, outcome]
        merged_prob[rows, places] += prob[rows, outcome]
    return merged_codes, merged_prob


def rank_keys(keys: Int[np.ndarray, "state outcome"]) -> tuple[Int[np.ndarray, "state outcome"], int]:
    """For every state, number the distinct keys from 0 in increasing order; −1 stays −1. Also the most of any state."""
    if keys.size == 0:
        return keys, 0
    order = np.argsort(keys, axis=1, kind="stable")
    ordered = np.take_along_axis(keys, order, axis=1)
    is_new = np.ones(keys.shape, dtype=np.int64)
    is_new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    is_new[ordered < 0] = 0
    ordered_ranks = np.cumsum(is_new, axis=1) - 1
    ranks = np.empty_like(keys)
    np.put_along_axis(ranks, order, ordered_ranks, axis=1)
    ranks[keys < 0] = -1
    return ranks, int(ordered_ranks.max()) + 1


def forget_acts(
    levels: Int[np.ndarray, "state variable"], remembered: Mapping[str, Remembered], stage: int
) -> Int[np.ndarray, "state variable"]:
    """The states after a stage, without the acts to which nothing refers from then on."""
    after = levels.copy()
    for entry in remembered.values():
        names = [action.name for action in entry.decision.actions]
        stays = [entry.until.get(name, -1) > stage for name in names]
        after[:, entry.column] *= np.array([False, *stays])[levels[:, entry.column]]
    return after


def back_to_start(levels: Int[np.ndarray, "state variable"], scenario: Scenario) -> Int[np.ndarray, "state variable"]:
    """The states after the period's end: what lasts one period is at its start again, and no actor has moved."""
    after = levels.copy()
    for column, variable in enumerate(scenario.variables):
        if variable.lasts == "period":
            after[:, column] = variable.start
    after[:, len(scenario.variables) :] = 0
    return after
