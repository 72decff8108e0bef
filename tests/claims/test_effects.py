"""Sizes of effects in words, and when no effect is visible."""

from __future__ import annotations

import pytest

from detente.claims.effects import is_same_but_for_dates, is_same_but_for_variants
from detente.claims.estimates import Estimate
from detente.claims.grammar import parse
from detente.claims.judge import judge
from detente.claims.statements import Measurement, list_measurements
from detente.claims.verdict import Verdict
from detente.scenario.loading import loads
from detente.scenario.model import Claim
from support.made import PATRON

SCENARIO = loads(PATRON)
HELD, MEAN, VALUE = "P(always front == held)", "E(sanctions at 2015-08)", "value(moscow)"
BASE, CHANGED = HELD, f"{HELD} under no_rout"


def judged(text: str, left: float, right: float, half: float, spread: float = 0.0) -> Verdict:
    """The verdict on a comparison whose sides are these numbers, and whose difference is known to ± half."""
    claim = Claim("c", "", text)
    statement = parse(claim, SCENARIO)
    first, *others = list_measurements(statement)
    measured: dict[Measurement, Estimate] = {first: Estimate(left, beyond=(half, half), spread=spread)}
    measured |= {other: Estimate(right, spread=spread / 2) for other in others}
    return judge(claim, statement, measured)


@pytest.mark.parametrize(
    ("operator", "difference", "half", "kind"),
    [
        # An effect is visible from one point on.
        (">", 0.05, 0.01, "holds"),
        (">", -0.05, 0.01, "fails"),
        (">", 0.015, 0.007, "holds"),
        (">", 0.0, 0.02, "undecided"),
        (">", 0.005, 0.002, "no visible effect"),
        (">", -0.005, 0.002, "no visible effect"),
        (">", 0.0, 0.009, "no visible effect"),
        (">", 0.0, 0.0, "no visible effect"),
        (">", 0.008, 0.005, "holds"),
        (">", -0.008, 0.005, "fails"),
        ("<", 0.005, 0.002, "no visible effect"),
        ("<", -0.05, 0.01, "holds"),
        # Equality is allowed.
        (">=", 0.0, 0.0, "holds"),
        (">=", 0.005, 0.002, "holds"),
        (">=", 0.0, 0.009, "no visible effect"),
        (">=", -0.005, 0.002, "no visible effect"),
        (">=", -0.05, 0.01, "fails"),
        ("<=", 0.005, 0.002, "no visible effect"),
    ],
)
def test_a_difference_below_one_point_is_not_visible(operator: str, difference: float, half: float, kind: str) -> None:
    found = judged(f"{CHANGED} {operator} {BASE}", 0.4 + difference, 0.4, half)
    assert found.verdict == kind
    assert found.effects[0].smallest == 0.01


@pytest.mark.parametrize(
    ("text", "difference", "kind"),
    [
        # A plain number beside a quantity says itself how much is wanted.
        (f"{CHANGED} > {BASE} + 0.2", 0.0, "fails"),
        (f"{CHANGED} < {BASE} + 0.2", 0.0, "holds"),
        (f"{CHANGED} + 0.2 > {BASE} + 0.2", 0.0, "no visible effect"),
        (f"{CHANGED} > 0.3", 0.0, "holds"),
        (f"0.3 < {CHANGED} < 0.5", 0.0, "holds"),
        (f"{CHANGED} - {BASE} > 0", 0.0, "undecided"),
        # `by at least` says from where on an effect counts.
        (f"{CHANGED} > {BASE} by at least 5%", 0.04, "no visible effect"),
        (f"{CHANGED} > {BASE} by at least 5%", 0.06, "holds"),
        (f"{CHANGED} > {BASE} by at least 5%", 0.05, "undecided"),
        (f"{CHANGED} > {BASE} by at least 5%", -0.06, "fails"),
        (f"{CHANGED} > {BASE} by at least 0.1%", 0.006, "holds"),
        (f"{CHANGED} < {BASE} by at least 5%", -0.06, "holds"),
        # Of several comparisons one that fails decides, then one without a visible effect, then one that is open.
        (f"{CHANGED} > {BASE} and {CHANGED} > 0.4", 0.0, "no visible effect"),
        (f"{CHANGED} > {BASE} and {CHANGED} > 0.9", 0.0, "fails"),
        (f"{CHANGED} > {BASE} and {CHANGED} > 0.3", 0.0, "no visible effect"),
    ],
)
def test_which_comparisons_have_effects(text: str, difference: float, kind: str) -> None:
    assert judged(text, 0.4 + difference, 0.4, 0.004).verdict == kind


def test_what_is_no_share_is_measured_by_its_spread() -> None:
    """One per cent of a standard deviation of 4 is 0.04."""
    text = f"{MEAN} under no_rout > {MEAN}"
    assert judged(text, 1.03, 1.0, 0.005, spread=4.0).verdict == "no visible effect"
    assert judged(text, 1.05, 1.0, 0.005, spread=4.0).verdict == "holds"
    assert judged(text, 1.05, 1.0, 0.005, spread=4.0).effects[0].smallest == pytest.approx(0.04)


@pytest.mark.parametrize(
    ("text", "left", "right", "half", "words"),
    [
        (f"{CHANGED} > {BASE}", 0.38, 0.12, 0.03, "“no rout” raises it from 12 % to 38 % (+26 points)"),
        # The crisis as it is comes first, whichever side it is on.
        (f"{BASE} > {CHANGED}", 0.38, 0.12, 0.03, "“no rout” lowers it from 38 % to 12 % (−26 points)"),
        (
            f"{HELD} under dialogue > {CHANGED}",
            0.38,
            0.12,
            0.03,
            "“dialogue” (against “no rout”) raises it from 12 % to 38 % (+26 points)",
        ),
        (f"{MEAN} under no_rout < {MEAN}", 2.4, 3.1, 0.25, "“no rout” lowers the mean from 3.1 to 2.4 (−0.7)"),
        (f"{VALUE} under no_rout < {VALUE}", 2.4, 3.1, 0.0, "“no rout” lowers the value from 3.1 to 2.4 (−0.7)"),
        (
            "P(front == held at 2015-12) < P(front == held at 2015-08)",
            0.12,
            0.38,
            0.03,
            "falls from 38 % to 12 % (−26 points)",
        ),
        ("E(sanctions at 2015-12) > E(sanctions at 2015-08)", 3.1, 2.4, 0.25, "rises from 2.4 to 3.1 (+0.7)"),
        (f"{HELD} > P(eventually front == held)", 0.38, 0.12, 0.03, "38 % against 12 %: +26 points"),
        (
            f"{CHANGED} > {BASE}",
            0.403,
            0.4,
            0.003,
            "“no rout”: from 40 % to 40.3 %: no visible effect (+0.3 points, within ± 1 point)",
        ),
        (f"{CHANGED} > {BASE}", 0.41, 0.4, 0.03, "“no rout”: from 40 % to 41 %: the direction is open"),
    ],
)
def test_sizes_in_words(text: str, left: float, right: float, half: float, words: str) -> None:
    (effect,) = judged(text, left, right, half).effects
    assert effect.words == words
    assert effect.difference == pytest.approx(effect.after - effect.before)
    assert effect.interval[0] <= effect.difference <= effect.interval[1]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # How far two crises lie apart belongs to neither of them.
        (f"{CHANGED} - {BASE} > {BASE} - {HELD} under dialogue", "other"),
        (f"({CHANGED}) / 2 + ({CHANGED}) / 2 > ({BASE}) / 2 + ({BASE}) / 2", "variant"),
    ],
)
def test_whether_a_variant_makes_the_difference(text: str, kind: str) -> None:
    assert judged(text, 0.4, 0.1, 0.01).effects[0].kind == kind


def test_texts_of_one_quantity() -> None:
    assert is_same_but_for_variants("P(x) under v", "P(x)")
    assert is_same_but_for_variants("(P(x) + P(y)) under v", "P(x) + P(y)")
    assert is_same_but_for_variants("P(x) under v - 0.3", "P(x)")
    assert not is_same_but_for_variants("P(x) under v", "P(y)")
    assert not is_same_but_for_variants("P(x)", "P(x)")
    assert is_same_but_for_dates("E(x at 2015-05)", "E(x at 2015-06)")
    assert is_same_but_for_dates("E(x at 5)", "E(x at 12)")
    assert not is_same_but_for_dates("E(x at 5)", "E(y at 12)")


@pytest.mark.parametrize(
    ("text", "left", "right", "half", "spread", "is_barely"),
    [
        # Two shares: within a point of each other, or of what `by at least` demands beyond it.
        (f"{CHANGED} > {BASE}", 0.408, 0.4, 0.005, 0.0, True),
        (f"{CHANGED} > {BASE}", 0.42, 0.4, 0.005, 0.0, False),
        (f"{CHANGED} > {BASE} by at least 5%", 0.458, 0.4, 0.005, 0.0, True),
        (f"{CHANGED} > {BASE} by at least 5%", 0.48, 0.4, 0.005, 0.0, False),
        (f"{CHANGED} < {BASE} + 0.2", 0.595, 0.4, 0.001, 0.0, True),
        # A share and a number.
        (f"{HELD} > 0.5", 0.508, 0.0, 0.001, 0.0, True),
        (f"{HELD} > 0.5", 0.52, 0.0, 0.001, 0.0, False),
        (f"{HELD} < 0.5", 0.508, 0.0, 0.001, 0.0, True),
        # Near the ends a hair is a tenth of what is left: 0.1 points of one; at the ends there is none.
        (f"{HELD} < 0.01", 0.0, 0.0, 0.001, 0.0, False),
        (f"{HELD} < 0.01", 0.0095, 0.0, 0.0001, 0.0, True),
        (f"{HELD} > 0.99", 0.995, 0.0, 0.001, 0.0, False),
        (f"{HELD} < 0.99", 0.985, 0.0, 0.001, 0.0, False),
        (f"{HELD} > 0", 0.005, 0.0, 0.001, 0.0, False),
        (f"{CHANGED} - {BASE} > 0", 0.405, 0.4, 0.001, 0.0, True),
        # Anything else: one per cent of the spread over plays.
        (f"{MEAN} > 2", 2.005, 0.0, 0.001, 1.0, True),
        (f"{MEAN} > 2", 2.02, 0.0, 0.001, 1.0, False),
        # Undecided is undecided.
        (f"{HELD} > 0.5", 0.501, 0.0, 0.01, 0.0, False),
    ],
)
def test_by_a_hair(text: str, left: float, right: float, half: float, spread: float, is_barely: bool) -> None:
    assert judged(text, left, right, half, spread).is_barely == is_barely
