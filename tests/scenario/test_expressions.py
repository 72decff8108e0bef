"""Expressions and effects: what they mean, and that no text can do worse than be refused."""

from __future__ import annotations

import string
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import EvaluationError, ScenarioError
from detente.scenario import expressions as ex
from detente.scenario.expressions import Situation, evaluate
from detente.scenario.grammar import parse_formula, read_effect
from detente.scenario.loading import loads
from detente.scenario.model import Effect, walk
from detente.scenario.names import Place, collect_names
from detente.scenario.positions import Where
from detente.scenario.tree import Scalar
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
    return evaluate(parse_formula(text, NAMES, place, WHERE).tree, SITUATION)


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


@pytest.mark.parametrize(
    ("comparison", "periods"),
    [
        # The calendar's periods begin on 2015-05-01 (0) … 2015-10-01 (5).
        ("date >= 2015-07", {2, 3, 4, 5}),
        ("date > 2015-07", {3, 4, 5}),
        ("date <= 2015-07", {0, 1, 2}),
        ("date < 2015-07", {0, 1}),
        ("date >= 2015-07-15", {3, 4, 5}),
        ("date > 2015-07-15", {3, 4, 5}),
        ("date <= 2015-07-15", {0, 1, 2}),
        ("date < 2015-07-15", {0, 1, 2}),
        ("2015-07-15 >= date", {0, 1, 2}),
        ("2015-07-15 < date", {3, 4, 5}),
        ("2015-07 <= date", {2, 3, 4, 5}),
        ("date <= 2014-01", set()),
        ("date > 2014-01", {0, 1, 2, 3, 4, 5}),
        ("date < 2019-01", {0, 1, 2, 3, 4, 5}),
        ("date >= 2019-01", set()),
        ("date != 2015-05", {1, 2, 3, 4, 5}),
    ],
)
def test_dates_compare_as_days_do(comparison: str, periods: set[int]) -> None:
    tree = parse_formula(comparison, NAMES, ANYWHERE, WHERE).tree
    assert {period for period in range(6) if evaluate(tree, Situation({}, {}, period))} == periods


def test_a_shared_level_is_read_by_what_it_stands_beside() -> None:
    text = CEASEFIRE.replace("scale: [retreat, held, advance]", "scale: [low, retreat, held, advance]").replace(
        "one of: [calm, angry]", "one of: [low, held, calm, angry]"
    )
    names = collect_names(loads(text))

    def levels(expression: str) -> set[tuple[str, str]]:
        tree = parse_formula(expression, names, ANYWHERE, WHERE).tree
        return {(node.variable, node.name) for node in walk(tree) if isinstance(node, ex.Level)}

    assert levels("front == held") == {("front", "held")}
    assert levels("held == mood") == {("mood", "held")}
    assert levels("mood == held and front == held") == {("mood", "held"), ("front", "held")}
    assert levels("2 * (front - held)") == {("front", "held")}
    assert levels("gain_loss(front, held, 2)") == {("front", "held")}
    assert levels("front in [low, held]") == {("front", "low"), ("front", "held")}
    assert levels("mood == (held if front == held else low)") == {("mood", "held"), ("front", "held"), ("mood", "low")}
    assert levels("front.held") == {("front", "held")}
    with pytest.raises(ScenarioError, match=r"'held' is a level of several variables; write front.held or mood.held"):
        levels("held + 1")


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
