"""A crisis as an explicit game tree, for programs that solve extensive-form games.

The tree is that of the compiled game: nature draws everybody's type at the root, then the stages follow one another. What
everybody sees of a move, and what chance adds, is a chance node after the move. An information set holds what
its player knows: its own type, the public history, and those of its own acts that the public history does not tell;
so everybody remembers all that was known before. Payoffs stand at the ends, by the period in which they are received.

Between tree and belief-grid game there is one difference in what is known: who supposes a type that has prior zero
never moves, and is left out. Everything else agrees: values given types are the same, so agent quantal-response
equilibria are.

Payoffs that mention a third party's type are those of the type drawn. They are read off tables compiled for beliefs that are
certain, ±`CERTAIN` log-odds, where the average under the belief is the value for one type.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float

from detente.errors import DetenteError, Mistake, ScenarioError
from detente.game.compile import compile_game
from detente.game.dump import describe_state
from detente.game.frame import Frame, build_frame
from detente.game.states import formulas_in
from detente.game.tables import Flow, Game, Row, StageTable
from detente.scenario.expressions import Formula, Number
from detente.scenario.model import Decision, Scenario

CERTAIN = 700.0
"""Log-odds that leave no doubt: e^−700 is 1e-304, lost beside 1 in double precision, and not yet zero."""

MOST_NODES = 100_000
"""Nodes that other programs still read within seconds; a file of them has some ten megabytes."""


@dataclass(frozen=True)
class InformationSet:
    """What a player knows when it has to choose.

    Args:
        player: index of the actor. type: index of its type.
        table: which of the tables of this (period, stage) decides. place: of the state in that table.
        actions: the menu, by name. menu: the same as indices into the table's actions.
        known: the public history in words, one entry for every observation that told anything.
        own: own acts that others did not see.
    """

    player: int
    type: int
    period: int
    stage: int
    table: int
    place: int
    actions: tuple[str, ...]
    menu: tuple[int, ...]
    known: tuple[str, ...]
    own: tuple[str, ...]


@dataclass
class Node:
    """One node; a choice has an information set, chance has probabilities, an end has payoffs.

    Args:
        options: names of the actions, or of what chance may do.
        received: at an end what every player has received in every period and last in the aftermath, not discounted.
        children: indices into `Tree.nodes`, in the order of `options`.
    """

    label: str
    options: tuple[str, ...] = ()
    information: int = -1
    probabilities: tuple[float, ...] = ()
    received: tuple[tuple[float, ...], ...] = ()
    children: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Tree:
    """A game tree, nodes in the order in which a walk meets them, each before its children.

    Args:
        scenario: which crisis it is of.
        players: the names of the actors. patience, precision: of every player.
    """

    scenario: Scenario
    players: tuple[str, ...]
    patience: tuple[float, ...]
    precision: tuple[float, ...]
    nodes: tuple[Node, ...]
    information_sets: tuple[InformationSet, ...]

    def payoff(self, end: Node, player: int, since: int = 0) -> float:
        """What a player has received at an end since a period, discounted to that period."""
        later = enumerate(end.received[since:])
        return float(sum(self.patience[player] ** delay * amounts[player] for delay, amounts in later))


def tree_of(scenario: Scenario, most_nodes: int = MOST_NODES) -> Tree:
    """The game tree of a crisis.

    Raises:
        ScenarioError: a payoff depends on the public belief itself; every such term.
        DetenteError: the tree would have more nodes; the message says how many, and what would fit.
    """
    _require_no_beliefs(scenario)
    game = certain_game(scenario)
    counts = count_nodes(game)
    if counts[-1] > most_nodes:
        raise DetenteError(_too_large(scenario, counts, most_nodes))
    return _Walk(game).tree()


def certain_game(scenario: Scenario) -> Game:
    """The compiled game on a belief grid whose corners are certainties."""
    return compile_game(scenario, {a.name: 3 for a in scenario.actors if len(a.types) > 1}, CERTAIN)


def count_nodes(game: Game) -> tuple[float, ...]:
    """Nodes of the trees of the first, the first two … all periods, without making them; whole as far as 2^53."""
    profiles = list(_profiles(game))
    types = np.array([profile for profile, _ in profiles])
    alive: Float[np.ndarray, "state profile"] = np.ones((1, len(profiles)))
    inner = float(_num_drawing_nodes(game))
    totals = []
    with np.errstate(over="ignore"):
        for period in game.periods:
            for stage, tables in enumerate(period.stages):
                after = np.zeros((len(period.codes[stage + 1]), len(profiles)))
                for table in tables:
                    inner += _count_table(game, table, types, alive[table.states], after)
                alive = after
            totals.append(inner + float(alive.sum()))
            later = np.zeros((int(period.reckoning.next_state.max()) + 1, len(profiles)))
            np.add.at(later, period.reckoning.next_state, alive)
            alive = later
    return tuple(totals)


def _count_table(
    game: Game,
    table: StageTable,
    types: np.ndarray,
    alive: Float[np.ndarray, "state profile"],
    after: Float[np.ndarray, "next_state profile"],
) -> float:
    """Nodes that a stage adds where so many histories are alive; those that go on are added to `after`."""
    kinds = types[:, game.informed[table.informs]] if table.informs >= 0 else np.zeros(len(types), dtype=np.int64)
    has_choice = table.available.sum(axis=1) > 1
    added = float(alive[has_choice].sum()) if table.mover >= 0 else 0.0
    for action in range(table.available.shape[1]):
        acting = alive * table.available[:, action, None]
        ways = np.zeros(alive.shape)
        for message, branch in np.ndindex(*table.branch_prob.shape[1:]):
            is_open = (table.message_prob[:, action, message][:, kinds] > 0) & (
                table.branch_prob[:, message, branch, None] > 0
            )
            ways += is_open
            np.add.at(after, table.branch_state[:, message, branch], acting * is_open)
        added += float(acting[ways > 1].sum())
    return added


def _profiles(game: Game) -> Iterator[tuple[tuple[int, ...], float]]:
    """Everybody's types that can be drawn together, with their probability."""
    for profile in itertools.product(*(range(len(prior)) for prior in game.prior)):
        prob = float(np.prod([prior[kind] for prior, kind in zip(game.prior, profile, strict=True)]))
        if prob > 0:
            yield profile, prob


def _num_drawing_nodes(game: Game) -> int:
    """Chance nodes that draw the types: an actor after the other, those with one possible type left out."""
    total, alive = 0, 1
    for prior in game.prior:
        possible = int((prior > 0).sum())
        total += alive if possible > 1 else 0
        alive *= possible
    return total


def _too_large(scenario: Scenario, counts: tuple[float, ...], most_nodes: int) -> str:
    labels, step = scenario.calendar.labels, scenario.calendar.step
    fitting = sum(count <= most_nodes for count in counts)
    size = f"{counts[-1]:,.0f}" if counts[-1] < 1e9 else f"{counts[-1]:.1e}"
    message = f"the game tree of {scenario.title} would have {size} nodes, more than {most_nodes:,}: "
    if fitting:
        return message + (
            f"its first {fitting} of {len(labels)} {step}s, to {labels[fitting - 1]}, have {counts[fitting - 1]:,.0f}. "
            "End the calendar there, or allow more nodes."
        )
    return message + (
        f"its first {step} alone has {counts[0]:,.0f}. Fewer stages, acts, results or types would make it smaller."
    )


def _require_no_beliefs(scenario: Scenario) -> None:
    """Refuse payoffs that depend on the public belief itself: in a tree payoffs belong to ends, not to what is thought.

    Raises:
        ScenarioError: all of them.
    """
    frame = build_frame(scenario)
    mistakes = []
    for factors in _payoff_formulas(scenario):
        for formula in factors:
            if any(
                frame.ready(formula, period).has_belief and not _is_zero(frame, factors, period)
                for period in range(scenario.calendar.num_periods + 1)
            ):
                message = (
                    f"the payoff `{formula.text}` depends on the public belief, and a game tree has no place for such payoffs"
                )
                mistakes.append(Mistake(formula.where, message))
    if mistakes:
        raise ScenarioError(mistakes)


def _payoff_formulas(scenario: Scenario) -> Iterator[tuple[Formula, ...]]:
    """The factors of everything that pays somebody."""
    for actor in scenario.actors:
        for want in actor.wants:
            yield want.weight, want.formula
    for stage in scenario.stages:
        for action in stage.actions if isinstance(stage, Decision) else ():
            for formula in formulas_in((action.costs, tuple(amount for _, amount in action.gives))):
                yield (formula,)
    if not isinstance(scenario.calendar.afterwards, str):
        for _, formula in scenario.calendar.afterwards:
            yield (formula,)


def _is_zero(frame: Frame, factors: tuple[Formula, ...], period: int) -> bool:
    trees = [frame.ready(formula, period).tree for formula in factors]
    return any(isinstance(tree, Number) and tree.value == 0 for tree in trees)


@dataclass(frozen=True)
class _Place:
    """Where a walk through the tree stands.

    Args:
        kinds: everybody's type. known: what everybody has seen. own: by actor its acts that others did not see.
        received: in every period so far, this one last, what every actor has received.
    """

    parent: int
    kinds: tuple[int, ...]
    period: int = 0
    stage: int = 0
    state: int = 0
    known: tuple[str, ...] = ()
    own: tuple[tuple[str, ...], ...] = ()
    received: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class _After:
    """A move that was made, whose outcome is still open."""

    place: _Place
    table: StageTable
    row: int
    action: int


class _Walk:
    """Makes the nodes, each before its children; what is still to be visited waits on a stack."""

    def __init__(self, game: Game) -> None:
        self.game = game
        self.names = [actor.name for actor in game.scenario.actors]
        self.first_rows = [game.rows.index(Row(actor, 0)) for actor in range(len(self.names))]
        self.nodes: list[Node] = []
        self.sets: dict[tuple[object, ...], int] = {}
        self.information: list[InformationSet] = []
        self.stack: list[_Place | _After] = []

    def tree(self) -> Tree:
        """The whole tree."""
        nobody = tuple(() for _ in self.names)
        self.stack.append(_Place(-1, (), own=nobody, received=((0.0,) * len(self.names),)))
        while self.stack:
            item = self.stack.pop()
            if isinstance(item, _After):
                self.outcome(item)
            elif len(item.kinds) < len(self.names):
                self.draw(item)
            else:
                self.go_on(item)
        return Tree(
            scenario=self.game.scenario,
            players=tuple(self.names),
            patience=tuple(map(float, self.game.patience)),
            precision=tuple(map(float, self.game.precision)),
            nodes=tuple(self.nodes),
            information_sets=tuple(self.information),
        )

    def add(self, parent: int, node: Node) -> int:
        """The index of a new node, the next child of its parent."""
        self.nodes.append(node)
        if parent >= 0:
            self.nodes[parent].children.append(len(self.nodes) - 1)
        return len(self.nodes) - 1

    def draw(self, place: _Place) -> None:
        """Nature draws the next actor's type."""
        actor = len(place.kinds)
        prior = self.game.prior[actor]
        possible = [int(kind) for kind in np.flatnonzero(prior > 0)]
        parent = place.parent
        if len(possible) > 1:
            names = tuple(self.game.scenario.actors[actor].types[kind].name for kind in possible)
            prob = tuple(float(prior[kind]) for kind in possible)
            parent = self.add(parent, Node(f"type of {self.names[actor]}", names, probabilities=prob))
        self.stack += [replace(place, parent=parent, kinds=(*place.kinds, kind)) for kind in reversed(possible)]

    def go_on(self, place: _Place) -> None:
        """From a public state to the next choice, chance or end."""
        game = self.game
        if place.period == game.num_periods:
            received = self.receive(place, _at(game.aftermath, place.state, self.corner(place.kinds)))
            self.add(place.parent, Node("end", received=received))
            return
        period = game.periods[place.period]
        if place.stage == len(period.stages):
            received = self.receive(place, _at(period.reckoning.flow, place.state, self.corner(place.kinds)))
            received = (*received, (0.0,) * len(self.names))
            state = int(period.reckoning.next_state[place.state])
            self.stack.append(replace(place, period=place.period + 1, stage=0, state=state, received=received))
            return
        number, row = self.find(place.period, place.stage, place.state)
        table = period.stages[place.stage][number]
        menu = tuple(int(action) for action in np.flatnonzero(table.available[row]))
        if table.mover >= 0 and len(menu) > 1:
            information = self.information_set(place, number, row, menu)
            options = self.information[information].actions
            label = f"{self.date(place)} {table.name}, {describe_state(game, place.period, place.stage, place.state)}"
            parent = self.add(place.parent, Node(label, options, information))
            place = replace(place, parent=parent)
        self.stack += [_After(place, table, row, action) for action in reversed(menu)]

    def outcome(self, made: _After) -> None:
        """What everybody sees of a move, and what chance adds to it."""
        place, table, row, action = made.place, made.table, made.row, made.action
        kind = self.kind_of(table, place.kinds)
        payoff = table.payoff[row, action, kind].copy()
        if table.belief_payoff is not None:
            payoff[table.belief_payoff.rows] += table.belief_payoff.values[row, action, kind, :, self.corner(place.kinds)]
        own = place.own
        if table.mover >= 0 and not table.is_overt and table.available[row].sum() > 1:
            act = f"{self.date(place)} {table.name}: {table.actions[action]}"
            own = (*own[: table.mover], (*own[table.mover], act), *own[table.mover + 1 :])
        place = replace(place, stage=place.stage + 1, own=own, received=self.receive(place, payoff))
        prob = table.message_prob[row, action, :, kind, None] * table.branch_prob[row]
        ways = [(int(message), int(branch)) for message, branch in np.argwhere(prob > 0)]
        seen = self.words(table, row, made.place)
        parent = place.parent
        if len(ways) > 1:
            names = tuple(seen[way] for way in ways)
            chance = Node(f"{self.date(place)} {table.name}", names, probabilities=tuple(float(prob[way]) for way in ways))
            parent = self.add(parent, chance)
        for way in reversed(ways):
            known = place.known if len(seen) == 1 else (*place.known, f"{self.date(place)} {seen[way]}")
            state = int(table.branch_state[row, *way])
            self.stack.append(replace(place, parent=parent, state=state, known=known))

    def words(self, table: StageTable, row: int, place: _Place) -> dict[tuple[int, int], str]:
        """What can be observed at a state, by message and branch, each in words of its own."""
        can_send = (table.message_prob[row] > 0).any(axis=2) & table.available[row][:, None]
        messages = [int(message) for message in np.flatnonzero(can_send.any(axis=0))]
        found = {}
        for message in messages:
            branches = [int(branch) for branch in np.flatnonzero(table.branch_prob[row, message] > 0)]
            for branch in branches:
                if table.is_overt and table.mover >= 0:
                    said = [table.actions[message]]
                else:
                    said = [f"{table.name}#{message + 1}" if len(messages) > 1 else table.name]
                changes = self.changes(place, int(table.branch_state[row, message, branch]))
                is_told = table.is_overt and len(branches) == 1
                found[message, branch] = " ".join(said if is_told else [*said, *changes])
        return found

    def changes(self, place: _Place, after: int) -> list[str]:
        """What is different in the state after a stage."""
        game, codes = self.game, self.game.periods[place.period].codes
        old = game.space.decode(codes[place.stage][place.state : place.state + 1])[0]
        new = game.space.decode(codes[place.stage + 1][after : after + 1])[0]
        named = zip(game.space.names, game.space.level_names, old, new, strict=True)
        return [f"{name}={levels[b]}" for name, levels, a, b in named if a != b]

    def information_set(self, place: _Place, number: int, row: int, menu: tuple[int, ...]) -> int:
        """The index of the mover's information set at a place."""
        table = self.game.periods[place.period].stages[place.stage][number]
        player = table.mover
        kind = place.kinds[player]
        key = (player, kind, place.period, place.stage, place.state, place.known, place.own[player])
        if key not in self.sets:
            self.sets[key] = len(self.information)
            actions = tuple(table.actions[action] for action in menu)
            at = (place.period, place.stage, number, row)
            self.information.append(InformationSet(player, kind, *at, actions, menu, place.known, place.own[player]))
        return self.sets[key]

    def receive(self, place: _Place, payoff: Float[np.ndarray, " row"]) -> tuple[tuple[float, ...], ...]:
        """What everybody has received by period, with a payoff by row that is received now."""
        rows = (self.first_rows[actor] + kind for actor, kind in enumerate(place.kinds))
        amounts = (before + float(payoff[row]) for before, row in zip(place.received[-1], rows, strict=True))
        return (*place.received[:-1], tuple(amounts))

    def kind_of(self, table: StageTable, kinds: tuple[int, ...]) -> int:
        """Position on a table's type axis."""
        return kinds[self.game.informed[table.informs]] if table.informs >= 0 else 0

    def corner(self, kinds: tuple[int, ...]) -> int:
        """The grid point at which everybody is known to be of these types."""
        grid, index = self.game.grid, 0
        for position, actor in enumerate(self.game.informed):
            for axis in range(grid.num_types[position] - 1):
                num = grid.num_points[position]
                index = index * num + (num - 1 if axis == kinds[actor] else 0)
        return index

    def find(self, period: int, stage: int, state: int) -> tuple[int, int]:
        """The table that holds a state, and its place there."""
        for number, table in enumerate(self.game.periods[period].stages[stage]):
            row = int(np.searchsorted(table.states, state))
            if row < len(table.states) and table.states[row] == state:
                return number, row
        raise LookupError(f"no table holds state {state} of stage {stage}")

    def date(self, place: _Place) -> str:
        return self.game.scenario.calendar.labels[place.period]


def _at(flow: Flow, state: int, corner: int) -> Float[np.ndarray, " row"]:
    """A flow by row, at a state where all types are known."""
    values = flow.values[state].copy()
    if flow.belief_values is not None:
        values[flow.belief_rows] += flow.belief_values[state, :, corner]
    return np.asarray(values)
