"""Comparisons with numbers that a share cannot be, and what a smallest difference can be."""

from __future__ import annotations

import numpy as np
import pytest

from detente.claims.certainties import _between, compute_range, constant_of, find_certain
from detente.claims.grammar import parse
from detente.claims.statements import Inequality
from detente.errors import ScenarioError
from detente.scenario.loading import loads
from detente.scenario.model import Claim
from support.made import PATRON

SCENARIO = loads(PATRON.replace("\nnumbers:\n", "\nnumbers:\n  few: 5%\n"))
SHARE = "P(eventually front == held)"


def read(text: str) -> Inequality:
    (comparison,) = parse(Claim("c", "", text), SCENARIO).comparisons
    return comparison


def refusal(text: str) -> tuple[str, int]:
    """The message, and the character at which it points."""
    with pytest.raises(ScenarioError) as caught:
        read(text)
    (mistake,) = caught.value.mistakes
    return mistake.message, int(mistake.message.split("(character ")[1].split()[0])


@pytest.mark.parametrize("written", ["5 %", "5%", "0.05", "(2 % + 3%)", "0.1 / 2", "few"])
def test_a_smallest_difference_is_a_number(written: str) -> None:
    comparison = read(f"{SHARE} under no_rout > {SHARE} by at least {written}")
    assert constant_of(comparison.margin) == pytest.approx(0.05)
    assert comparison.text == f"{SHARE} under no_rout > {SHARE} by at least {written}"


def test_without_one_there_is_none() -> None:
    comparison = read(f"{SHARE} under no_rout > {SHARE}")
    assert constant_of(comparison.margin) == 0
    assert comparison.text == f"{SHARE} under no_rout > {SHARE}"


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        (
            f"{SHARE} > 5",
            "a share lies between 0 and 1, so that it is always on one side of 5; 5 per cent is 0.05",
            "5",
        ),
        (f"-1 < {SHARE}", "always on one side of -1", "-1"),
        (f"{SHARE} > {SHARE} under no_rout by at least -1 %", "-0.01 is less than 0", "-1 %"),
        (f"{SHARE} > {SHARE} under no_rout by at least 5", "5 per cent is 0.05, or 5 %", "5"),
        (f"{SHARE} > 0.98 by at least 5 %", "it never differs from 0.98 by 0.05 this way", "5 %"),
        (f"0.02 > {SHARE} by at least 5 %", "it never differs from 0.02 by 0.05 this way", "5 %"),
        (f"{SHARE} > {SHARE} under no_rout by at least {SHARE}", "changes from play to play", f"{SHARE}"),
        (f"{SHARE} > {SHARE} under no_rout by at least", "a number is missing after 'by at least'", "least"),
        (f"{SHARE} > {SHARE} under no_rout by least 5 %", "by at least NUMBER", "least"),
        (f"{SHARE} > {SHARE} under no_rout by 5 %", "by at least NUMBER", "by 5"),
        (f"{SHARE} > {SHARE} by 5 %", "by at least NUMBER", "by"),
        (f"by at least 5 % {SHARE} > 0.5", "by at least NUMBER", "least"),
        (f"0.1 < {SHARE} < 0.9 by at least 5 %", "belongs to one comparison", "5 %"),
    ],
)
def test_what_cannot_be(text: str, message: str, at: str) -> None:
    found, place = refusal(text)
    assert message in found
    assert place == text.rindex(at) + 1 if not text.startswith("-1") else place == 1


@pytest.mark.parametrize("text", [f"0.98 > {SHARE} by at least 5 %", f"{SHARE} < 0.98 by at least 5 %"])
def test_the_direction_is_that_of_the_comparison(text: str) -> None:
    assert constant_of(read(text).margin) == 0.05


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (f"{SHARE} >= 0", "true"), (f"{SHARE} <= 1", "true"), (f"0 > {SHARE}", "false"), (f"{SHARE} > 1", "false"),
        ("belief(moscow is defender at 2015-08) >= 0", "true"), ("rate(moscow plays arm) < 0", "false"),
        ("E(front == held at 2015-08) > 1", "false"), (f"{SHARE} under no_rout < 0 %", "false"),
        (f"{SHARE} - {SHARE} under no_rout >= -1", "true"), (f"{SHARE} + 1 > 2 * {SHARE} under no_rout - 2", "true"),
        (f"{SHARE} * {SHARE} > 1", "false"), (f"{SHARE} / 2 <= 0.5", "true"), (f"{SHARE} > {SHARE}", "false"),
        ("value(hawk) >= value(hawk)", "true"), ("value(hawk) > value(hawk) by at least 1", "false"),
        (f"{SHARE} under no_rout > {SHARE} by at least 1", "false"), ("0.5 > 0.3", "true"), ("few > 0.5", "false"),
        (f"{SHARE} < {SHARE} under no_rout by at least 100 %", "false"),
    ],
)  # fmt: skip
def test_what_comes_out_the_same_whatever_the_crisis(text: str, outcome: str) -> None:
    (message,) = find_certain(parse(Claim("c", "", text), SCENARIO))
    assert f"is {outcome} whatever happens in the crisis" in message


@pytest.mark.parametrize(
    "text",
    [
        f"{SHARE} > 0", f"{SHARE} >= 1", f"{SHARE} < 1", f"{SHARE} > {SHARE} under no_rout", "value(hawk) > -1e300",
        "value(hawk) >= value(hawk) under no_rout", "E(sanctions at 2015-08) >= 0", f"{SHARE} / {SHARE} > 1",
        f"{SHARE} >= {SHARE} under no_rout by at least 1", f"2 * {SHARE} > 1", f"1 / {SHARE} < 1",
    ],
)  # fmt: skip
def test_what_depends_on_the_crisis(text: str) -> None:
    assert find_certain(parse(Claim("c", "", text), SCENARIO)) == ()


def test_what_is_zero_for_sure_divides_nothing() -> None:
    for zero in ("0", "0 * P(always front == held)", "(1 - 1)", "value(hawk) * 0"):
        with pytest.raises(ScenarioError, match="division by zero"):
            read(f"{SHARE} / ({zero}) > 0.5")


@pytest.mark.parametrize(("a", "b"), [((-1, 2), (3, 4)), ((-1, 2), (-4, -3)), ((0, 1), (0, 1)), ((-2, -1), (1, 2))])
def test_ranges_hold_what_their_parts_can_be(a: tuple[int, int], b: tuple[int, int]) -> None:
    """Of what lies evenly in both, every sum, difference, product and quotient, and no more than that."""
    x, y = (np.linspace(*ends, 21)[:, None] for ends in (a, b))
    with np.errstate(all="ignore"):
        values = {"+": x + y.T, "-": x - y.T, "*": x * y.T, "/": x / y.T}
    for operator, found in values.items():
        span = _between(operator, (float(a[0]), float(a[1])), (float(b[0]), float(b[1])))
        if operator == "/" and b[0] <= 0 <= b[1]:
            assert span == (-np.inf, np.inf)
        else:
            assert span == pytest.approx((found.min(), found.max()))
    assert compute_range(read(f"{SHARE} > 0.5").left) == (0.0, 1.0)
