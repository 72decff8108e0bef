"""Names, comparisons and worlds in words."""

from __future__ import annotations

from detente.analysis.results import Judged, Worlds
from detente.claims.numbers import (
    NO_NUMBER,
    format_constant,
    format_difference,
    format_interval,
    format_interval_of_difference,
    format_number,
    format_percent,
    format_plain,
)
from detente.claims.verdict import ComparisonVerdict, Driver, Robustness, Side


def in_words(name: str) -> str:
    """A name of the scenario as people write it."""
    return name.replace("_", " ")


def capitalize(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]


def comparison_in_words(comparison: ComparisonVerdict) -> list[tuple[str, str]]:
    """The numbers of a comparison with their intervals: of the sides where there are two, then of their difference."""
    is_share = comparison.is_share
    if comparison.value is None or comparison.interval is None:
        return [(NO_NUMBER, "")]
    lines = [
        (_side_in_words(side, is_share), format_interval(side.interval, is_share))
        for side in comparison.sides
        if side.value is not None and side.interval is not None
    ]
    if len(comparison.sides) < 2:
        return lines or [(format_number(comparison.value, is_share), format_interval(comparison.interval, is_share))]
    apart = format_difference(comparison.value, is_share, comparison.interval)
    lines.append((f"Δ {apart}", format_interval_of_difference(comparison.interval, is_share)))
    if comparison.threshold:
        lines.append((f"asked: {comparison.operator} {format_constant(comparison.threshold, is_share)}", ""))
    return lines


def workings_in_words(comparison: ComparisonVerdict) -> list[str]:
    """The arithmetic of a comparison's sides with its numbers: `0.5 × 5.6 % = 2.8 %`."""
    return [
        f"{side.working} = {format_number(side.value + side.constant, comparison.is_share, side.interval)}"
        for side in comparison.sides
        if side.working and side.value is not None
    ]


def _side_in_words(side: Side, is_share: bool) -> str:
    """The number of a side, and the plain number that is added to it: `18.1 % + 5 points`."""
    assert side.value is not None
    text = format_number(side.value, is_share, side.interval)
    if side.constant == 0:
        return text
    return f"{text} {'+' if side.constant > 0 else '−'} {format_constant(abs(side.constant), is_share)}"


def robustness_in_words(robust: Robustness) -> str:
    """`robustness: holds in 83 % of 64 worlds (72 % … 90 %); decided by doubt (above 0.6: 95 %, below: 40 %)`."""
    if robust.share is None or robust.interval is None:
        return f"robustness: no verdict in any of {robust.num_worlds} worlds"
    where = f"{robust.num_worlds - robust.num_failed} worlds"
    between = " … ".join(map(format_percent, robust.interval))
    clauses = [f"robustness: holds in {format_percent(robust.share)} of {where} ({between})"]
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
    above, below = format_percent(driver.share_above), format_percent(driver.share_below)
    return f"{in_words(driver.number)} (above {format_plain(driver.threshold)}: {above}, below: {below})"


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
