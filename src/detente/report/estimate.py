"""The estimate: what a report says first, as a record that pages and documents print and `result.json` keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.analysis.foresight import Foresight
from detente.analysis.results import Judged, Run, Tables
from detente.report.answers import Section, show_answer
from detente.report.answers.forecast import find_last_jumps, tell_end, tell_record, tell_states
from detente.report.answers.section import TableOfText
from detente.report.confidence import Confidence, assess_confidence
from detente.report.judgements import Judgement, choose_judgements, tally_sections, write_bottom_line, write_remarks
from detente.report.likelihood import Scale
from detente.report.parts.closeness import show_close
from detente.report.parts.rivals import show_rivals
from detente.report.parts.sureness import show_confidence, show_omissions
from detente.scenario.model import Scenario


@dataclass(frozen=True)
class Assessment:
    """The answer in one sentence, what it is made of, and how sure it is.

    Args:
        bottom_line: one sentence. remarks: what to know besides, a sentence each.
        scale: whose words for likelihoods the judgements use.
        by_section: the verdicts of each section of the text. outlook: the likeliest states of a few dates, of a
            forecast from dated events. None: there is no such thing. outlook_notes: how far to trust it.
    """

    question: str
    bottom_line: str
    remarks: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    confidence: Confidence
    scale: Scale = "icd203"
    by_section: TableOfText | None = None
    outlook: TableOfText | None = None
    outlook_notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "bottom_line": self.bottom_line,
            "remarks": list(self.remarks),
            "judgements": [each.to_json() for each in self.judgements],
            "confidence": self.confidence.to_json(),
            "scale": self.scale,
            "outlook_notes": list(self.outlook_notes),
            **{name: describe_table(table) for name, table in self.tables().items()},
        }

    def tables(self) -> dict[str, TableOfText]:
        """What stands beside the bottom line, by name."""
        own = {"by_section": self.by_section, "outlook": self.outlook}
        return {name: table for name, table in own.items() if table is not None}


def build_estimate(
    scenario: Scenario,
    judged: Judged,
    tables: Tables,
    scale: Scale = "icd203",
    foresight: Foresight | None = None,
) -> Assessment:
    """The estimate of a run. foresight: its forecast from dated events, if there are any."""
    return Assessment(
        scenario.question,
        write_bottom_line(scenario, judged, tables),
        write_remarks(scenario, judged, scale),
        choose_judgements(scenario, judged, scale),
        assess_confidence(judged),
        scale,
        tally_sections(scenario, judged),
        None if foresight is None else tell_states(foresight),
        () if foresight is None else _note_outlook(foresight),
    )


def _note_outlook(foresight: Foresight) -> tuple[str, ...]:
    """How far to trust the likeliest states, and whether the last date is left out of them."""
    end = tell_end(find_last_jumps(foresight), foresight.dates[-1], foresight.names)
    return (*tell_record(foresight, "in brackets"), *end)


def estimate_of(run: Run, scale: Scale) -> Assessment:
    """The estimate of a run, with what its answers add."""
    foresight = run.answers.get("forecast")
    return build_estimate(
        run.scenario, run.judged, run.played.tables, scale, foresight if isinstance(foresight, Foresight) else None
    )


def list_sections(run: Run, estimate: Assessment) -> list[Section]:
    """What is the same in every run with the same seed: confidence, rival readings, and answers to what was asked."""
    others = (show_close(run.judged.claims), show_omissions(run.scenario), show_rivals(run.judged))
    own = [show_confidence(estimate.confidence), *(each for each in others if each is not None)]
    return [*own, *(show_answer(answer) for answer in run.answers.values())]


def describe_table(table: TableOfText) -> dict[str, Any]:
    """A table as plain values."""
    return {
        "title": table.title,
        "headings": list(table.headings),
        "rows": [list(row) for row in table.rows],
        "numeric": table.numeric,
    }


def describe_section(section: Section) -> dict[str, Any]:
    """A section as plain values, its figures by name; documents print it."""
    return {
        **{name: getattr(section, name) for name in ("id", "title", "place", "lead")},
        "sentences": list(section.sentences),
        "tables": [describe_table(table) for table in section.tables],
        "notes": list(section.notes),
        "figures": list(section.figures),
    }


def describe_estimate(run: Run, scale: Scale) -> dict[str, Any]:
    """The estimate of a run as plain values, with the sections that documents print.

    `headings`: by claim the section of the text that it belongs to.
    """
    estimate = estimate_of(run, scale)
    return {
        **estimate.to_json(),
        "sections": [describe_section(section) for section in list_sections(run, estimate)],
        "headings": {claim.id: claim.section for claim in run.scenario.claims if claim.section},
    }
