"""The keys of designs; what is made of them is in tests/scenario/test_designs.py."""

from __future__ import annotations

from detente.scenario.keys.designs import DesignKeys
from support.keys import read_entry


def test_free_words_and_changes_are_read() -> None:
    text = "{serves: obama, for: {k: {from: 0, to: 3}, on: {one of: [2015-09, held]}}, numbers.burden: k}"
    design, mistakes = read_entry(DesignKeys, text)
    assert mistakes == []
    assert list(design.changes.entries) == ["numbers.burden"]
    assert [value.text for value in design.tried.entries["on"].one_of] == ["2015-09", "held"]
    assert design.tried.entries["k"].last.value == 3


def test_a_word_has_a_range_or_a_list() -> None:
    missing = "'from' and 'to' are needed here, or 'one of'"
    assert read_entry(DesignKeys, "{for: {k: {from: 0}}}")[1] == [missing]
    assert "give one or the other" in read_entry(DesignKeys, "{for: {k: {from: 0, to: 1, one of: [a]}}}")[1][0]
    assert "a list of values" in read_entry(DesignKeys, "{for: {k: {one of: []}}}")[1][0]
    assert "a single value" in read_entry(DesignKeys, "{for: {k: {one of: [[a]]}}}")[1][0]
    assert read_entry(DesignKeys, "{serves: obama}")[1] == ["missing 'for'"]
