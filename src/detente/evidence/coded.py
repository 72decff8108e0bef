"""Coded tables: a row for every period, a column of 0 and 1 for every act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from detente.errors import Mistake, ScenarioError
from detente.evidence.csv_tables import CsvRow, CsvTable, read_csv
from detente.scenario.names import listed, nearest
from detente.scenario.positions import Where

_CODES: Mapping[str, bool | None] = {"1": True, "yes": True, "0": False, "no": False, "": None}


def read_coded(path: Path, columns: Sequence[str], first: str, last: str) -> dict[str, list[bool]]:
    """Whether each act happened, in the periods that are coded.

    Args:
        columns: which; none: all that have only 0, 1, yes, no or empty cells. Empty cells are left out.
        first, last: the first cells of the rows to begin and to end with; "": the first row, the last.

    Raises:
        ScenarioError: there is no such file, column or row, a cell is neither, or no column is coded.
    """
    table = read_csv(path)
    if not table.rows:
        raise _wrong(Where(table.file, 1, 1, "file"), "the table has no rows below the names of its columns")
    for column in columns:
        if column not in table.heads:
            known = f"{nearest(column, table.heads)} (columns: {listed(table.heads)})"
            raise _wrong(Where(table.file, 1, 1, "columns"), f"no column '{column}'{known}")
    rows = _span(table, first, last)
    found = {column: _read_column(table, rows, column, is_asked=bool(columns)) for column in columns or table.heads}
    coded = {column: each for column, each in found.items() if each}
    if not coded:
        what = "the rows have no 0 and no 1" if columns else "no column has only 0 and 1"
        raise _wrong(Where(table.file, rows[0].line, 1, "file"), what)
    return coded


def _span(table: CsvTable, first: str, last: str) -> tuple[CsvRow, ...]:
    """The rows from one to another, both included."""
    begins = [row.cells.get(table.heads[0], "") for row in table.rows]
    for date in filter(None, (first, last)):
        if date not in begins:
            message = f"no row begins with '{date}'{nearest(date, begins)} (they begin {begins[0]} … {begins[-1]})"
            raise _wrong(Where(table.file, table.rows[0].line, 1, table.heads[0]), message)
    start = begins.index(first) if first else 0
    stop = len(begins) - begins[::-1].index(last) if last else len(begins)
    if stop <= start:
        message = f"the row '{last}' to end with stands above '{first}', the row to begin with"
        raise _wrong(table.place(table.rows[start], table.heads[0]), message)
    return table.rows[start:stop]


def _read_column(table: CsvTable, rows: Sequence[CsvRow], column: str, *, is_asked: bool) -> list[bool]:
    """The codes of a column; none for one that nobody asks for and that has other cells."""
    coded = []
    for row in rows:
        cell = row.cells.get(column, "").lower()
        if cell not in _CODES:
            if not is_asked:
                return []
            message = f"'{cell[:60]}' is neither 1 (it happened), 0 (it did not) nor empty"
            raise _wrong(table.place(row, column), message)
        code = _CODES[cell]
        if code is not None:
            coded.append(code)
    return coded


def _wrong(where: Where, message: str) -> ScenarioError:
    return ScenarioError([Mistake(where, message)])
