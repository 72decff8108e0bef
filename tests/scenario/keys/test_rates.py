"""The keys of base rates and occasions; what is made of them is in tests/scenario/test_occasions.py."""

from __future__ import annotations

import pytest

from detente.scenario.keys.rates import ComesUpKeys, UsuallyKeys
from support.keys import read_entry


def test_keys_are_read() -> None:
    usually, mistakes = read_entry(UsuallyKeys, "{advance: 0.1, hold: rest, why: counts}")
    assert mistakes == []
    assert usually.rates is not None
    assert {name: value.text for name, value in usually.rates.entries.items()} == {"advance": "0.1", "hold": "rest"}
    comes_up, mistakes = read_entry(ComesUpKeys, "{in: [2015-06, 2015-12]}")
    assert mistakes == []
    assert [date.text for date in comes_up.dates or ()] == ["2015-06", "2015-12"]


@pytest.mark.parametrize("text", ["{}", "{chance: 0.1, every: 6 months}", "{every: month, in: 2015-06}"])
def test_how_often_is_said_in_one_way(text: str) -> None:
    assert read_entry(ComesUpKeys, text)[1] == [
        "'comes up' is one of a chance, 'every: 6 months' and 'in: [2015-06, 2015-12]'"
    ]
