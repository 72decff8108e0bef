"""Tables as spreadsheets save them (CSV): a line that names the columns, and rows with their lines in the file."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from detente.errors import Mistake, ScenarioError
from detente.scenario.positions import Where
from detente.scenario.reading import read_file

_OTHER_SEPARATORS = (";", "\t")


@dataclass(frozen=True)
class CsvRow:
    """A row: the line where it begins, from 1, and its cells by column; a column that it does not reach is left out."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class CsvTable:
    """A table. heads: its columns in order, each once. rows: those that are not empty."""

    file: str
    heads: tuple[str, ...]
    rows: tuple[CsvRow, ...]

    def place(self, row: CsvRow, head: str = "") -> Where:
        """Where a row stands, or its cell of a column."""
        return Where(self.file, row.line, 1, f"row {row.line}, {head}" if head else f"row {row.line}")


def read_csv(path: Path) -> CsvTable:
    """The table in a file.

    Raises:
        ScenarioError: it cannot be read, a column is named twice, or a row has more cells than there are columns.
    """
    file = str(path)
    # Lines end as they do on other systems too, in a cell as well.
    lines = read_file(path).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    reader = csv.reader((line + "\n" for line in lines), strict=True)
    rows: list[CsvRow] = []
    heads: list[str] = []
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not heads:
                heads = _read_heads(cells, file, line)
                continue
            if len(cells) > len(heads) and any(cell.strip() for cell in cells[len(heads) :]):
                message = f"this row has {len(cells)} cells, the first line {len(heads)} columns"
                raise ScenarioError([Mistake(Where(file, line, 1, f"row {line}"), message)])
            rows.append(CsvRow(line, {head: cell.strip() for head, cell in zip(heads, cells, strict=False) if head}))
    except csv.Error as error:
        raise ScenarioError([Mistake(Where(file, before + 1, 1, "row"), f"this is no row: {error}")]) from None
    return CsvTable(file, tuple(filter(None, heads)), tuple(rows))


def _read_heads(cells: list[str], file: str, line: int) -> list[str]:
    """The names of the columns; a column without a name is not read."""
    heads = [cell.strip() for cell in cells]
    other = next((sign for sign in _OTHER_SEPARATORS if len(heads) == 1 and sign in heads[0]), None)
    if other is not None:
        name = "tabs" if other == "\t" else "semicolons"
        message = f"the columns are separated by {name}; save the table with commas between them"
        raise ScenarioError([Mistake(Where(file, line, 1, "columns"), message)])
    for number, head in enumerate(heads, start=1):
        if head and head in heads[: number - 1]:
            message = f"the column '{head}' is named twice, first as column {heads.index(head) + 1}"
            raise ScenarioError([Mistake(Where(file, line, 1, f"column {number}"), message)])
    return heads
