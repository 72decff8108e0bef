"""Numbers estimated from plays, with their Monte Carlo error.

Every estimate carries its linearisation: one number a play, of mean zero, such that the estimate's error is the mean
of these numbers over the plays. Sums, products and quotients of estimates then have linearisations too (the delta
method), and the standard error of each is the spread of its numbers over √n. Estimates from runs with the same seed and
number of plays are added up play by play, because play i of one run and play i of another are drawn with the same
random numbers and independently of all others; estimates from other runs are independent.

A number that the solver interpolates between points of its belief grid, instead of plays, has a twin from plays.
Where the two differ by more than chance explains, the number's interval reaches from one to the other.

A share of plays has Wilson's interval (E. B. Wilson, JASA 22, 1927, 209–212). A share of moves is a ratio over
clusters, the plays (W. G. Cochran, Sampling Techniques, 1977, section 6); its interval is Wilson's at the number of
independent observations that would give the same standard error.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Bool, Float, Float32, Int

from detente.solve.certificate import by_chance

Z_95 = 1.959963984540054  # the normal distribution's 97.5 % point
Interval = tuple[float, float]
Runs = tuple[int, int]  # seed and number of plays


@dataclass(frozen=True)
class Estimate:
    """A number with its error; exact if there is nothing to its error.

    Args:
        value: None where the plays give no number; `note` then says why.
        interval: the number's own 95 % interval, where it has a better one than the normal.
        linear: the linearisation by (seed, number of plays).
        extra_variance: of the estimate, besides that of `linear`.
        as_played: the same number from plays, where `value` is not from them.
        spread: standard deviation over plays of what the number is the mean of.
        lacks_occasion: whether there is no value because a condition holds too rarely.
    """

    value: float | None
    interval: Interval | None = None
    linear: Mapping[Runs, Float32[np.ndarray, " play"]] = field(default_factory=dict)
    extra_variance: float = 0.0
    note: str = ""
    as_played: Estimate | None = None
    spread: float = 0.0
    lacks_occasion: bool = False

    @property
    def standard_error(self) -> float:
        variances = [float(np.var(each, dtype=np.float64)) / len(each) for each in self.linear.values()]
        return math.sqrt(sum(variances) + self.extra_variance)

    def interval_95(self) -> Interval | None:
        """The 95 % interval; of width zero for exact numbers."""
        if self.value is None or self.interval is not None:
            return self.interval
        half = Z_95 * self.standard_error
        low, high = self.value - half, self.value + half
        played = None if self.as_played is None else self.as_played.interval_95()
        if self.as_played is None or played is None or not self._differs_from(self.as_played):
            return low, high
        return min(low, played[0]), max(high, played[1])

    @property
    def is_number(self) -> bool:
        """Whether there is a number, and what is known of its error is one."""
        return self.value is not None and all(map(math.isfinite, (self.value, *(self.interval_95() or ()))))

    def _differs_from(self, other: Estimate) -> bool:
        """Whether chance does not explain the difference."""
        apart = combine("-", replace(self, as_played=None), other)
        if self.value is None or apart.value is None:
            return False
        return abs(apart.value) > by_chance(apart.standard_error, self.value)


def missing(note: str, *, lacks_occasion: bool = False) -> Estimate:
    """No number, and why."""
    return Estimate(None, note=note, lacks_occasion=lacks_occasion)


def share_of_plays(happened: Bool[np.ndarray, " play"], counts: Bool[np.ndarray, " play"], runs: Runs) -> Estimate:
    """Share of plays with the event among those that count, of which there must be some."""
    number = int(counts.sum())
    share = float((happened & counts).sum()) / number
    linear = np.where(counts, happened - share, 0) * (len(counts) / number)
    return _share(share, number, linear, runs)


def share_of_moves(made: Int[np.ndarray, " play"], occasions: Int[np.ndarray, " play"], runs: Runs) -> Estimate:
    """Share of occasions at which the move was made; there must be some."""
    total = int(occasions.sum())
    share = float(made.sum()) / total
    linear = (made - share * occasions) * (len(occasions) / total)
    variance = float(np.var(linear)) / len(linear)
    independent = share * (1 - share) / variance if variance > 0 else int((occasions > 0).sum())
    return _share(share, independent, linear, runs)


def _share(share: float, number: float | int, linear: Float[np.ndarray, " play"], runs: Runs) -> Estimate:
    interval = wilson_interval(share, number)
    # A share of 0 or 1 shows no spread, but is not certain.
    extra = ((interval[1] - interval[0]) / (2 * Z_95)) ** 2 if share in (0.0, 1.0) else 0.0
    spread = math.sqrt(share * (1 - share))
    return Estimate(share, interval, {runs: linear.astype(np.float32)}, extra, spread=spread)


def mean_over_plays(values: Float[np.ndarray, " play"], counts: Bool[np.ndarray, " play"], runs: Runs) -> Estimate:
    """Mean over the plays that count, of which there must be some."""
    number = int(counts.sum())
    mean = float(values[counts].mean())
    linear = np.where(counts, values - mean, 0) * (len(counts) / number)
    return Estimate(mean, None, {runs: linear.astype(np.float32)}, spread=float(values[counts].std()))


def wilson_interval(share: float, number: float | int) -> Interval:
    """Wilson's 95 % interval for a share among a number of independent observations."""
    z_squared = Z_95**2
    middle = (share + z_squared / (2 * number)) / (1 + z_squared / number)
    half = Z_95 * math.sqrt(share * (1 - share) / number + z_squared / (4 * number**2)) / (1 + z_squared / number)
    # At the ends rounding would leave what has never happened possible, and what always has not sure.
    return 0.0 if share == 0 else middle - half, 1.0 if share == 1 else middle + half


def combine(operator: str, left: Estimate, right: Estimate) -> Estimate:
    """left + right, left − right, left × right or left ÷ right, with the error to first order."""
    combined = _combine(operator, left, right)
    if left.as_played is None and right.as_played is None:
        return combined
    return replace(combined, as_played=_combine(operator, left.as_played or left, right.as_played or right))


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
            return _linear(a * b, (b, left), (a, right))
        case "/":
            if b == 0:
                return missing("the statement divides by zero")
            return _linear(a / b, (1 / b, left), (-a / b / b, right))
    raise ValueError(f"combine: no such operator: {operator!r}")


def _linear(value: float, *terms: tuple[float, Estimate]) -> Estimate:
    linear: dict[Runs, np.ndarray] = {}
    for weight, estimate in terms:
        for runs, numbers in estimate.linear.items():
            linear[runs] = linear[runs] + weight * numbers if runs in linear else weight * numbers
    extra = sum(weight * weight * estimate.extra_variance for weight, estimate in terms)
    spread = math.sqrt(sum((weight * estimate.spread) ** 2 for weight, estimate in terms))
    own = {runs: each.astype(np.float32) for runs, each in linear.items()}
    return Estimate(value, None, own, extra, spread=spread)
