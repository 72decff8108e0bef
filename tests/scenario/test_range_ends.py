"""Ranges at whose ends a probability is none."""

from __future__ import annotations

import pytest

from detente.scenario.cautions import find_cautions
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import loads
from detente.scenario.range_ends import find_excess

TEXT = TEMPLATE.read_text(encoding="utf-8")


def messages(*changes: tuple[str, str]) -> list[str]:
    text = TEXT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return [mistake.message for mistake in find_excess(loads(text))]


DOUBT = ("numbers:", "numbers:\n  doubt: {range: [0.2, 1.4], base: 0.4}\n  trust: 1 - doubt\n")


def test_what_a_range_makes_of_priors_that_are_computed_from_it() -> None:
    found = messages(DOUBT, ("prior: 0.6", "prior: trust"), ("prior: 0.4", "prior: doubt"))
    where = "at the upper end of the range of 'doubt', 1.4,"
    rest = "worlds with such a number have no verdict"
    assert found == [
        f"{where} the prior of 'cautious' is -0.4: {rest}",
        f"{where} the prior of 'hungry' is 1.4: {rest}",
    ]


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("{probability: risk,", "{probability: 2 * doubt,", "the probability of 'breakthrough'"),
        ("    patience: 0.9\n", "    patience: doubt\n", "the patience of neighbour"),
    ],
)
def test_where_a_probability_has_to_be(before: str, after: str, what: str) -> None:
    found = messages(DOUBT, (before, after))
    assert any(f"{what} is " in message for message in found)
    assert not messages((DOUBT[0], DOUBT[1].replace("1.4", "0.5")), (before, after))


def test_what_depends_on_more_than_numbers_is_left_alone() -> None:
    assert (
        messages(DOUBT, ("alarm: 0.5 if patron is hungry else 0.2", "alarm: doubt if patron is hungry else 0.2")) == []
    )
    assert messages() == []


def test_a_check_warns_of_it() -> None:
    text = TEXT.replace(*DOUBT).replace("prior: 0.6", "prior: trust").replace("prior: 0.4", "prior: doubt")
    assert sum("at the upper end" in each.message for each in find_cautions(loads(text))) == 2
