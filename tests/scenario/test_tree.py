"""Trees keep the place of every value, and stand for plain documents."""

from __future__ import annotations

from detente.scenario.positions import Where
from detente.scenario.reading import read_text
from detente.scenario.tree import Document, Scalar, Series, Table, plant, to_plain

WHERE = Where("f.yaml", 3, 5, "a")
TABLE = read_text("a: 1\nb: {c: [x, 2.5, yes], d: }\n", "f.yaml")


def test_what_is_planted_is_plain_again() -> None:
    document = {"a": [1, {"b": None}], "c": "text", "d": True, "e": 0.5, "f": {}}
    tree = plant(document, WHERE)
    assert to_plain(tree) == document
    assert isinstance(tree, Table)
    assert isinstance(tree.entries["a"], Series)
    assert {entry.where for entry in tree.entries.values()} == {WHERE}


def test_a_scalar_knows_the_column_of_its_characters() -> None:
    assert Scalar(WHERE, "front", "front").at(2).column == 7
    # The quotation mark stands before the text.
    assert Scalar(WHERE, "front", "front", is_bare=False, indent=1).at(2).column == 8
    assert Scalar(WHERE, "over lines", "over lines", indent=None).at(7) == WHERE


def test_an_empty_entry_counts_as_missing() -> None:
    inner = TABLE.entries["b"]
    assert isinstance(inner, Table)
    assert inner.get("d") is None
    assert inner.get("e") is None
    assert (inner.place("d").column, inner.place("e")) == (23, inner.where)


def test_changes_leave_the_table_as_it_was() -> None:
    changed = TABLE.without("b").with_entry("e", plant(7, WHERE), WHERE)
    assert to_plain(changed) == {"a": 1, "e": 7}
    assert to_plain(TABLE) == {"a": 1, "b": {"c": ["x", 2.5, "yes"], "d": None}}
    assert changed.place("e") == WHERE


def test_a_document_is_that_of_the_changed_tree() -> None:
    document = Document(TABLE.without("b"), TABLE)
    assert document == {"a": 1}
    assert document.base is TABLE
