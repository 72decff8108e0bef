"""The places of a report in the order in which it is read, and what can still be asked in each of them.

The order is that of an intelligence estimate: the answer, what it is made of and how sure it is come first, the model
and the certificate last. A section says in which place it belongs (`Section.place`); one that names no place of these
comes before the annex.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.report.words import in_words


@dataclass(frozen=True)
class ReportPlace:
    """A chapter of the report: its heading, and what a reader finds there, in a sentence."""

    id: str
    title: str
    says: str = ""


PLACES: Sequence[ReportPlace] = (
    ReportPlace("judgements", "Key judgements"),
    ReportPlace("confidence", "How sure this is"),
    ReportPlace("changed", "What changed since the last run"),
    ReportPlace("assumptions", "What it rests on", "The numbers on which verdicts depend, and where they turn."),
    ReportPlace(
        "alternatives", "What else could be true", "Rival readings of the same crisis, and which verdicts survive."
    ),
    ReportPlace("forecast", "What comes next", "Forecasts after the known events, and what was expected before them."),
    ReportPlace("watch", "What to watch", "Acts and signals that would tell one type of an actor from another."),
    ReportPlace("options", "What each side could do", "Policies compared; the other actors respond to each."),
    ReportPlace("play", "How it plays", "What happens in the plays, date by date."),
    ReportPlace("argument", "The argument, sentence by sentence"),
    ReportPlace("more", "What else was asked"),
    ReportPlace("annex", "Annex: the model, its numbers and its certificate"),
)

_QUESTIONS: Mapping[str, tuple[str, str]] = {
    "worlds": ("assumptions", "Which uncertain numbers do the verdicts depend on?"),
    "flips": ("assumptions", "What is the smallest change that turns a verdict?"),
    "curves": ("assumptions", "How does a verdict's number depend on one uncertain number?"),
    "explore": ("assumptions", "What decides in a thousand worlds?"),
    "equilibria": ("alternatives", "Would another equilibrium change a verdict?"),
    "policies": ("options", "What would another policy change?"),
    "evidence": ("alternatives", "What do the events say about types, rival models and claims?"),
    "posterior": ("alternatives", "What do the events say about the uncertain numbers?"),
    "watch": ("watch", "What should be watched next, and what would it change?"),
    "design": ("options", "Which policy of a family is best?"),
    "because": ("play", "Why does a claim hold or fail?"),
    "doctor": ("confidence", "Is there a part of the model that has no effect?"),
    "text": ("argument", "What does the text say between the quotations?"),
}
"""By what is asked: its place, and the question in words."""


@dataclass(frozen=True)
class Part:
    """What a place shows: HTML text, with its id in the page and the heading that leads to it ("": none)."""

    place: str
    html: str
    id: str = ""
    title: str = ""


@dataclass
class Chapter:
    """A place with what this run has to show there.

    Args:
        asks: questions with the command for each.
    """

    place: ReportPlace
    parts: list[Part] = field(default_factory=list)
    asks: list[dict[str, str]] = field(default_factory=list)


def arrange(parts: Sequence[Part], asking: Mapping[str, str]) -> list[dict[str, Any]]:
    """The chapters that have something to show or to ask, in order and numbered, as the page takes them.

    Args:
        asking: by what was not asked, the command that asks it.
    """
    chapters = {place.id: Chapter(place) for place in PLACES}
    for part in parts:
        chapters[part.place if part.place in chapters else "more"].parts.append(part)
    for name, command in asking.items():
        place, question = _QUESTIONS.get(name, ("more", f"{in_words(name).capitalize()}?"))
        chapters[place].asks.append({"question": question, "command": command})
    filled = [chapter for chapter in chapters.values() if chapter.parts or chapter.asks]
    return [
        {"id": f"place-{chapter.place.id}", "title": chapter.place.title, "says": chapter.place.says, "number": number}
        | {"parts": chapter.parts, "asks": chapter.asks}
        for number, chapter in enumerate(filled, start=1)
    ]
