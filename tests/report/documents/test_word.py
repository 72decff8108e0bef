"""The document opens again, with the answer first, and its tables and pictures."""

from __future__ import annotations

from io import BytesIO

import docx

from detente.report.documents.content import build_content, find_figures
from detente.report.documents.word import write_word
from support.saved import PAGE, PNG, RESULT


def test_it_opens_again() -> None:
    content = build_content(RESULT, find_figures(PAGE), None)
    document = docx.Document(BytesIO(write_word(content, {"policies-0": PNG, "state-0": PNG})))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:3] == ["Made & <told>", "Who tells?", "All of the argument holds in this model."]
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert headings == [
        "Key judgements",
        "What each side could do",
        "How it plays",
        "What else was asked",
        "The argument, sentence by sentence",
        "How to reproduce",
    ]
    assert "Holds: “It tells.” Likely, 62 %." in texts
    assert [cell.text for cell in document.tables[0].rows[1].cells] == ["peace", "62 %"]
    assert len(document.inline_shapes) == 2
