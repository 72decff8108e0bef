"""How likely everything was that happened in a play, turn by turn.

The probability of a play is the product of the prior of its types, of the policy of every act at the belief and type
at which it was chosen, and of the odds of everything that chance drew: whether a decision came up, what was seen of a
move, what the mover is after it, and what chance added. A move made for its mover (`do`) has probability one.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int

from detente.game.tables import StageTable
from detente.simulate.lookup import StageLookup

Some = Int[np.ndarray, " some"]


class Turns:
    """What happened at one stage of a batch of plays; a new one for every stage.

    Attributes:
        chosen: log σ of the act, at the mover's true type; 0 where nobody chose. drawn: log of what chance drew.
        message: what everybody saw, an index into the table's messages; −1 where nothing is to be seen.
    """

    def __init__(self, num_plays: int) -> None:
        self.chosen: Float[np.ndarray, " play"] = np.zeros(num_plays)
        self.drawn: Float[np.ndarray, " play"] = np.zeros(num_plays)
        self.message: Int[np.ndarray, " play"] = np.full(num_plays, -1, dtype=np.int64)

    def note_choice(
        self, who: np.ndarray | slice, log_policy: Float[np.ndarray, "action type some"], kinds: np.ndarray, act: Some
    ) -> None:
        """What was chosen by policies that are known up to a factor."""
        every = np.arange(len(act))
        own = log_policy[:, kinds if log_policy.shape[1] > 1 else np.zeros_like(kinds), every]
        highest = own.max(axis=0)
        total = highest + np.log(np.exp(own - highest).sum(axis=0))
        self.chosen[who] = own[act, every] - total

    def note_given(self, who: np.ndarray | slice) -> None:
        """That the moves of some plays were made for their movers."""
        self.chosen[who] = 0.0

    def note_message(self, who: np.ndarray | slice, message: Some, odds: np.ndarray | None = None) -> None:
        """What was seen, and how likely it was; by default `note_chance` says how likely."""
        self.message[who] = message
        if odds is not None:
            self.drawn[who] = np.log(odds)

    def note_chance(
        self,
        table: StageTable,
        who: np.ndarray | slice,
        at: tuple[Some, Some, Some, Some],
        held: Some,
        next_state: Some,
    ) -> None:
        """How likely what chance drew at a table was.

        Args:
            at: state, act (−1 where the decision did not come up), and types of the informed actor before and after.
            held: message of the first of two moves made at once.
        """
        (where, act, before, after), message = at, self.message[who]
        if table.pair is not None:
            return
        is_up = act >= 0
        if table.shift_prob is not None:
            odds = table.shift_prob[where, np.maximum(act, 0), message, before, after]
        else:
            kind = before if table.message_prob.shape[3] > 1 else np.zeros_like(before)
            odds = table.message_prob[where, np.maximum(act, 0), message, kind]
        if table.occasion is not None:
            kind = before if table.occasion.message_prob.shape[2] > 1 else np.zeros_like(before)
            chance, untaken = table.occasion.chance[where], table.occasion.message_prob[where, message, kind]
            untaken = untaken * (before == after)
            odds = np.where(is_up, chance * odds, (1 - chance) * untaken)
            self.chosen[who] = np.where(is_up, self.chosen[who], 0.0)
        if table.is_held:
            branch = np.ones(len(where))
        elif table.joint is not None:
            branch_prob, to = (
                table.joint.branch_prob[where, held, message],
                table.joint.branch_state[where, held, message],
            )
            branch = np.where(to == next_state[:, None], branch_prob, 0).sum(axis=1)
        else:
            branch_prob, to = table.branch_prob[where, message], table.branch_state[where, message]
            branch = np.where(to == next_state[:, None], branch_prob, 0).sum(axis=1)
        with np.errstate(divide="ignore"):
            self.drawn[who] = np.log(odds) + np.log(branch)


def list_seen(lookup: StageLookup, state: int, message: int) -> tuple[str, ...]:
    """What was seen of a turn besides the new state: an act, a trace, a result, by name."""
    table = lookup.tables[int(lookup.table[state])]
    if message < 0 or (table.is_overt and table.mover >= 0):
        return ()
    return tuple(word for word in table.seen[table.message_seen[int(lookup.position[state]), message]] if word)
