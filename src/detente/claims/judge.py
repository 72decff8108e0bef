"""Statements -> verdicts: whether the interval of every compared number lies on one side of its threshold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from detente.claims.effects import find_hair, measure_effect, with_visibility
from detente.claims.estimates import Estimate, combine
from detente.claims.grammar import Statements
from detente.claims.measure import Besides, Helpers, Provider, measure_in_turn
from detente.claims.numbers import format_constant, format_number
from detente.claims.sides import added_constant, build_side, compute_total, finite, read_side
from detente.claims.statements import (
    Comparator,
    Inequality,
    Measurement,
    Statement,
    compares_shares,
    is_constant,
    list_measurements,
)
from detente.claims.verdict import NO_EFFECT, ComparisonVerdict, Interval, Verdict, VerdictKind
from detente.scenario.model import Claim

EQUAL = 1e-9
"""Numbers that agree up to this share of their size are equal: what can be no other number is still rounded."""

_MIRRORED: Mapping[Comparator, Comparator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def judge_in_turn(
    statements: Statements,
    provider: Provider,
    base: str | None = None,
    coarser: Provider | None = None,
    helpers: Helpers | None = None,
    besides: Besides | None = None,
) -> Iterator[tuple[int, Verdict]]:
    """The index of every claim with the verdict on it, as soon as what it speaks of has been played.

    Runs are requested as `measure_in_turn` describes.

    Args:
        base: the variant that the crisis is under already. besides: gets what it wants of these runs.
    """
    spoken = [statement for _, statement in statements]
    for index, measured in measure_in_turn(spoken, provider, coarser, helpers, besides):
        verdict = judge(*statements[index], measured)
        notes = [note for note in (verdict.note, _on_top(statements[index][1], base)) if note]
        yield index, replace(verdict, note="; ".join(notes))


def _on_top(statement: Statement, base: str | None) -> str:
    """What `under` means for a crisis that is under a variant already; empty if nothing special."""
    variants = dict.fromkeys(each.run.variant for each in list_measurements(statement))
    others = [variant for variant in variants if variant is not None and variant != base]
    if base is None or not others:
        return ""
    return f"under {' and under '.join(others)}, on top of {base}"


@np.errstate(over="ignore", invalid="ignore")
def judge(claim: Claim, statement: Statement, measured: Mapping[Measurement, Estimate]) -> Verdict:
    """The verdict on a claim, everything that its statement speaks of being measured."""
    pairs = [_compare(comparison, measured) for comparison in statement.comparisons]
    comparisons = tuple(comparison for comparison, _ in pairs)
    deciding = _deciding(comparisons)
    return Verdict(
        id=claim.id,
        quote=claim.says,
        source=claim.note.source,
        why=claim.note.why,
        statement=statement.text,
        verdict=deciding.verdict,
        value=deciding.value,
        interval=deciding.interval,
        note="; ".join(dict.fromkeys(note for _, note in pairs if note)),
        comparisons=comparisons,
    )


def build_verdict(verdict: Verdict, claim: Claim) -> Verdict:
    """The verdict on a claim's statement, with the words of the claim."""
    return replace(verdict, id=claim.id, quote=claim.says, source=claim.note.source, why=claim.note.why)


def is_consistent(verdict: Verdict, statement: Statement) -> bool:
    """Whether a verdict on the statement is the one that its own numbers and intervals bring."""
    if (verdict.statement, len(verdict.comparisons)) != (statement.text, len(statement.comparisons)):
        return False
    if not all(map(_is_own, verdict.comparisons, statement.comparisons)):
        return False
    deciding = _deciding(verdict.comparisons)
    numbers = (verdict.verdict, verdict.value, verdict.interval)
    return numbers == (deciding.verdict, deciding.value, deciding.interval)


def _is_own(made: ComparisonVerdict, comparison: Inequality) -> bool:
    """Whether a comparison's verdict is the one that its interval brings."""
    operator, threshold = _criterion(comparison)
    rounding = _rounding(*(side.value for side in made.sides), made.threshold)
    kind = _side_of(made.interval, operator, made.threshold, rounding)
    if made.effect is not None:
        kind = with_visibility(kind, comparison, made.effect)
    if (made.text, made.operator, made.verdict) != (comparison.text, operator, kind):
        return False
    if made.value is None or made.interval is None or made.threshold is None:
        return (made.value, made.interval, made.threshold, made.effect) == (None, None, None, None)
    low, high = made.interval
    slack = EQUAL * max(abs(low), abs(high))
    return low - slack <= made.value <= high + slack and made.threshold == threshold.value


def _criterion(comparison: Inequality) -> tuple[Comparator, Estimate]:
    """How the estimate is compared, and with which number.

    Where two quantities are compared, that is the difference of the plain numbers that are added to them.
    """
    operator = comparison.operator
    if is_constant(comparison.right):
        threshold = compute_total(comparison.right, {})
    elif is_constant(comparison.left):
        operator, threshold = _MIRRORED[operator], compute_total(comparison.left, {})
    else:
        threshold = Estimate(added_constant(comparison.right) - added_constant(comparison.left))
    # What is to be greater must be so by the margin, what is to be less by as much.
    margin = compute_total(comparison.margin, {})
    return operator, finite(combine("+" if operator in (">", ">=") else "-", finite(threshold), margin))


def _deciding(comparisons: Sequence[ComparisonVerdict]) -> ComparisonVerdict:
    """The first that fails, else the first with no visible effect, else the first undecided, else the last."""
    for kind in ("fails", NO_EFFECT, "undecided"):
        for comparison in comparisons:
            if comparison.verdict == kind:
                return comparison
    return comparisons[-1]


def _compare(comparison: Inequality, measured: Mapping[Measurement, Estimate]) -> tuple[ComparisonVerdict, str]:
    """The verdict on one comparison, and why there is no number."""
    left = read_side(comparison.left, comparison.left_text, measured)
    right = read_side(comparison.right, comparison.right_text, measured)
    estimated = [side for side in (left, right) if not side.is_constant]
    # A quantity beside a plain number keeps its own value and interval, instead of the difference's.
    operator, threshold = _criterion(comparison)
    if right.is_constant:
        estimate = left.total
    elif left.is_constant:
        estimate = right.total
    else:
        estimate = finite(combine("-", left.estimate, right.estimate))
    interval = estimate.interval_95()
    has_number = interval is not None and threshold.value is not None
    note = "; ".join(f"{each.text}: {each.total.note}" for each in estimated if each.total.note)
    if not has_number:
        note = note or estimate.note or threshold.note
    effect = measure_effect(comparison, (left, right), estimate) if has_number else None
    rounding = _rounding(*(each.estimate.value for each in estimated), threshold.value)
    kind = _side_of(interval, operator, threshold.value, rounding)
    in_one = _side_of(estimate.interval_of_one(), operator, threshold.value, rounding)
    by_chance = _side_of(estimate.interval_of_chance(), operator, threshold.value, rounding)
    is_open_by_solutions = has_number and kind == "undecided" and in_one != "undecided"
    is_open_by_grid = has_number and in_one == "undecided" and by_chance != "undecided"
    if is_open_by_solutions and estimate.value is not None:
        note = "; ".join([*filter(None, [note]), _in_other_solutions(estimate, compares_shares(comparison))])
    if is_open_by_grid:
        error = format_constant(estimate.grid_error, compares_shares(comparison))
        note = "; ".join([*filter(None, [note]), f"the belief grid may be off by {error}, which leaves it open"])
    verdict = ComparisonVerdict(
        text=comparison.text,
        verdict=kind if effect is None else with_visibility(kind, comparison, effect),
        value=estimate.value if has_number else None,
        interval=interval if has_number else None,
        threshold=threshold.value if has_number else None,
        is_share=compares_shares(comparison),
        sides=tuple(build_side(side, measured) for side in estimated),
        operator=operator,
        effect=effect,
        lacks_occasion=not has_number and any(each.total.lacks_occasion for each in estimated),
        grid_error=estimate.grid_error if has_number else 0.0,
        is_open_by_grid=is_open_by_grid,
        is_open_by_solutions=is_open_by_solutions,
        hair=find_hair(comparison, (left, right), threshold.value or 0.0) if has_number else 0.0,
    )
    return verdict, note


def _in_other_solutions(estimate: Estimate, is_share: bool) -> str:
    """That the claim depends on which equilibrium is meant, with the number in the one farthest away."""
    assert estimate.value is not None
    present, interval = estimate.value, estimate.interval_of_one()
    start, other = max(estimate.elsewhere.items(), key=lambda each: abs(each[1] - present))
    here, there = (format_number(number, is_share, interval) for number in (present, other))
    return f"there is another equilibrium, in which it is {there} instead of {here} (found from {start})"


def _rounding(*numbers: float | None) -> float:
    """How far apart the sides may be and count as equal."""
    return EQUAL * max(abs(number or 0.0) for number in numbers)


def _side_of(interval: Interval | None, operator: Comparator, threshold: float | None, rounding: float) -> VerdictKind:
    """Whether the comparison holds, fails, or neither, on the whole interval."""
    if interval is None or threshold is None:
        return "undecided"
    low, high = interval[0] - threshold, interval[1] - threshold
    match operator:
        case ">":
            return "holds" if low > rounding else "fails" if high <= rounding else "undecided"
        case ">=":
            return "holds" if low >= -rounding else "fails" if high < -rounding else "undecided"
        case "<":
            return "holds" if high < -rounding else "fails" if low >= -rounding else "undecided"
        case "<=":
            return "holds" if high <= rounding else "fails" if low > rounding else "undecided"
