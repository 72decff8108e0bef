"""The slides open again: the answer on the first, nothing beyond the edge of any."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pptx

from detente.report.documents.content import DocumentTable, build_content, find_figures
from detente.report.documents.slides import write_slides
from support.saved import PAGE, PNG, RESULT

CONTENT = build_content(RESULT, find_figures(PAGE), None)
PICTURES = {"policies-0": PNG, "state-0": PNG}


def test_they_open_again() -> None:
    slides = pptx.Presentation(BytesIO(write_slides(CONTENT, PICTURES)))
    texts = [[shape.text_frame.text for shape in slide.shapes if shape.has_text_frame] for slide in slides.slides]
    assert texts[0][:3] == ["Made & <told>", "Who tells?", "All of the argument holds in this model."]
    assert [each[0] for each in texts[1:]] == [
        "Key judgements",
        "What each side could do",
        "What each side could do",
        "How it plays",
        "How to reproduce",
    ]
    pictures = [shape for slide in slides.slides for shape in slide.shapes if hasattr(shape, "image")]
    assert len(pictures) == 2
    assert pictures[0]._element.nvPicPr.cNvPr.get("descr") == "policies-0 & more. It moves."


def test_nothing_lies_beyond_the_edge() -> None:
    slides = pptx.Presentation(BytesIO(write_slides(CONTENT, PICTURES)))
    for slide in slides.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= slides.slide_width + 1


def test_a_long_table_says_that_there_is_more() -> None:
    table = DocumentTable("", ("a", "b"), tuple((str(number), "x") for number in range(40)))
    section = replace(CONTENT.sections[0], tables=(table,), figures=())
    slides = pptx.Presentation(BytesIO(write_slides(replace(CONTENT, sections=(section,)), {})))
    (drawn,) = [shape.table for slide in slides.slides for shape in slide.shapes if shape.has_table]
    assert len(drawn.rows) == 11
    assert drawn.cell(10, 0).text == "… and 31 more rows in the report"
