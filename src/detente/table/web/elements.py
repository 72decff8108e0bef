"""Elements of a page. What a scenario says becomes text or the value of an attribute, and never a program.

NiceGUI's own way to set attributes reads a string, in which quotes of a label could end a value and begin an attribute
that runs (`:onclick=…`). Here names of attributes are written in the code, and values are handed over as they are;
text is a text node. No page of this room sets attributes or HTML in another way (`tests/table/web/test_elements.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.element import Element

_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?")
_ATTRIBUTE = re.compile(r"[a-z][a-zA-Z0-9-]*")
_FORM_VALUES = """(event) => {
  event.preventDefault();
  emit(Object.fromEntries(new FormData(event.target, event.submitter)));
}"""
# Sliders are weights; what is shown and sent is each one's share of all. Untouched ones say nothing.
_SHARES = """(event) => {
  const group = event.currentTarget, fields = [...group.querySelectorAll('input[type=range]')];
  const total = fields.reduce((sum, field) => sum + Number(field.value), 0);
  group.querySelector('input[type=hidden]').value = total > 0 ? 'stated' : '';
  for (const field of fields) {
    const words = total > 0 ? Math.round(100 * field.value / total) + ' %' : '–';
    field.nextElementSibling.textContent = words;
    field.setAttribute('aria-valuetext', words);
  }
}"""

_CODE = ("code", "pre", "textarea", "option")

Attribute = str | int | float | bool | None


def tag(name: str, text: str | None = None, classes: str = "", /, **attributes: Attribute) -> Element:
    """A native element with its text and attributes, in the element that is open.

    Args:
        name: of the element, as `p`. classes: words of the style sheet.
        attributes: with `_` for `-`, and `_` at the end of a word of Python (`for_`). True: without a value; None and
            False: left out.

    Raises:
        ValueError: the name of an attribute is one that could run.
    """
    element = ui.element(name)
    # A number and its sign stay on one line; code is copied, and stays as it is.
    element._text = text if text is None or name in _CODE else text.replace(" %", "\u00a0%")
    for word, value in attributes.items():
        key = word.rstrip("_").replace("_", "-")
        if not _ATTRIBUTE.fullmatch(key) or key.startswith("on"):
            raise ValueError(f"tag: {word!r} is not an attribute")
        if value is not None and value is not False:
            element.props[key] = "" if value is True else value
    if classes:
        element.classes(classes)
    return element


def button(text: str, act: Callable[[], Any], classes: str = "", **attributes: Attribute) -> Element:
    """A button, and what is done when it is pressed."""
    made = tag("button", text, classes, type="button", **attributes)
    made.on("click", act, js_handler="() => emit()")
    return made


def link(text: str, address: str, classes: str = "", **attributes: Attribute) -> Element:
    """A link to a page of this server.

    Raises:
        ValueError: the address is not a path of this server.
    """
    if not address.startswith("/") or address.startswith("//"):
        raise ValueError(f"link: {address!r} is not a page of this server")
    return tag("a", text, classes, href=address, **attributes)


def form(submit: Callable[[dict[str, str]], Any], classes: str = "", **attributes: Attribute) -> Element:
    """A form; all its fields come at once, as text by their names, when it is sent."""
    made = tag("form", None, classes, **attributes)

    def received(event: Any) -> Any:
        values = event.args
        return submit({str(key): str(value) for key, value in values.items()} if isinstance(values, dict) else {})

    made.on("submit", received, js_handler=_FORM_VALUES)
    return made


def shares(legend: str, key: str, options: list[tuple[str, str]]) -> Element:
    """Sliders whose shares add up to 100 %: (name of the field, words). The field `key` says whether any was moved."""
    with tag("fieldset", None, "shares") as group:
        tag("legend", legend)
        tag("input", None, type="hidden", name=key, defaultValue="")
        for number, (name, words) in enumerate(options):
            with tag("div", None, "slider"):
                tag("label", words, for_=f"{key}-{number}")
                # Vue sets `value` anew at every change of a page, and what a player has moved would jump back.
                tag("input", None, id=f"{key}-{number}", name=name, type="range", min=0, max=100, defaultValue=50,
                    aria_valuetext="not stated")  # fmt: skip
                tag("output", "–", for_=f"{key}-{number}")
    group.on("input", js_handler=_SHARES)
    return group


def meter(share: float, words: str) -> Element:
    """A bar for a share between 0 and 1, for eyes only: the number stands beside it as text."""
    with tag("span", None, "share", aria_hidden="true", title=words) as around:
        tag("i").style(f"width: {100 * min(max(share, 0.0), 1.0):.1f}%")
    return around


def field(key: str, name: str, text: str, *, rows: int = 1, hint: str = "", **attributes: Attribute) -> Element:
    """A field of text with its label; with more than one row a larger one."""
    with tag("div", None, "field") as group:
        tag("label", text, for_=key)
        described = f"{key}-hint" if hint else None
        if rows > 1:
            tag("textarea", None, id=key, name=name, rows=rows, aria_describedby=described, **attributes)
        else:
            tag("input", None, id=key, name=name, type="text", aria_describedby=described, **attributes)
        if hint:
            tag("p", hint, "hint", id=described)
    return group


def choices(legend: str, name: str, options: list[tuple[str, str, str]], chosen: str | None = None) -> Element:
    """Radio buttons in a group: (value, words, what is written below them)."""
    with tag("fieldset", None, "choices") as group:
        tag("legend", legend)
        for number, (value, words, below) in enumerate(options):
            key = f"{name}-{number}"
            with tag("label", None, "choice", for_=key):
                tag("input", None, id=key, name=name, type="radio", required=True, value=value,
                    defaultChecked=True if value == chosen else None)  # fmt: skip
                with tag("span", None, "words"):
                    tag("span", words, "act")
                    if below:
                        tag("span", below, "below")
    return group


def facts(pairs: list[tuple[str, str]]) -> Element:
    """Terms and what they are."""
    with tag("dl", None, "facts") as listed:
        for term, value in pairs:
            tag("dt", term)
            tag("dd", value)
    return listed


def sentences(lines: list[str], classes: str = "") -> Element:
    """A list of sentences."""
    with tag("ul", None, f"sentences {classes}".strip()) as listed:
        for line in lines:
            tag("li", line)
    return listed


def table(caption: str, heads: list[str], rows: list[list[str]], numbers: set[int]) -> Element:
    """A table of text; it scrolls by itself where the page is narrow.

    Args:
        numbers: which columns are numbers.
    """
    with tag("div", None, "scroll", tabindex=0, role="group", aria_label=caption) as around, tag("table"):
        tag("caption", caption)
        with tag("thead"), tag("tr"):
            for place, head in enumerate(heads):
                tag("th", head, "number" if place in numbers else "", scope="col")
        with tag("tbody"):
            for row in rows:
                with tag("tr"):
                    for place, cell in enumerate(row):
                        style = "number" if place in numbers else "date" if _DATE.fullmatch(cell) else ""
                        tag("td", cell, style)
    return around


def select(key: str, name: str, text: str, options: list[tuple[str, str]]) -> Element:
    """A list to choose from with its label: (value, words); the first is chosen at first."""
    with tag("div", None, "field") as group:
        tag("label", text, for_=key)
        with tag("select", None, id=key, name=name):
            for value, words in options:
                tag("option", words, value=value)
    return group
