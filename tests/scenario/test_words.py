"""What the single words of an expression mean."""

from __future__ import annotations

from detente.scenario import expressions as ex
from detente.scenario.expressions import Situation, evaluate
from detente.scenario.grammar import parse_formula
from detente.scenario.loading import loads
from detente.scenario.names import names_of
from support.ceasefire import CEASEFIRE
from support.phrases import ANYWHERE, NAMES, WHERE


def test_a_seat_stands_for_whoever_holds_it() -> None:
    tree = parse_formula("capital.resolve", NAMES, ANYWHERE, WHERE).tree
    values = [evaluate(tree, Situation({"house": house}, {}, 0)) for house in (0.0, 1.0)]
    assert values == [1.0, 2.0]


def test_an_act_in_several_decisions() -> None:
    text = CEASEFIRE.replace(
        "  - chance weather:", "  - patron speaks:\n      arm: {}\n      keep: {}\n  - chance weather:"
    )
    formula = parse_formula("patron plays arm", names_of(loads(text)), ANYWHERE, WHERE)
    assert formula.tree == ex.Binary("or", ex.Plays("patron", "arm", "decides"), ex.Plays("patron", "arm", "speaks"))
