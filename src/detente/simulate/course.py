"""One play taken stage by stage, some of whose moves come from outside.

All other moves are drawn from the solved policies, as in `play.py`. Every stage has random numbers of its own, which
depend on the seed and on the stage alone: a play that is taken again with the same moves is the same play, and one that
goes on differently from some stage on has the same luck there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from jaxtyping import Float

from detente.game.beliefs import probabilities_of
from detente.game.frame import Frame, Reader, build_frame
from detente.game.tables import Game
from detente.scenario.expressions import Formula
from detente.simulate.batch import PlayBatch
from detente.simulate.moments import NOBODY, Due, Moment, Seeds, Stand
from detente.simulate.paths import Paths
from detente.simulate.play import empty_record, find_policy, in_true_menu, record_period, record_stage
from detente.simulate.played_out import History
from detente.simulate.prepared import PreparedGame, PreparedTable
from detente.simulate.unseen import come_up
from detente.solve.kernel.between import interpolate


@dataclass(frozen=True)
class Snapshot:
    """A play before a stage: itself, and what was paid in the period so far."""

    plays: PlayBatch
    payoffs: Float[np.ndarray, "actor 1"]

    @property
    def state(self) -> int:
        return int(self.plays.state[0])


class Course:
    """One play of a solved game.

    Args:
        types: of all actors, by index; None: drawn.

    Attributes:
        period, stage: where it stands; at the end `num_periods` and 0.
        moments: what happened so far. record: the play as far as it has come.
    """

    def __init__(self, prepared: PreparedGame, seeds: Seeds, types: Sequence[int] | None = None) -> None:
        self.prepared, self.seeds = prepared, seeds
        self._plays = PlayBatch.from_the_start(prepared, 1, seeds.stream, types)
        self.record = blank(empty_record(prepared, seeds.first, 1, (), with_turns=True))
        self.record.types[:] = self._plays.types
        self._payoffs = np.zeros((len(self.game.prior), 1))
        self.period = self.stage = 0
        self.moments: list[Moment] = []
        self._snapshots: list[Snapshot] = []
        self._due: tuple[Due, ...] | None = None

    @property
    def game(self) -> Game:
        return self.prepared.game

    @property
    def num_stages(self) -> int:
        return len(self.game.stage_names)

    @property
    def number(self) -> int:
        """Of the stage at which the play stands, counted through all periods."""
        return self.period * self.num_stages + self.stage

    @property
    def is_over(self) -> bool:
        return self.period == self.game.num_periods

    @property
    def kinds(self) -> tuple[int, ...]:
        """The type of every actor now."""
        return tuple(int(kind) for kind in self._plays.types[0])

    @property
    def levels(self) -> tuple[int, ...]:
        """The level of every public variable now."""
        return self._levels(self.period, self.stage)

    def _levels(self, period: int, stage: int) -> tuple[int, ...]:
        game = self.game
        codes = game.final_codes if period == game.num_periods else game.periods[period].codes[stage]
        decoded = game.space.decode(codes[self._plays.state])[0]
        return tuple(int(level) for level in decoded[: len(game.scenario.variables)])

    def belief(self, about: int, observer: int = NOBODY) -> Float[np.ndarray, " type"]:
        """What is believed of an actor: by everybody who sees the game as it is, or in the view of an observer."""
        game = self.game
        if about not in game.informed:
            return np.ones(1)
        view = 0 if observer == NOBODY else self.prepared.view_of[observer]
        axes = game.grid.axis_slice(game.informed.index(about))
        belief = probabilities_of(self._plays.log_odds[view][0, axes])
        if game.scenario.actors[about].is_changing:
            return belief
        # For the solver they are nearly so; nothing can raise them.
        belief = np.where(game.prior[about] > 0, belief, 0.0)
        return np.asarray(belief / belief.sum())

    def snapshot(self, number: int) -> Snapshot:
        """The play before a stage that it has passed, or at which it stands."""
        return self._snapshot() if number == self.number else self._snapshots[number]

    def history(self, number: int) -> History:
        """The public history before a stage."""
        snapshot, (period, stage) = self.snapshot(number), divmod(number, self.num_stages)
        return History(period, stage, snapshot.state, snapshot.plays.log_odds[0][0])

    def _snapshot(self) -> Snapshot:
        return Snapshot(self._plays.take(np.zeros(1, dtype=np.int64)), self._payoffs.copy())

    def list_due(self) -> tuple[Due, ...]:
        """The decisions that are to be taken now: one or none, or two that are made at once."""
        if self.is_over:
            return ()
        if self._due is None:
            stages = [self.stage, self.stage + 1] if self._is_held else [self.stage]
            self._due = tuple(due for due in map(self._find_due, stages) if due is not None)
        return self._due

    @property
    def _is_held(self) -> bool:
        return self.game.periods[self.period].stages[self.stage][0].is_held

    def _table(self, stage: int) -> tuple[PreparedTable, int]:
        """The table of a stage at which the play stands, and the place of its state there.

        The second of two decisions made at once is made at the same states as the first.
        """
        lookup, state = self.prepared.lookups[self.period][stage], int(self._plays.state[0])
        number = int(lookup.table[state])
        return self.prepared.tables[self.period][stage][number], int(lookup.position[state])

    def _find_due(self, stage: int) -> Due | None:
        here, where = self._table(stage)
        if here.table.mover < 0:
            return None
        random = self.seeds.random_at(self.period * self.num_stages + stage).random
        is_up, _ = come_up(here.table, np.array([where]), random((3, 1))[0], None)
        comes_up = is_up is None or bool(is_up[0])
        return Due(stage, here.table.mover, comes_up, self._stand(here, where))

    def _stand(self, here: PreparedTable, where: int) -> Stand:
        table, view, places = here.table, here.views[here.mover_view], np.array([where])
        num_types = len(self.game.prior[table.mover])
        menu = np.stack([table.menu(min(kind, _last(table.anchor)))[where] for kind in range(num_types)], axis=1)
        if view.aligned is not None:
            # Nobody does what it does not know that it can.
            menu = menu & (view.aligned.actions >= 0)[:, None]
        scores = in_true_menu(here, find_policy(here, self._plays, slice(None), places, here.mover_view), places)
        scores = np.where(menu, np.broadcast_to(scores[..., 0], menu.shape), -np.inf)
        anchor = np.zeros(menu.shape)
        own, at = view.table, int(view.places(places)[0])
        if own.anchor is not None:
            known = own.anchor[at] if view.aligned is None else own.anchor[at][view.aligned.actions]
            anchor = np.broadcast_to(known, menu.shape)
        game = view.policies.game
        return Stand(
            actor=table.mover,
            kind=int(self._plays.types[0, table.mover]),
            acts=table.actions,
            menu=menu,
            log_policy=_normalised(scores),
            log_anchor=_normalised(np.where(menu, anchor, -np.inf)),
            precision=game.precision[game.rows_of(table.mover)],
            is_perceived=view.aligned is not None,
        )

    def payoffs_of(self, due: Due) -> Float[np.ndarray, "action row"]:
        """What the acts of a decision pay at once to every type of every actor, at the true type of its mover.

        What depends on the types of third parties is averaged under the public belief.
        """
        here, where = self._table(due.stage)
        table = here.table
        kind = due.stand.kind if table.informs >= 0 else 0
        payoffs = table.payoff[where, :, kind].copy()
        if table.belief_payoff is not None:
            values, corners = table.belief_payoff.values, self._plays.corners()
            _, num_actions, num_kinds, num_rows, _ = values.shape
            for action in range(num_actions):
                for place, row in enumerate(table.belief_payoff.rows):
                    entry = ((where * num_actions + action) * num_kinds + kind) * num_rows + place
                    payoffs[action, row] += interpolate(values, np.array([entry]), corners, np.array([0]))[0]
        return payoffs

    def holds(self, formula: Formula | None) -> bool:
        """Whether a condition of the public state is true now."""
        period = min(self.period, self.game.num_periods - 1)
        game = self.game
        codes = game.final_codes if self.is_over else game.periods[self.period].codes[self.stage]
        reader = Reader(self._frame, period)
        return bool(reader.holds(formula, game.space.decode(codes[self._plays.state]))[0])

    @cached_property
    def _frame(self) -> Frame:
        return build_frame(self.game.scenario, self.game.grid)

    def take(self, acts: Mapping[int, str]) -> tuple[Moment, ...]:
        """Plays the stage, or the two whose decisions are made at once; what happened there.

        Args:
            acts: by stage what its mover does, in place of a draw; without effect where the decision does not come up.

        Raises:
            ValueError: the play is over, or an act is not in the menu of the mover, being what it is.
        """
        if self.is_over:
            raise ValueError("take: the play is over")
        due = {each.stage: each for each in self.list_due()}
        before = [self.belief(actor) for actor in range(len(self.game.prior))]
        stages = [self.stage, self.stage + 1] if self._is_held else [self.stage]
        halves = [self._take_stage(stage, due.get(stage), acts.get(stage), before) for stage in stages]
        # Everybody learns of both at once.
        moments = tuple(self._told(each, before) for each in halves)
        self.moments += moments
        self._due = None
        if self.stage == self.num_stages:
            record_period(self.prepared, self.record, slice(None), self.period, self._plays, self._payoffs)
            self._payoffs = np.zeros_like(self._payoffs)
            self.period, self.stage = self.period + 1, 0
        return moments

    def _take_stage(self, stage: int, due: Due | None, act: str | None, before: Sequence[np.ndarray]) -> Moment:
        here, _ = self._table(stage)
        self._snapshots.append(self._snapshot() if stage == self.stage else self._snapshots[-1])
        levels, kinds, state = self.levels, self.kinds, int(self._plays.state[0])
        self._plays.random = self.seeds.random_at(self.number).random
        prescribed = None
        if due is not None and due.comes_up and act is not None:
            place = due.stand.acts.index(act)
            if not due.stand.menu[place, due.stand.kind]:
                raise ValueError(f"take: {act} is not in the menu")
            prescribed = np.array([place])
        at = (self.period, stage)
        mover, chosen = record_stage(
            self.prepared, self.record, slice(None), at, self._plays, self._payoffs, prescribed
        )
        assert self.record.message is not None
        assert self.record.chosen is not None
        assert self.record.drawn is not None
        own = (0, self.period, stage)
        message = int(self.record.message[own])
        table = here.table
        words = table.actions[int(chosen[0])] if mover[0] >= 0 else ""
        place = int(self.prepared.lookups[self.period][stage].position[state])
        seen = table.seen[table.message_seen[place, message]] if message >= 0 else ()
        number, self.stage = self.number, stage + 1
        about = self.game.informed[table.informs] if table.informs >= 0 else NOBODY
        return Moment(
            number=number,
            period=self.period,
            stage=stage,
            name=table.name,
            mover=table.mover,
            actor=int(mover[0]),
            act=words,
            is_given=prescribed is not None,
            seen=seen,
            before=levels,
            after=self.levels,
            kinds=kinds,
            kinds_after=self.kinds,
            stand=due.stand if due is not None and mover[0] >= 0 else None,
            about=about,
            told=(before[about], before[about]) if about != NOBODY else None,
            log_probability=float(self.record.chosen[own] + self.record.drawn[own]),
        )

    def _told(self, moment: Moment, before: Sequence[np.ndarray]) -> Moment:
        if moment.about == NOBODY:
            return moment
        return replace(moment, told=(before[moment.about], self.belief(moment.about)))

    def set_level(self, variable: str, level: str) -> bool:
        """Puts a public variable at another level, if the game can stand there at this moment; whether it can."""
        game, space = self.game, self.game.space
        if self.is_over:
            return False
        codes = game.periods[self.period].codes[self.stage]
        levels = space.decode(codes[self._plays.state])
        column = space.names.index(variable)
        levels[0, column] = space.level_names[column].index(level)
        found = np.flatnonzero(codes == space.encode(levels)[0])
        if len(found) == 0:
            return False
        self._plays.state = np.array(found[:1], dtype=self._plays.state.dtype)
        self._due = None
        return True


def _last(anchor: np.ndarray | None) -> int:
    """The last place of a table's type axis of what differs by type."""
    return 0 if anchor is None else anchor.shape[2] - 1


def _normalised(scores: Float[np.ndarray, "action type"]) -> Float[np.ndarray, "action type"]:
    """Logarithms of probabilities that sum to one for every type."""
    highest = scores.max(axis=0)
    return np.asarray(scores - highest - np.log(np.exp(scores - highest).sum(axis=0)))


def blank(record: Paths) -> Paths:
    """A record in which nothing has happened yet."""
    for array in (record.mover, record.act, record.message):
        assert array is not None
        array[:] = -1
    for array in (record.state, record.final_state, record.log_odds, record.payoffs, record.aftermath):
        array[:] = 0
    for extra in (record.chosen, record.drawn, *record.seen_log_odds):
        assert extra is not None
        extra[:] = 0
    return record
