"""A crisis in a notebook or script: `detente.load("sochi-2015").solve().simulate()`, with tables and charts.

A thin layer over `service`: every method is one of its functions, and a display of the result.
"""

from __future__ import annotations

from detente.notebook.answers import AnswerView
from detente.notebook.crisis import Crisis, load, loads
from detente.notebook.differing import diff
from detente.notebook.results import Claims, Comparison, Plays, Report, Solution, View

__all__ = [
    "AnswerView",
    "Claims",
    "Comparison",
    "Crisis",
    "Plays",
    "Report",
    "Solution",
    "View",
    "diff",
    "load",
    "loads",
]
