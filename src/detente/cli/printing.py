"""Consoles for text of users, which is neither markup nor a way to control the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from detente.cli.controls import without_controls


class SafeConsole(Console):
    """A console that prints texts as they are: brackets and colons mean nothing, control characters are written out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else without_controls(text), style, control)


def print_words(text: str | Text) -> None:
    """Print a message on standard error, if there is one."""
    if sys.stderr is not None:
        SafeConsole(file=sys.stderr, soft_wrap=True).print(text)
