"""What every document has, read from a stored result and from the figures of the page beside it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.analysis.since import read_kind
from detente.claims.numbers import format_with_interval
from detente.report.parts.places import PLACES
from detente.report.words import in_words


@dataclass(frozen=True)
class SavedFigure:
    """A figure of a report: its SVG text, its heading and what it shows in words."""

    id: str
    title: str
    says: str
    svg: str


@dataclass(frozen=True)
class JudgedSentence:
    """A claim as documents print it; a key judgement has more sentences than one."""

    id: str
    quote: str
    verdict: str
    says: tuple[str, ...]
    section: str = ""
    statement: str = ""


@dataclass(frozen=True)
class DocumentTable:
    """A table as text. numeric: how many columns, from the right, hold numbers."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: int = 0


@dataclass(frozen=True)
class DocumentSection:
    """A section of the report as text, with its figures.

    Args:
        place: the heading of the chapter that it belongs to.
    """

    place: str
    title: str
    lead: str
    sentences: tuple[str, ...]
    tables: tuple[DocumentTable, ...]
    notes: tuple[str, ...]
    figures: tuple[SavedFigure, ...]


@dataclass(frozen=True)
class DocumentContent:
    """A report as text and figures. origin: how to get it again, as pairs of a name and a value."""

    title: str
    question: str
    bottom_line: str
    remarks: tuple[str, ...]
    confidence: str
    judgements: tuple[JudgedSentence, ...]
    sections: tuple[DocumentSection, ...]
    claims: tuple[JudgedSentence, ...]
    origin: tuple[tuple[str, str], ...]


def find_figures(page: str) -> tuple[SavedFigure, ...]:
    """The figures of a report, from its page."""
    found = []
    for name, body in re.findall(r'<figure id="figure-([\w-]+)">(.*?)</figure>', page, re.DOTALL):
        title = re.search(r"<h\d>(.*?)</h\d>", body, re.DOTALL)
        says = re.search(r'<span class="says">(.*?)</span>', body, re.DOTALL)
        svg = re.search(r"<svg\b.*</svg>", body, re.DOTALL)
        if svg is not None:
            texts = [html.unescape(match[1]).strip() if match else "" for match in (title, says)]
            found.append(SavedFigure(name, texts[0], texts[1], _as_file(svg[0])))
    return tuple(found)


def _as_file(svg: str) -> str:
    """The SVG with what a file of its own needs; in a page the namespace may be left out."""
    return (
        svg if "xmlns=" in svg.split(">", 1)[0] else svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    )


def build_content(
    result: Mapping[str, Any], figures: Sequence[SavedFigure], since: Mapping[str, Any] | None
) -> DocumentContent:
    """What a document prints of a result.

    Args:
        figures: of the page that was written with it. since: the section on what changed since the last run, as
            `describe_section` gives it.

    Raises:
        ValueError: the result has no estimate, as those of earlier versions.
    """
    estimate = result.get("estimate")
    if not isinstance(estimate, Mapping) or "bottom_line" not in estimate:
        raise ValueError("it has no estimate; run the crisis again with this version")
    sections = [*estimate.get("sections", ()), *([] if since is None else [since])]
    return DocumentContent(
        str(result.get("title", "")),
        str(estimate.get("question", "")),
        str(estimate["bottom_line"]),
        tuple(estimate.get("remarks", ())),
        str(estimate.get("confidence", {}).get("says", "")),
        tuple(_judgement(each) for each in estimate.get("judgements", ())),
        _in_order(sections, figures),
        tuple(_claim(each, estimate.get("headings", {})) for each in result.get("claims", ())),
        tuple(_origin(result)),
    )


def _judgement(each: Mapping[str, Any]) -> JudgedSentence:
    return JudgedSentence(
        str(each["claim"]), str(each["quote"]), str(each["verdict"]), tuple(each["says"]), str(each.get("section", ""))
    )


def _claim(claim: Mapping[str, Any], headings: Mapping[str, str]) -> JudgedSentence:
    is_share, is_difference = read_kind(claim)
    value, interval = claim.get("value"), claim.get("interval")
    number = str(claim.get("note", ""))
    if value is not None and interval is not None:
        ends = float(interval[0]), float(interval[1])
        number = format_with_interval(value, ends, is_share, is_difference=is_difference)
    quote = str(claim.get("quote", "")).strip().strip('“”"')
    name = str(claim["id"])
    statement = str(claim.get("statement", ""))
    return JudgedSentence(name, quote, str(claim["verdict"]), (number,), headings.get(name, ""), statement)


def _in_order(sections: Sequence[Mapping[str, Any]], figures: Sequence[SavedFigure]) -> tuple[DocumentSection, ...]:
    """Sections by place; figures that no section claims are those of the plays."""
    titles = {place.id: place.title for place in PLACES}
    order = list(titles)
    claimed = {name for section in sections for name in section.get("figures", ())}
    shown = [_section(each, titles, figures) for each in sections]
    rest = tuple(figure for figure in figures if figure.id not in claimed)
    if rest:
        lead = "What happens in the plays, date by date."
        shown.append(DocumentSection(titles["play"], "Figures", lead, (), (), (), rest))
    return tuple(sorted(shown, key=lambda section: order.index(next(k for k in order if titles[k] == section.place))))


def _section(section: Mapping[str, Any], titles: Mapping[str, str], figures: Sequence[SavedFigure]) -> DocumentSection:
    tables = tuple(
        DocumentTable(
            str(table["title"]),
            tuple(map(str, table["headings"])),
            tuple(tuple(map(str, row)) for row in table["rows"]),
            int(table["numeric"]),
        )
        for table in section.get("tables", ())
    )
    own = tuple(figure for figure in figures if figure.id in section.get("figures", ()))
    return DocumentSection(
        titles.get(str(section.get("place")), titles["more"]),
        str(section["title"]),
        str(section["lead"]),
        tuple(section.get("sentences", ())),
        tables,
        tuple(section.get("notes", ())),
        own,
    )


_ORIGIN = ("scenario", "variant", "scenario_hash", "seed", "num_plays", "version", "command")


def _origin(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(in_words(name).capitalize(), str(result[name])) for name in _ORIGIN if result.get(name) is not None]
