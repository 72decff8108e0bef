"""What goes wrong, in words and as an exit code; never a traceback for what the user can mend."""

from __future__ import annotations

import _thread
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import NoReturn

import typer
from rich.console import Console
from rich.text import Text

from detente.errors import DetenteError, Mistake, ScenarioError, UnsolvedError

FAILED_CLAIMS = 1
BAD_INPUT = 2
UNSOLVED = 3
INTERRUPTED = 130
"""What shells say of a command that Ctrl-C ended: 128 and the number of the signal."""

_AGAIN_AFTER = 0.01
"""Seconds until a lost interruption comes again."""


@contextmanager
def in_words(as_json: bool = False, remembers: bool = False) -> Iterator[None]:
    """Turn the package's own errors into a message on standard error and an exit code.

    Args:
        as_json: whether programs are told too, on standard output: `error`, and `mistakes` with their places.
        remembers: whether the command keeps every verdict at once.
    """
    try:
        with _no_interruption_lost():
            yield
    except KeyboardInterrupt:
        message = "Interrupted; nothing is left half-written."
        if remembers:
            message += " Verdicts reached so far are remembered: the same command, without --fresh, goes on from there."
        _say(Text(message))
        _end(INTERRUPTED, message, as_json)
    except UnsolvedError as error:
        _say(Text("Not solved. ", style="bold red") + Text(str(error)))
        _end(UNSOLVED, str(error), as_json)
    except ScenarioError as error:
        count = len(error.mistakes)
        for mistake in error.mistakes:
            _say(Text(str(mistake.where), style="bold") + Text(f": {mistake.message}"))
        if count > 1:
            _say(Text(f"{count} mistakes.", style="bold red"))
        _end(BAD_INPUT, str(error), as_json, error.mistakes)
    except (DetenteError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        _say(Text(str(error)))
        _end(BAD_INPUT, str(error), as_json)


@contextmanager
def _no_interruption_lost() -> Iterator[None]:
    """Let Ctrl-C that fell into a callback come again a moment later.

    Nobody catches what is raised in a callback, such as JAX's for the collection of garbage: Python says that it
    ignores it, and goes on.
    """
    report = sys.unraisablehook

    def heed(ignored: sys.UnraisableHookArgs) -> None:
        if issubclass(ignored.exc_type, KeyboardInterrupt):
            threading.Timer(_AGAIN_AFTER, _thread.interrupt_main).start()
        else:
            report(ignored)

    sys.unraisablehook = heed
    try:
        yield
    finally:
        sys.unraisablehook = report


def _end(code: int, message: str, as_json: bool, mistakes: tuple[Mistake, ...] = ()) -> NoReturn:
    if as_json:
        tell_programs(message, mistakes)
    raise typer.Exit(code) from None


def tell_programs(message: str, mistakes: tuple[Mistake, ...] = ()) -> None:
    """What is wrong as JSON on standard output."""
    listed = [{**asdict(mistake.where), "message": mistake.message} for mistake in mistakes]
    print(json.dumps({"error": message, "mistakes": listed}, indent=2))


def _say(text: Text) -> None:
    Console(file=sys.stderr, soft_wrap=True, highlight=False).print(text)
