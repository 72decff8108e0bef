"""Monte Carlo errors: known intervals, and coverage of what is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from detente.claims.estimates import (
    Estimate,
    combine,
    mean_over_plays,
    missing,
    share_of_moves,
    share_of_plays,
    wilson_interval,
)

RUNS = (0, 1000)


def every(number: int) -> np.ndarray:
    return np.ones(number, dtype=bool)


def test_what_never_or_always_happened_is_inside_its_interval() -> None:
    """Whatever the number of plays rounds to."""
    for number in (200, 500, 1_000, 2_000, 5_000, 20_000, 100_000):
        assert wilson_interval(0.0, number)[0] == 0
        assert wilson_interval(1.0, number)[1] == 1


@pytest.mark.parametrize(
    ("share", "number", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3: 81/263, 15/148, 0/20, 1/29.
    [
        (81 / 263, 263, 0.2553, 0.3662),
        (15 / 148, 148, 0.0624, 0.1605),
        (0.0, 20, 0.0, 0.1611),
        (1 / 29, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_intervals_are_the_published_ones(share: float, number: int, low: float, high: float) -> None:
    assert wilson_interval(share, number) == pytest.approx((low, high), abs=5e-5)


def test_share_of_plays() -> None:
    happened = np.arange(1000) < 300
    estimate = share_of_plays(happened, every(1000), RUNS)
    assert estimate.value == 0.3
    assert estimate.standard_error == pytest.approx(math.sqrt(0.3 * 0.7 / 1000), rel=1e-4)
    among = share_of_plays(happened, np.arange(1000) < 400, RUNS)
    assert among.value == 0.75
    assert among.standard_error == pytest.approx(math.sqrt(0.75 * 0.25 / 400), rel=1e-4)
    assert among.interval == wilson_interval(0.75, 400)


def test_a_share_of_one_is_not_certain() -> None:
    estimate = share_of_plays(every(1000), every(1000), RUNS)
    assert estimate.value == 1
    assert estimate.standard_error > 0
    assert estimate.interval is not None
    assert estimate.interval[0] < 1


def test_independent_moves_have_the_interval_of_so_many_plays() -> None:
    random = np.random.default_rng(1)
    made = (random.random(4000) < 0.3).astype(np.int32)
    moves = share_of_moves(made, np.ones(4000, dtype=np.int32), RUNS)
    plays = share_of_plays(made == 1, every(4000), RUNS)
    assert moves.value == plays.value
    assert moves.interval == pytest.approx(plays.interval, abs=1e-6)


def coverage(draws: int, is_inside: list[bool]) -> bool:
    """Whether a 95 % interval covers as often as it says, up to four standard errors of the count."""
    return abs(sum(is_inside) / draws - 0.95) < 4 * math.sqrt(0.95 * 0.05 / draws) + 0.005


def test_clustered_moves_are_covered() -> None:
    """Plays of one or two kinds, with many moves each: taking the moves as independent would cover far too rarely."""
    random = np.random.default_rng(2)
    inside, naive = [], []
    for _ in range(400):
        often = random.random(300) < 0.5
        occasions = random.integers(1, 20, size=300).astype(np.int32)
        made = random.binomial(occasions, np.where(often, 0.9, 0.2)).astype(np.int32)
        estimate = share_of_moves(made, occasions, RUNS)
        assert estimate.interval is not None
        assert estimate.value is not None
        inside.append(estimate.interval[0] <= 0.55 <= estimate.interval[1])
        low, high = wilson_interval(estimate.value, int(occasions.sum()))
        naive.append(low <= 0.55 <= high)
    assert coverage(400, inside)
    assert np.mean(naive) < 0.7


def test_quotients_are_covered() -> None:
    """(a − b) / (a + b) of two shares from one run, to first order."""
    random = np.random.default_rng(3)
    inside = []
    for _ in range(400):
        common = random.random(1000)
        a = share_of_plays(common < 0.6, every(1000), RUNS)
        b = share_of_plays((common < 0.3) | (random.random(1000) < 0.1), every(1000), RUNS)
        ratio = combine("/", combine("-", a, b), combine("+", a, b))
        interval = ratio.interval_95()
        assert interval is not None
        truth_b = 0.3 + 0.7 * 0.1
        inside.append(interval[0] <= (0.6 - truth_b) / (0.6 + truth_b) <= interval[1])
    assert coverage(400, inside)


def test_the_same_plays_are_compared_play_by_play() -> None:
    random = np.random.default_rng(4)
    values = random.normal(size=1000)
    one = mean_over_plays(values, every(1000), RUNS)
    other = mean_over_plays(values + 0.01, every(1000), RUNS)
    elsewhere = mean_over_plays(values + 0.01, every(1000), (1, 1000))
    assert combine("-", other, one).standard_error < 1e-6
    assert combine("-", elsewhere, one).standard_error == pytest.approx(math.sqrt(2) * one.standard_error, rel=1e-3)
    assert combine("+", other, one).standard_error == pytest.approx(2 * one.standard_error, rel=1e-3)


def test_products_and_exact_numbers() -> None:
    mean = mean_over_plays(np.random.default_rng(5).normal(3, 1, size=1000), every(1000), RUNS)
    twice = combine("*", Estimate(2.0), mean)
    assert twice.standard_error == pytest.approx(2 * mean.standard_error, rel=1e-3)
    assert combine("*", Estimate(2.0), Estimate(3.0)).interval_95() == (6.0, 6.0)


def test_a_number_that_plays_do_not_bring_reaches_to_what_they_bring() -> None:
    played = mean_over_plays(np.random.default_rng(5).normal(3, 1, size=1000), every(1000), RUNS)
    assert played.value is not None
    near, far = (Estimate(played.value + off, as_played=played) for off in (2 * played.standard_error, -0.5))
    assert near.interval_95() == (near.value, near.value)
    low, high = far.interval_95() or (0.0, 0.0)
    assert (low, high) == (far.value, (played.interval_95() or (0.0, 0.0))[1])
    # What both are off by falls out of the difference, and so does their common chance.
    assert combine("-", far, far).interval_95() == (0.0, 0.0)
    doubled = combine("*", Estimate(2.0), far)
    assert doubled.interval_95() == pytest.approx((2 * low, 2 * high), rel=1e-3)


def test_what_one_of_two_numbers_is_off_by_stays_in_their_difference() -> None:
    """The other one has no twin from plays, as a type that never occurs."""
    played = mean_over_plays(np.random.default_rng(5).normal(3, 1, size=1000), every(1000), RUNS)
    assert played.value is not None
    off, alone = Estimate(played.value + 0.5, as_played=played), Estimate(1.0)
    low, high = combine("-", off, alone).interval_95() or (0.0, 0.0)
    assert (low, high) == pytest.approx([end - 1.0 for end in off.interval_95() or ()])
    assert high - low > 0.5


def test_missing_numbers_stay_missing() -> None:
    assert combine("+", missing("rare"), missing("rare")) == missing("rare")
    assert combine("/", Estimate(1.0), Estimate(0.0)).value is None
    assert combine("*", Estimate(1.0), missing("rare")).interval_95() is None
