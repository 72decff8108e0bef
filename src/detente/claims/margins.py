"""How far a verdict is from being another: which verdicts are close.

A comparison is decided if its whole interval lies on one side of the threshold; the *margin* is the distance from the
number to the threshold, in units of how far the interval reaches towards it. So the margin of a decided comparison is
at least one, and with an interval twice as wide a comparison whose margin is below two would be open. For a difference
without a visible effect the distance is that to the smallest effect of interest. A claim that holds is as close as the
closest of its comparisons; for one that fails (or shows no effect) all that do so would have to change, so that the
farthest counts.

Margins are about the interval: about chance, and the belief grid where its error is in the interval. How close a
verdict is in the uncertain numbers is what worlds, curves and flips say.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from detente.claims.verdict import NO_EFFECT, ComparisonVerdict, Verdict

CLOSE = 2.0
"""Up to how many reaches of its interval a number is close to what would turn the verdict."""


@dataclass(frozen=True)
class Margin:
    """How far one comparison is from what would turn it.

    Args:
        value: the number, as in the comparison: of two quantities, left minus right.
        turns_at: the number at which it would turn: the threshold, or the smallest effect with the number's sign.
        distance: from there to the number. reach: of the 95 % interval towards there.
    """

    comparison: ComparisonVerdict
    value: float
    turns_at: float
    distance: float
    reach: float

    @property
    def times(self) -> float:
        """The distance in reaches; infinite for an exact number."""
        return self.distance / self.reach if self.reach > 0 else math.inf


@dataclass(frozen=True)
class CloseVerdict:
    """A verdict that is open, or could easily have been another."""

    verdict: Verdict
    margin: Margin


def find_margin(verdict: Verdict) -> Margin | None:
    """How far a verdict is from being another, or an undecided one's number from its threshold; None without one."""
    own = [_find_own(each) for each in verdict.comparisons if each.verdict == verdict.verdict]
    margins = [each for each in own if each is not None]
    if verdict.verdict == "holds":
        return min(margins, key=lambda each: each.times, default=None)
    # A part without a number, such as one about the file's plain numbers, does not turn.
    return max(margins, key=lambda each: each.times, default=None) if len(margins) == len(own) else None


def list_close(verdicts: Iterable[Verdict]) -> list[CloseVerdict]:
    """The verdicts that are undecided, close, or barely what they are, the closest first."""
    found = [(each, find_margin(each)) for each in verdicts]
    close = [
        CloseVerdict(verdict, margin)
        for verdict, margin in found
        if margin is not None and (margin.times < CLOSE or verdict.is_barely)
    ]
    return sorted(close, key=lambda each: each.margin.times)


def _find_own(comparison: ComparisonVerdict) -> Margin | None:
    value, turns_at = comparison.value, comparison.threshold
    if value is None or comparison.interval is None or turns_at is None:
        return None
    if comparison.verdict == NO_EFFECT:
        if comparison.effect is None:
            return None
        # Where the interval reaches farther from 0, an effect would be visible first.
        is_up = abs(comparison.interval[1]) >= abs(comparison.interval[0])
        turns_at = comparison.effect.smallest if is_up else -comparison.effect.smallest
    low, high = comparison.interval
    reach = value - low if value > turns_at else high - value
    return Margin(comparison, value, turns_at, abs(value - turns_at), reach)
