"""The workbook opens again: numbers are numbers, and what looks like a formula is text."""

from __future__ import annotations

from io import BytesIO

import openpyxl

from detente.report.documents.content import build_content
from detente.report.documents.workbook import write_workbook
from support.saved import RESULT


def test_it_opens_again() -> None:
    book = openpyxl.load_workbook(BytesIO(write_workbook(build_content(RESULT, (), None), RESULT)))
    assert book.sheetnames == ["Estimate", "Key judgements", "Claims", "Policies compared", "Worlds"]
    claim = dict(zip(*book["Claims"].values, strict=True))
    assert (claim["Number"], claim["Low"], claim["High"], claim["Section"]) == (0.62, 0.6, 0.64, "The Start")
    sentence = book["Claims"]["H2"]
    assert (sentence.value, sentence.data_type) == ("=SUM(A1:A9) tells all.", "s")
    assert list(book["Worlds"].values) == [
        ("World", "burden", "arms_tell: number", "arms_tell: verdict"),
        (1, 0.4, 0.7, "holds"),
        (2, 0.9, None, None),
    ]


def test_sheets_with_one_title() -> None:
    section = RESULT["estimate"]["sections"][0]
    twice = {**RESULT, "estimate": {**RESULT["estimate"], "sections": [section, section]}}
    book = openpyxl.load_workbook(BytesIO(write_workbook(build_content(twice, (), None), twice)))
    assert "Policies compared 2" in book.sheetnames
