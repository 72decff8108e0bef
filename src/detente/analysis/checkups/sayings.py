"""Claims without a number, claims that no number of plays would decide, and claims that say little."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from detente.analysis.diagnosis import Finding, FindingKind
from detente.analysis.on_trees import core_seconds
from detente.analysis.options import MOST_PLAYS
from detente.analysis.verdicts import judge_statements, list_variants, read_statements
from detente.analysis.workbench import Workbench
from detente.claims.certainties import find_certain
from detente.claims.grammar import Statements
from detente.claims.numbers import format_interval
from detente.claims.verdict import ComparisonVerdict, Verdict

BUDGET = 60.0
"""Seconds of one core that solving the variants which claims speak of may take; else the base crisis alone counts."""

WIDE = 0.1
"""A share whose interval is wider than ten points is hardly known: its condition is rare."""


class _Fault(NamedTuple):
    kind: FindingKind
    says: str
    advice: str


def find_empty_claims(bench: Workbench, left_out: list[str]) -> Iterator[Finding]:
    """What is wrong with the claims of a crisis, once they are judged.

    Args:
        left_out: gets a sentence where claims about variants are not judged, because that would take long.
    """
    statements = _affordable(bench, left_out)
    for (claim, statement), verdict in zip(statements, judge_statements(bench, statements).claims, strict=True):
        fault = None if find_certain(statement) else _find_fault(verdict, bench.options.num_plays)
        if fault is not None and claim.where is not None:
            value = {} if verdict.value is None else {"value": verdict.value}
            low_high = {} if verdict.interval is None else {"low": verdict.interval[0], "high": verdict.interval[1]}
            yield Finding(fault.kind, claim.id, claim.where, fault.says, fault.advice, {**value, **low_high})


def count_judged_variants(bench: Workbench) -> int:
    """How many variants are solved to judge claims; 0 where that would take long."""
    variants = _find_variants(bench, read_statements(bench))
    return len(variants) if _is_affordable(bench, variants) else 0


def _find_variants(bench: Workbench, statements: Statements) -> set[str | None]:
    """The variants that claims speak of."""
    return {name for _, each in statements for name in list_variants(bench, each)} - {bench.base.variant}


def _is_affordable(bench: Workbench, variants: set[str | None]) -> bool:
    return len(variants) * core_seconds(bench) <= BUDGET


def _affordable(bench: Workbench, left_out: list[str]) -> Statements:
    """All claims, or those about the base crisis alone where the others would take long."""
    statements = read_statements(bench)
    if _is_affordable(bench, _find_variants(bench, statements)):
        return statements
    kept = [(claim, each) for claim, each in statements if not _find_variants(bench, [(claim, each)])]
    left_out.append(
        f"{len(statements) - len(kept)} of {len(statements)} claims are about variants. They were not judged, because "
        "solving the variants takes long; `detente claims` judges them."
    )
    return kept


def _find_fault(verdict: Verdict, num_plays: int) -> _Fault | None:
    quote = f"'{' '.join(verdict.statement.split())}'"
    if any(each.value is None for each in verdict.comparisons) and verdict.verdict == "undecided":
        says = f"{quote} has no number: {verdict.note or 'it cannot be estimated'}."
        return _Fault("claim without a number", says, "Ask about something that happens, or for more plays.")
    for each in verdict.comparisons:
        if _compares_the_same(each):
            says = f"Both sides of {quote} are the same number: nothing that it counts differs between the crises."
            advice = "Check that the variant changes what the claim counts."
            return _Fault("claim that compares the same", says, advice)
        if each.verdict == "undecided" and each.interval is not None and _is_noise(each, num_plays):
            interval = format_interval(each.interval, each.is_share)
            says = (
                f"{quote} is noise: its number may be anywhere in {interval}, and {_needed_in_words(each, num_plays)}."
            )
            return _Fault("claim that is noise", says, "Ask about something more frequent, or move the threshold.")
    if verdict.standing == "holds, by construction":
        says = f"{quote} is given by construction: {verdict.by_construction}."
        return _Fault("claim that says little", says, "Ask what follows from the act, not how often it is chosen.")
    if verdict.standing == "holds, as at base rates":
        says = f"{quote} would also hold at base rates, whatever anybody wants."
        return _Fault("claim that says little", says, "Compare with the number at base rates, or ask for more.")
    if verdict.is_barely:
        says = f"{quote} {verdict.verdict} barely: its distance from the threshold is too small to matter."
        advice = "Say by how much (`by at least`), or leave a threshold that the sentence does not need."
        return _Fault("claim that says little", says, advice)
    return None


def _compares_the_same(comparison: ComparisonVerdict) -> bool:
    effect = comparison.effect
    return effect is not None and effect.kind == "variant" and effect.before == effect.after


def _is_noise(comparison: ComparisonVerdict, num_plays: int) -> bool:
    """Whether no number of plays that fits into memory is expected to decide it, or its share is hardly known."""
    assert comparison.interval is not None
    low, high = comparison.interval
    return _needed(comparison, num_plays) > MOST_PLAYS or (comparison.is_share and high - low > WIDE)


def _needed(comparison: ComparisonVerdict, num_plays: int) -> float:
    """The plays at which the interval would no longer reach the threshold, if the number stayed where it is."""
    assert comparison.value is not None
    assert comparison.interval is not None
    assert comparison.threshold is not None
    low, high = comparison.interval
    half = (high - low) / 2 - comparison.grid_error
    distance = abs(comparison.value - comparison.threshold)
    return num_plays * (half / distance) ** 2 if distance > 0 else math.inf


def _needed_in_words(comparison: ComparisonVerdict, num_plays: int) -> str:
    needed = _needed(comparison, num_plays)
    if math.isinf(needed):
        return "it lies on the threshold, which no number of plays decides"
    return f"about {float(f'{needed:.2g}'):,.0f} plays would be needed to decide it"
