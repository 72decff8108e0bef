"""Answers as sections of a page: each kind of record has one module here, with its words, its table and its picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from detente.analysis.comparison import PolicyComparison
from detente.analysis.signs import Indicators
from detente.report.answers.indicators import show_indicators
from detente.report.answers.policies import show_policies
from detente.report.answers.section import Section

SECTIONS: Mapping[type, Callable[[Any], Section]] = {
    PolicyComparison: show_policies,
    Indicators: show_indicators,
}
"""By kind of record; a section for every question of `analysis/questions.py`."""


def show_answer(answer: object) -> Section:
    """The section of an answer."""
    return SECTIONS[type(answer)](answer)


__all__ = ["SECTIONS", "Section", "show_answer"]
