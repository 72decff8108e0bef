"""Tables as spreadsheets save them: rows with the lines where they begin, and every mistake with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import ScenarioError
from detente.evidence.csv_tables import CsvTable, read_csv


def read(tmp_path: Path, content: bytes) -> CsvTable:
    (tmp_path / "t.csv").write_bytes(content)
    return read_csv(tmp_path / "t.csv")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_end_as_on_any_system(tmp_path: Path, end: bytes) -> None:
    table = read(tmp_path, b"date,act" + end + b'2015-05,"a' + end + b'b"' + end + end + b"2015-06,1" + end)
    assert table.heads == ("date", "act")
    assert [(row.line, dict(row.cells)) for row in table.rows] == [
        (2, {"date": "2015-05", "act": "a\nb"}),
        (5, {"date": "2015-06", "act": "1"}),
    ]


def test_a_short_row_and_empty_cells_at_the_end(tmp_path: Path) -> None:
    table = read(tmp_path, b"\xef\xbb\xbfdate,act,\n2015-05\n2015-06,1,,,\n")
    assert [dict(row.cells) for row in table.rows] == [{"date": "2015-05"}, {"date": "2015-06", "act": "1"}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"date;act\n2015-05;1\n", r"t\.csv:1:1 columns: the columns are separated by semicolons; .* commas"),
        (b"date\tact\n", "separated by tabs"),
        (b"date,act,date\n", r"t\.csv:1:1 column 3: the column 'date' is named twice, first as column 1"),
        (b"date,act\n2015-05,1\n2015-06,1,2\n", r"t\.csv:3:1 row 3: this row has 3 cells, the first line 2 columns"),
        (b'date,act\n2015-05,1\n2015-06,"1\n', r"t\.csv:3:1 row: this is no row"),
        (b"date,act\n\xff,1\n", r"t\.csv:1:1 file: the file is not UTF-8 text \(byte 9\)"),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        read(tmp_path, content)
