"""The mistakes of claims about a crisis that may have mistakes itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from detente.claims.grammar import parse
from detente.errors import Mistake, ScenarioError
from detente.scenario.loading import Draft
from detente.scenario.model import Claim, Scenario

_WORDS = re.compile(r"\d{4}-\d{2}|[^\W\d_]\w*")


def find_claim_mistakes(draft: Draft, changed: Callable[[str], Draft]) -> list[Mistake]:
    """Every mistake of the claims that can be read already; those that mention unclear parts are left out.

    Args:
        changed: the draft with a variant on top of its own, whose mistakes are reported too.
    """
    mistakes: list[Mistake] = []

    def scenario_under(variant: str) -> Scenario:
        mistakes.extend(changed(variant).mistakes)
        return changed(variant).scenario

    for claim in draft.scenario.claims:
        if not claim.statement.strip() or not _is_clear(claim, draft, changed):
            continue
        try:
            parse(claim, draft.scenario, scenario_under)
        except ScenarioError as error:
            mistakes.extend(error.mistakes)
    return mistakes


def _is_clear(claim: Claim, draft: Draft, changed: Callable[[str], Draft]) -> bool:
    """Whether everything that a claim mentions, in its variants too, has been read without mistakes."""
    words = {"date" if word[0].isdigit() else word for word in _WORDS.findall(claim.statement)}
    variants = words & {variant.name for variant in draft.scenario.variants}
    return not any(words & each.unclear for each in (draft, *map(changed, variants)))
