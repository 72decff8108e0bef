"""Claims that say little: what is told of a verdict, from its numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.analysis.checkups.sayings import _find_fault
from detente.claims.verdict import AtRandom, ComparisonVerdict, EffectSize, Interval, Verdict, VerdictKind


def verdict(kind: VerdictKind, value: float | None, interval: Interval | None, hair: float = 0.01) -> Verdict:
    part = ComparisonVerdict("P(x) > 0.5", kind, value, interval, 0.5, True, (), hair=hair)
    return Verdict("c", "So.", None, None, "P(x) > 0.5", kind, value, interval, "", (part,))


@pytest.mark.parametrize(
    ("judged", "kind"),
    [
        (verdict("holds", 0.6, (0.59, 0.61)), None),
        (verdict("holds", 0.508, (0.501, 0.515)), "claim that says little"),
        (verdict("fails", 0.4, (0.39, 0.41)), None),
        (verdict("undecided", None, None), "claim without a number"),
        # The half-width is 0.01: at a distance of 0.005 four times as many plays decide, at 0.0005 four hundred times.
        (verdict("undecided", 0.505, (0.495, 0.515)), None),
        (verdict("undecided", 0.5005, (0.4905, 0.5105)), "claim that is noise"),
        (verdict("undecided", 0.5, (0.49, 0.51)), "claim that is noise"),
        (verdict("undecided", 0.53, (0.47, 0.59)), "claim that is noise"),
        (
            replace(verdict("holds", 0.6, (0.59, 0.61)), at_random=AtRandom("holds", 0.6, (0.59, 0.61))),
            "claim that says little",
        ),
        (replace(verdict("holds", 0.6, (0.59, 0.61)), by_construction="so"), "claim that says little"),
    ],
)
def test_what_is_told(judged: Verdict, kind: str | None) -> None:
    fault = _find_fault(judged, 10_000)
    assert (None if fault is None else fault.kind) == kind


def test_two_crises_in_which_nothing_differs() -> None:
    judged = verdict("no visible effect", 0.0, (-0.001, 0.001))
    same = EffectSize("variant", "", 0.3, 0.3, 0.0, (-0.001, 0.001), 0.01, False)
    (part,) = judged.comparisons
    fault = _find_fault(replace(judged, comparisons=(replace(part, effect=same),)), 10_000)
    assert fault is not None
    assert fault.kind == "claim that compares the same"
    other = replace(same, after=0.301)
    assert _find_fault(replace(judged, comparisons=(replace(part, effect=other),)), 10_000) is None
