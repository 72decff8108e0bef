"""Names, numbers, comparisons and worlds in words."""

from __future__ import annotations

import math

from detente.analysis.results import Judged, Worlds
from detente.claims.verdict import ComparisonVerdict, Driver, Robustness


def in_words(name: str) -> str:
    """A name of the scenario as people write it."""
    return name.replace("_", " ")


def capitalize(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]


def format_number(number: float, is_share: bool) -> str:
    """A number as it is read: shares in per cent, others with three significant digits."""
    if not math.isfinite(number):
        return "no number"
    if is_share:
        if 0 < number < 0.0005 or 0.9995 < number < 1:
            return "< 0.1 %" if number < 0.5 else "> 99.9 %"
        # Adding zero removes the sign of a negative zero.
        per_cent = round(100 * number, 6) + 0.0
        # One digit where it matters: near the ends, and where the number is not round.
        is_round = abs(per_cent - round(per_cent)) < 0.05 and 10 <= abs(per_cent) <= 90
        return f"{per_cent:.{0 if is_round or per_cent in (0, 100) else 1}f} %".replace("-", "−")
    return f"{number:.3g}".replace("-", "−")


def format_decimals(number: float, digits: int) -> str:
    """A number with N decimals; what rounds to zero has no sign."""
    return f"{round(number, digits) + 0.0:.{digits}f}"


def format_points(difference: float) -> str:
    """A difference of two shares in percentage points; small ones with two significant digits."""
    number = 100 * difference
    return (f"{number:.1f}" if abs(number) >= 1 or number == 0 else f"{number:.2g}").replace("-", "−")


def format_plus_minus(value: float, interval: tuple[float, float], is_share: bool, is_difference: bool = False) -> str:
    """A mean with half the width of its interval, to the first digit of that, or the second where the first is a 1.

    Differences of shares are in percentage points.
    """
    scale = 100.0 if is_share else 1.0
    half = scale * (interval[1] - interval[0]) / 2
    sign = "+" if is_difference else ""
    unit = " %" if is_share and not is_difference else ""
    if not math.isfinite(half) or not math.isfinite(value):
        return "no number"
    if half == 0:
        return f"{scale * value:{sign}.{1 if is_share else 3}f}{unit}".replace("-", "−")
    size = math.floor(math.log10(half))
    digits = min(max(0, -size + (half < 2 * 10.0**size)), 6)
    return f"{scale * value:{sign}.{digits}f}{unit} ± {half:.{digits}f}".replace("-", "−")


def comparison_in_words(comparison: ComparisonVerdict) -> list[tuple[str, str]]:
    """The numbers of a comparison with their intervals: of the sides where there are two, then of their difference."""
    if comparison.value is None or comparison.interval is None:
        return [("no number", "")]
    if len(comparison.sides) < 2:
        return [
            (format_number(comparison.value, comparison.is_share), _between(comparison.interval, comparison.is_share))
        ]
    lines = [
        (format_number(side.value, comparison.is_share), _between(side.interval, comparison.is_share))
        for side in comparison.sides
        if side.value is not None and side.interval is not None
    ]
    if not comparison.is_share:
        return [*lines, (f"Δ {format_number(comparison.value, False)}", _between(comparison.interval, False))]
    low, high = comparison.interval
    return [
        *lines,
        (
            f"Δ {format_points(comparison.value)}",
            "exact" if low == high else f"{format_points(low)} … {format_points(high)} points",
        ),
    ]


def _between(interval: tuple[float, float], is_share: bool) -> str:
    return "exact" if interval[0] == interval[1] else " … ".join(format_number(end, is_share) for end in interval)


def robustness_in_words(robust: Robustness) -> str:
    """`robustness: holds in 83 % of 64 worlds (72 % … 90 %); decided by doubt (above 0.6: 95 %, below: 40 %)`."""
    if robust.share is None or robust.interval is None:
        return f"robustness: no verdict in any of {robust.num_worlds} worlds"
    where = f"{robust.num_worlds - robust.num_failed} worlds"
    between = " … ".join(map(format_share, robust.interval))
    clauses = [f"robustness: holds in {format_share(robust.share)} of {where} ({between})"]
    if robust.num_undecided:
        clauses.append(f"undecided in {robust.num_undecided} of them")
    if robust.num_failed:
        clauses.append(f"no verdict in {robust.num_failed} more")
    if robust.drivers:
        clauses.append("decided by " + " and ".join(map(driver_in_words, robust.drivers)))
    elif not robust.is_firm:
        clauses.append("no single number decides")
    return "; ".join(clauses)


def driver_in_words(driver: Driver) -> str:
    """`doubt (above 0.6: 95 %, below: 40 %)`."""
    sides = (
        f"above {driver.threshold:.3g}: {format_share(driver.share_above)}, below: {format_share(driver.share_below)}"
    )
    return f"{in_words(driver.number)} ({sides})"


def format_share(share: float) -> str:
    """Per cent without digits: a few dozen worlds are no more precise."""
    return f"{100 * share:.0f} %"


def worlds_in_words(worlds: Worlds) -> str:
    """How the worlds were drawn, and in which of them claims have no verdict."""
    sentences = (
        f"Worlds: {len(worlds.rows)} draws of the {len(worlds.rows[0].numbers)} uncertain numbers, each uniform over "
        f"its range; {worlds.num_plays:,} plays of each game."
    )
    if worlds.num_failed:
        reasons = dict.fromkeys(fault for row in worlds.rows for fault in row.faults)
        more = len(reasons) - 1
        sentences += f" In {worlds.num_failed} of the worlds, some claims have no verdict: {next(iter(reasons))}"
        sentences += f" (and {more} other {'reason' if more == 1 else 'reasons'})" if more else ""
    if worlds.num_cached:
        sentences += f" {worlds.num_cached:,} verdicts across all worlds came from the cache."
    return sentences


def cached_in_words(judged: Judged) -> str:
    """The number of verdicts of an earlier run; empty if there are none."""
    if not judged.num_cached:
        return ""
    share = "all" if judged.num_cached == len(judged.claims) else f"{judged.num_cached} of {len(judged.claims)}"
    return f"Verdicts from the cache: {share}"
