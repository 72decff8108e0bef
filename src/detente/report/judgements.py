"""Claims -> judgements: statements read, judged comparison by comparison, and told with all that a reader needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from detente.claims.grammar import parse
from detente.claims.statements import (
    BeliefMean,
    Comparison,
    Constant,
    MoveProbability,
    Probability,
    Quantity,
    Run,
    Statement,
    Under,
    all_parts,
)
from detente.claims.verdicts import Provider, Verdict, check_claims
from detente.errors import Mistake, ScenarioError
from detente.report.results import Judgement, Part, Side
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


def runs_of(statements: Statements) -> set[Run]:
    """The runs that the statements are judged on."""
    return {part.run for _, statement in statements for part in all_parts(statement)}


def judge_all(statements: Statements, provider: Provider) -> tuple[Judgement, ...]:
    """A judgement on every claim, and on every comparison of its statement alone."""
    alone = [
        (claim, Statement(_text(comparison), (comparison,)))
        for claim, statement in statements
        for comparison in statement.comparisons
    ]
    # Everything in one go, so that a game serves all that is asked of it before it is let go.
    verdicts = check_claims([*statements, *alone], provider)
    on_comparisons = iter(zip(alone, verdicts[len(statements) :], strict=True))
    judged = []
    for (claim, statement), verdict in zip(statements, verdicts, strict=False):
        parts = tuple(_part(comparison, next(on_comparisons)[1]) for comparison in statement.comparisons)
        judged.append(
            Judgement(
                id=claim.id,
                quote=claim.says,
                source=claim.note.source,
                why=claim.note.why,
                statement=verdict.statement,
                verdict=verdict.verdict,
                value=verdict.value,
                interval=verdict.interval,
                note=verdict.note,
                parts=parts,
            )
        )
    return tuple(judged)


def _part(comparison: Comparison, verdict: Verdict) -> Part:
    return Part(
        text=verdict.statement,
        verdict=verdict.verdict,
        value=verdict.value,
        interval=verdict.interval,
        threshold=verdict.threshold,
        is_share=_is_share(comparison.left) and _is_share(comparison.right),
        sides=tuple(Side(side.text, side.value, side.interval) for side in verdict.parts),
    )


def _text(comparison: Comparison) -> str:
    return f"{comparison.left_text} {comparison.operator} {comparison.right_text}"


def _is_share(quantity: Quantity) -> bool:
    """Whether the quantity is a probability, or a number that a probability is compared with."""
    match quantity:
        case Probability() | MoveProbability() | BeliefMean():
            return True
        case Under():
            return _is_share(quantity.quantity)
    return isinstance(quantity, Constant)
