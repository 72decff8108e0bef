"""Grows one stage of a tree at the histories that stand at one of its tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.errors import Mistake, ScenarioError
from detente.game.by_type import pay
from detente.game.frame import Frame, Reader, find_place
from detente.game.moves import holder_name
from detente.game.payoffs import list_action_terms
from detente.game.tables import Game, StageTable
from detente.scenario.model import Decision
from detente.solve.tree_play import ACT, OCCASION, OUTCOME
from detente.trees.extensive import CHANCE
from detente.trees.fronts import Column, Front, NodeStore
from detente.trees.sights import Sights, compact

Rows = Int[np.ndarray, " item"]
Grown = tuple[Front, np.ndarray, "Held"]
"""Items after a stage, what everybody received by it, and what could be seen."""

MOST_CELLS = 20_000_000
"""Numbers in the tables of outcomes that are looked through at a time."""

UNTAKEN = -1


@dataclass(frozen=True)
class Held:
    """What can be seen of a stage, by those who see such a thing; of moves made at once only after the last of them.

    Args:
        open, trace, result: words, as numbers (`Sights`). act: −1 if there was none. message: of the table.
    """

    stage: int
    open: Rows
    trace: Rows
    result: Rows
    act: Rows
    message: Rows

    def parts(self) -> tuple[Rows, ...]:
        return self.open, self.trace, self.result, self.act, self.message

    def take(self, items: np.ndarray) -> Held:
        return Held(self.stage, *(each[items] for each in self.parts()))


def join_held(stage: int, told: Sequence[Held]) -> Held:
    """What can be seen at several tables of a stage, one after the other."""
    columns = zip(*(each.parts() for each in told), strict=True)
    return Held(stage, *(np.concatenate(column) for column in columns))


@dataclass(frozen=True)
class KnownMenu:
    """An information set.

    Args:
        known: a number for all that the player knows, before this stage. actions: its menu, as indices.
        column: of its payoffs. precision: per unit of them. anchor: log η of the actions; None if all are alike.
    """

    player: int
    kind: int
    period: int
    stage: int
    known: int
    actions: tuple[int, ...]
    names: tuple[str, ...]
    column: int
    precision: float
    anchor: tuple[float, ...] | None


@dataclass(frozen=True)
class Ground:
    """What all stages of a tree share. choices: the information sets so far."""

    frame: Frame
    game: Game
    nodes: NodeStore
    sights: Sights
    columns: tuple[Column, ...]
    choices: list[KnownMenu]


class StageGrowth:
    """One table of one stage, in one period."""

    def __init__(self, ground: Ground, reader: Reader, stage: int, table: StageTable) -> None:
        self.ground, self.reader, self.stage, self.table = ground, reader, stage, table
        self.game, self.nodes = ground.game, ground.nodes
        self.number = reader.period * len(self.game.stage_names) + stage
        self.levels = self.game.space.decode(self.game.periods[reader.period].codes[stage])
        self.seen = ground.sights.of_table(stage, table)

    def play(self, front: Front, row: Rows, first: Rows | None) -> Iterator[Grown]:
        """What comes of the items, in pieces. row: of the table. first: what was seen of the first of two moves."""
        if self.table.occasion is not None:
            chance = self.table.occasion.chance[row]
            is_open = chance < 1
            if is_open.any():
                at, where = self.nodes.add(front.take(is_open), CHANCE, OCCASION, self.number), row[is_open]
                own = None if first is None else first[is_open]
                up, down = np.zeros(len(at), dtype=np.int64), np.ones(len(at), dtype=np.int64)
                yield from self.choose(replace(at, rank=up, prob=chance[is_open]), where, own)
                untaken = replace(at, rank=down, prob=1 - chance[is_open])
                yield from self.unfold(untaken, where, own, np.full(len(at), UNTAKEN), None)
                front, row, first = front.take(~is_open), row[~is_open], None if first is None else first[~is_open]
        if len(front):
            yield from self.choose(front, row, first)

    def choose(self, front: Front, row: Rows, first: Rows | None) -> Iterator[Grown]:
        """What can be done at a decision, or what chance does.

        Raises:
            ScenarioError: the menu is not the same wherever the mover knows the same.
        """
        if self.table.mover < 0:
            yield from self.unfold(front, row, first, np.zeros(len(front), dtype=np.int64), None)
            return
        menu = self.find_menu(front, row)
        known = compact(front.known[:, self.table.mover])
        # A menu of one act tells as much as any other.
        self.require_known(menu, menu[np.unique(known, return_index=True)[1]][known], front, "what it can do")
        is_choice = menu.sum(axis=1) > 1
        for chooses in (True, False):
            items = np.flatnonzero(is_choice == chooses)
            if len(items) == 0:
                continue
            own = menu[items]
            at, action = self.act(front.take(items), own, row[items]) if chooses else (front.take(items), None)
            item, act = np.nonzero(own)
            if action is not None:
                at = replace(at.take(item), rank=action, prob=np.ones(len(item)))
            at = replace(at, act=act)
            amounts = self.receive(at, act)
            weighted = amounts[:, [column.actor for column in self.ground.columns]] * at.weight
            at = replace(at, paid=at.paid + weighted)
            where = items[item]
            yield from self.unfold(at, row[where], None if first is None else first[where], act, amounts)

    def find_menu(self, front: Front, row: Rows) -> Bool[np.ndarray, "item action"]:
        """What the mover, being of its type, can do."""
        menu = self.table.available[row]
        if self.table.anchor is not None:
            menu = menu & (self.table.anchor[row, :, self.kind_position(front)] > -np.inf)
        return np.asarray(menu)

    def kind_position(self, front: Front) -> Rows:
        """Position on the table's type axis."""
        if self.table.informs < 0:
            return np.zeros(len(front), dtype=np.int64)
        kinds = front.kinds[:, self.game.informed[self.table.informs]]
        has_axis = self.table.message_prob.shape[3] > 1 or (
            self.table.anchor is not None and self.table.anchor.shape[2] > 1
        )
        return np.asarray(kinds if has_axis else np.zeros_like(kinds))

    def act(
        self, front: Front, menu: Bool[np.ndarray, "item action"], row: Rows
    ) -> tuple[Front, Int[np.ndarray, " choice"]]:
        """Nodes at which the mover chooses, and for every item and act of its menu the rank of the act.

        Raises:
            ScenarioError: a base rate is not the same wherever the mover knows the same.
        """
        table, player = self.table, self.table.mover
        known = compact(front.known[:, player])
        _, example = np.unique(known, return_index=True)
        anchor = None
        if table.anchor is not None:
            anchor = np.where(menu, table.anchor[row, :, self.kind_position(front)], 0.0)
            self.require_known(anchor, anchor[example][known], front, "its base rates")
        first = len(self.ground.choices)
        for item in example:
            own = None if anchor is None else tuple(anchor[item][menu[item]].tolist())
            self.ground.choices.append(self.describe(front, int(item), menu[item], own))
        at = self.nodes.add(front, first + known, ACT, self.number)
        return at, (np.cumsum(menu, axis=1) - 1)[np.nonzero(menu)]

    def require_known(self, found: np.ndarray, expected: np.ndarray, front: Front, what: str) -> None:
        is_wrong = (found != expected).any(axis=1)
        if is_wrong.any():
            actor = self.game.scenario.actors[self.table.mover].name
            state = self.levels[front.state[int(np.argmax(is_wrong))]]
            date, decision = self.reader.date, self.game.scenario.stages[self.stage]
            message = (
                f"{what} at {self.table.name} depends on what {actor} does not see: at {date} when "
                f"{self.reader.frame.describe(state)} it is not the same as where {actor} knows just as much. Let "
                f"{actor} see it (`seen by`), or let it depend on what {actor} knows"
            )
            raise ScenarioError([Mistake(find_place(decision, self.game.scenario), message)])

    def describe(
        self, front: Front, item: int, menu: Bool[np.ndarray, " action"], anchor: tuple[float, ...] | None
    ) -> KnownMenu:
        """The record of an information set. item: one of its nodes."""
        player, period = self.table.mover, self.reader.period
        actions = tuple(np.flatnonzero(menu).tolist())
        columns = [(c.since, number) for number, c in enumerate(self.ground.columns) if c.actor == player]
        since, column = max((each for each in columns if each[0] in (0, period)), key=lambda each: each[0])
        kind = int(front.kinds[item, player])
        weight = 1.0 if since == period else float(front.weight[item, column])
        precision = float(self.game.precision[self.game.first_row(player) + kind]) / weight
        if anchor is not None and len(set(anchor)) == 1:
            anchor = None
        names = tuple(self.table.actions[action] for action in actions)
        known = int(front.known[item, player])
        return KnownMenu(player, kind, period, self.stage, known, actions, names, column, precision, anchor)

    def receive(self, front: Front, act: Rows) -> Float[np.ndarray, "item actor"]:
        """What everybody receives by the acts."""
        record = self.game.scenario.stages[self.stage]
        assert isinstance(record, Decision)
        mover = self.game.scenario.actors[self.table.mover]
        seated = replace(self.reader, holder=holder_name(self.reader, record, mover))
        amounts = np.zeros(front.kinds.shape)
        for number in np.unique(act):
            terms = list_action_terms(seated, record, int(number), self.table.mover)
            if terms:
                items = np.flatnonzero(act == number)
                amounts[items] = pay(seated, terms, self.levels, front.state[items], front.kinds[items])
        return amounts

    def unfold(
        self, front: Front, row: Rows, first: Rows | None, action: Rows, amounts: np.ndarray | None
    ) -> Iterator[Grown]:
        """What is seen of moves, and what chance adds to them; some items at a time."""
        if amounts is None:
            amounts = np.zeros(front.kinds.shape)
        branches = self.table.branch_prob if self.table.joint is None else self.table.joint.branch_prob
        shifted = 1 if self.table.shift_prob is None else self.table.shift_prob.shape[4]
        step = max(1, MOST_CELLS // max(1, branches.shape[-2] * branches.shape[-1] * shifted))
        for begin in range(0, len(front), step):
            part = np.arange(begin, min(begin + step, len(front)))
            own = None if first is None else first[part]
            yield from self._unfold(front.take(part), row[part], own, action[part], amounts[part])

    def _unfold(
        self, front: Front, row: Rows, first: Rows | None, action: Rows, amounts: np.ndarray
    ) -> Iterator[Grown]:
        branch_prob, branch_state = self.find_branches(row, first)
        prob = self.find_chances(front, row, action)[:, :, None, :] * branch_prob[..., None]
        item, message, branch, kind = np.nonzero(prob > 0)
        count = np.bincount(item, minlength=len(front))
        rank = np.arange(len(item)) - (np.cumsum(count) - count)[item]
        likely = prob[item, message, branch, kind]
        for is_drawn in (True, False):
            own = np.flatnonzero((count > 1)[item] == is_drawn)
            if len(own) == 0:
                continue
            whole = np.flatnonzero((count > 1) == is_drawn)
            place = np.searchsorted(whole, item[own])
            at = front.take(whole)
            if is_drawn:
                at = self.nodes.add(at, CHANCE, OUTCOME, self.number).take(place)
                at = replace(at, rank=rank[own], prob=likely[own])
            else:
                at = at.take(place)
            ways = (item[own], message[own], branch[own], kind[own])
            yield self.arrive(at, row, action, amounts, branch_state, ways)

    def arrive(
        self,
        at: Front,
        row: Rows,
        action: Rows,
        amounts: np.ndarray,
        after: np.ndarray,
        ways: tuple[Int[np.ndarray, " way"], ...],
    ) -> Grown:
        """The items after the stage. ways: item before, message, branch and type after of each. after: new states."""
        item, message, branch, kind = ways
        kinds = at.kinds
        if self.table.shift_prob is not None:
            kinds = kinds.copy()
            kinds[:, self.game.informed[self.table.informs]] = kind
        act = action[item] if self.table.mover >= 0 else np.full(len(item), UNTAKEN)
        words = self.table.message_seen[row[item], message]
        seen = (self.seen.open[words], self.seen.trace[words], self.seen.result[words])
        front = replace(at, state=after[item, message, branch], kinds=kinds, act=act)
        return front, amounts[item], Held(self.stage, *seen, act, message)

    def find_branches(self, row: Rows, first: Rows | None) -> tuple[np.ndarray, np.ndarray]:
        """What chance adds to each message, and the states that follow."""
        if self.table.joint is None:
            return self.table.branch_prob[row], self.table.branch_state[row]
        assert first is not None
        return self.table.joint.branch_prob[row, first], self.table.joint.branch_state[row, first]

    def find_chances(self, front: Front, row: Rows, action: Rows) -> Float[np.ndarray, "item message after"]:
        """P(message, type after) of every act, or of none; where types stay there is one column."""
        table = self.table
        if table.pair is not None:
            one, other = (front.kinds[:, self.game.informed[informed]] for informed in table.pair.about)
            return np.asarray(table.pair.prob[row, :, one, other, None])
        kind = self.kind_position(front)
        if len(action) and action[0] == UNTAKEN:
            assert table.occasion is not None
            untaken = table.occasion.message_prob[row, :, kind, None]
            return untaken if table.shift_prob is None else untaken * np.eye(table.shift_prob.shape[4])[kind][:, None]
        if table.shift_prob is not None:
            return np.asarray(table.shift_prob[row, action, :, kind])
        return np.asarray(table.message_prob[row, action, :, kind, None])
