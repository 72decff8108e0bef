"""Names, numbers and certificates as people write them."""

from __future__ import annotations

import math

from detente.analysis.drivers import Driver
from detente.analysis.results import Judged, Part, Robustness, Worlds
from detente.solve.certificate import Certificate, Multiplicity, Refinement, ValueGap


def in_words(name: str) -> str:
    """A name of the scenario as people write it."""
    return name.replace("_", " ")


def sentence(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]


def short(number: float, is_share: bool) -> str:
    """A number as it is read: shares in per cent, others with three significant digits."""
    if not math.isfinite(number):
        return "no number"
    if is_share:
        if 0 < number < 0.0005 or 0.9995 < number < 1:
            return "< 0.1 %" if number < 0.5 else "> 99.9 %"
        # Adding nought makes nothing negative of what rounds to nought.
        per_cent = round(100 * number, 6) + 0.0
        # One digit where it tells something: near the ends, and where the number is not round.
        is_round = abs(per_cent - round(per_cent)) < 0.05 and 10 <= abs(per_cent) <= 90
        return f"{per_cent:.{0 if is_round or per_cent in (0, 100) else 1}f} %".replace("-", "−")
    return f"{number:.3g}".replace("-", "−")


def decimals(number: float, digits: int) -> str:
    """A number with so many decimals; what rounds to nought has no sign."""
    return f"{round(number, digits) + 0.0:.{digits}f}"


def points(difference: float) -> str:
    """A difference of two shares in percentage points; small ones with two significant digits."""
    number = 100 * difference
    return (f"{number:.1f}" if abs(number) >= 1 or number == 0 else f"{number:.2g}").replace("-", "−")


def plus_minus(value: float, interval: tuple[float, float], is_share: bool, is_difference: bool = False) -> str:
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


def certificate_in_short(certificate: Certificate) -> str:
    """Whether a game is solved, on one line."""
    if certificate.num_nodes == 0:
        return "solved directly: no move gives private information away"
    unstable = f"; {certificate.num_unstable:,} unstable" if certificate.num_unstable else ""
    if certificate.num_unsolved:
        share = f"{certificate.num_unsolved:,} of {certificate.num_nodes:,} nodes not solved"
        return f"{share}, residual up to {certificate.max_residual:.1e}{unstable}"
    return f"all {certificate.num_nodes:,} nodes solved, residual up to {certificate.max_residual:.0e}{unstable}"


def part_in_words(part: Part) -> list[tuple[str, str]]:
    """The numbers of a comparison with their intervals: of the sides where there are two, then of their difference."""
    if part.value is None or part.interval is None:
        return [("no number", "")]
    if len(part.sides) < 2:
        return [(short(part.value, part.is_share), _between(part.interval, part.is_share))]
    lines = [
        (short(side.value, part.is_share), _between(side.interval, part.is_share))
        for side in part.sides
        if side.value is not None and side.interval is not None
    ]
    if not part.is_share:
        return [*lines, (f"Δ {short(part.value, False)}", _between(part.interval, False))]
    low, high = part.interval
    return [
        *lines,
        (f"Δ {points(part.value)}", "no spread" if low == high else f"{points(low)} … {points(high)} points"),
    ]


def _between(interval: tuple[float, float], is_share: bool) -> str:
    return "no spread" if interval[0] == interval[1] else " … ".join(short(end, is_share) for end in interval)


def robust_in_words(robust: Robustness) -> str:
    """`robust: holds in 83 % of 64 worlds (72 % … 90 %); decided by doubt (above 0.6: 95 %, below: 40 %)`."""
    if robust.share is None or robust.interval is None:
        return f"robust: no verdict in any of {robust.num_worlds} worlds"
    where = f"{robust.num_worlds - robust.num_failed} worlds"
    said = [f"robust: holds in {whole(robust.share)} of {where} ({' … '.join(map(whole, robust.interval))})"]
    if robust.num_undecided:
        said.append(f"undecided in {robust.num_undecided} of them")
    if robust.num_failed:
        said.append(f"no verdict in {robust.num_failed} more")
    if robust.drivers:
        said.append("decided by " + " and ".join(map(driver_in_words, robust.drivers)))
    elif not robust.is_firm:
        said.append("no single number decides")
    return "; ".join(said)


def driver_in_words(driver: Driver) -> str:
    """`doubt (above 0.6: 95 %, below: 40 %)`."""
    sides = f"above {driver.threshold:.3g}: {whole(driver.share_above)}, below: {whole(driver.share_below)}"
    return f"{in_words(driver.number)} ({sides})"


def whole(share: float) -> str:
    """Per cent without digits: a few dozen worlds give no more."""
    return f"{100 * share:.0f} %"


def worlds_in_words(worlds: Worlds) -> str:
    """How the worlds were looked at, and what came of none."""
    said = (
        f"Worlds: {len(worlds.rows)} draws of all {len(worlds.rows[0].numbers)} uncertain numbers, each evenly over "
        f"its range; {worlds.num_plays:,} plays of each game."
    )
    if worlds.num_failed:
        reasons = dict.fromkeys(fault for row in worlds.rows for fault in row.faults)
        said += f" In {worlds.num_failed} some claims have no verdict: {next(iter(reasons))}"
        said += f" (and {len(reasons) - 1} more reasons)" if len(reasons) > 1 else ""
    if worlds.num_remembered:
        said += f" {worlds.num_remembered:,} verdicts in them were remembered from an earlier run."
    return said


def certificate_in_words(certificate: Certificate) -> str:
    """What the certificate means, in one or two sentences."""
    return " ".join([_solved_in_words(certificate), *_checked_in_words(certificate)])


def _checked_in_words(certificate: Certificate) -> list[str]:
    """What the check by play and the regrets mean, a sentence each."""
    said = []
    if certificate.num_unstable:
        share = short(certificate.num_unstable / certificate.num_nodes, True)
        nodes = "one node" if certificate.num_unstable == 1 else f"{certificate.num_unstable:,} nodes"
        said.append(
            f"At {nodes} ({share}) the answer is unstable: play would drift away from it if "
            "disturbed a little, and no other was found to which it drifts by itself."
        )
    played_out = certificate.played_out
    if played_out is not None:
        said.append(
            f"Played out at {played_out.num_histories} histories, policies differ from the response to values that "
            f"were not interpolated by at most {short(played_out.max_gap, True)} (Monte Carlo error "
            f"{short(played_out.error, True)})."
        )
        if played_out.is_alarming:
            said.append(
                "That is more than chance explains: beside that belief another equilibrium begins, or the belief grid "
                "is too coarse there; --certify says how much numbers move."
            )
        if played_out.value is not None:
            said.append(_value_gap_in_words(played_out.value, played_out.num_plays))
    if certificate.regrets:
        most = max(certificate.regrets, key=lambda regret: regret.gain)
        said.append(
            f"Nobody would gain more by always playing best than {_who(most.actor, most.type)}: {most.gain:.2g} payoff "
            "units from the start to the end."
        )
    if certificate.refinement is not None:
        said.append(refinement_in_words(certificate.refinement))
    if certificate.multiplicity is not None:
        said.append(multiplicity_in_words(certificate.multiplicity))
    return said


def _value_gap_in_words(value: ValueGap, num_plays: int) -> str:
    """How far values at the start are from what plays bring, in a sentence."""
    if value.beyond_chance <= 0:
        return f"No value at the start differs from what {num_plays:,} plays bring by more than chance explains."
    return (
        f"Values at the start differ from what {num_plays:,} plays bring by {abs(value.gap):.2g} "
        f"({_who(value.actor, value.type)}; Monte Carlo error {value.error:.1g}): they are interpolated between the "
        "points of the belief grid. Where a claim asks for a value, its interval reaches to what its plays bring."
    )


def refinement_in_words(refinement: Refinement) -> str:
    """What a finer belief grid changes, in one or two sentences."""
    grid = ", ".join(f"{in_words(name)} {number}" for name, number in refinement.num_points.items())
    if refinement.obstacle:
        return f"No finer belief grid ({grid} points) was tried: {refinement.obstacle}."
    largest = refinement.largest
    if not refinement.num_points or largest is None:
        return "Nothing is private, so there is no belief grid whose fineness could matter."
    said = [
        f"On a belief grid twice as fine ({grid} points) no expected payoff changes by more than "
        f"{abs(largest.change):.2g} ({_who(largest.actor, largest.type)})"
    ]
    for claim in refinement.largest_of_claims:
        size = f"{points(abs(claim.change or 0.0))} points" if claim.is_share else f"{abs(claim.change or 0.0):.2g}"
        said.append(
            f"no {'probability' if claim.is_share else 'other quantity'} of a claim by more than {size} ({claim.claim})"
        )
    others = dict.fromkeys(claim.claim for claim in refinement.other_verdicts)
    if refinement.claims:
        said.append(f"other verdicts: {', '.join(others)}" if others else "no verdict changes")
    unsolved = f" There {refinement.num_unsolved:,} nodes are unsolved." if refinement.num_unsolved else ""
    return f"{', '.join(said)}.{unsolved}"


SAME_PAYOFFS = 1e-6
"""Differences of expected payoffs below this come from the tolerance, not from another equilibrium."""


def multiplicity_in_words(multiplicity: Multiplicity) -> str:
    """What is found from other starts, in two or three sentences."""
    starts = f"Sought from {len(multiplicity.selections)} other starts"
    if multiplicity.num_several:
        share = short(multiplicity.share_several, True)
        where = ", ".join(
            f"{in_words(each.actor)} {in_words(each.stage)}, {_dates(each.first_date, each.last_date)}: "
            f"{each.num_nodes:,}"
            for each in multiplicity.decisions
        )
        said = (
            f"{starts}, {multiplicity.num_several:,} nodes ({share}) have more than one stable answer, up to "
            f"{multiplicity.most} ({where})."
        )
    else:
        said = f"{starts}, no node has a second stable answer."
    largest = multiplicity.largest
    if abs(largest.change) <= SAME_PAYOFFS:
        said += " Every start leads to the same expected payoffs."
    else:
        said += (
            f" Whole solutions from these starts differ in expected payoffs by up to {abs(largest.change):.2g} "
            f"({_who(largest.actor, largest.type)}, from {largest.start})."
        )
    unsolved = sum(selection.num_unsolved > 0 for selection in multiplicity.selections)
    return said + (f" {unsolved} of them leave nodes unsolved." if unsolved else "")


def _dates(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def multiplicity_rows(multiplicity: Multiplicity) -> list[tuple[str, ...]]:
    """The whole solution from every start: the start, unsolved nodes, the largest difference, and whose it is."""
    return [
        (
            each.start,
            f"{each.num_unsolved:,}",
            f"{each.change:+.2g}".replace("-", "−") if abs(each.change) > SAME_PAYOFFS else "none",
            _who(each.actor, each.type) if abs(each.change) > SAME_PAYOFFS else "",
        )
        for each in multiplicity.selections
    ]


def refinement_rows(refinement: Refinement) -> list[tuple[str, ...]]:
    """Every headline number: what it is, on the grid in use, on the finer one, and its change."""
    rows: list[tuple[str, ...]] = [
        (
            f"expected payoff of {_who(value.actor, value.type)}",
            f"{value.base:.4g}",
            f"{value.refined:.4g}",
            f"{value.change:+.2g}",
        )
        for value in refinement.values
    ]
    for claim in refinement.claims:
        numbers = ["no number" if n is None else short(n, claim.is_share) for n in (claim.base, claim.refined)]
        change = "" if claim.change is None else f"{claim.change:+.2g}"
        if claim.is_share and claim.change is not None:
            change = f"{100 * claim.change:+.2g} points"
        if claim.verdict != claim.refined_verdict:
            change += f", {claim.verdict} → {claim.refined_verdict}"
        rows.append((f"{claim.claim}: {claim.text}", *numbers, change))
    return [(what, *(number.replace("-", "−") for number in numbers)) for what, *numbers in rows]


def _who(actor: str, kind: str | None) -> str:
    return in_words(actor) if kind is None else f"{in_words(actor)} ({in_words(kind)})"


def _solved_in_words(certificate: Certificate) -> str:
    if certificate.num_nodes == 0:
        return "No actor has private information that its moves could give away, so every policy follows directly."
    if certificate.num_unsolved == 0:
        nodes = f"all {certificate.num_nodes:,} such nodes are" if certificate.num_nodes > 1 else "the one such node is"
        return (
            "At every reachable state and every belief on the grid, each actor's policy is its own quantal response to "
            f"what follows from it, up to {certificate.max_residual:.0e} in probability: {nodes} solved."
        )
    met = certificate.unsolved_reach
    reach = f" Of {met.num_plays:,} plays {short(met.share, True)} pass through such a node." if met else ""
    return (
        f"At {certificate.num_unsolved:,} of {certificate.num_nodes:,} nodes the policy is not certified to be a "
        f"quantal response to what follows from it (largest gap {certificate.max_residual:.1e}). Numbers that depend "
        f"on play at these nodes may be wrong.{reach}"
    )


def remembered_in_words(judged: Judged) -> str:
    """How many verdicts an earlier run reached, and how to have them judged anew; empty if none."""
    if not judged.num_remembered:
        return ""
    share = "all" if judged.num_remembered == len(judged.claims) else f"{judged.num_remembered} of {len(judged.claims)}"
    return f"Verdicts remembered from an earlier run: {share} (--fresh judges them anew)."
