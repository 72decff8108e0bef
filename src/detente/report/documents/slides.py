"""The report as slides (.pptx), by python-pptx: the answer, the judgements, one slide for each section and figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from detente.report.documents.content import DocumentContent, DocumentSection, DocumentTable, SavedFigure

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Slides
    from pptx.slide import Slide

# A slide of 13.33 by 7.5 inches, the wide format, with margins of 0.6.
_WIDTH, _HEIGHT, _MARGIN = 13.333, 7.5, 0.6
_MOST_ROWS = 9
_MOST_LETTERS = 70
_LONGEST_QUOTE = 150
_BLANK = 6
"""The layout with nothing on it, of the template that python-pptx brings."""


def write_slides(content: DocumentContent, pictures: Mapping[str, bytes]) -> bytes:
    """The slides as the bytes of a file.

    Args:
        pictures: PNG by the id of a figure.

    Raises:
        ImportError: python-pptx is not installed.
    """
    import pptx
    from pptx.util import Inches

    slides = pptx.Presentation()
    slides.slide_width, slides.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    slides.core_properties.title = content.title
    _add_answer(slides, content)
    if content.judgements:
        lines = [f"{each.verdict.upper()} — “{_cut(each.quote)}” {each.says[0]}" for each in content.judgements]
        _add_text(_add_slide(slides, "Key judgements"), lines, size=16)
    for section in content.sections:
        _add_section(slides, section, pictures)
    lines = [f"{name}: {value}" for name, value in content.origin]
    _add_text(_add_slide(slides, "How to reproduce"), lines, size=14)
    stream = BytesIO()
    slides.save(stream)
    return stream.getvalue()


def _add_answer(slides: Slides, content: DocumentContent) -> None:
    slide = _add_slide(slides, content.title, content.question)
    _add_text(slide, [content.bottom_line], size=28, top=2.3, height=2.2, is_bold=True)
    _add_text(slide, [*content.remarks, content.confidence], size=18, top=4.7, height=2.2)


def _add_section(slides: Slides, section: DocumentSection, pictures: Mapping[str, bytes]) -> None:
    if section.tables or section.sentences:
        slide = _add_slide(slides, section.place, section.title)
        _add_text(slide, [section.lead, *section.sentences], size=16, top=1.6, height=1.5)
        if section.tables:
            _add_table(slide, section.tables[0], top=3.1)
    drawn = [figure for figure in section.figures if figure.id in pictures]
    for first in range(0, len(drawn), 2):
        _add_figures(slides, section, drawn[first : first + 2], pictures)


def _add_figures(
    slides: Slides, section: DocumentSection, figures: Sequence[SavedFigure], pictures: Mapping[str, bytes]
) -> None:
    from pptx.util import Inches

    slide = _add_slide(slides, section.place, section.title)
    width = (_WIDTH - 3 * _MARGIN) / 2
    for number, figure in enumerate(figures):
        left = _MARGIN + number * (width + _MARGIN)
        picture = slide.shapes.add_picture(BytesIO(pictures[figure.id]), Inches(left), Inches(2.5), width=Inches(width))
        # Alternative text, for those who do not see the picture.
        element: Any = picture._element
        element.nvPicPr.cNvPr.set("descr", f"{figure.title}. {figure.says}")
        _add_text(slide, [figure.title, figure.says], size=13, left=left, top=1.5, width=width, height=0.9)


def _add_slide(slides: Slides, title: str, below: str = "") -> Slide:
    slide: Slide = slides.slides.add_slide(slides.slide_layouts[_BLANK])
    _add_text(slide, [title], size=30, top=0.45, height=0.7, is_bold=True)
    if below:
        _add_text(slide, [below], size=16, top=1.1, height=0.5)
    return slide


def _add_text(
    slide: Slide,
    lines: Sequence[str],
    *,
    size: int,
    left: float = _MARGIN,
    top: float = 1.6,
    width: float = _WIDTH - 2 * _MARGIN,
    height: float = 5.3,
    is_bold: bool = False,
) -> None:
    """A box of text with a paragraph for each line; places and sizes in inches, letters in points."""
    from pptx.util import Inches

    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    frame: Any = box.text_frame
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        _write(paragraph, line, size, is_bold)


def _write(paragraph: Any, text: str, size: int, is_bold: bool = False) -> None:
    from pptx.util import Pt

    run = paragraph.add_run()
    run.text, run.font.size, run.font.bold = text, Pt(size), is_bold


def _add_table(slide: Slide, table: DocumentTable, top: float) -> None:
    """The first rows of a table; that there are more is said in a row of its own."""
    from pptx.util import Inches

    rows = [*table.rows[:_MOST_ROWS]]
    if len(table.rows) > _MOST_ROWS:
        rows.append(
            (f"… and {len(table.rows) - _MOST_ROWS} more rows in the report",) + ("",) * (len(table.headings) - 1)
        )
    shape = slide.shapes.add_table(
        len(rows) + 1, len(table.headings), Inches(_MARGIN), Inches(top), Inches(_WIDTH - 2 * _MARGIN), Inches(0.35)
    )
    for number, row in enumerate((table.headings, *rows)):
        for column, text in enumerate(row):
            paragraph = shape.table.cell(number, column).text_frame.paragraphs[0]
            _write(paragraph, _cut(text, _MOST_LETTERS), 11, is_bold=number == 0)


def _cut(text: str, most: int = _LONGEST_QUOTE) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"
