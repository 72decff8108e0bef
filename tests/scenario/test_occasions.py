"""Base rates and occasions as records, and the mistakes in them with their places."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario.expressions import CalendarField, Date, Membership
from detente.scenario.loading import loads
from detente.scenario.model import Chance, Decision, Scenario

TEXT = """
crisis: c
calendar: {from: 2015-01, to: 2016-12CALENDAR}
state: {line: {scale: [held, broken], starts: held}}
numbers: {often: 0.1}
actors:
  rebels: {types: {bold: {prior: 0.5TYPE}, meek: {prior: 0.5}}ACTOR}
each month:
  - rebels decide:
      OF
      hold: {}
      advance: {then: line = broken}
  - chance weather: {storm: {probability: 0.2CHANCE}, calm: REST}
"""


def written(of: str = "when: line == held", **others: str) -> str:
    text = TEXT.replace("OF", of)
    for word, default in (("CALENDAR", ""), ("TYPE", ""), ("ACTOR", ""), ("CHANCE", ""), ("REST", "rest")):
        text = text.replace(word, others.get(word.lower(), default))
    return text


def decision_of(scenario: Scenario) -> Decision:
    stage = scenario.stages[0]
    assert isinstance(stage, Decision)
    return stage


def test_base_rates_of_all_acts() -> None:
    habit = decision_of(loads(written("usually: {advance: often, why: counts}"))).usually
    assert habit is not None
    assert [(act, rate.text if rate else None) for act, rate in habit.rates] == [("hold", None), ("advance", "often")]
    assert habit.note.why == "counts"


@pytest.mark.parametrize(
    ("per", "once"),
    [
        ("", None),
        (", per: time", None),
        (", per: occasion", "yes"),
        (", per: occasion if date > 2015-06", "date > 2015-06"),
    ],
)
def test_what_base_rates_are_counted_by(per: str, once: str | None) -> None:
    habit = decision_of(loads(written(f"usually: {{advance: often{per}}}"))).usually
    assert habit is not None
    assert (habit.once.text if habit.once else None) == once


@pytest.mark.parametrize(
    ("per", "column", "message"),
    [
        ("month", 38, "'month' is none of 'time', 'occasion' and 'occasion if CONDITION'"),
        ("occasion if", 38, "'occasion if' is none of"),
        ("occasion if lin == held", 50, "unknown name 'lin'"),
        ("occasion if rebels is bold", 50, "cannot depend on what only rebels knows"),
    ],
)
def test_mistakes_in_what_base_rates_are_counted_by(per: str, column: int, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(written(f"usually: {{advance: often, per: {per}}}"))
    (problem,) = caught.value.mistakes
    assert message in problem.message
    assert problem.where.column == column


@pytest.mark.parametrize(
    ("comes_up", "periods"),
    [
        ("{every: 6 months}", [0, 6, 12, 18]),
        ("{every: quarter}", list(range(0, 24, 3))),
        ("{every: 1 year}", [0, 12]),
        ("{in: [2015-03, 2016-01]}", [2, 12]),
        ("{in: 2015-03}", [2]),
    ],
)
def test_dates_are_a_condition(comes_up: str, periods: list[int]) -> None:
    decision = decision_of(loads(written(f"comes up: {comes_up}")))
    assert decision.comes_up is None
    assert decision.when is not None
    tree = decision.when.tree
    assert isinstance(tree, Membership)
    assert tree.item == CalendarField("date")
    assert [each.period for each in tree.options if isinstance(each, Date)] == periods


def test_a_chance() -> None:
    decision = decision_of(loads(written("comes up: 2 * often")))
    assert decision.when is None
    assert decision.comes_up is not None
    assert decision.comes_up.text == "2 * often"


@pytest.mark.parametrize(
    ("unit", "length"), [("month", 1), ("quarter", 1 / 3), ("2 months", 1 / 2), ("week", 365.25 / 84), ("year", 1 / 12)]
)
def test_units_of_time(unit: str, length: float) -> None:
    assert loads(written(calendar=f", per: {unit}")).calendar.length == pytest.approx(length)


def test_which_chances_are_rates() -> None:
    found = [
        loads(written(rest=rest, chance=chance)).stages[1]
        for rest, chance in (("rest", ""), ("0.8", ""), ("rest", ", then: line up"))
    ]
    assert [stage.per for stage in found if isinstance(stage, Chance)] == ["time", "occasion", "time"]
    changing = loads(written(rest="{probability: rest, then: line up}")).stages[1]
    assert isinstance(changing, Chance)
    assert changing.per == "occasion"


def test_traits_of_a_type() -> None:
    bold, meek = loads(written(type=", patience: 0.9, precision: 2 * often")).actors[0].types
    assert bold.patience is not None
    assert bold.precision is not None
    assert (bold.patience.text, bold.precision.text) == ("0.9", "2 * often")
    assert (meek.patience, meek.precision) == (None, None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            written("usually: {advence: 0.1}"),
            "10:17 each month.rebels decide.usually.advence: unknown act 'advence' — did you",
        ),
        (written("usually: {advance: 0}"), "a base rate is above 0; what cannot be done leaves the menu by a 'when'"),
        (written("usually: {advance: 1.5}"), "a probability must be between 0 and 1, and is 1.5"),
        (written("usually: {advance: 0.7, hold: 0.6}"), "the base rates sum to 1.3, more than 1"),
        (written("usually: {advance: 1}"), "the base rates sum to 1 and leave nothing for the rest"),
        (written("usually: {advance: belief(rebels is bold)}"), "belief"),
        (written("usually: 0.3"), "a mapping"),
        (written("comes up: {every: 6 months, in: 2015-03}"), "'comes up' is one of a chance, 'every: 6 months' and"),
        (written("comes up: {every: 6 weeks}"), "'6 weeks' is not a whole number of periods of the calendar"),
        (written("comes up: {every: 2 rounds}"), "'2 rounds': a calendar with step month has no rounds"),
        (written("comes up: {every: soon}"), "'soon' is not a time (write month, 6 months or 4 rounds)"),
        (written("comes up: {in: 2019-03}"), "no period of the calendar begins at 2019-03 (2015-01 … 2016-12)"),
        (written("comes up: 1.2"), "a probability must be between 0 and 1, and is 1.2"),
        (written("comes up: rebels is bold"), "rebels"),
        (written(calendar=", per: fortnight"), "'fortnight' is not a time"),
        (written(calendar=", per: 0 months"), "'0 months' is not a time"),
        (
            written(rest="0.8", chance="}, per: time, snow: {probability: 0"),
            "cannot be rates: one of them must be a 'rest'",
        ),
        (written(type=", precision: -1"), "the precision of 'bold' must be at least 0, and is -1"),
        (written(type=", patience: 2"), "the patience of 'bold' must be between 0 and 1, and is 2"),
        (
            written(type=", patience: 1", calendar=", afterwards: the last month repeats"),
            "repeats for ever, so the patience of 'bold' must be below 1",
        ),
        (
            written(type=", patience: 0.9", actor=", patience: 0.8").replace(
                "meek: {prior: 0.5", "meek: {prior: 0.5, patience: 0.7"
            ),
            "every type has a patience of its own, so that nobody reads the actor's",
        ),
    ],
)
def test_mistakes(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    assert message in str(caught.value)
