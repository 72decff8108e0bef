"""Comparisons as they are read."""

from __future__ import annotations

from dataclasses import replace

from detente.claims.verdict import AtRandom, ComparisonVerdict, Robustness, Side, Verdict
from detente.report.bars import interval_bar
from detente.report.words import (
    at_random_in_words,
    comparison_in_words,
    in_words,
    standing_in_words,
    verdicts_in_words,
    workings_in_words,
)


def test_one_number_and_its_interval() -> None:
    comparison = ComparisonVerdict(
        "P(x) > 0.5", "holds", 0.6, (0.55, 0.65), 0.5, True, (Side("P(x)", 0.6, (0.55, 0.65)),)
    )
    assert comparison_in_words(comparison) == [("60 %", "55 % … 65 %")]
    bar = interval_bar(comparison)
    assert 'aria-label="60 %, interval 55 % to 65 % compared with 50 %"' in bar
    assert "50 %" in bar


def test_two_numbers_and_their_difference() -> None:
    sides = (Side("P(x)", 0.3, (0.28, 0.32)), Side("P(y)", 0.5, (0.48, 0.52)))
    comparison = ComparisonVerdict("P(x) > P(y)", "fails", -0.2, (-0.22, -0.18), 0.0, True, sides)
    assert comparison_in_words(comparison) == [
        ("30 %", "28 % … 32 %"),
        ("50 %", "48 % … 52 %"),
        ("Δ −20 points", "−22 … −18"),
    ]
    assert "compared with 50 %" in interval_bar(comparison)


def test_a_plain_number_stays_on_its_own_side() -> None:
    """Of `P(x) > P(x) under v + 0.05` both shares are shown, and what their difference must exceed."""
    sides = (Side("P(x)", 0.181, (0.176, 0.186)), Side("P(x) under v + 0.05", 0.181, (0.176, 0.186), 0.05))
    comparison = ComparisonVerdict("P(x) > P(x) under v + 0.05", "fails", 0.0, (-0.004, 0.004), 0.05, True, sides, ">")
    assert comparison_in_words(comparison) == [
        ("18.1 %", "17.6 % … 18.6 %"),
        ("18.1 % + 5 points", "17.6 % … 18.6 %"),
        ("Δ 0.0 points", "−0.4 … +0.4"),
        ("asked: > 5 points", ""),
    ]


def test_arithmetic_is_shown_with_its_numbers() -> None:
    side = Side("0.5 * rate(x)", 0.028, (0.026, 0.030), working="0.5 × 5.6 %")
    comparison = ComparisonVerdict("0.5 * rate(x) > 0.1", "fails", 0.028, (0.026, 0.030), 0.1, True, (side,))
    assert workings_in_words(comparison) == ["0.5 × 5.6 % = 2.8 %"]
    assert workings_in_words(ComparisonVerdict("P(x) > 0.5", "undecided", None, None, None, True, ())) == []


def test_exact_numbers_have_no_interval() -> None:
    comparison = ComparisonVerdict(
        "value(x) > 0", "holds", 2.5, (2.5, 2.5), 0.0, False, (Side("value(x)", 2.5, (2.5, 2.5)),)
    )
    assert comparison_in_words(comparison) == [("2.5", "exact")]


def test_no_number_has_no_bar() -> None:
    comparison = ComparisonVerdict("P(x) > 0.5", "undecided", None, None, None, True, (Side("P(x)", None, None),))
    assert comparison_in_words(comparison) == [("no number", "")]
    assert interval_bar(comparison) == ""


def test_what_takes_from_a_verdict_is_said_and_tallied_apart() -> None:
    part = ComparisonVerdict("P(x) > 0.5", "holds", 0.6, (0.55, 0.65), 0.5, True, (), hair=0.01)
    plain = Verdict("c", "So.", None, None, "P(x) > 0.5", "holds", 0.6, (0.55, 0.65), "", (part,))
    barely = replace(plain, comparisons=(replace(part, value=0.505),))
    trivial = replace(plain, at_random=AtRandom("holds", 0.6, (0.5, 0.7)))
    built = replace(plain, by_construction="dear changes only what it pays")
    assert [words for _, words in verdicts_in_words([plain, plain, barely, trivial, built])] == [
        "2 hold",
        "1 hold barely",
        "1 hold as at base rates",
        "1 hold by construction",
        "0 fail",
        "0 undecided",
    ]
    assert {kind for kind, _ in verdicts_in_words([barely, built])} == {"holds", "fails", "undecided"}
    assert standing_in_words(plain) == ""
    assert standing_in_words(barely) == "It holds barely: the distance from the threshold is too small to matter."
    assert standing_in_words(built) == "Given by construction: dear changes only what it pays."
    everywhere = replace(trivial, robustness=Robustness(10, 10, 0, 0, 0, 1.0, (0.7, 1.0), ()))
    assert at_random_in_words(trivial) == "It would also hold at base rates, whatever anybody wants."
    assert at_random_in_words(everywhere).startswith("It would hold in nearly any model: also at base rates")


def test_months_with_a_year_have_their_capital() -> None:
    assert in_words("the_line_of_april_2015") == "the line of April 2015"
    assert in_words("may_2015") == "May 2015"
    assert in_words("moscow_may_go_in") == "moscow may go in"
