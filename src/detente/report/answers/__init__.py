"""Answers as sections of a page: each kind of record has one module here, with its words, its table and its picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from detente.analysis.board import Board
from detente.analysis.comparison import PolicyComparison
from detente.analysis.designed import Designed
from detente.analysis.diagnosis import Diagnosis
from detente.analysis.difference import VersionsCompared
from detente.analysis.evidence import Evidence
from detente.analysis.explanation import Explanation, Explanations, Reasons, Story
from detente.analysis.explored import Explored
from detente.analysis.foresight import Foresight
from detente.analysis.posterior import Posterior
from detente.analysis.provenance import Provenance
from detente.analysis.scoring import Score
from detente.analysis.signs import Indicators
from detente.analysis.turning import Curves, Flips
from detente.report.answers.curves import show_curves
from detente.report.answers.design import show_design
from detente.report.answers.difference import show_difference
from detente.report.answers.doctor import show_diagnosis
from detente.report.answers.evidence import show_evidence
from detente.report.answers.explanation import show_explanation, show_explanations
from detente.report.answers.explore import show_explored
from detente.report.answers.flips import show_flips
from detente.report.answers.forecast import show_foresight
from detente.report.answers.indicators import show_indicators
from detente.report.answers.policies import show_policies
from detente.report.answers.posterior import show_posterior
from detente.report.answers.provenance import show_provenance
from detente.report.answers.reasons import show_reasons
from detente.report.answers.score import show_score
from detente.report.answers.section import Section
from detente.report.answers.story import show_story
from detente.report.answers.watch import show_board

SECTIONS: Mapping[type, Callable[[Any], Section]] = {
    PolicyComparison: show_policies,
    Evidence: show_evidence,
    Foresight: show_foresight,
    Posterior: show_posterior,
    Score: show_score,
    Indicators: show_indicators,
    Board: show_board,
    Story: show_story,
    Explanation: show_explanation,
    Explanations: show_explanations,
    Reasons: show_reasons,
    Provenance: show_provenance,
    Curves: show_curves,
    Flips: show_flips,
    Diagnosis: show_diagnosis,
    Designed: show_design,
    VersionsCompared: show_difference,
    Explored: show_explored,
}
"""By kind of record; a section for every question of `analysis/questions.py`."""


def show_answer(answer: object) -> Section:
    """The section of an answer."""
    return SECTIONS[type(answer)](answer)


__all__ = ["SECTIONS", "Section", "show_answer"]
