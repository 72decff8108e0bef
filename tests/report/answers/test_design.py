"""The best of a family of policies as a section: the answer in a sentence, the table, the map."""

from __future__ import annotations

from dataclasses import replace

from detente.analysis.comparison import PolicyComparison
from detente.analysis.designed import BreakEven, Candidate, Designed
from detente.claims.verdict import Driver
from detente.report.answers import show_answer

BEST = Candidate("k = 1", {"k": "1"}, 3.0, 3.0, 1.0, 0.5, 0.75)
SECOND = Candidate("k = 2", {"k": "2"}, 2.9, 2.9, 0.9, 0.6, 0.25, 0.1, (-0.2, 0.4), False)
FAILED = Candidate("k = 3", {"k": "3"}, None, None, None, None, 0.0, fault="not solved")
BASE = Candidate("base", None, 1.0, 1.0, 0.5, 2.0, 0.0, 2.0, (1.5, 2.5), True)
DESIGNED = Designed(
    name="easing_early", says="", serves="big_power", measure=None, better="more", is_share=False, criterion="mean",
    num_members=3, num_tried=3, is_exhaustive=True, num_worlds=16, num_plays=1_000, candidates=(BEST, SECOND, FAILED),
    beside=(BASE,), deciding=(Driver("doubt", 0.5, 0.2, 0.9, 0.001),), comparison=PolicyComparison({}, (), ()),
    as_variant='best_easing_early: {"numbers.x": 1}',
)  # fmt: skip


def test_the_answer_in_words() -> None:
    section = show_answer(DESIGNED)
    assert section.title == "The best of a family of policies: easing early"
    assert section.lead.startswith(
        "Of easing early, k = 1 is best for the value of the crisis to big power, of which more is better, by its mean "
        "over worlds: 3."
    )
    assert "The best alternative, base, is worse by 2" in section.lead
    assert any("k = 2, cannot be told apart from it" in each for each in section.sentences)
    assert any("doubt (above 0.5: 90 %, below: 20 %)" in each for each in section.sentences)
    assert 'As a variant: best_easing_early: {"numbers.x": 1}' in section.sentences


def test_the_table() -> None:
    table = show_answer(DESIGNED).tables[0]
    assert table.headings == ["k", "Policy", "Mean", "Worst tenth", "Regret", "Best in", "Behind the best"]
    assert {len(row) for row in table.rows} == {7}
    assert [row[1] for row in table.rows] == ["member", "member", "member", "base"]
    assert table.rows[2][2] == "no number: not solved"
    assert table.rows[3][-1].endswith("*")
    assert not table.rows[1][-1].endswith("*")
    alone = show_answer(replace(DESIGNED, num_worlds=0))
    assert alone.tables[0].headings == ["k", "Policy", "Value", "Behind the best"]
    assert {len(row) for row in alone.tables[0].rows} == {4}
    assert "at the base values" in alone.lead


def test_a_rival_that_is_as_good_or_better() -> None:
    equal = replace(BASE, behind=0.1, behind_interval=(-0.1, 0.3), is_apart=False)
    assert "It cannot be told apart from base" in show_answer(replace(DESIGNED, beside=(equal,))).lead
    better = replace(BASE, behind=-1.0, behind_interval=(-1.5, -0.5))
    section = show_answer(replace(DESIGNED, beside=(better,)))
    assert "base, is better by 1" in section.lead
    assert section.tables[0].rows[-1][-1].startswith("ahead: 1")


def test_what_is_not_certain_is_said() -> None:
    notes = " ".join(show_answer(replace(DESIGNED, is_exhaustive=False, criterion="regret")).notes)
    assert "3 of 3 members, chosen by an optimiser (Optuna), which may have missed the best" in notes
    assert "rough" in notes
    assert "A tenth of the worlds is 2 of 16" in notes


def test_the_map() -> None:
    cells = ((0.0, 1.0, "k = 1", True), (0.0, 2.0, "base", False))
    section = show_answer(replace(DESIGNED, map=BreakEven(("doubt", "cost"), ("k = 1", "base"), cells)))
    figure = section.figures["break-even"]
    assert figure.title == "Which policy is best, by doubt and cost"
    assert "K = 1 best at 50 % of the points; base best at 50 % of the points" in figure.description
    assert figure.chart.to_dict()["layer"]
