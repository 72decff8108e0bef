"""Named numbers: the order in which they are computed, their circles, and their values."""

from __future__ import annotations

import pytest

from detente.errors import EvaluationError
from detente.scenario.constants import (
    compute_values,
    evaluate_constant,
    find_circle,
    find_mentioned,
    is_constant,
    sort_numbers,
)
from detente.scenario.expressions import Formula
from detente.scenario.grammar import parse_formula
from detente.scenario.model import NumberEntry
from detente.scenario.names import Names, Place
from support.phrases import ANYWHERE, NAMES, WHERE

LETTERS = Names(numbers=("a", "b", "c", "d"))


def formula(text: str) -> Formula:
    return parse_formula(text, LETTERS, Place("a number", has_state=False), WHERE)


def entries(**texts: str) -> dict[str, NumberEntry]:
    return {name: NumberEntry(name, formula(text)) for name, text in texts.items()}


def test_every_number_comes_after_those_it_mentions() -> None:
    assert sort_numbers(entries(a="b + c", b="2 * c", c="3", d="1")) == ("c", "d", "b", "a")
    assert sort_numbers(entries(a="b")) == ("a",)


def test_values_are_in_file_order_and_by_hand() -> None:
    values = compute_values(entries(a="b + c", b="2 * c", c="3").values())
    assert list(values.items()) == [("a", 9.0), ("b", 6.0), ("c", 3.0)]
    with pytest.raises(EvaluationError, match="division by zero"):
        compute_values(entries(a="1 / b", b="c - 3", c="3").values())


def test_a_circle_is_found_and_nothing_beside_it() -> None:
    assert find_circle(entries(a="b + c", b="2 * c", c="3")) == ()
    assert find_circle(entries(a="b", b="c", c="d", d="b")) == ("b", "c", "d")
    assert find_circle(entries(a="a + 1")) == ("a",)
    with pytest.raises(ValueError, match="circular references among b, c"):
        sort_numbers(entries(a="1", b="c", c="b"))


def test_a_chain_of_any_length_has_no_circle() -> None:
    names = Names(numbers=tuple(f"n{i}" for i in range(3_000)))
    place = Place("a number", has_state=False)
    texts = [f"n{i + 1}" for i in range(2_999)] + ["1"]
    chain = {f"n{i}": NumberEntry(f"n{i}", parse_formula(text, names, place, WHERE)) for i, text in enumerate(texts)}
    assert find_circle(chain) == ()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("burden + price / 2", {"burden", "price"}), ("aid * price", None), ("date", None), ("patron is hungry", None)],
)
def test_constants_mention_numbers_only(text: str, numbers: set[str] | None) -> None:
    tree = parse_formula(text, NAMES, ANYWHERE, WHERE).tree
    assert is_constant(tree) is (numbers is not None)
    if numbers is not None:
        assert find_mentioned(tree) == numbers
        assert evaluate_constant(tree, {"burden": 1.0, "price": 3.0}) == 2.5
