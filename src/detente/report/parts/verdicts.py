"""The claims with their verdicts, as the page shows them, section by section of the text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from detente.claims.verdict import STANDINGS, ComparisonVerdict, Verdict, VerdictKind
from detente.report.bars import interval_bar
from detente.report.parts.numbers import cite
from detente.report.words import (
    at_random_in_words,
    comparison_in_words,
    effects_in_words,
    robustness_in_words,
    rules_in_words,
    standing_in_words,
    workings_in_words,
)
from detente.scenario.model import Scenario


def show_verdicts(claims: Sequence[Verdict], scenario: Scenario) -> list[dict[str, Any]]:
    """Sections with their claims: `title` ("" where the file names none) and `claims`, in the order of the file."""
    section_of = {claim.id: claim.section for claim in scenario.claims}
    groups = groupby(claims, key=lambda claim: section_of.get(claim.id, ""))
    return [{"title": title, "claims": [show_verdict(claim, scenario) for claim in own]} for title, own in groups]


def list_by_standing(claims: Sequence[Verdict]) -> list[tuple[dict[str, str], list[Verdict]]]:
    """The claims of each standing that occurs, with its `name` and `style`."""
    found = {kind: [claim for claim in claims if claim.standing == kind] for kind in STANDINGS}
    return [({"name": kind, "style": style_of(own[0].verdict)}, own) for kind, own in found.items() if own]


def show_verdict(claim: Verdict, scenario: Scenario) -> dict[str, Any]:
    """One claim with everything that is known of it."""
    quote = claim.quote.strip().strip('“”"')
    return {
        **vars(claim),
        "quote": f"“{quote}”",
        "cite": cite(scenario, claim.source),
        "comparisons": [_comparison(each) for each in claim.comparisons],
        "class": style_of(claim.verdict),
        "headline": claim.headline,
        "disagrees": claim.robustness is not None and claim.across_worlds != f"{claim.verdict} in nearly all worlds",
        "effects": effects_in_words(claim),
        "standing": claim.standing,
        "remarks": [*filter(None, (standing_in_words(claim), at_random_in_words(claim)))],
        "under_rules": rules_in_words(claim),
        "robustness_text": robustness_in_words(claim.robustness) if claim.robustness is not None else "",
    }


def style_of(kind: VerdictKind) -> str:
    """The style of a verdict."""
    return kind.replace(" ", "-")


def _comparison(comparison: ComparisonVerdict) -> dict[str, Any]:
    return {
        "lines": comparison_in_words(comparison),
        "workings": workings_in_words(comparison),
        "is_pair": len(comparison.sides) > 1,
        "class": style_of(comparison.verdict),
        "bar": Markup(interval_bar(comparison)),
    }
