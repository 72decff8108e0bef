"""The claims that a report puts first, where answering a question of all would take too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.analysis.workbench import Workbench
from detente.scenario.model import Claim, Scenario


def list_key_claims(scenario: Scenario) -> Sequence[Claim]:
    """The claims that the file marks as key or as the answer to its question, in its order; all if it marks none."""
    return [claim for claim in scenario.claims if claim.is_put_first] or scenario.claims


def list_answering_claims(scenario: Scenario) -> Sequence[Claim]:
    """The claims that answer the question of the file; without any, its key claims."""
    return [claim for claim in scenario.claims if claim.answers] or list_key_claims(scenario)


def with_answering_claims(bench: Workbench) -> Workbench:
    """A workbench on which only these are evaluated."""
    return with_claims(bench, list_answering_claims(bench.base))


def with_claims(bench: Workbench, claims: Sequence[Claim]) -> Workbench:
    """A workbench of the same crisis, settings and belief grids, on which only some claims are evaluated."""
    if len(claims) == len(bench.base.claims):
        return bench
    base = replace(bench.base, claims=tuple(claims))
    own = Workbench(base, bench.options, bench.progress, bench.watch, cache=bench.cache, like=bench)
    own.dated = bench.dated
    return own
