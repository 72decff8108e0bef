"""The nearest flips as a section of a report: what would have to be different for each verdict to turn."""

from __future__ import annotations

from detente.analysis.turning import ClaimFlip, Flips
from detente.report.answers.section import Section, TableOfText
from detente.report.figures import Figure, draw_map
from detente.report.turning_words import (
    FLIP_HEADINGS,
    NUMBER_HEADINGS,
    boundary_in_words,
    cautions_of_flip,
    flip_in_words,
    flip_rows,
    how_flips_are_found,
    lead_of_flips,
    name_in_words,
    number_rows,
    tested_in_words,
)
from detente.report.words import capitalize


def show_flips(flips: Flips) -> Section:
    """The nearest flip of every claim, the numbers of those with a boundary, and these boundaries."""
    mapped = [flip for flip in flips.claims if flip.boundary is not None]
    detailed = flips.claims if len(flips.claims) == 1 else mapped
    sentences = [] if len(flips.claims) == 1 else [flip_in_words(flip) for flip in mapped]
    sentences += [
        tested_in_words(flip.boundary.test, flip) for flip in mapped if flip.boundary and flip.boundary.test is not None
    ]
    sentences += [caution for flip in flips.claims for caution in cautions_of_flip(flip)]
    of_numbers = [
        TableOfText(
            headings=NUMBER_HEADINGS, rows=number_rows(flip), title=f"{flip.claim}: each number alone", numeric=2
        )
        for flip in detailed
    ]
    return Section(
        id="flips",
        place="assumptions",
        title="What would turn the verdicts",
        lead=lead_of_flips(flips),
        sentences=sentences,
        tables=[TableOfText(headings=FLIP_HEADINGS, rows=flip_rows(flips)), *of_numbers],
        figures={f"boundary-{number}": figure for number, flip in enumerate(mapped) for figure in _drawn(flip)},
        notes=[how_flips_are_found(flips), *flips.faults],
    )


def _drawn(flip: ClaimFlip) -> list[Figure]:
    boundary = flip.boundary
    if boundary is None or not any(cell.verdict for cell in boundary.cells):
        return []
    rows = [
        {"x": cell.low[0], "x2": cell.high[0], "y": cell.low[1], "y2": cell.high[1], "verdict": cell.verdict}
        for cell in boundary.cells
    ]
    first, second = (capitalize(name_in_words(name)) for name in boundary.names)
    return [
        draw_map(
            f"{flip.claim}: {first.lower()} and {second.lower()}",
            boundary_in_words(boundary, flip),
            [row for row in rows if row["verdict"]],
            names=(first, second),
            base=boundary.base,
            ends=(boundary.low, boundary.high),
            is_log=boundary.is_log,
        )
    ]
