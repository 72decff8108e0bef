"""Elements that only the workbench has: a text with marks at its lines, a slider, a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from nicegui.element import Element

from detente.table.web.elements import tag

TYPING_SECONDS = 0.35
"""A text is checked when nobody has typed for so long."""

# The field grows with its text, so that one box scrolls the numbers of lines, the text and its marks together.
_GROWN = """(event) => {
  const field = event.target, lines = field.value.split('\\n');
  field.rows = lines.length;
  field.style.width = (Math.max(...lines.map((line) => line.length)) + 2) + 'ch';
  field.previousElementSibling.textContent = lines.map((line, place) => place + 1).join('\\n');
}"""
_TYPED = "(event) => emit(event.target.value)"
_GO_TO_LINE = """(event) => {
  const field = document.getElementById(event.currentTarget.dataset.field);
  if (!field) return;
  const number = Number(event.currentTarget.dataset.line);
  const before = field.value.split('\\n').slice(0, number - 1).join('\\n');
  const place = before.length + (number > 1 ? 1 : 0) + Math.max(Number(event.currentTarget.dataset.column) - 1, 0);
  field.focus({preventScroll: true});
  field.setSelectionRange(place, place);
  const box = field.closest('.editor'), height = field.clientHeight / field.rows;
  box.scrollTop = Math.max(0, (number - 4) * height);
  box.scrollIntoView({block: 'nearest'});
}"""
_SLID = """(event) => {
  const field = event.target, words = field.dataset.words.split('|')[Number(field.value)];
  field.setAttribute('aria-valuetext', words);
  field.nextElementSibling.textContent = words;
}"""
_MOVED = "(event) => emit(Number(event.target.value))"
_CHOOSE = """(event) => {
  const list = document.getElementById(event.currentTarget.dataset.list);
  list.value = event.currentTarget.dataset.value;
  list.focus();
}"""


@dataclass(frozen=True)
class TextMark:
    """A message at a line of a text. line, column: from 1."""

    line: int
    column: int
    words: str
    is_mistake: bool = True


class Editor:
    """A text that can be edited, with its numbers of lines, and messages that stand behind the lines they are about.

    Args:
        key: the id of the field. label: what it is. typed: called with the text when nobody has typed for a moment.
    """

    def __init__(self, key: str, label: str, text: str, typed: Callable[[str], Any]) -> None:
        self.key = key
        lines = text.split("\n")
        with tag("div", None, "editor"), tag("div", None, "sheet"):
            tag("pre", "\n".join(str(place + 1) for place in range(len(lines))), "lines", aria_hidden="true")
            # Vue sets `value` anew at every change of a page, and what somebody types would be lost.
            self._field = tag("textarea", None, "code", id=key, rows=len(lines), wrap="off", spellcheck="false",
                              autocomplete="off", autocapitalize="off", aria_label=label,
                              aria_describedby=f"{key}-says", defaultValue=text)  # fmt: skip
            self._field.style(f"width: {max(map(len, lines)) + 2}ch")
            self._marks = tag("div", None, "marks", aria_hidden="true")
        self._field.on("input", js_handler=_GROWN)
        self._field.on("input", lambda event: typed(str(event.args)), js_handler=_TYPED, throttle=TYPING_SECONDS,
                       leading_events=False)  # fmt: skip

    def mark(self, marks: Sequence[TextMark], text: str) -> None:
        """Show messages at their lines. text: what the field has, for where its lines end."""
        lines = text.split("\n")
        self._marks.clear()
        with self._marks:
            for each in marks:
                width = len(lines[each.line - 1]) if 0 < each.line <= len(lines) else 0
                with tag("div", None, "mark" if each.is_mistake else "mark mild") as made:
                    # It stands behind the end of its line, and where that is out of sight at the edge.
                    tag("span", each.words).style(f"margin-left: calc({width + 2}ch + 3.2rem)")
                made.style(f"top: calc({each.line - 1} * var(--row))")


def line_button(words: str, editor: str, mark: TextMark, chosen: Callable[[], Any] | None = None) -> Element:
    """A button that puts the cursor where a message is about."""
    made = tag("button", words, "line", type="button", data_field=editor, data_line=mark.line, data_column=mark.column)
    made.on("click", chosen, js_handler=_GO_TO_LINE)
    return made


class Ruler:
    """A slider over given values.

    Args:
        values: each in words. place: of the value at which it stands. moved: called with the new place.
    """

    def __init__(
        self, key: str, label: str, values: Sequence[str], place: int, moved: Callable[[int], Any], hint: str = ""
    ) -> None:
        with tag("div", None, "slider") as self.around:
            tag("label", label, for_=key)
            field = tag("input", None, id=key, type="range", min=0, max=len(values) - 1, step=1, defaultValue=place,
                        aria_valuetext=values[place], data_words="|".join(values),
                        aria_describedby=f"{key}-hint")  # fmt: skip
            tag("output", values[place], for_=key)
            self._hint = tag("p", hint, "hint", id=f"{key}-hint")
        field.on("input", js_handler=_SLID)
        field.on("change", lambda event: moved(int(event.args)), js_handler=_MOVED)

    def say(self, hint: str, *, is_moved: bool) -> None:
        """What stands below it."""
        self.around.classes(add="moved" if is_moved else "", remove="" if is_moved else "moved")
        if self._hint._text != hint:
            self._hint._text = hint
            self._hint.update()


def chooser(words: str, target: str, value: str, **attributes: str) -> Element:
    """A button that chooses a value in a list of the page, and goes there."""
    made = tag("button", words, "small", type="button", data_list=target, data_value=value, **attributes)
    made.on("click", js_handler=_CHOOSE)
    return made


def image(svg: str, words: str, classes: str = "") -> Element:
    """A picture. Within an image an SVG runs no program and asks for nothing, whatever it says."""
    if "xmlns=" not in svg[:200]:
        svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return tag("img", None, classes, src=f"data:image/svg+xml,{quote(svg)}", alt=words)
