"""What a tool replies: results cut to what a reader needs, and mistakes with everything that helps to mend them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from detente.analysis.asked import Asked
from detente.analysis.options import Origin
from detente.analysis.results import Judged
from detente.analysis.turning import Answered
from detente.errors import Advice, DetenteError, Mistake, ScenarioError, Wordings, advice_in_words
from detente.report.answers import Section, show_answer
from detente.report.certificates import certificate_sentence
from detente.report.words import verdicts_in_words
from detente.scenario.names import find_listed, find_nearest_named
from detente.solve.certificate import Certificate

Reply = dict[str, Any]


def origin_of(origin: Origin) -> Reply:
    """Where a result comes from, without the times, which differ from call to call."""
    record = origin.to_json()
    return {name: record[name] for name in ("title", "variant", "scenario_hash", "seed", "version", "set")}


def certificate_of(certificate: Certificate | None) -> Reply | None:
    """How well the games behind a result are solved: the grade, and a sentence."""
    if certificate is None:
        return None
    return {"grade": certificate.grade, "says": certificate_sentence(certificate)}


def judged_reply(judged: Judged) -> Reply:
    """The verdicts: one row for each claim, with its number, its interval and its effect."""
    from detente.analysis.certificates import join_certificates

    return {
        **origin_of(judged.origin),
        "num_plays": judged.num_plays,
        "says": ", ".join(words for _, words in verdicts_in_words(judged.claims)),
        "claims": judged.table(),
        "certificate": certificate_of(join_certificates(judged.certificates) if judged.certificates else None),
    }


def answered_reply(done: Asked | Answered, has_record: bool) -> Reply:
    """An answer: in one sentence, in more sentences, in tables.

    Args:
        has_record: whether the whole record is added, which may be long.
    """
    section: Section = show_answer(done.answer)
    certificate = done.certificate if isinstance(done, Asked) else done.answer.certificate
    reply: Reply = {
        **origin_of(done.origin),
        "says": section.lead,
        "sentences": list(section.sentences),
        "tables": [
            {"title": table.title, "headings": list(table.headings), "rows": [list(row) for row in table.rows]}
            for table in section.tables
        ],
        "notes": list(section.notes),
        "certificate": certificate_of(certificate),
        "again": done.command,
    }
    return {**reply, "record": done.answer.to_json()} if has_record else reply


def mistake_reply(mistake: Mistake, lines: Sequence[str]) -> Reply:
    """A mistake: its place, the line as it stands there, what is allowed by kind, and the nearest of it.

    Args:
        lines: of the text that it is in; () if it is not at hand.
    """
    line = mistake.where.line
    return {
        **asdict(mistake.where),
        "message": mistake.message,
        "found": lines[line - 1].strip() if 0 < line <= len(lines) else None,
        "allowed": find_listed(mistake.message),
        "nearest": find_nearest_named(mistake.message) or None,
    }


def failure_reply(error: Exception, lines: Sequence[str] = ()) -> Reply:
    """What is wrong, and what may help."""
    if isinstance(error, OSError):
        return {"error": f"{error.filename}: {error.strerror}." if error.filename else str(error), "mistakes": []}
    mistakes = error.mistakes if isinstance(error, ScenarioError) else ()
    advice = advice_in_words(error.advice, WORDINGS) if isinstance(error, DetenteError) else ""
    return {"error": f"{error} {advice}".rstrip(), "mistakes": [mistake_reply(each, lines) for each in mistakes]}


def _points(many: Sequence[Advice]) -> str:
    return ", ".join(f"{each.actor}: {each.value}" if each.actor else str(each.value) for each in many)


WORDINGS: Wordings = {
    "fewer_points": lambda many: f"This would fit: points {', or '.join(_points([each]) for each in many)}.",
    "fewer_points_together": lambda many: f"This would fit: points {_points(many)}.",
    "other_points": lambda many: f"Try another number of belief points (points; now {_points(many)}).",
    "lower_precision": lambda many: f"Try a lower precision for {', '.join(str(each.actor) for each in many)}.",
    "more_steps": lambda many: (
        f"Nodes need more than {many[0].value} solver steps; run it from a terminal with --steps."
    ),
    "allow_unsolved": lambda _: "To go on all the same, run it from a terminal with --allow-unsolved.",
}
"""By kind of advice, in arguments of the tools."""
