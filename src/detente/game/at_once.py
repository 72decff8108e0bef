"""Two decisions made at once: what everyone observes of each, and where both lead.

Both stand at the same states and beliefs; nothing comes of the first before the second has been made. What everyone
observes of the two moves is a pair of messages, one for each, so that the belief about either mover follows from its
own message alone and two independent secrets stay independent. The messages are those of a decision alone (`moves.py`),
but that two moves which look alike are distinguished by the state if the other side may do anything after which they
lead to different states.

Effects of both change the state as it was before. Where only one of them changes a variable, that is the new level; ups
and downs of both add up, within the variable's range; and where one sets what the other changes too, they must agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.game.chances import build_idle_moves
from detente.game.frame import Reader, find_place
from detente.game.messages import JointMoves, Moves, Outcome, build_hidden_outcomes, rank_messages
from detente.game.moves import DecisionReader, find_movers, find_taking_place, holder_name
from detente.game.outcomes import TOLERANCE, compute_changes, find_position, settle
from detente.scenario.model import Decision, Effect

Rows = Int[np.ndarray, " row"]


@dataclass(frozen=True)
class _Side:
    """One of the two decisions, at the states where the same actor makes it, or none does.

    Args:
        read: None where no actor decides. states: places among all states of the stage.
        outcomes: by action.
    """

    decision: Decision
    read: DecisionReader | None
    states: Rows
    available: Bool[np.ndarray, "state action"]
    outcomes: list[list[Outcome]]

    @cached_property
    def all_outcomes(self) -> list[Outcome]:
        return [outcome for of_action in self.outcomes for outcome in of_action]

    @cached_property
    def is_possible(self) -> Bool[np.ndarray, "state outcome"]:
        return np.stack([(outcome.prob > 0).any(axis=1) for outcome in self.all_outcomes], axis=1)

    @cached_property
    def is_plain(self) -> list[bool]:
        """By action, whether it is its own message."""
        return [True] if self.read is None else self.read.is_plain


def build_pair_moves(reader: Reader, index: int, codes: Int[np.ndarray, " state"]) -> tuple[tuple[Moves, ...], ...]:
    """The tables of the decisions `index` and `index + 1`, made at once at the given states."""
    levels = reader.frame.space.decode(codes)
    first, second = (_sides(reader, index + number, levels) for number in (0, 1))
    _require_two_actors(reader, first, second, levels)
    # By state and outcomes of both the code of the new state; −1 where it cannot happen.
    most = [max(len(side.all_outcomes) for side in sides) for sides in (first, second)]
    after = np.full((len(codes), *most), -1, dtype=np.int64)
    for one in first:
        for two in second:
            rows = np.intersect1d(one.states, two.states)
            if len(rows):
                both = _after_both(reader, index, one, two, rows, levels[rows])
                after[rows[:, None, None], np.arange(both.shape[1])[:, None], np.arange(both.shape[2])] = both
    firsts = [_tabulate(reader, side, after[side.states], codes, levels) for side in first]
    seconds = [_tabulate(reader, side, after[side.states].swapaxes(1, 2), codes, levels) for side in second]
    held = tuple(replace(each.moves, is_held=True) for each in firsts)
    joined = tuple(replace(each.moves, joint=_joint(firsts, each, after)) for each in seconds)
    return held, joined


def _sides(reader: Reader, index: int, levels: Int[np.ndarray, "state variable"]) -> list[_Side]:
    decision = reader.frame.scenario.stages[index]
    assert isinstance(decision, Decision)
    happens = find_taking_place(reader, decision, levels)
    sides = []
    for actor, is_mover in find_movers(reader, decision, levels, happens):
        states = np.flatnonzero(is_mover)
        if len(states):
            seated = replace(reader, holder=holder_name(reader, decision, actor))
            read = DecisionReader(seated, decision, index, actor, levels[states])
            available = read.menu()
            sides.append(_Side(decision, read, states, available, read.outcomes(available)))
    idle = np.ones(len(levels), dtype=bool)
    for side in sides:
        idle[side.states] = False
    states = np.flatnonzero(idle)
    if len(states):
        ones = np.ones((len(states), 1))
        outcome = Outcome(0, ("",), ones, np.zeros(len(states), dtype=np.int64), ())
        sides.append(_Side(decision, None, states, ones > 0, [[outcome]]))
    return sides


def _require_two_actors(
    reader: Reader, first: Sequence[_Side], second: Sequence[_Side], levels: Int[np.ndarray, "state variable"]
) -> None:
    for one in first:
        for two in second:
            both = np.intersect1d(one.states, two.states)
            if one.read is not None and two.read is not None and one.read.actor is two.read.actor and len(both):
                message = f"{one.read.actor.name} decides at once in {one.decision.name} and in {two.decision.name}"
                reader.fault(find_place(two.decision, reader.frame.scenario), "twice", message, levels[both[0]])


def _after_both(
    reader: Reader, index: int, one: _Side, two: _Side, rows: Rows, levels: Int[np.ndarray, "row variable"]
) -> Int[np.ndarray, "row first_outcome second_outcome"]:
    """Codes of the states after the outcomes of both at the states `rows`; −1 where they cannot happen."""
    codes = np.full((len(rows), len(one.all_outcomes), len(two.all_outcomes)), -1, dtype=np.int64)
    places = [np.searchsorted(side.states, rows) for side in (one, two)]
    for i, left in enumerate(one.all_outcomes):
        for j, right in enumerate(two.all_outcomes):
            can = np.flatnonzero(one.is_possible[places[0], i] & two.is_possible[places[1], j])
            if len(can):
                before = levels[can]
                for side, outcome in ((one, left), (two, right)):
                    _remember(reader, side, outcome, before)
                codes[can, i, j] = settle(reader, index + 1, _both(reader, (one, left), (two, right), before))
    return codes


def _remember(reader: Reader, side: _Side, outcome: Outcome, levels: Int[np.ndarray, "state variable"]) -> None:
    """Put the choice into the states, if a later formula refers to it."""
    entry = reader.frame.remembered.get(side.decision.name)
    if entry is not None and side.read is not None:
        levels[:, entry.column] = 1 + outcome.action


def _both(
    reader: Reader, one: tuple[_Side, Outcome], two: tuple[_Side, Outcome], levels: Int[np.ndarray, "state variable"]
) -> Int[np.ndarray, "state variable"]:
    """The states after the effects of both, each of which sees the state before and both choices."""
    first, second = (compute_changes(_reader(side, reader), outcome.effects, levels) for side, outcome in (one, two))
    is_touched = [each.is_set | (each.moved != 0) for each in (first, second)]
    after = np.where(is_touched[1] & ~is_touched[0], second.after, first.after)
    for name, (column, numbers) in reader.frame.columns.items():
        effect = next((each for each in two[1].effects if each.variable == name), None)
        both = is_touched[0][:, column] & is_touched[1][:, column]
        adds_up = both & ~first.is_set[:, column] & ~second.is_set[:, column]
        if adds_up.any():
            total = numbers[levels[:, column]] + first.moved[:, column] + second.moved[:, column]
            position = find_position(total, numbers)
            level = np.rint(position)
            _check(reader, effect, "puts it between two levels", levels, np.where(adds_up, position - level, 0))
            after[adds_up, column] = level[adds_up].astype(np.int64)
        apart = first.after[:, column] - second.after[:, column]
        what = f"sets another level than {one[0].decision.name} does at once; resolve this in a later stage"
        _check(reader, effect, what, levels, np.where(both & ~adds_up, apart, 0))
    return after


def _reader(side: _Side, reader: Reader) -> Reader:
    return reader if side.read is None else side.read.reader


def _check(
    reader: Reader,
    effect: Effect | None,
    what: str,
    levels: Int[np.ndarray, "state variable"],
    gap: Float[np.ndarray, " state"] | Int[np.ndarray, " state"],
) -> None:
    """Note a mistake of the effect at the first state where the gap is not zero."""
    wrong = np.abs(gap) > TOLERANCE
    if wrong.any():
        assert effect is not None
        sign = {"set": "=", "up": "up", "down": "down"}[effect.kind]
        message = f"`{effect.variable} {sign} {effect.amount.text}` {what}:"
        reader.fault(effect.where or effect.amount.where, "at once", message, levels[int(np.argmax(wrong))])


@dataclass(frozen=True)
class _TabledSide:
    """A side with its table.

    Args:
        message: which message an outcome sends, −1 where it cannot happen.
        weight: of the outcome among those that send its message, whatever the type: which of them it was matters
            for where it leads only if they are results that reveal nothing.
    """

    side: _Side
    moves: Moves
    message: Int[np.ndarray, "state outcome"]
    weight: Float[np.ndarray, "state outcome"]


def _tabulate(
    reader: Reader,
    side: _Side,
    after: Int[np.ndarray, "state outcome others_outcome"],
    codes: Int[np.ndarray, " all_state"],
    levels: Int[np.ndarray, "all_state variable"],
) -> _TabledSide:
    """What everyone observes of one side, its table without where it leads."""
    num_states = len(side.states)
    if side.read is None:
        unmoved = build_idle_moves(reader, 0, side.states, levels[side.states])
        message, weight = np.zeros((num_states, 1), dtype=np.int64), np.ones((num_states, 1))
        return _TabledSide(side, _hold_state(unmoved, codes), message, weight)
    after = after[:, : len(side.all_outcomes)]
    _, kinds = np.unique(after.reshape(-1, after.shape[2]), axis=0, return_inverse=True)
    # What an outcome can lead to, whatever the other side does, stands for the new state of a decision alone.
    leads_to = kinds.reshape(after.shape[:2])
    columns = iter(leads_to.T)
    outcomes = [[replace(each, codes=next(columns)) for each in of_action] for of_action in side.outcomes]
    moves = _hold_state(side.read.tabulate(side.states, side.available, outcomes), codes)

    message = np.full(leads_to.shape, -1, dtype=np.int64)
    weight = np.zeros(leads_to.shape)
    plain = [action for action, is_own in enumerate(side.is_plain) if is_own]
    ranks, _ = rank_messages(build_hidden_outcomes(outcomes, side.is_plain))
    hidden_ranks = iter(ranks.T)
    has_outcome = np.zeros((num_states, moves.message_prob.shape[2]), dtype=bool)
    for column, outcome in enumerate(side.all_outcomes):
        can = np.flatnonzero(side.is_possible[:, column])
        if side.is_plain[outcome.action]:
            message[can, column] = plain.index(outcome.action)
            weight[can, column] = outcome.prob[can, 0]
            continue
        message[can, column] = len(plain) + next(hidden_ranks)[can]
        is_first = ~has_outcome[can, message[can, column]]
        weight[can, column] = is_first
        has_outcome[can, message[can, column]] = True
    return _TabledSide(side, moves, message, weight)


def _hold_state(moves: Moves, codes: Int[np.ndarray, " all_state"]) -> Moves:
    """The table with the state as it is after every message."""
    shape = (len(moves.states), moves.message_prob.shape[2], 1)
    own = np.broadcast_to(codes[moves.states][:, None, None], shape)
    return replace(moves, branch_prob=np.ones(shape), branch_codes=own)


def _joint(
    firsts: Sequence[_TabledSide], second: _TabledSide, after: Int[np.ndarray, "state first_outcome second_outcome"]
) -> JointMoves:
    """What both lead to at the states of the second one's table."""
    states = second.side.states
    entries: list[np.ndarray] = []
    weights: list[np.ndarray] = []
    for one in firsts:
        _, at_one, places = np.intersect1d(one.side.states, states, return_indices=True)
        for i in range(one.message.shape[1]):
            for j in range(second.message.shape[1]):
                weight = one.weight[at_one, i] * second.weight[places, j]
                can = np.flatnonzero(weight > 0)
                messages = one.message[at_one[can], i], second.message[places[can], j]
                entries.append(np.stack([places[can], *messages, after[states[places[can]], i, j]], axis=1))
                weights.append(weight[can])
    num_messages = [max(one.moves.message_prob.shape[2] for one in firsts), second.moves.message_prob.shape[2]]
    ways, which = np.unique(np.concatenate(entries), axis=0, return_inverse=True)
    prob = np.bincount(which.ravel(), np.concatenate(weights), minlength=len(ways))
    # Ways are in order: those after the same messages follow one another, and are its branches.
    is_new = np.ones(len(ways), dtype=bool)
    is_new[1:] = (ways[1:, :3] != ways[:-1, :3]).any(axis=1)
    start = np.maximum.accumulate(np.where(is_new, np.arange(len(ways)), 0))
    branch = np.arange(len(ways)) - start
    shape = (len(states), *num_messages, int(branch.max()) + 1)
    branch_prob, branch_codes = np.zeros(shape), np.zeros(shape, dtype=np.int64)
    branch_prob[ways[:, 0], ways[:, 1], ways[:, 2], branch] = prob
    branch_codes[ways[:, 0], ways[:, 1], ways[:, 2], branch] = ways[:, 3]
    return JointMoves(branch_prob, branch_codes)
