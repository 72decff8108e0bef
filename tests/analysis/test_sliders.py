"""Sliders: the values that numbers and priors can be moved to."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from detente.analysis.sliders import NUM_VALUES, Slider, list_sliders
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import loads


def test_a_slider_for_every_range_and_every_prior() -> None:
    sliders = {each.name: each for each in list_sliders(loads(TEMPLATE.read_text(encoding="utf-8")))}
    # The ranges and the prior are those that the file states.
    assert {name: (each.values[0], each.base, each.values[-1]) for name, each in sliders.items()} == {
        "burden": (0.2, 0.6, 1.0),
        "risk": (0.3, 0.5, 0.7),
        "patron.cautious": (0.01, 0.6, 0.99),
    }
    assert sliders["patron.cautious"].is_prior
    assert not sliders["burden"].is_prior
    assert sliders["burden"].source == "report"
    for each in sliders.values():
        assert list(each.values) == sorted(set(each.values))
        assert each.base in each.values
        assert len(each.values) >= NUM_VALUES
        assert max(b - a for a, b in pairwise(each.values)) <= 0.0101 * (each.values[-1] - each.values[0])


def test_values_of_a_logarithmic_range_are_evenly_spread_in_logarithms() -> None:
    text = TEMPLATE.read_text(encoding="utf-8").replace(
        "burden: {range: [0.2, 1.0],", "burden: {range: [0.01, 1.0], prior: log,"
    )
    slider = next(each for each in list_sliders(loads(text)) if each.name == "burden")
    logs = [math.log(value) for value in slider.values]
    gaps = [b - a for a, b in pairwise(logs)]
    assert max(gaps) == pytest.approx(math.log(100) / (NUM_VALUES - 1), rel=1e-3)


def test_without_ranges_there_are_no_sliders() -> None:
    text = (
        "crisis: None\ncalendar: {rounds: 2}\nstate: {a: {one of: [x, y], starts: x}}\nactors: {ann: {wants: {a: 1}}}\n"
    )
    text += "each round:\n  - ann goes: {x: {then: a = x}, y: {then: a = y}}\n"
    assert list_sliders(loads(text)) == ()


def test_the_nearest_value() -> None:
    slider = Slider("doubt", (0.0, 0.25, 0.6, 1.0), 0.6)
    assert [slider.place_of(value) for value in (-1.0, 0.1, 0.2, 0.6, 0.9)] == [0, 0, 1, 2, 3]
