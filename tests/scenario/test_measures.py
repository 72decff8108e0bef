"""What policies are compared by: means over plays and periods, read from the file."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario import expressions as ex
from detente.scenario.loading import check_variants, loads, with_variant
from detente.scenario.model import Measure, Scenario
from support.ceasefire import CEASEFIRE


def crisis(measures: str, text: str = CEASEFIRE) -> Scenario:
    return loads(text.replace("each month:", f"measures:\n{measures}\neach month:", 1), "ceasefire.yaml")


def measure(entry: str, text: str = CEASEFIRE) -> Measure:
    (found,) = crisis(f"  it: {entry}", text).measures
    return found


def test_a_lone_expression_is_averaged_over_all_periods() -> None:
    found = measure("front - held")
    assert (found.name, found.formula.text, found.first, found.last) == ("it", "front - held", 0, 5)
    assert (found.better, found.says, found.is_share) == (None, None, False)


def test_an_entry_says_which_way_is_better_and_who_says_so() -> None:
    found = measure("{of: aid, better: less, says: Aid is given., why: it is paid for, source: wire}")
    assert (found.better, found.says, found.note.why, found.note.source) == (
        "less",
        "Aid is given.",
        "it is paid for",
        "wire",
    )


@pytest.mark.parametrize(
    ("entry", "window"),
    [
        ("{of: aid, at: end}", (5, 5)),
        ("{of: aid, at: 2015-07}", (2, 2)),
        ("{of: aid, from: 2015-07}", (2, 5)),
        ("{of: aid, to: 2015-07}", (0, 2)),
        ("{of: aid, from: 2015-06, to: 2015-07}", (1, 2)),
    ],
)
def test_dates_say_which_periods_count(entry: str, window: tuple[int, int]) -> None:
    found = measure(entry)
    assert (found.first, found.last) == window


def test_dates_within_a_quarter_are_read_as_in_claims() -> None:
    text = """
crisis: Quarters
calendar: {from: 2015-01, to: 2015-12, step: quarter}
state: {aid: {from: 0, to: 1, starts: 0}}
actors: {one: }
measures: {it: {of: aid, from: 2015-02, to: 2015-08}, once: {of: aid, at: 2015-08}}
each quarter: [one moves: {stay: , go: {then: aid up}}]
"""
    it, once = loads(text).measures
    assert (it.first, it.last, once.first, once.last) == (1, 2, 2, 2)


@pytest.mark.parametrize(
    "condition",
    [
        "front == held",
        "aid in [1, 2]",
        "not patron is hungry",
        "patron plays arm",
        "aid > 1 and front == held",
        "belief(patron is hungry)",
    ],
)
def test_the_mean_of_a_condition_or_a_belief_is_a_share(condition: str) -> None:
    assert measure(f'"{condition}"').is_share
    assert not measure(f'"1 + ({condition})"').is_share


def test_a_measure_sees_types_beliefs_and_covert_moves() -> None:
    assert measure("belief(patron is cautious) if patron is hungry").last == 5
    assert measure("capital plays wait").is_share


def test_a_measure_may_be_called_like_a_variable() -> None:
    assert crisis("  front: front - held").measures[0].name == "front"


def test_an_act_that_a_variant_took_away_is_played_by_nobody() -> None:
    changed = with_variant(crisis("  arms: patron plays arm"), "no_arms")
    assert changed.measures[0].formula.tree == ex.Number(0.0)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{of: frnt}", "ceasefire.yaml:{line}:12 measures.it.of: unknown name 'frnt' — did you mean 'front'?"),
        ("{of: house}", "'house' is unordered, so its levels are not numbers"),
        ("{of: front, better: mor}", "more or less is needed here, not 'mor' — did you mean 'more'?"),
        ("{of: front, wors: 1}", "unknown key 'wors'"),
        ("{better: more}", "missing 'of'"),
        ("{of: front, at: 2016-01}", "2016-01 lies outside the calendar (2015-05 … 2015-10)"),
        ("{of: front, at: ende}", "'ende' is not a date (write 2015-11 or 2015-11-30); 'at' takes a date, or 'end'"),
        ("{of: front, at: 2015-07-01}", "with step month dates are written YYYY-MM, here 2015-07"),
        ("{of: front, at: end, from: 2015-06}", "'at' is one period, 'from' and 'to' are several"),
        ("{of: front, from: 2015-08, to: 2015-06}", "no period lies between these dates"),
        ("{of: front, source: tass}", "unknown source 'tass'"),
    ],
)
def test_mistakes_are_reported_at_their_place(entry: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        measure(entry)
    line = CEASEFIRE[: CEASEFIRE.index("each month:")].count("\n") + 2
    assert message.replace("{line}", str(line)) in str(caught.value)


def test_a_variant_whose_calendar_lacks_the_date_is_reported() -> None:
    text = CEASEFIRE.replace("variants:\n", "variants:\n  shorter: {calendar.to: 2015-08}\n", 1)
    crisis("  it: {of: aid, at: end}", text)
    with pytest.raises(ScenarioError, match=r"2015-09 lies outside the calendar .* \(in variant 'shorter'\)"):
        check_variants(crisis("  it: {of: aid, at: 2015-09}", text))


def test_a_measure_is_about_what_is_told() -> None:
    going_on = loads(CEASEFIRE.replace("to: 2015-10,", "to: 2015-10, goes on for: 2 months,") + "measures: {it: aid}\n")
    (found,) = going_on.measures
    assert (found.first, found.last) == (0, 5)
