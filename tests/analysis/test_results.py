"""The records of tasks: what follows from their rows."""

from __future__ import annotations

from typing import Any

import pytest

from detente.analysis.results import Tables


def row(date: str, decision: str, act: str, share: float, occasions: int) -> dict[str, Any]:
    return {"date": date, "owner": "ann", "decision": decision, "act": act, "share": share, "occasions": occasions}


def test_choices_over_all_dates_count_every_occasion_alike() -> None:
    acts = (
        row("1", "moves", "stay", 1.0, 30),
        row("1", "moves", "go", 0.0, 30),
        row("2", "moves", "stay", 0.25, 10),
        row("2", "moves", "go", 0.75, 10),
        row("1", "waits", "wait", 0.0, 0),
    )
    shares = Tables((), acts, (), ()).act_shares()
    assert [(each["decision"], each["act"]) for each in shares] == [("moves", "stay"), ("moves", "go")]
    # (30 × 1 + 10 × 0.25) / 40; a decision that is never taken is left out.
    assert [each["share"] for each in shares] == pytest.approx([32.5 / 40, 7.5 / 40])
