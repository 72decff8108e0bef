"""Monte Carlo errors: known intervals, and coverage of what is known."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

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
    # Clopper and Pearson (1934): the shares at which so many or more, or so many or fewer, have 2.5 %.
    low, high = among.interval or (0.0, 0.0)
    assert binom.sf(299, 400, low) == pytest.approx(0.025, rel=1e-6)
    assert binom.cdf(300, 400, high) == pytest.approx(0.025, rel=1e-6)


def test_a_share_of_one_is_not_certain() -> None:
    estimate = share_of_plays(every(1000), every(1000), RUNS)
    assert estimate.value == 1
    # The chance of none in a thousand is 2.5 % at the lower end.
    assert estimate.interval == pytest.approx((0.025 ** (1 / 1000), 1.0))
    down, up = combine("-", Estimate(1.0), estimate).interval_95() or (0.0, 0.0)
    assert (down, up) == pytest.approx((0.0, 1 - 0.025 ** (1 / 1000)), rel=0.01, abs=1e-12)


def test_independent_moves_have_the_interval_of_so_many_plays() -> None:
    random = np.random.default_rng(1)
    made = (random.random(4000) < 0.3).astype(np.int32)
    moves = share_of_moves(made, np.ones(4000, dtype=np.int32), RUNS)
    plays = share_of_plays(made == 1, every(4000), RUNS)
    assert moves.value == plays.value
    assert moves.interval == pytest.approx(plays.interval, abs=2e-6)


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


def test_a_number_that_plays_do_not_bring_reaches_over_what_they_bring() -> None:
    """However near they are: that plays agree with a number within their error is no proof of the number."""
    played = mean_over_plays(np.random.default_rng(5).normal(3, 1, size=1000), every(1000), RUNS)
    assert played.value is not None
    near, far = (Estimate(played.value + off, as_played=played) for off in (0.5 * played.standard_error, -0.5))
    assert near.interval_95() == played.interval_95()
    low, high = far.interval_95() or (0.0, 0.0)
    of_plays = played.interval_95() or (0.0, 0.0)
    # Half a unit below plays of which chance explains a part: the truth may lie as far on the other side.
    assert far.value is not None
    assert (low, high) == pytest.approx((far.value - (of_plays[0] - far.value), of_plays[1]))
    assert 0.4 < far.value - low < 0.5
    # What both are off by falls out of the difference, and so does their common chance.
    assert combine("-", far, far).interval_95() == (0.0, 0.0)
    doubled = combine("*", Estimate(2.0), far)
    assert doubled.interval_95() == pytest.approx((2 * low, 2 * high), rel=1e-3)
    total = combine("+", far, near).interval_95() or (0.0, 0.0)
    assert total[1] - total[0] > 0.5


def test_what_one_of_two_numbers_is_off_by_stays_in_their_difference() -> None:
    """The other one has no twin from plays, as a type that never occurs."""
    played = mean_over_plays(np.random.default_rng(5).normal(3, 1, size=1000), every(1000), RUNS)
    assert played.value is not None
    off, alone = Estimate(played.value + 0.5, as_played=played), Estimate(1.0)
    low, high = combine("-", off, alone).interval_95() or (0.0, 0.0)
    assert (low, high) == pytest.approx([end - 1.0 for end in off.interval_95() or ()])
    assert high - low > 0.5


N = 20_000
RARE_RUNS = (0, N)


def covers(draw: Callable[[np.random.Generator], Estimate], truth: float, draws: int = 400) -> float:
    """How often the interval holds the truth."""
    inside = 0
    for seed in range(draws):
        low, high = draw(np.random.default_rng([seed, 1])).interval_95() or (1.0, 0.0)
        inside += low <= truth <= high
    return inside / draws


def share(random: np.random.Generator, truth: float) -> Estimate:
    return share_of_plays(random.random(N) < truth, every(N), RARE_RUNS)


def difference(random: np.random.Generator, truth: float) -> Estimate:
    """Of two runs with the same random numbers."""
    uniform = random.random(N)
    more, less = (share_of_plays(uniform < each, every(N), RARE_RUNS) for each in (0.3 + truth, 0.3))
    return combine("-", more, less)


def mean(random: np.random.Generator, truth: float) -> Estimate:
    return mean_over_plays((random.random(N) < truth).astype(float), every(N), RARE_RUNS, (0.0, 1.0))


def mean_with_catastrophes(random: np.random.Generator, truth: float) -> Estimate:
    """Hardly anything but a loss of a hundred once in a great while."""
    values = np.where(random.random(N) < truth / 100, 100, random.normal(0, 0.01, size=N))
    return mean_over_plays(values, every(N), RARE_RUNS, (-1.0, 100.0))


def moves(random: np.random.Generator, truth: float) -> Estimate:
    occasions = random.integers(1, 5, size=N).astype(np.int32)
    return share_of_moves(random.binomial(occasions, truth).astype(np.int32), occasions, RARE_RUNS)


def product(random: np.random.Generator, truth: float) -> Estimate:
    return combine("*", share(random, 0.5), mean(random, 2 * truth))


def quotient(random: np.random.Generator, truth: float) -> Estimate:
    return combine("/", share(random, truth / 100), share(random, 0.01))


@pytest.mark.parametrize("draw", [share, difference, mean, mean_with_catastrophes, moves, product, quotient])
@pytest.mark.parametrize("truth", [2e-5, 5e-5, 1e-4, 1e-3])
def test_rare_events_are_covered(draw: Callable[[np.random.Generator, float], Estimate], truth: float) -> None:
    """An interval without width, where nothing has happened, would hold none of these truths."""
    assert covers(lambda random: draw(random, truth), truth) >= 0.93


def test_the_product_of_two_things_that_never_happened_is_not_certain() -> None:
    never = mean_over_plays(np.zeros(1000), every(1000), RUNS, (0.0, 1.0))
    low, high = combine("*", never, never).interval_95() or (0.0, 0.0)
    assert high >= (1 - 0.025 ** (1 / 1000)) ** 2 > low


def test_what_may_be_zero_divides_nothing() -> None:
    random = np.random.default_rng(6)
    around_zero = mean_over_plays(random.normal(0.01, 1, size=1000), every(1000), RUNS)
    assert combine("/", Estimate(1.0), around_zero).value is None
    assert "may be zero" in combine("/", Estimate(1.0), around_zero).note
    away = mean_over_plays(random.normal(-3, 1, size=1000), every(1000), RUNS)
    low, high = combine("/", Estimate(1.0), away).interval_95() or (0.0, 0.0)
    ends = away.interval_95() or (0.0, 0.0)
    assert low <= 1 / ends[1] < 1 / ends[0] <= high


def test_what_can_only_be_one_number_is_exact() -> None:
    assert mean_over_plays(np.full(1000, 0.1), every(1000), RUNS, (0.1, 0.1)).interval_95() == (0.1, 0.1)
    low, high = mean_over_plays(np.full(1000, 0.1), every(1000), RUNS, (0.0, 1.0)).interval_95() or (0.0, 0.0)
    assert low < 0.1 < high


def test_missing_numbers_stay_missing() -> None:
    assert combine("+", missing("rare"), missing("rare")) == missing("rare")
    assert combine("/", Estimate(1.0), Estimate(0.0)).value is None
    assert combine("*", Estimate(1.0), missing("rare")).interval_95() is None


def test_an_interval_reaches_over_other_equilibria() -> None:
    share = replace(Estimate(0.6, interval=(0.55, 0.65)), elsewhere={"uniform play": 0.2})
    assert share.interval_of_one() == (0.55, 0.65)
    assert share.interval_95() == pytest.approx((0.15, 0.65))
    certain = replace(Estimate(0.97, interval=(0.95, 0.98)), elsewhere={"uniform play": 0.999})
    assert certain.interval_95() == pytest.approx((0.95, 1.0))


@pytest.mark.parametrize(("operator", "elsewhere"), [("+", 2.5), ("-", -1.5), ("*", 1.0), ("/", 0.25)])
def test_other_equilibria_are_carried_through_arithmetic(operator: str, elsewhere: float) -> None:
    one, other = Estimate(3.0, elsewhere={"uniform play": 0.5}), Estimate(2.0)
    assert combine(operator, one, other).elsewhere == {"uniform play": elsewhere}
    both = combine("-", one, replace(other, elsewhere={"uniform play": 1.0, "random play 1": 4.0}))
    assert both.elsewhere == {"uniform play": -0.5, "random play 1": -1.0}


def test_the_error_of_an_axis_that_cannot_be_halved_is_on_both_sides_and_adds_up() -> None:
    share = Estimate(0.6, interval=(0.55, 0.65), axis_error=0.02)
    assert share.interval_95() == pytest.approx((0.53, 0.67))
    mean = Estimate(3.0, axis_error=0.5)
    assert combine("-", mean, Estimate(1.0, axis_error=0.25)).interval_95() == pytest.approx((1.25, 2.75))
    assert combine("*", mean, Estimate(-2.0)).interval_95() == pytest.approx((-7.0, -5.0))
    assert combine("/", mean, Estimate(2.0)).interval_95() == pytest.approx((1.25, 1.75))
