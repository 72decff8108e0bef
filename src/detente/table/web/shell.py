"""The frame of every page: its head, its headings, what is said to the reader, and parts that are drawn anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from nicegui import ui
from nicegui.element import Element

from detente.errors import DetenteError
from detente.table.web.elements import link, tag

STYLE = "/table.css"

_FOCUS = "document.getElementById('{key}')?.focus()"


@contextmanager
def frame(title: str, kicker: str, question: str = "", *, heading: str | None = None) -> Iterator[Element]:
    """A page with its heading; what is drawn inside is its main part.

    Args:
        title: of the browser's tab, and the heading unless another is given.
    """
    ui.page_title(title)
    ui.add_head_html(f'<link rel="stylesheet" href="{STYLE}">')
    tag("a", "To the main part", "skip", href="#main")
    with tag("header", None, "top"):
        tag("p", kicker, "kicker")
        tag("h1", title if heading is None else heading)
        if question:
            tag("p", question, "question")
    # NiceGUI puts a page into a `main` of its own.
    with tag("div", None, "page", id="main", tabindex=-1) as main:
        yield main


class PagePart:
    """A part of a page that is drawn anew only when what it shows is different, so that nobody loses its place.

    Args:
        draw: draws the content. classes, attributes: of the element around it.
    """

    def __init__(self, draw: Callable[[Any], None], name: str = "section", classes: str = "", **attributes: Any):
        self._draw = draw
        self._shown: tuple[Any, ...] = ()
        self.around = tag(name, None, classes, **attributes)

    def show(self, content: Any) -> bool:
        """Show the content; whether anything is different."""
        if self._shown == (content,):
            return False
        self._shown = (content,)
        self.around.clear()
        with self.around:
            self._draw(content)
        return True


def part_if_any(draw: Callable[[Any], None], name: str = "section", classes: str = "", **attributes: Any) -> PagePart:
    """A part that takes no room where there is nothing to show: for None and for empty content."""
    made: list[PagePart] = []

    def drawn(content: Any) -> None:
        is_empty = content is None or content == ()
        made[0].around.set_visibility(not is_empty)
        if not is_empty:
            draw(content)

    made.append(PagePart(drawn, name, classes, **attributes))
    made[0].around.set_visibility(False)
    return made[0]


class Notice:
    """The line in which a page says what happened to what its reader did; programs that read aloud say it at once."""

    def __init__(self) -> None:
        self._line = tag("p", "", "notice", role="status", aria_live="polite")

    def say(self, words: str, *, is_bad: bool = False) -> None:
        """Say something, in place of what was said before; empty words say nothing."""
        self._line._text = words
        self._line.classes(add="bad" if is_bad else "good", remove="good" if is_bad else "bad")
        self._line.update()


@contextmanager
def told(notice: Notice) -> Iterator[None]:
    """Errors that are meant for the reader are said on the page; others go on to the server's log."""
    try:
        notice.say("")
        yield
    except DetenteError as error:
        notice.say(str(error), is_bad=True)


def focus(key: str) -> None:
    """Put the focus on an element of the page that is open, by a key that is written in the code."""
    if not key.replace("-", "").isalnum():
        raise ValueError(f"focus: {key!r}")
    ui.run_javascript(_FOCUS.format(key=key))


def say_and_leave(title: str, words: str, *, kicker: str = "Détente") -> None:
    """A page that only says something, with the way to the first page."""
    with frame(title, kicker):
        tag("p", words, "lead")
        with tag("p"):
            link("To the first page", "/")
