"""The record of a verdict: one claim with its numbers, as it is computed, cached, printed and written to JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from detente.scenario.model import EquilibriumRule

VerdictKind = Literal["holds", "fails", "no visible effect", "undecided"]
"""What a claim comes to at the base values. *No visible effect*: the two quantities that it compares differ by less
than the smallest effect of interest (`effects.py`)."""

WorldsKind = Literal[
    "holds in nearly all worlds",
    "fails in nearly all worlds",
    "no visible effect in nearly all worlds",
    "undecided in nearly all worlds",
    "depends on the numbers",
    "no verdict in any world",
]
"""What a claim comes to across worlds. Worlds in which its condition has no occasion do not count."""

Standing = Literal[
    "holds",
    "holds, barely",
    "holds, as at base rates",
    "holds, by construction",
    "fails",
    "fails, barely",
    "no visible effect",
    "undecided",
]
"""A verdict with what takes from it; each claim has one. *Barely*: the number is within a hair of the threshold
(`effects.py`). *As at base rates*: it would hold whatever anybody wants. *By construction*: `construction.py`."""

Interval = tuple[float, float]

STANDINGS: tuple[Standing, ...] = get_args(Standing)
VERDICTS: tuple[VerdictKind, ...] = get_args(VerdictKind)
ACROSS_WORLDS: tuple[WorldsKind, ...] = get_args(WorldsKind)
NO_EFFECT: VerdictKind = "no visible effect"
NO_OCCASION = "no occasion"
DEPENDS: WorldsKind = "depends on the numbers"

HAIR_OF_SPREAD = 0.01
"""Share of a number's standard deviation that nobody would notice."""

NEARLY_ALL = 0.9
"""The share of the worlds that have the same verdict, from which it is that of nearly all."""


@dataclass(frozen=True)
class Side:
    """One side of a comparison, with its 95 % interval; None where there is no number.

    Args:
        text: as written.
        value, interval: without the constant.
        constant: the plain number that is added to it.
        working: its arithmetic with numbers in place of the quantities; empty for a quantity by itself.
        is_difference: whether it is a difference of quantities, which of shares is in points.
    """

    text: str
    value: float | None
    interval: Interval | None
    constant: float = 0.0
    working: str = ""
    is_difference: bool = False


@dataclass(frozen=True)
class EffectSize:
    """How much two quantities differ.

    Args:
        kind: whether they are the same quantity but for variants, or for dates.
        words: `“no rout” raises it from 12 % to 38 % (+26.0 points)`.
        before, after: the quantities: without the variant and under it, at the earlier and at the later date, or right
            and left.
        difference: after − before, with its interval.
        smallest: the smallest effect of interest.
        is_visible: whether the interval reaches beyond ± `smallest`.
    """

    kind: Literal["variant", "date", "other"]
    words: str
    before: float
    after: float
    difference: float
    interval: Interval
    smallest: float
    is_visible: bool


@dataclass(frozen=True)
class ComparisonVerdict:
    """The verdict on one comparison of a claim's statement.

    Args:
        value: the quantity that is compared with a number; where two quantities are compared, left minus right, both
            without the plain numbers added to them.
        interval: its 95 % Monte Carlo interval, of width zero for exact numbers; a value's includes what plays bring
            (`estimates.py`).
        threshold: what `value` is compared with; where two quantities are compared, what their difference must exceed
            or stay below.
        operator: how `value` is compared with `threshold`.
        is_share: whether the quantities are probabilities.
        sides: the sides that are not plain numbers.
        grid_error: the part of the interval, on both sides, that is the error of the belief grid.
        is_open_by_grid: whether it is undecided for that alone.
        is_open_by_solutions: whether it is undecided because it differs between equilibria.
        hair: how near to the threshold `value` is *barely* on its side of it (`effects.find_hair`); 0: never.
    """

    text: str
    verdict: VerdictKind
    value: float | None
    interval: Interval | None
    threshold: float | None
    is_share: bool
    sides: tuple[Side, ...]
    operator: str = ">"
    effect: EffectSize | None = None
    lacks_occasion: bool = False
    grid_error: float = 0.0
    is_open_by_grid: bool = False
    is_open_by_solutions: bool = False
    hair: float = 0.0

    @property
    def is_difference(self) -> bool:
        """Whether the value is a difference of quantities: of the two sides, or within the only one."""
        return len(self.sides) > 1 or any(each.is_difference for each in self.sides)

    def is_barely(self, hair: float | None = None) -> bool:
        """Whether the number is on its side of the threshold by a hair. hair: in place of its own."""
        if self.verdict not in ("holds", "fails") or self.value is None or self.threshold is None:
            return False
        width = self.hair if hair is None else hair
        return width > 0 and abs(self.value - self.threshold) <= width


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
        num_worlds: worlds drawn; in num_failed of them there is no verdict, because a game was not solved, and in
            num_no_occasion of them the claim's condition holds too rarely.
        share: of all other worlds, those in which the claim holds; None if there are none.
        interval: its 95 % interval (Wilson), because only a few worlds are drawn.
        drivers: the numbers that decide, the strongest first.
        spread: standard deviation of the claim's number between the worlds that have one; None for fewer than two.
    """

    num_worlds: int
    num_holds: int
    num_fails: int
    num_undecided: int
    num_failed: int
    share: float | None
    interval: Interval | None
    drivers: tuple[Driver, ...]
    num_no_effect: int = 0
    num_no_occasion: int = 0
    spread: float | None = None

    @property
    def num_counted(self) -> int:
        """The worlds with a verdict and an occasion."""
        return self.num_worlds - self.num_failed - self.num_no_occasion

    @property
    def verdict(self) -> WorldsKind:
        """What nearly all worlds say; else that it depends on the numbers."""
        if self.num_counted <= 0:
            return "no verdict in any world"
        least = NEARLY_ALL * self.num_counted - 1e-9
        if self.num_holds >= least:
            return "holds in nearly all worlds"
        if self.num_fails >= least:
            return "fails in nearly all worlds"
        if self.num_no_effect >= least:
            return "no visible effect in nearly all worlds"
        return "undecided in nearly all worlds" if self.num_undecided >= least else DEPENDS


@dataclass(frozen=True)
class AtRandom:
    """The verdict on the same statement on plays in which everybody plays at base rates (λ = 0), with its number."""

    verdict: VerdictKind
    value: float | None
    interval: Interval | None


@dataclass(frozen=True)
class UnderRule:
    """The verdict on the same statement in another equilibrium, the one that another rule means, with its number."""

    rule: EquilibriumRule
    verdict: VerdictKind
    value: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Verdict:
    """A claim with its verdict at the base values: `holds`, `fails`, `no visible effect` or `undecided`.

    Args:
        value, interval: of the comparison that decides: the first that fails, else the first without a visible effect,
            else the first undecided, else the last.
        note: why there is no number, or what else to know.
        comparisons: all comparisons of the statement.
        robustness: the verdicts in other worlds, or None if there are none.
        at_random: the verdict at base rates; None if the statement is about plain numbers, or was not
            judged there.
        under_rules: the verdicts in other equilibria, where they were asked for.
        by_construction: why the claim says no more than what a variant was made to do (`construction.py`); empty if it
            says more.
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
    at_random: AtRandom | None = None
    under_rules: tuple[UnderRule, ...] = ()
    by_construction: str = ""

    @property
    def is_barely(self) -> bool:
        """Whether it holds, or fails, by a hair: nobody would notice if the number were on the threshold.

        Where claims were evaluated in several worlds, one per cent of the number's spread between them is the hair of
        whatever is no share.
        """
        spread = None if self.robustness is None else self.robustness.spread
        own = [each for each in self.comparisons if each.verdict == self.verdict]
        hairs = [None if each.is_share or spread is None else HAIR_OF_SPREAD * spread for each in own]
        barely = [each.is_barely(hair) for each, hair in zip(own, hairs, strict=True)]
        return (any if self.verdict == "holds" else all)(barely) and bool(barely)

    @property
    def would_hold_in_nearly_any_model(self) -> bool:
        """Whether it holds here, at base rates, and in nearly all worlds; known only where there are worlds."""
        everywhere = self.across_worlds == "holds in nearly all worlds"
        return self.verdict == "holds" and self.would_hold_at_random and everywhere

    @property
    def standing(self) -> Standing:
        """The verdict, and what takes from it: that it is by construction, would be so in any case, or by a hair."""
        if self.verdict == "holds" and self.by_construction:
            return "holds, by construction"
        if self.verdict == "holds" and self.would_hold_at_random:
            return "holds, as at base rates"
        if self.is_barely:
            return "holds, barely" if self.verdict == "holds" else "fails, barely"
        return self.verdict

    @property
    def deciding(self) -> int:
        """The place of the comparison that decides, whose number is the claim's."""
        own = (self.verdict, self.value, self.interval)
        places = (n for n, each in enumerate(self.comparisons) if (each.verdict, each.value, each.interval) == own)
        return next(places, 0)

    @property
    def depends_on_equilibrium(self) -> bool:
        """Whether the verdict is another one in one of the other equilibria."""
        return any(each.verdict != self.verdict for each in self.under_rules)

    @property
    def would_hold_at_random(self) -> bool:
        """Whether the statement would also be true if everybody played at base rates."""
        return self.at_random is not None and self.at_random.verdict == "holds"

    @property
    def across_worlds(self) -> WorldsKind | None:
        """The verdict across worlds; None without worlds."""
        return None if self.robustness is None else self.robustness.verdict

    @property
    def headline(self) -> str:
        """The verdict at the base values and, if there are worlds, the one across them, in one sentence."""
        across = self.across_worlds
        if across is None:
            return self.verdict
        if across == f"{self.verdict} in nearly all worlds":
            return f"{self.verdict}, and in nearly all worlds"
        if across == DEPENDS:
            return f"{self.verdict} at the base values, but this {across}"
        return f"{self.verdict} at the base values, but {across}"

    @property
    def lacks_occasion(self) -> bool:
        """Whether there is no verdict because a condition of the claim holds too rarely."""
        return self.verdict == "undecided" and any(each.lacks_occasion for each in self.comparisons)

    @property
    def effects(self) -> tuple[EffectSize, ...]:
        """How much the quantities differ that the claim compares."""
        return tuple(each.effect for each in self.comparisons if each.effect is not None)

    def to_json(self) -> dict[str, Any]:
        """The verdict for programs; the comparisons are called `parts`, the robustness `robust`."""
        record = _as_lists(asdict(self))
        parts, robust = record.pop("comparisons"), record.pop("robustness")
        if self.robustness is not None:
            robust["verdict"] = self.robustness.verdict
        return {
            **record,
            "parts": parts,
            "robust": robust,
            "effects": [effect.words for effect in self.effects],
            "across_worlds": self.across_worlds,
            "would_hold_at_random": self.would_hold_at_random,
            "would_hold_in_nearly_any_model": self.would_hold_in_nearly_any_model,
            "is_barely": self.is_barely,
            "standing": self.standing,
            "depends_on_equilibrium": self.depends_on_equilibrium,
            "headline": self.headline,
        }


def count_verdicts(verdicts: Iterable[Verdict]) -> dict[VerdictKind, int]:
    """The number of claims with each verdict at the base values."""
    found = [each.verdict for each in verdicts]
    return {kind: found.count(kind) for kind in VERDICTS}


def count_standings(verdicts: Iterable[Verdict]) -> dict[Standing, int]:
    """The number of claims with each standing; of the qualified ones only those that occur."""
    found = [each.standing for each in verdicts]
    return {kind: found.count(kind) for kind in STANDINGS if kind in VERDICTS or kind in found}


def count_across_worlds(verdicts: Iterable[Verdict]) -> dict[WorldsKind, int]:
    """The number of claims with each verdict across worlds; only those that occur."""
    found = [each.across_worlds for each in verdicts]
    return {kind: found.count(kind) for kind in ACROSS_WORLDS if kind in found}


def _as_lists(value: Any) -> Any:
    """The value with lists for tuples, as JSON has it."""
    if isinstance(value, dict):
        return {key: _as_lists(each) for key, each in value.items()}
    return [_as_lists(each) for each in value] if isinstance(value, list | tuple) else value
