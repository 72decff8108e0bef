"""Worlds kept in a folder: rows in Parquet files, one for each batch, and a manifest of what all rows have in common.

A file is written whole or not at all, so that whatever ends the program costs the batch under way at most. The files
open in every program that reads Parquet; here DuckDB writes and reads them.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from detente.analysis.accuracy import GridChoice
from detente.errors import DetenteError
from detente.files import check_writable, parse_json, read_regular, remove_leftovers, write_whole

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
_LOCK = "lock"
_PART = re.compile(r"worlds-(\d{9})\.parquet")

Row = Mapping[str, Any]
"""A world: its number, and what was found in it, by column."""

Columns = Mapping[str, str]
"""Names of columns, with the kind of their values as DuckDB calls it."""


class WorldStore:
    """The rows of one crisis with one seed and one set of options.

    Args:
        identity: all that rows depend on, as values of JSON; a folder with rows of anything else is refused.

    Raises:
        DetenteError: the folder has the rows of something else, or no manifest that can be read.
        OSError: it cannot be written to.
    """

    def __init__(self, folder: Path, identity: Mapping[str, Any], columns: Columns) -> None:
        self.folder, self._columns = folder, columns
        self._identity = json.loads(json.dumps(identity))
        self._found = self._read_manifest()
        check_writable(folder / MANIFEST)

    @property
    def grid(self) -> GridChoice | None:
        """The belief grid of all rows, once it is chosen."""
        return None if self._found is None else self._found

    def begin(self, grid: GridChoice) -> None:
        """Write the manifest, before the first row."""
        document = {"of": self._identity, "grid": asdict(grid)}
        write_whole(self.folder / MANIFEST, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        remove_leftovers(self.folder)
        self._found = grid

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else adds rows meanwhile.

        Raises:
            DetenteError: somebody does.
        """
        try:
            import fcntl
        except ImportError:  # pragma: no cover
            yield  # where files cannot be locked in this way
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / _LOCK, "w", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise DetenteError(
                    f"store: another process adds worlds to {self.folder} at this moment; wait until it ends, or "
                    "choose another folder"
                ) from None
            yield

    def worlds(self) -> set[int]:
        """The numbers of the worlds that are there."""
        return list_stored(self.folder)

    def add(self, rows: Sequence[Row]) -> None:
        """Keep the rows of one batch, all or none of them.

        Raises:
            OSError: they cannot be written.
        """
        import duckdb
        import pandas as pd

        name = f"worlds-{min(row['world'] for row in rows):09d}.parquet"
        frame = pd.DataFrame(
            {column: pd.Series([row[column] for row in rows], dtype=object) for column in self._columns}
        )
        chosen = ", ".join(
            f"CAST({_quoted(column)} AS {kind}) AS {_quoted(column)}" for column, kind in self._columns.items()
        )
        # The file is made elsewhere, and put into its place in one step.
        with tempfile.TemporaryDirectory() as aside, duckdb.connect() as connection:
            path = Path(aside) / name
            connection.register("rows_of_batch", frame)
            target = str(path).replace("'", "''")
            connection.execute(
                f"COPY (SELECT {chosen} FROM rows_of_batch ORDER BY world) TO '{target}' (FORMAT parquet)"
            )
            write_whole(self.folder / name, path.read_bytes())

    def frame(self, num_worlds: int) -> pd.DataFrame:
        """A row for every world up to this number, in order, and before them that of the base values, world 0."""
        statement = "SELECT * FROM read_parquet($files) WHERE world <= $most ORDER BY world"
        frame = _query(statement, _list_files(self.folder), most=num_worlds).df()
        return frame[list(self._columns)]

    def _read_manifest(self) -> GridChoice | None:
        path = self.folder / MANIFEST
        try:
            document = parse_json(read_regular(path))
            found, grid = document["of"], TypeAdapter(GridChoice).validate_python(document["grid"])
        except FileNotFoundError:
            if _list_files(self.folder):
                raise DetenteError(f"store: {self.folder} has worlds but no {MANIFEST} that says of what") from None
            return None
        except (OSError, ValueError, KeyError, TypeError, ValidationError):
            raise DetenteError(f"store: {path} cannot be read as a manifest of worlds") from None
        if found != self._identity:
            differing = _differing(found, self._identity)
            raise DetenteError(
                f"store: the worlds in {self.folder} are of something else: {differing}. Choose another folder for "
                "these, or delete that one."
            )
        return grid


def list_stored(folder: Path) -> set[int]:
    """The numbers of the worlds whose rows are in a folder."""
    files = _list_files(folder)
    if not files:
        return set()
    return {number for (number,) in _query("SELECT world FROM read_parquet($files)", files).fetchall()}


def _list_files(folder: Path) -> list[str]:
    return sorted(str(each) for each in folder.iterdir() if _PART.fullmatch(each.name)) if folder.is_dir() else []


def _differing(found: object, wanted: Mapping[str, Any]) -> str:
    """What differs between a manifest and what was to be found there."""
    there = found if isinstance(found, Mapping) else {}
    names = [name for name in {**wanted, **there} if there.get(name) != wanted.get(name)]
    return "; ".join(f"{name} {_short(there.get(name))} there, {_short(wanted.get(name))} here" for name in names)


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _query(statement: str, files: Sequence[str], **values: object) -> Any:
    import duckdb

    with suppress(duckdb.IOException, duckdb.InvalidInputException):
        return duckdb.connect().execute(statement, {"files": list(files), **values})
    raise DetenteError(f"store: a file of worlds in {Path(files[0]).parent} cannot be read")


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
