"""What an examination of a crisis found, as a section of a report."""

from __future__ import annotations

from detente.analysis.diagnosis import Diagnosis
from detente.report.answers.section import Section, TableOfText
from detente.report.finding_words import diagnosis_in_words, findings_by_kind

_HEADINGS = ["Line", "Entry", "What was found", "What to do"]


def show_diagnosis(diagnosis: Diagnosis) -> Section:
    """Every finding with its line, what was found and what to do, by kind."""
    return Section(
        id="doctor",
        place="confidence",
        title="What does nothing",
        lead=diagnosis_in_words(diagnosis),
        tables=[
            TableOfText(
                _HEADINGS, [[str(each.where.line), each.subject, each.says, each.advice] for each in own], title=title
            )
            for title, own in findings_by_kind(diagnosis)
        ],
        notes=[
            *diagnosis.left_out,
            f"Looked at in {diagnosis.num_plays:,} plays: acts that nobody or everybody takes, decisions that nothing "
            "explains, types that nobody can tell apart, wants that dwarf others or never matter, levels never "
            "reached, chances that never matter, numbers that move nothing, variants without effect, claims that are "
            "noise or say little, and names that nobody reads.",
        ],
    )
