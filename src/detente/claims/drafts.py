"""The claims about a crisis that may have mistakes itself, as far as they can be read."""

from __future__ import annotations

import re
from collections.abc import Callable

from detente.claims.grammar import Statements, parse
from detente.errors import Mistake, ScenarioError
from detente.scenario.loading import Draft
from detente.scenario.model import Claim, Scenario

_WORDS = re.compile(r"\d{4}-\d{2}|[^\W\d_]\w*")


def read_claims(draft: Draft, changed: Callable[[str], Draft]) -> tuple[Statements, list[Mistake]]:
    """The claims that can be read already with their statements, and the mistakes of those that can be judged.

    Those that mention unclear parts are left out.

    Args:
        changed: the draft with a variant on top of its own, whose mistakes are reported too.
    """
    statements, mistakes = [], list[Mistake]()

    def scenario_under(variant: str) -> Scenario:
        mistakes.extend(changed(variant).mistakes)
        return changed(variant).scenario

    for claim in draft.scenario.claims:
        if not claim.statement.strip() or not _is_clear(claim, draft, changed):
            continue
        try:
            statements.append((claim, parse(claim, draft.scenario, scenario_under)))
        except ScenarioError as error:
            mistakes.extend(error.mistakes)
    return statements, mistakes


def _is_clear(claim: Claim, draft: Draft, changed: Callable[[str], Draft]) -> bool:
    """Whether everything that a claim mentions, in its variants too, has been read without mistakes."""
    words = {"date" if word[0].isdigit() else word for word in _WORDS.findall(claim.statement)}
    variants = words & {variant.name for variant in draft.scenario.variants}
    return not any(words & each.unclear for each in (draft, *map(changed, variants)))
