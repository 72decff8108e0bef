"""A game on a file: the crisis, the seed and everything that was done, from which it is taken up again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from detente.analysis.options import Options
from detente.errors import DetenteError
from detente.files import check_writable, parse_json, read_regular, write_whole
from detente.scenario import loading
from detente.scenario.names import listed
from detente.service.setting_up import Progress, version
from detente.service.table import TableGame, table_game
from detente.simulate.moments import Seeds
from detente.table.log import as_csv
from detente.table.moves import KINDS, TableEntry

if TYPE_CHECKING:
    from detente.table.session import Table

FORMAT = "detente table 1"


class _KeptOptions(BaseModel):
    model_config = ConfigDict(extra="forbid")
    num_points: int | dict[str, int] | None = None
    accuracy: float = Options.accuracy
    has_grid_error: bool = True
    allow_unsolved: bool = False
    max_steps: int = Options.max_steps
    equilibrium: str | tuple[str, ...] | None = None
    rounds: int | None = None


class _KeptGame(BaseModel):
    """What a file has; `to_json` says what it means."""

    model_config = ConfigDict(extra="forbid")
    format: str
    version: str
    scenario: str
    scenario_hash: str
    variant: str | None
    options: _KeptOptions
    seed: int
    later_seeds: tuple[tuple[int, int], ...]
    types: dict[str, str]
    chairs: dict[str, str]
    turn: int
    entries: tuple[TableEntry, ...]
    fingerprint: str
    text: str


def to_json(table: Table) -> dict[str, Any]:
    """A game as plain values. It has everything that is hidden, for it has the seed: it is the umpire's file."""
    options = table.game.options
    return {
        "format": FORMAT,
        "version": version(),
        "scenario": table.scenario.name,
        "scenario_hash": table.scenario.hash,
        "variant": table.scenario.variant,
        "options": {name: _plain(getattr(options, name)) for name in _KeptOptions.model_fields},
        "seed": table.seeds.first,
        "later_seeds": [list(each) for each in table.seeds.later],
        "types": table.types,
        "chairs": {seat: chair.player for seat, chair in table.chairs.items()},
        "turn": table.turn,
        "entries": [entry.to_json() for entry in table.entries],
        "fingerprint": fingerprint(table),
        "text": table.game.text,
    }


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else value


def fingerprint(table: Table) -> str:
    """What tells a game that was taken again from one that went otherwise: a hash of its moments."""
    told = [
        (each.number, each.act, each.seen, each.before, each.after, each.kinds_after) for each in table.course.moments
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def save(table: Table, path: str | Path) -> Path:
    """Write a game to a file; one that ends in .csv gets the log alone, from which no game can be taken up.

    Raises:
        OSError: it cannot be written.
    """
    path = Path(path)
    if path.suffix == ".csv":
        return write_whole(path, as_csv(table.log()))
    return write_whole(path, json.dumps(to_json(table), ensure_ascii=False, indent=1) + "\n")


def require_writable(path: Path | None) -> None:
    """Check that a game can be kept in a file, before anything is solved and played.

    Raises:
        OSError: it cannot.
    """
    if path is not None:
        check_writable(path)


def load(path: str | Path, progress: Progress, game: TableGame | None = None) -> Table:
    """The game of a file, taken again until where it was left.

    Args:
        game: its crisis, where that is solved already.

    Raises:
        DetenteError: the file is no saved game, its crisis has mistakes, or the game goes otherwise now.
    """
    return restore(_read(Path(path)), str(path), progress, game)


def restore(kept: Mapping[str, Any], name: str, progress: Progress, game: TableGame | None = None) -> Table:
    """The game of a record that `to_json` made. name: of the file, for messages."""
    from detente.table.session import Table

    known = _check_shape(kept, name)
    if game is None or game.scenario.hash != known.scenario_hash:
        scenario = loading.loads(known.text, known.scenario, known.variant)
        if scenario.hash != known.scenario_hash:
            raise DetenteError(f"{name}: the crisis in it is not the one that was played; its text was changed")
        game = table_game(scenario, options=Options(**dict(known.options)), progress=progress)
    try:
        table = Table(game, known.chairs, Seeds(known.seed, known.later_seeds), known.types)
        redo(table, known.entries, known.turn)
    except DetenteError as error:
        raise DetenteError(f"{name} cannot be taken up: {error}") from None
    if fingerprint(table) != known.fingerprint:
        raise DetenteError(
            f"{name} was saved by version {known.version}; by this one, {version()}, the same moves lead elsewhere, "
            "because solutions differ. Its log can still be read in the file."
        )
    return table


def _check_shape(kept: Mapping[str, Any], name: str) -> _KeptGame:
    """The record, if it has what `to_json` writes.

    Raises:
        DetenteError: it has not; where, and what is needed there.
    """
    try:
        return _KeptGame.model_validate(kept)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        found = "" if first["type"] == "missing" else f", not {str(first['input'])[:60]}"
        raise DetenteError(f"{name} is no saved game of the table: {place}: {first['msg']}{found}") from None


def redo(table: Table, entries: Sequence[TableEntry], turn: int) -> None:
    """Make entries again at a table, and play until a turn."""
    for entry in entries:
        while table.turn < entry.turn:
            table.step()
        _do(table, entry)
    while table.turn < turn and not table.ended:
        table.step()


def _do(table: Table, entry: TableEntry) -> None:
    stamp = entry.stamp
    if entry.kind == "act":
        table.act(entry.seat, entry.text, expects=entry.expects, intends=entry.intends or None, stamp=stamp)
    elif entry.kind == "inject":
        table.inject(entry.text, stamp=stamp)
    elif entry.kind == "override":
        table.override(entry.actor, entry.text, stamp=stamp)
    elif entry.kind == "withdraw":
        table.withdraw(entry.text, stamp=stamp)
    elif entry.kind == "reveal":
        table.reveal(entry.text, to=entry.to or None, stamp=stamp)
    else:
        known: dict[str, Callable[..., object]] = {"pause": table.pause, "resume": table.resume}
        if entry.kind not in known:
            raise DetenteError(f"an entry is one of {listed(KINDS)}, not '{entry.kind}'")
        known[entry.kind](stamp=stamp)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        kept = parse_json(read_regular(path))
    except OSError as error:
        raise DetenteError(f"{path} cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise DetenteError(f"{path} is not a saved game of the table: {error}") from None
    if not isinstance(kept, dict) or kept.get("format") != FORMAT:
        raise DetenteError(f"{path} is not a saved game of the table")
    return kept
