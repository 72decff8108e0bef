"""The reasons of a move in words and as tables that add up."""

from __future__ import annotations

from detente.analysis.explanation import CrisisNames, Reasons, ReasonsOfType, ReasonTerm
from detente.report.answers import show_answer

TERMS = (
    ReasonTerm("not_to_lose", "want", 1.0, 0.3, -0.1),
    ReasonTerm("moscow plays back_them", "act", -0.4, 0.0, 0.0),
    ReasonTerm("attention", "want", 0.004, -0.002, 0.0),
    ReasonTerm("relief", "want", 0.0, 0.0, -0.002),
)
REASONS = Reasons(
    names=CrisisNames({"moscow": "Moscow"}, "month"),
    actor="moscow",
    date="2015-06",
    decision="answers_the_advance",
    act="back_them",
    other="leave_them",
    given="front == held",
    variant=None,
    by_type=(
        ReasonsOfType("hard_liner", 900, 0.7, 0.3, 0.8, 0.05, 0.78, TERMS),
        ReasonsOfType("dove", 90, 0.2, 0.8, -0.5, 0.1, None, ()),
    ),
)


def test_words_and_tables() -> None:
    section = show_answer(REASONS)
    assert section.lead == (
        "Moscow, June 2015 if front == held, answers the advance: “back them” or “leave them”? For type “hard liner”, "
        "“back them” is worth 0.80 more; for type “dove”, “leave them” is worth 0.50 more."
    )
    assert section.sentences[0] == (
        "Moscow, if “hard liner”, chooses “back them” with probability 70 % and “leave them” with 30 %. The first is "
        "worth +0.80 ± 0.10 compared with the second: not to lose +1.20, Moscow: back them −0.40. The "
        "solver's own figure is +0.78."
    )
    table = section.tables[0]
    assert table.rows[0] == ["not to lose", "+1.00", "+0.30", "−0.10", "+1.20"]
    assert table.rows[1] == ["Moscow: back them", "−0.40", "0.00", "0.00", "−0.40"]
    assert table.rows[2] == ["other", "0.00", "0.00", "0.00", "0.00"]
    assert table.rows[3] == ["total", "+0.60", "+0.30", "−0.10", "+0.80"]
    assert "The solver's" not in section.sentences[1]
