"""Calendar, state and numbers become the records that the file describes."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario import expressions as ex
from detente.scenario.building import build_numbers, build_variables
from detente.scenario.constants import compute_number_values
from detente.scenario.expressions import Situation, evaluate
from detente.scenario.limits import MAX_LEVELS
from detente.scenario.loading import loads
from detente.scenario.model import NumberEntry, Scenario
from detente.scenario.names import Names
from detente.scenario.site import Site
from support.ceasefire import CEASEFIRE
from support.keys import crisis_keys, messages_of


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
    assert compute_number_values(scenario) == {"burden": 1.0, "price": 2.0, "total": 3.0}


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


def with_dates(dates: str) -> Scenario:
    return loads(CEASEFIRE.replace("from: 2015-05, to: 2015-10, step: month", dates))


def test_what_nobody_asks_about_comes_after_what_is_told() -> None:
    for dates, last, end in (
        ("from: 2015-05, to: 2015-10, goes on for: 3 months", "2015-10", "2016-01"),
        ("from: 2015-05, to: 2015-10, goes on for: 1 quarter, per: quarter", "2015-10", "2016-01"),
        # In whole periods, of which the last one is begun.
        ("from: 2015-05, to: 2015-10, goes on for: 5 weeks", "2015-10", "2015-12"),
    ):
        calendar = with_dates(dates).calendar
        assert (calendar.told.labels[-1], calendar.labels[-1]) == (last, end)
        assert (calendar.told.num_periods, len(calendar.told.starts)) == (6, 6)
        assert len(calendar.starts) == calendar.num_periods == 6 + calendar.num_beyond
        assert calendar.told.told == calendar.told
    plain = with_dates("from: 2015-05, to: 2015-10, step: month").calendar
    assert plain.told is plain


@pytest.mark.parametrize(
    ("time", "message"),
    [
        ("half a year", "'half a year' is not a time (write month, 6 months or 4 rounds)"),
        ("3 rounds", "'3 rounds': a calendar with step month has no rounds"),
        ("99999 months", "the calendar has 100005 periods; at most 10000 are allowed"),
    ],
)
def test_times_for_which_no_crisis_goes_on(time: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        with_dates(f"from: 2015-05, to: 2015-10, goes on for: {time}")
    assert message in str(caught.value)


def test_nobody_asks_about_what_comes_after() -> None:
    """Claims, measures and events end with the last date that is told; moves and payoffs do not."""
    dates = "from: 2015-05, to: 2015-10, goes on for: 3 months"
    assert [(each.first, each.last) for each in with_dates(dates).measures] == [
        (each.first, each.last) for each in loads(CEASEFIRE).measures
    ]
    going_on = loads(
        CEASEFIRE.replace("from: 2015-05, to: 2015-10, step: month", dates).replace(
            "leaves: 2015-09", "leaves: 2015-12"
        )
    )
    assert [actor.leaves for actor in going_on.actors if actor.leaves] == [7]


def numbers(text: str) -> tuple[tuple[NumberEntry, ...], list[str]]:
    site = Site(names=Names(numbers=("a", "b")))
    keys = crisis_keys(CEASEFIRE.replace("numbers:\n", f"numbers:\n  {text}\n", 1))
    return build_numbers(keys.numbers, site), messages_of(site)


def test_the_base_of_a_judgement_is_the_middle_of_its_range_in_twelve_digits() -> None:
    # In double precision (0.8 + 1) / 2 is 0.9, and (0.1 + 0.2) / 2 is 0.15000000000000002.
    for written, base in (("[0.8, 1]", "0.9"), ("[0.1, 0.2]", "0.15"), ("[10%, 30%]", "0.2"), ("[-1, 1]", "0")):
        entry = numbers(f"a: {{range: {written}}}")[0][0]
        assert (entry.formula.text, entry.formula.tree) == (base, ex.Number(float(base)))


def test_a_base_is_within_its_range() -> None:
    entry = numbers("a: {range: [0, 2], base: 2}")[0][0]
    assert (entry.low, entry.high, entry.formula.tree) == (0.0, 2.0, ex.Number(2.0))
    assert numbers("a: {range: [0, 2], base: 3}")[1][0] == "the base value 3 is outside the range 0 … 2"
    assert numbers("a: {range: [2, 0]}")[1][0] == "the range begins (2) above its end (0)"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{from: 3, to: 1, starts: 3}", "the range ends (1) below its beginning (3)"),
        (
            f"{{from: 1, to: {MAX_LEVELS + 1}, starts: 1}}",
            "this range has 1,001 levels; at most 1,000 levels are allowed",
        ),
        ("{one of: [a, a], starts: a}", "the level 'a' is given twice"),
        ("{one of: [left, right], starts: lift}", "aid has no level 'lift' — did you mean 'left'?"),
    ],
)
def test_levels_that_cannot_be(entry: str, message: str) -> None:
    site = Site()
    keys = crisis_keys(CEASEFIRE.replace("aid: {from: 0, to: 3, starts: 1}", f"aid: {entry}"))
    build_variables(keys.state, site)
    assert messages_of(site)[0].startswith(message)


def test_a_thousand_levels_are_allowed() -> None:
    keys = crisis_keys(CEASEFIRE.replace("aid: {from: 0, to: 3", f"aid: {{from: 1, to: {MAX_LEVELS}"))
    variables, broken = build_variables(keys.state, Site())
    assert (variables["aid"].levels[-1], len(variables["aid"].levels), broken) == ("1000", 1_000, frozenset())
