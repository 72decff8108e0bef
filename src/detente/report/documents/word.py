"""The report as a document of a word processor (.docx), by python-docx."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from detente.report.documents.content import (
    DocumentContent,
    DocumentSection,
    DocumentTable,
    JudgedSentence,
    SavedFigure,
)

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_WIDTH_CM = 16.0


def write_word(content: DocumentContent, pictures: Mapping[str, bytes]) -> bytes:
    """The document as the bytes of a file.

    Args:
        pictures: PNG by the id of a figure.

    Raises:
        ImportError: python-docx is not installed.
    """
    import docx

    document = docx.Document()
    document.core_properties.title = content.title
    document.core_properties.author = ""
    document.add_heading(content.title, 0)
    if content.question:
        document.add_paragraph(content.question, style="Subtitle")
    document.add_paragraph().add_run(content.bottom_line).bold = True
    for sentence in (*content.remarks, content.confidence):
        document.add_paragraph(sentence)
    if content.judgements:
        document.add_heading("Key judgements", 1)
        for judgement in content.judgements:
            _add_judgement(document, judgement)
    place = ""
    for section in content.sections:
        if section.place != place:
            document.add_heading(section.place, 1)
            place = section.place
        _add_section(document, section, pictures)
    if content.claims:
        document.add_heading("The argument, sentence by sentence", 1)
        _add_claims(document, content)
    document.add_heading("How to reproduce", 1)
    _add_table(document, DocumentTable("", ("What", "Value"), content.origin))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_judgement(document: WordDocument, judgement: JudgedSentence) -> None:
    paragraph = document.add_paragraph(style="List Number")
    paragraph.add_run(f"{judgement.verdict.capitalize()}: ").bold = True
    paragraph.add_run(f"“{judgement.quote}” ").italic = True
    paragraph.add_run(" ".join(judgement.says))


def _add_section(document: WordDocument, section: DocumentSection, pictures: Mapping[str, bytes]) -> None:
    document.add_heading(section.title, 2)
    for sentence in (section.lead, *section.sentences):
        document.add_paragraph(sentence)
    for table in section.tables:
        if table.title:
            document.add_heading(table.title, 3)
        _add_table(document, table)
    for figure in section.figures:
        _add_figure(document, figure, pictures.get(figure.id))
    for note in section.notes:
        document.add_paragraph(note, style="Caption")


def _add_figure(document: WordDocument, figure: SavedFigure, picture: bytes | None) -> None:
    from docx.shared import Cm

    document.add_heading(figure.title, 3)
    document.add_paragraph(figure.says)
    if picture is not None:
        document.add_picture(BytesIO(picture), width=Cm(_WIDTH_CM * 0.8))


def _add_claims(document: WordDocument, content: DocumentContent) -> None:
    section = ""
    for claim in content.claims:
        if claim.section != section:
            document.add_heading(claim.section or "Other claims", 2)
            section = claim.section
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{claim.verdict.capitalize()}: ").bold = True
        paragraph.add_run(f"“{claim.quote}” ").italic = True
        paragraph.add_run(" ".join(claim.says))


def _add_table(document: WordDocument, table: DocumentTable) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    drawn = document.add_table(rows=1, cols=len(table.headings))
    drawn.style = "Light Grid Accent 1"
    first_number = len(table.headings) - table.numeric
    for number, row in enumerate((table.headings, *table.rows)):
        cells = drawn.rows[0].cells if number == 0 else drawn.add_row().cells
        for column, (cell, text) in enumerate(zip(cells, row, strict=True)):
            cell.text = text
            if column >= first_number:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()
