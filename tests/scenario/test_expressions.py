"""What expressions are worth in a situation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import EvaluationError, ScenarioError
from detente.scenario.expressions import Situation, evaluate
from detente.scenario.grammar import parse_formula
from support.phrases import ANYWHERE, NAMES, SITUATION, WHERE, value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", 3),
        ("0.25 + .75", 1),
        ("5%", 0.05),
        ("1e-3", 0.001),
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("2 - 3 - 4", -5),
        ("12 / 3 / 2", 2),
        ("-aid * -2", 4),
        ("+aid", 2),
        ("- 2 - 2", -4),
        ("1 < 2", 1),
        ("1 >= 2", 0),
        ("not 1 > 2 and 2 > 1", 1),
        ("1 > 2 or 2 > 1 and 1 > 2", 0),
        ("not (1 > 2 or 2 > 1)", 0),
        ("(front == held) * 3", 3),
        ("3 if front == held", 3),
        ("3 if front != held", 0),
        ("1 if front == retreat else 2 if front == held else 3", 2),
        ("aid in [1, 2]", 1),
        ("aid not in [1, 2,]", 0),
        ("mood in [calm]", 0),
        ("min(3, aid, burden)", 1),
        ("max(aid, price + 1)", 3),
        ("abs(front - aid)", 1),
        ("gain_loss(front, reference: held, aversion: price)", 0),
        ("gain_loss(front, held, 2)", 0),
        ("gain_loss(aid, aversion=2, reference=1)", 1),
        ("gain_loss(burden, reference: price, aversion: 3)", -3),
        ("contact_less", None),
        ("front", 1),
        ("held", 1),
        ("front.advance - front", 1),
        ("front == held", 1),
        ("held == front", 1),
        ("front < advance", 1),
        ("house == dove", 1),
        ("house == (dove if mood == angry else hawk)", 1),
        ("mood != calm", 1),
        ("total", 3),
        ("appetite", 2),
        ("patron.appetite", 2),
        ("patron.fear", 0.5),
        ("patron is hungry", 1),
        ("patron is not hungry", 0),
        ("not patron is cautious", 1),
        ("belief(patron is cautious)", 0.7),
        ("patron plays arm", 1),
        ("capital.resolve", 1),
        ("yes", 1),
        ("no or front == held", 1),
        ("round", 3),
        ("month", 7),
        ("year", 2015),
        ("date == 2015-07", 1),
        ("date - 2015-05", 2),
        ("date in [2015-05, 2015-07]", 1),
    ],
)
def test_value(text: str, expected: float | None) -> None:
    if expected is None:
        with pytest.raises(ScenarioError, match="unknown name"):
            value(text)
    else:
        assert value(text) == pytest.approx(expected)


def test_division_by_zero_names_the_state() -> None:
    tree = parse_formula("1 / (front - held)", NAMES, ANYWHERE, WHERE).tree
    with pytest.raises(EvaluationError, match=r"division by zero in period 3 at front = 1, aid = 2"):
        evaluate(tree, SITUATION)


def test_the_branch_that_does_not_apply_is_not_evaluated() -> None:
    assert value("1 / (front - held) if front != held else 7") == 7
    assert value("front != held and 1 / (front - held) > 0") == 0
    assert value("front == held or 1 / (front - held) > 0") == 1


def test_what_the_situation_leaves_open_is_an_error() -> None:
    tree = parse_formula("patron.appetite", NAMES, ANYWHERE, WHERE).tree
    with pytest.raises(EvaluationError, match=r"does not specify what patron\.appetite is"):
        evaluate(tree, Situation({}, {}, 0))


LEAVES = st.sampled_from(["front", "aid", "burden", "2", "0.5", "appetite", "(held * 1)", "month"])


def _grown(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(children, st.sampled_from(["+", "-", "*"]), children).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(children, st.sampled_from(["<", "==", ">="]), children).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(children, children).map(lambda p: f"min({p[0]}, {p[1]})"),
        st.tuples(children, children, children).map(lambda p: f"({p[0]} if {p[1]} > 1 else {p[2]})"),
        children.map(lambda p: f"(-{p})"),
    )


@given(st.recursive(LEAVES, _grown, max_leaves=12))
@settings(max_examples=150, deadline=2000)
def test_values_are_those_of_python(text: str) -> None:
    words = {"front": 1.0, "aid": 2.0, "burden": 1.0, "appetite": 2.0, "held": 1.0, "month": 7.0}
    assert value(text) == pytest.approx(float(eval(text, {"min": min}, words)))
