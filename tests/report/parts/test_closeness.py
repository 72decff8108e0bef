"""The close verdicts as a section: what each number is, and where its verdict turns."""

from __future__ import annotations

from detente.claims.verdict import ComparisonVerdict, EffectSize, Side, Verdict, VerdictKind
from detente.report.parts.closeness import show_close


def verdict(name: str, kind: VerdictKind, comparison: ComparisonVerdict) -> Verdict:
    return Verdict(name, "q", None, None, "s", kind, comparison.value, comparison.interval, "", (comparison,))


def share(kind: VerdictKind, value: float, low: float, high: float) -> ComparisonVerdict:
    return ComparisonVerdict("P(x) > 0.5", kind, value, (low, high), 0.5, True, (Side("P(x)", value, (low, high)),))


def no_effect() -> ComparisonVerdict:
    effect = EffectSize("variant", "", 0.5, 0.496, -0.004, (-0.008, 0.0), 0.01, False)
    sides = (Side("P(x)", 0.5, None), Side("P(x) under v", 0.496, None))
    return ComparisonVerdict("", "no visible effect", -0.004, (-0.008, 0.0), 0.0, True, sides, ">", effect)


def test_close_verdicts_have_a_row_and_open_ones_a_sentence() -> None:
    section = show_close([
        verdict("line_holds", "holds", share("holds", 0.53, 0.51, 0.55)),
        verdict("far_away", "holds", share("holds", 0.9, 0.89, 0.91)),
        verdict("no_use", "no visible effect", no_effect()),
        verdict("still_open", "undecided", share("undecided", 0.5, 0.4, 0.6)),
    ])  # fmt: skip
    assert section is not None
    assert section.lead == (
        "2 of 3 decided verdicts are close: with an interval 2 times as wide they would be open. 1 is undecided: its "
        "interval includes the number at which the verdict turns."
    )
    (table,) = section.tables
    assert table.rows == [
        ["Still open: “q”", "undecided", "50 %", "50 %", "0 points (10 points)"],
        ["Line holds: “q”", "holds", "53 %", "50 %", "3 points (2 points)"],
        ["No use: “q”", "no visible effect", "−0.4 points", "−1.0 points (fails)", "0.6 points (0.4 points)"],
    ]
    assert section.place == "confidence"


def test_none_and_nothing() -> None:
    assert show_close([]) is None
    none = show_close([verdict("a", "holds", share("holds", 0.9, 0.89, 0.91))])
    assert none is not None
    assert none.lead == "No decided verdict is close to another one."
    assert not none.tables
    open_one = show_close([verdict("a", "undecided", share("undecided", 0.5, 0.4, 0.6))])
    assert open_one is not None
    assert open_one.lead.startswith("No verdict is decided. 1 is undecided")
