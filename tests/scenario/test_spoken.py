"""The variables that remember what was said."""

from __future__ import annotations

import pytest

from detente.scenario.keys.months import ActKeys, read_stages
from detente.scenario.model import Calendar, Variable
from detente.scenario.names import Names
from detente.scenario.reading import read_text
from detente.scenario.site import Site
from detente.scenario.spoken import count_standing, name_spoken
from support.keys import read_entry

CALENDAR = Calendar("month", ("2015-05",), ())


def variables_of(acts: str, *declared: Variable) -> tuple[dict[str, Variable], list[str]]:
    """What the acts of one decision add to the variables, and the messages of mistakes."""
    site = Site(names=Names(CALENDAR, {variable.name: variable for variable in declared}))
    items = read_stages(read_text(f"x: [{{ann speaks: {{{acts}}}}}]", "f").entries["x"], site)
    name_spoken(items, (), site)
    return dict(site.names.variables), [mistake.message for mistake in site.mistakes]


def test_a_promise_has_three_levels_and_counts_what_is_left_of_it() -> None:
    variables, mistakes = variables_of("pledge: {promises: ann plays go, stands for: 1 quarter}")
    assert mistakes == []
    assert variables["pledge"].levels == ("not_given", "standing", "broken")
    assert variables["pledge"].lasts == "always"
    assert (variables["pledge_left"].levels, variables["pledge_left"].start) == (("0", "1", "2", "3"), 0)


def test_what_is_found_out_is_remembered_for_one_period() -> None:
    variables, _ = variables_of(
        "deny: {says: ann is x, found out: 0.5, remembered as: exposed}, admit: {says: ann is y}"
    )
    assert list(variables) == ["exposed"]
    assert (variables["exposed"].levels, variables["exposed"].lasts) == (("not_found_out", "found_out"), "period")


def test_the_state_may_have_declared_it() -> None:
    levels = ("not_given", "standing", "broken")
    vow = Variable("vow", levels, (0.0, 1.0, 2.0), False, 1)
    acts = "pledge: {promises: ann plays go, remembered as: vow, stands for: 2 months}"
    variables, mistakes = variables_of(acts, vow)
    assert mistakes == []
    assert variables["vow"] is vow
    assert variables["vow_left"].start == 2, "it stands from the beginning"


@pytest.mark.parametrize(
    ("acts", "message"),
    [
        (
            "pledge: {promises: ann plays go, remembered as: rest}",
            "'rest' is a reserved word and cannot name a variable",
        ),
        (
            "a: {promises: ann plays go, remembered as: b}, b: {promises: ann plays go}",
            "'b' remembers what another act",
        ),
    ],
)
def test_mistakes(acts: str, message: str) -> None:
    assert message in " ".join(variables_of(acts)[1])


@pytest.mark.parametrize(
    ("text", "periods"), [("6 months", 6), ("1 year", 12), ("2 quarters", 6), ("1 period", 1), ("1 month", 1)]
)
def test_lengths_of_time(text: str, periods: int) -> None:
    keys, mistakes = read_entry(ActKeys, f"{{promises: ann plays go, stands for: {text}}}")
    site = Site()
    assert count_standing(keys, CALENDAR, site) == periods
    assert mistakes == [] == site.mistakes
