"""Text becomes formulas and effects whose names mean something, or is refused at the right place."""

from __future__ import annotations

import string
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import EvaluationError, ScenarioError
from detente.scenario.expressions import evaluate
from detente.scenario.grammar import parse_formula, read_effect
from detente.scenario.model import Effect
from detente.scenario.names import Place
from detente.scenario.positions import Where
from detente.scenario.tree import Scalar
from support.phrases import CONDITION, NAMES, SITUATION, WHERE, value


def test_a_part_of_a_longer_text_knows_its_place() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_formula("frnt == held", NAMES, CONDITION, WHERE, offset=2)
    assert caught.value.mistakes[0].where == Where("f.yaml", 3, 12, "test")
    formula = parse_formula("front == held", NAMES, CONDITION, WHERE, offset=2)
    assert (formula.text, formula.where.column) == ("front == held", 12)


def test_the_place_says_what_may_be_mentioned_and_which_kind_it_takes() -> None:
    with pytest.raises(ScenarioError, match="a claim cannot depend on what only patron knows"):
        parse_formula("patron is hungry", NAMES, CONDITION, WHERE)
    with pytest.raises(ScenarioError, match="not a condition"):
        parse_formula("aid", NAMES, CONDITION, WHERE)
    assert parse_formula("aid + 1", NAMES, Place("a claim"), WHERE).text == "aid + 1"


def effect(text: str) -> Effect:
    mistakes: list = []
    found = read_effect(Scalar(WHERE, text, text), NAMES, Place("an effect", "any", before=9), mistakes)
    if found is None:
        raise ScenarioError(mistakes)
    return found


@pytest.mark.parametrize(
    ("text", "variable", "kind", "amount", "condition"),
    [
        ("front up", "front", "up", 1, None),
        ("aid down 2", "aid", "down", 2, None),
        ("aid up price", "aid", "up", 2, None),
        ("front up if house == dove", "front", "up", 1, 1),
        ("aid up 2 if house == hawk", "aid", "up", 2, 0),
        ("aid up (1 if house == hawk else 3)", "aid", "up", 3, None),
        ("front = held", "front", "set", 1, None),
        ("front=advance", "front", "set", 2, None),
        ("mood = angry if front == held", "mood", "set", 1, 1),
        ("mood = angry if front == retreat else calm", "mood", "set", 0, None),
        ("front up if house == dove else down", "front", "up", 1, None),
        ("aid up 3 if house == hawk else down price", "aid", "up", -2, None),
        ("aid down 3 if house == hawk else aid down 4", "aid", "down", 4, None),
        ("aid = aid + 1", "aid", "set", 3, None),
        ("aid = aid + 1 if patron plays arm", "aid", "set", 3, 1),
    ],
)
def test_effect(text: str, variable: str, kind: str, amount: float, condition: float | None) -> None:
    found = effect(text)
    assert (found.variable, found.kind) == (variable, kind)
    assert evaluate(found.amount.tree, SITUATION) == amount
    assert (found.condition and evaluate(found.condition.tree, SITUATION)) == condition


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("front", 10, "'front' is not an effect"),
        ("front sideways", 10, "is not an effect"),
        ("front up 2 3", 21, "unexpected '3'"),
        ("front up if", 21, "a condition is missing after 'if'"),
        ("front =", 17, "not finished; write VARIABLE = LEVEL"),
        ("aid up 2 if frnt == held", 22, "unknown name 'frnt'"),
        ("aid up house", 17, "a number is needed here"),
        ("front up else down", 19, "an 'if CONDITION' is missing before 'else'"),
        ("front up if aid > 1 else mood = calm", 35, "what happens to front otherwise; give mood an effect of its own"),
        ("front = held if aid > 1 else front = retreat", 45, "after 'else' write only the other level"),
        ("front = held if aid > 1 else up", 39, "steps and levels do not go together"),
        ("aid up if house == dove else down x", 44, "unknown name 'x'"),
        ("upfront", 10, "is not an effect"),
    ],
)
def test_effect_mistakes_have_their_places(text: str, column: int, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        effect(text)
    assert message in str(caught.value)
    assert caught.value.mistakes[0].where.column == column


WORDS = """
front aid house mood held advance dove burden total patron capital hungry appetite arm date month year round
and or not in is plays if else min max abs gain_loss belief act + - * / == != < <= > >= = ( ) [ ] , : .
3 0.5 5% 2015-07 2015-13 yes up down & | ! % ^ é Ж 0x1 1e400
"""


@given(st.lists(st.sampled_from(WORDS.split()), max_size=25).map(" ".join))
@settings(max_examples=200, deadline=2000)
def test_any_words_are_read_or_refused(text: str) -> None:
    with suppress(ScenarioError, EvaluationError):
        assert isinstance(value(text), float)
    for place in (CONDITION, Place("a prior", has_state=False)):
        with suppress(ScenarioError):
            parse_formula(text, NAMES, place, WHERE)


@given(st.text(max_size=60) | st.text(alphabet=string.printable, max_size=60))
@settings(max_examples=200, deadline=2000)
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (value, effect):
        with suppress(ScenarioError, EvaluationError):
            read(text)


@pytest.mark.parametrize("part", ["(", "not ", "-", "1+", "a if ", "[", "f(", "x.", "1 if 1 else ", "abs("])
def test_nests_are_refused_and_quickly(part: str) -> None:
    for text in (part * (1900 // len(part)), part * (1900 // len(part)) + "1"):
        with pytest.raises(ScenarioError):
            value(text)
