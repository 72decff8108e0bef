"""A section as the page shows it: its sentence, its table with numbers to the right, its notes, nothing unescaped."""

from __future__ import annotations

from detente.report.answers.section import Section, TableOfText
from detente.report.page import render_template, show_sections


def test_a_section_in_the_page() -> None:
    table = TableOfText(["What", "<b>How much</b>"], [["Line held", "54.9 %"]], title="Shares", numeric=1)
    section = Section("held", "Does it hold?", "It holds.", ["First."], [table], notes=["In 200 plays."])
    page = render_template("answers.html.jinja", {"answers": show_sections([section])})
    assert '<section id="held">' in page
    assert '<th scope="col">What</th>' in page
    assert '<th scope="col" class="number">&lt;b&gt;How much&lt;/b&gt;</th>' in page
    assert '<td>Line held</td><td class="number">54.9 %</td>' in page
    assert "In 200 plays." in page
