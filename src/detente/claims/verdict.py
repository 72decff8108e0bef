"""The record of a verdict: one claim with its numbers, as it is computed, cached, printed and written to JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

VerdictKind = Literal["holds", "fails", "undecided"]
Interval = tuple[float, float]

ACROSS_WORLDS = "undecided across worlds"
HEADLINES = ("holds", "fails", "undecided", ACROSS_WORLDS)

FIRM_SHARE = 0.1
"""A claim that holds in fewer worlds, or fails to hold in fewer, has the same verdict in nearly all."""


@dataclass(frozen=True)
class Side:
    """One side of a comparison, with its 95 % interval; None where there is no number.

    Args:
        text: as written.
        value, interval: without the constant.
        constant: the plain number that is added to it.
        working: its arithmetic with numbers in place of the quantities; empty for a quantity by itself.
    """

    text: str
    value: float | None
    interval: Interval | None
    constant: float = 0.0
    working: str = ""


@dataclass(frozen=True)
class ComparisonVerdict:
    """The verdict on one comparison of a claim's statement.

    Args:
        value: the quantity that is compared with a number; where two quantities are compared, left minus right, both
            without the plain numbers added to them.
        interval: its 95 % Monte Carlo interval, of width zero for exact numbers; a value's reaches to what plays bring,
            where that is something else (`estimates.py`).
        threshold: what `value` is compared with; where two quantities are compared, what their difference must exceed
            or stay below.
        operator: how `value` is compared with `threshold`.
        is_share: whether the quantities are probabilities.
        sides: the sides that are not plain numbers.
    """

    text: str
    verdict: VerdictKind
    value: float | None
    interval: Interval | None
    threshold: float | None
    is_share: bool
    sides: tuple[Side, ...]
    operator: str = ">"


@dataclass(frozen=True)
class Driver:
    """An uncertain number that decides whether a claim holds, and how.

    Args:
        threshold: what splits its range. share_below, share_above: of the worlds on either side in which it holds.
        p_value: how often chance makes some number's split as strong.
    """

    number: str
    threshold: float
    share_below: float
    share_above: float
    p_value: float


@dataclass(frozen=True)
class Robustness:
    """A claim's verdicts in many worlds, with the base value of every uncertain number drawn again in each.

    Args:
        num_worlds: worlds drawn; in num_failed of them there is no verdict, because a game was not solved.
        share: of the worlds with a verdict in which the claim holds; None if there are none.
        interval: its 95 % interval (Wilson), because only a few worlds are drawn.
        drivers: the numbers that decide, the strongest first.
    """

    num_worlds: int
    num_holds: int
    num_fails: int
    num_undecided: int
    num_failed: int
    share: float | None
    interval: Interval | None
    drivers: tuple[Driver, ...]

    @property
    def is_firm(self) -> bool:
        """Whether nearly all worlds agree on whether the claim holds."""
        return self.share is not None and not FIRM_SHARE < self.share < 1 - FIRM_SHARE


@dataclass(frozen=True)
class Verdict:
    """A claim with its verdict: `holds`, `fails` or `undecided`.

    Args:
        value, interval: of the comparison that decides: the first that fails, else the first undecided, else the last.
        note: why there is no number, or what else to know.
        comparisons: all comparisons of the statement.
        robustness: the verdicts in other worlds, or None if there are none.
    """

    id: str
    quote: str
    source: str | None
    why: str | None
    statement: str
    verdict: VerdictKind
    value: float | None
    interval: Interval | None
    note: str
    comparisons: tuple[ComparisonVerdict, ...]
    robustness: Robustness | None = None

    @property
    def headline(self) -> str:
        """The verdict, unless there are worlds and they do not agree."""
        return self.verdict if self.robustness is None or self.robustness.is_firm else ACROSS_WORLDS

    def to_json(self) -> dict[str, Any]:
        """The verdict for programs; the comparisons are called `parts`, the robustness `robust`."""
        record = _as_lists(asdict(self))
        parts, robust = record.pop("comparisons"), record.pop("robustness")
        return {**record, "parts": parts, "robust": robust, "headline": self.headline}


def count_verdicts(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """The number of claims with each headline."""
    headlines = [verdict.headline for verdict in verdicts]
    return {headline: headlines.count(headline) for headline in HEADLINES}


def _as_lists(value: Any) -> Any:
    """The value with lists for tuples, as JSON has it."""
    if isinstance(value, dict):
        return {key: _as_lists(each) for key, each in value.items()}
    return [_as_lists(each) for each in value] if isinstance(value, list | tuple) else value
