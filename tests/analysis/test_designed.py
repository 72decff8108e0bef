"""The record of a design: which members are as good as the best."""

from __future__ import annotations

from detente.analysis.comparison import PolicyComparison
from detente.analysis.designed import CRITERIA, Candidate, Designed


def candidate(name: str, behind: float | None, is_apart: bool, score: float | None = 1.0) -> Candidate:
    interval = None if behind is None or name == "d" else (behind - 0.2, behind + 0.2)
    return Candidate(name, {"k": name}, score, score, score, 0.0, 0.5, behind, interval, is_apart)


def test_members_that_are_not_told_apart() -> None:
    members = (
        candidate("a", None, False),
        candidate("b", 0.1, False),
        candidate("c", 0.5, True),
        candidate("d", 0.1, False),
    )
    beside = (Candidate("base", None, 0.2, 0.2, 0.2, 1.0, 0.0, 0.8, (0.5, 1.1), True),)
    designed = Designed(
        "d", "", "x", None, "more", False, "mean", 3, 3, True, 4, 100, members, beside, (),
        PolicyComparison({}, (), ()), "best_d: {}",
    )  # fmt: skip
    assert designed.best.name == "a"
    assert [each.name for each in designed.alike] == ["b"]
    rows = designed.rows()
    assert [row["name"] for row in rows] == ["a", "b", "c", "d", "base"]
    assert [row["for.k"] for row in rows] == ["a", "b", "c", "d", ""]
    assert rows[-1]["behind_low"] == 0.5
    assert designed.to_json()["criterion"] in CRITERIA
