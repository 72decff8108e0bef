"""The table: a solved crisis, the persons in its chairs, and one play of it under way.

A table is what was done at it: the crisis, the seed, and the entries of persons and umpire, in order. Everything else
follows from them, so that a game can be saved, taken up again, and forked at any moment, with the same luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.explanation import CrisisNames
from detente.analysis.options import Options
from detente.analysis.telling import find_names
from detente.errors import UnknownNameError
from detente.report.words import capitalize, in_words
from detente.scenario.constants import compute_number_values
from detente.scenario.model import Decision, Scenario
from detente.scenario.names import listed, nearest
from detente.service.setting_up import DEFAULTS_OF_CLAIMS, Progress, Source, quiet
from detente.service.table import TableGame, table_game
from detente.simulate.ahead import find_next_decisions
from detente.simulate.course import Course
from detente.simulate.moments import Due, Moment, Seeds
from detente.table.chairs import Chair, read_chairs, read_types
from detente.table.foreseen import read_expectations
from detente.table.judged import Debrief, Replayed
from detente.table.kept import load, redo, save
from detente.table.moves import (
    GivenAct,
    TableEntry,
    TableError,
    ToldMessage,
    can_choose,
    find_actor,
    read_injection,
    require_act,
    require_any_act,
)
from detente.table.orders import Orders
from detente.table.records import LogRow, SeatView, UmpireView

if TYPE_CHECKING:
    from detente.simulate.replay import Hidden


def take_stamp() -> str:
    """The wall clock, as the log has it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def open_table(
    crisis_source: Source | TableGame,
    *,
    chairs: Mapping[str, str],
    options: Options = DEFAULTS_OF_CLAIMS,
    seed: int = 0,
    variant: str | None = None,
    types: Mapping[str, str] | None = None,
    progress: Progress = quiet,
) -> Table:
    """A table at which a crisis is played.

    Args:
        crisis_source: a crisis; or one that is made ready already (`service.table_game`), which many tables share.
        chairs: actor or seat -> the name of the person who takes it; all others play their equilibrium.
        seed: of the types that are drawn, and of all luck. types: actor -> its type, where the umpire says it.

    Raises:
        ScenarioError, UnsolvedError, DetenteError: see `service.table_game`.
        UnknownNameError: there is no such chair or type. TableError: two chairs are one.
    """
    game = (
        crisis_source
        if isinstance(crisis_source, TableGame)
        else table_game(crisis_source, variant=variant, options=options, progress=progress)
    )
    return Table(game, chairs, Seeds(seed), types or {})


class Table:
    """A game under way.

    Attributes:
        course: the play. entries: what persons and the umpire did. given: by stage the acts that are decided already
            at this moment. messages: of the umpire. orders: of the umpire. is_paused: whether nobody may move.
    """

    def __init__(self, game: TableGame, chairs: Mapping[str, str], seeds: Seeds, types: Mapping[str, str]) -> None:
        self.game, self.seeds, self.types = game, seeds, dict(types)
        self.chairs = read_chairs(game.scenario, chairs)
        self.course = Course(game.prepared, seeds, read_types(game, self.types, seeds))
        self.entries: list[TableEntry] = []
        self.given: dict[int, GivenAct] = {}
        self.messages: list[ToldMessage] = []
        self.is_paused = False
        self.orders = Orders(game.scenario)
        self._made: dict[int, GivenAct] = {}
        self._ahead: tuple[tuple[int, int, tuple[int, ...]], dict[str, int]] | None = None

    @property
    def scenario(self) -> Scenario:
        return self.game.scenario

    @cached_property
    def names(self) -> CrisisNames:
        """How actors and seats are called."""
        return find_names(self.scenario)

    @cached_property
    def numbers(self) -> Mapping[str, float]:
        """The value of every number of the crisis, which everybody knows."""
        return compute_number_values(self.scenario)

    @property
    def turn(self) -> int:
        """The number of the moment at which the table stands, from 1."""
        return self.course.number + 1

    @property
    def ended(self) -> bool:
        """Whether the play is over."""
        return self.course.is_over

    def chair(self, seat: str) -> Chair:
        """The chair of this name.

        Raises:
            UnknownNameError: nobody sits there.
        """
        if seat not in self.chairs:
            known = f"{nearest(seat, list(self.chairs))} (chairs: {listed(list(self.chairs)) or 'none'})"
            raise UnknownNameError(f"table: nobody sits in a chair '{seat}'{known}")
        return self.chairs[seat]

    def find_present(self, seat: str) -> tuple[int, ...]:
        """The actors of a chair that hold it now; of a seat that nobody holds any more, none."""
        actors = self.scenario.actors
        return tuple(
            index
            for index in sorted(self.chair(seat).actors)
            if actors[index].holds_when is None
            or seat == actors[index].name
            or self.course.holds(actors[index].holds_when)
        )

    def seat_of(self, actor: int) -> str | None:
        """The chair from which an actor is played; None for the model."""
        return next((seat for seat, chair in self.chairs.items() if actor in chair.actors), None)

    def list_asked(self, seat: str) -> tuple[Due, ...]:
        """The decisions of a chair at this moment, those given already among them."""
        actors = self.chair(seat).actors
        return tuple(due for due in self.course.list_due() if due.actor in actors and self._is_asked(due))

    def _is_asked(self, due: Due) -> bool:
        """Whether a person is asked. Where nobody may know that a decision did not come up, it is in either case."""
        stage = self.scenario.stages[due.stage]
        assert isinstance(stage, Decision)
        if self.seat_of(due.actor) is None or self._is_forced(due):
            return False
        return due.comes_up or stage.is_covert

    def _is_forced(self, due: Due) -> bool:
        given = self.given.get(due.stage)
        is_ordered = self.orders.find(due, self.course.period) is not None
        return is_ordered or (given is not None and given.by == "umpire")

    def list_waited_for(self) -> tuple[str, ...]:
        """The chairs that are to decide now: those whose decision it is, as everybody can know it."""
        due = [each for each in self.course.list_due() if self._is_asked(each) and each.stage not in self.given]
        return tuple(dict.fromkeys(seat for each in due if (seat := self.seat_of(each.actor)) is not None))

    # What persons do.

    def act(
        self,
        seat: str,
        act: str,
        *,
        expects: Mapping[str, float] | None = None,
        intends: str | None = None,
        stamp: str = "",
    ) -> None:
        """Decide for a chair. Two decisions made at once are kept apart until both are in, then shown together.

        Args:
            act: by name, or as people write it; "" where the decision does not come up.
            expects: probabilities of the others' next acts and of events, see `foreseen.py`. intends: in own words.

        Raises:
            TableError: it is not this chair's turn, the act is not in its menu, or the umpire has paused the table.
            UnknownNameError: an expectation names something that the crisis lacks.
        """
        chair = self.chair(seat)
        if self.is_paused:
            raise TableError("the umpire has paused the table; nobody moves until it continues")
        if self.ended:
            raise TableError("the play is over")
        open_ = [due for due in self.list_asked(seat) if due.stage not in self.given]
        if not open_:
            waiting = ", ".join(self.list_waited_for())
            raise TableError(
                f"{chair.who} has nothing to decide now" + (f"; the table waits for {waiting}" if waiting else "")
            )
        due = open_[0]
        chosen = require_act(due, act)
        read_expectations(expects or {}, self.scenario)
        entry = TableEntry(
            self.turn,
            "act",
            stamp,
            seat=seat,
            stage=self.scenario.stages[due.stage].name,
            text=chosen,
            expects=dict(expects or {}),
            intends=intends or "",
        )
        self._note(entry)
        self.given[due.stage] = GivenAct(chosen, "player", entry)
        if not self.list_waited_for():
            self.step()

    def advance(self) -> None:
        """Play everybody who is no person until a person must decide, the play is over or the clock is stopped."""
        while not self.ended and not self.is_paused and not self.list_waited_for():
            self.step()

    def step(self) -> tuple[Moment, ...]:
        """Play this moment alone, for whoever is no person; what happened.

        Raises:
            TableError: a person is to decide, the play is over, or the clock is stopped.
        """
        if self.ended or self.is_paused:
            raise TableError("the play is over" if self.ended else "the umpire has paused the table")
        if waiting := self.list_waited_for():
            raise TableError(f"the table waits for {', '.join(waiting)}")
        acts: dict[int, GivenAct] = {}
        for due in self.course.list_due():
            forced = self.orders.find(due, self.course.period)
            given = self.given.get(due.stage) if forced is None else GivenAct(forced, "umpire")
            self.orders.carried_out(due)
            if given is not None:
                acts[due.stage] = given
        chosen = {stage: given.act for stage, given in acts.items() if given.act}
        moments = self.course.take(chosen)
        for moment in moments:
            if moment.stage in acts:
                self._made[moment.number] = acts[moment.stage]
        self.given.clear()
        return moments

    def find_next_decisions(self) -> Mapping[str, int]:
        """The place of the next decision of every owner for whom one can still come up; see `simulate/ahead.py`."""
        if self.ended:
            return {}
        where = (self.course.period, self.course.stage, self.course.levels)
        if self._ahead is None or self._ahead[0] != where:
            self._ahead = where, find_next_decisions(self.course.game, *where)
        return self._ahead[1]

    def made(self, number: int) -> GivenAct | None:
        """Who made the move of a moment, if it was not the model."""
        return self._made.get(number)

    def is_made_by_umpire(self, number: int) -> bool:
        """Whether the umpire made the move of a moment."""
        made = self._made.get(number)
        return made is not None and made.by == "umpire"

    # What the umpire does.

    def inject(self, do: str, *, stamp: str = "") -> None:
        """Let something happen: moves made for their owners on dates (`rebels plays advance at 2015-07`), taken by all
        as if they had been chosen; or a public variable at another level at once (`front = beyond`).

        Raises:
            UnknownNameError: it names something that the crisis lacks.
            TableError: it is neither, its dates are over, or the play cannot stand at such a state now.
        """
        if self.ended:
            raise TableError("inject: the play is over")
        injection = read_injection(do, self.scenario, self.course.period)
        if injection.variable:
            if not self.course.set_level(injection.variable, injection.level):
                raise TableError(
                    f"inject: {injection.text} leads to a state that this crisis cannot reach at this moment, for "
                    "which nobody has a policy"
                )
            self.given.clear()
            label, level = in_words(injection.variable), in_words(injection.level)
            self._tell(f"{capitalize(label)} is now {level}.", None)
        else:
            self.orders.injections.append(injection)
        self._note(TableEntry(self.turn, "inject", stamp, text=do))

    def override(self, actor: str, act: str, *, stamp: str = "") -> None:
        """Make the next decision of an actor that has the act, in a chair or not, in its place.

        Raises:
            UnknownNameError: there is no such actor, or it never has such an act.
        """
        index = find_actor(self.scenario, actor, "override")
        act = require_any_act(self.scenario, actor, act)
        for due in self.course.list_due():
            if due.actor == index and can_choose(due, act):
                self.given.pop(due.stage, None)
        self.orders.overrides[actor] = act
        self._note(TableEntry(self.turn, "override", stamp, text=act, actor=actor))

    def withdraw(self, what: str, *, stamp: str = "") -> None:
        """Take back what was ordered and has not happened yet: an injected move by its text, an override by its actor.

        Raises:
            TableError: there is no such order.
        """
        self.orders.withdraw(what.strip())
        self._note(TableEntry(self.turn, "withdraw", stamp, text=what.strip()))

    def pause(self, *, stamp: str = "") -> None:
        """Stop the clock: nobody moves."""
        self.is_paused = True
        self._note(TableEntry(self.turn, "pause", stamp))

    def resume(self, *, stamp: str = "") -> None:
        """Let the clock go on."""
        self.is_paused = False
        self._note(TableEntry(self.turn, "resume", stamp))

    def reveal(self, what: str, *, to: str | None = None, stamp: str = "") -> None:
        """Tell a seat, or all, something that is hidden; the model's beliefs do not move by it.

        Args:
            what: an actor, whose type is told; or `ACTOR acts`: what it did unseen. Any other text is told as it is.
        """
        from detente.table.umpire import reveal_in_words

        if to is not None:
            self.chair(to)
        self._tell(reveal_in_words(self, what), to)
        self._note(TableEntry(self.turn, "reveal", stamp, text=what, to=to or ""))

    def _tell(self, words: str, to: str | None) -> None:
        period = min(self.course.period, self.scenario.calendar.num_periods - 1)
        self.messages.append(ToldMessage(self.turn, self.scenario.calendar.labels[period], words, to))

    def _note(self, entry: TableEntry) -> None:
        self.entries.append(entry)

    # What can be seen.

    def view(self, seat: str) -> SeatView:
        """All that a seat may see now; see `seat.view`."""
        from detente.table.seat import view

        return view(self, seat)

    def umpire(self) -> UmpireView:
        """Everything."""
        from detente.table.umpire import oversee

        return oversee(self)

    def log(self) -> tuple[LogRow, ...]:
        """The log, turn by turn, with everything that is hidden."""
        from detente.table.log import list_rows

        return list_rows(self)

    def debrief(self, seat: str | None = None, *, times: int = 1000) -> Debrief:
        """The play with everything that was hidden; see `debrief.py`.

        Args:
            seat: whose moves are judged; None: of all chairs. times: plays behind each number that is simulated.

        Raises:
            TableError: the play is not over.
        """
        from detente.table.debrief import debrief

        return debrief(self, seat, times)

    # What would have happened.

    def fork(self, turn: int, seed: int | None = None) -> Table:
        """A table of its own that stands where this one stood at a turn, with everything done before it.

        Args:
            seed: of the luck from there on; None: the same luck.

        Raises:
            TableError: the table has not come to such a turn.
        """
        turn = self.require_turn(turn)
        seeds = self.seeds if seed is None else self.seeds.from_stage(turn - 1, seed)
        return self.again(self.entries, turn, seeds)

    def require_turn(self, turn: int) -> int:
        """A turn to which the table has come; of two decisions made at once that of the first.

        Raises:
            TableError: with those that there are.
        """
        if isinstance(turn, bool) or not isinstance(turn, int) or not 1 <= turn <= self.turn:
            raise TableError(f"there is no turn {turn}; the table has come to turns 1 to {self.turn}")
        return turn - self.scenario.is_second_of_two((turn - 1) % len(self.scenario.stages))

    def again(self, entries: Sequence[TableEntry], turn: int, seeds: Seeds | None = None) -> Table:
        """A table at which the entries are made again, until it stands at a turn; those of the turn itself are left out
        where the moment has not been played.
        """
        table = Table(
            self.game, {seat: each.player for seat, each in self.chairs.items()}, seeds or self.seeds, self.types
        )
        redo(table, [each for each in entries if each.turn < turn], turn)
        return table

    def replay(
        self, turn: int, times: int = 1000, *, act: str | None = None, hidden: Hidden = "true", seed: int = 0
    ) -> Replayed:
        """What would have happened: the play gone on from a turn many times, by everybody's policies.

        Args:
            act: what is done at the turn instead; None: what was done there, for a turn that has been played by a
                person; for any other what the policy draws.
            hidden: `true`: the others are what they were; `believed`: they are drawn from what was believed then.

        Raises:
            TableError: there is no such turn, or nobody decides there who has the act.
        """
        from detente.table.replays import replay_table

        return replay_table(self, turn, times, act, hidden, seed)

    def save(self, path: str | Path) -> Path:
        """Write the game to a file, from which `load_table` takes it up again."""
        return save(self, path)


def load_table(path: str | Path, *, progress: Progress = quiet) -> Table:
    """A saved game, taken up where it was left.

    Raises:
        DetenteError: the file is no saved game, or its game cannot be taken again by this version.
    """
    return load(path, progress)
