"""The application that commands are added to, and what all of them share: errors, progress and printing."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import IO, TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from detente.cli.controls import json_without_controls, without_controls
from detente.files import format_json

if TYPE_CHECKING:
    from rich.console import RenderableType

    from detente.analysis.asked import Asked
    from detente.cli.progress import Bars

# Of Click, or of Typer's own copy of it.
UsageError: Any = typer.BadParameter.__base__


_NAMES = ("SCENARIO", "FILE", "FOLDER", "TABLE", "A", "B")
"""Metavariables, without endings, of arguments and options that stand for files, folders and crises."""


class Command(TyperCommand):
    """A command. A name of a file or crisis that is empty, as where a variable of the shell is not set, is refused."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if "" in args or any(arg.startswith("--") and arg.endswith("=") for arg in args):
            given, _, _ = self.make_parser(ctx).parse_args(list(args))
            parameters: list[Any] = list(self.params)
            for parameter in parameters:
                is_name = str(parameter.metavar).split(".")[0] in _NAMES
                if is_name and given.get(parameter.name or "") == "":
                    raise typer.BadParameter("the name is empty.", ctx=ctx, param=parameter)
        return super().parse_args(ctx, args)


class Commands(TyperGroup):
    """The commands; with --json, what is wrong with their options is printed as JSON too."""

    def invoke(self, ctx: Any) -> Any:
        arguments = list(ctx.args)
        try:
            return super().invoke(ctx)
        except UsageError as error:
            error.message = without_controls(error.message)
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


def failures(as_json: bool = False, caches: bool = False, kept: str = "") -> AbstractContextManager[None]:
    """Ends the command with a message and an exit code where the package raises an error."""
    from detente.cli.failures import in_words

    return in_words(as_json, caches, kept)


def print_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: IO[str] | None = None,
    line: str | None = None,
) -> None:
    """Print a warning for users as a sentence; any other with its place in the code, as Python does."""
    if category is UserWarning and file is None:
        from detente.cli.printing import print_words

        print_words(f"Warning: {message}")
    elif (stream := file or sys.stderr) is not None:
        stream.write(warnings.formatwarning(message, category, filename, lineno, line))


def bars() -> Bars:
    """Progress on standard error."""
    from detente.cli.printing import SafeConsole
    from detente.cli.progress import Bars

    return Bars(SafeConsole(file=sys.stderr))


def show(what: str | Mapping[str, object] | RenderableType) -> None:
    """Print text and JSON as they are; tables as wide as the terminal. Control characters in texts are written out."""
    if sys.stdout is None:
        return
    if isinstance(what, str):
        print(without_controls(what.rstrip("\n")))
    elif isinstance(what, Mapping):
        is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        print(json_without_controls(format_json(what, is_ascii=not is_unicode)))
    else:
        from detente.cli.printing import SafeConsole

        # A pipe has no width; a hundred columns hold a verdict.
        SafeConsole(file=sys.stdout, width=None if sys.stdout.isatty() else 100).print(what)


def show_asked(asked: Asked, as_json: bool) -> None:
    """Print the answer to a question: in words, or as JSON."""
    if as_json:
        show(asked.to_json())
        return

    from detente.cli.answering import answered

    show(answered(asked))
