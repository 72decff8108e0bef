"""What everyone observes of a move: the records of a stage's moves, and how outcomes become messages.

Actions that are their own message have the first messages, one each; the outcomes of the others are distinguished,
state by state, by what is seen of them and by the new state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.game.shifts import spread_over_types
from detente.game.states import merge_equal, rank_keys
from detente.game.tables import PairSignal
from detente.scenario.model import Effect


@dataclass(frozen=True)
class JointMoves:
    """A `Joint` before the successors are numbered."""

    branch_prob: Float[np.ndarray, "state first_message message branch"]
    branch_codes: Int[np.ndarray, "state first_message message branch"]


@dataclass(frozen=True)
class Moves:
    """A `StageTable` without payoffs; `branch_codes` are the successors as codes, before they are numbered.

    Args:
        actor: index of the mover, or −1. informs: position of the actor whose belief can move, or −1.
    """

    name: str
    actor: int
    informs: int
    actions: tuple[str, ...]
    states: Int[np.ndarray, " state"]
    levels: Int[np.ndarray, "state variable"]
    available: Bool[np.ndarray, "state action"]
    message_prob: Float[np.ndarray, "state action message type"]
    branch_prob: Float[np.ndarray, "state message branch"]
    branch_codes: Int[np.ndarray, "state message branch"]
    is_overt: bool
    seen: tuple[tuple[str, ...], ...]
    message_seen: Int[np.ndarray, "state message"]
    is_held: bool = False
    joint: JointMoves | None = None
    shift_prob: Float[np.ndarray, "state action message type type_after"] | None = None
    pair: PairSignal | None = None

    @property
    def successors(self) -> Int[np.ndarray, " code"]:
        """Codes of the states that can follow."""
        after = self if self.joint is None else self.joint
        return np.unique(after.branch_codes[after.branch_prob > 0])


@dataclass(frozen=True)
class Outcome:
    """One result and one trace of one action.

    Args:
        seen: what is observed of it besides the new state, in words: action, trace, result.
        prob: zero where the action is not available.
        codes: of the new states. effects: that lead there.
        after: the mover's type afterwards, by its type before; None if it stays.
    """

    action: int
    seen: tuple[str, ...]
    prob: Float[np.ndarray, "state type"]
    codes: Int[np.ndarray, " state"]
    effects: tuple[Effect, ...]
    after: Int[np.ndarray, "state type"] | None = None


def build_messages(
    outcomes: Sequence[Sequence[Outcome]], is_plain: Sequence[bool], num_states: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Message probabilities by action, and the branches after each message.

    Plain actions have the first messages, one each; the outcomes of the others are distinguished, state by state,
    by what is seen of them and by the new state.
    """
    num_types = outcomes[0][0].prob.shape[1]
    hidden = build_hidden_outcomes(outcomes, is_plain)
    ranks, num_distinct = rank_messages(hidden)
    plain_actions = [action for action, plain in enumerate(is_plain) if plain]
    merged = []
    for action in plain_actions:
        codes = np.stack([entry.codes for entry in outcomes[action]], axis=1)
        merged.append(merge_equal(codes, np.stack([entry.prob[:, 0] for entry in outcomes[action]], axis=1)))
    num_branches = max([1] + [codes.shape[1] for codes, _ in merged])
    num_messages = len(plain_actions) + num_distinct
    message_prob = np.zeros((num_states, len(outcomes), num_messages, num_types))
    branch_prob = np.zeros((num_states, num_messages, num_branches))
    branch_codes = np.zeros((num_states, num_messages, num_branches), dtype=np.int64)
    for message, (action, (codes, prob)) in enumerate(zip(plain_actions, merged, strict=True)):
        message_prob[:, action, message] = 1
        branch_codes[:, message, : codes.shape[1]] = codes
        branch_prob[:, message, : codes.shape[1]] = prob
    for column, entry in enumerate(hidden):
        rows = np.nonzero(ranks[:, column] >= 0)[0]
        messages = len(plain_actions) + ranks[rows, column]
        message_prob[rows, entry.action, messages] += entry.prob[rows]
        branch_codes[rows, messages, 0] = entry.codes[rows]
        branch_prob[rows, messages, 0] = 1
    return message_prob, branch_prob, branch_codes


def find_shift_prob(
    outcomes: Sequence[Sequence[Outcome]],
    is_plain: Sequence[bool],
    message_prob: Float[np.ndarray, "state action message type"],
) -> Float[np.ndarray, "state action message type type_after"] | None:
    """P(message, type after | action, type), if any type changes."""
    hidden = build_hidden_outcomes(outcomes, is_plain)
    if all(entry.after is None for entry in hidden):
        return None
    num_plain, kinds = sum(is_plain), np.arange(message_prob.shape[3])
    shift_prob = np.zeros((*message_prob.shape, len(kinds)))
    shift_prob[:, :, :num_plain] = spread_over_types(message_prob[:, :, :num_plain])
    ranks, _ = rank_messages(hidden)
    for column, entry in enumerate(hidden):
        rows = np.nonzero(ranks[:, column] >= 0)[0]
        after = np.broadcast_to(kinds, (len(rows), len(kinds))) if entry.after is None else entry.after[rows]
        messages = num_plain + ranks[rows, column]
        shift_prob[rows[:, None], entry.action, messages[:, None], kinds, after] += entry.prob[rows]
    return shift_prob


def list_seen(
    plain: Sequence[str],
    outcomes: Sequence[Sequence[Outcome]],
    is_plain: Sequence[bool],
    message_prob: Float[np.ndarray, "state action message type"],
) -> tuple[tuple[tuple[str, ...], ...], Int[np.ndarray, "state message"]]:
    """What can be observed of the move besides the new state, and which of it each message is.

    Args:
        plain: the names of the actions that are their own messages.
    """
    hidden = build_hidden_outcomes(outcomes, is_plain)
    seen = (*((name,) for name in plain), *dict.fromkeys(entry.seen for entry in hidden))
    num_states, _, num_messages, _ = message_prob.shape
    message_seen = np.full((num_states, num_messages), -1, dtype=np.int64)
    message_seen[:, : len(plain)] = np.arange(len(plain))
    ranks, _ = rank_messages(hidden)
    for column, entry in enumerate(hidden):
        rows = np.flatnonzero(ranks[:, column] >= 0)
        message_seen[rows, len(plain) + ranks[rows, column]] = seen.index(entry.seen)
    return seen, message_seen


def build_hidden_outcomes(outcomes: Sequence[Sequence[Outcome]], is_plain: Sequence[bool]) -> list[Outcome]:
    """The outcomes of the actions that are not their own message (see `DecisionReader.is_plain`)."""
    return [each for of_action, plain in zip(outcomes, is_plain, strict=True) if not plain for each in of_action]


def rank_messages(outcomes: Sequence[Outcome]) -> tuple[Int[np.ndarray, "state outcome"], int]:
    """For every state, the number of the message that each outcome sends; −1 where it cannot happen."""
    if not outcomes:
        return np.zeros((0, 0), dtype=np.int64), 0
    codes = np.stack([entry.codes for entry in outcomes], axis=1)
    seen = {words: number for number, words in enumerate(dict.fromkeys(entry.seen for entry in outcomes))}
    labels = np.array([seen[entry.seen] for entry in outcomes])
    is_possible = np.stack([(entry.prob > 0).any(axis=1) for entry in outcomes], axis=1)
    # Codes are numbered afresh so that label and code fit into one integer, however large the space.
    distinct, numbers = np.unique(codes, return_inverse=True)
    keys = labels[None, :] * len(distinct) + numbers.reshape(codes.shape)
    return rank_keys(np.where(is_possible, keys, -1))
