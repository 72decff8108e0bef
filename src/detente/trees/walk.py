"""Builds the tree of a compiled game, each node before its children."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from detente.game.dump import describe_state
from detente.game.tables import Flow, Game, Row, StageTable
from detente.trees.tree import InformationSet, Observation, Tree, TreeNode


@dataclass(frozen=True)
class _Place:
    """Where a walk through the tree stands.

    Args:
        kinds: every actor's type, as it is now. before: the same at the start of every period so far.
        observations, history: what everyone has seen (see `InformationSet`).
        own: by actor its acts that others did not see, and what became of it.
        held: what was observed of the first of two moves made at once, which the second does not know; and its message.
        received: in every period so far, this one last, what every actor has received.
    """

    parent: int
    kinds: tuple[int, ...]
    period: int = 0
    stage: int = 0
    state: int = 0
    observations: tuple[Observation, ...] = ()
    history: tuple[str, ...] = ()
    own: tuple[tuple[str, ...], ...] = ()
    before: tuple[tuple[int, ...], ...] = ()
    held: tuple[Observation, ...] = ()
    received: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class _After:
    """A move that was made, whose outcome is still open."""

    place: _Place
    number: int
    row: int
    action: int


UNTAKEN = -1
"""In place of an action: the decision does not come up."""


class Walk:
    """Builds the nodes, each before its children; what is still to be visited waits on a stack."""

    def __init__(self, game: Game) -> None:
        self.game = game
        self.names = [actor.name for actor in game.scenario.actors]
        self.first_rows = [game.rows.index(Row(actor, 0)) for actor in range(len(self.names))]
        self.nodes: list[TreeNode] = []
        self.sets: dict[tuple[object, ...], int] = {}
        self.information: list[InformationSet] = []
        self.stack: list[_Place | _After] = []

    def build(self) -> Tree:
        """Builds the whole tree."""
        nobody = tuple(() for _ in self.names)
        self.stack.append(_Place(-1, (), own=nobody, received=((0.0,) * len(self.names),)))
        while self.stack:
            item = self.stack.pop()
            if isinstance(item, _After):
                self.add_outcomes(item)
            elif len(item.kinds) < len(self.names):
                self.draw_type(item)
            else:
                self.advance(item)
        return Tree(
            scenario=self.game.scenario,
            players=tuple(self.names),
            patience=self.by_player(self.game.patience),
            precision=self.by_player(self.game.precision),
            nodes=tuple(self.nodes),
            information_sets=tuple(self.information),
        )

    def by_player(self, by_row: Float[np.ndarray, " row"]) -> tuple[tuple[float, ...], ...]:
        """Numbers by row as those of every player's types."""
        return tuple(tuple(by_row[self.game.rows_of(actor)].tolist()) for actor in range(len(self.names)))

    def add(self, parent: int, node: TreeNode) -> int:
        """The index of a new node, the next child of its parent."""
        self.nodes.append(node)
        if parent >= 0:
            self.nodes[parent].children.append(len(self.nodes) - 1)
        return len(self.nodes) - 1

    def draw_type(self, place: _Place) -> None:
        """Nature draws the next actor's type."""
        actor = len(place.kinds)
        prior = self.game.prior[actor]
        possible = [int(kind) for kind in np.flatnonzero(prior > 0)]
        parent = place.parent
        if len(possible) > 1:
            names = tuple(self.game.scenario.actors[actor].types[kind].name for kind in possible)
            prob = tuple(float(prior[kind]) for kind in possible)
            parent = self.add(parent, TreeNode(f"type of {self.names[actor]}", names, probabilities=prob))
        drawn = [(*place.kinds, kind) for kind in reversed(possible)]
        self.stack += [replace(place, parent=parent, kinds=kinds, before=(kinds,)) for kinds in drawn]

    def advance(self, place: _Place) -> None:
        """From a public state to the next choice, chance or end."""
        game = self.game
        if place.period == game.num_periods:
            received = self.receive(place, _flow_at(game.aftermath, place.state, self.find_corner(place.kinds)))
            self.add(place.parent, TreeNode("end", received=received, kinds=place.before))
            return
        period = game.periods[place.period]
        if place.stage == len(period.stages):
            received = self.receive(place, _flow_at(period.end.flow, place.state, self.find_corner(place.kinds)))
            received = (*received, (0.0,) * len(self.names))
            state = int(period.end.next_state[place.state])
            following = replace(place, period=place.period + 1, stage=0, state=state, received=received)
            self.stack.append(replace(following, before=(*place.before, place.kinds)))
            return
        number, row = self.find_table(place.period, place.stage, place.state)
        table = period.stages[place.stage][number]
        if table.occasion is not None and table.occasion.chance[row] < 1:
            chance = float(table.occasion.chance[row])
            names = (f"{table.name} comes up", f"{table.name} does not come up")
            label = f"{self.date_of(place)} {table.name} comes up"
            parent = self.add(place.parent, TreeNode(label, names, probabilities=(chance, 1 - chance)))
            place = replace(place, parent=parent)
            self.stack.append(_After(place, number, row, UNTAKEN))
        self.choose(place, number, row, table)

    def choose(self, place: _Place, number: int, row: int, table: StageTable) -> None:
        """What can be done at a decision, or what chance does."""
        menu = self.menu_at(table, row, place.kinds)
        if table.mover >= 0 and len(menu) > 1:
            information = self.find_information_set(place, number, row, menu)
            options = self.information[information].actions
            situation = describe_state(self.game, place.period, place.stage, place.state)
            label = f"{self.date_of(place)} {table.name}, {situation}"
            parent = self.add(place.parent, TreeNode(label, options, information))
            place = replace(place, parent=parent)
        self.stack += [_After(place, number, row, action) for action in reversed(menu)]

    def menu_at(self, table: StageTable, row: int, kinds: tuple[int, ...]) -> tuple[int, ...]:
        """What the mover, being of its type, can do."""
        return tuple(np.flatnonzero(table.menu(self.type_position(table, kinds))[row]).tolist())

    def add_outcomes(self, made: _After) -> None:
        """What everyone sees of a move, and what chance adds to it."""
        place, row, action = made.place, made.row, made.action
        at = (place.period, place.stage, made.number, row)
        table = self.game.periods[place.period].stages[place.stage][made.number]
        kind = self.type_position(table, place.kinds)
        is_taken = action != UNTAKEN
        payoff = table.payoff[row, action, kind].copy() if is_taken else np.zeros(len(self.game.rows))
        if is_taken and table.belief_payoff is not None:
            payoff[table.belief_payoff.rows] += table.belief_payoff.values[
                row, action, kind, :, self.find_corner(place.kinds)
            ]
        own = place.own
        if is_taken and table.mover >= 0 and not table.is_overt and len(self.menu_at(table, row, place.kinds)) > 1:
            act = f"{self.date_of(place)} {table.name}: {table.actions[action]}"
            own = (*own[: table.mover], (*own[table.mover], act), *own[table.mover + 1 :])
        place = replace(place, stage=place.stage + 1, own=own, received=self.receive(place, payoff))
        branch_prob, branch_state = self.find_branches(table, row, made.place)
        prob = self.find_chances(table, row, action, place.kinds)[:, None, :] * branch_prob[:, :, None]
        ways = [(int(message), int(branch), int(shifted)) for message, branch, shifted in np.argwhere(prob > 0)]
        seen = self.describe_messages(table, row, made.place)
        parent = place.parent
        if len(ways) > 1:
            names = tuple(self.name_way(table, seen, way) for way in ways)
            label = f"{self.date_of(place)} {table.name}"
            chance = TreeNode(label, names, probabilities=tuple(float(prob[way]) for way in ways))
            parent = self.add(parent, chance)
        for *way_seen, shifted in reversed(ways):
            way = (way_seen[0], way_seen[1])
            observed = (*place.held, (*at, way[0]))
            after = replace(place, parent=parent, state=int(branch_state[way]), held=())
            if table.shift_prob is not None:
                after = self.become(after, table, shifted)
            if table.is_held:
                self.stack.append(replace(after, held=observed))
                continue
            history = place.history
            if not self.reveals_nothing(table, row, made.place):
                history = (*history, self.describe_observation(seen[way], place))
            observations = (*place.observations, *(each for each in observed if _tells(self.table_of(each))))
            self.stack.append(replace(after, observations=observations, history=history))

    def find_chances(
        self, table: StageTable, row: int, action: int, kinds: tuple[int, ...]
    ) -> Float[np.ndarray, "message after"]:
        """P(message, type after) of an action, or of none; where types stay there is one column."""
        if table.pair is not None:
            one, other = (kinds[self.game.informed[informed]] for informed in table.pair.about)
            return np.asarray(table.pair.prob[row, :, one, other, None])
        kind = self.type_position(table, kinds)
        if action == UNTAKEN:
            assert table.occasion is not None
            untaken = table.occasion.message_prob[row, :, kind, None]
            return untaken if table.shift_prob is None else untaken * np.eye(table.shift_prob.shape[3])[kind]
        if table.shift_prob is not None:
            return np.asarray(table.shift_prob[row, action, :, kind])
        return np.asarray(table.message_prob[row, action, :, kind, None])

    def name_way(self, table: StageTable, seen: dict[tuple[int, int], str], way: tuple[int, int, int]) -> str:
        """What chance does after a move, in words: what is seen, and what the mover becomes."""
        words = seen[way[0], way[1]]
        if table.shift_prob is None:
            return words
        actor = self.game.informed[table.informs]
        return f"{words}; {self.names[actor]} is {self.game.scenario.actors[actor].types[way[2]].name}"

    def become(self, place: _Place, table: StageTable, kind: int) -> _Place:
        """The place with what an actor is after a move, which it remembers."""
        actor = self.game.informed[table.informs]
        words = f"{self.date_of(place)} {table.name}: {self.game.scenario.actors[actor].types[kind].name}"
        return replace(
            place,
            kinds=(*place.kinds[:actor], kind, *place.kinds[actor + 1 :]),
            own=(*place.own[:actor], (*place.own[actor], words), *place.own[actor + 1 :]),
        )

    def table_of(self, observed: Observation) -> StageTable:
        """The table of an observation."""
        period, stage, number, _, _ = observed
        return self.game.periods[period].stages[stage][number]

    def describe_observation(self, seen: str, place: _Place) -> str:
        """An observation with its date, and with that of the move made at once."""
        words = [seen]
        for each in place.held:
            table = self.table_of(each)
            words.insert(0, f"{table.name}: {', '.join(self.list_seen(table, each[3], each[4])) or 'nothing'}")
        return f"{self.date_of(place)} {'; '.join(words)}"

    def find_branches(self, table: StageTable, row: int, place: _Place) -> tuple[np.ndarray, np.ndarray]:
        """What chance adds to each message, and the states that follow."""
        if table.joint is None:
            return table.branch_prob[row], table.branch_state[row]
        first = place.held[-1][-1]
        return table.joint.branch_prob[row, first], table.joint.branch_state[row, first]

    def find_possible_messages(self, table: StageTable, row: int) -> np.ndarray:
        """Which messages can come of a move at a state."""
        return np.asarray(table.find_possible_messages()[row])

    def reveals_nothing(self, table: StageTable, row: int, place: _Place) -> bool:
        """Whether only one thing can be observed here, so that observing it reveals nothing."""
        moves = [(self.table_of(each), each[3]) for each in place.held]
        is_open = len(self.describe_messages(table, row, place)) > 1
        return not is_open and all(self.find_possible_messages(each, at).sum() == 1 for each, at in moves)

    def list_seen(self, table: StageTable, row: int, message: int) -> list[str]:
        """What is seen of a move besides the new state."""
        if table.is_overt and table.mover >= 0:
            return [table.actions[message]]
        return [word for word in table.seen[table.message_seen[row, message]] if word]

    def describe_messages(self, table: StageTable, row: int, place: _Place) -> dict[tuple[int, int], str]:
        """What can be observed at a state, by message and branch; no two have the same words."""
        branch_prob, branch_state = self.find_branches(table, row, place)
        prob = np.where(self.find_possible_messages(table, row)[:, None], branch_prob, 0)
        descriptions = {}
        for message, branch in ((int(m), int(b)) for m, b in np.argwhere(prob > 0)):
            changes = [] if table.is_held else self.list_changes(place, int(branch_state[message, branch]))
            descriptions[message, branch] = (
                f"{table.name}: {', '.join([*self.list_seen(table, row, message), *changes]) or 'nothing'}"
            )
        return descriptions

    def list_changes(self, place: _Place, after: int) -> list[str]:
        """What is different in the state after a stage."""
        game, codes = self.game, self.game.periods[place.period].codes
        old = game.space.decode(codes[place.stage][place.state : place.state + 1])[0]
        new = game.space.decode(codes[place.stage + 1][after : after + 1])[0]
        named = zip(game.space.names, game.space.level_names, old, new, strict=True)
        return [f"{name}={levels[b]}" for name, levels, a, b in named if a != b]

    def find_information_set(self, place: _Place, number: int, row: int, menu: tuple[int, ...]) -> int:
        """The index of the mover's information set at a place."""
        table = self.game.periods[place.period].stages[place.stage][number]
        player = table.mover
        kind = place.kinds[player]
        key = (player, kind, place.period, place.stage, place.state, place.history, place.own[player])
        if key not in self.sets:
            self.sets[key] = len(self.information)
            actions = tuple(table.actions[action] for action in menu)
            at = (place.period, place.stage, number, row)
            anchor = ()
            if table.anchor is not None:
                anchor = tuple(table.anchor[row, list(menu), self.type_position(table, place.kinds)].tolist())
                # Another type may lack an act; in this one's menu all may be alike all the same.
                anchor = () if len(set(anchor)) == 1 else anchor
            seen = (place.observations, place.history, place.own[player])
            self.information.append(InformationSet(player, kind, *at, actions, menu, *seen, anchor))
        return self.sets[key]

    def receive(self, place: _Place, payoff: Float[np.ndarray, " row"]) -> tuple[tuple[float, ...], ...]:
        """What everyone has received by period, with a payoff by row that is received now."""
        rows = (self.first_rows[actor] + kind for actor, kind in enumerate(place.kinds))
        amounts = (before + float(payoff[row]) for before, row in zip(place.received[-1], rows, strict=True))
        return (*place.received[:-1], tuple(amounts))

    def type_position(self, table: StageTable, kinds: tuple[int, ...]) -> int:
        """Position on a table's type axis."""
        return kinds[self.game.informed[table.informs]] if table.informs >= 0 else 0

    def find_corner(self, kinds: tuple[int, ...]) -> int:
        """The grid point at which everyone is known to be of these types."""
        grid, index = self.game.grid, 0
        for position, actor in enumerate(self.game.informed):
            for axis in range(grid.num_types[position] - 1):
                num = grid.num_points[position]
                index = index * num + (num - 1 if axis == kinds[actor] else 0)
        return index

    def find_table(self, period: int, stage: int, state: int) -> tuple[int, int]:
        """The table that holds a state, and its place there."""
        for number, table in enumerate(self.game.periods[period].stages[stage]):
            row = int(np.searchsorted(table.states, state))
            if row < len(table.states) and table.states[row] == state:
                return number, row
        raise LookupError(f"no table holds state {state} of stage {stage}")

    def date_of(self, place: _Place) -> str:
        return self.game.scenario.calendar.labels[place.period]


def _tells(table: StageTable) -> bool:
    """Whether what is observed of a move or a signal can reveal a type."""
    return table.informs >= 0 or table.pair is not None


def _flow_at(flow: Flow, state: int, corner: int) -> Float[np.ndarray, " row"]:
    """A flow by row, at a state where all types are known."""
    values = flow.values[state].copy()
    if flow.belief_values is not None:
        values[flow.belief_rows] += flow.belief_values[state, :, corner]
    return np.asarray(values)
