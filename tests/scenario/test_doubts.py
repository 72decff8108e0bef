"""What files say of doubt: shapes, their base values, correlations, and what is wrong with them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from detente.errors import ScenarioError
from detente.scenario.doubts import find_least_correlation
from detente.scenario.loading import loads
from detente.scenario.model import Scenario

TEXT = """
crisis: Doubts
calendar: {rounds: 1}
state: {front: {one of: [a, b], starts: a}}
numbers: {x: ENTRY, y: {range: [0, 1]}, z: {range: [0, 1]}, fact: 3}
correlations: {together: GROUP}
actors: {ann: {wants: {w: x + y + z + fact}}}
each round: [{ann a: {stay: {}}}]
"""
GROUP = "{numbers: [y, z], correlation: 0.5}"


def load(entry: str = "1", group: str = GROUP) -> Scenario:
    return loads(TEXT.replace("ENTRY", entry).replace("GROUP", group))


@pytest.mark.parametrize(
    ("entry", "base"),
    [
        ("{range: [0, 4]}", 2.0),
        ("{range: [0, 4], prior: triangular, most likely: 0}", 4 - math.sqrt(8)),
        ("{range: [1, 100], prior: log}", 10.0),
        ("{range: [0, 4], prior: normal}", 2.0),
        ("{range: [0, 4], prior: beta}", 2.0),
        ("{range: [0, 1], prior: beta, parameters: [1, 1]}", 0.5),
        ("{range: [0, 4], prior: triangular, base: 3}", 3.0),
        ("{one of: [7, 8, 9], weights: [1, 3, 3]}", 8.0),
        ("{one of: [7, 8, 9], base: 9}", 9.0),
    ],
)
def test_the_base_is_what_is_written_or_the_median(entry: str, base: float) -> None:
    tree = load(entry).numbers[0].formula.tree
    assert getattr(tree, "value", None) == pytest.approx(base, rel=1e-11)


def test_the_base_is_the_most_likely_value_unless_that_is_written() -> None:
    shapes = [load(entry).numbers[0].shape for entry in ("{range: [0, 4], prior: beta, base: 1}",)]
    shapes += [load("{range: [0, 4], prior: beta, base: 1, most likely: 3}").numbers[0].shape]
    assert [shape.mode for shape in shapes if shape is not None] == [1.0, 3.0]


@pytest.mark.parametrize(
    ("entry", "field", "message"),
    [
        (
            "{range: [0, 4], prior: lognormal}",
            "x.prior",
            "uniform or triangular or normal or beta or log is needed here",
        ),
        ("{range: [0, 4], prior: log}", "x.range", "a logarithm needs a range above 0, and this one begins at 0"),
        ("{range: [4, 4], prior: beta}", "x.range", "a range without width (4) has no prior"),
        ("{range: [0, 4], most likely: 1}", "x.most likely", "'most likely' belongs to 'prior: triangular'"),
        (
            "{range: [0, 4], prior: beta, most likely: 5}",
            "x.most likely",
            "the most likely value 5 is outside the range",
        ),
        ("{range: [0, 4], prior: normal, parameters: [1, 2]}", "x.parameters", "'parameters' belong to 'prior: beta'"),
        ("{range: [0, 4], prior: beta, parameters: [1]}", "x.parameters", "two numbers above 0"),
        ("{value: 4, prior: beta}", "x.prior", "'prior' belongs to a 'range'"),
        ("{one of: [1, 2], range: [0, 1]}", "x", "a number needs one of 'value' (a fact), 'range: [low, high]'"),
        ("{one of: [1, 1]}", "x.one of", "a value is given twice"),
        ("{one of: [1, two]}", "x.one of.2", "a number, such as 3, 0.25 or 5%, is needed here, not 'two'"),
        ("{one of: [1, 2], weights: [1]}", "x.weights", "there are 2 values and 1 weights"),
        ("{one of: [1, 2], weights: [0, 0]}", "x.weights", "weights are numbers from 0 up, not all 0"),
        ("{one of: [1, 2], base: 1.5}", "x.base", "the base value 1.5 is none of the values 1, 2"),
    ],
)
def test_mistakes_in_numbers(entry: str, field: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(entry)
    assert [message in each.message and each.where.field == f"numbers.{field}" for each in caught.value.mistakes] == [
        True
    ]


@pytest.mark.parametrize(
    ("group", "field", "message"),
    [
        ("{numbers: [y, fact], correlation: 0.5}", "numbers.2", "'fact' has no range"),
        ("{numbers: [y, zz], correlation: 0.5}", "numbers.2", "unknown number 'zz'"),
        ("{numbers: [y, y], correlation: 0.5}", "numbers.2", "'y' is twice here"),
        ("{numbers: [y], correlation: 0.5}", "numbers", "a correlation is between two numbers or more"),
        (
            "{numbers: [y, z], correlation: 1}",
            "correlation",
            "of 2 numbers lies between -1 and 1, ends excluded, not 1",
        ),
    ],
)
def test_mistakes_in_correlations(group: str, field: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(group=group)
    expected = f"correlations.together.{field}"
    assert [message in each.message and each.where.field == expected for each in caught.value.mistakes] == [True]


@pytest.mark.parametrize("size", [2, 3, 7])
def test_below_the_least_correlation_the_scores_have_no_distribution(size: int) -> None:
    """The matrix of the normal scores has the smallest eigenvalue 1 + (n − 1) r, r = 2 sin(π ρ / 6)."""

    def smallest(correlation: float) -> float:
        normal = 2 * np.sin(np.pi * correlation / 6)
        return float(np.linalg.eigvalsh(np.full((size, size), normal) + (1 - normal) * np.eye(size)).min())

    least = find_least_correlation(size)
    assert smallest(least + 0.01) > 0 > smallest(least - 0.01)
