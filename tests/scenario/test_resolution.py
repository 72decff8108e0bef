"""How the words of an expression combine."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario import expressions as ex
from detente.scenario.expressions import Situation, evaluate
from detente.scenario.grammar import parse_formula
from detente.scenario.loading import loads
from detente.scenario.model import walk
from detente.scenario.names import collect_names
from support.ceasefire import CEASEFIRE
from support.phrases import ANYWHERE, NAMES, WHERE, value


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


def test_kinds_must_fit() -> None:
    for text, message in (
        ("house + 1", "'house' is unordered, so its levels are not numbers"),
        ("house < hawk", "'house' is unordered; its levels are compared by ==, != and in"),
        ("house == calm", "'calm' is a level of mood, not of house"),
        ("date + 1", "a date is not a number"),
        ("date == 3", "a date can only be compared with a date"),
        ("aid / 0", "division by zero"),
        ("aid and front == held", "'aid' is not a condition; compare it with something, as in x > 0"),
        ("held and aid > 1", "'held' is a level of front, not a condition; write front == held"),
        ("dove if aid > 1 else calm", "both sides of 'if … else' must be levels of the same variable"),
    ):
        with pytest.raises(ScenarioError) as caught:
            parse_formula(text, NAMES, ANYWHERE, WHERE)
        assert message in str(caught.value), text


def test_arguments_stand_by_position_or_by_name() -> None:
    # A loss of 1 against the reference 3, felt twice.
    assert value("gain_loss(aid, 3, 2)") == -2
    assert value("gain_loss(aid, aversion: 2, reference: 3)") == -2
    for text in (
        "gain_loss(aid, 3)",
        "gain_loss(aid, 3, reference: 1)",
        "abs(1, 2)",
        "min()",
        "gain_loss(1, 2, avers: 3)",
    ):
        with pytest.raises(ScenarioError, match="write "):
            value(text)


def test_a_condition_is_worth_one_or_zero_and_a_lone_if_else_zero() -> None:
    assert value("2 * (front == held) + (aid > 2)") == 2
    assert value("3 if front == advance") == 0
