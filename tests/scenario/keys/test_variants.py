"""The keys of measures and variants."""

from __future__ import annotations

from detente.scenario.keys.entry import list_entries
from detente.scenario.keys.variants import MeasureKeys, VariantKeys
from detente.scenario.tree import to_plain
from support.keys import read_entry


def test_a_measure_is_of_one_period_or_of_several() -> None:
    assert read_entry(MeasureKeys, "{of: aid, at: end}")[1] == []
    assert read_entry(MeasureKeys, "{of: aid, from: 2015-05, to: 2015-06}")[1] == []
    assert read_entry(MeasureKeys, "{of: aid, at: end, to: 2015-06}")[1] == [
        "'at' is one period, 'from' and 'to' are several; give one or the other"
    ]
    assert read_entry(MeasureKeys, "{better: more}")[1] == ["missing 'of'"]


def test_whatever_else_a_variant_has_is_a_change() -> None:
    text = "{says: So., builds on: [a, b], sees: {ann: c}, numbers.x: 0, state.front: removed, stages.s: {when: yes}}"
    variant, mistakes = read_entry(VariantKeys, text)
    assert mistakes == []
    assert [parent.text for parent in variant.builds_on or ()] == ["a", "b"]
    assert [(name, seen.text) for name, seen, _ in list_entries(variant.sees)] == [("ann", "c")]
    assert {path: to_plain(value) for path, value, _ in list_entries(variant.changes)} == {
        "numbers.x": 0,
        "state.front": "removed",
        "stages.s": {"when": "yes"},
    }
