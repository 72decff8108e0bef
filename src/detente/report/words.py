"""Names, comparisons and worlds in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from detente.analysis.results import Judged, Worlds
from detente.claims.numbers import (
    NO_NUMBER,
    Interval,
    format_compared,
    format_constant,
    format_difference,
    format_interval,
    format_interval_of_compared,
    format_interval_of_difference,
    format_number,
    format_percent,
    format_plain,
)
from detente.claims.verdict import (
    DEPENDS,
    NO_EFFECT,
    NO_OCCASION,
    STANDINGS,
    VERDICTS,
    ComparisonVerdict,
    Driver,
    Robustness,
    Side,
    Standing,
    Verdict,
    VerdictKind,
    WorldsKind,
    count_across_worlds,
    count_standings,
)

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH_AND_YEAR = re.compile(rf"\b({'|'.join(MONTHS).lower()})(?= \d{{4}}\b)")


VERDICTS_AS_VERBS: Mapping[str, str] = {
    "holds": "holds",
    "fails": "fails",
    NO_EFFECT: "has no visible effect",
    "undecided": "is undecided",
    NO_OCCASION: "has no occasion",
    "": "has no verdict",
}
"""What a claim does, by the word of its verdict."""


def counted(number: int, noun: str) -> str:
    """`1 event`, `2 events`."""
    return f"{number:,} {noun}{'s' if number != 1 else ''}"


def listed_in_words(names: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def in_words(name: str) -> str:
    """A name of the scenario as people write it."""
    return _MONTH_AND_YEAR.sub(lambda found: capitalize(found[0]), name.replace("_", " "))


def capitalize(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]


def cut_quote(quote: str, longest: int) -> str:
    """A sentence of the text in quotation marks, cut at a word where it is longer than so many characters."""
    quote = quote.strip().strip('“”"').rstrip(".")
    if len(quote) > longest:
        quote = quote[:longest].rsplit(" ", 1)[0] + " …"
    return f"“{quote}”"


def comparison_in_words(comparison: ComparisonVerdict) -> list[tuple[str, str]]:
    """The numbers of a comparison with their intervals: of the sides where there are two, then of their difference."""
    is_share, lines = comparison.is_share, sides_in_words(comparison)
    if len(comparison.sides) < 2 or comparison.value is None or comparison.interval is None:
        return lines
    apart = format_difference(comparison.value, is_share, comparison.interval)
    lines.append((f"Δ {apart}", format_interval_of_difference(comparison.interval, is_share)))
    if comparison.threshold:
        lines.append((f"asked: {comparison.operator} {format_constant(comparison.threshold, is_share)}", ""))
    return lines


def sides_in_words(comparison: ComparisonVerdict) -> list[tuple[str, str]]:
    """The numbers of what is compared with their intervals."""
    is_share = comparison.is_share
    if comparison.value is None or comparison.interval is None:
        return [(NO_NUMBER, "")]
    lines = [
        (_side_in_words(side, is_share), _interval_in_words(side, is_share))
        for side in comparison.sides
        if side.value is not None and side.interval is not None
    ]
    if lines or len(comparison.sides) > 1:
        return lines
    return [(format_number(comparison.value, is_share), format_interval(comparison.interval, is_share))]


def workings_in_words(comparison: ComparisonVerdict) -> list[str]:
    """The arithmetic of a comparison's sides with its numbers: `0.5 × 5.6 % = 2.8 %`."""
    return [
        f"{side.working} = {_format_side(side, side.value + side.constant, comparison.is_share)}"
        for side in comparison.sides
        if side.working and side.value is not None
    ]


def _format_side(side: Side, number: float, is_share: bool) -> str:
    """A number of a side: that of a difference of shares in points, without a plus."""
    return format_compared(number, is_share, side.interval, is_difference=side.is_difference).removeprefix("+")


def _interval_in_words(side: Side, is_share: bool) -> str:
    assert side.interval is not None
    return format_interval_of_compared(side.interval, is_share, is_difference=side.is_difference)


def _side_in_words(side: Side, is_share: bool) -> str:
    """The number of a side, and the plain number that is added to it: `18.1 % + 5 points`."""
    assert side.value is not None
    text = _format_side(side, side.value, is_share)
    if side.constant == 0:
        return text
    return f"{text} {'+' if side.constant > 0 else '−'} {format_constant(abs(side.constant), is_share)}"


def robustness_in_words(robust: Robustness) -> str:
    """`across worlds: depends on the numbers: holds in 53 % of 64 worlds (41 % … 65 %), fails in 47 %; …`."""
    clauses = [f"across worlds: {robust.verdict}"]
    if robust.share is not None and robust.interval is not None:
        between = " … ".join(map(format_percent, robust.interval))
        clauses[0] += f": holds in {format_percent(robust.share)} of {robust.num_counted} worlds ({between})"
        clauses[0] += "".join(
            f", {what} in {format_percent(number / robust.num_counted)}"
            for what, number in (
                ("fails", robust.num_fails),
                (NO_EFFECT, robust.num_no_effect),
                ("undecided", robust.num_undecided),
            )
            if number
        )
    clauses += [f"{counted} of {robust.num_worlds} worlds" for counted in uncounted_worlds(robust)]
    if robust.drivers:
        clauses.append("decided by " + " and ".join(map(driver_in_words, robust.drivers)))
    elif robust.verdict == DEPENDS:
        clauses.append("no single number decides")
    return "; ".join(clauses)


def uncounted_worlds(robust: Robustness) -> list[str]:
    """The worlds that do not count for a claim: `no occasion in 7`."""
    counts = ((NO_OCCASION, robust.num_no_occasion), ("no verdict", robust.num_failed))
    return [f"{what} in {number}" for what, number in counts if number]


def verdicts_in_words(verdicts: Iterable[Verdict]) -> list[tuple[VerdictKind, str]]:
    """How many claims have each verdict at the base, those apart that say little: `12 hold`, `3 hold barely`.

    No visible effect, and what says little, only if it occurs.
    """
    kinds = {kind: next(each for each in VERDICTS if kind.startswith(each)) for kind in STANDINGS}
    return [
        (kinds[kind], f"{number} {plural_of(kind)}")
        for kind, number in count_standings(verdicts).items()
        if number or kind != NO_EFFECT
    ]


def plural_of(kind: Standing) -> str:
    """What several claims of a standing do: `hold barely`."""
    return re.sub(r"^(hold|fail)s", r"\1", kind.replace(",", ""))


def worlds_counts_in_words(verdicts: Iterable[Verdict]) -> list[tuple[WorldsKind, str]]:
    """The number of claims with each verdict across worlds: `3 depend on the numbers`; none without worlds."""
    return [
        (kind, f"{number} {_PLURAL.get(kind, kind) if number != 1 else kind}")
        for kind, number in count_across_worlds(verdicts).items()
    ]


_PLURAL: dict[str, str] = {
    "holds in nearly all worlds": "hold in nearly all worlds",
    "fails in nearly all worlds": "fail in nearly all worlds",
    DEPENDS: "depend on the numbers",
}


def at_random_in_words(verdict: Verdict) -> str:
    """That a claim would hold without anybody wanting anything; empty if it would not."""
    if verdict.at_random is None or not verdict.would_hold_at_random:
        return ""
    if verdict.would_hold_in_nearly_any_model:
        return (
            "It would hold in nearly any model: also at base rates, whatever anybody wants, and in nearly all worlds."
        )
    also = "also " if verdict.verdict == "holds" else ""
    return f"It would {also}hold at base rates, whatever anybody wants."


def standing_in_words(verdict: Verdict) -> str:
    """That a claim holds or fails by a hair, or holds by construction; empty if neither is so."""
    if verdict.verdict == "holds" and verdict.by_construction:
        return f"Given by construction: {verdict.by_construction}."
    if verdict.is_barely:
        return f"It {verdict.verdict} barely: the distance from the threshold is too small to matter."
    return ""


def rules_in_words(verdict: Verdict) -> str:
    """What a claim comes to in the equilibria of other rules; empty if they were not asked for."""
    if not verdict.under_rules:
        return ""
    own = verdict.comparisons[verdict.deciding]
    others = ", ".join(
        f"{each.verdict} ({_format_like(own, each.value, each.interval)})" + f" under the rule {each.rule}"
        if each.value is not None
        else f"{each.verdict} under the rule {each.rule}"
        for each in verdict.under_rules
    )
    if verdict.depends_on_equilibrium:
        return f"The verdict depends on which equilibrium is selected: {others}."
    return f"The same verdict in other equilibria: {others}."


def _format_like(comparison: ComparisonVerdict, value: float, interval: Interval | None) -> str:
    return format_compared(value, comparison.is_share, interval, is_difference=comparison.is_difference)


def effects_in_words(verdict: Verdict) -> list[str]:
    """How much the quantities differ that a claim compares, where that says more than their numbers."""
    return [effect.words for effect in verdict.effects if effect.kind != "other" or not effect.is_visible]


def driver_in_words(driver: Driver) -> str:
    """`doubt (above 0.6: 95 %, below: 40 %)`."""
    above, below = format_percent(driver.share_above), format_percent(driver.share_below)
    return f"{in_words(driver.number)} (above {format_plain(driver.threshold)}: {above}, below: {below})"


def worlds_in_words(worlds: Worlds) -> str:
    """How the worlds were drawn, and in which of them claims have no verdict."""
    how = "by its prior" if worlds.has_priors else "uniform over its range"
    also = f", and of which variants are true ({', '.join(map(in_words, worlds.variants))})" if worlds.variants else ""
    sentences = (
        f"Worlds: {counted(len(worlds.rows), 'draw')} of the "
        f"{counted(len(worlds.rows[0].numbers), 'uncertain number')}, each "
        f"{how}{also}; {worlds.num_plays:,} plays of each game."
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
