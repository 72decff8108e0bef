"""Claims as text: what each form means, and what is said about mistakes."""

from __future__ import annotations

import subprocess
import sys
from typing import TypeVar

import pytest

from detente.claims.grammar import parse
from detente.claims.statements import (
    ActionPlayed,
    Always,
    Arithmetic,
    BeliefMean,
    Combination,
    Constant,
    Event,
    Eventually,
    Expectation,
    MoveProbability,
    Negation,
    Probability,
    Quantity,
    RunRequest,
    Statement,
    Under,
    Value,
    Window,
    Within,
    list_runs,
)
from detente.errors import ScenarioError
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import load, loads
from detente.scenario.model import Claim
from detente.simulate.moves import ForcedMove
from support.made import PATRON

MEASURES = "measures: {peace: front == held, sanctions: {of: sanctions, at: end}}"
SCENARIO = loads(f"{PATRON}\n{MEASURES}\n")
WEEKS = loads(
    PATRON.replace("{from: 2015-05, to: 2015-12, step: month}", "{from: 2015-06-01, to: 2015-08-03, step: week}")
    .replace("2015-09", "2015-06-15")
    .replace("each month", "each week")
    .replace("  longer: {calendar.to: 2016-03}\n", "")
)
ROUNDS = loads(
    PATRON.replace("{from: 2015-05, to: 2015-12, step: month}", "{rounds: 6}")
    .replace("each month", "each round")
    .replace("date == 2015-09", "round == 3")
    .replace("  longer: {calendar.to: 2016-03}\n", "")
)
WHOLE = Window(0, 7)
Node = TypeVar("Node")


def read(text: str, scenario: object = SCENARIO) -> Statement:
    return parse(Claim("c", "", text), scenario)  # type: ignore[arg-type]


def quantity(text: str, kind: type[Node]) -> Node:
    """The left side of `text > 0.5`."""
    (comparison,) = read(f"{text} > 0.5").comparisons
    assert isinstance(comparison.left, kind)
    return comparison.left


def event(text: str, kind: type[Node]) -> Node:
    found = quantity(f"P({text})", Probability).event
    assert isinstance(found, kind)
    return found


def is_about(found: Event, text: str, window: Window = WHOLE) -> bool:
    """Whether an event is `eventually` or `always` of a condition."""
    assert isinstance(found, (Eventually, Always))
    return found.condition.text == text and found.window == window


# The forms that the language promises


def test_conditional_promise() -> None:
    (comparison,) = read("P(eventually sanctions < tightened by 2015-10 given minsk == full) > 0.5").comparisons
    assert comparison.operator == ">"
    assert comparison.right == Constant(0.5)
    assert comparison.left_text == "P(eventually sanctions < tightened by 2015-10 given minsk == full)"
    assert comparison.right_text == "0.5"
    probability = comparison.left
    assert isinstance(probability, Probability)
    assert is_about(probability.event, "sanctions < tightened", Window(0, 5))
    assert probability.given is not None
    assert is_about(probability.given, "minsk == full")


def test_within() -> None:
    found = event("sanctions <= easing within 6 months of minsk == full", Within)
    assert (found.condition.text, found.trigger.text, found.num_periods) == ("sanctions <= easing", "minsk == full", 6)
    assert event("eventually front == advanced within 1 quarter of minsk == full", Within).num_periods == 3


def test_moves() -> None:
    found = quantity("rate(moscow plays intervene given front == rebels_routed)", MoveProbability)
    assert found.move == ActionPlayed("moscow", "intervene", WHOLE)
    assert found.condition is not None
    assert found.condition.text == "front == rebels_routed"
    assert quantity("rate(moscow plays intervene)", MoveProbability).condition is None


def test_moves_in_a_stretch_of_time_or_of_one_holder() -> None:
    found = quantity("rate(dove plays ease from 2015-06 by 2015-08 given minsk == full)", MoveProbability)
    assert found.move == ActionPlayed("dove", "ease", Window(1, 3))


def test_probabilities_of_moves_are_about_plays() -> None:
    assert quantity("P(moscow plays arm)", Probability).event == ActionPlayed("moscow", "arm", WHOLE)
    assert quantity("P(moscow plays arm given moscow is revisionist)", Probability).given is not None
    found = quantity("P(washington plays ease by 2015-07 given eventually minsk == full)", Probability)
    assert found.event == ActionPlayed("washington", "ease", Window(0, 2))
    assert isinstance(quantity("P(not moscow plays arm given minsk == full)", Probability).event, Negation)


def test_moves_given_an_earlier_move_of_the_same_period() -> None:
    found = quantity("rate(washington plays hit given moscow plays arm and kyiv plays raid)", MoveProbability)
    assert found.condition is not None
    assert found.condition.text == "moscow plays arm and kyiv plays raid"


def test_belief_value_and_expectation() -> None:
    assert quantity("belief(moscow is defender at 2015-09)", BeliefMean) == BeliefMean("moscow", "defender", 4)
    found = quantity("belief(moscow is revisionist at 2015-09 given moscow plays arm at 2015-05)", BeliefMean)
    assert found.given == ActionPlayed("moscow", "arm", Window(0, 0))
    assert quantity("value(moscow)", Value) == Value("moscow")
    assert quantity("value(moscow is defender)", Value) == Value("moscow", "defender")
    mean = quantity("E(sanctions - easing at 2015-12)", Expectation)
    assert (mean.formula.text, mean.window) == ("sanctions - easing", Window(7, 7))
    mean = quantity("E(2 * sanctions given minsk == full)", Expectation)
    assert mean.window == WHOLE
    assert mean.given is not None


def test_a_measure_stands_for_its_expression_and_its_periods() -> None:
    assert quantity("measure(peace)", Expectation) == quantity("E(front == held)", Expectation)
    assert quantity("measure(sanctions)", Expectation) == quantity("E(sanctions at 2015-12)", Expectation)
    given = quantity("measure(peace given minsk == full and do(moscow plays arm))", Expectation)
    assert given == quantity("E(front == held given minsk == full and do(moscow plays arm))", Expectation)


def test_below_under_a_measure_is_that_of_the_changed_crisis() -> None:
    longer = quantity("measure(sanctions) under longer", Under).quantity
    assert isinstance(longer, Expectation)
    assert longer.window == Window(10, 10)


def test_variants() -> None:
    (comparison,) = read("value(moscow) under no_rout < value(moscow)").comparisons
    assert comparison.left == Under("no_rout", Value("moscow"))
    assert list_runs(read("value(moscow) under no_rout < value(moscow)")) == {RunRequest("no_rout"), RunRequest()}


def test_a_variant_has_its_own_words() -> None:
    text = "rate(washington plays talk given front == buffer)"
    assert isinstance(quantity(f"{text} under dialogue", Under).quantity, MoveProbability)
    with pytest.raises(ScenarioError, match="washington has no action 'talk'"):
        read(f"{text} > 0.5")
    late = quantity("P(front == held at 2016-02) under longer", Under).quantity
    assert isinstance(late, Probability)
    assert is_about(late.event, "front == held", Window(9, 9))


def test_variant_of_a_sum() -> None:
    found = quantity("(P(front == held at 2015-12) - 0.1) under no_rout", Under)
    assert isinstance(found.quantity, Arithmetic)


@pytest.mark.parametrize(
    "given",
    [
        "do(moscow plays arm at 2015-07) and minsk == full",
        "minsk == full and do(moscow plays arm at 2015-07)",
    ],
)
def test_do_beside_a_condition(given: str) -> None:
    found = quantity(f"P(eventually front == held by 2015-10 given {given})", Probability)
    assert found.forced == (ForcedMove("moscow", None, "arm", 2, 2),)
    assert found.given is not None
    assert is_about(found.given, "minsk == full")
    assert list_runs(read(f"P(eventually front == held given {given}) > 0")) == {RunRequest(None, found.forced)}


def test_do_alone_and_twice() -> None:
    found = quantity(
        "P(always front == held given do(moscow plays arm) and do(dove plays hit from 2015-06))", Probability
    )
    assert found.given is None
    assert found.forced == (ForcedMove("moscow", None, "arm", 0, 7), ForcedMove("dove", None, "hit", 1, 7))
    assert quantity("P(washington plays hit at 2015-05 given do(moscow plays arm))", Probability).given is None


# Arithmetic and comparisons


def test_arithmetic_binds_as_usual() -> None:
    found = quantity("1 - 2 * value(moscow) - -3", Arithmetic)
    assert found.operator == "-"
    assert isinstance(found.left, Arithmetic)
    assert isinstance(found.left.right, Arithmetic)
    assert (found.left.operator, found.left.right.operator) == ("-", "*")
    assert found.right == Arithmetic("*", Constant(-1.0), Constant(3.0))


def test_numbers_by_name_and_in_percent() -> None:
    (comparison,) = read("5% < threshold").comparisons
    assert (comparison.left, comparison.right) == (Constant(0.05), Constant(0.25))


def test_joined_and_chained_comparisons() -> None:
    text = "0.2 < P(always front == held) <= 0.4 and value(moscow) >= 0"
    found = read(text).comparisons
    assert [comparison.operator for comparison in found] == ["<", "<=", ">="]
    assert found[0].right == found[1].left


# Events


def test_a_bare_condition_goes_with_its_neighbour() -> None:
    assert is_about(
        event("eventually front == held and minsk == full by 2015-08", Eventually),
        "front == held and minsk == full",
        Window(0, 3),
    )
    assert is_about(
        event("front == held and minsk == full at 2015-08", Eventually), "front == held and minsk == full", Window(3, 3)
    )
    both = event("always front == held by 2015-08 and eventually minsk == full and front == held", Combination)
    assert both.operator == "and"
    assert is_about(both.events[0], "front == held", Window(0, 3))
    assert is_about(both.events[1], "minsk == full and front == held")
    within = event("front == held within 2 months of minsk == full and sanctions == easing", Within)
    assert within.trigger.text == "minsk == full and sanctions == easing"


def test_negation_and_parentheses() -> None:
    found = event("not (eventually front == held or moscow plays arm at 2015-05)", Negation)
    assert isinstance(found.event, Combination)
    assert found.event.operator == "or"
    assert is_about(event("eventually not front == held", Eventually), "not front == held")
    inside = event("eventually (front == held and moscow plays arm)", Eventually)
    assert inside.condition.text == "(front == held and moscow plays arm)"


def test_types_need_no_time() -> None:
    assert is_about(event("moscow is revisionist", Eventually), "moscow is revisionist")
    found = quantity("rate(moscow plays arm given moscow is revisionist and front == held)", MoveProbability)
    assert found.condition is not None
    assert found.condition.text == "moscow is revisionist and front == held"


# Calendars


def test_weeks_and_rounds() -> None:
    (comparison,) = read("P(eventually front == held from 2015-06-08 by 2015-06-22) > 0", WEEKS).comparisons
    assert isinstance(comparison.left, Probability)
    assert is_about(comparison.left.event, "front == held", Window(1, 3))
    (comparison,) = read(
        "P(front == held at 4) > P(front == held within 2 rounds of minsk == full)", ROUNDS
    ).comparisons
    assert isinstance(comparison.left, Probability)
    assert isinstance(comparison.right, Probability)
    assert is_about(comparison.left.event, "front == held", Window(3, 3))
    assert isinstance(comparison.right.event, Within)


def test_dates_between_the_beginnings_of_weeks() -> None:
    """`from` waits for the next week; `by` and `at` mean the week in which the day lies."""
    (comparison,) = read("P(eventually front == held from 2015-06-10 by 2015-06-24) > 0", WEEKS).comparisons
    assert isinstance(comparison.left, Probability)
    assert is_about(comparison.left.event, "front == held", Window(2, 3))


# Mistakes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("measure(piece) > 0", "there is no measure 'piece' — did you mean 'peace'? (measures: peace, sanctions)"),
        ("measure(peace at 2015-06) > 0", "write measure(NAME); its periods are those of the measure"),
        ("measur(peace) > 0", "unknown word 'measur' — did you mean 'measure'?"),
        ("", "the statement is empty"),
        ("P(always front == held)", "a comparison is missing"),
        ("P(always front == held) == 0.5", "never exactly equal"),
        ("P(always front == held) > 0.5 or 1 > 0", "only be joined with 'and'"),
        ("P(always front == held) >", "a quantity is missing next to '>'"),
        ("always front == held > 0.5", "is an event, where a number is needed; write P("),
        ("moscow plays arm > 0.5", "where a number is needed; write P("),
        ("sanctions > 0.5", "'sanctions' changes during play; write E(sanctions at DATE)"),
        ("threshhold > 0.5", "'threshhold' is not a quantity — did you mean 'threshold'?"),
        ("P(front == held) > 0.5", "add a time: eventually …, always …, or … at DATE"),
        ("P(front == held by 2015-08) > 0.5", "'by' needs a word before it: eventually"),
        ("P(front == held always) > 0.5", "'always' goes before its condition, as in always X"),
        ("P(always front == held at 2015-08) > 0.5", "'always' and 'at' exclude each other"),
        ("P(always front == hold) > 0.5", "did you mean 'held'?"),
        ("P(front == held at 2016-08) > 0.5", "2016-08 lies outside the calendar (2015-05 … 2015-12)"),
        ("P(front == held at soon) > 0.5", "'soon' is not a date (dates are written like 2015-05)"),
        ("P(front == held at) > 0.5", "a date is missing after 'at'"),
        ("P(front == held at 2015-08 in the eyes of moscow) > 0.5", "'in the eyes of' applies to beliefs only"),
        ("belief(moscow is hungry at 2015-08 in the eye of moscow) > 0", "in the eyes of ACTOR)"),
        ("P(always front == held from 2015-08 by 2015-06) > 0.5", "no period lies between these dates"),
        ("P(always front == held by 2015-06 by 2015-07) > 0.5", "a second 'by'"),
        ("P(front == held within 6 of minsk == full) > 0.5", "write within NUMBER months of CONDITION"),
        ("P(front == held within 6 weeks of minsk == full) > 0.5", "is not a whole number of periods"),
        ("P(front == held within 9 months of minsk == full) > 0.5", "longer than the calendar"),
        ("P(moscow plays armm) > 0.5", "moscow has no action 'armm' — did you mean 'arm'? (actions: restrain"),
        (
            "P(election plays hawk_wins) > 0.5",
            "'election' is drawn by chance, not played; let its results change a variable",
        ),
        ("P(moskow plays arm) > 0.5", "'moskow' makes no decision — did you mean 'moscow'?"),
        (
            "P(always front == held and eventually minsk == full or moscow plays arm) > 0",
            "use parentheses to show what belongs together",
        ),
        ("rate(moscow plays arm given washington plays hit) > 0", "is not decided before this in the period"),
        (
            "P(moscow plays arm given front == held) > 0",
            "this has two meanings: rate(moscow plays arm given front == held) is the share of occasions at which "
            "it is chosen, P(moscow plays arm given eventually …) the share of plays",
        ),
        ("P(moscow plays arm given washington plays hit) > 0", "this has two meanings"),
        ("rate(moscow plays arm given eventually front == held) > 0", "'eventually' is about the whole play"),
        ("rate(eventually front == held) > 0", "a rate is that of a move"),
        ("E(sanctions at 2015-08) / 20 under no_rout > 0", "'under no_rout' applies to 20 here"),
        ("P(always front == held given minsk == full given front == held) > 0", "a second 'given'"),
        ("P(always front == held given do(moscow plays arm) or minsk == full) > 0", "to conditions with 'and'"),
        ("P(do(moscow plays arm)) > 0", "write given do(…)"),
        ("P() > 0", "P() is empty"),
        ("P(always front == held > 0", "this '(' is never closed"),
        ("P(always front == held)) > 0", "this ')' has no matching bracket before it"),
        ("E(always front == held) > 0", "E(…) takes a number"),
        ("E(front at 2015-08) > 0", "'front' is unordered"),
        ("belief(moscow is defender) > 0", "give its date: belief(ACTOR is TYPE at DATE)"),
        ("belief(moscow is hawk at 2015-08) > 0", "moscow has no type 'hawk'"),
        ("value(washington) > 0", "'washington' is a seat; name one of its holders (dove, hawk)"),
        ("value(mosow) > 0", "unknown actor 'mosow' — did you mean 'moscow'?"),
        ("value(moscow given minsk == full) > 0", "it has no 'given' and no date"),
        ("value(moscow) under no_route > 0", "unknown variant 'no_route' — did you mean 'no_rout'?"),
        ("(value(moscow) under no_rout) under longer > 0", "is nested inside 'under longer'"),
        ("value(moscow) under nothere > 0", "unknown variant 'nothere' (variants: "),
        (" + ".join(["1"] * 61) + " > 0.5", "this sum or product is more than 60 levels deep"),
        ("P(always front == held) > 5", "always on one side of 5; 5 per cent is 0.05 (character 27"),
        ("rate(moscow plays arm) under no_rout < -1", "always on one side of -1"),
        ("P > 0", "'P' is incomplete; write P(…)"),
        ("value(moscow) under > 0", "write QUANTITY under VARIANT"),
        ("value(moscow) $ 2 > 0", "unexpected character '$'"),
        ("P(allways front == held) > 0", "unknown word 'allways' — did you mean 'always'?"),
        ("P(eventualy front == held by 2015-08) > 0", "unknown word 'eventualy' — did you mean 'eventually'?"),
        ("p(always front == held) > 0", "did you mean 'P'?"),
        ("P(moscow play arm) > 0", "unknown word 'play' — did you mean 'plays'?"),
        ("P(always front == held | minsk == full) > 0", "unexpected character '|'; write 'given', as in P(A given B)"),
        ("P(always front == held under longer) > 0", "after the closing parenthesis: P(…) under VARIANT"),
        ("value(moscow) / 0 > 0", "division by zero (character 17 of"),
        ("value(moscow) / (2 - 1 - 1) > 0", "division by zero"),
        ("value(moscow) > held", "'front' is unordered, so its level 'held' is not a number"),
    ],
)  # fmt: skip
def test_mistakes(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(text)
    assert message in str(caught.value)


def test_mistakes_have_a_place() -> None:
    scenario = loads(
        PATRON + "claims:\n  - says: Held.\n    holds if: P(always front == hold) > 0.5\n", name="line.yaml"
    )
    with pytest.raises(ScenarioError) as caught:
        parse(scenario.claims[0], scenario)
    (mistake,) = caught.value.mistakes
    column = scenario.claims[0].where.column + len("P(always front == ") if scenario.claims[0].where else 0
    assert (mistake.where.file, mistake.where.column) == ("line.yaml", column)


@pytest.mark.parametrize(
    ("written", "column", "place"),
    [
        ("P(always front == held) > value(me)", 15 + 32, ""),
        ('"P(always front == held) > value(me)"', 15 + 33, ""),
        ("'P(always front == hold) > 0'", 15 + 19, ""),
        ("\n      P(always front == held)\n      > value(me)", 7, " (character 33 of"),
        ("\n      P(always front ==\n      hold) > 0", 7, " (character 19 of"),
    ],
)
def test_a_mistake_stands_where_its_word_does(written: str, column: int, place: str) -> None:
    scenario = loads(PATRON + f"claims:\n  - says: Held.\n    holds if: {written}\n", name="line.yaml")
    with pytest.raises(ScenarioError) as caught:
        parse(scenario.claims[0], scenario)
    (mistake,) = caught.value.mistakes
    assert mistake.where.column == column
    assert place in mistake.message if place else "(character" not in mistake.message


def test_a_level_of_a_scale_is_a_number() -> None:
    scenario = load(TEMPLATE)
    for level in ("advance", "front.advance"):
        (comparison,) = read(f"E(front at 2015-08) < {level}", scenario).comparisons
        assert comparison.right == Constant(2.0)


def test_reading_claims_needs_no_solver() -> None:
    code = "import sys, detente.claims.grammar; print(sorted({'jax', 'xarray', 'pandas', 'scipy'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_quantities_are_equal_by_content() -> None:
    """What two claims ask in the same words is measured once."""
    first: Quantity = quantity("P(eventually front == held)", Probability)
    (comparison,) = read("0.1 < P(eventually front == held)").comparisons
    assert comparison.right == first
    assert hash(comparison.right) == hash(first)


def test_an_act_that_a_variant_took_away_is_still_a_word() -> None:
    scenario = load(TEMPLATE, "no_offensive")
    move = ActionPlayed("patron", "arm", Window(0, 11))
    (comparison,) = read("P(patron plays arm) < 0.1", scenario).comparisons
    assert comparison.left == Probability(move)
    (comparison,) = read("rate(patron plays arm given front == held) < 0.1", scenario).comparisons
    assert isinstance(comparison.left, MoveProbability)
    (comparison,) = read("P(patron plays arm) under no_offensive < 0.1", load(TEMPLATE)).comparisons
    assert comparison.left == Under("no_offensive", Probability(move))
    with pytest.raises(ScenarioError, match="the variant removed 'arm', so it cannot be forced"):
        read("P(eventually front == held given do(patron plays arm)) < 0.1", scenario)
    with pytest.raises(ScenarioError, match="patron has no action 'harm'"):
        read("P(patron plays harm) < 0.1", scenario)
