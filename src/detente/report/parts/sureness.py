"""The confidence of a report as a section: the level in a sentence of its own, then every ground."""

from __future__ import annotations

from detente.report.answers.section import Section, TableOfText
from detente.report.confidence import Confidence
from detente.scenario.model import Scenario

_ABOUT = {
    "solution": "The solution",
    "chance": "Chance",
    "equilibria": "Other equilibria",
    "numbers": "The numbers",
}


def show_confidence(confidence: Confidence) -> Section:
    """The level, and what each ground allows."""
    rows = [[_ABOUT[each.about], each.level, each.sentence] for each in confidence.reasons]
    return Section(
        id="confidence",
        title="Grounds of confidence",
        lead=confidence.sentence,
        tables=[TableOfText(["Ground", "Confidence that it allows", "Why"], rows)],
        notes=[
            "The level is the lowest that any ground allows. It says how well founded the verdicts are in this "
            "model, not about whether the model is right: for that see what it leaves out, the numbers with their "
            "sources, and the rival readings."
        ],
        place="confidence",
    )


def show_omissions(scenario: Scenario) -> Section | None:
    """What the file says that is not modelled; None if it says nothing."""
    if not scenario.leaves_out:
        return None
    return Section(
        id="omissions",
        title="What the model leaves out",
        lead="No verdict and no probability says anything of this.",
        tables=[TableOfText(["Left out"], [[each.strip()] for each in scenario.leaves_out])],
        place="confidence",
    )
