"""What has to be solved and played for a statement, and what its numbers are."""

from __future__ import annotations

import pytest

from detente.claims.grammar import parse
from detente.claims.statements import (
    Arithmetic,
    Constant,
    Measurement,
    RunRequest,
    Statement,
    Under,
    Value,
    find_last_period,
    is_constant,
    is_share,
    list_measurements,
    list_runs,
    with_played_values,
)
from detente.scenario.loading import loads
from detente.scenario.model import Claim
from detente.simulate.moves import ForcedMove
from support.made import PATRON

SCENARIO = loads(PATRON)


def statement(text: str) -> Statement:
    return parse(Claim("c", "", text), SCENARIO)


def test_everything_is_measured_once_in_the_order_of_the_text() -> None:
    both = statement("value(kyiv) - value(moscow) under no_rout > value(moscow) and value(kyiv) > 2")
    assert list_measurements(both) == (
        Measurement(RunRequest(), Value("kyiv")),
        Measurement(RunRequest("no_rout"), Value("moscow")),
        Measurement(RunRequest(), Value("moscow")),
    )
    assert list_runs(both) == {RunRequest(), RunRequest("no_rout")}


def test_forced_moves_are_a_run_of_their_own() -> None:
    (run,) = list_runs(statement("P(always front == held given do(kyiv plays raid from 2015-08)) > 0"))
    assert run == RunRequest(None, (ForcedMove("kyiv", None, "raid", 3, 7),))


def test_values_are_taken_from_plays_everywhere() -> None:
    played = with_played_values(statement("2 * (value(kyiv) + value(moscow) under no_rout) > value(moscow)"))
    values = [each.quantity for each in list_measurements(played)]
    assert len(values) == 3
    assert all(isinstance(value, Value) and value.is_played for value in values)
    shares = statement("P(always front == held) > 0.5")
    assert with_played_values(shares) == shares


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P(always front == held)", True),
        ("P(always front == held) under no_rout - 10%", True),
        ("1 - belief(moscow is defender at 2015-05)", True),
        ("P(always front == held) / 2", True),
        ("P(always front == held) * P(moscow plays arm)", False),
        ("2 / P(always front == held)", False),
        ("value(kyiv)", False),
        ("half", False),
    ],
)
def test_what_is_read_in_per_cent(text: str, expected: bool) -> None:
    assert is_share(statement(f"{text} > 0.1").comparisons[0].left) is expected


def test_plain_numbers_are_constant_in_every_variant() -> None:
    assert is_constant(Arithmetic("+", Constant(1.0), Under("no_rout", Constant(2.0))))
    assert not is_constant(Arithmetic("+", Constant(1.0), Value("kyiv")))


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("P(front == advanced at 2015-07)", 2),
        ("P(eventually front == advanced by 2015-09)", 4),
        ("P(always front == held from 2015-06 by 2015-10)", 5),
        ("P(not (moscow plays arm by 2015-08))", 3),
        ("P(moscow plays arm by 2015-06 or kyiv plays raid at 2015-11)", 6),
        ("P(moscow plays arm by 2015-06 given front == held at 2015-11)", 6),
        ("P(front == advanced at 2015-11 given moscow plays arm at 2015-06)", 6),
        ("P(front == advanced within 2 months of minsk == full)", None),
        ("P(moscow plays arm at 2015-06 given minsk == full within 2 months of front == advanced)", None),
        ("rate(moscow plays arm by 2015-08 given front == held)", 3),
        ("E(minsk at 2015-07)", 2),
        ("E(minsk at 2015-07 given moscow plays arm at 2015-09)", 4),
        ("belief(moscow is defender at 2015-08)", 3),
        ("belief(moscow is defender at 2015-08 given moscow plays arm at 2015-12)", 7),
        ("value(kyiv)", None),
    ],
)
def test_the_last_period_that_a_quantity_speaks_of(text: str, last: int | None) -> None:
    """Counted by hand; what is given counts too, and what may come at any date, or is paid for ever, speaks of all."""
    (only,) = list_measurements(statement(f"{text} > 0"))
    assert find_last_period(only.quantity) == last
