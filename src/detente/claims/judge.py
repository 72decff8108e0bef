"""Statements -> verdicts: whether the interval of every compared number lies on one side of its threshold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from detente.claims.estimates import Estimate, combine, missing
from detente.claims.grammar import Statements
from detente.claims.measure import Provider, measure_in_turn
from detente.claims.statements import (
    Arithmetic,
    Comparator,
    Constant,
    Inequality,
    Measurement,
    Quantity,
    Statement,
    Under,
    build_measurement,
    is_constant,
    is_share,
    list_measurements,
)
from detente.claims.verdict import ComparisonVerdict, Interval, Side, Verdict, VerdictKind
from detente.scenario.model import Claim

EQUAL = 1e-9
"""Numbers that agree up to this share of their size are equal: what can be no other number is still rounded."""

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
    operator, constant = _criterion(comparison)
    rounding = _rounding(*(side.value for side in made.sides), made.threshold)
    if (made.text, made.verdict) != (comparison.text, _side_of(made.interval, operator, made.threshold, rounding)):
        return False
    if made.value is None or made.interval is None or made.threshold is None:
        return made.value is None and made.interval is None and made.threshold is None
    threshold = _with_margin(comparison, operator, _total(constant, {}))
    low, high = made.interval
    slack = EQUAL * max(abs(low), abs(high))
    return low - slack <= made.value <= high + slack and made.threshold == threshold.value


def _criterion(comparison: Inequality) -> tuple[Comparator, Quantity]:
    """How the estimate is compared, and with which number: zero, where two quantities are compared."""
    if is_constant(comparison.right):
        return comparison.operator, comparison.right
    if is_constant(comparison.left):
        return _MIRRORED[comparison.operator], comparison.left
    return comparison.operator, Constant(0.0)


def _with_margin(comparison: Inequality, operator: Comparator, threshold: Estimate) -> Estimate:
    """What the estimate is compared with: what is to be greater must be so by the margin, what is to be less too."""
    return _finite(combine("+" if operator in (">", ">=") else "-", threshold, _total(comparison.margin, {})))


def _deciding(comparisons: Sequence[ComparisonVerdict]) -> ComparisonVerdict:
    """The first comparison that fails, else the first undecided, else the last."""
    for kind in ("fails", "undecided"):
        for comparison in comparisons:
            if comparison.verdict == kind:
                return comparison
    return comparisons[-1]


def _compare(comparison: Inequality, measured: Mapping[Measurement, Estimate]) -> tuple[ComparisonVerdict, str]:
    """The verdict on one comparison, and why there is no number."""
    left, right = (_finite(_total(side, measured)) for side in (comparison.left, comparison.right))
    written = ((comparison.left, comparison.left_text, left), (comparison.right, comparison.right_text, right))
    estimated = [(text, estimate) for quantity, text, estimate in written if not is_constant(quantity)]
    # A quantity beside a plain number keeps its own value and interval, instead of the difference's.
    operator, constant = _criterion(comparison)
    if constant is comparison.right:
        estimate, threshold = left, right
    elif constant is comparison.left:
        estimate, threshold = right, left
    else:
        estimate, threshold = _finite(combine("-", left, right)), Estimate(0.0)
    threshold = _with_margin(comparison, operator, threshold)
    interval = estimate.interval_95()
    has_number = interval is not None and threshold.value is not None
    note = "; ".join(f"{text}: {each.note}" for text, each in estimated if each.note)
    if not has_number:
        note = note or estimate.note or threshold.note
    sides = dict.fromkeys(Side(text, each.value, each.interval_95()) for text, each in estimated)
    verdict = ComparisonVerdict(
        text=comparison.text,
        verdict=_side_of(interval, operator, threshold.value, _rounding(left.value, right.value)),
        value=estimate.value if has_number else None,
        interval=interval if has_number else None,
        threshold=threshold.value if has_number else None,
        is_share=_compares_shares(comparison),
        sides=tuple(sides),
    )
    return verdict, note


def _compares_shares(comparison: Inequality) -> bool:
    quantities = (comparison.left, comparison.right)
    return any(map(is_share, quantities)) and all(is_share(each) or is_constant(each) for each in quantities)


def _finite(estimate: Estimate) -> Estimate:
    """The estimate; without a number where it or its error overflows."""
    if estimate.value is None or estimate.is_number:
        return estimate
    return missing("it, or its error, overflows double precision")


def _rounding(*sides: float | None) -> float:
    """How far apart the sides may be and count as equal."""
    return EQUAL * max(abs(side or 0.0) for side in sides)


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


def _total(quantity: Quantity, measured: Mapping[Measurement, Estimate], variant: str | None = None) -> Estimate:
    """The number of a quantity with arithmetic."""
    match quantity:
        case Constant():
            return Estimate(quantity.value)
        case Arithmetic():
            left, right = (_total(side, measured, variant) for side in (quantity.left, quantity.right))
            return combine(quantity.operator, left, right)
        case Under():
            return _total(quantity.quantity, measured, quantity.variant)
        case _:
            return measured[build_measurement(quantity, variant)]
