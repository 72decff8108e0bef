"""Claims -> judgements: statements read, judged comparison by comparison, and told with all that a reader needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from detente.analysis.results import Judgement, Part, Side
from detente.claims.estimates import Estimate
from detente.claims.grammar import parse
from detente.claims.statements import (
    Arithmetic,
    BeliefMean,
    Comparison,
    MoveProbability,
    Probability,
    Quantity,
    Statement,
    Under,
    all_parts,
)
from detente.claims.statements import Part as MeasuredPart
from detente.claims.verdicts import Provider, Verdict, is_number, judge, measured_in_turn
from detente.errors import Mistake, ScenarioError
from detente.scenario.model import Claim, Scenario

Statements = Sequence[tuple[Claim, Statement]]


def parse_all(scenario: Scenario, changed: Callable[[str], Scenario]) -> Statements:
    """Every claim with its statement.

    Args:
        changed: the scenario under a variant.

    Raises:
        ScenarioError: all mistakes together.
    """
    found, mistakes = [], list[Mistake]()
    for claim in scenario.claims:
        try:
            found.append((claim, parse(claim, scenario, changed)))
        except ScenarioError as error:
            mistakes.extend(error.mistakes)
    if mistakes:
        raise ScenarioError(mistakes)
    return found


def judged_in_turn(
    statements: Statements, provider: Provider, base: str | None = None
) -> Iterator[tuple[int, Judgement]]:
    """The index of every claim with the judgement on it, as soon as what it speaks of has been played.

    Runs are asked for as `measured_in_turn` says.

    Args:
        base: the variant that the crisis is under already.
    """
    for index, measured in measured_in_turn([statement for _, statement in statements], provider):
        judgement = judgement_of(*statements[index], measured)
        notes = [note for note in (judgement.note, _on_top(statements[index][1], base)) if note]
        yield index, replace(judgement, note="; ".join(notes))


def _on_top(statement: Statement, base: str | None) -> str:
    """What `under` means for a crisis that is under a variant already; empty if nothing special."""
    asked = dict.fromkeys(part.run.variant for part in all_parts(statement))
    others = [variant for variant in asked if variant is not None and variant != base]
    if base is None or not others:
        return ""
    return f"under {' and under '.join(others)}, on top of {base}"


def judgement_of(claim: Claim, statement: Statement, measured: Mapping[MeasuredPart, Estimate]) -> Judgement:
    """The claim judged as a whole, and every comparison of its statement alone."""
    verdict = judge(claim, statement, measured)
    return Judgement(
        id=claim.id,
        quote=claim.says,
        source=claim.note.source,
        why=claim.note.why,
        statement=verdict.statement,
        verdict=verdict.verdict,
        value=verdict.value,
        interval=verdict.interval,
        note=verdict.note,
        parts=tuple(
            _part(comparison, judge(claim, Statement(_text(comparison), (comparison,)), measured))
            for comparison in statement.comparisons
        ),
    )


def worded(judgement: Judgement, claim: Claim) -> Judgement:
    """The judgement on a claim's statement, told in the words of the claim."""
    return replace(judgement, id=claim.id, quote=claim.says, source=claim.note.source, why=claim.note.why)


def _part(comparison: Comparison, verdict: Verdict) -> Part:
    quantities = (comparison.left, comparison.right)
    return Part(
        text=verdict.statement,
        verdict=verdict.verdict,
        value=verdict.value,
        interval=verdict.interval,
        threshold=verdict.threshold,
        is_share=any(map(_is_share, quantities)) and all(_is_share(each) or is_number(each) for each in quantities),
        sides=tuple(Side(side.text, side.value, side.interval) for side in verdict.parts),
    )


def _text(comparison: Comparison) -> str:
    return f"{comparison.left_text} {comparison.operator} {comparison.right_text}"


def _is_share(quantity: Quantity) -> bool:
    """Whether the quantity is a probability, or made of probabilities so that per cent remain per cent."""
    match quantity:
        case Probability() | MoveProbability() | BeliefMean():
            return True
        case Under():
            return _is_share(quantity.quantity)
        case Arithmetic():
            sides = (quantity.left, quantity.right)
            if quantity.operator == "/":
                return _is_share(quantity.left) and is_number(quantity.right)
            # Of a product one side alone is a share: per cent of per cent are read as numbers.
            most = 1 if quantity.operator == "*" else 2
            return all(_is_share(side) or is_number(side) for side in sides) and 1 <= sum(map(_is_share, sides)) <= most
    return False
