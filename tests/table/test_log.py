"""The log: who did what, with which probability, and what the umpire did."""

from __future__ import annotations

import math

import pytest

from detente.table.log import COLUMNS, as_csv
from support.tables import table_of


def test_every_move_has_its_probability_for_the_true_type() -> None:
    table = table_of("classics/proxy", {"patron": "Bob"}, types={"patron": "cold"})
    table.override("proxy", "provoke", stamp="one")
    table.advance()
    table.act("patron", "rescue", stamp="two", intends="to save it")
    umpire, first, second = table.log()
    assert (umpire.kind, umpire.actor, umpire.act, umpire.made_by, umpire.stamp) == (
        "override",
        "proxy",
        "provoke",
        "umpire",
        "one",
    )
    assert (first.made_by, first.changes, first.turn) == ("umpire", "line:quiet->provoked", 1)
    assert (second.made_by, second.player, second.intends) == ("player", "Bob", "to save it")
    assert second.probability == pytest.approx(1 / (1 + math.exp(10)), rel=1e-4)


def test_rows_as_csv() -> None:
    table = table_of("classics/proxy", {})
    table.advance()
    lines = as_csv(table.log()).splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == 1 + len(table.log())
