"""Calendar, state and numbers become the records that the file describes."""

from __future__ import annotations

import pytest

from detente.scenario.constants import number_values
from detente.scenario.expressions import Situation, evaluate
from detente.scenario.loading import loads
from detente.scenario.model import Scenario
from support.ceasefire import CEASEFIRE


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return loads(CEASEFIRE, "ceasefire")


def test_calendar(scenario: Scenario) -> None:
    assert scenario.calendar.labels == ("2015-05", "2015-06", "2015-07", "2015-08", "2015-09", "2015-10")
    assert scenario.calendar.starts[0].isoformat() == "2015-05-01"
    assert scenario.calendar.afterwards == "nothing"


def test_variables(scenario: Scenario) -> None:
    front, aid, house, mood = scenario.variables
    assert (front.levels, front.values, front.is_ordered, front.start) == (
        ("retreat", "held", "advance"),
        (0.0, 1.0, 2.0),
        True,
        1,
    )
    assert (aid.levels, aid.values, aid.start, aid.is_ordered) == (("0", "1", "2", "3"), (0.0, 1.0, 2.0, 3.0), 1, True)
    assert not house.is_ordered
    assert (house.lasts, mood.lasts) == ("always", "period")


def test_numbers(scenario: Scenario) -> None:
    burden, price, total = scenario.numbers
    assert (burden.low, burden.high, burden.note.source) == (0.5, 1.5, "wire")
    assert (price.low, price.high) == (None, None)
    assert total.formula.text == "burden + price"
    assert number_values(scenario) == {"burden": 1.0, "price": 2.0, "total": 3.0}


def test_rounds_and_weeks() -> None:
    rounds = loads(
        """
crisis: Rounds
calendar: {rounds: 3, afterwards: the last round repeats}
state: {line: {one of: [here], starts: here}}
actors: {ann: {leaves: 2, wants: {late: date >= 3, all: round}}}
each round:
  - ann waits: {wait: {}}
"""
    )
    assert rounds.calendar.labels == ("1", "2", "3")
    assert rounds.actors[0].leaves == 1
    late, every = (want.formula.tree for want in rounds.actors[0].wants)
    assert [evaluate(late, Situation({}, {}, period)) for period in range(3)] == [0, 0, 1]
    assert evaluate(every, Situation({}, {}, 2)) == 3
    weeks = loads(
        CEASEFIRE.replace("from: 2015-05, to: 2015-10, step: month", "from: 2015-05-04, to: 2015-09-30, step: week")
        .replace("leaves: 2015-09", "leaves: 2015-05-11")
        .replace("each month", "each week")
    )
    assert weeks.calendar.labels[:2] == ("2015-05-04", "2015-05-11")
    assert weeks.calendar.labels[-1] == "2015-09-28"
