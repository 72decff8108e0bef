"""What a scenario says becomes text and values of attributes, whatever it says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from nicegui import Client
from nicegui.page import page

from detente.table.web import elements
from detente.table.web.elements import button, choices, field, form, link, shares, table, tag

PAGES = Path(elements.__file__).parent
HOSTILE = "\"><script>alert(1)</script> ' :onclick=alert(2) {{ 3 * 3 }} ` ${4}"


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(page(""), request=None) as made:
        yield made
    made.delete()


def test_text_and_values_are_handed_over_as_they_are(client: Client) -> None:
    made = tag("p", HOSTILE, "one two", title=HOSTILE, aria_label=HOSTILE, for_="x", hidden=False, required=True)
    assert made._to_dict()["text"] == HOSTILE
    assert dict(made.props) == {"title": HOSTILE, "aria-label": HOSTILE, "for": "x", "required": ""}
    assert list(made.classes) == ["one", "two"]
    assert client.elements[made.id] is made


def test_numbers_and_dates_stay_on_one_line(client: Client) -> None:
    assert tag("p", "12 % of 30 %")._to_dict()["text"] == "12\u00a0% of 30\u00a0%"
    # Code is copied from the page, and has to be read again.
    assert tag("code", "P(a) > 30 %")._to_dict()["text"] == "P(a) > 30 %"
    table("caption", ["When", "What", "How often"], [["2015-06", "in 2015-06", "5 %"]], numbers={2})
    cells = [each for each in client.elements.values() if each.tag == "td"]
    assert [list(each.classes) for each in cells] == [["date"], [], ["number"]]


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("word", ["onclick", ":title", "v_html\n", "on_click", "x y", "Onclick"])
def test_an_attribute_that_could_run_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="is not an attribute"):
        tag("p", "text", **{word: "alert(1)"})


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://example.org", "//example.org", "data:text/html,x"])
def test_a_link_stays_on_this_server(address: str) -> None:
    with pytest.raises(ValueError, match="not a page of this server"):
        link("there", address)


def test_every_field_has_its_label(client: Client) -> None:
    def nothing(*_: object) -> None: ...

    with form(nothing):
        field("k", "n", HOSTILE, hint=HOSTILE)
        field("l", "m", "larger", rows=2)
        choices("legend", "act", [("a", HOSTILE, HOSTILE), ("b", "other", "")])
        shares("legend", "weights", [("w-0", HOSTILE), ("w-1", "rest")])
        button("press", nothing)
    found = list(client.elements.values())
    fields = [each.props["id"] for each in found if each.tag in ("input", "textarea") and "id" in each.props]
    labelled = {each.props["for"] for each in found if each.tag == "label"}
    assert len(fields) == 6
    assert set(fields) <= labelled


def _calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id, node


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.py")), ids=lambda path: path.name)
def test_no_page_makes_html_or_programs_of_text(path: Path) -> None:
    """`props("…")` reads attributes out of a string, `html` and `markdown` read tags; programs stand in the code."""
    for name, call in _calls(path):
        assert name not in {"props", "html", "markdown", "restructured_text", "add_body_html", "add_css", "mermaid"}
        if name in {"run_javascript", "add_head_html", "_props"}:
            assert path.name == "shell.py", f"{path.name}:{call.lineno}: {name}"
        for keyword in call.keywords:
            if keyword.arg == "js_handler":
                assert isinstance(keyword.value, ast.Constant | ast.Name), f"{path.name}:{call.lineno}: js_handler"
