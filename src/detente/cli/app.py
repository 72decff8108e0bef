"""The application that commands are added to, and what all of them share: errors, progress and printing."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from rich.console import RenderableType

    from detente.cli.progress import Bars

# Of Click, or of Typer's own copy of it.
UsageError: Any = typer.BadParameter.__base__


class Commands(TyperGroup):
    """The commands; with --json, what is wrong with their options is printed as JSON too."""

    def invoke(self, ctx: Any) -> Any:
        arguments = list(ctx.args)
        try:
            return super().invoke(ctx)
        except UsageError as error:
            if "--json" in arguments:
                from detente.cli.failures import print_json

                print_json(error.format_message())
            raise


app = typer.Typer(
    name="detente",
    cls=Commands,
    help="Executable analysis of international crises: check, solve and play a scenario, and test which claims hold.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def failures(as_json: bool = False, caches: bool = False) -> AbstractContextManager[None]:
    """Ends the command with a message and an exit code where the package raises an error."""
    from detente.cli.failures import in_words

    return in_words(as_json, caches)


def bars() -> Bars:
    """Progress on standard error."""
    from rich.console import Console

    from detente.cli.progress import Bars

    return Bars(Console(file=sys.stderr))


def show(what: str | Mapping[str, object] | RenderableType) -> None:
    """Print text and JSON as they are; tables as wide as the terminal."""
    if isinstance(what, str):
        print(what.rstrip("\n"))
    elif isinstance(what, Mapping):
        is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        print(json.dumps(what, ensure_ascii=not is_unicode, indent=2, allow_nan=False))
    else:
        from rich.console import Console

        # A pipe has no width; a hundred columns hold a verdict.
        Console(highlight=False, width=None if sys.stdout.isatty() else 100).print(what)
