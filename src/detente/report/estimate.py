"""The estimate: what a report says first, as a record that pages and documents print and `result.json` keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.analysis.results import Judged, Tables
from detente.report.confidence import Confidence, assess_confidence
from detente.report.judgements import Judgement, choose_judgements, write_bottom_line, write_remarks
from detente.report.likelihood import Scale
from detente.scenario.model import Scenario


@dataclass(frozen=True)
class Estimate:
    """The answer in one sentence, what it is made of, and how sure it is.

    Args:
        bottom_line: one sentence. remarks: what to know besides, a sentence each.
        scale: whose words for likelihoods the judgements use.
    """

    question: str
    bottom_line: str
    remarks: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    confidence: Confidence
    scale: Scale = "icd203"

    def to_json(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "bottom_line": self.bottom_line,
            "remarks": list(self.remarks),
            "judgements": [each.to_json() for each in self.judgements],
            "confidence": self.confidence.to_json(),
            "scale": self.scale,
        }


def build_estimate(scenario: Scenario, judged: Judged, tables: Tables, scale: Scale = "icd203") -> Estimate:
    """The estimate of a run."""
    return Estimate(
        scenario.question,
        write_bottom_line(scenario, judged, tables),
        write_remarks(scenario, judged),
        choose_judgements(scenario, judged, scale),
        assess_confidence(judged),
        scale,
    )
