"""What goes wrong, in words and as an exit code; never a traceback for what the user can mend."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.text import Text

from detente.errors import DetenteError, ScenarioError, UnsolvedError

FAILED_CLAIMS = 1
BAD_INPUT = 2
UNSOLVED = 3


@contextmanager
def in_words() -> Iterator[None]:
    """Turn the package's own errors into a message on standard error and an exit code."""
    try:
        yield
    except UnsolvedError as error:
        _say(Text("Not solved. ", style="bold red") + Text(str(error)))
        raise typer.Exit(UNSOLVED) from None
    except ScenarioError as error:
        count = len(error.mistakes)
        for mistake in error.mistakes:
            _say(Text(str(mistake.where), style="bold") + Text(f": {mistake.message}"))
        if count > 1:
            _say(Text(f"{count} mistakes.", style="bold red"))
        raise typer.Exit(BAD_INPUT) from None
    except (DetenteError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        _say(Text(str(error)))
        raise typer.Exit(BAD_INPUT) from None


def _say(text: Text) -> None:
    Console(file=sys.stderr, soft_wrap=True, highlight=False).print(text)
