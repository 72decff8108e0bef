"""The command that serves assistants."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.app import failures


def mcp(
    root: Annotated[
        Path,
        typer.Option("--root", metavar="FOLDER", help="The only folder that is read, besides the bundled crises."),
    ] = Path("."),
) -> None:
    """Offer check, run, explain, flip, forecast and play to an AI assistant (Model Context Protocol, on stdin)."""
    with failures():
        from detente.analysis.extras import require_extra

        require_extra("mcp.server.mcpserver", "assistants", "detente mcp")
        from detente.mcp.server import serve

        if sys.stdin is not None and sys.stdin.isatty():
            print(
                "Waiting for an assistant on standard input; an assistant starts this command by itself "
                "(docs/how-to/assistant.md). Ctrl-C ends it.",
                file=sys.stderr,
            )
        serve(root)
