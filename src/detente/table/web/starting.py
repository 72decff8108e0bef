"""The command `detente table`: a server with tables for one crisis, until it is interrupted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.extras import require_extra
from detente.analysis.options import Options
from detente.errors import DetenteError, UnknownNameError
from detente.scenario.model import Scenario
from detente.scenario.names import listed, nearest
from detente.service import QUICK
from detente.service.setting_up import DEFAULTS_OF_CLAIMS, Progress, Source, load, quiet, split_source
from detente.service.table import TableGame, table_game
from detente.table.bench.desk import Desk
from detente.table.bench.papers import Papers
from detente.table.chairs import find_type
from detente.table.kept import require_writable
from detente.table.web.bench_start import bench_of
from detente.table.web.binding import Binding
from detente.table.web.hall import Hall
from detente.table.web.passes import Door, new_code

if TYPE_CHECKING:
    from detente.table.session import Table

WORDS_OF_BENCH = "The workbench: move the numbers of the crisis, and see what turns which claim"
MOST_TABLES = 200


@dataclass(frozen=True)
class Opening:
    """How a server is opened.

    Args:
        binding: where it is reached. num_tables: how many tables it has.
        code: with which the network joins; None: a new one, and none where only this machine reaches the server.
        keep: the file in which the play is saved after every move, and in files beside it those of other tables; None:
            none is, but one that is gone on with is saved in its own file.
        resume: a saved play that is gone on with, in place of a new one.
        opens_browser: whether to show the first page, or a chair that is taken already, in the user's browser.
        chairs: chairs of the first table that are taken from the start, and by whom. types: what actors are, in place
            of a draw. asks: whether players are asked before each move what they expect and intend.
    """

    binding: Binding
    num_tables: int = 1
    code: str | None = None
    keep: Path | None = None
    resume: Path | None = None
    opens_browser: bool = True
    chairs: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    asks: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.num_tables <= MOST_TABLES:
            raise DetenteError(f"{self.num_tables} tables; a server has 1 to {MOST_TABLES}.")
        if self.code is not None and len("".join(self.code.split())) < 4:
            raise DetenteError(f"'{self.code}' is too short for a join code; it has at least four letters or digits.")


@dataclass(frozen=True)
class Started:
    """Where everything is, for whoever started the server.

    Args:
        address: of the first page. code: what must be given there; None where nothing must.
        umpires: the umpire's page, by table. chairs: pages of those who sit already, by table and chair.
    """

    address: str
    code: str | None
    umpires: Mapping[str, str]
    chairs: Mapping[str, Mapping[str, str]]

    def to_json(self) -> dict[str, object]:
        """The record as plain values."""
        chairs = {table: dict(each) for table, each in self.chairs.items()}
        return {"address": self.address, "code": self.code, "umpires": dict(self.umpires), "chairs": chairs}


def host(
    crisis: Source,
    opening: Opening,
    *,
    variant: str | None = None,
    options: Options,
    started: Callable[[Started], None],
    progress: Progress = quiet,
) -> None:
    """Run a server with tables for a crisis until it is interrupted.

    Args:
        started: called once, when the server listens.

    Raises:
        ScenarioError: the scenario's mistakes.
        DetenteError: there is no such crisis, variant or saved play, the server cannot listen there, or its library
            is not installed.
    """
    require_extra("nicegui", "table", "detente table")
    require_writable(opening.keep or opening.resume)
    resumed = _resume(opening.resume, progress) if opening.resume is not None else None
    hall = _open_hall(crisis, opening, variant, options, resumed)

    desk = _desk_of(crisis, hall, variant, options) if resumed is None else None

    from detente.table.web.app import serve

    def listening(address: str) -> None:
        umpires = {key: address.rstrip("/") + hall.umpire_address(each) for key, each in hall.sittings.items()}
        chairs = {
            key: {chair: address.rstrip("/") + page for chair in each.players if (page := hall.address_of(each, chair))}
            for key, each in hall.sittings.items()
        }
        started(Started(address, hall.door.code, umpires, chairs))

    register = []
    if desk is not None:
        address, add = bench_of(desk)
        hall.links = ((WORDS_OF_BENCH, address),)
        register = [lambda _: add()]
    try:
        serve(hall, opening.binding, register=register, started=listening, opens_browser=opening.opens_browser)
    finally:
        if desk is not None:
            desk.close()


def _desk_of(crisis: Source, hall: Hall, variant: str | None, options: Options) -> Desk | None:
    """The desk of the crisis, where only this machine reaches the server; None where others do, or it has no file.

    It writes no file: everybody at this machine finds the first page, which leads there.
    """
    source, numbers = split_source(crisis)
    if not hall.is_local or isinstance(source, Scenario):
        return None
    asked = replace(DEFAULTS_OF_CLAIMS, seed=options.seed)
    quick = replace(QUICK, seed=options.seed)
    return Desk(Papers(source), variant=variant, numbers=numbers, options=quick, asked=asked, may_write=False)


def _resume(path: Path, progress: Progress) -> Table:
    from detente.table.session import load_table

    return load_table(path, progress=progress)


def _open_hall(crisis: Source, opening: Opening, variant: str | None, options: Options, resumed: Table | None) -> Hall:
    """The hall of a new server; the crisis is solved when its first play begins, or before it (`Hall.prepare`)."""
    is_local = opening.binding.is_local
    code = opening.code or (None if is_local else new_code())
    scenario = load(crisis, variant=variant) if resumed is None else resumed.scenario
    for actor, kind in opening.types.items():
        find_type(scenario, actor, kind)
    solved: list[TableGame] = [] if resumed is None else [resumed.game]

    def prepare(told: Progress) -> None:
        if not solved:
            solved.append(table_game(scenario, options=options, progress=told))

    def open_one(players: Mapping[str, str], number: int) -> Table:
        from detente.table.session import open_table

        # Every table has its own luck, and its own types.
        return open_table(solved[0], chairs=players, seed=options.seed + number, types=opening.types)

    hall = Hall(scenario, open_one, Door(code), is_local, prepare, opening.keep or opening.resume, asks=opening.asks)
    if resumed is not None:
        hall.add(resumed, {seat: chair.player for seat, chair in resumed.chairs.items()})
    else:
        for _ in range(opening.num_tables):
            hall.add()
    _seat(hall, opening.chairs if resumed is None else {})
    return hall


def _seat(hall: Hall, chairs: Mapping[str, str]) -> None:
    """Seat those who sit from the start, at the first table: on this machine they share a screen, where the play begins
    at once; on a network each has a page of its own.
    """
    sitting = hall.sittings["1"]
    unknown = [chair for chair in chairs if chair not in hall.chairs]
    if unknown:
        known = f"{nearest(unknown[0], list(hall.chairs))} (chairs: {listed(list(hall.chairs))})"
        raise UnknownNameError(f"table: there is no chair '{unknown[0]}'{known}")
    hall.begins_at_once = bool(chairs) and hall.is_local
    sitting.players.update(chairs)
    together = [tuple(sitting.players)] if hall.is_local else [(chair,) for chair in sitting.players]
    for seats in filter(None, together):
        hall.give_chair(sitting, seats)
