"""The tables that one server has: who sits where, what is under way, and which pages are told of a change."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from detente.errors import DetenteError
from detente.scenario.model import Decision
from detente.service.setting_up import Progress
from detente.table.web.passes import SEATS, UMPIRE, Door, Pass, Passes

if TYPE_CHECKING:
    from detente.scenario.model import Scenario
    from detente.table.session import Table

Result = TypeVar("Result")

Open = Callable[[Mapping[str, str], int], "Table"]
"""A new table for these players, by actor; the second argument is the table's number from 0 on."""


def seat_address(token: str) -> str:
    """The page of a seat."""
    return f"/seat/{token}"


class SeatTakenError(DetenteError):
    """Somebody else sits there; the message names the chair."""


@dataclass(eq=False)
class Sitting:
    """One table of a server with its players: before the play, during it and after it.

    Args:
        key: names the table on pages, as `3`. players: the names of those who sit, by actor.
        table: the play; None before it has begun. keep: the file in which it is saved after every move, or None.
        is_listed: whether it is on the first page; one that goes on from a moment of another one is not.
        trouble: why the play could not begin.
    """

    key: str
    players: dict[str, str] = field(default_factory=dict)
    table: Table | None = None
    keep: Path | None = None
    is_listed: bool = True
    trouble: str = ""
    is_opening: bool = False
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _listeners: dict[object, Callable[[], None]] = field(default_factory=dict)

    def listen(self, who: object, told: Callable[[], None]) -> None:
        """`told` is called after every change, until `who` is forgotten."""
        self._listeners[who] = told

    def forget(self, who: object) -> None:
        """Nothing more is told to `who`."""
        self._listeners.pop(who, None)

    def changed(self) -> None:
        """Tell every page of this table that something is different."""
        for told in list(self._listeners.values()):
            told()

    async def do(self, act: Callable[[], Result]) -> Result:
        """Do something to the play, one thing at a time and beside the server's loop; every page is told after it."""

        def done() -> Result:
            result = act()
            if self.keep is not None and self.table is not None:
                self.table.save(self.keep)
            return result

        async with self._lock:
            try:
                return await asyncio.to_thread(done)
            finally:
                self.changed()

    async def ask(self, question: Callable[[], Result]) -> Result:
        """Compute something about the play beside the server's loop; nothing changes, and nobody is told."""
        async with self._lock:
            return await asyncio.to_thread(question)


@dataclass(eq=False)
class Hall:
    """All that a server has.

    Args:
        scenario: the crisis. open: makes a new table. door: who may join.
        is_local: whether only this machine reaches the server.
        prepare: what is done once, after the first page has been sent, so that plays begin at once; it says how far it
            has come.
        keep: the file in which the first table's play is saved after every move; None: none is.
        begins_at_once: whether the first table begins as soon as its page is there, with those who sit from the start.
        asks: whether players are asked before each move what they expect and intend.
        under_way: the step of `prepare` and how much of it is done, in percent.
        links: other pages of the server that its first page leads to: (words, address).
    """

    scenario: Scenario
    open: Open
    door: Door
    is_local: bool = True
    prepare: Callable[[Progress], Any] | None = None
    keep: Path | None = None
    begins_at_once: bool = False
    asks: bool = True
    links: tuple[tuple[str, str], ...] = ()
    passes: Passes = field(default_factory=Passes)
    sittings: dict[str, Sitting] = field(default_factory=dict)
    under_way: tuple[str, int] = ("", 0)
    _ready: asyncio.Task[None] | None = None

    def add(self, table: Table | None = None, players: Mapping[str, str] | None = None) -> Sitting:
        """A new table, with a play that is under way or without one."""
        key = str(len(self.sittings) + 1)
        keep = self.keep
        if keep is not None and self.sittings:
            keep = keep.with_stem(f"{keep.stem}-{key}")
        self.sittings[key] = Sitting(key, dict(players or {}), table, keep)
        return self.sittings[key]

    @property
    def listed(self) -> tuple[Sitting, ...]:
        """The tables of the first page."""
        return tuple(each for each in self.sittings.values() if each.is_listed)

    def seat_of(self, token: str) -> tuple[Pass, Sitting] | None:
        """The pass of a player with its table; None if the token is nobody's."""
        return self._find(token, SEATS)

    def umpire_of(self, token: str) -> tuple[Pass, Sitting] | None:
        """The pass of an umpire with its table; None if the token is nobody's."""
        return self._find(token, UMPIRE)

    def _find(self, token: str, kind: str) -> tuple[Pass, Sitting] | None:
        found = self.passes.find(token, kind)
        return None if found is None else (found, self.sittings[found.table])

    def free_chairs(self, sitting: Sitting) -> tuple[str, ...]:
        """The chairs that nobody has taken, in the order of the file; none once the play has begun."""
        if sitting.table is not None or sitting.is_opening:
            return ()
        return tuple(chair for chair in self.chairs if chair not in sitting.players)

    @cached_property
    def chairs(self) -> tuple[str, ...]:
        """Actors that decide something, and in place of those that hold a seat one after the other the seat."""
        movers = {
            actor.name
            for stage in self.scenario.stages
            if isinstance(stage, Decision)
            for actor in self.scenario.movers(stage)
            if not actor.is_deputy
        }
        return tuple(dict.fromkeys(each.seat or each.name for each in self.scenario.actors if each.name in movers))

    def sit(self, sitting: Sitting, seats: tuple[str, ...], name: str) -> str:
        """Sit down in one chair, or at a screen that is handed on in several.

        Returns:
            The token of the seats.

        Raises:
            SeatTakenError: a chair is not free any more.
        """
        free = self.free_chairs(sitting)
        taken = [seat for seat in seats if seat not in free]
        if taken:
            raise SeatTakenError(f"{self.title(taken[0])}: this chair is taken. Free: {self._in_words(free)}.")
        sitting.players.update({seat: name or self.title(seat) for seat in seats})
        token = self.give_chair(sitting, seats)
        sitting.changed()
        return token

    def give_chair(self, sitting: Sitting, seats: tuple[str, ...]) -> str:
        """A new token for whoever sits in these chairs."""
        return self.passes.give(Pass(sitting.key, SEATS, seats))

    def stand_up(self, sitting: Sitting, token: str) -> None:
        """Leave the chairs of this token, before the play has begun."""
        found = self.seat_of(token)
        if found is None or sitting.table is not None or sitting.is_opening:
            return
        for seat in found[0].seats:
            sitting.players.pop(seat, None)
        self.passes.withdraw(token)
        sitting.changed()

    async def begin(self, sitting: Sitting) -> None:
        """Begin the play with those who sit; every other actor plays its equilibrium."""
        if sitting.table is not None or sitting.is_opening:
            return
        sitting.is_opening, sitting.trouble = True, ""
        sitting.changed()

        def opened() -> None:
            table = self.open(dict(sitting.players), int(sitting.key) - 1)
            table.advance()
            sitting.table = table

        try:
            await self.ready()
            await sitting.do(opened)
        except (DetenteError, OSError) as error:
            sitting.trouble = str(error)
        finally:
            sitting.is_opening = False
            sitting.changed()

    async def first_page_is_there(self) -> None:
        """A browser has its first page, so that there is time for what plays need."""
        if self.begins_at_once:
            self.begins_at_once = False
            await self.begin(self.sittings["1"])
        # What is wrong with it is said where a play should begin.
        with suppress(DetenteError, OSError):
            await self.ready()

    @property
    def first_page(self) -> str:
        """The page that a browser of this machine shows at first."""
        sitting = self.sittings["1"]
        return next((self.address_of(sitting, chair) for chair in sitting.players), "/")

    async def ready(self) -> None:
        """Wait until what plays need has been prepared; the first call starts it."""
        if self.prepare is None:
            return
        if self._ready is None:
            self._ready = asyncio.ensure_future(self._prepare(self.prepare))
        await asyncio.shield(self._ready)

    async def _prepare(self, prepare: Callable[[Progress], Any]) -> None:
        loop = asyncio.get_running_loop()

        def told(what: str, share: float) -> None:
            found = what, int(100 * share)
            if found != self.under_way:
                self.under_way = found
                _tell(loop, self._changed)

        # Solving may take minutes, and the end of the server waits for the loop's own threads, but not for this one.
        done: asyncio.Future[None] = loop.create_future()

        def work() -> None:
            try:
                prepare(told)
            except BaseException as error:
                _tell(loop, done.set_exception, error)
            else:
                _tell(loop, done.set_result, None)

        threading.Thread(target=work, daemon=True, name="prepare").start()
        await done

    def _changed(self) -> None:
        for sitting in self.sittings.values():
            if sitting.is_opening:
                sitting.changed()

    def title(self, chair: str) -> str:
        """The chair as the file calls its actor; a seat by its name."""
        named = next((each.title for each in self.scenario.actors if each.name == chair), chair.replace("_", " "))
        return named[:1].upper() + named[1:]

    def why(self, chair: str) -> str:
        """What the file says of the chair; empty if it says nothing."""
        return next((each.note.why or "" for each in self.scenario.actors if each.name == chair), "")

    def address_of(self, sitting: Sitting, chair: str) -> str:
        """The page of whoever sits in the chair; empty if nobody does."""
        return next((seat_address(t) for t, each in self.passes.of(sitting.key, SEATS) if chair in each.seats), "")

    def go_on(self, table: Table, players: Mapping[str, str]) -> str:
        """Another table, with a play that has begun already; it is not on the first page, and is not saved.

        Returns:
            The address of one screen for all its players.
        """
        sitting = self.add(table, players)
        sitting.is_listed, sitting.keep = False, None
        return seat_address(self.give_chair(sitting, tuple(players)))

    def umpire_address(self, sitting: Sitting) -> str:
        """The umpire's page of this table; its token is made when it is first asked for."""
        found = self.passes.of(sitting.key, UMPIRE)
        return f"/umpire/{found[0][0] if found else self.passes.give(Pass(sitting.key, UMPIRE))}"

    def _in_words(self, seats: tuple[str, ...]) -> str:
        return ", ".join(self.title(seat) for seat in seats) or "none"


def _tell(loop: asyncio.AbstractEventLoop, act: Callable[..., None], *values: Any) -> None:
    """Do something in the server's loop, from another thread; nothing if the server has ended."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(act, *values)
