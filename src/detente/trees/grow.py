"""Grows the tree of a crisis, all histories of a stage at a time.

`walk.py` makes one node after the other, with its words, for programs that read trees of public histories. Here nothing
need be said in words, so that a million nodes take seconds; and every actor has observations of its own (`sights.py`):
an information set is all that its player knows, be it seen by all, by some or by nobody else. What a player can do must
then be the same at all nodes of a set, which is checked.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from jaxtyping import Float, Int

from detente.game.by_type import pay
from detente.game.frame import Frame, Reader
from detente.game.payoffs import Term, list_aftermath_terms, list_flow_terms
from detente.game.tables import Game, StageTable
from detente.scenario.model import Decision, Scenario
from detente.solve.tree_play import LAST, ROOT, Layer, PeriodHistories
from detente.trees.counting import list_profiles
from detente.trees.extensive import CHANCE, END
from detente.trees.fronts import Column, Front, NodeStore, concatenate
from detente.trees.naming import Naming, SeenStage
from detente.trees.sights import Sights, join
from detente.trees.stage_growth import Ground, Held, KnownMenu, StageGrowth, join_held

LEAST_WEIGHT = 1e-3
"""Of what is received on a date at which an actor chooses: below, that date has a column of payoffs of its own."""


class Grower:
    """Grows stage by stage.

    Args:
        most_nodes: beyond which it is given up. has_names: whether information sets are put in words.
    """

    def __init__(self, frame: Frame, game: Game, most_nodes: int, has_names: bool = False) -> None:
        self.frame, self.game = frame, game
        self.scenario: Scenario = game.scenario
        self.sights, self.nodes = Sights(game), NodeStore(most_nodes)
        names = [actor.name for actor in self.scenario.actors]
        self.knowing = [[i, *(names.index(name) for name in a.knows)] for i, a in enumerate(self.scenario.actors)]
        self.naming = Naming(game, self.sights, self.knowing) if has_names else None
        self.num_actors = len(self.scenario.actors)
        self.first_rows = np.array([game.first_row(actor) for actor in range(self.num_actors)])
        self.columns = _list_columns(game)
        self.column_actor = np.array([column.actor for column in self.columns])
        self.since = np.array([column.since for column in self.columns])
        self.choices: list[KnownMenu] = []
        self.ground = Ground(frame, game, self.nodes, self.sights, self.columns, self.choices)
        self.layers: list[list[Layer]] = []
        self.boundaries: list[PeriodHistories] = []
        self.payoffs: list[np.ndarray] = []
        self.profiles: list[tuple[int, ...]] = []

    # Beginning and end

    def grow(self) -> Front:
        """Grow the whole tree; returns its ends, whose `parent` is their own node.

        Raises:
            ScenarioError: what an actor can do depends on what it does not see; or a payoff has no value.
            DetenteError: there are too many nodes.
        """
        front, held = self.start(), list[Held]()
        for period in range(self.game.num_periods):
            self.note_boundary(front)
            front = self.play_period(front, period, held)
        self.note_boundary(front)
        reader, terms = list_aftermath_terms(self.frame)
        received = self.flow(reader, terms, self.game.final_codes, front)
        if self.scenario.calendar.afterwards == "repeats":
            received = received / (1 - self.patience(front))
        front = self.receive(front, received)
        self.payoffs.append(received)
        self.frame.faults.require_none()
        return self.nodes.add(front, END, LAST, -1)

    def start(self) -> Front:
        """The types that can be drawn together, each with a branch of the root."""
        priors = list_profiles(self.game)
        self.profiles = list(priors)
        num = len(priors)
        kinds = np.array(self.profiles, dtype=np.int64).reshape(num, self.num_actors)
        ones, nobody = np.ones(num), np.zeros(num, dtype=np.int64)
        paid = np.zeros((num, len(self.columns)))
        weight = np.broadcast_to(np.array([float(each.since == 0) for each in self.columns]), paid.shape)
        known = np.stack([join(*(kinds[:, other] for other in own)) for own in self.knowing], axis=1)
        if self.naming is not None:
            self.naming.start = known
        rest = (nobody, paid, weight, np.arange(num), nobody - 1)
        front = Front(nobody - 1, nobody, ones, nobody, kinds, known, *rest)
        if num > 1:
            self.nodes.add(front.take(np.array([0])), CHANCE, ROOT, -1)
            front = replace(front, parent=nobody, rank=np.arange(num), prob=np.array(list(priors.values())))
        return front

    def note_boundary(self, front: Front) -> None:
        self.boundaries.append(
            PeriodHistories(front.public, front.known, front.kinds, front.parent, front.rank, front.state)
        )

    # Periods

    def play_period(self, front: Front, period: int, held: list[Held]) -> Front:
        """From the start of a period to that of the next."""
        reader, layers = Reader(self.frame, period), []
        before = front.with_origin()
        amounts = np.zeros((len(front), self.num_actors))
        for stage, record in enumerate(self.scenario.stages):
            before = before.with_origin()
            grown, paid, mover, told = self.play_stage(before, reader, stage, held)
            layers.append(Layer(before.state, before.kinds, mover, grown.origin, grown.act, told.message))
            held = [each.take(grown.origin) for each in held]
            is_last = not (isinstance(record, Decision) and self.is_open_group(stage))
            held.append(told)
            after = self.sights.public_states(period, stage + 1)
            shown = held if is_last else []
            front = self.see(grown, mover[grown.origin], shown, told, after)
            if self.naming is not None:
                self.note((before, grown, front), mover[grown.origin], shown, told)
            if is_last:
                held = []
            amounts = amounts[grown.origin] + paid
            before = front
        end = self.game.periods[period]
        nothing = np.full(len(before), -1)
        layers.append(Layer(before.state, before.kinds, nothing, np.arange(len(before)), nothing, nothing))
        received = self.flow(reader, list_flow_terms(self.frame, period), end.codes[-1], before)
        front = self.receive(before, received)
        self.layers.append(layers)
        self.payoffs.append(amounts + received)
        weight = front.weight * np.where(self.since <= period, self.patience(front)[:, self.column_actor], 1.0)
        weight = np.where(self.since == period + 1, 1.0, weight)
        return replace(front, state=end.end.next_state[front.state], weight=weight)

    def note(self, fronts: tuple[Front, Front, Front], mover: np.ndarray, shown: list[Held], own: Held) -> None:
        """Keep what is seen of a stage. fronts: before it, after it, and with what is known then."""
        assert self.naming is not None
        before, grown, front = fronts
        stages, num = len(self.scenario.stages), len(self.scenario.variables)
        codes = self.game.periods[len(self.naming.noted) // stages].codes
        old = self.game.space.decode(codes[own.stage])[:, :num][before.state[grown.origin]]
        new = self.game.space.decode(codes[own.stage + 1])[:, :num][front.state]
        self.naming.note(
            SeenStage(
                known=(grown.known, front.known),
                kinds=(before.kinds[grown.origin], front.kinds),
                states=(old, new),
                mover=mover,
                own=own,
                shown=tuple(shown),
                parent=front.parent,
                rank=front.rank,
            )
        )

    def is_open_group(self, stage: int) -> bool:
        """Whether a decision is followed by another one that is made at once with it."""
        record = self.scenario.stages[stage]
        assert isinstance(record, Decision)
        return self.scenario.is_first_of_two(stage) or bool(record.together and record.together[-1] != record.name)

    def patience(self, front: Front) -> Float[np.ndarray, "item actor"]:
        """What weight every actor, of the type that it is, gives to the next period."""
        return np.asarray(self.game.patience[self.first_rows[None, :] + front.kinds])

    def flow(
        self, reader: Reader, terms: list[Term], codes: np.ndarray, front: Front
    ) -> Float[np.ndarray, "item actor"]:
        return pay(reader, terms, self.game.space.decode(codes), front.state, front.kinds)

    def receive(self, front: Front, amounts: Float[np.ndarray, "item actor"]) -> Front:
        """The front after everybody has received something."""
        return replace(front, paid=front.paid + front.weight * amounts[:, self.column_actor])

    # Stages

    def play_stage(
        self, before: Front, reader: Reader, stage: int, held: list[Held]
    ) -> tuple[Front, np.ndarray, np.ndarray, Held]:
        """The items after a stage, what each received by it, who moved before it, and what could be seen."""
        tables = self.game.periods[reader.period].stages[stage]
        number, row = _locate(tables, before.state, len(self.game.periods[reader.period].codes[stage]))
        mover, grown, paid, told = np.full(len(before), -1), [], [], []
        for place, table in enumerate(tables):
            items = np.flatnonzero(number == place)
            if len(items) == 0:
                continue
            mover[items] = table.mover
            step = StageGrowth(self.ground, reader, stage, table)
            first = held[-1].message[items] if held else None
            for front, amount, seen in step.play(before.take(items), row[items], first):
                grown.append(front)
                paid.append(amount)
                told.append(seen)
        return concatenate(grown), np.concatenate(paid), mover, join_held(stage, told)

    def see(self, grown: Front, movers: np.ndarray, shown: list[Held], own: Held, after: np.ndarray) -> Front:
        """The items with what everybody knows after a stage.

        Args:
            movers: by item who decided. shown: what is seen now, of this stage and of those made at once with it.
            own: this stage, of which the mover knows its own act at once. after: what everybody sees of each state.
        """
        state = after[grown.state]
        event = join(state, *(each.open for each in shown)) if shown else np.zeros(len(grown), dtype=np.int64)
        known = grown.known.copy()
        for actor in range(self.num_actors):
            parts = [grown.known[:, actor], event]
            parts.append(np.where(movers == actor, own.act + 1, 0))
            for each in shown:
                parts += [each.trace] if self.sights.sees_trace[each.stage, actor] else []
                parts += [each.result] if self.sights.sees_result[each.stage, actor] else []
                parts += [each.act + 1] if self.sights.sees_act[each.stage, actor] else []
            for other in self.knowing[actor]:
                if self.scenario.actors[other].is_changing:
                    parts.append(grown.kinds[:, other])
            known[:, actor] = join(*parts)
        return replace(grown, known=known, public=join(grown.public, event))


def _list_columns(game: Game) -> tuple[Column, ...]:
    """Every actor from the start, and from later dates those that give so little weight to them that numbers vanish."""
    columns = [Column(actor, 0) for actor in range(len(game.prior))]
    for actor in range(len(game.prior)):
        least = float(game.patience[game.rows_of(actor)].min())
        columns += [Column(actor, t) for t in range(1, game.num_periods) if least**t < LEAST_WEIGHT]
    return tuple(columns)


def _locate(
    tables: tuple[StageTable, ...], state: np.ndarray, num_states: int
) -> tuple[Int[np.ndarray, " item"], Int[np.ndarray, " item"]]:
    """Which table holds every item's state, and where."""
    number, row = np.zeros((2, num_states), dtype=np.int64)
    for place, table in enumerate(tables):
        number[table.states], row[table.states] = place, np.arange(len(table.states))
    return number[state], row[state]
