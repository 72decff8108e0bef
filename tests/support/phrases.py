"""Expressions of the ceasefire crisis, where they may stand, and a situation to evaluate them in."""

from __future__ import annotations

from detente.scenario.expressions import Situation, evaluate
from detente.scenario.grammar import parse_formula
from detente.scenario.loading import loads
from detente.scenario.names import Place, collect_names
from detente.scenario.positions import Where
from support.ceasefire import CEASEFIRE

NAMES = collect_names(loads(CEASEFIRE))
ANYWHERE = Place("a test", "any", types=None, own="patron", has_beliefs=True, before=9)
CONDITION = Place("a claim", "condition")
WHERE = Where("f.yaml", 3, 10, "test")
SITUATION = Situation(
    levels={"front": 1.0, "aid": 2.0, "house": 0.0, "mood": 1.0},
    numbers={"burden": 1.0, "price": 2.0, "total": 3.0},
    period=2,
    month=7,
    year=2015,
    parameters={("patron", "appetite"): 2.0},
    types={"patron": "hungry", "dove": "only"},
    beliefs={("patron", "cautious"): 0.7, ("patron", "hungry"): 0.3},
    acts={"decides": "arm"},
)


def value(text: str, place: Place = ANYWHERE) -> float:
    """What the text is worth in the situation."""
    return evaluate(parse_formula(text, NAMES, place, WHERE).tree, SITUATION)
