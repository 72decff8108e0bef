"""Two versions as a section: the answer in a sentence, the files, the verdicts, what every change does."""

from __future__ import annotations

from dataclasses import replace

from detente.analysis.difference import ClaimDifference, FileChange, JudgedAs, TriedChange, VersionsCompared
from detente.report.answers import show_answer
from detente.scenario.differences import Difference
from detente.scenario.positions import Where

BURDEN = FileChange(
    "numbers.burden",
    "number",
    (
        Difference(
            ("numbers", "burden"), "number", "1", "2", Where("a/x.yaml", 3, 1, "n"), Where("b/x.yaml", 4, 1, "n")
        ),
    ),
)
TITLE = FileChange("crisis", "words", (Difference(("crisis",), "words", "A", "B", None, None),))
FAILS, HOLDS = JudgedAs("fails", 0.2, (0.19, 0.21)), JudgedAs("holds", 0.6, (0.59, 0.61))
TURNED = ClaimDifference(
    "peace", "Said.", True, FAILS, HOLDS, (TriedChange("numbers.burden", HOLDS),),
    (TriedChange("numbers.burden", HOLDS),), (("numbers.burden",),),
)  # fmt: skip
SAME = ClaimDifference("war", "Said.", True, HOLDS, HOLDS)
GONE = ClaimDifference("old", "Said.", True, HOLDS, JudgedAs(None))
COMPARED = VersionsCompared("one", "other", ("h1", "h2"), (BURDEN, TITLE), (TURNED, SAME, GONE), 2, 100)


def test_the_answer_in_words() -> None:
    section = show_answer(COMPARED)
    assert section.lead == "One entry of the model differs, and 1 of 2 verdicts differs: peace."
    assert "peace fails in one and holds in other: numbers.burden alone makes the difference." in section.sentences
    assert "old is in one alone." in section.sentences
    files, verdicts, changes = section.tables
    assert files.rows[0] == ["numbers.burden", "number", "1", "2", "x.yaml:3 | x.yaml:4"]
    assert files.rows[1][1] == "words alone"
    assert [row[-1] for row in verdicts.rows] == ["another verdict", "the same", "in one alone"]
    assert changes.rows == [["numbers.burden", "holds, 60.0 % (59.0 % … 61.0 %)", "holds, 60.0 % (59.0 % … 61.0 %)"]]


def test_pairs_larger_sets_and_nothing() -> None:
    def says(*causes: tuple[str, ...], is_smallest: bool = True) -> str:
        claim = replace(TURNED, causes=causes, is_smallest=is_smallest)
        return show_answer(replace(COMPARED, claims=(claim,))).sentences[0]

    assert "no single change makes the difference; together these do: a and b" in says(("a", "b"))
    assert "a alone or b alone" not in says(("a",), ("b",))
    assert "a or b alone makes the difference" in says(("a",), ("b",))
    assert says(("a", "b", "c")).endswith("together these do: a, b, c.")
    assert "not ruled out" in says(("a", "b", "c"), is_smallest=False)
    assert "only all changes together explain it" in says()


def test_versions_that_say_the_same() -> None:
    nothing = show_answer(replace(COMPARED, changes=(), claims=()))
    assert nothing.lead == "The two say the same, but for comments, layout and the order of entries."
    assert show_answer(replace(COMPARED, changes=(TITLE,), claims=())).lead == "No difference affects a verdict."
    agreed = show_answer(replace(COMPARED, claims=(SAME,)))
    assert agreed.lead == "One entry of the model differs, and the one claim of both has the same verdict."
    # What has no table is not explained.
    assert not any("“In turn”" in note for note in agreed.notes)
    assert any("“In turn”" in note for note in show_answer(COMPARED).notes)


def test_a_fault_stands_in_the_place_of_a_number() -> None:
    tried = (TriedChange("numbers.burden", JudgedAs(None), "it cannot be solved"),)
    section = show_answer(replace(COMPARED, claims=(replace(TURNED, alone=tried),), is_coarse=True))
    assert section.tables[-1].rows[0][1] == "it cannot be solved"
    assert any("many changes" in note for note in section.notes)
