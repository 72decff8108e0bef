"""A comparison of policies as one HTML file that needs nothing else, as the report is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from detente.analysis.comparison import Cell, Compared, Line
from detente.analysis.explanation import CrisisNames
from detente.report import figures
from detente.report.certificates import (
    certificate_cautions,
    certificate_details,
    certificate_in_short,
    certificate_sentence,
)
from detente.report.comparison_words import (
    HOW_OTHERS_REPLY,
    MOST_REPLIES,
    best_in_words,
    bound_in_words,
    describe_subject,
    find_goodness,
    format_cell,
    format_difference,
)
from detente.report.parts.plays import show_figures
from detente.report.pictures import draw_pictures
from detente.report.templates import render_template
from detente.report.words import in_words


def render_comparison(compared: Compared) -> str:
    """The comparison as HTML text."""
    return render_template("comparison.html.jinja", _context(compared))


def _context(compared: Compared) -> dict[str, Any]:
    origin, comparison = compared.origin, compared.comparison
    figures = {f"measure-{number}": figure for number, figure in enumerate(draw_figures(comparison.lines))}
    return {
        "origin": origin,
        "title": f"{origin.title}: policies compared",
        "crisis": origin.title,
        "question": compared.question,
        "policies": [{"name": in_words(name), "says": says} for name, says in comparison.policies.items()],
        "measures": [_row(line) for line in comparison.lines if line.subject.kind == "measure"],
        "values": [_row(line) for line in comparison.lines if line.subject.kind == "value"],
        "replies": [_row(line, comparison.names) for line in comparison.list_changed(MOST_REPLIES)],
        "how_others_reply": HOW_OTHERS_REPLY,
        "best": [
            {"title": describe_subject(line), "names": best_in_words(line)} for line in comparison.lines if line.best
        ],
        "bound": "" if comparison.bound is None else bound_in_words(comparison.bound),
        "undominated": ", ".join(map(in_words, comparison.undominated)),
        "figures": show_figures(figures, draw_pictures(figures)),
        "certificate": compared.certificate,
        "certificate_text": certificate_sentence(compared.certificate),
        "certificate_cautions": certificate_cautions(compared.certificate),
        "certificate_details": certificate_details(compared.certificate),
        "certificates": [
            {"name": in_words(name), "says": certificate_in_short(each)} for name, each in compared.certificates.items()
        ],
        "num_plays": f"{compared.num_plays:,}",
        "command": compared.command,
    }


def draw_figures(lines: Sequence[Line]) -> Iterator[figures.Figure]:
    """A figure of every measure, or of every value where there are no measures."""
    measures = [line for line in lines if line.subject.kind == "measure"]
    for line in measures or lines:
        rows = [
            {"policy": in_words(name), "value": cell.value, "low": cell.interval[0], "high": cell.interval[1]}
            for name, cell in line.cells.items()
            if cell.value is not None and cell.interval is not None
        ]
        if not rows:
            continue
        base = next(iter(line.cells.values())).value
        better = f"; {line.better} is better" if line.better else ""
        says = f"{line.says or 'Mean over plays, with its 95 % interval.'} The dashed line is the base{better}."
        yield figures.draw_dots(describe_subject(line), says, rows, base, line.is_share)


def _row(line: Line, names: CrisisNames | None = None) -> dict[str, Any]:
    cells = [{**_cell(cell, line), "is_best": name in line.best} for name, cell in line.cells.items()]
    return {"title": describe_subject(line, names), "says": line.says, "better": line.better or "", "cells": cells}


def _cell(cell: Cell, line: Line) -> dict[str, Any]:
    return {
        "value": format_cell(cell, line),
        "difference": format_difference(cell, line),
        "differs": cell.differs,
        "good": find_goodness(cell, line),
        "note": cell.note,
    }
