"""The command `detente`. Every command is one function of `service`, and words for its result."""

from __future__ import annotations

import signal
import sys
import warnings
from collections.abc import Callable, Mapping
from io import TextIOWrapper
from typing import Annotated

import typer

from detente.cli import inspecting, solving
from detente.cli.app import app, print_warning

COMMANDS: Mapping[str, Callable[..., None]] = {
    "list": inspecting.list_,
    "new": inspecting.new,
    "check": inspecting.check,
    "show": inspecting.show_,
    "solve": solving.solve,
    "simulate": solving.simulate,
    "claims": solving.claims,
    "run": solving.run,
    "compare": solving.compare,
    "export": inspecting.export,
    "schema": inspecting.schema,
}
"""In the order of the help."""

for _name, _command in COMMANDS.items():
    app.command(_name)(_command)


@app.callback(invoke_without_command=True)
def main(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if version:
        from detente import __version__

        print(__version__)
        raise typer.Exit


def run() -> None:
    """The entry point."""
    # If the reader stops early, as `head` does, the command ends silently, as any other does.
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks some character still gets the rest.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    warnings.showwarning = print_warning
    app()
