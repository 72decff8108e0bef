"""Expressions folded: what is known before the state becomes a number, and the rest stays."""

from __future__ import annotations

import pytest

from detente.game.fold import Known, find_types, fold, has_belief, has_date
from detente.scenario.expressions import Expression, Number
from detente.scenario.loading import loads

TEXT = """
crisis: A want to fold
calendar: {rounds: 3}
state: {line: {scale: [back, forward], starts: back}}
numbers: {half: 0.5, zero: 0}
actors:
  north:
    types: {meek: {prior: 0.5, nerve: 2}, bold: {prior: 0.5, nerve: 4}}
    wants: {it: "FORMULA"}
  south: {wants: {other: 0}}
each round:
  - north acts: {wait: {}, go: {then: line up}}
"""
KNOWN = Known({"half": 0.5, "zero": 0.0}, {}, {"south": "south"}, period=1, month=0, year=0)


def tree(formula: str) -> Expression:
    (want,) = loads(TEXT.replace("FORMULA", formula)).actors[0].wants
    return want.formula.tree


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("2 * half + 1", 2.0),
        ("7 if round == 2 else line", 7.0),
        ("zero * 3 - half", -0.5),
        ("half == 1 and line == forward", 0.0),
        ("half == 0.5 or line == forward", 1.0),
    ],
)
def test_constant_parts_are_computed(formula: str, value: float) -> None:
    """The second period: its round is 2. A side of `and` or `or` that decides leaves nothing of the other."""
    assert fold(tree(formula), KNOWN) == Number(value)


def test_what_depends_on_the_state_stays() -> None:
    folded = fold(tree("(1 + half) * (line == forward) if round == 2 else 0"), KNOWN)
    assert folded == tree("1.5 * (line == forward)")


def test_a_part_without_a_value_is_left_as_it_is() -> None:
    written = tree("1 / zero")
    folded = fold(written, KNOWN)
    assert not isinstance(folded, Number)


def test_what_a_formula_depends_on() -> None:
    assert has_date(tree("line if round == 2 else 0"))
    assert not has_date(tree("line + half"))
    assert find_types(tree("nerve * (line == forward)")) == {"north"}
    assert find_types(fold(tree("(north is bold) * zero"), KNOWN)) == {"north"}
    assert has_belief(tree("belief(north is bold)"))
    assert not has_belief(tree("north is bold"))


def test_a_parameter_equal_for_all_types_is_a_number() -> None:
    known = Known({}, {("north", "nerve"): 3.0}, {}, period=0, month=0, year=0)
    assert fold(tree("nerve * 2"), known) == Number(6.0)
