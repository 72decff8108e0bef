"""Certificates in words: one sentence for every reader, cautions where something is uncertain, then the detail."""

from __future__ import annotations

import decimal
from collections.abc import Mapping

from detente.claims.numbers import NO_NUMBER, format_number, format_plain, format_points
from detente.report.words import counted, in_words
from detente.scenario.model import EquilibriumRule
from detente.solve.certificate import (
    SMALL_GAP,
    Apartness,
    Certificate,
    Grade,
    GridAccuracy,
    Multiplicity,
    OnTree,
    PlayedOut,
    Refinement,
    Stationary,
    ValueGap,
)

MOST_NEEDS = 3
"""Reasons for a game tree that are printed."""

FEWEST_ON_AXIS = 3
"""Points on the coarsest axis that there is."""

SAME_PAYOFFS = 1e-6
"""Differences of expected payoffs below this come from the tolerance, not from another equilibrium."""


def certificate_in_words(certificate: Certificate) -> str:
    """The whole certificate as one paragraph: the sentence, the cautions and the details."""
    sentence = certificate_sentence(certificate)
    return " ".join([sentence, *certificate_cautions(certificate), *certificate_details(certificate)])


GRADES: Mapping[Grade, str] = {"sound": "Sound.", "with care": "Use with care.", "do not use": "Do not use."}


def certificate_sentence(certificate: Certificate) -> str:
    """Whether the numbers can be used, and what the certificate says about the solution."""
    return f"{GRADES[certificate.grade]} {_solved_in_words(certificate)}"


def _solved_in_words(certificate: Certificate) -> str:
    """How much is solved, in one sentence."""
    num_nodes, num_unsolved = certificate.num_nodes, certificate.num_unsolved
    if num_nodes == 0:
        return (
            "Solved directly: no actor has private information that its moves could reveal, so every policy follows "
            "from the payoffs."
        )
    if num_unsolved == 0:
        which = f"every one of {num_nodes:,} decision points" if num_nodes > 1 else "the one decision point"
        which += f" in {certificate.num_games} games" if certificate.num_games > 1 else ""
        return f"Solved: {which} satisfies the equilibrium condition to within {_small(certificate.max_residual)}."
    reach = certificate.unsolved_reach
    met = f", which {format_number(reach.share, True)} of {reach.num_plays:,} plays pass through," if reach else ""
    return (
        f"Not fully solved: {num_unsolved:,} of {counted(num_nodes, 'decision point')}{met} "
        f"{'misses' if num_unsolved == 1 else 'miss'} the equilibrium condition, by up to "
        f"{certificate.max_residual:.1e}, so numbers that depend on play there may be wrong."
    )


def certificate_cautions(certificate: Certificate) -> list[str]:
    """What a reader has to know before using the numbers, a sentence each."""
    cautions = []
    if certificate.num_unstable:
        share = format_number(certificate.num_unstable / certificate.num_nodes, True)
        number = (
            "one decision point" if certificate.num_unstable == 1 else f"{certificate.num_unstable:,} decision points"
        )
        cautions.append(
            f"At {number} ({share}) the solution is unstable: play would move away from it after a small disturbance, "
            + (
                "and no stable solution was found there."
                if certificate.rule == "drift"
                else f"which the rule {certificate.rule} does not exclude."
            )
        )
    if certificate.num_astray:
        number = "one decision point" if certificate.num_astray == 1 else f"{certificate.num_astray:,} decision points"
        cautions.append(
            f"At {number} the principal branch could not be followed to its end: the solution there is an equilibrium, "
            "but perhaps not the one that the rule selects."
        )
    if certificate.stationary is not None and not certificate.stationary.is_settled:
        cautions.append(_unsettled_in_words(certificate.stationary))
    if certificate.coarse_axes:
        cautions.append(coarse_axes_in_words(certificate.coarse_axes))
    if certificate.played_out is not None and certificate.played_out.is_alarming:
        gap = format_number(certificate.played_out.max_gap, True)
        cautions.append(
            f"At one simulated history{_in_game(certificate)}, the policy differs by {gap} from the quantal response "
            "to payoffs estimated by simulation. Chance does not explain this. Either another equilibrium begins near "
            "that belief, or the belief grid is too coarse."
        )
    elif certificate.played_out is not None and certificate.played_out.max_gap > SMALL_GAP:
        gap = format_number(certificate.played_out.max_gap, True)
        cautions.append(
            f"At one simulated history{_in_game(certificate)}, the policy differs by {gap} from the quantal response "
            "to payoffs estimated by simulation, more than chance explains: numbers may be off by as much."
        )
    if certificate.played_out is not None and certificate.played_out.apart is not None:
        cautions.append(_apartness_in_words(certificate.played_out.apart))
    if certificate.multiplicity is not None and certificate.multiplicity.matters:
        largest = certificate.multiplicity.largest
        cautions.append(
            f"There is another equilibrium: from {largest.start}, the solver finds one in which the expected payoff of "
            f"{who(largest.actor, largest.type)} differs by {format_plain(abs(largest.change), 2)}. The numbers are "
            f"those of {_which_equilibrium(certificate)}."
        )
    if certificate.grid is not None:
        cautions += _grid_in_words(certificate.grid)
    if certificate.on_tree is not None and not certificate.on_tree.is_confirmed:
        cautions.append(
            "Following the principal branch again with stricter checks did not lead to the same policies: the solution "
            "is an equilibrium, but perhaps not the one on the principal branch."
        )
    return cautions


def _which_equilibrium(certificate: Certificate) -> str:
    """The equilibrium that the rule selects, as a noun."""
    if certificate.rule != "drift":
        return WHICH[certificate.rule]
    if certificate.stationary is not None:
        return f"the one that play drifts to, starting from {certificate.stationary.start}"
    return WHICH["drift"]


WHICH: Mapping[EquilibriumRule, str] = {
    "drift": "the equilibrium to which play drifts from the policies of the next period",
    "principal": "the equilibrium on the principal branch at every decision point",
    "symmetric": "the symmetric equilibrium on the principal branch",
}


def _unsettled_in_words(stationary: Stationary) -> str:
    """That the steps of an endless crisis found no stationary solution."""
    if stationary.cycle:
        return (
            f"There is no stationary solution: after {stationary.num_sweeps:,} backward steps the same values return "
            f"every {stationary.cycle} steps and never settle. The numbers are those of one step."
        )
    return (
        f"No stationary solution was reached: after {stationary.num_sweeps:,} backward steps values still change by "
        f"{stationary.value_change:.1e} in a step. The numbers are those of the last step."
    )


def _stationary_in_words(stationary: Stationary) -> str:
    """How an endless crisis was solved, and how far it is played out."""
    value, policy = _small(stationary.value_change), _small(stationary.policy_change)
    left = format_number(stationary.weight_left, True)
    return (
        f"The crisis is endless. {stationary.num_sweeps:,} backward steps, starting from {stationary.start}, changed "
        f"values in the last one by {value} and probabilities by {policy}. If the policies are followed for ever, "
        f"they are the quantal response to the resulting values to within {_small(stationary.residual)}. "
        f"{stationary.num_rounds:,} rounds are played out; later rounds have a weight of {left} and are counted at "
        "their expected value."
    )


def _apartness_in_words(apart: Apartness) -> str:
    """That beliefs about two actors are kept apart, and how much is lost by it."""
    names = " and ".join(map(in_words, apart.actors))
    return (
        f"A signal depends on the private information of both {names}. Beliefs about the two are nevertheless treated "
        f"as independent: in plays their product differs from the joint belief by {format_number(apart.mean, True)} "
        f"on average, and by at most {format_number(apart.most, True)} (in the probability of any event, at the date "
        "where the difference is largest)."
    )


def _in_game(certificate: Certificate) -> str:
    """In which of several games the largest gap is."""
    return f" (in {in_words(certificate.worst_game)})" if certificate.num_games > 1 and certificate.worst_game else ""


def _grid_in_words(grid: GridAccuracy) -> list[str]:
    """What remains open because of the belief grid."""
    if not grid.is_settled:
        return [
            "Refining the belief grid did not settle the numbers: several equilibria lie near one another, and which "
            "of them is found depends on the grid. Intervals cover the last two grids only."
        ]
    if grid.change > grid.accuracy:
        return [
            f"The belief grid is less accurate than asked for: compared with a grid half as fine, expected payoffs at "
            f"the start or shares of acts change by up to {format_number(grid.change, True)} (asked for: "
            f"{format_number(grid.accuracy, True)}). A finer grid would be too large. Intervals include this change."
        ]
    return []


def coarse_axes_in_words(coarse_axes: Mapping[str, int]) -> str:
    """That a belief grid is coarse, and where."""
    where = " and ".join(f"{points} points on each axis for {in_words(name)}" for name, points in coarse_axes.items())
    return (
        f"The belief grid is coarse: only {where}. Intervals include the change of the numbers from a grid half as "
        "fine, but a finer grid may change them more."
    ) + "".join(
        f" An axis of {points} points cannot be halved: unless points were given, the intervals for {in_words(name)} "
        "include the change of the base crisis on a grid twice as fine instead."
        for name, points in coarse_axes.items()
        if points == FEWEST_ON_AXIS
    )


def certificate_details(certificate: Certificate) -> list[str]:
    """The definitions and the further checks behind the certificate, a sentence or two each."""
    details = []
    if certificate.on_tree is not None:
        details += tree_in_words(certificate.on_tree, certificate.num_games)
    elif certificate.num_nodes:
        details.append(
            "A decision point is a reachable state and a belief on the grid at which an actor with private "
            "information decides, or two actors decide at once. The equilibrium condition is that each "
            "policy is the quantal response to the payoffs it leads to; deviations are differences in probability."
        )
    if certificate.rule != "drift" and certificate.on_tree is None:
        details.append(f"The solution is {WHICH[certificate.rule]}.")
    if certificate.asymmetry is not None:
        details.append(
            f"Values of interchangeable actors agree to within {_small(certificate.asymmetry)} at every state "
            "and belief."
        )
    if certificate.stationary is not None:
        details.append(_stationary_in_words(certificate.stationary))
    if certificate.played_out is not None:
        details += _played_out_in_words(certificate.played_out, certificate)
    if certificate.regrets:
        most = max(certificate.regrets, key=lambda regret: regret.gain)
        details.append(
            f"Largest regret: {format_plain(most.gain, 2)} payoff units over the whole game, for "
            f"{who(most.actor, most.type)}: what it would gain by always playing its best response to the others."
        )
    if certificate.refinement is not None:
        details.append(refinement_in_words(certificate.refinement))
    if certificate.multiplicity is not None:
        details.append(multiplicity_in_words(certificate.multiplicity))
    return details


def tree_in_words(on_tree: OnTree, num_games: int) -> list[str]:
    """How a crisis was solved on its game tree, and why there."""
    trees = "its game tree" if num_games == 1 else f"the game trees of {num_games} games"
    sentences = [
        f"Solved on {trees}, of {on_tree.num_nodes:,} nodes, without a belief grid: nothing is interpolated, and "
        "values are exact. A decision point is all that an actor knows when it decides. The equilibrium condition is "
        "that each policy is the quantal response to the payoffs it leads to; deviations are differences in "
        "probability. The solution is the one on the principal branch of the whole tree."
    ]
    if on_tree.needs:
        shown = "; ".join(in_words(need) for need in on_tree.needs[:MOST_NEEDS])
        more = f"; and {len(on_tree.needs) - MOST_NEEDS} more" if len(on_tree.needs) > MOST_NEEDS else ""
        sentences.append(f"No public belief describes what is known here: {shown}{more}.")
    return sentences


def certificate_in_short(certificate: Certificate) -> str:
    """Whether a game is solved, on one line."""
    if certificate.num_nodes == 0:
        return "solved directly: no move reveals private information"
    unstable = f"; {certificate.num_unstable:,} unstable" if certificate.num_unstable else ""
    if certificate.num_unsolved:
        share = f"{certificate.num_unsolved:,} of {certificate.num_nodes:,} decision points not solved"
        return f"{share}, residual up to {certificate.max_residual:.1e}{unstable}"
    solved = f"all {certificate.num_nodes:,} decision points solved"
    return f"{solved}, residual up to {_small(certificate.max_residual)}{unstable}"


def _played_out_in_words(played_out: PlayedOut, certificate: Certificate) -> list[str]:
    gap, error = format_number(played_out.max_gap, True), format_number(played_out.error, True)
    where = f"{played_out.num_histories} histories"
    if certificate.num_games > 1:
        every = "all" if certificate.num_checked == certificate.num_games else f"{certificate.num_checked} of"
        where = (
            f"histories of {every} {certificate.num_games} games (largest difference in "
            f"{in_words(certificate.worst_game)})"
        )
    found = f"beyond chance, policies differ by at most {gap}"
    if gap.startswith("< ") or not played_out.max_gap:
        found = "no difference beyond chance was found"
    details = [
        f"Checked by simulation at {where}: against the response to values computed without interpolation, {found}; a "
        f"difference in probability of less than {error} would not be seen."
    ]
    return details + ([] if played_out.value is None else [_value_gap_in_words(played_out.value, played_out.num_plays)])


def _value_gap_in_words(value: ValueGap, num_plays: int) -> str:
    """How far values at the start are from what plays bring, in a sentence."""
    if value.beyond_chance <= 0:
        return (
            f"No expected payoff at the start differs from the mean of {num_plays:,} plays by more than chance "
            "explains."
        )
    return (
        f"Expected payoffs at the start differ from the mean of {num_plays:,} plays by "
        f"{format_plain(abs(value.gap), 2)} ({who(value.actor, value.type)}; Monte Carlo error "
        f"{format_plain(value.error, 1)}), because they are interpolated between the points of the belief grid. The "
        "interval of a claim about a value includes the mean of its plays."
    )


def refinement_in_words(refinement: Refinement) -> str:
    """What a finer belief grid changes, in one or two sentences."""
    grid = ", ".join(f"{in_words(name)} {number}" for name, number in refinement.num_points.items())
    if refinement.obstacle:
        return f"No finer belief grid ({grid} points) was tried: {refinement.obstacle}."
    largest = refinement.largest
    if not refinement.num_points or largest is None:
        return "No belief has to be tracked, so there is no belief grid to refine."
    clauses = [
        f"On a belief grid twice as fine ({grid} points) no expected payoff changes by more than "
        f"{format_plain(abs(largest.change), 2)} ({who(largest.actor, largest.type)})"
    ]
    for claim in refinement.largest_of_claims:
        size = (
            f"{format_points(abs(claim.change or 0.0))} points"
            if claim.is_share
            else format_plain(abs(claim.change or 0.0), 2)
        )
        what = "probability" if claim.is_share else "other quantity"
        clauses.append(f"no {what} in a claim by more than {size} ({claim.claim})")
    others = dict.fromkeys(claim.claim for claim in refinement.other_verdicts)
    if refinement.claims:
        clauses.append(f"and these verdicts change: {', '.join(others)}" if others else "and no verdict changes")
    number = refinement.num_unsolved
    unsolved = f" {number:,} decision points of that grid are unsolved." if number else ""
    return f"{', '.join(clauses)}.{unsolved}"


def multiplicity_in_words(multiplicity: Multiplicity) -> str:
    """The solutions from other starts, in two or three sentences."""
    starts = f"In a search from {len(multiplicity.selections)} other starting points"
    if multiplicity.num_several:
        where = ", ".join(
            f"{in_words(each.actor)} {in_words(each.stage)}, {_dates(each.first_date, each.last_date)}: "
            f"{each.num_nodes:,}"
            for each in multiplicity.decisions
        )
        share = format_number(multiplicity.share_several, True)
        sentences = [
            f"{starts}, {multiplicity.num_several:,} decision points ({share}) have "
            f"more than one stable solution, up to {multiplicity.most} ({where})."
        ]
    else:
        sentences = [f"{starts}, no decision point has a second stable solution."]
    if not multiplicity.selections:
        return sentences[0]
    largest = multiplicity.largest
    unsolved = sum(selection.num_unsolved > 0 for selection in multiplicity.selections)
    if unsolved == len(multiplicity.selections):
        return f"{starts}, no complete solution was found."
    if abs(largest.change) <= SAME_PAYOFFS:
        which = "Every start" if not unsolved else "Every other start"
        sentences.append(f"{which} leads to the same expected payoffs.")
    else:
        sentences.append(
            "Complete solutions from these starts differ in expected payoffs by up to "
            f"{format_plain(abs(largest.change), 2)} ({who(largest.actor, largest.type)}, from {largest.start})."
        )
    return " ".join(
        [*sentences, *([f"From {unsolved} of these starts, some decision points stay unsolved."] if unsolved else [])]
    )


def multiplicity_rows(multiplicity: Multiplicity) -> list[tuple[str, ...]]:
    """The whole solution from every start: the start, unsolved nodes, the largest difference, and whose it is."""
    return [
        (
            each.start,
            f"{each.num_unsolved:,}",
            format_plain(each.change, 2, signed=True) if abs(each.change) > SAME_PAYOFFS else "none",
            who(each.actor, each.type) if abs(each.change) > SAME_PAYOFFS else "",
        )
        for each in multiplicity.selections
    ]


def refinement_rows(refinement: Refinement) -> list[tuple[str, ...]]:
    """Every headline number: what it is, on the grid in use, on the finer one, and its change."""
    rows: list[tuple[str, ...]] = [
        (
            f"expected payoff of {who(value.actor, value.type)}",
            format_plain(value.base, 4),
            format_plain(value.refined, 4),
            format_plain(value.change, 2, signed=True),
        )
        for value in refinement.values
    ]
    for claim in refinement.claims:
        numbers = [NO_NUMBER if n is None else format_number(n, claim.is_share) for n in (claim.base, claim.refined)]
        change = "" if claim.change is None else format_plain(claim.change, 2, signed=True)
        if claim.is_share and claim.change is not None:
            change = f"{format_points(claim.change, signed=True)} points"
        if claim.verdict != claim.refined_verdict:
            change += f", {claim.verdict} → {claim.refined_verdict}"
        rows.append((f"{claim.claim}: {claim.text}", *numbers, change))
    return rows


def who(actor: str, kind: str | None) -> str:
    """An actor, of one type where that is private."""
    return in_words(actor) if kind is None else f"{in_words(actor)} ({in_words(kind)})"


def _dates(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _small(number: float) -> str:
    """A bound to one digit, rounded up so that it stays one: `1e-9`."""
    rounding = decimal.Context(prec=1, rounding=decimal.ROUND_CEILING)
    return f"{rounding.create_decimal(repr(float(number))):e}" if number else "0"
