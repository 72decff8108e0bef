"""The command `detente`. Every command is one function of `service`, and words for its result."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Callable, Mapping
from io import TextIOWrapper
from typing import Annotated

import typer

from detente.cli import (
    designing,
    differing,
    doctor,
    evidence,
    explaining,
    explore,
    exporting,
    inspecting,
    mcp,
    solving,
    table,
    turning,
    watch,
    workbench,
)
from detente.cli.app import Command, app, print_warning

BAD_OUTPUT = 2
"""The exit code where standard output cannot be written, as for a file."""

COMMANDS: Mapping[str, Callable[..., None]] = {
    "list": inspecting.list_,
    "new": inspecting.new,
    "check": inspecting.check,
    "doctor": doctor.doctor,
    "show": inspecting.show_,
    "workbench": workbench.workbench,
    "solve": solving.solve,
    "simulate": solving.simulate,
    "claims": solving.claims,
    "run": solving.run,
    "compare": solving.compare,
    "commit": solving.commit,
    "evidence": evidence.evidence,
    "forecast": evidence.forecast,
    "watch": watch.watch,
    "score": evidence.score,
    "posterior": evidence.posterior,
    "rates": evidence.rates,
    "explain": explaining.explain,
    "story": explaining.story,
    "reasons": explaining.reasons,
    "curve": turning.curve,
    "flip": turning.flip,
    "design": designing.design,
    "diff": differing.diff,
    "explore": explore.explore,
    "table": table.table,
    "export": inspecting.export,
    "export-report": exporting.export_report,
    "import": inspecting.import_,
    "schema": inspecting.schema,
    "mcp": mcp.mcp,
}
"""In the order of the help."""

for _name, _command in COMMANDS.items():
    app.command(_name, cls=Command)(_command)


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
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except OSError as error:
        # The interpreter flushes once more when it ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            try:
                print(f"The output could not be written: {error.strerror}.", file=sys.stderr, flush=True)
            except OSError:
                # Where that is what cannot be written, the exit code alone says so.
                os.dup2(nowhere, sys.stderr.fileno())
        sys.exit(BAD_OUTPUT)
