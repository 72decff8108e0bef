"""What goes wrong, in words and as an exit code; no traceback for what the user can correct."""

from __future__ import annotations

import _thread
import errno
import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import NoReturn

import typer
from rich.text import Text

from detente.cli import advice
from detente.cli.printing import print_words
from detente.errors import MOST_PRINTED, DetenteError, Mistake, ScenarioError, UnsolvedError

FAILED_CLAIMS = 1
BAD_INPUT = 2
UNSOLVED = 3
INTERRUPTED = 130
"""What shells report of a command that Ctrl-C ended: 128 plus the number of the signal."""

_AGAIN_AFTER = 0.05
"""Seconds until a lost interruption is raised again."""


@contextmanager
def in_words(as_json: bool = False, caches: bool = False, kept: str = "") -> Iterator[None]:
    """Turn the package's own errors into a message on standard error and an exit code.

    Args:
        as_json: whether to print them as JSON on standard output too: `error`, and `mistakes` with their places.
        caches: whether the command caches every verdict as soon as it is reached.
        kept: a sentence on what else is kept of an interrupted command.
    """
    try:
        with _no_interruption_lost():
            yield
    except KeyboardInterrupt:
        message = "Interrupted. No file was left half-written."
        if caches:
            message += " Verdicts reached so far are cached: the same command, without --fresh, continues from there."
        message += f" {kept}" if kept else ""
        print_words(Text(message))
        _end(INTERRUPTED, message, as_json)
    except MemoryError as error:
        message = f"There is not enough memory{f': {error}' if str(error) else ''}. "
        message += "Fewer belief points (--points) or fewer plays (--plays) need less."
        print_words(Text(message))
        _end(BAD_INPUT, message, as_json)
    except UnsolvedError as error:
        message = _with_advice(error)
        print_words(Text("Not solved. ", style="bold red") + Text(message))
        _end(UNSOLVED, message, as_json)
    except ScenarioError as error:
        _print_mistakes(error)
        _end(BAD_INPUT, _with_advice(error), as_json, error.mistakes)
    except (DetenteError, OSError) as error:
        if isinstance(error, OSError) and _is_of_output(error):
            # Said where standard output is closed, once.
            raise
        message = _with_advice(error)
        print_words(Text(message))
        _end(BAD_INPUT, message, as_json)


def _print_mistakes(error: ScenarioError) -> None:
    for mistake in error.mistakes[:MOST_PRINTED]:
        print_words(Text(str(mistake.where), style="bold") + Text(f": {mistake.message}"))
    if error.num_left:
        print_words(Text(f"and {error.num_left:,} more"))
    if len(error.mistakes) > 1:
        print_words(Text(f"{len(error.mistakes):,} mistakes.", style="bold red"))
    if error.advice:
        print_words(Text(advice.in_words(error.advice)))


def print_warnings(warnings: Iterable[Mistake]) -> None:
    """Print what is probably not meant on standard error."""
    found = tuple(warnings)
    for warning in found[:MOST_PRINTED]:
        print_words(
            Text("warning: ", style="bold yellow")
            + Text(str(warning.where), style="bold")
            + Text(f": {warning.message}")
        )
    if len(found) > MOST_PRINTED:
        print_words(Text(f"and {len(found) - MOST_PRINTED:,} more"))


def _with_advice(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno is not None:
        return _of_system(error)
    words = advice.in_words(error.advice) if isinstance(error, DetenteError) else ""
    return f"{error} {words}".rstrip()


def _of_system(error: OSError) -> str:
    """What the operating system refuses, in its own words but without its number."""
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return "Too many files are open; `ulimit -n` shows how many may be. No file was left half-written."
    return f"{error.filename}: {error.strerror}."


def _is_of_output(error: OSError) -> bool:
    """Whether standard output cannot be written: all other files are named, by the system or by this package."""
    return error.errno is not None and error.filename is None and error.errno not in (errno.EMFILE, errno.ENFILE)


@contextmanager
def _no_interruption_lost() -> Iterator[None]:
    """Raise an interruption again that fell into a callback, a moment later.

    Nobody catches what is raised in a callback, such as that of a garbage collection: Python reports that it ignores
    the exception, and continues.
    """
    report = sys.unraisablehook

    def heed(ignored: sys.UnraisableHookArgs) -> None:
        if issubclass(ignored.exc_type, KeyboardInterrupt):
            # A thread that is not waited for: the interruption must not fall into this function again.
            _thread.start_new_thread(_interrupt_later, ())
        else:
            report(ignored)

    sys.unraisablehook = heed
    try:
        yield
    finally:
        sys.unraisablehook = report


def _interrupt_later() -> None:
    time.sleep(_AGAIN_AFTER)
    _thread.interrupt_main()


def _end(code: int, message: str, as_json: bool, mistakes: tuple[Mistake, ...] = ()) -> NoReturn:
    if as_json:
        print_json(message, mistakes)
    raise typer.Exit(code) from None


def print_json(message: str, mistakes: tuple[Mistake, ...] = ()) -> None:
    """Print what is wrong as JSON on standard output."""
    listed = [{**asdict(mistake.where), "message": mistake.message} for mistake in mistakes]
    print(json.dumps({"error": message, "mistakes": listed}, indent=2))
