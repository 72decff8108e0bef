"""The report as a workbook (.xlsx), by openpyxl: one sheet for each table, numbers as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from detente.report.documents.content import DocumentContent

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST_TITLE = 31
_WIDEST = 60
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_workbook(content: DocumentContent, result: Mapping[str, Any]) -> bytes:
    """The workbook as the bytes of a file.

    Args:
        result: the stored result, for the numbers themselves.

    Raises:
        ImportError: openpyxl is not installed.
    """
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    summary = [("Title", content.title), ("Question", content.question), ("Bottom line", content.bottom_line)]
    summary += [("Remark", each) for each in content.remarks] + [("Confidence", content.confidence)]
    _add_sheet(book, "Estimate", ("What", "Text"), [*summary, *content.origin])
    rows = [(each.verdict, each.quote, " ".join(each.says), each.section) for each in content.judgements]
    _add_sheet(book, "Key judgements", ("Verdict", "Sentence", "Number", "Section"), rows)
    _add_claims(book, content, result)
    for section in content.sections:
        for table in section.tables:
            title = table.title or section.title
            _add_sheet(book, title, table.headings, table.rows)
    _add_worlds(book, result)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _add_claims(book: Workbook, content: DocumentContent, result: Mapping[str, Any]) -> None:
    headings = (
        "Claim",
        "Section",
        "Verdict",
        "Across worlds",
        "Number",
        "Low",
        "High",
        "Sentence",
        "Statement",
        "Note",
    )
    section_of = {claim.id: claim.section for claim in content.claims}
    rows = []
    for claim in result.get("claims", ()):
        low, high = claim.get("interval") or (None, None)
        texts = (claim["id"], section_of[claim["id"]], claim["verdict"], claim.get("across_worlds") or "")
        words = (claim.get("quote", ""), claim.get("statement", ""), claim.get("note", ""))
        rows.append((*texts, claim.get("value"), low, high, *words))
    if rows:
        _add_sheet(book, "Claims", headings, rows)


def _add_worlds(book: Workbook, result: Mapping[str, Any]) -> None:
    """One row for every world: its numbers, and every claim's number and verdict."""
    worlds = (result.get("worlds") or {}).get("rows", [])
    if not worlds:
        return
    numbers, claims = list(worlds[0]["numbers"]), [claim["id"] for claim in result["claims"]]
    headings = ["World", *numbers, *(f"{name}: {what}" for name in claims for what in ("number", "verdict"))]
    rows = []
    for number, world in enumerate(worlds, start=1):
        cells = [cell for name in claims for cell in (world["values"].get(name), world["verdicts"].get(name, ""))]
        rows.append([number, *(world["numbers"].get(name) for name in numbers), *cells])
    _add_sheet(book, "Worlds", headings, rows)


def _add_sheet(book: Workbook, title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(_free_title(book, title))
    widths = [len(heading) for heading in headings]
    for row_number, row in enumerate((tuple(headings), *rows), start=1):
        for column, value in enumerate(row, start=1):
            _write(sheet, row_number, column, value)
            widths[column - 1] = max(widths[column - 1], len(str("" if value is None else value)))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(width + 2, _WIDEST)
        if width > _WIDEST:
            for cell in sheet[get_column_letter(column)]:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = _NO_XML.sub("\ufffd", value)
        # What looks like a formula is text here: a scenario must not compute in somebody's workbook.
        cell.data_type = "s"
    else:
        cell.value = value


def _free_title(book: Workbook, title: str) -> str:
    """A title that sheets can have and none has yet."""
    title = _FORBIDDEN.sub(" ", title)[:_LONGEST_TITLE].strip() or "Table"
    taken = {name.lower() for name in book.sheetnames}
    number, free = 2, title
    while free.lower() in taken:
        free = f"{title[: _LONGEST_TITLE - 3]} {number}"
        number += 1
    return free
