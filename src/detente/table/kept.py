"""A game on a file: the crisis, the seed and everything that was done, from which it is taken up again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.analysis.options import Options
from detente.errors import DetenteError
from detente.files import read_regular, write_whole
from detente.scenario import loading
from detente.service.setting_up import Progress, version
from detente.service.table import TableGame, table_game
from detente.simulate.moments import Seeds
from detente.table.log import as_csv
from detente.table.moves import TableEntry

if TYPE_CHECKING:
    from detente.table.session import Table

FORMAT = "detente table 1"
_OPTIONS = ("num_points", "accuracy", "has_grid_error", "allow_unsolved", "max_steps", "equilibrium", "rounds")


def to_json(table: Table) -> dict[str, Any]:
    """A game as plain values. It has everything that is hidden, for it has the seed: it is the umpire's file."""
    options = table.game.options
    return {
        "format": FORMAT,
        "version": version(),
        "scenario": table.scenario.name,
        "scenario_hash": table.scenario.hash,
        "variant": table.scenario.variant,
        "options": {name: _plain(getattr(options, name)) for name in _OPTIONS},
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

    try:
        if game is None or game.scenario.hash != kept["scenario_hash"]:
            scenario = loading.loads(kept["text"], kept["scenario"], kept["variant"])
            if scenario.hash != kept["scenario_hash"]:
                raise DetenteError(f"{name}: the crisis in it is not the one that was played; its text was changed")
            game = table_game(scenario, options=Options(**kept["options"]), progress=progress)
        later = tuple((int(start), int(seed)) for start, seed in kept["later_seeds"])
        table = Table(game, kept["chairs"], Seeds(int(kept["seed"]), later), kept["types"])
        redo(table, [TableEntry(**entry) for entry in kept["entries"]], int(kept["turn"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, DetenteError):
            raise
        raise DetenteError(f"{name} is no saved game of the table: {error!r}") from None
    if fingerprint(table) != kept["fingerprint"]:
        raise DetenteError(
            f"{name} was saved by version {kept['version']}; by this one, {version()}, the same moves lead elsewhere, "
            "because solutions differ. Its log can still be read in the file."
        )
    return table


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
        {"pause": table.pause, "resume": table.resume}[entry.kind](stamp=stamp)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        kept = json.loads(read_regular(path))
    except OSError as error:
        raise DetenteError(f"{path} cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise DetenteError(f"{path} is no saved game of the table: {error}") from None
    if not isinstance(kept, dict) or kept.get("format") != FORMAT:
        raise DetenteError(f"{path} is no saved game of the table")
    return kept
