"""Elements of the workbench: whatever a text says, it is text."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from nicegui import Client
from nicegui.page import page

from detente.table.web.bench_elements import Editor, Ruler, TextMark, chooser, image, line_button

HOSTILE = "\"><script>alert(1)</script> ' :onclick=alert(2) {{ 3 * 3 }} ` ${4}"


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(page(""), request=None) as made:
        yield made
    made.delete()


def test_a_text_is_handed_over_as_it_is_and_marks_stand_at_their_lines(client: Client) -> None:
    text = f"a: 1\n{HOSTILE}\n\nlast"
    editor = Editor("text", HOSTILE, text, lambda _: None)
    field = next(each for each in client.elements.values() if each.tag == "textarea")
    assert field.props["defaultValue"] == text
    assert field.props["rows"] == 4
    assert field.props["aria-label"] == HOSTILE
    editor.mark([TextMark(2, 1, HOSTILE), TextMark(4, 1, "mild", is_mistake=False)], text)
    marks = [each for each in client.elements.values() if "mark" in each.classes]
    assert [each.style["top"] for each in marks] == ["calc(1 * var(--row))", "calc(3 * var(--row))"]
    assert ["mild" in each.classes for each in marks] == [False, True]
    assert HOSTILE in [each._text for each in client.elements.values()]
    editor.mark([], text)
    assert not [each for each in client.elements.values() if "mark" in each.classes]


def test_a_ruler_says_its_values_in_words(client: Client) -> None:
    ruler = Ruler("s", HOSTILE, ["10 %", "50 %", "90 %"], 1, lambda _: None)
    field = next(each for each in client.elements.values() if each.tag == "input")
    assert (field.props["min"], field.props["max"], field.props["defaultValue"]) == (0, 2, 1)
    assert field.props["aria-valuetext"] == "50 %"
    assert field.props["data-words"] == "10 %|50 %|90 %"
    labels = [each for each in client.elements.values() if each.tag == "label"]
    assert [(each._text, each.props["for"]) for each in labels] == [(HOSTILE, "s")]
    ruler.say(HOSTILE, is_moved=True)
    assert "moved" in ruler.around.classes
    ruler.say("", is_moved=False)
    assert "moved" not in ruler.around.classes


@pytest.mark.usefixtures("client")
def test_a_picture_is_an_image_in_which_nothing_runs() -> None:
    made = image('<svg viewBox="0 0 1 1"><text>#1 &amp; 50 %</text></svg>', HOSTILE)
    assert made.tag == "img"
    assert made.props["alt"] == HOSTILE
    kind, _, svg = made.props["src"].partition(",")
    assert kind == "data:image/svg+xml"
    assert unquote(svg) == '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><text>#1 &amp; 50 %</text></svg>'


@pytest.mark.usefixtures("client")
def test_buttons_carry_their_places_as_data() -> None:
    made = line_button(HOSTILE, "text", TextMark(7, 3, "x"))
    assert (made._text, made.props["data-line"], made.props["data-column"]) == (HOSTILE, 7, 3)
    assert chooser("Ask", "list", HOSTILE).props["data-value"] == HOSTILE
