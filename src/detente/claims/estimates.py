"""Numbers estimated from plays, with their Monte Carlo error.

Every estimate carries its linearisation: one number a play, of mean zero, such that the estimate's error is the mean
of these numbers over the plays. Sums, products and quotients of estimates then have linearisations too (the delta
method). Estimates from runs with the same seed and number of plays are added up play by play, because play i of one run
and play i of another are drawn with the same random numbers and independently of all others; estimates from other runs
are independent.

An interval is that of chance, wider by the error of the belief grid on both sides: what every number would be on a grid
with half the intervals is carried through sums, products and quotients beside it (docs/theory/certificate.md). Where
several equilibria are found and nobody has said which is meant, it reaches over the intervals in all of them.

How far the mean of such numbers can be off is found by `deviations.py`, from the numbers and from what they could have
been: what has happened in no play is possible, up to the bounds.

A number that the solver interpolates between points of its belief grid, instead of plays, has a twin from plays. Its
interval reaches over that of its twin, and as far beyond the number on the other side as the two are apart beyond
chance.

A share of plays has the interval of C. J. Clopper and E. S. Pearson (Biometrika 26, 1934, 404-413). A share of moves is
a ratio over clusters, the plays (W. G. Cochran, Sampling Techniques, 1977, section 6); its interval is that of Clopper
and Pearson at the number of independent observations that would give the same standard error (E. L. Korn and B. I.
Graubard, Survey Methodology 24, 1998, 193-201).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Bool, Float, Float32, Int

from detente.claims.deviations import Deviation, find_deviation, in_any_direction

Z_95 = 1.959963984540054  # the normal distribution's 97.5 % point
Interval = tuple[float, float]
Runs = tuple[int, int]  # seed and number of plays


@dataclass(frozen=True)
class Estimate:
    """A number with its error; exact if there is nothing to its error.

    Args:
        value: None where the plays give no number; `note` then says why.
        interval: the number's own 95 % interval, where it has a better one than that of its linearisation.
        linear: the linearisation by (seed, number of plays).
        bounds: of the numbers of the linearisation, those that no play happens to have included.
        beyond: how much further the number can be off than its linearisation is, downwards and upwards.
        as_played: the same number from plays, where `value` is not from them.
        spread: standard deviation over plays of what the number is the mean of.
        lacks_occasion: whether there is no value because a condition holds too rarely.
        coarser: the same number on a belief grid with half the intervals, from the same draws; None if there is none.
        axis_error: what axes of the belief grid that cannot be halved may add to its error.
        elsewhere: the same number in other equilibria, by the start from which each is found.
    """

    value: float | None
    interval: Interval | None = None
    linear: Mapping[Runs, Float32[np.ndarray, " play"]] = field(default_factory=dict)
    bounds: Mapping[Runs, Interval] = field(default_factory=dict)
    beyond: Deviation = (0.0, 0.0)
    note: str = ""
    as_played: Estimate | None = None
    spread: float = 0.0
    lacks_occasion: bool = False
    coarser: float | None = None
    axis_error: float = 0.0
    elsewhere: Mapping[str, float] = field(default_factory=dict)

    @property
    def grid_error(self) -> float:
        """By how much the belief grid may be off: the change from the coarser one, which had the larger error."""
        change = 0.0 if self.value is None or self.coarser is None else abs(self.value - self.coarser)
        return change + self.axis_error

    @property
    def standard_error(self) -> float:
        variances = [float(np.var(each, dtype=np.float64)) / len(each) for each in self.linear.values()]
        return math.sqrt(sum(variances))

    @property
    def deviation(self) -> Deviation:
        """By how much the truth may be below and above the number, at 95 % (its twin left aside)."""
        by_run = [find_deviation(numbers, *self.bounds[runs]) for runs, numbers in self.linear.items()]
        down, up = (math.hypot(*(each[side] for each in by_run)) for side in (0, 1))
        return down + self.beyond[0], up + self.beyond[1]

    def interval_95(self) -> Interval | None:
        """The 95 % interval of chance, with the error of the belief grid on both sides, in all equilibria together."""
        interval = self.interval_of_one()
        if interval is None or not self.elsewhere or self.value is None:
            return interval
        shifts = [0.0, *(other - self.value for other in self.elsewhere.values())]
        return self._within(interval[0] + min(shifts), interval[1] + max(shifts))

    def interval_of_one(self) -> Interval | None:
        """The same in the equilibrium of the number alone; zero width if exact."""
        interval, error = self.interval_of_chance(), self.grid_error
        if interval is None or error == 0:
            return interval
        return self._within(interval[0] - error, interval[1] + error)

    def _within(self, low: float, high: float) -> Interval:
        """Only shares have an interval of their own."""
        return (low, high) if self.interval is None else (max(low, 0.0), min(high, 1.0))

    def interval_of_chance(self) -> Interval | None:
        """The 95 % interval of the plays alone, whatever the belief grid."""
        if self.value is None or self.interval is not None:
            return self.interval
        down, up = self.deviation
        low, high = self.value - down, self.value + up
        played = None if self.as_played is None else self.as_played.interval_of_chance()
        if played is None:
            return low, high
        # What chance does not explain of their difference is an error of the grid, and the truth is on either side.
        gap = max(0.0, played[0] - self.value, self.value - played[1])
        return min(low - gap, played[0]), max(high + gap, played[1])

    @property
    def is_number(self) -> bool:
        """Whether there is a number, and what is known of its error is one."""
        return self.value is not None and all(map(math.isfinite, (self.value, *(self.interval_95() or ()))))


def missing(note: str, *, lacks_occasion: bool = False) -> Estimate:
    """No number, and why."""
    return Estimate(None, note=note, lacks_occasion=lacks_occasion)


def share_of_plays(happened: Bool[np.ndarray, " play"], counts: Bool[np.ndarray, " play"], runs: Runs) -> Estimate:
    """Share of plays with the event among those that count, of which there must be some."""
    number = int(counts.sum())
    share = float((happened & counts).sum()) / number
    linear = np.where(counts, happened - share, 0)
    return _share(share, number, linear, len(counts) / number, 1, runs)


def share_of_moves(made: Int[np.ndarray, " play"], occasions: Int[np.ndarray, " play"], runs: Runs) -> Estimate:
    """Share of occasions at which the move was made; there must be some."""
    total = int(occasions.sum())
    share = float(made.sum()) / total
    linear = made - share * occasions
    scale = len(occasions) / total
    variance = float(np.var(linear * scale)) / len(linear)
    independent = min(share * (1 - share) / variance, total) if variance > 0 else int((occasions > 0).sum())
    return _share(share, independent, linear, scale, int(occasions.max()), runs)


def _share(
    share: float, number: float | int, linear: Float[np.ndarray, " play"], scale: float, most: int, runs: Runs
) -> Estimate:
    """A share.

    Args:
        number: independent observations. scale: of the linearisation. most: occasions in one play.
    """
    bounds = (-share * most * scale, (1 - share) * most * scale)
    single = (linear * scale).astype(np.float32)
    spread = math.sqrt(share * (1 - share))
    return Estimate(share, exact_interval(share, number), {runs: single}, {runs: bounds}, spread=spread)


def mean_over_plays(
    values: Float[np.ndarray, " play"],
    counts: Bool[np.ndarray, " play"],
    runs: Runs,
    bounds: Interval | None = None,
) -> Estimate:
    """Mean over the plays that count, of which there must be some.

    Args:
        bounds: of what a play could bring; default: of what those plays brought.
    """
    number = int(counts.sum())
    counted = values[counts]
    low, high = float(counted.min()), float(counted.max())
    if bounds is not None:
        low, high = min(low, bounds[0]), max(high, bounds[1])
    mean = low if low == high else float(counted.mean())
    scale = len(counts) / number
    linear = np.where(counts, values - mean, 0) * scale
    at_most = ((low - mean) * scale, (high - mean) * scale)
    return Estimate(mean, None, {runs: linear.astype(np.float32)}, {runs: at_most}, spread=float(counted.std()))


def exact_interval(share: float, number: float | int) -> Interval:
    """Clopper and Pearson's 95 % interval for a share among a number of independent observations."""
    from scipy.special import betaincinv

    made, left = share * number, (1 - share) * number
    low = 0.0 if share == 0 else float(betaincinv(made, left + 1, 0.025))
    high = 1.0 if share == 1 else float(betaincinv(made + 1, left, 0.975))
    return low, high


def wilson_interval(share: float, number: float | int) -> Interval:
    """Wilson's 95 % interval for a share among a number of independent observations (JASA 22, 1927, 209-212)."""
    z_squared = Z_95**2
    middle = (share + z_squared / (2 * number)) / (1 + z_squared / number)
    half = Z_95 * math.sqrt(share * (1 - share) / number + z_squared / (4 * number**2)) / (1 + z_squared / number)
    # At the ends rounding would leave what has never happened possible, and what always has not sure.
    return 0.0 if share == 0 else middle - half, 1.0 if share == 1 else middle + half


def widen(estimate: Estimate, factor: float) -> Estimate:
    """The estimate with all that chance may do so many times as large, because fewer plays are independent."""
    if factor <= 1 or estimate.value is None:
        return estimate
    interval = estimate.interval
    if interval is not None:
        low, high = (estimate.value + factor * (end - estimate.value) for end in interval)
        interval = max(low, 0.0), min(high, 1.0)
    return replace(
        estimate,
        interval=interval,
        linear={runs: np.float32(factor) * numbers for runs, numbers in estimate.linear.items()},
        bounds={runs: (factor * low, factor * high) for runs, (low, high) in estimate.bounds.items()},
        as_played=None if estimate.as_played is None else widen(estimate.as_played, factor),
    )


def combine(operator: str, left: Estimate, right: Estimate) -> Estimate:
    """left + right, left − right, left × right or left ÷ right, with its error."""
    if operator == "-" and left is right and left.value is not None:
        return Estimate(0.0)
    combined = _combine(operator, left, right)
    if left.as_played is not None or right.as_played is not None:
        played = _combine(operator, left.as_played or left, right.as_played or right)
        combined = replace(combined, as_played=played)
    if left.coarser is not None or right.coarser is not None:
        coarser = (each.value if each.coarser is None else each.coarser for each in (left, right))
        combined = replace(combined, coarser=_combine(operator, *map(Estimate, coarser)).value)
    if left.elsewhere or right.elsewhere:
        found = {
            start: _combine(
                operator, *(Estimate(each.elsewhere.get(start, each.value)) for each in (left, right))
            ).value
            for start in {**left.elsewhere, **right.elsewhere}
        }
        known = {start: value for start, value in found.items() if value is not None}
        combined = replace(combined, elsewhere=known)
    return combined


def _combine(operator: str, left: Estimate, right: Estimate) -> Estimate:
    if left.value is None or right.value is None:
        notes = dict.fromkeys(note for note in (left.note, right.note) if note)
        return missing("; ".join(notes), lacks_occasion=left.lacks_occasion or right.lacks_occasion)
    a, b = left.value, right.value
    match operator:
        case "+":
            return _linear(a + b, (1.0, left), (1.0, right))
        case "-":
            return _linear(a - b, (1.0, left), (-1.0, right))
        case "*":
            product = _linear(a * b, (b, left), (a, right))
            # The errors' product, which the linearisation leaves out.
            both = max(left.deviation) * max(right.deviation)
            return replace(product, beyond=(product.beyond[0] + both, product.beyond[1] + both))
        case "/":
            if b == 0:
                return missing("the statement divides by zero")
            return _quotient(_linear(a / b, (1 / b, left), (-a / b / b, right)), b, right)
    raise ValueError(f"combine: no such operator: {operator!r}")


def _quotient(linear: Estimate, divisor: float, right: Estimate) -> Estimate:
    """The quotient with the error beyond its linearisation: the divisor may be nearer to zero than it was measured."""
    down, up = right.deviation
    nearer = (down if divisor > 0 else up) / abs(divisor)
    if nearer >= 1:
        return missing("the statement divides by a number that may be zero, as far as the plays tell")
    excess = nearer / (1 - nearer)
    down, up = linear.deviation
    return replace(linear, beyond=(linear.beyond[0] + excess * down, linear.beyond[1] + excess * up))


def _linear(value: float, *terms: tuple[float, Estimate]) -> Estimate:
    linear: dict[Runs, np.ndarray] = {}
    bounds: dict[Runs, Interval] = {}
    beyond = (0.0, 0.0)
    for weight, estimate in terms:
        for runs, numbers in estimate.linear.items():
            low, high = in_any_direction(weight, estimate.bounds[runs])
            before = bounds.get(runs, (0.0, 0.0))
            linear[runs] = linear[runs] + weight * numbers if runs in linear else weight * numbers
            bounds[runs] = (before[0] + low, before[1] + high)
        down, up = in_any_direction(weight, (-estimate.beyond[0], estimate.beyond[1]))
        beyond = (beyond[0] - down, beyond[1] + up)
    single = {runs: each.astype(np.float32) for runs, each in linear.items()}
    note = "; ".join(dict.fromkeys(estimate.note for _, estimate in terms if estimate.note))
    spread = math.sqrt(sum((weight * estimate.spread) ** 2 for weight, estimate in terms))
    axis_error = sum(abs(weight) * estimate.axis_error for weight, estimate in terms)
    return Estimate(value, None, single, bounds, beyond, note, spread=spread, axis_error=axis_error)
