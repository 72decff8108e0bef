"""What an actor alone knows, after a move or a chance: which of its types it is then.

A move shifts the mover from its type k to a type k′ that may depend on k, on the act and on its result. Conditions and
amounts are read at the state before the move, like probabilities; of several changes each sees what the earlier ones
did to what the actor knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from detente.game.frame import Reader
from detente.game.outcomes import find_position
from detente.scenario.model import Actor, Shift

TOLERANCE = 1e-9
"""Of an amount that puts a secret between two levels."""


@dataclass(frozen=True)
class Shifter:
    """Applies changes to what an actor knows, at some states."""

    reader: Reader
    actor: Actor
    levels: Int[np.ndarray, "state variable"]

    def start(self) -> Int[np.ndarray, "state type"]:
        """Every type is itself."""
        return np.tile(np.arange(len(self.actor.types)), (len(self.levels), 1))

    def apply(self, shifts: Sequence[Shift], now: Int[np.ndarray, "state type"]) -> Int[np.ndarray, "state type"]:
        """The types afterwards. now: before, by state and by the type at the beginning of the move."""
        for shift in shifts:
            after = now.copy()
            for kind in range(len(self.actor.types)):
                rows, columns = np.nonzero(now == kind)
                if len(rows):
                    after[rows, columns] = self._after(shift, kind)[rows]
            now = after
        return now

    def _after(self, shift: Shift, kind: int) -> Int[np.ndarray, " state"]:
        """The type that one type becomes, by state."""
        types = {self.actor.name: self.actor.types[kind].name}
        after = np.full(len(self.levels), kind)
        happens = np.ones(len(self.levels), dtype=bool)
        if shift.condition is not None:
            happens = self.reader.values(shift.condition, self.levels, types)[:, 0] != 0
        if not happens.any():
            return after
        if shift.to:
            after[happens] = self._find(shift.to, self.actor.types[kind].levels, kind)
            return after
        rows = np.flatnonzero(happens)
        position = self._level_after(shift, kind, types, rows)
        number = self._number_of(shift.secret)
        names, levels = self.actor.secrets[number].levels, self.actor.types[kind].levels
        for level in np.unique(position):
            target = (*levels[:number], names[level], *levels[number + 1 :])
            after[rows[position == level]] = self._find(self.actor.types[kind].written, target, kind)
        return after

    def _level_after(
        self, shift: Shift, kind: int, types: dict[str, str], rows: Int[np.ndarray, " row"]
    ) -> Int[np.ndarray, " row"]:
        """The secret's level afterwards, at some states."""
        secret = self.actor.secrets[self._number_of(shift.secret)]
        before = secret.levels.index(self.actor.types[kind].levels[self._number_of(shift.secret)])
        amount = self.reader.values(shift.amount, self.levels[rows], types)[:, 0]
        if shift.kind != "set":
            amount = secret.values[before] + (amount if shift.kind == "up" else -amount)
        position = find_position(amount, np.array(secret.values))
        target = np.rint(position)
        uneven = np.abs(position - target) > TOLERANCE
        if uneven.any():
            first = int(np.argmax(uneven))
            message = f"`{shift.amount.text}` puts {secret.name} at {amount[first]:.6g}, between two levels,"
            self.reader.fault(shift.amount.where, "level", message, self.levels[rows][first])
        return np.asarray(target, dtype=np.int64)

    def _number_of(self, secret: str) -> int:
        return [each.name for each in self.actor.secrets].index(f"{self.actor.name}.{secret}")

    def _find(self, written: str, levels: tuple[str, ...], otherwise: int) -> int:
        """The type with this content; one that nothing can bring about has none, and never comes here."""
        for number, kind in enumerate(self.actor.types):
            if (kind.written, kind.levels) == (written, levels):
                return number
        return otherwise


def spread_over_types(
    message_prob: Float[np.ndarray, "state action message type"],
) -> Float[np.ndarray, "state action message type type_after"]:
    """P(message, type after | action, type) where nobody's type changes."""
    return message_prob[..., None] * np.eye(message_prob.shape[3])
