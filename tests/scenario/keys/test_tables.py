"""The keys of tables; what is made of them is in tests/scenario/test_tables.py."""

from __future__ import annotations

from detente.scenario.keys.tables import TableKeys
from support.keys import read_entry


def test_cells_and_orders_are_read() -> None:
    table, mistakes = read_entry(TableKeys, "{rows: moscow, cells: {hawk: 1, dove: {low: 2, high: 3}}}")
    assert mistakes == []
    assert list(table.cells.entries) == ["hawk", "dove"]
    ranked, mistakes = read_entry(TableKeys, "{rows: outcome, best first: [win, [draw, truce], lose]}")
    assert mistakes == []
    assert [[name.text for name in rank] for rank in ranked.best_first] == [["win"], ["draw", "truce"], ["lose"]]


def test_what_is_no_table_is_told() -> None:
    assert "a mapping of rows" in " ".join(read_entry(TableKeys, "{rows: moscow, cells: 3}")[1])
    assert "a list of names" in " ".join(read_entry(TableKeys, "{rows: moscow, best first: win}")[1])
    assert "1 is best or 1 is worst" in " ".join(read_entry(TableKeys, "{rows: moscow, ranks: high}")[1])
