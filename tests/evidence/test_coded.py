"""Coded tables: which rows are counted, and every mistake with its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detente.errors import ScenarioError
from detente.evidence.coded import read_coded

TABLE = 'month,arm,note,lift\nMay,1,"a\nb",0\nJune,0,c,\nJuly,yes,,no\nAugust,1\n'


def read(tmp_path: Path, text: str, *columns: str, first: str = "", last: str = "") -> dict[str, list[bool]]:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    return read_coded(tmp_path / "t.csv", columns, first, last)


def test_columns_that_are_coded_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, TABLE) == {"arm": [True, False, True, True], "lift": [False, False]}


def test_rows_are_counted_in_the_order_of_the_file_and_not_of_the_alphabet(tmp_path: Path) -> None:
    assert read(tmp_path, TABLE, "arm", first="June", last="August") == {"arm": [False, True, True]}


@pytest.mark.parametrize(
    ("text", "columns", "span", "message"),
    [
        (TABLE, ["note"], {}, r"t\.csv:2:1 row 2, note: 'a\nb' is neither 1"),
        (TABLE, ["lift", "note"], {"first": "June"}, r"t\.csv:4:1 row 4, note: 'c' is neither 1"),
        (TABLE, ["arms"], {}, r"t\.csv:1:1 columns: no column 'arms' — did you mean 'arm'"),
        (TABLE, [], {"last": "Juny"}, r"t\.csv:2:1 month: no row begins with 'Juny' — did you mean '\w+'"),
        (TABLE, [], {"first": "July", "last": "May"}, r"the row 'May' to end with stands above 'July'"),
        (",,\n,,,\n", ["nope"], {"last": "x"}, "the table has no rows"),
        ("a,b\nx,y\n", [], {}, "no column has only 0 and 1"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, columns: list[str], span: dict[str, str], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        read(tmp_path, text, *columns, **span)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(ScenarioError, match="not a regular file"):
        read_coded(tmp_path / "pipe.csv", (), "", "")
