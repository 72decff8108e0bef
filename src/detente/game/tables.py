"""The compiled game: flat immutable arrays over reachable public states, with the labels to get back.

Axes, always in this order (see docs/theory/symbols.md):
    state    reachable public states of one (period, stage)
    action   the mover's menu, in file order
    message  what everyone observes of a move: the public outcomes that can be distinguished
    type     private types of the actor whose belief the stage can move (length 1 if none)
    row      pairs (actor, type): one conditional value function each
    branch   what chance adds after the message, independent of types
    belief   points of the product grid over public beliefs, flattened (last axis)

What repeats from period to period is one shared object, and the compiler numbers it: within one game, and among records
of one kind, two have the same `number` exactly if they are the same object. So a number serves as the key of whatever
is computed once for each table. A copy made with `dataclasses.replace` keeps the number of its original.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.game.beliefs import BeliefGrid, joint_log_odds
from detente.scenario.model import Scenario


@dataclass(frozen=True)
class StateSpace:
    """All combinations of levels, as mixed-radix codes.

    Args:
        names: the public variables, then for every decision whose choice is mentioned later in its period a
            variable `DECISION` whose levels are `nothing` and the actions. An action counts as `nothing` once no
            later stage of the period mentions it.
        sizes: number of levels of each.
    """

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    level_names: tuple[tuple[str, ...], ...]

    def decode(self, codes: Int[np.ndarray, " state"]) -> Int[np.ndarray, "state variable"]:
        """Level indices of every variable."""
        return np.stack(np.unravel_index(codes, self.sizes), axis=-1).astype(np.int64)

    def encode(self, levels: Int[np.ndarray, "state variable"]) -> Int[np.ndarray, " state"]:
        """Codes of the given level indices."""
        return np.asarray(np.ravel_multi_index(tuple(np.moveaxis(levels, -1, 0)), self.sizes), dtype=np.int64)


@dataclass(frozen=True)
class BeliefPayoff:
    """The part of a stage's payoffs that depends on the public belief, for the few rows that have such a part."""

    rows: Int[np.ndarray, " some_row"]
    values: Float[np.ndarray, "state action type some_row belief"]


@dataclass(frozen=True)
class Joint:
    """What comes of two decisions made at once, at the states of the second one's table.

    Args:
        branch_prob: P(branch | state, messages of both); sums to one for messages that can occur.
        branch_state: state after both, index into the states of the stage after the second; 0 where branch_prob is 0.
    """

    branch_prob: Float[np.ndarray, "state first_message message branch"]
    branch_state: Int[np.ndarray, "state first_message message branch"]


@dataclass(frozen=True)
class Occasion:
    """How often a decision is taken at all.

    Args:
        chance: P(it comes up | state), above 0.
        message_prob: P(message | state, type) if it does not.
    """

    chance: Float[np.ndarray, " state"]
    message_prob: Float[np.ndarray, "state message type"]


@dataclass(frozen=True)
class PairSignal:
    """The odds of a signal that depend on the types of two actors.

    Args:
        about: positions of the two in `Game.informed`. prob: P(message | state, type of the one, type of the other).
    """

    about: tuple[int, int]
    prob: Float[np.ndarray, "state message type other_type"]


@dataclass(frozen=True)
class StageTable:
    """One mover's decision, one chance, or nothing happening, at some of the states of one (period, stage).

    Args:
        name: the decision or chance; "" where nothing happens.
        mover: index of the actor that decides; -1 for chance and for nothing.
        informs: position in `Game.informed` of the actor whose belief this stage can move; -1 if none.
        actions: names; () for chance and for nothing (which have one unnamed action).
        states: which states of the (period, stage) these are, in order.
        available: the menu, of all types together. Unavailable actions have arbitrary numbers elsewhere.
        anchor: log η(action | type), what is done if nothing presses; −∞ for what the menu of a type lacks. None: every
            type has the whole menu, and the anchor is uniform.
        payoff: payoff of every row from the action when the `informs` actor has the given type. For the mover's
            own rows only the entries with row type = type count. Chance has zeros.
        belief_payoff: added to it, where payoffs depend on the public belief or on third parties' types; or None.
        message_prob: P(message | state, action, type); sums to one over messages where available.
        branch_prob: P(branch | state, message); sums to one for messages that can occur.
        branch_state: state of the next stage, index into its states; 0 where branch_prob is 0.
        is_overt: message m is action m itself, for sure (message_prob is the identity).
        seen: what can be observed besides the new state: an action or a result of nature alone; or action, trace and
            result, each "" where it is not seen, and then the new state reveals more.
        message_seen: which of them each message is; −1 for messages that cannot occur.
        is_held: this is the first of two decisions made at once. Nothing comes of it before the second, which is made
            at the same states and beliefs; branch_state is the state itself.
        shift_prob: P(message, type after | state, action, type before), where what the mover knows about itself can
            change (or what the actor knows whom a chance is about); message_prob is its sum over the last axis. None
            where types stay.
        pair: of a signal about two actors its odds; `informs` is then −1, and `message_prob` the mean over all types,
            which says no more than what can occur.
        joint: what comes of both, if this is the second; branch_prob and branch_state are then zero. Both are held by
            tables with no mover, too, where only one or none of the two decisions is taken.
        number: of this table among all tables of its game.
        occasion: how often the decision comes up; None: always. Payoffs and messages of actions are those if it does.
    """

    name: str
    mover: int
    informs: int
    actions: tuple[str, ...]
    states: Int[np.ndarray, " state"]
    available: Bool[np.ndarray, "state action"]
    payoff: Float[np.ndarray, "state action type row"]
    belief_payoff: BeliefPayoff | None
    message_prob: Float[np.ndarray, "state action message type"]
    branch_prob: Float[np.ndarray, "state message branch"]
    branch_state: Int[np.ndarray, "state message branch"]
    is_overt: bool
    seen: tuple[tuple[str, ...], ...]
    message_seen: Int[np.ndarray, "state message"]
    number: int
    is_held: bool = False
    joint: Joint | None = None
    anchor: Float[np.ndarray, "state action type"] | None = None
    occasion: Occasion | None = None
    shift_prob: Float[np.ndarray, "state action message type type_after"] | None = None
    pair: PairSignal | None = None

    @cached_property
    def told(self) -> Float[np.ndarray, "state action message type"]:
        """P(message | state, action, type), whether or not the decision comes up."""
        if self.occasion is None:
            return self.message_prob
        chance = self.occasion.chance[:, None, None, None]
        return np.asarray(chance * self.message_prob + (1 - chance) * self.occasion.message_prob[:, None])

    @cached_property
    def told_shift(self) -> Float[np.ndarray, "state action message type type_after"] | None:
        """P(message, type after | state, action, type), whether or not the decision comes up; if not, types stay."""
        if self.occasion is None or self.shift_prob is None:
            return self.shift_prob
        chance = self.occasion.chance[:, None, None, None, None]
        staying = self.occasion.message_prob[..., None] * np.eye(self.shift_prob.shape[3])
        return np.asarray(chance * self.shift_prob + (1 - chance) * staying[:, None])

    def find_possible_messages(
        self, where: slice | Int[np.ndarray, " some_state"] = slice(None)
    ) -> Bool[np.ndarray, "some_state message"]:
        """Which messages can come of it. where: at which of its states; default: at all."""
        can = (self.message_prob[where] > 0).any(axis=3) & self.available[where][:, :, None]
        possible = can.any(axis=1)
        if self.occasion is not None:
            possible |= (self.occasion.message_prob[where] > 0).any(axis=2)
        return np.asarray(possible)

    def menu(self, kind: int) -> Bool[np.ndarray, "state action"]:
        """What one type of the mover can do."""
        return self.available if self.anchor is None else self.available & (self.anchor[:, :, kind] > -np.inf)


@dataclass(frozen=True)
class Flow:
    """Payoffs by state and row, with a part that depends on the public belief for some rows (or None).

    Args:
        number: of this flow among all flows of its game, the aftermath included.
    """

    values: Float[np.ndarray, "state row"]
    belief_rows: Int[np.ndarray, " some_row"]
    belief_values: Float[np.ndarray, "state some_row belief"] | None
    number: int


@dataclass(frozen=True)
class PeriodEnd:
    """A period's end: wants are paid, what lasts one period goes back to its start, the future is discounted.

    Args:
        next_state: of every state at the end, index into the states that the next period begins with.
        number: of this record among all ends of periods of its game.
    """

    flow: Flow
    next_state: Int[np.ndarray, " state"]
    number: int


@dataclass(frozen=True)
class Period:
    """The tables of every stage (those of one stage share its states out among them) and the period's end.

    Args:
        codes: for every stage, and last for the period's end, the reachable states as codes (`StateSpace.decode`).
        code_numbers: of every array in `codes`; equal exactly for the same array.
        stage_numbers: of every tuple in `stages`; equal exactly for the same tables.
    """

    codes: tuple[Int[np.ndarray, " _"], ...]
    code_numbers: tuple[int, ...]
    stages: tuple[tuple[StageTable, ...], ...]
    stage_numbers: tuple[int, ...]
    end: PeriodEnd


@dataclass(frozen=True)
class Row:
    """A conditional value function: the payoffs of `actor` (index) given that it is of type `type` (index)."""

    actor: int
    type: int


@dataclass(frozen=True)
class Game:
    """A scenario ready to be solved.

    Args:
        space: decodes state codes to levels. stage_names: the stages within a period.
        informed: indices of the actors with two or more types, in order.
        rows: all (actor, type) pairs, actors in order, types within.
        prior: for each actor the prior over its types.
        precision, patience: by row: of every type of every actor; patience for a whole period.
        final_codes: states after the last period. aftermath: their value.
    """

    scenario: Scenario
    space: StateSpace
    grid: BeliefGrid
    stage_names: tuple[str, ...]
    informed: tuple[int, ...]
    rows: tuple[Row, ...]
    prior: tuple[Float[np.ndarray, " _"], ...]
    precision: Float[np.ndarray, " row"]
    patience: Float[np.ndarray, " row"]
    periods: tuple[Period, ...]
    final_codes: Int[np.ndarray, " state"]
    aftermath: Flow

    @property
    def num_periods(self) -> int:
        return len(self.periods)

    def who(self, row: Row) -> tuple[str, str | None]:
        """The names of a row's actor and of its type, None for the only one."""
        actor = self.scenario.actors[row.actor]
        return actor.name, actor.types[row.type].name if len(actor.types) > 1 else None

    def start_log_odds(self) -> Float[np.ndarray, " axis"]:
        """The public belief at the start, about all informed actors."""
        return joint_log_odds(self.prior[actor] for actor in self.informed)

    def first_row(self, actor: int) -> int:
        """The row of an actor's first type."""
        return next(number for number, row in enumerate(self.rows) if row.actor == actor)

    def rows_of(self, actor: int) -> slice:
        """The rows of an actor's types."""
        first = self.first_row(actor)
        return slice(first, first + len(self.prior[actor]))
