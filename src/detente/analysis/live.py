"""Claims judged as they are written: each verdict is told as soon as it is there, those of the base crisis first.

For whoever waits for them. What nobody waits for, whether a claim would hold at base rates, comes last, so that a
verdict may be told twice. All of them are read from, and kept in, the cache of verdicts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from detente.analysis.at_random import judge_at_random
from detente.analysis.certificates import join_certificates
from detente.analysis.results import LiveVerdict
from detente.analysis.verdicts import (
    CachedClaims,
    explained,
    find_open_at_random,
    judge_open,
    list_variants,
    read_statements,
    require_ready,
)
from detente.analysis.workbench import Workbench
from detente.claims.verdict import Verdict
from detente.solve.certificate import Grade

Tell = Callable[[Sequence[LiveVerdict]], None]


def judge_live(bench: Workbench, tell: Tell, between: Callable[[], None] = lambda: None) -> tuple[LiveVerdict, ...]:
    """All claims of the base crisis, in the order of the file.

    Args:
        tell: called with verdicts as soon as they are reached.
        between: called when the base crisis is solved and played, and the claims about it alone are judged; at the end
            if these were known.

    Raises:
        ScenarioError: statements that cannot be read, or variants that cannot be compiled; all mistakes together.
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    statements = read_statements(bench)
    cached = CachedClaims(bench, statements)
    verdicts: dict[int, Verdict] = {}

    def live(index: int) -> LiveVerdict:
        return LiveVerdict(explained(bench, statements[index][1], verdicts[index]), _grade(bench, cached, index))

    def found(index: int, verdict: Verdict) -> None:
        verdicts[index] = verdict
        cached.store(index, verdict)
        tell([live(index)])

    def judge(asked: Sequence[int]) -> bool:
        """Judge these claims; whether any was not known."""
        known = cached.load(asked)
        verdicts.update(known)
        if known:
            tell([live(index) for index in known])
        missing = [index for index in asked if index not in known]
        require_ready(bench, statements, missing)
        for index, verdict in judge_open(bench, statements, missing):
            found(index, verdict)
        return bool(missing)

    every = range(len(statements))
    own = [index for index in every if set(list_variants(bench, statements[index][1])) <= {bench.base.variant}]
    # Variants are compiled after it: those of a large crisis take longer than its base game.
    if is_new := judge(own):
        between()
    judge([index for index in every if index not in own])
    if not is_new:
        between()
    at_random = judge_at_random(bench, statements, find_open_at_random(statements, verdicts))
    for index, by_rates in at_random.items():
        found(index, replace(verdicts[index], at_random=by_rates))
    bench.release_others(bench.base.variant)
    return tuple(live(index) for index in range(len(statements)))


def _grade(bench: Workbench, cached: CachedClaims, index: int) -> Grade | None:
    known = bench.certificates
    own = {name: known[name] for name in cached.games(index) if name in known}
    return join_certificates(own).grade if own else None
