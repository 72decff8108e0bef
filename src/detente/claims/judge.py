"""Statements -> verdicts: whether the interval of every compared number lies on one side of its threshold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from detente.claims.effects import measure_effect, with_visibility
from detente.claims.estimates import Estimate, combine
from detente.claims.grammar import Statements
from detente.claims.measure import Provider, measure_in_turn
from detente.claims.sides import build_side, compute_total, finite, read_side
from detente.claims.statements import (
    Comparator,
    Inequality,
    Measurement,
    Statement,
    compares_shares,
    list_measurements,
)
from detente.claims.verdict import NO_EFFECT, ComparisonVerdict, Interval, Verdict, VerdictKind
from detente.scenario.model import Claim

_MIRRORED: Mapping[Comparator, Comparator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def judge_in_turn(statements: Statements, provider: Provider, base: str | None = None) -> Iterator[tuple[int, Verdict]]:
    """The index of every claim with the verdict on it, as soon as what it speaks of has been played.

    Runs are requested as `measure_in_turn` describes.

    Args:
        base: the variant that the crisis is under already.
    """
    for index, measured in measure_in_turn([statement for _, statement in statements], provider):
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
    if right.is_constant:
        estimate, operator, threshold = left.total, comparison.operator, right.total
    elif left.is_constant:
        estimate, operator, threshold = right.total, _MIRRORED[comparison.operator], left.total
    else:
        estimate, operator = finite(combine("-", left.estimate, right.estimate)), comparison.operator
        threshold = finite(Estimate(right.constant - left.constant))
    # What is to be greater must be so by the margin, what is to be less by as much.
    margin = compute_total(comparison.margin, {})
    threshold = finite(combine("+" if operator in (">", ">=") else "-", threshold, margin))
    interval, note = estimate.interval_95(), ""
    has_number = interval is not None and threshold.value is not None
    if not has_number:
        note = "; ".join(f"{each.text}: {each.total.note}" for each in estimated if each.total.note) or threshold.note
    effect = measure_effect(comparison, (left, right), estimate) if has_number else None
    kind = _side_of(interval, operator, threshold.value)
    verdict = ComparisonVerdict(
        text=comparison.text,
        verdict=kind if effect is None else with_visibility(kind, comparison, (left, right), effect),
        value=estimate.value if has_number else None,
        interval=interval if has_number else None,
        threshold=threshold.value if has_number else None,
        is_share=compares_shares(comparison),
        sides=tuple(build_side(side, measured) for side in estimated),
        operator=operator,
        effect=effect,
        lacks_occasion=not has_number and any(each.total.lacks_occasion for each in estimated),
    )
    return verdict, note


def _side_of(interval: Interval | None, operator: Comparator, threshold: float | None) -> VerdictKind:
    """Whether the comparison holds, fails, or neither, on the whole interval."""
    if interval is None or threshold is None:
        return "undecided"
    low, high = interval
    match operator:
        case ">":
            return "holds" if low > threshold else "fails" if high <= threshold else "undecided"
        case ">=":
            return "holds" if low >= threshold else "fails" if high < threshold else "undecided"
        case "<":
            return "holds" if high < threshold else "fails" if low >= threshold else "undecided"
        case "<=":
            return "holds" if high <= threshold else "fails" if low > threshold else "undecided"
