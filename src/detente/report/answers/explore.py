"""Claims in many worlds, as a section of a report: how often each holds, what decides it, and where it fails."""

from __future__ import annotations

from detente.analysis.explored import FEWEST_WORLDS, Explored, ExploredClaim, Importance, Region, RegionBound
from detente.claims.numbers import format_compared, format_percent, format_plain
from detente.claims.verdict import DEPENDS
from detente.report.answers.section import Section, TableOfText
from detente.report.words import capitalize, in_words

MOST_SHOWN = 4
"""Drivers of a claim in the table."""

_QUOTES = "“”\"'"
_VARIANT = "variant "


def show_explored(explored: Explored) -> Section:
    """How often every claim holds, the numbers that explain it, and the regions."""
    regions = [region_in_words(claim) for claim in explored.claims if claim.region is not None]
    against = [sentence for claim in explored.claims if (sentence := against_base_in_words(claim))]
    rows = [row for claim in explored.claims for row in _driver_rows(claim)]
    headings = ["Claim", "Number", "Explains alone", "Influence", "By chance up to"]
    drivers = [TableOfText(headings, rows, "What decides: the share of the spread that a number explains", 3)]
    return Section(
        id="explore",
        place="assumptions",
        title="Many worlds",
        lead=_lead(explored),
        sentences=[*against, *regions],
        tables=[_table(explored), *(drivers if rows else [])],
        notes=_notes(explored),
    )


def _lead(explored: Explored) -> str:
    """The answer in a sentence."""
    kinds = [claim.verdict for claim in explored.claims]
    settled = [
        f"{kinds.count(kind)} {words}"
        for kind, words in (
            ("holds in nearly all worlds", "of them true in nearly all worlds"),
            ("fails in nearly all worlds", "of them false in nearly all worlds"),
            (DEPENDS, "of them dependent on numbers that nobody knows exactly"),
        )
        if kind in kinds
    ]
    number = len(kinds)
    counted = "1 claim was" if number == 1 else f"{number} claims were"
    sentence = f"{counted} evaluated in {explored.num_worlds:,} worlds, each with other values of the uncertain numbers"
    return f"{sentence}: {', '.join(settled)}." if settled else f"{sentence}."


def against_base_in_words(claim: ExploredClaim) -> str:
    """That the base values stand against nearly all worlds; empty if they do not."""
    across = claim.verdict.removesuffix(" in nearly all worlds")
    if claim.share is None or across in (claim.verdict, claim.base):
        return ""
    share = claim.share if across == "holds" else claim.counts.get(across, 0) / max(1, claim.num_counted)
    base = f"{claim.base} at the base values" if claim.base != "no verdict" else "has no verdict at the base values"
    return f"“{claim.quote.strip(_QUOTES)}” {base}, but {across} in {format_percent(share)} of the worlds."


def region_in_words(claim: ExploredClaim) -> str:
    """`“…” fails where doubt > 0.7 and slow clock ≤ 0.96: 87 % of …`."""
    region = claim.region
    assert region is not None
    where = " and ".join(map(_bound_in_words, region.bounds))
    return f"“{claim.quote.strip(_QUOTES)}” {region.outcome} where {where}: {_quality(region)}"


def _quality(region: Region) -> str:
    return (
        f"{format_percent(region.coverage)} of the worlds in which it {region.outcome} are there, and of the worlds "
        f"there it {region.outcome} in {format_percent(region.density)} "
        f"(of all worlds in {format_percent(region.share)})."
    )


def _bound_in_words(bound: RegionBound) -> str:
    name = in_words(bound.number)
    if bound.number.startswith(_VARIANT):
        return f"{name} is {'true' if bound.low is not None else 'not true'}"
    if bound.low is not None and bound.high is not None:
        return f"{format_plain(bound.low)} < {name} ≤ {format_plain(bound.high)}"
    return (
        f"{name} > {format_plain(bound.low)}"
        if bound.low is not None
        else f"{name} ≤ {format_plain(bound.high or 0.0)}"
    )


def _table(explored: Explored) -> TableOfText:
    """A row for every claim."""
    headings = ["Claim", "Base values", "Across worlds", "Holds in", "Its number: median (5 % … 95 %)", "Not counted"]
    return TableOfText(headings, [_row(claim) for claim in explored.claims], "Every claim across worlds", 3)


def _row(claim: ExploredClaim) -> list[str]:
    share = "—"
    if claim.share is not None and claim.interval is not None:
        share = f"{format_percent(claim.share)} ({' … '.join(map(format_percent, claim.interval))})"
    base = claim.base if claim.base_value is None else f"{claim.base}, {_number(claim, claim.base_value)}"
    spread = "—"
    if claim.spread is not None:
        ends = claim.spread.low, claim.spread.median, claim.spread.high
        low, median, high = (_number(claim, each) for each in ends)
        spread = f"{median} ({low} … {high})"
    uncounted = [f"{kind}: {claim.counts[kind]:,}" for kind in ("no occasion", "no verdict") if kind in claim.counts]
    return [claim.quote.strip(_QUOTES), base, claim.verdict, share, spread, "; ".join(uncounted) or "none"]


def _number(claim: ExploredClaim, number: float) -> str:
    return format_compared(number, claim.is_share, is_difference=claim.is_difference)


def _driver_rows(claim: ExploredClaim) -> list[list[str]]:
    """The numbers that matter, the strongest first."""
    return [
        [in_words(claim.id), in_words(each.number), *_measures(each)]
        for each in claim.drivers[:MOST_SHOWN]
        if each.matters
    ]


def _measures(each: Importance) -> list[str]:
    influence = format_plain(each.influence)
    if each.influence_error is not None:
        influence += f" ± {format_plain(each.influence_error, 1)}"
    alone = f"{format_percent(each.first_order)} ± {100 * each.first_order_error:.0f}"
    return [alone, influence, format_plain(each.influence_by_chance)]


def _notes(explored: Explored) -> list[str]:
    """How the numbers are to be read."""
    notes = [
        f"{explored.num_plays:,} plays of each game. Worlds without an occasion for a conditional claim, or without a "
        "verdict, do not count for its share."
    ]
    if explored.grid_change is not None:
        notes.append(
            "The error of the belief grid is not in these intervals: on a grid with half the intervals, shares of acts "
            f"and start values (in standard deviations) change by up to {format_percent(explored.grid_change)} at the "
            "base values."
        )
    if any(claim.drivers for claim in explored.claims):
        notes.append(
            "Explains alone: the share of the variance of the claim's number over worlds that a number explains by "
            "itself. Influence (PAWN, 0 to 1): how much the distribution of the claim's number changes along a "
            "number's range; it also counts effects together with others, and only what exceeds chance is listed."
        )
    elif explored.num_worlds < FEWEST_WORLDS:
        notes.append(f"Which numbers decide is sought from {FEWEST_WORLDS} worlds on.")
    if any(claim.region is not None for claim in explored.claims):
        notes.append("A region was found on two thirds of the worlds, and its figures are of the last third.")
    if explored.num_failed:
        reasons = "; ".join(f"{reason} ({number:,})" for reason, number in explored.faults.items())
        notes.append(f"In {explored.num_failed:,} worlds some claims have no verdict: {capitalize(reasons)}.")
    return notes
