"""Curves and flips in words: where verdicts turn, and what would have to be different for it."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analysis.turning import Boundary, BoundaryTest, ClaimFlip, Crossing, Curves, Flips, NumberCurve, Turn
from detente.claims.numbers import format_constant, format_difference, format_number, format_percent, format_plain
from detente.claims.verdict import Interval
from detente.report.words import VERDICTS_AS_VERBS, capitalize, in_words

_SEATS = {
    "at the edge of its range": "the base value is at the edge of the range",
    "at a peak": "the base value is at a peak of the curve: on both sides the number falls",
    "at a low": "the base value is at a low of the curve: on both sides the number rises",
    "on an island": "the base value is on an island: on both sides of it the verdict is different",
}


def value_in_words(value: float, interval: Interval | None, of: NumberCurve | ClaimFlip) -> str:
    """A claim's number, as its verdict writes it."""
    if of.is_difference:
        return f"Δ {format_difference(value, of.is_share, interval)}"
    return format_number(value, of.is_share, interval)


def name_in_words(number: str) -> str:
    """`doubt`; `the prior of hawk (moscow)` for `moscow.hawk`."""
    actor, _, kind = number.partition(".")
    return f"the prior of {in_words(kind)} ({in_words(actor)})" if kind else in_words(number)


def crossing_in_words(crossing: Crossing) -> str:
    """`holds up to 0.594, fails from 0.604`."""
    low, high = format_plain(crossing.low, 4), format_plain(crossing.high, 4)
    if crossing.before == crossing.after:
        return f"touches the threshold between {low} and {high}"
    until = "below" if crossing.until is None else f"up to {format_plain(crossing.until, 4)}"
    since = "above" if crossing.since is None else f"from {format_plain(crossing.since, 4)}"
    if (crossing.until, crossing.since) == (crossing.low, crossing.high):
        return f"{crossing.before} {until}, {crossing.after} {since}"
    return (
        f"{crossing.before} {until}, {crossing.after} {since}; the number crosses the threshold between {low} and "
        f"{high}, near which its interval leaves the verdict undecided"
    )


def curve_in_words(curve: NumberCurve) -> str:
    """What a curve shows, in a sentence."""
    name = name_in_words(curve.number)
    moves = {"rises": "rises with", "falls": "falls with", "rises and falls": "rises and falls with"}
    base = curve.at_base
    said = [f"The claim's number {moves.get(curve.direction, 'does not visibly move with')} {name}"]
    if curve.crossings:
        said.append("; ".join(map(crossing_in_words, curve.crossings)))
    elif len({point.verdict for point in curve.points}) == 1:
        said.append(f"no value evaluated turns the verdict, {base.verdict or 'no verdict'}")
    else:
        words = dict.fromkeys(point.verdict or "no verdict" for point in curve.points)
        said.append(f"its verdicts are {', '.join(words)}")
    if curve.seat in _SEATS:
        said.append(_SEATS[curve.seat])
    return "; ".join(said) + "."


def lead_of_curves(curves: Curves) -> str:
    """The answer in a sentence."""
    claims = list(dict.fromkeys(curve.claim for curve in curves.curves))
    numbers = list(dict.fromkeys(curve.number for curve in curves.curves))
    turned = dict.fromkeys(curve.claim for curve in curves.curves if curve.crossings)
    if not curves.curves:
        return "No claim speaks of what happens in the crisis, so that no number can change a verdict."
    if len(claims) == 1:
        turning = [curve.number for curve in curves.curves if curve.crossings]
        if not turning:
            verdict = f"the verdict on the claim “{claims[0]}”"
            if len(numbers) == 1:
                return f"The only number varied does not turn {verdict}."
            return f"None of the {len(numbers)} numbers varied turns {verdict} by itself."
        names = ", ".join(map(name_in_words, turning))
        return f"The verdict on the claim “{claims[0]}” turns within the range of {names}."
    return (
        f"Of {len(claims)} claims, {len(turned)} {'turns' if len(turned) == 1 else 'turn'} as one of {len(numbers)} "
        "numbers moves over its range, all else as at the base values."
    )


def how_curves_are_made(curves: Curves) -> str:
    """How many points were evaluated, and what is not seen."""
    return (
        f"{curves.num_points:,} points, each solved anew and played {curves.num_plays:,} times with the same random "
        f"draws; crossings are narrowed to {format_percent(curves.tolerance)} of a range. If a number crosses its "
        "threshold twice between two neighbouring points, the crossings are missed. The bands are 95 % Monte Carlo "
        "intervals without the error of the belief grid."
    )


def turn_in_words(turn: Turn | None) -> str:
    """`cost 0.5 → 0.609 (+11 % of its range)`; `none` for no turn."""
    if turn is None:
        return "none"
    parts = []
    for change in turn.changes:
        if change.outer != change.base:
            sign = "+" if change.share > 0 else "−"
            share = f"{sign}{format_percent(abs(change.share))}"
            base, outer = format_plain(change.base, 4), format_plain(change.outer, 4)
            parts.append(f"{name_in_words(change.name)} {base} → {outer} ({share})")
    return " and ".join(parts)


def bracket_in_words(turn: Turn) -> str:
    """`turns between 0.594 and 0.609`: of a turn of one number."""
    inner, outer = sorted((turn.changes[0].inner, turn.changes[0].outer))
    return f"{format_plain(inner, 4)} … {format_plain(outer, 4)}"


def flip_in_words(flip: ClaimFlip) -> str:
    """What would have to be different for the verdict on a claim to turn, in a sentence."""
    said = f"“{flip.quote.strip().strip('“”')}” {_is(flip.verdict)}"
    if flip.one is None and flip.two is None and flip.prior is None:
        return (
            f"{said}, and no value evaluated of any number, of the two that matter most, or of any prior reverses it."
        )
    parts = []
    if flip.one is not None:
        parts.append(f"{_would(flip.one)} with {turn_in_words(flip.one)}")
    else:
        parts.append("no number alone reverses it within its range")
    if flip.two is not None and (flip.one is None or flip.two.far < flip.one.far):
        parts.append(f"two numbers together: {turn_in_words(flip.two)}")
    if flip.prior is not None:
        parts.append(f"a prior alone: {turn_in_words(flip.prior)}")
    return f"{said}; {'; '.join(parts)}."


def cautions_of_flip(flip: ClaimFlip) -> list[str]:
    """What a reader should know before relying on a flip, a sentence each."""
    cautions = []
    if flip.verdict != flip.stated:
        cautions.append(
            f"{flip.claim}: the full verdict is {flip.stated}, because it includes the error of the belief grid; "
            f"at the points of this search the claim {VERDICTS_AS_VERBS[flip.verdict]}."
        )
    turns = (("one number", flip.one), ("two numbers", flip.two), ("a prior", flip.prior))
    cautions += [
        f"{flip.claim}: the error of the belief grid leaves open whether {what} turns the verdict."
        for what, turn in turns
        if turn is not None and turn.confirmed is False
    ]
    nearest = min((turn.far for _, turn in turns if turn is not None), default=2.0)
    if flip.leaves is not None and flip.leaves.far < nearest:
        cautions.append(f"{flip.claim}: it is {flip.leaves.verdict} sooner, with {turn_in_words(flip.leaves)}.")
    return cautions


def _is(verdict: str) -> str:
    return verdict if verdict in ("holds", "fails") else f"is {verdict}" if verdict == "undecided" else f"has {verdict}"


def _would(turn: Turn) -> str:
    words = {"holds": "it would hold", "fails": "it would fail"}
    return words.get(turn.verdict, f"it would have {turn.verdict}")


def lead_of_flips(flips: Flips) -> str:
    """The answer in a sentence."""
    if not flips.claims:
        return "No claim speaks of what happens in the crisis, so that no number can change a verdict."
    if len(flips.claims) == 1:
        return flip_in_words(flips.claims[0])
    turning = [flip for flip in flips.claims if flip.one is not None or flip.prior is not None]
    if not turning:
        return f"None of the {len(flips.claims)} verdicts is reversed by one number or one prior alone."
    first = min(turning, key=lambda flip: min(each.far for each in (flip.one, flip.prior) if each is not None))
    return (
        f"Of {len(flips.claims)} verdicts, {len(turning)} can be reversed by one number or one prior alone; the least "
        f"change is needed for “{first.claim}”: {turn_in_words(_nearer(first.one, first.prior))}."
    )


def _nearer(first: Turn | None, second: Turn | None) -> Turn | None:
    found = [each for each in (first, second) if each is not None]
    return min(found, key=lambda each: each.far) if found else None


FLIP_HEADINGS = ("Claim", "Verdict", "One number", "Two numbers", "A prior")


def flip_rows(flips: Flips) -> list[list[str]]:
    """A row for every claim, under `FLIP_HEADINGS`."""
    return [
        [
            flip.claim,
            flip.verdict or "no verdict",
            *(
                f"{turn_in_words(turn)}: {turn.verdict}" if turn else "none"
                for turn in (flip.one, flip.two, flip.prior)
            ),
        ]
        for flip in flips.claims
    ]


NUMBER_HEADINGS = ("Number", "Reversed between", "Distance")


def number_rows(flip: ClaimFlip) -> list[list[str]]:
    """A row for every number varied of a claim, under `NUMBER_HEADINGS`; those that turn it soonest come first."""

    def distance(turn: Turn | None) -> float:
        return 2.0 if turn is None else turn.far

    rows = []
    for name, turn in sorted(flip.by_number.items(), key=lambda pair: distance(pair[1])):
        if turn is None:
            rows.append([capitalize(name_in_words(name)), "none of the values evaluated", "—"])
        else:
            far = f"{format_percent(turn.near)} … {format_percent(turn.far)}"
            rows.append([capitalize(name_in_words(name)), bracket_in_words(turn), far])
    return rows


def boundary_in_words(boundary: Boundary, flip: ClaimFlip) -> str:
    """What a picture of a boundary shows, in a sentence."""
    first, second = map(name_in_words, boundary.names)
    words = sorted({cell.verdict for cell in boundary.cells if cell.verdict})
    if len(words) == 1:
        return f"Over the ranges of {first} and {second} the claim {_is(words[0])} at every point evaluated."
    return (
        f"The verdict on “{flip.claim}” over the ranges of {first} (across) and {second} (upwards): {', '.join(words)}."
        " The boundary goes through the small blank squares; the cross is the base."
    )


def tested_in_words(test: BoundaryTest, flip: ClaimFlip) -> str:
    """How well the boundary in two numbers tells the verdict in worlds in which all other numbers vary too."""
    if test.density is None or test.coverage is None:
        return f"None of {test.num_worlds} worlds lies on the base's side of the boundary, or none has its verdict."
    density, coverage = format_percent(test.density), format_percent(test.coverage)
    return (
        f"Tested on {test.num_worlds} worlds, in which all uncertain numbers vary: of {test.num_inside} worlds on the "
        f"base's side of the boundary, {density} have the verdict “{flip.verdict}” ({_ends(test.density_interval)}); "
        f"of all worlds with that verdict, {coverage} lie on that side ({_ends(test.coverage_interval)}). Only if both "
        "are near 100 % do these two numbers decide."
    )


def _ends(interval: Interval | None) -> str:
    return "" if interval is None else " … ".join(map(format_percent, interval))


def how_flips_are_found(flips: Flips) -> str:
    """How the search is bounded, and what it does not see."""
    return (
        f"{flips.num_points:,} points, each solved anew and played {flips.num_plays:,} times with the same random "
        f"draws. Every number was given {flips.num_values} values over its range; the first that reverses the verdict "
        f"was narrowed to {format_percent(flips.tolerance)} of the range. A reversal that begins and ends between two "
        "neighbouring values is missed, and changes of more than two numbers are not tried. Distances are shares of "
        "ranges; for two numbers, the larger of the two shares."
    )


def threshold_in_words(curve: NumberCurve) -> str:
    """`> 50 %`."""
    if curve.threshold is None:
        return ""
    write = format_constant if curve.is_difference else format_number
    return f"{curve.operator} {write(curve.threshold, curve.is_share)}"


CURVE_HEADINGS = ("Claim", "Number", "Base", "At the base", "Over the range", "Where it turns")


def curve_rows(curves: Sequence[NumberCurve]) -> list[list[str]]:
    """A row for every curve, under `CURVE_HEADINGS`; of every claim those that turn it come first, then the widest."""
    order = {claim: place for place, claim in enumerate(dict.fromkeys(curve.claim for curve in curves))}
    rows = []
    for curve in sorted(curves, key=lambda each: (order[each.claim], not each.crossings, -each.spread)):
        base = curve.at_base
        values = [point.value for point in curve.points if point.value is not None]
        ends = (min(values), max(values)) if values else ()
        span = " … ".join(value_in_words(each, base.interval, curve) for each in ends)
        turns = "; ".join(map(crossing_in_words, curve.crossings)) or ("nowhere" if values else "no number")
        if curve.seat in _SEATS:
            turns += f" ({curve.seat})"
        here = base.verdict if base.value is None else value_in_words(base.value, base.interval, curve)
        rows.append([curve.claim, name_in_words(curve.number), format_plain(curve.base, 4), here, span, turns])
    return rows
