"""What the single words of an expression mean."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario import expressions as ex
from detente.scenario.expressions import Situation, evaluate
from detente.scenario.grammar import parse_formula
from detente.scenario.loading import loads
from detente.scenario.names import Place, collect_names
from support.ceasefire import CEASEFIRE
from support.phrases import ANYWHERE, NAMES, WHERE, value


def test_a_seat_stands_for_whoever_holds_it() -> None:
    tree = parse_formula("capital.resolve", NAMES, ANYWHERE, WHERE).tree
    values = [evaluate(tree, Situation({"house": house}, {}, 0)) for house in (0.0, 1.0)]
    assert values == [1.0, 2.0]


def test_an_act_in_several_decisions() -> None:
    text = CEASEFIRE.replace(
        "  - chance weather:", "  - patron speaks:\n      arm: {}\n      keep: {}\n  - chance weather:"
    )
    formula = parse_formula("patron plays arm", collect_names(loads(text)), ANYWHERE, WHERE)
    assert formula.tree == ex.Binary(
        "or", ex.ActionTest("patron", "arm", "decides"), ex.ActionTest("patron", "arm", "speaks")
    )


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (
            "aid",
            Place("a prior", has_state=False),
            "a prior is fixed for the whole crisis and cannot mention the state",
        ),
        ("patron.appetite", Place("a chance"), "a chance cannot depend on what only patron knows"),
        ("patron plays arm", Place("a prior"), "a prior cannot mention moves"),
        ("patron plays arm", Place("a cost", before=0), "'decides' is not decided before this in the period"),
        ("patron plays feint", Place("a cost", before=9), "no other actor knows for certain that patron plays feint"),
        ("belief(patron is hungry)", Place("a chance"), "a chance cannot mention public beliefs"),
        ("patron", ANYWHERE, "'patron' is an actor, not a value; write patron.PARAMETER or 'patron is TYPE'"),
        ("hungry", ANYWHERE, "'hungry' is a type; write 'patron is hungry'"),
        ("resolve", ANYWHERE, "'resolve' is a parameter of dove; write dove.resolve"),
        ("act", ANYWHERE, "'act' is the move just made, and only traces can mention it"),
        ("capital is only", ANYWHERE, "'capital' is a seat, name who holds it"),
    ],
)
def test_what_a_word_cannot_mean_here(text: str, place: Place, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_formula(text, NAMES, place, WHERE)
    assert message in str(caught.value)


def test_a_percentage_is_a_hundredth_and_truths_are_one_and_zero() -> None:
    assert (value("12.5%"), value("yes"), value("no")) == (0.125, 1, 0)
    assert (value("patron is hungry"), value("patron is not hungry")) == (1, 0)
