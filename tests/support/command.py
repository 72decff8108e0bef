"""The command as its users call it."""

from __future__ import annotations

import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from detente.cli.main import app

QUICK = ["--points", "9", "--plays", "2000"]


def invoke(*arguments: str) -> Result:
    """What the command prints, and its exit code."""
    return CliRunner().invoke(app, list(arguments))


def script() -> str:
    """The installed command."""
    return str(Path(sys.executable).with_name("detente"))


def unboxed(text: str) -> str:
    """The text without the box that typer draws, on one line."""
    return " ".join("".join(" " if sign in "│╭╮╰╯─" else sign for sign in text).split())
